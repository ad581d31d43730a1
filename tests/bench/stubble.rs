//! How well hairs are counted and measured in simulated photographs of known truth, each with its chart.
//!
//! `cargo bench --bench stubble [-- PHOTOS]`; 40 photographs by default, some ten seconds each. A star marks a truth
//! outside the 90 % interval.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::chart::definition;
use healtone::consult::{MeasureOptions, measure};
use healtone::math::Interval;
use healtone::measure::Rect;
use healtone::simulate::{ClientKind, HairColour, Photograph, Setting, Shot, SimulateOptions, photograph};

const CHART: &str = "colorchecker-mini";

fn main() {
    let photos = std::env::args().find_map(|a| a.parse::<u64>().ok()).unwrap_or(40);
    println!("value over truth (* outside the 90 % interval) of density, coverage, diameter, length");
    let mut tally = Tally::default();
    for n in 0..photos {
        let options = options(n);
        match Shot::draw(&options).and_then(|shot| photograph(&shot)) {
            Ok(picture) => report(n, &options, &picture, &mut tally),
            Err(fault) => println!("{n:>3} {}", fault.message),
        }
    }
    tally.print();
}

/// Kinds, colours, skins, scales and light by turns, with periods that have no common factor with each other.
fn options(n: u64) -> SimulateOptions {
    let turn = |list: &[f64], by: u64| list[usize::try_from(n / by).expect("few") % list.len()];
    let colours = [HairColour::Black, HairColour::DarkBrown, HairColour::Brown, HairColour::Blond, HairColour::Grey];
    let options = SimulateOptions {
        setting: if n.is_multiple_of(3) { Setting::Even } else { Setting::Room },
        client: Some(if n.is_multiple_of(2) { ClientKind::Shaved } else { ClientKind::Stubble }),
        hair: Some(colours[usize::try_from(n / 3).expect("few") % colours.len()]),
        skin_l: Some(turn(&[72.0, 64.0, 55.0, 44.0, 35.0], 2)),
        chart: Some(CHART.into()),
        ..SimulateOptions::new(1000 + n)
    };
    let width = Shot::draw(&options).map_or(1.0, |shot| shot.scene.frame_mm) * turn(&[15.5, 18.0, 24.0], 2);
    SimulateOptions { megapixels: 0.75e-6 * width * width, ..options }
}

#[derive(Default)]
struct Tally {
    errors: [Vec<f64>; 4],
    held: [usize; 4],
    refused: usize,
}

fn report(n: u64, options: &SimulateOptions, picture: &Photograph, tally: &mut Tally) {
    let truth = &picture.truth;
    let (Some(hair), Some(counted), Some(chart)) = (&truth.hair, truth.hairs.counted, &truth.chart) else { return };
    let region = |r: Rect| format!("{},{},{},{}", r.x, r.y, r.w, r.h).parse().ok();
    let with = MeasureOptions {
        chart: definition(CHART).ok().cloned(),
        corners: Some(chart.corners),
        skin: region(truth.skin.rect),
        hair: region(hair.rect),
        ..MeasureOptions::default()
    };
    let colour = options.hair.map_or("", HairColour::name);
    print!(
        "{n:>3} {:8}{:5}{colour:11}L{:.0} {:4.1} px/mm {:5.1}/cm2 {:4.1} % ",
        options.client.map_or("", ClientKind::name),
        options.setting.name(),
        options.skin_l.unwrap_or(0.0),
        truth.px_per_mm,
        counted.density_per_cm2,
        100.0 * hair.hair_coverage,
    );
    let measured = measure(&picture.bytes, &with);
    let Ok(Some(s)) = measured.as_ref().map(|m| m.stubble) else {
        tally.refused += 1;
        let why = measured.map(|m| m.refused.iter().chain(&m.warnings).map(|d| d.code).collect::<Vec<_>>());
        println!("- {:?}", why.unwrap_or_default());
        return;
    };
    let pairs: [(Interval, f64); 4] = [
        (s.density_per_cm2, counted.density_per_cm2),
        (s.coverage, hair.hair_coverage),
        (s.diameter_mm, counted.diameter_mm),
        (s.length_mm, counted.length_mm),
    ];
    for (k, (interval, truth)) in pairs.into_iter().enumerate() {
        let held = interval.holds(truth);
        print!(" {:.2}{}", interval.value / truth, if held { ' ' } else { '*' });
        tally.errors[k].push(interval.value / truth - 1.0);
        tally.held[k] += usize::from(held);
    }
    let (shaft, wanted) = (s.shaft.mean.l, truth.hairs.shaft_lab.l);
    println!("  shaft L* {shaft:.0} of {wanted:.0}");
}

impl Tally {
    fn print(&self) {
        for (k, name) in ["density", "coverage", "diameter", "length"].into_iter().enumerate() {
            let errors = &self.errors[k];
            let count = errors.len().max(1) as f64;
            let rms = (errors.iter().map(|e| e * e).sum::<f64>() / count).sqrt();
            let within = |limit: f64| errors.iter().filter(|e| e.abs() <= limit).count();
            println!(
                "{name:9} rms {:.0} %, within 15 %: {}, within 20 %: {}, inside the interval: {} of {}",
                100.0 * rms,
                within(0.15),
                within(0.2),
                self.held[k],
                errors.len()
            );
        }
        println!("refused: {}", self.refused);
    }
}
