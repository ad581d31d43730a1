//! The typed tables under `calibration/`: what each TOML file holds, one to one.

use serde::Deserialize;

/// One file under `calibration/` and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// Path from the top level of the repository.
    pub path: String,
    /// `measured`, `supplier`, `literature`, `computed` or `assumed`.
    pub kind: SourceKind,
    /// Author, year, identifier.
    pub citation: String,
    /// Terms under which the figures may be passed on.
    pub licence: String,
    /// When it was published or made.
    pub date: String,
    /// Units of the columns or keys.
    pub units: String,
}

/// How a figure came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// With an instrument, on the thing itself.
    Measured,
    /// Stated by the maker.
    Supplier,
    /// Published by somebody else.
    Literature,
    /// Calculated from published figures.
    Computed,
    /// Believed, for want of anything better.
    Assumed,
}

impl SourceKind {
    /// Every kind, from the firmest to the weakest.
    pub const ALL: [Self; 5] = [Self::Measured, Self::Supplier, Self::Literature, Self::Computed, Self::Assumed];

    /// The name used in files and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Supplier => "supplier",
            Self::Literature => "literature",
            Self::Computed => "computed",
            Self::Assumed => "assumed",
        }
    }
}

/// `calibration/sources.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcesTable {
    /// One entry a file.
    pub file: Vec<DataSource>,
}

/// Reads an embedded TOML file into its type.
///
/// Panics when the file does not fit the type: it is part of the program, and a test reads each.
pub(super) fn parse<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(super::text(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The list of data files and their sources.
#[must_use]
pub fn sources() -> SourcesTable {
    parse("calibration/sources.toml")
}
