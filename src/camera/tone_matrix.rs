//! The first calibration: gamma, offsets, light plane and 3x3, fitted in Lab with the skin patches weighted.

use crate::color::{D65, LabD65, Xyz, ciede2000};
use crate::data::ToneMatrixTable;
use crate::math::{FitOptions, Matrix3, Parameter, exp, fit, inverse3, ln, median, pow, transform3};
use nalgebra::{DMatrix, DVector};
use palette::convert::IntoColorUnclamped;
use rayon::prelude::*;

/// One patch as the camera saw it, and what it should be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Observation {
    /// 1-24.
    pub(super) index: usize,
    /// Mean of the patch, declared curve undone.
    pub(super) linear: [f64; 3],
    /// Place on the chart, patch centres spanning -1 to 1 each way.
    pub(super) chart_xy: [f64; 2],
    /// Tristimulus values of its spectrum.
    pub(super) xyz: Xyz<D65, f64>,
    /// The same as Lab.
    pub(super) lab: LabD65,
    /// Whether it has a colour of skin.
    pub(super) is_skin: bool,
}

/// Gamma, offsets, light plane and 3x3 of one photo.
///
/// ```text
/// x_c = max(y_c + o_c, floor)^gamma,   XYZ = M x exp(-a.p)
/// ```
///
/// y is the linear value by the declared curve, p the place on the chart, a the light plane.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ToneMatrix {
    matrix: Matrix3,
    gamma: f64,
    offset: [f64; 3],
    plane: [f64; 2],
    /// Laplace covariance of the plane.
    plane_cov: [[f64; 2]; 2],
    /// Standard deviation of one chroma-weighted Lab residual.
    residual_sd: f64,
}

/// Light below this share of white counts as this much: the logarithm's neighbourhood of black.
const FLOOR: f64 = 1e-6;
/// The same where its logarithm is taken: darker channels say more of the noise than of the light.
const DARK: f64 = 0.01;
/// Refits with the noise that the residuals show.
const ROUNDS: usize = 3;
/// Unknowns: 3x3, gamma, three offsets, plane.
const UNKNOWNS: usize = 15;
/// Where the plane begins among them.
const PLANE: usize = 13;

impl ToneMatrix {
    /// Fits the model to the patches; the noise is estimated from its own residuals.
    pub(super) fn fit(patches: &[Observation], table: &ToneMatrixTable) -> Self {
        let start = Self {
            matrix: least_squares_matrix(patches),
            gamma: 1.0,
            offset: [0.0; 3],
            plane: [0.0; 2],
            plane_cov: [[0.0; 2]; 2],
            residual_sd: 1.0,
        };
        (0..ROUNDS).fold(start, |model, _| {
            let fitted = model.refit(patches, table);
            let residual_sd = fitted.robust_residual_sd(patches).max(table.least_residual_sd);
            Self { residual_sd, ..fitted }
        })
    }

    /// The dE00 of each patch, predicted by a fit that did not see it.
    pub(super) fn leave_one_out(&self, patches: &[Observation], table: &ToneMatrixTable) -> Vec<f64> {
        let without = |left_out: usize| {
            let others: Vec<Observation> =
                patches.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, p)| *p).collect();
            let patch = patches[left_out];
            ciede2000(self.refit(&others, table).lab(patch.linear, patch.chart_xy), patch.lab)
        };
        (0..patches.len()).into_par_iter().map(without).collect()
    }

    /// Tone undone: what means over pixels are taken of.
    pub(super) fn light(&self, linear: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|c| pow((linear[c] + self.offset[c]).max(FLOOR), self.gamma))
    }

    pub(super) fn lab_of_light(&self, light: [f64; 3], chart_xy: [f64; 2]) -> LabD65 {
        let shade = exp(-(self.plane[0] * chart_xy[0] + self.plane[1] * chart_xy[1]));
        let [x, y, z] = transform3(&self.matrix, light).map(|v| v * shade);
        Xyz::<D65, f64>::new(x, y, z).into_color_unclamped()
    }

    pub(super) fn lab(&self, linear: [f64; 3], chart_xy: [f64; 2]) -> LabD65 {
        self.lab_of_light(self.light(linear), chart_xy)
    }

    /// Standard deviation of the natural log of the light that the plane adds over a way on the chart's plane.
    pub(super) fn shading_sd(&self, way: [f64; 2]) -> f64 {
        let mut variance = 0.0;
        for (i, row) in self.plane_cov.iter().enumerate() {
            for (j, c) in row.iter().enumerate() {
                variance += way[i] * c * way[j];
            }
        }
        variance.max(0.0).sqrt()
    }

    /// Largest change of light between opposite corners of the chart, in EV.
    pub(super) fn falloff_ev(&self) -> f64 {
        2.0 * (self.plane[0].abs() + self.plane[1].abs()) / std::f64::consts::LN_2
    }

    /// Change of the light's colour between opposite corners of the chart, EV: the larger of red and blue against green, from
    /// the slopes of what is left of the light of the patches.
    pub(super) fn colour_drift_ev(&self, patches: &[Observation]) -> Option<f64> {
        let back = inverse3(&self.matrix)?;
        let left = |patch: &Observation| {
            let (seen, meant) = (self.light(patch.linear), transform3(&back, [patch.xyz.x, patch.xyz.y, patch.xyz.z]));
            [0, 1, 2].map(|c| ln(seen[c].max(DARK) / meant[c].max(DARK)))
        };
        let slopes = |c: usize| plane_slopes(patches.iter().map(|p| (p.chart_xy, left(p)[c] - left(p)[1])));
        let corner_to_corner = |[a, b]: [f64; 2]| 2.0 * (a.abs() + b.abs()) / std::f64::consts::LN_2;
        Some(corner_to_corner(slopes(0)?).max(corner_to_corner(slopes(2)?)))
    }

    fn refit(&self, patches: &[Observation], table: &ToneMatrixTable) -> Self {
        let mut prior: Vec<Parameter> = self.matrix.iter().flatten().map(|m| Parameter::free(*m)).collect();
        prior.push(Parameter::normal(1.0, table.gamma_sd).from(self.gamma));
        prior.extend(self.offset.map(|o| Parameter::normal(0.0, table.offset_sd).from(o)));
        prior.extend(self.plane.map(|a| Parameter::normal(0.0, table.plane_sd).from(a)));
        let residuals = |p: &[f64], e: &mut Vec<f64>| {
            let model = Self::unpack(p, self.residual_sd);
            for patch in patches {
                let weight = if patch.is_skin { table.skin_patch_weight } else { 1.0 } / self.residual_sd;
                e.extend(model.residual(patch).map(|v| v * weight));
            }
        };
        let options = FitOptions { iterations: 25, tolerance: 1e-7, huber: table.huber, ..FitOptions::default() };
        let fitted = fit(&prior, residuals, options);
        let plane_cov = [0, 1].map(|i| [0, 1].map(|j| fitted.covariance[(PLANE + i, PLANE + j)]));
        Self { plane_cov, ..Self::unpack(&fitted.parameters, self.residual_sd) }
    }

    fn unpack(p: &[f64], residual_sd: f64) -> Self {
        debug_assert_eq!(p.len(), UNKNOWNS);
        Self {
            matrix: [[p[0], p[1], p[2]], [p[3], p[4], p[5]], [p[6], p[7], p[8]]],
            gamma: p[9],
            offset: [p[10], p[11], p[12]],
            plane: [p[PLANE], p[PLANE + 1]],
            plane_cov: [[0.0; 2]; 2],
            residual_sd,
        }
    }

    /// Lab residual with chroma weighted as in CIEDE2000's `S_C`, so that saturated patches do not rule the fit.
    fn residual(&self, patch: &Observation) -> [f64; 3] {
        let lab = self.lab(patch.linear, patch.chart_xy);
        let chroma = 1.0 + 0.045 * crate::math::hypot(patch.lab.a, patch.lab.b);
        [lab.l - patch.lab.l, (lab.a - patch.lab.a) / chroma, (lab.b - patch.lab.b) / chroma]
    }

    fn robust_residual_sd(&self, patches: &[Observation]) -> f64 {
        let sizes: Vec<f64> = patches.iter().flat_map(|p| self.residual(p)).map(f64::abs).collect();
        // 1.4826: median absolute deviation to sd of a normal. The fit has used up unknowns of its observations.
        let observations = sizes.len() as f64;
        1.4826 * median(&sizes) * (observations / (observations - UNKNOWNS as f64)).sqrt()
    }
}

/// The plain 3x3 from linear values to XYZ: where the fit starts.
fn least_squares_matrix(patches: &[Observation]) -> Matrix3 {
    let seen = DMatrix::from_fn(patches.len(), 3, |i, c| patches[i].linear[c]);
    let svd = seen.svd(true, true);
    let row = |f: &dyn Fn(&Observation) -> f64| {
        let target = DVector::from_iterator(patches.len(), patches.iter().map(f));
        let solved = svd.solve(&target, 1e-9).expect("both factors were asked for");
        [solved[0], solved[1], solved[2]]
    };
    [row(&|p| p.xyz.x), row(&|p| p.xyz.y), row(&|p| p.xyz.z)]
}
/// Slopes in x and y of the plane with the least squares through values at places; `None` for places on a line.
fn plane_slopes(values: impl Iterator<Item = ([f64; 2], f64)>) -> Option<[f64; 2]> {
    let mut normal = [[0.0; 3]; 3];
    let mut mixed = [0.0; 3];
    for ([x, y], value) in values {
        let row = [1.0, x, y];
        for i in 0..3 {
            mixed[i] += row[i] * value;
            (0..3).for_each(|j| normal[i][j] += row[i] * row[j]);
        }
    }
    let [_, along, down] = transform3(&inverse3(&normal)?, mixed);
    Some([along, down])
}
