//! The typed table of `calibration/learning.toml`.

use super::tables::{SourceKind, parse};
use serde::Deserialize;

/// `calibration/learning.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LearningTable {
    /// How clients are drawn that agree with what was seen.
    pub posterior: PosteriorTable,
    /// How well dots are read off close-ups.
    pub close_up: CloseUpTable,
}

/// How well dots are read off close-ups.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseUpTable {
    /// Standard deviation of ln of a dot's apparent width.
    pub width_ln_sd: f64,
    /// Standard deviation of the L* of its middle against the field.
    pub middle_sd: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// How clients are drawn that agree with what was seen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosteriorTable {
    /// What the model itself may be off by, dE*ab per axis.
    pub model_sd: f64,
    /// Places looked at in a round.
    pub proposals: usize,
    /// How many independent ones they must be worth.
    pub least_effective: f64,
    /// Clients drawn from them.
    pub draws: usize,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// How healed photos are learnt from.
#[must_use]
pub fn learning() -> LearningTable {
    parse("calibration/learning.toml")
}
