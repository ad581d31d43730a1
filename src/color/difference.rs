//! CIEDE2000 and the angles that skin is described by.

use super::{Estimate, Lab, LabD65};
use crate::math::{atan2, cos, exp, hypot, powi, sin};

/// The CIEDE2000 colour difference with kL = kC = kH = 1.
///
/// ```text
/// dE00 = sqrt((dL'/S_L)^2 + (dC'/S_C)^2 + (dH'/S_H)^2 + R_T (dC'/S_C)(dH'/S_H))
/// ```
///
/// | argument   | unit   | domain            | meaning                                  |
/// |------------|--------|-------------------|------------------------------------------|
/// | `lab_1`    | CIELAB | L* 0-100          | reference                                |
/// | `lab_2`    | CIELAB | same white point  | sample; the result is the same if swapped |
/// | returns    | dE00   | 0 and up          | meant for differences below about 5      |
///
/// Errors: none. Source: Sharma, Wu, Dalal, Color Research and Application 30:21 (2005), doi:10.1002/col.20070.
/// Its own symbols in its own order, and transcendental functions that give the same bits everywhere: one unit in the
/// last place of an arctangent moves the published pair 14 from 4.8045 to 4.7461.
///
/// ```
/// use healtone::color::{ciede2000, LabD65};
/// let d = ciede2000(LabD65::new(50.0, 2.6772, -79.7751), LabD65::new(50.0, 0.0, -82.7485));
/// assert!((d - 2.0425).abs() < 1e-4);
/// ```
#[must_use]
pub fn ciede2000<Wp>(lab_1: Lab<Wp, f64>, lab_2: Lab<Wp, f64>) -> f64 {
    const POW_25_7: f64 = 6_103_515_625.0;
    let (c_star_1, c_star_2) = (hypot(lab_1.a, lab_1.b), hypot(lab_2.a, lab_2.b));
    let c_bar_7 = powi(0.5 * (c_star_1 + c_star_2), 7);
    let g = 0.5 * (1.0 - (c_bar_7 / (c_bar_7 + POW_25_7)).sqrt());
    let (a_p_1, a_p_2) = ((1.0 + g) * lab_1.a, (1.0 + g) * lab_2.a);
    let (c_p_1, c_p_2) = (hypot(a_p_1, lab_1.b), hypot(a_p_2, lab_2.b));
    let (h_p_1, h_p_2) = (hue(a_p_1, lab_1.b), hue(a_p_2, lab_2.b));

    let dl_p = lab_2.l - lab_1.l;
    let dc_p = c_p_2 - c_p_1;
    let achromatic = c_p_1 * c_p_2 == 0.0;
    let difference = h_p_2 - h_p_1;
    let dh_p = if achromatic {
        0.0
    } else if difference > 180.0 {
        difference - 360.0
    } else if difference < -180.0 {
        difference + 360.0
    } else {
        difference
    };
    let dh_cap_p = 2.0 * (c_p_1 * c_p_2).sqrt() * sin((0.5 * dh_p).to_radians());

    let l_bar_p = 0.5 * (lab_1.l + lab_2.l);
    let c_bar_p = 0.5 * (c_p_1 + c_p_2);
    let sum = h_p_1 + h_p_2;
    let h_bar_p = if achromatic {
        sum
    } else if difference.abs() <= 180.0 {
        0.5 * sum
    } else if sum < 360.0 {
        0.5 * (sum + 360.0)
    } else {
        0.5 * (sum - 360.0)
    };
    let cosine = |degrees: f64| cos(degrees.to_radians());
    let t = 1.0 - 0.17 * cosine(h_bar_p - 30.0) + 0.24 * cosine(2.0 * h_bar_p) + 0.32 * cosine(3.0 * h_bar_p + 6.0)
        - 0.20 * cosine(4.0 * h_bar_p - 63.0);
    let d_theta = 30.0 * exp(-powi((h_bar_p - 275.0) / 25.0, 2));
    let c_bar_p_7 = powi(c_bar_p, 7);
    let r_c = 2.0 * (c_bar_p_7 / (c_bar_p_7 + POW_25_7)).sqrt();
    let l_50 = powi(l_bar_p - 50.0, 2);
    let s_l = 1.0 + 0.015 * l_50 / (20.0 + l_50).sqrt();
    let s_c = 1.0 + 0.045 * c_bar_p;
    let s_h = 1.0 + 0.015 * c_bar_p * t;
    let r_t = -sin((2.0 * d_theta).to_radians()) * r_c;
    let (l, c, h) = (dl_p / s_l, dc_p / s_c, dh_cap_p / s_h);
    // R_T can push a difference of nothing but rounding below zero.
    (l * l + c * c + h * h + r_t * c * h).max(0.0).sqrt()
}

/// Hue angle in degrees, 0-360; 0 for a grey.
fn hue(a: f64, b: f64) -> f64 {
    if a == 0.0 && b == 0.0 {
        return 0.0;
    }
    let h = atan2(b, a).to_degrees();
    if h < 0.0 { h + 360.0 } else { h }
}

/// CIELAB hue angle `h_ab` in degrees, 0-360; 0 for an exact grey.
#[must_use]
pub fn hue_deg<Wp>(lab: Lab<Wp, f64>) -> f64 {
    hue(lab.a, lab.b)
}

/// Individual typology angle in degrees, `None` where b* is too near zero (below 1) for it to mean anything.
///
/// ```text
/// ITA = atan((L* - 50) / b*) 180 / pi
/// ```
///
/// Printed for the literature that uses it; it describes fair skin better than deep skin, and it is not a Fitzpatrick
/// type. Source: Chardon, Cretois, Hourseau, Int. J. Cosmet. Sci. 13:191 (1991), doi:10.1111/j.1467-2494.1991.tb00561.x.
#[must_use]
pub fn ita_deg(lab: LabD65) -> Option<f64> {
    (lab.b >= 1.0).then(|| atan2(lab.l - 50.0, lab.b).to_degrees())
}

/// Standard deviation of the hue angle of an uncertain colour, degrees; `None` where the colour is a grey as far as it is
/// known.
///
/// ```text
/// dh = (a db - b da)/C^2,   var h = (dh/da, dh/db) cov (dh/da, dh/db)'
/// ```
///
/// To first order; a chroma of less than two of its own standard deviations has no hue to speak of.
#[must_use]
pub fn hue_sd_deg(lab: &Estimate<LabD65>) -> Option<f64> {
    let (a, b) = (lab.mean.a, lab.mean.b);
    let chroma = hypot(a, b);
    let quadratic = |x: f64, y: f64| x * x * lab.cov[1][1] + 2.0 * x * y * lab.cov[1][2] + y * y * lab.cov[2][2];
    let along = quadratic(a / chroma, b / chroma).max(0.0).sqrt();
    let across = quadratic(-b / chroma, a / chroma).max(0.0).sqrt();
    (chroma > 1e-6 && chroma >= 2.0 * along).then(|| (across / chroma).to_degrees())
}

/// Standard deviation of the individual typology angle of an uncertain colour, degrees; `None` where there is no angle.
///
/// ```text
/// d ITA = (b dL - (L - 50) db)/((L - 50)^2 + b^2)
/// ```
///
/// To first order.
#[must_use]
pub fn ita_sd_deg(lab: &Estimate<LabD65>) -> Option<f64> {
    ita_deg(lab.mean)?;
    let (l, b) = (lab.mean.l - 50.0, lab.mean.b);
    let squared = l * l + b * b;
    let (by_l, by_b) = (b / squared, -l / squared);
    let variance = by_l * by_l * lab.cov[0][0] + 2.0 * by_l * by_b * lab.cov[0][2] + by_b * by_b * lab.cov[2][2];
    Some(variance.max(0.0).sqrt().to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_is_symmetric_and_zero_for_itself() {
        let colors = [[50.0, 2.5, 0.0], [61.3, 10.0, -31.0], [22.0, -14.0, 0.0], [90.0, 0.0, 0.0], [3.0, 0.1, -0.1]];
        for x in colors {
            let x = super::super::lab_from::<super::super::D65>(x);
            assert_eq!(ciede2000(x, x), 0.0);
            for y in colors {
                let y = super::super::lab_from(y);
                approx::assert_abs_diff_eq!(ciede2000(x, y), ciede2000(y, x), epsilon = 1e-12);
            }
        }
    }

    #[test]
    fn signs_of_lab_are_those_of_the_eye() {
        assert!((hue_deg(LabD65::new(50.0, 0.0, 10.0)) - 90.0).abs() < 1e-12, "+b* is yellow, 90 degrees");
        assert!((hue_deg(LabD65::new(50.0, -10.0, 0.0)) - 180.0).abs() < 1e-12, "-a* is green, 180 degrees");
        assert!((ita_deg(LabD65::new(60.0, 9.0, 10.0)).unwrap() - 45.0).abs() < 1e-12);
        assert_eq!(ita_deg(LabD65::new(60.0, 9.0, 0.5)), None);
    }

    #[test]
    fn uncertain_angles_follow_their_slopes() {
        let cov = [[0.9, 0.1, 0.2], [0.1, 0.5, -0.1], [0.2, -0.1, 0.7]];
        let lab = Estimate { mean: LabD65::new(64.0, 11.0, 16.0), cov };
        let moved = |dl: f64, da: f64, db: f64| LabD65::new(64.0 + dl, 11.0 + da, 16.0 + db);
        let h = 1e-4;
        let by = |angle: &dyn Fn(LabD65) -> f64| {
            let slope = [
                angle(moved(h, 0.0, 0.0)) - angle(moved(-h, 0.0, 0.0)),
                angle(moved(0.0, h, 0.0)) - angle(moved(0.0, -h, 0.0)),
                angle(moved(0.0, 0.0, h)) - angle(moved(0.0, 0.0, -h)),
            ]
            .map(|d| d / (2.0 * h));
            let variance: f64 = (0..3).flat_map(|i| (0..3).map(move |j| slope[i] * cov[i][j] * slope[j])).sum();
            variance.sqrt()
        };
        approx::assert_abs_diff_eq!(hue_sd_deg(&lab).unwrap(), by(&|l| hue_deg(l)), epsilon = 1e-5);
        approx::assert_abs_diff_eq!(ita_sd_deg(&lab).unwrap(), by(&|l| ita_deg(l).unwrap()), epsilon = 1e-5);
        assert_eq!(hue_sd_deg(&Estimate { mean: LabD65::new(50.0, 0.5, 0.5), cov }), None);
        assert_eq!(ita_sd_deg(&Estimate { mean: LabD65::new(50.0, 5.0, 0.2), cov }), None);
    }
}
