//! One pigment in one skin: how it looks over the coming days and years.

use super::DaySummary;
use super::why::SCATTERING;
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::healing::{DrawOptions, Outlook, Treatment, draws};
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
    /// What the reader must know.
    pub warnings: Vec<Diagnostic>,
}

/// Predicts one session of one pigment.
///
/// Errors: a pigment whose colourants have no published optics.
pub fn predict(pigment: &Pigment, skin: SkinReading, options: &PredictOptions) -> Result<Prediction, Diagnostic> {
    let (table, policy) = (data::healing(), data::matching());
    let dot_model_spread = policy.uncertainty.dot_model_spread;
    let draw_options = DrawOptions { depth_mm: options.depth_mm, polarised: false, dot_model_spread };
    let drawn = draws(policy.uncertainty.draws, options.seed, &skin.client, &table, &draw_options);
    let outlook = Outlook::new(skin.spectrum.spectrum, drawn);
    let mix = Candidate::new(vec![Part { pigment, parts: 1.0 }], options.dilution).map_err(|e| e.diagnostic())?;
    let density_per_cm2 = options.density_per_cm2.unwrap_or(table.plan.default_density_per_cm2);
    let treatment = Treatment {
        healed_diameter_mm: options.dot_mm,
        ..Treatment::single(mix.concentrate, options.dilution.fraction(), density_per_cm2)
    };
    let on = |day: &f64| DaySummary::of(&outlook.on(std::slice::from_ref(&treatment), *day)[0], &skin, &outlook, None);
    Ok(Prediction {
        pigment: pigment.id.clone(),
        dilution: options.dilution,
        density_per_cm2,
        predicted: options.days.iter().map(on).collect(),
        warnings: scattering(pigment).into_iter().collect(),
        skin,
    })
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
