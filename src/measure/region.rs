//! Rectangles in a picture, as a user names them and as pixels.

use crate::diagnostic::{Diagnostic, Kind};
use crate::math::Point;
use std::str::FromStr;

/// A rectangle of whole pixels in the upright picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width, at least 1.
    pub w: u32,
    /// Height, at least 1.
    pub h: u32,
}

impl Rect {
    /// The upright rectangle about where its corners are moved to; `None` where that does not lie in a picture of this size.
    #[must_use]
    pub fn moved(self, to: impl Fn(Point) -> Point, width: u32, height: u32) -> Option<Self> {
        let (x, y, w, h) = (f64::from(self.x), f64::from(self.y), f64::from(self.w), f64::from(self.h));
        let corners = [(x, y), (x + w, y), (x, y + h), (x + w, y + h)].map(|(x, y)| to(Point::new(x, y)));
        // The middle half of what the corners reach over: where the view is turned, the rest holds other places.
        let middle = |values: [f64; 4]| {
            let mut sorted = values;
            sorted.sort_by(f64::total_cmp);
            (0.5 * (sorted[0] + sorted[1]), 0.5 * (sorted[2] + sorted[3]))
        };
        let ((left, right), (top, bottom)) = (middle(corners.map(|p| p.x)), middle(corners.map(|p| p.y)));
        let inside = left >= 0.0 && top >= 0.0 && right <= f64::from(width) && bottom <= f64::from(height);
        if !inside || right - left < 1.0 || bottom - top < 1.0 {
            return None;
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the picture above")]
        let pixels = |v: f64| v.floor() as u32;
        Some(Self { x: pixels(left), y: pixels(top), w: pixels(right - left), h: pixels(bottom - top) })
    }

    /// The middle of the rectangle.
    #[must_use]
    pub fn centre(self) -> Point {
        Point::new(f64::from(self.x) + 0.5 * f64::from(self.w), f64::from(self.y) + 0.5 * f64::from(self.h))
    }

    /// Number of pixels.
    #[must_use]
    pub fn area(self) -> u64 {
        u64::from(self.w) * u64::from(self.h)
    }

    /// Whether another rectangle has pixels of this one.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let along = |a: u32, length: u32, b: u32, other: u32| a < b + other && b < a + length;
        along(self.x, self.w, other.x, other.w) && along(self.y, self.h, other.y, other.h)
    }

    /// The four corners, clockwise from the upper left.
    #[must_use]
    pub fn corners(self) -> [Point; 4] {
        let (x, y) = (f64::from(self.x), f64::from(self.y));
        let (right, below) = (x + f64::from(self.w), y + f64::from(self.h));
        [Point::new(x, y), Point::new(right, y), Point::new(right, below), Point::new(x, below)]
    }

    /// Cuts the rectangle into `across` x `down` parts of nearly equal size, row by row.
    pub(super) fn blocks(self, across: u32, down: u32) -> Vec<Self> {
        let cut = |start: u32, length: u32, parts: u32, i: u32| {
            let at =
                |k: u32| start + u32::try_from(u64::from(length) * u64::from(k) / u64::from(parts)).unwrap_or(length);
            (at(i), at(i + 1) - at(i))
        };
        let cell = |row: u32, column: u32| {
            let ((x, w), (y, h)) = (cut(self.x, self.w, across, column), cut(self.y, self.h, down, row));
            Self { x, y, w, h }
        };
        let all = (0..down).flat_map(|row| (0..across).map(move |column| (row, column)));
        all.map(|(row, column)| cell(row, column)).filter(|b| b.w > 0 && b.h > 0).collect()
    }
}

/// A rectangle as the user wrote it: `x,y,w,h` in pixels, or all four in percent of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    values: [f64; 4],
    percent: bool,
}

impl Region {
    /// The rectangle in a picture of this size.
    ///
    /// Errors: a rectangle that is empty or reaches outside the picture; `option` names it in the message.
    pub fn resolve(&self, option: &str, width: u32, height: u32) -> Result<Rect, Diagnostic> {
        let scale = |value: f64, side: u32| if self.percent { value / 100.0 * f64::from(side) } else { value };
        let [x, y, w, h] = self.values;
        let [x, y, w, h] = [scale(x, width), scale(y, height), scale(w, width), scale(h, height)].map(f64::round);
        // Percent of a picture may round one pixel over its edge.
        let slack = if self.percent { 1.0 } else { 0.0 };
        let (right, below) = (f64::from(width), f64::from(height));
        if w < 1.0 || h < 1.0 || x < 0.0 || y < 0.0 || x + w > right + slack || y + h > below + slack {
            return Err(Diagnostic::error(
                Kind::Argument,
                "region-outside",
                format!("The region {option} {self} does not lie inside the picture of {width} x {height} pixels."),
                "Give x,y,w,h in pixels of the upright picture, or all four in percent.",
            ));
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked against the picture above")]
        let pixels = |v: f64| v as u32;
        let (x, y) = (pixels(x), pixels(y));
        Ok(Rect { x, y, w: pixels(w).min(width - x), h: pixels(h).min(height - y) })
    }
}

impl std::fmt::Display for Region {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = if self.percent { "%" } else { "" };
        let [x, y, w, h] = self.values;
        write!(f, "{x}{unit},{y}{unit},{w}{unit},{h}{unit}")
    }
}

impl FromStr for Region {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let help =
            || format!("{text:?} is not a region; write x,y,w,h in pixels, or all four in percent: 10%,20%,15%,12%");
        let cells: Vec<&str> = text.split(',').map(str::trim).collect();
        let percent = cells.iter().filter(|c| c.ends_with('%')).count();
        if cells.len() != 4 || !(percent == 0 || percent == 4) {
            return Err(help());
        }
        let mut values = [0.0; 4];
        for (value, cell) in values.iter_mut().zip(&cells) {
            *value =
                cell.trim_end_matches('%').trim().parse::<f64>().ok().filter(|v| v.is_finite()).ok_or_else(help)?;
        }
        Ok(Self { values, percent: percent == 4 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_read_in_pixels_and_in_percent() {
        let pixels: Region = "10, 20,30,40".parse().unwrap();
        assert_eq!(pixels.resolve("--skin", 100, 100).unwrap(), Rect { x: 10, y: 20, w: 30, h: 40 });
        let percent: Region = "10%,20%,90%,80%".parse().unwrap();
        assert_eq!(percent.resolve("--skin", 1000, 500).unwrap(), Rect { x: 100, y: 100, w: 900, h: 400 });
        for wrong in ["", "1,2,3", "1,2,3,4,5", "1%,2,3,4", "a,b,c,d", "1,2,3,NaN", "1,2,3,inf"] {
            assert!(wrong.parse::<Region>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn regions_outside_the_picture_are_refused_by_name() {
        for outside in ["90,0,20,10", "0,0,0,10", "-1,0,5,5", "0,95,10,10", "1e12,0,5,5"] {
            let fault = outside.parse::<Region>().unwrap().resolve("--hair", 100, 100).unwrap_err();
            assert!(fault.message.contains("--hair") && fault.kind == Kind::Argument, "{fault:?}");
        }
    }

    #[test]
    fn regions_move_with_what_they_lie_beside() {
        let rect = Rect { x: 10, y: 20, w: 30, h: 40 };
        let shifted = rect.moved(|p| Point::new(2.0 * p.x + 5.0, 2.0 * p.y), 200, 200);
        assert_eq!(shifted, Some(Rect { x: 25, y: 40, w: 60, h: 80 }));
        assert_eq!(rect.moved(|p| Point::new(p.y, p.x), 200, 200), Some(Rect { x: 20, y: 10, w: 40, h: 30 }));
        assert_eq!(rect.moved(|p| Point::new(p.x - 11.0, p.y), 200, 200), None, "it reaches out of the picture");
    }

    #[test]
    fn overlaps_are_told_from_neighbours() {
        let rect = Rect { x: 10, y: 20, w: 30, h: 40 };
        assert!(rect.overlaps(Rect { x: 39, y: 0, w: 5, h: 21 }) && rect.overlaps(rect));
        assert!(!rect.overlaps(Rect { x: 40, ..rect }) && !rect.overlaps(Rect { y: 60, ..rect }));
    }

    #[test]
    fn blocks_tile_the_rectangle() {
        let rect = Rect { x: 3, y: 5, w: 10, h: 7 };
        let blocks = rect.blocks(3, 2);
        assert_eq!(blocks.len(), 6);
        assert_eq!(blocks.iter().map(|b| b.area()).sum::<u64>(), rect.area());
        assert_eq!(Rect { w: 2, h: 1, ..rect }.blocks(4, 4).iter().map(|b| b.area()).sum::<u64>(), 2);
    }
}
