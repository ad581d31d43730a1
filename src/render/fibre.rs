//! Hair by what colours it.

use crate::color::{PerBand, Spectrum, WAVELENGTHS_NM};
use crate::math::pow;
use crate::skin::shaft_absorption_per_mm;

/// A hair: how much of each melanin, and its shine.
///
/// ```text
/// R = r + (1 - r) (1 + k - sqrt(k^2 + 2 k)),   k = a (l/500)^-3.33 + b (l/500)^-4.75
/// ```
///
/// | field         | unit | domain | meaning                                                     |
/// |---------------|------|--------|-------------------------------------------------------------|
/// | `eumelanin`   | 1    | >= 0   | a, absorption over scattering at 500 nm: black 70, white .04 |
/// | `pheomelanin` | 1    | >= 0   | b, the same of the red melanin                              |
/// | `gloss`       | 1    | 0-1    | r, reflection of the cuticle                                |
///
/// Source: exponents of Donner & Jensen, "A spectral BSSRDF for shading human skin", EGSR 2006; the reflectance of an
/// endless scatterer after Kubelka & Munk (1931). For its absorption see [`shaft_absorption_per_mm`].
///
/// ```
/// use healtone::render::Fibre;
/// let (black, white) = (Fibre { eumelanin: 30.0, pheomelanin: 0.0, gloss: 0.02 }, Fibre { eumelanin: 0.04, pheomelanin: 0.0, gloss: 0.03 });
/// assert!(black.reflectance().values()[17] < 0.06 && white.reflectance().values()[17] > 0.6);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fibre {
    /// Eumelanin, as absorption over scattering at 500 nm.
    pub eumelanin: f64,
    /// Pheomelanin, likewise.
    pub pheomelanin: f64,
    /// Reflection of the cuticle.
    pub gloss: f64,
}

impl Fibre {
    /// How it looks, surface included.
    #[must_use]
    pub fn reflectance(&self) -> Spectrum {
        Spectrum::new(self.absorption_over_scattering().map(|k| {
            let inside = 1.0 + k - (k * k + 2.0 * k).sqrt();
            self.gloss + (1.0 - self.gloss) * inside
        }))
    }

    /// Absorption coefficient of the shaft per mm.
    #[must_use]
    pub fn mua_per_mm(&self) -> PerBand {
        shaft_absorption_per_mm(&self.absorption_over_scattering())
    }

    fn absorption_over_scattering(&self) -> PerBand {
        WAVELENGTHS_NM.map(|nm| self.eumelanin * pow(nm / 500.0, -3.33) + self.pheomelanin * pow(nm / 500.0, -4.75))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{D65, Viewing};

    #[test]
    fn more_melanin_is_darker_and_pheomelanin_redder() {
        let lab = |eumelanin, pheomelanin| D65::lab(&Fibre { eumelanin, pheomelanin, gloss: 0.03 }.reflectance());
        assert!(lab(30.0, 0.0).l < lab(8.0, 0.0).l && lab(8.0, 0.0).l < lab(1.0, 0.0).l);
        let (brown, red) = (lab(5.0, 0.0), lab(1.0, 4.0));
        assert!(red.a > brown.a + 1.0, "{red:?} {brown:?}");
        let (white, black) = (lab(0.04, 0.0).l, lab(30.0, 0.0).l);
        assert!(white > 85.0 && black < 28.0, "{white} {black}");
    }
}
