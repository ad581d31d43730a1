//! From a lattice through blob centres to patch edges: where each patch really ends, to parts of a pixel.

use super::definition::{ChartDefinition, PATCHES};
use super::place::grid_point;
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
        let offsets: Vec<Option<Point>> =
            (0..PATCHES).map(|patch| offset(picture, chart, &to_picture, grid_point(patch))).collect();
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
fn offset(picture: &Reduced, chart: &ChartDefinition, to_picture: &Homography, cell: Point) -> Option<Point> {
    let at = |u: f64, v: f64| to_picture.map(Point::new(cell.x + u, cell.y + v));
    let own = mean_code(picture, at, (0.15, 0.15), Point::default())?;
    let around = surround(picture, at)?;
    let difference: [f64; 3] = [0, 1, 2].map(|c| around[c] - own[c]);
    let squared: f64 = difference.iter().map(|d| d * d).sum();
    if squared.sqrt() < CONTRAST {
        return None;
    }
    let edge = |toward: fn(f64, f64) -> (f64, f64)| {
        first_crossing(|along, across| {
            let (u, v) = toward(along, across);
            let code = interpolated(picture, at(u, v))?;
            Some((0..3).map(|c| (code[c] - own[c]) * difference[c]).sum::<f64>() / squared)
        })
    };
    let (right, left) = (edge(|a, b| (a, b))?, edge(|a, b| (-a, b))?);
    let (lower, upper) = (edge(|a, b| (b, a))?, edge(|a, b| (b, -a))?);
    let sound = |side: f64| (0.8 * chart.patch_share..1.2 * chart.patch_share).contains(&side);
    let offset = Point::new(0.5 * (right - left), 0.5 * (lower - upper));
    (sound(right + left) && sound(lower + upper)).then_some(offset)
}

/// Where a profile from the middle of a patch outwards has come half the way to the surround's colour, in pitches. The
/// profile is the mean over lines across the middle half of the patch.
fn first_crossing(share: impl Fn(f64, f64) -> Option<f64>) -> Option<f64> {
    const STEP: f64 = 0.02;
    let mean = |along: f64| {
        let mut sum = 0.0;
        for line in -3..=3 {
            sum += share(along, 0.08 * f64::from(line))?;
        }
        Some(sum / 7.0)
    };
    let mut before = mean(0.2)?;
    for step in 11..=31 {
        let along = STEP * f64::from(step);
        let here = mean(along)?;
        if before < 0.5 && here >= 0.5 {
            return Some(along - STEP * (here - 0.5) / (here - before));
        }
        before = here;
    }
    None
}

/// The code between a patch and its four neighbours: the median of the four gaps, channel by channel.
fn surround(picture: &Reduced, at: impl Fn(f64, f64) -> Point + Copy) -> Option<[f64; 3]> {
    let mut gaps: Vec<[f64; 3]> = Vec::new();
    for (u, v) in [(0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5)] {
        let half = if v == 0.0 { (0.02, 0.2) } else { (0.2, 0.02) };
        gaps.extend(mean_code(picture, at, half, Point::new(u, v)));
    }
    (gaps.len() >= 3).then(|| [0, 1, 2].map(|c| median(&gaps.iter().map(|g| g[c]).collect::<Vec<_>>())))
}

/// The mean code over a rectangle, given by half its sides, around a place of the cell.
fn mean_code(
    picture: &Reduced,
    at: impl Fn(f64, f64) -> Point,
    (half_u, half_v): (f64, f64),
    centre: Point,
) -> Option<[f64; 3]> {
    let mut sum = [0.0; 3];
    for i in 0..5 {
        for j in 0..5 {
            let step = |k: i32, half: f64| half * f64::from(k - 2) / 2.0;
            let code = interpolated(picture, at(centre.x + step(i, half_u), centre.y + step(j, half_v)))?;
            for (total, code) in sum.iter_mut().zip(code) {
                *total += code / 25.0;
            }
        }
    }
    Some(sum)
}

/// The code at a point, linear between the four pixels around it; `None` outside of the picture.
fn interpolated(picture: &Reduced, at: Point) -> Option<[f64; 3]> {
    let (x, y) = (at.x - 0.5, at.y - 0.5);
    let inside = x >= 0.0 && y >= 0.0 && x < (picture.width - 1) as f64 && y < (picture.height - 1) as f64;
    inside.then(|| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the picture")]
        let (column, row) = (x as usize, y as usize);
        let (fx, fy) = (x - column as f64, y - row as f64);
        let upper = 3 * (row * picture.width + column);
        let lower = upper + 3 * picture.width;
        [0, 1, 2].map(|c| {
            let code = |i: usize| f64::from(picture.codes[i + c]);
            let (top, bottom) = (
                code(upper) + fx * (code(upper + 3) - code(upper)),
                code(lower) + fx * (code(lower + 3) - code(lower)),
            );
            top + fy * (bottom - top)
        })
    })
}
