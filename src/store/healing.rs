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

/// Priors of one's own, by the name of the parameter that each stands in the place of.
///
/// ```
/// use healtone::{data, store::parse_healing};
/// let mine = "[depth]\nmedian = 0.3\nspread = 1.2\nkind = \"measured\"\nsource = \"ultrasound\"\n";
/// let table = parse_healing("mine.toml", mine).unwrap().onto(data::healing());
/// assert!((table.depth.median - 0.3).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HealingPriors(Vec<(&'static str, HealingParameter)>);

impl HealingPriors {
    /// Each parameter with its name.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &HealingParameter)> {
        self.0.iter().map(|(name, parameter)| (*name, parameter))
    }

    /// A table with these in the place of its own.
    #[must_use]
    pub fn onto(&self, mut table: HealingTable) -> HealingTable {
        for (name, parameter) in table.parameters_mut() {
            if let Some((_, own)) = self.entries().find(|(own, _)| *own == name) {
                *parameter = own.clone();
            }
        }
        table
    }
}

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
/// assert_eq!(parse_healing("mine.toml", mine).unwrap().entries().next().unwrap().0, "dot_volume");
/// assert_eq!(parse_healing("mine.toml", "[dot_volum]").unwrap_err()[0].code, "healing-unknown-key");
/// ```
pub fn parse_healing(file: &str, text: &str) -> Result<HealingPriors, Vec<Diagnostic>> {
    Reader::read(file, text, &CODES, |reader, document| Some(priors(reader, document)))
}

/// The tables of priors in a document, or below a heading of one.
pub(super) fn priors(reader: &mut Reader<'_>, document: &DeTable<'_>) -> HealingPriors {
    let mut table = data::healing();
    let known: Vec<&str> = table.parameters_mut().iter().map(|(name, _)| *name).collect();
    reader.keys(document, &known, "A table of healing priors");
    let mut own = HealingPriors::default();
    for (name, usual) in table.parameters_mut() {
        if let Some(value) = document.get(name)
            && let Some(section) = Section::at(reader, name, value, KEYS)
            && let Some(parameter) = read(reader, &section, name, usual)
        {
            own.0.push((name, parameter));
        }
    }
    own
}

fn read(
    reader: &mut Reader<'_>,
    section: &Section<'_, '_>,
    name: &str,
    usual: &HealingParameter,
) -> Option<HealingParameter> {
    let median = section.number(reader, "median", &data::healing_domain(name));
    let spread = section.number(reader, "spread", &HEALING_SPREADS);
    let unit = section.table.get("unit").and_then(|value| reader.text("unit", value, 200).map(str::to_owned));
    let (kind, source) = section.provenance(reader);
    let unit = unit.unwrap_or_else(|| usual.unit.clone());
    Some(HealingParameter { median: median?, spread: spread?, unit, kind: kind?, source: source? })
}
