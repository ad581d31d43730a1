//! Making a quiz: cases drawn from a seed, photographed, and parted into what is handed out and what is kept.

use super::plan::{completed, named_chart};
use super::{CaseKey, Key, QuizOptions, plan};
use crate::chart::definition;
use crate::color::{Contrast, Spectrum};
use crate::consult::{MeasureOptions, measure};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::math::Random;
use crate::measure::Rect;
use crate::pigment::reference;
use crate::simulate::{Mistake, Photograph, Shot, SimulateOptions, photograph};
use crate::skin::SkinModel;
use sha2::{Digest, Sha256};

/// Most cases of a quiz.
pub const MOST_CASES: usize = 50;

/// Photos that are taken until a fit one passes the tool's own gate.
const ATTEMPTS: u64 = 8;

/// A photo of a case, and what is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its usual extension.
    pub extension: &'static str,
    /// Reflectance of the bare skin.
    pub bare: Spectrum,
    /// The skin behind it.
    pub skin: SkinModel,
    /// The donor's stubble minus bare skin.
    pub target: Option<Contrast>,
    /// Where bare skin is seen.
    pub skin_rect: Rect,
    /// Where stubble is seen.
    pub hair_rect: Option<Rect>,
    /// What was done wrong.
    pub mistakes: Vec<Mistake>,
}

impl From<Photograph> for Taken {
    fn from(photo: Photograph) -> Self {
        let truth = photo.truth;
        Self {
            mistakes: truth.mistakes().to_vec(),
            bare: truth.skin.spectrum,
            skin: truth.shot.client.skin,
            target: truth.contrast(),
            skin_rect: truth.skin.rect,
            hair_rect: truth.hair.as_ref().map(|hair| hair.rect),
            bytes: photo.bytes,
            extension: photo.extension,
        }
    }
}

/// A photo as it is handed out.
#[derive(Debug, Clone, PartialEq)]
pub struct QuizPhoto {
    /// Path from the folder that is handed out; says nothing of what is wrong with it.
    pub path: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What the sheet says of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct SheetCase {
    /// Counted from 1.
    pub number: usize,
    /// Path of its photo.
    pub photo: String,
    /// The chart that is said to be in it.
    pub chart: String,
    /// Where bare skin is seen.
    pub skin_rect: Rect,
    /// Where stubble is seen.
    pub hair_rect: Option<Rect>,
    /// Days since the last session; `None` at a first consultation.
    pub days_since_session: Option<f64>,
    /// Dots per cm2 of the treatment.
    pub density_per_cm2: f64,
    /// Diameter of the healed deposit, mm.
    pub dot_mm: f64,
}

/// A quiz: what is handed out and what is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Quiz {
    /// Kept by the trainer.
    pub key: Key,
    /// Handed out: what the sheet says.
    pub cases: Vec<SheetCase>,
    /// Handed out: the photos.
    pub photos: Vec<QuizPhoto>,
}

/// Makes a quiz; the same options give the same bytes.
///
/// Errors: a count out of range; a case that the simulation cannot make; no fit photo in eight attempts.
pub fn quiz(options: &QuizOptions) -> Result<Quiz, Diagnostic> {
    if !(1..=MOST_CASES).contains(&options.count) {
        return Err(Diagnostic::error(
            Kind::Argument,
            "quiz-count",
            format!("A quiz of {} cases cannot be made.", options.count),
            format!("Ask for 1 to {MOST_CASES} cases."),
        ));
    }
    quiz_of(options.seed, &plan(options), taken)
}

/// Takes the photo of a case.
///
/// Errors: wishes that the simulation does not know or that contradict each other.
pub fn taken(options: &SimulateOptions) -> Result<Taken, Diagnostic> {
    photograph(&Shot::draw(options)?).map(Taken::from)
}

/// A quiz of planned cases, photographed by `take`; what a plan leaves open is filled in as a quiz needs it.
///
/// Errors: those of `take`; no fit photo in eight attempts; a fit case without stubble.
pub fn quiz_of(
    seed: u64,
    plans: &[SimulateOptions],
    take: impl Fn(&SimulateOptions) -> Result<Taken, Diagnostic>,
) -> Result<Quiz, Diagnostic> {
    let healing = data::healing();
    let (density_per_cm2, dot_mm) = (healing.plan.default_density_per_cm2, healing.diameter.median);
    let (mut keys, mut cases, mut photos) = (Vec::new(), Vec::new(), Vec::new());
    for (number, plan) in (1..).zip(plans) {
        let plan = completed(plan);
        let taken = fit_as_planned(number, &plan, &take)?;
        let path = format!("case-{number}/photo.{}", taken.extension);
        cases.push(SheetCase {
            number,
            photo: path.clone(),
            chart: named_chart(&plan),
            skin_rect: taken.skin_rect,
            hair_rect: taken.hair_rect,
            days_since_session: plan.follow_up_day(),
            density_per_cm2,
            dot_mm,
        });
        keys.push(CaseKey {
            number,
            mistakes: taken.mistakes,
            bare: taken.bare,
            skin: taken.skin,
            target: taken.target,
            density_per_cm2,
            dot_mm,
        });
        photos.push(QuizPhoto { path, bytes: taken.bytes });
    }
    let key = Key {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        quiz: name(&photos),
        seed,
        catalogue: reference().digest.clone(),
        cases: keys,
    };
    Ok(Quiz { key, cases, photos })
}

/// Takes the photo of a plan; one without a mistake again, until the tool itself does not refuse it.
fn fit_as_planned(
    number: usize,
    plan: &SimulateOptions,
    take: impl Fn(&SimulateOptions) -> Result<Taken, Diagnostic>,
) -> Result<Taken, Diagnostic> {
    let mut refusal = None;
    for attempt in 0..ATTEMPTS {
        let seed = if attempt == 0 { plan.seed } else { Random::part(plan.seed, attempt).bits() };
        let taken = take(&SimulateOptions { seed, ..plan.clone() })?;
        if !taken.mistakes.is_empty() {
            return Ok(taken);
        }
        if taken.target.is_none() {
            return Err(Diagnostic::error(
                Kind::Argument,
                "case-without-stubble",
                format!("The client of case {number} has no stubble that a field could be matched to."),
                "Choose a client who is shaved, or one with stubble.",
            ));
        }
        let chart = plan.chart.as_ref().map(|id| definition(id).cloned()).transpose().map_err(|e| e.diagnostic())?;
        let options = MeasureOptions { chart, ..MeasureOptions::default() };
        match measure(&taken.bytes, &options)?.refused.into_iter().next() {
            None => return Ok(taken),
            Some(fault) => refusal = Some(fault),
        }
    }
    let why = refusal.map_or_else(String::new, |fault| format!(" The last one: {}", fault.message));
    Err(Diagnostic::error(
        Kind::Unfit,
        "case-without-fit-photo",
        format!("None of {ATTEMPTS} photos of case {number} was fit to recommend from.{why}"),
        "Choose another seed or an easier setting, or a larger picture.",
    ))
}

/// Names a quiz by its photos, so that sheet, answers and key can be told to belong together.
fn name(photos: &[QuizPhoto]) -> String {
    let mut digest = Sha256::new();
    for photo in photos {
        digest.update((photo.bytes.len() as u64).to_le_bytes());
        digest.update(&photo.bytes);
    }
    digest.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;
    use std::cell::RefCell;

    const OPTIONS: QuizOptions = QuizOptions { seed: 7, count: 6, megapixels: 1.0 };

    /// A photo that measures: the recorded consultation, whatever was planned.
    fn recorded(plan: &SimulateOptions) -> Result<Taken, Diagnostic> {
        let truth = example::fair(1);
        let rect = Rect { x: 1, y: 2, w: 3, h: 4 };
        Ok(Taken {
            bytes: include_bytes!("../../tests/photos/consultation.jpg").to_vec(),
            extension: "jpg",
            bare: truth.bare,
            skin: truth.skin,
            target: truth.target,
            skin_rect: rect,
            hair_rect: Some(rect),
            mistakes: plan.mistakes.clone(),
        })
    }

    #[test]
    fn what_is_handed_out_does_not_say_what_is_wrong() {
        let plans = plan(&OPTIONS);
        let quiz = quiz_of(7, &plans, recorded).unwrap();
        assert_eq!((quiz.key.cases.len(), quiz.cases.len(), quiz.photos.len()), (6, 6, 6));
        assert!(quiz.key.cases.iter().any(|c| !c.mistakes.is_empty()));
        for (i, (case, photo)) in quiz.cases.iter().zip(&quiz.photos).enumerate() {
            assert_eq!(photo.path, format!("case-{}/photo.jpg", i + 1));
            assert_eq!((case.photo.as_str(), case.chart.as_str()), (photo.path.as_str(), "colorchecker-mini"));
        }
        assert_eq!(quiz, quiz_of(7, &plans, recorded).unwrap());
    }

    #[test]
    fn a_photo_that_the_tool_would_refuse_is_taken_again_and_then_given_up() {
        let seeds = RefCell::new(Vec::new());
        let plans = [SimulateOptions::new(5)];
        let take = |plan: &SimulateOptions| {
            seeds.borrow_mut().push(plan.seed);
            let good = recorded(plan)?;
            Ok(if seeds.borrow().len() < 3 { Taken { bytes: b"no picture".to_vec(), ..good } } else { good })
        };
        assert_eq!(quiz_of(5, &plans, take).unwrap().cases.len(), 1);
        let used = seeds.borrow().clone();
        assert!(used.len() == 3 && used[0] == 5 && used[1] != used[2], "{used:?}");
        let never = |plan: &SimulateOptions| Ok(Taken { bytes: Vec::new(), ..recorded(plan)? });
        assert_eq!(quiz_of(5, &plans, never).unwrap_err().code, "case-without-fit-photo");
        let bald = |plan: &SimulateOptions| Ok(Taken { target: None, ..recorded(plan)? });
        assert_eq!(quiz_of(5, &plans, bald).unwrap_err().code, "case-without-stubble");
        assert_eq!(quiz(&QuizOptions { count: 0, ..OPTIONS }).unwrap_err().code, "quiz-count");
    }
}
