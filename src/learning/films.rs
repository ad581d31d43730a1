//! Drawdowns of a pigment to factors on its computed optics, by the fit that serves all others.

use crate::color::{BANDS, D50, Geometry, Lab, PerBand, Spectrum, Viewing, lab_array};
use crate::data::HealingTable;
use crate::math::{FitOptions, Interval, Parameter, exp, fit, ln};
use crate::pigment::{Drawdown, OpticsError, Pigment, Reading};
use crate::skin::{Ground, Layer, Medium, diffuse_reflectance, specular};

/// What drawdowns say of a pigment.
#[derive(Debug, Clone, PartialEq)]
pub struct FilmFit {
    /// Factor on the computed absorption of a gram, 90 % interval.
    pub absorption: Interval,
    /// Factor on the computed scattering of a gram.
    pub scattering: Interval,
    /// Factor on the stated thickness of the films, all of them alike.
    pub thickness: Interval,
    /// What the fit leaves of each film, dE*ab, in the order of the catalogue.
    pub residual_de_ab: Vec<f64>,
}

/// Refractive index of film and binder.
const FILM_N: f64 = 1.5;
/// Mean cosine of scattering in the film; reduced scattering is what counts.
const FILM_G: f64 = 0.5;
/// Standard deviation of ln of the factor between stated and true thickness of a drawn film. Assumed: bars of 5-10 %.
const THICKNESS_LN_SD: f64 = 0.1;
/// What a film's colour is off by where nothing is stated, and what the model is, dE*ab per axis.
const READING_SD: f64 = 0.3;
const MODEL_SD: f64 = 1.0;

/// Factors on a pigment's computed optics that its drawdowns ask for; `None` without drawdowns.
///
/// ```text
/// film: mua = a MAC c f,  musp = s MSC c f,  thickness t d,  over its backing      R = R_d + specular where SCI
/// ln a ~ N(0, ln spread of catalogue absorption),  ln s ~ N(0, ln spread of catalogue scattering),  ln t ~ N(0, 0.1)
/// ```
///
/// | argument | meaning |
/// |---|---|
/// | `pigment` | its solids c, colourants (MAC, MSC) and drawdowns: fraction f, wet film d, backing, colour |
/// | `table` | healing priors, for the two spreads |
///
/// A film of known mass over white tells absorption and, where it scatters, both; a backing without a spectrum is taken to
/// be neutral. Adding-doubling, [`diffuse_reflectance`]; Gauss-Newton with Laplace covariance, [`fit()`].
///
/// # Errors
/// A colourant without published optics.
pub fn fit_films(pigment: &Pigment, table: &HealingTable) -> Result<Option<FilmFit>, OpticsError> {
    let optics = pigment.mass_optics()?;
    if pigment.drawdowns.is_empty() {
        return Ok(None);
    }
    let g_per_mm3 = pigment.solids_g_per_l * 1e-6;
    let films: Vec<Film> = pigment.drawdowns.iter().map(Film::of).collect();
    let per_mm = |of: &PerBand, factor: f64| -> PerBand { of.map(|v| v * g_per_mm3 * factor) };
    let off = |p: &[f64], film: &Film| {
        let (mua, musp) =
            (per_mm(&optics.absorption_mm2_per_g, exp(p[0])), per_mm(&optics.reduced_scattering_mm2_per_g, exp(p[1])));
        film.off(&mua, &musp, exp(p[2]))
    };
    let residuals = |p: &[f64], e: &mut Vec<f64>| {
        for film in &films {
            let off = off(p, film);
            e.extend((0..3).map(|k| off[k] / film.sd[k]));
        }
    };
    let spread = |spread: f64| Parameter::normal(0.0, ln(spread).max(1e-6));
    let prior = [
        spread(table.catalogue_absorption.spread),
        spread(table.catalogue_scattering.spread),
        Parameter::normal(0.0, THICKNESS_LN_SD),
    ];
    let best = fit(&prior, residuals, FitOptions { iterations: 40, tolerance: 1e-8, ..FitOptions::default() });
    let factor = |k: usize| Interval::log_normal(exp(best.parameters[k]), best.sd(k));
    let residual = |film: &Film| off(&best.parameters, film).iter().map(|v| v * v).sum::<f64>().sqrt();
    Ok(Some(FilmFit {
        absorption: factor(0),
        scattering: factor(1),
        thickness: factor(2),
        residual_de_ab: films.iter().map(residual).collect(),
    }))
}

/// L* of the white card that [`film_reflectance`] takes: opacity charts have 93 to 97. Assumed.
pub const WHITE_CARD_L: f64 = 96.0;

/// Reflectance of a film of a pigment over a neutral white card of L* [`WHITE_CARD_L`], surface light included (SCI).
///
/// ```text
/// mua = MAC c f,  musp = MSC c f,  thickness d;      R = R_d + specular
/// ```
///
/// The forward model of [`fit_films`] without factors: computed from published optics, not measured. Source: as there.
///
/// # Errors
/// A colourant without published optics.
///
/// ```
/// use healtone::learning::film_reflectance;
/// use healtone::pigment::reference;
///
/// let carbon = reference().pigment("generic-carbon-mid").unwrap();
/// let [thin, strong] = [0.01, 0.1].map(|fraction| film_reflectance(carbon, fraction, 50.0).unwrap());
/// assert!(strong.values()[17] < thin.values()[17] && thin.values()[17] < 0.91);
/// ```
pub fn film_reflectance(pigment: &Pigment, fraction: f64, film_um: f64) -> Result<Spectrum, OpticsError> {
    let optics = pigment.mass_optics()?;
    let surface = specular(FILM_N);
    let card = Reading { lab_d50: Some(Lab::new(WHITE_CARD_L, 0.0, 0.0)), spectrum: None };
    let film = Film {
        fraction,
        thickness_mm: film_um * 1e-3,
        ground: spectrum_of(&card).values().map(|r| albedo(r - surface)),
        lab: [0.0; 3],
        sd: [1.0; 3],
        surface,
    };
    let per_mm = |of: &PerBand| of.map(|v| v * pigment.solids_g_per_l * 1e-6);
    let (mua, musp) = (per_mm(&optics.absorption_mm2_per_g), per_mm(&optics.reduced_scattering_mm2_per_g));
    Ok(film.reflectance(&mua, &musp, 1.0))
}

/// A film ready to be compared.
struct Film {
    fraction: f64,
    thickness_mm: f64,
    /// Albedo of the backing under the film.
    ground: PerBand,
    lab: [f64; 3],
    sd: [f64; 3],
    /// Specular light in the reading, share of white.
    surface: f64,
}

impl Film {
    fn of(drawdown: &Drawdown) -> Self {
        let surface = if drawdown.geometry == Geometry::Sci { specular(FILM_N) } else { 0.0 };
        let backing = spectrum_of(&drawdown.backing.reading);
        let reading = drawdown.sd_lab.unwrap_or([READING_SD; 3]);
        Self {
            fraction: drawdown.fraction,
            thickness_mm: drawdown.film_um * 1e-3,
            ground: backing.values().map(|r| albedo(r - surface)),
            lab: lab_array(lab_of(&drawdown.reading)),
            sd: reading.map(|sd| crate::math::hypot(sd, MODEL_SD)),
            surface,
        }
    }

    /// What the film reflects, surface light as in the reading.
    fn reflectance(&self, mua: &PerBand, musp: &PerBand, thickness: f64) -> Spectrum {
        Spectrum::new(std::array::from_fn(|i| {
            let medium = Medium { mua_per_mm: mua[i] * self.fraction, musp_per_mm: musp[i] * self.fraction, g: FILM_G };
            let layer = Layer { thickness_mm: self.thickness_mm * thickness, medium };
            let inside = diffuse_reflectance(FILM_N, &[layer], Ground::Matte(self.ground[i]));
            inside.unwrap_or(f64::NAN) + self.surface
        }))
    }

    /// Modelled minus measured colour.
    fn off(&self, mua: &PerBand, musp: &PerBand, thickness: f64) -> [f64; 3] {
        let lab = lab_array::<D50>(D50::lab(&self.reflectance(mua, musp, thickness)));
        [0, 1, 2].map(|k| lab[k] - self.lab[k])
    }
}

/// The albedo under the surface that is seen as this reflectance, specular light excluded.
fn albedo(seen: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        let r = diffuse_reflectance(FILM_N, &[], Ground::Matte(middle)).expect("an albedo between 0 and 1");
        if r < seen { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

fn lab_of(reading: &Reading) -> Lab<D50, f64> {
    reading.lab().expect("a reading holds a Lab or a spectrum")
}

/// The spectrum of a reading; of a Lab alone, of a neutral surface of its lightness.
fn spectrum_of(reading: &Reading) -> Spectrum {
    if let Some(sampled) = &reading.spectrum {
        return sampled.reflectance();
    }
    let l = reading.lab_d50.map_or(96.0, |lab| lab.l);
    let f = (l + 16.0) / 116.0;
    let y = if f > 6.0 / 29.0 { f * f * f } else { 3.0 * (6.0_f64 / 29.0) * (6.0 / 29.0) * (f - 4.0 / 29.0) };
    Spectrum::new([y.max(1e-3); BANDS])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::lab_from;
    use crate::data;
    use crate::pigment::{Backing, reference};

    /// A pigment whose films were drawn with optics other than computed.
    fn drawn(id: &str, absorption: f64, scattering: f64) -> Pigment {
        let pigment = reference().pigment(id).unwrap().clone();
        let optics = pigment.mass_optics().unwrap();
        let g_per_mm3 = pigment.solids_g_per_l * 1e-6;
        let white = Reading { lab_d50: Some(lab_from([96.0, 0.0, 0.0])), spectrum: None };
        let ladder = [0.01, 0.02, 0.05, 0.1].map(|fraction| {
            let drawdown = Drawdown {
                fraction,
                film_um: 50.0,
                backing: Backing { name: None, reading: white.clone() },
                reading: white.clone(),
                instrument: None,
                geometry: Geometry::Sci,
                n: None,
                sd_lab: Some([0.2; 3]),
            };
            let film = Film { lab: [0.0; 3], ..Film::of(&drawdown) };
            let mua = optics.absorption_mm2_per_g.map(|v| v * g_per_mm3 * absorption);
            let musp = optics.reduced_scattering_mm2_per_g.map(|v| v * g_per_mm3 * scattering);
            let lab_d50 = Some(lab_from(film.off(&mua, &musp, 1.0)));
            Drawdown { reading: Reading { lab_d50, spectrum: None }, ..drawdown }
        });
        Pigment { drawdowns: ladder.to_vec(), ..pigment }
    }

    #[test]
    fn factors_come_back_from_films_that_were_made_with_them() {
        let table = data::healing();
        for (absorption, scattering) in [(1.0, 1.0), (1.35, 1.0), (0.7, 1.0)] {
            let found = fit_films(&drawn("generic-carbon-mid", absorption, scattering), &table).unwrap().unwrap();
            assert!(found.absorption.holds(absorption), "{absorption}: {found:?}");
            // Thickness and absorption only act as their product, and the bar is good to a tenth.
            let mass = found.absorption.value * found.thickness.value;
            approx::assert_relative_eq!(mass, absorption, max_relative = 0.05);
            assert!(found.residual_de_ab.iter().all(|de| *de < 0.6), "{:?}", found.residual_de_ab);
            assert!(found.absorption.high / found.absorption.low < 1.6, "narrower than the prior's 2.7");
        }
    }

    #[test]
    fn without_films_nothing_is_said() {
        let pigment = Pigment { drawdowns: Vec::new(), ..reference().pigment("generic-carbon-mid").unwrap().clone() };
        assert_eq!(fit_films(&pigment, &data::healing()).unwrap(), None);
    }

    #[test]
    fn a_backing_is_seen_as_it_was_measured() {
        for seen in [0.05, 0.4, 0.85] {
            let r = diffuse_reflectance(FILM_N, &[], Ground::Matte(albedo(seen))).unwrap();
            approx::assert_abs_diff_eq!(r, seen, epsilon = 1e-6);
        }
    }
}
