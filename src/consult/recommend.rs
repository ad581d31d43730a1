//! A measurement and a catalogue to a consultation.

use super::target::{healing_in, target_of};
use super::{
    ByLights, Consultation, DEFAULT_DAYS, DaySummary, Density, Measurement, Prospect, Recommendation, SessionRecipe,
    TreatmentOptions, why,
};
use crate::color::{Contrast, D65, Estimate, Spectrum, Viewing, ciede2000};
use crate::data::{self, HealingTable, MatchingTable};
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::{DayOutlook, Draw, DrawOptions, HEALED_DAY, Outlook, PastSession, Treatment, draws, spectrum_on};
use crate::matching::{
    BestAbsorber, BudgetInputs, Candidate, ErrorBudget, PlanOptions, PlannedSession, Ranked, Ranking, Saturation,
    StagedSession, Target, Verdict, best_absorber, blends, error_budget, plan, rank, recipe, saturation, singles,
    staged, treatment, worth_blending,
};
use crate::math::{NINETY, NormalDraws};
use crate::measure::SkinReading;
use crate::pigment::Pigment;
use rayon::prelude::*;

/// Recommendations shown.
const SHOWN: usize = 5;
const AT_LEAST: usize = 3;

/// Recommends from these pigments for what was measured.
///
/// A refused measurement gives a consultation without verdict. Errors: no pigment that can be ranked.
pub fn consult(
    measurement: Measurement,
    pigments: &[&Pigment],
    catalogues: Vec<(String, String)>,
    options: &TreatmentOptions,
) -> Result<Consultation, Diagnostic> {
    consult_with_prospect(measurement, pigments, catalogues, options).map(|(consultation, _)| consultation)
}

/// The same, with what further questions about the recommendations are answered from: other days, pictures.
///
/// No prospect without recommendations. Errors: no pigment that can be ranked.
pub fn consult_with_prospect(
    mut measurement: Measurement,
    pigments: &[&Pigment],
    catalogues: Vec<(String, String)>,
    options: &TreatmentOptions,
) -> Result<(Consultation, Option<Prospect>), Diagnostic> {
    let policy = data::matching();
    let table = &healing_in(options.target.mode, &options.healing, &policy.scar);
    let rankable = rankable(pigments, &mut measurement.warnings)?;
    let (Some(skin), Some(hair), true) = (&measurement.skin, &measurement.hair, measurement.refused.is_empty()) else {
        return Ok((refused(measurement, catalogues), None));
    };
    let (skin, hair) = (skin.clone(), hair.clone());
    let (target, photos) = target_of(&mut measurement, (&skin, &hair), &options.target, &policy);

    let old_work = measurement.old_work.as_ref().map(|field| field.contrast);
    measurement.warnings.extend(old_work.and_then(|old| lighter_old_work(&old)));
    let density = Density::of(options, &measurement, table);
    let drawn = prior_draws(&skin, old_work.as_ref(), options, table, &policy);
    let start = Start { drawn, before: Vec::new(), from_day: 0.0 };
    let job = Job::new(&skin, (target, density.per_cm2), start, options, table, &policy);
    let ranking = job.rank(&rankable)?;
    let saturation = job.saturation();
    let best_absorber = (ranking.verdict == Verdict::NoMatch).then(|| job.best_absorber());
    let limits = why::Limits { saturation, best_absorber };
    let recommendations = job.recommendations(&ranking, &limits);
    let error_budget = job.budget(&ranking, &measurement, old_work);
    if ranking.verdict != Verdict::NoMatch {
        measurement.warnings.extend(test_patch(error_budget.as_ref(), ranking.tolerance_de00));
    }
    let area_cm2 = (job.plan_options.area_cm2, options.area_cm2.is_some());
    let consultation = Consultation {
        target: Some(target),
        photos,
        verdict: Some(ranking.verdict),
        tolerance_de00: Some(ranking.tolerance_de00),
        untreated_de00: Some(ranking.untreated_de00),
        recommendations,
        error_budget,
        saturation,
        best_absorber,
        plan: job.plan(&ranking),
        density: Some(density),
        needle: options.needle,
        area_cm2,
        measurement,
        catalogues,
        studio: None,
    };
    let treatments = job.treatments(&ranking.worth_showing(SHOWN, AT_LEAST));
    let prospect = Prospect { skin: skin.clone(), target, outlook: job.outlook, treatments };
    Ok((consultation, Some(prospect)))
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
        error_budget: None,
        saturation: None,
        best_absorber: None,
        plan: Vec::new(),
        density: None,
        needle: None,
        area_cm2: (data::healing().plan.default_area_cm2, false),
        catalogues,
        studio: None,
    }
}

/// Draws of a client of whom nothing is known but his skin, and old work in it.
fn prior_draws(
    skin: &SkinReading,
    old_work: Option<&Estimate<Contrast>>,
    options: &TreatmentOptions,
    table: &HealingTable,
    policy: &MatchingTable,
) -> Vec<Draw> {
    let drawn = draws(policy.uncertainty.draws, options.seed, &skin.client, table, &draw_options(options, policy));
    match old_work {
        Some(old) => with_old_work(&drawn, &skin.spectrum.spectrum, old, options.seed),
        None => drawn,
    }
}

pub(super) fn draw_options(options: &TreatmentOptions, policy: &MatchingTable) -> DrawOptions {
    let dot_model_spread = policy.uncertainty.dot_model_spread;
    DrawOptions { depth_mm: None, polarised: options.polarised, dot_model_spread }
}

/// From where a plan goes on.
pub(super) struct Start {
    /// The client, as he may be.
    pub(super) drawn: Vec<Draw>,
    /// Sessions that were done.
    pub(super) before: Vec<PastSession>,
    /// Day, from the first session, before which no other is held.
    pub(super) from_day: f64,
}

/// Everything that ranking, predicting and budgeting share.
pub(super) struct Job<'a> {
    skin: &'a SkinReading,
    target: Target,
    pub(super) outlook: Outlook,
    plan_options: PlanOptions,
    sessions: Vec<PlannedSession>,
    options: &'a TreatmentOptions,
    table: &'a HealingTable,
    policy: &'a MatchingTable,
}

impl<'a> Job<'a> {
    pub(super) fn new(
        skin: &'a SkinReading,
        (target, density_per_cm2): (Target, f64),
        start: Start,
        options: &'a TreatmentOptions,
        table: &'a HealingTable,
        policy: &'a MatchingTable,
    ) -> Self {
        let plan_options = PlanOptions {
            before: start.before,
            from_day: start.from_day,
            density_per_cm2,
            area_cm2: options.area_cm2.unwrap_or(table.plan.default_area_cm2),
            healed_diameter_mm: options.dot_mm.or_else(|| options.needle.map(|needle| needle.healed_dot_mm(table))),
            batch_ml: options.mixing.batch_ml,
        };
        Self {
            outlook: Outlook::new(skin.spectrum.spectrum, start.drawn),
            sessions: plan(&plan_options, &table.plan),
            skin,
            target,
            plan_options,
            options,
            table,
            policy,
        }
    }

    /// Every shade; where none meets the tolerance, blends of two as well.
    pub(super) fn rank<'p>(&self, pigments: &[&'p Pigment]) -> Result<Ranking<'p>, Diagnostic> {
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

    pub(super) fn saturation(&self) -> Option<Saturation> {
        let usual_mm = self.table.diameter.median;
        saturation(&self.target, &self.outlook, &self.sessions, &self.plan_options, usual_mm)
    }

    pub(super) fn best_absorber(&self) -> BestAbsorber {
        best_absorber(&self.target, &self.outlook, &self.sessions, &self.plan_options, self.policy)
    }

    /// The healed field against the target by daylight and by other lights.
    fn by_lights(&self, treatment: &Treatment) -> ByLights {
        let typical = self.outlook.typical(treatment, HEALED_DAY);
        let field = spectrum_on(&self.skin.spectrum.spectrum, typical, treatment, HEALED_DAY);
        let wanted: &Spectrum = &self.target.spectrum;
        let others = self.options.view_lights.iter().map(|light| (*light, light.de00(wanted, &field)));
        ByLights { daylight_de00: ciede2000(D65::lab(wanted), D65::lab(&field)), others: others.collect() }
    }

    pub(super) fn recommendations(&self, ranking: &Ranking<'_>, limits: &why::Limits) -> Vec<Recommendation> {
        let shown = ranking.worth_showing(SHOWN, AT_LEAST);
        let treatments = self.treatments(&shown);
        let days: Vec<Vec<DayOutlook>> = DEFAULT_DAYS.iter().map(|day| self.outlook.on(&treatments, *day)).collect();
        let one = |(i, ranked): (usize, &&Ranked<'_>)| {
            let by_lights = self.by_lights(&treatments[i]);
            let predicted =
                days.iter().map(|day| DaySummary::of(&day[i], self.skin, &self.outlook, Some(&self.target)));
            Recommendation {
                rank: i + 1,
                tie_group: ranked.tie_group,
                recipe: recipe(
                    &ranked.candidate,
                    &self.options.mixing,
                    &self.outlook,
                    &self.sessions,
                    &self.plan_options,
                ),
                diameter_mm: self.plan_options.healed_diameter_mm.unwrap_or(self.table.diameter.median),
                density_per_cm2: self.plan_options.density_per_cm2,
                score: ranked.score,
                probability_best: ranked.probability_best,
                predicted: predicted.collect(),
                risk: ranked.risk(),
                terms: ranked.terms,
                why: why::reasons(ranked, i, ranking, &by_lights, limits, self.policy),
                by_lights,
            }
        };
        shown.iter().enumerate().map(one).collect()
    }

    fn treatments(&self, shown: &[&Ranked<'_>]) -> Vec<Treatment> {
        shown.iter().map(|r| treatment(&r.candidate, &self.sessions, &self.plan_options)).collect()
    }

    pub(super) fn plan(&self, ranking: &Ranking<'_>) -> Vec<SessionRecipe> {
        let Some(first) = ranking.ranked.first() else { return Vec::new() };
        let plan = &self.plan_options;
        let stages = staged(&first.candidate, &self.target, &self.outlook, &self.sessions, plan, self.policy);
        let one = |stage: StagedSession<'_>| SessionRecipe {
            recipe: recipe(&stage.candidate, &self.options.mixing, &self.outlook, &self.sessions, plan),
            session: stage.session,
            expected: stage.expected,
        };
        stages.into_iter().map(one).collect()
    }

    fn budget(
        &self,
        ranking: &Ranking<'_>,
        measurement: &Measurement,
        old_work: Option<Estimate<Contrast>>,
    ) -> Option<ErrorBudget> {
        let first = ranking.ranked.first()?;
        let treatment = treatment(&first.candidate, &self.sessions, &self.plan_options);
        let inputs = BudgetInputs {
            bare: &self.skin.spectrum.spectrum,
            client: &self.skin.client,
            table: self.table,
            options: &draw_options(self.options, self.policy),
            treatment: &treatment,
            target: &self.target,
            from_photo: measurement.photo.is_some(),
            chart_generation: measurement.chart.as_ref().and_then(|c| c.generation_shift),
            old_work,
            seed: self.options.seed,
        };
        Some(error_budget(&inputs, &self.outlook))
    }
}

/// The draws with old work in them, each as it may be after what its reading leaves open.
fn with_old_work(draws: &[Draw], bare: &Spectrum, old: &Estimate<Contrast>, seed: u32) -> Vec<Draw> {
    // Not the seed of the draws, or what the reading is off by would go with another unknown.
    let normals = NormalDraws::new(draws.len(), 3, seed.wrapping_add(1));
    let rows: Vec<[f64; 3]> = normals.rows().map(|row| [row[0], row[1], row[2]]).collect();
    draws.par_iter().zip(rows).map(|(draw, z)| draw.with_old_work(bare, old.drawn(z))).collect()
}

/// Old work that is no darker than the skin is no layer that new work could be put on.
fn lighter_old_work(old: &Estimate<Contrast>) -> Option<Diagnostic> {
    (old.mean.dl >= 0.0).then(|| {
        Diagnostic::warning(
            "old-work-not-darker",
            format!(
                "The old work is no darker than the skin (dL* {:+.1}): it is planned for as bare skin.",
                old.mean.dl
            ),
            "Check that the one region holds the old pigment and the other bare skin beside it.",
        )
    })
}

/// Advice where what may come of it spreads further than what is accepted.
fn test_patch(budget: Option<&ErrorBudget>, tolerance_de00: f64) -> Option<Diagnostic> {
    let half = NINETY * budget?.whole_de00;
    (half > tolerance_de00).then(|| {
        Diagnostic::warning(
            "test-patch-advised",
            format!(
                "The healed field is known to +-{half:.1} dE00 (half a 90 % interval), {tolerance_de00:.1} are accepted: \
                 how this hand and this skin take the pigment counts for more than the shade."
            ),
            "Set a small test patch with the first mix where hair can cover it, and photograph it healed, from day 28 on.",
        )
    })
}
