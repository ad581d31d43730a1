//! One number a pixel over a part of a picture: how much of something lies there.

use crate::math::{Point, exp};

/// A map over the pixels of a rectangle, zero outside.
///
/// Stored as `f32`: shares of a pixel need no more, and a picture of 12 megapixels holds several of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

/// Beyond this many widths at half height a profile counts as zero: it is below 4e-7 of its middle.
const REACH: f64 = 2.3;

/// Narrowest width at half height that pixels sample without loss.
const LEAST_WIDTH: f64 = 1.5;

impl Layer {
    /// An empty map over a picture.
    #[must_use]
    pub fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, values: vec![0.0; width * height] }
    }

    /// The value at a pixel. Panics outside the picture.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> f64 {
        f64::from(self.values[y as usize * self.width + x as usize])
    }

    /// All values, row by row.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// Adds another map of the same picture, multiplied.
    pub fn add_scaled(&mut self, other: &Self, factor: f64) {
        assert_eq!((self.width, self.height), (other.width, other.height), "maps of one picture have one size");
        self.values.iter_mut().zip(&other.values).for_each(|(v, o)| *v += to_f32(factor * f64::from(*o)));
    }

    /// Adds a round spot with a Gaussian profile.
    ///
    /// ```text
    /// v += strength exp(-4 ln 2 (r/width)^2)
    /// ```
    ///
    /// | argument   | unit | domain | meaning                                     |
    /// |------------|------|--------|---------------------------------------------|
    /// | `centre`   | px   | any    | (0, 0) is the outer corner of the first pixel |
    /// | `width`    | px   | > 0    | width at half height                        |
    /// | `strength` | 1    | any    | height at the middle                        |
    ///
    /// A spot narrower than 1.5 pixels is widened to that and weakened by as much: its sum stays what it is, and pixels
    /// sample it to 0.1 %.
    pub fn add_spot(&mut self, centre: Point, width: f64, strength: f64) {
        let seen = width.max(LEAST_WIDTH);
        let height = strength * (width / seen) * (width / seen);
        let steepness = 4.0 * std::f64::consts::LN_2 / (seen * seen);
        let reach = REACH * seen;
        let (xs, ys) = (span(centre.x, reach, self.width), span(centre.y, reach, self.height));
        // The profile is a product of one in x and one in y.
        let across: Vec<f64> = xs.clone().map(|x| profile(x, centre.x, steepness)).collect();
        for y in ys {
            let row = height * profile(y, centre.y, steepness);
            for (value, column) in self.values[y * self.width..][xs.clone()].iter_mut().zip(&across) {
                *value += to_f32(row * column);
            }
        }
    }

    /// Covers the pixels under a straight stroke from `from` to `to`, its width running from the first to the second of
    /// `widths`. What is covered already is covered once: v += (1 - v) share.
    ///
    /// The share of a pixel is the overlap of the stroke with the pixel's shadow along and across the stroke; its sum is
    /// the stroke's area whatever its direction, however thin it is.
    pub fn add_stroke(&mut self, from: Point, to: Point, widths: [f64; 2]) {
        let length = from.distance(to);
        let (ux, uy) = if length > 1e-9 { ((to.x - from.x) / length, (to.y - from.y) / length) } else { (1.0, 0.0) };
        let shadow = Shadow { a: ux.abs().max(1e-3), b: uy.abs().max(1e-3) };
        let reach = 0.5 * widths[0].max(widths[1]) + 1.0;
        let middle = Point::new(0.5 * (from.x + to.x), 0.5 * (from.y + to.y));
        let xs = span(middle.x, 0.5 * (to.x - from.x).abs() + reach, self.width);
        let ys = span(middle.y, 0.5 * (to.y - from.y).abs() + reach, self.height);
        for y in ys {
            for x in xs.clone() {
                let (dx, dy) = (x as f64 + 0.5 - from.x, y as f64 + 0.5 - from.y);
                let (along, across) = (dx * ux + dy * uy, dx * uy - dy * ux);
                let lengthwise = shadow.overlap(along - 0.5 * length, 0.5 * length);
                if lengthwise <= 0.0 {
                    continue;
                }
                let share = (along / length.max(1e-9)).clamp(0.0, 1.0);
                let half = 0.5 * (widths[0] + share * (widths[1] - widths[0]));
                let covered = to_f32(lengthwise * shadow.overlap(across, half));
                let value = &mut self.values[y * self.width + x];
                *value += (1.0 - *value) * covered;
            }
        }
    }
}

/// The shadow of a square pixel on a line: a box of width `a` smoothed by one of width `b`.
struct Shadow {
    a: f64,
    b: f64,
}

impl Shadow {
    /// How much of the shadow at a distance lies within half a width of zero.
    fn overlap(&self, distance: f64, half: f64) -> f64 {
        self.below(half - distance) - self.below(-half - distance)
    }

    /// Share of the shadow below `t` from its middle.
    fn below(&self, t: f64) -> f64 {
        let (near, far) = (0.5 * (self.a - self.b).abs(), 0.5 * (self.a + self.b));
        let square = |x: f64| x.max(0.0) * x.max(0.0);
        ((square(t + far) - square(t + near) - square(t - near) + square(t - far)) / (2.0 * self.a * self.b))
            .clamp(0.0, 1.0)
    }
}

fn profile(pixel: usize, centre: f64, steepness: f64) -> f64 {
    let d = pixel as f64 + 0.5 - centre;
    exp(-steepness * d * d)
}

/// The pixels within `reach` of a place, cut at the picture's edge.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the picture")]
fn span(centre: f64, reach: f64, size: usize) -> std::ops::Range<usize> {
    let clamp = |v: f64| v.clamp(0.0, size as f64) as usize;
    clamp((centre - reach).floor())..clamp((centre + reach).ceil())
}

#[allow(clippy::cast_possible_truncation, reason = "a share of a pixel; rounding is what is wanted")]
fn to_f32(v: f64) -> f32 {
    v as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(layer: &Layer) -> f64 {
        layer.values.iter().map(|v| f64::from(*v)).sum()
    }

    #[test]
    fn a_spot_sums_to_its_integral_however_small() {
        for width in [0.3, 1.0, 2.5, 7.0] {
            let mut layer = Layer::new(60, 50);
            layer.add_spot(Point::new(30.3, 24.6), width, 0.4);
            let integral = 0.4 * std::f64::consts::PI * width * width / (4.0 * std::f64::consts::LN_2);
            assert!((sum(&layer) / integral - 1.0).abs() < 0.02, "{width}: {} of {integral}", sum(&layer));
        }
    }

    #[test]
    fn a_stroke_covers_its_area_in_any_direction() {
        for (dx, dy) in [(20.0, 0.0), (0.0, 20.0), (14.0, 14.0), (19.0, -6.0)] {
            for width in [0.25, 1.0, 3.0] {
                let mut layer = Layer::new(80, 80);
                let from = Point::new(40.2, 39.7);
                layer.add_stroke(from, Point::new(from.x + dx, from.y + dy), [width, width]);
                let area = width * crate::math::hypot(dx, dy);
                assert!((sum(&layer) / area - 1.0).abs() < 0.08, "{dx} {dy} {width}: {} of {area}", sum(&layer));
            }
        }
    }

    #[test]
    fn nothing_is_covered_twice_and_edges_cut() {
        let mut layer = Layer::new(10, 10);
        for _ in 0..3 {
            layer.add_stroke(Point::new(-5.0, 5.0), Point::new(15.0, 5.0), [4.0, 4.0]);
        }
        assert_eq!((layer.at(5, 5), layer.at(0, 4), layer.at(5, 0)), (1.0, 1.0, 0.0));
        layer.add_spot(Point::new(-50.0, 5.0), 3.0, 1.0);
        assert_eq!(layer.at(0, 0), 0.0);
    }
}
