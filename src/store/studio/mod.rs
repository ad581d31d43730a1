//! A studio's own file: its chart, catalogue, bottles, measures, needle and hand, read with every fault at once.

mod example;
mod folder;

pub use example::STUDIO_EXAMPLE;
pub use folder::studio_path;

use super::chart::is_chart_file;
use super::healing::{HealingPriors, priors};
use super::table::{Codes, Reader, Value, shown};
use crate::chart::definition;
use crate::data::sha256_hex;
use crate::diagnostic::{Diagnostic, Place};
use crate::healing::Needle;
use crate::pigment::{Bottle, DROPS_PER_ML};
use std::ops::RangeInclusive;
use toml::de::DeTable;

/// The version of the format.
pub const STUDIO_SCHEMA: &str = "healtone.studio/1";

const CODES: Codes = Codes {
    syntax: "studio-syntax",
    unknown_key: "studio-unknown-key",
    missing_key: "studio-missing-key",
    wrong_type: "studio-wrong-type",
    value: "studio-value",
    too_many: "studio-too-many",
};

const TOP_KEYS: &[&str] = &[
    "schema",
    "name",
    "chart",
    "catalogue",
    "batch_ml",
    "diluent_drops_per_ml",
    "needle",
    "hand",
    "area_cm2",
    "bottle",
    "healing",
];
const BOTTLE_KEYS: &[&str] = &["id", "lot", "opened", "expires", "drops_per_ml"];

const LONGEST_NAME: usize = 64;
const LONGEST_PATH: usize = 1000;
const MOST_CATALOGUES: usize = 100;
const MOST_BOTTLES: usize = 1000;
/// As on the command line.
pub(super) const BATCH_ML: RangeInclusive<f64> = 1.0..=100.0;
/// As on the command line.
pub(super) const AREA_CM2: RangeInclusive<f64> = 1.0..=2000.0;

/// A value and where it stands, for faults that only its use brings to light.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Its place in the file.
    pub place: Place,
}

/// What a studio works with. What its file does not name is `None` or empty.
///
/// ```
/// let text = "schema = \"healtone.studio/1\"\nbatch_ml = 8\n[[bottle]]\nid = \"generic-carbon-mid\"\nlot = \"A1234\"\n";
/// let studio = healtone::store::parse_studio("studio.toml", text).unwrap();
/// assert_eq!(studio.batch_ml, Some(8.0));
/// assert_eq!(studio.bottles[0].value.label(), "generic-carbon-mid, lot A1234");
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Studio {
    /// Its name.
    pub name: Option<String>,
    /// The chart: the id of a built-in one, or a file, from the folder of this one.
    pub chart: Option<Placed<String>>,
    /// Catalogue files and folders, from the folder of this file.
    pub catalogue: Vec<Placed<String>>,
    /// Volume of a cup, ml.
    pub batch_ml: Option<f64>,
    /// Drops of the diluent to a millilitre.
    pub diluent_drops_per_ml: Option<f64>,
    /// The usual needle.
    pub needle: Option<Needle>,
    /// The file that keeps what healed photos say of the hand, from the folder of this one.
    pub hand: Option<Placed<String>>,
    /// Area to treat, cm2.
    pub area_cm2: Option<f64>,
    /// The bottles in stock, in the order in which they are taken.
    pub bottles: Vec<Placed<Bottle>>,
    /// Healing priors in the place of the tool's own.
    pub healing: HealingPriors,
    /// Digest of the text.
    pub digest: String,
}

/// Reads the text of a studio's file; `file` is what to call it in messages. [`STUDIO_EXAMPLE`] has every key.
///
/// # Errors
/// All faults that can be told apart, each with its place: syntax, unknown and missing keys, wrong types, numbers out of
/// range, charts and needles that are not known, a bottle that stands there twice. Whether the files and pigments that
/// it names exist shows when they are used.
///
/// ```
/// let faults = healtone::store::parse_studio("studio.toml", "schema = \"healtone.studio/1\"\nbach_ml = 5\n").unwrap_err();
/// assert_eq!(faults[0].to_string().split(". ").next(), Some("studio.toml:2:1: A studio has no key `bach_ml`"));
/// assert!(faults[0].remedy.starts_with("Did you mean batch_ml?"));
/// ```
pub fn parse_studio(file: &str, text: &str) -> Result<Studio, Vec<Diagnostic>> {
    let studio = Reader::read(file, text, &CODES, |reader, document| Some(studio(reader, document)))?;
    Ok(Studio { digest: sha256_hex(text.as_bytes()), ..studio })
}

fn studio(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Studio {
    reader.keys(document, TOP_KEYS, "A studio");
    let end = reader.end();
    let remedy = format!("Write schema = \"{STUDIO_SCHEMA}\".");
    if let Some(value) = reader.required(document, "schema", &end, &remedy) {
        reader.choice("schema", value, &[(STUDIO_SCHEMA, ())]);
    }
    let number = |reader: &mut Reader<'_>, key: &str, range: &RangeInclusive<f64>| {
        document.get(key).and_then(|value| reader.number(key, value, range))
    };
    Studio {
        name: text(reader, document, "name", LONGEST_NAME),
        chart: document.get("chart").and_then(|value| chart(reader, value)),
        catalogue: document.get("catalogue").map(|value| catalogue(reader, value)).unwrap_or_default(),
        batch_ml: number(reader, "batch_ml", &BATCH_ML),
        diluent_drops_per_ml: number(reader, "diluent_drops_per_ml", &DROPS_PER_ML),
        needle: document.get("needle").and_then(|value| needle(reader, value)),
        hand: document.get("hand").and_then(|value| path(reader, "hand", value)),
        area_cm2: number(reader, "area_cm2", &AREA_CM2),
        bottles: document.get("bottle").map(|value| bottles(reader, value)).unwrap_or_default(),
        healing: document.get("healing").map(|value| healing(reader, value)).unwrap_or_default(),
        digest: String::new(),
    }
}

fn text(reader: &mut Reader<'_>, table: &DeTable<'_>, key: &str, longest: usize) -> Option<String> {
    table.get(key).and_then(|value| reader.text(key, value, longest).map(str::to_owned))
}

fn chart(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Placed<String>> {
    let name = reader.text("chart", value, LONGEST_PATH)?;
    if !is_chart_file(name)
        && let Err(unknown) = definition(name)
    {
        reader.add(unknown.diagnostic(), value.span());
        return None;
    }
    Some(Placed { value: name.to_owned(), place: reader.place(value.span()) })
}

fn catalogue(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Placed<String>> {
    let remedy = "Write catalogue = [\"my-pigments.toml\"], files or folders from here.";
    let list = reader.list("catalogue", value, MOST_CATALOGUES, remedy).unwrap_or_default();
    list.iter().filter_map(|value| path(reader, "catalogue", value)).collect()
}

fn path(reader: &mut Reader<'_>, key: &str, value: &Value<'_>) -> Option<Placed<String>> {
    let path = reader.text(key, value, LONGEST_PATH)?.to_owned();
    Some(Placed { value: path, place: reader.place(value.span()) })
}

fn needle(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Needle> {
    let needle = reader.text("needle", value, usize::MAX)?.parse::<Needle>();
    needle.map_err(|unknown| reader.add(unknown.diagnostic(), value.span())).ok()
}

fn bottles(reader: &mut Reader<'_>, value: &Value<'_>) -> Vec<Placed<Bottle>> {
    let remedy = "Write [[bottle]] in two brackets, once for each bottle.";
    let list = reader.list("bottle", value, MOST_BOTTLES, remedy).unwrap_or_default();
    let mut bottles: Vec<Placed<Bottle>> = Vec::new();
    for value in list {
        let Some(bottle) = bottle(reader, value) else { continue };
        let again = bottles.iter().any(|b| (&b.value.id, &b.value.lot) == (&bottle.value.id, &bottle.value.lot));
        if again {
            let message = format!("The bottle {} stands here a second time.", shown(&bottle.value.label()));
            reader.value_fault(bottle.place.span.clone(), message, "Keep one, or tell them apart by their lots.");
        }
        bottles.push(bottle);
    }
    bottles
}

fn bottle(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Placed<Bottle>> {
    let table = reader.table("bottle", value)?;
    reader.keys(table, BOTTLE_KEYS, "A bottle");
    let id = reader.required(table, "id", &value.span(), "Add id = \"...\", as the pigment has it in the catalogue.");
    let place = reader.place(id.map_or_else(|| value.span(), Value::span));
    let id = id.and_then(|value| reader.text("id", value, LONGEST_NAME).map(str::to_owned));
    let date = |reader: &mut Reader<'_>, key: &str| table.get(key).and_then(|value| reader.date(key, value));
    let bottle = Bottle {
        lot: text(reader, table, "lot", LONGEST_NAME),
        opened: date(reader, "opened"),
        expires: date(reader, "expires"),
        drops_per_ml: table.get("drops_per_ml").and_then(|v| reader.number("drops_per_ml", v, &DROPS_PER_ML)),
        id: id?,
    };
    Some(Placed { value: bottle, place })
}

fn healing(reader: &mut Reader<'_>, value: &Value<'_>) -> HealingPriors {
    reader.table("healing", value).map(|table| priors(reader, table)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example with every key in force: in TOML it has no # between key and remark but that of the remark.
    fn in_force() -> String {
        let bare = |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned();
        STUDIO_EXAMPLE.lines().map(bare).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_example_is_sound_as_it_stands_and_with_every_key_in_force() {
        let nothing = parse_studio("studio.toml", STUDIO_EXAMPLE).unwrap();
        assert_eq!((nothing.name, nothing.chart, nothing.bottles), (None, None, Vec::new()));
        let studio = parse_studio("studio.toml", &in_force()).unwrap();
        assert_eq!(studio.name.as_deref(), Some("Example Studio"));
        assert_eq!(studio.chart.unwrap().value, "colorchecker-mini");
        assert_eq!(studio.catalogue[0].value, "my-pigments.toml");
        assert_eq!(
            (studio.batch_ml, studio.diluent_drops_per_ml, studio.area_cm2),
            (Some(5.0), Some(20.0), Some(100.0))
        );
        assert_eq!(studio.needle, "3RL0.25".parse().ok());
        assert_eq!(studio.hand.unwrap().value, "hand.toml");
        let bottle = &studio.bottles[0].value;
        assert_eq!((bottle.label().as_str(), bottle.drops_per_ml), ("generic-carbon-mid, lot A1234", Some(22.0)));
        let dates = [bottle.opened, bottle.expires].map(|date| date.unwrap().to_string());
        assert_eq!(dates, ["2026-10-01", "2027-03-01"]);
        assert_eq!(studio.healing.entries().map(|(name, _)| name).collect::<Vec<_>>(), ["dot_volume"]);
        for key in TOP_KEYS.iter().chain(BOTTLE_KEYS).chain(&["healing.dot_volume"]) {
            let named = |line: &str| line.trim_start_matches(['#', '[']).starts_with(key);
            assert!(STUDIO_EXAMPLE.lines().any(named), "{key} is missing in the example");
        }
    }
}
