//! A measurement and a catalogue to a consultation.

use super::target::{TargetWish, healing_in, target_of};
use super::{DEFAULT_DAYS, Measurement, why};
use crate::color::{Contrast, Estimate, LabD65, ciede2000, seen_from};
use crate::data::{self, HealingTable, MatchingTable};
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::{DayOutlook, DrawOptions, Needle, Outlook, Treatment, draws};
use crate::matching::{
    BudgetInputs, BudgetTerm, Candidate, PlanOptions, PlannedSession, Ranked, Ranking, Recipe, Risk, StagedSession,
    Target, Verdict, blends, error_budget, plan, rank, recipe, singles, staged, treatment, worth_blending,
};
use crate::math::{Matrix3, quantile};
use crate::measure::SkinReading;
use crate::pigment::Pigment;

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
    /// Volume of a cup, ml.
    pub batch_ml: f64,
    /// Cross-polarised photo or readings without surface light.
    pub polarised: bool,
    /// Seed of the draws.
    pub seed: u32,
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
            batch_ml: 5.0,
            polarised: false,
            seed: 1,
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
    fn of(sample: &[f64]) -> Self {
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
    /// What is not known, largest first.
    pub error_budget: Vec<BudgetTerm>,
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
}

/// Recommendations shown.
const SHOWN: usize = 5;

/// Recommends from these pigments for what was measured.
///
/// A refused measurement gives a consultation without verdict. Errors: no pigment that can be ranked.
pub fn consult(
    mut measurement: Measurement,
    pigments: &[&Pigment],
    catalogues: Vec<(String, String)>,
    options: &TreatmentOptions,
) -> Result<Consultation, Diagnostic> {
    let policy = data::matching();
    let table = &healing_in(options.target.mode, &options.healing, &policy.scar);
    let rankable = rankable(pigments, &mut measurement.warnings)?;
    let (Some(skin), Some(hair), true) = (&measurement.skin, &measurement.hair, measurement.refused.is_empty()) else {
        return Ok(refused(measurement, catalogues));
    };
    let (skin, hair) = (skin.clone(), hair.clone());
    let (target, photos) = target_of(&mut measurement, (&skin, &hair), &options.target, &policy);

    let density = Density::of(options, &measurement, table);
    let job = Job::new(&skin, (target, density), options, table, &policy);
    let ranking = job.rank(&rankable)?;
    let recommendations = job.recommendations(&ranking);
    let error_budget = job.budget(&ranking, &measurement);
    let area_cm2 = (job.plan_options.area_cm2, options.area_cm2.is_some());
    Ok(Consultation {
        target: Some(target),
        photos,
        verdict: Some(ranking.verdict),
        tolerance_de00: Some(ranking.tolerance_de00),
        untreated_de00: Some(ranking.untreated_de00),
        recommendations,
        error_budget,
        plan: job.plan(&ranking),
        density: Some(density),
        needle: options.needle,
        area_cm2,
        measurement,
        catalogues,
    })
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
    fn of(options: &TreatmentOptions, measurement: &Measurement, table: &HealingTable) -> Self {
        let hair = measurement.stubble.as_ref().map(|stubble| stubble.density_per_cm2.value);
        let (per_cm2, source) = match (options.density_per_cm2, hair) {
            (Some(given), _) => (given, DensitySource::Given),
            (None, Some(hair)) => (hair, DensitySource::Hair),
            (None, None) => (table.plan.default_density_per_cm2, DensitySource::Usual),
        };
        Self { per_cm2, source }
    }
}

/// The pigments whose optics are known; the others are named in a warning.
fn rankable<'a>(pigments: &[&'a Pigment], warnings: &mut Vec<Diagnostic>) -> Result<Vec<&'a Pigment>, Diagnostic> {
    let (rankable, unknown): (Vec<&Pigment>, Vec<&Pigment>) = pigments.iter().partition(|p| p.mass_optics().is_ok());
    if !unknown.is_empty() {
        let ids: Vec<&str> = unknown.iter().map(|p| p.id.as_str()).collect();
        warnings.push(Diagnostic::warning(
            "unknown-optics-not-ranked",
            format!("Not ranked, because the optics of a colourant in it are not known: {}.", ids.join(", ")),
            "See which with `healtone catalogue check`; give a colourant or particle size that has published optics.",
        ));
    }
    if rankable.is_empty() {
        return Err(Diagnostic::error(
            Kind::Unfit,
            "nothing-to-rank",
            "The catalogue holds no pigment that can be ranked.",
            "Add one of carbon or iron oxide, or leave out --catalogue to use the reference catalogue.",
        ));
    }
    Ok(rankable)
}

fn refused(mut measurement: Measurement, catalogues: Vec<(String, String)>) -> Consultation {
    if measurement.refused.is_empty() {
        let missing = if measurement.skin.is_none() { ("bare skin", "--skin") } else { ("stubble", "--hair") };
        measurement.refused.push(Diagnostic::error(
            Kind::Unfit,
            "region-missing",
            format!("A recommendation needs a region of {}, and none was found.", missing.0),
            format!("Mark it with {} x,y,w,h in pixels of the upright picture.", missing.1),
        ));
    }
    Consultation {
        measurement,
        target: None,
        photos: 0,
        verdict: None,
        tolerance_de00: None,
        untreated_de00: None,
        recommendations: Vec::new(),
        error_budget: Vec::new(),
        plan: Vec::new(),
        density: None,
        needle: None,
        area_cm2: (data::healing().plan.default_area_cm2, false),
        catalogues,
    }
}

/// Everything that ranking, predicting and budgeting share.
struct Job<'a> {
    skin: &'a SkinReading,
    target: Target,
    outlook: Outlook,
    draw_options: DrawOptions,
    plan_options: PlanOptions,
    sessions: Vec<PlannedSession>,
    options: &'a TreatmentOptions,
    table: &'a HealingTable,
    policy: &'a MatchingTable,
}

impl<'a> Job<'a> {
    fn new(
        skin: &'a SkinReading,
        (target, density): (Target, Density),
        options: &'a TreatmentOptions,
        table: &'a HealingTable,
        policy: &'a MatchingTable,
    ) -> Self {
        let client = &skin.client;
        let dot_model_spread = policy.uncertainty.dot_model_spread;
        let draw_options = DrawOptions { depth_mm: None, polarised: options.polarised, dot_model_spread };
        let drawn = draws(policy.uncertainty.draws, options.seed, client, table, &draw_options);
        let plan_options = PlanOptions {
            density_per_cm2: density.per_cm2,
            area_cm2: options.area_cm2.unwrap_or(table.plan.default_area_cm2),
            healed_diameter_mm: options.dot_mm.or_else(|| options.needle.map(|needle| needle.healed_dot_mm(table))),
            batch_ml: options.batch_ml,
        };
        Self {
            outlook: Outlook::new(skin.spectrum.spectrum, drawn),
            sessions: plan(&plan_options, &table.plan),
            skin,
            target,
            draw_options,
            plan_options,
            options,
            table,
            policy,
        }
    }

    /// Every shade; where none meets the tolerance, blends of two as well.
    fn rank<'p>(&self, pigments: &[&'p Pigment]) -> Result<Ranking<'p>, Diagnostic> {
        let shades = || singles(pigments).map_err(|e| e.diagnostic());
        let alone = self.ranking(shades()?);
        if alone.verdict != Verdict::NoMatch {
            return Ok(alone);
        }
        // The best shades first, so that of each hue those are blended that serve this client.
        let mut shades_in_order = alone.shades();
        shades_in_order.extend(pigments);
        let mut all = shades()?;
        all.extend(blends(&worth_blending(&shades_in_order)).map_err(|e| e.diagnostic())?);
        Ok(self.ranking(all))
    }

    fn ranking<'p>(&self, mut candidates: Vec<Candidate<'p>>) -> Ranking<'p> {
        candidates.push(Candidate::stop());
        rank(candidates, &self.target, &self.outlook, &self.sessions, &self.plan_options, self.policy)
    }

    fn recommendations(&self, ranking: &Ranking<'_>) -> Vec<Recommendation> {
        let shown = ranking.best_of_each_mix(SHOWN);
        let treatments: Vec<Treatment> =
            shown.iter().map(|r| treatment(&r.candidate, &self.sessions, &self.plan_options)).collect();
        let days: Vec<Vec<DayOutlook>> = DEFAULT_DAYS.iter().map(|day| self.outlook.on(&treatments, *day)).collect();
        let one = |(i, ranked): (usize, &&Ranked<'_>)| Recommendation {
            rank: i + 1,
            tie_group: ranked.tie_group,
            recipe: recipe(&ranked.candidate, self.options.batch_ml, &self.outlook, &self.sessions, &self.plan_options),
            diameter_mm: self.plan_options.healed_diameter_mm.unwrap_or(self.table.diameter.median),
            density_per_cm2: self.plan_options.density_per_cm2,
            score: ranked.score,
            probability_best: ranked.probability_best,
            predicted: days
                .iter()
                .map(|day| DaySummary::of(&day[i], self.skin, &self.outlook, Some(&self.target)))
                .collect(),
            risk: ranked.risk(),
            why: why::reasons(ranked, i, ranking, &self.policy.loss),
        };
        shown.iter().enumerate().map(one).collect()
    }

    fn plan(&self, ranking: &Ranking<'_>) -> Vec<SessionRecipe> {
        let Some(first) = ranking.ranked.first() else { return Vec::new() };
        let plan = &self.plan_options;
        let stages = staged(&first.candidate, &self.target, &self.outlook, &self.sessions, plan, self.policy);
        let one = |stage: StagedSession<'_>| SessionRecipe {
            recipe: recipe(&stage.candidate, self.options.batch_ml, &self.outlook, &self.sessions, plan),
            session: stage.session,
            expected: stage.expected,
        };
        stages.into_iter().map(one).collect()
    }

    fn budget(&self, ranking: &Ranking<'_>, measurement: &Measurement) -> Vec<BudgetTerm> {
        let Some(first) = ranking.ranked.first() else { return Vec::new() };
        let treatment = treatment(&first.candidate, &self.sessions, &self.plan_options);
        error_budget(&BudgetInputs {
            bare: &self.skin.spectrum.spectrum,
            client: &self.skin.client,
            table: self.table,
            options: &self.draw_options,
            treatment: &treatment,
            target: &self.target,
            from_photo: measurement.photo.is_some(),
            chart_generation: measurement.chart.as_ref().and_then(|c| c.generation_shift),
            seed: self.options.seed,
        })
    }
}
