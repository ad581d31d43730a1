//! How long it takes to find the chart in the sample photo, of 12 megapixels, and to calibrate by it.
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
    let posterior = || {
        Calibration::sensor_posterior(&reading, definition, photo.encoding(), prior).expect("the sample can be fitted")
    };
    let find = || chart::find(&photo, definition).expect("it is found");
    println!("chart found and read, 12 MP, two cores: {}", time(&find));
    println!("sensor posterior, residuals included: {}", time(&posterior));
    println!("tone-matrix, 24 refits included:      {}", time(&|| Calibration::tone_matrix(&reading, definition)));
}

/// Median and range of the time that something takes.
fn time<T>(job: &dyn Fn() -> T) -> String {
    let ms: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(job());
            1e3 * start.elapsed().as_secs_f64()
        })
        .collect();
    format!("{:.1} ms (5-95 %: {:.1}-{:.1})", quantile(&ms, 0.5), quantile(&ms, 0.05), quantile(&ms, 0.95))
}
