//! Healing priors of one's own.

use super::output::{self, Failure};
use crate::data;
use crate::store::{self, HealingPriors};
use std::path::Path;

/// The priors of a file; none without one.
pub(super) fn own_priors(file: Option<&Path>) -> Result<HealingPriors, Failure> {
    let Some(path) = file else { return Ok(HealingPriors::default()) };
    let text = store::read_text(path, data::limits().text.file_max_bytes as u64)?;
    store::parse_healing(&path.display().to_string(), &text)
        .map_err(|faults| output::unfit("healing-unfit", path, &text, &faults))
}
