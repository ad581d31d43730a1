//! The error budget: what each thing that is not known does to the answer, largest first, with what would shrink it.

use super::{Basis, Target};
use crate::color::{Contrast, Estimate, Spectrum, ciede2000};
use crate::data::HealingTable;
use crate::healing::{Cause, Draw, DrawOptions, HEALED_DAY, NORMALS, Outlook, Treatment, contrast_on};
use crate::math::{Matrix3, NormalDraws, hypot};
use crate::skin::Client;
use rayon::prelude::*;

/// One term of the error budget.
#[derive(Debug, Clone, PartialEq)]
pub struct BudgetTerm {
    /// What is not known.
    pub term: &'static str,
    /// Root mean square of what it does to the healed field, or to the target, at day 28, dE00.
    pub de00: f64,
    /// What would shrink it.
    pub shrink: &'static str,
}

/// What is not known, term by term and all at once.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorBudget {
    /// The terms, largest first.
    pub terms: Vec<BudgetTerm>,
    /// Root mean square of everything varied at once, as ranked by, dE00.
    pub whole_de00: f64,
}

impl ErrorBudget {
    /// The terms added as squares: what everything at once would do were each small and none met another.
    #[must_use]
    pub fn quadrature_de00(&self) -> f64 {
        self.terms.iter().map(|t| t.de00 * t.de00).sum::<f64>().sqrt()
    }
}

/// What the budget is worked out for.
#[derive(Debug, Clone, Copy)]
pub struct BudgetInputs<'a> {
    /// The bare skin's spectrum.
    pub bare: &'a Spectrum,
    /// Its optics.
    pub client: &'a Client,
    /// Healing priors.
    pub table: &'a HealingTable,
    /// What does not vary.
    pub options: &'a DrawOptions,
    /// The treatment recommended first.
    pub treatment: &'a Treatment,
    /// The target.
    pub target: &'a Target,
    /// Whether the target was read in a photo, by its regions, or by an instrument.
    pub from_photo: bool,
    /// Change of the target contrast when the chart is of another generation; `None` without a chart.
    pub chart_generation: Option<Contrast>,
    /// Old work in the skin, against bare skin.
    pub old_work: Option<Estimate<Contrast>>,
    /// Seed of the draws.
    pub seed: u32,
}

/// Draws a cause: enough for a root mean square good to about a tenth.
const DRAWS: usize = 32;

/// Works out every term, and what all of them do at once in the draws that candidates were ranked by.
#[must_use]
pub fn error_budget(inputs: &BudgetInputs<'_>, outlook: &Outlook) -> ErrorBudget {
    let mut terms: Vec<BudgetTerm> = Cause::ALL
        .par_iter()
        .map(|cause| {
            let (term, shrink) = described(*cause);
            BudgetTerm { term, de00: of_cause(*cause, inputs), shrink }
        })
        .collect();
    terms.extend(reading_terms(inputs));
    terms.push(BudgetTerm {
        term: "stubble target",
        de00: of_target(&inputs.target.parts.stubble, inputs),
        shrink: of_stubble(inputs.target.basis),
    });
    terms.extend(inputs.old_work.map(|old| BudgetTerm {
        term: "old work",
        de00: of_target(&old.cov, inputs),
        shrink: "a larger, evenly lit region of old work, marked by hand",
    }));
    let generation =
        inputs.chart_generation.map(|shift| ciede2000(inputs.target.field(), shift.on(inputs.target.field())));
    terms.extend(generation.map(|de00| BudgetTerm {
        term: "chart generation",
        de00,
        shrink: "naming the chart with --chart (the label on its back has the date)",
    }));
    terms.sort_by(|a, b| b.de00.total_cmp(&a.de00));
    let drawn = all_at_once(inputs, outlook);
    ErrorBudget { terms, whole_de00: hypot(drawn, generation.unwrap_or(0.0)) }
}

/// Root mean square of dE00 by which field minus target moves when everything varies that the draws hold.
fn all_at_once(inputs: &BudgetInputs<'_>, outlook: &Outlook) -> f64 {
    let (target, bare) = (inputs.target, inputs.target.skin);
    let median = drawn(&[0.0; NORMALS], inputs);
    let middle = contrast_on(inputs.bare, &median, inputs.treatment, HEALED_DAY).beyond(target.contrast.mean);
    let fields = outlook.contrasts(inputs.treatment, HEALED_DAY);
    let squares = fields.iter().zip(outlook.draws()).map(|(field, draw)| {
        let wanted = Contrast::between(target.drawn(draw.target), bare);
        let moved = field.beyond(wanted).beyond(middle);
        let d = ciede2000(target.field(), moved.on(target.field()));
        d * d
    });
    (squares.sum::<f64>() / fields.len() as f64).sqrt()
}

/// What the camera, or the instrument, adds.
fn reading_terms(inputs: &BudgetInputs<'_>) -> Vec<BudgetTerm> {
    let parts = &inputs.target.parts;
    let de00 = of_target(&parts.reading, inputs);
    if !inputs.from_photo {
        let shrink = "the mean of several readings of each place";
        return vec![BudgetTerm { term: "instrument readings", de00, shrink }];
    }
    vec![
        BudgetTerm {
            term: "camera",
            de00,
            shrink: "even, diffuse light on chart and scalp, the chart beside the scalp and in its plane; a raw file",
        },
        BudgetTerm {
            term: "light on the scalp",
            de00: of_target(&parts.geometry, inputs),
            shrink: "soft light from several sides, bare skin read close beside the stubble; a polariser",
        },
        BudgetTerm {
            term: "region spread",
            de00: of_target(&parts.spread, inputs),
            shrink: "larger or more even regions, marked by hand",
        },
    ]
}

/// What would make the stubble of the target surer.
const fn of_stubble(basis: Basis) -> &'static str {
    match basis {
        Basis::AsSeen => "the hours since shaving (--shaved-hours), and a second photo from another side",
        Basis::Moved { told: true, .. } => {
            "a second photo from another side, at the client's usual hours since shaving"
        }
        Basis::Moved { told: false, .. } => "the hours since shaving, with --shaved-hours",
        Basis::Grown { .. } => "a photo of this hair shaved, at the client's usual hours since shaving",
    }
}

const fn described(cause: Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::SkinInversion => ("skin inversion", "a second photo of bare skin, or an instrument reading"),
        Cause::DoseAndHand => ("dose and hand", "a healed photo of this technician's first session, or a test patch"),
        Cause::Healing => ("healing", "a healed photo of this client, or healed records of this pigment"),
        Cause::DepthAndDotModel => ("depth and dot model", "a sharp close-up of healed dots beside the chart"),
        Cause::CatalogueData => ("catalogue data", "a measured drawdown or healed record of this pigment"),
        Cause::SurfaceLight => {
            ("surface light and tilt", "a polariser (--polarised), matte skin, the camera square to the scalp")
        }
    }
}

/// Root mean square of dE00 between the field when only this cause varies and the field at the median of everything.
fn of_cause(cause: Cause, inputs: &BudgetInputs<'_>) -> f64 {
    let field = |normals: &[f64]| {
        let draw = drawn(normals, inputs);
        contrast_on(inputs.bare, &draw, inputs.treatment, HEALED_DAY).on(inputs.target.skin)
    };
    let median = field(&[0.0; NORMALS]);
    let own = cause.normals();
    let moved = NormalDraws::new(DRAWS, own.len(), inputs.seed);
    let squares = moved.rows().map(|row| {
        let mut normals = [0.0; NORMALS];
        for (index, z) in own.iter().zip(row) {
            normals[*index] = *z;
        }
        let d = ciede2000(median, field(&normals));
        d * d
    });
    (squares.sum::<f64>() / DRAWS as f64).sqrt()
}

/// A draw with the old work as it was measured.
fn drawn(normals: &[f64], inputs: &BudgetInputs<'_>) -> Draw {
    let draw = Draw::at(normals, inputs.client, inputs.table, inputs.options);
    inputs.old_work.map_or(draw, |old| draw.with_old_work(inputs.bare, old.mean))
}

/// Root mean square of dE00 when the target moves by this covariance.
fn of_target(cov: &Matrix3, inputs: &BudgetInputs<'_>) -> f64 {
    let contrast = Estimate { mean: inputs.target.contrast.mean, cov: *cov };
    let target = Target { contrast, ..*inputs.target };
    let squares = NormalDraws::new(DRAWS, 3, inputs.seed)
        .rows()
        .map(|z| {
            let d = ciede2000(target.field(), target.drawn([z[0], z[1], z[2]]));
            d * d
        })
        .sum::<f64>();
    (squares / DRAWS as f64).sqrt()
}
