//! How well places of one photo are found again in another of the same scalp, and whether other scalps are refused.
//!
//!     cargo bench --bench registration [-- --first 70000] [--pairs 40] [--mp 2] [--hard] [--regrown] [--verbose]
//!
//! Each client is photographed before and after a session, with light, chart and camera drawn anew; the photo after it is also
//! compared with the client before. `--regrown`: the hair of every other photograph is two and a half times as long, steeper
//! and thinner. Limits were chosen on clients from 200, 400 and 50000 on; the default set was looked at once.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]
#![allow(clippy::cast_possible_truncation, reason = "counts are given as numbers")]

use healtone::data;
use healtone::math::{Homography, Point, quantile};
use healtone::measure::{PlacesToFind, Rect, Registration, SightOfScalp, register};
use healtone::photo::Photo;
use healtone::simulate::{ClientKind, Grounds, SessionOptions, Setting, Shot, SimulateOptions, Truth, photograph};
use std::time::Instant;

/// A photograph, decoded, with what is true of it.
struct Taken {
    photo: Photo,
    truth: Truth,
    grounds: Grounds,
    to_chart: Homography,
}

struct Wishes {
    megapixels: f64,
    setting: Setting,
    regrown: bool,
}

impl Wishes {
    /// A client's photograph of this number, after as many sessions.
    fn taken(&self, seed: u64, number: u64) -> Taken {
        let session = |n: u64| SessionOptions {
            day: 28.0 * n as f64,
            density_per_cm2: 45.0,
            pigments: vec![("generic-carbon-dark".to_owned(), 1.0)],
            dilution: "1+6".parse().unwrap(),
            dot_mm: None,
        };
        let options = SimulateOptions {
            shot: number,
            megapixels: self.megapixels,
            setting: self.setting,
            client: Some(if number > 0 { ClientKind::Treated } else { ClientKind::Shaved }),
            sessions: (0..number).map(session).collect(),
            ..SimulateOptions::new(seed)
        };
        let mut shot = Shot::draw(&options).unwrap();
        if self.regrown && number % 2 == 1 {
            let hair = &mut shot.client.hair;
            (hair.length_mm, hair.lean, hair.diameter_mm) =
                (2.5 * hair.length_mm, 0.6 * hair.lean, 0.9 * hair.diameter_mm);
        }
        let picture = photograph(&shot).unwrap();
        let unit = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| Point::new(x, y));
        Taken {
            photo: Photo::decode(&picture.bytes).unwrap(),
            grounds: shot.grounds().unwrap(),
            to_chart: Homography::fit(&picture.truth.chart.as_ref().unwrap().corners, &unit).unwrap(),
            truth: picture.truth,
        }
    }
}

impl Taken {
    fn regions(&self) -> Vec<Rect> {
        let truth = &self.truth;
        [Some(&truth.skin), truth.hair.as_ref(), truth.treated.as_ref()].into_iter().flatten().map(|r| r.rect).collect()
    }
}

fn found(old: &Taken, new: &Taken) -> Option<Registration> {
    let changed = old.truth.treated.as_ref().map(|r| r.rect);
    let around: Vec<Rect> = old.regions().into_iter().filter(|r| Some(*r) != changed).collect();
    let [old, later] = [old, new].map(|t| SightOfScalp { photo: &t.photo, to_chart: &t.to_chart });
    let scale = new.truth.chart.as_ref().map(|c| c.px_per_mm);
    register(&old, &later, &PlacesToFind { around: &around, changed }, scale, &data::regions().registration)
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

fn told(name: &str, seed: u64, r: Option<&Registration>) {
    match r {
        None => println!("{seed} {name} nothing to compare"),
        Some(r) => println!(
            "{seed} {name} {} of {} parts agree, {} elsewhere, correlation {:.2}, {}",
            r.agreeing,
            r.parts,
            r.runner_up,
            r.correlation,
            if r.sure { "sure" } else { "not sure" }
        ),
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let given = |name: &str| args.iter().any(|a| a == name);
    let number = |name: &str, default: f64| {
        args.iter().skip_while(|a| *a != name).nth(1).and_then(|n| n.parse().ok()).unwrap_or(default)
    };
    let wishes = Wishes {
        megapixels: number("--mp", 2.0),
        setting: if given("--hard") { Setting::Hard } else { Setting::Room },
        regrown: given("--regrown"),
    };
    let (first, pairs) = (number("--first", 70_000.0) as u64, number("--pairs", 40.0) as u64);
    let (mut by_scalp, mut by_chart, mut milliseconds) = (Vec::new(), Vec::new(), Vec::new());
    let (mut regions, mut taken_over) = (0, 0);
    let (mut sure, mut wrong, mut others, mut taken_for) = (0, 0, 0, 0);
    let mut before: Option<Taken> = None;
    for seed in first..first + pairs {
        let (old, new) = (wishes.taken(seed, seed % 3), wishes.taken(seed, seed % 3 + 1));
        let clock = Instant::now();
        let pair = found(&old, &new);
        milliseconds.push(clock.elapsed().as_secs_f64() * 1e3);
        let back = new.to_chart.inverse().unwrap();
        by_chart.extend(errors(&old, &new, &old.regions(), |p| Some(back.map(old.to_chart.map(p)))));
        if let Some(pair) = pair.as_ref().filter(|pair| pair.sure) {
            let (width, height) = (new.photo.width(), new.photo.height());
            let all = old.regions();
            let kept: Vec<Rect> = all.iter().copied().filter(|r| pair.region(*r, width, height).is_some()).collect();
            let off = errors(&old, &new, &kept, |p| pair.map(p));
            (regions, taken_over) = (regions + all.len(), taken_over + kept.len());
            sure += 1;
            wrong += i32::from(off.iter().any(|e| *e > 2.0));
            by_scalp.extend(off);
        }
        let strange = before.as_ref().map(|other| found(other, &new));
        if let Some(strange) = &strange {
            others += 1;
            taken_for += i32::from(strange.as_ref().is_some_and(|r| r.sure));
        }
        if given("--verbose") {
            told("same", seed, pair.as_ref());
            strange.iter().for_each(|strange| told("other", seed, strange.as_ref()));
        }
        before = Some(old);
    }
    println!("{pairs} pairs of one scalp: {sure} found again, {wrong} of them with a place more than 2 mm off");
    println!("of those {taken_over} of {regions} regions taken over; the others are out of the picture or not carried");
    println!("{others} pairs of two scalps: {taken_for} taken for one");
    let row = |name: &str, all: &[f64]| {
        let [median, nine_tenths, most] = [0.5, 0.9, 1.0].map(|q| quantile(all, q));
        println!("places {name}: median {median:.2} mm, 90 % {nine_tenths:.2} mm, all {most:.2} mm");
    };
    row("by the scalp", &by_scalp);
    row("by the chart", &by_chart);
    println!("{:.0} ms a pair beyond decoding (median)", quantile(&milliseconds, 0.5));
}
