//! A picture as a grey map of square cells, from which shading and contrast can be taken out.

use crate::math::{Homography, Point};
use crate::measure::near_chart;
use crate::photo::Photo;

/// Grey values over a picture, cells of one size; what is not to be compared is not seen.
#[derive(Debug, Clone)]
pub(super) struct GreyMap {
    /// Side of a cell.
    pub(super) cell_mm: f64,
    pub(super) across: usize,
    pub(super) down: usize,
    /// Row by row; 0 where nothing is seen.
    pub(super) values: Vec<f32>,
    /// 1 where something is seen, 0 elsewhere.
    pub(super) seen: Vec<f32>,
}

/// Luma of codes: JPEG keeps it best.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];
/// How far a value may lie from the mean around it, standard deviations: a hair across the border says no more than that.
const MOST: f32 = 3.0;
/// Least standard deviation, codes of 255: less is noise, and has no say.
const LEAST_SD: f64 = 0.5;

impl GreyMap {
    /// The picture without its chart.
    pub(super) fn of(photo: &Photo, to_chart: &Homography, px_per_mm: f64, cell_mm: f64) -> Self {
        let cell_px = cell_mm * px_per_mm;
        let factor = whole(cell_px).max(1);
        let small = photo.reduced(factor);
        let (across, down) =
            (whole(f64::from(photo.width()) / cell_px).max(1), whole(f64::from(photo.height()) / cell_px).max(1));
        let step = cell_px / factor as f64;
        let luma = |i: usize, j: usize| {
            let at = 3 * (j.min(small.height - 1) * small.width + i.min(small.width - 1));
            (0..3).map(|c| LUMA[c] * f32::from(small.codes[at + c])).sum::<f32>()
        };
        let mut map = Self { cell_mm, across, down, values: Vec::new(), seen: Vec::new() };
        if small.width == 0 || small.height == 0 {
            return Self { across: 0, down: 0, ..map };
        }
        for j in 0..down {
            for i in 0..across {
                let (x, y) = ((i as f64 + 0.5) * step, (j as f64 + 0.5) * step);
                let on_chart = near_chart(to_chart.map(Point::new(x * factor as f64, y * factor as f64)));
                let (left, dx) = split(x - 0.5);
                let (top, dy) = split(y - 0.5);
                let value = (1.0 - dy) * ((1.0 - dx) * luma(left, top) + dx * luma(left + 1, top))
                    + dy * ((1.0 - dx) * luma(left, top + 1) + dx * luma(left + 1, top + 1));
                map.values.push(if on_chart { 0.0 } else { value });
                map.seen.push(if on_chart { 0.0 } else { 1.0 });
            }
        }
        map
    }

    /// The same with cells twice as large; of each at least half must be seen.
    pub(super) fn halved(&self) -> Self {
        let (across, down) = (self.across / 2, self.down / 2);
        let mut map = Self { cell_mm: 2.0 * self.cell_mm, across, down, values: Vec::new(), seen: Vec::new() };
        for j in 0..down {
            for i in 0..across {
                let at = 2 * j * self.across + 2 * i;
                let cells = [at, at + 1, at + self.across, at + self.across + 1];
                let count: f32 = cells.iter().map(|c| self.seen[*c]).sum();
                let sum: f32 = cells.iter().map(|c| self.values[*c]).sum();
                map.values.push(if count >= 2.0 { sum / count } else { 0.0 });
                map.seen.push(if count >= 2.0 { 1.0 } else { 0.0 });
            }
        }
        map
    }

    /// The same with shading and contrast taken out: the difference from the mean around each cell, over the standard
    /// deviation around it.
    ///
    /// ```text
    /// n = (v - mean_r v)/sqrt(mean_2r (v - mean_r v)^2 + e^2),   at most 3 either way
    /// ```
    pub(super) fn flattened(&self, radius: usize) -> Self {
        let count = self.box_sums(&self.seen, radius);
        let sums = self.box_sums(&self.values, radius);
        let mut values: Vec<f32> = self.values.clone();
        for (at, v) in values.iter_mut().enumerate() {
            *v = if self.seen[at] > 0.0 { *v - to_f32(sums[at] / count[at].max(1.0)) } else { 0.0 };
        }
        let squares: Vec<f32> = values.iter().map(|v| v * v).collect();
        let (count, sums) = (self.box_sums(&self.seen, 2 * radius), self.box_sums(&squares, 2 * radius));
        for (at, v) in values.iter_mut().enumerate() {
            let sd = (sums[at] / count[at].max(1.0) + LEAST_SD * LEAST_SD).sqrt();
            *v = (*v / to_f32(sd)).clamp(-MOST, MOST);
        }
        Self { values, seen: self.seen.clone(), ..*self }
    }

    /// Sums over the square of cells around each.
    fn box_sums(&self, values: &[f32], radius: usize) -> Vec<f64> {
        let (across, down) = (self.across, self.down);
        let mut rows = vec![0.0; values.len()];
        for (line, out) in values.chunks(across.max(1)).zip(rows.chunks_mut(across.max(1))) {
            running(|i| f64::from(line[i]), line.len(), radius, |i, sum| out[i] = sum);
        }
        let mut sums = vec![0.0; values.len()];
        for i in 0..across {
            running(|j| rows[j * across + i], down, radius, |j, sum| sums[j * across + i] = sum);
        }
        sums
    }

    /// The value at a place in mm, linear between four cells; `None` where one of them is not seen.
    pub(super) fn at(&self, place: Point) -> Option<f32> {
        let (x, y) = (place.x / self.cell_mm - 0.5, place.y / self.cell_mm - 0.5);
        let inside = x >= 0.0 && y >= 0.0 && x + 1.0 < self.across as f64 && y + 1.0 < self.down as f64;
        if !inside {
            return None;
        }
        let ((i, dx), (j, dy)) = (split(x), split(y));
        let at = j * self.across + i;
        let cells = [at, at + 1, at + self.across, at + self.across + 1];
        if cells.iter().any(|c| self.seen[*c] < 0.5) {
            return None;
        }
        let [a, b, c, d] = cells.map(|c| self.values[c]);
        let (upper, lower) = (a + dx * (b - a), c + dx * (d - c));
        Some(upper + dy * (lower - upper))
    }
}

/// Sums within a radius along a line, each from the one before.
fn running(value: impl Fn(usize) -> f64, length: usize, radius: usize, mut out: impl FnMut(usize, f64)) {
    let mut sum: f64 = (0..radius.min(length)).map(&value).sum();
    for i in 0..length {
        if i + radius < length {
            sum += value(i + radius);
        }
        if i > radius {
            sum -= value(i - radius - 1);
        }
        out(i, sum);
    }
}

/// The whole part of what is not negative, and the rest.
fn split(v: f64) -> (usize, f32) {
    let below = whole(v);
    (below, to_f32((v - below as f64).max(0.0)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of cells; below zero is zero")]
fn whole(v: f64) -> usize {
    v.max(0.0) as usize
}

#[allow(clippy::cast_possible_truncation, reason = "grey values of eight bits")]
fn to_f32(v: f64) -> f32 {
    v as f32
}
