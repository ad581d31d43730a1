//! The photo gate on simulated photographs: each accepted, or refused by the name of what is wrong with it; and pictures
//! without a chart, in which none must be found.
//!
//!     cargo bench --bench photo-gate [-- --first 20000] [--photos 500] [--without 500] [--only MISTAKE] [--verbose]
//!
//! Half of the photographs are taken as they should be, in a treatment room; the others have one mistake each. Chart and
//! regions are named, as a technician names them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark prints")]

use healtone::chart;
use healtone::consult::{MeasureOptions, Measurement, measure};
use healtone::math::Point;
use healtone::measure::{Rect, Region};
use healtone::photo::Photo;
use healtone::simulate::{Mistake, Setting, Shot, SimulateOptions, photograph};
use std::collections::BTreeMap;

/// What the gate says of each mistake that shows in a single photo. Redness and a day too early do not.
fn expected(mistake: Option<Mistake>) -> &'static [&'static str] {
    match mistake {
        Some(Mistake::NoChart) => &["chart-not-found"],
        Some(Mistake::ChartCovered) => &["chart-covered"],
        Some(Mistake::WrongChart) => &["chart-wrong-type"],
        Some(Mistake::GlareOnChart) => &["chart-glare"],
        Some(Mistake::ShadowOnChart) => &["chart-shadowed"],
        Some(Mistake::UnevenLight) => &["uneven-light"],
        Some(Mistake::MixedLight) => &["mixed-light"],
        Some(Mistake::TooDark) => &["too-dark"],
        Some(Mistake::Overexposed) => &["chart-clipped"],
        Some(Mistake::Blurred) => &["blurred"],
        Some(Mistake::Tilted) => &["chart-tilted"],
        Some(Mistake::ChartTooFar) => &["chart-too-far"],
        Some(Mistake::Tungsten) => &["colour-cast"],
        Some(Mistake::Redness | Mistake::TooEarly) | None => &[],
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: u64| {
        args.iter().skip_while(|a| *a != name).nth(1).and_then(|n| n.parse().ok()).unwrap_or(default)
    };
    let verbose = args.iter().any(|a| a == "--verbose");
    let only = args.iter().skip_while(|a| *a != "--only").nth(1);
    let mut table: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut wrong = 0;
    for seed in 0..number("--photos", 500) {
        #[allow(clippy::cast_possible_truncation, reason = "a few hundred")]
        let mistake = (seed % 2 == 1).then(|| Mistake::ALL[(seed / 2) as usize % Mistake::ALL.len()]);
        let name = mistake.map_or("none", Mistake::name);
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let (measured, note) = judged(number("--first", 20_000), seed, mistake);
        let codes: Vec<&str> = measured.refused.iter().map(|d| d.code).collect();
        let right = match expected(mistake) {
            [] => codes.is_empty(),
            any => any.iter().any(|code| codes.contains(code)),
        };
        wrong += usize::from(!right);
        let answer = if codes.is_empty() { "accepted".to_owned() } else { codes.join(" + ") };
        if verbose {
            println!("{seed} {name}: {answer}{}; {note}", if right { "" } else { " WRONG" });
        }
        *table.entry((name.to_owned(), answer)).or_default() += 1;
    }
    println!("| truth | answer | photos |\n|---|---|---|");
    for ((truth, answer), count) in &table {
        println!("| {truth} | {answer} | {count} |");
    }
    println!("\nWrong: {wrong}");
    let found = (0..number("--without", 500)).filter(|seed| without_a_chart(*seed)).count();
    println!("Charts found in pictures without one: {found}");
}

/// Whether a chart is found in a photograph without one, hard scenes with striped and coloured things in half of them.
fn without_a_chart(seed: u64) -> bool {
    let options = SimulateOptions {
        mistakes: vec![Mistake::NoChart],
        megapixels: 1.0,
        setting: if seed.is_multiple_of(2) { Setting::Hard } else { Setting::Room },
        ..SimulateOptions::new(50_000 + seed)
    };
    let shot = Shot::draw(&options).and_then(|shot| photograph(&shot)).expect("a photograph can be made");
    let photo = Photo::decode(&shot.bytes).expect("it is a picture");
    let found = chart::find(&photo, chart::default_definition());
    if let Ok(reading) = &found {
        eprintln!("{seed}: a chart at {:?}", reading.corners);
    }
    found.is_ok()
}

fn judged(first: u64, seed: u64, mistake: Option<Mistake>) -> (Measurement, String) {
    let options = SimulateOptions {
        mistakes: mistake.into_iter().collect(),
        megapixels: 2.0,
        ..SimulateOptions::new(first + seed)
    };
    let shot = Shot::draw(&options).and_then(|shot| photograph(&shot)).expect("a photograph can be made");
    let truth = &shot.truth;
    let region = |r: Rect| format!("{},{},{},{}", r.x, r.y, r.w, r.h).parse::<Region>().ok();
    let asked = MeasureOptions {
        chart: truth.chart.as_ref().map(|c| chart::definition(&c.id).expect("a known chart").clone()),
        skin: region(truth.skin.rect),
        hair: truth.hair.as_ref().and_then(|h| region(h.rect)),
        ..MeasureOptions::default()
    };
    let measured = measure(&shot.bytes, &asked).expect("nothing is wrong with the options");
    let note = note(&measured);
    (measured, note)
}

/// What the gate looked at.
fn note(m: &Measurement) -> String {
    let Some(chart) = m.chart.as_ref().map(|c| &c.reading) else { return "no chart".to_owned() };
    let calibration = m.calibration.as_ref();
    let loo = calibration.and_then(|c| c.residuals()).map_or(f64::NAN, |r| r.loo_mean);
    let white = chart.patches[18].linear;
    let left_out: Vec<String> =
        chart.patches.iter().filter_map(|p| Some(format!("{}:{}", p.index, p.left_out?.name()))).collect();
    let away = m.skin.as_ref().and_then(|s| s.rect).map_or(f64::NAN, |r| {
        let [p1, _, p24, _] = chart.corners;
        let middle = Point::new(0.5 * (p1.x + p24.x), 0.5 * (p1.y + p24.y));
        (middle.distance(r.centre()) - 3.0 * chart.pitch_px()) / chart.pitch_px()
    });
    format!(
        "{} away {away:.1} fit {:.1} loo {loo:.2} falloff {:.2} drift {:.2} tilt {:.0} blur {:.3} mm {:.3} pitch, white {:.2?}, blown {}, left out {left_out:?}",
        chart.id,
        chart.fit_de00,
        calibration.and_then(|c| c.falloff_ev()).unwrap_or(f64::NAN),
        calibration.and_then(|c| c.colour_drift_ev()).unwrap_or(f64::NAN),
        chart.tilt_deg.unwrap_or(f64::NAN),
        chart.blur_px.unwrap_or(f64::NAN) / chart.px_per_mm.unwrap_or(f64::NAN),
        chart.blur_px.unwrap_or(f64::NAN) / chart.pitch_px(),
        white,
        chart.patches.iter().filter(|p| (0..3).any(|c| p.clipped[c] && p.linear[c] > 0.5)).count(),
    )
}
