//! Skin with a layer of pigment in it, ready for many pigments.

use super::domain::{DEPTH, DomainError, THICKNESS};
use super::doubling::{Above, Below, Coefficients, Slab, Solver, Streams};
use super::lanes::Lane;
use super::tissue::{BATCHES, SkinModel, TissueSpectrum, gather, lane};
use crate::color::{BANDS, PerBand, Spectrum};

/// One skin with a place for pigment: what lies above and below is computed once.
///
/// The layer lies `top_mm` to `top_mm + height_mm` below the surface. Where it begins above the lower end of the
/// epidermis it is split there, the pigment shared by height. Absorption and scattering of the pigment add to those of
/// the tissue around it, with the tissue's g.
///
/// Both `reflectance` and `bare` are diffuse reflectances, specular excluded; only their ratio should be carried over
/// to a measured skin ([`Prepared::pigmented`]).
///
/// ```
/// use healtone::skin::SkinModel;
/// let skin = SkinModel::default().prepare(0.2, 0.2)?;
/// let (faint, strong) = (skin.reflectance(&[0.05; 36]), skin.reflectance(&[0.5; 36]));
/// assert!(strong[17] < faint[17] && faint[17] < skin.bare()[17]);
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Prepared {
    streams: Streams,
    height_mm: f64,
    /// Thickness of the pigmented parts, from the surface down: epidermis, dermis or both.
    parts_mm: Vec<f64>,
    batches: Vec<Batch>,
    bare: PerBand,
}

/// Four bands: what is above the pigment, the tissue of each pigmented part, what is below.
#[derive(Debug, Clone)]
struct Batch {
    above: Above,
    parts: Vec<Coefficients>,
    below: Below,
}

/// Where the pigment layer lies in the layers of skin; a part of no thickness is absent.
struct Cut<'a> {
    epidermis: &'a TissueSpectrum,
    dermis: &'a TissueSpectrum,
    above: Vec<(&'a TissueSpectrum, f64)>,
    pigmented: Vec<(&'a TissueSpectrum, f64)>,
    below: f64,
}

impl<'a> Cut<'a> {
    fn new(
        epidermis: &'a TissueSpectrum,
        dermis: &'a TissueSpectrum,
        epidermis_mm: f64,
        top_mm: f64,
        height_mm: f64,
    ) -> Self {
        let bottom_mm = top_mm + height_mm;
        let present = |parts: [(&'a TissueSpectrum, f64); 2]| parts.into_iter().filter(|part| part.1 > 0.0).collect();
        Self {
            epidermis,
            dermis,
            above: present([(epidermis, epidermis_mm.min(top_mm)), (dermis, top_mm - epidermis_mm)]),
            pigmented: present([
                (epidermis, epidermis_mm.min(bottom_mm) - top_mm),
                (dermis, bottom_mm - top_mm.max(epidermis_mm)),
            ]),
            below: epidermis_mm - bottom_mm,
        }
    }

    fn batch(&self, solver: &Solver, batch: usize) -> Batch {
        let slab = |(tissue, mm): &(&TissueSpectrum, f64)| Slab::new(&solver.streams, &tissue.batch(batch), *mm);
        let above = self.above.iter().fold(Above::surface(&solver.angles), |above, part| above.over(&slab(part)));
        let dermis = Below::endless(&solver.streams, &self.dermis.batch(batch));
        let below = if self.below > 0.0 { dermis.under(&slab(&(self.epidermis, self.below))) } else { dermis };
        Batch { above, parts: self.pigmented.iter().map(|part| part.0.batch(batch)).collect(), below }
    }
}

impl Prepared {
    pub(super) fn new(skin: &SkinModel, top_mm: f64, height_mm: f64) -> Result<Self, DomainError> {
        skin.check()?;
        DEPTH.check(top_mm)?;
        THICKNESS.check(height_mm)?;
        let solver = Solver::new(skin.n, skin.g)?;
        let (epidermis, dermis) = (skin.epidermis(), skin.dermis());
        let cut = Cut::new(&epidermis, &dermis, skin.epidermis_mm, top_mm, height_mm);
        let mut prepared = Self {
            streams: solver.streams,
            height_mm,
            parts_mm: cut.pigmented.iter().map(|part| part.1).collect(),
            batches: (0..BATCHES).map(|batch| cut.batch(&solver, batch)).collect(),
            bare: [0.0; BANDS],
        };
        prepared.bare = prepared.reflectance(&[0.0; BANDS]);
        Ok(prepared)
    }

    /// Diffuse reflectance without pigment.
    #[must_use]
    pub const fn bare(&self) -> &PerBand {
        &self.bare
    }

    /// Diffuse reflectance with a pigment that absorbs only.
    ///
    /// `tau_eff` is the optical depth of the whole layer, base e, band by band, 0 to 1e6.
    #[must_use]
    pub fn reflectance(&self, tau_eff: &PerBand) -> PerBand {
        self.reflectance_of_scattering(tau_eff, &[0.0; BANDS])
    }

    /// Diffuse reflectance with a pigment that scatters too: titanium dioxide, iron oxides.
    ///
    /// `tau_scattering` is its reduced scattering mus (1 - g) times the height of the layer. As a layer this is exact;
    /// that dots of scattering pigment may be replaced by a layer has not been shown.
    #[must_use]
    pub fn reflectance_of_scattering(&self, tau_eff: &PerBand, tau_scattering: &PerBand) -> PerBand {
        let per_mm = Lane::splat(1.0 / self.height_mm);
        gather(|i| {
            let batch = &self.batches[i];
            let (mua, musp) = (lane(tau_eff, i) * per_mm, lane(tau_scattering, i) * per_mm);
            let mut below = batch.below;
            for (tissue, mm) in batch.parts.iter().zip(&self.parts_mm).rev() {
                let medium = Coefficients { mua: tissue.mua + mua, musp: tissue.musp + musp };
                below = below.under(&Slab::new(&self.streams, &medium, *mm));
            }
            batch.above.reflectance(&below)
        })
    }

    /// A measured bare skin with the pigment in it.
    ///
    /// ```text
    /// R = rho + (R_bare - rho) R_d(tau_eff)/R_d(0)
    /// ```
    ///
    /// | argument      | unit | domain     | meaning                                                             |
    /// |---------------|------|------------|---------------------------------------------------------------------|
    /// | `bare`        | 1    | (rho, 1)   | the measured skin, surface light included                           |
    /// | `surface_rho` | 1    | [0, 0.028] | the part of it that the surface sends back: 0.028 for SCI, 0 for SCE |
    /// | `tau_eff`     | 1    | [0, 1e6]   | optical depth of the layer                                          |
    /// | returns       | 1    | (0, 1)     | in the geometry of `bare`                                           |
    ///
    /// Errors: none. Source: this project; the model errs less in the ratio than in either reflectance.
    #[must_use]
    pub fn pigmented(&self, bare: &Spectrum, surface_rho: f64, tau_eff: &PerBand) -> Spectrum {
        let pigmented = self.reflectance(tau_eff);
        let ratio = std::array::from_fn(|i| pigmented[i] / self.bare[i]);
        bare.zip(&ratio, |measured, ratio| surface_rho + (measured - surface_rho) * ratio)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::{Ground, Layer, Medium, diffuse_reflectance};
    use approx::assert_abs_diff_eq;

    /// Layers written out by hand, one band.
    fn stack(skin: &SkinModel, band: usize, parts: &[(bool, f64, f64)]) -> f64 {
        let medium = |in_epidermis: bool, more: f64| {
            let tissue = if in_epidermis { skin.epidermis() } else { skin.dermis() };
            Medium { mua_per_mm: tissue.mua_per_mm[band] + more, musp_per_mm: tissue.musp_per_mm[band], g: skin.g }
        };
        let layers: Vec<Layer> = parts.iter().map(|p| Layer { thickness_mm: p.1, medium: medium(p.0, p.2) }).collect();
        diffuse_reflectance(skin.n, &layers, Ground::Endless(medium(false, 0.0))).unwrap()
    }

    #[test]
    fn each_place_of_the_layer_equals_its_layers_written_out() {
        let skin = SkinModel { epidermis_mm: 0.08, ..SkinModel::default() };
        let tau: PerBand = std::array::from_fn(|i| 0.1 + 0.02 * i as f64);
        for (top, height) in [(0.2, 0.3), (0.08, 0.2), (0.05, 0.1), (0.0, 0.2), (0.02, 0.03), (0.0, 0.08)] {
            let prepared = skin.prepare(top, height).unwrap();
            let (with, bare) = (prepared.reflectance(&tau), skin.bare().unwrap());
            for band in [0, 3, 17, 35] {
                let a = tau[band] / height;
                let bottom: f64 = top + height;
                let cuts = [0.0, top.min(0.08), bottom.min(0.08), 0.08, top.max(0.08), bottom.max(0.08)];
                let parts: Vec<(bool, f64, f64)> = cuts
                    .windows(2)
                    .filter(|w| w[1] > w[0] + 1e-12)
                    .map(|w| {
                        let middle = 0.5 * (w[0] + w[1]);
                        (middle < 0.08, w[1] - w[0], if middle > top && middle < bottom { a } else { 0.0 })
                    })
                    .collect();
                assert_abs_diff_eq!(with[band], stack(&skin, band, &parts), epsilon = 1e-7);
                assert_abs_diff_eq!(prepared.bare()[band], bare[band], epsilon = 1e-7);
            }
        }
    }

    #[test]
    fn more_pigment_is_darker_and_deeper_pigment_fainter() {
        let skin = SkinModel::default();
        let at = |top: f64, tau: f64| skin.prepare(top, 0.2).unwrap().reflectance(&[tau; BANDS]);
        let bare = *skin.prepare(0.1, 0.2).unwrap().bare();
        for (band, bare) in bare.iter().enumerate() {
            let by_tau = [0.0, 0.01, 0.1, 1.0, 10.0].map(|tau| at(0.1, tau)[band]);
            assert!(by_tau.windows(2).all(|w| w[1] < w[0]), "band {band}: {by_tau:?}");
            let by_depth = [0.1, 0.2, 0.4, 0.8].map(|top| bare - at(top, 0.5)[band]);
            assert!(by_depth.windows(2).all(|w| w[1] < w[0]), "band {band}: {by_depth:?}");
        }
    }

    #[test]
    fn scattering_pigment_brightens_and_a_measured_skin_keeps_its_surface() {
        let prepared = SkinModel { melanin: 0.2, ..SkinModel::default() }.prepare(0.1, 0.1).unwrap();
        let white = prepared.reflectance_of_scattering(&[0.0; BANDS], &[2.0; BANDS]);
        assert!(white.iter().zip(prepared.bare()).all(|(w, b)| w > b));
        let measured = Spectrum::constant(0.3);
        assert_eq!(prepared.pigmented(&measured, 0.02, &[0.0; BANDS]).values()[5], 0.3);
        let black = prepared.pigmented(&Spectrum::constant(0.02), 0.02, &[3.0; BANDS]);
        assert_eq!(black.values()[5], 0.02);
    }

    #[test]
    fn impossible_places_are_refused() {
        for (top, height) in [(-0.1, 0.2), (0.1, 0.0), (f64::NAN, 0.2), (0.1, f64::INFINITY)] {
            assert!(SkinModel::default().prepare(top, height).is_err(), "{top} {height}");
        }
    }
}
