//! The default calibration: an effective sensitivity for each channel under a prior from measured cameras, jointly with the
//! camera's own matrix, its tone curve and uneven light.

use super::patch::{DARKEST, Patch, luminance_term, white_of};
use super::prior::{Response, SensorPrior, sensor_bands};
use super::problem::Problem;
use super::spline::Spline;
use super::unknowns::{Layout, Place, Terms, closeness, matrix_at};
use crate::color::Spectrum;
use crate::data::SensorPosteriorTable;
use crate::math::{Matrix3, exp, ln};
use nalgebra::{DMatrix, DVector};

/// What kind of file the light comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pipeline {
    /// Balanced sensor values, as exported from a raw file: no matrix, no curve.
    Raw,
    /// Linear, but through a camera's matrix, as converters write by default.
    Linear,
    /// Developed by the camera; the matrix takes balanced sensor values to this file's primaries.
    Developed,
}

/// A camera and a light, as far as a chart tells.
///
/// ```text
/// e_pc = ln y + s(ln y) - ln g_c - a.x + b1 u + b2 (u^2 - 1) + t ln(B/B0) - ln [S m(z) M]_c
/// m(z) = mu + V z,   M = M0 + 0.3 E,   u = (ln Y + 1.6)/1.5
/// ```
///
/// B is the mean light around a place, B0 that around the chart: what tone mapping by neighbourhood goes by.
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
    /// ln of how probable the chart's ln light is under this pipeline, up to a constant that pipelines share.
    pub(super) ln_evidence: f64,
    table: SensorPosteriorTable,
    spatial: Spatial,
    /// Leave-one-out error of ln of the sensor's values of each patch that was fitted.
    pub(super) left_out: Vec<(usize, [Option<f64>; 3])>,
    /// The same with the patch in the fit.
    pub(super) in_sample: Vec<(usize, [Option<f64>; 3])>,
    /// Slopes in x and y of the light of red and blue against green, ln across half the chart.
    colour_slopes: [[f64; 2]; 2],
}

/// What the residuals of the chart say of the light at other places.
#[derive(Debug, Clone)]
pub(super) struct Spatial {
    pub(super) places: Vec<[f64; 2]>,
    /// C^-1 e of the final fit, and C^-1 J.
    pub(super) weighted_residuals: DVector<f64>,
    pub(super) weighted_jacobian: DMatrix<f64>,
    pub(super) inverse: DMatrix<f64>,
}

/// What the camera saw at a place, brought to the sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct SensorReading {
    /// ln of the balanced sensor's values, a white at 0.
    pub ln_q: [f64; 3],
    ln_y: [f64; 3],
    place: Place,
}

impl SensorReading {
    /// The same place under more light, natural log.
    #[must_use]
    pub fn lit_by(self, ln_light: f64) -> Self {
        Self { ln_q: self.ln_q.map(|v| v + ln_light), ..self }
    }
}

/// Steps of the table of the tone curve.
const STEPS: usize = 2048;

/// What is believed of the light on several places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lit {
    /// Each may be lit and tone-mapped a little differently.
    Apart,
    /// All as the first: to read a difference without shrinking it, or where it is known how they are lit.
    Alike,
}

/// Refits with the noise that the residuals show.
const ROUNDS: usize = 3;

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
            Pipeline::Raw | Pipeline::Linear => SensorPosteriorTable {
                patch_sd: table.raw_patch_sd,
                spatial_sd: table.raw_spatial_sd,
                region_share: table.raw_region_share,
                ..table.clone()
            },
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
        let spread = interval_scale(scale, table);
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
            colour_slopes: problem.colour_slopes(&spatial, &covariance),
            ln_evidence: problem.ln_evidence(&fitted, scale)?,
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
    /// `surround` is ln of the light around it over that around the chart.
    pub(super) fn observe(&self, light: [f64; 3], chart_xy: [f64; 2], surround: f64) -> SensorReading {
        let ln_y = light.map(|x| self.encoded(x.max(DARKEST)));
        let luminance = luminance_term(&ln_y.map(exp), &self.white);
        let shade = self.plane(chart_xy) + self.spatial_mean(chart_xy);
        let mapped =
            self.luminance_term(luminance) + self.layout.surround.map_or(0.0, |t| self.parameters[t] * surround);
        let ln_q =
            [0, 1, 2].map(|c| ln(light[c].max(DARKEST)) - self.parameters[self.layout.gain + c] - shade + mapped);
        SensorReading { ln_q, ln_y, place: Place { chart_xy, luminance, surround } }
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

    /// Change of the light's colour between opposite corners of the chart, EV: the larger of red and blue against green.
    pub(super) fn colour_drift_ev(&self) -> f64 {
        let corner_to_corner = |[a, b]: [f64; 2]| 2.0 * (a.abs() + b.abs()) / std::f64::consts::LN_2;
        corner_to_corner(self.colour_slopes[0]).max(corner_to_corner(self.colour_slopes[1]))
    }

    fn luminance_term(&self, u: f64) -> f64 {
        self.layout.luminance.map_or(0.0, |b| self.parameters[b] * u + self.parameters[b + 1] * (u * u - 1.0))
    }

    /// The matrix M of the fit.
    fn matrix(&self) -> Matrix3 {
        matrix_at(&self.layout, &self.parameters, &self.start_matrix, self.matrix_sd)
    }

    /// Effective sensitivities, matrix included: `q_c` is the sum over the bands of this times the reflectance; a white gives 1.
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

    /// Standard deviation of each number of [`Self::sensitivity`].
    pub(super) fn sensitivity_sd(&self) -> Response {
        let matrix = self.matrix();
        std::array::from_fn(|c| {
            std::array::from_fn(|band| {
                let mut slope = nalgebra::RowDVector::zeros(self.layout.count);
                for (k, v) in self.components.iter().enumerate() {
                    slope[k] = (0..3).map(|j| v[j][band] * matrix[j][c]).sum();
                }
                if let Some(first) = self.layout.matrix {
                    for j in 0..3 {
                        let varied = self.components.iter().zip(&self.parameters).map(|(v, z)| z * v[j][band]);
                        slope[first + 3 * j + c] = self.matrix_sd * (self.mean[j][band] + varied.sum::<f64>());
                    }
                }
                (&slope * &self.covariance * slope.transpose())[(0, 0)].max(0.0).sqrt()
            })
        })
    }

    /// Light at the sensor for encoded light, from black to white: how far the camera departs from the curve that its file
    /// declares. Scaled to meet at white.
    pub(super) fn tone_points(&self) -> Vec<[f64; 2]> {
        let white = self.undone[STEPS];
        (0..=64)
            .map(|i| i * STEPS / 64)
            .map(|i| [crate::math::powi(i as f64 / STEPS as f64, 2), self.undone[i] / white])
            .collect()
    }

    /// Covariance of `ln q` observed minus `ln q` expected, for places whose reflectances are believed to be these; three
    /// rows a place.
    ///
    /// What all places share (camera, tone curve, gains, light plane) is in it, so that differences between places are
    /// better known than each.
    pub(super) fn covariance(&self, places: &[(&SensorReading, &Spectrum)], lit: Lit) -> DMatrix<f64> {
        let rows = 3 * places.len();
        let mut slopes = DMatrix::zeros(rows, self.layout.count);
        let first = places.first().map(|(seen, _)| seen.place);
        let place = |seen: &SensorReading| match first.filter(|_| lit == Lit::Alike) {
            None => seen.place,
            Some(first) => Place { luminance: seen.place.luminance, ..first },
        };
        for (i, (seen, spectrum)) in places.iter().enumerate() {
            let near = self.nearness(place(seen).chart_xy);
            let pulled = near.transpose() * &self.spatial.weighted_jacobian;
            for c in 0..3 {
                let mut slope = self.slope(seen, &place(seen), spectrum, c);
                slope -= &pulled;
                slopes.row_mut(3 * i + c).copy_from(&slope);
            }
        }
        let mut cov = &slopes * &self.covariance * slopes.transpose();
        let spread = interval_scale(self.scale, &self.table);
        let (channel, patch) = (spread * self.table.channel_sd, spread * self.table.patch_sd);
        let square = |v: f64| v * v;
        for (i, (one, _)) in places.iter().enumerate() {
            for (j, (other, _)) in places.iter().enumerate() {
                let own = |all: f64, share: f64| if i == j { square(all) } else { (1.0 - share) * square(all) };
                let patch_share = if lit == Lit::Alike { 0.0 } else { self.table.own_patch_share };
                let common = self.spatial_covariance(place(one).chart_xy, place(other).chart_xy, spread)
                    + own(patch, patch_share);
                for c in 0..3 {
                    for d in 0..3 {
                        cov[(3 * i + c, 3 * j + d)] += common;
                    }
                    cov[(3 * i + c, 3 * j + c)] += self.table.region_share * own(channel, self.table.own_channel_share);
                }
            }
        }
        cov
    }

    /// Derivatives of `ln q` observed minus expected by the unknowns, the spatial part aside.
    fn slope(&self, seen: &SensorReading, at: &Place, spectrum: &Spectrum, c: usize) -> nalgebra::RowDVector<f64> {
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
        terms.fill(c, at, &weights, |k, v| row[k] = v);
        row
    }

    /// Spatial covariance of the noise of the fit's rows with a place.
    fn nearness(&self, at: [f64; 2]) -> DVector<f64> {
        let spread = interval_scale(self.scale, &self.table);
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

/// Factor on the noise that intervals use: a chart that fits better than assumed narrows them in full, one that fits
/// worse widens them by a power.
fn interval_scale(scale: f64, table: &SensorPosteriorTable) -> f64 {
    if scale < 1.0 { scale } else { crate::math::pow(scale, table.interval_power) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::default_definition;
    use crate::data;

    fn fitted(pipeline: Pipeline, change: impl Fn(&mut Patch)) -> Posterior {
        let prior = SensorPrior::shipped();
        let chart = default_definition();
        let mut patches: Vec<Patch> = (0..24)
            .map(|i| {
                let bands = sensor_bands(chart.spectra[i].values());
                let q: [f64; 3] =
                    std::array::from_fn(|j| prior.mean[j].iter().zip(&bands).map(|(m, r)| m * r).sum::<f64>());
                let xy = [(i % 6) as f64 / 2.5 - 1.0, (i / 6) as f64 / 1.5 - 1.0];
                let linear = q.map(|q| 0.8 * q);
                let (usable, spectrum) = ([true; 3], chart.spectra[i]);
                Patch { index: i + 1, linear, usable, chart_xy: xy, surround: 0.0, spectrum }
            })
            .collect();
        patches.iter_mut().for_each(change);
        Posterior::fit(&patches, pipeline, prior, &data::camera().sensor_posterior).unwrap()
    }

    #[test]
    fn a_white_gives_one_and_a_grey_is_read_as_grey() {
        let posterior = fitted(Pipeline::Raw, |_| {});
        for channel in posterior.sensitivity() {
            approx::assert_abs_diff_eq!(channel.iter().sum::<f64>(), 1.0, epsilon = 1e-4);
        }
        let seen = posterior.observe(posterior.light([0.4; 3]), [0.0, 0.0], 0.0);
        for ln_q in seen.ln_q {
            approx::assert_abs_diff_eq!(ln_q, ln(0.5), epsilon = 0.01);
        }
        assert!(posterior.scale < 1.01, "nothing in the residuals asks for more noise");
    }

    #[test]
    fn the_evidence_tells_raw_files_from_those_with_a_matrix_and_a_curve() {
        let evidence = |change: &dyn Fn(&mut Patch)| {
            let of = |pipeline| fitted(pipeline, change).ln_evidence;
            [of(Pipeline::Raw), of(Pipeline::Linear), of(Pipeline::Developed)]
        };
        let matrix = [[1.7, -0.6, -0.1], [-0.2, 1.5, -0.3], [0.0, -0.5, 1.5]];
        let developed = |linear: [f64; 3]| crate::math::transform3(&matrix, linear).map(|v| v.max(0.002));
        let [raw, linear, _] = evidence(&|_| {});
        assert!(raw > linear + 3.0, "{raw} {linear}");
        let [raw, linear, bent] = evidence(&|p| p.linear = developed(p.linear));
        assert!(linear > raw + 10.0 && linear > bent + 3.0, "{raw} {linear} {bent}");
        let [_, linear, bent] = evidence(&|p| p.linear = developed(p.linear).map(|v| crate::math::pow(v, 1.3)));
        assert!(bent > linear + 10.0, "{linear} {bent}");
    }

    #[test]
    fn light_that_falls_off_is_found_and_a_strange_patch_widens_the_noise() {
        let sloped = fitted(Pipeline::Raw, |p| p.linear = p.linear.map(|v| v * exp(0.05 * p.chart_xy[0])));
        let falloff = 2.0 * 0.05 / std::f64::consts::LN_2;
        assert!((sloped.falloff_ev() - falloff).abs() < 0.03, "{}", sloped.falloff_ev());
        let noisy = fitted(Pipeline::Developed, |p| {
            let wobble = exp(0.15 * ((p.index * 7 % 5) as f64 / 2.0 - 1.0));
            p.linear = [p.linear[0] * wobble, p.linear[1], p.linear[2] / wobble];
        });
        assert!(noisy.scale > 1.5, "{}", noisy.scale);
    }

    #[test]
    fn what_places_share_falls_out_of_their_difference() {
        let posterior = fitted(Pipeline::Developed, |_| {});
        let skin = crate::color::Spectrum::from_fn(|nm| 0.2 + 0.3 * (nm - 400.0) / 330.0);
        let seen = |xy| posterior.observe(posterior.light([0.36, 0.28, 0.22]), xy, 0.0);
        let (one, other) = (seen([-1.6, 0.0]), seen([-1.6, 0.5]));
        for lit in [Lit::Apart, Lit::Alike] {
            let cov = posterior.covariance(&[(&one, &skin), (&other, &skin)], lit);
            for c in 0..3 {
                let difference = cov[(c, c)] + cov[(c + 3, c + 3)] - 2.0 * cov[(c, c + 3)];
                assert!(difference > 0.0 && difference < 0.7 * cov[(c, c)], "{lit:?}: {difference} {}", cov[(c, c)]);
            }
            assert!(cov.clone().cholesky().is_some(), "{lit:?}");
        }
    }
}
