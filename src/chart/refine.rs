//! From a lattice through blob centres to patch edges: where each patch really ends, to parts of a pixel.

use super::definition::{ChartDefinition, PATCHES};
use super::place::{code_at, grid_point};
use crate::math::{Homography, Point, median};
use crate::photo::Reduced;

/// A homography drawn to the patches' edges.
#[derive(Debug, Clone)]
pub(super) struct Refined {
    /// From columns and rows of patches (0-5, 0-3) to the copy of the picture.
    pub(super) to_picture: Homography,
    /// Patches whose outline was found where it should be.
    pub(super) outlined: [bool; PATCHES],
}

/// Smallest difference between a patch and what surrounds it, in codes of 255, that gives a usable edge.
const CONTRAST: f64 = 14.0;

/// Moves the homography so that each patch with a clear outline stands in the middle of it.
pub(super) fn refine(picture: &Reduced, chart: &ChartDefinition, start: &Homography) -> Option<Refined> {
    let mut to_picture = *start;
    let mut outlined = [false; PATCHES];
    for _ in 0..3 {
        let back = to_picture.inverse()?;
        let offsets: Vec<Option<Point>> =
            (0..PATCHES).map(|patch| offset(picture, chart, &to_picture, &back, grid_point(patch))).collect();
        let (mut from, mut to) = (Vec::new(), Vec::new());
        for (patch, offset) in offsets.iter().enumerate() {
            outlined[patch] = offset.is_some();
            if let Some(offset) = offset {
                let cell = grid_point(patch);
                from.push(cell);
                to.push(to_picture.map(Point::new(cell.x + offset.x, cell.y + offset.y)));
            }
        }
        if from.len() < 8 || !spans(&from) {
            break;
        }
        to_picture = without_outliers(&from, &to)?;
    }
    Some(Refined { to_picture, outlined })
}

/// Enough columns and rows to hold a homography.
fn spans(cells: &[Point]) -> bool {
    let extent = |pick: fn(&Point) -> f64| {
        let values: Vec<f64> = cells.iter().map(pick).collect();
        values.iter().copied().fold(f64::MIN, f64::max) - values.iter().copied().fold(f64::MAX, f64::min)
    };
    extent(|p| p.x) >= 3.0 && extent(|p| p.y) >= 2.0
}

/// A homography through pairs, those far off left out.
fn without_outliers(from: &[Point], to: &[Point]) -> Option<Homography> {
    let first = Homography::fit(from, to)?;
    let misses: Vec<f64> = from.iter().zip(to).map(|(f, t)| first.map(*f).distance(*t)).collect();
    let limit = (3.0 * median(&misses)).max(1e-6);
    let near = |points: &[Point]| -> Vec<Point> {
        points.iter().zip(&misses).filter(|(_, miss)| **miss <= limit).map(|(p, _)| *p).collect()
    };
    let (from, to) = (near(from), near(to));
    if from.len() >= 8 && spans(&from) { Homography::fit(&from, &to) } else { Some(first) }
}

/// How far the middle of a patch's outline lies from where it should, in pitches; `None` without a clear outline.
fn offset(
    picture: &Reduced,
    chart: &ChartDefinition,
    to_picture: &Homography,
    back: &Homography,
    cell: Point,
) -> Option<Point> {
    let at = |u: f64, v: f64| to_picture.map(Point::new(cell.x + u, cell.y + v));
    let own = mean_code(picture, at, 0.15, 0.15, Point::default())?;
    let around = surround(picture, at)?;
    let difference: [f64; 3] = [0, 1, 2].map(|c| around[c] - own[c]);
    let squared: f64 = difference.iter().map(|d| d * d).sum();
    if squared.sqrt() < CONTRAST {
        return None;
    }
    // Pixels nearer to the patch's colour than to its surround's, along the line between the two.
    let (mut area, mut sum) = (0.0, Point::default());
    let mut total = 0.0;
    let corners = [at(-0.62, -0.62), at(0.62, -0.62), at(0.62, 0.62), at(-0.62, 0.62)];
    for_pixels(picture, &corners, |pixel, code| {
        let place = back.map(pixel);
        let (u, v) = (place.x - cell.x, place.y - cell.y);
        if u.abs() > 0.62 || v.abs() > 0.62 {
            return;
        }
        total += 1.0;
        let along: f64 = (0..3).map(|c| (f64::from(code[c]) - own[c]) * difference[c]).sum::<f64>() / squared;
        // Within a tenth of the edge a pixel counts in part: that is what makes the outline finer than a pixel.
        let share = ((0.6 - along) / 0.2).clamp(0.0, 1.0);
        if along > -1.0 {
            area += share;
            sum.x += share * u;
            sum.y += share * v;
        }
    });
    let share = area / total * (1.24 * 1.24);
    let expected = chart.patch_share * chart.patch_share;
    let offset = Point::new(sum.x / area, sum.y / area);
    let sound = (0.7 * expected..1.3 * expected).contains(&share) && offset.x.abs().max(offset.y.abs()) < 0.2;
    sound.then_some(offset)
}

/// The code between a patch and its four neighbours: the median of the four gaps, channel by channel.
fn surround(picture: &Reduced, at: impl Fn(f64, f64) -> Point + Copy) -> Option<[f64; 3]> {
    let mut gaps: Vec<[f64; 3]> = Vec::new();
    for (u, v) in [(0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5)] {
        let (half_u, half_v) = if v == 0.0 { (0.03, 0.2) } else { (0.2, 0.03) };
        gaps.extend(mean_code(picture, at, half_u, half_v, Point::new(u, v)));
    }
    (gaps.len() >= 3).then(|| [0, 1, 2].map(|c| median(&gaps.iter().map(|g| g[c]).collect::<Vec<_>>())))
}

/// The mean code over a rectangle around a place of the cell.
fn mean_code(
    picture: &Reduced,
    at: impl Fn(f64, f64) -> Point,
    half_u: f64,
    half_v: f64,
    centre: Point,
) -> Option<[f64; 3]> {
    let mut sum = [0.0; 3];
    for i in 0..5 {
        for j in 0..5 {
            let step = |k: i32, half: f64| half * f64::from(k - 2) / 2.0;
            let code = code_at(picture, at(centre.x + step(i, half_u), centre.y + step(j, half_v)))?;
            for (total, code) in sum.iter_mut().zip(code) {
                *total += f64::from(code) / 25.0;
            }
        }
    }
    Some(sum)
}

/// Visits the pixels in the bounding box of four points, at most about four thousand of them.
fn for_pixels(picture: &Reduced, corners: &[Point; 4], mut visit: impl FnMut(Point, [u8; 3])) {
    let span = |pick: fn(&Point) -> f64, limit: usize| {
        let low = corners.iter().map(pick).fold(f64::MAX, f64::min).max(0.0);
        let high = corners.iter().map(pick).fold(f64::MIN, f64::max).min(limit as f64);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the picture")]
        let range = low as usize..high.max(0.0) as usize;
        range
    };
    let (columns, rows) = (span(|p| p.x, picture.width), span(|p| p.y, picture.height));
    let pixels = columns.len() * rows.len();
    let step = (1..).find(|s| pixels / (s * s) <= 4000).unwrap_or(1);
    for y in rows.step_by(step) {
        for x in columns.clone().step_by(step) {
            let i = 3 * (y * picture.width + x);
            let code = [picture.codes[i], picture.codes[i + 1], picture.codes[i + 2]];
            visit(Point::new(x as f64 + 0.5, y as f64 + 0.5), code);
        }
    }
}
