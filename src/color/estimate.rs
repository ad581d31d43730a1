//! What every measured or predicted colour is: a mean with its covariance, lit and seen in a stated way.

use super::LabD65;
use crate::math::{Matrix3, transform3};

/// How a sample was lit and seen; two Lab values of one skin differ by up to 6 L* between these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Geometry {
    /// Integrating sphere, surface reflection included.
    Sci,
    /// Integrating sphere, surface reflection excluded.
    Sce,
    /// Lit at 45 degrees, seen at 0.
    FortyFiveZero,
    /// As the calibrated camera sees it relative to the chart, taken as equivalent to SCI; nothing subtracted.
    Camera,
}

impl Geometry {
    /// The name used in files and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sci => "sci",
            Self::Sce => "sce",
            Self::FortyFiveZero => "45:0",
            Self::Camera => "camera",
        }
    }
}

/// A mean and its covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate<T> {
    /// The mean.
    pub mean: T,
    /// The covariance of its three components, in their order.
    pub cov: Matrix3,
}

impl<T> Estimate<T> {
    /// Standard deviations of the three components.
    #[must_use]
    pub fn sd(&self) -> [f64; 3] {
        [0, 1, 2].map(|i| self.cov[i][i].max(0.0).sqrt())
    }

    /// The six different numbers of the covariance: LL, La, Lb, aa, ab, bb.
    #[must_use]
    pub fn cov6(&self) -> [f64; 6] {
        let c = &self.cov;
        [c[0][0], c[0][1], c[0][2], c[1][1], c[1][2], c[2][2]]
    }
}

impl Estimate<Contrast> {
    /// The contrast as it may be: the mean moved along the covariance by three standard normals.
    #[must_use]
    pub fn drawn(&self, normals: [f64; 3]) -> Contrast {
        let [dl, da, db] = transform3(&square_root(&self.cov), normals);
        Contrast { dl: self.mean.dl + dl, da: self.mean.da + da, db: self.mean.db + db }
    }
}

/// Cholesky factor of a covariance; that of its diagonal when it is not positive definite.
fn square_root(cov: &Matrix3) -> Matrix3 {
    let square = nalgebra::Matrix3::from_fn(|i, j| cov[i][j]);
    let of = |at: &dyn Fn(usize, usize) -> f64| [0, 1, 2].map(|i| [0, 1, 2].map(|j| at(i, j)));
    match square.cholesky() {
        Some(factor) => of(&|i, j| factor.l()[(i, j)]),
        None => of(&|i, j| if i == j { cov[i][i].max(0.0).sqrt() } else { 0.0 }),
    }
}

/// Field minus adjacent bare skin in one photo, in dE*ab units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Contrast {
    /// Lightness difference; negative is darker than the skin.
    pub dl: f64,
    /// Red-green difference.
    pub da: f64,
    /// Yellow-blue difference.
    pub db: f64,
}

impl Contrast {
    /// The contrast of a field against the skin beside it.
    #[must_use]
    pub fn between(field: LabD65, skin: LabD65) -> Self {
        Self { dl: field.l - skin.l, da: field.a - skin.a, db: field.b - skin.b }
    }

    /// The colour of the field that has this contrast against a skin.
    #[must_use]
    pub fn on(self, skin: LabD65) -> LabD65 {
        LabD65::new(skin.l + self.dl, skin.a + self.da, skin.b + self.db)
    }

    /// The three numbers in the order dL*, da*, db*.
    #[must_use]
    pub const fn array(self) -> [f64; 3] {
        [self.dl, self.da, self.db]
    }

    /// What this contrast has beyond another.
    #[must_use]
    pub fn beyond(self, other: Self) -> Self {
        Self { dl: self.dl - other.dl, da: self.da - other.da, db: self.db - other.db }
    }

    /// So many times this contrast.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { dl: factor * self.dl, da: factor * self.da, db: factor * self.db }
    }

    /// The length in dE*ab (CIE 1976).
    #[must_use]
    pub fn de_ab(self) -> f64 {
        (self.dl * self.dl + self.da * self.da + self.db * self.db).sqrt()
    }
}
