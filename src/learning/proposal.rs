//! Where to look for what fits: a normal distribution about the most probable, part of the draws from the prior.

use crate::math::{exp, ln};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn, SymmetricEigen};
use std::f64::consts::PI;

/// Of so many draws one comes from the prior, so that no weight grows without bound where the normal is too narrow.
pub(super) const ONE_OF: usize = 8;
/// Variance in directions that were learnt, over that of the curvature: tails of the truth are longer than a normal's.
const WIDER: f64 = 1.5;

/// A normal distribution.
pub(super) struct Gaussian {
    mean: DVector<f64>,
    factor: Cholesky<f64, Dyn>,
    ln_norm: f64,
}

impl Gaussian {
    /// About a mean, with this covariance, made wider where it is narrower than the standard normal prior.
    pub(super) fn about(mean: &[f64], covariance: &DMatrix<f64>) -> Option<Self> {
        let eigen = SymmetricEigen::new(covariance.clone());
        let wide = eigen.eigenvalues.map(|v| (WIDER * v).clamp(1e-8, 1.0));
        let covariance = &eigen.eigenvectors * DMatrix::from_diagonal(&wide) * eigen.eigenvectors.transpose();
        let symmetric = (&covariance + covariance.transpose()) * 0.5;
        let factor = symmetric.cholesky()?;
        let ln_det = 2.0 * factor.l().diagonal().iter().map(|v| ln(*v)).sum::<f64>();
        let ln_norm = -0.5 * (ln_det + mean.len() as f64 * ln(2.0 * PI));
        Some(Self { mean: DVector::from_column_slice(mean), factor, ln_norm })
    }

    /// The point at these standard normals.
    pub(super) fn at(&self, normals: &[f64]) -> Vec<f64> {
        self.moved(&self.mean, normals)
    }

    /// A point from `from` such that this distribution stays as it is: a share of the way to the mean, and a share anew.
    pub(super) fn step(&self, from: &[f64], normals: &[f64], share: f64) -> Vec<f64> {
        let kept = (1.0 - share * share).sqrt();
        let towards = &self.mean + (DVector::from_column_slice(from) - &self.mean) * kept;
        let scaled: Vec<f64> = normals.iter().map(|z| share * z).collect();
        self.moved(&towards, &scaled)
    }

    fn moved(&self, from: &DVector<f64>, normals: &[f64]) -> Vec<f64> {
        (from + self.factor.l_dirty().lower_triangle() * DVector::from_column_slice(normals)).iter().copied().collect()
    }

    /// Natural log of its density.
    pub(super) fn ln_density(&self, at: &[f64]) -> f64 {
        let off = DVector::from_column_slice(at) - &self.mean;
        let whitened =
            self.factor.l_dirty().solve_lower_triangular(&off).expect("a factor has no zero on its diagonal");
        self.ln_norm - 0.5 * whitened.norm_squared()
    }

    /// Natural log of the density of draws of which one in [`ONE_OF`] comes from the prior.
    pub(super) fn ln_mixture(&self, at: &[f64]) -> f64 {
        let share = 1.0 / ONE_OF as f64;
        let (own, prior) = (ln(1.0 - share) + self.ln_density(at), ln(share) + ln_prior(at));
        let most = own.max(prior);
        most + ln(exp(own - most) + exp(prior - most))
    }
}

/// Natural log of the density of independent standard normals.
pub(super) fn ln_prior(at: &[f64]) -> f64 {
    -0.5 * at.iter().map(|z| z * z + ln(2.0 * PI)).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::NormalDraws;

    #[test]
    fn densities_and_draws_are_of_the_same_distribution() {
        let covariance = DMatrix::from_row_slice(2, 2, &[0.2, 0.1, 0.1, 0.4]);
        let gaussian = Gaussian::about(&[1.0, -0.5], &covariance).unwrap();
        let draws = NormalDraws::new(4096, 2, 3);
        let points: Vec<Vec<f64>> = draws.rows().map(|z| gaussian.at(z)).collect();
        let mean = |of: &dyn Fn(&Vec<f64>) -> f64| points.iter().map(of).sum::<f64>() / points.len() as f64;
        approx::assert_abs_diff_eq!(mean(&|p| p[0]), 1.0, epsilon = 0.01);
        let variance = mean(&|p| (p[0] - 1.0) * (p[0] - 1.0));
        approx::assert_abs_diff_eq!(variance, WIDER * 0.2, epsilon = 0.02);
        // The mean of prior over own density, under the own, is the prior's whole probability.
        let whole = mean(&|p| exp(ln_prior(p) - gaussian.ln_density(p)));
        assert!((0.5..1.2).contains(&whole), "{whole}");
        let mixed = mean(&|p| exp(gaussian.ln_density(p) - gaussian.ln_mixture(p)));
        assert!(mixed > 0.9 && mixed <= 1.0 / (1.0 - 1.0 / ONE_OF as f64), "{mixed}");
    }

    #[test]
    fn steps_leave_the_distribution_as_it_is() {
        let covariance = DMatrix::from_row_slice(1, 1, &[0.3]);
        let gaussian = Gaussian::about(&[0.7], &covariance).unwrap();
        let draws = NormalDraws::new(4096, 2, 9);
        let moved: Vec<f64> = draws.rows().map(|z| gaussian.step(&gaussian.at(&z[..1]), &z[1..], 0.6)[0]).collect();
        let (mean, sd) = crate::math::mean_sd(&moved);
        approx::assert_abs_diff_eq!(mean, 0.7, epsilon = 0.01);
        approx::assert_abs_diff_eq!(sd * sd, WIDER * 0.3, epsilon = 0.02);
    }
}
