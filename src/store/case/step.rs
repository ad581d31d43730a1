//! A step's file: `002-follow-up.json`.

use super::names::{is_picture_of, step_file};
use super::{CASE_STEP_SCHEMA, CaseStep, StepKind};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::pigment::Date;
use crate::store::read::json_offset;
use crate::store::table::shown;
use serde::Deserialize;
use serde_json::{Value, json};

/// A step is written by the tool, and mended by hand only by who knows how.
const REMEDY: &str = "Put back the file as the tool wrote it, from a copy.";

/// A version fits on a line.
pub(super) const LONGEST_TOOL: usize = 64;

/// Digits of a SHA-256.
const DIGEST: usize = 64;

/// Largest file of a step, in bytes.
pub(super) fn limit() -> usize {
    data::limits().text.file_max_bytes
}

/// A step as JSON.
pub(super) fn document(step: &CaseStep) -> Value {
    let catalogue = |(name, sha256): &(String, String)| json!({"name": name, "sha256": sha256});
    json!({
        "schema": CASE_STEP_SCHEMA,
        "number": step.number,
        "kind": step.kind.name(),
        "date": step.date,
        "tool": step.tool,
        "catalogues": step.catalogues.iter().map(catalogue).collect::<Vec<_>>(),
        "calibration": step.calibration,
        "day": step.day,
        "pictures": step.pictures,
        "report": step.report,
        "state": step.state,
    })
}

/// The text of a step's file, which [`parse`] reads again.
///
/// Errors: a step that could not be read again, or not within the limit.
pub(super) fn text(step: &CaseStep) -> Result<String, Diagnostic> {
    let text = format!("{:#}\n", document(step));
    if text.len() > limit() {
        let message = format!("Step {} is larger than {} MB.", step.number, limit() / 1_000_000);
        return Err(Diagnostic::error(
            Kind::Limit,
            "case-step-too-large",
            message,
            "Leave out what is not needed later.",
        ));
    }
    let file = step_file(step.number, step.kind);
    match parse(&file, &text, (step.number, step.kind)) {
        Ok(read) if read == *step => Ok(text),
        Ok(_) => Err(unfit("case-step-value", format!("{file} would not be read as it was written."), REMEDY)),
        Err(faults) => Err(faults.into_iter().next().expect("where nothing is read there is a fault")),
    }
}

#[derive(Deserialize)]
struct Version {
    schema: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepDocument {
    #[serde(rename = "schema")]
    _schema: String,
    number: usize,
    kind: String,
    date: String,
    tool: String,
    catalogues: Vec<CatalogueDocument>,
    calibration: String,
    day: Option<f64>,
    pictures: Vec<String>,
    report: Value,
    state: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueDocument {
    name: String,
    sha256: String,
}

/// Reads the text of a step's file, whose name says its number and kind; `file` is what to call it in messages.
///
/// Errors: a text that is not such a document, with its place; or everything that it says and cannot be.
pub(super) fn parse(file: &str, text: &str, named: (usize, StepKind)) -> Result<CaseStep, Vec<Diagnostic>> {
    let unreadable = |e: &serde_json::Error| {
        let at = json_offset(text, e);
        vec![unfit("case-step-unreadable", format!("This is no step of a case: {e}."), REMEDY).at(file, text, at..at)]
    };
    let Version { schema } = serde_json::from_str(text).map_err(|e| unreadable(&e))?;
    if schema != CASE_STEP_SCHEMA {
        let message =
            format!("{file} is written as \"{}\"; this version of the tool reads {CASE_STEP_SCHEMA}.", shown(&schema));
        let remedy = "Read it with the version of healtone that wrote it, or a newer one.";
        return Err(vec![unfit("case-step-schema", message, remedy)]);
    }
    let document: StepDocument = serde_json::from_str(text).map_err(|e| unreadable(&e))?;
    let faults = document.faults(file, named);
    if faults.is_empty() { Ok(document.step(named.1)) } else { Err(faults) }
}

fn unfit(code: &'static str, message: String, remedy: &str) -> Diagnostic {
    Diagnostic::error(Kind::Unfit, code, message, remedy)
}

impl StepDocument {
    fn step(self, kind: StepKind) -> CaseStep {
        CaseStep {
            number: self.number,
            kind,
            date: self.date,
            tool: self.tool,
            catalogues: self.catalogues.into_iter().map(|c| (c.name, c.sha256)).collect(),
            calibration: self.calibration,
            day: self.day,
            report: self.report,
            state: self.state,
            pictures: self.pictures,
        }
    }

    /// What it says and cannot be.
    fn faults(&self, file: &str, (number, kind): (usize, StepKind)) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut fault = |message: String| faults.push(unfit("case-step-value", format!("{file}: {message}"), REMEDY));
        if self.number != number || self.kind != kind.name() {
            let (its_number, its_kind) = (self.number, shown(&self.kind));
            fault(format!("its name says step {number}, {}; it says step {its_number}, {its_kind}.", kind.name()));
        }
        if Date::parse(&self.date).is_none_or(|date| date.day.is_none()) {
            fault(format!("`date` is \"{}\", which is no day such as 2026-12-01.", shown(&self.date)));
        }
        if self.tool.is_empty() || self.tool.len() > LONGEST_TOOL || self.tool.contains(char::is_control) {
            fault("`tool` is no version.".to_owned());
        }
        if !is_digest(&self.calibration) {
            fault("`calibration` is no digest.".to_owned());
        }
        for catalogue in self.catalogues.iter().filter(|c| !is_digest(&c.sha256)) {
            fault(format!("the digest of the catalogue \"{}\" is none.", shown(&catalogue.name)));
        }
        for picture in self.pictures.iter().filter(|name| !is_picture_of(number, name)) {
            fault(format!("\"{}\" cannot be a picture of this step.", shown(picture)));
        }
        faults
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == DIGEST && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step() -> CaseStep {
        CaseStep {
            number: 2,
            catalogues: vec![("reference".to_owned(), "0a".repeat(32))],
            day: Some(28.0),
            report: json!({"schema": "healtone.follow-up/1", "warnings": []}),
            state: json!({"mean": [0.1, 1.0 / 3.0, 1e-300], "count": u64::MAX, "\u{fc}": null}),
            pictures: vec!["002-front.jpg".to_owned()],
            ..CaseStep::new(StepKind::FollowUp, "2026-12-01")
        }
    }

    const NAMED: (usize, StepKind) = (2, StepKind::FollowUp);

    #[test]
    fn what_is_written_is_read_to_the_last_digit() {
        let text = text(&step()).unwrap();
        assert!(text.starts_with("{\n  \"schema\": \"healtone.case-step/1\",\n  \"number\": 2,"), "{text}");
        assert_eq!(parse("002-follow-up.json", &text, NAMED).unwrap(), step());
        // Numbers of which a quick reader would lose the last bit.
        let mut random = crate::math::Random::new(7);
        let values: Vec<f64> = (0..2000).map(|_| random.normal() * crate::math::exp(20.0 * random.normal())).collect();
        let many = CaseStep { state: json!(values), ..step() };
        let read = parse("002-follow-up.json", &super::text(&many).unwrap(), NAMED).unwrap();
        let bits = |v: &Value| v.as_array().unwrap().iter().map(|x| x.as_f64().unwrap().to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&read.state), values.iter().map(|v| v.to_bits()).collect::<Vec<_>>());
    }

    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let refused = |step: CaseStep| text(&step).unwrap_err();
        let fault = refused(CaseStep { date: "yesterday".to_owned(), ..step() });
        assert!(fault.code == "case-step-value" && fault.message.contains("yesterday"), "{fault}");
        assert_eq!(refused(CaseStep { day: Some(f64::NAN), ..step() }).code, "case-step-value");
        let fault = refused(CaseStep { state: json!("x".repeat(limit())), ..step() });
        assert_eq!((fault.kind, fault.code), (Kind::Limit, "case-step-too-large"));
        let deep = (0..200).fold(Value::Null, |inner, _| json!([inner]));
        assert_eq!(refused(CaseStep { state: deep, ..step() }).code, "case-step-unreadable");
    }

    #[test]
    fn faults_of_a_step_are_told_at_once_and_with_their_place() {
        let good = text(&step()).unwrap();
        let bad = good
            .replace("\"number\": 2", "\"number\": 3")
            .replace("2026-12-01", "2026-12")
            .replace("002-front.jpg", "../front.jpg")
            .replace(&"0a".repeat(32), "none");
        let faults = parse("002-follow-up.json", &bad, NAMED).unwrap_err();
        assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["case-step-value"; 4]);
        let unknown = good.replace("\"day\"", "\"dya\"");
        let fault = &parse("002-follow-up.json", &unknown, NAMED).unwrap_err()[0];
        assert!(fault.message.contains("unknown field `dya`") && fault.place.as_ref().unwrap().line > 10, "{fault}");
        let newer = good.replace("case-step/1", "case-step/2").replace("\"day\"", "\"dya\"");
        assert_eq!(parse("002-follow-up.json", &newer, NAMED).unwrap_err()[0].code, "case-step-schema");
        let half = &good[..good.len() / 2];
        assert_eq!(parse("002-follow-up.json", half, NAMED).unwrap_err()[0].code, "case-step-unreadable");
    }
}
