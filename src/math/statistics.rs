//! Order statistics and covariances of small samples.

use super::Matrix3;

/// The `q`-quantile (0-1) of a sample by linear interpolation between order statistics (type 7 of Hyndman and Fan,
/// American Statistician 50:361, 1996). NaN for an empty sample.
#[must_use]
pub fn quantile(sample: &[f64], q: f64) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = q.clamp(0.0, 1.0) * last as f64;
    // Truncation is the point: the order statistic below the position.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "position lies in 0..=last")]
    let below = position as usize;
    let above = (below + 1).min(last);
    sorted[below] + (position - below as f64) * (sorted[above] - sorted[below])
}

/// The median of a sample; NaN when it is empty.
#[must_use]
pub fn median(sample: &[f64]) -> f64 {
    quantile(sample, 0.5)
}

/// The median, reordering the sample instead of copying it; NaN when it is empty.
pub fn median_in_place(sample: &mut [f64]) -> f64 {
    if sample.is_empty() {
        return f64::NAN;
    }
    let (middle, odd) = (sample.len() / 2, sample.len() % 2 == 1);
    let (below, &mut at, _) = sample.select_nth_unstable_by(middle, f64::total_cmp);
    if odd {
        return at;
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    0.5 * (lower + at)
}

/// Mean and standard deviation (n - 1) of a sample; the sd of fewer than two values is zero, the mean of none NaN.
#[must_use]
pub fn mean_sd(sample: &[f64]) -> (f64, f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    if sample.len() < 2 {
        return (mean, 0.0);
    }
    let squares: f64 = sample.iter().map(|v| (v - mean) * (v - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}

/// Mean and covariance of a sample of three-component values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal3 {
    /// The mean of each component.
    pub mean: [f64; 3],
    /// The covariance (n - 1).
    pub cov: Matrix3,
}

impl Normal3 {
    /// Mean and covariance of a sample; `None` when it holds fewer than two values.
    #[must_use]
    pub fn of(sample: &[[f64; 3]]) -> Option<Self> {
        if sample.len() < 2 {
            return None;
        }
        let n = sample.len() as f64;
        let mean = [0, 1, 2].map(|i| sample.iter().map(|v| v[i]).sum::<f64>() / n);
        let cov = [0, 1, 2].map(|i| {
            [0, 1, 2].map(|j| sample.iter().map(|v| (v[i] - mean[i]) * (v[j] - mean[j])).sum::<f64>() / (n - 1.0))
        });
        Some(Self { mean, cov })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test]
    fn quantiles_of_a_known_sample() {
        let sample = [4.0, 1.0, 3.0, 2.0];
        for (q, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (0.75, 3.25), (1.0, 4.0)] {
            assert_abs_diff_eq!(quantile(&sample, q), expected, epsilon = 1e-12);
        }
        assert!(quantile(&[], 0.5).is_nan(), "nothing has no median");
        let mut even = sample;
        assert_abs_diff_eq!(median_in_place(&mut even), 2.5);
        assert_abs_diff_eq!(median_in_place(&mut [5.0, 1.0, 9.0]), 5.0);
        assert!(median_in_place(&mut []).is_nan(), "nothing has no median");
    }

    #[test]
    fn covariance_of_a_known_sample() {
        let normal = Normal3::of(&[[1.0, 2.0, 0.0], [3.0, 6.0, 0.0]]).unwrap();
        assert_eq!(normal.mean, [2.0, 4.0, 0.0]);
        assert_eq!(normal.cov, [[2.0, 4.0, 0.0], [4.0, 8.0, 0.0], [0.0, 0.0, 0.0]]);
        assert!(Normal3::of(&[[0.0; 3]]).is_none());
    }
}
