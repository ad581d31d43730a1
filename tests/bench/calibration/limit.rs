//! The limit: sensor, light and every later step of the camera known exactly. What is left is that three numbers do not
//! tell a spectrum.

use crate::methods::{Answer, Evidence};
use healtone::color::{D65, PerBand, Spectrum, Viewing};
use healtone::math::{FitOptions, Parameter, exp, fit, ln};
use healtone::simulate::{RegionTruth, light_power};
use healtone::skin::{Inversion, basis_spectrum};

/// Coefficients of the skin basis over people: mean and standard deviation.
const SKIN: [(f64, f64); 3] = [(-0.3, 1.9), (0.0, 0.31), (0.0, 0.23)];
/// How closely the skin under a field is like the skin beside it: standard deviations of the same coefficients.
const BESIDE: [f64; 3] = [0.15, 0.06, 0.05];
/// Standard deviation of the optical depth of a field, in units of that which its direction was computed for.
const DEPTH_SD: f64 = 3.0;
/// Standard deviation of ln of a sensor value: noise, averaged over thousands of pixels.
const NOISE: f64 = 0.003;

/// Most probable spectra given the sensor's exact values, then their Lab.
pub(crate) fn sensor_known(e: &Evidence<'_>) -> Option<Answer> {
    let see = Eye::of(e)?;
    let skin_seen = see.value(&e.truth.skin);
    let skin = solve(&see, skin_seen, &SKIN);
    let field = e.truth.hair.as_ref()?;
    let direction = darkening(&basis_spectrum(skin))?;
    let beside: [(f64, f64); 3] = std::array::from_fn(|k| (skin[k], BESIDE[k]));
    let mut prior: Vec<Parameter> = beside.iter().map(|(m, s)| Parameter::normal(*m, *s)).collect();
    prior.push(Parameter::normal(0.0, DEPTH_SD));
    let spectrum = |p: &[f64]| {
        let bare = basis_spectrum([p[0], p[1], p[2]]);
        bare.zip(&direction, |r, ln_ratio| r * exp(p[3] * ln_ratio))
    };
    let seen = see.value(field);
    let residuals = |p: &[f64], out: &mut Vec<f64>| see.residuals(&spectrum(p), seen, out);
    let best = fit(&prior, residuals, FitOptions::default()).parameters;
    Some(Answer::of(D65::lab(&basis_spectrum(skin)), D65::lab(&spectrum(&best))))
}

/// A sensor under a light, white at one.
struct Eye {
    weights: [PerBand; 3],
    gain: [f64; 3],
}

impl Eye {
    fn of(e: &Evidence<'_>) -> Option<Self> {
        let camera = &e.case.shot.camera;
        let mut power = [0.0; 36];
        for lamp in &e.case.shot.scene.lamps {
            let light = light_power(&lamp.light).ok()?;
            (0..36).for_each(|i| power[i] += lamp.share * light[i]);
        }
        let weights = camera.sensor.sensitivity.map(|m| {
            let sum: f64 = m.iter().zip(&power).map(|(m, e)| m * e).sum();
            std::array::from_fn(|i| m[i] * power[i] / sum)
        });
        let error = [camera.balance_error[0], 0.0, camera.balance_error[1]];
        Some(Self { weights, gain: error.map(|error| camera.exposure * exp(error)) })
    }

    /// The sensor's value of a region as a share of white under the same light.
    fn value(&self, region: &RegionTruth) -> [f64; 3] {
        std::array::from_fn(|c| region.sensor[c] / self.gain[c] / region.light)
    }

    fn residuals(&self, spectrum: &Spectrum, seen: [f64; 3], out: &mut Vec<f64>) {
        for (weights, seen) in self.weights.iter().zip(seen) {
            let q: f64 = weights.iter().zip(spectrum.values()).map(|(w, r)| w * r).sum();
            out.push((ln(q) - ln(seen)) / NOISE);
        }
    }
}

fn solve(see: &Eye, seen: [f64; 3], prior: &[(f64, f64); 3]) -> [f64; 3] {
    let parameters: Vec<Parameter> = prior.iter().map(|(mean, sd)| Parameter::normal(*mean, *sd)).collect();
    let residuals = |c: &[f64], out: &mut Vec<f64>| see.residuals(&basis_spectrum([c[0], c[1], c[2]]), seen, out);
    let best = fit(&parameters, residuals, FitOptions::default()).parameters;
    [best[0], best[1], best[2]]
}

/// ln of the ratio that a thin grey layer under this skin leaves of its light.
fn darkening(bare: &Spectrum) -> Option<PerBand> {
    let client = Inversion::default().fit(bare).ok()?;
    let prepared = client.model.prepare(0.15, 0.3).ok()?;
    let darker = prepared.reflectance(&[0.05; 36]);
    Some(std::array::from_fn(|i| ln(darker[i] / prepared.bare()[i])))
}
