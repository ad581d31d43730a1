//! Middle lines of strokes: where a picture's second derivative across a direction, averaged along it, is largest.

use super::darkness::Map;
use crate::math::{cos, exp, hypot, sin};
use rayon::prelude::*;

/// Directions that strokes are sought in, over half a turn.
pub(super) const DIRECTIONS: usize = 16;

/// Strokes of one sign: darker or lighter than the skin.
pub(super) struct Strokes {
    pub(super) width: usize,
    /// Height of the line through each pixel, in the best direction.
    strength: Vec<f32>,
    direction: Vec<u8>,
}

/// A pixel on the middle line of a stroke.
#[derive(Debug, Clone, Copy)]
pub(super) struct RidgePoint {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) strength: f64,
    pub(super) direction: usize,
}

/// Standard deviation of the filter across a stroke, px: a hair of 0.08 mm, and the least that pixels sample.
pub(super) fn filter_width(px_per_mm: f64) -> f64 {
    hypot(0.03 * px_per_mm, 0.8).max(1.0)
}

impl Strokes {
    /// Strokes that are darker and strokes that are lighter than what lies beside them.
    ///
    /// ```text
    /// K_theta(u, v) = exp(-u^2/2 l^2) (1 - v^2/s^2) exp(-v^2/2 s^2),   u along theta, v across
    /// ```
    ///
    /// scaled so that its positive part sums to one: a broad line of height h gives about h.
    pub(super) fn of(darkness: &Map, px_per_mm: f64) -> [Self; 2] {
        let s = filter_width(px_per_mm);
        let along = (1.5 * s).max(0.09 * px_per_mm);
        let kernels: Vec<Kernel> = (0..DIRECTIONS).map(|k| Kernel::new(angle(k), s, along)).collect();
        let blank = || Self {
            width: darkness.width,
            strength: vec![0.0; darkness.values.len()],
            direction: vec![0; darkness.values.len()],
        };
        let mut found = [blank(), blank()];
        let padded = Padded::of(darkness, kernels[0].reach);
        let [dark, light] = &mut found;
        let rows = darkness.width.max(1);
        dark.strength
            .par_chunks_mut(rows)
            .zip(dark.direction.par_chunks_mut(rows))
            .zip(light.strength.par_chunks_mut(rows).zip(light.direction.par_chunks_mut(rows)))
            .enumerate()
            .for_each_init(
                || vec![0.0_f32; rows],
                |sums, (y, ((dark, dark_way), (light, light_way)))| {
                    for (k, kernel) in kernels.iter().enumerate() {
                        kernel.row(&padded, y, sums);
                        let way = u8::try_from(k).expect("16 directions");
                        for (x, sum) in sums.iter().enumerate() {
                            if *sum > dark[x] {
                                (dark[x], dark_way[x]) = (*sum, way);
                            }
                            if -*sum > light[x] {
                                (light[x], light_way[x]) = (-*sum, way);
                            }
                        }
                    }
                },
            );
        found
    }

    /// Pixels on middle lines stronger than a limit; `sign` is 1 for darker strokes, -1 for lighter. What lies beside a
    /// stroke of the other sign answers the filter too: there the picture itself shows nothing.
    pub(super) fn ridge(&self, darkness: &Map, sign: f32, least: f64) -> Vec<RidgePoint> {
        let (width, height) = (self.width, darkness.height);
        let mut points = Vec::new();
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let i = y * width + x;
                let strength = self.strength[i];
                let direction = usize::from(self.direction[i]);
                let theta = angle(direction);
                if f64::from(strength) <= least || sign * smoothed(darkness, x, y) <= 0.5 * strength {
                    continue;
                }
                let (dx, dy) = (-sin(theta), cos(theta));
                let beside = |way: f64| self.between(x as f64 + way * dx, y as f64 + way * dy);
                if f64::from(strength) >= beside(1.0) && f64::from(strength) > beside(-1.0) {
                    points.push(RidgePoint { x, y, strength: f64::from(strength), direction });
                }
            }
        }
        points
    }

    /// Strength between pixels, linear; the place lies within one pixel of an inner one.
    fn between(&self, x: f64, y: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the map")]
        let (i, j) = (x as usize, y as usize);
        let (s, t) = (x - i as f64, y - j as f64);
        let at = |i: usize, j: usize| f64::from(*self.strength.get(j * self.width + i).unwrap_or(&0.0));
        (1.0 - t) * ((1.0 - s) * at(i, j) + s * at(i + 1, j)) + t * ((1.0 - s) * at(i, j + 1) + s * at(i + 1, j + 1))
    }
}

/// Angle of a direction, clockwise from the row.
pub(super) fn angle(direction: usize) -> f64 {
    std::f64::consts::PI * direction as f64 / DIRECTIONS as f64
}

fn smoothed(map: &Map, x: usize, y: usize) -> f32 {
    let row = |y: usize| {
        let i = y * map.width + x;
        map.values[i - 1] + 3.0 * map.values[i] + map.values[i + 1]
    };
    (row(y - 1) + 3.0 * row(y) + row(y + 1)) / 25.0
}

/// A map with its edges repeated around it.
struct Padded {
    width: usize,
    values: Vec<f32>,
}

impl Padded {
    fn of(map: &Map, reach: usize) -> Self {
        let (width, height) = (map.width + 2 * reach, map.height + 2 * reach);
        let inside = |k: usize, side: usize| k.saturating_sub(reach).min(side.saturating_sub(1));
        let rows = (0..height).map(|y| &map.values[inside(y, map.height) * map.width..][..map.width]);
        let values = rows.flat_map(|row| (0..width).map(move |x| row[inside(x, map.width)])).collect();
        Self { width, values }
    }
}

struct Kernel {
    reach: usize,
    /// Row, column and weight of each place of the filter.
    taps: Vec<(usize, usize, f32)>,
}

impl Kernel {
    fn new(theta: f64, across: f64, along: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few pixels")]
        let reach = (3.2 * along).ceil() as usize;
        let offset = |k: usize| k as f64 - reach as f64;
        let places = || (0..=2 * reach).flat_map(|y| (0..=2 * reach).map(move |x| (y, x)));
        let profile = |y: usize, x: usize| {
            let (dx, dy) = (offset(x), offset(y));
            let (u, v) = (dx * cos(theta) + dy * sin(theta), dy * cos(theta) - dx * sin(theta));
            let (u, v) = (u / along, v / across);
            exp(-0.5 * (u * u + v * v)) * (1.0 - v * v)
        };
        let values: Vec<f64> = places().map(|(y, x)| profile(y, x)).collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let scale = 0.5 * values.iter().map(|v| (v - mean).abs()).sum::<f64>();
        #[allow(clippy::cast_possible_truncation, reason = "a weight")]
        let tap = |((y, x), v): ((usize, usize), &f64)| (y, x, ((v - mean) / scale) as f32);
        Self { reach, taps: places().zip(&values).map(tap).collect() }
    }

    fn row(&self, padded: &Padded, y: usize, sums: &mut [f32]) {
        sums.fill(0.0);
        for (dy, dx, weight) in &self.taps {
            let row = &padded.values[(y + dy) * padded.width + dx..][..sums.len()];
            sums.iter_mut().zip(row).for_each(|(sum, v)| *sum += weight * v);
        }
    }
}
