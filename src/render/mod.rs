//! Dots, hair and texture of a scalp, as a picture shows them.
//!
//! - [`Cover`]: a field of dots or of hair roots under the surface, as an even loss and what each dot adds to it;
//! - [`Fibre`]: hair by its melanins;
//! - [`Layer`]: spots and strokes on a grid of pixels;
//! - [`Ground`]: skin that varies from place to place, with losses upon it, as a mix of a few spectra;
//! - [`Outline`], [`DotPlace`], [`Dotted`]: an area in a photo, where dots are set in it, and the photo with them;
//! - [`Texture`]: smooth irregularity.

mod cover;
mod dotted;
mod fibre;
mod ground;
mod layer;
mod outline;
mod places;
mod texture;

pub use cover::Cover;
pub use dotted::{DotKind, Dotted, FieldLight, Scale};
pub use fibre::Fibre;
pub use ground::{Ground, Look, Sight};
pub use layer::Layer;
pub use outline::Outline;
pub use places::{DotPlace, set_dots};
pub use texture::Texture;
