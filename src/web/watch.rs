//! The folder that a phone's pictures arrive in.

use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::store;
use std::path::Path;

/// The newest picture of the folder.
///
/// Errors: there is none, or it cannot be read.
pub(super) fn newest(folder: &Path) -> Result<Vec<u8>, Diagnostic> {
    let newest = store::newest_photo(folder)?.ok_or_else(|| none_yet(folder))?;
    store::read_bytes(&newest.path, data::limits().photo.tiff_max_bytes as u64)
}

pub(super) fn not_watching() -> Diagnostic {
    let remedy = "Start with `healtone serve --watch DIR`, or choose the photo by hand.";
    Diagnostic::error(Kind::Argument, "not-watching", "No folder is watched.", remedy)
}

fn none_yet(folder: &Path) -> Diagnostic {
    let message = format!("No picture has arrived in {} yet.", folder.display());
    Diagnostic::error(Kind::Unfit, "no-picture-yet", message, "Wait until the phone has sent it.")
}
