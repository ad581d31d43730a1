//! One client through three sessions, photographed healed before each next one.

use crate::clients::Truth;
use crate::{NOISE, READING_SD, mixed};
use healtone::color::{Contrast, D65, LabD65, lab_array, lab_from};
use healtone::consult::{ClientRecord, Decision, Next, Progress, TreatmentOptions, next};
use healtone::healing::{HEALED_DAY, PastSession, Treatment, contrast_on};
use healtone::learning::{Evidence, SeenTogether};
use healtone::math::{Matrix3, Random, quantile};
use healtone::pigment::Pigment;

/// How photos err.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Photos {
    /// Every region by itself.
    Independent,
    /// Four fifths of the variance shared by the regions of one photo.
    SamePhoto,
}

impl Photos {
    /// Share of the variance that regions have by themselves.
    pub(crate) const fn own(self) -> f64 {
        if matches!(self, Self::SamePhoto) { 0.2 } else { 1.0 }
    }
}

/// How it went.
pub(crate) struct Followed {
    /// What was done.
    pub(crate) done: Vec<PastSession>,
    /// Whether the truth lies within the 90 % interval of L*, a*, b* of the last field, and of its optical depth.
    pub(crate) held: [bool; 4],
}

/// Sessions in all.
const SESSIONS: usize = 3;

pub(crate) fn follow(
    truth: &Truth,
    record: &ClientRecord,
    pigments: &[&Pigment],
    options: &TreatmentOptions,
    photos: Photos,
    random: &mut Random,
) -> Followed {
    let mut progress = Progress::default();
    let mut last = None;
    for _ in 0..SESSIONS {
        let answer = next(record, &progress, pigments, options).expect("the reference catalogue has optics");
        if answer.decision == Decision::Stop {
            last = Some(answer);
            break;
        }
        progress.done.push(session(&answer));
        progress.today = progress.done.last().map_or(0.0, |s| s.day) + HEALED_DAY;
        last = Some(answer);
        progress.seen.push(seen(truth, &progress.done, photos, random));
    }
    // What was expected when the last session was planned, or when nothing more was.
    let held = held(truth, &progress.done, &last.expect("there was a first session"), record);
    Followed { done: progress.done, held }
}

/// The first session of a plan, as it is done.
fn session(answer: &Next) -> PastSession {
    let stage = &answer.plan[0];
    let pigments: Vec<(&str, f64)> = stage.recipe.pigments.iter().map(|p| (p.id.as_str(), p.parts)).collect();
    let mix = mixed(&pigments, stage.recipe.dilution.diluent_parts());
    PastSession {
        day: stage.session.day,
        density_per_cm2: stage.session.new_per_cm2,
        concentrate: mix.concentrate,
        fraction: mix.dilution.fraction(),
        healed_diameter_mm: None,
    }
}

fn seen(truth: &Truth, done: &[PastSession], photos: Photos, random: &mut Random) -> Evidence {
    let off = |random: &mut Random| NOISE.map(|sd| photos.own().sqrt() * sd * random.normal());
    let (skin, field, stubble) = (off(random), off(random), off(random));
    let contrast = |lab: LabD65, own: [f64; 3]| {
        let lab = lab_array(lab);
        let read = lab_from::<D65>([0, 1, 2].map(|k| lab[k] + own[k] - skin[k]));
        Contrast::between(read, lab_from(truth.skin_lab()))
    };
    let done_in_truth = Treatment::of_past(done).expect("something was done");
    let variance = photos.own() * READING_SD * READING_SD;
    Evidence {
        done: done.to_vec(),
        day: HEALED_DAY,
        field: contrast(truth.field(&done_in_truth), field),
        field_cov: diagonal(2.0 * variance),
        together: Some(SeenTogether {
            stubble: contrast(truth.target(), stubble),
            stubble_cov: diagonal(2.0 * variance),
            shared_cov: diagonal(variance),
        }),
        dots: None,
    }
}

fn diagonal(value: f64) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { value } else { 0.0 }))
}

fn held(truth: &Truth, done: &[PastSession], answer: &Next, record: &ClientRecord) -> [bool; 4] {
    let treatment = Treatment::of_past(done).expect("something was done");
    let bare = &record.skin.spectrum.spectrum;
    let tau = |draw: &healtone::healing::Draw| draw.layer(&treatment, HEALED_DAY).absorption[17];
    let contrasts: Vec<Contrast> =
        answer.draws.iter().map(|draw| contrast_on(bare, draw, &treatment, HEALED_DAY)).collect();
    let true_contrast = Contrast::between(truth.field(&treatment), lab_from(truth.skin_lab())).array();
    let inside = |sample: &[f64], value: f64| (quantile(sample, 0.05)..=quantile(sample, 0.95)).contains(&value);
    let axis = |k: usize| inside(&contrasts.iter().map(|c| c.array()[k]).collect::<Vec<_>>(), true_contrast[k]);
    let depth = inside(&answer.draws.iter().map(tau).collect::<Vec<_>>(), truth.optical_depth(&treatment));
    [axis(0), axis(1), axis(2), depth]
}
