//! Whether bare skin and stubble are found where they are in simulated photographs, and what finding them costs the
//! contrast.
//!
//!     cargo bench --bench regions [-- --first 40000] [--photos 242] [--verbose]
//!
//! Limits were chosen on photographs from 1000 on; the default set was looked at once. Kinds of client, hair colours and
//! settings take turns with periods that have no common factor; every 23rd photograph has no head in it, only the room.
//! Treated clients, whose pigment looks like stubble or like skin, have a row of their own and are not counted in `all`.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::camera::Calibration;
use healtone::chart;
use healtone::consult::{MeasureOptions, measure};
use healtone::measure::{FoundRegions, Rect, find_regions};
use healtone::photo::Photo;
use healtone::simulate::{
    ClientKind, GroundKind, Grounds, HairColour, Setting, Shot, SimulateOptions, Truth, file_alone, photograph,
};
use std::collections::BTreeMap;
use std::time::Instant;

/// Least true contrast, dE*ab, from which stubble should be found.
const VISIBLE: f64 = 1.5;
/// Share of a region that must be what it is taken for.
const INSIDE: f64 = 0.9;
/// Points looked at along the side of a region.
const POINTS: u32 = 40;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let number = |name: &str, default: u64| {
        args.iter().skip_while(|a| *a != name).nth(1).and_then(|n| n.parse().ok()).unwrap_or(default)
    };
    let verbose = args.iter().any(|a| a == "--verbose");
    let first = number("--first", 40_000);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut milliseconds = Vec::new();
    for n in 0..number("--photos", 242) {
        let Some(case) = Case::made(first, n) else { continue };
        let Some((found, took)) = case.found() else {
            tallies.entry(case.group()).or_default().without_chart += 1;
            continue;
        };
        milliseconds.push(took);
        let outcome = case.judged(found);
        if verbose {
            println!("{} {} {outcome:?} {found:?}", first + n, case.name());
        }
        tallies.entry(case.group()).or_default().add(&outcome);
        if case.options.client != Some(ClientKind::Treated) {
            tallies.entry("all".to_owned()).or_default().add(&outcome);
        }
    }
    println!(
        "| photographs | number | both right | of visible | skin alone | none | wrong | contrast error, found | same, true regions |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    tallies.iter().for_each(|(name, tally)| tally.print(name));
    milliseconds.sort_by(f64::total_cmp);
    if let Some(median) = milliseconds.get(milliseconds.len() / 2) {
        println!("\nFinding takes {median:.1} ms (median).");
    }
}

/// A photograph with what is true of it; no truth where there is no head.
struct Case {
    options: SimulateOptions,
    bytes: Vec<u8>,
    grounds: Grounds,
    truth: Option<Truth>,
    chart: String,
}

impl Case {
    fn made(first: u64, n: u64) -> Option<Self> {
        let options = options(first, n);
        let mut shot = Shot::draw(&options).ok()?;
        let chart = shot.scene.chart.as_ref()?.id.clone();
        if n % 23 == 22 {
            // Far out of the picture.
            shot.scene.head.centre_mm = [1000.0, 0.0];
            let bytes = file_alone(&shot).ok()?;
            return Some(Self { options, bytes, grounds: shot.grounds().ok()?, truth: None, chart });
        }
        // Rarely the chart hides all of the bare skin.
        let picture = photograph(&shot).ok()?;
        Some(Self { options, bytes: picture.bytes, grounds: shot.grounds().ok()?, truth: Some(picture.truth), chart })
    }

    fn name(&self) -> String {
        let [kind, hair] =
            [self.options.client.map_or("", ClientKind::name), self.options.hair.map_or("", HairColour::name)];
        format!("{} {kind} {hair} contrast {:.1}", self.options.setting.name(), self.contrast().unwrap_or(0.0))
    }

    fn group(&self) -> String {
        match (&self.truth, self.options.client) {
            (None, _) => "no head".to_owned(),
            (Some(_), Some(kind)) => format!("{} {}", self.options.setting.name(), kind.name()),
            (Some(_), None) => "any".to_owned(),
        }
    }

    /// True contrast, dE*ab, where stubble is seen.
    fn contrast(&self) -> Option<f64> {
        let truth = self.truth.as_ref()?;
        truth.hair.as_ref()?;
        truth.contrast().map(|c| c.de_ab())
    }

    /// What is found, and in how many milliseconds; `None` where the chart is not.
    fn found(&self) -> Option<(FoundRegions, f64)> {
        let photo = Photo::decode(&self.bytes).ok()?;
        let definition = chart::definition(&self.chart).ok()?;
        let reading = chart::find(&photo, definition).ok()?;
        let calibration = Calibration::from_chart(&reading, definition, photo.encoding()).ok()?;
        let start = Instant::now();
        let found = find_regions(&photo, &calibration, Some(&reading.to_chart));
        Some((found, 1e3 * start.elapsed().as_secs_f64()))
    }

    fn judged(&self, found: FoundRegions) -> Outcome {
        let right = |rect: Option<Rect>, kind| rect.map(|rect| self.share(rect, kind) >= INSIDE);
        let regions = self.truth.as_ref().and_then(|t| Some((t.skin.rect, t.hair.as_ref()?.rect)));
        let both = found.skin.zip(found.hair);
        let both_right = [right(found.skin, GroundKind::Bare), right(found.hair, GroundKind::Hair)] == [Some(true); 2];
        let errors = both
            .zip(regions)
            .filter(|_| both_right)
            .and_then(|(found, regions)| Some([self.contrast_error(found)?, self.contrast_error(regions)?]));
        Outcome {
            skin: right(found.skin, GroundKind::Bare),
            hair: right(found.hair, GroundKind::Hair),
            visible: self.contrast().is_some_and(|c| c >= VISIBLE),
            errors,
        }
    }

    /// Share of a region that is of a kind.
    fn share(&self, rect: Rect, kind: GroundKind) -> f64 {
        let at = |from: u32, length: u32, k: u32| from + (2 * k + 1) * length / (2 * POINTS);
        let points = (0..POINTS * POINTS).map(|k| (at(rect.x, rect.w, k % POINTS), at(rect.y, rect.h, k / POINTS)));
        let inside = points.filter(|(x, y)| self.grounds.at(*x, *y) == kind).count();
        inside as f64 / f64::from(POINTS * POINTS)
    }

    /// How far the contrast measured in two regions is from the true one, dE*ab.
    fn contrast_error(&self, (skin, hair): (Rect, Rect)) -> Option<f64> {
        let region = |r: Rect| format!("{},{},{},{}", r.x, r.y, r.w, r.h).parse().ok();
        let options = MeasureOptions {
            chart: chart::definition(&self.chart).ok().cloned(),
            skin: region(skin),
            hair: region(hair),
            force: true,
            ..MeasureOptions::default()
        };
        let measured = measure(&self.bytes, &options).ok()?.hair?.contrast.mean.array();
        let wanted = self.truth.as_ref()?.contrast()?.array();
        Some((0..3).map(|i| (measured[i] - wanted[i]) * (measured[i] - wanted[i])).sum::<f64>().sqrt())
    }
}

/// Who is photographed, and how.
fn options(first: u64, n: u64) -> SimulateOptions {
    const SETTINGS: [Setting; 6] =
        [Setting::Even, Setting::Room, Setting::Room, Setting::Even, Setting::Room, Setting::Hard];
    const KINDS: [ClientKind; 11] = [
        ClientKind::Shaved,
        ClientKind::Stubble,
        ClientKind::Shaved,
        ClientKind::Stubble,
        ClientKind::Thinning,
        ClientKind::Shaved,
        ClientKind::Stubble,
        ClientKind::Grown,
        ClientKind::Shaved,
        ClientKind::Stubble,
        ClientKind::Treated,
    ];
    let turn = |length: usize| usize::try_from(n).expect("a few hundred") % length;
    SimulateOptions {
        setting: SETTINGS[turn(SETTINGS.len())],
        client: Some(KINDS[turn(KINDS.len())]),
        hair: Some(HairColour::ALL[turn(HairColour::ALL.len())]),
        megapixels: if n % 5 == 4 { 8.0 } else { 3.0 },
        ..SimulateOptions::new(first + n)
    }
}

/// Whether each region found is right; how far the contrast is off in the found and in the true regions.
#[derive(Debug)]
struct Outcome {
    skin: Option<bool>,
    hair: Option<bool>,
    visible: bool,
    errors: Option<[f64; 2]>,
}

#[derive(Default)]
struct Tally {
    number: usize,
    both: usize,
    visible: usize,
    visible_both: usize,
    skin_alone: usize,
    none: usize,
    wrong: usize,
    without_chart: usize,
    errors: Vec<[f64; 2]>,
}

impl Tally {
    fn add(&mut self, outcome: &Outcome) {
        self.number += 1;
        let both = outcome.skin == Some(true) && outcome.hair == Some(true);
        self.both += usize::from(both);
        self.visible += usize::from(outcome.visible);
        self.visible_both += usize::from(outcome.visible && both);
        self.skin_alone += usize::from(outcome.skin == Some(true) && outcome.hair.is_none());
        self.none += usize::from(outcome.skin.is_none() && outcome.hair.is_none());
        self.wrong += usize::from(outcome.skin == Some(false) || outcome.hair == Some(false));
        self.errors.extend(outcome.errors);
    }

    fn print(&self, name: &str) {
        let mean = |k: usize| self.errors.iter().map(|e| e[k]).sum::<f64>() / self.errors.len().max(1) as f64;
        let Self { number, both, visible, visible_both, skin_alone, none, wrong, without_chart, .. } = self;
        let missed = if *without_chart > 0 { format!(" (+{without_chart} without chart)") } else { String::new() };
        println!(
            "| {name} | {number}{missed} | {both} | {visible_both} of {visible} | {skin_alone} | {none} | {wrong} | {:.2} | {:.2} |",
            mean(0),
            mean(1)
        );
    }
}
