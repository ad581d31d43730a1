//! The development data, which a fresh clone does not have: tests that need it skip, saying so.

use std::path::PathBuf;

/// A file of the development data; `None`, said on stderr, where it is absent.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("HEALTONE_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from);
    let file = root.join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("skipped: {} is not here (set HEALTONE_SHARED to the development data)", file.display());
    None
}

/// The rows of a CSV file as text cells, comments and header left out.
pub(crate) fn csv_rows(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.skip(1).map(|line| line.split(',').map(str::trim).collect()).collect()
}
