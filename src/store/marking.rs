//! Marking schemes of a school's own, in the form of `calibration/teaching.toml`, read with every fault at once.

use super::table::{Codes, Reader, Section, Value};
use crate::data::{DilutionBand, HealedBand, MarkingTable, PassMark, PhotoMarks, RecipeMarks};
use crate::diagnostic::Diagnostic;
use crate::teach::scheme_faults;
use std::ops::{Range, RangeInclusive};
use toml::de::DeTable;

const CODES: Codes = Codes {
    syntax: "marking-syntax",
    unknown_key: "marking-unknown-key",
    missing_key: "marking-missing-key",
    wrong_type: "marking-wrong-type",
    value: "marking-value",
    too_many: "marking-too-many",
};

const PHOTO_KEYS: &[&str] = &["fit", "named", "other", "kind", "source"];
const RECIPE_KEYS: &[&str] = &[
    "healed",
    "dilution",
    "tie_de00",
    "too_dark_l",
    "too_dark",
    "outside_limits",
    "no_match",
    "no_match_wrong",
    "nearest",
    "withheld",
    "kind",
    "source",
];

const MARKS: RangeInclusive<f64> = 0.0..=1000.0;
const DE00: RangeInclusive<f64> = 0.0..=100.0;
const STEPS: RangeInclusive<f64> = 0.0..=100.0;
const SHARE: RangeInclusive<f64> = 0.0..=1.0;
/// Most bands of a kind.
const MOST_BANDS: usize = 50;

/// Reads the text of a marking scheme; `file` is what to call it in messages.
///
/// # Errors
/// All faults that can be told apart, each with its place: syntax, unknown and missing keys, wrong types, numbers out of
/// range; and of a scheme that can be read, whatever would let a wrong answer earn more than the right one.
pub fn parse_marking(file: &str, text: &str) -> Result<MarkingTable, Vec<Diagnostic>> {
    Reader::read(file, text, &CODES, scheme)
}

fn scheme(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Option<MarkingTable> {
    reader.keys(document, &["photo", "recipe", "pass"], "A marking scheme");
    let photo = Section::of(reader, document, "photo", PHOTO_KEYS).and_then(|s| s.photo(reader));
    let recipe = Section::of(reader, document, "recipe", RECIPE_KEYS).and_then(|s| s.recipe(reader));
    let pass = Section::of(reader, document, "pass", &["share", "kind", "source"]).and_then(|s| s.pass(reader));
    let scheme = MarkingTable { photo: photo?, recipe: recipe?, pass: pass? };
    for (table, key, message) in scheme_faults(&scheme) {
        let span = place(document, table, key).unwrap_or_else(|| reader.end());
        reader.value_fault(span, format!("`{table}.{key}`: {message}."), "Order the marks so that right earns most.");
    }
    Some(scheme)
}

/// Where a key stands.
fn place(document: &DeTable<'_>, table: &str, key: &str) -> Option<Range<usize>> {
    document.get(table)?.get_ref().as_table()?.get(key).map(Value::span)
}

impl<'v, 'i> Section<'v, 'i> {
    fn marks(&self, reader: &mut Reader<'_>, key: &str) -> Option<f64> {
        self.number(reader, key, &MARKS)
    }

    /// The tables of a list, each with its keys checked.
    fn bands(&self, reader: &mut Reader<'_>, key: &str, keys: &[&str]) -> Option<Vec<Self>> {
        let remedy = format!("Write {key} = [{{ {} = ... }}].", keys.join(" = ..., "));
        let value = reader.required(self.table, key, &self.span, &remedy)?;
        let list = reader.list(key, value, MOST_BANDS, &remedy)?;
        let tables: Vec<Option<Self>> = list
            .iter()
            .map(|value| {
                let table = reader.table(key, value)?;
                reader.keys(table, keys, &format!("A band of `{key}`"));
                Some(Self { table, span: value.span() })
            })
            .collect();
        tables.into_iter().collect()
    }

    fn photo(&self, reader: &mut Reader<'_>) -> Option<PhotoMarks> {
        let [fit, named, other] = ["fit", "named", "other"].map(|key| self.marks(reader, key));
        let (kind, source) = self.provenance(reader);
        Some(PhotoMarks { fit: fit?, named: named?, other: other?, kind: kind?, source: source? })
    }

    fn pass(&self, reader: &mut Reader<'_>) -> Option<PassMark> {
        let share = self.number(reader, "share", &SHARE);
        let (kind, source) = self.provenance(reader);
        Some(PassMark { share: share?, kind: kind?, source: source? })
    }

    fn recipe(&self, reader: &mut Reader<'_>) -> Option<RecipeMarks> {
        let healed = self.bands(reader, "healed", &["up_to_de00", "marks"]).map(|bands| {
            let band = |b: &Self, reader: &mut Reader<'_>| {
                let (up_to_de00, marks) = (b.number(reader, "up_to_de00", &DE00), b.marks(reader, "marks"));
                Some(HealedBand { up_to_de00: up_to_de00?, marks: marks? })
            };
            bands.iter().map(|b| band(b, reader)).collect::<Vec<_>>()
        });
        let dilution = self.bands(reader, "dilution", &["up_to_steps", "lighter", "darker"]).map(|bands| {
            let band = |b: &Self, reader: &mut Reader<'_>| {
                let up_to_steps = b.number(reader, "up_to_steps", &STEPS);
                let (lighter, darker) = (b.marks(reader, "lighter"), b.marks(reader, "darker"));
                Some(DilutionBand { up_to_steps: up_to_steps?, lighter: lighter?, darker: darker? })
            };
            bands.iter().map(|b| band(b, reader)).collect::<Vec<_>>()
        });
        let (tie_de00, too_dark_l) = (self.number(reader, "tie_de00", &DE00), self.number(reader, "too_dark_l", &DE00));
        let keys = ["too_dark", "outside_limits", "no_match", "no_match_wrong", "nearest", "withheld"];
        let [too_dark, outside_limits, no_match, no_match_wrong, nearest, withheld] =
            keys.map(|key| self.marks(reader, key));
        let (kind, source) = self.provenance(reader);
        Some(RecipeMarks {
            healed: healed?.into_iter().collect::<Option<_>>()?,
            dilution: dilution?.into_iter().collect::<Option<_>>()?,
            tie_de00: tie_de00?,
            too_dark_l: too_dark_l?,
            too_dark: too_dark?,
            outside_limits: outside_limits?,
            no_match: no_match?,
            no_match_wrong: no_match_wrong?,
            nearest: nearest?,
            withheld: withheld?,
            kind: kind?,
            source: source?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    const EMBEDDED: &str = "calibration/teaching.toml";

    fn codes(text: &str) -> Vec<(&'static str, usize)> {
        let faults = parse_marking("m.toml", text).unwrap_err();
        assert!(faults.iter().all(|f| !f.remedy.is_empty()));
        faults.iter().map(|f| (f.code, f.place.as_ref().unwrap().line)).collect()
    }

    #[test]
    fn the_embedded_scheme_is_read_the_same_by_hand() {
        assert_eq!(parse_marking(EMBEDDED, data::text(EMBEDDED)).unwrap(), data::marking());
    }

    #[test]
    fn every_fault_is_named_with_its_place() {
        let text = data::text(EMBEDDED);
        let line = |piece: &str| 1 + text.lines().position(|l| l.contains(piece)).unwrap();
        let changed = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            codes(&text.replacen(from, to, 1))
        };
        assert_eq!(changed("fit = 3.0", "fitt = 3.0").len(), 2, "unknown, and the right one missing");
        assert_eq!(changed("fit = 3.0", "fit = -1"), [("marking-value", line("fit = 3.0"))]);
        assert_eq!(changed("other = 1.0", "other = 4.0"), [("marking-value", line("other = 1.0"))]);
        assert_eq!(changed("share = 0.6", "share = \"60 %\""), [("marking-wrong-type", line("share = 0.6"))]);
        assert_eq!(changed("up_to_de00 = 0.6", "up_to_de00 = 0.2"), [("marking-value", line("healed = ["))]);
        assert_eq!(
            changed("{ up_to_de00 = 0.3, marks = 4.0 }", "{ up_to_de00 = 0.3 }"),
            [("marking-missing-key", line("up_to_de00 = 0.3"))]
        );
        assert_eq!(changed("kind = \"assumed\"", "kind = \"asumed\"").len(), 1);
        assert_eq!(codes("").iter().map(|c| c.0).collect::<Vec<_>>(), ["marking-missing-key"; 3]);
        assert_eq!(codes("photo = 1\nrecipe = 2\npass = [")[0].0, "marking-syntax");
    }
}
