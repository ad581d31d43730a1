//! Skin as light sees it: layered optics, tissue, dots of pigment, and the skin of one client.
//!
//! - [`diffuse_reflectance`]: any layers, one wavelength, by adding-doubling with five streams.

mod angles;
mod domain;
mod doubling;
mod lanes;
mod layers;
mod phase;

pub use angles::{Angles, specular};
pub use domain::{Domain, DomainError};
pub use layers::{Ground, Layer, Medium, diffuse_reflectance};
pub use phase::Scattering;
