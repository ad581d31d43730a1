//! How a treatment looks over the years in one client's skin: samples of the field's contrast, and what they say.

use super::{Draw, EffectTable, Treatment};
use crate::color::{BANDS, Contrast, D65, Estimate, LabD65, PerBand, Spectrum, Viewing, lab_array, lab_from};
use crate::math::{Normal3, exp};
use crate::skin::{Deposit, PigmentDepths, Prepared};
use rayon::prelude::*;

/// The draws of one client, each with its skin prepared for pigment and its effect tabulated.
#[derive(Debug, Clone)]
pub struct Outlook {
    bare: Spectrum,
    bare_lab: LabD65,
    draws: Vec<Draw>,
    /// `R_d` of each draw's bare skin.
    bare_diffuse: Vec<PerBand>,
    tables: Vec<EffectTable>,
}

/// Where the effect of a layer comes from.
enum Effect<'a> {
    /// The table of the healed skin.
    Healed(&'a EffectTable),
    /// The red skin, computed in full, against the healed bare skin.
    Red { red: Box<Prepared>, healed: &'a PerBand },
}

impl Effect<'_> {
    fn ratio(&self, layer: &PigmentDepths) -> PerBand {
        match self {
            Self::Healed(table) => table.ratio(layer),
            Self::Red { red, healed } => {
                let pigmented = red.reflectance_of(&[*layer]);
                std::array::from_fn(|i| pigmented[i] / healed[i])
            }
        }
    }
}

/// The field and a dot on one day, over all draws.
#[derive(Debug, Clone)]
pub struct DayOutlook {
    /// Days after the last session.
    pub day: f64,
    /// Field minus bare skin, one for each draw.
    pub contrasts: Vec<Contrast>,
    /// The field's colour on this client's measured skin; its covariance is that of the draws alone.
    pub field: Estimate<LabD65>,
    /// The colour at the centre of one dot; its covariance is that of the draws alone.
    pub dot: Estimate<LabD65>,
}

impl Outlook {
    /// Prepares every draw for a client whose bare skin has this spectrum.
    #[must_use]
    pub fn new(bare: Spectrum, draws: Vec<Draw>) -> Self {
        let prepare = |d: &Draw| {
            let prepared = d.prepare(&d.skin);
            (*prepared.bare(), EffectTable::of(&prepared))
        };
        let (bare_diffuse, tables) = draws.par_iter().map(prepare).unzip();
        Self { bare_lab: D65::lab(&bare), bare, draws, bare_diffuse, tables }
    }

    /// The colour of the bare skin that contrasts are against.
    #[must_use]
    pub const fn bare_lab(&self) -> LabD65 {
        self.bare_lab
    }

    /// The draws.
    #[must_use]
    pub fn draws(&self) -> &[Draw] {
        &self.draws
    }

    /// The contrast of a treatment's field in every draw, from the tables. For days on which the skin is no longer red.
    #[must_use]
    pub fn contrasts(&self, treatment: &Treatment, day: f64) -> Vec<Contrast> {
        let each = self.draws.iter().zip(&self.tables);
        each.map(|(draw, table)| self.contrast(draw, &table.ratio(&draw.layer(treatment, day)))).collect()
    }

    /// Field and dot of several treatments on one day, redness included.
    #[must_use]
    pub fn on(&self, treatments: &[Treatment], day: f64) -> Vec<DayOutlook> {
        let each: Vec<Vec<(Contrast, Option<[f64; 3]>)>> = (0..self.draws.len())
            .into_par_iter()
            .map(|i| {
                let (red, healed) = (self.effect(i, day), Effect::Healed(&self.tables[i]));
                let effect = |t: &Treatment| if t.is_none() { &healed } else { &red };
                treatments.iter().map(|t| self.field_and_dot(&self.draws[i], effect(t), t, day)).collect()
            })
            .collect();
        (0..treatments.len()).map(|t| self.summary(day, each.iter().map(|draw| draw[t]))).collect()
    }

    /// What a layer of a given optical depth does to this draw's skin on a day, over its healed bare skin.
    fn effect(&self, index: usize, day: f64) -> Effect<'_> {
        let draw = &self.draws[index];
        if !draw.is_red(day) {
            return Effect::Healed(&self.tables[index]);
        }
        let red = draw.prepare(&draw.skin_on(day));
        Effect::Red { red: Box::new(red), healed: &self.bare_diffuse[index] }
    }

    fn field_and_dot(
        &self,
        draw: &Draw,
        effect: &Effect<'_>,
        treatment: &Treatment,
        day: f64,
    ) -> (Contrast, Option<[f64; 3]>) {
        let field = effect.ratio(&draw.layer(treatment, day));
        let latest = draw.deposits(treatment, day).pop();
        let dot = latest.map(|deposit| {
            let ratio = dot_ratio(&deposit, draw.depth_mm, &effect.ratio(&deposit.tau), &field);
            lab_array(self.contrast(draw, &ratio).on(self.bare_lab))
        });
        (self.contrast(draw, &field), dot)
    }

    fn summary(&self, day: f64, each: impl Iterator<Item = (Contrast, Option<[f64; 3]>)>) -> DayOutlook {
        let (contrasts, dots): (Vec<Contrast>, Vec<Option<[f64; 3]>>) = each.unzip();
        let fields: Vec<[f64; 3]> = contrasts.iter().map(|c| lab_array(c.on(self.bare_lab))).collect();
        let dots: Vec<[f64; 3]> = dots.into_iter().flatten().collect();
        DayOutlook { day, contrasts, field: estimate(&fields), dot: estimate(&dots) }
    }

    fn contrast(&self, draw: &Draw, ratio: &PerBand) -> Contrast {
        contrast_of_ratio(&self.bare, draw, ratio)
    }
}

/// The contrast of a treatment's field in one draw, without tables. For days on which the skin is no longer red.
#[must_use]
pub fn contrast_on(bare: &Spectrum, draw: &Draw, treatment: &Treatment, day: f64) -> Contrast {
    let prepared = draw.prepare(&draw.skin);
    let (pigmented, plain) = (prepared.reflectance_of(&[draw.layer(treatment, day)]), prepared.bare());
    contrast_of_ratio(bare, draw, &std::array::from_fn(|i| pigmented[i] / plain[i]))
}

/// The contrast against the measured bare skin for a ratio `R_d/R_d`; surface light is the same on both.
fn contrast_of_ratio(bare: &Spectrum, draw: &Draw, ratio: &PerBand) -> Contrast {
    let rho = draw.surface_light.min(0.5 * bare.values().iter().copied().fold(f64::INFINITY, f64::min));
    let field = bare.zip(ratio, |bare, ratio| rho + (bare - rho) * ratio);
    Contrast::between(D65::lab(&field), D65::lab(bare))
}

/// R over bare skin at the centre of one dot, seen close up.
///
/// ```text
/// ratio = field (1 - s) + layer s,   s = 1 - exp(-(D / (2.2 z))^2)
/// ```
///
/// `layer` is the ratio of an unbounded layer with the dot's axial optical depth, `field` that of the field around it,
/// D the diameter and z the depth of the deposit. A proxy: against 3-D Monte Carlo of 144
/// single dots it is off by 0.08 of the bare skin's light (rms), by 0.26 at most. Source: this project; figures from
/// `tests/golden/monte_carlo_single_held_out.csv`.
#[must_use]
pub fn dot_ratio(deposit: &Deposit, depth_mm: f64, layer: &PerBand, field: &PerBand) -> PerBand {
    let x = deposit.dots.diameter_mm() / (2.2 * depth_mm);
    let share = 1.0 - exp(-x * x);
    std::array::from_fn::<f64, BANDS, _>(|i| field[i] * (1.0 - share) + layer[i] * share)
}

fn estimate(sample: &[[f64; 3]]) -> Estimate<LabD65> {
    match Normal3::of(sample) {
        Some(normal) => Estimate { mean: lab_from(normal.mean), cov: normal.cov },
        None => Estimate { mean: sample.first().map_or_else(LabD65::default, |v| lab_from(*v)), cov: [[0.0; 3]; 3] },
    }
}
