//! Dots, hair and texture of a scalp, as a picture shows them.
//!
//! - [`Cover`]: a field of dots or of hair roots under the surface, as an even loss and what each dot adds to it;
//! - [`Fibre`]: hair by its melanins;
//! - [`Layer`]: spots and strokes on a grid of pixels;
//! - [`Ground`]: skin that varies from place to place, with losses upon it, as a mix of a few spectra;
//! - [`Texture`]: smooth irregularity.

mod cover;
mod fibre;
mod ground;
mod layer;
mod texture;

pub use cover::Cover;
pub use fibre::Fibre;
pub use ground::{Ground, Look, Sight};
pub use layer::Layer;
pub use texture::Texture;
