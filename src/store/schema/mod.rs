//! JSON Schemas of the files that are kept: what the readers of this module accept.
//!
//! Of TOML files they say as much as a schema can; the readers decide.

mod files;
mod kept;

use serde_json::Value;

type Maker = fn() -> Value;

/// Every kept document by its name, without `healtone.` and version.
const DOCUMENTS: &[(&str, Maker)] = &[
    ("answers", files::answers),
    ("case", files::case),
    ("case-export", kept::case_export),
    ("case-state", kept::case_state),
    ("case-step", kept::case_step),
    ("chart", files::chart),
    ("hand", files::hand),
    ("key", kept::key),
    ("quiz", files::quiz),
    ("studio", files::studio),
];

/// Names of the kept documents, without `healtone.` and version.
pub fn names() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.iter().map(|(name, _)| *name)
}

/// The JSON Schema of a kept document, draft 2020-12; `None` for a name that is none.
///
/// ```
/// let schema = healtone::store::schema::of("studio").unwrap();
/// assert_eq!(schema["title"], "healtone.studio/1");
/// ```
#[must_use]
pub fn of(name: &str) -> Option<Value> {
    DOCUMENTS.iter().find(|(own, _)| *own == name).map(|(_, make)| make())
}
