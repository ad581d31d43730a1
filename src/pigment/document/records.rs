//! What was measured of a pigment, its lot and its standing, as a catalogue file has them.

use super::DateEntry;
use super::schema::{
    a_color, a_spectrum, backing_percents, day_healed, factor, field_or_dot, kind, lab, percents, said, said_each, sd,
    spread, within, words,
};
use crate::color::Geometry;
use crate::pigment::parse::records::{
    DENSITY, DEPTH_MM, DOT_MM, FILM_UM, GEOMETRIES, MONTHS, READINGS, SESSIONS, START_NM, STEP_NM,
};
use crate::pigment::parse::shade::FRACTION;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One measured film. At least one of `lab_d50_2deg` and `spectrum_percent`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = a_color)]
pub struct DrawdownEntry {
    /// Volume fraction of this pigment in the film, the rest being its diluent: 1+12 is 0.077, undiluted is 1.
    #[schemars(transform = within(FRACTION))]
    pub fraction: f64,
    /// Thickness of the wet film, micrometres: the gap of the applicator.
    #[schemars(transform = within(FILM_UM))]
    pub film_um: f64,
    /// What the film was drawn on, with its own colour.
    pub backing: BackingEntry,
    /// The film's colour: L*, a*, b* for D50 and 2 degrees, as the instrument gave it.
    #[schemars(transform = lab)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lab_d50_2deg: Option<[f64; 3]>,
    /// The film's reflectance, percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spectrum_percent: Option<SpectrumEntry>,
    /// The instrument.
    #[schemars(transform = said)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instrument: Option<String>,
    /// How the instrument lights and sees: sci (gloss included), sce (gloss excluded), 45:0, or camera.
    #[schemars(transform = words(GEOMETRIES.map(Geometry::name)))]
    pub geometry: String,
    /// How many readings were averaged.
    #[schemars(transform = within(READINGS))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Standard deviation of the readings in L*, a*, b*.
    #[schemars(transform = sd)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<[f64; 3]>,
}

/// What a film was drawn on. At least one of `lab_d50_2deg` and `spectrum_percent`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = a_color)]
pub struct BackingEntry {
    /// What it is called, such as "white card".
    #[schemars(transform = said)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its own colour: L*, a*, b* for D50 and 2 degrees.
    #[schemars(transform = lab)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lab_d50_2deg: Option<[f64; 3]>,
    /// Its own reflectance, percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spectrum_percent: Option<BackingSpectrumEntry>,
}

/// The reflectance of a backing at even steps. It must reach from 400 nm or less to 700 nm or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = a_spectrum)]
pub struct BackingSpectrumEntry {
    /// Wavelength of the first value, nm; at most 400.
    #[schemars(transform = within(START_NM))]
    pub start_nm: f64,
    /// Distance between values, nm.
    #[schemars(transform = within(STEP_NM))]
    pub step_nm: f64,
    /// Reflectance, percent of a perfect white; card with a brightener may send back more than 100.
    #[schemars(transform = backing_percents)]
    pub values: Vec<f64>,
}

/// A reflectance at even steps. It must reach from 400 nm or less to 700 nm or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = a_spectrum)]
pub struct SpectrumEntry {
    /// Wavelength of the first value, nm; at most 400.
    #[schemars(transform = within(START_NM))]
    pub start_nm: f64,
    /// Distance between values, nm.
    #[schemars(transform = within(STEP_NM))]
    pub step_nm: f64,
    /// Reflectance, percent of a perfect white: a half is 50.
    #[schemars(transform = percents)]
    pub values: Vec<f64>,
}

/// Healed work that was measured. At least one of `field_lab_d65` and `dot_lab_d65`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = field_or_dot)]
pub struct HealedEntry {
    /// Volume fraction of this pigment in the cup: 1+12 is 0.077.
    #[schemars(transform = within(FRACTION))]
    pub fraction: f64,
    /// The needle: points and diameter, such as "3RL0.25", or the code of a cartridge.
    #[schemars(transform = said)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub needle: Option<String>,
    /// Set depth of the needle, mm.
    #[schemars(transform = within(DEPTH_MM))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth_mm: Option<f64>,
    /// Diameter of a healed dot, mm.
    #[schemars(transform = within(DOT_MM))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dot_mm: Option<f64>,
    /// Dots in a square centimetre.
    #[schemars(transform = within(DENSITY))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density_per_cm2: Option<f64>,
    /// How many sessions it took.
    #[schemars(transform = within(SESSIONS))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sessions: Option<u32>,
    /// Days since the last of them; before day 28 nothing is healed.
    #[schemars(transform = day_healed)]
    pub day: f64,
    /// The bare skin beside it: L*, a*, b* for D65 and 2 degrees.
    #[schemars(transform = lab)]
    pub skin_lab_d65: [f64; 3],
    /// The field of dots as a whole: L*, a*, b* for D65 and 2 degrees.
    #[schemars(transform = lab)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_lab_d65: Option<[f64; 3]>,
    /// A single dot: L*, a*, b* for D65 and 2 degrees.
    #[schemars(transform = lab)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dot_lab_d65: Option<[f64; 3]>,
    /// How it was lit and seen: sci, sce, 45:0 or camera.
    #[schemars(transform = words(GEOMETRIES.map(Geometry::name)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geometry: Option<String>,
    /// How many readings were averaged.
    #[schemars(transform = within(READINGS))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Standard deviation of the readings in L*, a*, b*.
    #[schemars(transform = sd)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<[f64; 3]>,
}

/// How a pigment heals, as its maker states it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HealingEntry {
    /// Share of the pigment that is left at day 28: a third lost is 0.67.
    #[schemars(transform = factor("retention"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<PriorEntry>,
    /// Years in which half of what healed is lost.
    #[schemars(transform = factor("slow_half_life"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_half_life: Option<PriorEntry>,
    /// Half-life of the colourants other than carbon over that of carbon; 1 when all fade alike.
    #[schemars(transform = factor("hue_drift"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hue_drift: Option<PriorEntry>,
    /// Factor on the computed absorption of a gram; 1 is as computed.
    #[schemars(transform = factor("catalogue_absorption"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue_absorption: Option<PriorEntry>,
    /// Factor on the computed scattering of a gram; 1 is as computed.
    #[schemars(transform = factor("catalogue_scattering"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub catalogue_scattering: Option<PriorEntry>,
}

/// A figure and how sure it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriorEntry {
    /// The middle figure: half of what is met lies below.
    pub median: f64,
    /// Factor of one standard deviation: two in three lie between median / spread and median x spread. 1 is exact.
    #[schemars(transform = spread)]
    pub spread: f64,
    /// How the figures came to be.
    #[schemars(transform = kind)]
    pub kind: String,
    /// Who states it, and from what.
    #[schemars(transform = said)]
    pub source: String,
}

/// The lot that the figures are of, as its label states it. What the label does not state is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchEntry {
    /// Lot or batch number.
    #[schemars(transform = said)]
    pub lot: String,
    /// When it was made: 2026-01-15, or "2026-01" in quotes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made: Option<DateEntry>,
    /// When it expires; a month means its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<DateEntry>,
    /// Months that it may be used once opened.
    #[schemars(transform = within(MONTHS))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_opening_months: Option<u32>,
    /// Whether the label says that it is sterile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sterile: Option<bool>,
    /// Where its safety data sheet is.
    #[schemars(transform = said)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sds: Option<String>,
    /// Its certificates, by name.
    #[schemars(transform = said_each)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
}

/// What is stated about a pigment in one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegulationEntry {
    /// Where, such as "EU".
    #[schemars(transform = said)]
    pub jurisdiction: String,
    /// The day of the statement.
    pub on: DateEntry,
    /// What is stated, in the words of who stated it; "not stated" is a value.
    #[schemars(transform = said)]
    pub status: String,
}
