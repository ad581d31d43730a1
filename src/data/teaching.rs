//! The typed table of `calibration/teaching.toml`: how a quiz is marked.

use super::tables::{SourceKind, parse};
use serde::Deserialize;

/// `calibration/teaching.toml`, or a marking scheme of a school's own.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarkingTable {
    /// Question 1: is the photo fit?
    pub photo: PhotoMarks,
    /// Question 2: which pigment in which dilution?
    pub recipe: RecipeMarks,
    /// When a quiz is passed.
    pub pass: PassMark,
}

/// Marks for judging the photo.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoMarks {
    /// A fit photo called fit.
    pub fit: f64,
    /// An unfit photo, and one of its mistakes named.
    pub named: f64,
    /// An unfit photo called unfit for another reason.
    pub other: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// Marks for a healed field that is so near.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealedBand {
    /// dE00 in excess of the best reachable, up to and including this.
    pub up_to_de00: f64,
    /// Marks in this band.
    pub marks: f64,
}

/// Marks for a dilution that lies so far from the best of the pigment chosen.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DilutionBand {
    /// Steps of x1.4 in the share of pigment, up to and including this.
    pub up_to_steps: f64,
    /// Marks when it is lighter.
    pub lighter: f64,
    /// Marks when it is darker.
    pub darker: f64,
}

/// Marks for the recipe.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecipeMarks {
    /// By the healed field, best band first.
    pub healed: Vec<HealedBand>,
    /// By the dilution, best band first.
    pub dilution: Vec<DilutionBand>,
    /// dE00 within which a mix is as good as the best.
    pub tie_de00: f64,
    /// L* darker than the target that count as too dark.
    pub too_dark_l: f64,
    /// Taken off for that.
    pub too_dark: f64,
    /// Taken off for a dilution that the maker does not allow.
    pub outside_limits: f64,
    /// "no-match" where nothing reaches the tolerance.
    pub no_match: f64,
    /// "no-match" where something does.
    pub no_match_wrong: f64,
    /// The nearest mix where nothing reaches the tolerance.
    pub nearest: f64,
    /// No recipe from an unfit photo that was called unfit.
    pub withheld: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// When a quiz is passed.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassMark {
    /// Share of all marks, 0-1.
    pub share: f64,
    /// How the figure came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// The marking scheme.
#[must_use]
pub fn marking() -> MarkingTable {
    parse("calibration/teaching.toml")
}
