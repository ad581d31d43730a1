//! How a treatment looks over the years in one client's skin: samples of the field's contrast, and what they say.

use super::{Concentrate, Course, Draw, EffectTable, Fields, PastSession, Session, Treatment, days_from_first};
use crate::color::{Contrast, D65, Estimate, LabD65, PerBand, Spectrum, Viewing, lab_array, lab_from};
use crate::math::Normal3;
use crate::skin::{PigmentDepths, Prepared};
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
    /// Width of a dot at half its contrast, mean over the draws; 0 without pigment.
    pub dot_width_mm: f64,
}

/// The field's contrast, and the colour of a dot's centre with its width, in one draw.
type Seen = (Contrast, Option<Centre>);
type Centre = ([f64; 3], f64);

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

    /// Whether work is in the skin already.
    #[must_use]
    pub fn has_old_work(&self) -> bool {
        self.draws.iter().any(|draw| draw.old_work.is_some())
    }

    /// The dots of a plan on a day in every draw, ready for any pigment. For days on which the skin is no longer red.
    #[must_use]
    pub fn fields(&self, course: &Course<'_>, day: f64) -> Fields<'_> {
        Fields::new(self, course, day)
    }

    /// The contrast of a treatment's field in every draw, from the tables. For days on which the skin is no longer red.
    #[must_use]
    pub fn contrasts(&self, treatment: &Treatment, day: f64) -> Vec<Contrast> {
        let fields = self.fields(&treatment.course(), day);
        fields.contrasts(&treatment.concentrate, treatment.fraction)
    }

    /// The contrast of a layer in the healed skin of one draw, from its table.
    pub(super) fn healed_contrast(&self, index: usize, layer: &PigmentDepths) -> Contrast {
        self.contrast(&self.draws[index], &self.tables[index].ratio(layer))
    }

    /// Field and dot of several treatments on one day, redness included.
    #[must_use]
    pub fn on(&self, treatments: &[Treatment], day: f64) -> Vec<DayOutlook> {
        let each: Vec<Vec<Seen>> = (0..self.draws.len())
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

    fn field_and_dot(&self, draw: &Draw, effect: &Effect<'_>, treatment: &Treatment, day: f64) -> Seen {
        let field = effect.ratio(&draw.layer(treatment, day));
        let latest = draw.deposits(treatment, day).pop();
        let dot = latest.map(|deposit| {
            let under = draw.old_layer(days_from_first(&treatment.sessions, day));
            let ratio = deposit.centre_ratio(draw.depth_mm, &effect.ratio(&deposit.tau.with(&under)), &field);
            let centre = lab_array(self.contrast(draw, &ratio).on(self.bare_lab));
            (centre, deposit.half_contrast_mm(draw.depth_mm))
        });
        (self.contrast(draw, &field), dot)
    }

    fn summary(&self, day: f64, each: impl Iterator<Item = Seen>) -> DayOutlook {
        let (contrasts, dots): (Vec<Contrast>, Vec<Option<Centre>>) = each.unzip();
        let fields: Vec<[f64; 3]> = contrasts.iter().map(|c| lab_array(c.on(self.bare_lab))).collect();
        let (dots, widths): (Vec<[f64; 3]>, Vec<f64>) = dots.into_iter().flatten().unzip();
        let dot_width_mm = widths.iter().sum::<f64>() / widths.len().max(1) as f64;
        DayOutlook { day, contrasts, field: estimate(&fields), dot: estimate(&dots), dot_width_mm }
    }

    fn contrast(&self, draw: &Draw, ratio: &PerBand) -> Contrast {
        Contrast::between(D65::lab(&spectrum_of_ratio(&self.bare, draw, ratio)), self.bare_lab)
    }

    /// What is in the skin on a day, counted from the first session, over all draws: nothing, old work, what was done.
    #[must_use]
    pub fn as_it_is(&self, before: &[PastSession], day: f64) -> Vec<Contrast> {
        let now = [Session { day, density_per_cm2: 0.0, strength: 1.0 }];
        let course = Course { before, sessions: &now, healed_diameter_mm: None };
        self.fields(&course, 0.0).contrasts(&Concentrate::NONE, 0.0)
    }

    /// The mean colour of that.
    #[must_use]
    pub fn lab_as_it_is(&self, before: &[PastSession], day: f64) -> LabD65 {
        let each = self.as_it_is(before, day).into_iter().map(|contrast| lab_array(contrast.on(self.bare_lab)));
        estimate(&each.collect::<Vec<_>>()).mean
    }

    /// The draw whose field is nearest to the mean of all: what stands for them where only one can be looked at.
    #[must_use]
    pub fn typical(&self, treatment: &Treatment, day: f64) -> &Draw {
        let contrasts = self.contrasts(treatment, day);
        let middle = [0, 1, 2].map(|k| contrasts.iter().map(|c| c.array()[k]).sum::<f64>() / contrasts.len() as f64);
        let [dl, da, db] = middle;
        let off = |i: &usize| contrasts[*i].beyond(Contrast { dl, da, db }).de_ab();
        let nearest = (0..contrasts.len()).min_by(|a, b| off(a).total_cmp(&off(b)));
        &self.draws[nearest.expect("there are draws")]
    }
}

/// The contrast of skin with this ratio `R_d/R_d,bare` on it.
pub(super) fn contrast_of(bare: &Spectrum, draw: &Draw, ratio: &PerBand) -> Contrast {
    Contrast::between(D65::lab(&spectrum_of_ratio(bare, draw, ratio)), D65::lab(bare))
}

/// The contrast of a treatment's field on a day in one draw, redness included, without tables.
#[must_use]
pub fn contrast_on(bare: &Spectrum, draw: &Draw, treatment: &Treatment, day: f64) -> Contrast {
    Contrast::between(D65::lab(&spectrum_on(bare, draw, treatment, day)), D65::lab(bare))
}

/// The healed skin of one draw, ready for any treatment that was seen in it.
pub struct HealedSkin<'a> {
    bare: &'a Spectrum,
    draw: &'a Draw,
    prepared: Prepared,
}

impl<'a> HealedSkin<'a> {
    /// The skin of a draw for a client whose bare skin has this spectrum.
    #[must_use]
    pub fn new(bare: &'a Spectrum, draw: &'a Draw) -> Self {
        Self { bare, draw, prepared: draw.prepare(&draw.skin) }
    }

    /// The contrast of a treatment's field on a day on which the skin is no longer red.
    #[must_use]
    pub fn contrast(&self, treatment: &Treatment, day: f64) -> Contrast {
        contrast_of(self.bare, self.draw, &self.prepared.ratio_of(&self.draw.layer(treatment, day)))
    }

    /// How a dot of the last session looks close up: L* of its middle minus that of the field, and its width at half the
    /// contrast in mm.
    #[must_use]
    pub fn dot(&self, treatment: &Treatment, day: f64) -> Option<(f64, f64)> {
        let (draw, dot) = (self.draw, self.draw.deposits(treatment, day).pop()?);
        let under = draw.old_layer(days_from_first(&treatment.sessions, day));
        let field = self.prepared.ratio_of(&draw.layer(treatment, day));
        let middle = dot.centre_ratio(draw.depth_mm, &self.prepared.ratio_of(&dot.tau.with(&under)), &field);
        let l = |ratio: &PerBand| contrast_of(self.bare, draw, ratio).dl;
        Some((l(&middle) - l(&field), dot.half_contrast_mm(draw.depth_mm)))
    }
}

/// The contrast of skin that is red from a treatment on a day, without its pigment.
#[must_use]
pub fn redness_on(bare: &Spectrum, draw: &Draw, day: f64) -> Contrast {
    let (healed, red) = (draw.prepare(&draw.skin), draw.prepare(&draw.skin_on(day)));
    let (plain, red) = (healed.bare(), red.bare());
    let seen = spectrum_of_ratio(bare, draw, &std::array::from_fn(|i| red[i] / plain[i]));
    Contrast::between(D65::lab(&seen), D65::lab(bare))
}

/// The spectrum of a treatment's field on a day in one draw, redness included, without tables.
#[must_use]
pub fn spectrum_on(bare: &Spectrum, draw: &Draw, treatment: &Treatment, day: f64) -> Spectrum {
    let healed = draw.prepare(&draw.skin);
    let layer = draw.layer(treatment, day);
    let pigmented = if draw.is_red(day) && !treatment.is_none() {
        draw.prepare(&draw.skin_on(day)).reflectance_of(&[layer])
    } else {
        healed.reflectance_of(&[layer])
    };
    let plain = healed.bare();
    spectrum_of_ratio(bare, draw, &std::array::from_fn(|i| pigmented[i] / plain[i]))
}

/// The measured bare skin with a ratio `R_d/R_d` on it; surface light is the same on both.
fn spectrum_of_ratio(bare: &Spectrum, draw: &Draw, ratio: &PerBand) -> Spectrum {
    let rho = draw.surface_light.min(0.5 * bare.values().iter().copied().fold(f64::INFINITY, f64::min));
    bare.zip(ratio, |bare, ratio| rho + (bare - rho) * ratio)
}

fn estimate(sample: &[[f64; 3]]) -> Estimate<LabD65> {
    match Normal3::of(sample) {
        Some(normal) => Estimate { mean: lab_from(normal.mean), cov: normal.cov },
        None => Estimate { mean: sample.first().map_or_else(LabD65::default, |v| lab_from(*v)), cov: [[0.0; 3]; 3] },
    }
}
