//! The mean light of a region: bare skin by a robust mean, a field of dots or stubble by its plain mean.

use super::region::Rect;
use crate::camera::Calibration;
use crate::color::LabD65;
use crate::math::{Normal3, ln, median, median_in_place};
use crate::photo::Photo;

/// Pixels of a region that are looked at, at most: with a tenth of it under hair the mean is then good to 0.02 L*.
const MOST_PIXELS: u64 = 60_000;
/// Blocks a region is cut into across and down when its scale in mm is unknown.
const BLOCKS: u32 = 10;
/// Least side of a block in mm: several dots or hairs must fall into each.
const BLOCK_MM: f64 = 3.0;

/// The mean of a region, with what its parts say about it.
#[derive(Debug, Clone)]
pub(super) struct RegionColor {
    /// Mean light, the tone curve undone.
    pub(super) light: [f64; 3],
    /// Mean colour.
    pub(super) lab: LabD65,
    /// Covariance of that mean, from the spread of the blocks.
    pub(super) mean_cov: [[f64; 3]; 3],
    /// Share of pixels left out as clipped or glare.
    pub(super) glare_share: f64,
}

/// Light of the pixels of a region, clipped ones left out.
pub(super) struct Sample {
    pub(super) light: Vec<[f64; 3]>,
    pub(super) looked_at: usize,
}

pub(super) fn sample(photo: &Photo, calibration: &Calibration, rect: Rect, most: u64) -> Sample {
    let mut step = 1_u32;
    while rect.area() / (u64::from(step) * u64::from(step)) > most {
        step += 1;
    }
    let mut light = Vec::new();
    let mut looked_at = 0;
    for y in (rect.y..rect.y + rect.h).step_by(step as usize) {
        for x in (rect.x..rect.x + rect.w).step_by(step as usize) {
            looked_at += 1;
            // A dark clipped code carries its colour well enough; a bright one has lost it.
            if !photo.clipped(x, y).into_iter().zip(photo.code(x, y)).any(|(clipped, code)| clipped && code > 0.5) {
                light.push(calibration.light(photo.linear(x, y)));
            }
        }
    }
    Sample { light, looked_at }
}

fn log_luminance(light: &[f64; 3]) -> f64 {
    ln((light[0] + light[1] + light[2]).max(1e-9))
}

/// Bare skin: the mean of the pixels around the mode, glare and stray hairs left out.
///
/// `None` when hardly a pixel of the region is usable.
pub(super) fn bare_skin(photo: &Photo, calibration: &Calibration, rect: Rect) -> Option<RegionColor> {
    let sample = sample(photo, calibration, rect, MOST_PIXELS);
    let keep = skin_band(&sample.light)?;
    let inside = |light: &&[f64; 3]| keep.contains(&log_luminance(light));
    let kept = sample.light.iter().filter(inside).count();
    let light = mean(sample.light.iter().filter(inside))?;
    let lab = calibration.lab(light, rect.centre());
    let blocks: Vec<[f64; 3]> = rect
        .blocks(BLOCKS, BLOCKS)
        .into_iter()
        .filter_map(|block| {
            let part = self::sample(photo, calibration, block, MOST_PIXELS / u64::from(BLOCKS * BLOCKS));
            let light = mean(part.light.iter().filter(inside))?;
            Some(crate::color::lab_array(calibration.lab(light, block.centre())))
        })
        .collect();
    let glare_share = 1.0 - kept as f64 / sample.looked_at as f64;
    Some(RegionColor { light, lab, mean_cov: covariance_of_mean(&blocks), glare_share })
}

/// The log-luminances that belong to bare skin: about the mode, wider below (shadow, pores) than above (glare).
///
/// The spread is taken from the darker half alone: glare only ever adds light.
fn skin_band(light: &[[f64; 3]]) -> Option<std::ops::Range<f64>> {
    let mut logs: Vec<f64> = light.iter().map(log_luminance).collect();
    if logs.len() < 16 {
        return None;
    }
    let mut band = f64::NEG_INFINITY..f64::INFINITY;
    for _ in 0..10 {
        logs.retain(|v| band.contains(v));
        let middle = median_in_place(&mut logs);
        let below: Vec<f64> = logs.iter().filter(|v| **v < middle).map(|v| middle - v).collect();
        // 1.4826: median absolute deviation to sd of a normal; the least keeps quantised flat regions whole.
        let sd = (1.4826 * median(&below)).max(0.01);
        if sd.is_nan() {
            break;
        }
        band = middle - 3.0 * sd..middle + 2.0 * sd;
    }
    Some(band)
}

/// A field of dots or stubble: the median over blocks of at least 3 mm of their plain means, only clipped and glare
/// pixels out. Trimming or clustering would throw away the dots, which are a few per cent of the area.
///
/// `None` when hardly a pixel of the region is usable.
pub(super) fn field(
    photo: &Photo,
    calibration: &Calibration,
    rect: Rect,
    px_per_mm: Option<f64>,
) -> Option<RegionColor> {
    let whole = sample(photo, calibration, rect, MOST_PIXELS);
    let limit = glare_limit(&whole.light)?;
    let (across, down) = block_counts(rect, px_per_mm);
    let mut kept = 0;
    let mut looked_at = 0;
    let mut blocks = Vec::new();
    for block in rect.blocks(across, down) {
        let part = sample(photo, calibration, block, MOST_PIXELS / u64::from(across * down));
        let matte: Vec<&[f64; 3]> = part.light.iter().filter(|l| log_luminance(l) < limit).collect();
        looked_at += part.looked_at;
        kept += matte.len();
        // A block that is mostly glare says nothing about the field.
        if 2 * matte.len() >= part.looked_at {
            let light = mean(matte.into_iter())?;
            blocks.push((light, crate::color::lab_array(calibration.lab(light, block.centre()))));
        }
    }
    if blocks.is_empty() {
        return None;
    }
    let light = [0, 1, 2].map(|c| median(&blocks.iter().map(|(light, _)| light[c]).collect::<Vec<_>>()));
    let labs: Vec<[f64; 3]> = blocks.iter().map(|(_, lab)| *lab).collect();
    Some(RegionColor {
        light,
        lab: calibration.lab(light, rect.centre()),
        // The median of n normal values has pi/2 times the variance of their mean.
        mean_cov: covariance_of_mean(&labs).map(|row| row.map(|v| v * std::f64::consts::FRAC_PI_2)),
        glare_share: 1.0 - kept as f64 / looked_at as f64,
    })
}

/// Log-luminance above which a pixel of a field is glare, judged by the bright side of its histogram: the dark side
/// holds the dots.
fn glare_limit(light: &[[f64; 3]]) -> Option<f64> {
    if light.len() < 16 {
        return None;
    }
    let logs: Vec<f64> = light.iter().map(log_luminance).collect();
    let (middle, upper) = (median(&logs), crate::math::quantile(&logs, 0.75));
    // 0.6745: the upper quartile of a normal, in sd.
    Some(middle + (4.0 * (upper - middle) / 0.6745).max(0.25))
}

fn block_counts(rect: Rect, px_per_mm: Option<f64>) -> (u32, u32) {
    let count = |side: u32| match px_per_mm {
        Some(scale) => {
            let blocks = f64::from(side) / (scale * BLOCK_MM);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 1..=24")]
            let whole = blocks.clamp(1.0, 24.0) as u32;
            whole
        }
        None => BLOCKS,
    };
    (count(rect.w), count(rect.h))
}

pub(super) fn mean<'a>(light: impl Iterator<Item = &'a [f64; 3]>) -> Option<[f64; 3]> {
    let mut sum = [0.0; 3];
    let mut count = 0_u32;
    for l in light {
        for c in 0..3 {
            sum[c] += l[c];
        }
        count += 1;
    }
    (count > 0).then(|| sum.map(|s| s / f64::from(count)))
}

fn covariance_of_mean(blocks: &[[f64; 3]]) -> [[f64; 3]; 3] {
    let n = blocks.len() as f64;
    Normal3::of(blocks).map_or([[0.0; 3]; 3], |normal| normal.cov.map(|row| row.map(|v| v / n)))
}
