//! A studio's hand as learnt from healed photos: `hand.toml`, one record a client.

use super::table::{Codes, Reader, Value};
use crate::diagnostic::Diagnostic;
use crate::learning::HandRecord;
use std::fmt::Write;
use std::ops::RangeInclusive;
use toml::de::DeTable;

/// The version of the format.
pub const HAND_SCHEMA: &str = "healtone.hand/1";

const CODES: Codes = Codes {
    syntax: "hand-syntax",
    unknown_key: "hand-unknown-key",
    missing_key: "hand-missing-key",
    wrong_type: "hand-wrong-type",
    value: "hand-value",
    too_many: "hand-too-many",
};

const TOP_KEYS: &[&str] = &["schema", "record"];
const RECORD_KEYS: &[&str] = &["code", "product", "ln_dose", "ln_sd"];
const MOST_RECORDS: usize = 10_000;
const LONGEST: usize = 200;
/// A factor of 20,000 either way.
pub(super) const LN_DOSE: RangeInclusive<f64> = -10.0..=10.0;
pub(super) const LN_SD: RangeInclusive<f64> = 1e-3..=10.0;

/// Reads the text of a hand's file; `file` is what to call it in messages.
///
/// # Errors
/// All faults that can be told apart, each with its place.
///
/// ```
/// use healtone::{learning::HandRecord, store::{hand_text, parse_hand}};
/// let record = HandRecord { code: "K-0417".into(), product: "generic-warm-25".into(), ln_dose: -0.31, ln_sd: 0.42 };
/// let text = hand_text(std::slice::from_ref(&record));
/// assert_eq!(parse_hand("hand.toml", &text).unwrap(), [record]);
/// ```
pub fn parse_hand(file: &str, text: &str) -> Result<Vec<HandRecord>, Vec<Diagnostic>> {
    Reader::read(file, text, &CODES, |reader, document| Some(records(reader, document)))
}

fn records(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Vec<HandRecord> {
    reader.keys(document, TOP_KEYS, "A hand's file");
    let end = reader.end();
    let remedy = format!("Write schema = \"{HAND_SCHEMA}\".");
    if let Some(value) = reader.required(document, "schema", &end, &remedy) {
        reader.choice("schema", value, &[(HAND_SCHEMA, ())]);
    }
    let remedy = "Write [[record]] in two brackets, once for each client.";
    let list = document.get("record").and_then(|value| reader.list("record", value, MOST_RECORDS, remedy));
    let list = list.unwrap_or_default();
    list.iter().filter_map(|value| record(reader, value)).collect()
}

fn record(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<HandRecord> {
    let table = reader.table("record", value)?;
    reader.keys(table, RECORD_KEYS, "A record");
    let span = value.span();
    let text = |reader: &mut Reader<'_>, key: &str| {
        let value = reader.required(table, key, &span, "Take the record out, or restore the file from a copy.")?;
        reader.text(key, value, LONGEST).map(str::to_owned)
    };
    let (code, product) = (text(reader, "code"), text(reader, "product"));
    let number = |reader: &mut Reader<'_>, key: &str, range: &RangeInclusive<f64>| {
        let value = reader.required(table, key, &span, "Take the record out, or restore the file from a copy.")?;
        reader.number(key, value, range)
    };
    let (ln_dose, ln_sd) = (number(reader, "ln_dose", &LN_DOSE), number(reader, "ln_sd", &LN_SD));
    Some(HandRecord { code: code?, product: product?, ln_dose: ln_dose?, ln_sd: ln_sd? })
}

/// The text of a hand's file.
#[must_use]
pub fn hand_text(records: &[HandRecord]) -> String {
    let mut text = format!(
        "# What healed photos say of this studio's hand: one record a client, written by `healtone follow-up`.\n\
         # ln_dose is the natural log of the pigment that a dot keeps over what is expected. Take out what should not\n\
         # count; `healtone studio hand --reset` takes out all.\nschema = \"{HAND_SCHEMA}\"\n"
    );
    for record in records {
        let quoted = |value: &str| toml::Value::String(value.to_owned()).to_string();
        let _ = write!(
            text,
            "\n[[record]]\ncode = {}\nproduct = {}\nln_dose = {:.4}\nln_sd = {:.4}\n",
            quoted(&record.code),
            quoted(&record.product),
            record.ln_dose,
            record.ln_sd
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_at_once() {
        let text = "schema = \"healtone.hand/2\"\n[[record]]\ncode = \"K-1\"\nln_dose = 99\nln_sd = 0.4\nmore = 1\n";
        let faults = parse_hand("hand.toml", text).unwrap_err();
        let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
        assert!(codes.contains(&"hand-unknown-key") && codes.contains(&"hand-missing-key"), "{codes:?}");
        assert_eq!(codes.iter().filter(|c| **c == "hand-value").count(), 2, "{codes:?}");
    }

    #[test]
    fn an_empty_hand_is_one() {
        assert_eq!(parse_hand("hand.toml", &hand_text(&[])).unwrap(), []);
        let odd = HandRecord { code: "a\"b\\1".into(), product: "x+y".into(), ln_dose: 0.5, ln_sd: 0.25 };
        assert_eq!(parse_hand("hand.toml", &hand_text(std::slice::from_ref(&odd))).unwrap(), [odd]);
    }
}
