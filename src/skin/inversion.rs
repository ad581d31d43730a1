//! One client's skin from the spectrum of its bare part.

use super::domain::DomainError;
use super::doubling::Solver;
use super::tissue::SkinModel;
use crate::color::{BANDS, PerBand, Spectrum, on_grid};
use crate::data::Columns;
use crate::math::{FitOptions, Matrix3, Parameter, exp, fit, ln};

/// What is believed about skin before it is seen: normal distributions of logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SkinPrior {
    /// Mean and standard deviation of ln of the melanosome fraction.
    pub ln_melanin: Parameter,
    /// Mean and standard deviation of ln of the blood fraction.
    pub ln_blood: Parameter,
    /// Mean and standard deviation of ln of the scattering factor.
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
    /// Standard deviation of each band in `ln R_d`: the misfit of the model, see [`Inversion::default`].
    pub misfit_sd: PerBand,
    /// Standard deviation of each band in reflectance: noise of the measurement.
    pub absolute_sd: f64,
    /// What is not fitted: oxygen saturation, epidermis, n, g.
    pub fixed: SkinModel,
    /// What is believed beforehand.
    pub prior: SkinPrior,
}

impl Default for Inversion {
    /// A calibrated camera, and the misfit that the model has on measured skin.
    ///
    /// Misfits of neighbouring bands hang together: 36 bands tell as much as 3.8 independent ones
    /// (`calibration/skin/misfit.csv`), so each band's sd is widened by sqrt(36/3.8). Otherwise the fit would claim to
    /// know scattering to 4 %, while moving it from 1.0 to 1.7 changes the misfit of measured skin by 1.4 sigma only.
    fn default() -> Self {
        Self {
            surface_rho: 0.012,
            misfit_sd: model_misfit_sd(),
            absolute_sd: 0.003,
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
    /// sd^2 = misfit^2 + (absolute/(R - rho))^2
    /// ```
    ///
    /// | argument | unit | domain   | meaning                                                   |
    /// |----------|------|----------|-----------------------------------------------------------|
    /// | `bare`   | 1    | (rho, 1) | measured bare skin, with the surface part `surface_rho`   |
    ///
    /// # Errors
    /// Names the quantity of `fixed` that is outside its domain.
    ///
    /// The fit shrinks towards the prior by what the model is known to get wrong: of a scattering of 1.5 in a spectrum
    /// made by the model itself about half is kept. Source: this project; priors at [`SkinPrior`].
    ///
    /// ```
    /// use healtone::color::Spectrum;
    /// use healtone::skin::{Inversion, SkinModel};
    /// let skin = SkinModel { melanin: 0.05, blood: 0.015, ..SkinModel::default() };
    /// let seen = Spectrum::new(skin.bare()?.map(|r| r + 0.012));
    /// let client = Inversion::default().fit(&seen)?;
    /// assert!((client.model.melanin / 0.05 - 1.0).abs() < 0.1 && client.residual_rms < 0.01);
    /// # Ok::<(), healtone::skin::DomainError>(())
    /// ```
    pub fn fit(&self, bare: &Spectrum) -> Result<Client, DomainError> {
        let solver = Solver::new(self.fixed.n, self.fixed.g)?;
        self.fixed.check()?;
        let diffuse = bare.values().map(|r| (r - self.surface_rho).max(LEAST_REFLECTANCE));
        let observed = diffuse.map(ln);
        let per_sd: PerBand = std::array::from_fn(|i| 1.0 / self.sd(i, diffuse[i]));
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

    /// Standard deviation of `ln R_d`.
    fn sd(&self, band: usize, diffuse: f64) -> f64 {
        let (misfit, noise) = (self.misfit_sd[band], self.absolute_sd / diffuse);
        (misfit * misfit + noise * noise).sqrt()
    }

    fn skin(&self, ln: &[f64]) -> SkinModel {
        SkinModel { melanin: exp(ln[0]), blood: exp(ln[1]), scattering: exp(ln[2]), ..self.fixed }
    }
}

/// The misfit of the model in `ln R_d`, band by band, widened for what neighbours share.
fn model_misfit_sd() -> PerBand {
    const INDEPENDENT_BANDS: f64 = 3.8;
    let columns = Columns::read("calibration/skin/misfit.csv");
    let misfit = on_grid(columns.column("wavelength_nm"), columns.column("misfit_ln_r"));
    misfit.map(|sd| sd * (BANDS as f64 / INDEPENDENT_BANDS).sqrt())
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
            let sharp =
                Inversion { surface_rho: 0.02, misfit_sd: [1e-4; 36], absolute_sd: 0.0, ..Inversion::default() };
            let client = sharp.fit(&seen).unwrap();
            for (found, true_value) in
                [(client.model.melanin, melanin), (client.model.blood, blood), (client.model.scattering, scattering)]
            {
                assert!((found / true_value - 1.0).abs() < 1e-3, "{truth:?}: {:?}", client.model);
            }
            assert!(client.residual_rms < 1e-5);
        }
    }

    #[test] // what the documentation of `fit` says of shrinkage
    fn the_prior_holds_back_what_the_model_gets_wrong() {
        let truth = SkinModel { melanin: 0.06, blood: 0.012, scattering: 1.5, ..SkinModel::default() };
        let seen = Spectrum::new(truth.bare().unwrap().map(|r| r + 0.012));
        let client = Inversion::default().fit(&seen).unwrap();
        let kept = ln(client.model.scattering) / ln(1.5);
        assert!((0.4..0.7).contains(&kept), "{kept}");
        for (k, off) in [
            (0, ln(client.model.melanin / 0.06)),
            (1, ln(client.model.blood / 0.012)),
            (2, ln(client.model.scattering / 1.5)),
        ] {
            assert!(off.abs() < 2.0 * client.covariance[k][k].sqrt(), "{k}: {off}");
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
