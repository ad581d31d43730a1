//! Smooth irregularity: the mottling of skin, the weave of a towel.

use crate::math::lattice_unit;

/// A random field that varies over a length, of mean 0 and standard deviation about 1.
///
/// ```text
/// f(u, v) = sum_o a_o sum_corners s(u) s(v) r(corner),   s(t) = t^3 (t (6 t - 15) + 10),   r even in [-sqrt 3, sqrt 3)
/// ```
///
/// Two octaves of lattice noise, the second at 0.43 of the length and half as strong. Source: Perlin, "Improving
/// noise", ACM Transactions on Graphics 21(3), 2002, doi:10.1145/566654.566636 (the blend s).
///
/// ```
/// let texture = healtone::render::Texture::new(3, 8.0);
/// let (here, near, far) = (texture.at(10.0, 10.0), texture.at(10.1, 10.0), texture.at(30.0, 70.0));
/// assert!((here - near).abs() < 0.1 && here != far);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Texture {
    seed: u64,
    per_length: f64,
}

/// Length and strength of the second octave; the strengths together give a standard deviation of 1.
const SECOND_LENGTH: f64 = 0.43;
const STRENGTHS: [f64; 2] = [1.19, 0.595];
/// Cosine and sine of the turn of each octave: Pythagorean triples, so that they are exact.
const TURNS: [[f64; 2]; 2] = [[0.8, 0.6], [5.0 / 13.0, 12.0 / 13.0]];

impl Texture {
    /// A field that varies over about `length`, in whatever unit it is asked in.
    #[must_use]
    pub fn new(seed: u64, length: f64) -> Self {
        Self { seed, per_length: 1.0 / length }
    }

    /// Its value at a place.
    #[must_use]
    pub fn at(&self, u: f64, v: f64) -> f64 {
        let (x, y) = (u * self.per_length, v * self.per_length);
        // Each octave is turned, so that no lattice shows along the axes of a picture.
        let turned = |[c, s]: [f64; 2]| (c * x + s * y, c * y - s * x);
        let ((x1, y1), (x2, y2)) = (turned(TURNS[0]), turned(TURNS[1]));
        STRENGTHS[0] * octave(self.seed, x1, y1)
            + STRENGTHS[1] * octave(self.seed ^ 0x5bd1, x2 / SECOND_LENGTH, y2 / SECOND_LENGTH)
    }
}

/// One octave, standard deviation about 0.75 of that of the lattice.
fn octave(seed: u64, x: f64, y: f64) -> f64 {
    let (left, upper) = (x.floor(), y.floor());
    #[allow(clippy::cast_possible_truncation, reason = "lattices are far smaller than 2^63")]
    let (i, j) = (left as i64, upper as i64);
    let (s, t) = (blend(x - left), blend(y - upper));
    let r = |di: i64, dj: i64| lattice_unit(seed, i + di, j + dj);
    let above = r(0, 0) + s * (r(1, 0) - r(0, 0));
    let below = r(0, 1) + s * (r(1, 1) - r(0, 1));
    (above + t * (below - above) - 0.5) * 12.0_f64.sqrt()
}

fn blend(t: f64) -> f64 {
    t * t * t * (t * (6.0 * t - 15.0) + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_mean_zero_and_unit_spread() {
        let texture = Texture::new(9, 1.7);
        let values: Vec<f64> = (0..200)
            .flat_map(|i| (0..200).map(move |j| (f64::from(i) * 0.83, f64::from(j) * 0.79)))
            .map(|(u, v)| texture.at(u, v))
            .collect();
        let (mean, sd) = crate::math::mean_sd(&values);
        assert!(mean.abs() < 0.05 && (sd - 1.0).abs() < 0.08, "mean {mean}, sd {sd}");
    }
}
