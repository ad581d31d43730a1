//! Where dots are set: evenly, as a technician spaces them, but in no order.

use crate::math::{Point, exp, hypot, inverse_normal_cdf, lattice_unit};
use std::ops::RangeInclusive;

/// One dot as a hand sets it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotPlace {
    /// Where, mm.
    pub at: Point,
    /// Factor on its pigment, mean 1.
    pub strength: f64,
    /// Factor on its width; the same pigment over a wider dot is fainter.
    pub width: f64,
    /// An even number of its own, 0-1, by which it is left out where dots are thinned.
    pub thinned_by: f64,
    /// Another, by which it belongs to a session.
    pub session_by: f64,
}

/// Standard deviation of ln of the pigment of single dots, and of ln of their width. Assumed.
const STRENGTH_SPREAD: f64 = 0.25;
const WIDTH_SPREAD: f64 = 0.08;
/// Dots nearer to each other than this share of their mean spacing are pushed apart, so many times.
const APART: f64 = 0.78;
const PUSHES: usize = 6;
/// Side of the square about its cell that a dot begins in, cells: over one that overlaps its neighbours no rows are left.
const STRAYS: f64 = 2.0;
/// Cells between those of dots that may be near each other.
const REACH: usize = 3;
/// Cells beyond the rectangle, so that what lies in it does not hang on where the rectangle ends.
const MARGIN: i64 = (REACH * PUSHES) as i64;

/// The dots of a density in a rectangle, mm; the same dots wherever two rectangles overlap.
///
/// One dot about each cell of a square lattice, pushed apart six times from those nearer than 0.78 of the mean spacing: no
/// two nearer than about half of it, no rows, no gaps. Of the same seed and density every dot has its place for
/// good.
///
/// | argument          | unit   | domain | meaning                         |
/// |-------------------|--------|--------|---------------------------------|
/// | `bounds`          | mm     | any    | upper left and lower right      |
/// | `density_per_cm2` | 1/cm2  | >= 0   | none below 0.5                  |
/// | `seed`            |        | any    | other seeds, other dots         |
///
/// Source: this project; the spreads of strength and width are assumed.
///
/// ```
/// use healtone::{math::Point, render::set_dots};
/// let dots = set_dots([Point::new(0.0, 0.0), Point::new(20.0, 20.0)], 150.0, 7);
/// assert!((dots.len() as f64 - 600.0).abs() < 30.0);
/// ```
#[must_use]
pub fn set_dots([from, to]: [Point; 2], density_per_cm2: f64, seed: u32) -> Vec<DotPlace> {
    if density_per_cm2 < 0.5 {
        return Vec::new();
    }
    let spacing = (100.0 / density_per_cm2).sqrt();
    let mut cells = Cells::of(from, to, spacing, u64::from(seed));
    for _ in 0..PUSHES {
        cells.push_apart();
    }
    let inside = |at: Point| (from.x..=to.x).contains(&at.x) && (from.y..=to.y).contains(&at.y);
    cells.dots().filter(|dot| inside(dot.at)).collect()
}

/// A lattice with one dot to a cell; lengths in cells.
struct Cells {
    spacing: f64,
    seed: u64,
    columns: RangeInclusive<i64>,
    rows: RangeInclusive<i64>,
    width: usize,
    places: Vec<Point>,
}

impl Cells {
    fn of(from: Point, to: Point, spacing: f64, seed: u64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "some thousand cells")]
        let range =
            |from: f64, to: f64| ((from / spacing).floor() as i64 - MARGIN)..=((to / spacing).floor() as i64 + MARGIN);
        let (columns, rows) = (range(from.x, to.x), range(from.y, to.y));
        let width = usize::try_from(columns.end() - columns.start() + 1).unwrap_or(1);
        let mut cells = Self { spacing, seed, columns, rows, width, places: Vec::new() };
        cells.places = cells
            .lattice()
            .map(|cell| {
                let stray = |salt: u64| 0.5 + STRAYS * (cells.even(salt, cell) - 0.5);
                Point::new(cell.0 as f64 + stray(0), cell.1 as f64 + stray(1))
            })
            .collect();
        cells
    }

    fn lattice(&self) -> impl Iterator<Item = (i64, i64)> + use<> {
        let columns = self.columns.clone();
        self.rows.clone().flat_map(move |j| columns.clone().map(move |i| (i, j)))
    }

    /// An even number of a cell's own.
    const fn even(&self, salt: u64, (i, j): (i64, i64)) -> f64 {
        lattice_unit(self.seed ^ (salt << 40) ^ 0xd075, i, j)
    }

    /// Moves every dot away from those that are too near, all at once.
    fn push_apart(&mut self) {
        let rows = self.places.len() / self.width;
        let moved = |index: usize| {
            let (column, row) = (index % self.width, index / self.width);
            let here = self.places[index];
            let (mut dx, mut dy) = (0.0, 0.0);
            for y in row.saturating_sub(REACH)..(row + REACH + 1).min(rows) {
                for x in column.saturating_sub(REACH)..(column + REACH + 1).min(self.width) {
                    let there = self.places[y * self.width + x];
                    let (away_x, away_y) = (here.x - there.x, here.y - there.y);
                    let distance = hypot(away_x, away_y);
                    if (1e-9..APART).contains(&distance) {
                        let half = 0.5 * (APART - distance) / distance;
                        dx += half * away_x;
                        dy += half * away_y;
                    }
                }
            }
            Point::new(here.x + dx, here.y + dy)
        };
        self.places = (0..self.places.len()).map(moved).collect();
    }

    fn dots(&self) -> impl Iterator<Item = DotPlace> {
        self.lattice().zip(&self.places).map(|(cell, at)| {
            let width = log_normal(WIDTH_SPREAD, self.even(2, cell));
            DotPlace {
                at: Point::new(at.x * self.spacing, at.y * self.spacing),
                strength: log_normal(STRENGTH_SPREAD, self.even(3, cell)),
                width,
                thinned_by: self.even(4, cell),
                session_by: self.even(5, cell),
            }
        })
    }
}

/// A factor of mean 1 from an even number.
fn log_normal(sd: f64, even: f64) -> f64 {
    exp(sd * inverse_normal_cdf(even.clamp(1e-3, 1.0 - 1e-3)) - 0.5 * sd * sd)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: [Point; 2] = [Point::new(-10.0, 5.0), Point::new(50.0, 45.0)];

    fn nearest(dots: &[DotPlace], of: usize) -> f64 {
        let others = dots.iter().enumerate().filter(|(i, _)| *i != of);
        others.map(|(_, d)| d.at.distance(dots[of].at)).fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn dots_are_as_many_as_asked_for_and_none_lies_on_another() {
        for density in [40.0, 150.0, 400.0] {
            let dots = set_dots(BOUNDS, density, 3);
            let wanted = density * 24.0;
            assert!((dots.len() as f64 / wanted - 1.0).abs() < 0.02, "{} of {wanted}", dots.len());
            let spacing = (100.0 / density).sqrt();
            let distances: Vec<f64> = (0..dots.len()).map(|i| nearest(&dots, i) / spacing).collect();
            let least = distances.iter().copied().fold(f64::INFINITY, f64::min);
            let (mean, sd) = crate::math::mean_sd(&distances);
            assert!(least > 0.5, "{least}");
            assert!((0.65..0.85).contains(&mean) && sd > 0.03, "neither crowded nor in rows: {mean} {sd}");
        }
    }

    /// A lattice shows as a peak of the power at its own wave; white noise has a power of 1 everywhere.
    #[test]
    fn there_are_no_rows_and_no_clouds() {
        let dots = set_dots([Point::new(0.0, 0.0), Point::new(100.0, 100.0)], 100.0, 11);
        let power = |kx: f64, ky: f64| {
            let phase = |d: &DotPlace| std::f64::consts::TAU * (kx * d.at.x + ky * d.at.y);
            let sum = |f: fn(f64) -> f64| dots.iter().map(|d| f(phase(d))).sum::<f64>();
            let (even, odd) = (sum(crate::math::cos), sum(crate::math::sin));
            (even * even + odd * odd) / dots.len() as f64
        };
        for (kx, ky) in [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, 0.0)] {
            assert!(power(kx, ky) < 25.0, "rows: {}", power(kx, ky));
        }
        let clouds: Vec<f64> = (1..6).map(|k| power(0.03 * f64::from(k), 0.02)).collect();
        assert!(clouds.iter().all(|p| *p < 0.4), "{clouds:?}");
    }

    #[test]
    fn a_dot_has_its_place_whatever_rectangle_is_asked_for() {
        let (wide, near) =
            (set_dots(BOUNDS, 150.0, 3), set_dots([Point::new(0.0, 10.0), Point::new(30.0, 30.0)], 150.0, 3));
        assert!(near.len() > 500 && near.iter().all(|dot| wide.contains(dot)));
        assert_ne!(set_dots(BOUNDS, 150.0, 4), wide);
        assert!(set_dots(BOUNDS, 0.0, 3).is_empty());
    }

    #[test]
    fn strengths_and_widths_vary_about_one() {
        let dots = set_dots([Point::new(0.0, 0.0), Point::new(100.0, 100.0)], 150.0, 5);
        for (of, spread) in [((|d: &DotPlace| d.strength) as fn(&DotPlace) -> f64, 0.25), (|d| d.width, 0.08)] {
            let (mean, sd) = crate::math::mean_sd(&dots.iter().map(of).collect::<Vec<_>>());
            assert!((mean - 1.0).abs() < 0.01 && (sd / spread - 1.0).abs() < 0.1, "{mean} {sd}");
        }
    }
}
