//! Pigments: catalogues (text -> spanned -> typed, every fault at once), dilutions, optics of colourants.
//!
//! A catalogue says what is in a bottle; [`MassOptics`] says what a gram of it does to light; [`Dilution`] says how
//! much of it is in the cup. How a dot of it heals is another module's business, and whether it may be used is nobody's
//! here: the tool repeats what a catalogue states about that and vouches for nothing.
//!
//! ```
//! use healtone::pigment::{Catalogue, reference};
//!
//! let carbon = reference().pigment("generic-carbon-mid").unwrap();
//! let absorption = carbon.mass_absorption_mm2_per_g().unwrap(); // by band, 380-730 nm
//! assert!((absorption[17] - 5.0e6).abs() < 0.1e6); // 5 m2/g at 550 nm
//!
//! let faults = Catalogue::parse("mine.toml", "schema = \"healtone.catalogue/1\"\n").into_result().unwrap_err();
//! assert_eq!(faults[0].to_string(), "mine.toml:1:1: `pigment` is missing. Add [[pigment]] and below it id, name, brand and the other keys.");
//! ```

mod batch;
mod bottle;
mod catalogue;
mod colorants;
mod dilution;
mod document;
mod error;
pub mod exchange;
mod faults;
mod notation;
mod optics;
mod parse;
#[expect(clippy::module_inception, reason = "one pigment is what the module is about")]
mod pigment;
mod reader;
mod records;
mod rules;
mod template;

pub use batch::{ASSUMED_DILUENT_DROPS_PER_ML, Batch, DROPS_PER_ML, Measured};
pub use bottle::Bottle;
pub use catalogue::{Catalogue, CatalogueSource, Parsed};
pub use colorants::{colorant, is_cas_number, known_colorants};
pub use dilution::Dilution;
pub use document::{
    BackingEntry, BackingSpectrumEntry, BatchEntry, CATALOGUE_SCHEMA_FILE, CatalogueDocument, ColorantShareEntry,
    DateEntry, DilutionEntry, DrawdownEntry, HealedEntry, HealingEntry, KindsEntry, PigmentEntry, PriorEntry,
    RegulationEntry, SourceEntry, SpectrumEntry, catalogue_schema,
};
pub use error::{DilutionError, OpticsError};
pub use notation::Notation;
pub use optics::{MassOptics, largest_tabulated_um};
pub use pigment::{Blend, ColorantShare, DilutionLimits, FigureKinds, Form, Pigment};
pub use records::{
    Backing, Date, Drawdown, HEALED_DAY, HealedRecord, Lot, Reading, Regulation, SampledSpectrum, StatedHealing,
    StatedPrior,
};
pub use rules::Rule;
pub use template::CATALOGUE_TEMPLATE;

use crate::data;
use std::sync::LazyLock;

/// Where the reference catalogue is kept.
const REFERENCE: &str = "pigments/reference.toml";

/// The embedded catalogue of generic shades, computed from published optics; no brand's colours.
///
/// Panics when it has a fault: it is part of the program, and a test reads it.
#[must_use]
pub fn reference() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
        let parsed = Catalogue::parse(REFERENCE, data::text(REFERENCE));
        parsed.into_result().map_or_else(|faults| panic!("{}", faults[0]), |(catalogue, _)| catalogue)
    });
    &CATALOGUE
}
