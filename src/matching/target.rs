//! What the healed field should look like: a contrast against the bare skin beside it.

use crate::color::{Contrast, Estimate, LabD65};
use crate::math::{Matrix3, transform3};
use nalgebra::Matrix3 as Square3;

/// What the healed field should look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// Field minus bare skin, dE*ab, with everything uncertain about it: camera, region, stubble.
    pub contrast: Estimate<Contrast>,
    /// The bare skin that the contrast is against.
    pub skin: LabD65,
}

impl Target {
    /// The target colour of the field on this skin.
    #[must_use]
    pub fn field(&self) -> LabD65 {
        self.contrast.mean.on(self.skin)
    }

    /// The target for one draw: its contrast moved by its own uncertainty.
    #[must_use]
    pub fn drawn(&self, normals: [f64; 3]) -> LabD65 {
        let [dl, da, db] = transform3(&square_root(&self.contrast.cov), normals);
        let c = self.contrast.mean;
        Contrast { dl: c.dl + dl, da: c.da + da, db: c.db + db }.on(self.skin)
    }
}

/// Cholesky factor of a covariance; that of its diagonal when it is not positive definite.
fn square_root(cov: &Matrix3) -> Matrix3 {
    let square = Square3::from_fn(|i, j| cov[i][j]);
    match square.cholesky() {
        Some(factor) => [0, 1, 2].map(|i| [0, 1, 2].map(|j| factor.l()[(i, j)])),
        None => [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { cov[i][i].max(0.0).sqrt() } else { 0.0 })),
    }
}
