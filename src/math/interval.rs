//! A number with its 90 % interval.

use super::exp;

/// A quantity above zero and the 5th and 95th percentile of what it may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// 5th percentile.
    pub low: f64,
    /// The most probable value.
    pub value: f64,
    /// 95th percentile.
    pub high: f64,
}

/// Half the width of a 90 % interval of a normal in standard deviations: the 95th percentile of the standard normal.
pub const NINETY: f64 = 1.644_854;

impl Interval {
    /// A quantity whose natural log is normal.
    ///
    /// ```text
    /// low, high = value exp(-+1.645 ln_sd)
    /// ```
    #[must_use]
    pub fn log_normal(value: f64, ln_sd: f64) -> Self {
        let factor = exp(NINETY * ln_sd);
        Self { low: value / factor, value, high: value * factor }
    }

    /// Whether a value lies inside.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// The three numbers, the lowest first.
    #[must_use]
    pub const fn array(&self) -> [f64; 3] {
        [self.low, self.value, self.high]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_lie_evenly_in_the_logarithm() {
        let i = Interval::log_normal(10.0, 0.1);
        approx::assert_abs_diff_eq!(i.low * i.high, 100.0, epsilon = 1e-9);
        approx::assert_abs_diff_eq!(i.high, 11.788, epsilon = 1e-3);
        assert!(i.holds(10.0) && i.holds(11.7) && !i.holds(11.9) && !i.holds(8.4));
        assert_eq!(i.array(), [i.low, 10.0, i.high]);
    }
}
