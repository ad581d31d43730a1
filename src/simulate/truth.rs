//! What was put into a photograph: everything that a measurement of it could be compared with.

use super::{Exposure, Mistake, RegionName, Seen, Shot, conflict};
use crate::color::{Contrast, D65, LabD65, Spectrum, Viewing};
use crate::diagnostic::Diagnostic;
use crate::math::{Point, atan2};
use crate::measure::Rect;

/// The chart as it lies in the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartTruth {
    /// Its id among the definitions.
    pub id: String,
    /// Whether its colours are not those of that definition.
    pub other: bool,
    /// Centres of patches 1, 6, 24 and 19 in pixels.
    pub corners: [Point; 4],
    /// Angle of its rows against the picture's, degrees clockwise, 0-360.
    pub turn_deg: f64,
    /// Scale at its centre.
    pub px_per_mm: f64,
    /// Reflectance of this specimen's patches: the definition's, with the variation of its batch.
    pub patches: [Spectrum; 24],
}

/// A rectangle of one kind of ground: means over its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionTruth {
    /// Where it lies.
    pub rect: Rect,
    /// Mean reflectance, surface part included as in contact measurements; no shading, no glare.
    pub spectrum: Spectrum,
    /// Lab of that spectrum.
    pub lab: LabD65,
    /// Share of the area under hair.
    pub hair_coverage: f64,
    /// Mean light on it over the light on the middle of the chart (of the picture without one).
    pub light: f64,
    /// Mean surface light added to it, share of white.
    pub gloss: f64,
    /// Mean of the balanced sensor over it, before noise and blur.
    pub sensor: [f64; 3],
}

/// The hair of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct HairTruth {
    /// Lab of a shaft, pigmented hairs.
    pub shaft_lab: LabD65,
    /// Reflectance of a shaft, pigmented hairs.
    pub shaft: Spectrum,
    /// The hairs that are rooted in the field's region, where there is one.
    pub counted: Option<CountedHairs>,
}

/// Hairs of a region, counted: what was asked for thins out at hairlines and varies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CountedHairs {
    /// Hairs per cm2 of the picture.
    pub density_per_cm2: f64,
    /// Mean diameter.
    pub diameter_mm: f64,
    /// Mean length as the camera sees it.
    pub length_mm: f64,
}

impl CountedHairs {
    /// `None` where no hair is rooted in the rectangle.
    fn of(exposure: &Exposure, rect: Rect, px_per_mm: f64) -> Option<Self> {
        let (right, below) = (f64::from(rect.x + rect.w), f64::from(rect.y + rect.h));
        let inside = |p: Point| (f64::from(rect.x)..right).contains(&p.x) && (f64::from(rect.y)..below).contains(&p.y);
        let hairs: Vec<_> = exposure.sprouts.iter().filter(|s| inside(s.root)).collect();
        let count = hairs.len() as f64;
        let cm2 = rect.area() as f64 / (100.0 * px_per_mm * px_per_mm);
        (count > 0.0).then(|| Self {
            density_per_cm2: count / cm2,
            diameter_mm: hairs.iter().map(|s| s.diameter_mm).sum::<f64>() / count,
            length_mm: hairs.iter().map(|s| s.seen_mm).sum::<f64>() / count,
        })
    }
}

/// Everything that is true of a photograph.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// How it was made; the same shot gives the same bytes.
    pub shot: Shot,
    /// The chart, unless it is missing.
    pub chart: Option<ChartTruth>,
    /// Reflectance of the bare skin on the day, redness included; spots and pores not.
    pub bare: Spectrum,
    /// Bare skin.
    pub skin: RegionTruth,
    /// The donor's stubble or hair.
    pub hair: Option<RegionTruth>,
    /// Its hair.
    pub hairs: HairTruth,
    /// The treated area, where there is one.
    pub treated: Option<RegionTruth>,
    /// Pixels per mm on the nearest part of the head.
    pub px_per_mm: f64,
}

impl Truth {
    /// Errors: a picture in which no bare skin is seen.
    pub(super) fn of(shot: &Shot, exposure: &Exposure) -> Result<Self, Diagnostic> {
        let region = |name| exposure.regions.iter().find(|r| r.name == name).map(RegionTruth::of);
        let shaft = shot.client.hair.fibre.reflectance();
        let skin = region(RegionName::Skin).ok_or_else(|| {
            conflict(
                "no-bare-skin",
                "No bare skin is seen in this picture.".into(),
                "Move the chart off the head, or make the picture larger.".into(),
            )
        })?;
        let px_per_mm = exposure.view.px_per_mm(shot.scene.distance_mm);
        let hair = region(RegionName::Hair);
        let counted = hair.as_ref().and_then(|hair| CountedHairs::of(exposure, hair.rect, px_per_mm));
        Ok(Self {
            chart: chart(exposure),
            bare: exposure.bare,
            skin,
            hair,
            hairs: HairTruth { shaft_lab: D65::lab(&shaft), shaft, counted },
            treated: region(RegionName::Work),
            px_per_mm,
            shot: shot.clone(),
        })
    }

    /// What was done wrong on purpose.
    #[must_use]
    pub fn mistakes(&self) -> &[Mistake] {
        &self.shot.mistakes
    }

    /// Donor's field minus bare skin.
    #[must_use]
    pub fn contrast(&self) -> Option<Contrast> {
        self.hair.as_ref().map(|hair| Contrast::between(hair.lab, self.skin.lab))
    }

    /// Treated field minus bare skin.
    #[must_use]
    pub fn treated_contrast(&self) -> Option<Contrast> {
        self.treated.as_ref().map(|field| Contrast::between(field.lab, self.skin.lab))
    }
}

impl RegionTruth {
    fn of(seen: &Seen) -> Self {
        Self {
            rect: seen.rect,
            spectrum: seen.reflectance,
            lab: D65::lab(&seen.reflectance),
            hair_coverage: seen.hair,
            light: seen.light,
            gloss: seen.gloss,
            sensor: seen.sensor,
        }
    }
}

fn chart(exposure: &Exposure) -> Option<ChartTruth> {
    let (placed, card, patches) = exposure.chart.as_ref()?;
    let corners = [0, 5, 23, 18].map(|patch| exposure.view.project(card.patch_centre(patch)));
    let row = (corners[1].x - corners[0].x, corners[1].y - corners[0].y);
    Some(ChartTruth {
        id: placed.id.clone(),
        other: placed.other,
        corners,
        turn_deg: atan2(row.1, row.0).to_degrees().rem_euclid(360.0),
        px_per_mm: exposure.view.px_per_mm(card.place([0.0, 0.0])[2]),
        patches: *patches,
    })
}
