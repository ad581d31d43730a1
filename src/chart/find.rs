//! Finding a chart: coarse to fine, lattices judged by colour, drawn to the edges, and believed only when all agrees.

use super::blobs::blobs;
use super::colours::Target;
use super::definition::{ChartDefinition, PATCHES};
use super::lattice::lattices;
use super::place::{Placement, grid_point, place};
use super::reading::{ChartReading, least_margin, read};
use super::refine::{Refined, refine};
use super::{COLUMNS, ChartError};
use crate::math::{Homography, Point};
use crate::photo::{Photo, Reduced};

/// Long sides, in pixels, of the copies that are searched one after the other until a chart is found: the first is
/// quick and finds most, the next two find small charts, the last sees through noise.
const LONG_SIDES: [u32; 4] = [800, 1600, 16_384, 400];
/// Lattices of a copy that are judged by colour.
const MOST_LATTICES: usize = 16;
/// Worst score at which a placement is worth a closer look.
const WORTH_A_LOOK: f64 = 18.0;
/// Patches whose outline must be where it should.
const LEAST_OUTLINED: usize = 9;
/// Pitch, in pixels of the copy, under which outlines are drawn in a finer copy.
const FINE_PITCH: f64 = 20.0;

/// Finds a chart in a part of a photo, `[x, y, width, height]` in pixels: where there are several, or clutter.
///
/// # Errors
/// As [`find`].
pub fn find_near(photo: &Photo, chart: &ChartDefinition, part: [u32; 4]) -> Result<ChartReading, ChartError> {
    let (left, top) = (f64::from(part[0]), f64::from(part[1]));
    let corners = find(&photo.cropped(part), chart)?.corners.map(|p| Point::new(p.x + left, p.y + top));
    read_at(photo, chart, corners)
}

/// Finds a chart in a photo and reads its patches.
///
/// # Errors
/// When there is none, or when anything about it is in doubt; the error says what.
pub fn find(photo: &Photo, chart: &ChartDefinition) -> Result<ChartReading, ChartError> {
    let target = Target::of(chart);
    let long = photo.width().max(photo.height());
    let mut factors: Vec<usize> = LONG_SIDES.iter().map(|side| long.div_ceil(*side) as usize).collect();
    factors.dedup();
    let mut failure: Option<(f64, ChartError)> = None;
    for factor in factors {
        let picture = photo.reduced(factor);
        let (placements, laid_out) = placements(photo, &picture, &target);
        if let Some(de00) = laid_out.filter(|_| failure.is_none()) {
            failure = Some((f64::INFINITY, ChartError::PoorFit { de00 }));
        }
        for placement in placements {
            match closer_look(photo, &picture, chart, &target, &placement) {
                Ok(reading) => return Ok(reading),
                Err(error) => {
                    if failure.as_ref().is_none_or(|(score, _)| placement.fit.score < *score) {
                        failure = Some((placement.fit.score, error));
                    }
                }
            }
        }
    }
    Err(failure.map_or(ChartError::NotFound, |(_, error)| error))
}

/// Reads a chart whose corner patches are known: the centres of patches 1, 6, 24 and 19 in pixels of the upright
/// picture. They may describe a mirrored chart.
///
/// # Errors
/// When the corners span no chart inside the picture, or what stands there is not this chart.
pub fn read_at(photo: &Photo, chart: &ChartDefinition, corners: [Point; 4]) -> Result<ChartReading, ChartError> {
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let inside = |p: &Point| (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y);
    if !corners.iter().all(inside) || !convex(&corners) {
        return Err(ChartError::Corners);
    }
    let cells = [1, 6, 24, 19].map(|patch: usize| grid_point(patch - 1));
    let grid = Homography::fit(&cells, &corners).ok_or(ChartError::Corners)?;
    read(photo, chart, &Target::of(chart), &grid)
}

/// Whether four points go once around without a dent.
fn convex(p: &[Point; 4]) -> bool {
    let turn = |i: usize| {
        let (a, b, c) = (p[i], p[(i + 1) % 4], p[(i + 2) % 4]);
        (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x)
    };
    let turns = [turn(0), turn(1), turn(2), turn(3)];
    turns.iter().all(|t| *t > 1.0) || turns.iter().all(|t| *t < -1.0)
}

/// Lattices of a copy laid over the chart, the best first; and, where one is laid out as the chart is but has other
/// colours, by how much it misses them.
fn placements(photo: &Photo, picture: &Reduced, target: &Target) -> (Vec<Placement>, Option<f64>) {
    let blobs = blobs(picture);
    let lattices = lattices(&blobs, picture.width, picture.height);
    let mut placements = Vec::new();
    let mut laid_out: Option<f64> = None;
    for lattice in lattices.iter().take(MOST_LATTICES) {
        let Some(placement) = place(photo, picture, lattice, target) else { continue };
        let (miss, laid_out_alike) = (placement.fit.mean, lattice.fills_a_chart());
        if laid_out_alike && laid_out.is_none_or(|least| miss < least) {
            laid_out = Some(miss);
        }
        // A lattice that is laid out as the chart is may have its colours under glare or a shadow.
        if placement.fit.score < WORTH_A_LOOK || laid_out_alike {
            placements.push(placement);
        }
    }
    placements.sort_by(|a, b| a.fit.score.total_cmp(&b.fit.score));
    placements.truncate(4);
    (placements, laid_out)
}

/// Draws a placement to the patches' edges and reads it.
fn closer_look(
    photo: &Photo,
    picture: &Reduced,
    chart: &ChartDefinition,
    target: &Target,
    placement: &Placement,
) -> Result<ChartReading, ChartError> {
    let refined = refine_at_resolution(photo, picture, chart, &placement.to_picture).ok_or(ChartError::NotFound)?;
    let grid = refined.0.to_picture;
    let reading = read(photo, chart, target, &scaled(&grid, refined.1).ok_or(ChartError::NotFound)?)?;
    let usable = |i: &usize| refined.0.outlined[*i];
    if (0..PATCHES).filter(usable).count() < LEAST_OUTLINED {
        return Err(ChartError::Blurred);
    }
    if placement.margin < least_margin(placement.fit.mean) {
        return Err(ChartError::Uncertain { de00: placement.fit.mean, margin: placement.margin.max(0.0) });
    }
    let runner_up_margin = reading.runner_up_margin.min(placement.margin);
    Ok(ChartReading { runner_up_margin, ..reading })
}

/// Outlines drawn in the copy at hand, or in a finer one where its patches are only a few pixels wide.
fn refine_at_resolution(
    photo: &Photo,
    picture: &Reduced,
    chart: &ChartDefinition,
    to_picture: &Homography,
) -> Option<(Refined, usize)> {
    let pitch = to_picture.map(grid_point(0)).distance(to_picture.map(grid_point(COLUMNS - 1))) / 5.0;
    if pitch >= FINE_PITCH || picture.factor == 1 {
        return Some((refine(picture, chart, to_picture)?, picture.factor));
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let factor = ((pitch * picture.factor as f64 / FINE_PITCH) as usize).max(1);
    let full = scaled(to_picture, picture.factor)?;
    let start = shrunk(&full, factor)?;
    Some((refine(&photo.reduced(factor), chart, &start)?, factor))
}

/// The homography of a copy in pixels of the picture.
fn scaled(grid: &Homography, factor: usize) -> Option<Homography> {
    resized(grid, factor as f64)
}

/// The homography of the picture in pixels of a copy.
fn shrunk(grid: &Homography, factor: usize) -> Option<Homography> {
    resized(grid, 1.0 / factor as f64)
}

fn resized(grid: &Homography, by: f64) -> Option<Homography> {
    let cells = [1, 6, 24, 19].map(|patch: usize| grid_point(patch - 1));
    let to = cells.map(|cell| {
        let at = grid.map(cell);
        Point::new(by * at.x, by * at.y)
    });
    Homography::fit(&cells, &to)
}
