//! The marked area: whether it can be used, which part of the photo is shown, at what scale.

use super::PictureWish;
use crate::chart::{self, ChartReading};
use crate::consult::Measurement;
use crate::diagnostic::{Diagnostic, Kind};
use crate::math::{Point, transform3};
use crate::measure::Rect;
use crate::photo::Photo;
use crate::render::{Outline, Scale};
use rayon::prelude::*;

/// Shown around the area, mm.
const MARGIN_MM: f64 = 6.0;
/// Greatest depth that an area must have: below it there is no room for an edge and a field.
const LEAST_DEPTH_MM: f64 = 3.0;
/// Corners of an area.
const MOST_CORNERS: usize = 500;

/// A marked area of a photo.
pub(super) struct Area {
    /// In mm from the picture's corner.
    pub(super) outline: Outline,
    /// The part of the photo that is shown.
    pub(super) rect: Rect,
    /// Pixels of the photo to one of the pictures, along a side.
    pub(super) factor: u32,
    /// Size of the pictures, px.
    pub(super) size: (u32, u32),
    pub(super) scale: Scale,
    /// That the scale is assumed.
    pub(super) warning: Option<Diagnostic>,
}

impl Area {
    pub(super) fn of(photo: &Photo, measurement: &Measurement, wish: &PictureWish) -> Result<Self, Diagnostic> {
        if measurement.skin.as_ref().and_then(|skin| skin.rect).is_none_or(|rect| !lies_in(rect, photo)) {
            return Err(no_photo());
        }
        check_corners(&wish.area, photo)?;
        let chart = measurement.chart.as_ref().map(|chart| &chart.reading).ok_or_else(no_scale)?;
        let (px_per_mm, warning) = scale_of(chart)?;
        let outline = Outline::new(wish.area.clone());
        let rect = shown(&outline, photo, MARGIN_MM * px_per_mm);
        let factor = rect.w.max(rect.h).div_ceil(wish.longer_px).max(1);
        let (rect, size) = whole(rect, factor);
        let outline = outline.moved(|p| Point::new(p.x / px_per_mm, p.y / px_per_mm));
        check_depth(&outline)?;
        let scale = Scale {
            px_per_mm: px_per_mm / f64::from(factor),
            origin_mm: Point::new(f64::from(rect.x) / px_per_mm, f64::from(rect.y) / px_per_mm),
        };
        Ok(Self { outline, rect, factor, size, scale, warning })
    }
}

/// Mean light of a part of a photo in linear sRGB.
pub(super) fn mean_light(photo: &Photo, rect: Rect) -> [f64; 3] {
    let row = |y: u32| {
        (rect.x..rect.x + rect.w).fold([0.0; 3], |sum, x| {
            let light = photo.linear(x, y);
            [0, 1, 2].map(|c| sum[c] + light[c])
        })
    };
    // Rows are added in their order, so that the sum does not hang on who was first.
    let rows: Vec<[f64; 3]> = (rect.y..rect.y + rect.h).into_par_iter().map(row).collect();
    let mean = [0, 1, 2].map(|c| rows.iter().map(|row| row[c]).sum::<f64>() / rect.area() as f64);
    transform3(&photo.to_linear_srgb(), mean)
}

fn lies_in(rect: Rect, photo: &Photo) -> bool {
    let within = |at: u32, length: u32, side: u32| at.checked_add(length).is_some_and(|end| end <= side);
    within(rect.x, rect.w, photo.width()) && within(rect.y, rect.h, photo.height())
}

/// The part of the photo about an area, with a margin.
fn shown(outline: &Outline, photo: &Photo, margin_px: f64) -> Rect {
    let [from, to] = outline.bounds();
    let clamp = |v: f64, side: u32| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the picture")]
        let px = v.clamp(0.0, f64::from(side)) as u32;
        px
    };
    let (x, y) =
        (clamp((from.x - margin_px).floor(), photo.width()), clamp((from.y - margin_px).floor(), photo.height()));
    let right = clamp((to.x + margin_px).ceil(), photo.width());
    let below = clamp((to.y + margin_px).ceil(), photo.height());
    Rect { x, y, w: right - x, h: below - y }
}

/// The same without what is left of whole squares of pixels, and its size in those.
const fn whole(rect: Rect, factor: u32) -> (Rect, (u32, u32)) {
    let (across, down) = (rect.w / factor, rect.h / factor);
    (Rect { w: across * factor, h: down * factor, ..rect }, (across, down))
}

/// Pixels per mm of the scalp, and a warning where the chart's size is assumed.
fn scale_of(chart: &ChartReading) -> Result<(f64, Option<Diagnostic>), Diagnostic> {
    if let Some(known) = chart.px_per_mm {
        return Ok((known, None));
    }
    let built_in = chart::definitions().iter().find(|definition| definition.id == chart.id);
    let assumed = built_in.and_then(|definition| chart.px_per_mm_as(definition)).ok_or_else(no_scale)?;
    let warning = Diagnostic::warning(
        "dots-to-assumed-scale",
        "The size of the chart was not named: dots are drawn as if it were a full-size card (about 28 x 20 cm).",
        "Name the chart with --chart, so that dots have their true size and spacing.",
    );
    Ok((assumed, Some(warning)))
}

fn check_corners(corners: &[Point], photo: &Photo) -> Result<(), Diagnostic> {
    if !(3..=MOST_CORNERS).contains(&corners.len()) {
        return Err(Diagnostic::error(
            Kind::Argument,
            "area-corners",
            format!("An area has 3 to {MOST_CORNERS} corners; {} were given.", corners.len()),
            "Mark the area to be treated by its corners, one after the other.",
        ));
    }
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let inside = |p: &&Point| (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y);
    match corners.iter().find(|p| !inside(p)) {
        None => Ok(()),
        Some(p) => Err(Diagnostic::error(
            Kind::Argument,
            "area-outside",
            format!("The corner {},{} of the area lies outside the picture of {width} x {height} pixels.", p.x, p.y),
            "Give corners in pixels of the upright picture.",
        )),
    }
}

/// Areas that are too narrow for a soft edge and a field within it.
fn check_depth(outline: &Outline) -> Result<(), Diagnostic> {
    const STEPS: u32 = 100;
    let [from, to] = outline.bounds();
    let at = |from: f64, to: f64, i: u32| from + (to - from) * (f64::from(i) + 0.5) / f64::from(STEPS);
    let places = (0..STEPS).flat_map(|j| (0..STEPS).map(move |i| (i, j)));
    let deepest =
        places.map(|(i, j)| outline.depth(Point::new(at(from.x, to.x, i), at(from.y, to.y, j)))).fold(0.0, f64::max);
    if deepest >= LEAST_DEPTH_MM {
        return Ok(());
    }
    Err(Diagnostic::error(
        Kind::Argument,
        "area-too-small",
        format!(
            "The marked area is at most {:.1} mm wide: there is no room for a soft edge and a field.",
            2.0 * deepest
        ),
        format!("Mark an area that is at least {:.0} mm wide.", 2.0 * LEAST_DEPTH_MM),
    ))
}

pub(super) fn no_photo() -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "no-photo-to-show",
        "There is no photo in which bare skin was measured, so the healed field cannot be shown in it.",
        "Give the photo that was measured, with its bare skin marked.",
    )
}

fn no_scale() -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "no-scale",
        "How many pixels are a millimetre is not known, so dots cannot be drawn.",
        "Take the photo with a chart of known size beside the scalp, and name it with --chart.",
    )
}
