//! Regions of a photo to colours: bare skin, the field of stubble, and the contrast between them.

mod find;
mod read;
mod region;
mod spectral;

pub use find::{FoundRegions, find_regions};
pub use region::{Rect, Region};

use crate::camera::{Calibration, SensorReading};
use crate::color::Spectrum;
use crate::color::{Contrast, D65, Estimate, LabD65, Xyz};
use crate::diagnostic::{Diagnostic, Kind};
use crate::math::Matrix3;
use crate::photo::Photo;
use crate::skin::{self, BasisFit, Client, Inversion, SkinBasis};
use palette::convert::IntoColorUnclamped;

/// Bare skin as measured.
#[derive(Debug, Clone)]
pub struct SkinReading {
    /// Where; `None` for readings that come from an instrument.
    pub rect: Option<Rect>,
    /// Colour, geometry of the camera unless the reading came from an instrument.
    pub lab: Estimate<LabD65>,
    /// The most probable reflectance spectrum of this colour among measured skins.
    pub spectrum: BasisFit,
    /// The optics of this skin: melanin, blood, scattering.
    pub client: Client,
    /// Part of the variance that comes from the region's own unevenness, L*, a*, b*.
    pub spread_cov: Matrix3,
    /// What the sensor saw, where it was estimated.
    pub seen: Option<SensorReading>,
    /// Whether it was read without surface light, as through crossed polarisers: then nothing shines in the field either.
    pub polarised: bool,
}

/// The stubble field as measured.
#[derive(Debug, Clone)]
pub struct FieldReading {
    /// Where; `None` for readings that come from an instrument.
    pub rect: Option<Rect>,
    /// Plain mean colour of the field.
    pub lab: Estimate<LabD65>,
    /// Field minus adjacent bare skin, dE*ab, with the errors that both share taken out.
    pub contrast: Estimate<Contrast>,
    /// Part of the contrast's variance that comes from the regions' own unevenness.
    pub spread_cov: Matrix3,
}

/// Fewest pixels of a region.
const LEAST_PIXELS: u64 = 400;
/// Largest share of clipped and glare pixels in a region.
const MOST_GLARE: f64 = 0.6;

/// Reads bare skin; `surface_rho` is the share of white that its surface reflects into the reading.
///
/// Errors: a region too small, or mostly clipped or glare. Warnings are pushed to `warnings`.
pub fn read_skin(
    photo: &Photo,
    calibration: &Calibration,
    rect: Rect,
    surface_rho: f64,
    warnings: &mut Vec<Diagnostic>,
) -> Result<SkinReading, Diagnostic> {
    read_skin_by(SkinBasis::shipped(), photo, calibration, rect, surface_rho, warnings)
}

/// The same by other components of skin than those that are built in.
///
/// Errors: as [`read_skin`].
pub fn read_skin_by(
    basis: &SkinBasis,
    photo: &Photo,
    calibration: &Calibration,
    rect: Rect,
    surface_rho: f64,
    warnings: &mut Vec<Diagnostic>,
) -> Result<SkinReading, Diagnostic> {
    check_size("skin", rect)?;
    let color = read::bare_skin(photo, calibration, rect).ok_or_else(|| unusable("skin"))?;
    check_glare("skin", color.glare_share, warnings)?;
    if let Some((sensor, seen)) = calibration.sensor().zip(calibration.observe(color.light, rect.centre())) {
        let geometry = crate::data::camera().geometry;
        let gloss = if surface_rho > 0.0 { geometry.gloss_sd } else { 0.0 };
        let skin = spectral::skin(sensor, &seen, basis);
        let cov = add_geometry(add(skin.lab.cov, color.mean_cov), skin.lab.mean, geometry.light_sd, gloss);
        let lab = Estimate { mean: skin.lab.mean, cov };
        let spectrum = BasisFit::of_coefficients(basis, skin.coefficients);
        let reading = skin_reading(Some(rect), lab, spectrum, color.mean_cov, surface_rho, warnings);
        return Ok(SkinReading { seen: Some(seen), ..reading });
    }
    let lab = Estimate { mean: color.lab, cov: absolute_cov(&color, calibration, rect) };
    let spectrum = skin::spectrum_from_lab(lab.mean);
    Ok(skin_reading(Some(rect), lab, spectrum, color.mean_cov, surface_rho, warnings))
}

/// Bare skin from an instrument's reading; `surface_rho` is the share of white that its surface reflects into it.
#[must_use]
pub fn skin_from_instrument(lab: Estimate<LabD65>, surface_rho: f64, warnings: &mut Vec<Diagnostic>) -> SkinReading {
    skin_reading(None, lab, skin::spectrum_from_lab(lab.mean), [[0.0; 3]; 3], surface_rho, warnings)
}

fn skin_reading(
    rect: Option<Rect>,
    lab: Estimate<LabD65>,
    spectrum: BasisFit,
    spread_cov: Matrix3,
    surface_rho: f64,
    warnings: &mut Vec<Diagnostic>,
) -> SkinReading {
    if !spectrum.skin_like {
        let LabD65 { l, a, b, .. } = lab.mean;
        warnings.push(Diagnostic::warning(
            "not-like-skin",
            format!(
                "The skin region has a colour that measured skins do not have: L* {l:.1}, a* {a:.1}, b* {b:.1} (D65)."
            ),
            "Check that the region holds bare skin only, and that chart and skin were lit by the same lamp.",
        ));
    }
    let client = invert(&spectrum.spectrum, surface_rho);
    SkinReading { rect, lab, spectrum, client, spread_cov, seen: None, polarised: surface_rho <= 0.0 }
}

/// Melanin, blood and scattering of a bare skin.
fn invert(bare: &Spectrum, surface_rho: f64) -> Client {
    let inversion = Inversion { surface_rho, ..Inversion::default() };
    inversion.fit(bare).expect("what is fixed of a skin by default lies in its domain")
}

/// Reads the field of stubble and its contrast against bare skin of the same photo.
///
/// Errors: a region too small, or mostly clipped or glare. Warnings are pushed to `warnings`.
pub fn read_field(
    photo: &Photo,
    calibration: &Calibration,
    rect: Rect,
    px_per_mm: Option<f64>,
    skin: &SkinReading,
    warnings: &mut Vec<Diagnostic>,
) -> Result<FieldReading, Diagnostic> {
    read_field_by(SkinBasis::shipped(), photo, calibration, rect, px_per_mm, skin, warnings)
}

/// The same by other components of skin than those that are built in; `skin` was read by them too.
///
/// Errors: as [`read_field`].
pub fn read_field_by(
    basis: &SkinBasis,
    photo: &Photo,
    calibration: &Calibration,
    rect: Rect,
    px_per_mm: Option<f64>,
    skin: &SkinReading,
    warnings: &mut Vec<Diagnostic>,
) -> Result<FieldReading, Diagnostic> {
    check_size("hair", rect)?;
    let color = read::field(photo, calibration, rect, px_per_mm).ok_or_else(|| unusable("hair"))?;
    check_glare("hair", color.glare_share, warnings)?;
    let spread_cov = add(color.mean_cov, skin.spread_cov);
    let observed = calibration.sensor().zip(calibration.observe(color.light, rect.centre()));
    if let Some(((sensor, seen), bare)) = observed.zip(skin.seen.as_ref()) {
        let field = spectral::field(sensor, (bare, skin.spectrum.coefficients), &skin.client, &seen, basis);
        let geometry = crate::data::camera().geometry;
        let apart = skin.rect.zip(px_per_mm).map(|(r, scale)| r.centre().distance(rect.centre()) / scale);
        let light =
            geometry.light_sd_per_mm * apart.map_or(geometry.usual_distance_mm, |mm| mm.min(geometry.distance_max_mm));
        let cov = add(field.lab.cov, color.mean_cov);
        let shining = |sd: f64| if skin.polarised { 0.0 } else { sd };
        let cov = add_geometry(cov, field.lab.mean, geometry.light_sd, shining(geometry.gloss_sd));
        let lab = Estimate { mean: field.lab.mean, cov };
        let cov = add(field.contrast.cov, spread_cov);
        let cov = add_geometry(cov, field.lab.mean, light, shining(geometry.gloss_difference_sd));
        let contrast = Estimate { mean: field.contrast.mean, cov };
        return Ok(FieldReading { rect: Some(rect), lab, contrast, spread_cov });
    }
    let lab = Estimate { mean: color.lab, cov: absolute_cov(&color, calibration, rect) };
    let contrast = Estimate {
        mean: Contrast::between(color.lab, skin.lab.mean),
        cov: add_shading(
            add_diagonal(spread_cov, calibration.contrast_sd()),
            color.lab,
            calibration.shading_sd(rect.centre(), skin.rect.map(Rect::centre)),
        ),
    };
    Ok(FieldReading { rect: Some(rect), lab, contrast, spread_cov })
}

/// The field from an instrument's reading; both readings' errors are independent.
#[must_use]
pub fn field_from_instrument(lab: Estimate<LabD65>, skin: &SkinReading) -> FieldReading {
    let cov = [0, 1, 2].map(|i| [0, 1, 2].map(|j| lab.cov[i][j] + skin.lab.cov[i][j]));
    let contrast = Estimate { mean: Contrast::between(lab.mean, skin.lab.mean), cov };
    FieldReading { rect: None, lab, contrast, spread_cov: [[0.0; 3]; 3] }
}

/// Covariance of an absolute colour: its region, the camera, and the light between chart and region.
fn absolute_cov(color: &read::RegionColor, calibration: &Calibration, rect: Rect) -> Matrix3 {
    let cov = add_diagonal(color.mean_cov, calibration.absolute_sd());
    add_shading(cov, color.lab, calibration.shading_sd(rect.centre(), None))
}

/// Adds what light that is uncertain by `ln_sd` (natural log) does to a colour.
fn add_shading(cov: Matrix3, lab: LabD65, ln_sd: f64) -> Matrix3 {
    let step = 1e-3;
    let xyz: Xyz<D65, f64> = lab.into_color_unclamped();
    let brighter: LabD65 = (xyz * (1.0 + step)).into_color_unclamped();
    let by = Contrast::between(brighter, lab).array().map(|v| v / step * ln_sd);
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| cov[i][j] + by[i] * by[j]))
}

/// Adds what uncertain light and uncertain surface light do to a colour.
fn add_geometry(cov: Matrix3, lab: LabD65, light_ln_sd: f64, gloss_sd: f64) -> Matrix3 {
    let step = 1e-3;
    let xyz: Xyz<D65, f64> = lab.into_color_unclamped();
    let white: Xyz<D65, f64> = LabD65::new(100.0, 0.0, 0.0).into_color_unclamped();
    let shinier: LabD65 = (xyz + white * step).into_color_unclamped();
    let by = Contrast::between(shinier, lab).array().map(|v| v / step * gloss_sd);
    add_shading(add(cov, [0, 1, 2].map(|i| [0, 1, 2].map(|j| by[i] * by[j]))), lab, light_ln_sd)
}

fn add(one: Matrix3, other: Matrix3) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| one[i][j] + other[i][j]))
}

fn add_diagonal(cov: Matrix3, sd: [f64; 3]) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| cov[i][j] + if i == j { sd[i] * sd[i] } else { 0.0 }))
}

fn check_size(name: &str, rect: Rect) -> Result<(), Diagnostic> {
    if rect.area() >= LEAST_PIXELS {
        return Ok(());
    }
    Err(Diagnostic::error(
        Kind::Unfit,
        "region-too-small",
        format!("The {name} region holds {} pixels, {LEAST_PIXELS} are the least.", rect.area()),
        "Mark a larger region, or take the photo from nearer.",
    ))
}

fn unusable(name: &str) -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "glare-in-region",
        format!("Nearly every pixel of the {name} region is blown out."),
        "Mark a matte part, or take the photo with softer light.",
    )
}

fn check_glare(name: &str, share: f64, warnings: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
    if share > MOST_GLARE {
        return Err(Diagnostic::error(
            Kind::Unfit,
            "glare-in-region",
            format!("{:.0} % of the {name} region is glare or clipped.", 100.0 * share),
            "Mark a matte part, or take the photo with softer light.",
        ));
    }
    if share > 0.5 * MOST_GLARE {
        warnings.push(Diagnostic::warning(
            "glare",
            format!("{:.0} % of the {name} region was left out as glare, shadow or clipped.", 100.0 * share),
            "Softer light, or a matte part of the scalp, narrows the interval.",
        ));
    }
    Ok(())
}
