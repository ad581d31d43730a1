//! The typed table of `calibration/healing.toml`.

use super::tables::{SourceKind, parse};
use serde::Deserialize;
use std::ops::RangeInclusive;

/// One healing parameter: a log-normal prior with its source.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HealingParameter {
    /// Median, in the unit named.
    pub median: f64,
    /// Factor of one standard deviation in the logarithm; 1 is fixed.
    pub spread: f64,
    /// Unit and meaning.
    pub unit: String,
    /// How the figure came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// `calibration/healing.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each parameter carries its unit and meaning in the file")]
pub struct HealingTable {
    pub dot_volume: HealingParameter,
    pub session_jitter: HealingParameter,
    pub retention: HealingParameter,
    pub retention_time: HealingParameter,
    pub slow_half_life: HealingParameter,
    pub hue_drift: HealingParameter,
    pub clumping: HealingParameter,
    pub diameter: HealingParameter,
    pub fresh_diameter: HealingParameter,
    pub growth: HealingParameter,
    pub height: HealingParameter,
    pub depth: HealingParameter,
    pub redness: HealingParameter,
    pub redness_time: HealingParameter,
    pub catalogue_absorption: HealingParameter,
    pub catalogue_scattering: HealingParameter,
    pub surface_light: HealingParameter,
    pub plan: PlanTable,
}

impl HealingTable {
    /// Every parameter by its name in the file.
    pub fn parameters_mut(&mut self) -> [(&'static str, &mut HealingParameter); 17] {
        [
            ("dot_volume", &mut self.dot_volume),
            ("session_jitter", &mut self.session_jitter),
            ("retention", &mut self.retention),
            ("retention_time", &mut self.retention_time),
            ("slow_half_life", &mut self.slow_half_life),
            ("hue_drift", &mut self.hue_drift),
            ("clumping", &mut self.clumping),
            ("diameter", &mut self.diameter),
            ("fresh_diameter", &mut self.fresh_diameter),
            ("growth", &mut self.growth),
            ("height", &mut self.height),
            ("depth", &mut self.depth),
            ("redness", &mut self.redness),
            ("redness_time", &mut self.redness_time),
            ("catalogue_absorption", &mut self.catalogue_absorption),
            ("catalogue_scattering", &mut self.catalogue_scattering),
            ("surface_light", &mut self.surface_light),
        ]
    }
}

/// Where the median of a parameter of the healing table can lie, in its unit.
///
/// Panics for a name that the table does not have.
#[must_use]
pub fn healing_domain(name: &str) -> RangeInclusive<f64> {
    match name {
        "dot_volume" => 0.01..=100.0,
        "session_jitter" | "hue_drift" | "catalogue_absorption" | "catalogue_scattering" => 0.05..=20.0,
        "retention" => 0.01..=1.0,
        "retention_time" | "redness_time" => 0.1..=60.0,
        "slow_half_life" => 0.1..=100.0,
        "clumping" => 1.0..=2.0,
        "diameter" => 0.05..=1.0,
        "fresh_diameter" | "redness" => 1.0..=20.0,
        "growth" | "surface_light" => 1e-4..=1.0,
        "height" => 0.02..=1.0,
        "depth" => 0.06..=2.0,
        _ => panic!("the healing table has no {name}"),
    }
}

/// Factor of one standard deviation that a prior can have.
pub const HEALING_SPREADS: RangeInclusive<f64> = 1.0..=5.0;

/// How a treatment is spread over sessions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanTable {
    /// Share of the final density reached after each session.
    pub cumulative_density: Vec<f64>,
    /// Days between sessions.
    pub spacing_days: u32,
    /// Share of the density that a touch-up adds, once all sessions are done.
    pub touch_up_density: f64,
    /// Dots a technician sets in an hour.
    pub dots_per_hour: f64,
    /// Dots per cm2 where none is asked for.
    pub default_density_per_cm2: f64,
    /// Area in cm2 where none is given.
    pub default_area_cm2: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// The healing priors.
#[must_use]
pub fn healing() -> HealingTable {
    parse("calibration/healing.toml")
}
