//! JSON Schemas of the documents that are printed, one for each `schema` that they name.
//!
//! Results are built field by field, so their schemas are too, beside them; tests hold what the tool prints against them.

pub(crate) mod build;
mod catalogue;
mod consultation;
mod follow_up;
mod measurement;
pub(crate) mod parts;
mod records;
mod truth;

use serde_json::Value;

type Maker = fn() -> Value;

/// Every printed document by its name, without `healtone.` and version.
const DOCUMENTS: &[(&str, Maker)] = &[
    ("case-page", records::case_page),
    ("cases", records::cases),
    ("catalogue-diff", catalogue::catalogue_diff),
    ("catalogues", records::catalogues),
    ("check", records::check),
    ("consultation", consultation::consultation),
    ("fit", catalogue::fit),
    ("follow-up", follow_up::follow_up),
    ("grade", records::grade),
    ("hand-page", records::hand_page),
    ("import", records::import),
    ("measurement", measurement::document),
    ("next", follow_up::next),
    ("optics", records::optics),
    ("pigment", records::pigment),
    ("prediction", consultation::prediction),
    ("preview", catalogue::preview),
    ("studio-page", records::studio_page),
    ("truth", truth::truth),
];

/// Names of the printed documents, without `healtone.` and version.
pub fn names() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.iter().map(|(name, _)| *name)
}

/// The JSON Schema of a printed document, draft 2020-12; `None` for a name that is none.
///
/// ```
/// let schema = healtone::report::json::schema::of("optics").unwrap();
/// assert_eq!(schema["title"], "healtone.optics/1");
/// ```
#[must_use]
pub fn of(name: &str) -> Option<Value> {
    DOCUMENTS.iter().find(|(own, _)| *own == name).map(|(_, make)| make())
}
