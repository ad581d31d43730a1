//! A photo of healed work beside what was expected of it.

use super::next::known;
use super::target::is_grown;
use super::{ClientRecord, Measurement, Progress, TreatmentOptions};
use crate::color::{Contrast, Estimate, ciede2000};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::{Draw, HEALED_DAY, Treatment, contrast_on, redness_on};
use crate::learning::{DotsSeen, Evidence, HandRecord, SeenTogether, Taught, learn, taught};
use crate::matching::{Basis, SeenField, Target, TargetOptions};
use crate::math::{NINETY, Normal3};
use rayon::prelude::*;

/// When healed work was looked at, and what a close-up shows of its dots.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Look {
    /// Days since the most recent session.
    pub day: f64,
    /// Width of a dot at half its contrast as it looks in a sharp close-up, mm.
    pub dot_width_mm: Option<f64>,
    /// L* of a dot's middle minus L* of the field around it.
    pub dot_middle_dl: Option<f64>,
    /// Hours since the stubble was shaved.
    pub shaved_hours: Option<f64>,
}

impl Look {
    fn dots(&self) -> Option<DotsSeen> {
        let table = data::learning().close_up;
        let of = |width_mm| DotsSeen {
            width_mm,
            width_ln_sd: table.width_ln_sd,
            middle_dl: self.dot_middle_dl,
            middle_sd: table.middle_sd,
        };
        self.dot_width_mm.map(of)
    }
}

/// What one follow-up says.
#[derive(Debug, Clone)]
pub struct FollowUp {
    /// What was measured; the treated field is its `old_work`, the stubble its `hair`.
    pub measurement: Measurement,
    /// Days since the most recent session.
    pub day: f64,
    /// Sessions done by then.
    pub sessions: usize,
    /// Treated field minus bare skin, as seen.
    pub seen: Estimate<Contrast>,
    /// What redness is expected to do to it on this day; `None` once healed.
    pub redness: Option<Contrast>,
    /// What was expected to be seen, before the photo.
    pub expected: Estimate<Contrast>,
    /// dE00 between the two.
    pub de00: f64,
    /// Whether L*, a*, b* were seen within the 90 % interval of what was expected and of what the photo is off by.
    pub inside: [bool; 3],
    /// Field minus stubble, seen in this photo alone, and its dE00.
    pub gap: Option<(Estimate<Contrast>, f64)>,
    /// What the photo says to learn from; `None` before the work has healed.
    pub evidence: Option<Evidence>,
    /// What is known with it, beside what was known before any photo; empty before the work has healed.
    pub taught: Vec<Taught>,
}

/// Compares a photo with what was expected, and learns from it where the work has healed.
///
/// `progress` holds what was done by now and what was seen before; `look` is when, and what a close-up shows. Errors: no
/// session done, or no treated field in the photo.
pub fn follow_up(
    record: &ClientRecord,
    progress: &Progress,
    measurement: Measurement,
    look: Look,
    options: &TreatmentOptions,
) -> Result<FollowUp, Diagnostic> {
    let day = look.day;
    let done = Treatment::of_past(&progress.done).ok_or_else(nothing_done)?;
    let field = measurement.old_work.as_ref().ok_or_else(no_field)?;
    let seen = field.contrast;
    let learning = data::learning().posterior;
    let client = known(record, options);
    let learnt = |seen: &[Evidence]| learn(&client.as_known(), seen, &learning, learning.draws, options.seed).draws;
    let before = learnt(&progress.seen);
    let expected = expected(record, &before, &done, day);
    let skin = record.skin.lab.mean;
    let healed = day >= HEALED_DAY;
    let together = together(&measurement, &record.target, look.shaved_hours);
    let evidence = healed.then(|| evidence(progress, together, seen, look));
    let taught = evidence.as_ref().map_or_else(Vec::new, |evidence| {
        let all: Vec<Evidence> = progress.seen.iter().chain([evidence]).cloned().collect();
        taught(&learnt(&[]), &learnt(&all), &client.table, &done, day)
    });
    let gap = together.map(|together| (together.gap(&seen), ciede2000(together.stubble.on(skin), seen.mean.on(skin))));
    Ok(FollowUp {
        day,
        sessions: progress.done.len(),
        redness: (!healed).then(|| mean_redness(record, &before, day)),
        de00: ciede2000(expected.mean.on(skin), seen.mean.on(skin)),
        inside: inside(&expected, &seen),
        seen,
        expected,
        gap,
        evidence,
        taught,
        measurement,
    })
}

fn nothing_done() -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "nothing-done",
        "No session of this client is on record, so there is nothing to follow up.",
        "Plan with `healtone consult --case`, treat, and photograph the healed work.",
    )
}

fn no_field() -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "no-treated-field",
        "No treated field was read in this photo.",
        "Mark it with --field x,y,w,h, bare skin with --skin, and the stubble with --hair.",
    )
}

/// What the stubble of the same photo says the field should look like, by the rules of a consultation: moved to the hours
/// that the client wears, off by the light's side and by hours that nobody told. `None` where none was read, or where it is
/// grown and only its colour would count.
fn together(measurement: &Measurement, target: &Target, shaved_hours: Option<f64>) -> Option<SeenTogether> {
    let (skin, hair) = (measurement.skin.as_ref()?, measurement.hair.as_ref()?);
    let policy = data::matching();
    let grown = is_grown(hair, &measurement.warnings, &policy);
    let wanted = Target::of_client(
        &[SeenField::of(hair)],
        ((&skin.spectrum.spectrum, &skin.client.draw([0.0; 3])), skin.lab.mean),
        &hair.spectrum,
        &TargetOptions { mode: target.mode, shaved_hours, grown },
        &policy,
    );
    if matches!(wanted.basis, Basis::Grown { .. }) {
        return None;
    }
    let Estimate { mean: stubble, cov: stubble_cov } = wanted.contrast;
    // What both regions share is moved with the stubble.
    let seen = hair.contrast.mean.de_ab();
    let factor = if seen > 0.0 { stubble.de_ab() / seen } else { 1.0 };
    let shared = measurement.shared_cov.unwrap_or([[0.0; 3]; 3]);
    Some(SeenTogether { stubble, stubble_cov, shared_cov: shared.map(|row| row.map(|v| factor * v)) })
}

fn evidence(progress: &Progress, together: Option<SeenTogether>, seen: Estimate<Contrast>, look: Look) -> Evidence {
    let (done, dots) = (progress.done.clone(), look.dots());
    Evidence { done, day: look.day, field: seen.mean, field_cov: seen.cov, together, dots }
}

/// The contrast on a day over all draws, redness included.
fn expected(record: &ClientRecord, draws: &[Draw], done: &Treatment, day: f64) -> Estimate<Contrast> {
    let bare = &record.skin.spectrum.spectrum;
    estimate(&draws.par_iter().map(|draw| contrast_on(bare, draw, done, day)).collect::<Vec<_>>())
}

fn mean_redness(record: &ClientRecord, draws: &[Draw], day: f64) -> Contrast {
    let bare = &record.skin.spectrum.spectrum;
    estimate(&draws.par_iter().map(|draw| redness_on(bare, draw, day)).collect::<Vec<_>>()).mean
}

pub(super) fn estimate(contrasts: &[Contrast]) -> Estimate<Contrast> {
    let each: Vec<[f64; 3]> = contrasts.iter().map(|c| c.array()).collect();
    let Normal3 { mean: [dl, da, db], cov } = Normal3::of(&each).expect("several draws");
    Estimate { mean: Contrast { dl, da, db }, cov }
}

fn inside(expected: &Estimate<Contrast>, seen: &Estimate<Contrast>) -> [bool; 3] {
    let off = seen.mean.beyond(expected.mean).array();
    [0, 1, 2].map(|k| off[k].abs() <= NINETY * (expected.cov[k][k] + seen.cov[k][k]).sqrt())
}

/// What a client's healed photos say of the hand; `None` where they say next to nothing. `options` must hold the tool's own
/// healing priors.
#[must_use]
pub fn hand_record(
    record: &ClientRecord,
    progress: &Progress,
    code: &str,
    product: &str,
    options: &TreatmentOptions,
) -> Option<HandRecord> {
    HandRecord::of(code, product, &known(record, options).as_known(), &progress.seen, &data::learning().posterior)
}
