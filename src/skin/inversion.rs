//! One client's skin from the spectrum of its bare part.

use super::domain::DomainError;
use super::doubling::Solver;
use super::tissue::SkinModel;
use crate::color::{PerBand, Spectrum};
use crate::math::{FitOptions, Matrix3, Parameter, exp, fit, ln};

/// What is believed about skin before it is seen: normal distributions of logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SkinPrior {
    /// Mean and sd of ln of the melanosome fraction.
    pub ln_melanin: Parameter,
    /// Mean and sd of ln of the blood fraction.
    pub ln_blood: Parameter,
    /// Mean and sd of ln of the scattering factor.
    pub ln_scattering: Parameter,
}

impl Default for SkinPrior {
    /// Wide over people from medians of the International Skin Spectra Archive. Scattering is centred on 1, not on the
    /// 1.5 that contact measurements prefer: part of that is light lost at the edge of their apertures.
    fn default() -> Self {
        Self {
            ln_melanin: Parameter::normal(-2.8, 1.0),
            ln_blood: Parameter::normal(-4.4, 0.7),
            ln_scattering: Parameter::normal(0.0, 0.3),
        }
    }
}

/// How a bare spectrum is turned into a skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inversion {
    /// The part of the measured reflectance that the surface sends back: 0.012 for a calibrated camera, 0 with crossed
    /// polarisers or SCE, 0.028 for SCI.
    pub surface_rho: f64,
    /// Standard deviation of each band, relative to the diffuse reflectance.
    pub relative_sd: f64,
    /// Standard deviation of each band, in reflectance.
    pub absolute_sd: f64,
    /// What is not fitted: oxygen saturation, epidermis, n, g.
    pub fixed: SkinModel,
    /// What is believed beforehand.
    pub prior: SkinPrior,
}

impl Default for Inversion {
    fn default() -> Self {
        Self {
            surface_rho: 0.012,
            relative_sd: 0.06,
            absolute_sd: 0.01,
            fixed: SkinModel::default(),
            prior: SkinPrior::default(),
        }
    }
}

/// One client's skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Client {
    /// The most probable skin.
    pub model: SkinModel,
    /// Covariance of ln melanin, ln blood, ln scattering.
    pub covariance: Matrix3,
    /// Root mean square over the bands of what the model leaves of the reflectance.
    pub residual_rms: f64,
}

impl Inversion {
    /// Fits melanin, blood and scattering to a bare spectrum.
    ///
    /// ```text
    /// min sum_bands ((ln R_model - ln(R - rho))/sd)^2 + sum_k ((p_k - m_k)/s_k)^2,   p = (ln fm, ln fb, ln s)
    /// sd^2 = relative^2 + (absolute/(R - rho))^2
    /// ```
    ///
    /// | argument | unit | domain   | meaning                                                   |
    /// |----------|------|----------|-----------------------------------------------------------|
    /// | `bare`   | 1    | (rho, 1) | measured bare skin, with the surface part `surface_rho`   |
    ///
    /// # Errors
    /// Names the quantity of `fixed` that is outside its domain.
    ///
    /// Source: this project; priors and constants in `reference` of their types.
    ///
    /// ```
    /// use healtone::color::Spectrum;
    /// use healtone::skin::{Inversion, SkinModel};
    /// let skin = SkinModel { melanin: 0.05, blood: 0.015, ..SkinModel::default() };
    /// let seen = Spectrum::new(skin.bare()?.map(|r| r + 0.012));
    /// let client = Inversion::default().fit(&seen)?;
    /// assert!((client.model.melanin / 0.05 - 1.0).abs() < 0.1 && client.residual_rms < 2e-3);
    /// # Ok::<(), healtone::skin::DomainError>(())
    /// ```
    pub fn fit(&self, bare: &Spectrum) -> Result<Client, DomainError> {
        let solver = Solver::new(self.fixed.n, self.fixed.g)?;
        self.fixed.check()?;
        let diffuse = bare.values().map(|r| (r - self.surface_rho).max(LEAST_REFLECTANCE));
        let observed = diffuse.map(ln);
        let per_sd = diffuse.map(|r| 1.0 / self.sd(r));
        let residuals = |p: &[f64], e: &mut Vec<f64>| match self.skin(p).bare_by(&solver) {
            Ok(model) => e.extend((0..model.len()).map(|i| (ln(model[i]) - observed[i]) * per_sd[i])),
            Err(_) => e.push(f64::NAN), // refused by the fit as an infinitely bad step
        };
        let prior = [self.prior.ln_melanin, self.prior.ln_blood, self.prior.ln_scattering];
        let best = fit(&prior, residuals, FitOptions { iterations: 30, tolerance: 1e-6, ..FitOptions::default() });
        let model = self.skin(&best.parameters);
        Ok(Client {
            model,
            covariance: [0, 1, 2].map(|i| [0, 1, 2].map(|j| best.covariance[(i, j)])),
            residual_rms: rms(&model.bare_by(&solver)?, &diffuse),
        })
    }

    /// Standard deviation of ln R_d.
    fn sd(&self, diffuse: f64) -> f64 {
        let absolute = self.absolute_sd / diffuse;
        (self.relative_sd * self.relative_sd + absolute * absolute).sqrt()
    }

    fn skin(&self, ln: &[f64]) -> SkinModel {
        SkinModel { melanin: exp(ln[0]), blood: exp(ln[1]), scattering: exp(ln[2]), ..self.fixed }
    }
}

/// Reflectance below this is noise; its logarithm would say more than was seen.
const LEAST_REFLECTANCE: f64 = 1e-3;

fn rms(a: &PerBand, b: &PerBand) -> f64 {
    (a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>() / a.len() as f64).sqrt()
}

impl Client {
    /// A skin drawn from what is known of this one, by three standard normals.
    ///
    /// ```text
    /// (ln fm, ln fb, ln s) = mean + L z,   L L' = covariance
    /// ```
    #[must_use]
    pub fn draw(&self, z: [f64; 3]) -> SkinModel {
        let covariance = nalgebra::Matrix3::from_fn(|i, j| self.covariance[i][j]);
        let shift = covariance.cholesky().map_or([0.0; 3], |c| (c.l() * nalgebra::Vector3::from(z)).into());
        let SkinModel { melanin, blood, scattering, .. } = self.model;
        SkinModel {
            melanin: (melanin * exp(shift[0])).min(1.0),
            blood: (blood * exp(shift[1])).min(1.0),
            scattering: scattering * exp(shift[2]),
            ..self.model
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skin_of_the_model_is_found_again() {
        for (melanin, blood, scattering) in [(0.03, 0.02, 1.0), (0.08, 0.01, 1.5), (0.3, 0.02, 0.8), (0.15, 0.008, 1.2)]
        {
            let truth = SkinModel { melanin, blood, scattering, ..SkinModel::default() };
            let seen = Spectrum::new(truth.bare().unwrap().map(|r| r + 0.02));
            // Next to no noise, so that the prior does not pull.
            let sharp = Inversion { surface_rho: 0.02, relative_sd: 1e-4, absolute_sd: 0.0, ..Inversion::default() };
            let client = sharp.fit(&seen).unwrap();
            for (found, true_value) in
                [(client.model.melanin, melanin), (client.model.blood, blood), (client.model.scattering, scattering)]
            {
                assert!((found / true_value - 1.0).abs() < 1e-3, "{truth:?}: {:?}", client.model);
            }
            assert!(client.residual_rms < 1e-5);
        }
    }

    #[test]
    fn draws_have_the_covariance_of_the_fit() {
        let truth = SkinModel::default();
        let seen = Spectrum::new(truth.bare().unwrap().map(|r| r + 0.012));
        let client = Inversion::default().fit(&seen).unwrap();
        assert_eq!(client.draw([0.0; 3]), client.model);
        let draws = crate::math::NormalDraws::new(1024, 3, 5);
        let logs: Vec<[f64; 3]> = draws
            .rows()
            .map(|z| client.draw([z[0], z[1], z[2]]))
            .map(|s| [ln(s.melanin), ln(s.blood), ln(s.scattering)])
            .collect();
        let normal = crate::math::Normal3::of(&logs).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let scale = (client.covariance[i][i] * client.covariance[j][j]).sqrt();
                assert!((normal.cov[i][j] - client.covariance[i][j]).abs() < 0.05 * scale, "{i} {j}");
            }
        }
    }

    #[test]
    fn even_a_black_spectrum_gives_an_answer_within_the_prior() {
        let client = Inversion::default().fit(&Spectrum::constant(0.0)).unwrap();
        assert!(client.model.melanin > 0.06 && client.model.melanin <= 1.0 && client.residual_rms.is_finite());
        let wrong = Inversion { fixed: SkinModel { so2: 2.0, ..SkinModel::default() }, ..Inversion::default() };
        assert!(wrong.fit(&Spectrum::constant(0.3)).is_err());
    }
}
