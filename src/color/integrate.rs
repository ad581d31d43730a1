//! From a spectrum to XYZ and Lab under a CIE light, and from one white point to another.

use super::{A, BANDS, D50, D65, D65Degree10, Lab, LedB3, PerBand, Spectrum, WAVELENGTHS_NM, Xyz};
use crate::data::Columns;
use palette::convert::IntoColorUnclamped;
use palette::white_point::WhitePoint;
use std::sync::OnceLock;

/// Whose eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Observer {
    /// CIE 1931, 2 degrees.
    Cie1931,
    /// CIE 1964, 10 degrees.
    Cie1964,
}

/// A white point type that names its CIE light and observer.
pub trait Viewing: WhitePoint<f64> + Sized + 'static {
    /// Name of the light, as in `calibration/cie/lights.csv`.
    const LIGHT: &'static str;
    /// The observer.
    const OBSERVER: Observer;

    /// The weights of this viewing condition, computed once.
    fn weights() -> &'static ViewingWeights;

    /// Lab of a reflectance under this light, relative to the perfect diffuser: L* = 100 for R = 1 in every band.
    ///
    /// ```
    /// use healtone::color::{D65, Spectrum, Viewing};
    /// let white = D65::lab(&Spectrum::constant(1.0));
    /// assert!((white.l - 100.0).abs() < 1e-9 && white.a.abs() < 1e-9 && white.b.abs() < 1e-9);
    /// ```
    #[must_use]
    fn lab(reflectance: &Spectrum) -> Lab<Self, f64> {
        Self::xyz(reflectance).into_color_unclamped()
    }

    /// Tristimulus values of a reflectance under this light; Y = 1 and the white of the type for R = 1.
    #[must_use]
    fn xyz(reflectance: &Spectrum) -> Xyz<Self, f64> {
        let weights = Self::weights();
        // The type's white (four published digits) stands for the perfect diffuser, whatever the last digit of ours.
        let white: Xyz<palette::white_point::Any, f64> = Self::get_xyz();
        let [x, y, z] = weights.integrate(reflectance.values());
        Xyz::new(x / weights.white[0] * white.x, y / weights.white[1] * white.y, z / weights.white[2] * white.z)
    }
}

macro_rules! viewing {
    ($white:ty, $light:literal, $observer:expr) => {
        impl Viewing for $white {
            const LIGHT: &'static str = $light;
            const OBSERVER: Observer = $observer;

            fn weights() -> &'static ViewingWeights {
                static WEIGHTS: OnceLock<ViewingWeights> = OnceLock::new();
                WEIGHTS.get_or_init(|| ViewingWeights::of($light, $observer))
            }
        }
    };
}

viewing!(D65, "D65", Observer::Cie1931);
viewing!(D50, "D50", Observer::Cie1931);
viewing!(A, "A", Observer::Cie1931);
viewing!(LedB3, "LED-B3", Observer::Cie1931);
viewing!(D65Degree10, "D65", Observer::Cie1964);

/// Weights that turn a reflectance on the grid into tristimulus values.
///
/// ```text
/// X = sum_i W_x,i R_i,   W_x,i = k sum_l S(l) xbar(l) tri_i(l),   k = 1 / sum_l S(l) ybar(l)
/// ```
///
/// The 5 nm tables are interpolated to 1 nm (four-point Lagrange for the observer, linear for the light) and gathered
/// into bands by triangles 10 nm wide at half height; what lies beyond 380 and 730 nm goes to the end bands.
/// Source: CIE 015:2018, 7.1; band weights in the manner of ASTM E308.
#[derive(Debug, Clone, PartialEq)]
pub struct ViewingWeights {
    /// Weights of the three tristimulus values, band by band.
    pub bands: [PerBand; 3],
    /// Tristimulus values of the perfect diffuser, Y = 1.
    pub white: [f64; 3],
}

impl ViewingWeights {
    /// The weights of a CIE light, named as in `calibration/cie/lights.csv`, for an observer.
    ///
    /// Panics for a light that the table does not have.
    #[must_use]
    pub fn of(light: &str, observer: Observer) -> Self {
        let (nm, power) = power_of(light);
        Self::of_power(&nm, &power, observer)
    }

    /// The weights of a light given by its relative spectral power; linear between the wavelengths of the table.
    #[must_use]
    pub fn of_power(nm_of_power: &[f64], power: &[f64], observer: Observer) -> Self {
        let mut bands = [[0.0; BANDS]; 3];
        for (nm, responses) in responses(nm_of_power, power, observer) {
            let shares = band_shares(nm);
            for (k, response) in responses.into_iter().enumerate() {
                for (band, share) in shares {
                    bands[k][band] += share * response;
                }
            }
        }
        let luminance: f64 = bands[1].iter().sum();
        let bands = bands.map(|weights| weights.map(|w| w / luminance));
        Self { white: bands.map(|weights| weights.iter().sum()), bands }
    }

    /// Tristimulus values of a reflectance.
    #[must_use]
    pub fn integrate(&self, reflectance: &PerBand) -> [f64; 3] {
        [0, 1, 2].map(|k| self.bands[k].iter().zip(reflectance).map(|(w, r)| w * r).sum())
    }
}

/// Wavelengths and relative power of a CIE light.
pub(super) fn power_of(light: &str) -> (Vec<f64>, Vec<f64>) {
    let lights = Columns::read("calibration/cie/lights.csv");
    let power = lights.column(light).iter().map(|p| if p.is_nan() { 0.0 } else { *p }).collect();
    (lights.column("wavelength_nm").to_vec(), power)
}

/// What a light makes of the three colour-matching functions at each nanometre from 360 to 830.
pub(super) fn responses(nm_of_power: &[f64], power: &[f64], observer: Observer) -> Vec<(f64, [f64; 3])> {
    let eye = Columns::read(match observer {
        Observer::Cie1931 => "calibration/cie/observer-1931-2deg.csv",
        Observer::Cie1964 => "calibration/cie/observer-1964-10deg.csv",
    });
    let at = |nm: f64| {
        let light = crate::math::interpolate(nm_of_power, power, nm);
        ["x_bar", "y_bar", "z_bar"].map(|name| light * lagrange4(eye.column("wavelength_nm"), eye.column(name), nm))
    };
    (360..=830).map(f64::from).map(|nm| (nm, at(nm))).collect()
}

/// The two bands that share a wavelength, by overlapping triangles; the end bands take all that lies beyond them.
fn band_shares(nm: f64) -> [(usize, f64); 2] {
    let last = WAVELENGTHS_NM[BANDS - 1];
    let position = (nm.clamp(WAVELENGTHS_NM[0], last) - WAVELENGTHS_NM[0]) / 10.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the band below the wavelength")]
    let below = (position as usize).min(BANDS - 2);
    let above = position - below as f64;
    [(below, 1.0 - above), (below + 1, above)]
}

/// Four-point Lagrange interpolation in an evenly spaced table, three points at its ends.
pub(super) fn lagrange4(x: &[f64], y: &[f64], at: f64) -> f64 {
    let above = x.partition_point(|&v| v <= at).clamp(1, x.len() - 1);
    let nodes = above.saturating_sub(2)..(above + 2).min(x.len());
    nodes
        .clone()
        .map(|i| y[i] * nodes.clone().filter(|&j| j != i).map(|j| (at - x[j]) / (x[i] - x[j])).product::<f64>())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test] // CIE 015:2018 table T.3: whites of D65, D50, A for 2 degrees, D65 for 10 degrees, five digits
    fn the_perfect_diffuser_has_the_published_white() {
        for (weights, white) in [
            (D65::weights(), [0.950_47, 1.0, 1.088_83]),
            (D50::weights(), [0.964_22, 1.0, 0.825_21]),
            (A::weights(), [1.098_50, 1.0, 0.355_85]),
            (D65Degree10::weights(), [0.948_11, 1.0, 1.073_04]),
        ] {
            for (ours, published) in weights.white.iter().zip(white) {
                assert_abs_diff_eq!(*ours, published, epsilon = 2.5e-4);
            }
        }
    }

    #[test] // CIE 015:2018: x .3756, y .3723, four digits; the light is taken as straight between 5 nm steps
    fn the_led_has_the_published_white() {
        let [x, y, z] = LedB3::weights().white;
        assert_abs_diff_eq!(x / (x + y + z), 0.3756, epsilon = 2.5e-4);
        assert_abs_diff_eq!(y / (x + y + z), 0.3723, epsilon = 2.5e-4);
    }

    #[test]
    fn weights_are_linear_and_blind_to_nothing_visible() {
        let slope = Spectrum::from_fn(|nm| (nm - 380.0) / 350.0);
        let twice = slope.zip(slope.values(), |a, b| a + b);
        for (one, two) in D65::weights().integrate(slope.values()).iter().zip(D65::weights().integrate(twice.values()))
        {
            assert_abs_diff_eq!(2.0 * one, two, epsilon = 1e-12);
        }
        assert!(D65::lab(&slope).b > 10.0, "more long-wave than short-wave light is yellowish");
    }
}
