//! Skin as light sees it: layered optics, tissue, dots of pigment, and the skin of one client.
//!
//! - [`diffuse_reflectance`]: any layers, one wavelength, by adding-doubling with five streams;
//! - [`SkinModel`]: melanin, blood, scattering to a spectrum of bare skin, and [`Prepared`] for pigment in it;
//! - [`Dots`]: a field of dots as an even layer.

mod angles;
pub mod domain;
mod dots;
mod doubling;
mod lanes;
mod layers;
mod phase;
mod prepared;
mod tissue;

pub use angles::{Angles, specular};
pub use domain::{Domain, DomainError};
pub use dots::{Dots, Lattice};
pub use layers::{Ground, Layer, Medium, diffuse_reflectance};
pub use phase::Scattering;
pub use prepared::Prepared;
pub use tissue::{SkinModel, TissueSpectrum};
