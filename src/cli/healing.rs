//! Healing priors of one's own.

use super::output::{self, Failure};
use crate::data::{self, HealingTable};
use crate::diagnostic::{Diagnostic, Kind};
use crate::{report, store};
use std::path::Path;

/// The tool's priors, with those of a file in their place.
pub(super) fn healing_table(file: Option<&Path>) -> Result<HealingTable, Failure> {
    let Some(path) = file else { return Ok(data::healing()) };
    let text = store::read_text(path, data::limits().text.file_max_bytes as u64)?;
    store::parse_healing(&path.display().to_string(), &text).map_err(|faults| {
        eprintln!("{}", report::diagnostics::render(&faults, |_| Some(&text), output::text().swatches));
        let message = format!("{} has {} fault(s).", path.display(), faults.len());
        Diagnostic::error(Kind::Unfit, "healing-unfit", message, "Correct what is named above.").into()
    })
}
