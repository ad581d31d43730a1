//! Principal components of weighted rows.

use nalgebra::DMatrix;

/// Mean and directions of greatest spread.
pub(crate) struct Principal {
    pub(crate) mean: Vec<f64>,
    /// Unit vectors, the largest spread first, each turned so that its largest entry is positive.
    pub(crate) directions: Vec<Vec<f64>>,
    /// Standard deviation along each.
    pub(crate) sizes: Vec<f64>,
}

/// The first `count` principal components of rows, by the singular values of the centred matrix.
///
/// ```text
/// mu = sum_i w_i x_i;   diag(sqrt w) (X - mu) = U S V';   directions V, standard deviations S     sum w = 1
/// ```
///
/// Panics without rows or when their lengths differ.
pub(crate) fn principal(rows: &[Vec<f64>], weights: &[f64], count: usize) -> Principal {
    let total: f64 = weights.iter().sum();
    let width = rows[0].len();
    let mut mean = vec![0.0; width];
    for (row, weight) in rows.iter().zip(weights) {
        assert_eq!(row.len(), width, "rows of one length");
        mean.iter_mut().zip(row).for_each(|(m, x)| *m += weight / total * x);
    }
    let centred = DMatrix::from_fn(rows.len(), width, |i, j| (weights[i] / total).sqrt() * (rows[i][j] - mean[j]));
    let svd = centred.svd(false, true);
    let turned = svd.v_t.expect("the right vectors were asked for");
    let count = count.min(turned.nrows());
    let directions = (0..count).map(|k| upright(turned.row(k).iter().copied().collect())).collect();
    Principal { mean, directions, sizes: svd.singular_values.iter().take(count).copied().collect() }
}

/// The sign of a direction is nobody's choice: its largest entry is made positive.
fn upright(direction: Vec<f64>) -> Vec<f64> {
    let largest = direction.iter().copied().fold(0.0, |most: f64, v| if v.abs() > most.abs() { v } else { most });
    direction.into_iter().map(|v| if largest < 0.0 { -v } else { v }).collect()
}
