//! Cases made by hand, for tests.

use super::CaseKey;
use crate::color::{Contrast, Spectrum};
use crate::pigment::{Pigment, reference};
use crate::skin::SkinModel;

/// The pigments of the reference catalogue that may be used.
pub(super) fn pigments() -> Vec<&'static Pigment> {
    super::usable(reference())
}

/// A case in a skin of the model with a shine of 1.2 %.
pub(super) fn case(number: usize, melanin: f64, target: Contrast) -> CaseKey {
    let skin = SkinModel { melanin, ..SkinModel::default() };
    let bare = Spectrum::new(skin.bare().expect("a skin of the model").map(|r| r + 0.012));
    CaseKey { number, mistakes: Vec::new(), bare, skin, target: Some(target), density_per_cm2: 150.0, dot_mm: 0.22 }
}

/// Fair skin with dark stubble.
pub(super) fn fair(number: usize) -> CaseKey {
    case(number, 0.03, Contrast { dl: -2.3, da: -2.3, db: -1.8 })
}

/// Deep skin with white stubble.
pub(super) fn white_on_deep(number: usize) -> CaseKey {
    case(number, 0.3, Contrast { dl: 5.0, da: -2.0, db: -3.0 })
}
