//! Colour charts: what they are, finding one in a photo, and reading its patches.

mod definition;
mod error;
mod spectra;

pub use definition::{
    COLUMNS, ChartDefinition, PATCHES, ROWS, default_definition, definition, definitions, generation_assumed,
};
pub use error::ChartError;
