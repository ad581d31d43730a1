//! The typed table of `calibration/matching.toml`.

use super::tables::{SourceKind, parse};
use serde::Deserialize;

/// `calibration/matching.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingTable {
    /// dE00 that a client accepts.
    pub tolerance: ToleranceTable,
    /// Weights of the loss.
    pub loss: LossTable,
    /// Which stubble is the target, and how it varies.
    pub target: TargetTable,
    /// What shaving leaves.
    pub shaved: ShavedTable,
    /// How hair grows.
    pub growth: GrowthTable,
    /// How scars differ.
    pub scar: ScarTable,
    /// When another light is worth a word.
    pub second_light: SecondLightTable,
    /// How sessions differ.
    pub plan: StagesTable,
    /// What can be measured out.
    pub cup: CupTable,
    /// Sampling and model error.
    pub uncertainty: MatchingUncertaintyTable,
}

/// Acceptable differences by lightness of the skin.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceTable {
    /// On fair skin, dE00.
    pub fair_de00: f64,
    /// On deep skin, dE00.
    pub deep_de00: f64,
    /// L* from which a skin counts as fair.
    pub fair_l: f64,
    /// L* up to which a skin counts as deep.
    pub deep_l: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// Weights of the loss that candidates are ranked by.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossTable {
    /// Days after the last session that count, equally.
    pub days: Vec<u32>,
    /// Weight of mean darkness beyond the target.
    pub dark_weight: f64,
    /// Weight of the probability of being much darker.
    pub much_darker_weight: f64,
    /// How many L* are much darker.
    pub much_darker_l: f64,
    /// Weight of blue and green beyond the margin.
    pub hue_weight: f64,
    /// Margin in a* and b* against the target.
    pub hue_margin: f64,
    /// Candidates this close in loss are ties.
    pub tie: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// Which stubble is the target, and how it varies.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetTable {
    /// Standard deviation per axis with the light's side, dE*ab.
    pub azimuth_sd: [f64; 3],
    /// Photos that this figure counts as, against the differences between the photos of a client.
    pub azimuth_counts: f64,
    /// Hours since shaving that a shaved client wears on average.
    pub shaved_hours: f64,
    /// Hours since shaving that dots under longer hair stand for.
    pub density_hours: f64,
    /// Standard deviation of the hours where the client told them.
    pub told_sd_hours: f64,
    /// The same where nobody asked.
    pub untold_sd_hours: f64,
    /// Hours from which on hair counts as grown.
    pub grown_hours: f64,
    /// Contrast from which on it does likewise, L*.
    pub grown_darker_l: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// What shaving leaves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShavedTable {
    /// Length that is left, and the roots as that much more of it, mm.
    pub left_mm: f64,
    /// Factor of one standard deviation.
    pub left_spread: f64,
    /// Share of its length that a hair shows from above.
    pub seen_length: f64,
    /// Share of what the optics give for roots that is seen.
    pub roots_seen: f64,
    /// Factor of one standard deviation.
    pub roots_seen_spread: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// How hair grows on scalps.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the units are in the names; `_spread` is the factor of one standard deviation")]
pub struct GrowthTable {
    pub mm_per_day: f64,
    pub mm_per_day_spread: f64,
    pub hair_per_cm2: f64,
    pub hair_per_cm2_spread: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// How scars differ.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScarTable {
    /// Factor on the median of the retention.
    pub retention: f64,
    /// Factor on its spread.
    pub retention_spread: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// When another light is worth a word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondLightTable {
    /// How much worse a match must be than by daylight, dE00.
    pub worse_de00: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// How sessions differ.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StagesTable {
    /// Steps of dilution by which the first session is lighter.
    pub first_lighter_steps: usize,
    /// Loss below which a change of dilution is not worth it, dE00.
    pub indifferent: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// What can be measured out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CupTable {
    /// Amount of a pigment from which on it is measured well, ml.
    pub least_ml: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// Sampling and model error.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchingUncertaintyTable {
    /// Factor of one standard deviation on the effect of dots.
    pub dot_model_spread: f64,
    /// Number of draws.
    pub draws: usize,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// The matching policy.
#[must_use]
pub fn matching() -> MatchingTable {
    parse("calibration/matching.toml")
}
