//! Shift, turn and scale: how one picture of a scalp lies against another before anything finer.

use crate::math::{Point, cos, sin};

/// A place turned and scaled about one point and brought to another.
///
/// ```text
/// q = to + scale R(turn) (p - from)
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Similarity {
    /// Radians, clockwise as pictures are seen.
    pub(super) turn: f64,
    pub(super) scale: f64,
    pub(super) from: Point,
    pub(super) to: Point,
}

impl Similarity {
    pub(super) fn map(&self, p: Point) -> Point {
        let (x, y) = (p.x - self.from.x, p.y - self.from.y);
        let (c, s) = (self.scale * cos(self.turn), self.scale * sin(self.turn));
        Point::new(self.to.x + c * x - s * y, self.to.y + s * x + c * y)
    }

    /// The same map as shares that need no further sine: `[a, b]` of q = to + (a x - b y, b x + a y).
    pub(super) fn shares(&self) -> [f64; 2] {
        [self.scale * cos(self.turn), self.scale * sin(self.turn)]
    }
}
