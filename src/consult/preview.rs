//! What a technician would see of a catalogue: its shades on a few skins, fresh and healed.

use super::DaySummary;
use crate::data::{self, HealingTable};
use crate::diagnostic::Diagnostic;
use crate::healing::{DrawOptions, HEALED_DAY, Outlook, Treatment, draws};
use crate::matching::{Candidate, Part};
use crate::measure::SkinReading;
use crate::pigment::{Dilution, Pigment};

/// A skin that shades are shown on.
#[derive(Debug, Clone)]
pub struct ShownSkin {
    /// What it is called.
    pub name: String,
    /// The skin.
    pub reading: SkinReading,
}

/// How shades are shown.
#[derive(Debug, Clone)]
pub struct PreviewOptions {
    /// Dots per cm2; `None` for the default.
    pub density_per_cm2: Option<f64>,
    /// Diameter of the healed deposit, mm; `None` for the prior.
    pub dot_mm: Option<f64>,
    /// Dilutions at which every shade is shown, as far as it may be diluted so; empty for three of its own.
    pub dilutions: Vec<Dilution>,
    /// How dots heal.
    pub healing: HealingTable,
    /// Seed of the draws.
    pub seed: u32,
}

impl Default for PreviewOptions {
    fn default() -> Self {
        let healing = data::healing();
        Self { density_per_cm2: None, dot_mm: None, dilutions: Vec::new(), healing, seed: 1 }
    }
}

/// Shades on skins.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The skins.
    pub skins: Vec<ShownSkin>,
    /// Dots per cm2.
    pub density_per_cm2: f64,
    /// One entry a shade and dilution, in the order of the catalogues.
    pub shown: Vec<ShownShade>,
    /// Shades that cannot be computed.
    pub warnings: Vec<Diagnostic>,
}

/// One shade at one dilution.
#[derive(Debug, Clone)]
pub struct ShownShade {
    /// The pigment's id.
    pub pigment: String,
    /// Its name.
    pub name: String,
    /// The dilution.
    pub dilution: Dilution,
    /// Fresh and healed, one entry a skin.
    pub on: Vec<FreshAndHealed>,
}

/// One shade in one skin.
#[derive(Debug, Clone)]
pub struct FreshAndHealed {
    /// On the day itself.
    pub fresh: DaySummary,
    /// On day 28.
    pub healed: DaySummary,
}

/// Shows shades on skins, fresh and healed; one that cannot be computed becomes a warning.
#[must_use]
pub fn preview(pigments: &[&Pigment], skins: Vec<ShownSkin>, options: &PreviewOptions) -> Preview {
    let density_per_cm2 = options.density_per_cm2.unwrap_or(options.healing.plan.default_density_per_cm2);
    let (mut mixes, mut warnings) = (Vec::new(), Vec::new());
    for pigment in pigments {
        match Candidate::new(vec![Part { pigment, parts: 1.0 }], Dilution::UNDILUTED) {
            Ok(mix) => {
                mixes.extend(steps(pigment, &options.dilutions).into_iter().map(|step| (*pigment, mix.at(step))));
            }
            Err(error) => warnings.push(without_optics(pigment, &error.diagnostic())),
        }
    }
    let treatments: Vec<Treatment> = mixes
        .iter()
        .map(|(_, mix)| Treatment {
            healed_diameter_mm: options.dot_mm,
            ..Treatment::single(mix.concentrate, mix.dilution.fraction(), density_per_cm2)
        })
        .collect();
    let on: Vec<Vec<FreshAndHealed>> = skins.iter().map(|skin| on_skin(&skin.reading, &treatments, options)).collect();
    let shown = mixes.iter().enumerate().map(|(i, (pigment, mix))| ShownShade {
        pigment: pigment.id.clone(),
        name: pigment.name.clone(),
        dilution: mix.dilution,
        on: on.iter().map(|skin| skin[i].clone()).collect(),
    });
    Preview { shown: shown.collect(), skins, density_per_cm2, warnings }
}

fn on_skin(skin: &SkinReading, treatments: &[Treatment], options: &PreviewOptions) -> Vec<FreshAndHealed> {
    let policy = data::matching().uncertainty;
    let draw_options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: policy.dot_model_spread };
    let drawn = draws(policy.draws, options.seed, &skin.client, &options.healing, &draw_options);
    let outlook = Outlook::new(skin.spectrum.spectrum, drawn);
    let [fresh, healed] = [0.0, HEALED_DAY].map(|day| {
        let days = outlook.on(treatments, day);
        days.iter().map(|on| DaySummary::of(on, skin, &outlook, None)).collect::<Vec<_>>()
    });
    fresh.into_iter().zip(healed).map(|(fresh, healed)| FreshAndHealed { fresh, healed }).collect()
}

/// The dilutions of a shade that are shown: those asked for that its maker allows, or strongest, middle and weakest.
fn steps(pigment: &Pigment, asked: &[Dilution]) -> Vec<Dilution> {
    let own = pigment.dilution_steps();
    if asked.is_empty() {
        let mut three = vec![own[0], own[own.len() / 2], own[own.len() - 1]];
        three.dedup();
        return three;
    }
    let allows = |step: &&Dilution| match &pigment.dilution {
        Some(limits) => (limits.min_fraction - 1e-9..=limits.max_fraction + 1e-9).contains(&step.fraction()),
        None => step.fraction() >= 1.0,
    };
    let allowed: Vec<Dilution> = asked.iter().filter(allows).copied().collect();
    if allowed.is_empty() { vec![own[0]] } else { allowed }
}

fn without_optics(pigment: &Pigment, why: &Diagnostic) -> Diagnostic {
    Diagnostic::warning("not-computed", format!("{} is not shown. {}", pigment.id, why.message), why.remedy.clone())
}
