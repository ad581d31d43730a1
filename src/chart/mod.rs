//! Colour charts: what they are, finding one in a photo, and reading its patches.
//!
//! A wrong answer is worse than none: a reading is returned only when the patches' outlines lie on one lattice, their
//! colours fit the named chart one way up and clearly worse any other way, and enough of them are seen to tell. Whether
//! a chart that was found is fit to be measured by is for the photo gate (`camera`) to say.

mod blobs;
mod colours;
mod definition;
mod error;
mod find;
mod lattice;
mod own;
mod place;
mod reading;
mod refine;
mod sample;
mod shade;
mod sharpness;
mod spectra;

pub use definition::{
    COLUMNS, ChartDefinition, ChartSource, PATCHES, ROWS, default_definition, definition, definitions,
    generation_assumed, is_grey,
};
pub use error::ChartError;
pub use find::{find, find_near, read_at};
pub use own::{OwnChartFault, definition_faults, nearest_skin};
pub use reading::{ChartReading, PatchReading, chart_xy};
pub use spectra::paint_of;

/// Why a patch is not to be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// Two or three of its channels are blown out or black.
    Clipped,
    /// Its colour is not the chart's: something lies over it, or it is damaged.
    Covered,
    /// An edge runs through it.
    NotFlat,
    /// It is much darker than the other patches say.
    Shadow,
    /// Light is mirrored in it.
    Glare,
    /// It is not wholly inside the picture.
    Outside,
}

impl LeftOut {
    /// The name used in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clipped => "clipped",
            Self::Covered => "covered",
            Self::NotFlat => "not-flat",
            Self::Shadow => "shadow",
            Self::Glare => "glare",
            Self::Outside => "outside",
        }
    }
}
