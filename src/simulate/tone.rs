//! Tone curves: what cameras do to light before they encode it.

use crate::math::{Random, exp, ln, pow};

/// A family of tone curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToneFamily {
    /// None: the declared curve is all there is.
    Srgb,
    /// A power.
    Power,
    /// A shoulder and a toe, as of film.
    Filmic,
    /// A spline through knots of its own.
    Spline,
}

impl ToneFamily {
    /// Every family.
    pub const ALL: [Self; 4] = [Self::Srgb, Self::Power, Self::Filmic, Self::Spline];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Srgb => "srgb",
            Self::Power => "power",
            Self::Filmic => "filmic",
            Self::Spline => "spline",
        }
    }
}

/// A tone curve: light 0-1 to light 0-1, rising; the declared encoding comes after it.
#[derive(Debug, Clone, PartialEq)]
pub enum ToneCurve {
    /// y = x.
    Srgb,
    /// y = x^gamma.
    Power {
        /// The exponent.
        gamma: f64,
    },
    /// y = (1 + p^n) x^n / (x^n + p^n).
    Filmic {
        /// n, contrast in the shadows.
        contrast: f64,
        /// p, where the shoulder lies.
        pivot: f64,
    },
    /// A monotone cubic (Fritsch and Carlson 1980) through knots, light in and out as cube roots, from (0, 0) to
    /// (1, 1).
    Spline {
        /// y at x = 1/7 .. 6/7.
        knots: [f64; 6],
    },
}

impl ToneCurve {
    /// A curve of a family, drawn.
    #[must_use]
    pub fn draw(family: ToneFamily, random: &mut Random) -> Self {
        match family {
            ToneFamily::Srgb => Self::Srgb,
            ToneFamily::Power => Self::Power { gamma: random.between(0.86, 1.18) },
            ToneFamily::Filmic => {
                Self::Filmic { contrast: random.between(1.05, 1.35), pivot: random.between(0.45, 1.4) }
            }
            ToneFamily::Spline => {
                let (lift, contrast) = (random.between(-0.02, 0.05), random.between(0.0, 0.07));
                let knots = std::array::from_fn(|i| {
                    let x = (i as f64 + 1.0) / 7.0;
                    let s = contrast * crate::math::sin(std::f64::consts::TAU * (x - 0.5)) / 2.0;
                    x + s + lift * 4.0 * x * (1.0 - x) + 0.006 * random.normal()
                });
                Self::Spline { knots: rising(knots) }
            }
        }
    }

    /// Its family.
    #[must_use]
    pub const fn family(&self) -> ToneFamily {
        match self {
            Self::Srgb => ToneFamily::Srgb,
            Self::Power { .. } => ToneFamily::Power,
            Self::Filmic { .. } => ToneFamily::Filmic,
            Self::Spline { .. } => ToneFamily::Spline,
        }
    }

    /// The curve at a light; below 0 and above 1 it is held.
    #[must_use]
    pub fn at(&self, light: f64) -> f64 {
        let x = light.clamp(0.0, 1.0);
        match self {
            Self::Srgb => x,
            Self::Power { gamma } => pow(x, *gamma),
            Self::Filmic { contrast, pivot } => {
                if x <= 0.0 {
                    return 0.0;
                }
                let (xn, pn) = (exp(contrast * ln(x)), exp(contrast * ln(*pivot)));
                (1.0 + pn) * xn / (xn + pn)
            }
            Self::Spline { knots } => {
                let y = monotone_cubic(knots, crate::math::cbrt(x));
                y * y * y
            }
        }
    }

    /// The light that the curve makes into `y`.
    #[must_use]
    pub fn inverse(&self, y: f64) -> f64 {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if self.at(middle) < y { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// Knots that rise by at least a little.
fn rising(knots: [f64; 6]) -> [f64; 6] {
    let mut last = 0.0_f64;
    knots.map(|k| {
        last = k.clamp(last + 0.02, 0.98);
        last
    })
}

/// The monotone cubic through (0, 0), (i/7, `knots[i-1]`), (1, 1).
fn monotone_cubic(knots: &[f64; 6], x: f64) -> f64 {
    let y = |i: usize| match i {
        0 => 0.0,
        7 => 1.0,
        i => knots[i - 1],
    };
    let slope = |i: usize| (y(i + 1) - y(i)) * 7.0;
    // Fritsch and Carlson's condition in Fritsch and Butland's form: the harmonic mean of the neighbouring slopes.
    let tangent = |i: usize| match i {
        0 => slope(0),
        7 => slope(6),
        i => {
            let (a, b) = (slope(i - 1), slope(i));
            if a * b <= 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
        }
    };
    let position = x.clamp(0.0, 1.0) * 7.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 6")]
    let i = (position as usize).min(6);
    let t = position - i as f64;
    let (t2, t3) = (t * t, t * t * t);
    y(i) * (2.0 * t3 - 3.0 * t2 + 1.0)
        + tangent(i) / 7.0 * (t3 - 2.0 * t2 + t)
        + y(i + 1) * (3.0 * t2 - 2.0 * t3)
        + tangent(i + 1) / 7.0 * (t3 - t2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_curve_rises_from_zero_to_one_and_can_be_undone() {
        for seed in 0..200 {
            let mut random = Random::new(seed);
            for family in ToneFamily::ALL {
                let curve = ToneCurve::draw(family, &mut random);
                assert_eq!(curve.family(), family);
                let values: Vec<f64> = (0..=300).map(|i| curve.at(f64::from(i) / 300.0)).collect();
                assert!(values.windows(2).all(|w| w[1] > w[0]), "{curve:?} does not rise");
                assert!(values[0].abs() < 1e-9 && (values[300] - 1.0).abs() < 1e-9, "{curve:?}");
                for x in [0.003, 0.02, 0.18, 0.5, 0.9] {
                    approx::assert_abs_diff_eq!(curve.inverse(curve.at(x)), x, epsilon = 1e-9);
                }
            }
        }
    }

    #[test]
    fn families_differ_from_the_declared_curve_and_from_each_other() {
        let mut random = Random::new(5);
        let curves: Vec<ToneCurve> = ToneFamily::ALL.map(|f| ToneCurve::draw(f, &mut random)).into();
        for (i, one) in curves.iter().enumerate() {
            for other in &curves[i + 1..] {
                let apart = (1..100).map(|k| f64::from(k) / 100.0).map(|x| (one.at(x) - other.at(x)).abs());
                assert!(apart.fold(0.0, f64::max) > 0.01, "{one:?} {other:?}");
            }
        }
    }
}
