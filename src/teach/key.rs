//! What is true of a quiz, kept by the trainer: enough to grade any answer exactly.

use crate::color::{Contrast, Spectrum};
use crate::simulate::Mistake;
use crate::skin::SkinModel;

/// What is true of one case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseKey {
    /// Counted from 1, as on the sheet.
    pub number: usize,
    /// What was done wrong in the photo; none where it is fit.
    pub mistakes: Vec<Mistake>,
    /// Reflectance of the bare skin, surface part included.
    pub bare: Spectrum,
    /// The skin behind it.
    pub skin: SkinModel,
    /// The donor's stubble minus bare skin, dE*ab: what the healed field should come to. There wherever the photo is fit.
    pub target: Option<Contrast>,
    /// Dots per cm2 of the treatment.
    pub density_per_cm2: f64,
    /// Diameter of the healed deposit, mm.
    pub dot_mm: f64,
}

/// What is true of a quiz.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Version of the tool that made it.
    pub tool: String,
    /// Names the quiz: a digest of its photos, the same on sheet, answers and key.
    pub quiz: String,
    /// What the quiz was drawn from; never on the sheet, because the key could be made from it.
    pub seed: u64,
    /// Digest of the catalogue that answers are taken from.
    pub catalogue: String,
    /// The cases in order.
    pub cases: Vec<CaseKey>,
}

impl Key {
    /// The case of a number.
    #[must_use]
    pub fn case(&self, number: usize) -> Option<&CaseKey> {
        self.cases.iter().find(|case| case.number == number)
    }
}
