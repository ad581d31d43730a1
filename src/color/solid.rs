//! The object-colour solid: colours that some reflectance between 0 and 1 can have.

use super::grid::BANDS;
use super::integrate::Viewing;
use palette::convert::IntoColorUnclamped;
use palette::{Lab, Xyz};

/// A colour may lie outside by this share of its distance from middle grey: rounding of printed Lab, and what bands of 10 nm
/// cut off the solid.
const SLACK: f64 = 0.02;
/// What sums of floating point are off by.
const ROUNDING: f64 = 1e-9;

/// The object-colour solid of a viewing condition.
///
/// ```text
/// { sum_i r_i w_i : 0 <= r_i <= 1 },  w_i = (W_x,i, W_y,i, W_z,i)
/// p inside  <=>  n.p <= sum_i max(0, n.w_i) for every n = +-(w_i x w_j)
/// ```
///
/// The solid is a zonotope: each facet is spanned by two of its generators, here the weights of two bands, so that these
/// normals are all there are. Its surface are the optimal colours. Source: Schroedinger 1920, Ann. Phys. 62:603,
/// doi:10.1002/andp.19203671504; `McMullen` 1971, Mathematika 18:91, doi:10.1112/S0025579300008433 (zonotopes).
#[derive(Debug, Clone)]
pub struct ObjectColorSolid {
    /// Normals, and how far out along each the solid reaches.
    facets: Vec<([f64; 3], f64)>,
}

impl ObjectColorSolid {
    /// The solid under a light for an observer.
    #[must_use]
    pub fn of<W: Viewing>() -> Self {
        let weights = W::weights();
        let white = weights.white;
        let generator = |i: usize| [0, 1, 2].map(|k| weights.bands[k][i] / white[k]);
        let mut facets = Vec::with_capacity(BANDS * (BANDS - 1));
        for (i, j) in (0..BANDS).flat_map(|i| (i + 1..BANDS).map(move |j| (i, j))) {
            let normal = cross(generator(i), generator(j));
            let size = dot(normal, normal).sqrt();
            // Two bands of the far red are nearly parallel: their facet is a sliver, and its direction is noise.
            if size > 1e-9 {
                for sign in [1.0, -1.0] {
                    let normal = normal.map(|n| sign * n / size);
                    let reach = (0..BANDS).map(|k| dot(normal, generator(k)).max(0.0)).sum();
                    facets.push((normal, reach));
                }
            }
        }
        Self { facets }
    }

    /// Whether some reflectance between 0 and 1 has this colour, to the digits that Lab is printed with.
    ///
    /// ```
    /// use healtone::color::{D50, ObjectColorSolid, lab_from};
    /// let solid = ObjectColorSolid::of::<D50>();
    /// assert!(solid.contains(lab_from::<D50>([43.0, 56.0, 16.0]))); // a strong red
    /// assert!(!solid.contains(lab_from::<D50>([95.0, 40.0, 0.0]))); // too light for so much red
    /// ```
    #[must_use]
    pub fn contains<W: Viewing>(&self, lab: Lab<W, f64>) -> bool {
        let towards_grey = |value: f64, grey: f64| value + SLACK * (grey - value);
        let inner: Lab<W, f64> =
            Lab::new(towards_grey(lab.l, 50.0), towards_grey(lab.a, 0.0), towards_grey(lab.b, 0.0));
        let xyz: Xyz<W, f64> = inner.into_color_unclamped();
        let white: Xyz<palette::white_point::Any, f64> = W::get_xyz();
        let point = [xyz.x / white.x, xyz.y / white.y, xyz.z / white.z];
        self.facets.iter().all(|(normal, reach)| dot(*normal, point) <= reach + ROUNDING)
    }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
mod tests {
    use super::super::{D50, D65, Spectrum, lab_array, lab_from};
    use super::*;
    use crate::math::Random;

    #[test]
    fn every_reflectance_lies_in_the_solid() {
        let (solid, mut random) = (ObjectColorSolid::of::<D65>(), Random::part(5, 0));
        for _ in 0..500 {
            // Steps between 0 and 1 are the extremes of it.
            let mut value = f64::from(u8::from(random.uniform() < 0.5));
            let spectrum = Spectrum::new(std::array::from_fn(|_| {
                if random.uniform() < 0.1 {
                    value = 1.0 - value;
                }
                value
            }));
            let lab = D65::lab(&spectrum);
            assert!(solid.contains(lab), "{:?}", lab_array(lab));
        }
    }

    #[test]
    fn what_no_reflectance_has_lies_outside() {
        let solid = ObjectColorSolid::of::<D50>();
        for lab in [[103.0, 0.0, 0.0], [98.0, 20.0, 0.0], [3.0, 40.0, 40.0], [60.0, 120.0, 0.0], [5.0, 0.0, 60.0]] {
            assert!(!solid.contains(lab_from::<D50>(lab)), "{lab:?}");
        }
        // A steep yellow, as the best pigments have it, and greys to the ends.
        for lab in [[92.0, -10.0, 100.0], [0.0, 0.0, 0.0], [100.0, 0.0, 0.0], [50.0, 0.0, 0.0], [4.0, 0.5, -1.0]] {
            assert!(solid.contains(lab_from::<D50>(lab)), "{lab:?}");
        }
    }

    #[test]
    fn an_optimal_colour_is_on_the_surface() {
        let solid = ObjectColorSolid::of::<D65>();
        let blue = D65::lab(&Spectrum::from_fn(|nm| if nm < 495.0 { 1.0 } else { 0.0 }));
        let [l, a, b] = lab_array(blue);
        assert!(solid.contains(blue));
        assert!(!solid.contains(lab_from::<D65>([l, a * 1.05, b * 1.05])));
    }
}
