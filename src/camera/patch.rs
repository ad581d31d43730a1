//! What the camera saw of the chart: its patches, and the white that their greys tell.

use crate::chart::is_grey;
use crate::color::Spectrum;
use crate::math::{ln, median};

/// Lowest light that has a logarithm here.
pub(super) const DARKEST: f64 = 1e-5;

/// One patch as the camera saw it, and what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patch {
    /// 1-24.
    pub(super) index: usize,
    /// Mean light, declared curve undone.
    pub(super) linear: [f64; 3],
    /// Channels that can be used.
    pub(super) usable: [bool; 3],
    /// Place on the chart, patch centres spanning -1 to 1 each way.
    pub(super) chart_xy: [f64; 2],
    /// ln of the light around it over that around the chart.
    pub(super) surround: f64,
    /// Its reflectance.
    pub(super) spectrum: Spectrum,
}

/// Reflectance below which a grey is black: mostly surface light and flare.
const BLACK: f64 = 0.05;

/// Light of a white by the grey patches: each channel over the luminance of those greys.
pub(super) fn white_of(patches: &[Patch]) -> Option<[f64; 3]> {
    let reflectance = |p: &Patch| p.spectrum.values()[14..26].iter().sum::<f64>() / 12.0;
    let greys: Vec<&Patch> = patches.iter().filter(|p| is_grey(&p.spectrum) && reflectance(p) > BLACK).collect();
    let of = |c: usize| {
        let usable = greys.iter().filter(|p| p.usable[c]);
        let ratios: Vec<f64> = usable.map(|p| p.linear[c].max(DARKEST) / reflectance(p)).collect();
        (!ratios.is_empty()).then(|| median(&ratios))
    };
    Some([of(0)?, of(1)?, of(2)?])
}

/// u = (ln Y + 1.6)/1.5 of light scaled to the greys.
pub(super) fn luminance_term(linear: &[f64; 3], white: &[f64; 3]) -> f64 {
    let luma = [0.2126, 0.7152, 0.0722];
    let y: f64 = (0..3).map(|c| luma[c] * linear[c] / white[c]).sum();
    (ln(y.max(DARKEST)) + 1.6) / 1.5
}
