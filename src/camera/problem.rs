//! The least-squares problem of the sensor posterior: residuals, their derivatives, noise, beliefs.

use super::patch::{DARKEST, Patch, luminance_term};
use super::posterior::Spatial;
use super::prior::{Response, SensorPrior, sensor_bands};
use super::spline::Spline;
use super::unknowns::{Layout, Place, Terms, closeness, ln_floored, matrix_at};
use crate::color::{D65, Spectrum, Viewing};
use crate::data::SensorPosteriorTable;
use crate::math::{Fit, FitOptions, Matrix3, Parameter, fit_with_jacobian, ln, median};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use palette::convert::IntoColorUnclamped;

/// Unknowns that a chart determines of the 55: what the residuals lose to the fit.
const DETERMINED: f64 = 34.0;

/// Everything of a fit that does not change with the parameters.
pub(super) struct Problem<'a> {
    layout: Layout,
    patches: &'a [Patch],
    rows: Vec<(usize, usize)>,
    /// `S mu` and `S v_k` of each patch.
    through_mean: Vec<[f64; 3]>,
    through_components: Vec<Vec<[f64; 3]>>,
    tone_weights: Vec<DVector<f64>>,
    ln_y: Vec<f64>,
    places: Vec<Place>,
    pub(super) start_matrix: Matrix3,
    table: &'a SensorPosteriorTable,
    /// Whitens at scale 1: lower factor of the noise covariance.
    noise: Cholesky<f64, Dyn>,
    noise_factor: DMatrix<f64>,
}

impl<'a> Problem<'a> {
    pub(super) fn new(
        layout: Layout,
        patches: &'a [Patch],
        white: [f64; 3],
        prior: &SensorPrior,
        spline: &Spline,
        table: &'a SensorPosteriorTable,
    ) -> Option<Self> {
        let through = |spectrum: &Spectrum, response: &Response| -> [f64; 3] {
            let bands = sensor_bands(spectrum.values());
            std::array::from_fn(|j| response[j].iter().zip(&bands).map(|(m, s)| m * s).sum())
        };
        let rows: Vec<(usize, usize)> = patches
            .iter()
            .enumerate()
            .flat_map(|(p, patch)| (0..3).filter(|c| patch.usable[*c]).map(move |c| (p, c)))
            .collect();
        let ln_y: Vec<f64> = rows.iter().map(|(p, c)| ln(patches[*p].linear[*c].max(DARKEST))).collect();
        let through_mean: Vec<[f64; 3]> = patches.iter().map(|p| through(&p.spectrum, &prior.mean)).collect();
        let through_components =
            patches.iter().map(|p| prior.components.iter().map(|v| through(&p.spectrum, v)).collect()).collect();
        let start_matrix = match layout.matrix {
            None => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Some(_) => usual_matrix(patches, &through_mean)?,
        };
        let place = |p: &Patch| Place {
            chart_xy: p.chart_xy,
            luminance: luminance_term(&p.linear, &white),
            surround: p.surround,
        };
        let places = patches.iter().map(place).collect();
        let covariance = noise_covariance(patches, &rows, &white, table);
        let noise = covariance.cholesky()?;
        let noise_factor = noise.l();
        Some(Self {
            tone_weights: ln_y.iter().map(|y| spline.weights(*y)).collect(),
            places,
            layout,
            patches,
            rows,
            through_mean,
            through_components,
            ln_y,
            start_matrix,
            table,
            noise,
            noise_factor,
        })
    }

    pub(super) fn prior(&self) -> Vec<Parameter> {
        let table = self.table;
        let mut prior = vec![Parameter::normal(0.0, 1.0); self.layout.components];
        if self.layout.matrix.is_some() {
            prior.extend([Parameter::normal(0.0, 1.0); 9]);
        }
        if self.layout.tone.is_some() {
            prior.extend(vec![Parameter::normal(0.0, table.tone_sd); self.layout.knots]);
        }
        let gains: [f64; 3] = std::array::from_fn(|c| self.usual_gain(c));
        prior.extend(gains.map(Parameter::free));
        prior.extend([Parameter::normal(0.0, table.plane_sd); 2]);
        if self.layout.luminance.is_some() {
            prior.extend([Parameter::normal(0.0, table.luminance_sd); 2]);
        }
        if self.layout.surround.is_some() {
            prior.push(Parameter::normal(0.0, table.surround_sd));
        }
        prior
    }

    /// ln of the gain that fits a channel with the mean sensor.
    fn usual_gain(&self, c: usize) -> f64 {
        let matrix = &self.start_matrix;
        let off: Vec<f64> = self
            .rows
            .iter()
            .zip(&self.ln_y)
            .filter(|((_, channel), _)| *channel == c)
            .map(|((p, _), ln_y)| {
                let r = self.through_mean[*p];
                ln_y - ln_floored((0..3).map(|j| r[j] * matrix[j][c]).sum()).0
            })
            .collect();
        if off.is_empty() { 0.0 } else { median(&off) }
    }

    fn terms<'b>(&'b self, patch: usize, parameters: &'b [f64], matrix: &'b Matrix3) -> Terms<'b> {
        Terms {
            layout: &self.layout,
            parameters,
            matrix,
            matrix_sd: self.table.matrix_sd,
            mean: self.through_mean[patch],
            components: &self.through_components[patch],
        }
    }

    /// Observed minus expected, row by row.
    fn residuals(&self, parameters: &[f64]) -> DVector<f64> {
        let matrix = matrix_at(&self.layout, parameters, &self.start_matrix, self.table.matrix_sd);
        let l = &self.layout;
        let row = |(i, (p, c)): (usize, &(usize, usize))| {
            let at = &self.places[*p];
            let tone = l
                .tone
                .map_or(0.0, |first| self.tone_weights[i].iter().zip(&parameters[first..]).map(|(w, s)| w * s).sum());
            let u = at.luminance;
            let by_luminance = l.luminance.map_or(0.0, |b| parameters[b] * u + parameters[b + 1] * (u * u - 1.0));
            let by_surround = l.surround.map_or(0.0, |k| parameters[k] * at.surround);
            let shade = parameters[l.plane] * at.chart_xy[0] + parameters[l.plane + 1] * at.chart_xy[1];
            let expected = self.terms(*p, parameters, &matrix).ln_expected(*c).0;
            self.ln_y[i] + tone - parameters[l.gain + c] - shade + by_luminance + by_surround - expected
        };
        DVector::from_iterator(self.rows.len(), self.rows.iter().enumerate().map(row))
    }

    fn jacobian(&self, parameters: &[f64]) -> DMatrix<f64> {
        let matrix = matrix_at(&self.layout, parameters, &self.start_matrix, self.table.matrix_sd);
        let mut jacobian = DMatrix::zeros(self.rows.len(), self.layout.count);
        for (i, (p, c)) in self.rows.iter().enumerate() {
            let terms = self.terms(*p, parameters, &matrix);
            terms.fill(*c, &self.places[*p], &self.tone_weights[i], |k, v| {
                jacobian[(i, k)] = v;
            });
        }
        jacobian
    }

    /// Beliefs that tie several unknowns together: gains about their own mean, the bend of the tone curve.
    fn ties(&self, parameters: &[f64], put: &mut dyn FnMut(f64)) {
        let gains = &parameters[self.layout.gain..self.layout.gain + 3];
        let mean = gains.iter().sum::<f64>() / 3.0;
        gains.iter().for_each(|g| put((g - mean) / self.table.gain_sd));
        if let Some(first) = self.layout.tone {
            let s = &parameters[first..first + self.layout.knots];
            s.windows(3).for_each(|w| put((w[0] - 2.0 * w[1] + w[2]) / self.table.tone_bend_sd));
        }
    }

    /// The ties as rows: they are linear.
    fn tie_rows(&self) -> DMatrix<f64> {
        let values = |parameters: &[f64]| {
            let mut out = Vec::new();
            self.ties(parameters, &mut |v| out.push(v));
            out
        };
        let zero = vec![0.0; self.layout.count];
        let count = values(&zero).len();
        let mut rows = DMatrix::zeros(count, self.layout.count);
        for k in 0..self.layout.count {
            let mut one = zero.clone();
            one[k] = 1.0;
            values(&one).into_iter().enumerate().for_each(|(i, v)| rows[(i, k)] = v);
        }
        rows
    }

    pub(super) fn solve(&self, prior: &[Parameter], scale: f64) -> Fit {
        let ties = self.tie_rows();
        let whiten = |m: DMatrix<f64>| {
            self.noise_factor.solve_lower_triangular(&m).expect("a Cholesky factor is regular") / scale
        };
        let residuals = |p: &[f64], e: &mut Vec<f64>| {
            let white =
                self.noise_factor.solve_lower_triangular(&self.residuals(p)).expect("a Cholesky factor is regular");
            e.extend(white.iter().map(|v| v / scale));
            e.extend((&ties * DVector::from_column_slice(p)).iter());
        };
        let jacobian = |p: &[f64]| {
            let data = whiten(self.jacobian(p));
            let mut all = DMatrix::zeros(data.nrows() + ties.nrows(), data.ncols());
            all.rows_mut(0, data.nrows()).copy_from(&data);
            all.rows_mut(data.nrows(), ties.nrows()).copy_from(&ties);
            all
        };
        let options = FitOptions { iterations: 30, tolerance: 1e-6, huber: self.table.huber, robust: self.rows.len() };
        fit_with_jacobian(prior, residuals, jacobian, options)
    }

    /// The factor on the noise that the whitened residuals of a fit ask for.
    pub(super) fn scale(&self, fit: &Fit, scale: f64) -> f64 {
        let e = self.residuals(&fit.parameters);
        let white = self.noise_factor.solve_lower_triangular(&e).expect("a Cholesky factor is regular") / scale;
        // Robust: half the squares of the loss that is linear in the tails.
        let n = self.rows.len() as f64;
        let squares: f64 = white.iter().map(|v| 2.0 * ((1.0 + v * v).sqrt() - 1.0)).sum();
        let rms = (squares / n).sqrt() * (n / (n - DETERMINED).max(0.25 * n)).sqrt();
        (scale * rms).clamp(self.table.scale_min, self.table.scale_max)
    }

    /// Covariance of the unknowns, and what the residuals say of other places, with noise times `spread`.
    pub(super) fn posterior(&self, fit: &Fit, spread: f64) -> Option<(DMatrix<f64>, Spatial)> {
        let jacobian = self.jacobian(&fit.parameters);
        let residuals = self.residuals(&fit.parameters);
        let inverse = self.noise.inverse() / (spread * spread);
        let weighted_jacobian = &inverse * &jacobian;
        let curvature = jacobian.transpose() * &weighted_jacobian + self.believed();
        let covariance = curvature.cholesky()?.inverse();
        let places = self.rows.iter().map(|(p, _)| self.patches[*p].chart_xy).collect();
        let spatial = Spatial { places, weighted_residuals: &inverse * residuals, weighted_jacobian, inverse };
        Some((covariance, spatial))
    }

    /// Precision of the unknowns before the chart was seen.
    fn believed(&self) -> DMatrix<f64> {
        let ties = self.tie_rows();
        let mut believed = ties.transpose() * ties;
        for (k, parameter) in self.prior().iter().enumerate() {
            believed[(k, k)] += 1.0 / (parameter.sd * parameter.sd);
        }
        believed
    }

    /// ln of how probable the observed ln light is whatever the unknowns are, by Laplace's method, up to a constant that
    /// pipelines share.
    ///
    /// ```text
    /// ln Z = -cost - n ln f - 1/2 ln det(C) - 1/2 ln det(H) + 1/2 ln det(P)
    /// ```
    ///
    /// C: noise of n rows, f: factor on it, H: curvature of the cost, P: precision of the prior. Source:
    /// "Bayesian interpolation", Neural Computation 4(3), 415-447, 1992, 10.1162/neco.1992.4.3.415.
    pub(super) fn ln_evidence(&self, fit: &Fit, scale: f64) -> Option<f64> {
        let jacobian = self.jacobian(&fit.parameters);
        let white = self.noise_factor.solve_lower_triangular(&jacobian)? / scale;
        let believed = self.believed();
        let curvature = white.transpose() * white + &believed;
        // The mean gain has no prior in any pipeline: one of unit width is as good as another.
        let mut proper = believed;
        self.prior().iter().enumerate().filter(|(_, p)| p.sd.is_infinite()).for_each(|(k, _)| proper[(k, k)] += 1.0);
        let half_ln_det = |factor: &DMatrix<f64>| factor.diagonal().iter().map(|v| ln(*v)).sum::<f64>();
        let noise = self.rows.len() as f64 * ln(scale) + half_ln_det(&self.noise_factor);
        Some(-fit.cost - noise - half_ln_det(&curvature.cholesky()?.l()) + half_ln_det(&proper.cholesky()?.l()))
    }

    /// Observed minus expected ln q of each patch.
    pub(super) fn in_sample(&self, parameters: &[f64]) -> Vec<(usize, [Option<f64>; 3])> {
        let e = self.residuals(parameters);
        let mut out: Vec<(usize, [Option<f64>; 3])> = self.patches.iter().map(|p| (p.index, [None; 3])).collect();
        self.rows.iter().zip(e.iter()).for_each(|((p, c), v)| out[*p].1[*c] = Some(*v));
        out
    }

    /// Slopes of a light whose colour changes over the chart, red and blue against green, in x and y, ln across half the
    /// chart: what the fit, which knows of one colour of light only, would have found had it been asked.
    ///
    /// ```text
    /// (D' Q D + 1/sd^2) delta = D' C^-1 e,   Q as for the errors left out,   D: x or y in the rows of red or blue
    /// ```
    pub(super) fn colour_slopes(&self, spatial: &Spatial, covariance: &DMatrix<f64>) -> [[f64; 2]; 2] {
        const SLOPE_SD: f64 = 0.3;
        let design = DMatrix::from_fn(self.rows.len(), 4, |i, k| {
            let (p, c) = self.rows[i];
            let channel = if k < 2 { 0 } else { 2 };
            if c == channel { self.patches[p].chart_xy[k % 2] } else { 0.0 }
        });
        let normal = design.transpose() * given_fit(spatial, covariance) * &design
            + DMatrix::<f64>::identity(4, 4) / (SLOPE_SD * SLOPE_SD);
        let right = design.transpose() * &spatial.weighted_residuals;
        let slopes = normal.lu().solve(&right).unwrap_or_else(|| DVector::zeros(4));
        [[slopes[0], slopes[1]], [slopes[2], slopes[3]]]
    }

    /// Errors of ln q of each patch, predicted by a fit that did not see it.
    ///
    /// ```text
    /// Q = C^-1 - C^-1 J Sigma J' C^-1,   e_loo,p = Q_pp^-1 (C^-1 e)_p
    /// ```
    ///
    /// Exact for a linear model with these weights; source: the usual identity of Gaussian cross-validation (Rasmussen
    /// and Williams 2006, 5.4.2) applied to patches.
    pub(super) fn left_out(&self, spatial: &Spatial, covariance: &DMatrix<f64>) -> Vec<(usize, [Option<f64>; 3])> {
        let q = given_fit(spatial, covariance);
        let mut out = Vec::new();
        for (p, patch) in self.patches.iter().enumerate() {
            let rows: Vec<usize> = (0..self.rows.len()).filter(|i| self.rows[*i].0 == p).collect();
            if rows.is_empty() {
                continue;
            }
            let block = DMatrix::from_fn(rows.len(), rows.len(), |i, j| q[(rows[i], rows[j])]);
            let right = DVector::from_fn(rows.len(), |i, _| spatial.weighted_residuals[rows[i]]);
            let Some(e) = block.lu().solve(&right) else { continue };
            let mut by_channel = [None; 3];
            rows.iter().zip(e.iter()).for_each(|(i, v)| by_channel[self.rows[*i].1] = Some(*v));
            out.push((patch.index, by_channel));
        }
        out
    }
}

/// Q = C^-1 - C^-1 J Sigma J' C^-1: the precision of the residuals once the fit has taken its share of them.
fn given_fit(spatial: &Spatial, covariance: &DMatrix<f64>) -> DMatrix<f64> {
    &spatial.inverse - &spatial.weighted_jacobian * covariance * spatial.weighted_jacobian.transpose()
}

/// M0: least squares of the mean sensor's values to what the file shows of a usual camera, columns scaled to sum 1.
fn usual_matrix(patches: &[Patch], through_mean: &[[f64; 3]]) -> Option<Matrix3> {
    let seen = DMatrix::from_fn(patches.len(), 3, |i, j| through_mean[i][j]);
    let meant = DMatrix::from_fn(patches.len(), 3, |i, c| {
        let rgb: palette::LinSrgb<f64> = D65::xyz(&patches[i].spectrum).into_color_unclamped();
        [rgb.red, rgb.green, rgb.blue][c]
    });
    let solved = seen.svd(true, true).solve(&meant, 1e-9).ok()?;
    let sums: [f64; 3] = std::array::from_fn(|c| (0..3).map(|j| solved[(j, c)]).sum());
    sums.iter()
        .all(|s| s.abs() > 0.1)
        .then(|| std::array::from_fn(|j| std::array::from_fn(|c| solved[(j, c)] / sums[c])))
}

/// Noise of every row at scale 1.
fn noise_covariance(
    patches: &[Patch],
    rows: &[(usize, usize)],
    white: &[f64; 3],
    table: &SensorPosteriorTable,
) -> DMatrix<f64> {
    let square = |v: f64| v * v;
    DMatrix::from_fn(rows.len(), rows.len(), |i, j| {
        let ((p, c), (other, _)) = (rows[i], rows[j]);
        let near = closeness(patches[p].chart_xy, patches[other].chart_xy, table.spatial_range);
        let mut v = square(table.spatial_sd) * near;
        if p == other {
            v += square(table.patch_sd);
        }
        if i == j {
            // Observed light, not predicted: weights that depend on the fit hide its errors.
            let q = (patches[p].linear[c] / white[c]).max(1e-4);
            v += square(table.channel_sd) + square(table.floor_sd / q);
        }
        v
    })
}

#[cfg(test)]
mod tests {
    use super::super::posterior::Pipeline;
    use super::*;
    use crate::chart::default_definition;
    use crate::data;

    /// The default chart as a camera of the prior's own kind shows it, with a plane of light and a bent curve.
    fn patches() -> Vec<Patch> {
        let prior = SensorPrior::shipped();
        let chart = default_definition();
        let patch = |i: usize| {
            let bands = sensor_bands(chart.spectra[i].values());
            let xy = [(i % 6) as f64 / 2.5 - 1.0, (i / 6) as f64 / 1.5 - 1.0];
            let q: [f64; 3] = std::array::from_fn(|j| {
                let m = |b: usize| prior.mean[j][b] + 0.8 * prior.components[0][j][b] - 0.5 * prior.components[3][j][b];
                (0..bands.len()).map(|b| m(b) * bands[b]).sum()
            });
            let shade = crate::math::exp(0.03 * xy[0] - 0.02 * xy[1]);
            let linear = q.map(|q| crate::math::pow(0.9 * q * shade, 1.06));
            let surround = 0.1 * (i % 5) as f64 - 0.2;
            Patch { index: i + 1, linear, usable: [true; 3], chart_xy: xy, surround, spectrum: chart.spectra[i] }
        };
        (0..24).map(patch).collect()
    }

    #[test]
    fn derivatives_are_those_of_the_residuals() {
        let (prior, table) = (SensorPrior::shipped(), data::camera().sensor_posterior);
        let spline = Spline::new(&table.tone_knots);
        for pipeline in [Pipeline::Raw, Pipeline::Linear, Pipeline::Developed] {
            let layout = Layout::new(prior.components.len(), table.tone_knots.len(), pipeline);
            let patches = patches();
            let problem = Problem::new(layout, &patches, [0.9; 3], prior, &spline, &table).unwrap();
            let at: Vec<f64> = (0..layout.count).map(|k| 0.05 * (((k * 7) % 11) as f64 - 5.0)).collect();
            let jacobian = problem.jacobian(&at);
            for k in 0..layout.count {
                let (mut above, mut below) = (at.clone(), at.clone());
                above[k] += 1e-6;
                below[k] -= 1e-6;
                let slope = (problem.residuals(&above) - problem.residuals(&below)) / 2e-6;
                for i in 0..slope.len() {
                    let scale = slope[i].abs().max(1.0);
                    assert!((slope[i] - jacobian[(i, k)]).abs() < 2e-5 * scale, "{pipeline:?} row {i}, unknown {k}");
                }
            }
        }
    }
}
