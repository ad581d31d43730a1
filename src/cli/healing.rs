//! Healing priors of one's own.

use super::output::{self, Failure};
use crate::data::{self, HealingTable};
use crate::store;
use std::path::Path;

/// The tool's priors, with those of a file in their place.
pub(super) fn healing_table(file: Option<&Path>) -> Result<HealingTable, Failure> {
    let Some(path) = file else { return Ok(data::healing()) };
    let text = store::read_text(path, data::limits().text.file_max_bytes as u64)?;
    store::parse_healing(&path.display().to_string(), &text)
        .map_err(|faults| output::unfit("healing-unfit", path, &text, &faults))
}
