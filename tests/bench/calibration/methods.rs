//! Calibration methods under test: each turns a photograph's patches into a way from pixels to Lab.

use crate::cases::{Case, Material};
use healtone::camera::{Calibration, SensorPrior};
use healtone::chart::{ChartDefinition, ChartReading, definition, read_at};
use healtone::color::{Contrast, D65, LabD65, Viewing, Xyz, lab_array};
use healtone::math::{FitOptions, Matrix3, Parameter, fit, transform3};
use healtone::measure::{Reader, Rect, ScalpLight};
use healtone::photo::Photo;
use healtone::simulate::{RegionTruth, Truth};
use healtone::skin::SkinBasis;
use nalgebra::{DMatrix, DVector};
use palette::convert::IntoColorUnclamped;

/// Everything a method may look at, and the truth for the one that may.
pub(crate) struct Evidence<'a> {
    pub(crate) photo: Photo,
    pub(crate) reading: ChartReading,
    pub(crate) chart: &'static ChartDefinition,
    pub(crate) case: &'a Case,
    pub(crate) material: &'a Material,
    pub(crate) truth: &'a Truth,
}

/// Skin, field, and field minus skin.
pub(crate) struct Answer {
    pub(crate) skin: LabD65,
    pub(crate) field: LabD65,
    pub(crate) contrast: Contrast,
    /// Stated covariances of skin and contrast, of methods that state any.
    pub(crate) stated: Option<[Matrix3; 2]>,
}

impl Answer {
    pub(crate) fn of(skin: LabD65, field: LabD65) -> Self {
        Self { skin, field, contrast: Contrast::between(field, skin), stated: None }
    }
}

/// A method: its name and what it makes of a photograph; `None` where it refuses.
pub(crate) type Method = (&'static str, fn(&Evidence<'_>) -> Option<Answer>);

pub(crate) const METHODS: [Method; 9] = [
    ("grey card", |e| {
        let calibration = Calibration::grey_card(&e.reading, e.chart, e.photo.to_linear_srgb());
        through(e, calibration, SkinBasis::shipped())
    }),
    ("3x3", |e| Some(e.through(least_squares(e)))),
    ("root-polynomial", |e| Some(root_polynomial(e))),
    ("3x3 in Lab", |e| Some(e.through(in_lab(e, 1.0)))),
    ("3x3 in Lab, skin x4", |e| Some(e.through(in_lab(e, 4.0)))),
    ("tone-matrix", |e| through(e, Some(Calibration::tone_matrix(&e.reading, e.chart)), SkinBasis::shipped())),
    ("sensor posterior", |e| posterior(e, SensorPrior::shipped(), SkinBasis::shipped())),
    ("the same, maker, light and people left out", |e| {
        let (prior, basis) = e.material.left_out(e.case)?;
        posterior(e, prior, basis)
    }),
    ("sensor known", |e| crate::limit::sensor_known(e)),
];

impl<'a> Evidence<'a> {
    /// Reads the chart where the truth says it is: finding it is another benchmark.
    pub(crate) fn gather((case, material): (&'a Case, &'a Material), bytes: &[u8], truth: &'a Truth) -> Option<Self> {
        let photo = Photo::decode(bytes).ok()?;
        let placed = truth.chart.as_ref()?;
        let chart = definition(&placed.id).ok()?;
        let reading = read_at(&photo, chart, placed.corners).ok()?;
        Some(Self { photo, reading, chart, case, material, truth })
    }

    /// Means over the true regions, in linear light, through a matrix to XYZ.
    fn through(&self, matrix: Matrix3) -> Answer {
        let lab = |region: &RegionTruth| to_lab(&matrix, self.mean(region.rect));
        let field = self.truth.hair.as_ref().expect("every case has stubble");
        Answer::of(lab(&self.truth.skin), lab(field))
    }

    fn mean(&self, rect: Rect) -> [f64; 3] {
        let mut sum = [0.0; 3];
        for y in rect.y..rect.y + rect.h {
            for x in rect.x..rect.x + rect.w {
                let linear = self.photo.linear(x, y);
                (0..3).for_each(|c| sum[c] += linear[c]);
            }
        }
        sum.map(|v| v / rect.area() as f64)
    }

    /// Linear values and true tristimulus values of the patches that can be used.
    fn patches(&self) -> Vec<(usize, [f64; 3], Xyz<D65, f64>)> {
        let usable = self.reading.patches.iter().filter(|p| p.left_out.is_none() && !p.clipped.contains(&true));
        usable.map(|p| (p.index, p.linear, D65::xyz(&self.chart.spectra[p.index - 1]))).collect()
    }
}

fn to_lab(matrix: &Matrix3, linear: [f64; 3]) -> LabD65 {
    let [x, y, z] = transform3(matrix, linear);
    Xyz::<D65, f64>::new(x, y, z).into_color_unclamped()
}

/// The usual calibration: linear values to XYZ by least squares.
fn least_squares(e: &Evidence<'_>) -> Matrix3 {
    let rows = regression(e, |linear| linear.to_vec());
    rows.map(|row| [row[0], row[1], row[2]])
}

/// Root-polynomial regression of degree 2: with the roots of the products of channels, which scale as light does.
/// Source: Finlayson, Mackiewicz, Hurlbert, IEEE Trans. Image Processing 24(5), 2015, 10.1109/TIP.2015.2405336.
fn root_polynomial(e: &Evidence<'_>) -> Answer {
    let terms = |[r, g, b]: [f64; 3]| vec![r, g, b, (r * g).sqrt(), (g * b).sqrt(), (r * b).sqrt()];
    let rows = regression(e, terms);
    let lab = |region: &RegionTruth| {
        let seen = terms(e.mean(region.rect));
        let [x, y, z] = rows.each_ref().map(|row| row.iter().zip(&seen).map(|(a, b)| a * b).sum::<f64>());
        Xyz::<D65, f64>::new(x, y, z).into_color_unclamped()
    };
    let field = e.truth.hair.as_ref().expect("every case has stubble");
    Answer::of(lab(&e.truth.skin), lab(field))
}

/// Terms of linear values to XYZ by least squares over the patches: a row each for X, Y and Z.
fn regression(e: &Evidence<'_>, terms: impl Fn([f64; 3]) -> Vec<f64>) -> [Vec<f64>; 3] {
    let patches = e.patches();
    let seen: Vec<Vec<f64>> = patches.iter().map(|p| terms(p.1)).collect();
    let svd = DMatrix::from_fn(seen.len(), seen[0].len(), |i, k| seen[i][k]).svd(true, true);
    let row = |f: &dyn Fn(&Xyz<D65, f64>) -> f64| {
        let target = DVector::from_iterator(patches.len(), patches.iter().map(|p| f(&p.2)));
        svd.solve(&target, 1e-9).expect("both factors were asked for").iter().copied().collect()
    };
    [row(&|p| p.x), row(&|p| p.y), row(&|p| p.z)]
}

/// The same nine numbers fitted in Lab, the two skin patches weighted.
fn in_lab(e: &Evidence<'_>, skin_weight: f64) -> Matrix3 {
    let patches = e.patches();
    let start = least_squares(e);
    let matrix = |p: &[f64]| [[p[0], p[1], p[2]], [p[3], p[4], p[5]], [p[6], p[7], p[8]]];
    let residuals = |p: &[f64], out: &mut Vec<f64>| {
        for (index, linear, xyz) in &patches {
            let meant: LabD65 = (*xyz).into_color_unclamped();
            let seen = lab_array(to_lab(&matrix(p), *linear));
            let weight = if *index <= 2 { skin_weight } else { 1.0 };
            out.extend(seen.iter().zip(lab_array(meant)).map(|(a, b)| weight * (a - b)));
        }
    };
    let prior: Vec<Parameter> = start.iter().flatten().map(|m| Parameter::free(*m)).collect();
    matrix(&fit(&prior, residuals, FitOptions::default()).parameters)
}

fn posterior(e: &Evidence<'_>, prior: &SensorPrior, basis: &SkinBasis) -> Option<Answer> {
    through(e, Calibration::sensor_posterior(&e.reading, e.chart, e.photo.encoding(), prior), basis)
}

/// One of the tool's own calibrations, with its own reading of the regions.
fn through(e: &Evidence<'_>, calibration: Option<Calibration>, basis: &SkinBasis) -> Option<Answer> {
    let calibration = calibration?;
    let (skin, hair) = (e.truth.skin.rect, e.truth.hair.as_ref()?.rect);
    let (to_chart, px_per_mm) = (Some(&e.reading.to_chart), e.reading.px_per_mm);
    let light = ScalpLight::seen(&e.photo, &calibration, (skin, hair), to_chart, px_per_mm);
    let reader = Reader { basis, px_per_mm, light, ..Reader::new(&e.photo, &calibration) };
    let mut warnings = Vec::new();
    let skin = reader.skin(skin, &mut warnings).ok()?;
    let field = reader.field(hair, &skin, &mut warnings).ok()?;
    let stated = Some([skin.lab.cov, field.contrast.cov]);
    Some(Answer { skin: skin.lab.mean, field: field.lab.mean, contrast: field.contrast.mean, stated })
}
