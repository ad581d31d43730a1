//! Shaved hair as it looks from where single hairs are no longer seen.

use super::{Hair, HairColour, WHITE_FIBRE};
use crate::color::Spectrum;
use crate::render::{Cover, Fibre};
use crate::skin::{DomainError, SkinModel};

impl Hair {
    /// Hair of a colour with everything else at its middle.
    #[must_use]
    pub fn typical(colour: HairColour) -> Self {
        let [eumelanin, pheomelanin] = colour.melanins();
        let [least, most] = colour.white_share();
        Self {
            colour,
            fibre: Fibre { eumelanin, pheomelanin, gloss: 0.03 },
            white_share: 0.5 * (least + most),
            density_per_cm2: 170.0,
            diameter_mm: 0.08,
            length_mm: 0.4,
            lean: 0.6,
        }
    }
}

/// The field of shaved hair on skin, seen from afar.
///
/// ```text
/// sqrt(R) = (1 - c) sqrt(R_bare (1 - s L)) + c (1 - w) sqrt(R_fibre) + c w sqrt(R_white)
/// ```
///
/// | argument     | unit | domain | meaning                                                                    |
/// |--------------|------|--------|----------------------------------------------------------------------------|
/// | `bare`       | 1    | (0, 1) | reflectance of the bare skin                                               |
/// | `skin`       |      |        | its optics, for the loss L that roots below the surface make, [`Cover`]    |
/// | `hair`       |      |        | fibre, share w of white hairs, number, diameter                            |
/// | `cover`      | 1    | 0-1    | share c of the area that stubble covers                                    |
/// | `roots_seen` | 1    | 0-1    | share s of the roots that are seen through the skin                        |
///
/// Yule and Nielsen 1951 (TAGA Proc. 3:65) with n = 2 for what light spreads between hairs and skin; the roots by the dot
/// model of this project.
///
/// # Errors
/// Names a quantity outside its domain, such as more hairs than there is room for.
///
/// ```
/// use healtone::color::{D65, Viewing};
/// use healtone::simulate::{Hair, HairColour, stubble_from_afar};
/// use healtone::skin::SkinModel;
/// let skin = SkinModel::default();
/// let bare = healtone::color::Spectrum::new(skin.bare()?);
/// let field = stubble_from_afar(&bare, &skin, &Hair::typical(HairColour::Black), 0.06, 0.3)?;
/// assert!(D65::lab(&field).l < D65::lab(&bare).l - 1.0);
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
pub fn stubble_from_afar(
    bare: &Spectrum,
    skin: &SkinModel,
    hair: &Hair,
    cover: f64,
    roots_seen: f64,
) -> Result<Spectrum, DomainError> {
    let pigmented = hair.density_per_cm2 * (1.0 - hair.white_share);
    let roots = Cover::of_roots(skin, &hair.fibre, hair.diameter_mm, pigmented)?;
    let (dark, white) = (hair.fibre.reflectance(), WHITE_FIBRE.reflectance());
    let shares = [1.0 - cover, cover * (1.0 - hair.white_share), cover * hair.white_share];
    Ok(Spectrum::new(std::array::from_fn(|i| {
        let root =
            [bare.values()[i] * (1.0 - roots_seen * roots.loss[i]), dark.values()[i], white.values()[i]].map(f64::sqrt);
        let mean: f64 = shares.iter().zip(root).map(|(share, root)| share * root).sum();
        mean * mean
    })))
}
