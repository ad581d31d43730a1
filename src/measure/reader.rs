//! Reads regions of a photo through a calibration.

use super::gate::{RegionFault, check_glare, check_size};
use super::region::Rect;
use super::scalp_light::ScalpLight;
use super::{FieldReading, SkinReading, read, skin_reading, spectral};
use crate::camera::{Calibration, Lit};
use crate::color::{Contrast, D65, Estimate, LabD65, Xyz};
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::math::{Matrix3, exp};
use crate::photo::Photo;
use crate::skin::{self, BasisFit, SkinBasis};
use palette::convert::IntoColorUnclamped;

/// What regions of one photo are read with.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The photo.
    pub photo: &'a Photo,
    /// What camera and light did.
    pub calibration: &'a Calibration,
    /// Components of skin.
    pub basis: &'a SkinBasis,
    /// Scale; `None` where the chart is no ruler.
    pub px_per_mm: Option<f64>,
    /// Share of white that the skin's surface reflects into the reading; none through crossed polarisers.
    pub surface_rho: f64,
    /// How the light runs over the scalp.
    pub light: ScalpLight,
}

impl<'a> Reader<'a> {
    /// Reads skin as usual: built-in components, no scale, usual surface light, nothing known of the light on the scalp.
    #[must_use]
    pub fn new(photo: &'a Photo, calibration: &'a Calibration) -> Self {
        Self {
            photo,
            calibration,
            basis: SkinBasis::shipped(),
            px_per_mm: None,
            surface_rho: data::healing().surface_light.median,
            light: ScalpLight::assumed(None),
        }
    }

    /// Reads bare skin. Warnings are pushed to `warnings`.
    ///
    /// # Errors
    /// A region too small, or mostly clipped or glare.
    pub fn skin(&self, rect: Rect, warnings: &mut Vec<Diagnostic>) -> Result<SkinReading, RegionFault> {
        let calibration = self.calibration;
        check_size("skin", rect, self.px_per_mm)?;
        let color =
            read::bare_skin(self.photo, calibration, rect).ok_or(RegionFault::Glare { region: "skin", share: 1.0 })?;
        check_glare("skin", color.glare_share, warnings)?;
        let seen = calibration.observe(color.light, rect.centre());
        let (mean, cov, spectrum) = match calibration.sensor().zip(seen.as_ref()) {
            Some((sensor, seen)) => {
                let skin = spectral::skin(sensor, seen, self.basis);
                (skin.lab.mean, skin.lab.cov, BasisFit::of_coefficients(self.basis, skin.coefficients))
            }
            None => (color.lab, self.usual_cov(color.lab, rect), skin::spectrum_from_lab(color.lab)),
        };
        let geometry_cov = self.geometry_cov(mean);
        let lab = Estimate { mean, cov: sum([cov, color.mean_cov, geometry_cov]) };
        let reading = skin_reading(Some(rect), lab, spectrum, self.surface_rho);
        Ok(SkinReading { seen, spread_cov: color.mean_cov, geometry_cov, ..reading })
    }

    /// Reads the field of stubble and its contrast against bare skin that this reader read; the light that the two get
    /// differently is taken out. Warnings are pushed to `warnings`.
    ///
    /// # Errors
    /// A region too small, or mostly clipped or glare.
    pub fn field(
        &self,
        rect: Rect,
        skin: &SkinReading,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<FieldReading, RegionFault> {
        let calibration = self.calibration;
        check_size("hair", rect, self.px_per_mm)?;
        let color = read::field(self.photo, calibration, rect, self.px_per_mm)
            .ok_or(RegionFault::Glare { region: "hair", share: 1.0 })?;
        check_glare("hair", color.glare_share, warnings)?;
        let spread_cov = sum([color.mean_cov, skin.spread_cov]);
        let seen = calibration.observe(color.light, rect.centre()).map(|seen| seen.lit_by(-self.light.ln_ratio));
        let read = calibration.sensor().zip(seen).zip(skin.seen.as_ref());
        let (field, spectrum, contrast, gloss_cov) = match read {
            Some(((sensor, seen), bare)) => {
                // How the two are lit is known where it was seen, and has its own term.
                let lit = if self.light.is_seen() { Lit::Alike } else { Lit::Apart };
                let facing = spectral::Facing { gloss_sd: self.gloss_difference_sd(), lit };
                let bare = (bare, skin.spectrum.coefficients);
                let read = spectral::field(sensor, bare, &skin.client, &seen, self.basis, facing);
                (read.lab, read.spectrum, read.contrast, read.gloss_cov)
            }
            None => {
                let (field, contrast) = self.usual_field(color.light, rect, skin);
                (field, skin::spectrum_from_lab(field.mean).spectrum, contrast, [[0.0; 3]; 3])
            }
        };
        let cov = sum([field.cov, color.mean_cov, self.geometry_cov(field.mean)]);
        let light_cov = self.light_difference_cov(field.mean);
        let contrast = Estimate { mean: contrast.mean, cov: sum([contrast.cov, spread_cov, light_cov]) };
        let geometry_cov = sum([light_cov, gloss_cov]);
        let lab = Estimate { mean: field.mean, cov };
        Ok(FieldReading { rect: Some(rect), lab, spectrum, contrast, spread_cov, geometry_cov })
    }

    /// Field and contrast where no sensor was estimated.
    fn usual_field(&self, light: [f64; 3], rect: Rect, skin: &SkinReading) -> (Estimate<LabD65>, Estimate<Contrast>) {
        let calibration = self.calibration;
        let mean = calibration.lab(light.map(|v| v * exp(-self.light.ln_ratio)), rect.centre());
        let shading = calibration.shading_sd(rect.centre(), skin.rect.map(Rect::centre));
        let cov = sum([diagonal(calibration.contrast_sd()), by_light(mean, shading)]);
        let field = Estimate { mean, cov: self.usual_cov(mean, rect) };
        (field, Estimate { mean: Contrast::between(mean, skin.lab.mean), cov })
    }

    /// Covariance of an absolute colour where no sensor was estimated: the camera, and the light between chart and region.
    fn usual_cov(&self, lab: LabD65, rect: Rect) -> Matrix3 {
        let shading = self.calibration.shading_sd(rect.centre(), None);
        sum([diagonal(self.calibration.absolute_sd()), by_light(lab, shading)])
    }

    /// What the chart cannot tell of a place: how it faces the light, and how it shines. The more the light comes from
    /// one side, the more of both.
    fn geometry_cov(&self, lab: LabD65) -> Matrix3 {
        let table = data::camera().geometry;
        let uneven = self.light.unevenness;
        let light = crate::math::hypot(table.light_sd, table.light_share * uneven);
        let gloss = self.shining(crate::math::hypot(table.gloss_sd, table.gloss_share * uneven));
        sum([by_light(lab, light), by_gloss(lab, gloss)])
    }

    /// What a field's `geometry_cov` would be in other light, or through crossed polarisers: surface light goes with the
    /// unevenness, and none of it is left by polarisers.
    #[must_use]
    pub fn geometry_cov_in(&self, field: &FieldReading, light: &ScalpLight, polarised: bool) -> Matrix3 {
        let now = self.light_difference_cov(field.lab.mean);
        let softer = if self.light.unevenness > 0.0 { light.unevenness / self.light.unevenness } else { 1.0 };
        let gloss_share = if polarised { 0.0 } else { softer * softer };
        let gloss_cov = [0, 1, 2].map(|i| [0, 1, 2].map(|j| gloss_share * (field.geometry_cov[i][j] - now[i][j])));
        sum([Self { light: *light, ..*self }.light_difference_cov(field.lab.mean), gloss_cov])
    }

    /// What light that two places get differently, in amount and in colour, does to the difference between them.
    fn light_difference_cov(&self, lab: LabD65) -> Matrix3 {
        let colour = data::camera().geometry.light_colour_share * self.light.unevenness;
        sum([by_light(lab, self.light.ln_ratio_sd), diagonal([colour; 3])])
    }

    fn gloss_difference_sd(&self) -> f64 {
        self.shining(data::camera().geometry.gloss_difference_share * self.light.unevenness)
    }

    /// Surface light counts unless polarisers took it out.
    fn shining(&self, sd: f64) -> f64 {
        if self.surface_rho > 0.0 { sd } else { 0.0 }
    }
}

/// What light that is uncertain by `ln_sd` (natural log) does to a colour.
fn by_light(lab: LabD65, ln_sd: f64) -> Matrix3 {
    outer(moved(lab, |xyz, step| xyz * (1.0 + step)).map(|v| v * ln_sd))
}

/// What surface light that is uncertain by `sd` (share of white) does to a colour.
fn by_gloss(lab: LabD65, sd: f64) -> Matrix3 {
    let white: Xyz<D65, f64> = LabD65::new(100.0, 0.0, 0.0).into_color_unclamped();
    outer(moved(lab, |xyz, step| xyz + white * step).map(|v| v * sd))
}

/// How Lab moves with a change of XYZ, for a change of one.
fn moved(lab: LabD65, change: impl Fn(Xyz<D65, f64>, f64) -> Xyz<D65, f64>) -> [f64; 3] {
    const STEP: f64 = 1e-3;
    let changed: LabD65 = change(lab.into_color_unclamped(), STEP).into_color_unclamped();
    Contrast::between(changed, lab).array().map(|v| v / STEP)
}

fn outer(v: [f64; 3]) -> Matrix3 {
    v.map(|a| v.map(|b| a * b))
}

fn sum<const N: usize>(parts: [Matrix3; N]) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| parts.iter().map(|m| m[i][j]).sum()))
}

fn diagonal(sd: [f64; 3]) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { sd[i] * sd[i] } else { 0.0 }))
}
