//! The colour of a shaft that is narrower than a pixel.

use crate::camera::Calibration;
use crate::color::{D65, Estimate, LabD65, Spectrum, Viewing, WAVELENGTHS_NM, lab_array, lab_from};
use crate::data::StubbleTable;
use crate::math::{Matrix3, Point, exp, ln, pow};

/// What hairs of one kind show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixed {
    /// Light of the bare skin around them.
    pub(super) bare: [f64; 3],
    /// Light missing in each channel for each unit missing of their sum.
    pub(super) slope: [f64; 3],
    /// Light missing across a stroke, integrated: share of the bare light times mm; below zero for lighter hairs.
    pub(super) across_mm: f64,
    /// Light missing in the middle of clear strokes: a shaft takes no less.
    pub(super) core: f64,
}

/// How much light a shaft takes, and what colour that leaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shaft {
    /// Light missing where a shaft covers a pixel; below zero for lighter hairs.
    pub(super) missing: f64,
    /// Standard deviation of its ln.
    pub(super) ln_sd: f64,
    pub(super) lab: Estimate<LabD65>,
}

/// One step of D: misfit, ln D, Lab of the shaft.
type Step = (f64, f64, [f64; 3]);

/// Takes skin and shaft apart.
///
/// ```text
/// light_c = (1 - cover) S_c + cover F_c,   1 - light_c/S_c = cover D slope_c,   F_c = S_c (1 - D slope_c)
/// p(D) ~ exp(-1/2 [ln(across/(D d))/s_d]^2 - 1/2 [dist(Lab(F), locus)/s_l]^2),   D >= core
/// ```
///
/// A stroke narrower than the blur shows cover times D, never either: the line from the skin's light through what
/// strokes show holds the shaft, D says how far along. What bounds D: hairs have a diameter d, and a colour that
/// melanins can make; where strokes are wide enough, their middle.
///
/// Source: hair as an endless scatterer with absorption of eumelanin and pheomelanin, Donner & Jensen, EGSR 2006.
///
/// `None` where no shaft fits, such as for strokes whose hue is no hair's.
pub(super) fn unmix(mixed: &Mixed, calibration: &Calibration, at: Point, table: &StubbleTable) -> Option<Shaft> {
    const STEPS: usize = 120;
    let locus = locus(table.hair.gloss);
    let sign = mixed.across_mm.signum();
    let spread = crate::math::hypot(table.hair.diameter_ln_sd, table.error.length_ln_sd);
    let mut found: Vec<Step> = Vec::with_capacity(STEPS);
    for k in 0..STEPS {
        let ln_missing = ln(0.03) + (ln(12.0) - ln(0.03)) * k as f64 / STEPS as f64;
        let missing = sign * exp(ln_missing);
        let light: [f64; 3] = std::array::from_fn(|c| mixed.bare[c] * (1.0 - missing * mixed.slope[c]));
        if missing.abs() < mixed.core.abs() || light.iter().any(|v| *v <= 0.0) {
            continue;
        }
        let lab = lab_array(calibration.lab(light, at));
        let off = locus.iter().map(|hair| square_distance(*hair, lab)).fold(f64::INFINITY, f64::min);
        let width = (ln(mixed.across_mm.abs() / table.hair.diameter_mm) - ln_missing) / spread;
        let misfit = width * width + off / (table.hair.locus_sd * table.hair.locus_sd);
        found.push((misfit, ln_missing, lab));
    }
    let best = found.iter().map(|f| f.0).fold(f64::INFINITY, f64::min);
    let weights: Vec<f64> = found.iter().map(|f| exp(-0.5 * (f.0 - best))).collect();
    let sum: f64 = weights.iter().sum();
    if found.is_empty() || !sum.is_finite() {
        return None;
    }
    let mean =
        |of: &dyn Fn(&Step) -> f64| found.iter().zip(&weights).map(|(f, weight)| weight * of(f)).sum::<f64>() / sum;
    let ln_missing = mean(&|f| f.1);
    let variance = mean(&|f| (f.1 - ln_missing) * (f.1 - ln_missing));
    let lab = [0, 1, 2].map(|i| mean(&|f| f.2[i]));
    let cov: Matrix3 = [0, 1, 2].map(|i| [0, 1, 2].map(|j| mean(&|f| (f.2[i] - lab[i]) * (f.2[j] - lab[j]))));
    Some(Shaft { missing: sign * exp(ln_missing), ln_sd: variance.sqrt(), lab: Estimate { mean: lab_from(lab), cov } })
}

/// Colours that melanins give to hair.
fn locus(gloss: f64) -> Vec<[f64; 3]> {
    let eumelanin = (0..26).map(|i| exp(ln(0.02) + 0.35 * f64::from(i)));
    let both = eumelanin.flat_map(|a| [0.0, 0.4, 1.0, 2.5, 6.0].map(|b| (a, b)));
    both.map(|(a, b)| lab_array(D65::lab(&hair(a, b, gloss)))).collect()
}

/// Reflectance of a hair.
///
/// ```text
/// R = r + (1 - r)(1 + k - sqrt(k^2 + 2 k)),   k = a (l/500)^-3.33 + b (l/500)^-4.75
/// ```
fn hair(eumelanin: f64, pheomelanin: f64, gloss: f64) -> Spectrum {
    Spectrum::new(WAVELENGTHS_NM.map(|nm| {
        let k = eumelanin * pow(nm / 500.0, -3.33) + pheomelanin * pow(nm / 500.0, -4.75);
        gloss + (1.0 - gloss) * (1.0 + k - (k * k + 2.0 * k).sqrt())
    }))
}

fn square_distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum()
}
