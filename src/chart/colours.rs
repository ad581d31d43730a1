//! How well 24 samples can be the 24 patches of a chart: a robust linear fit in light, judged in dE00.

use super::definition::{COLUMNS, ChartDefinition, PATCHES, ROWS};
use crate::color::{LabD65, ciede2000};
use crate::math::{Matrix3, cbrt, inverse3, median, product3, transform3};
use palette::LinSrgb;
use palette::convert::IntoColorUnclamped;

/// What the patches should be.
pub(super) struct Target {
    linear: [[f64; 3]; PATCHES],
    lab: [LabD65; PATCHES],
    weights: [f64; PATCHES],
}

impl Target {
    pub(super) fn of(chart: &ChartDefinition) -> Self {
        let (linear, lab) = (chart.linear_srgb(), chart.lab());
        // Errors of light weigh as errors of lightness do: 1 / (.02 + Y)^(2/3).
        let weights = chart.spectra.each_ref().map(|s| {
            use crate::color::{D65, Viewing};
            let root = cbrt(0.02 + D65::xyz(s).y);
            1.0 / (root * root)
        });
        Self { linear, lab, weights }
    }

    /// Luminance of the patches.
    pub(super) fn luminance(&self) -> [f64; PATCHES] {
        self.linear.map(luminance)
    }
}

/// Samples in chart order; `None` where there is none.
pub(super) type Samples = [Option<[f64; 3]>; PATCHES];

/// The outcome of a fit.
#[derive(Debug, Clone)]
pub(super) struct ColourFit {
    /// Mean dE00 of the patches that were kept.
    pub(super) mean: f64,
    /// The mean and something for each patch that was not kept: what placements are compared by.
    pub(super) score: f64,
    /// dE00 of each patch that has a sample.
    pub(super) de00: [Option<f64>; PATCHES],
    /// Light of the fitted patch over light of the chart's patch, as luminance; of those that have a sample.
    pub(super) brightness: [Option<f64>; PATCHES],
    /// Linear sRGB of the fitted patch minus that of the chart's.
    pub(super) surplus: [Option<[f64; 3]>; PATCHES],
}

/// A patch this far off is no patch of the chart, whatever the others do.
const FAR: f64 = 9.0;
/// What a patch costs that is missing or does not belong.
const COST_OF_ONE_LOST: f64 = 0.4;

/// A quick judgement, to tell the placements worth a full one: mean Lab distance after two rounds.
pub(super) fn quick(samples: &Samples, target: &Target) -> f64 {
    let mut weights = target.weights;
    let mut mean = f64::INFINITY;
    for _ in 0..2 {
        let Some(matrix) = solve(samples, target, &weights) else { return f64::INFINITY };
        let distances = distances(samples, target, &matrix);
        let present: Vec<f64> = distances.iter().flatten().map(|d| d.min(40.0)).collect();
        mean = present.iter().sum::<f64>() / present.len() as f64;
        reweigh(&mut weights, target, &distances);
    }
    mean
}

/// The robust fit; `None` when the samples determine none.
pub(super) fn fit(samples: &Samples, target: &Target) -> Option<ColourFit> {
    fit_from(samples, target, target.weights)
}

/// From here on, in dE00, a fit may have been drawn off by a covered row or column.
const SUSPICIOUS: f64 = 4.0;

/// The robust fit; where it is poor, the best of fits that start without a row, a column or a half of the chart: six
/// covered patches of one colour, or a reflection over half of them, draw a fit that starts from all of them.
pub(super) fn thorough_fit(samples: &Samples, target: &Target) -> Option<ColourFit> {
    let plain = fit(samples, target)?;
    if plain.mean < SUSPICIOUS {
        return Some(plain);
    }
    let start = |hidden: &dyn Fn(usize) -> bool| fit_from(samples, target, without(target, hidden));
    let rows = (0..ROWS).filter_map(|row| start(&|i| i / COLUMNS == row));
    let columns = (0..COLUMNS).filter_map(|column| start(&|i| i % COLUMNS == column));
    let halves = HALVES.iter().filter_map(|half| start(half));
    rows.chain(columns).chain(halves).chain([plain]).min_by(|a, b| a.score.total_cmp(&b.score))
}

fn fit_from(samples: &Samples, target: &Target, mut weights: [f64; PATCHES]) -> Option<ColourFit> {
    for _ in 0..8 {
        let matrix = solve(samples, target, &weights)?;
        reweigh(&mut weights, target, &distances(samples, target, &matrix));
    }
    let matrix = solve(samples, target, &weights)?;
    let kept = keep(&differences(samples, target, &matrix));
    for (i, weight) in weights.iter_mut().enumerate() {
        *weight = if kept[i] { target.weights[i] } else { 0.0 };
    }
    let matrix = solve(samples, target, &weights)?;
    let de00 = differences(samples, target, &matrix);
    let kept = keep(&de00);
    let held: Vec<f64> = (0..PATCHES).filter(|&i| kept[i]).filter_map(|i| de00[i]).collect();
    let mean = held.iter().sum::<f64>() / held.len() as f64;
    let fitted: Samples = samples.map(|sample| sample.map(|s| transform3(&matrix, s)));
    let brightness = std::array::from_fn(|i| fitted[i].map(|f| luminance(f) / luminance(target.linear[i])));
    let surplus = std::array::from_fn(|i| fitted[i].map(|f| [0, 1, 2].map(|c| f[c] - target.linear[i][c])));
    let score = mean + COST_OF_ONE_LOST * (PATCHES - held.len()) as f64;
    Some(ColourFit { mean, score, de00, brightness, surplus })
}

/// Luminance of linear sRGB.
fn luminance([r, g, b]: [f64; 3]) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// How bright each patch is compared with the chart, as its hue and chroma tell: fits of colour and of each patch's own
/// brightness in turn, so that uneven light does not bend the colours. `None` for a patch that is off whatever its light.
pub(super) fn brightness(samples: &Samples, target: &Target) -> [Option<f64>; PATCHES] {
    let mut brightness = samples.map(|sample| sample.map(|_| 1.0));
    let mut weights = target.weights;
    let mut off = [None; PATCHES];
    for _ in 0..12 {
        let even: Samples = std::array::from_fn(|i| Some(samples[i]?.map(|v| v / brightness[i].unwrap_or(1.0))));
        let Some(matrix) = solve(&even, target, &weights) else { break };
        for (i, own) in brightness.iter_mut().enumerate() {
            if let (Some(own), Some(sample)) = (own, even[i]) {
                *own *= (luminance(transform3(&matrix, sample)) / luminance(target.linear[i])).clamp(0.2, 5.0);
            }
        }
        off = distances(&even, target, &matrix);
        reweigh(&mut weights, target, &off);
    }
    std::array::from_fn(|i| brightness[i].filter(|_| off[i].is_some_and(|d| d < OFF_WHATEVER_LIGHT)))
}

/// Halves of the chart: whether a patch belongs to it.
const HALVES: [fn(usize) -> bool; 4] = [
    |i| i % COLUMNS < COLUMNS / 2,
    |i| i % COLUMNS >= COLUMNS / 2,
    |i| i / COLUMNS < ROWS / 2,
    |i| i / COLUMNS >= ROWS / 2,
];

/// The usual weights without hidden patches.
fn without(target: &Target, hidden: impl Fn(usize) -> bool) -> [f64; PATCHES] {
    std::array::from_fn(|i| if hidden(i) { 0.0 } else { target.weights[i] })
}

/// Lab distance, light evened out, of a patch that is none of the chart's.
const OFF_WHATEVER_LIGHT: f64 = 35.0;

/// Those that are not far off for this fit.
fn keep(de00: &[Option<f64>; PATCHES]) -> [bool; PATCHES] {
    let present: Vec<f64> = de00.iter().flatten().copied().collect();
    let limit = (3.0 * median(&present)).max(FAR);
    de00.map(|d| d.is_some_and(|d| d <= limit))
}

/// The matrix from samples to linear sRGB with the least weighted squares.
fn solve(samples: &Samples, target: &Target, weights: &[f64; PATCHES]) -> Option<Matrix3> {
    let mut normal = [[0.0; 3]; 3];
    let mut mixed = [[0.0; 3]; 3];
    for (i, sample) in samples.iter().enumerate() {
        let Some(sample) = sample else { continue };
        for j in 0..3 {
            for k in 0..3 {
                normal[j][k] += weights[i] * sample[j] * sample[k];
                mixed[j][k] += weights[i] * target.linear[i][j] * sample[k];
            }
        }
    }
    // A trace of stiffness: samples without colour leave the matrix open.
    let trace = normal[0][0] + normal[1][1] + normal[2][2];
    for (j, row) in normal.iter_mut().enumerate() {
        row[j] += 1e-7 * trace + 1e-12;
    }
    Some(product3(&mixed, &inverse3(&normal)?))
}

fn lab_of(matrix: &Matrix3, sample: [f64; 3]) -> LabD65 {
    let [r, g, b] = transform3(matrix, sample);
    LinSrgb::new(r, g, b).into_color_unclamped()
}

/// Plain Lab distances.
fn distances(samples: &Samples, target: &Target, matrix: &Matrix3) -> [Option<f64>; PATCHES] {
    std::array::from_fn(|i| {
        samples[i].map(|sample| {
            let (seen, meant) = (lab_of(matrix, sample), target.lab[i]);
            let (l, a, b) = (seen.l - meant.l, seen.a - meant.a, seen.b - meant.b);
            (l * l + a * a + b * b).sqrt()
        })
    })
}

fn differences(samples: &Samples, target: &Target, matrix: &Matrix3) -> [Option<f64>; PATCHES] {
    std::array::from_fn(|i| samples[i].map(|sample| ciede2000(lab_of(matrix, sample), target.lab[i])))
}

fn reweigh(weights: &mut [f64; PATCHES], target: &Target, distances: &[Option<f64>; PATCHES]) {
    const SCALE: f64 = 10.0;
    for (i, weight) in weights.iter_mut().enumerate() {
        let d = distances[i].unwrap_or(0.0) / SCALE;
        *weight = target.weights[i] / (1.0 + d * d);
    }
}
