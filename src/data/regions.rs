//! The typed table of `calibration/regions.toml`: what may be taken for bare skin and for stubble.

use super::tables::parse;
use serde::Deserialize;

/// `calibration/regions.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionsTable {
    /// How rough skin and stubble are.
    pub texture: TextureLimits,
    /// What colour scalp has.
    pub scalp: ScalpLimits,
    /// What two patches are that may be bare skin and stubble.
    pub pair: PairLimits,
    /// What lies around them and is like them.
    pub field: FieldLimits,
    /// How even a region is.
    pub even: EvenLimits,
    /// How places of an earlier photo are found again.
    pub registration: RegistrationLimits,
}

/// How rough skin and stubble are, share of the light.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextureLimits {
    /// Least that is believed.
    pub least: f64,
    /// From where on single strokes are seen.
    pub strokes_seen: f64,
    /// Least skewness of what has strokes, without its sign.
    pub least_skewness: f64,
    /// Of bare skin.
    pub roughest_bare: f64,
    /// Of bare skin that no stubble is compared with.
    pub roughest_alone: f64,
}

/// What colour scalp has beside that of a skin-coloured cluster.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScalpLimits {
    /// L* below the cluster's.
    pub darker: f64,
    /// L* above the cluster's.
    pub lighter: f64,
    /// Share of the cluster's saturation.
    pub least_saturation: f64,
    /// The same, at most.
    pub most_saturation: f64,
    /// Radians from the cluster's hue.
    pub hue: f64,
    /// Share of blown-out samples.
    pub glare: f64,
    /// Chroma of any skin.
    pub least_chroma: f64,
    /// a* over b* of any skin.
    pub least_red: f64,
    /// b* over a* of any skin.
    pub least_yellow: f64,
    /// Share of the picture that a cluster has.
    pub sizable: f64,
}

/// What two patches are that may be bare skin and stubble.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairLimits {
    /// Step in texture, ln, where stubble is darker.
    pub rougher: f64,
    /// The same where it is lighter.
    pub rougher_if_lighter: f64,
    /// Difference in L* up to which it is darker.
    pub darker: f64,
    /// Difference in L* from which on it is lighter.
    pub lighter: f64,
    /// Step over the standard deviation.
    pub clearer: f64,
    /// Least standard deviation, ln.
    pub least_spread: f64,
    /// Difference in L*, at least.
    pub darkest: f64,
    /// Difference in L*, at most.
    pub lightest: f64,
    /// Root mean square distance in a window, dE*ab.
    pub one_color: f64,
}

/// What lies around two patches and is like them.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldLimits {
    /// Share of the step in texture up to which a cell is bare.
    pub bare: f64,
    /// The same from which on it is stubble.
    pub stubble: f64,
    /// Step above the smoothest where no stubble is found, ln.
    pub as_smooth: f64,
    /// Distance from the patch, dE*ab.
    pub alike: f64,
}

/// How far a ninth of a region lies from its mean, at most.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvenLimits {
    /// Texture, share of the step between skin and stubble.
    pub texture: f64,
    /// Texture of bare skin that no stubble is compared with, ln.
    pub texture_alone: f64,
    /// ln of the saturation of skin.
    pub skin_saturation: f64,
    /// ln of the saturation of stubble.
    pub stubble_saturation: f64,
    /// L* from a slope.
    pub lightness: f64,
}

/// How places of an earlier photo are found again in a later one.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrationLimits {
    /// Side of the finest cells that are compared, mm.
    pub cell_mm: f64,
    /// Longer side of a picture whose scale is not known, mm.
    pub picture_mm: f64,
    /// How far around the regions scalp is compared, mm.
    pub margin_mm: f64,
    /// Turns that are tried, degrees either way.
    pub turn_deg: f64,
    /// Between two of them, degrees.
    pub turn_step_deg: f64,
    /// Scales that are tried, share either way.
    pub scale: f64,
    /// Between two of them.
    pub scale_step: f64,
    /// Share of the neighbourhood that the later picture must show.
    pub least_overlap: f64,
    /// Two places are different ones from so far apart on, mm.
    pub apart_mm: f64,
    /// Places that are looked at more closely.
    pub climbed: usize,
    /// Places that are looked at part by part.
    pub looked_at: usize,
    /// Distance of the parts, mm.
    pub part_mm: f64,
    /// How far from its place a part is looked for, mm.
    pub reach_mm: f64,
    /// How far from its place a part may be found and agree, mm.
    pub agrees_mm: f64,
    /// How near to the middle of a part that agrees a place must lie to be taken over, mm.
    pub carried_mm: f64,
    /// Least share of parts that agree.
    pub least_share: f64,
    /// Least number of them.
    pub least_parts: usize,
    /// Least mean correlation of them.
    pub least_correlation: f64,
    /// Parts that agree with another place, at most, share of those that agree with the best.
    pub most_runner_up: f64,
}

/// What may be taken for bare skin and for stubble.
#[must_use]
pub fn regions() -> RegionsTable {
    parse("calibration/regions.toml")
}
