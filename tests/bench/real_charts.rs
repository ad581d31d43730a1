//! Real photographs of genuine charts: the two skin patches left out of the fit and read like skin.
//!
//!     cargo bench --bench real-charts
//!
//! Needs the development data (`HEALTONE_SHARED`). Pessimistic, because the nearest patches are gone, and blind to how
//! paint differs from skin: a chart residual, not a skin error. The charts' generations are not known: each photo is
//! judged as made before and after 2014, and the mean of both is printed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

#[path = "../it/shared.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod shared;

use healtone::camera::Calibration;
use healtone::chart::{self, ChartDefinition, ChartReading, LeftOut};
use healtone::color::{D65, LabD65, Viewing, Xyz, ciede2000};
use healtone::math::{Matrix3, mean_sd, transform3};
use healtone::measure::{Reader, Rect};
use healtone::photo::Photo;
use nalgebra::{DMatrix, DVector};
use palette::convert::IntoColorUnclamped;

/// Genuine ColorChecker charts among the development photos, and their family.
const PHOTOS: [(&str, &str); 11] = [
    ("JTvD__example_imgs_color_checker__1_.jpg", "colorchecker-classic"),
    ("JTvD__example_imgs_color_checker__2_.jpg", "colorchecker-classic"),
    ("JTvD__example_imgs_color_checker__3_.jpg", "colorchecker-classic"),
    ("JTvD__example_imgs_color_checker__4_.jpg", "colorchecker-classic"),
    ("JTvD__example_imgs_color_checker__5_.jpg", "colorchecker-classic"),
    ("JTvD__example_imgs_color_checker_mini__1_.jpg", "colorchecker-mini"),
    ("JTvD__example_imgs_color_checker_mini__2_.jpg", "colorchecker-mini"),
    ("JTvD__example_imgs_color_checker_mini__3_.jpg", "colorchecker-mini"),
    ("ccd_IMG_1967_notebook.png", "colorchecker-classic"),
    ("ccd_IMG_1971_notebook.png", "colorchecker-classic"),
    ("pedrodiamel__rec_img-colorchecker.jpg", "colorchecker-classic"),
];

const METHODS: [&str; 3] = ["3x3", "tone-matrix", "sensor posterior"];

fn main() {
    let Some(folder) = shared::shared("photos") else { return };
    println!("| photo | {} | noise scale |\n|---|---|---|---|---|", METHODS.join(" | "));
    let mut rows: Vec<([f64; 3], bool)> = Vec::new();
    for (name, family) in PHOTOS {
        let bytes = std::fs::read(folder.join(name)).expect("the photo can be read");
        let photo = Photo::decode(&bytes).expect("it is a picture");
        let mut errors = [0.0; 3];
        let mut scale = 0.0;
        let mut spoiled = false;
        for generation in ["", "-pre2014"] {
            let definition = chart::definition(&format!("{family}{generation}")).expect("a known chart");
            let reading = chart::find(&photo, definition).expect("the chart is found");
            spoiled |= reading.patches[..2].iter().any(|p| p.left_out.is_some());
            let (each, f) = errors_of(&photo, &reading, definition);
            (0..3).for_each(|m| errors[m] += 0.5 * each[m]);
            scale += 0.5 * f;
        }
        let note = if spoiled { " (a thumb's shadow lies on both patches)" } else { "" };
        println!("| {name}{note} | {:.2} | {:.2} | {:.2} | {scale:.1} |", errors[0], errors[1], errors[2]);
        rows.push((errors, spoiled));
    }
    for (said, with_spoiled) in [("mean of all", true), ("mean without the shadowed one", false)] {
        let kept: Vec<[f64; 3]> = rows.iter().filter(|(_, s)| with_spoiled || !s).map(|(errors, _)| *errors).collect();
        let mean = |m: usize| mean_sd(&kept.iter().map(|e| e[m]).collect::<Vec<f64>>()).0;
        println!("| {said} | {:.2} | {:.2} | {:.2} | |", mean(0), mean(1), mean(2));
    }
    let better = rows.iter().filter(|(e, _)| e[2] < e[0]).count();
    let worst = rows.iter().map(|(e, _)| e[2] - e[0]).fold(f64::NEG_INFINITY, f64::max);
    println!("\nThe posterior is better than 3x3 on {better} of {}; at most {worst:+.2} dE00 worse.", rows.len());
}

/// Mean dE00 of the two skin patches by each method, and the noise scale of the posterior.
fn errors_of(photo: &Photo, reading: &ChartReading, definition: &ChartDefinition) -> ([f64; 3], f64) {
    let mut blind = reading.clone();
    blind.patches.iter_mut().take(2).for_each(|p| p.left_out = Some(LeftOut::Covered));
    let matrix = least_squares(&blind, definition);
    let first = Calibration::tone_matrix(&blind, definition);
    let prior = healtone::camera::SensorPrior::shipped();
    let posterior = Calibration::sensor_posterior(&blind, definition, photo.encoding(), prior);
    let mut errors = [0.0; 3];
    for patch in &reading.patches[..2] {
        let meant = D65::lab(&definition.spectra[patch.index - 1]);
        let rect = inside(reading, patch.index);
        let [x, y, z] = transform3(&matrix, mean_light(photo, rect));
        let by_matrix: LabD65 = Xyz::<D65, f64>::new(x, y, z).into_color_unclamped();
        errors[0] += 0.5 * ciede2000(by_matrix, meant);
        let read = |calibration: &Calibration| {
            let reading = Reader::new(photo, calibration).skin(rect, &mut Vec::new()).expect("a patch can be read");
            0.5 * ciede2000(reading.lab.mean, meant)
        };
        errors[1] += read(&first);
        errors[2] += posterior.as_ref().map_or(f64::NAN, read);
    }
    let scale = posterior.as_ref().and_then(|p| Some(p.sensor()?.noise_scale())).unwrap_or(f64::NAN);
    (errors, scale)
}

/// Plain mean of the declared light.
fn mean_light(photo: &Photo, rect: Rect) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for y in rect.y..rect.y + rect.h {
        for x in rect.x..rect.x + rect.w {
            sum.iter_mut().zip(photo.linear(x, y)).for_each(|(sum, v)| *sum += v);
        }
    }
    sum.map(|v| v / rect.area() as f64)
}

/// The inner part of a patch.
fn inside(reading: &ChartReading, index: usize) -> Rect {
    let pitch = reading.corners[0].distance(reading.corners[1]) / 5.0;
    let centre = reading.patches[index - 1].centre;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside of the picture")]
    let at = |v: f64| (v - 0.22 * pitch).max(0.0) as u32;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a patch's side")]
    let side = ((0.44 * pitch) as u32).max(21);
    Rect { x: at(centre.x), y: at(centre.y), w: side, h: side }
}

fn least_squares(reading: &ChartReading, definition: &ChartDefinition) -> Matrix3 {
    let usable: Vec<_> =
        reading.patches.iter().filter(|p| p.left_out.is_none() && !p.clipped.contains(&true)).collect();
    let svd = DMatrix::from_fn(usable.len(), 3, |i, c| usable[i].linear[c]).svd(true, true);
    let row = |of: &dyn Fn(&Xyz<D65, f64>) -> f64| {
        let meant = DVector::from_iterator(
            usable.len(),
            usable.iter().map(|p| of(&D65::xyz(&definition.spectra[p.index - 1]))),
        );
        let solved = svd.solve(&meant, 1e-9).expect("both factors were asked for");
        [solved[0], solved[1], solved[2]]
    };
    [row(&|p| p.x), row(&|p| p.y), row(&|p| p.z)]
}
