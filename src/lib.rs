//! Colour science for scalp micropigmentation (SMP).
//!
//! A photograph with a colour chart beside the scalp becomes spectra and CIELAB colours of skin and stubble; for each
//! pigment of a catalogue the library predicts how its dots heal and soften in that skin over years, as samples rather
//! than as one number, and recommends a shade and a dilution, or says that nothing matches.
#![cfg_attr(test, allow(clippy::float_cmp, reason = "tests compare with values that must be met exactly"))]

pub mod chart;
pub mod color;
pub mod data;
pub mod diagnostic;
pub mod math;
pub mod photo;
