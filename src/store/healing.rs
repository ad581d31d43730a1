//! Healing priors of one's own in the form of `calibration/healing.toml`, read with every fault at once.

use super::table::{Codes, Reader, Section};
use crate::data::{self, HEALING_SPREADS, HealingParameter, HealingTable};
use crate::diagnostic::Diagnostic;
use toml::de::DeTable;

const CODES: Codes = Codes {
    syntax: "healing-syntax",
    unknown_key: "healing-unknown-key",
    missing_key: "healing-missing-key",
    wrong_type: "healing-wrong-type",
    value: "healing-value",
    too_many: "healing-too-many",
};

const KEYS: &[&str] = &["median", "spread", "unit", "kind", "source"];

/// Reads priors that stand in the place of the tool's own; `file` is what to call it in messages.
///
/// A table there replaces the parameter of its name, with a kind and source of its own; what is not named stays as it is.
///
/// # Errors
/// All faults that can be told apart, each with its place: syntax, unknown and missing keys, wrong types, numbers out of
/// range.
///
/// ```
/// use healtone::store::parse_healing;
/// let mine = "[dot_volume]\nmedian = 1.1\nspread = 1.4\nkind = \"measured\"\nsource = \"40 test dots, weighed\"\n";
/// assert!((parse_healing("mine.toml", mine).unwrap().dot_volume.median - 1.1).abs() < 1e-12);
/// assert_eq!(parse_healing("mine.toml", "[dot_volum]").unwrap_err()[0].code, "healing-unknown-key");
/// ```
pub fn parse_healing(file: &str, text: &str) -> Result<HealingTable, Vec<Diagnostic>> {
    Reader::read(file, text, &CODES, priors)
}

fn priors(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Option<HealingTable> {
    let mut table = data::healing();
    let known: Vec<&str> = table.parameters_mut().iter().map(|(name, _)| *name).collect();
    reader.keys(document, &known, "A table of healing priors");
    for (name, parameter) in table.parameters_mut() {
        if let Some(value) = document.get(name)
            && let Some(section) = Section::at(reader, name, value, KEYS)
        {
            read(reader, &section, name, parameter);
        }
    }
    Some(table)
}

fn read(reader: &mut Reader<'_>, section: &Section<'_, '_>, name: &str, into: &mut HealingParameter) {
    let median = section.number(reader, "median", &data::healing_domain(name));
    let spread = section.number(reader, "spread", &HEALING_SPREADS);
    let unit = section.table.get("unit").and_then(|value| reader.text("unit", value, 200).map(str::to_owned));
    let (kind, source) = section.provenance(reader);
    if let (Some(median), Some(spread), Some(kind), Some(source)) = (median, spread, kind, source) {
        *into = HealingParameter { median, spread, unit: unit.unwrap_or_else(|| into.unit.clone()), kind, source };
    }
}
