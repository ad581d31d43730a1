//! Points in a picture and the projective map between two planes.

use nalgebra::{DMatrix, Matrix3, Vector3};

/// A point in a plane; in a picture (0, 0) is the outer corner of the first pixel, y runs down.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

impl Point {
    /// A point from its coordinates.
    #[must_use]
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The distance to another point.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        super::hypot(self.x - other.x, self.y - other.y)
    }
}

/// A projective map of the plane: what a camera does to a flat chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homography(Matrix3<f64>);

impl Homography {
    /// The map whose matrix has these rows.
    #[must_use]
    pub fn from_rows(rows: [[f64; 3]; 3]) -> Self {
        Self(Matrix3::from_fn(|i, j| rows[i][j]))
    }

    /// The rows of its matrix.
    #[must_use]
    pub fn rows(&self) -> [[f64; 3]; 3] {
        [0, 1, 2].map(|i| [0, 1, 2].map(|j| self.0[(i, j)]))
    }

    /// The homography that best maps `from` onto `to`: exact for four pairs, least squares for more.
    ///
    /// `None` with fewer than four pairs, or when the points determine no map (three on a line).
    /// Source: normalised direct linear transform, Hartley, IEEE PAMI 19:580 (1997), doi:10.1109/34.601246.
    #[must_use]
    pub fn fit(from: &[Point], to: &[Point]) -> Option<Self> {
        if from.len() < 4 || from.len() != to.len() {
            return None;
        }
        let (n_from, n_to) = (normalisation(from)?, normalisation(to)?);
        let mut rows = DMatrix::<f64>::zeros((2 * from.len()).max(9), 9);
        for (i, (f, t)) in from.iter().zip(to).enumerate() {
            let (f, t) = (apply(&n_from, *f), apply(&n_to, *t));
            let source = [f.x, f.y, 1.0];
            for k in 0..3 {
                rows[(2 * i, k)] = source[k];
                rows[(2 * i, 6 + k)] = -t.x * source[k];
                rows[(2 * i + 1, 3 + k)] = source[k];
                rows[(2 * i + 1, 6 + k)] = -t.y * source[k];
            }
        }
        let svd = rows.svd(false, true);
        let v = svd.v_t?;
        let order = |a: &usize, b: &usize| svd.singular_values[*a].total_cmp(&svd.singular_values[*b]);
        let mut by_size: Vec<usize> = (0..9).collect();
        by_size.sort_by(order);
        // A second vanishing singular value means that the points leave the map open.
        if svd.singular_values[by_size[1]] < 1e-9 * svd.singular_values[by_size[8]] {
            return None;
        }
        let h = Matrix3::from_row_iterator(v.row(by_size[0]).iter().copied());
        let map = n_to.try_inverse()? * h * n_from;
        (map.determinant().abs() > 1e-300 && map.iter().all(|v| v.is_finite())).then(|| Self(map / map.norm()))
    }

    /// Where a point goes.
    #[must_use]
    pub fn map(&self, p: Point) -> Point {
        apply(&self.0, p)
    }

    /// The map back; `None` when this one is singular.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        self.0.try_inverse().map(|m| Self(m / m.norm()))
    }
}

fn apply(m: &Matrix3<f64>, p: Point) -> Point {
    let v = m * Vector3::new(p.x, p.y, 1.0);
    Point::new(v.x / v.z, v.y / v.z)
}

/// The similarity that moves points to their centroid and mean distance sqrt 2.
fn normalisation(points: &[Point]) -> Option<Matrix3<f64>> {
    let n = points.len() as f64;
    let centre = Point::new(points.iter().map(|p| p.x).sum::<f64>() / n, points.iter().map(|p| p.y).sum::<f64>() / n);
    let spread = points.iter().map(|p| p.distance(centre)).sum::<f64>() / n;
    let s = std::f64::consts::SQRT_2 / spread;
    s.is_finite().then(|| Matrix3::new(s, 0.0, -s * centre.x, 0.0, s, -s * centre.y, 0.0, 0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> [Point; 4] {
        [Point::new(0.0, 0.0), Point::new(5.0, 0.0), Point::new(5.0, 3.0), Point::new(0.0, 3.0)]
    }

    #[test]
    fn four_corners_are_met_exactly_and_the_way_back_returns() {
        let seen =
            [Point::new(100.0, 90.0), Point::new(900.0, 130.0), Point::new(820.0, 700.0), Point::new(60.0, 610.0)];
        let map = Homography::fit(&square(), &seen).unwrap();
        for (from, to) in square().into_iter().zip(seen) {
            assert!(map.map(from).distance(to) < 1e-9);
            assert!(map.inverse().unwrap().map(to).distance(from) < 1e-9);
        }
        // A projective map keeps the crossing of the diagonals.
        let middle = map.map(Point::new(2.5, 1.5));
        let cross = |a: Point, b: Point, p: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
        assert!(cross(seen[0], seen[2], middle).abs() < 1e-6 && cross(seen[1], seen[3], middle).abs() < 1e-6);
    }

    #[test]
    fn points_that_fix_no_map_are_refused() {
        let line: Vec<Point> = (0..4).map(|i| Point::new(f64::from(i), 2.0 * f64::from(i))).collect();
        assert!(Homography::fit(&line, &square()).is_none());
        assert!(Homography::fit(&square()[..3], &square()[..3]).is_none());
        assert!(Homography::fit(&[Point::default(); 4], &square()).is_none());
    }
}
