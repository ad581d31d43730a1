//! What a surer photo would gain: the law of it, and that the photo so taken bears it out.

use crate::tool::{healtone, json};
use healtone::chart::definition;
use healtone::consult::{MeasureOptions, Measurement, NextPhoto, measure};
use healtone::measure::{Rect, Region};
use healtone::simulate::{ClientKind, HairColour, Setting, Shot, SimulateOptions, photograph};

const CHART: &str = "colorchecker-mini";

/// The same client, photographed in another setting and measured in the true regions.
fn measured(seed: u64, setting: Setting, polarised: bool) -> Measurement {
    let options = SimulateOptions {
        megapixels: 1.0,
        client: Some(ClientKind::Shaved),
        hair: Some(HairColour::DarkBrown),
        setting,
        chart: Some(CHART.to_owned()),
        ..SimulateOptions::new(seed)
    };
    let picture = photograph(&Shot::draw(&options).unwrap()).unwrap();
    let region = |r: Rect| Some(format!("{},{},{},{}", r.x, r.y, r.w, r.h).parse::<Region>().unwrap());
    let options = MeasureOptions {
        chart: definition(CHART).ok().cloned(),
        skin: region(picture.truth.skin.rect),
        hair: region(picture.truth.hair.as_ref().unwrap().rect),
        polarised,
        // What is advised must be said of a photo that is refused, too.
        force: true,
        ..MeasureOptions::default()
    };
    measure(&picture.bytes, &options).unwrap()
}

fn gain(next: &NextPhoto, code: &str) -> Option<f64> {
    next.advice.iter().find(|a| a.code == code).map(|a| a.half_interval)
}

#[test]
fn every_advice_gains_something_and_the_largest_gain_comes_first() {
    for (seed, setting) in [(31, Setting::Room), (33, Setting::Hard), (35, Setting::Even), (40, Setting::Hard)] {
        let m = measured(seed, setting, false);
        let next = m.next_photo.as_ref().unwrap();
        let halves: Vec<f64> = next.advice.iter().map(|a| a.half_interval).collect();
        assert!(halves.is_sorted() && halves.iter().all(|half| *half < 0.97 * next.half_interval), "{next:?}");
        assert!(halves.iter().all(|half| next.with_all <= half + 1e-12), "all together gain no less: {next:?}");
        assert!(next.with_all > 0.1, "something stays unknown");
        let sd = m.hair.as_ref().unwrap().contrast.sd();
        let now = healtone::math::NINETY * (sd.iter().map(|sd| sd * sd).sum::<f64>() / 3.0).sqrt();
        assert!((next.half_interval - now).abs() < 1e-9, "the interval is the one that is reported: {now}, {next:?}");
    }
}

/// The advice to soften the light, taken: the interval is then what was promised, within what clients' photos vary by.
#[test]
fn the_same_client_in_soft_light_is_measured_as_surely_as_was_promised() {
    let (mut promised, mut kept) = (0.0, 0.0);
    let seeds = [31, 33, 34, 36, 38, 39];
    for seed in seeds {
        let before = measured(seed, Setting::Room, false).next_photo.unwrap();
        let after = measured(seed, Setting::Even, false).next_photo.unwrap();
        let soft = gain(&before, "soft-light").unwrap();
        assert!(after.half_interval < before.half_interval, "seed {seed}: {before:?} {after:?}");
        promised += soft;
        kept += after.half_interval;
    }
    let ratio = kept / promised;
    eprintln!("promised {:.2}, kept {:.2}", promised / seeds.len() as f64, kept / seeds.len() as f64);
    assert!((0.6..1.15).contains(&ratio), "promised {promised:.2}, kept {kept:.2} dE*ab over {} clients", seeds.len());
}

#[test]
fn who_has_polarisers_is_not_told_to_use_some() {
    let [without, with] = [false, true].map(|polarised| measured(33, Setting::Room, polarised).next_photo.unwrap());
    let promised = gain(&without, "polarised").unwrap();
    assert_eq!(gain(&with, "polarised"), None);
    assert!((with.half_interval / promised - 1.0).abs() < 0.1, "{} against {promised}", with.half_interval);
}

#[test]
fn the_advice_is_told_in_words_and_in_json() {
    let sample = "tests/photos/consultation.jpg";
    let (code, out, _) = healtone(&["measure", sample]);
    assert_eq!(code, 0);
    assert!(out.contains("A surer photo: the contrast is known to +-"), "{out}");
    assert!(out.contains("soft light: two steps back"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 80));
    let (code, document) = json(&["measure", sample, "--json"]);
    assert_eq!(code, 0);
    let next = &document["next_photo"];
    let first = &next["advice"][0];
    assert_eq!((first["code"].as_str(), next["unit"].as_str()), (Some("soft-light"), Some("dE*ab")));
    assert!(first["half_interval"].as_f64().unwrap() < next["half_interval"].as_f64().unwrap());
}
