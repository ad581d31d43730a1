//! The photo gate's region side: what makes a region unfit to be measured, or the chart lie badly to it.
//!
//! Every limit stands in `calibration/limits.toml`; every reason has a code and a remedy.

use super::{Rect, SkinReading, near_chart};
use crate::chart::ChartReading;
use crate::data::{self, RegionLimits};
use crate::diagnostic::{Diagnostic, Kind, Severity};
use crate::math::Point;

fn unfit(code: &'static str, message: String, remedy: &str) -> Diagnostic {
    Diagnostic::error(Kind::Unfit, code, message, remedy)
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
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let regions: Vec<(&str, Rect)> =
        [("skin", skin.rect), ("hair", hair)].into_iter().filter_map(|(name, rect)| Some((name, rect?))).collect();
    let on_chart = |rect: Rect| near_chart(reading.to_chart.map(rect.centre()));
    if let Some((name, _)) = regions.iter().find(|(_, rect)| on_chart(*rect)) {
        faults.push(unfit(
            "region-not-skin",
            format!("The {name} region lies on the chart."),
            "Mark the scalp with --skin and --hair.",
        ));
    } else if skin.spectrum.strangeness() > limits.strangeness_max {
        let as_error = |warning: Diagnostic| Diagnostic { severity: Severity::Error, ..warning };
        faults.extend(not_like_skin(skin).map(as_error));
    }
    faults.extend(tilt_fault(reading, limits));
    faults.extend(regions.first().and_then(|(_, rect)| distance_fault(reading, rect.centre(), limits)));
    faults
}

/// A colour that no measured skin has; from how far off on it is refused, `limits` say.
pub fn not_like_skin(skin: &SkinReading) -> Option<Diagnostic> {
    let [l, a, b] = crate::color::lab_array(skin.lab.mean);
    (!skin.spectrum.skin_like).then(|| {
        Diagnostic::warning(
            "region-not-skin",
            format!(
                "The skin region has a colour that measured skins do not have: L* {l:.1}, a* {a:.1}, b* {b:.1} (D65)."
            ),
            "Check that the region holds bare skin only, and that chart and skin were lit by the same lamp.",
        )
    })
}

fn tilt_fault(reading: &ChartReading, limits: &RegionLimits) -> Option<Diagnostic> {
    let tilt = reading.tilt_deg.filter(|tilt| *tilt > limits.tilt_max_deg)?;
    Some(unfit(
        "chart-tilted",
        format!(
            "The chart is tilted by {tilt:.0} degrees out of the plane of the picture, {:.0} is the most.",
            limits.tilt_max_deg
        ),
        "Lay the chart in the plane of the scalp, facing the camera as it does.",
    ))
}

/// The light on a chart that is far away, or nearer to the camera or further from it than the head, is not the light on
/// the scalp.
fn distance_fault(reading: &ChartReading, at: Point, limits: &RegionLimits) -> Option<Diagnostic> {
    let away = distance_px(reading, at);
    let lengths = away / (6.0 * reading.pitch_px());
    let (far, message) = match reading.px_per_mm {
        Some(px_per_mm) => {
            let mm = away / px_per_mm;
            let most = limits.distance_max_mm;
            (
                mm > most,
                format!("The chart is too far from the scalp: {:.0} cm, {:.0} cm is the most.", 0.1 * mm, 0.1 * most),
            )
        }
        None => {
            let most = limits.distance_max_lengths;
            (
                lengths > most,
                format!("The chart is too far from the scalp: {lengths:.1} of its own lengths, {most:.1} is the most."),
            )
        }
    };
    far.then(|| {
        unfit(
            "chart-too-far",
            message,
            "Bring the chart to the scalp, and the camera nearer, until the chart fills a third of the picture.",
        )
    })
}

/// Pixels from a place to the nearest point of the chart's outline, frame not counted; 0 on the chart.
fn distance_px(reading: &ChartReading, at: Point) -> f64 {
    let Some(to_picture) = reading.to_chart.inverse() else { return f64::INFINITY };
    let on = reading.to_chart.map(at);
    let nearest = Point::new(on.x.clamp(-1.2, 1.2), on.y.clamp(-1.33, 1.33));
    to_picture.map(nearest).distance(at)
}

pub(super) fn check_size(name: &str, rect: Rect, px_per_mm: Option<f64>) -> Result<(), Diagnostic> {
    let limits = data::limits().region;
    let too_small = |what: String| {
        let message = format!("The {name} region is too small: {what} are the least.");
        Err(unfit("region-too-small", message, "Mark a larger region, or take the photo from nearer."))
    };
    if rect.area() < limits.area_min_px {
        return too_small(format!("{} pixels, {}", rect.area(), limits.area_min_px));
    }
    match px_per_mm.map(|scale| rect.area() as f64 / (scale * scale)) {
        Some(mm2) if mm2 < limits.area_min_mm2 => too_small(format!("{mm2:.0} mm2, {:.0}", limits.area_min_mm2)),
        _ => Ok(()),
    }
}

pub(super) fn unusable(name: &str) -> Diagnostic {
    unfit(
        "glare-in-region",
        format!("Nearly every pixel of the {name} region is blown out."),
        "Mark a matte part, or take the photo with softer light.",
    )
}

pub(super) fn check_glare(name: &str, share: f64, warnings: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
    let limits = data::limits().region;
    if share > limits.glare_max_share {
        return Err(unfit(
            "glare-in-region",
            format!("{:.0} % of the {name} region is glare or clipped.", 100.0 * share),
            "Mark a matte part, or take the photo with softer light.",
        ));
    }
    if share > limits.glare_warn_share {
        warnings.push(Diagnostic::warning(
            "glare",
            format!("{:.0} % of the {name} region was left out as glare, shadow or clipped.", 100.0 * share),
            "Softer light, or a matte part of the scalp, narrows the interval.",
        ));
    }
    Ok(())
}
