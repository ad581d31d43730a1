//! A natural cubic spline as a linear function of its values at the knots.

use nalgebra::{DMatrix, DVector};

/// Knots, and the map from values at the knots to second derivatives there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spline {
    knots: Vec<f64>,
    curvature: DMatrix<f64>,
}

impl Spline {
    /// A spline through rising knots, three or more.
    pub(super) fn new(knots: &[f64]) -> Self {
        let n = knots.len();
        let h = |i: usize| knots[i + 1] - knots[i];
        // Continuity of the first derivative at inner knots, no curvature at the ends.
        let mut left = DMatrix::identity(n, n);
        let mut right = DMatrix::zeros(n, n);
        for i in 1..n - 1 {
            left[(i, i - 1)] = h(i - 1) / 6.0;
            left[(i, i)] = (h(i - 1) + h(i)) / 3.0;
            left[(i, i + 1)] = h(i) / 6.0;
            right[(i, i - 1)] = 1.0 / h(i - 1);
            right[(i, i)] = -1.0 / h(i - 1) - 1.0 / h(i);
            right[(i, i + 1)] = 1.0 / h(i);
        }
        let curvature = left.lu().solve(&right).expect("rising knots give a regular system");
        Self { knots: knots.to_vec(), curvature }
    }

    /// Weights of the values at the knots: s(at) = sum of weight times value. Held constant beyond the ends.
    pub(super) fn weights(&self, at: f64) -> DVector<f64> {
        let n = self.knots.len();
        let x = at.clamp(self.knots[0], self.knots[n - 1]);
        let i = self.knots.partition_point(|k| *k <= x).clamp(1, n - 1) - 1;
        let h = self.knots[i + 1] - self.knots[i];
        let (a, b) = ((self.knots[i + 1] - x) / h, (x - self.knots[i]) / h);
        let bend = |t: f64| (t * t * t - t) * h * h / 6.0;
        let mut weights = self.curvature.row(i).transpose() * bend(a) + self.curvature.row(i + 1).transpose() * bend(b);
        weights[i] += a;
        weights[i + 1] += b;
        weights
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_meets_its_knots_is_smooth_and_keeps_straight_lines() {
        let knots = [-7.5, -5.0, -3.8, -2.8, -2.0, -1.3, -0.7, -0.25, 0.0];
        let spline = Spline::new(&knots);
        let values: Vec<f64> = knots.iter().map(|k| 0.1 * k * k - 0.3 * k).collect();
        let at = |x: f64| spline.weights(x).iter().zip(&values).map(|(w, v)| w * v).sum::<f64>();
        for (knot, value) in knots.iter().zip(&values) {
            approx::assert_abs_diff_eq!(at(*knot), *value, epsilon = 1e-12);
        }
        for knot in &knots[1..8] {
            let (left, right) = ((at(*knot) - at(knot - 1e-5)) / 1e-5, (at(knot + 1e-5) - at(*knot)) / 1e-5);
            approx::assert_abs_diff_eq!(left, right, epsilon = 1e-4);
        }
        let line: f64 = spline.weights(-1.1).iter().zip(&knots).map(|(w, k)| w * (2.0 * k + 1.0)).sum();
        approx::assert_abs_diff_eq!(line, 2.0 * -1.1 + 1.0, epsilon = 1e-12);
        approx::assert_abs_diff_eq!(at(-99.0), values[0], epsilon = 1e-12);
    }
}
