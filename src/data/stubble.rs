//! The typed table of `calibration/stubble.toml`: hairs in mm from a photograph.

use super::tables::parse;
use serde::Deserialize;

/// `calibration/stubble.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubbleTable {
    /// How the chart's scale holds on the scalp.
    pub scale: StubbleScale,
    /// What hairs are taken to be like.
    pub hair: HairTable,
    /// How well they must be seen.
    pub seen: StubbleSeen,
    /// What the figures are off by.
    pub error: StubbleErrors,
}

/// How the chart's scale holds on the scalp.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubbleScale {
    /// Standard deviation of ln of the scale on the scalp over the chart's.
    pub ln_sd: f64,
    /// Fewest pixels per mm in which hairs are told apart.
    pub least_px_per_mm: f64,
}

/// What hairs are taken to be like before they are seen.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HairTable {
    /// Median of people's mean diameters, mm.
    pub diameter_mm: f64,
    /// Standard deviation of its ln.
    pub diameter_ln_sd: f64,
    /// Most hairs per cm2.
    pub most_per_cm2: f64,
    /// Thinnest hair, mm.
    pub least_diameter_mm: f64,
    /// Reflection of the cuticle.
    pub gloss: f64,
    /// Standard deviation of colours about those of mixed melanins, dE*ab.
    pub locus_sd: f64,
}

/// How well hairs must be seen.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubbleSeen {
    /// Strength of the typical stroke over the strongest of bare skin.
    pub least_over_skin: f64,
    /// Faint darker strokes over clear lighter ones that may be passed over.
    pub most_faint_darker: f64,
    /// Faint lighter strokes over clear darker ones that may be passed over.
    pub most_faint_lighter: f64,
    /// Strokes of bare skin that are let pass, per cm2.
    pub skin_strokes_per_cm2: f64,
    /// Strength of the weakest stroke over the typical one.
    pub least_of_typical: f64,
    /// Strength of the weaker kind of hairs (darker, lighter than the skin) over the stronger, where it stands out from
    /// bare skin.
    pub least_of_other_clear: f64,
    /// The same where it hardly does.
    pub least_of_other_faint: f64,
    /// 90th percentile over median of the lengths of hairs that stand alone.
    pub most_uneven_lengths: f64,
    /// Share of the strokes of a weaker kind that lie beside those of the stronger from which on they are its echoes.
    pub echoes_near: f64,
    /// Largest standard deviation across a stroke, mm.
    pub most_width_mm: f64,
    /// Longest hair, mm.
    pub most_length_mm: f64,
    /// Least share of bare skin between the hairs.
    pub least_bare: f64,
    /// Fewest hairs.
    pub least_hairs: usize,
    /// Least area, cm2.
    pub least_area_cm2: f64,
}

/// What the figures are off by.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StubbleErrors {
    /// Length of shaft that a root under the skin is as dark as, mm.
    pub root_mm: f64,
    /// Share of the darkening that shadows have in usual light.
    pub shadow_share: f64,
    /// Length of hair at which half of a shadow still lies near the hair, mm.
    pub shadow_near_mm: f64,
    /// Standard deviation of the share that shadows and roots have.
    pub beside_shafts_sd: f64,
    /// Standard deviation of ln of the count.
    pub count_ln_sd: f64,
    /// Of the mean length.
    pub length_ln_sd: f64,
    /// Standard deviation of the mean length itself, mm: roots lengthen short hairs.
    pub length_sd_mm: f64,
    /// Added to that of the covered share for each unit of the rarer kind's share, where hairs lighter and darker than the
    /// skin are mixed.
    pub mixed_ln_sd: f64,
    /// Standard deviation of ln of the covered share beyond the rest.
    pub coverage_ln_sd: f64,
}

/// What is known of hairs before a photograph.
#[must_use]
pub fn stubble() -> StubbleTable {
    parse("calibration/stubble.toml")
}
