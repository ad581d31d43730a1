//! Seeded quasi-random draws from the normal distribution.

use super::ln;

/// Owen-scrambled Sobol points turned into independent standard normals, one row a draw.
///
/// The same seed gives the same draws on every machine. Quasi-random points cover the parameter space evenly: 64 of
/// them do the work of some hundred independent ones. Source of the sequence: Burley, "Practical Hash-based Owen
/// Scrambling", Journal of Computer Graphics Techniques 9(4), 2020.
///
/// ```
/// let draws = healtone::math::NormalDraws::new(64, 3, 7);
/// let mean: f64 = draws.rows().map(|row| row[0]).sum::<f64>() / 64.0;
/// assert!(mean.abs() < 0.05);
/// ```
#[derive(Debug, Clone)]
pub struct NormalDraws {
    dimensions: usize,
    values: Vec<f64>,
}

impl NormalDraws {
    /// `count` draws of `dimensions` standard normals each.
    ///
    /// Panics when `count` exceeds 65,536 or `dimensions` 256, the limits of the sequence.
    #[must_use]
    pub fn new(count: usize, dimensions: usize, seed: u32) -> Self {
        let index = |i: usize| u32::try_from(i).expect("the sequence is far shorter than 2^32");
        let mut values = Vec::with_capacity(count * dimensions);
        for i in 0..count {
            for d in 0..dimensions {
                let uniform = f64::from(sobol_burley::sample(index(i), index(d), seed));
                // Samples are multiples of 2^-24: half a step keeps zero out of the logarithm.
                values.push(inverse_normal_cdf(uniform + 0.5 / 16_777_216.0));
            }
        }
        Self { dimensions, values }
    }

    /// The draws in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.dimensions)
    }
}

/// Share of a standard normal below `z`: Phi(z) = erfc(-z / sqrt 2) / 2.
///
/// ```
/// assert!((healtone::math::normal_cdf(1.644_853_627) - 0.95).abs() < 1e-9);
/// ```
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The quantile of the standard normal distribution.
///
/// ```text
/// z = Phi^-1(p)
/// ```
///
/// | argument | unit | domain | meaning     |
/// |----------|------|--------|-------------|
/// | `p`      | 1    | (0, 1) | probability |
///
/// Relative error 1e-9; outside the domain the result is infinite or NaN. Source: Acklam's rational approximation with
/// the coefficients as published by the author (2003), refined by nothing: draws need no more digits.
///
/// ```
/// let z = healtone::math::inverse_normal_cdf(0.95);
/// assert!((z - 1.644_853_627).abs() < 1e-8);
/// ```
#[must_use]
pub fn inverse_normal_cdf(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let horner = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |q: f64| horner(&C, q) / (horner(&D, q) * q + 1.0);
    if p < 0.024_25 {
        tail((-2.0 * ln(p)).sqrt())
    } else if p > 1.0 - 0.024_25 {
        -tail((-2.0 * ln(1.0 - p)).sqrt())
    } else {
        let q = p - 0.5;
        let r = q * q;
        horner(&A, r) * q / (horner(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test] // Abramowitz and Stegun, table 26.5 and 26.6
    fn quantiles_meet_the_tables() {
        for (p, z) in [(0.5, 0.0), (0.841_344_746, 1.0), (0.975, 1.959_963_985), (0.001, -3.090_232_306)] {
            approx::assert_abs_diff_eq!(inverse_normal_cdf(p), z, epsilon = 2e-8);
        }
    }

    #[test]
    fn draws_are_standard_normal_and_repeatable() {
        let draws = NormalDraws::new(256, 8, 42);
        for d in 0..8 {
            let column: Vec<f64> = draws.rows().map(|row| row[d]).collect();
            let (mean, sd) = super::super::mean_sd(&column);
            assert!(mean.abs() < 0.03 && (sd - 1.0).abs() < 0.05, "dimension {d}: mean {mean}, sd {sd}");
        }
        assert_eq!(draws.values, NormalDraws::new(256, 8, 42).values);
        assert_ne!(draws.values, NormalDraws::new(256, 8, 43).values);
    }
}
