//! A skin as keys and cases write it.

use crate::skin::{DomainError, SkinModel};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SkinDocument {
    melanin: f64,
    blood: f64,
    scattering: f64,
    so2: f64,
    epidermis_mm: f64,
    n: f64,
    g: f64,
}

impl SkinDocument {
    pub(super) const fn of(skin: &SkinModel) -> Self {
        let SkinModel { melanin, blood, scattering, so2, epidermis_mm, n, g } = *skin;
        Self { melanin, blood, scattering, so2, epidermis_mm, n, g }
    }

    /// The skin.
    ///
    /// Errors: one that cannot be.
    pub(super) fn skin(&self) -> Result<SkinModel, DomainError> {
        let Self { melanin, blood, scattering, so2, epidermis_mm, n, g } = *self;
        let skin = SkinModel { melanin, blood, scattering, so2, epidermis_mm, n, g };
        skin.bare().map(|_| skin)
    }
}
