//! One pigment in one skin: how it looks over the coming days and years, and what that hangs on.

use super::why::SCATTERING;
use super::{DaySummary, StudioUse};
use crate::color::{Contrast, Spectrum};
use crate::data::{self, HealingTable};
use crate::diagnostic::Diagnostic;
use crate::healing::{
    Draw, DrawOptions, HEALED_DAY, NORMALS, Outlook, Sensitivity, Treatment, contrast_on, draws, redness_on,
    sensitivity, spectrum_on,
};
use crate::matching::{Candidate, Part};
use crate::measure::SkinReading;
use crate::pigment::{Dilution, Pigment};

/// What is put in, and into which skin.
#[derive(Debug, Clone)]
pub struct PredictOptions {
    /// Dilution of the pigment.
    pub dilution: Dilution,
    /// Dots per cm2; `None` for the default.
    pub density_per_cm2: Option<f64>,
    /// Diameter of the healed deposit, mm; `None` for the prior.
    pub dot_mm: Option<f64>,
    /// Depth of the deposit's top, mm; `None` for the prior.
    pub depth_mm: Option<f64>,
    /// Days after the treatment.
    pub days: Vec<f64>,
    /// Seed of the draws.
    pub seed: u32,
    /// How dots heal.
    pub healing: HealingTable,
}

/// How a pigment looks over time.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// The pigment's id.
    pub pigment: String,
    /// Its dilution.
    pub dilution: Dilution,
    /// Dots per cm2.
    pub density_per_cm2: f64,
    /// The skin it was predicted for.
    pub skin: SkinReading,
    /// One entry a day.
    pub predicted: Vec<DaySummary>,
    /// One entry a day: what the contrast is due to.
    pub causes: Vec<CausesOfChange>,
    /// What the healed field hangs on, the largest first.
    pub sensitivity: Vec<Sensitivity>,
    /// The field's spectra with everything at its median: fresh, healed, and after five years.
    pub spectra: Vec<(f64, Spectrum)>,
    /// What the reader must know.
    pub warnings: Vec<Diagnostic>,
    /// What came from a studio file; `None` without one.
    pub studio: Option<StudioUse>,
}

/// What a field's contrast is due to on one day, with everything at its median.
#[derive(Debug, Clone, Copy)]
pub struct CausesOfChange {
    /// Days after the treatment.
    pub day: f64,
    /// The redness of the skin alone.
    pub redness: Contrast,
    /// The pigment: what its darkness and depth do to light, **optical**, as long as its colourants fade together.
    pub optical: Contrast,
    /// Half of what lies between one colourant fading first and the other, one standard deviation each way: **chemical**.
    pub chemical: Contrast,
}

/// Days of which spectra are shown.
const SPECTRA_DAYS: [f64; 3] = [0.0, HEALED_DAY, 1825.0];

/// Predicts one session of one pigment.
///
/// Errors: a pigment whose colourants have no published optics.
pub fn predict(pigment: &Pigment, skin: SkinReading, options: &PredictOptions) -> Result<Prediction, Diagnostic> {
    let (table, policy) = (&options.healing, data::matching());
    let dot_model_spread = policy.uncertainty.dot_model_spread;
    let draw_options = DrawOptions { depth_mm: options.depth_mm, polarised: false, dot_model_spread };
    let drawn = draws(policy.uncertainty.draws, options.seed, &skin.client, table, &draw_options);
    let outlook = Outlook::new(skin.spectrum.spectrum, drawn);
    let mix = Candidate::new(vec![Part { pigment, parts: 1.0 }], options.dilution).map_err(|e| e.diagnostic())?;
    let density_per_cm2 = options.density_per_cm2.unwrap_or(table.plan.default_density_per_cm2);
    let treatment = Treatment {
        healed_diameter_mm: options.dot_mm,
        ..Treatment::single(mix.concentrate, options.dilution.fraction(), density_per_cm2)
    };
    let bare = &skin.spectrum.spectrum;
    let median = Draw::at(&[0.0; NORMALS], &skin.client, table, &draw_options);
    let on = |day: &f64| DaySummary::of(&outlook.on(std::slice::from_ref(&treatment), *day)[0], &skin, &outlook, None);
    Ok(Prediction {
        pigment: pigment.id.clone(),
        dilution: options.dilution,
        density_per_cm2,
        predicted: options.days.iter().map(on).collect(),
        causes: options.days.iter().map(|day| causes(bare, &median, table, &treatment, *day)).collect(),
        sensitivity: sensitivity(bare, &skin.client, table, &draw_options, &treatment, HEALED_DAY),
        spectra: SPECTRA_DAYS.map(|day| (day, spectrum_on(bare, &median, &treatment, day))).to_vec(),
        warnings: scattering(pigment).into_iter().collect(),
        studio: None,
        skin,
    })
}

fn causes(bare: &Spectrum, median: &Draw, table: &HealingTable, treatment: &Treatment, day: f64) -> CausesOfChange {
    let redness = redness_on(bare, median, day);
    let with_drift = |factor: f64| {
        let mut draw = *median;
        draw.drifting_half_life_years *= factor;
        contrast_on(bare, &draw, treatment, day)
    };
    let apart = with_drift(table.hue_drift.spread).beyond(with_drift(1.0 / table.hue_drift.spread));
    CausesOfChange {
        day,
        redness,
        optical: contrast_on(bare, median, treatment, day).beyond(redness),
        chemical: Contrast { dl: apart.dl / 2.0, da: apart.da / 2.0, db: apart.db / 2.0 },
    }
}

fn scattering(pigment: &Pigment) -> Option<Diagnostic> {
    pigment.scatters().then(|| {
        Diagnostic::warning(
            "scattering-computed",
            format!("{} scatters light: {SCATTERING}.", pigment.id),
            "Trust it less than a shade of carbon alone; try it on a small area first.",
        )
    })
}
