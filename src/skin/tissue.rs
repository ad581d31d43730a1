//! What skin is made of, and the spectrum of skin without pigment.

use super::domain::{DEPTH, DomainError, FRACTION, SCATTERING_FACTOR};
use super::doubling::{Above, Below, Coefficients, Slab, Solver};
use super::lanes::{LANES, Lane};
use super::prepared::{Prepared, Substrate};
use crate::color::{BANDS, PerBand};
use crate::data::Columns;
use std::sync::OnceLock;

/// Batches of lanes that make up a spectrum.
pub(super) const BATCHES: usize = BANDS / LANES;

const _: () = assert!(BATCHES * LANES == BANDS, "the grid must fill whole lanes");

/// Share of the bloodless absorption of 1998 that fits measured skin best, among 0.25, 0.5 and 1.
///
/// Source: fits to 480 spectra of the International Skin Spectra Archive; the same factor was found independently in
/// the public project yoann01/chromophores on that archive and NIST data.
const BLOODLESS_FACTOR: f64 = 0.5;

/// Absorption and scattering of the parts of skin, `calibration/skin/tissue.csv`.
struct Tissue {
    melanosome_mua_per_mm: PerBand,
    bloodless_mua_per_mm: PerBand,
    oxygenated_blood_mua_per_mm: PerBand,
    deoxygenated_blood_mua_per_mm: PerBand,
    dermis_musp_per_mm: PerBand,
    epidermis_musp_per_mm: PerBand,
}

impl Tissue {
    fn table() -> &'static Self {
        static TABLE: OnceLock<Tissue> = OnceLock::new();
        TABLE.get_or_init(|| {
            let columns = Columns::read("calibration/skin/tissue.csv");
            let nm = columns.column("wavelength_nm");
            let column = |name: &str| crate::color::on_grid(nm, columns.column(name));
            Self {
                melanosome_mua_per_mm: column("melanosome_mua_per_mm"),
                bloodless_mua_per_mm: column("bloodless_mua_per_mm").map(|mua| BLOODLESS_FACTOR * mua),
                oxygenated_blood_mua_per_mm: column("oxygenated_blood_mua_per_mm"),
                deoxygenated_blood_mua_per_mm: column("deoxygenated_blood_mua_per_mm"),
                dermis_musp_per_mm: column("dermis_musp_per_mm"),
                epidermis_musp_per_mm: column("epidermis_musp_per_mm"),
            }
        })
    }
}

/// Absorption and reduced scattering of one part of skin, band by band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TissueSpectrum {
    /// Absorption coefficient per mm, base e.
    pub mua_per_mm: PerBand,
    /// Reduced scattering coefficient per mm.
    pub musp_per_mm: PerBand,
}

impl TissueSpectrum {
    pub(super) fn batch(&self, batch: usize) -> Coefficients {
        Coefficients { mua: lane(&self.mua_per_mm, batch), musp: lane(&self.musp_per_mm, batch) }
    }
}

/// Four neighbouring bands of a spectrum.
pub(super) fn lane(values: &PerBand, batch: usize) -> Lane {
    Lane::from_fn(|k| values[batch * LANES + k])
}

/// A spectrum from a function of batches.
pub(super) fn gather(mut f: impl FnMut(usize) -> Lane) -> PerBand {
    let mut values = [0.0; BANDS];
    for (batch, four) in values.chunks_exact_mut(LANES).enumerate() {
        four.copy_from_slice(&f(batch).0);
    }
    values
}

/// Skin in a few numbers: an epidermis with melanin over an endless dermis with blood.
///
/// ```text
/// epidermis: mua = (1 - fm) mua_bloodless + fm mua_melanosome
/// dermis:    mua = (1 - fb) mua_bloodless + fb (SO2 mua_HbO2 + (1 - SO2) mua_Hb)
/// musp = s 4.60 (nm/500)^-1.421 per mm in the dermis, twice that in the epidermis
/// ```
///
/// | field          | unit | domain     | meaning                                              |
/// |----------------|------|------------|------------------------------------------------------|
/// | `melanin`      | 1    | [0, 1]     | fm, volume fraction of melanosomes in the epidermis  |
/// | `blood`        | 1    | [0, 1]     | fb, volume fraction of blood in the dermis           |
/// | `scattering`   | 1    | (0, 100)   | s, multiple of the reference scattering              |
/// | `so2`          | 1    | [0, 1]     | share of haemoglobin that carries oxygen             |
/// | `epidermis_mm` | mm   | [0, 1000]  | thickness of the epidermis, 0.06-0.10 on scalp       |
/// | `n`            | 1    | [1.0, 1.6] | refractive index over air                            |
/// | `g`            | 1    | (-1, 1)    | mean cosine of scattering                            |
///
/// Valid as a model of the *ratio* pigmented over bare skin; as a model of bare skin it leaves 0.01 rms in R, and s
/// makes up for light lost at the edge of contact instruments too. One layer of dermis: no vessel plexus, fat, hair.
///
/// Source: Jacques, Skin Optics, OMLC News (1998); Phys. Med. Biol. 58:R37 (2013), doi:10.1088/0031-9155/58/11/R37;
/// tables and their sources in `calibration/skin/tissue.csv`.
///
/// ```
/// use healtone::skin::SkinModel;
/// let fair = SkinModel { melanin: 0.04, blood: 0.02, ..SkinModel::default() };
/// let bare = fair.bare()?;
/// assert!(bare[27] > 0.4 && bare[27] > bare[17] && bare[17] > bare[6], "red is brighter than green and blue");
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SkinModel {
    /// Volume fraction of melanosomes in the epidermis.
    pub melanin: f64,
    /// Volume fraction of blood in the dermis.
    pub blood: f64,
    /// Multiple of the reference scattering.
    pub scattering: f64,
    /// Oxygen saturation of the blood.
    pub so2: f64,
    /// Thickness of the epidermis.
    pub epidermis_mm: f64,
    /// Refractive index over air.
    pub n: f64,
    /// Mean cosine of scattering.
    pub g: f64,
}

impl Default for SkinModel {
    /// The middle of the prior, SO2 0.80, epidermis 60 um, n 1.40, g 0.8.
    fn default() -> Self {
        Self { melanin: 0.061, blood: 0.0123, scattering: 1.0, so2: 0.80, epidermis_mm: 0.06, n: 1.40, g: 0.8 }
    }
}

impl SkinModel {
    /// The model itself, if each of its numbers is allowed; n and g are judged by what uses them.
    ///
    /// # Errors
    /// Names the first quantity outside its domain.
    pub fn check(self) -> Result<Self, DomainError> {
        for fraction in [self.melanin, self.blood, self.so2] {
            FRACTION.check(fraction)?;
        }
        SCATTERING_FACTOR.check(self.scattering)?;
        DEPTH.check(self.epidermis_mm)?;
        Ok(self)
    }

    /// The same skin with its blood multiplied: redness after the needle.
    #[must_use]
    pub fn reddened(self, factor: f64) -> Self {
        Self { blood: (self.blood * factor).min(1.0), ..self }
    }

    /// Absorption and scattering of the epidermis.
    #[must_use]
    pub fn epidermis(&self) -> TissueSpectrum {
        let t = Tissue::table();
        let fm = self.melanin;
        TissueSpectrum {
            mua_per_mm: std::array::from_fn(|i| {
                (1.0 - fm) * t.bloodless_mua_per_mm[i] + fm * t.melanosome_mua_per_mm[i]
            }),
            musp_per_mm: t.epidermis_musp_per_mm.map(|musp| self.scattering * musp),
        }
    }

    /// Absorption and scattering of the dermis.
    #[must_use]
    pub fn dermis(&self) -> TissueSpectrum {
        let t = Tissue::table();
        let (fb, so2) = (self.blood, self.so2);
        TissueSpectrum {
            mua_per_mm: std::array::from_fn(|i| {
                let blood = so2 * t.oxygenated_blood_mua_per_mm[i] + (1.0 - so2) * t.deoxygenated_blood_mua_per_mm[i];
                (1.0 - fb) * t.bloodless_mua_per_mm[i] + fb * blood
            }),
            musp_per_mm: t.dermis_musp_per_mm.map(|musp| self.scattering * musp),
        }
    }

    /// Diffuse reflectance without pigment, specular excluded.
    ///
    /// # Errors
    /// Names the first quantity outside its domain.
    pub fn bare(&self) -> Result<PerBand, DomainError> {
        self.bare_by(&Solver::new(self.n, self.g)?)
    }

    /// The same with streams made before; `self.n` and `self.g` must be theirs.
    pub(super) fn bare_by(&self, solver: &Solver) -> Result<PerBand, DomainError> {
        self.check()?;
        let (epidermis, dermis) = (self.epidermis(), self.dermis());
        let surface = Above::surface(&solver.angles);
        Ok(gather(|batch| {
            let mut below = Below::endless(&solver.streams, &dermis.batch(batch));
            if self.epidermis_mm > 0.0 {
                below = below.under(&Slab::new(&solver.streams, &epidermis.batch(batch), self.epidermis_mm));
            }
            surface.reflectance(&below)
        }))
    }

    /// Everything that does not depend on the pigment, for a pigment layer from `top_mm` to `top_mm + height_mm` below
    /// the surface.
    ///
    /// # Errors
    /// Names the first quantity outside its domain.
    pub fn prepare(&self, top_mm: f64, height_mm: f64) -> Result<Prepared, DomainError> {
        self.substrate()?.prepare(top_mm, height_mm)
    }

    /// Everything that depends neither on the pigment nor on where it lies.
    ///
    /// # Errors
    /// Names the first quantity outside its domain.
    pub fn substrate(&self) -> Result<Substrate, DomainError> {
        Substrate::new(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test] // 6.6e10 nm^-3.33 and 4.60 (nm/500)^-1.421, by hand
    fn tables_hold_the_published_formulas() {
        let skin = SkinModel { melanin: 1.0, blood: 0.0, scattering: 2.0, ..SkinModel::default() };
        approx::assert_relative_eq!(skin.epidermis().mua_per_mm[12], 67.885, max_relative = 1e-3);
        approx::assert_relative_eq!(skin.dermis().musp_per_mm[12], 9.2, max_relative = 1e-6);
        approx::assert_relative_eq!(skin.epidermis().musp_per_mm[12], 18.4, max_relative = 1e-6);
        // (0.244 + 85.3 exp(-346/66.2))/20
        approx::assert_relative_eq!(skin.dermis().mua_per_mm[12], 0.035_12, max_relative = 1e-3);
    }

    #[test]
    fn wild_numbers_are_refused() {
        let wild = |change: fn(&mut SkinModel)| {
            let mut skin = SkinModel::default();
            change(&mut skin);
            skin.bare().unwrap_err().domain.quantity
        };
        assert_eq!(wild(|s| s.melanin = -0.1), "volume fraction");
        assert_eq!(wild(|s| s.scattering = 0.0), "scattering factor");
        assert_eq!(wild(|s| s.epidermis_mm = f64::NAN), "depth in mm");
        assert_eq!(wild(|s| s.n = 2.0), "refractive index n");
        assert_eq!(wild(|s| s.g = 1.0), "anisotropy g");
    }

    #[test]
    fn more_blood_reddens_and_more_melanin_darkens() {
        let base = SkinModel::default();
        let (bare, red) = (base.bare().unwrap(), base.reddened(4.0).bare().unwrap());
        assert!(red[16] / bare[16] < 0.8 && red[30] / bare[30] > 0.9, "green falls, red hardly");
        let dark = SkinModel { melanin: 0.2, ..base }.bare().unwrap();
        assert!(dark.iter().zip(&bare).all(|(d, b)| d < b));
    }
}
