//! How far the darkness of a stroke reaches along itself and across.

use crate::math::{Point, hypot};

/// Extent of a hair that stands alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) length_px: f64,
    /// Standard deviation across.
    pub(super) width_px: f64,
}

/// Sums over the pixels of a stroke.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    sum: f64,
    first: [f64; 2],
    second: [f64; 3],
}

impl Moments {
    pub(super) fn add(&mut self, p: Point, weight: f64) {
        self.sum += weight;
        self.first[0] += weight * p.x;
        self.first[1] += weight * p.y;
        self.second[0] += weight * p.x * p.x;
        self.second[1] += weight * p.x * p.y;
        self.second[2] += weight * p.y * p.y;
    }

    /// Length of an even line that varies as much along itself as the stroke, its blur taken out:
    /// length^2 = 12 (variance along - variance across). `None` where noise leaves a weak stroke no variance.
    pub(super) fn shape(&self) -> Option<Shape> {
        let [x, y] = self.first.map(|v| v / self.sum);
        let [xx, xy, yy] = self.second.map(|v| v / self.sum);
        let (xx, xy, yy) = (xx - x * x, xy - x * y, yy - y * y);
        let (half, apart) = (0.5 * (xx + yy), hypot(0.5 * (xx - yy), xy));
        let across = half - apart;
        (across > 0.0 && apart.is_finite()).then(|| Shape { length_px: (24.0 * apart).sqrt(), width_px: across.sqrt() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_even_line_has_its_length_in_any_direction() {
        for (dx, dy) in [(1.0, 0.0), (0.6, 0.8)] {
            let mut moments = Moments::default();
            for k in 0..200 {
                for side in [-1.0, 1.0] {
                    let u = 0.05 * (f64::from(k) + 0.5);
                    moments.add(Point::new(40.0 + u * dx - side * dy, 30.0 + u * dy + side * dx), 0.3);
                }
            }
            let shape = moments.shape().unwrap();
            // Two lines two pixels apart: a standard deviation across of 1, and 12 times its square less along.
            approx::assert_abs_diff_eq!(shape.length_px, (100.0_f64 - 12.0).sqrt(), epsilon = 0.01);
            approx::assert_abs_diff_eq!(shape.width_px, 1.0, epsilon = 1e-6);
        }
        assert!(Moments::default().shape().is_none());
    }
}
