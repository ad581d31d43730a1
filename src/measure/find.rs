//! Finding bare skin and stubble without being told where: cells of the picture, clustered by colour, told apart by
//! how many dark strokes they hold.

use super::region::Rect;
use crate::camera::Calibration;
use crate::color::{D65, Lab, LabD65};
use crate::math::{Homography, Point};
use crate::photo::Photo;
use crate::skin;
use kmeans_colors::get_kmeans;

/// Regions that look like bare skin and like stubble; `None` where nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FoundRegions {
    /// Bare skin near the stubble, if any.
    pub skin: Option<Rect>,
    /// Stubble, or closed hair where there is no stubble.
    pub hair: Option<Rect>,
}

/// Cells along the longer side of the picture.
const CELLS: u32 = 64;
/// Colours that the picture is sorted into.
const CLUSTERS: usize = 6;
/// Rounds of the clustering; the crate's own stopping rule lets opposite moves cancel, so it gets none.
const ROUNDS: usize = 40;
const SEED: u64 = 1;
/// A cell belongs to skin up to this distance in Lab from the centre of a skin-coloured cluster.
const NEAR: f64 = 14.0;
/// Light below this share of a cell's median counts as a dark stroke.
const STROKE: f64 = 0.7;
/// Shares of dark strokes: bare skin has fewer than the first, stubble more than the second and fewer than the third.
const BARE: f64 = 0.015;
const STUBBLE: f64 = 0.03;
const CLOSED: f64 = 0.6;
/// Share of glare from which a cell is not looked at.
const GLARE: f64 = 0.02;
/// Least side of a region, in cells.
const LEAST: usize = 3;
/// Bare skin further than this from the stubble is taken only when there is none nearer, in cells.
const REACH: usize = 12;
/// Hair is at least this much darker than the skin, L*.
const HAIR_DARKER: f64 = 12.0;

/// One square of the picture.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Colour of what is neither stroke nor glare.
    body: LabD65,
    strokes: f64,
    glare: f64,
    on_chart: bool,
}

struct Grid {
    side: u32,
    across: usize,
    down: usize,
    cells: Vec<Cell>,
}

/// Looks for bare skin and stubble outside the chart.
///
/// Cells of 1/64 of the picture are clustered by the colour of their body (`kmeans_colors`, seeded); clusters with the
/// colour of measured skin are scalp; there, cells with dark strokes are stubble, cells without are bare. The largest
/// rectangle of each is taken, bare skin near the stubble first.
#[must_use]
pub fn find_regions(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>) -> FoundRegions {
    let grid = Grid::of(photo, calibration, to_chart);
    let scalp = grid.scalp();
    let usable = |i: usize| grid.cells[i].glare < GLARE && !grid.cells[i].on_chart;
    let stubble = grid.largest(|i| scalp[i] && usable(i) && (STUBBLE..CLOSED).contains(&grid.cells[i].strokes));
    let bare = |i: usize| scalp[i] && usable(i) && grid.cells[i].strokes < BARE;
    let hair = stubble.or_else(|| grid.closed_hair(&scalp));
    let near = hair.and_then(|hair| grid.largest(|i| bare(i) && grid.distance(i, hair) <= REACH));
    let skin = near.or_else(|| grid.largest(bare));
    FoundRegions { skin: skin.map(|s| grid.pixels(s)), hair: hair.map(|h| grid.pixels(h)) }
}

/// A rectangle of cells: first column and row, columns, rows.
type CellRect = (usize, usize, usize, usize);

impl Grid {
    fn of(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>) -> Self {
        let side = (photo.width().max(photo.height()) / CELLS).max(4);
        let (across, down) = (photo.width() / side, photo.height() / side);
        let place = |i: u32| (i % across * side, i / across * side);
        let cells =
            (0..across * down).map(|i| Cell::of(photo, calibration, to_chart, place(i), side)).collect::<Vec<_>>();
        Self { side, across: across as usize, down: down as usize, cells }
    }

    /// Which cells have the colour of skin.
    fn scalp(&self) -> Vec<bool> {
        let bodies: Vec<Lab<D65, f64>> = self.cells.iter().filter(|c| !c.on_chart).map(|c| c.body).collect();
        if bodies.is_empty() {
            return vec![false; self.cells.len()];
        }
        let clusters = get_kmeans(CLUSTERS, ROUNDS, 0.0, false, &bodies, SEED);
        let mut members = [0_usize; 256];
        clusters.indices.iter().for_each(|i| members[usize::from(*i)] += 1);
        let centres: Vec<LabD65> = clusters
            .centroids
            .iter()
            .zip(members)
            .filter(|(centre, count)| *count > 0 && skin::spectrum_from_lab(**centre).skin_like)
            .map(|(centre, _)| *centre)
            .collect();
        let near = |cell: &Cell| centres.iter().any(|c| distance(*c, cell.body) < NEAR);
        self.cells.iter().map(|cell| near(cell) && skin::spectrum_from_lab(cell.body).skin_like).collect()
    }

    /// Closed hair: dark cells, much darker than the scalp and touching it.
    fn closed_hair(&self, scalp: &[bool]) -> Option<CellRect> {
        let lightness: Vec<f64> = self.cells.iter().zip(scalp).filter(|(_, s)| **s).map(|(c, _)| c.body.l).collect();
        if lightness.is_empty() {
            return None;
        }
        let limit = crate::math::median(&lightness) - HAIR_DARKER;
        let dark = |i: usize| {
            let cell = &self.cells[i];
            !scalp[i] && !cell.on_chart && cell.glare < GLARE && cell.body.l < limit
        };
        let rect = self.largest(dark)?;
        let touches = (0..self.cells.len()).any(|i| scalp[i] && self.distance(i, rect) <= 2);
        touches.then_some(rect)
    }

    /// The largest rectangle of cells that fulfil a condition, at least [`LEAST`] cells each way.
    fn largest(&self, wanted: impl Fn(usize) -> bool) -> Option<CellRect> {
        let mut heights = vec![0_usize; self.across];
        let mut best: Option<CellRect> = None;
        for row in 0..self.down {
            for (column, height) in heights.iter_mut().enumerate() {
                *height = if wanted(row * self.across + column) { *height + 1 } else { 0 };
            }
            for left in 0..self.across {
                let mut height = usize::MAX;
                for right in left..self.across {
                    height = height.min(heights[right]);
                    let width = right - left + 1;
                    if height < LEAST {
                        break;
                    }
                    if width >= LEAST && best.is_none_or(|(_, _, w, h)| width * height > w * h) {
                        best = Some((left, row + 1 - height, width, height));
                    }
                }
            }
        }
        best
    }

    /// Cells between a cell and a rectangle, the larger of across and down.
    fn distance(&self, cell: usize, (x, y, w, h): CellRect) -> usize {
        let (column, row) = (cell % self.across, cell / self.across);
        let gap = |at: usize, from: usize, length: usize| {
            if at < from { from - at } else { at.saturating_sub(from + length - 1) }
        };
        gap(column, x, w).max(gap(row, y, h))
    }

    /// The rectangle in pixels, its margin of half a cell left out.
    fn pixels(&self, (x, y, w, h): CellRect) -> Rect {
        let side = self.side;
        let at = |cells: usize| u32::try_from(cells).unwrap_or(0) * side;
        let margin = side / 2;
        Rect { x: at(x) + margin, y: at(y) + margin, w: at(w) - 2 * margin, h: at(h) - 2 * margin }
    }
}

impl Cell {
    fn of(
        photo: &Photo,
        calibration: &Calibration,
        to_chart: Option<&Homography>,
        (x, y): (u32, u32),
        side: u32,
    ) -> Self {
        let rect = Rect { x, y, w: side, h: side };
        let step = (side / 24).max(1) as usize;
        let mut light: Vec<[f64; 3]> = Vec::new();
        let mut clipped = 0_usize;
        for y in (y..y + side).step_by(step) {
            for x in (x..x + side).step_by(step) {
                let bright = photo.code(x, y).into_iter().fold(0.0, f64::max) > 0.5;
                clipped += usize::from(bright && photo.clipped(x, y).contains(&true));
                light.push(photo.linear(x, y));
            }
        }
        let sum = |l: &[f64; 3]| l[0] + l[1] + l[2];
        light.sort_by(|a, b| sum(a).total_cmp(&sum(b)));
        let count = light.len();
        let median = sum(&light[count / 2]);
        let strokes = light.partition_point(|l| sum(l) < STROKE * median) as f64 / count as f64;
        let bright = count - light.partition_point(|l| sum(l) < 1.5 * median);
        // Between the strokes and the glare: the second quarter from the top.
        let middle = &light[count / 2..(3 * count / 4).max(count / 2 + 1)];
        let body = [0, 1, 2].map(|c| middle.iter().map(|l| l[c]).sum::<f64>() / middle.len() as f64);
        Self {
            body: calibration.lab(calibration.light(body), rect.centre()),
            strokes,
            glare: (bright + clipped) as f64 / count as f64,
            on_chart: to_chart.is_some_and(|map| rect.corners().into_iter().any(|corner| near_chart(map.map(corner)))),
        }
    }
}

/// Whether a place in chart coordinates lies on the chart or its frame.
fn near_chart(p: Point) -> bool {
    p.x.abs() < 1.5 && p.y.abs() < 1.8
}

fn distance(one: LabD65, other: LabD65) -> f64 {
    crate::color::Contrast::between(one, other).de_ab()
}
