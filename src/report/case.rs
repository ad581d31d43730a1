//! Clients' cases as text of 80 columns.

use super::wrap::wrapped;
use std::fmt::Write;

/// What is told of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFacts {
    /// The client's code.
    pub code: String,
    /// The day of its first step.
    pub created: String,
    /// Version of the tool that created it.
    pub tool: String,
    /// Its steps in order.
    pub steps: Vec<StepFacts>,
}

/// What is told of a step; its result is a document of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct StepFacts {
    /// Its number, from 1.
    pub number: usize,
    /// What was done.
    pub kind: &'static str,
    /// The day on which it was done.
    pub date: String,
    /// The day that it is about.
    pub day: Option<f64>,
    /// Version of the tool.
    pub tool: String,
    /// The catalogues in use: name and digest.
    pub catalogues: Vec<(String, String)>,
    /// Digest of the tool's own data.
    pub calibration: String,
    /// Names of its pictures.
    pub pictures: Vec<String>,
}

/// One line a case.
#[must_use]
pub fn list(cases: &[CaseFacts]) -> String {
    let mut out = format!("{:<34}{:<12}{:>5}  {:<14}{}\n", "code", "created", "steps", "last step", "its date");
    for case in cases {
        let (kind, date) = case.steps.last().map_or(("-", "-"), |last| (last.kind, last.date.as_str()));
        let _ = writeln!(out, "{:<34}{:<12}{:>5}  {kind:<14}{date}", case.code, case.created, case.steps.len());
    }
    out
}

/// A case, one line a step.
#[must_use]
pub fn show(case: &CaseFacts) -> String {
    let mut out = String::new();
    wrapped(&mut out, "Case      ", &format!("{}, created {} by healtone {}", case.code, case.created, case.tool));
    let _ = writeln!(out, "{:>4}  {:<14}{:<12}{:>5}{:>10}  tool", "step", "what", "date", "day", "pictures");
    for step in &case.steps {
        let StepFacts { number, kind, date, tool, .. } = step;
        let day = step.day.map_or_else(|| "-".to_owned(), |day| day.round().to_string());
        let _ = writeln!(out, "{number:>4}  {kind:<14}{date:<12}{day:>5}{:>10}  {tool}", step.pictures.len());
    }
    out
}
