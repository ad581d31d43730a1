//! Places of one photo found again in another of the same scalp, against where they truly are.

use crate::tool::{folder, healtone, json};
use healtone::chart::definition;
use healtone::consult::{MeasureOptions, PlacesFound, measure};
use healtone::data;
use healtone::math::{Homography, Point, quantile};
use healtone::measure::{PlacesToFind, Rect, Registration, SightOfScalp, register};
use healtone::photo::Photo;
use healtone::simulate::{
    ClientKind, GroundKind, Grounds, HairColour, SessionOptions, Shot, SimulateOptions, Truth, photograph,
};
use healtone::store::{parse_record, read_case};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A photograph, decoded, with what is true of it.
struct Taken {
    photo: Photo,
    truth: Truth,
    grounds: Grounds,
    to_chart: Homography,
}

impl Taken {
    fn of(shot: &Shot) -> Self {
        let picture = photograph(shot).unwrap();
        let unit = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| Point::new(x, y));
        Self {
            photo: Photo::decode(&picture.bytes).unwrap(),
            grounds: shot.grounds().unwrap(),
            to_chart: Homography::fit(&picture.truth.chart.as_ref().unwrap().corners, &unit).unwrap(),
            truth: picture.truth,
        }
    }

    fn regions(&self) -> Vec<Rect> {
        let truth = &self.truth;
        [Some(&truth.skin), truth.hair.as_ref(), truth.treated.as_ref()].into_iter().flatten().map(|r| r.rect).collect()
    }

    const fn sight(&self) -> SightOfScalp<'_> {
        SightOfScalp { photo: &self.photo, to_chart: &self.to_chart }
    }
}

fn found(old: &Taken, new: &Taken) -> Registration {
    let changed = old.truth.treated.as_ref().map(|r| r.rect);
    let around: Vec<Rect> = old.regions().into_iter().filter(|r| Some(*r) != changed).collect();
    let scale = new.truth.chart.as_ref().map(|c| c.px_per_mm);
    let places = PlacesToFind { around: &around, changed };
    register(&old.sight(), &new.sight(), &places, scale, &data::regions().registration).unwrap()
}

/// How far from the truth a map puts corners and middles of the regions, mm on the scalp.
fn errors(old: &Taken, new: &Taken, regions: &[Rect], map: impl Fn(Point) -> Option<Point>) -> Vec<f64> {
    let places = regions.iter().flat_map(|r| r.corners().into_iter().chain([r.centre()]));
    let error = |p: Point| {
        let truly = new.grounds.seen_at(old.grounds.scalp_at(p)?);
        Some(map(p)?.distance(truly) / new.truth.px_per_mm)
    };
    places.filter_map(error).collect()
}

fn shot(seed: u64, number: u64, sessions: u32) -> Shot {
    let session = |n: u32| SessionOptions {
        day: 28.0 * f64::from(n),
        density_per_cm2: 45.0,
        pigments: vec![("generic-carbon-dark".to_owned(), 1.0)],
        dilution: "1+6".parse().unwrap(),
        dot_mm: None,
    };
    let options = SimulateOptions {
        shot: number,
        megapixels: 1.2,
        client: Some(if sessions > 0 { ClientKind::Treated } else { ClientKind::Shaved }),
        sessions: (0..sessions).map(session).collect(),
        chart: Some("colorchecker-mini".to_owned()),
        ..SimulateOptions::new(seed)
    };
    Shot::draw(&options).unwrap()
}

#[test]
fn places_are_found_again_after_a_session_and_other_scalps_are_refused() {
    let mut all = Vec::new();
    let mut before: Option<Taken> = None;
    for (seed, sessions) in [(61, 0), (62, 1), (63, 2), (64, 1)] {
        let number = u64::from(sessions);
        let (old, new) = (Taken::of(&shot(seed, number, sessions)), Taken::of(&shot(seed, number + 1, sessions + 1)));
        let pair = found(&old, &new);
        assert!(pair.sure, "{seed}: {} of {} parts, {}", pair.agreeing, pair.parts, pair.correlation);
        let off = errors(&old, &new, &old.regions(), |p| pair.map(p));
        // A corner of the field may lie out of the later picture.
        assert!(off.len() + 3 >= 5 * old.regions().len(), "{seed}: places are carried, {}", off.len());
        all.extend(off);
        if let Some(other) = &before {
            let strange = found(other, &new);
            assert!(!strange.sure, "{seed} is not {}: {} of {}", seed - 1, strange.agreeing, strange.parts);
        }
        before = Some(old);
    }
    let (median, nine_tenths) = (quantile(&all, 0.5), quantile(&all, 0.9));
    eprintln!("places found to {median:.2} mm (median), {nine_tenths:.2} mm (90 %)");
    assert!(median < 0.2 && nine_tenths < 0.6, "{median} {nine_tenths}");
    assert!(all.iter().all(|e| *e < 2.0), "{all:?}");
}

#[test]
fn a_chart_that_was_moved_on_the_head_misleads_only_the_chart() {
    let before = shot(71, 1, 1);
    let mut after = shot(71, 1, 1);
    let chart = after.scene.chart.as_mut().unwrap();
    chart.centre_mm[1] += if chart.centre_mm[1] > 0.0 { -14.0 } else { 14.0 };
    chart.turn_deg += 5.0;
    let (old, new) = (Taken::of(&before), Taken::of(&after));
    let (pair, back) = (found(&old, &new), new.to_chart.inverse().unwrap());
    let by_chart = errors(&old, &new, &old.regions(), |p| Some(back.map(old.to_chart.map(p))));
    let by_scalp = errors(&old, &new, &old.regions(), |p| pair.map(p));
    assert!(pair.sure && by_scalp.iter().all(|e| *e < 0.5), "{by_scalp:?}");
    assert!(by_chart.iter().all(|e| *e > 8.0), "{by_chart:?}");
}

fn percent(rect: Rect, [x, y]: [f64; 2]) -> (u32, u32) {
    (rect.x + (x * f64::from(rect.w)) as u32, rect.y + (y * f64::from(rect.h)) as u32)
}

fn rect_of(value: &Value) -> Rect {
    let side = |i: usize| value[i].as_u64().unwrap() as u32;
    Rect { x: side(0), y: side(1), w: side(2), h: side(3) }
}

fn written(rect: Rect) -> String {
    format!("{},{},{},{}", rect.x, rect.y, rect.w, rect.h)
}

#[test]
fn a_follow_up_takes_the_places_of_a_kept_photo_over_by_the_scalp() {
    let here = folder("same-places");
    fs::create_dir_all(&here).unwrap();
    let case = here.join("K-31").to_str().unwrap().to_owned();
    let session = |number: u32| SessionOptions {
        day: 28.0 * f64::from(number),
        density_per_cm2: 45.0,
        pigments: vec![("generic-carbon-dark".to_owned(), 1.0)],
        dilution: "1+6".parse().unwrap(),
        dot_mm: None,
    };
    let taken = |number: u32| {
        let shot = Shot::draw(&SimulateOptions {
            shot: u64::from(number),
            client: Some(ClientKind::Treated),
            hair: Some(HairColour::Black),
            skin_l: Some(62.0),
            sessions: (0..number.max(1)).map(session).collect(),
            chart: Some("colorchecker-mini".to_owned()),
            ..SimulateOptions::new(12)
        });
        let shot = shot.unwrap();
        let picture = photograph(&shot).unwrap();
        let path = here.join(format!("{number}.jpg"));
        fs::write(&path, &picture.bytes).unwrap();
        (path.to_str().unwrap().to_owned(), picture.truth, shot.grounds().unwrap())
    };
    let begin = ["match", "--skin-lab", "62,7.3,21.2", "--hair-lab", "57,3.7,17", "--case", &case];
    assert!([0, 3].contains(&healtone(&begin).0));
    let (first, truth, old) = taken(1);
    let marked = [&truth.skin, truth.treated.as_ref().unwrap(), truth.hair.as_ref().unwrap()].map(|r| written(r.rect));
    let look = |photo: &str, more: &[&str]| {
        let usual = [
            "follow-up",
            "--case",
            &case,
            photo,
            "--day",
            "28",
            "--chart",
            "colorchecker-mini",
            "--json",
            "--keep-photo",
        ];
        json(&[&usual[..], more].concat())
    };
    let (code, seen) = look(&first, &["--skin", &marked[0], "--field", &marked[1], "--hair", &marked[2]]);
    assert_eq!(code, 0, "{seen}");
    assert!(seen.get("places").is_none(), "nothing was taken over");

    let (second, _, new) = taken(2);
    let (code, seen) = look(&second, &["--same-places", "--sessions", "2"]);
    assert_eq!((code, seen["places"]["by"].as_str()), (0, Some("scalp")), "{seen}");
    crate::schema::meets(&seen, "a follow-up at the same places");
    let places = &seen["measurement"];
    for (name, kind) in [("skin", GroundKind::Bare), ("old_work", GroundKind::Work), ("hair", GroundKind::Hair)] {
        let rect = rect_of(&places[name]["rect"]);
        for share in [[0.02, 0.02], [0.98, 0.02], [0.5, 0.5], [0.02, 0.98], [0.98, 0.98]] {
            let (x, y) = percent(rect, share);
            assert_eq!(new.at(x, y), kind, "{name} at {share:?}");
        }
    }
    let before = truth.skin.rect.centre();
    let now = rect_of(&places["skin"]["rect"]).centre();
    let off = now.distance(new.seen_at(old.scalp_at(before).unwrap()));
    assert!(off < 2.0 * truth.px_per_mm, "{off} pixels");

    // What was not kept cannot be looked at, and another's scalp is not his: by the chart alone, and it is said.
    let state = &read_case(Path::new(&case)).unwrap().steps.last().unwrap().state.clone();
    let places = parse_record(state, "step").unwrap().places;
    let strange = photograph(&shot(77, 1, 1)).unwrap().bytes;
    for earlier in [None, Some(strange), Some(b"no picture".to_vec())] {
        let chart = Some(definition("colorchecker-mini").unwrap().clone());
        let with = MeasureOptions { places, earlier, chart, given_only: true, ..MeasureOptions::default() };
        let by_chart = measure(&fs::read(&first).unwrap(), &with).unwrap();
        assert_eq!(by_chart.places, Some(PlacesFound::ByChart));
        assert!(by_chart.warnings.iter().any(|w| w.code == "places-by-chart-alone"));
    }
}
