//! Whether a rectangle is of one kind all over.

use super::cells::Grid;
use super::rectangles::CellRect;
use crate::data::EvenLimits;
use crate::math::{exp, hypot, ln};

/// How much the ninths of a rectangle differ from their mean, at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unevenness {
    ln_texture: f64,
    ln_saturation: f64,
    lightness: f64,
}

impl Unevenness {
    /// Share of a region's area that counts when regions are compared: a smaller one of one kind is better than a larger one
    /// that reaches from dense into thin hair.
    pub(super) fn worth(&self) -> f64 {
        exp(-2.0 * self.ln_texture)
    }

    pub(super) fn allows_skin(&self, limits: &EvenLimits, step: f64) -> bool {
        self.is_within(limits.texture * step, limits.skin_saturation, limits)
    }

    pub(super) fn allows_stubble(&self, limits: &EvenLimits, step: f64) -> bool {
        self.is_within(limits.texture * step, limits.stubble_saturation, limits)
    }

    pub(super) fn allows_skin_alone(&self, limits: &EvenLimits) -> bool {
        self.is_within(limits.texture_alone, limits.skin_saturation, limits)
    }

    fn is_within(&self, ln_texture: f64, ln_saturation: f64, limits: &EvenLimits) -> bool {
        self.ln_texture < ln_texture && self.ln_saturation < ln_saturation && self.lightness < limits.lightness
    }
}

/// How uneven a rectangle of cells is, three by three parts compared.
pub(super) fn unevenness(grid: &Grid, rect: CellRect) -> Unevenness {
    let mut sums = [[0.0; 4]; 9];
    for i in rect.cells(grid) {
        let [column, row] = grid.place(i);
        let part = (row - rect.row) * 3 / rect.rows * 3 + (column - rect.column) * 3 / rect.columns;
        let cell = &grid.cells[i];
        // a* and b* over L* + 16 depend on the ratios of X, Y, Z alone: shading leaves them as they are.
        let saturation = cell.body.map_or(1.0, |body| hypot(body.a, body.b) / (body.l + 16.0));
        let values = [cell.texture.ln, ln(saturation), cell.body.map_or(0.0, |body| body.l), 1.0];
        sums[part].iter_mut().zip(values).for_each(|(sum, v)| *sum += v);
    }
    let means = |k: usize| sums.map(|sum| sum[k] / sum[3]);
    Unevenness {
        ln_texture: farthest(means(0)),
        ln_saturation: farthest(means(1)),
        lightness: farthest(without_slope(means(2))),
    }
}

/// The largest deviation from the mean.
fn farthest(means: [f64; 9]) -> f64 {
    let mean = means.iter().sum::<f64>() / 9.0;
    means.iter().map(|m| (m - mean).abs()).fold(0.0, f64::max)
}

/// Three by three values, their slope across and down taken out.
fn without_slope(means: [f64; 9]) -> [f64; 9] {
    let off = |i: usize| [i % 3, i / 3].map(|v| v as f64 - 1.0);
    let slope = |axis: usize| (0..9).map(|i| off(i)[axis] * means[i]).sum::<f64>() / 6.0;
    let slopes = [slope(0), slope(1)];
    std::array::from_fn(|i| means[i] - slopes[0] * off(i)[0] - slopes[1] * off(i)[1])
}
