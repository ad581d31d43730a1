//! Diffuse reflectance of layers in one wavelength band.

use super::angles::Angles;
use super::domain::{ABSORPTION, ALBEDO, ANISOTROPY, DomainError, REDUCED_SCATTERING, THICKNESS};
use super::doubling::{Above, Below, Coefficients, Slab, Streams};
use super::lanes::Lane;
use super::phase::Scattering;

/// What one material does to light of one wavelength.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Medium {
    /// Absorption coefficient per mm, base e.
    pub mua_per_mm: f64,
    /// Reduced scattering coefficient mus (1 - g) per mm.
    pub musp_per_mm: f64,
    /// Mean cosine of scattering.
    pub g: f64,
}

impl Medium {
    /// The medium itself, if each of its numbers is allowed.
    ///
    /// # Errors
    /// Names the first quantity that is negative, too large or not a number.
    pub fn check(self) -> Result<Self, DomainError> {
        ABSORPTION.check(self.mua_per_mm)?;
        REDUCED_SCATTERING.check(self.musp_per_mm)?;
        ANISOTROPY.check(self.g)?;
        Ok(self)
    }

    fn coefficients(&self) -> Coefficients {
        Coefficients { mua: Lane::splat(self.mua_per_mm), musp: Lane::splat(self.musp_per_mm) }
    }
}

/// A layer of a material.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Layer {
    /// Thickness in mm.
    pub thickness_mm: f64,
    /// What it is made of.
    pub medium: Medium,
}

/// What lies under the last layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ground {
    /// A material without end.
    Endless(Medium),
    /// A matte surface of the same refractive index that sends back this share of the light: 0 black, 1 white.
    Matte(f64),
}

/// Diffuse reflectance of a stack of layers under air, specular reflection excluded.
///
/// ```text
/// R_d = sum_i (1 - r_i) (R_s F)_i,   F = (1 - diag(r) R_s)^-1 e_5 (1 - r0)
/// ```
///
/// | argument | unit | domain     | meaning                                                        |
/// |----------|------|------------|----------------------------------------------------------------|
/// | `n`      | 1    | [1.0, 1.6] | refractive index of all layers over air                        |
/// | `layers` |      |            | from the surface down; per mm 0 to 1e6, g in (-1, 1), mm up to 1e6 |
/// | `ground` |      |            | what lies under them                                           |
/// | returns  | 1    | [0, 1]     | light leaving at all angles, over collimated light at normal incidence |
///
/// Shape: one wavelength; [`SkinModel`](super::SkinModel) and [`Stack`](super::Stack) work on whole spectra. By
/// reciprocity it is also the radiance factor at 0 degrees under diffuse light: d/0 without specular light. Add
/// [`specular`](super::specular) for specular included. Plane parallel layers of one index; error against Monte Carlo
/// 0.0007 rms, at most 0.004 (n = 1.4, g = 0.8).
///
/// # Errors
/// Names the first quantity outside its domain.
///
/// Source: van de Hulst, Multiple Light Scattering (1980); Prahl, van Gemert, Welch, Applied Optics 32:559 (1993),
/// doi:10.1364/AO.32.000559.
///
/// ```
/// use healtone::skin::{Ground, Medium, diffuse_reflectance};
/// // Giovanelli 1955: semi-infinite, albedo 0.9, isotropic, n = 1.5: 0.2600 with the surface.
/// let paint = Medium { mua_per_mm: 0.1, musp_per_mm: 0.9, g: 0.0 };
/// let r_d = diffuse_reflectance(1.5, &[], Ground::Endless(paint))?;
/// assert!((r_d + 0.04 - 0.2600).abs() < 2e-3);
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
pub fn diffuse_reflectance(n: f64, layers: &[Layer], ground: Ground) -> Result<f64, DomainError> {
    let angles = Angles::new(n)?;
    let streams = |medium: &Medium| Ok(Streams::new(&angles, &Scattering::new(&angles, medium.g)?));
    let mut below = match ground {
        Ground::Endless(medium) => Below::endless(&streams(&medium.check()?)?, &medium.coefficients()),
        Ground::Matte(albedo) => Below::lambertian(&angles, Lane::splat(ALBEDO.check(albedo)?)),
    };
    for layer in layers.iter().rev() {
        let medium = layer.medium.check()?;
        let thickness_mm = THICKNESS.check(layer.thickness_mm)?;
        below = below.under(&Slab::new(&streams(&medium)?, &medium.coefficients(), thickness_mm));
    }
    Ok(Above::surface(&angles).reflectance(&below).0[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::specular;
    use proptest::prelude::*;

    fn medium(mua_per_mm: f64, musp_per_mm: f64, g: f64) -> Medium {
        Medium { mua_per_mm, musp_per_mm, g }
    }

    #[test]
    fn light_that_nothing_absorbs_comes_back() {
        for n in [1.0, 1.05, 1.4, 1.6] {
            for g in [-0.9, -0.5, 0.0, 0.8, 0.95, 0.999] {
                let r = diffuse_reflectance(n, &[], Ground::Endless(medium(0.0, 3.0, g))).unwrap();
                assert!((r + specular(n) - 1.0).abs() < 1e-6, "endless, n {n}, g {g}: {r}");
                let layers = [(0.06, 9.0), (0.2, 3.0), (1000.0, 5.0)]
                    .map(|(thickness_mm, musp)| Layer { thickness_mm, medium: medium(0.0, musp, g) });
                let r = diffuse_reflectance(n, &layers, Ground::Matte(1.0)).unwrap();
                assert!((r + specular(n) - 1.0).abs() < 1e-9, "over white, n {n}, g {g}: {r}");
            }
        }
    }

    #[test] // the limit of a thick layer, which is doubled up, is the medium without end, which is not
    fn a_thick_layer_is_an_endless_one() {
        for g in [-0.7, 0.0, 0.8, 0.95] {
            for mua in [1e-3, 0.1, 1.0, 30.0, 1e4] {
                let m = medium(mua, 3.0, g);
                let endless = diffuse_reflectance(1.4, &[], Ground::Endless(m)).unwrap();
                let layer = [Layer { thickness_mm: 300.0, medium: m }];
                let thick = diffuse_reflectance(1.4, &layer, Ground::Matte(0.5)).unwrap();
                assert!((endless - thick).abs() < 1e-8, "g {g}, mua {mua}: {endless}, {thick}");
                let same =
                    diffuse_reflectance(1.4, &layer.map(|l| Layer { thickness_mm: 0.1, ..l }), Ground::Endless(m));
                assert!((endless - same.unwrap()).abs() < 1e-8, "g {g}, mua {mua}: {endless}, layered {same:?}");
            }
        }
    }

    #[test]
    fn nothing_comes_back_from_where_nothing_is() {
        let empty = Ground::Endless(medium(0.0, 0.0, 0.8));
        let black = Ground::Endless(medium(1e6, 0.0, 0.8));
        for ground in [empty, black, Ground::Matte(0.0)] {
            let r = diffuse_reflectance(1.4, &[], ground).unwrap();
            assert!(r.abs() < 1e-12, "{ground:?}: {r}");
        }
    }

    #[test]
    fn results_do_not_jump_with_the_index_or_the_thickness() {
        let skin = |n: f64, thickness_mm: f64| {
            let layers = [Layer { thickness_mm, medium: medium(3.0, 9.0, 0.8) }];
            diffuse_reflectance(n, &layers, Ground::Endless(medium(0.2, 4.0, 0.8))).unwrap()
        };
        let mut before = skin(1.0, 0.06);
        for i in 1..=6000 {
            let now = skin(1.0 + 1e-4 * f64::from(i), 0.06);
            assert!((now - before).abs() < 1e-4, "n {}: {before} to {now}", 1.0 + 1e-4 * f64::from(i));
            before = now;
        }
        let mut before = skin(1.4, 0.05);
        for i in 1..=2000 {
            let now = skin(1.4, 0.05 + 1e-5 * f64::from(i));
            assert!(now < before, "thickness step {i}: {before} to {now}");
            before = now;
        }
    }

    /// The start of the doubling is a series cut short; a layer cut into thin ones does not need it.
    #[test]
    fn a_layer_is_as_its_slices() {
        for (m, most) in [
            (medium(0.1, 4.6, 0.8), 5e-6),
            (medium(5.0, 9.0, 0.8), 5e-7),
            (medium(3.0, 0.0, 0.8), 2e-6),
            (medium(0.01, 3.0, 0.0), 4e-5),
        ] {
            let extinction_per_mm = m.mua_per_mm + m.musp_per_mm / (1.0 - m.g) * (1.0 - crate::math::powi(m.g, 9));
            for i in 1..60 {
                let thickness_mm = 0.05 * f64::from(i) / extinction_per_mm;
                let reflectance = |slices: usize| {
                    let slice = Layer { thickness_mm: thickness_mm / slices as f64, medium: m };
                    diffuse_reflectance(1.4, &vec![slice; slices], Ground::Matte(0.5)).unwrap()
                };
                let miss = (reflectance(1) - reflectance(64)).abs();
                assert!(miss < most, "{m:?}, {thickness_mm} mm: {miss}");
            }
        }
    }

    #[test]
    fn numbers_outside_their_domain_are_refused_by_name() {
        let refused = |m: Medium| diffuse_reflectance(1.4, &[], Ground::Endless(m)).unwrap_err().to_string();
        assert!(refused(medium(-1.0, 1.0, 0.8)).contains("absorption"));
        assert!(refused(medium(1.0, f64::NAN, 0.8)).contains("scattering"));
        assert!(refused(medium(1.0, 1.0, 1.0)).contains("anisotropy"));
        let layer = Layer { thickness_mm: f64::INFINITY, medium: medium(1.0, 1.0, 0.8) };
        assert!(diffuse_reflectance(1.4, &[layer], Ground::Matte(0.0)).is_err());
        assert!(diffuse_reflectance(1.4, &[], Ground::Matte(1.1)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn more_absorption_anywhere_means_less_light(
            n in 1.0..1.6, g in -0.6..0.9, at in 0_usize..3, more in 1e-4..10.0,
            mua in prop::array::uniform3(0.0..20.0), musp in prop::array::uniform3(0.01..30.0),
            thickness_mm in 0.001..0.5,
        ) {
            let reflectance = |extra: [f64; 3]| {
                let m: [Medium; 3] = std::array::from_fn(|i| medium(mua[i] + extra[i], musp[i], g));
                let layers = [0, 1].map(|i| Layer { thickness_mm, medium: m[i] });
                diffuse_reflectance(n, &layers, Ground::Endless(m[2])).unwrap()
            };
            let mut extra = [0.0; 3];
            extra[at] = more;
            let (less, bare) = (reflectance(extra), reflectance([0.0; 3]));
            prop_assert!((0.0..=1.0).contains(&bare) && less <= bare + 1e-9, "{bare} to {less}");
        }

        #[test]
        fn whatever_is_allowed_gives_a_reflectance(
            n in 1.0..=1.6, g in -0.999..0.999, log_mm in -6.0..5.9,
            log_mua in prop::array::uniform2(-12.0..6.0), log_musp in prop::array::uniform2(-12.0..6.0),
        ) {
            let ten_to = |x: f64| crate::math::pow(10.0, x);
            let media = [0, 1].map(|i| medium(ten_to(log_mua[i]), ten_to(log_musp[i]), g));
            let layers = [Layer { thickness_mm: ten_to(log_mm), medium: media[0] }];
            for ground in [Ground::Endless(media[1]), Ground::Matte(0.5)] {
                let r = diffuse_reflectance(n, &layers, ground).unwrap();
                prop_assert!((0.0..=1.0).contains(&r), "{ground:?}: {r}");
            }
        }
    }
}
