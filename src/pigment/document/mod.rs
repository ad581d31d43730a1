//! The catalogue file, key by key: what serde reads and writes, and what its JSON Schema is made from.
//!
//! [`Catalogue::parse`](super::Catalogue::parse) is the reader that decides: it finds every fault and names its place.
//! These types have the same keys with the same bounds, and their comments are what an editor shows beside a key, so
//! they are written for who fills a catalogue in.
//!
//! ```
//! let text = healtone::data::text("pigments/reference.toml");
//! let document: healtone::pigment::CatalogueDocument = toml::from_str(text).unwrap();
//! assert_eq!(document.schema, "healtone.catalogue/1");
//! ```

mod records;
mod schema;

pub use records::{
    BackingEntry, BackingSpectrumEntry, BatchEntry, DrawdownEntry, HealedEntry, HealingEntry, PriorEntry,
    RegulationEntry, SpectrumEntry,
};
pub use schema::{CATALOGUE_SCHEMA_FILE, catalogue_schema};

use super::Form;
use super::batch::DROPS_PER_ML;
use super::parse::colorants::{DIAMETER_UM, SHARE};
use super::parse::shade::{FRACTION, SOLIDS_G_PER_L};
use schema::{at_least_one, by_form, cas, date, id, kind, said, this_version, within, within_range, words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Pigments for scalp micropigmentation: what is in each bottle, how far it may be diluted, what was measured of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "healtone catalogue")]
pub struct CatalogueDocument {
    /// The version of the format. It says by which rules the rest is read.
    #[schemars(transform = this_version)]
    pub schema: String,
    /// Who says what this file says.
    pub source: SourceEntry,
    /// The pigments, a `[[pigment]]` each.
    #[schemars(transform = at_least_one)]
    pub pigment: Vec<PigmentEntry>,
}

/// Who says what this file says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceEntry {
    /// Who states the figures: a maker, a laboratory, a book.
    #[schemars(transform = said)]
    pub name: String,
    /// How the figures came to be, unless a pigment's `kinds` says otherwise.
    #[schemars(transform = kind)]
    pub kind: String,
    /// When they were stated: 2026-11-22, or "2026-11" or "2026" in quotes.
    pub date: DateEntry,
    /// Terms under which the figures may be passed on, such as "CC0-1.0" or "all rights reserved".
    #[schemars(transform = said)]
    pub licence: String,
    /// What a reader should know, in prose.
    #[schemars(transform = said)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

/// One pigment: a bottle that can be bought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = by_form)]
pub struct PigmentEntry {
    /// A stable name in small letters, digits and single hyphens, such as "carbon-mid". It is typed on command lines and
    /// kept in cases: never change it, and never give it to another pigment.
    #[schemars(transform = id)]
    pub id: String,
    /// The name on the label.
    #[schemars(transform = said)]
    pub name: String,
    /// Who makes it.
    #[schemars(transform = said)]
    pub brand: String,
    /// What a reader should know, in prose.
    #[schemars(transform = said)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// "concentrate" if it is diluted before use, "ready-to-use" if it must not be.
    #[schemars(transform = words(Form::ALL.map(Form::name)))]
    pub form: String,
    /// Dry colourant in the bottle, grams in a litre: 15 % by mass is about 150.
    #[schemars(transform = within(SOLIDS_G_PER_L))]
    pub solids_g_per_l: f64,
    /// Drops from this bottle to a millilitre: count those that fill 1 ml of a syringe. Customary is 20.
    #[schemars(transform = within_range(DROPS_PER_ML))]
    pub drops_per_ml: f64,
    /// How far a concentrate may be diluted, and with what, as its maker states it. Not for what is ready to use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dilution: Option<DilutionEntry>,
    /// What the solids are, a colourant each. Shares sum to 1.
    #[schemars(transform = at_least_one)]
    pub colorants: Vec<ColorantShareEntry>,
    /// How single figures are known, where the catalogue's own `kind` does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kinds: Option<KindsEntry>,
    /// How it heals, where that is known, in the place of what is assumed of every pigment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healing: Option<HealingEntry>,
    /// Measured films, a `[[pigment.drawdown]]` each: a ladder of fractions describes the shade better than its colourants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub drawdown: Vec<DrawdownEntry>,
    /// Measured healed work, a `[[pigment.healed]]` each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub healed: Vec<HealedEntry>,
    /// The lot that the figures are of, from its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchEntry>,
    /// What is stated about its standing, a `[[pigment.regulation]]` for each place. It is repeated, not vouched for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regulation: Vec<RegulationEntry>,
}

/// How far a concentrate may be diluted, and with what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DilutionEntry {
    /// The weakest dilution allowed, as pigment / (pigment + diluent) by volume: 1+49 is 0.02.
    #[schemars(transform = within(FRACTION))]
    pub min_fraction: f64,
    /// The strongest dilution allowed, likewise: 1+3 is 0.25, undiluted is 1.
    #[schemars(transform = within(FRACTION))]
    pub max_fraction: f64,
    /// The sterile diluent that the maker names.
    #[schemars(transform = said)]
    pub diluent: String,
}

/// One colourant and its share of the solids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColorantShareEntry {
    /// Colour Index number, such as "77266" for carbon black.
    #[schemars(transform = said)]
    pub ci: String,
    /// Generic name, such as "carbon black".
    #[schemars(transform = said)]
    pub name: String,
    /// CAS number from the safety data sheet, such as "1333-86-4". Its last digit is a check on the others.
    #[schemars(transform = cas)]
    pub cas: String,
    /// Part of the solids by mass: a half is 0.5. Water and carrier do not count; all shares sum to 1.
    #[schemars(transform = within(SHARE))]
    pub share: f64,
    /// Diameter of the single grains, micrometres: 200 nm is 0.2. If it is unknown, write 0.2 and "assumed".
    #[schemars(transform = within(DIAMETER_UM))]
    pub diameter_um: f64,
    /// How the diameter is known.
    #[schemars(transform = kind)]
    pub diameter_kind: String,
}

/// How single figures are known, where the catalogue's own `kind` does not hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindsEntry {
    /// How `solids_g_per_l` is known.
    #[schemars(transform = kind)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solids_g_per_l: Option<String>,
    /// How `drops_per_ml` is known.
    #[schemars(transform = kind)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drops_per_ml: Option<String>,
    /// How the limits of `dilution` are known.
    #[schemars(transform = kind)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dilution: Option<String>,
    /// How `colorants` and their shares are known.
    #[schemars(transform = kind)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colorants: Option<String>,
}

/// A date as TOML or as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(transform = date)]
pub enum DateEntry {
    /// A day without quotes: 2026-11-22.
    Day(#[schemars(with = "String")] toml::value::Datetime),
    /// A year, a month or a day in quotes.
    Text(String),
}
