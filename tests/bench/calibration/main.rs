//! How well calibrations read skin, field and contrast in photographs whose truth is known.
//!
//!     cargo bench --bench calibration                  40 skins a band, as in the README
//!     cargo bench --bench calibration -- --per-band 4  a quick look; --even leaves the furnished room out
//!
//! Prints Markdown; a second run prints the same bytes. Measured cameras and skins need the development data
//! (`HEALTONE_SHARED`); without it both are drawn, and the first line says so.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

#[path = "../sensor_prior/build.rs"]
mod build;
#[path = "../sensor_prior/cameras.rs"]
mod cameras;
mod cases;
#[path = "../sensor_prior/lights.rs"]
mod lights;
mod limit;
mod methods;
#[path = "../sensor_prior/pca.rs"]
mod pca;
#[path = "../../it/shared.rs"]
mod shared;
#[path = "../sensor_prior/skin.rs"]
mod skin;
mod table;

use cases::{Case, Difficulty, Material, Stage};
use healtone::color::{Contrast, LabD65, ciede2000};
use healtone::math::{Matrix3, inverse3, transform3};
use healtone::simulate::photograph;
use methods::{Evidence, METHODS};
use rayon::prelude::*;
use table::{Record, Stated};

fn main() {
    let per_band = per_band().unwrap_or(40);
    let material = Material::gather(per_band);
    println!("Photographs of 0.5 megapixels: {}.", material.said);
    for (stage, said) in [
        (Stage::Even, "One light, falling off by 0-15 %; no shading, no gloss: the camera's part of the error"),
        (Stage::Room, "A treatment room: shading, gloss and a second light on top, which no chart can tell of"),
    ] {
        if stage == Stage::Room && std::env::args().any(|a| a == "--even") {
            break;
        }
        println!("\n## {said}");
        let records: Vec<Record> =
            Difficulty::ALL.into_iter().flat_map(|difficulty| records(&material, stage, difficulty)).collect();
        print!("{}", table::tables(&records));
    }
}

/// The number after `--per-band`.
fn per_band() -> Option<usize> {
    let mut arguments = std::env::args();
    arguments.find(|a| a == "--per-band")?;
    arguments.next()?.parse().ok()
}

fn records(material: &Material, stage: Stage, difficulty: Difficulty) -> Vec<Record> {
    let cases = material.cases(stage, difficulty).unwrap_or_else(|e| panic!("{e}"));
    let bar = indicatif::ProgressBar::new(cases.len() as u64);
    let done: Vec<Vec<Record>> = cases
        .par_iter()
        .map(|case| {
            let records = judged(case, material);
            bar.inc(1);
            records
        })
        .collect();
    bar.finish_and_clear();
    done.into_iter().flatten().collect()
}

/// Takes the photograph and asks every method.
fn judged(case: &Case, material: &Material) -> Vec<Record> {
    let picture = photograph(&case.shot).unwrap_or_else(|e| panic!("{e}"));
    let evidence = Evidence::gather((case, material), &picture.bytes, &picture.truth);
    let truth = &picture.truth;
    let field = truth.hair.as_ref().expect("every case has stubble");
    let meant = Contrast::between(field.lab, truth.skin.lab);
    let record = |(method, (_, ask)): (usize, &methods::Method)| {
        let answer = evidence.as_ref().and_then(ask);
        let errors = answer.as_ref().map(|a| {
            let off = [a.contrast.dl - meant.dl, a.contrast.da - meant.da, a.contrast.db - meant.db];
            let contrast = off.iter().map(|v| v * v).sum::<f64>().sqrt();
            [ciede2000(a.skin, truth.skin.lab), ciede2000(a.field, field.lab), contrast]
        });
        let stated = answer.as_ref().and_then(|a| stated(a, truth.skin.lab, meant));
        Record { method, band: case.band, light: case.light, difficulty: case.difficulty, errors, stated }
    };
    METHODS.iter().enumerate().map(record).collect()
}

/// Squared distance in standard deviations within which 90 % of three-dimensional normals lie.
const CHI_SQUARED_90: f64 = 6.251;

/// Whether an answer's own regions hold the truth, and how wide they are.
fn stated(answer: &methods::Answer, skin: LabD65, contrast: Contrast) -> Option<Stated> {
    let [skin_cov, contrast_cov] = answer.stated?;
    let holds = |cov: Matrix3, off: [f64; 3]| {
        inverse3(&cov).is_some_and(|inverse| {
            let weighted = transform3(&inverse, off);
            off.iter().zip(weighted).map(|(a, b)| a * b).sum::<f64>() <= CHI_SQUARED_90
        })
    };
    let off_skin = Contrast::between(answer.skin, skin).array();
    let seen = answer.contrast;
    let off_contrast = [seen.dl - contrast.dl, seen.da - contrast.da, seen.db - contrast.db];
    Some(Stated {
        holds: [holds(skin_cov, off_skin), holds(contrast_cov, off_contrast)],
        half_width_l: [skin_cov, contrast_cov].map(|cov| 1.645 * cov[0][0].max(0.0).sqrt()),
    })
}
