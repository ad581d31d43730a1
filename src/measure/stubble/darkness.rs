//! A rectangle of a photo as darkness: how much of the bare skin's light is missing at each pixel.

use crate::camera::Calibration;
use crate::math::median;
use crate::measure::Rect;
use crate::photo::Photo;

/// A map of numbers over the pixels of a rectangle.
#[derive(Debug, Clone)]
pub(super) struct Map {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Map {
    pub(super) fn at(&self, x: usize, y: usize) -> f64 {
        f64::from(self.values[y * self.width + x])
    }
}

/// Light of a rectangle and what the skin between the hairs would have there.
pub(super) struct Field {
    pub(super) light: Vec<[f32; 3]>,
    /// Bare level, sum of the channels.
    bare: Vec<f32>,
    /// 1 - light/bare, sum of the channels.
    pub(super) darkness: Map,
    pub(super) px_per_mm: f64,
}

/// Side of the cells in which the level of bare skin is sought: a few hairs wide, and less than light and skin vary over.
const CELL_MM: f64 = 3.0;
/// Most pixels of a rectangle, so that time is bounded; enough for several hundred hairs at 20 px/mm.
const MOST_PIXELS: u64 = 200_000;
/// Hairs are 1-2 pixels wide from here on; finer pictures are made coarser down to it.
const ENOUGH_PX_PER_MM: f64 = 15.0;
/// Share of a cell's pixels in the densest part of its histogram: bare skin.
const MODE_SHARE: f64 = 0.3;

impl Field {
    /// Reads the middle of a rectangle.
    pub(super) fn read(photo: &Photo, calibration: &Calibration, rect: Rect, px_per_mm: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few pixels")]
        let bin = (px_per_mm / ENOUGH_PX_PER_MM).floor().max(1.0) as u32;
        let rect = middle(rect, MOST_PIXELS * u64::from(bin * bin));
        let (width, height) = (rect.w / bin, rect.h / bin);
        let mut light = Vec::with_capacity(width as usize * height as usize);
        for row in 0..height {
            for column in 0..width {
                light.push(mean_light(photo, calibration, rect.x + column * bin, rect.y + row * bin, bin));
            }
        }
        Self::of(light, width as usize, px_per_mm / f64::from(bin))
    }

    pub(super) fn of(light: Vec<[f32; 3]>, width: usize, px_per_mm: f64) -> Self {
        let height = light.len() / width.max(1);
        let sums: Vec<f32> = light.iter().map(|l| l[0] + l[1] + l[2]).collect();
        let bare = bare_level(&sums, width, height, px_per_mm);
        let values = sums.iter().zip(&bare).map(|(light, bare)| 1.0 - light / bare.max(1e-6)).collect();
        Self { light, bare, darkness: Map { width, height, values }, px_per_mm }
    }

    pub(super) fn area_cm2(&self) -> f64 {
        self.light.len() as f64 / (100.0 * self.px_per_mm * self.px_per_mm)
    }

    /// Makes the pixels that are bare the level, and tells the light of bare skin, mean over them, channel by channel.
    pub(super) fn level_on(&mut self, is_bare: impl Fn(usize) -> bool) -> [f64; 3] {
        let (mut light, mut level, mut count) = ([0.0; 3], 0.0, 0.0);
        for (i, l) in self.light.iter().enumerate().filter(|(i, _)| is_bare(*i)) {
            (0..3).for_each(|c| light[c] += f64::from(l[c]));
            level += f64::from(self.bare[i]);
            count += 1.0;
        }
        #[allow(clippy::cast_possible_truncation, reason = "a factor near one")]
        let factor = ((light[0] + light[1] + light[2]) / level) as f32;
        for ((v, l), bare) in self.darkness.values.iter_mut().zip(&self.light).zip(&mut self.bare) {
            *bare *= factor;
            *v = 1.0 - (l[0] + l[1] + l[2]) / bare.max(1e-6);
        }
        light.map(|v| v / count)
    }

    /// Light missing at a pixel, channel by channel, where bare skin has the mean light `bare`.
    pub(super) fn missing(&self, pixel: usize, bare: [f64; 3]) -> [f64; 3] {
        let here = f64::from(self.bare[pixel]) / (bare[0] + bare[1] + bare[2]);
        [0, 1, 2].map(|c| 1.0 - f64::from(self.light[pixel][c]) / (bare[c] * here))
    }
}

/// The middle of a rectangle, of its shape and at most so many pixels.
fn middle(rect: Rect, most: u64) -> Rect {
    if rect.area() <= most {
        return rect;
    }
    let share = (most as f64 / rect.area() as f64).sqrt();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than before")]
    let cut = |side: u32| (f64::from(side) * share) as u32;
    let (w, h) = (cut(rect.w).max(1), cut(rect.h).max(1));
    Rect { x: rect.x + (rect.w - w) / 2, y: rect.y + (rect.h - h) / 2, w, h }
}

#[allow(clippy::cast_possible_truncation, reason = "light of 8 or 16 bits")]
fn mean_light(photo: &Photo, calibration: &Calibration, x: u32, y: u32, bin: u32) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for y in y..y + bin {
        for x in x..x + bin {
            let light = calibration.light(photo.linear(x, y));
            (0..3).for_each(|c| sum[c] += light[c]);
        }
    }
    sum.map(|v| (v / f64::from(bin * bin)) as f32)
}

/// The level of bare skin: in each cell where values lie most densely, median and mean over neighbours, linear between.
fn bare_level(sums: &[f32], width: usize, height: usize, px_per_mm: f64) -> Vec<f32> {
    let cells = |side: usize| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few cells")]
        let count = (side as f64 / (CELL_MM * px_per_mm)).round().max(1.0) as usize;
        count
    };
    let (across, down) = (cells(width), cells(height));
    let mode = |i: usize, j: usize| {
        let rows = j * height / down..(j + 1) * height / down;
        let columns = i * width / across..(i + 1) * width / across;
        let mut values: Vec<f32> =
            rows.flat_map(|y| &sums[y * width + columns.start..y * width + columns.end]).copied().collect();
        densest(&mut values)
    };
    let grid: Vec<f64> = (0..across * down).map(|k| mode(k % across, k / across)).collect();
    let middle = around(&grid, across, down, median);
    let smooth = around(&middle, across, down, |v| v.iter().sum::<f64>() / v.len() as f64);
    let at = |k: usize, count: usize, side: usize| {
        let position = ((k as f64 + 0.5) * count as f64 / side as f64 - 0.5).clamp(0.0, count as f64 - 1.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
        let below = (position as usize).min(count.saturating_sub(2));
        (below, (below + 1).min(count - 1), position - below as f64)
    };
    let mut level = Vec::with_capacity(sums.len());
    for y in 0..height {
        let (j0, j1, t) = at(y, down, height);
        for x in 0..width {
            let (i0, i1, s) = at(x, across, width);
            let row = |j: usize| (1.0 - s) * smooth[j * across + i0] + s * smooth[j * across + i1];
            #[allow(clippy::cast_possible_truncation, reason = "light")]
            level.push(((1.0 - t) * row(j0) + t * row(j1)) as f32);
        }
    }
    level
}

/// Mean of the shortest interval that holds a share of the values (a half-sample mode of one step).
fn densest(values: &mut [f32]) -> f64 {
    if values.is_empty() {
        return 1.0;
    }
    values.sort_unstable_by(f32::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the values")]
    let k = ((MODE_SHARE * values.len() as f64) as usize).clamp(1, values.len());
    let shortest = values.windows(k).min_by(|a, b| (a[k - 1] - a[0]).total_cmp(&(b[k - 1] - b[0])));
    shortest.map_or(1.0, |v| v.iter().map(|v| f64::from(*v)).sum::<f64>() / k as f64)
}

fn around(grid: &[f64], across: usize, down: usize, of: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let cell = |k: usize| {
        let (i, j) = (k % across, k / across);
        let near: Vec<f64> = (j.saturating_sub(1)..(j + 2).min(down))
            .flat_map(|j| (i.saturating_sub(1)..(i + 2).min(across)).map(move |i| grid[j * across + i]))
            .collect();
        of(&near)
    };
    (0..grid.len()).map(cell).collect()
}
