//! How sharp the edges of the patches are: tells a photo out of focus or shaken.

use super::definition::{COLUMNS, PATCHES};
use super::place::grid_point;
use crate::math::{Homography, Matrix3, Point, exp, inverse3, ln, normal_cdf, transform3};
use crate::photo::Photo;

/// Blurs that are tried, as standard deviations in pitches: from far below a pixel to a third of a patch.
const LEAST: f64 = 0.004;
const MOST: f64 = 0.3;
const STEPS: i32 = 28;
/// Gaps between patches that are tried, in pitches.
const GAPS: [f64; 10] = [0.06, 0.085, 0.11, 0.135, 0.16, 0.185, 0.21, 0.235, 0.26, 0.285];
/// Places on the way from one patch into the next, and how far to either side of the middle they reach, in pitches.
const PLACES: i32 = 61;
const REACH: f64 = 0.42;
/// Lines across the way, and how far apart.
const LINES: i32 = 5;
const LINE_STEP: f64 = 0.08;
/// Squared difference of code, summed over the way, under which there is nothing to see.
const FLAT: f64 = 0.02;

/// Standard deviation of the blur in pitches; `None` where no edge is clear.
///
/// From the middle of a patch to that of the next the code is three steps, patch, gap, patch, blurred alike everywhere:
///
/// ```text
/// y(u) = A [1 - F(u + w/2)] + G [F(u + w/2) - F(u - w/2)] + B F(u - w/2),    F(u) = Phi(u / sd),  w the gap
/// ```
///
/// The levels A, G and B follow by least squares; the blur is the one that leaves least over all neighbours, whatever the
/// gap: charts of one name differ in it, and a wrong gap would pass for blur.
pub(super) fn blur_in_pitches(photo: &Photo, grid: &Homography) -> Option<f64> {
    let ways: Vec<Vec<f64>> = neighbours().filter_map(|(from, to)| way(photo, grid, from, to)).collect();
    let clear: Vec<&Vec<f64>> = ways.iter().filter(|way| contrast(way) > FLAT).collect();
    if clear.len() < 6 {
        return None;
    }
    let left = |sd: f64, gap: f64| -> f64 {
        let steps = Steps::new(sd, gap);
        clear.iter().map(|way| steps.misfit(way) / contrast(way)).sum()
    };
    let ratio = ln(MOST / LEAST) / f64::from(STEPS - 1);
    let blurs = (0..STEPS).map(|k| LEAST * exp(ratio * f64::from(k)));
    let tried = blurs.flat_map(|sd| GAPS.map(|gap| (left(sd, gap), sd)));
    tried.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, sd)| sd)
}

/// Patches next to each other along rows and columns.
fn neighbours() -> impl Iterator<Item = (Point, Point)> {
    let right = (0..PATCHES).filter(|i| i % COLUMNS + 1 < COLUMNS).map(|i| (i, i + 1));
    let below = (0..PATCHES - COLUMNS).map(|i| (i, i + COLUMNS));
    right.chain(below).map(|(i, j)| (grid_point(i), grid_point(j)))
}

fn place(k: i32) -> f64 {
    REACH * (2.0 * f64::from(k) / f64::from(PLACES - 1) - 1.0)
}

/// The green code on the way from one patch to the next, mean of lines beside each other; `None` where it leaves the
/// picture.
fn way(photo: &Photo, grid: &Homography, from: Point, to: Point) -> Option<Vec<f64>> {
    let (along, across) = (Point::new(to.x - from.x, to.y - from.y), Point::new(to.y - from.y, to.x - from.x));
    let middle = Point::new(0.5 * (from.x + to.x), 0.5 * (from.y + to.y));
    let code = |u: f64, v: f64| {
        let at = grid.map(Point::new(middle.x + u * along.x + v * across.x, middle.y + u * along.y + v * across.y));
        photo.code_at(at).map(|code| code[1])
    };
    let lines = (0..LINES).map(|line| LINE_STEP * (f64::from(line) - 0.5 * f64::from(LINES - 1)));
    let lines: Vec<f64> = lines.collect();
    (0..PLACES)
        .map(|k| {
            let sum: Option<f64> = lines.iter().map(|v| code(place(k), *v)).sum();
            sum.map(|sum| sum / f64::from(LINES))
        })
        .collect()
}

/// Sum of squares about the mean.
fn contrast(way: &[f64]) -> f64 {
    let mean = way.iter().sum::<f64>() / way.len() as f64;
    way.iter().map(|v| (v - mean) * (v - mean)).sum()
}

/// Three blurred steps, ready for least squares.
struct Steps {
    rows: Vec<[f64; 3]>,
    inverse: Option<Matrix3>,
}

impl Steps {
    fn new(sd: f64, gap: f64) -> Self {
        let rows: Vec<[f64; 3]> = (0..PLACES)
            .map(|k| {
                let (first, second) = ((place(k) + 0.5 * gap) / sd, (place(k) - 0.5 * gap) / sd);
                let (first, second) = (normal_cdf(first), normal_cdf(second));
                [1.0 - first, first - second, second]
            })
            .collect();
        let mut normal = [[0.0; 3]; 3];
        for row in &rows {
            for (i, j) in (0..9).map(|k| (k / 3, k % 3)) {
                normal[i][j] += row[i] * row[j];
            }
        }
        // A trace of stiffness: a gap that is blurred away has no level of its own.
        (0..3).for_each(|i| normal[i][i] += 1e-6);
        let inverse = inverse3(&normal);
        Self { rows, inverse }
    }

    /// Sum of squares that the best levels leave.
    fn misfit(&self, way: &[f64]) -> f64 {
        let Some(inverse) = &self.inverse else { return f64::INFINITY };
        let mut mixed = [0.0; 3];
        for (row, value) in self.rows.iter().zip(way) {
            (0..3).for_each(|i| mixed[i] += row[i] * value);
        }
        let levels = transform3(inverse, mixed);
        let model = |row: &[f64; 3]| row.iter().zip(&levels).map(|(a, b)| a * b).sum::<f64>();
        self.rows.iter().zip(way).map(|(row, value)| (value - model(row)) * (value - model(row))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blurred_way_fits_its_own_blur_best() {
        for (sd, gap) in [(0.01, 0.12), (0.04, 0.12), (0.1, 0.2)] {
            let truth = Steps::new(sd, gap);
            let way: Vec<f64> = truth.rows.iter().map(|r| 0.3 * r[0] + 0.05 * r[1] + 0.7 * r[2]).collect();
            assert!(truth.misfit(&way) < 1e-6);
            for other in [0.5 * sd, 1.5 * sd] {
                assert!(Steps::new(other, gap).misfit(&way) > 1e-3 * contrast(&way), "{other} for {sd}");
            }
        }
    }
}
