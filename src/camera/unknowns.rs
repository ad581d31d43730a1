//! The unknowns of the sensor posterior, and what is expected of a patch given them.

use super::posterior::Pipeline;
use crate::math::{Matrix3, exp, ln};
use nalgebra::DVector;

/// Where each group of unknowns begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Layout {
    pub(super) components: usize,
    pub(super) matrix: Option<usize>,
    pub(super) tone: Option<usize>,
    pub(super) knots: usize,
    pub(super) gain: usize,
    pub(super) plane: usize,
    pub(super) luminance: Option<usize>,
    pub(super) surround: Option<usize>,
    pub(super) count: usize,
}

impl Layout {
    pub(super) fn new(components: usize, knots: usize, pipeline: Pipeline) -> Self {
        let developed = pipeline == Pipeline::Developed;
        let matrix = (pipeline != Pipeline::Raw).then_some(components);
        let tone = developed.then_some(components + 9);
        let after_matrix = components + if matrix.is_some() { 9 } else { 0 };
        let gain = after_matrix + if developed { knots } else { 0 };
        let plane = gain + 3;
        let luminance = developed.then_some(plane + 2);
        let surround = developed.then_some(plane + 4);
        let count = plane + if developed { 5 } else { 2 };
        Self { components, matrix, tone, knots, gain, plane, luminance, surround, count }
    }
}

/// What a camera's treatment of a place depends on, its own light aside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// On the chart's plane, patch centres spanning -1 to 1 each way.
    pub(super) chart_xy: [f64; 2],
    /// u, of its own luminance.
    pub(super) luminance: f64,
    /// ln of the light around it over that around the chart.
    pub(super) surround: f64,
}

/// Below this the sensor's predicted value is bent to stay positive.
const FLOOR: f64 = 1e-3;
/// ln of the floor-bent value and its derivative by the value.
pub(super) fn ln_floored(x: f64) -> (f64, f64) {
    if x < FLOOR { (ln(FLOOR) + x / FLOOR - 1.0, 1.0 / FLOOR) } else { (ln(x), 1.0 / x) }
}

/// M at the parameters.
pub(super) fn matrix_at(layout: &Layout, parameters: &[f64], start: &Matrix3, sd: f64) -> Matrix3 {
    match layout.matrix {
        None => *start,
        Some(first) => {
            std::array::from_fn(|j| std::array::from_fn(|c| start[j][c] + sd * parameters[first + 3 * j + c]))
        }
    }
}

/// The expected value of one patch or place and its derivatives.
pub(super) struct Terms<'a> {
    pub(super) layout: &'a Layout,
    pub(super) parameters: &'a [f64],
    pub(super) matrix: &'a Matrix3,
    pub(super) matrix_sd: f64,
    /// `S mu` and `S v_k`.
    pub(super) mean: [f64; 3],
    pub(super) components: &'a [[f64; 3]],
}

impl Terms<'_> {
    fn sensor(&self) -> [f64; 3] {
        let mut r = self.mean;
        for (v, z) in self.components.iter().zip(self.parameters) {
            (0..3).for_each(|j| r[j] += z * v[j]);
        }
        r
    }

    /// ln of the value expected in a channel, and the derivative of that by the value.
    pub(super) fn ln_expected(&self, c: usize) -> (f64, f64) {
        let r = self.sensor();
        ln_floored((0..3).map(|j| r[j] * self.matrix[j][c]).sum())
    }

    /// Derivatives of observed minus expected by every unknown.
    pub(super) fn fill(&self, c: usize, at: &Place, tone: &DVector<f64>, mut put: impl FnMut(usize, f64)) {
        let (_, slope) = self.ln_expected(c);
        for (k, v) in self.components.iter().enumerate() {
            put(k, -slope * (0..3).map(|j| v[j] * self.matrix[j][c]).sum::<f64>());
        }
        if let Some(first) = self.layout.matrix {
            for (j, r) in self.sensor().into_iter().enumerate() {
                put(first + 3 * j + c, -slope * self.matrix_sd * r);
            }
        }
        if let Some(first) = self.layout.tone {
            tone.iter().enumerate().for_each(|(i, w)| put(first + i, *w));
        }
        put(self.layout.gain + c, -1.0);
        put(self.layout.plane, -at.chart_xy[0]);
        put(self.layout.plane + 1, -at.chart_xy[1]);
        if let Some(first) = self.layout.luminance {
            put(first, at.luminance);
            put(first + 1, at.luminance * at.luminance - 1.0);
        }
        if let Some(k) = self.layout.surround {
            put(k, at.surround);
        }
    }
}

/// Squared-exponential correlation of the light at two places of the chart's plane.
pub(super) fn closeness(one: [f64; 2], other: [f64; 2], range: f64) -> f64 {
    let (dx, dy) = (one[0] - other[0], one[1] - other[1]);
    exp(-(dx * dx + dy * dy) / (2.0 * range * range))
}
