//! The picture as a grid of cells: colour, glare and fine texture of each.

use crate::camera::Calibration;
use crate::color::LabD65;
use crate::math::{Homography, ln};
use crate::measure::{Rect, near_chart};
use crate::photo::Photo;
use rayon::prelude::*;

/// Cells along the longer side of the picture.
const CELLS: u32 = 64;
/// Samples along the side of a cell.
const SAMPLES: u32 = 14;
/// Samples between a place and those that it is compared with: an eighth of a cell, some tenths of a mm. Shading and
/// mottling are alike over so little, hairs and their gaps are not. The finer one is for the direction of strokes alone.
const APART: usize = 2;
const FINE: usize = 1;
/// Light under which no channel is blown out, whatever the encoding: codes from 253 of 255 on are.
const BRIGHT: f64 = 0.9;
/// Least texture that is believed, share of the light: compression makes as much.
const LEAST_TEXTURE: f64 = 0.003;

/// One square of the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// Colour of what is neither stroke nor glare; none on the chart.
    pub(super) body: Option<LabD65>,
    /// ln of the fine texture: of the standard deviation of light against the light right beside it, share of the mean.
    pub(super) ln_texture: f64,
    /// Skewness of the same at both distances: strokes are few and all dark, or all light.
    pub(super) skewness: [f64; 2],
    /// Share of its samples that are blown out.
    pub(super) glare: f64,
}

/// The cells of a picture, row by row.
pub(super) struct Grid {
    pub(super) side: u32,
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) cells: Vec<Cell>,
}

impl Grid {
    pub(super) fn of(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>) -> Self {
        let side = (photo.width().max(photo.height()) / CELLS).max(4);
        let (across, down) = (photo.width() / side, photo.height() / side);
        let cell = |i: u32| {
            let rect = Rect { x: i % across * side, y: i / across * side, w: side, h: side };
            Cell::of(photo, calibration, to_chart, rect)
        };
        let cells = (0..across * down).into_par_iter().map(cell).collect();
        Self { side, across: across as usize, down: down as usize, cells }
    }

    /// Column and row of a cell.
    pub(super) const fn place(&self, i: usize) -> [usize; 2] {
        [i % self.across, i / self.across]
    }

    /// The cells at most so many columns and rows away, itself among them.
    pub(super) fn around(&self, i: usize, reach: usize) -> impl Iterator<Item = usize> + '_ {
        let [column, row] = self.place(i);
        let columns = column.saturating_sub(reach)..(column + reach + 1).min(self.across);
        let rows = row.saturating_sub(reach)..(row + reach + 1).min(self.down);
        rows.flat_map(move |row| columns.clone().map(move |column| row * self.across + column))
    }

    /// Columns or rows between two cells, whichever are more.
    pub(super) fn away(&self, i: usize, j: usize) -> usize {
        let ([x, y], [u, v]) = (self.place(i), self.place(j));
        x.abs_diff(u).max(y.abs_diff(v))
    }

    pub(super) fn mask(&self, wanted: impl Fn(usize) -> bool) -> Vec<bool> {
        (0..self.cells.len()).map(wanted).collect()
    }
}

impl Cell {
    fn of(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>, rect: Rect) -> Self {
        let on_chart = to_chart.is_some_and(|map| rect.corners().into_iter().any(|corner| near_chart(map.map(corner))));
        if on_chart {
            return Self { body: None, ln_texture: 0.0, skewness: [0.0; 2], glare: 0.0 };
        }
        let step = (rect.w / SAMPLES).max(1) as usize;
        let rows = (rect.y..rect.y + rect.h).step_by(step);
        let across = rows.len();
        let mut light: Vec<[f64; 3]> = Vec::with_capacity(across * across);
        let mut blown_out = 0_usize;
        for y in rows {
            for x in (rect.x..rect.x + rect.w).step_by(step) {
                let pixel = photo.linear(x, y);
                // A dark clipped code carries its colour well enough.
                blown_out += usize::from(pixel.iter().any(|v| *v > BRIGHT) && photo.clipped(x, y).contains(&true));
                light.push(pixel);
            }
        }
        let sums: Vec<f64> = light.iter().map(|l| l[0] + l[1] + l[2]).collect();
        let body = calibration.lab(calibration.light(upper_middle(&light, &sums)), rect.centre());
        let (spread, skewness) = texture(&sums, across, APART);
        Self {
            body: Some(body),
            ln_texture: ln(spread.max(LEAST_TEXTURE)),
            skewness: [skewness, texture(&sums, across, FINE).1],
            glare: blown_out as f64 / light.len() as f64,
        }
    }
}

/// Mean of the second quarter from the top: between the strokes and the glare.
fn upper_middle(light: &[[f64; 3]], sums: &[f64]) -> [f64; 3] {
    let mut sorted = sums.to_vec();
    let count = sorted.len();
    let (_, &mut upper, _) = sorted.select_nth_unstable_by(3 * count / 4, f64::total_cmp);
    let (_, &mut median, _) = sorted[..=3 * count / 4].select_nth_unstable_by(count / 2, f64::total_cmp);
    let mut sum = [0.0; 3];
    let mut number = 0.0;
    for (l, _) in light.iter().zip(sums).filter(|(_, sum)| (median..=upper).contains(sum)) {
        (0..3).for_each(|c| sum[c] += l[c]);
        number += 1.0;
    }
    sum.map(|s| s / f64::max(number, 1.0))
}

/// Standard deviation, as a share of the mean, and skewness of the samples against the mean of four beside them.
fn texture(sums: &[f64], across: usize, apart: usize) -> (f64, f64) {
    let [mut squares, mut cubes, mut total, mut count] = [0.0; 4];
    for row in apart..across.saturating_sub(apart) {
        for column in apart..across - apart {
            let i = row * across + column;
            let beside = sums[i - apart] + sums[i + apart] + sums[i - apart * across] + sums[i + apart * across];
            let off = sums[i] - 0.25 * beside;
            squares += off * off;
            cubes += off * off * off;
            total += sums[i];
            count += 1.0;
        }
    }
    if total <= 0.0 || squares <= 0.0 {
        return (0.0, 0.0);
    }
    let variance: f64 = squares / count;
    (variance.sqrt() * count / total, cubes / count / (variance * variance.sqrt()))
}
