//! The grey patches alone, where the rest of a chart cannot be used: how bright white is, and of which colour the light.

use crate::chart::{ChartDefinition, ChartReading};
use crate::color::{D65, LabD65, Viewing};
use crate::math::{Matrix3, exp, inverse3, ln, median, transform3};
use palette::LinSrgb;
use palette::convert::IntoColorUnclamped;

/// Grey patches that must be usable.
const FEWEST: usize = 3;

/// The declared colour space, balanced on greys.
///
/// ```text
/// ln g_c = median over greys of (ln y_c - ln expected_c),   linear sRGB = T (y / g)
/// ```
///
/// `expected` is what the declared primaries make of the patch under D65. Light that falls off, the camera's matrix and
/// its tone curve are not seen: far wider intervals than with a whole chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct GreyCard {
    gains: [f64; 3],
    to_linear_srgb: Matrix3,
}

impl GreyCard {
    /// `None` where fewer than three greys can be used.
    pub(super) fn fit(reading: &ChartReading, chart: &ChartDefinition, to_linear_srgb: Matrix3) -> Option<Self> {
        let from_srgb = inverse3(&to_linear_srgb)?;
        let usable = |index: &usize| {
            let patch = &reading.patches[index - 1];
            patch.left_out.is_none() && !patch.clipped.contains(&true)
        };
        let greys = chart.greys();
        let off: Vec<[f64; 3]> = greys
            .into_iter()
            .filter(usable)
            .map(|index| {
                let expected = transform3(&from_srgb, linear_srgb(chart, index));
                let seen = reading.patches[index - 1].linear;
                [0, 1, 2].map(|c| ln(seen[c].max(1e-5)) - ln(expected[c].max(1e-5)))
            })
            .collect();
        let gain = |c: usize| exp(median(&off.iter().map(|o| o[c]).collect::<Vec<f64>>()));
        (off.len() >= FEWEST).then(|| Self { gains: [gain(0), gain(1), gain(2)], to_linear_srgb })
    }

    /// Light up to the matrix.
    pub(super) fn light(&self, linear: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|c| linear[c] / self.gains[c])
    }

    /// The colour of a mean of [`Self::light`].
    pub(super) fn lab(&self, light: [f64; 3]) -> LabD65 {
        let [r, g, b] = transform3(&self.to_linear_srgb, light);
        LinSrgb::new(r, g, b).into_color_unclamped()
    }
}

fn linear_srgb(chart: &ChartDefinition, index: usize) -> [f64; 3] {
    let rgb: LinSrgb<f64> = D65::xyz(&chart.spectra[index - 1]).into_color_unclamped();
    [rgb.red, rgb.green, rgb.blue]
}
