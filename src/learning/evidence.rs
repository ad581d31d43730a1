//! What was seen of healed work, with what it may be off by.

use crate::color::{Contrast, Estimate};
use crate::healing::{HealedSkin, PastSession, Treatment};
use crate::math::Matrix3;
use nalgebra::{DMatrix, DVector};

/// Two contrasts against the same bare skin in the same photo.
///
/// ```text
/// field_seen = field + b + e_f,   stubble_seen = stubble + b + e_s,   cov(b) = shared
/// ```
///
/// What bare skin, camera and light are off by moves both alike and drops out of their difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeenTogether {
    /// Stubble minus bare skin.
    pub stubble: Contrast,
    /// Its covariance, the shared part included.
    pub stubble_cov: Matrix3,
    /// Covariance of what both contrasts are off by alike.
    pub shared_cov: Matrix3,
}

impl SeenTogether {
    /// A field minus the stubble: what both are off by alike drops out.
    ///
    /// ```text
    /// cov = cov(field) + cov(stubble) - shared - shared'
    /// ```
    #[must_use]
    pub fn gap(&self, field: &Estimate<Contrast>) -> Estimate<Contrast> {
        let cov = [0, 1, 2].map(|i| {
            [0, 1, 2].map(|j| {
                let shared = self.shared_cov[i][j] + self.shared_cov[j][i];
                field.cov[i][j] + self.stubble_cov[i][j] - shared
            })
        });
        Estimate { mean: field.mean.beyond(self.stubble), cov }
    }
}

/// Dots that a close-up resolves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotsSeen {
    /// Width at half the contrast, as it looks, mm.
    pub width_mm: f64,
    /// Standard deviation of its natural log.
    pub width_ln_sd: f64,
    /// L* of a dot's middle minus L* of the field.
    pub middle_dl: Option<f64>,
    /// Standard deviation of that.
    pub middle_sd: f64,
}

/// What one photo, or one set of readings, of healed work says.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What was in the skin, oldest first.
    pub done: Vec<PastSession>,
    /// Days since the last of it.
    pub day: f64,
    /// Treated field minus bare skin.
    pub field: Contrast,
    /// Its covariance.
    pub field_cov: Matrix3,
    /// The stubble to be imitated, seen in the same photo.
    pub together: Option<SeenTogether>,
    /// Its dots, close up.
    pub dots: Option<DotsSeen>,
}

/// Evidence made ready to be compared with many draws.
pub(super) struct Prepared {
    treatment: Treatment,
    day: f64,
    field: Contrast,
    stubble: Option<Contrast>,
    /// Inverse of the Cholesky factor of the covariance of field, or of field and stubble.
    whitening: DMatrix<f64>,
    dots: Option<DotsSeen>,
}

impl Evidence {
    /// Prepares it; `model_sd` is what the model itself may be off by, dE*ab per axis. `None` where nothing was done, or a
    /// covariance is none.
    pub(super) fn prepare(&self, model_sd: f64) -> Option<Prepared> {
        let treatment = Treatment::of_past(&self.done)?;
        // Estimates of what is shared may be more than can be; less of it is then believed.
        let whitening = [1.0, 0.7, 0.4, 0.0].iter().find_map(|share| self.covariance(model_sd, *share).cholesky())?;
        let whitening = whitening.l().try_inverse()?;
        let stubble = self.together.map(|t| t.stubble);
        Some(Prepared { treatment, day: self.day, field: self.field, stubble, whitening, dots: self.dots })
    }

    /// Covariance of the field, or of field and stubble together, with a share of what they share.
    fn covariance(&self, model_sd: f64, share: f64) -> DMatrix<f64> {
        let none = [[0.0; 3]; 3];
        let (stubble, shared) = self.together.map_or((none, none), |t| (t.stubble_cov, t.shared_cov));
        let size = if self.together.is_some() { 6 } else { 3 };
        DMatrix::from_fn(size, size, |i, j| {
            let (a, b) = (i % 3, j % 3);
            match (i < 3, j < 3) {
                (true, true) => self.field_cov[a][b] + if a == b { model_sd * model_sd } else { 0.0 },
                (false, false) => stubble[a][b],
                _ => share * shared[a][b],
            }
        })
    }

    /// Field minus what it is to look like, as seen in this photo alone; `None` where the stubble was not seen.
    #[must_use]
    pub fn gap(&self) -> Option<Estimate<Contrast>> {
        self.together.map(|together| together.gap(&Estimate { mean: self.field, cov: self.field_cov }))
    }
}

impl Prepared {
    /// What is seen minus what a draw, with its target, would look like, in standard deviations.
    pub(super) fn residuals(&self, skin: &HealedSkin<'_>, target: Contrast, residuals: &mut Vec<f64>) {
        let field = self.field.beyond(skin.contrast(&self.treatment, self.day)).array();
        let stubble = self.stubble.map(|seen| seen.beyond(target).array());
        let off =
            DVector::from_iterator(self.whitening.nrows(), field.into_iter().chain(stubble.into_iter().flatten()));
        residuals.extend((&self.whitening * off).iter());
        if let Some(seen) = &self.dots {
            let (middle_dl, width_mm) = skin.dot(&self.treatment, self.day).expect("something was done");
            residuals.push(crate::math::ln(seen.width_mm / width_mm) / seen.width_ln_sd);
            residuals.push(seen.middle_dl.map_or(0.0, |dl| (dl - middle_dl) / seen.middle_sd));
        }
    }
}
