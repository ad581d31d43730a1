//! A whole case in one document.

use super::{CASE_EXPORT_SCHEMA, CASE_SCHEMA, Case, CaseStep, TOOL, step};
use crate::data::{limits, sha256_hex};
use crate::diagnostic::Diagnostic;
use crate::store::read::read_bytes;
use serde_json::{Value, json};
use std::path::Path;

/// `healtone.case-export/1`: what `case.toml` says, and every step as its file has it; of a picture its name, size and
/// digest.
///
/// Errors: a picture that cannot be read.
pub fn export_case(case: &Case) -> Result<Value, Diagnostic> {
    let steps: Vec<Value> = case.steps.iter().map(|step| exported(&case.folder, step)).collect::<Result<_, _>>()?;
    Ok(json!({
        "schema": CASE_EXPORT_SCHEMA,
        "tool": TOOL,
        "case": {"schema": CASE_SCHEMA, "code": case.code, "created": case.created, "tool": case.tool},
        "steps": steps,
    }))
}

fn exported(folder: &Path, step: &CaseStep) -> Result<Value, Diagnostic> {
    let pictures: Vec<Value> = step.pictures.iter().map(|name| picture(folder, name)).collect::<Result<_, _>>()?;
    let mut document = step::document(step);
    document["pictures"] = pictures.into();
    Ok(document)
}

fn picture(folder: &Path, name: &str) -> Result<Value, Diagnostic> {
    let bytes = read_bytes(&folder.join(name), limits().photo.tiff_max_bytes as u64)?;
    Ok(json!({"name": name, "bytes": bytes.len(), "sha256": sha256_hex(&bytes)}))
}
