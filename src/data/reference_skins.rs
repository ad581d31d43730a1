//! `calibration/skin/reference-skins.toml`: skins to show a prediction on beside the client's own.

use super::tables::{SourceKind, parse};
use serde::Deserialize;

/// A skin to show predictions on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReferenceSkin {
    /// What it is called.
    pub name: String,
    /// Its colour, D65, 2 degrees, surface part included.
    pub lab_d65: [f64; 3],
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReferenceSkins {
    skin: Vec<ReferenceSkin>,
}

/// The skins, from fair to deep.
#[must_use]
pub fn reference_skins() -> Vec<ReferenceSkin> {
    parse::<ReferenceSkins>("calibration/skin/reference-skins.toml").skin
}
