//! What is known of cameras before a photo is seen: how their channels respond to light, whatever lamp it comes from.

use crate::color::PerBand;
use crate::data;
use std::sync::OnceLock;

/// Bands that sensors are summed over: 400-730 nm by 10, bands 2 to 35 of the grid.
pub const SENSOR_BANDS: usize = 34;
/// Where they begin on the grid.
pub const FIRST_SENSOR_BAND: usize = 2;

/// A response of three channels, each summing to 1: a white gives 1.
pub type Response = [[f64; SENSOR_BANDS]; 3];

/// Effective sensitivities (camera times light) as a mean and independent directions about it.
///
/// ```text
/// m(z) = mu + sum_k z_k v_k,   z ~ N(0, I),   sum over the bands of m_c = 1
/// ```
///
/// Source: `calibration/sensor/prior.csv`; the idea after Jiang, Liu, Gu, Suesstrunk, WACV 2013,
/// doi:10.1109/WACV.2013.6475015.
#[derive(Debug, Clone, PartialEq)]
pub struct SensorPrior {
    /// mu.
    pub mean: Response,
    /// The directions `v_k`, each scaled by its standard deviation, the largest first.
    pub components: Vec<Response>,
}

impl SensorPrior {
    /// The one that is built in.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static PRIOR: OnceLock<SensorPrior> = OnceLock::new();
        PRIOR.get_or_init(|| Self::of_rows(&data::sensor_prior()))
    }

    /// From rows of a table: the channel, then mu and each component at one band; bands in order within a channel.
    fn of_rows(rows: &[(usize, Vec<f64>)]) -> Self {
        let count = rows.first().map_or(0, |(_, cells)| cells.len() - 1);
        let column = |k: usize| -> Response {
            std::array::from_fn(|channel| {
                let mut values = rows.iter().filter(|(c, _)| *c == channel).map(|(_, cells)| cells[k]);
                std::array::from_fn(|_| values.next().expect("every channel has 34 bands"))
            })
        };
        Self { mean: column(0), components: (1..=count).map(column).collect() }
    }
}

/// The bands of a spectrum that sensors see.
pub(super) fn sensor_bands(spectrum: &PerBand) -> [f64; SENSOR_BANDS] {
    std::array::from_fn(|i| spectrum[FIRST_SENSOR_BAND + i])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_white_gives_one_whatever_the_camera() {
        let prior = SensorPrior::shipped();
        assert_eq!(prior.components.len(), 30);
        for channel in &prior.mean {
            approx::assert_abs_diff_eq!(channel.iter().sum::<f64>(), 1.0, epsilon = 1e-5);
        }
        for component in prior.components.iter().flatten() {
            approx::assert_abs_diff_eq!(component.iter().sum::<f64>(), 0.0, epsilon = 1e-5);
        }
        let size = |k: usize| prior.components[k].iter().flatten().map(|v| v * v).sum::<f64>();
        assert!(size(0) > size(5) && size(5) > size(29));
    }
}
