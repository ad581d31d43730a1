//! A camera: sensor, exposure, white balance, matrix, tone, noise.

use super::sensor::light_power;
use super::{Sensor, ToneCurve};
use crate::chart::default_definition;
use crate::color::PerBand;
use crate::diagnostic::Diagnostic;
use crate::math::{Matrix3, atan2, cos, hypot, sin};
use nalgebra::{DMatrix, DVector};

/// A camera and how it is set.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    /// Its sensor.
    pub sensor: Sensor,
    /// Share of full scale that a white reaches under the light on the chart, before the tone curve.
    pub exposure: f64,
    /// Light that it is balanced for, as a name of `calibration/cie/lights.csv`; `None` is the light of the scene.
    pub balanced_for: Option<String>,
    /// Natural log of the error of its balance, red and blue against green.
    pub balance_error: [f64; 2],
    /// Its colour matrix; `None` leaves the sensor's own colours, as in a raw file.
    pub matrix: Option<ColourMatrix>,
    /// Its look: colours changed by their hue, as phones like them.
    pub look: Option<Look>,
    /// Its tone curve.
    pub tone: ToneCurve,
    /// Tone mapping that differs from place to place.
    pub local_tone: Option<LocalTone>,
    /// Light strewn by its lens over the whole picture, share of the picture's mean.
    pub veil: f64,
    /// Standard deviation of the blur, mm on the scalp.
    pub blur_mm: f64,
    /// Noise of the sensor.
    pub noise: Noise,
}

/// The 3x3 from balanced sensor values to linear sRGB, and for which light it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct ColourMatrix {
    /// Name of the light.
    pub made_for: String,
    /// How much colours are strengthened on top, 1 is none.
    pub saturation: f64,
    /// The matrix, saturation included; rows sum to 1.
    pub matrix: Matrix3,
}

/// Strength and hue of colours changed by their hue.
///
/// ```text
/// (u, v) = (R - Y, B - Y) = C (cos h, sin h);   C' = C (1 + f(strength, h)),  h' = h + f(turn, h)
/// f(a, h) = a_0 cos h + a_1 sin h + a_2 cos 2h + a_3 sin 2h
/// ```
///
/// On linear sRGB, before the tone curve; Y is luminance and stays. Neutral colours stay neutral.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Coefficients of the strength.
    pub strength: [f64; 4],
    /// Coefficients of the turn, radians.
    pub turn: [f64; 4],
}

/// Luminance of linear sRGB, Rec. 709.
const LUMA: [f64; 3] = [0.2126, 0.7152, 0.0722];

impl Look {
    /// The colour that the look makes of one, linear sRGB.
    #[must_use]
    pub fn of(&self, [r, g, b]: [f64; 3]) -> [f64; 3] {
        let luminance = LUMA[0] * r + LUMA[1] * g + LUMA[2] * b;
        let (u, v) = (r - luminance, b - luminance);
        let hue = atan2(v, u);
        let wave = |a: &[f64; 4]| a[0] * cos(hue) + a[1] * sin(hue) + a[2] * cos(2.0 * hue) + a[3] * sin(2.0 * hue);
        let (chroma, hue) = (hypot(u, v) * (1.0 + wave(&self.strength)), hue + wave(&self.turn));
        let (red, blue) = (luminance + chroma * cos(hue), luminance + chroma * sin(hue));
        [red, (luminance - LUMA[0] * red - LUMA[2] * blue) / LUMA[1], blue]
    }
}

/// Tone mapping by neighbourhood: shadows are lifted, lights held back.
///
/// ```text
/// y = x (B/0.18)^-strength,   B = mean luminance around the pixel
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalTone {
    /// Exponent; 0.03-0.12 is mild.
    pub strength: f64,
    /// Radius of the neighbourhood over the width of the picture.
    pub radius: f64,
}

/// Noise of each channel before the matrix.
///
/// ```text
/// sd^2 = read^2 + x/electrons        x: share of full scale
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// Share of full scale.
    pub read: f64,
    /// Electrons that full scale stands for; infinite is no shot noise.
    pub electrons: f64,
}

impl Noise {
    /// No noise at all.
    pub const NONE: Self = Self { read: 0.0, electrons: f64::INFINITY };
}

impl ColourMatrix {
    /// The matrix that is best for the patches of a ColorChecker under a light, as makers fit theirs.
    ///
    /// ```text
    /// min sum_patches |M q - linear sRGB|^2,   rows scaled to sum 1;   then S M, S = saturation about Rec. 709 luminance
    /// ```
    ///
    /// # Errors
    /// An unknown light.
    pub fn made_for(light: &str, sensor: &Sensor, saturation: f64) -> Result<Self, Diagnostic> {
        let matrix = optimum(&light_power(light)?, sensor);
        let saturate: Matrix3 =
            [0, 1, 2].map(|i| [0, 1, 2].map(|j| (1.0 - saturation) * LUMA[j] + if i == j { saturation } else { 0.0 }));
        Ok(Self { made_for: light.to_owned(), saturation, matrix: crate::math::product3(&saturate, &matrix) })
    }
}

fn optimum(light: &PerBand, sensor: &Sensor) -> Matrix3 {
    let chart = default_definition();
    let white = sensor.white(light);
    let targets = chart.linear_srgb();
    let seen: Vec<[f64; 3]> = chart
        .spectra
        .iter()
        .map(|s| {
            let q = sensor.response(light, s.values());
            [0, 1, 2].map(|c| q[c] / white[c])
        })
        .collect();
    let svd = DMatrix::from_fn(seen.len(), 3, |i, c| seen[i][c]).svd(true, true);
    [0, 1, 2].map(|k| {
        let target = DVector::from_iterator(targets.len(), targets.iter().map(|t| t[k]));
        let row = svd.solve(&target, 1e-12).expect("both factors were asked for");
        let sum = row[0] + row[1] + row[2];
        [row[0] / sum, row[1] / sum, row[2] / sum]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_keep_white_and_differ_between_lights() {
        let sensor = Sensor::parametric(4);
        let (day, lamp) =
            (ColourMatrix::made_for("D65", &sensor, 1.0).unwrap(), ColourMatrix::made_for("A", &sensor, 1.1).unwrap());
        for row in day.matrix.iter().chain(&lamp.matrix) {
            approx::assert_abs_diff_eq!(row.iter().sum::<f64>(), 1.0, epsilon = 1e-9);
        }
        let apart = (0..9).map(|i| (day.matrix[i / 3][i % 3] - lamp.matrix[i / 3][i % 3]).abs());
        assert!(apart.fold(0.0, f64::max) > 0.1);
    }

    #[test]
    fn looks_change_colours_and_leave_luminance_and_neutrals() {
        let look = Look { strength: [0.05, -0.03, 0.02, 0.01], turn: [0.02, 0.03, -0.01, 0.02] };
        let luminance = |c: [f64; 3]| LUMA.iter().zip(c).map(|(w, v)| w * v).sum::<f64>();
        for color in [[0.5, 0.3, 0.2], [0.1, 0.4, 0.6], [0.7, 0.1, 0.05]] {
            let changed = look.of(color);
            approx::assert_abs_diff_eq!(luminance(changed), luminance(color), epsilon = 1e-12);
            assert!((0..3).any(|c| (changed[c] - color[c]).abs() > 1e-3), "{changed:?}");
        }
        for v in look.of([0.4; 3]) {
            approx::assert_abs_diff_eq!(v, 0.4, epsilon = 1e-12);
        }
    }

    #[test]
    fn the_observer_needs_no_more_than_the_matrix_of_srgb() {
        let made = ColourMatrix::made_for("D65", &Sensor::observer(), 1.0).unwrap().matrix;
        // IEC 61966-2-1: XYZ to linear sRGB, columns times the white of D65.
        let published = [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]];
        for (row, expected) in made.iter().zip(published) {
            for (k, white) in [0.9505, 1.0, 1.0890].into_iter().enumerate() {
                approx::assert_abs_diff_eq!(row[k], expected[k] * white, epsilon = 0.02);
            }
        }
    }
}
