//! `calibration/pigment/colorants.toml`: what colourants are called, and which optics they have.

use serde::Deserialize;

/// One colourant: the names and numbers that must agree with each other.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColorantEntry {
    /// Colour Index constitution number, without "CI".
    pub ci: String,
    /// Generic name, lower case.
    pub name: String,
    /// Other names it goes by, lower case; a family name such as "iron oxides" may stand in several rows.
    pub other_names: Vec<String>,
    /// CAS registry number.
    pub cas: String,
    /// Further CAS numbers in use for it.
    pub other_cas: Vec<String>,
    /// Stem of its table of optics under `calibration/pigment/`, if there is one.
    pub optics: Option<String>,
    /// Whether its colour lasts for as long as it is in the skin.
    #[serde(default)]
    pub lasting: bool,
    /// Laws that name it; none here says nothing.
    #[serde(default)]
    pub restricted: Vec<Restriction>,
}

/// A law that names a colourant for tattoos and permanent make-up.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// Where.
    pub jurisdiction: String,
    /// From which day, as in 2023-01-04.
    pub from: String,
    /// The law, and where it says so.
    pub basis: String,
}

/// `calibration/pigment/colorants.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColorantsTable {
    /// One entry a Colour Index number.
    pub colorant: Vec<ColorantEntry>,
}

/// The list of known colourants.
#[must_use]
pub fn colorants() -> ColorantsTable {
    super::tables::parse("calibration/pigment/colorants.toml")
}
