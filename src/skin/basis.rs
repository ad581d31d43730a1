//! Bare skin from three numbers: the spectrum that human skin of a given colour has.

use super::SkinBasis;
use crate::color::{D65, Estimate, Lab, LabD65, Spectrum, Viewing, lab_array};
use crate::math::{FitOptions, Matrix3, Parameter, fit, inverse3, transform3};

/// Coefficients of human skin: those of measured spectra lie between these limits, 17 of the 7,623 at hand excepted.
///
/// Source: International Skin Spectra Archive (2025), as in `calibration/skin/basis.csv`.
const SKIN_LIKE: [(f64, f64); 3] = [(-3.9, 9.7), (-1.9, 1.6), (-1.2, 0.8)];

/// The spectrum of skin with three coefficients, specular included.
///
/// ```text
/// ln R = mean + c1 pc1 + c2 pc2 + c3 pc3
/// ```
///
/// | argument       | unit | domain                                   | meaning                              |
/// |----------------|------|------------------------------------------|--------------------------------------|
/// | `coefficients` | 1    | skin: [-3.9, 9.7] x [-1.9, 1.6] x [-1.2, 0.8] | c1 depth of colour, c2 and c3 its kind |
/// | returns        | 1    | (0, 1)                                   | reflectance factor as with SCI       |
///
/// Below 390 and above 700 nm the components are regressions (rms 0.08-0.2 in ln R at 380-390). Errors: none; beyond
/// the domain of skin R bends to stay below 1. Source: principal components of ln R of the International Skin Spectra
/// Archive, Lu, Xiao et al., Scientific Data (2025), doi:10.1038/s41597-025-04857-5.
///
/// ```
/// let average = healtone::skin::basis_spectrum([0.0; 3]);
/// assert!(average.values().iter().all(|r| *r > 0.05 && *r < 0.6));
/// ```
#[must_use]
pub fn basis_spectrum(coefficients: [f64; 3]) -> Spectrum {
    SkinBasis::shipped().spectrum(coefficients)
}

/// Coefficients of a person's skin from standard normals, kept within those of measured skin.
///
/// ```text
/// c_k = m_k + s_k z_k,   m = (-0.3, 0, 0),  s = (1.9, 0.31, 0.23)
/// ```
///
/// Source: as [`basis_spectrum`]; wide enough for the deepest skin.
#[must_use]
pub fn population_coefficients(normals: [f64; 3]) -> [f64; 3] {
    let prior = SkinBasis::shipped().prior;
    std::array::from_fn(|k| (prior[k].0 + prior[k].1 * normals[k]).clamp(SKIN_LIKE[k].0, SKIN_LIKE[k].1))
}

fn skin_like(coefficients: &[f64; 3]) -> bool {
    coefficients.iter().zip(SKIN_LIKE).all(|(c, (least, most))| (least..=most).contains(c))
}

impl BasisFit {
    /// How far the coefficients lie outside of those of measured skins, as a share of their range; 0 within.
    #[must_use]
    pub fn strangeness(&self) -> f64 {
        let outside = |(c, (least, most)): (&f64, (f64, f64))| (least - c).max(c - most).max(0.0) / (most - least);
        self.coefficients.iter().zip(SKIN_LIKE).map(outside).fold(0.0, f64::max)
    }

    /// The skin of known coefficients of a basis.
    #[must_use]
    pub fn of_coefficients(basis: &SkinBasis, coefficients: [f64; 3]) -> Self {
        let spectrum = basis.spectrum(coefficients);
        Self { spectrum, coefficients, skin_like: skin_like(&coefficients), residual_de_ab: 0.0 }
    }
}

/// The skin spectrum of a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BasisFit {
    /// The spectrum, specular included as in the colour.
    pub spectrum: Spectrum,
    /// Its coefficients.
    pub coefficients: [f64; 3],
    /// Whether the colour was met and the coefficients are those of human skin.
    pub skin_like: bool,
    /// How far the colour of the spectrum is from the one asked for (CIE 1976 dE); 0 but for impossible colours.
    pub residual_de_ab: f64,
}

/// The skin spectrum that has exactly this colour.
///
/// ```text
/// find c: Lab(exp(mean + c1 pc1 + c2 pc2 + c3 pc3)) = lab        damped Newton from c = 0
/// ```
///
/// | argument | unit   | domain         | meaning                                               |
/// |----------|--------|----------------|-------------------------------------------------------|
/// | `lab`    | CIELAB | colours of skin | under the light and observer of its type, as with SCI |
///
/// Against measured skin the spectrum errs by 0.0064 rms in R (median), and its colour under A by 0.25 dE00 (median,
/// 0.95 at 95 %). Errors: none; a colour that skin cannot have comes back with `skin_like` false and what remains.
/// Source: as [`basis_spectrum`].
///
/// ```
/// use healtone::color::{D65, LabD65, Viewing};
/// let fit = healtone::skin::spectrum_from_lab(LabD65::new(60.0, 11.0, 16.0));
/// let back = D65::lab(&fit.spectrum);
/// assert!(fit.skin_like && (back.l - 60.0).abs() < 1e-6 && (back.b - 16.0).abs() < 1e-6);
/// ```
#[must_use]
pub fn spectrum_from_lab<W: Viewing>(lab: Lab<W, f64>) -> BasisFit {
    let target = lab_array(lab);
    let error = |c: &[f64; 3]| -> [f64; 3] {
        let seen = lab_array(W::lab(&basis_spectrum(*c)));
        [0, 1, 2].map(|i| target[i] - seen[i])
    };
    let length = |e: &[f64; 3]| (e[0] * e[0] + e[1] * e[1] + e[2] * e[2]).sqrt();
    let mut c = [0.0; 3];
    let mut e = error(&c);
    for _ in 0..60 {
        let Some(step) = inverse3(&slopes(&c, &error)).map(|inverse| transform3(&inverse, e)) else { break };
        let mut share = (2.0 / length(&step)).min(1.0);
        let accepted = loop {
            let trial: [f64; 3] = [0, 1, 2].map(|k| c[k] + share * step[k]);
            let trial_error = error(&trial);
            if length(&trial_error) < length(&e) {
                break Some((trial, trial_error));
            }
            share *= 0.5;
            if share < 1e-6 {
                break None;
            }
        };
        let Some(better) = accepted else { break };
        (c, e) = better;
    }
    let residual_de_ab = length(&e);
    BasisFit {
        spectrum: basis_spectrum(c),
        coefficients: c,
        skin_like: residual_de_ab < 1e-6 && skin_like(&c),
        residual_de_ab,
    }
}

/// How Lab changes with each coefficient, by central differences of the (negative) error.
fn slopes(c: &[f64; 3], error: &impl Fn(&[f64; 3]) -> [f64; 3]) -> Matrix3 {
    const H: f64 = 1e-4;
    let column = |k: usize| {
        let (mut above, mut below) = (*c, *c);
        above[k] += H;
        below[k] -= H;
        let (above, below) = (error(&above), error(&below));
        [0, 1, 2].map(|i| (below[i] - above[i]) / (2.0 * H))
    };
    let columns = [0, 1, 2].map(column);
    [0, 1, 2].map(|i| [0, 1, 2].map(|k| columns[k][i]))
}

/// The most probable skin spectrum of an uncertain colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BasisEstimate {
    /// The spectrum at the most probable coefficients.
    pub spectrum: Spectrum,
    /// The most probable coefficients.
    pub coefficients: [f64; 3],
    /// Their covariance.
    pub covariance: Matrix3,
    /// Whether the coefficients are those of human skin.
    pub skin_like: bool,
}

/// The most probable skin spectrum of a measured colour, given what skins there are.
///
/// ```text
/// min (Lab(c) - lab)' C^-1 (Lab(c) - lab) + sum_k ((c_k - m_k)/s_k)^2,   m = (-0.3, 0, 0),  s = (1.9, 0.31, 0.23)
/// ```
///
/// | argument | unit   | domain              | meaning                                              |
/// |----------|--------|---------------------|------------------------------------------------------|
/// | `lab`    | CIELAB | D65, 2 degrees      | mean and covariance C; a C of zero counts as sd 0.01 |
///
/// Errors: none. Source: as [`basis_spectrum`]; Laplace's approximation for the covariance of c.
///
/// ```
/// use healtone::color::{Estimate, LabD65};
/// let unit = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
/// let lab = Estimate { mean: LabD65::new(60.0, 11.0, 16.0), cov: unit };
/// let skin = healtone::skin::spectrum_from_estimate(&lab);
/// assert!(skin.skin_like && skin.covariance[1][1] < 0.31 * 0.31);
/// ```
#[must_use]
pub fn spectrum_from_estimate(lab: &Estimate<LabD65>) -> BasisEstimate {
    const LEAST_VARIANCE: f64 = 1e-4;
    let cov = nalgebra::Matrix3::from_fn(|i, j| lab.cov[i][j] + if i == j { LEAST_VARIANCE } else { 0.0 });
    // A covariance that is none counts by its diagonal.
    let factor = cov.cholesky().map_or_else(
        || nalgebra::Matrix3::from_diagonal(&cov.diagonal().map(|v| v.max(LEAST_VARIANCE).sqrt())),
        |cholesky| cholesky.l(),
    );
    let target = lab_array(lab.mean);
    let residuals = |c: &[f64], e: &mut Vec<f64>| {
        let seen = lab_array(D65::lab(&basis_spectrum([c[0], c[1], c[2]])));
        let error = nalgebra::Vector3::from_fn(|i, _| seen[i] - target[i]);
        e.extend(factor.solve_lower_triangular(&error).unwrap_or(error).iter());
    };
    let prior = SkinBasis::shipped().prior.map(|(mean, sd)| Parameter::normal(mean, sd));
    let best = fit(&prior, residuals, FitOptions::default());
    let coefficients = [0, 1, 2].map(|k| best.parameters[k]);
    BasisEstimate {
        spectrum: basis_spectrum(coefficients),
        coefficients,
        covariance: [0, 1, 2].map(|i| [0, 1, 2].map(|j| best.covariance[(i, j)])),
        skin_like: skin_like(&coefficients),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{D50, ciede2000, lab_from};

    #[test]
    fn skin_colours_are_met_exactly_in_any_light() {
        for l in [22.0, 35.0, 50.0, 62.0, 74.0] {
            for a in [7.0, 11.0, 16.0] {
                for b in [9.0, 15.0, 20.0] {
                    let lab = lab_from::<D65>([l, a, b]);
                    let fit = spectrum_from_lab(lab);
                    assert!(fit.residual_de_ab < 1e-6, "{l} {a} {b}: {fit:?}");
                    assert!(fit.spectrum.values().iter().all(|r| *r > 0.0 && *r < 1.0));
                    let under_d50 = D50::lab(&fit.spectrum);
                    assert!(ciede2000(D50::lab(&spectrum_from_lab(under_d50).spectrum), under_d50) < 1e-6);
                }
            }
        }
    }

    #[test]
    fn colours_that_skin_cannot_have_are_flagged() {
        for lab in [[60.0, 11.0, -20.0], [60.0, -30.0, 15.0], [97.0, 0.0, 2.0], [0.0, 0.0, 0.0], [50.0, 90.0, 90.0]] {
            let fit = spectrum_from_lab(lab_from::<D65>(lab));
            assert!(!fit.skin_like, "{lab:?}: {:?}", fit.coefficients);
            assert!(fit.spectrum.values().iter().all(|r| *r >= 0.0 && *r <= 1.0), "{lab:?}");
        }
        assert!(!spectrum_from_lab(LabD65::new(f64::NAN, 10.0, 10.0)).skin_like);
    }

    #[test]
    fn certain_colours_are_met_and_uncertain_ones_drawn_to_common_skin() {
        let lab = LabD65::new(58.0, 14.0, 22.0);
        let exact = spectrum_from_lab(lab).coefficients;
        let with_sd = |sd: f64| {
            let cov = [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { sd * sd } else { 0.0 }));
            spectrum_from_estimate(&Estimate { mean: lab, cov })
        };
        let prior = SkinBasis::shipped().prior;
        let (sharp, vague, blind) = (with_sd(0.0), with_sd(2.0), with_sd(1e4));
        assert!(ciede2000(D65::lab(&sharp.spectrum), lab) < 0.02);
        for k in 0..3 {
            assert!((sharp.coefficients[k] - exact[k]).abs() < 0.02, "{exact:?} {:?}", sharp.coefficients);
            assert!(sharp.covariance[k][k] < vague.covariance[k][k] && vague.covariance[k][k] < blind.covariance[k][k]);
            approx::assert_abs_diff_eq!(blind.coefficients[k], prior[k].0, epsilon = 1e-3);
            approx::assert_abs_diff_eq!(blind.covariance[k][k].sqrt(), prior[k].1, epsilon = 1e-3);
        }
    }
}
