//! Skin as light sees it: layered optics, tissue, dots of pigment, and the skin of one client.
//!
//! - [`diffuse_reflectance`]: any layers, one wavelength, by adding-doubling with five streams;
//! - [`SkinModel`]: melanin, blood, scattering to a spectrum of bare skin, and [`Prepared`] for pigment in it;
//! - [`Dots`]: a field of dots as an even layer;
//! - [`spectrum_from_lab`]: the spectrum of bare skin from its colour, by [`SkinBasis`], components of measured skin;
//! - [`Inversion`]: melanin, blood and scattering of one client from the spectrum of bare skin;
//! - [`Stack`]: any layers at any wavelengths, as read from a STACK.toml.

mod angles;
mod basis;
mod components;
pub mod domain;
mod dots;
mod doubling;
mod inversion;
mod lanes;
mod layers;
mod phase;
mod prepared;
mod roots;
mod single;
mod stack;
mod tissue;

pub use angles::{Angles, specular};
pub use basis::{
    BasisEstimate, BasisFit, basis_spectrum, population_coefficients, spectrum_from_estimate, spectrum_from_lab,
};
pub use components::SkinBasis;
pub use domain::{Domain, DomainError};
pub use dots::{Deposit, Dots, Lattice, PlacedDots, mixed_layer};
pub use inversion::{Client, Inversion, SkinPrior};
pub use layers::{Ground, Layer, Medium, diffuse_reflectance};
pub use phase::Scattering;
pub use prepared::{PigmentDepths, PigmentPlace, Prepared, Substrate};
pub use roots::{ROOT_DEPTH_MM, Roots, shaft_absorption_per_mm};
pub use stack::{MOST_LAYERS, MOST_WAVELENGTHS, PerWavelength, Stack, StackDots, StackLayer, StackMedium};
pub use tissue::{SkinModel, TissueSpectrum};
