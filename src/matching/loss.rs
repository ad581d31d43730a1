//! How good a field is, draw by draw: the difference, and what leans light in it.

use crate::color::{Contrast, LabD65, ciede2000};
use crate::data::{LossTable, ToleranceTable};
use crate::math::quantile;

/// The dE00 of the field that a client with this skin accepts: 1.8 on fair skin rising to 2.6 on deep skin.
#[must_use]
pub fn tolerance_de00(skin: LabD65, table: &ToleranceTable) -> f64 {
    let share = ((table.fair_l - skin.l) / (table.fair_l - table.deep_l)).clamp(0.0, 1.0);
    table.fair_de00 + share * (table.deep_de00 - table.fair_de00)
}

/// What a loss is made of, each a mean over the draws, dE00; they add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LossTerms {
    /// The difference itself.
    pub difference: f64,
    /// What is darker than the target, and by much.
    pub darkness: f64,
    /// What is bluer or greener than the target.
    pub hue: f64,
}

impl LossTerms {
    /// Their sum.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.difference + self.darkness + self.hue
    }

    /// What these have beyond others.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Self {
        Self {
            difference: self.difference - other.difference,
            darkness: self.darkness - other.darkness,
            hue: self.hue - other.hue,
        }
    }

    pub(super) fn mean(days: &[Self]) -> Self {
        let mean = |of: fn(&Self) -> f64| days.iter().map(of).sum::<f64>() / days.len() as f64;
        Self { difference: mean(|t| t.difference), darkness: mean(|t| t.darkness), hue: mean(|t| t.hue) }
    }
}

/// The field of one day against the target, over all draws.
#[derive(Debug, Clone, PartialEq)]
pub struct DayFit {
    /// dE00 of each draw's field to that draw's target.
    pub de00: Vec<f64>,
    /// Loss of each draw on this day.
    pub loss: Vec<f64>,
    /// What the mean loss is made of.
    pub terms: LossTerms,
    /// Share of draws darker than the target by more than the limit.
    pub too_dark: f64,
    /// Share of draws bluer than the target by more than the margin.
    pub too_blue: f64,
    /// Mean of field minus target, dE*ab.
    pub mean_gap: Contrast,
}

impl DayFit {
    /// The median dE00.
    #[must_use]
    pub fn median_de00(&self) -> f64 {
        quantile(&self.de00, 0.5)
    }
}

/// Compares the fields of one day, each a contrast against `skin`, with the target of each draw.
///
/// ```text
/// loss = dE00 + w_d (L*t - L*)+ + w_m [L*t - L* > l_m] + w_h ((b*t - b* - m)+ + (a*t - a* - m)+)
/// ```
///
/// Dark, blue and green are measured against the target, never against skin: a third of true targets are bluer than
/// the skin. Weights in `calibration/matching.toml`. Source: own simulation of 200 clients, 2026-11.
#[must_use]
pub fn day_fit(contrasts: &[Contrast], wanted: &[LabD65], skin: LabD65, table: &LossTable) -> DayFit {
    let count = contrasts.len() as f64;
    let mut fit = DayFit {
        de00: Vec::with_capacity(contrasts.len()),
        loss: Vec::with_capacity(contrasts.len()),
        terms: LossTerms::default(),
        too_dark: 0.0,
        too_blue: 0.0,
        mean_gap: Contrast::default(),
    };
    for (contrast, wanted) in contrasts.iter().zip(wanted) {
        let field = contrast.on(skin);
        let de00 = ciede2000(*wanted, field);
        let (darker, bluer, greener) = (wanted.l - field.l, wanted.b - field.b, wanted.a - field.a);
        let much_darker = darker > table.much_darker_l;
        let hue = (bluer - table.hue_margin).max(0.0) + (greener - table.hue_margin).max(0.0);
        let darkness = table.dark_weight * darker.max(0.0) + if much_darker { table.much_darker_weight } else { 0.0 };
        let hue = table.hue_weight * hue;
        fit.de00.push(de00);
        fit.loss.push(de00 + darkness + hue);
        fit.terms.difference += de00 / count;
        fit.terms.darkness += darkness / count;
        fit.terms.hue += hue / count;
        fit.too_dark += if much_darker { 1.0 / count } else { 0.0 };
        fit.too_blue += if bluer > table.hue_margin { 1.0 / count } else { 0.0 };
        fit.mean_gap.dl -= darker / count;
        fit.mean_gap.da -= greener / count;
        fit.mean_gap.db -= bluer / count;
    }
    fit
}
