//! Names and values, as a page sends them.

use crate::diagnostic::{Diagnostic, Kind};
use std::collections::BTreeMap;

/// A JSON object whose values are all texts.
///
/// Errors: anything else.
///
/// ```
/// use healtone::store::parse_fields;
/// assert_eq!(parse_fields(br#"{"density": "150"}"#)?["density"], "150");
/// assert!(parse_fields(br#"{"density": 150}"#).is_err());
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
pub fn parse_fields(text: &[u8]) -> Result<BTreeMap<String, String>, Diagnostic> {
    serde_json::from_slice(text).map_err(|e| {
        let message = format!("What was asked is no JSON object of texts: {e}.");
        Diagnostic::error(Kind::Argument, "not-fields", message, "Load the page again.")
    })
}
