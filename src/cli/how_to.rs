//! `consult --how-to`.

use super::output::{self, Failure};
use crate::{consult, report, store};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints the page, or writes it.
pub(super) fn how_to(file: Option<&Path>) -> Result<ExitCode, Failure> {
    let page = report::how_to(&consult::how_to_photograph());
    match file {
        None => output::print(&page, 0),
        Some(path) => {
            store::write_bytes(path, page.as_bytes())?;
            output::print(&format!("{}\n", path.display()), 0)
        }
    }
}

/// A name for the page. Any other is taken for a mistake: what stands after the option could be a photo.
pub(super) fn page_name(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    if ending.is_some_and(|e| e == "html" || e == "htm") {
        return Ok(path);
    }
    Err("--how-to needs no photo; the page is printed, or written to a name that ends in .html".to_owned())
}
