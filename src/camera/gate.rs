//! The photo gate's chart side: what makes a photo unfit to be measured although its chart was found.
//!
//! Every limit stands in `calibration/limits.toml`; every reason has a code and a remedy.

use super::{Calibration, CameraError};
use crate::chart::{ChartDefinition, ChartError, ChartReading, LeftOut, PatchReading};
use crate::data::ChartLimits;
use crate::diagnostic::Diagnostic;
use crate::math::median;
use crate::photo::Encoding;

/// What is wrong with a chart that was found, and with the light on it, everything at once.
///
/// | argument | meaning |
/// |---|---|
/// | `reading` | the chart as found |
/// | `chart` | what it was read as |
/// | `calibration` | what was made of it, or why nothing could be |
/// | `encoding` | what the file holds |
/// | `limits` | `calibration/limits.toml` |
///
/// That the patches do not fit, or are too few, is said only where nothing on the chart explains it.
#[must_use]
pub fn chart_faults(
    reading: &ChartReading,
    chart: &ChartDefinition,
    calibration: Result<&Calibration, &CameraError>,
    encoding: Encoding,
    limits: &ChartLimits,
) -> Vec<Diagnostic> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    faults.extend(exposure_fault(reading, &chart.greys(), encoding, limits));
    faults.extend(patch_faults(reading, limits).iter().map(ChartError::diagnostic));
    faults.extend(blur_fault(reading, limits).as_ref().map(CameraError::diagnostic));
    match calibration {
        Ok(calibration) => {
            let loo_mean = calibration.residuals().map_or(0.0, |r| r.loo_mean);
            if faults.is_empty() && loo_mean > limits.residual_max_de00 {
                faults.push(CameraError::PoorFit { loo_mean, most: limits.residual_max_de00 }.diagnostic());
            }
            faults.extend(light_faults(calibration, limits).iter().map(CameraError::diagnostic));
        }
        Err(error) if faults.is_empty() => faults.push(error.diagnostic()),
        Err(_) => {}
    }
    faults
}

/// Patches, counted from 1, that are left out for a reason.
fn named(reading: &ChartReading, reasons: &[LeftOut]) -> Vec<usize> {
    let is = |why: Option<LeftOut>| why.is_some_and(|why| reasons.contains(&why));
    reading.patches.iter().filter(|p| is(p.left_out)).map(|p| p.index).collect()
}

/// Patches with a channel blown out: a dark clipped channel is black.
fn blown_out(reading: &ChartReading) -> Vec<usize> {
    let blown = |p: &&PatchReading| (0..3).any(|c| p.clipped[c] && p.linear[c] > 0.5);
    reading.patches.iter().filter(blown).map(|p| p.index).collect()
}

/// Too dark, too bright, or in light that the camera was not set to; `greys` are the chart's, the lightest first.
fn exposure_fault(
    reading: &ChartReading,
    greys: &[usize],
    encoding: Encoding,
    limits: &ChartLimits,
) -> Option<Diagnostic> {
    let greys: Vec<&PatchReading> = greys.iter().map(|index| &reading.patches[index - 1]).collect();
    // A linear file may come straight from the sensor, whose white is green.
    let ratio = if encoding == Encoding::Linear { 1.0 } else { cast(&greys) };
    let clipped = blown_out(reading);
    if ratio > limits.cast_max {
        return Some(CameraError::Cast { ratio, most: limits.cast_max }.diagnostic());
    }
    if clipped.len() > limits.clipped_max {
        return Some(ChartError::Clipped { patches: clipped }.diagnostic());
    }
    let white = greys.first().filter(|p| p.left_out.is_none())?.linear.into_iter().fold(f64::INFINITY, f64::min);
    (white < limits.white_min).then(|| CameraError::TooDark { white, least: limits.white_min }.diagnostic())
}

/// Greys that are light enough to tell the colour of the light by.
const LIGHT_GREYS: usize = 4;

/// How many times what its weakest channel sees a grey's strongest sees: the median of the lighter greys.
fn cast(greys: &[&PatchReading]) -> f64 {
    let ratios = greys.iter().take(LIGHT_GREYS).filter(|p| p.pixels > 0).map(|p| {
        let weakest = p.linear.into_iter().fold(f64::INFINITY, f64::min);
        p.linear.into_iter().fold(0.0, f64::max) / weakest.max(1e-4)
    });
    let ratios: Vec<f64> = ratios.collect();
    if ratios.is_empty() { 1.0 } else { median(&ratios) }
}

/// Something lies over the chart: a hand, a shadow, a reflection.
fn patch_faults(reading: &ChartReading, limits: &ChartLimits) -> Vec<ChartError> {
    let (shadow, glare) = (named(reading, &[LeftOut::Shadow]), named(reading, &[LeftOut::Glare]));
    let hidden = named(reading, &[LeftOut::Covered, LeftOut::Outside, LeftOut::NotFlat]);
    let mut faults = Vec::new();
    if glare.len() > limits.glare_max {
        faults.push(ChartError::Glare { patches: glare });
    }
    if shadow.len() > limits.shadow_max {
        faults.push(ChartError::Shadowed { patches: shadow });
    }
    if hidden.len() > limits.hidden_max {
        faults.push(ChartError::Covered { patches: hidden });
    }
    faults
}

fn blur_fault(reading: &ChartReading, limits: &ChartLimits) -> Option<CameraError> {
    let blur_px = reading.blur_px?;
    let (blur, most, in_mm) = match reading.px_per_mm {
        Some(px_per_mm) => (blur_px / px_per_mm, limits.blur_max_mm, true),
        None => (blur_px / reading.pitch_px(), limits.blur_max_pitches, false),
    };
    (blur > most).then_some(CameraError::Blurred { blur, most, in_mm })
}

fn light_faults(calibration: &Calibration, limits: &ChartLimits) -> Vec<CameraError> {
    let mut faults = Vec::new();
    let falloff_ev = calibration.falloff_ev().unwrap_or(0.0);
    if falloff_ev > limits.falloff_max_ev {
        faults.push(CameraError::UnevenLight { falloff_ev, most: limits.falloff_max_ev });
    }
    let drift_ev = calibration.colour_drift_ev().unwrap_or(0.0);
    if drift_ev > limits.colour_drift_max_ev {
        faults.push(CameraError::MixedLight { drift_ev, most: limits.colour_drift_max_ev });
    }
    faults
}
