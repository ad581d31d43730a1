//! Practice cases with a known answer, and grading: a photo is judged, a mix is named, and the marks follow from what
//! that mix would heal to in the true skin.
//!
//! A [`Key`] holds what is true of each case; an [`AnswerSheet`] what a trainee says; an [`Examiner`] tries every mix of
//! the catalogue in every skin and gives a [`Grade`] with its reasons. How many marks anything is worth stands in
//! `calibration/teaching.toml` or in a school's own file.
//!
//! Graded is the median: a median hand and median healing, so that an answer is judged by its choice and not by luck.

mod answers;
#[cfg(test)]
mod example;
mod grade;
mod key;
mod marks;
mod plan;
mod quiz;
mod reasons;
mod trial;

pub use answers::{Answer, AnswerSheet, AnsweredPart, PhotoAnswer, RecipeAnswer};
pub use grade::{CaseGrade, Examiner, Grade, QuestionGrade};
pub use key::{CaseKey, Key};
pub use marks::{RecipeFigures, RecipeParts, most_dilution, most_healed, recipe_marks, scheme_faults};
pub use plan::{QuizOptions, plan};
pub use quiz::{MOST_CASES, Quiz, QuizPhoto, SheetCase, Taken, quiz, quiz_of, taken};
pub use trial::{Healed, Reached, RightAnswer, Trial};

use crate::pigment::{Catalogue, Pigment};

/// The pigments that a quiz may use: those whose optics are known, as a consultation has it.
#[must_use]
pub fn usable(catalogue: &Catalogue) -> Vec<&Pigment> {
    catalogue.pigments.iter().filter(|p| p.mass_optics().is_ok()).collect()
}
