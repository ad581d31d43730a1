//! How long the default calibration takes on the sample photo's chart.
//!
//!     cargo bench --bench camera-fit
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::camera::{Calibration, SensorPrior};
use healtone::chart;
use healtone::math::quantile;
use healtone::photo::Photo;
use std::time::Instant;

const RUNS: usize = 60;

fn main() {
    let photo = Photo::decode(include_bytes!("../photos/consultation.jpg")).expect("the sample photo");
    let definition = chart::definition("colorchecker-classic-babelcolor-average").expect("its chart");
    let reading = chart::find(&photo, definition).expect("it is found");
    let prior = SensorPrior::shipped();
    let time = |fit: &dyn Fn() -> Calibration| {
        let ms: Vec<f64> = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                std::hint::black_box(fit());
                1e3 * start.elapsed().as_secs_f64()
            })
            .collect();
        format!("{:.1} ms (5-95 %: {:.1}-{:.1})", quantile(&ms, 0.5), quantile(&ms, 0.05), quantile(&ms, 0.95))
    };
    let posterior = || {
        Calibration::sensor_posterior(&reading, definition, photo.encoding(), prior).expect("the sample can be fitted")
    };
    println!("sensor posterior, residuals included: {}", time(&posterior));
    println!("tone-matrix, 24 refits included:      {}", time(&|| Calibration::tone_matrix(&reading, definition)));
}
