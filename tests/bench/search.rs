//! How long ranking takes: so many candidates in 64 draws, tables of the draws' skins included.
//!
//!     cargo bench --bench search [-- all]     with `all`, every blend of 200 shades too
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::color::lab_from;
use healtone::data;
use healtone::healing::{DrawOptions, Outlook, draws};
use healtone::matching::{Candidate, PlanOptions, Target, blends, plan, rank, singles, worth_blending};
use healtone::pigment::{Pigment, reference};
use std::time::Instant;

fn main() {
    let shades = shades(200);
    let all: Vec<&Pigment> = shades.iter().collect();
    let start = Instant::now();
    let alone = singles(&all).expect("known optics");
    let mut mixes = alone.clone();
    mixes.extend(blends(&worth_blending(&all)).expect("known optics"));
    let made = start.elapsed().as_secs_f64();
    println!("{:6} single shades: {:.2} s", alone.len(), ranked(alone));
    println!("{:6} with blends worth trying: {made:.2} s to make, {:.2} s to rank", mixes.len(), ranked(mixes));
    let mut some = blends(&all[..60]).expect("known optics");
    some.truncate(10_000);
    println!("{:6} blends: {:.2} s", some.len(), ranked(some));
    if std::env::args().all(|a| a != "all") {
        return;
    }
    let start = Instant::now();
    let every = blends(&all).expect("known optics");
    let made = start.elapsed().as_secs_f64();
    println!("{:6} blends: {made:.2} s to make, {:.2} s to rank", every.len(), ranked(every));
}

/// The reference shades over and over, each time a little stronger.
fn shades(count: usize) -> Vec<Pigment> {
    let known: Vec<&Pigment> = reference().pigments.iter().filter(|p| p.mass_optics().is_ok()).collect();
    (0..count)
        .map(|i| {
            let mut shade = known[i % known.len()].clone();
            shade.id = format!("{}-{i}", shade.id);
            shade.solids_g_per_l *= 1.0 + 0.01 * (i / known.len()) as f64;
            shade
        })
        .collect()
}

/// Seconds to prepare 64 draws and rank.
fn ranked(candidates: Vec<Candidate<'_>>) -> f64 {
    let measurement = healtone::consult::measurement_from_readings(&healtone::consult::Readings {
        skin: [62.0, 11.0, 16.0],
        hair: Some([59.5, 9.0, 14.0]),
        shaft: None,
        old_work: None,
        white: healtone::consult::LabWhite::D65Two,
        sd: 0.5,
        surface_light: None,
    });
    let (skin, hair) = (measurement.skin.expect("given"), measurement.hair.expect("given"));
    let (table, policy) = (data::healing(), data::matching());
    let start = Instant::now();
    let options =
        DrawOptions { depth_mm: None, polarised: false, dot_model_spread: policy.uncertainty.dot_model_spread };
    let outlook = Outlook::new(skin.spectrum.spectrum, draws(64, 1, &skin.client, &table, &options));
    let plan_options = PlanOptions { density_per_cm2: 150.0, area_cm2: 100.0, ..PlanOptions::default() };
    let sessions = plan(&plan_options, &table.plan);
    let target = Target::of_reading(hair.contrast, lab_from([62.0, 11.0, 16.0]), hair.spectrum);
    let ranking = rank(candidates, &target, &outlook, &sessions, &plan_options, &policy);
    assert!(!ranking.ranked.is_empty());
    start.elapsed().as_secs_f64()
}
