//! What camera and light did, from the patches of a chart: the way from a pixel to a colour, and how far to trust it.

mod error;
mod gate;
mod grey_card;
mod patch;
mod posterior;
mod prior;
mod problem;
mod spline;
mod tone_matrix;
mod unknowns;

pub use error::CameraError;
pub use gate::chart_faults;
use grey_card::GreyCard;
use patch::Patch;
pub use posterior::{Lit, SensorReading};
use posterior::{Pipeline, Posterior};
pub use prior::{FIRST_SENSOR_BAND, Response, SENSOR_BANDS, SensorPrior};
use tone_matrix::{Observation, ToneMatrix};

use crate::chart::{ChartDefinition, ChartReading, PatchReading};
use crate::color::{D65, LabD65, Spectrum, Viewing, Xyz, ciede2000};
use crate::data;
use crate::math::{Homography, Matrix3, Point, exp, median, transform3};
use crate::photo::{Encoding, Surround};
use nalgebra::{DMatrix, DVector};
use palette::convert::IntoColorUnclamped;

/// How the calibration was made, best first; named in every result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Sensor, matrix, tone curve and light estimated under a prior from measured cameras.
    SensorPosterior,
    /// One gamma, offsets, light plane and 3x3, fitted in Lab with the skin patches weighted.
    ToneMatrix,
    /// The declared colour space, its white balanced on the chart's greys.
    GreyCard,
    /// The declared colour space is believed as it stands.
    Uncalibrated,
}

impl Method {
    /// The name used in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SensorPosterior => "sensor-posterior",
            Self::ToneMatrix => "tone-matrix",
            Self::GreyCard => "grey-card",
            Self::Uncalibrated => "none",
        }
    }
}

/// How well the calibration reproduces the chart, in dE00 under D65; leave-one-out unless the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residuals {
    /// Mean over the patches that were fitted, each seen by the fit: always too good.
    pub in_sample: f64,
    /// Mean over the patches, each predicted by a fit that did not see it.
    pub loo_mean: f64,
    /// The worst of these.
    pub loo_max: f64,
    /// Mean of these over the two skin patches; `None` when both were left out.
    pub skin_patches: Option<f64>,
}

/// The way from encoded light to colour.
#[derive(Debug, Clone)]
pub struct Calibration {
    model: Model,
    residuals: Option<Residuals>,
    /// Leave-one-out residual of each patch of the chart; `None` for patches left out.
    patch_de00: [Option<f64>; 24],
    falloff_ev: Option<f64>,
    colour_drift_ev: Option<f64>,
}

#[derive(Debug, Clone)]
enum Model {
    SensorPosterior { fit: Box<Posterior>, to_chart: Homography, to_xyz: Matrix3, around: Around },
    ToneMatrix { fit: ToneMatrix, to_chart: Homography },
    GreyCard(GreyCard),
    Declared { to_linear_srgb: Matrix3 },
}

impl Calibration {
    /// Estimates camera and light from a chart reading.
    ///
    /// The sensor posterior where it fits the chart, otherwise gamma, plane and 3x3; the method is named in the result.
    ///
    /// Whether it is to be trusted, [`chart_faults`] tells. Errors: too few usable patches.
    pub fn from_chart(
        reading: &ChartReading,
        chart: &ChartDefinition,
        encoding: Encoding,
    ) -> Result<Self, CameraError> {
        let least = data::limits().chart.usable_min;
        let usable = reading.patches.iter().filter(|p| p.left_out.is_none()).count();
        if usable < least {
            return Err(CameraError::TooFewPatches { usable, least });
        }
        // The posterior reads patches of which one channel is blown out; the other method needs whole ones.
        let whole = observations(reading, chart).len();
        match Self::sensor_posterior(reading, chart, encoding, SensorPrior::shipped()) {
            Some(calibration) => Ok(calibration),
            None if whole >= least => Ok(Self::tone_matrix(reading, chart)),
            None => Err(CameraError::TooFewPatches { usable: whole, least }),
        }
    }

    /// The sensor posterior under a prior; `None` where the chart determines no rising tone curve.
    #[must_use]
    pub fn sensor_posterior(
        reading: &ChartReading,
        chart: &ChartDefinition,
        encoding: Encoding,
        prior: &SensorPrior,
    ) -> Option<Self> {
        let around = Around::of(reading);
        let patches = seen_patches(reading, chart, &around);
        let pipelines: &[Pipeline] = match encoding {
            Encoding::Linear => &[Pipeline::Raw, Pipeline::Linear],
            _ => &[Pipeline::Developed],
        };
        let table = data::camera().sensor_posterior;
        let fits = pipelines.iter().filter_map(|pipeline| Posterior::fit(&patches, *pipeline, prior, &table));
        let fit = fits.max_by(|a, b| a.ln_evidence.total_cmp(&b.ln_evidence))?;
        let to_xyz = chart_matrix(&fit, chart);
        let (residuals, patch_de00) = chart_residuals(&fit, &patches, chart, &to_xyz);
        let (falloff_ev, colour_drift_ev) = (Some(fit.falloff_ev()), Some(fit.colour_drift_ev()));
        let model = Model::SensorPosterior { fit: Box::new(fit), to_chart: reading.to_chart, to_xyz, around };
        Some(Self { model, residuals: Some(residuals), patch_de00, falloff_ev, colour_drift_ev })
    }

    /// Gamma, offsets, light plane and 3x3 in Lab.
    #[must_use]
    pub fn tone_matrix(reading: &ChartReading, chart: &ChartDefinition) -> Self {
        let table = data::camera();
        let patches = observations(reading, chart);
        let fit = ToneMatrix::fit(&patches, &table.tone_matrix);
        let loo = fit.leave_one_out(&patches, &table.tone_matrix);
        let residuals = Residuals {
            in_sample: mean(patches.iter().map(|p| ciede2000(fit.lab(p.linear, p.chart_xy), p.lab))),
            loo_mean: mean(loo.iter().copied()),
            loo_max: loo.iter().copied().fold(0.0, f64::max),
            skin_patches: skin_mean(&patches, &loo),
        };
        let mut patch_de00 = [None; 24];
        for (patch, de00) in patches.iter().zip(&loo) {
            patch_de00[patch.index - 1] = Some(*de00);
        }
        let (falloff_ev, colour_drift_ev) = (Some(fit.falloff_ev()), fit.colour_drift_ev(&patches));
        let model = Model::ToneMatrix { fit, to_chart: reading.to_chart };
        Self { model, residuals: Some(residuals), patch_de00, falloff_ev, colour_drift_ev }
    }

    /// The greys alone: for a forced measurement by a chart that cannot be used as a whole. `None` where fewer than three
    /// greys can be used.
    #[must_use]
    pub fn grey_card(reading: &ChartReading, chart: &ChartDefinition, to_linear_srgb: Matrix3) -> Option<Self> {
        let model = Model::GreyCard(GreyCard::fit(reading, chart, to_linear_srgb)?);
        Some(Self { model, residuals: None, patch_de00: [None; 24], falloff_ev: None, colour_drift_ev: None })
    }

    /// No calibration: the declared colour space is believed. For a forced measurement without a chart.
    #[must_use]
    pub const fn uncalibrated(to_linear_srgb: Matrix3) -> Self {
        Self {
            model: Model::Declared { to_linear_srgb },
            residuals: None,
            patch_de00: [None; 24],
            falloff_ev: None,
            colour_drift_ev: None,
        }
    }

    /// ln of how probable the chart's ln light is, whatever the camera, up to a constant that is the same for every way of
    /// reading the same patches; `None` for methods that know of no sensor.
    #[must_use]
    pub fn ln_evidence(&self) -> Option<f64> {
        match &self.model {
            Model::SensorPosterior { fit, .. } => Some(fit.ln_evidence),
            _ => None,
        }
    }

    /// How it was made.
    #[must_use]
    pub const fn method(&self) -> Method {
        match self.model {
            Model::SensorPosterior { .. } => Method::SensorPosterior,
            Model::ToneMatrix { .. } => Method::ToneMatrix,
            Model::GreyCard(_) => Method::GreyCard,
            Model::Declared { .. } => Method::Uncalibrated,
        }
    }

    /// How well it reproduces the chart; `None` without one.
    #[must_use]
    pub const fn residuals(&self) -> Option<Residuals> {
        self.residuals
    }

    /// Leave-one-out residual in dE00 of patches 1-24; `None` for those left out.
    #[must_use]
    pub const fn patch_de00(&self) -> &[Option<f64>; 24] {
        &self.patch_de00
    }

    /// How much the light falls off from one corner of the chart to the opposite one, in EV; `None` without a chart.
    #[must_use]
    pub const fn falloff_ev(&self) -> Option<f64> {
        self.falloff_ev
    }

    /// How much the light's colour changes from one corner of the chart to the opposite one: the larger of red and blue
    /// against green, in EV; `None` without a chart.
    #[must_use]
    pub const fn colour_drift_ev(&self) -> Option<f64> {
        self.colour_drift_ev
    }

    /// Light at the sensor, up to the camera's matrix: the tone curve undone beyond the declared one. Means over pixels
    /// are taken of this.
    #[must_use]
    pub fn light(&self, linear: [f64; 3]) -> [f64; 3] {
        match &self.model {
            Model::SensorPosterior { fit, .. } => fit.light(linear),
            Model::ToneMatrix { fit, .. } => fit.light(linear),
            Model::GreyCard(fit) => fit.light(linear),
            Model::Declared { .. } => linear,
        }
    }

    /// The colour of a mean of [`Self::light`] at a place in the picture.
    #[must_use]
    pub fn lab(&self, light: [f64; 3], at: Point) -> LabD65 {
        match &self.model {
            Model::SensorPosterior { fit, to_chart, to_xyz, around } => {
                let p = to_chart.map(at);
                let seen = fit.observe(light, [p.x, p.y], around.at(at));
                let [x, y, z] = transform3(to_xyz, seen.ln_q.map(exp));
                Xyz::<D65, f64>::new(x, y, z).into_color_unclamped()
            }
            Model::ToneMatrix { fit, to_chart } => {
                let p = to_chart.map(at);
                fit.lab_of_light(light, [p.x, p.y])
            }
            Model::GreyCard(fit) => fit.lab(light),
            Model::Declared { to_linear_srgb } => {
                let [r, g, b] = transform3(to_linear_srgb, light);
                palette::rgb::Rgb::<palette::encoding::Linear<palette::encoding::Srgb>, f64>::new(r, g, b)
                    .into_color_unclamped()
            }
        }
    }

    /// Standard deviation of the natural log of light at `at` relative to `from` (to the chart's middle where there is
    /// no such place): the light plane is extrapolated from the chart.
    #[must_use]
    pub fn shading_sd(&self, at: Point, from: Option<Point>) -> f64 {
        match &self.model {
            // The posterior's own covariance has it, and the wide intervals of the others.
            Model::Declared { .. } | Model::GreyCard(_) | Model::SensorPosterior { .. } => 0.0,
            Model::ToneMatrix { fit, to_chart } => {
                let (p, q) = (to_chart.map(at), from.map_or(Point::default(), |from| to_chart.map(from)));
                fit.shading_sd([p.x - q.x, p.y - q.y])
            }
        }
    }

    /// What the sensor saw where a mean of [`Self::light`] was taken; `None` for methods that know of no sensor.
    #[must_use]
    pub fn observe(&self, light: [f64; 3], at: Point) -> Option<SensorReading> {
        match &self.model {
            Model::SensorPosterior { fit, to_chart, around, .. } => {
                let p = to_chart.map(at);
                Some(fit.observe(light, [p.x, p.y], around.at(at)))
            }
            _ => None,
        }
    }

    /// The sensor as it is most probably; `None` for methods that know of none.
    #[must_use]
    pub fn sensor(&self) -> Option<SensorView<'_>> {
        match &self.model {
            Model::SensorPosterior { fit, .. } => Some(SensorView(fit)),
            _ => None,
        }
    }

    /// Standard deviations per axis of an absolute colour read through it.
    #[must_use]
    pub fn absolute_sd(&self) -> [f64; 3] {
        let table = data::camera().uncertainty;
        // The patches nearest to skin say most about skin; the others do where those are left out.
        let residual = |r: Residuals| r.skin_patches.unwrap_or(r.loo_mean).max(r.loo_mean);
        match self.method() {
            Method::Uncalibrated => table.uncalibrated_lab_sd,
            Method::GreyCard => table.grey_card_lab_sd,
            _ => self.scaled(table.absolute_lab_sd, residual),
        }
    }

    /// Standard deviations per axis of a difference between two neighbouring colours of one photo.
    #[must_use]
    pub fn contrast_sd(&self) -> [f64; 3] {
        let table = data::camera().uncertainty;
        match self.method() {
            Method::Uncalibrated => table.uncalibrated_contrast_sd,
            Method::GreyCard => table.grey_card_contrast_sd,
            _ => self.scaled(table.contrast_sd, |r| r.loo_mean),
        }
    }

    /// How many times as wide as with a chart that fits the camera's part of a contrast's interval is; 1 for the sensor
    /// posterior, whose intervals follow from its own noise.
    #[must_use]
    pub fn contrast_growth(&self) -> f64 {
        match self.method() {
            Method::ToneMatrix => self.growth(|r| r.loo_mean),
            _ => 1.0,
        }
    }

    /// Standard deviations that grow with what the calibration leaves of the chart.
    fn scaled(&self, sd: [f64; 3], left: impl Fn(Residuals) -> f64) -> [f64; 3] {
        let growth = self.growth(left);
        sd.map(|sd| sd * growth)
    }

    fn growth(&self, left: impl Fn(Residuals) -> f64) -> f64 {
        let at = data::camera().uncertainty.at_residual_de00;
        self.residuals.map_or(1.0, |r| (left(r) / at).max(1.0))
    }
}

/// How light it is around places, beside how light it is around the chart.
#[derive(Debug, Clone)]
struct Around {
    surround: Surround,
    chart: f64,
}

impl Around {
    fn of(reading: &ChartReading) -> Self {
        let patches: Vec<f64> = reading.patches.iter().map(|p| reading.surround.at(p.centre)).collect();
        Self { surround: reading.surround.clone(), chart: median(&patches) }
    }

    fn at(&self, place: Point) -> f64 {
        self.surround.at(place) - self.chart
    }
}

/// A sensor that was estimated: how it responds, and how surely.
#[derive(Debug, Clone, Copy)]
pub struct SensorView<'a>(&'a Posterior);

impl SensorView<'_> {
    /// Effective sensitivities of the three channels, light and camera matrix included; a white gives 1.
    #[must_use]
    pub fn sensitivity(&self) -> Response {
        self.0.sensitivity()
    }

    /// Standard deviation of each of these numbers.
    #[must_use]
    pub fn sensitivity_sd(&self) -> Response {
        self.0.sensitivity_sd()
    }

    /// Light at the sensor against declared light, each 1 at white: the tone curve that the camera added, undone.
    #[must_use]
    pub fn tone_points(&self) -> Vec<[f64; 2]> {
        self.0.tone_points()
    }

    /// Covariance of observed minus expected ln of the sensor's values at places of these reflectances, three rows a place.
    #[must_use]
    pub fn covariance(&self, places: &[(&SensorReading, &Spectrum)], lit: Lit) -> DMatrix<f64> {
        self.0.covariance(places, lit)
    }

    /// Factor on the assumed noise that the chart's residuals ask for, 1-4.
    #[must_use]
    pub const fn noise_scale(&self) -> f64 {
        self.0.scale
    }
}

/// The patches that can be fitted, with the colours they should have.
fn observations(reading: &ChartReading, chart: &ChartDefinition) -> Vec<Observation> {
    let usable = reading.patches.iter().filter(|p| p.left_out.is_none() && !p.clipped.contains(&true));
    usable
        .map(|p| {
            let xyz: Xyz<D65, f64> = D65::xyz(&chart.spectra[p.index - 1]);
            let (lab, is_skin) = (xyz.into_color_unclamped(), chart.skin_patches.contains(&p.index));
            Observation { index: p.index, linear: p.linear, chart_xy: p.chart_xy, xyz, lab, is_skin }
        })
        .collect()
}

/// The patches that hold at least one usable channel.
fn seen_patches(reading: &ChartReading, chart: &ChartDefinition, around: &Around) -> Vec<Patch> {
    let seen = reading.patches.iter().filter(|p| p.left_out.is_none());
    let patch = |p: &PatchReading| Patch {
        index: p.index,
        linear: p.linear,
        usable: p.clipped.map(|clipped| !clipped),
        chart_xy: p.chart_xy,
        surround: around.at(p.centre),
        spectrum: chart.spectra[p.index - 1],
    };
    seen.map(patch).filter(|p| p.usable.contains(&true)).collect()
}

/// The 3x3 from the estimated sensor to XYZ that is best for the chart, its skin patches weighted: for finding regions,
/// not for measuring them.
fn chart_matrix(fit: &Posterior, chart: &ChartDefinition) -> Matrix3 {
    let response = fit.sensitivity();
    let weight = |i: usize| if chart.skin_patches.contains(&(i + 1)) { 4.0 } else { 1.0 };
    let seen = DMatrix::from_fn(chart.spectra.len(), 3, |i, c| weight(i) * sensed(&response, &chart.spectra[i])[c]);
    let svd = seen.svd(true, true);
    let row = |of: &dyn Fn(&Xyz<D65, f64>) -> f64| {
        let meant = DVector::from_fn(chart.spectra.len(), |i, _| weight(i) * of(&D65::xyz(&chart.spectra[i])));
        let solved = svd.solve(&meant, 1e-9).expect("both factors were asked for");
        [solved[0], solved[1], solved[2]]
    };
    [row(&|p| p.x), row(&|p| p.y), row(&|p| p.z)]
}

/// What the estimated sensor makes of a reflectance.
fn sensed(response: &Response, spectrum: &Spectrum) -> [f64; 3] {
    let bands = prior::sensor_bands(spectrum.values());
    std::array::from_fn(|c| response[c].iter().zip(&bands).map(|(m, s)| m * s).sum())
}

/// Errors of the patches as colours: ln q off by e is a colour off by the 3x3 times q e, to first order as the errors
/// themselves are.
fn chart_residuals(
    fit: &Posterior,
    patches: &[Patch],
    chart: &ChartDefinition,
    to_xyz: &Matrix3,
) -> (Residuals, [Option<f64>; 24]) {
    let response = fit.sensitivity();
    let de00 = |patch: &Patch, e: &[Option<f64>; 3]| {
        let q = sensed(&response, &patch.spectrum);
        let off = transform3(to_xyz, [0, 1, 2].map(|c| q[c] * e[c].unwrap_or(0.0)));
        let meant: Xyz<D65, f64> = D65::xyz(&patch.spectrum);
        let seen = Xyz::<D65, f64>::new(meant.x + off[0], meant.y + off[1], meant.z + off[2]);
        let (seen, meant): (LabD65, LabD65) = (seen.into_color_unclamped(), meant.into_color_unclamped());
        ciede2000(seen, meant)
    };
    let mut patch_de00 = [None; 24];
    let mut skin = Vec::new();
    for (index, e) in &fit.left_out {
        let Some(patch) = patches.iter().find(|p| p.index == *index) else { continue };
        let error = de00(patch, e);
        patch_de00[index - 1] = Some(error);
        if chart.skin_patches.contains(index) {
            skin.push(error);
        }
    }
    let in_sample = fit.in_sample.iter().filter_map(|(index, e)| {
        let patch = patches.iter().find(|p| p.index == *index)?;
        Some(de00(patch, e))
    });
    let residuals = Residuals {
        in_sample: mean(in_sample),
        loo_mean: mean(patch_de00.iter().flatten().copied()),
        loo_max: patch_de00.iter().flatten().copied().fold(0.0, f64::max),
        skin_patches: (!skin.is_empty()).then(|| mean(skin.into_iter())),
    };
    (residuals, patch_de00)
}

fn skin_mean(patches: &[Observation], loo: &[f64]) -> Option<f64> {
    let skin: Vec<f64> = patches.iter().zip(loo).filter(|(p, _)| p.is_skin).map(|(_, d)| *d).collect();
    (!skin.is_empty()).then(|| mean(skin.into_iter()))
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
    sum / count
}
