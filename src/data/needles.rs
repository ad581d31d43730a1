//! The typed table of `calibration/needles.toml`.

use super::tables::{SourceKind, parse};
use serde::Deserialize;

/// `calibration/needles.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedleTable {
    /// Round needles.
    pub round: RoundTable,
    /// Numbers that stand for diameters.
    pub cartridge: CartridgeTable,
}

/// Round needles: so many points within a circle.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoundTable {
    /// Numbers of points.
    pub points: Vec<u32>,
    /// Width of the circle around so many, in diameters of one.
    pub circle: Vec<f64>,
    /// Share of the excess over one that is left at the tips.
    pub tips: f64,
    /// Width of the mark of one point, in its diameters.
    pub marked: f64,
    /// Least diameter of a point, mm.
    pub least_mm: f64,
    /// Greatest diameter of a point, mm.
    pub most_mm: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// Numbers that stand for diameters in cartridge codes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartridgeTable {
    /// The number as printed.
    pub code: Vec<String>,
    /// Its diameter, mm.
    pub diameter_mm: Vec<f64>,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// What needles mark.
#[must_use]
pub fn needles() -> NeedleTable {
    parse("calibration/needles.toml")
}
