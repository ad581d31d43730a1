//! Reading one patch at full resolution.

use super::definition::{ChartDefinition, PATCHES};
use super::place::grid_point;
use crate::math::{Homography, Point, median_in_place};
use crate::photo::Photo;
use rayon::prelude::*;

/// Side of the sampled square over the side of the patch.
const INNER: f64 = 0.55;
/// Side of the square that must be flat over the side of the patch: a shadow's edge beside the sampled square is too
/// near for the sample to be trusted.
const FLAT: f64 = 0.76;
/// Share of the pixels left out at each end of each channel.
const TRIM: f64 = 0.1;
/// Share of clipped pixels from which a channel of a patch counts as clipped.
const CLIPPED_SHARE: f64 = 0.03;
/// Pixels that are enough for a mean; larger patches are read in steps.
const ENOUGH: f64 = 4000.0;

/// What a patch looks like.
#[derive(Debug, Clone)]
pub(super) struct PatchSample {
    pub(super) linear: [f64; 3],
    pub(super) code: [f64; 3],
    pub(super) sd: [f64; 3],
    pub(super) pixels: usize,
    pub(super) clipped: [bool; 3],
    /// Largest difference in code between the quarters of the square, beyond what noise explains.
    pub(super) unevenness: f64,
}

/// All patches; `None` for those not wholly inside the picture.
pub(super) fn sample_all(photo: &Photo, chart: &ChartDefinition, to_picture: &Homography) -> Vec<Option<PatchSample>> {
    let Some(back) = to_picture.inverse() else { return vec![None; PATCHES] };
    let halves = (0.5 * INNER * chart.patch_share, 0.5 * FLAT * chart.patch_share);
    (0..PATCHES).into_par_iter().map(|patch| sample(photo, to_picture, &back, grid_point(patch), halves)).collect()
}

fn sample(
    photo: &Photo,
    to_picture: &Homography,
    back: &Homography,
    cell: Point,
    (inner, flat): (f64, f64),
) -> Option<PatchSample> {
    let corner = |su: f64, sv: f64| to_picture.map(Point::new(cell.x + su * flat, cell.y + sv * flat));
    let corners = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    let (columns, rows) = pixel_box(photo, &corners)?;
    let step = f64::from(columns.end - columns.start) * f64::from(rows.end - rows.start) / ENOUGH;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let step = step.sqrt().max(1.0) as usize;
    let (mut codes, mut lights): ([Vec<f64>; 3], [Vec<f64>; 3]) = Default::default();
    let mut quarters: [[Vec<f64>; 3]; 4] = Default::default();
    let mut clipped = [0_usize; 3];
    for y in rows.step_by(step) {
        for x in columns.clone().step_by(step) {
            let place = back.map(Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5));
            let (u, v) = (place.x - cell.x, place.y - cell.y);
            if u.abs() > flat || v.abs() > flat {
                continue;
            }
            let (code, ends) = (photo.code(x, y), photo.clipped(x, y));
            let quarter = usize::from(u > 0.0) + 2 * usize::from(v > 0.0);
            for c in 0..3 {
                quarters[quarter][c].push(code[c]);
            }
            if u.abs() > inner || v.abs() > inner {
                continue;
            }
            let light = photo.linear(x, y);
            for c in 0..3 {
                codes[c].push(code[c]);
                lights[c].push(light[c]);
                clipped[c] += usize::from(ends[c]);
            }
        }
    }
    let pixels = codes[0].len();
    (pixels >= 4).then(|| {
        let unevenness = unevenness(&quarters);
        let clipped = clipped.map(|n| n as f64 > CLIPPED_SHARE * pixels as f64);
        let (codes, lights) = (codes.map(trimmed), lights.map(trimmed));
        let (code, linear) = (codes.each_ref().map(|v| mean(v)), lights.each_ref().map(|v| mean(v)));
        let sd = lights.each_ref().map(|v| robust_sd(v));
        PatchSample { linear, code, sd, pixels, clipped, unevenness }
    })
}

/// The box of pixels around four corners; `None` when it reaches out of the picture.
fn pixel_box(photo: &Photo, corners: &[Point; 4]) -> Option<(std::ops::Range<u32>, std::ops::Range<u32>)> {
    let range = |pick: fn(&Point) -> f64, limit: u32| {
        let low = corners.iter().map(pick).fold(f64::INFINITY, f64::min);
        let high = corners.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to lie in the picture")]
        (low >= 0.0 && high <= f64::from(limit)).then(|| low as u32..(high.ceil() as u32).min(limit))
    };
    Some((range(|p| p.x, photo.width())?, range(|p| p.y, photo.height())?))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The values without the lowest and highest tenth.
fn trimmed(mut values: Vec<f64>) -> Vec<f64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let cut = (TRIM * values.len() as f64) as usize;
    if cut > 0 {
        let last = values.len() - 1;
        values.select_nth_unstable_by(cut, f64::total_cmp);
        values[cut..].select_nth_unstable_by(last - 2 * cut, f64::total_cmp);
        values.truncate(last + 1 - cut);
        values.drain(..cut);
    }
    values
}

/// Standard deviation from the median absolute deviation of a sample whose ends were trimmed.
fn robust_sd(values: &[f64]) -> f64 {
    let middle = median_in_place(&mut values.to_vec());
    // For a normal distribution cut at its 10th and 90th percentile the median deviation is 0.5244 sd.
    median_in_place(&mut values.iter().map(|v| (v - middle).abs()).collect::<Vec<_>>()) / 0.5244
}

fn unevenness(quarters: &[[Vec<f64>; 3]; 4]) -> f64 {
    let mut worst: f64 = 0.0;
    for c in 0..3 {
        let (mut low, mut high, mut noise) = (f64::INFINITY, f64::NEG_INFINITY, 0.0_f64);
        for quarter in quarters.iter().map(|q| &q[c]).filter(|q| !q.is_empty()) {
            let (mean, sd) = crate::math::mean_sd(quarter);
            low = low.min(mean);
            high = high.max(mean);
            noise = noise.max(sd / (quarter.len() as f64).sqrt());
        }
        worst = worst.max(high - low - 2.0 * noise);
    }
    worst
}
