//! Which cell of a lattice is which patch: all shifts, turns and mirrorings, judged by colour.

use super::colours::{ColourFit, Samples, Target, fit, quick};
use super::definition::{COLUMNS, PATCHES, ROWS};
use super::lattice::Lattice;
use crate::math::{Homography, Point};
use crate::photo::{Photo, Reduced};
use std::collections::BTreeMap;

/// A lattice laid over the chart.
#[derive(Debug, Clone)]
pub(super) struct Placement {
    /// From columns and rows of patches (0-5, 0-3) to the copy of the picture it was found in.
    pub(super) to_picture: Homography,
    pub(super) fit: ColourFit,
    /// How much worse the next one scores, in dE00.
    pub(super) margin: f64,
}

/// Where the columns and rows of the chart run on a lattice.
#[derive(Debug, Clone, Copy)]
struct Order {
    first: (i32, i32),
    tall: bool,
    columns_back: bool,
    rows_back: bool,
}

impl Order {
    /// The cell of a patch, counted from 0.
    fn cell(self, patch: usize) -> (i32, i32) {
        let (column, row) = (patch % COLUMNS, patch / COLUMNS);
        let column = if self.columns_back { COLUMNS - 1 - column } else { column };
        let row = if self.rows_back { ROWS - 1 - row } else { row };
        let (column, row) = (i32::try_from(column).expect("under 6"), i32::try_from(row).expect("under 4"));
        let (i, j) = if self.tall { (row, column) } else { (column, row) };
        (self.first.0 + i, self.first.1 + j)
    }
}

/// The best placement of a chart on a lattice.
pub(super) fn place(photo: &Photo, picture: &Reduced, lattice: &Lattice, target: &Target) -> Option<Placement> {
    let orders = orders(lattice);
    let mut cells: BTreeMap<(i32, i32), Option<[f64; 3]>> = BTreeMap::new();
    for order in &orders {
        for patch in 0..PATCHES {
            let cell = order.cell(patch);
            cells.entry(cell).or_insert_with(|| cell_code(picture, lattice, cell));
        }
    }
    // Declared curve undone; and as if the file held light already, which some cameras for machines write undeclared.
    let light: BTreeMap<(i32, i32), Option<[f64; 3]>> =
        cells.iter().map(|(cell, code)| (*cell, code.map(|code| photo.linear_of_code(code)))).collect();
    let samples = |order: &Order, of: &BTreeMap<(i32, i32), Option<[f64; 3]>>| -> Samples {
        std::array::from_fn(|patch| of[&order.cell(patch)])
    };
    let mut judged: Vec<(f64, usize, bool)> = Vec::new();
    for (i, order) in orders.iter().enumerate() {
        for already_linear in [false, true] {
            let samples = samples(order, if already_linear { &cells } else { &light });
            if samples.iter().flatten().count() >= 15 {
                judged.push((quick(&samples, target), i, already_linear));
            }
        }
    }
    judged.sort_by(|a, b| a.0.total_cmp(&b.0));
    judged.truncate(10);
    let mut fits: Vec<(usize, ColourFit)> = judged
        .into_iter()
        .filter_map(|(_, i, linear)| {
            Some((i, fit(&samples(&orders[i], if linear { &cells } else { &light }), target)?))
        })
        .collect();
    fits.sort_by(|a, b| a.1.score.total_cmp(&b.1.score));
    let (best, best_fit) = fits.first()?.clone();
    let runner_up = fits.iter().find(|(i, _)| *i != best).map_or(f64::INFINITY, |(_, fit)| fit.score);
    let order = orders[best];
    let from: Vec<Point> = (0..PATCHES).map(grid_point).collect();
    let to: Vec<Point> = (0..PATCHES)
        .map(|patch| {
            let (i, j) = order.cell(patch);
            lattice.to_picture.map(Point::new(f64::from(i), f64::from(j)))
        })
        .collect();
    let margin = (runner_up - best_fit.score).min(99.0);
    Some(Placement { to_picture: Homography::fit(&from, &to)?, fit: best_fit, margin })
}

/// A patch (counted from 0) in columns and rows.
pub(super) fn grid_point(patch: usize) -> Point {
    Point::new((patch % COLUMNS) as f64, (patch / COLUMNS) as f64)
}

/// All windows of 6 x 4 or 4 x 6 cells that hold most of the lattice, each in four orders.
fn orders(lattice: &Lattice) -> Vec<Order> {
    let bounds = |pick: fn(&(i32, i32)) -> i32| {
        let values = lattice.cells.iter().map(pick);
        (values.clone().min().unwrap_or(0), values.max().unwrap_or(0))
    };
    let ((left, right), (top, bottom)) = (bounds(|c| c.0), bounds(|c| c.1));
    let enough = (7 * lattice.cells.len()).div_ceil(10).min(16);
    let mut orders = Vec::new();
    for tall in [false, true] {
        let (wide, high) = if tall { (4, 6) } else { (6, 4) };
        for first in (left - wide + 1..=right).flat_map(|i| (top - high + 1..=bottom).map(move |j| (i, j))) {
            let inside =
                |c: &&(i32, i32)| (first.0..first.0 + wide).contains(&c.0) && (first.1..first.1 + high).contains(&c.1);
            if lattice.cells.iter().filter(inside).count() >= enough {
                for (columns_back, rows_back) in [(false, false), (false, true), (true, false), (true, true)] {
                    orders.push(Order { first, tall, columns_back, rows_back });
                }
            }
        }
    }
    orders
}

/// The mean code (0-1) over the inner half of a cell; `None` outside of the picture.
fn cell_code(picture: &Reduced, lattice: &Lattice, (i, j): (i32, i32)) -> Option<[f64; 3]> {
    const STEPS: i32 = 3;
    let mut sum = [0.0; 3];
    let mut count = 0.0;
    for (du, dv) in (-STEPS..=STEPS).flat_map(|du| (-STEPS..=STEPS).map(move |dv| (du, dv))) {
        let offset = |d: i32| 0.25 * f64::from(d) / f64::from(STEPS);
        let at = lattice.to_picture.map(Point::new(f64::from(i) + offset(du), f64::from(j) + offset(dv)));
        let code = code_at(picture, at)?;
        for (total, code) in sum.iter_mut().zip(code) {
            *total += f64::from(code) / 255.0;
        }
        count += 1.0;
    }
    Some(sum.map(|total| total / count))
}

/// The codes of the pixel that a point lies in.
pub(super) fn code_at(picture: &Reduced, at: Point) -> Option<[u8; 3]> {
    let inside = at.x >= 0.0 && at.y >= 0.0 && at.x < picture.width as f64 && at.y < picture.height as f64;
    inside.then(|| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the picture")]
        let index = 3 * (at.y as usize * picture.width + at.x as usize);
        [picture.codes[index], picture.codes[index + 1], picture.codes[index + 2]]
    })
}
