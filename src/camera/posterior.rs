//! The default calibration: an effective sensitivity for each channel under a prior from measured cameras, jointly with the
//! camera's own matrix, its tone curve and uneven light.

use super::prior::{Response, SENSOR_BANDS, SensorPrior, sensor_bands};
use super::spline::Spline;
use crate::color::Spectrum;
use crate::data::SensorPosteriorTable;
use crate::math::{Fit, FitOptions, Matrix3, Parameter, exp, fit_with_jacobian, ln, median};
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// One patch as the camera saw it, and what it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patch {
    /// 1-24.
    pub(super) index: usize,
    /// Mean light, declared curve undone.
    pub(super) linear: [f64; 3],
    /// Channels that can be used.
    pub(super) usable: [bool; 3],
    /// Place on the chart, patch centres spanning -1 to 1 each way.
    pub(super) chart_xy: [f64; 2],
    /// Its reflectance.
    pub(super) spectrum: Spectrum,
}

/// What kind of file the light comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pipeline {
    /// Balanced sensor values, as exported from a raw file: no matrix, no curve.
    Raw,
    /// Developed by the camera; the matrix takes balanced sensor values to this file's primaries.
    Developed,
}

/// A camera and a light, as far as a chart tells.
///
/// ```text
/// e_pc = ln y + s(ln y) - ln g_c - a.x + b1 u + b2 (u^2 - 1) - ln [S m(z) M]_c
/// m(z) = mu + V z,   M = M0 + 0.3 E,   u = (ln Y + 1.6)/1.5
/// ```
///
/// Source: related work Jiang, Liu, Gu, Suesstrunk, WACV 2013, doi:10.1109/WACV.2013.6475015 (sensitivities from one
/// chart by principal components); new here: jointly the camera's matrix, tone curve and light, and skin read through it.
#[derive(Debug, Clone)]
pub(super) struct Posterior {
    layout: Layout,
    components: Vec<Response>,
    spline: Spline,
    start_matrix: Matrix3,
    matrix_sd: f64,
    mean: Response,
    parameters: Vec<f64>,
    covariance: DMatrix<f64>,
    /// Light of a white, channel by channel: what luminance is judged by.
    white: [f64; 3],
    /// Light with the tone curve undone, at even steps of the square root of the declared light.
    undone: Vec<f64>,
    /// Factor on the noise that the residuals ask for.
    pub(super) scale: f64,
    table: SensorPosteriorTable,
    spatial: Spatial,
    /// Leave-one-out error of ln of the sensor's values of each patch that was fitted.
    pub(super) left_out: Vec<(usize, [Option<f64>; 3])>,
    /// The same with the patch in the fit.
    pub(super) in_sample: Vec<(usize, [Option<f64>; 3])>,
    /// Minus the log of the evidence, up to a constant: to compare pipelines on the same patches.
    pub(super) surprise: f64,
}

/// Where each group of unknowns begins.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Layout {
    components: usize,
    matrix: Option<usize>,
    tone: Option<usize>,
    knots: usize,
    gain: usize,
    plane: usize,
    luminance: Option<usize>,
    count: usize,
}

impl Layout {
    fn new(components: usize, knots: usize, pipeline: Pipeline) -> Self {
        let developed = pipeline == Pipeline::Developed;
        let matrix = developed.then_some(components);
        let tone = developed.then_some(components + 9);
        let gain = if developed { components + 9 + knots } else { components };
        let plane = gain + 3;
        let luminance = developed.then_some(plane + 2);
        Self { components, matrix, tone, knots, gain, plane, luminance, count: plane + if developed { 4 } else { 2 } }
    }
}

/// What the residuals of the chart say of the light at other places.
#[derive(Debug, Clone)]
struct Spatial {
    places: Vec<[f64; 2]>,
    /// C^-1 e of the final fit, and C^-1 J.
    weighted_residuals: DVector<f64>,
    weighted_jacobian: DMatrix<f64>,
    inverse: DMatrix<f64>,
}

/// What the camera saw at a place, brought to the sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct SensorReading {
    /// ln of the balanced sensor's values, a white at 0.
    pub ln_q: [f64; 3],
    chart_xy: [f64; 2],
    ln_y: [f64; 3],
    luminance: f64,
}

/// Steps of the table of the tone curve.
const STEPS: usize = 2048;
/// What is believed of the light on several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lit {
    /// Each may be lit and tone-mapped a little differently.
    Apart,
    /// All as the first: to read a difference without shrinking it.
    Alike,
}

/// Lowest light that has a logarithm here.
const DARKEST: f64 = 1e-5;
/// Below this the sensor's predicted value is bent to stay positive.
const FLOOR: f64 = 1e-3;
/// Refits with the noise that the residuals show.
const ROUNDS: usize = 3;
/// Unknowns that a chart determines of the 55: what the residuals lose to the fit.
const DETERMINED: f64 = 34.0;

/// ln of the floor-bent value and its derivative by the value.
fn ln_floored(x: f64) -> (f64, f64) {
    if x < FLOOR { (ln(FLOOR) + x / FLOOR - 1.0, 1.0 / FLOOR) } else { (ln(x), 1.0 / x) }
}

/// Everything of a fit that does not change with the parameters.
struct Problem<'a> {
    layout: Layout,
    patches: &'a [Patch],
    rows: Vec<(usize, usize)>,
    /// S mu and S v_k of each patch.
    through_mean: Vec<[f64; 3]>,
    through_components: Vec<Vec<[f64; 3]>>,
    tone_weights: Vec<DVector<f64>>,
    ln_y: Vec<f64>,
    luminance: Vec<f64>,
    start_matrix: Matrix3,
    table: &'a SensorPosteriorTable,
    /// Whitens at scale 1: lower factor of the noise covariance.
    noise: Cholesky<f64, Dyn>,
    noise_factor: DMatrix<f64>,
}

impl Posterior {
    /// Fits a camera to the patches of a chart; `None` where the tone curve that comes out does not rise, or the patches
    /// determine nothing.
    pub(super) fn fit(
        patches: &[Patch],
        pipeline: Pipeline,
        prior: &SensorPrior,
        table: &SensorPosteriorTable,
    ) -> Option<Self> {
        let spline = Spline::new(&table.tone_knots);
        // A raw file has no tone mapping that could differ from place to place.
        let own = match pipeline {
            Pipeline::Raw => SensorPosteriorTable { patch_sd: table.raw_patch_sd, ..table.clone() },
            Pipeline::Developed => table.clone(),
        };
        let table = &own;
        let layout = Layout::new(prior.components.len(), table.tone_knots.len(), pipeline);
        let white = white_of(patches)?;
        let problem = Problem::new(layout, patches, white, prior, &spline, table)?;
        let mut scale = 1.0;
        let mut start = problem.prior();
        let mut fitted = problem.solve(&start, scale);
        for _ in 0..ROUNDS {
            let next = problem.scale(&fitted, scale);
            if (next / scale - 1.0).abs() < 0.05 {
                break;
            }
            scale = next;
            start.iter_mut().zip(&fitted.parameters).for_each(|(p, at)| p.start = *at);
            fitted = problem.solve(&start, scale);
        }
        let spread = crate::math::pow(scale, table.interval_power);
        let (covariance, spatial) = problem.posterior(&fitted, spread)?;
        let mut posterior = Self {
            layout,
            components: prior.components.clone(),
            spline,
            start_matrix: problem.start_matrix,
            matrix_sd: table.matrix_sd,
            mean: prior.mean,
            left_out: problem.left_out(&spatial, &covariance),
            in_sample: problem.in_sample(&fitted.parameters),
            surprise: problem.surprise(&fitted, scale),
            parameters: fitted.parameters,
            covariance,
            white,
            undone: Vec::new(),
            scale,
            table: table.clone(),
            spatial,
        };
        posterior.undone = posterior.light_table();
        posterior.curve_rises().then_some(posterior)
    }

    fn light_table(&self) -> Vec<f64> {
        let at = |i: usize| {
            let root = i as f64 / STEPS as f64;
            let y = (root * root).max(DARKEST);
            y * exp(self.tone(ln(y)))
        };
        (0..=STEPS).map(at).collect()
    }

    /// Light at the sensor up to gains: the tone curve undone. Means over pixels are taken of this.
    pub(super) fn light(&self, linear: [f64; 3]) -> [f64; 3] {
        linear.map(|y| {
            let position = y.clamp(0.0, 1.0).sqrt() * STEPS as f64;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to STEPS")]
            let below = (position as usize).min(STEPS - 1);
            self.undone[below] + (position - below as f64) * (self.undone[below + 1] - self.undone[below])
        })
    }

    fn tone(&self, ln_y: f64) -> f64 {
        self.layout.tone.map_or(0.0, |first| {
            let weights = self.spline.weights(ln_y);
            weights.iter().zip(&self.parameters[first..]).map(|(w, s)| w * s).sum()
        })
    }

    /// Whether the inverse tone curve rises everywhere: d ln x / d ln y > 0.
    fn curve_rises(&self) -> bool {
        let (low, high) = (self.table.tone_knots[0], self.table.tone_knots[self.table.tone_knots.len() - 1]);
        let ln_x: Vec<f64> =
            (0..=64).map(|i| low + (high - low) * f64::from(i) / 64.0).map(|ln_y| ln_y + self.tone(ln_y)).collect();
        ln_x.windows(2).all(|w| w[1] > w[0])
    }

    /// What the sensor saw where a mean of [`Self::light`] was taken, at a place of the chart's plane.
    pub(super) fn observe(&self, light: [f64; 3], chart_xy: [f64; 2]) -> SensorReading {
        let ln_y = light.map(|x| self.encoded(x.max(DARKEST)));
        let luminance = luminance_term(&ln_y.map(exp), &self.white);
        let shade = self.plane(chart_xy) + self.spatial_mean(chart_xy);
        let tone_of_luminance = self.luminance_term(luminance);
        let ln_q = [0, 1, 2]
            .map(|c| ln(light[c].max(DARKEST)) - self.parameters[self.layout.gain + c] - shade + tone_of_luminance);
        SensorReading { ln_q, chart_xy, ln_y, luminance }
    }

    /// ln y of a light x = y exp(s(ln y)): the curve rises.
    fn encoded(&self, x: f64) -> f64 {
        let above = self.undone.partition_point(|v| *v < x).clamp(1, STEPS);
        let (low, high) = (self.undone[above - 1], self.undone[above]);
        let share = if high > low { ((x - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        let root = ((above - 1) as f64 + share) / STEPS as f64;
        ln((root * root).max(DARKEST))
    }

    fn plane(&self, [x, y]: [f64; 2]) -> f64 {
        self.parameters[self.layout.plane] * x + self.parameters[self.layout.plane + 1] * y
    }

    /// Change of light between opposite corners of the chart by the plane, EV.
    pub(super) fn falloff_ev(&self) -> f64 {
        let [a, b] = [0, 1].map(|k| self.parameters[self.layout.plane + k].abs());
        2.0 * (a + b) / std::f64::consts::LN_2
    }

    fn luminance_term(&self, u: f64) -> f64 {
        self.layout.luminance.map_or(0.0, |b| self.parameters[b] * u + self.parameters[b + 1] * (u * u - 1.0))
    }

    /// The matrix M of the fit.
    fn matrix(&self) -> Matrix3 {
        matrix_at(&self.layout, &self.parameters, &self.start_matrix, self.matrix_sd)
    }

    /// Effective sensitivities, matrix included: q_c = sum over the bands of this times the reflectance; a white gives 1.
    pub(super) fn sensitivity(&self) -> Response {
        let matrix = self.matrix();
        let sensor: Response = std::array::from_fn(|j| {
            std::array::from_fn(|band| {
                let varied = self.components.iter().zip(&self.parameters).map(|(v, z)| z * v[j][band]).sum::<f64>();
                self.mean[j][band] + varied
            })
        });
        std::array::from_fn(|c| std::array::from_fn(|band| (0..3).map(|j| sensor[j][band] * matrix[j][c]).sum()))
    }

    /// Covariance of `ln q` observed minus `ln q` expected, for places whose reflectances are believed to be these; three
    /// rows a place.
    ///
    /// What all places share (camera, tone curve, gains, light plane) is in it, so that differences between places are
    /// better known than each.
    pub(super) fn covariance(&self, places: &[(&SensorReading, &Spectrum)], lit: Lit) -> DMatrix<f64> {
        let rows = 3 * places.len();
        let mut slopes = DMatrix::zeros(rows, self.layout.count);
        for (i, (seen, spectrum)) in places.iter().enumerate() {
            let near = self.nearness(seen.chart_xy);
            let pulled = near.transpose() * &self.spatial.weighted_jacobian;
            for c in 0..3 {
                let mut slope = self.slope(seen, spectrum, c);
                slope -= &pulled;
                slopes.row_mut(3 * i + c).copy_from(&slope);
            }
        }
        let mut cov = &slopes * &self.covariance * slopes.transpose();
        let spread = crate::math::pow(self.scale, self.table.interval_power);
        let (channel, patch) = (spread * self.table.channel_sd, spread * self.table.patch_sd);
        let region_share = if self.layout.tone.is_some() { DEVELOPED_SHARE } else { RAW_SHARE };
        let square = |v: f64| v * v;
        let first = places.first().map_or([0.0; 2], |(seen, _)| seen.chart_xy);
        for (i, (one, _)) in places.iter().enumerate() {
            for (j, (other, _)) in places.iter().enumerate() {
                let own = |all: f64, share: f64| if i == j { square(all) } else { (1.0 - share) * square(all) };
                let common = match lit {
                    Lit::Apart => self.spatial_covariance(one.chart_xy, other.chart_xy, spread) + own(patch, OWN_PATCH),
                    Lit::Alike => self.spatial_covariance(first, first, spread) + square(patch),
                };
                for c in 0..3 {
                    for d in 0..3 {
                        cov[(3 * i + c, 3 * j + d)] += common;
                    }
                    cov[(3 * i + c, 3 * j + c)] += region_share * own(channel, OWN_CHANNEL);
                }
            }
        }
        cov
    }

    /// Derivatives of `ln q` observed minus expected by the unknowns, the spatial part aside.
    fn slope(&self, seen: &SensorReading, spectrum: &Spectrum, c: usize) -> nalgebra::RowDVector<f64> {
        let bands = sensor_bands(spectrum.values());
        let through = |response: &Response| -> [f64; 3] {
            std::array::from_fn(|j| response[j].iter().zip(&bands).map(|(m, s)| m * s).sum())
        };
        let mean = through(&self.mean);
        let each: Vec<[f64; 3]> = self.components.iter().map(through).collect();
        let terms = Terms {
            layout: &self.layout,
            parameters: &self.parameters,
            matrix: &self.matrix(),
            matrix_sd: self.matrix_sd,
            mean,
            components: &each,
        };
        let weights = self.spline.weights(seen.ln_y[c]);
        let mut row = nalgebra::RowDVector::zeros(self.layout.count);
        terms.fill(c, seen.chart_xy, seen.luminance, &weights, |k, v| row[k] = v);
        row
    }

    /// Spatial covariance of the noise of the fit's rows with a place.
    fn nearness(&self, at: [f64; 2]) -> DVector<f64> {
        let spread = crate::math::pow(self.scale, self.table.interval_power);
        DVector::from_iterator(
            self.spatial.places.len(),
            self.spatial.places.iter().map(|place| {
                let sd = spread * self.table.spatial_sd;
                sd * sd * closeness(*place, at, self.table.spatial_range)
            }),
        )
    }

    fn spatial_mean(&self, at: [f64; 2]) -> f64 {
        self.nearness(at).dot(&self.spatial.weighted_residuals)
    }

    fn spatial_covariance(&self, one: [f64; 2], other: [f64; 2], spread: f64) -> f64 {
        let sd = spread * self.table.spatial_sd;
        let prior = sd * sd * closeness(one, other, self.table.spatial_range);
        let (near_one, near_other) = (self.nearness(one), self.nearness(other));
        prior - (near_one.transpose() * &self.spatial.inverse * near_other)[(0, 0)]
    }
}

/// Of a patch's channel noise (variance), what a region of skin has: no paint that varies from chart to chart, but in
/// developed files looks that change colours by their hue.
const RAW_SHARE: f64 = 0.25;
const DEVELOPED_SHARE: f64 = 2.0;
/// Of that, and of the noise common to the channels, what two places of one scalp do not share (variance).
const OWN_CHANNEL: f64 = 0.03;
const OWN_PATCH: f64 = 0.1;

/// Squared-exponential correlation of the light at two places of the chart's plane.
fn closeness(one: [f64; 2], other: [f64; 2], range: f64) -> f64 {
    let (dx, dy) = (one[0] - other[0], one[1] - other[1]);
    exp(-(dx * dx + dy * dy) / (2.0 * range * range))
}

/// Light of a white by the grey patches: each channel over the luminance of those greys.
fn white_of(patches: &[Patch]) -> Option<[f64; 3]> {
    let greys: Vec<&Patch> = patches.iter().filter(|p| (19..=23).contains(&p.index)).collect();
    let of = |c: usize| {
        let ratios: Vec<f64> = greys
            .iter()
            .filter(|p| p.usable[c])
            .map(|p| {
                let reflectance = p.spectrum.values()[14..26].iter().sum::<f64>() / 12.0;
                p.linear[c].max(DARKEST) / reflectance
            })
            .collect();
        (!ratios.is_empty()).then(|| median(&ratios))
    };
    Some([of(0)?, of(1)?, of(2)?])
}

/// u = (ln Y + 1.6)/1.5 of light scaled to the greys.
fn luminance_term(linear: &[f64; 3], white: &[f64; 3]) -> f64 {
    let luma = [0.2126, 0.7152, 0.0722];
    let y: f64 = (0..3).map(|c| luma[c] * linear[c] / white[c]).sum();
    (ln(y.max(DARKEST)) + 1.6) / 1.5
}

fn matrix_at(layout: &Layout, parameters: &[f64], start: &Matrix3, sd: f64) -> Matrix3 {
    match layout.matrix {
        None => *start,
        Some(first) => {
            std::array::from_fn(|j| std::array::from_fn(|c| start[j][c] + sd * parameters[first + 3 * j + c]))
        }
    }
}

/// The expected value of one patch or place and its derivatives.
struct Terms<'a> {
    layout: &'a Layout,
    parameters: &'a [f64],
    matrix: &'a Matrix3,
    matrix_sd: f64,
    /// S mu and S v_k.
    mean: [f64; 3],
    components: &'a [[f64; 3]],
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
    fn ln_expected(&self, c: usize) -> (f64, f64) {
        let r = self.sensor();
        ln_floored((0..3).map(|j| r[j] * self.matrix[j][c]).sum())
    }

    /// Derivatives of observed minus expected by every unknown.
    fn fill(&self, c: usize, xy: [f64; 2], u: f64, tone: &DVector<f64>, mut put: impl FnMut(usize, f64)) {
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
        put(self.layout.plane, -xy[0]);
        put(self.layout.plane + 1, -xy[1]);
        if let Some(first) = self.layout.luminance {
            put(first, u);
            put(first + 1, u * u - 1.0);
        }
    }
}

impl<'a> Problem<'a> {
    fn new(
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
        let covariance = noise_covariance(patches, &rows, &white, table);
        let noise = covariance.cholesky()?;
        let noise_factor = noise.l();
        Some(Self {
            tone_weights: ln_y.iter().map(|y| spline.weights(*y)).collect(),
            luminance: patches.iter().map(|p| luminance_term(&p.linear, &white)).collect(),
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

    fn prior(&self) -> Vec<Parameter> {
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
            let patch = &self.patches[*p];
            let tone = l
                .tone
                .map_or(0.0, |first| self.tone_weights[i].iter().zip(&parameters[first..]).map(|(w, s)| w * s).sum());
            let u = self.luminance[*p];
            let by_luminance = l.luminance.map_or(0.0, |b| parameters[b] * u + parameters[b + 1] * (u * u - 1.0));
            let shade = parameters[l.plane] * patch.chart_xy[0] + parameters[l.plane + 1] * patch.chart_xy[1];
            let expected = self.terms(*p, parameters, &matrix).ln_expected(*c).0;
            self.ln_y[i] + tone - parameters[l.gain + c] - shade + by_luminance - expected
        };
        DVector::from_iterator(self.rows.len(), self.rows.iter().enumerate().map(row))
    }

    fn jacobian(&self, parameters: &[f64]) -> DMatrix<f64> {
        let matrix = matrix_at(&self.layout, parameters, &self.start_matrix, self.table.matrix_sd);
        let mut jacobian = DMatrix::zeros(self.rows.len(), self.layout.count);
        for (i, (p, c)) in self.rows.iter().enumerate() {
            let terms = self.terms(*p, parameters, &matrix);
            terms.fill(*c, self.patches[*p].chart_xy, self.luminance[*p], &self.tone_weights[i], |k, v| {
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

    fn solve(&self, prior: &[Parameter], scale: f64) -> Fit {
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
    fn scale(&self, fit: &Fit, scale: f64) -> f64 {
        let e = self.residuals(&fit.parameters);
        let white = self.noise_factor.solve_lower_triangular(&e).expect("a Cholesky factor is regular") / scale;
        // Robust: half the squares of the loss that is linear in the tails.
        let n = self.rows.len() as f64;
        let squares: f64 = white.iter().map(|v| 2.0 * ((1.0 + v * v).sqrt() - 1.0)).sum();
        let rms = (squares / n).sqrt() * (n / (n - DETERMINED).max(0.25 * n)).sqrt();
        (scale * rms).clamp(1.0, self.table.scale_max)
    }

    /// Covariance of the unknowns, and what the residuals say of other places, with noise times `spread`.
    fn posterior(&self, fit: &Fit, spread: f64) -> Option<(DMatrix<f64>, Spatial)> {
        let jacobian = self.jacobian(&fit.parameters);
        let residuals = self.residuals(&fit.parameters);
        let inverse = self.noise.inverse() / (spread * spread);
        let weighted_jacobian = &inverse * &jacobian;
        let ties = self.tie_rows();
        let mut curvature = jacobian.transpose() * &weighted_jacobian + ties.transpose() * ties;
        for (k, parameter) in self.prior().iter().enumerate() {
            curvature[(k, k)] += 1.0 / (parameter.sd * parameter.sd);
        }
        let covariance = curvature.cholesky()?.inverse();
        let places = self.rows.iter().map(|(p, _)| self.patches[*p].chart_xy).collect();
        let spatial = Spatial { places, weighted_residuals: &inverse * residuals, weighted_jacobian, inverse };
        Some((covariance, spatial))
    }

    /// Observed minus expected ln q of each patch.
    fn in_sample(&self, parameters: &[f64]) -> Vec<(usize, [Option<f64>; 3])> {
        let e = self.residuals(parameters);
        let mut out: Vec<(usize, [Option<f64>; 3])> = self.patches.iter().map(|p| (p.index, [None; 3])).collect();
        self.rows.iter().zip(e.iter()).for_each(|((p, c), v)| out[*p].1[*c] = Some(*v));
        out
    }

    /// Errors of ln q of each patch, predicted by a fit that did not see it.
    ///
    /// ```text
    /// Q = C^-1 - C^-1 J Sigma J' C^-1,   e_loo,p = Q_pp^-1 (C^-1 e)_p
    /// ```
    ///
    /// Exact for a linear model with these weights; source: the usual identity of Gaussian cross-validation (Rasmussen
    /// and Williams 2006, 5.4.2) applied to patches.
    fn left_out(&self, spatial: &Spatial, covariance: &DMatrix<f64>) -> Vec<(usize, [Option<f64>; 3])> {
        let q = &spatial.inverse - &spatial.weighted_jacobian * covariance * spatial.weighted_jacobian.transpose();
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

    /// Minus the log evidence by Laplace's approximation, up to what is common to all fits of these rows.
    fn surprise(&self, fit: &Fit, scale: f64) -> f64 {
        let determinant = fit
            .covariance
            .clone()
            .cholesky()
            .map_or(0.0, |c| 2.0 * c.l().diagonal().iter().map(|v| ln(*v)).sum::<f64>());
        let prior: f64 = self.prior().iter().filter(|p| p.sd.is_finite()).map(|p| ln(p.sd)).sum();
        fit.cost + self.rows.len() as f64 * ln(scale) + prior - 0.5 * determinant
    }
}

/// M0: least squares of the mean sensor's values to what the file shows of a usual camera, columns scaled to sum 1.
fn usual_matrix(patches: &[Patch], through_mean: &[[f64; 3]]) -> Option<Matrix3> {
    use crate::color::{D65, Viewing};
    use palette::convert::IntoColorUnclamped;
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

/// How many bands a response has, for those who build one.
const _: () = assert!(SENSOR_BANDS == 34, "the prior and the grid belong together");
