//! What another look is worth before deciding.

use crate::color::Contrast;
use crate::math::{Matrix3, NormalDraws, exp, transform3};

/// What looking again is expected to save, dE00 of expected loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorthOfALook {
    /// One more photo like the last.
    pub photo_de00: f64,
    /// Knowing everything: no look is worth more.
    pub everything_de00: f64,
}

/// What one more reading of the gap between field and target is worth.
///
/// ```text
/// worth = min_c mean_d L(c, d) - mean_s min_c sum_d w_ds L(c, d),   w_ds ~ exp(-|S^-1/2 (g_s + e_s - g_d)|^2/2)
/// ```
///
/// | argument | meaning |
/// |---|---|
/// | `losses` | L, of each candidate in each draw, dE00 |
/// | `gaps` | g, field minus target in each draw |
/// | `cov` | S, what a reading of that gap is off by |
///
/// Expected value of sample information (Raiffa and Schlaifer, Applied Statistical Decision Theory, 1961), every draw
/// standing for the truth once.
#[must_use]
pub fn worth_of_a_look(losses: &[&[f64]], gaps: &[Contrast], cov: &Matrix3, seed: u32) -> WorthOfALook {
    let draws = gaps.len();
    let least = |weights: &dyn Fn(usize) -> f64| {
        let expected = losses.iter().map(|loss| (0..draws).map(|d| weights(d) * loss[d]).sum::<f64>());
        expected.fold(f64::INFINITY, f64::min)
    };
    let even = 1.0 / draws as f64;
    let now = least(&|_| even);
    let knowing: f64 = (0..draws).map(|d| even * losses.iter().map(|loss| loss[d]).fold(f64::INFINITY, f64::min)).sum();
    let Some(factor) = nalgebra::Matrix3::from_fn(|i, j| cov[i][j]).cholesky() else {
        return WorthOfALook { photo_de00: 0.0, everything_de00: now - knowing };
    };
    let lower: Matrix3 = [0, 1, 2].map(|i| [0, 1, 2].map(|j| factor.l()[(i, j)]));
    let errors = NormalDraws::new(draws, 3, seed);
    let seen = gaps.iter().zip(errors.rows()).map(|(gap, z)| {
        let [dl, da, db] = transform3(&lower, [z[0], z[1], z[2]]);
        let seen = Contrast { dl: gap.dl + dl, da: gap.da + da, db: gap.db + db };
        let fits: Vec<f64> = gaps
            .iter()
            .map(|other| {
                let off = nalgebra::Vector3::from(seen.beyond(*other).array());
                let whitened = factor.l().solve_lower_triangular(&off).expect("no zero on the diagonal");
                exp(-0.5 * whitened.norm_squared())
            })
            .collect();
        let sum: f64 = fits.iter().sum();
        least(&|d| fits[d] / sum)
    });
    let after = seen.sum::<f64>() / draws as f64;
    WorthOfALook { photo_de00: (now - after).max(0.0), everything_de00: now - knowing }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two candidates, each right for half of the draws; the gap tells which.
    fn worth(sd: f64) -> WorthOfALook {
        let gaps: Vec<Contrast> =
            (0..64).map(|d| Contrast { dl: if d % 2 == 0 { -1.0 } else { 1.0 }, da: 0.0, db: 0.0 }).collect();
        let first: Vec<f64> = (0..64).map(|d| if d % 2 == 0 { 0.0 } else { 1.0 }).collect();
        let second: Vec<f64> = first.iter().map(|loss| 1.0 - loss).collect();
        let cov = [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { sd * sd } else { 0.0 }));
        worth_of_a_look(&[&first, &second], &gaps, &cov, 3)
    }

    #[test]
    fn a_sharp_look_is_worth_everything_and_a_blind_one_nothing() {
        let (sharp, some, blind) = (worth(0.1), worth(1.0), worth(30.0));
        approx::assert_abs_diff_eq!(sharp.everything_de00, 0.5, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(sharp.photo_de00, 0.5, epsilon = 1e-6);
        assert!(blind.photo_de00 < 0.05, "{blind:?}");
        // Of readings one sd off a sixth point the wrong way: 0.5 - P(z > 1).
        approx::assert_abs_diff_eq!(some.photo_de00, 0.341, epsilon = 0.06);
    }
}
