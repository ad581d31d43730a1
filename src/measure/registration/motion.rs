//! How a scalp has moved between two pictures: a similarity, and how it is bent beside that.

use super::similarity::Similarity;
use crate::math::Point;
use nalgebra::{DMatrix, DVector};

/// A similarity after a small bend, cubic at most: a head is round, and a camera nearer or further away.
///
/// ```text
/// q = S(p + d(p)),   d = sum_k c_k (1, x, y, x^2, x y, ..., y^3),   (x, y) = (p - middle)/reach
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Motion {
    pub(super) start: Similarity,
    middle: Point,
    reach_mm: f64,
    bend: [[f64; 2]; TERMS],
}

/// Terms of a bend.
const TERMS: usize = 10;

/// Where a part of the scalp lies beside where a motion puts it, in mm of the earlier picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Offset {
    pub(super) at: Point,
    pub(super) by: Point,
    pub(super) correlation: f64,
}

impl Motion {
    pub(super) const fn of(start: Similarity, middle: Point, reach_mm: f64) -> Self {
        Self { start, middle, reach_mm, bend: [[0.0; 2]; TERMS] }
    }

    fn terms(&self, p: Point) -> [f64; TERMS] {
        let (x, y) = ((p.x - self.middle.x) / self.reach_mm, (p.y - self.middle.y) / self.reach_mm);
        [1.0, x, y, x * x, x * y, y * y, x * x * x, x * x * y, x * y * y, y * y * y]
    }

    pub(super) fn bent(&self, p: Point) -> Point {
        let terms = self.terms(p);
        let by = |axis: usize| terms.iter().zip(&self.bend).map(|(t, c)| t * c[axis]).sum::<f64>();
        Point::new(p.x + by(0), p.y + by(1))
    }

    pub(super) fn map(&self, p: Point) -> Point {
        self.start.map(self.bent(p))
    }

    /// The motion that goes best with the offsets beside this one, with so many terms; `None` where they do not tell it.
    pub(super) fn fitted(&self, offsets: &[Offset], terms: usize) -> Option<Self> {
        if offsets.len() < 2 * terms.min(TERMS) {
            return None;
        }
        // Ridge: terms that few offsets tell stay small, mm^-2.
        const RIDGE: f64 = 0.05;
        let rows = offsets.len() + terms;
        let design = DMatrix::from_fn(rows, terms, |i, k| match offsets.get(i) {
            Some(o) => self.terms(o.at)[k],
            None if i - offsets.len() == k && k > 2 => RIDGE * (offsets.len() as f64).sqrt(),
            None => 0.0,
        });
        let svd = design.svd(true, true);
        let mut fitted = *self;
        fitted.bend = [[0.0; 2]; TERMS];
        for axis in 0..2 {
            let pick = |p: Point| if axis == 0 { p.x } else { p.y };
            let wanted = DVector::from_fn(rows, |i, _| {
                offsets.get(i).map_or(0.0, |o| pick(self.bent(o.at)) - pick(o.at) + pick(o.by))
            });
            let solved = svd.solve(&wanted, 1e-9).ok()?;
            (0..terms).for_each(|k| fitted.bend[k][axis] = solved[k]);
        }
        Some(fitted)
    }

    /// How far an offset measured beside `before` lies from this motion, mm.
    pub(super) fn misses(&self, before: &Self, offset: &Offset) -> f64 {
        let (was, now) = (before.bent(offset.at), self.bent(offset.at));
        Point::new(was.x + offset.by.x, was.y + offset.by.y).distance(now)
    }
}
