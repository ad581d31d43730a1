//! The photo gate's region side: what makes a region unfit to be measured, or the chart lie badly to it.
//!
//! Every limit stands in `calibration/limits.toml`; every reason has a code and a remedy.

use super::{Rect, SkinReading, near_chart};
use crate::chart::ChartReading;
use crate::color::LabD65;
use crate::data::{self, RegionLimits};
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::math::Point;

/// Why a region cannot be measured, or not beside this chart.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum RegionFault {
    /// Too few pixels, or mm2.
    TooSmall {
        /// Its name on the command line.
        region: &'static str,
        /// What it has.
        area: f64,
        /// The limit.
        least: f64,
        /// Whether both are in mm2; otherwise pixels.
        in_mm2: bool,
    },
    /// Too much of it is blown out or shines.
    Glare {
        /// Its name on the command line.
        region: &'static str,
        /// Share that cannot be used.
        share: f64,
    },
    /// It lies on the chart.
    OnChart {
        /// Its name on the command line.
        region: &'static str,
    },
    /// No measured skin has its colour.
    NotSkin {
        /// The colour as it was read.
        lab: LabD65,
    },
    /// The chart is turned out of the plane of the picture.
    Tilted {
        /// By how much, degrees.
        tilt_deg: f64,
        /// The limit.
        most: f64,
    },
    /// The chart is far from the region.
    TooFar {
        /// From its edge to the middle of the region, in its own lengths: which of the alike charts it is, and how long,
        /// is not always known.
        lengths: f64,
        /// The limit.
        most: f64,
    },
}

impl RegionFault {
    /// The same of a region that is called otherwise.
    #[must_use]
    pub fn of(self, name: &'static str) -> Self {
        match self {
            Self::TooSmall { area, least, in_mm2, .. } => Self::TooSmall { region: name, area, least, in_mm2 },
            Self::Glare { share, .. } => Self::Glare { region: name, share },
            Self::OnChart { .. } => Self::OnChart { region: name },
            other => other,
        }
    }

    /// For the technician.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, message, remedy) = match self {
            Self::TooSmall { region, area, least, in_mm2 } => (
                "region-too-small",
                format!(
                    "The {region} region holds {area:.0} {}, {least:.0} are the least.",
                    if *in_mm2 { "mm2" } else { "pixels" }
                ),
                "Mark a larger region, or take the photo from nearer.",
            ),
            Self::Glare { region, share } => (
                "glare-in-region",
                format!("{:.0} % of the {region} region is glare or clipped.", 100.0 * share),
                "Mark a matte part, or take the photo with softer light.",
            ),
            Self::OnChart { region } => (
                "region-not-skin",
                format!("The {region} region lies on the chart."),
                "Mark the scalp with --skin and --hair.",
            ),
            Self::NotSkin { lab: LabD65 { l, a, b, .. } } => (
                "region-not-skin",
                format!(
                    "The skin region has a colour that measured skins do not have: L* {l:.1}, a* {a:.1}, b* {b:.1} (D65)."
                ),
                "Check that the region holds bare skin only, and that chart and skin were lit by the same lamp.",
            ),
            Self::Tilted { tilt_deg, most } => (
                "chart-tilted",
                format!(
                    "The chart is tilted by {tilt_deg:.0} degrees out of the plane of the picture, {most:.0} is the most."
                ),
                "Lay the chart in the plane of the scalp, facing the camera as it does.",
            ),
            Self::TooFar { lengths, most } => (
                "chart-too-far",
                format!("The chart is {lengths:.1} of its own lengths away from the scalp, {most:.1} is the most."),
                "Bring the chart to the scalp, and the camera nearer, until the chart fills a third of the picture.",
            ),
        };
        Diagnostic::error(Kind::Unfit, code, message, remedy)
    }
}

/// What is wrong with the regions of a photo and with how the chart lies to them, everything at once.
///
/// | argument | meaning |
/// |---|---|
/// | `reading` | the chart; its scale in mm counts only where it has one |
/// | `skin` | bare skin as read |
/// | `hair` | where the field is, if it is known |
/// | `limits` | `calibration/limits.toml` |
#[must_use]
pub fn region_faults(
    reading: &ChartReading,
    skin: &SkinReading,
    hair: Option<Rect>,
    limits: &RegionLimits,
) -> Vec<RegionFault> {
    let on_chart = |(_, rect): &(&str, Rect)| near_chart(reading.to_chart.map(rect.centre()));
    let regions = [("skin", skin.rect), ("hair", hair)].into_iter().filter_map(|(name, rect)| Some((name, rect?)));
    let mut faults = Vec::new();
    if let Some((region, _)) = regions.clone().find(on_chart) {
        faults.push(RegionFault::OnChart { region });
    } else if skin.spectrum.strangeness() > limits.strangeness_max {
        faults.push(RegionFault::NotSkin { lab: skin.lab.mean });
    }
    let most = limits.tilt_max_deg;
    faults.extend(reading.tilt_deg.filter(|t| *t > most).map(|tilt_deg| RegionFault::Tilted { tilt_deg, most }));
    faults.extend(skin.rect.and_then(|rect| distance_fault(reading, rect.centre(), limits)));
    faults
}

/// That a colour is none that measured skins have, as a warning: how far off it is refused, [`region_faults`] tells.
#[must_use]
pub fn not_like_skin(skin: &SkinReading) -> Option<Diagnostic> {
    let fault = RegionFault::NotSkin { lab: skin.lab.mean };
    (!skin.spectrum.skin_like).then(|| Diagnostic { severity: Severity::Warning, ..fault.diagnostic() })
}

/// The light on a chart that is far away, or nearer to the camera or further from it than the head, is not the light on
/// the scalp.
fn distance_fault(reading: &ChartReading, at: Point, limits: &RegionLimits) -> Option<RegionFault> {
    let lengths = distance_px(reading, at) / (6.0 * reading.pitch_px());
    let most = limits.distance_max_lengths;
    (lengths > most).then_some(RegionFault::TooFar { lengths, most })
}

/// Pixels from a place to the nearest point of the chart's outline, frame not counted; 0 on the chart.
fn distance_px(reading: &ChartReading, at: Point) -> f64 {
    let Some(to_picture) = reading.to_chart.inverse() else { return f64::INFINITY };
    let on = reading.to_chart.map(at);
    let nearest = Point::new(on.x.clamp(-1.2, 1.2), on.y.clamp(-1.33, 1.33));
    to_picture.map(nearest).distance(at)
}

pub(super) fn check_size(region: &'static str, rect: Rect, px_per_mm: Option<f64>) -> Result<(), RegionFault> {
    let limits = data::limits().region;
    let px = rect.area() as f64;
    let too_small = |area: f64, least: f64, in_mm2: bool| {
        if area < least { Err(RegionFault::TooSmall { region, area, least, in_mm2 }) } else { Ok(()) }
    };
    too_small(px, limits.area_min_px as f64, false)?;
    px_per_mm.map_or(Ok(()), |scale| too_small(px / (scale * scale), limits.area_min_mm2, true))
}

pub(super) fn check_glare(region: &'static str, share: f64, warnings: &mut Vec<Diagnostic>) -> Result<(), RegionFault> {
    let limits = data::limits().region;
    if share > limits.glare_max_share {
        return Err(RegionFault::Glare { region, share });
    }
    if share > limits.glare_warn_share {
        warnings.push(Diagnostic::warning(
            "glare",
            format!("{:.0} % of the {region} region was left out as glare, shadow or clipped.", 100.0 * share),
            "Softer light, or a matte part of the scalp, narrows the interval.",
        ));
    }
    Ok(())
}
