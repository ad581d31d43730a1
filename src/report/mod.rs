//! View models of strings and numbers -> text, JSON, HTML, SVG; computes no colour science.

pub mod diagnostics;
