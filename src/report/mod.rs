//! View models of strings and numbers -> text, JSON, HTML, SVG; computes no colour science.

pub mod catalogue;
pub mod diagnostics;
pub mod json;
mod simulated;
pub mod teach;
mod text;
mod wrap;

pub use simulated::simulated;
pub use text::Text;
