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
fn parse<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(super::text(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The list of data files and their sources.
#[must_use]
pub fn sources() -> SourcesTable {
    parse("calibration/sources.toml")
}

/// `calibration/limits.toml`: what is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsTable {
    /// For photos.
    pub photo: PhotoLimits,
}

/// Limits on a photo, checked before it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoLimits {
    /// Most pixels of a picture.
    pub pixels_max: u64,
    /// Most pixels along a side.
    pub side_max_px: u32,
    /// Fewest pixels along a side.
    pub side_min_px: u32,
    /// Largest file, in bytes.
    pub file_max_bytes: usize,
    /// Largest TIFF file, in bytes.
    pub tiff_max_bytes: usize,
    /// Largest colour profile or block of camera data, in bytes.
    pub metadata_max_bytes: usize,
    /// Largest decoded picture, in bytes.
    pub decoded_max_bytes: u64,
}

/// The limits.
#[must_use]
pub fn limits() -> LimitsTable {
    parse("calibration/limits.toml")
}

/// One of `calibration/charts/*.toml`: charts of one size and layout.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartFamily {
    /// Side of a patch over the distance of patch centres.
    pub patch_share: f64,
    /// Distance of patch centres along and across the rows in mm; none where it is not known well enough.
    pub pitch_mm: Option<[f64; 2]>,
    /// The charts of this size that differ in their colours.
    pub variant: Vec<ChartVariant>,
}

/// A chart of a family.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartVariant {
    /// Stable, kebab-case.
    pub id: String,
    /// For people.
    pub name: String,
    /// Where its 24 spectra come from.
    pub colours: ChartColours,
}

/// Where the 24 spectra of a chart come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartColours {
    /// Measured: the mean of 30 charts made before November 2014.
    BabelcolorAverage,
    /// Computed from the Lab published for charts made before November 2014.
    #[serde(rename = "before-2014")]
    Before2014,
    /// Computed from the Lab published for charts made after November 2014.
    #[serde(rename = "after-2014")]
    After2014,
}

/// All chart families, the default chart first.
#[must_use]
pub fn chart_families() -> Vec<ChartFamily> {
    ["classic", "mini", "passport", "nano"].map(|name| parse(&format!("calibration/charts/{name}.toml"))).into()
}
