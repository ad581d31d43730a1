//! The prior as a CSV file.

use super::build::{prior, responses};
use super::lights::Light;
use healtone::camera::{FIRST_SENSOR_BAND, Response, SENSOR_BANDS, SensorPrior};
use healtone::color::WAVELENGTHS_NM;
use healtone::simulate::Sensor;
use std::fmt::Write;

/// What the prior is made of.
pub(crate) struct Made<'a> {
    pub(crate) sensors: &'a [Sensor],
    pub(crate) lights: &'a [Light],
    pub(crate) components: usize,
    /// What was left out on request; empty for the shipped one.
    pub(crate) without: &'a [String],
}

impl Made<'_> {
    /// Builds it and writes it: header, then a row for each channel and band.
    pub(crate) fn csv(&self) -> String {
        let prior = prior(self.sensors, self.lights, self.components);
        let mut out = self.header(&prior);
        let names: Vec<String> = (1..=prior.components.len()).map(|k| format!("pc{k}")).collect();
        let _ = writeln!(out, "wavelength_nm,channel,mean,{}", names.join(","));
        for (c, channel) in ["R", "G", "B"].into_iter().enumerate() {
            for i in 0..SENSOR_BANDS {
                let cell = |response: &Response| seven_digits(response[c][i]);
                let cells: Vec<String> = std::iter::once(&prior.mean).chain(&prior.components).map(cell).collect();
                let _ = writeln!(out, "{},{channel},{}", WAVELENGTHS_NM[FIRST_SENSOR_BAND + i], cells.join(","));
            }
        }
        out
    }

    fn header(&self, prior: &SensorPrior) -> String {
        let names: Vec<&str> = self.lights.iter().map(|(name, _)| name.as_str()).collect();
        let without = match self.without {
            [] => String::new(),
            left_out => format!("# Left out on request: {}.\n", left_out.join(", ")),
        };
        format!(
            "\
# Prior over effective sensitivities (camera times light), linear raw response; a white gives 1: each channel sums to 1
# over 400-730 nm by 10. Built by `cargo bench --bench sensor-prior` (tests/bench/sensor_prior).
# {} measured cameras (ASWF camera data set, 2025, Apache-2.0): {}.
# {} lights: {}.
{without}\
# Every camera under every light counts once: weights that make makers equal read skin no better through cameras of
# makers left out (0.30 against 0.28 % rms).
# Columns: mean, then {} principal components of the 102 numbers of a camera and light, each scaled by its standard
# deviation: m = mean + sum_k z_k pc_k, z ~ N(0, I); they hold {:.2} % of the variance.
",
            self.sensors.len(),
            self.makers(),
            names.len(),
            names.join(" "),
            prior.components.len(),
            100.0 * self.share(prior),
        )
    }

    /// Makers with the count of their cameras, in the order of the files.
    fn makers(&self) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for sensor in self.sensors {
            let maker = sensor.maker.as_deref().unwrap_or("unknown");
            match counts.iter_mut().find(|(name, _)| *name == maker) {
                Some((_, count)) => *count += 1,
                None => counts.push((maker, 1)),
            }
        }
        counts.iter().map(|(maker, count)| format!("{maker} {count}")).collect::<Vec<_>>().join(", ")
    }

    /// Share of the variance that the components hold.
    pub(crate) fn share(&self, prior: &SensorPrior) -> f64 {
        let rows = responses(self.sensors, self.lights);
        let mean: Vec<f64> = prior.mean.iter().flatten().copied().collect();
        let square = |row: &Vec<f64>| row.iter().zip(&mean).map(|(x, m)| (x - m) * (x - m)).sum::<f64>();
        let all = rows.iter().map(square).sum::<f64>() / rows.len() as f64;
        prior.components.iter().flatten().flatten().map(|v| v * v).sum::<f64>() / all
    }
}

/// Rounded to seven significant digits, in the fewest characters that say so.
fn seven_digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.6e}").parse().expect("a number that was just written");
    format!("{rounded}")
}
