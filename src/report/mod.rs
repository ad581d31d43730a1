//! View models of strings and numbers -> text, JSON, HTML, SVG; computes no colour science.

mod camera_plot;
pub mod catalogue;
pub mod diagnostics;
pub mod json;
mod simulated;
pub mod teach;
mod text;
mod wrap;

pub use camera_plot::camera_plot;
pub use simulated::simulated;
pub use text::Text;
