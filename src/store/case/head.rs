//! `case.toml`: whose case a folder is, by a code.

use super::code::{FORM, is_code, no_code};
use super::step::LONGEST_TOOL;
use super::{CASE_SCHEMA, TOOL};
use crate::diagnostic::Diagnostic;
use crate::store::table::{Codes, Reader, Value};
use toml::de::DeTable;

const CODES: Codes = Codes {
    syntax: "case-syntax",
    unknown_key: "case-unknown-key",
    missing_key: "case-missing-key",
    wrong_type: "case-wrong-type",
    value: "case-value",
    too_many: "case-too-many",
};

const KEYS: &[&str] = &["schema", "code", "created", "tool"];

/// What `case.toml` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) code: String,
    pub(super) created: String,
    pub(super) tool: String,
}

impl Head {
    /// That of a case which this version of the tool creates.
    pub(super) fn new(code: &str, created: &str) -> Self {
        Self { code: code.to_owned(), created: created.to_owned(), tool: TOOL.to_owned() }
    }

    /// Its file. Code, date and version hold nothing that TOML would want escaped.
    pub(super) fn text(&self) -> String {
        let Self { code, created, tool } = self;
        format!("schema = \"{CASE_SCHEMA}\"\ncode = \"{code}\"\ncreated = {created}\ntool = \"{tool}\"\n")
    }

    /// Reads the file; `file` is what to call it in messages.
    ///
    /// Errors: all faults that can be told apart, each with its place.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        Reader::read(file, text, &CODES, head)
    }
}

fn head(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Option<Head> {
    reader.keys(document, KEYS, "A case");
    let end = reader.end();
    let remedy = format!("Write schema = \"{CASE_SCHEMA}\".");
    if let Some(value) = reader.required(document, "schema", &end, &remedy) {
        reader.choice("schema", value, &[(CASE_SCHEMA, ())]);
    }
    let code = reader.required(document, "code", &end, &format!("Write code = \"K-0417\". {FORM}"));
    let code = code.and_then(|value| self::code(reader, value));
    let created = reader.required(document, "created", &end, "Write created = 2026-12-01, the day of its first step.");
    let created = created.and_then(|value| {
        let date = reader.date("created", value)?;
        if date.day.is_none() {
            reader.wrong_type("created", value, "a day", "Write it as 2026-12-01.");
        }
        Some(date.to_string())
    });
    let tool = reader.required(document, "tool", &end, &format!("Write tool = \"{TOOL}\"."));
    let tool = tool.and_then(|value| reader.text("tool", value, LONGEST_TOOL).map(str::to_owned));
    Some(Head { code: code?, created: created?, tool: tool? })
}

fn code(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let code = reader.text("code", value, usize::MAX)?;
    if !is_code(code) {
        reader.add(no_code(code), value.span());
        return None;
    }
    Some(code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let head = Head::new("K-0417", "2026-12-01");
        assert_eq!(Head::parse("case.toml", &head.text()).unwrap(), head);
    }

    #[test]
    fn every_fault_of_a_head_is_told_with_its_place() {
        let text = "schema = \"healtone.case/2\"\ncode = \"Anna\"\ncreated = 2026-13-01\nclient = \"Anna\"\n";
        let faults = Head::parse("case.toml", text).unwrap_err();
        let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["case-syntax"], "no such month: {faults:?}");
        let faults = Head::parse("case.toml", &text.replace("2026-13-01", "\"2026-12\"")).unwrap_err();
        let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
        assert_eq!(codes, ["case-value", "case-code", "case-wrong-type", "case-unknown-key", "case-missing-key"]);
        let lines: Vec<usize> = faults.iter().map(|f| f.place.as_ref().unwrap().line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
    }
}
