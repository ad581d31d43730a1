//! The largest rectangles of cells.

use super::cells::Grid;
use crate::math::Point;
use crate::measure::Rect;

/// Least side of a region, in cells: fingers that hold a chart are narrower, and no scalp.
const LEAST: usize = 5;
/// Largest sides of a region, in cells: the first, and smaller ones where that is not alike all over.
pub(super) const LIMITS: [usize; 4] = [28, 18, 12, 8];

/// A rectangle of cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct CellRect {
    pub(super) column: usize,
    pub(super) row: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl CellRect {
    pub(super) const fn area(&self) -> usize {
        self.columns * self.rows
    }

    /// Cells between a cell and the rectangle, the larger of across and down.
    pub(super) fn distance(&self, [column, row]: [usize; 2]) -> usize {
        let gap = |at: usize, from: usize, length: usize| {
            if at < from { from - at } else { at.saturating_sub(from + length - 1) }
        };
        gap(column, self.column, self.columns).max(gap(row, self.row, self.rows))
    }

    pub(super) fn cells(self, grid: &Grid) -> impl Iterator<Item = usize> + '_ {
        let columns = self.column..self.column + self.columns;
        let rows = self.row..self.row + self.rows;
        rows.flat_map(move |row| columns.clone().map(move |column| row * grid.across + column))
    }

    /// The rectangle in pixels, its margin of half a cell left out.
    pub(super) fn pixels(&self, side: u32) -> Rect {
        let at = |cells: usize| u32::try_from(cells).unwrap_or(0) * side;
        let margin = side / 2;
        Rect {
            x: at(self.column) + margin,
            y: at(self.row) + margin,
            w: at(self.columns) - 2 * margin,
            h: at(self.rows) - 2 * margin,
        }
    }
}

/// The largest rectangle of such cells, at least [`LEAST`] and at most so many cells each way; of equal ones the nearest to
/// a place in the picture.
pub(super) fn largest(grid: &Grid, wanted: &[bool], most: usize, to: Point) -> Option<CellRect> {
    let mut heights = vec![0_usize; grid.across];
    let mut best: Option<CellRect> = None;
    for row in 0..grid.down {
        for (column, height) in heights.iter_mut().enumerate() {
            *height = if wanted[row * grid.across + column] { (*height + 1).min(most) } else { 0 };
        }
        for left in 0..grid.across {
            let mut height = usize::MAX;
            for (i, reach) in heights[left..grid.across.min(left + most)].iter().enumerate() {
                height = height.min(*reach);
                let columns = i + 1;
                if height < LEAST {
                    break;
                }
                let rect = CellRect { column: left, row: row + 1 - height, columns, rows: height };
                if columns >= LEAST && best.is_none_or(|best| is_better(grid, rect, best, to)) {
                    best = Some(rect);
                }
            }
        }
    }
    best
}

fn is_better(grid: &Grid, one: CellRect, other: CellRect, to: Point) -> bool {
    let away = |rect: CellRect| rect.pixels(grid.side).centre().distance(to);
    one.area() > other.area() || (one.area() == other.area() && away(one) < away(other))
}
