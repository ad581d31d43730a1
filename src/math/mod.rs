//! Small numerics: reproducible transcendental functions, one least-squares solver, seeded draws, a few statistics.
//!
//! Everything above this module takes its `exp`, `ln` and `atan2` from here: they come from `libm`, which gives the
//! same bits on every machine, so that the same photo gives the same report everywhere.

mod draws;
mod fit;
mod functions;
mod groups;
mod homography;
mod interval;
mod random;
mod statistics;

pub use draws::{NormalDraws, inverse_normal_cdf, normal_cdf};
pub use fit::{Fit, FitOptions, Parameter, fit, fit_with_jacobian};
pub use functions::{atan2, cbrt, cos, exp, hypot, ln, pow, powi, sin};
pub use groups::Groups;
pub use homography::{Homography, Point};
pub use interval::{Interval, NINETY};
pub use random::{Random, lattice_unit};
pub use statistics::{Normal3, mean_sd, median, median_in_place, quantile};

/// A symmetric 3x3 matrix as nested rows; covariances of colours are stored like this.
pub type Matrix3 = [[f64; 3]; 3];

/// The product of a 3x3 matrix and a column vector.
#[must_use]
pub fn transform3(m: &Matrix3, v: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|i| m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2])
}

/// The inverse of a 3x3 matrix; `None` when it is singular.
#[must_use]
pub fn inverse3(m: &Matrix3) -> Option<Matrix3> {
    let inverse = nalgebra::Matrix3::from_fn(|i, j| m[i][j]).try_inverse()?;
    Some([0, 1, 2].map(|i| [0, 1, 2].map(|j| inverse[(i, j)])))
}

/// The product of two 3x3 matrices.
#[must_use]
pub fn product3(a: &Matrix3, b: &Matrix3) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}

/// Linear interpolation of `y(x)` in a table with rising `x`; held constant outside of it.
///
/// Panics when the table is empty or its columns differ in length.
#[must_use]
pub fn interpolate(x: &[f64], y: &[f64], at: f64) -> f64 {
    assert!(!x.is_empty() && x.len() == y.len(), "an interpolation table needs two columns of one length");
    let upper = x.partition_point(|&v| v < at);
    if upper == 0 {
        return y[0];
    }
    if upper == x.len() {
        return y[x.len() - 1];
    }
    let share = (at - x[upper - 1]) / (x[upper] - x[upper - 1]);
    y[upper - 1] + share * (y[upper] - y[upper - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_the_identity() {
        let m = [[0.41, 0.36, 0.18], [0.21, 0.72, 0.07], [0.02, 0.12, 0.95]];
        let identity = product3(&m, &inverse3(&m).unwrap());
        for (i, row) in identity.iter().enumerate() {
            for (j, v) in row.iter().enumerate() {
                approx::assert_abs_diff_eq!(*v, f64::from(u8::from(i == j)), epsilon = 1e-14);
            }
        }
        assert!(inverse3(&[[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 0.0, 1.0]]).is_none());
    }

    #[test]
    fn interpolation_meets_the_nodes_and_holds_outside() {
        let (x, y) = ([1.0, 2.0, 4.0], [10.0, 20.0, 0.0]);
        for (at, expected) in [(0.0, 10.0), (1.0, 10.0), (1.5, 15.0), (2.0, 20.0), (3.0, 10.0), (4.0, 0.0), (9.0, 0.0)]
        {
            approx::assert_abs_diff_eq!(interpolate(&x, &y, at), expected, epsilon = 1e-12);
        }
    }
}
