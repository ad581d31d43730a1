//! The chart that `--chart` names.

use super::output::Failure;
use crate::chart::{ChartDefinition, definition};
use crate::diagnostic::Diagnostic;
use crate::{data, store};
use std::path::Path;

/// A built-in chart by its id, or a chart of one's own by its file, which ends in `.toml`.
pub(super) fn chart_named(name: &str) -> Result<ChartDefinition, Failure> {
    if store::is_chart_file(name) {
        return chart_file(Path::new(name));
    }
    Ok(built_in(name)?.clone())
}

/// A built-in chart by its id.
pub(super) fn built_in(id: &str) -> Result<&'static ChartDefinition, Diagnostic> {
    definition(id).map_err(|e| e.diagnostic())
}

/// A chart of one's own.
pub(super) fn chart_file(path: &Path) -> Result<ChartDefinition, Failure> {
    let text = store::read_text(path, data::limits().text.file_max_bytes as u64)?;
    Ok(store::parse_chart(&path.display().to_string(), &text)?)
}
