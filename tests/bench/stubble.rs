//! How well hairs are counted and measured in simulated photographs of known truth, each with its chart.
//!
//! `cargo bench --bench stubble [-- FIRST_SEED PHOTOS]`; by default the photographs on which the constants of
//! `calibration/stubble.toml` were chosen and, apart from them, those that nothing was chosen on: some five seconds each.
//! A star marks a truth outside the 90 % interval.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::chart::definition;
use healtone::consult::{MeasureOptions, measure};
use healtone::math::{Interval, cos, pow, sin};
use healtone::measure::Rect;
use healtone::simulate::{ClientKind, HairColour, Photograph, Setting, Shot, SimulateOptions, photograph};

const CHART: &str = "colorchecker-mini";
/// First seed and photographs of each set. One that has been tuned on is moved up, and the last is drawn anew.
const SETS: [(&str, u64, u64); 3] = [("tuned on", 5000, 44), ("tuned on", 9000, 48), ("held out", 13_000, 40)];

fn main() {
    let asked: Vec<u64> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    match asked[..] {
        [first_seed, photos, ..] => run("asked for", first_seed, photos),
        _ => SETS.iter().for_each(|(name, first_seed, photos)| run(name, *first_seed, *photos)),
    }
}

fn run(name: &str, first_seed: u64, photos: u64) {
    println!("{name}: {photos} photographs from seed {first_seed}");
    println!("value over truth (* outside the 90 % interval) of density, coverage, diameter, length");
    let mut tally = Tally::default();
    for n in 0..photos {
        match shot(first_seed, n).map(|shot| photograph(&shot)) {
            Some(Ok(picture)) => report(n, &picture, &mut tally),
            Some(Err(fault)) => println!("{n:>3} {}", fault.message),
            None => println!("{n:>3} cannot be drawn"),
        }
    }
    tally.print();
}

/// Numbers of 0-1 that lie evenly in all dimensions together: multiples of the powers of a root like the golden one.
fn even(n: u64, dimension: f64) -> f64 {
    const ROOT: f64 = 1.180_427_8;
    (0.5 + n as f64 / pow(ROOT, dimension)).fract()
}

fn between(least: f64, most: f64, share: f64) -> f64 {
    least + share * (most - least)
}

/// What users have: skin L* 30-75, four colours of hair and grey, 80-250 hairs per cm2, shaved 4-72 hours ago or (each
/// fourth) grown 0.7-2.2 mm, 15-30 px/mm, light of a room or (each third) even.
fn shot(first_seed: u64, n: u64) -> Option<Shot> {
    let colours = [HairColour::Black, HairColour::DarkBrown, HairColour::Brown, HairColour::Blond, HairColour::Grey];
    let (grown, seed) = (n % 4 == 3, first_seed + n);
    let options = SimulateOptions {
        setting: if n.is_multiple_of(3) { Setting::Even } else { Setting::Room },
        client: Some(if grown { ClientKind::Stubble } else { ClientKind::Shaved }),
        hair: Some(colours[usize::try_from(n).expect("few") % colours.len()]),
        skin_l: Some(between(30.0, 75.0, even(seed, 1.0))),
        chart: Some(CHART.into()),
        ..SimulateOptions::new(seed)
    };
    let mut shot = Shot::draw(&options).ok()?;
    shot.client.hair.density_per_cm2 = between(80.0, 250.0, even(seed, 2.0));
    if !grown {
        // A razor leaves a tenth of a millimetre; hair grows 0.35 mm a day.
        shot.client.hair.length_mm = 0.1 + 0.35 / 24.0 * between(4.0, 72.0, even(seed, 3.0));
    }
    draw_together(&mut shot)?;
    let width = shot.scene.frame_mm * between(15.0, 30.0, pow(even(seed, 4.0), 2.0));
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand pixels")]
    let unit = (width / 8.0).round() as u32 * 2;
    (shot.width, shot.height) = (4 * unit, 3 * unit);
    Some(shot)
}

/// Moves chart and head close together, so that fewer pixels are made for the same scalp.
fn draw_together(shot: &mut Shot) -> Option<()> {
    /// Half the width of the regions on the head, and a margin.
    const HEAD_MM: f64 = 26.0;
    const MARGIN_MM: f64 = 2.0;
    let side = if shot.scene.head.centre_mm[0] < 0.0 { 1.0 } else { -1.0 };
    let chart = shot.scene.chart.as_mut()?;
    let turn = chart.turn_deg.to_radians();
    let (c, s) = (cos(turn).abs(), sin(turn).abs());
    let half = [3.3 * chart.pitch_mm[0], 2.35 * chart.pitch_mm[1]];
    let (across, down) = (c * half[0] + s * half[1], s * half[0] + c * half[1]);
    let frame_mm = (2.0 * (HEAD_MM + across + MARGIN_MM)).max(8.0 / 3.0 * (down + MARGIN_MM));
    shot.scene.head.centre_mm = [side * (HEAD_MM - 0.5 * frame_mm), 0.0];
    chart.centre_mm[0] = side * (0.5 * frame_mm - across - MARGIN_MM);
    chart.centre_mm[1] = 0.0;
    shot.scene.frame_mm = frame_mm;
    Some(())
}

#[derive(Default)]
struct Tally {
    errors: [Vec<f64>; 4],
    held: [usize; 4],
    widths: [f64; 4],
    refused: usize,
}

fn report(n: u64, picture: &Photograph, tally: &mut Tally) {
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
    let client = &truth.shot.client;
    print!(
        "{n:>3} {:8}{:11}L{:.0} {:4.1} px/mm {:5.1}/cm2 {:4.2} mm {:4.1} % ",
        client.kind.name(),
        client.hair.colour.name(),
        truth.skin.lab.l,
        truth.px_per_mm,
        counted.density_per_cm2,
        counted.length_mm,
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
        tally.widths[k] += (interval.high - interval.low) / interval.value;
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
                "{name:9} rms {:.0} %, within 15 %: {}, within 20 %: {}, inside the interval: {} of {}, its width {:.0} %",
                100.0 * rms,
                within(0.15),
                within(0.2),
                self.held[k],
                errors.len(),
                100.0 * self.widths[k] / count
            );
        }
        println!("refused: {}\n", self.refused);
    }
}
