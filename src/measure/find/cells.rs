//! The picture as a grid of cells: colour, glare and fine texture of each.

use super::texture::Texture;
use crate::camera::Calibration;
use crate::color::LabD65;
use crate::data::{self, RegionsTable, TextureLimits};
use crate::math::Homography;
use crate::measure::{Rect, near_chart};
use crate::photo::Photo;
use rayon::prelude::*;

/// Cells along the longer side of the picture.
const CELLS: u32 = 64;
/// Samples along the side of a cell.
const SAMPLES: u32 = 14;
/// Light under which no channel is blown out, whatever the encoding: codes from 253 of 255 on are.
const BRIGHT: f64 = 0.9;

/// One square of the picture.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    /// Colour of what is neither stroke nor glare; none on the chart.
    pub(super) body: Option<LabD65>,
    pub(super) texture: Texture,
    /// Share of its samples that are blown out.
    pub(super) glare: f64,
}

/// The cells of a picture, row by row, and what they are judged by.
pub(super) struct Grid {
    pub(super) limits: RegionsTable,
    pub(super) side: u32,
    pub(super) across: usize,
    pub(super) down: usize,
    pub(super) cells: Vec<Cell>,
}

impl Grid {
    pub(super) fn of(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>) -> Self {
        let limits = data::regions();
        let side = (photo.width().max(photo.height()) / CELLS).max(4);
        let (across, down) = (photo.width() / side, photo.height() / side);
        let cell = |i: u32| {
            let rect = Rect { x: i % across * side, y: i / across * side, w: side, h: side };
            Cell::of(photo, calibration, to_chart, rect, &limits.texture)
        };
        let cells = (0..across * down).into_par_iter().map(cell).collect();
        Self { limits, side, across: across as usize, down: down as usize, cells }
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
    fn of(
        photo: &Photo,
        calibration: &Calibration,
        to_chart: Option<&Homography>,
        rect: Rect,
        limits: &TextureLimits,
    ) -> Self {
        let on_chart = to_chart.is_some_and(|map| rect.corners().into_iter().any(|corner| near_chart(map.map(corner))));
        if on_chart {
            return Self { body: None, texture: Texture::default(), glare: 0.0 };
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
        Self {
            body: Some(body),
            texture: Texture::of(&sums, across, limits),
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
