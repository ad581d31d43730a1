//! View models of strings and numbers -> text, JSON, HTML, SVG, PNG; computes no colour science.

mod camera_plot;
pub mod case;
pub mod catalogue;
mod chart_picture;
pub mod diagnostics;
pub mod exchange;
mod fit;
mod gamut_plot;
mod healed_picture;
mod how_to;
pub mod json;
mod markup;
pub mod mix_card;
mod plotting;
mod prediction_plot;
mod simulated;
pub mod studio;
mod swatch_sheet;
pub mod teach;
mod text;
mod wrap;

pub use camera_plot::camera_plot;
pub use chart_picture::chart_picture;
pub use fit::{PigmentFit, fit};
pub use gamut_plot::gamut_plot;
pub use healed_picture::{picture_jpeg, picture_png};
pub use how_to::how_to;
pub use prediction_plot::prediction_plot;
pub use simulated::simulated;
pub use swatch_sheet::{SheetHead, swatch_sheet};
pub use text::{Text, batch};
