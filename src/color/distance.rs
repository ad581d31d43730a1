//! What the eye makes of a small spot from afar.

use super::{D65, LabD65, Xyz};
use crate::math::{inverse3, transform3};
use palette::convert::IntoColorUnclamped;

/// XYZ to opponent channels: light to dark, red to green, blue to yellow.
const OPPONENT: [[f64; 3]; 3] = [
    [0.278_733_6, 0.721_803_1, -0.106_552_0],
    [-0.448_773_6, 0.289_805_6, 0.077_156_9],
    [0.085_951_3, -0.589_985_9, 0.501_108_9],
];

/// The eye's spread of each channel as a sum of Gaussians: width at half height in degrees of sight, and weight.
const SPREAD: [&[(f64, f64)]; 3] = [
    &[(0.05, 1.003_27), (0.225, 0.114_416), (7.0, -0.117_686)],
    &[(0.0685, 0.616_725), (0.826, 0.383_275)],
    &[(0.092, 0.567_885), (0.6451, 0.432_115)],
];

/// The middle of a small round spot on an even ground, as it is seen from afar: with distance it comes nearer to the
/// ground.
///
/// ```text
/// O = M XYZ,   O_seen = O_ground + (O_spot - O_ground) sum_i w_i b^2/(b^2 + s_i^2),   s_i = degrees_i distance tan 1 deg
/// ```
///
/// b is the width of the spot at half its contrast; its profile is taken as Gaussian, as are the parts of the eye's
/// spread, so that their widths add as squares. From 2 m on, dots a millimetre apart are the ground's mean.
///
/// | argument     | unit       | domain | meaning                               |
/// |--------------|------------|--------|---------------------------------------|
/// | `ground`     | D65, 2 deg |        | colour around the spot                |
/// | `spot`       | D65, 2 deg |        | colour at its middle, seen close up   |
/// | `width_mm`   | mm         | > 0    | its width at half contrast            |
/// | `distance_m` | m          | > 0    | from the eye                          |
///
/// Source: S-CIELAB, Zhang & Wandell, "A spatial extension of CIELAB for digital color-image reproduction", Journal of
/// the SID 5(1), 1997, doi:10.1889/1.1985127; kernels and matrix as in the authors' code.
///
/// ```
/// use healtone::color::{LabD65, seen_from};
/// let (ground, spot) = (LabD65::new(62.0, 8.0, 16.0), LabD65::new(57.0, 7.0, 14.0));
/// let at = |distance_m: f64| ground.l - seen_from(ground, spot, 0.35, distance_m).l;
/// assert!(at(0.3) > 3.0 && at(1.0) < 1.0 && at(2.0) < 0.3);
/// ```
#[must_use]
pub fn seen_from(ground: LabD65, spot: LabD65, width_mm: f64, distance_m: f64) -> LabD65 {
    let mm_per_degree = 1000.0 * distance_m * TANGENT_OF_A_DEGREE;
    let left = |parts: &[(f64, f64)]| -> f64 {
        parts
            .iter()
            .map(|(degrees, weight)| {
                let spread = degrees * mm_per_degree / width_mm;
                weight / (1.0 + spread * spread)
            })
            .sum()
    };
    let xyz = |lab: LabD65| -> Xyz<D65, f64> { lab.into_color_unclamped() };
    let (ground, spot) = (xyz(ground), xyz(spot));
    let difference = [spot.x - ground.x, spot.y - ground.y, spot.z - ground.z];
    let opponent = transform3(&OPPONENT, difference);
    let seen = std::array::from_fn::<f64, 3, _>(|k| opponent[k] * left(SPREAD[k]));
    let from_opponent = inverse3(&OPPONENT).expect("a matrix of full rank");
    let [x, y, z] = transform3(&from_opponent, seen);
    Xyz::<D65, f64>::new(ground.x + x, ground.y + y, ground.z + z).into_color_unclamped()
}

const TANGENT_OF_A_DEGREE: f64 = 0.017_455_064_928;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::lab_array;

    #[test]
    fn close_up_a_spot_is_itself_and_afar_it_is_the_ground() {
        let (ground, spot) = (LabD65::new(40.0, 12.0, 17.0), LabD65::new(33.0, 9.0, 12.0));
        let off = |a: LabD65, b: LabD65| (0..3).map(|i| (lab_array(a)[i] - lab_array(b)[i]).abs()).fold(0.0, f64::max);
        assert!(off(seen_from(ground, spot, 0.35, 1e-6), spot) < 1e-3);
        assert!(off(seen_from(ground, spot, 0.35, 500.0), ground) < 1e-3);
        assert!(off(seen_from(ground, ground, 0.35, 1.0), ground) < 1e-9, "nothing to see is nothing to blur");
        let left = [0.2, 0.4, 0.8, 1.6].map(|m| off(seen_from(ground, spot, 0.35, m), ground));
        assert!(left.windows(2).all(|w| w[1] < w[0]), "{left:?}");
    }
}
