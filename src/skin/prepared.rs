//! Skin with places for pigment in it: what does not change from pigment to pigment, or from depth to depth, is
//! computed once.

use super::domain::{DEPTH, DomainError, THICKNESS};
use super::doubling::{Above, Below, Coefficients, Slab, Solver, Streams};
use super::lanes::Lane;
use super::tissue::{BATCHES, SkinModel, TissueSpectrum, gather, lane};
use crate::color::{BANDS, PerBand, Spectrum};

/// Where pigment lies in the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PigmentPlace {
    /// Depth of its upper end below the surface.
    pub top_mm: f64,
    /// How far down it reaches from there.
    pub height_mm: f64,
}

/// Optical depths of the pigment in one place, over its whole height, band by band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PigmentDepths {
    /// Of absorption, base e, 0 to 1e6.
    pub absorption: PerBand,
    /// Of reduced scattering, mus (1 - g) times the height, 0 to 1e6.
    pub scattering: PerBand,
}

impl PigmentDepths {
    /// No pigment.
    pub const NONE: Self = Self::absorbing([0.0; BANDS]);

    /// Pigment that absorbs only.
    #[must_use]
    pub const fn absorbing(tau: PerBand) -> Self {
        Self { absorption: tau, scattering: [0.0; BANDS] }
    }

    /// Together with another pigment.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self {
            absorption: std::array::from_fn(|i| self.absorption[i] + other.absorption[i]),
            scattering: std::array::from_fn(|i| self.scattering[i] + other.scattering[i]),
        }
    }

    /// Some times as much pigment.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self {
            absorption: self.absorption.map(|tau| tau * factor),
            scattering: self.scattering.map(|tau| tau * factor),
        }
    }
}

/// One skin, ready for pigment at any depth.
///
/// The dermis without end and the way through the epidermis cost most and depend on no pigment: they are computed here,
/// so that a change of depth costs two layers.
///
/// ```
/// use healtone::skin::SkinModel;
/// let skin = SkinModel::default().substrate()?;
/// let at = |top_mm: f64| -> Result<f64, healtone::skin::DomainError> {
///     Ok(skin.prepare(top_mm, 0.2)?.reflectance(&[0.5; 36])[17])
/// };
/// assert!(at(0.1)? < at(0.2)? && at(0.2)? < at(0.4)?, "the deeper, the fainter");
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Substrate {
    solver: Solver,
    epidermis: TissueSpectrum,
    dermis: TissueSpectrum,
    epidermis_mm: f64,
    /// What is above the dermis, and the dermis.
    batches: Vec<(Above, Below)>,
}

impl Substrate {
    pub(super) fn new(skin: &SkinModel) -> Result<Self, DomainError> {
        skin.check()?;
        let solver = Solver::new(skin.n, skin.g)?;
        let (epidermis, dermis) = (skin.epidermis(), skin.dermis());
        let surface = Above::surface(&solver.angles);
        let batch = |i: usize| {
            let endless = Below::endless(&solver.streams, &dermis.batch(i));
            let slab = || Slab::new(&solver.streams, &epidermis.batch(i), skin.epidermis_mm);
            (if skin.epidermis_mm > 0.0 { surface.over(&slab()) } else { surface }, endless)
        };
        let batches = (0..BATCHES).map(batch).collect();
        Ok(Self { solver, epidermis, dermis, epidermis_mm: skin.epidermis_mm, batches })
    }

    /// A layer for pigment from `top_mm` to `top_mm + height_mm` below the surface.
    ///
    /// # Errors
    /// Names the first length outside its domain.
    pub fn prepare(&self, top_mm: f64, height_mm: f64) -> Result<Prepared, DomainError> {
        self.prepare_places(&[PigmentPlace { top_mm, height_mm }])
    }

    /// Several layers for pigment, such as those of earlier sessions or old work; they may lie over each other.
    ///
    /// # Errors
    /// Names the first length outside its domain.
    pub fn prepare_places(&self, places: &[PigmentPlace]) -> Result<Prepared, DomainError> {
        for place in places {
            DEPTH.check(place.top_mm)?;
            THICKNESS.check(place.height_mm)?;
        }
        let pieces = self.pieces(places);
        let mut prepared = Prepared {
            streams: self.solver.streams,
            per_mm: places.iter().map(|place| 1.0 / place.height_mm).collect(),
            batches: (0..BATCHES).map(|i| self.batch(&pieces, i)).collect(),
            pieces: pieces.into_iter().filter(|piece| piece.level == Level::Amid).collect(),
            bare: [0.0; BANDS],
        };
        // By the same layers as with pigment, so that no pigment is a ratio of one to the last bit.
        prepared.bare = prepared.reflectance_of(&[]);
        Ok(prepared)
    }

    /// Skin cut at the end of the epidermis and at both ends of each place, from the surface to the last cut.
    fn pieces(&self, places: &[PigmentPlace]) -> Vec<Piece> {
        let ends = places.iter().flat_map(|p| [p.top_mm, p.top_mm + p.height_mm]);
        let mut cuts: Vec<f64> = ends.chain([0.0, self.epidermis_mm]).collect();
        cuts.sort_by(f64::total_cmp);
        let [first, last] = [
            places.iter().map(|p| p.top_mm).fold(f64::INFINITY, f64::min),
            places.iter().map(|p| p.top_mm + p.height_mm).fold(0.0, f64::max),
        ];
        let piece = |ends: &[f64]| {
            let middle = 0.5 * (ends[0] + ends[1]);
            let holds =
                |(i, p): (usize, &PigmentPlace)| (p.top_mm < middle && middle < p.top_mm + p.height_mm).then_some(i);
            Piece {
                in_epidermis: middle < self.epidermis_mm,
                thickness_mm: ends[1] - ends[0],
                level: if middle < first {
                    Level::Above
                } else if middle < last {
                    Level::Amid
                } else {
                    Level::Below
                },
                places: places.iter().enumerate().filter_map(holds).collect(),
            }
        };
        cuts.windows(2).filter(|ends| ends[1] > ends[0]).map(piece).collect()
    }

    fn batch(&self, pieces: &[Piece], i: usize) -> Batch {
        let tissue = |piece: &Piece| if piece.in_epidermis { &self.epidermis } else { &self.dermis }.batch(i);
        let slab = |piece: &Piece| Slab::new(&self.solver.streams, &tissue(piece), piece.thickness_mm);
        let at = |level: Level| pieces.iter().filter(move |piece| piece.level == level);
        let (under_epidermis, dermis) = &self.batches[i];
        // Where the whole epidermis lies above the pigment, the way through it is known; elsewhere a part of it is.
        let is_whole = pieces.iter().all(|piece| !piece.in_epidermis || piece.level == Level::Above);
        let surface = if is_whole { *under_epidermis } else { Above::surface(&self.solver.angles) };
        let filled = |piece: &Piece| match piece.places[..] {
            [] => Filling::Plain(Box::new(slab(piece))),
            _ => Filling::Pigmented(tissue(piece)),
        };
        Batch {
            above: at(Level::Above)
                .filter(|piece| !(is_whole && piece.in_epidermis))
                .fold(surface, |above, piece| above.over(&slab(piece))),
            amid: at(Level::Amid).map(filled).collect(),
            below: at(Level::Below)
                .rev()
                .filter(|piece| piece.in_epidermis)
                .fold(*dermis, |below, piece| below.under(&slab(piece))),
        }
    }
}

/// Where a piece of skin lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Above all pigment.
    Above,
    /// In pigment, or between pigments.
    Amid,
    /// Below all pigment.
    Below,
}

/// A piece of skin between two depths.
#[derive(Debug, Clone)]
struct Piece {
    in_epidermis: bool,
    thickness_mm: f64,
    level: Level,
    /// The places for pigment that it is a part of.
    places: Vec<usize>,
}

/// One skin with places for pigment: what lies above, between and below them is computed once.
///
/// Where a place begins above the lower end of the epidermis it is split there, the pigment shared by height; where
/// places lie over each other their pigments add. Absorption and scattering of the pigment add to those of the tissue
/// around it, with the tissue's g.
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
    /// One over the height of each place.
    per_mm: Vec<f64>,
    /// Pieces from the first pigment to the last, from the surface down.
    pieces: Vec<Piece>,
    batches: Vec<Batch>,
    bare: PerBand,
}

/// Four bands.
#[derive(Debug, Clone)]
struct Batch {
    above: Above,
    amid: Vec<Filling>,
    below: Below,
}

#[derive(Debug, Clone)]
enum Filling {
    /// Tissue between pigments.
    Plain(Box<Slab>),
    /// Tissue that pigment is added to.
    Pigmented(Coefficients),
}

impl Prepared {
    /// Diffuse reflectance without pigment.
    #[must_use]
    pub const fn bare(&self) -> &PerBand {
        &self.bare
    }

    /// Diffuse reflectance with a pigment that absorbs only, in the first place.
    ///
    /// `tau_eff` is the optical depth of the whole layer, base e, band by band, 0 to 1e6.
    #[must_use]
    pub fn reflectance(&self, tau_eff: &PerBand) -> PerBand {
        self.reflectance_of(&[PigmentDepths::absorbing(*tau_eff)])
    }

    /// Diffuse reflectance with a pigment in the first place, over that of the bare skin.
    #[must_use]
    pub fn ratio_of(&self, pigment: &PigmentDepths) -> PerBand {
        let pigmented = self.reflectance_of(&[*pigment]);
        std::array::from_fn(|i| pigmented[i] / self.bare[i])
    }

    /// Diffuse reflectance with a pigment in each place, in their order; places beyond the list stay empty.
    ///
    /// Panics where there are more pigments than places.
    #[must_use]
    pub fn reflectance_of(&self, pigments: &[PigmentDepths]) -> PerBand {
        assert!(pigments.len() <= self.per_mm.len(), "each pigment has a place");
        gather(|i| {
            let batch = &self.batches[i];
            let mut below = batch.below;
            for (piece, filling) in self.pieces.iter().zip(&batch.amid).rev() {
                let slab = match filling {
                    Filling::Plain(slab) => **slab,
                    Filling::Pigmented(tissue) => {
                        let medium = self.with_pigments(*tissue, piece, pigments, i);
                        Slab::new(&self.streams, &medium, piece.thickness_mm)
                    }
                };
                below = below.under(&slab);
            }
            batch.above.reflectance(&below)
        })
    }

    fn with_pigments(&self, tissue: Coefficients, piece: &Piece, pigments: &[PigmentDepths], i: usize) -> Coefficients {
        let present = piece.places.iter().filter_map(|p| Some((pigments.get(*p)?, Lane::splat(self.per_mm[*p]))));
        present.fold(tissue, |medium, (pigment, per_mm)| Coefficients {
            mua: medium.mua + lane(&pigment.absorption, i) * per_mm,
            musp: medium.musp + lane(&pigment.scattering, i) * per_mm,
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
        let white = prepared.reflectance_of(&[PigmentDepths { absorption: [0.0; BANDS], scattering: [2.0; BANDS] }]);
        assert!(white.iter().zip(prepared.bare()).all(|(w, b)| w > b));
        let measured = Spectrum::constant(0.3);
        assert_eq!(prepared.pigmented(&measured, 0.02, &[0.0; BANDS]).values()[5], 0.3);
        let black = prepared.pigmented(&Spectrum::constant(0.02), 0.02, &[3.0; BANDS]);
        assert_eq!(black.values()[5], 0.02);
    }

    #[test]
    fn several_layers_are_their_pieces_written_out() {
        let skin = SkinModel { epidermis_mm: 0.08, ..SkinModel::default() };
        let places =
            [(0.3, 0.2), (0.05, 0.1), (0.25, 0.1)].map(|(top_mm, height_mm)| PigmentPlace { top_mm, height_mm });
        let prepared = skin.substrate().unwrap().prepare_places(&places).unwrap();
        let tau = [0.4, 0.2, 0.3];
        let with = prepared.reflectance_of(&tau.map(|tau| PigmentDepths::absorbing([tau; BANDS])));
        // Cuts at .05, .08, .15, .25, .3, .35, .5; the first and the third overlap from .3 to .35.
        let a = [0.4 / 0.2, 0.2 / 0.1, 0.3 / 0.1];
        let parts = [
            (true, 0.05, 0.0),
            (true, 0.03, a[1]),
            (false, 0.07, a[1]),
            (false, 0.1, 0.0),
            (false, 0.05, a[2]),
            (false, 0.05, a[0] + a[2]),
            (false, 0.15, a[0]),
        ];
        for band in [0, 17, 35] {
            assert_abs_diff_eq!(with[band], stack(&skin, band, &parts), epsilon = 1e-7);
        }
        let first = prepared.reflectance(&[0.4; BANDS]);
        let alone = skin.prepare(0.3, 0.2).unwrap().reflectance(&[0.4; BANDS]);
        assert!(first.iter().zip(&alone).all(|(a, b)| (a - b).abs() < 1e-7), "the others stay empty");
        let none = skin.substrate().unwrap().prepare_places(&[]).unwrap();
        assert_eq!(none.reflectance_of(&[]), *none.bare());
    }

    #[test]
    fn impossible_places_are_refused() {
        for (top, height) in [(-0.1, 0.2), (0.1, 0.0), (f64::NAN, 0.2), (0.1, f64::INFINITY)] {
            assert!(SkinModel::default().prepare(top, height).is_err(), "{top} {height}");
        }
    }
}
