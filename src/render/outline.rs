//! An area in a picture, and how deep within it a place lies.

use crate::math::{Point, hypot};

/// An area bounded by straight lines from corner to corner, and from the last to the first.
///
/// Where lines cross, what lies inside an odd number of turns is inside.
///
/// ```
/// use healtone::{math::Point, render::Outline};
/// let square = Outline::new([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)].map(|(x, y)| Point::new(x, y)).to_vec());
/// assert_eq!(square.depth(Point::new(4.0, 3.0)), 3.0);
/// assert_eq!(square.depth(Point::new(-4.0, 3.0)), 0.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    corners: Vec<Point>,
}

impl Outline {
    /// The area of these corners, in order.
    #[must_use]
    pub const fn new(corners: Vec<Point>) -> Self {
        Self { corners }
    }

    /// The corners, in order.
    #[must_use]
    pub fn corners(&self) -> &[Point] {
        &self.corners
    }

    /// The same area with every corner moved.
    #[must_use]
    pub fn moved(&self, to: impl Fn(Point) -> Point) -> Self {
        Self { corners: self.corners.iter().map(|corner| to(*corner)).collect() }
    }

    /// The corners of the upright rectangle about it, upper left and lower right.
    #[must_use]
    pub fn bounds(&self) -> [Point; 2] {
        let around = |f: fn(f64, f64) -> f64, from: f64| {
            let (xs, ys) = (self.corners.iter().map(|c| c.x), self.corners.iter().map(|c| c.y));
            Point::new(xs.fold(from, f), ys.fold(from, f))
        };
        [around(f64::min, f64::INFINITY), around(f64::max, f64::NEG_INFINITY)]
    }

    /// Distance from a place inside to the nearest line; zero outside.
    #[must_use]
    pub fn depth(&self, at: Point) -> f64 {
        let (mut inside, mut nearest) = (false, f64::INFINITY);
        for (from, to) in self.lines() {
            if (from.y > at.y) != (to.y > at.y) && at.x < from.x + (at.y - from.y) / (to.y - from.y) * (to.x - from.x) {
                inside = !inside;
            }
            nearest = nearest.min(distance_to_line(at, from, to));
        }
        if inside { nearest } else { 0.0 }
    }

    fn lines(&self) -> impl Iterator<Item = (Point, Point)> {
        let ends = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(ends.copied())
    }
}

fn distance_to_line(at: Point, from: Point, to: Point) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 { ((at.x - from.x) * dx + (at.y - from.y) * dy) / length2 } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    hypot(at.x - from.x - along * dx, at.y - from.y - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(corners: &[(f64, f64)]) -> Outline {
        Outline::new(corners.iter().map(|(x, y)| Point::new(*x, *y)).collect())
    }

    #[test]
    fn depth_is_the_distance_to_the_nearest_line_whichever_way_round() {
        let mut hook = vec![(0.0, 0.0), (30.0, 0.0), (30.0, 10.0), (10.0, 10.0), (10.0, 30.0), (0.0, 30.0)];
        for _ in 0..2 {
            let hook_ = outline(&hook);
            assert_eq!(hook_.depth(Point::new(20.0, 4.0)), 4.0);
            assert_eq!(hook_.depth(Point::new(4.0, 29.0)), 1.0);
            assert_eq!(hook_.depth(Point::new(20.0, 20.0)), 0.0, "in the bay");
            // Near the inner corner the nearest place is the corner.
            assert!((hook_.depth(Point::new(7.0, 6.0)) - 5.0).abs() < 1e-12);
            hook.reverse();
        }
        assert_eq!(outline(&hook).bounds(), [Point::new(0.0, 0.0), Point::new(30.0, 30.0)]);
    }

    #[test]
    fn corners_that_fall_together_do_no_harm() {
        let square = outline(&[(0.0, 0.0), (0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0), (0.0, 8.0)]);
        assert_eq!(square.depth(Point::new(3.0, 4.0)), 3.0);
    }
}
