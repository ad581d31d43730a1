//! From what an estimated sensor saw of skin and field to their spectra, by what skins there are.

use crate::camera::{FIRST_SENSOR_BAND, Lit, Response, SensorReading, SensorView};
use crate::color::{Contrast, D65, Estimate, LabD65, PerBand, Spectrum, Viewing, lab_array, lab_from};
use crate::math::{FitOptions, Matrix3, Parameter, exp, fit, ln, pow};
use crate::skin::{Client, SkinBasis};
use nalgebra::{DMatrix, DVector};

/// How closely the skin under a field is like the bare skin beside it: standard deviations of its coefficients about
/// those of the bare skin. Source: neighbouring places of one scalp (method, section 4).
const BESIDE: [f64; 3] = [0.15, 0.06, 0.05];
/// Standard deviation of a field's darkening, in units of the layer that its direction is computed for.
const DARKENING_SD: f64 = 3.0;
/// Standard deviation of the share of a field that dark hair covers.
const COVER_SD: f64 = 0.3;
/// The layer that a field's direction is computed for: where it lies, how high it is, its optical depth.
const LAYER: (f64, f64, f64) = (0.2, 0.2, 0.1);
/// What three components leave of a skin's colour, dE*ab per axis; of the difference between two places of one skin.
const LEFT_BY_BASIS: f64 = 0.27;
const LEFT_OF_CONTRAST: f64 = 0.13;

/// Bare skin by its most probable spectrum.
#[derive(Debug, Clone)]
pub(super) struct SkinSpectrum {
    pub(super) coefficients: [f64; 3],
    pub(super) lab: Estimate<LabD65>,
}

/// The most probable skin that a sensor can have seen so.
///
/// ```text
/// min r' C^-1 r + sum_k ((c_k - m_k)/s_k)^2,   r = ln q seen - ln(sum_l w(l) R(l; c))
/// ```
///
/// C is the covariance of the reading given everything that the chart left open of the camera.
pub(super) fn skin(sensor: SensorView<'_>, seen: &SensorReading, basis: &SkinBasis) -> SkinSpectrum {
    let response = sensor.sensitivity();
    let prior = basis.prior.map(|(mean, sd)| Parameter::normal(mean, sd));
    let mut coefficients = prior.map(|p| p.mean);
    let mut covariance = DMatrix::identity(3, 3);
    // The covariance depends on the spectrum a little: once with the average skin, then with what was found.
    for _ in 0..2 {
        let spectrum = basis.spectrum(coefficients);
        let factor = factor(&sensor.covariance(&[(seen, &spectrum)], Lit::Apart));
        let residuals = |c: &[f64], e: &mut Vec<f64>| {
            let expected = ln_seen(&response, &basis.spectrum([c[0], c[1], c[2]]), 0.0);
            let r = DVector::from_fn(3, |i, _| seen.ln_q[i] - expected[i]);
            e.extend(factor.solve_lower_triangular(&r).unwrap_or(r).iter());
        };
        let best = fit(&prior, residuals, FitOptions::default());
        coefficients = [0, 1, 2].map(|k| best.parameters[k]);
        covariance = best.covariance;
    }
    let lab = |c: &[f64]| lab_array::<D65>(D65::lab(&basis.spectrum([c[0], c[1], c[2]])));
    let cov = add_diagonal(spread(&coefficients, &covariance, lab), LEFT_BY_BASIS);
    SkinSpectrum { coefficients, lab: Estimate { mean: lab_from(lab(&coefficients)), cov } }
}

/// A field beside bare skin, and the difference between them.
#[derive(Debug, Clone)]
pub(super) struct FieldSpectrum {
    pub(super) spectrum: Spectrum,
    pub(super) lab: Estimate<LabD65>,
    pub(super) contrast: Estimate<Contrast>,
    /// Part of the contrast's variance that would go if the surface light were known.
    pub(super) gloss_cov: Matrix3,
}

/// Place of the surface light among a field's unknowns.
const GLOSS: usize = 8;

/// How a field faces the light beside bare skin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facing {
    /// Standard deviation of the surface light that it has and the skin has not, share of white.
    pub(super) gloss_sd: f64,
    /// What is believed of the light on both.
    pub(super) lit: Lit,
}

/// The most probable field beside a skin, read together so that what both readings share falls out of the difference.
///
/// ```text
/// R_field = (1 - h) R(c + delta) exp(d ln(R_pigmented/R_bare)) + h R_hair,   seen: R_field + (1 - h) g
/// delta ~ N(0, (.15, .06, .05)^2),  d ~ N(0, 3^2),  h ~ N(0, .3^2),  g ~ N(0, gloss_sd^2)
/// ```
///
/// The direction of the darkening is that of a thin grey layer in this client's skin; h is the cover by dark hair; g is
/// surface light that the field's skin has and the bare skin has not.
pub(super) fn field(
    sensor: SensorView<'_>,
    bare: (&SensorReading, [f64; 3]),
    client: &Client,
    seen: &SensorReading,
    basis: &SkinBasis,
    facing: Facing,
) -> FieldSpectrum {
    let response = sensor.sensitivity();
    let direction = darkening(client);
    let skin_spectrum = |p: &[f64]| basis.spectrum([p[0], p[1], p[2]]);
    let hair = dark_hair();
    let field_spectrum = |p: &[f64]| {
        let under = basis.spectrum([p[0] + p[3], p[1] + p[4], p[2] + p[5]]);
        let darkened = under.zip(&direction, |r, ln_ratio| r * exp(p[6] * ln_ratio));
        darkened.zip(&hair, |r, hair| (1.0 - p[7]) * r + p[7] * hair)
    };
    let mut prior: Vec<Parameter> =
        basis.prior.iter().zip(bare.1).map(|((mean, sd), start)| Parameter::normal(*mean, *sd).from(start)).collect();
    prior.extend(BESIDE.map(|sd| Parameter::normal(0.0, sd)));
    prior.push(Parameter::normal(0.0, DARKENING_SD));
    prior.push(Parameter::normal(0.0, COVER_SD));
    prior.push(Parameter::normal(0.0, 1.0));
    let expected = |p: &[f64]| {
        let skin = ln_seen(&response, &skin_spectrum(p), 0.0);
        let field = ln_seen(&response, &field_spectrum(p), (1.0 - p[7]) * facing.gloss_sd * p[GLOSS]);
        DVector::from_fn(6, |i, _| if i < 3 { skin[i] } else { field[i - 3] })
    };
    let observed = DVector::from_fn(6, |i, _| if i < 3 { bare.0.ln_q[i] } else { seen.ln_q[i - 3] });
    let mut at: Vec<f64> = prior.iter().map(|p| p.start).collect();
    let mut covariance = DMatrix::identity(9, 9);
    for _ in 0..2 {
        let (skin, field) = (skin_spectrum(&at), field_spectrum(&at));
        let places = [(bare.0, &skin), (seen, &field)];
        // Were the light on the two places free to differ, part of every difference would be put down to it.
        let alike = sensor.covariance(&places, Lit::Alike);
        let factor = factor(&alike);
        let residuals = |p: &[f64], e: &mut Vec<f64>| {
            let r = &observed - expected(p);
            e.extend(factor.solve_lower_triangular(&r).unwrap_or(r).iter());
        };
        let best = fit(&prior, residuals, FitOptions::default());
        at.clone_from(&best.parameters);
        prior.iter_mut().zip(&at).for_each(|(p, start)| p.start = *start);
        let slopes = slopes(&at, 6, |p| expected(p).iter().copied().collect());
        covariance = propagated(&best.covariance, &slopes, &alike, &sensor.covariance(&places, facing.lit), &prior);
    }
    let lab = |p: &[f64]| lab_array::<D65>(D65::lab(&field_spectrum(p)));
    let contrast = |p: &[f64]| Contrast::between(D65::lab(&field_spectrum(p)), D65::lab(&skin_spectrum(p))).array();
    let [dl, da, db] = contrast(&at);
    let by_gloss = slopes(&at, 3, |p| contrast(p).to_vec()) * covariance.column(GLOSS);
    let gloss_variance = covariance[(GLOSS, GLOSS)];
    FieldSpectrum {
        spectrum: field_spectrum(&at),
        gloss_cov: [0, 1, 2].map(|i| [0, 1, 2].map(|j| by_gloss[i] * by_gloss[j] / gloss_variance)),
        lab: Estimate { mean: lab_from(lab(&at)), cov: add_diagonal(spread(&at, &covariance, lab), LEFT_BY_BASIS) },
        contrast: Estimate {
            mean: Contrast { dl, da, db },
            cov: add_diagonal(spread(&at, &covariance, contrast), LEFT_OF_CONTRAST),
        },
    }
}

/// Reflectance of dark brown hair.
///
/// ```text
/// R = r + (1 - r)(1 + k - sqrt(k^2 + 2 k)),   k = 20 (l/500)^-3.33,  r = .03
/// ```
///
/// Source: exponent of eumelanin after Donner and Jensen, EGSR 2006; amount and gloss assumed.
fn dark_hair() -> PerBand {
    crate::color::WAVELENGTHS_NM.map(|nm| {
        let k = 20.0 * pow(nm / 500.0, -3.33);
        0.03 + 0.97 * (1.0 + k - (k * k + 2.0 * k).sqrt())
    })
}

/// ln of what a thin grey layer under this skin leaves of its light.
fn darkening(client: &Client) -> PerBand {
    let (top, height, tau) = LAYER;
    let prepared = client.model.prepare(top, height).expect("a client's skin and these lengths lie in their domains");
    let darker = prepared.reflectance(&[tau; crate::color::BANDS]);
    std::array::from_fn(|i| ln(darker[i] / prepared.bare()[i]))
}

/// ln of what the sensor sees of a reflectance under surface light, share of white.
fn ln_seen(response: &Response, spectrum: &Spectrum, gloss: f64) -> [f64; 3] {
    let bands = &spectrum.values()[FIRST_SENSOR_BAND..];
    response.each_ref().map(|m| ln((m.iter().zip(bands).map(|(m, r)| m * r).sum::<f64>() + gloss).max(1e-6)))
}

/// The lower factor of a covariance.
fn factor(cov: &DMatrix<f64>) -> DMatrix<f64> {
    let kept = cov + DMatrix::identity(cov.nrows(), cov.ncols()) * 1e-8;
    kept.clone()
        .cholesky()
        .map_or_else(|| DMatrix::from_diagonal(&kept.diagonal().map(|v| v.max(1e-8).sqrt())), |c| c.l())
}

/// Covariance of parameters that were fitted with weights other than those of their noise.
///
/// ```text
/// K = A H' W^-1,   cov = K C K' + (I - K H) P (I - K H)'
/// ```
///
/// A: covariance by the weights' own word; H: slopes of what is expected; W: the weights' covariance; C: the true one;
/// P: the prior's.
fn propagated(
    by_weights: &DMatrix<f64>,
    slopes: &DMatrix<f64>,
    weights: &DMatrix<f64>,
    noise: &DMatrix<f64>,
    prior: &[Parameter],
) -> DMatrix<f64> {
    let n = prior.len();
    let jitter = DMatrix::identity(weights.nrows(), weights.ncols()) * 1e-8;
    let Some(inverse) = (weights + jitter).cholesky().map(|c| c.inverse()) else { return by_weights.clone() };
    let gain = by_weights * slopes.transpose() * inverse;
    let kept = DMatrix::identity(n, n) - &gain * slopes;
    let believed = DMatrix::from_diagonal(&DVector::from_iterator(n, prior.iter().map(|p| p.sd * p.sd)));
    &gain * noise * gain.transpose() + &kept * believed * kept.transpose()
}

/// The covariance of three numbers that follow from parameters, by their slopes.
fn spread(at: &[f64], covariance: &DMatrix<f64>, of: impl Fn(&[f64]) -> [f64; 3]) -> Matrix3 {
    let slopes = slopes(at, 3, |p| of(p).to_vec());
    let cov = &slopes * covariance * slopes.transpose();
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| cov[(i, j)]))
}

/// How several numbers change with each parameter, by central differences.
fn slopes(at: &[f64], rows: usize, of: impl Fn(&[f64]) -> Vec<f64>) -> DMatrix<f64> {
    const H: f64 = 1e-4;
    let mut slopes = DMatrix::zeros(rows, at.len());
    let mut moved = at.to_vec();
    for k in 0..at.len() {
        moved[k] = at[k] + H;
        let above = of(&moved);
        moved[k] = at[k] - H;
        let below = of(&moved);
        moved[k] = at[k];
        (0..rows).for_each(|i| slopes[(i, k)] = (above[i] - below[i]) / (2.0 * H));
    }
    slopes
}

fn add_diagonal(cov: Matrix3, sd: f64) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| cov[i][j] + if i == j { sd * sd } else { 0.0 }))
}
