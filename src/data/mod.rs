//! Embedded files by name, and the tables in them: the only place that includes files or parses the tool's own data.

mod colorants;
mod digest;
mod healing;
mod learning;
mod matching;
mod needles;
#[cfg(feature = "web")]
mod page;
mod reference_skins;
mod regions;
mod stubble;
mod tables;
mod teaching;

pub use colorants::{ColorantEntry, ColorantsTable, Restriction, colorants};
pub use digest::digest;
pub(crate) use digest::sha256_hex;
pub use healing::{HEALING_SPREADS, HealingParameter, HealingTable, PlanTable, healing, healing_domain};
pub use learning::{CloseUpTable, LearningTable, PosteriorTable, learning};
pub use matching::{
    CupTable, GrowthTable, LossTable, MatchingTable, ScarTable, SecondLightTable, ShavedTable, StagesTable,
    TargetTable, ToleranceTable, matching,
};
pub use needles::{CartridgeTable, NeedleTable, RoundTable, needles};
#[cfg(feature = "web")]
pub use page::PAGE;
pub use reference_skins::{ReferenceSkin, reference_skins};
pub use regions::{
    EvenLimits, FieldLimits, PairLimits, RegionsTable, RegistrationLimits, ScalpLimits, TextureLimits, regions,
};
pub use stubble::{HairTable, StubbleErrors, StubbleScale, StubbleSeen, StubbleTable, stubble};
pub use tables::{
    CameraTable, ChartColours, ChartFamily, ChartLimits, ChartVariant, DataSource, GeometryTable, LimitsTable,
    PhotoLimits, RegionLimits, SensorPosteriorTable, SourceKind, SourcesTable, TextLimits, ToneMatrixTable, camera,
    chart_families, limits, sensor_prior, sources,
};
pub use teaching::{DilutionBand, HealedBand, MarkingTable, PassMark, PhotoMarks, RecipeMarks, marking};

use std::collections::BTreeMap;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        /// Every embedded file: its path from the top level of the repository and its text.
        pub const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../../", $path)))),*];
    };
}

embedded![
    "calibration/camera.toml",
    "calibration/charts/babelcolor-average-spectra.csv",
    "calibration/charts/classic-lab-d50.csv",
    "calibration/charts/classic.toml",
    "calibration/charts/mini.toml",
    "calibration/charts/nano.toml",
    "calibration/charts/passport.toml",
    "calibration/charts/spydercheckr24-lab-d65.csv",
    "calibration/charts/spydercheckr24.toml",
    "calibration/cie/lights.csv",
    "calibration/cie/observer-1931-2deg.csv",
    "calibration/cie/observer-1964-10deg.csv",
    "calibration/healing.toml",
    "calibration/learning.toml",
    "calibration/limits.toml",
    "calibration/matching.toml",
    "calibration/needles.toml",
    "calibration/pigment/carbon-black.csv",
    "calibration/pigment/colorants.toml",
    "calibration/pigment/iron-oxide-black.csv",
    "calibration/pigment/iron-oxide-red.csv",
    "calibration/pigment/refractive-indices.csv",
    "calibration/pigment/titanium-dioxide.csv",
    "calibration/regions.toml",
    "calibration/sensor/prior.csv",
    "calibration/skin/basis.csv",
    "calibration/skin/misfit.csv",
    "calibration/skin/reference-skins.toml",
    "calibration/skin/tissue.csv",
    "calibration/sources.toml",
    "calibration/stubble.toml",
    "calibration/teaching.toml",
    "pigments/reference.toml",
];

/// The text of an embedded file.
///
/// Panics for a name that is not embedded: names are literals in this crate, and a test opens each.
#[must_use]
pub fn text(path: &str) -> &'static str {
    FILES.iter().find(|(name, _)| *name == path).unwrap_or_else(|| panic!("{path} is not embedded")).1
}

/// A table of numbers with named columns, as the CSV files under `calibration/` hold them.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    columns: BTreeMap<String, Vec<f64>>,
}

impl Columns {
    /// Reads an embedded CSV file: `#` starts a comment, the first other line names the columns, an empty cell is NaN.
    ///
    /// Panics when the file is not such a table: it is part of the program, and a test reads each.
    #[must_use]
    pub fn read(path: &str) -> Self {
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text(path).as_bytes());
        let header = reader.headers().unwrap_or_else(|e| panic!("{path}: {e}")).clone();
        let mut columns: BTreeMap<String, Vec<f64>> = header.iter().map(|name| (name.to_owned(), Vec::new())).collect();
        for record in reader.records() {
            let record = record.unwrap_or_else(|e| panic!("{path}: {e}"));
            for (name, cell) in header.iter().zip(record.iter()) {
                let value = if cell.is_empty() {
                    f64::NAN
                } else {
                    cell.parse().unwrap_or_else(|e| panic!("{path}: {cell:?}: {e}"))
                };
                columns.get_mut(name).expect("every header has its column").push(value);
            }
        }
        Self { columns }
    }

    /// One column by its name.
    ///
    /// Panics for a name that the table does not have, naming those it has.
    #[must_use]
    pub fn column(&self, name: &str) -> &[f64] {
        self.columns
            .get(name)
            .unwrap_or_else(|| panic!("no column {name}, only {:?}", self.names().collect::<Vec<_>>()))
    }

    /// The names of the columns, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }
}
