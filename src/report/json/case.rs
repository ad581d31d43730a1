//! Clients' cases: `healtone.cases/1` and `healtone.case-page/1`.

use super::{TOOL, diagnostics};
use crate::diagnostic::Diagnostic;
use crate::report::case::{CaseFacts, StepFacts};
use serde_json::{Value, json};

/// `healtone.cases/1`: the cases in a folder, and the faults of those that cannot be read.
#[must_use]
pub fn cases(cases: &[CaseFacts], faults: &[Diagnostic]) -> Value {
    let row = |case: &CaseFacts| {
        json!({
            "code": case.code,
            "created": case.created,
            "tool": case.tool,
            "steps": case.steps.len(),
            "last": case.steps.last().map(|s| json!({"number": s.number, "kind": s.kind, "date": s.date})),
        })
    };
    json!({
        "schema": "healtone.cases/1",
        "tool": TOOL,
        "cases": cases.iter().map(row).collect::<Vec<_>>(),
        "unreadable": diagnostics(faults),
    })
}

/// `healtone.case-page/1`: a case and its steps, without their results.
#[must_use]
pub fn case(case: &CaseFacts) -> Value {
    json!({
        "schema": "healtone.case-page/1",
        "tool": TOOL,
        "code": case.code,
        "created": case.created,
        "created_by": case.tool,
        "steps": case.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &StepFacts) -> Value {
    let catalogue = |(name, sha256): &(String, String)| json!({"name": name, "sha256": sha256});
    json!({
        "number": step.number,
        "kind": step.kind,
        "date": step.date,
        "day": step.day,
        "tool": step.tool,
        "catalogues": step.catalogues.iter().map(catalogue).collect::<Vec<_>>(),
        "calibration": step.calibration,
        "pictures": step.pictures,
    })
}
