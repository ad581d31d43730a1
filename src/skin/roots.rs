//! Roots of shaved hair: pigment in the skin that nobody put there.

use super::{Deposit, DomainError, Dots, PigmentDepths, Prepared, SkinModel, mixed_layer};
use crate::color::PerBand;

/// Depth of the upper end of a hair root as it looks, and length of root that is seen. Assumed.
pub const ROOT_DEPTH_MM: f64 = 0.08;
const ROOT_LENGTH_MM: f64 = 0.8;

/// Absorption per mm of a shaft for an absorption over scattering of 1. Assumed: a black shaft (70) of 0.08 mm passes
/// nothing.
const ABSORPTION_PER_MM: f64 = 2.5;

/// Absorption coefficient of a shaft, 1/mm, from its absorption over scattering.
#[must_use]
pub fn shaft_absorption_per_mm(absorption_over_scattering: &PerBand) -> PerBand {
    absorption_over_scattering.map(|k| ABSORPTION_PER_MM * k)
}

/// The roots of hair in one skin.
#[derive(Debug, Clone)]
pub struct Roots {
    /// One root.
    pub root: Deposit,
    /// The skin, prepared where the roots lie.
    pub prepared: Prepared,
    /// `R_d/R_d,bare` of their field.
    pub field: PerBand,
}

impl Roots {
    /// Roots of hair of one diameter, so many per cm2, whose shafts absorb so much.
    ///
    /// # Errors
    /// Names a quantity outside its domain, such as more hairs than there is room for.
    pub fn of(
        skin: &SkinModel,
        absorption_per_mm: &PerBand,
        diameter_mm: f64,
        density_per_cm2: f64,
    ) -> Result<Self, DomainError> {
        let dots = Dots::with_density(diameter_mm, ROOT_LENGTH_MM, density_per_cm2)?;
        let tau = PigmentDepths::absorbing(absorption_per_mm.map(|mua| mua * ROOT_LENGTH_MM));
        let prepared = skin.prepare(ROOT_DEPTH_MM, ROOT_LENGTH_MM)?;
        let root = Deposit { dots, tau };
        let field = prepared.ratio_of(&mixed_layer(&[&[root]]));
        Ok(Self { root, prepared, field })
    }
}
