//! Finding bare skin and stubble without being told where: cells of the picture, clustered by colour, told apart by
//! how many dark strokes they hold.

use super::near_chart;
use super::region::Rect;
use crate::camera::Calibration;
use crate::color::{D65, Lab, LabD65};
use crate::math::{Homography, Point};
use crate::photo::Photo;
use crate::skin;
use kmeans_colors::get_kmeans;
use rayon::prelude::*;

/// Regions that look like bare skin and like stubble; `None` where nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FoundRegions {
    /// Bare skin near the stubble, if any.
    pub skin: Option<Rect>,
    /// Stubble near bare skin, if any.
    pub hair: Option<Rect>,
}

/// Cells along the longer side of the picture.
const CELLS: u32 = 64;
/// Pixels looked at along the side of a cell.
const SAMPLES: u32 = 14;
/// Colours that the picture is sorted into.
const CLUSTERS: usize = 6;
/// Rounds of the clustering; the crate's own stopping rule lets opposite moves cancel, so it gets none.
const ROUNDS: usize = 40;
const SEED: u64 = 1;
/// A cell belongs to skin up to this distance in Lab from the centre of a skin-coloured cluster.
const NEAR: f64 = 14.0;
/// Light below this share of a cell's median counts as a dark stroke.
const STROKE: f64 = 0.7;
/// Shares of dark strokes, mean over neighbouring cells: bare skin has fewer than the first, stubble more than the
/// second and fewer than the third.
const BARE: f64 = 0.01;
const STUBBLE: f64 = 0.015;
const CLOSED: f64 = 0.6;
/// Share of glare from which a cell is not looked at.
const GLARE: f64 = 0.02;
/// Roughness of bare skin is below this (0.03-0.12 on rendered skin, 0.2-0.9 on carpet).
const SMOOTH: f64 = 0.13;
/// Least side of a region, in cells: fingers that hold a chart are narrower, and no scalp.
const LEAST: usize = 5;
/// Skin and stubble are compared where they are neighbours: cells further than this from the other kind are taken only
/// when there are none nearer.
const REACH: usize = 10;
/// Largest side of a region, in cells: light and skin change over larger ones.
const MOST: usize = 28;
/// What is darker than the brightest scalp by more than this, L*, is hair or background.
const HAIR_DARKER: f64 = 16.0;
/// Least chroma of skin: 0.1 % of 7,600 measured skins (ISSA, even subjects) have less than 8.
const LEAST_CHROMA: f64 = 7.0;
/// Share of the cells from which a skin-coloured cluster may be the scalp.
const SIZABLE: f64 = 0.05;

/// One square of the picture.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Colour of what is neither stroke nor glare.
    body: LabD65,
    strokes: f64,
    glare: f64,
    /// Quartile range of the light over its median: cloth, carpet and wood are rough between the strokes too.
    roughness: f64,
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
    let strokes = grid.smoothed_strokes(&scalp);
    let bare = grid.mask(|i| scalp[i] && usable(i) && strokes[i] < BARE && grid.cells[i].roughness < SMOOTH);
    let stubble = grid.mask(|i| scalp[i] && usable(i) && (STUBBLE..CLOSED).contains(&strokes[i]));
    // The nearer the chart, the less its light is extrapolated.
    let chart = to_chart.and_then(Homography::inverse).map(|map| map.map(Point::default()));
    let middle = Point::new(f64::from(photo.width()) / 2.0, f64::from(photo.height()) / 2.0);
    let chart = chart.unwrap_or(middle);
    let hair = grid.largest(&grid.near(&stubble, &bare), chart);
    let beside_hair = hair.and_then(|hair| {
        let near = grid.mask(|i| bare[i] && grid.distance(i, hair) <= REACH);
        grid.largest(&near, grid.pixels(hair).centre())
    });
    let skin = beside_hair.or_else(|| grid.largest(&bare, chart));
    FoundRegions { skin: skin.map(|s| grid.pixels(s)), hair: hair.map(|h| grid.pixels(h)) }
}

/// A rectangle of cells: first column and row, columns, rows.
type CellRect = (usize, usize, usize, usize);

impl Grid {
    fn of(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>) -> Self {
        let side = (photo.width().max(photo.height()) / CELLS).max(4);
        let (across, down) = (photo.width() / side, photo.height() / side);
        let place = |i: u32| (i % across * side, i / across * side);
        let cell = |i| Cell::of(photo, calibration, to_chart, place(i), side);
        let cells = (0..across * down).into_par_iter().map(cell).collect();
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
            .filter(|(centre, count)| *count as f64 > SIZABLE * bodies.len() as f64 && is_skin_colored(**centre))
            .map(|(centre, _)| *centre)
            .collect();
        // Brown hair has the colour of very deep skin, but is much darker than the scalp beside it.
        let brightest = centres.iter().map(|c| c.l).fold(f64::NEG_INFINITY, f64::max);
        let scalp = |cell: &Cell| {
            let near = centres.iter().any(|c| distance(*c, cell.body) < NEAR);
            near && cell.body.l > brightest - HAIR_DARKER && is_warm(cell.body)
        };
        self.cells.iter().map(scalp).collect()
    }

    /// Share of strokes, mean over the scalp cells around each: sparse stubble leaves single cells empty.
    fn smoothed_strokes(&self, scalp: &[bool]) -> Vec<f64> {
        let around = |i: usize| {
            let (column, row) = (i % self.across, i / self.across);
            let columns = column.saturating_sub(1)..(column + 2).min(self.across);
            let rows = row.saturating_sub(1)..(row + 2).min(self.down);
            let cells = rows.flat_map(|row| columns.clone().map(move |column| row * self.across + column));
            let (sum, count) = cells
                .filter(|i| scalp[*i])
                .fold((0.0, 0.0), |(sum, count), i| (sum + self.cells[i].strokes, count + 1.0));
            sum / f64::max(count, 1.0)
        };
        (0..self.cells.len()).map(around).collect()
    }

    fn mask(&self, wanted: impl Fn(usize) -> bool) -> Vec<bool> {
        (0..self.cells.len()).map(wanted).collect()
    }

    /// The cells of one kind that have a cell of another kind within reach.
    fn near(&self, kind: &[bool], other: &[bool]) -> Vec<bool> {
        let reached = |i: usize| {
            let (column, row) = (i % self.across, i / self.across);
            let columns = column.saturating_sub(REACH)..(column + REACH + 1).min(self.across);
            let rows = row.saturating_sub(REACH)..(row + REACH + 1).min(self.down);
            rows.into_iter().any(|row| columns.clone().any(|column| other[row * self.across + column]))
        };
        self.mask(|i| kind[i] && reached(i))
    }

    /// The largest rectangle of such cells, at least [`LEAST`] and at most [`MOST`] cells each way; of equal ones the
    /// nearest to a place in the picture.
    fn largest(&self, wanted: &[bool], to: Point) -> Option<CellRect> {
        let mut heights = vec![0_usize; self.across];
        let mut best: Option<CellRect> = None;
        for row in 0..self.down {
            for (column, height) in heights.iter_mut().enumerate() {
                *height = if wanted[row * self.across + column] { (*height + 1).min(MOST) } else { 0 };
            }
            for left in 0..self.across {
                let mut height = usize::MAX;
                for (i, reach) in heights[left..self.across.min(left + MOST)].iter().enumerate() {
                    height = height.min(*reach);
                    let width = i + 1;
                    if height < LEAST {
                        break;
                    }
                    let rect = (left, row + 1 - height, width, height);
                    if width >= LEAST && best.is_none_or(|best| self.is_better(rect, best, to)) {
                        best = Some(rect);
                    }
                }
            }
        }
        best
    }

    fn is_better(&self, one: CellRect, other: CellRect, to: Point) -> bool {
        let away = |rect: CellRect| self.pixels(rect).centre().distance(to);
        let (area, least) = (one.2 * one.3, other.2 * other.3);
        area > least || (area == least && away(one) < away(other))
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
        let step = (side / SAMPLES).max(1) as usize;
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
            roughness: (sum(&light[3 * count / 4]) - sum(&light[count / 4])) / median.max(1e-6),
            on_chart: to_chart.is_some_and(|map| rect.corners().into_iter().any(|corner| near_chart(map.map(corner)))),
        }
    }
}

/// Whether a colour is one that measured skins have.
fn is_skin_colored(lab: LabD65) -> bool {
    is_warm(lab) && skin::spectrum_from_lab(lab).skin_like
}

/// Whether a colour has the least that every skin has: chroma, and red rather than green.
fn is_warm(lab: LabD65) -> bool {
    crate::math::hypot(lab.a, lab.b) > LEAST_CHROMA && lab.a > 0.0
}

fn distance(one: LabD65, other: LabD65) -> f64 {
    crate::color::Contrast::between(one, other).de_ab()
}
