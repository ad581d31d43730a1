//! Flat, patch-shaped areas of a picture: where the code changes little from pixel to pixel, bounded by where it does.

use crate::math::{Groups, Point};
use crate::photo::Reduced;
use rayon::prelude::*;

/// Largest steps between neighbours that still count as flat, in codes of 255: from a clean, dark or low-contrast
/// picture to a noisy one.
const STEPS: [u8; 5] = [5, 9, 16, 28, 48];

/// A flat area with the moments of a filled parallelogram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Blob {
    /// Its centroid.
    pub(super) centre: Point,
    /// Its pixels.
    pub(super) area: f64,
    /// Second moments: xx, xy, yy.
    pub(super) spread: [f64; 3],
}

impl Blob {
    /// The scalar product of two vectors in units in which this area is a square of side sqrt 12: lengths and angles
    /// as they are on the chart, whatever the tilt.
    pub(super) fn product(&self, a: Point, b: Point) -> f64 {
        let [xx, xy, yy] = self.spread;
        (yy * a.x * b.x - xy * (a.x * b.y + a.y * b.x) + xx * a.y * b.y) / (xx * yy - xy * xy)
    }
}

/// The patch-shaped flat areas of a picture, each once.
pub(super) fn blobs(picture: &Reduced) -> Vec<Blob> {
    let steps = steps(picture);
    let found: Vec<Vec<Blob>> =
        STEPS.par_iter().rev().map(|step| flat_areas(&steps, picture.width, picture.height, *step)).collect();
    // From the largest step down: that area holds the most of its patch; where it leaks into its surroundings it is no
    // parallelogram, and a smaller step finds the patch.
    let mut kept: Vec<Blob> = Vec::new();
    let mut grid = Buckets::new(picture.width, picture.height);
    for blob in found.into_iter().flatten() {
        let near = grid.around(blob.centre, 0.3 * blob.area.sqrt());
        let known = near.iter().any(|&i| {
            let other = &kept[i];
            other.centre.distance(blob.centre) < 0.3 * blob.area.min(other.area).sqrt()
        });
        if !known {
            grid.put(blob.centre, kept.len());
            kept.push(blob);
        }
    }
    kept
}

/// The largest step of any channel between the pixels on either side, per pixel.
fn steps(picture: &Reduced) -> Vec<u8> {
    let (width, height) = (picture.width, picture.height);
    let codes = &picture.codes;
    let mut steps = vec![u8::MAX; width * height];
    steps.par_chunks_mut(width.max(1)).enumerate().for_each(|(y, row)| {
        if y == 0 || y + 1 >= height || width < 3 {
            return;
        }
        let line = |y: usize| &codes[3 * width * y..3 * width * (y + 1)];
        let (above, here, below) = (line(y - 1), line(y), line(y + 1));
        for (x, step) in row.iter_mut().enumerate().take(width - 1).skip(1) {
            let mut largest = 0;
            for c in 0..3 {
                largest = largest
                    .max(here[3 * x + 3 + c].abs_diff(here[3 * x - 3 + c]))
                    .max(above[3 * x + c].abs_diff(below[3 * x + c]));
            }
            *step = largest;
        }
    });
    steps
}

/// A stretch of flat pixels in one row, and the area it belongs to.
struct Run {
    y: usize,
    from: usize,
    to: usize,
}

/// Connected areas of pixels whose step is at most `limit`, those of the shape of a patch.
fn flat_areas(steps: &[u8], width: usize, height: usize, limit: u8) -> Vec<Blob> {
    let mut runs: Vec<Run> = Vec::new();
    let mut groups = Groups::default();
    let mut above = 0..0;
    for y in 0..height {
        let start = runs.len();
        let row = &steps[width * y..width * (y + 1)];
        let mut x = 0;
        while let Some(first) = row[x..].iter().position(|s| *s <= limit) {
            let from = x + first;
            let to = row[from..].iter().position(|s| *s > limit).map_or(width, |n| from + n);
            runs.push(Run { y, from, to });
            groups.push();
            x = to;
        }
        join_rows(&runs, &mut groups, above, start..runs.len());
        above = start..runs.len();
    }
    gather(&runs, &mut groups, (width * height) as f64)
}

/// Joins the runs of a row with those of the row above that they touch.
fn join_rows(runs: &[Run], groups: &mut Groups, above: std::ops::Range<usize>, here: std::ops::Range<usize>) {
    let (mut a, mut h) = (above.start, here.start);
    while a < above.end && h < here.end {
        let (upper, lower) = (&runs[a], &runs[h]);
        if upper.from < lower.to && lower.from < upper.to {
            groups.join(a, h);
        }
        if upper.to < lower.to {
            a += 1;
        } else {
            h += 1;
        }
    }
}

/// Sums of 1, x, y, xx, xy, yy over the pixels of each area.
fn gather(runs: &[Run], groups: &mut Groups, pixels: f64) -> Vec<Blob> {
    let mut sums: Vec<[f64; 6]> = vec![[0.0; 6]; runs.len()];
    for (i, run) in runs.iter().enumerate() {
        let (n, y) = ((run.to - run.from) as f64, run.y as f64 + 0.5);
        let middle = 0.5 * (run.from + run.to) as f64;
        // Sum of squares over n unit pixels around their middle, each pixel an area of its own.
        let xx = n * middle * middle + n * n * n / 12.0;
        let sum = &mut sums[groups.of_member(i)];
        for (total, term) in sum.iter_mut().zip([n, n * middle, n * y, xx, n * middle * y, n * (y * y + 1.0 / 12.0)]) {
            *total += term;
        }
    }
    sums.iter().filter_map(|sum| patch_shaped(sum, pixels)).collect()
}

/// A blob from its sums, when it may be a patch: large enough, filled, and not too long.
fn patch_shaped(&[area, x, y, xx, xy, yy]: &[f64; 6], pixels: f64) -> Option<Blob> {
    if area < 12.0 || area > pixels / 30.0 {
        return None;
    }
    let (cx, cy) = (x / area, y / area);
    let spread = [xx / area - cx * cx, xy / area - cx * cy, yy / area - cy * cy];
    let determinant = spread[0] * spread[2] - spread[1] * spread[1];
    let trace = spread[0] + spread[2];
    // A filled parallelogram has area 12 sqrt(det); rings, crosses and rags have less, a disc 1.05 times as much.
    let filled = area / (12.0 * determinant.max(1e-9).sqrt());
    let slim = trace * trace / determinant.max(1e-9);
    ((0.80..1.07).contains(&filled) && slim < 20.0).then_some(Blob { centre: Point::new(cx, cy), area, spread })
}

/// Indices by place, for finding what is near.
pub(super) struct Buckets {
    columns: usize,
    rows: usize,
    cells: Vec<Vec<usize>>,
}

const BUCKET: f64 = 24.0;

impl Buckets {
    pub(super) fn new(width: usize, height: usize) -> Self {
        let (columns, rows) = (width / 24 + 1, height / 24 + 1);
        Self { columns, rows, cells: vec![Vec::new(); columns * rows] }
    }

    fn cell(&self, x: f64, y: f64) -> (usize, usize) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
        let index = |v: f64, n: usize| ((v / BUCKET).max(0.0) as usize).min(n - 1);
        (index(x, self.columns), index(y, self.rows))
    }

    pub(super) fn put(&mut self, at: Point, index: usize) {
        let (column, row) = self.cell(at.x, at.y);
        self.cells[row * self.columns + column].push(index);
    }

    /// All indices within a square of half side `reach` around a point, and some beyond.
    pub(super) fn around(&self, at: Point, reach: f64) -> Vec<usize> {
        let (left, top) = self.cell(at.x - reach, at.y - reach);
        let (right, bottom) = self.cell(at.x + reach, at.y + reach);
        (top..=bottom)
            .flat_map(|row| self.cells[row * self.columns + left..=row * self.columns + right].iter().flatten())
            .copied()
            .collect()
    }
}
