//! The chart that `--chart` names.

use super::output::Failure;
use crate::chart::{ChartDefinition, definition};
use crate::{data, store};
use std::path::Path;

/// A built-in chart by its id, or a chart of one's own by its file, which ends in `.toml`.
pub(super) fn chart_named(name: &str) -> Result<ChartDefinition, Failure> {
    let path = Path::new(name);
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
        let text = store::read_text(path, data::limits().text.file_max_bytes as u64)?;
        return Ok(store::parse_chart(name, &text)?);
    }
    Ok(definition(name).map_err(|e| e.diagnostic())?.clone())
}
