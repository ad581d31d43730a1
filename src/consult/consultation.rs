//! What a consultation is asked with, and what it answers.

use super::target::TargetWish;
use super::{Measurement, StudioUse};
use crate::color::{Contrast, Estimate, LabD65, ViewLight, ciede2000, seen_from};
use crate::data::{self, HealingTable};
use crate::healing::{DayOutlook, Needle, Outlook};
use crate::matching::{
    BestAbsorber, ErrorBudget, LossTerms, Mixing, PlannedSession, Recipe, Risk, Saturation, Target, Verdict,
};
use crate::math::{Matrix3, quantile};
use crate::measure::SkinReading;

/// What is fixed about the treatment beforehand.
#[derive(Debug, Clone)]
pub struct TreatmentOptions {
    /// What is to be imitated.
    pub target: TargetWish,
    /// Dots per cm2; `None` for the density of the client's hair where it was counted, or else the default.
    pub density_per_cm2: Option<f64>,
    /// Diameter of the healed deposit, mm; `None` for what the needle sets, or else the prior.
    pub dot_mm: Option<f64>,
    /// The needle.
    pub needle: Option<Needle>,
    /// Area, cm2; `None` for the default.
    pub area_cm2: Option<f64>,
    /// With what it is mixed.
    pub mixing: Mixing,
    /// Cross-polarised photo or readings without surface light.
    pub polarised: bool,
    /// Seed of the draws.
    pub seed: u32,
    /// Lights to look at the match by, beside daylight.
    pub view_lights: Vec<ViewLight>,
    /// How dots heal.
    pub healing: HealingTable,
}

impl Default for TreatmentOptions {
    fn default() -> Self {
        Self {
            target: TargetWish::default(),
            density_per_cm2: None,
            dot_mm: None,
            needle: None,
            area_cm2: None,
            mixing: Mixing::default(),
            polarised: false,
            seed: 1,
            view_lights: vec![ViewLight::A, ViewLight::LedB3],
            healing: data::healing(),
        }
    }
}

/// Three points of a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantiles {
    /// 5 %.
    pub p5: f64,
    /// 50 %.
    pub median: f64,
    /// 95 %.
    pub p95: f64,
}

impl Quantiles {
    pub(super) fn of(sample: &[f64]) -> Self {
        Self { p5: quantile(sample, 0.05), median: quantile(sample, 0.5), p95: quantile(sample, 0.95) }
    }
}

/// What is predicted for one day.
#[derive(Debug, Clone)]
pub struct DaySummary {
    /// Days after the last session.
    pub day: f64,
    /// The field on this client's skin; the covariance holds the skin's own measurement error too.
    pub field: Estimate<LabD65>,
    /// Field minus bare skin: mean and covariance over the draws.
    pub contrast: Estimate<Contrast>,
    /// The centre of one dot, likewise.
    pub dot: Estimate<LabD65>,
    /// dE00 of the field to the target; `None` where there is none.
    pub de00: Option<Quantiles>,
    /// How a dot stands out from the field at [`VIEWED_FROM_M`], dE*ab between its middle and the field as seen from there.
    pub dot_stands_out: [f64; VIEWED_FROM_M.len()],
}

/// Distances of the eye: close up, across a table, across a room; m.
pub const VIEWED_FROM_M: [f64; 3] = [0.3, 1.0, 2.0];

impl DaySummary {
    pub(super) fn of(on: &DayOutlook, skin: &SkinReading, outlook: &Outlook, target: Option<&Target>) -> Self {
        let sum = |a: &Matrix3, b: &Matrix3| [0, 1, 2].map(|i| [0, 1, 2].map(|j| a[i][j] + b[i][j]));
        let with_skin = |e: &Estimate<LabD65>| Estimate { mean: e.mean, cov: sum(&e.cov, &skin.lab.cov) };
        let de00 = target.map(|target| {
            let each = on.contrasts.iter().zip(outlook.draws());
            Quantiles::of(&each.map(|(c, d)| ciede2000(target.drawn(d.target), c.on(target.skin))).collect::<Vec<_>>())
        });
        let contrast = Estimate { mean: Contrast::between(on.field.mean, outlook.bare_lab()), cov: on.field.cov };
        let (ground, spot) = (on.field.mean, on.dot.mean);
        let dot_stands_out = VIEWED_FROM_M.map(|distance_m| {
            let seen = |width_mm| seen_from(ground, spot, width_mm, distance_m);
            if on.dot_width_mm > 0.0 { Contrast::between(seen(on.dot_width_mm), ground).de_ab() } else { 0.0 }
        });
        Self { day: on.day, field: with_skin(&on.field), contrast, dot: with_skin(&on.dot), de00, dot_stands_out }
    }
}

/// The same difference by several lights.
#[derive(Debug, Clone, PartialEq)]
pub struct ByLights {
    /// By daylight, D65; dE00.
    pub daylight_de00: f64,
    /// By each other light, dE00.
    pub others: Vec<(ViewLight, f64)>,
}

/// One recommended recipe.
#[derive(Debug, Clone)]
pub struct Recommendation {
    /// Counted from 1.
    pub rank: usize,
    /// Recommendations of one group are ties.
    pub tie_group: usize,
    /// What to put into the cup.
    pub recipe: Recipe,
    /// Median healed diameter of the deposit, mm.
    pub diameter_mm: f64,
    /// Dots per cm2 in the end.
    pub density_per_cm2: f64,
    /// Expected loss, dE00; lower is better.
    pub score: f64,
    /// Share of the draws in which nothing else is better.
    pub probability_best: f64,
    /// The coming days and years.
    pub predicted: Vec<DaySummary>,
    /// What it risks.
    pub risk: Risk,
    /// What the score is made of.
    pub terms: LossTerms,
    /// dE00 of the healed field to the target by daylight and by other lights, in the possible healing whose
    /// field is nearest to the mean of all.
    pub by_lights: ByLights,
    /// Reasons, in words and figures.
    pub why: Vec<String>,
}

/// One session: when, what goes into the cup, what is expected of it.
#[derive(Debug, Clone)]
pub struct SessionRecipe {
    /// When, and how many dots.
    pub session: PlannedSession,
    /// What to put into the cup.
    pub recipe: Recipe,
    /// Field minus bare skin once this session has healed.
    pub expected: Estimate<Contrast>,
}

/// A consultation: measurement, target, answer, plan.
#[derive(Debug, Clone)]
pub struct Consultation {
    /// What was measured.
    pub measurement: Measurement,
    /// What the healed field should look like; `None` where the measurement was refused.
    pub target: Option<Target>,
    /// Photos that speak for the target.
    pub photos: usize,
    /// The answer; `None` where the measurement was refused.
    pub verdict: Option<Verdict>,
    /// dE00 of the field that this client accepts.
    pub tolerance_de00: Option<f64>,
    /// dE00 to the target with nothing done.
    pub untreated_de00: Option<f64>,
    /// Best first.
    pub recommendations: Vec<Recommendation>,
    /// What is not known, largest first; `None` where the measurement was refused.
    pub error_budget: Option<ErrorBudget>,
    /// Whether dots of this size and number are too few for the target.
    pub saturation: Option<Saturation>,
    /// What a pigment would have to be like, where nothing matches.
    pub best_absorber: Option<BestAbsorber>,
    /// The sessions of what is recommended first.
    pub plan: Vec<SessionRecipe>,
    /// Whence the density of the dots comes; `None` where the measurement was refused.
    pub density: Option<Density>,
    /// The needle.
    pub needle: Option<Needle>,
    /// Area that the plan is for, cm2, and whether it was given.
    pub area_cm2: (f64, bool),
    /// Names and digests of the catalogues.
    pub catalogues: Vec<(String, String)>,
    /// What came from a studio file; `None` without one.
    pub studio: Option<StudioUse>,
}

/// Dots per cm2, and whence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Density {
    /// Dots per cm2.
    pub per_cm2: f64,
    /// Who says so.
    pub source: DensitySource,
}

/// Whence a density comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DensitySource {
    /// It was asked for.
    Given,
    /// The client's hair, as counted.
    Hair,
    /// The usual one.
    Usual,
}

impl Density {
    pub(super) fn of(options: &TreatmentOptions, measurement: &Measurement, table: &HealingTable) -> Self {
        let hair = measurement.stubble.as_ref().map(|stubble| stubble.density_per_cm2.value);
        let (per_cm2, source) = match (options.density_per_cm2, hair) {
            (Some(given), _) => (given, DensitySource::Given),
            (None, Some(hair)) => (hair, DensitySource::Hair),
            (None, None) => (table.plan.default_density_per_cm2, DensitySource::Usual),
        };
        Self { per_cm2, source }
    }
}
