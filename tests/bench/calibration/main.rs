//! How well calibrations read skin, field and contrast in photographs whose truth is known.
//!
//!     cargo bench --bench calibration                  40 skins a band, as in the README
//!     cargo bench --bench calibration -- --per-band 4  a quick look
//!
//! Prints Markdown; a second run prints the same bytes. Measured cameras and skins need the development data
//! (`HEALTONE_SHARED`); without it both are drawn, and the first line says so.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

mod cases;
mod limit;
mod methods;
#[path = "../../it/shared.rs"]
mod shared;
mod table;

use cases::{Case, Difficulty, Material, Stage};
use healtone::color::{Contrast, ciede2000};
use healtone::simulate::photograph;
use methods::{Evidence, METHODS};
use rayon::prelude::*;
use table::Record;

fn main() {
    let per_band = per_band().unwrap_or(40);
    let material = Material::gather(per_band);
    println!("Photographs of 0.5 megapixels: {}.", material.said);
    for (stage, said) in [
        (Stage::Even, "One light, falling off by 0-15 %; no shading, no gloss: the camera's part of the error"),
        (Stage::Room, "A treatment room: shading, gloss and a second light on top, which no chart can tell of"),
    ] {
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
            let records = judged(case);
            bar.inc(1);
            records
        })
        .collect();
    bar.finish_and_clear();
    done.into_iter().flatten().collect()
}

/// Takes the photograph and asks every method.
fn judged(case: &Case) -> Vec<Record> {
    let picture = photograph(&case.shot).unwrap_or_else(|e| panic!("{e}"));
    let evidence = Evidence::gather(case, &picture.bytes, &picture.truth);
    let truth = &picture.truth;
    let field = truth.hair.as_ref().expect("every case has stubble");
    let meant = Contrast::between(field.lab, truth.skin.lab);
    let record = |(method, (_, ask)): (usize, &methods::Method)| {
        let answer = evidence.as_ref().and_then(ask);
        let errors = answer.map(|a| {
            let off = [a.contrast.dl - meant.dl, a.contrast.da - meant.da, a.contrast.db - meant.db];
            let contrast = off.iter().map(|v| v * v).sum::<f64>().sqrt();
            [ciede2000(a.skin, truth.skin.lab), ciede2000(a.field, field.lab), contrast]
        });
        Record { method, band: case.band, light: case.light, difficulty: case.difficulty, errors }
    };
    METHODS.iter().enumerate().map(record).collect()
}
