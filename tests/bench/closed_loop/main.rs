//! How near simulated clients heal to their targets: when the first recommendation is followed through all sessions, and
//! when each next session is planned from the healed photos of those before; beside simple rules and beside what knowing
//! everything would reach.
//!
//! `cargo bench --bench closed-loop [-- CLIENTS SEEDS [NATURE [TWIST]]]`; by default 200 clients and 3 seeds of every
//! nature as the tool takes it to be, an hour. `all` for every twist; `quick` for photos that share their errors alone.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

mod clients;
mod follow;

use clients::{Nature, Truth, Twist};
use follow::{Followed, Photos, follow};
use healtone::color::Contrast;
use healtone::consult::{
    ClientRecord, Consultation, LabWhite, Readings, Recommendation, TreatmentOptions, consult,
    measurement_from_readings,
};
use healtone::data;
use healtone::healing::{Session, Treatment};
use healtone::matching::{Candidate, Part, PlanOptions, Verdict, blends, plan, singles, treatment};
use healtone::math::{Random, quantile};
use healtone::pigment::{Dilution, Pigment, reference};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Standard deviations of a reading's L*, a*, b*: 0.5 dE00 of skin.
const NOISE: [f64; 3] = [0.4, 0.35, 0.45];
const READING_SD: f64 = 0.4;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<u64> = words.iter().filter_map(|a| a.parse().ok()).collect();
    let (clients, seeds) = (numbers.first().copied().unwrap_or(200), numbers.get(1).copied().unwrap_or(3));
    let named = |name: String| words.contains(&name);
    let modes = if named("quick".into()) { 1 } else { FOLLOWED.len() };
    let natures: Vec<Nature> = Nature::ALL.into_iter().filter(|n| named(format!("{n:?}"))).collect();
    let twists: Vec<Twist> =
        Twist::ALL.into_iter().filter(|t| named("all".into()) || named(format!("{t:?}"))).collect();
    println!("{clients} clients, dE00 of the true healed field to the true target: median / 90th percentile;");
    println!("share darker than the target by more than 1.8 L*, by more than 0.8 L*; regret: beyond the oracle's;");
    println!("90 % intervals that hold L*, a*, b*, optical depth");
    for nature in if natures.is_empty() { Nature::ALL.to_vec() } else { natures } {
        for twist in if twists.is_empty() { vec![Twist::None] } else { twists.clone() } {
            println!("truths {nature:?}, twist {twist:?}");
            let all: Vec<Healed> =
                (0..seeds).flat_map(|seed| one_seed((nature, twist), modes, seed, clients)).collect();
            print("all", &all);
        }
    }
}

fn one_seed(truths: (Nature, Twist), modes: usize, seed: u64, clients: u64) -> Vec<Healed> {
    let one = |i: u64| one_client(truths, modes, Random::part(1100 + seed, i));
    let healed: Vec<Healed> = (0..clients).into_par_iter().map(one).collect();
    print(&format!("seed {seed}"), &healed);
    healed
}

/// One client's true field against the true target, by how the recipe was chosen.
struct Healed {
    by: BTreeMap<&'static str, Contrast>,
    de00: BTreeMap<&'static str, f64>,
    /// Whether intervals held, where photos were learnt from.
    held: BTreeMap<&'static str, [bool; 4]>,
    verdict: Verdict,
    tolerance_de00: f64,
}

/// How the plan goes on.
const FOLLOWED: [(&str, Photos, bool); 4] = [
    ("same photo", Photos::SamePhoto, false),
    ("learning", Photos::Independent, false),
    ("carbon, same photo", Photos::SamePhoto, true),
    ("carbon, learning", Photos::Independent, true),
];
/// The one pigment of those that choose its dilution only.
const CARBON: &str = "generic-carbon-mid";

fn one_client((nature, twist): (Nature, Twist), modes: usize, mut random: Random) -> Healed {
    let truth = Truth::drawn(nature, twist, &mut random);
    let density = random.between(120.0, 180.0);
    let options =
        TreatmentOptions { density_per_cm2: Some(density), healing: nature.told(), ..TreatmentOptions::default() };
    let pigments: Vec<&Pigment> = reference().pigments.iter().collect();
    let ask = |readings: &Readings, pigments: &[&Pigment]| {
        consult(measurement_from_readings(readings), pigments, Vec::new(), &options).expect("readings do")
    };
    let [apart, together] =
        [Photos::Independent, Photos::SamePhoto].map(|photos| readings(&truth, photos, &mut random));
    let (answer, shared) = (ask(&apart, &pigments), ask(&together, &pigments));
    let carbon_alone: Vec<&Pigment> = pigments.iter().copied().filter(|p| p.id == CARBON).collect();
    let carbon_answer = ask(&apart, &carbon_alone);
    let followed: Vec<(&'static str, Followed)> = FOLLOWED
        .iter()
        .take(modes)
        .map(|(name, photos, carbon)| {
            let known = if *photos == Photos::SamePhoto { &shared } else { &answer };
            let pigments = if *carbon { &carbon_alone } else { &pigments };
            (*name, follow(&truth, &record(known, density), pigments, &options, *photos, &mut random))
        })
        .collect();

    let table = data::healing();
    let plan_options = PlanOptions { density_per_cm2: density, ..PlanOptions::default() };
    let sessions = plan(&plan_options, &table.plan);
    let treated = |c: &Candidate<'_>| treatment(c, &sessions, &plan_options);
    let carbon = |parts: f64| treated(&mixed(&[(CARBON, 1.0)], parts));
    let rule = if truth.is_dark_haired() { carbon(6.0) } else { carbon(20.0) };
    let mut every = singles(&pigments).expect("the reference catalogue has optics");
    every.extend(blends(&pigments).expect("known optics"));
    every.push(Candidate::stop());
    let best = |of: &mut dyn Iterator<Item = &Candidate<'static>>| {
        let treatments = of.map(&treated);
        treatments.min_by(|a, b| truth.de00(a).total_cmp(&truth.de00(b))).expect("there are candidates")
    };
    let is_carbon = |c: &&Candidate<'static>| c.is_stop() || (c.parts.len() == 1 && c.parts[0].pigment.id == CARBON);

    let mut chosen: Vec<(&'static str, Treatment)> = vec![
        ("healtone", planned(&answer)),
        ("carbon, healtone", planned(&carbon_answer)),
        ("one recipe for all", treated(&recommended(&answer.recommendations[0]))),
        ("untreated", treated(&Candidate::stop())),
        ("1+12 always", carbon(12.0)),
        ("dark 1+6, light 1+20", rule),
        ("oracle", best(&mut every.iter())),
        ("carbon, oracle", best(&mut every.iter().filter(is_carbon))),
    ];
    let done = |f: &Followed| Treatment::of_past(&f.done).expect("something was done");
    chosen.extend(followed.iter().map(|(name, f)| (*name, done(f))));
    Healed {
        de00: chosen.iter().map(|(name, t)| (*name, truth.de00(t))).collect(),
        by: chosen.iter().map(|(name, t)| (*name, Contrast::between(truth.field(t), truth.target()))).collect(),
        held: followed.iter().map(|(name, f)| (*name, f.held)).collect(),
        verdict: answer.verdict.expect("readings are not refused"),
        tolerance_de00: answer.tolerance_de00.expect("as there is a verdict"),
    }
}

/// What a first photo reads: skin and stubble, with what each is off by.
fn readings(truth: &Truth, photos: Photos, random: &mut Random) -> Readings {
    let off = |share: f64, random: &mut Random| NOISE.map(|sd| share.sqrt() * sd * random.normal());
    let shared = off(1.0 - photos.own(), random);
    let mut seen = |lab: [f64; 3]| {
        let own = off(photos.own(), random);
        [0, 1, 2].map(|k| lab[k] + shared[k] + own[k])
    };
    Readings {
        skin: seen(truth.skin_lab()),
        hair: Some(seen(truth.target_lab())),
        shaft: None,
        old_work: None,
        white: LabWhite::D65Two,
        sd: READING_SD * photos.own().sqrt(),
        surface_light: None,
    }
}

fn record(answer: &Consultation, density_per_cm2: f64) -> ClientRecord {
    ClientRecord {
        skin: answer.measurement.skin.clone().expect("it was read"),
        target: answer.target.expect("it was read"),
        old_work: None,
        density_per_cm2,
    }
}

/// What comes of the plan, session by session; the cups without what measuring them out rounds off.
fn planned(answer: &Consultation) -> Treatment {
    let mix = recommended(&answer.recommendations[0]);
    let mut sessions = Vec::new();
    for stage in &answer.plan {
        let strength = stage.recipe.dilution.fraction() / mix.dilution.fraction();
        let (day, density_per_cm2) = (stage.session.day, stage.session.new_per_cm2);
        sessions.push(Session { day, density_per_cm2, strength });
    }
    let fraction = mix.dilution.fraction();
    Treatment { before: Vec::new(), concentrate: mix.concentrate, fraction, sessions, healed_diameter_mm: None }
}

fn mixed(pigments: &[(&str, f64)], diluent_parts: f64) -> Candidate<'static> {
    let part = |(id, parts): &(&str, f64)| Part { pigment: reference().pigment(id).expect("known"), parts: *parts };
    let dilution = Dilution::of_parts(1.0, diluent_parts).expect("some pigment");
    Candidate::new(pigments.iter().map(part).collect(), dilution).expect("known optics")
}

/// What was recommended, as it would be mixed without rounding.
fn recommended(first: &Recommendation) -> Candidate<'static> {
    let pigments: Vec<(&str, f64)> = first.recipe.pigments.iter().map(|p| (p.id.as_str(), p.parts)).collect();
    mixed(&pigments, first.recipe.dilution.diluent_parts())
}

fn print(title: &str, healed: &[Healed]) {
    println!("{title}");
    let share = |of: usize, all: usize| 100.0 * of as f64 / all.max(1) as f64;
    let names =
        ["healtone", "carbon, healtone", "one recipe for all", "untreated", "1+12 always", "dark 1+6, light 1+20"];
    let followed = FOLLOWED.iter().map(|(name, ..)| *name);
    let known = |name: &&str| healed[0].de00.contains_key(name);
    for name in followed.chain(names).chain(["oracle", "carbon, oracle"]).filter(known) {
        let oracle = if name.starts_with("carbon") { "carbon, oracle" } else { "oracle" };
        let of = |value: &dyn Fn(&Healed) -> f64| healed.iter().map(value).collect::<Vec<f64>>();
        let de00 = of(&|h| h.de00[name]);
        let regret = of(&|h| h.de00[name] - h.de00[oracle]);
        let darker = |l: f64| share(healed.iter().filter(|h| h.by[name].dl < -l).count(), healed.len());
        let held = healed[0].held.get(name).map_or_else(String::new, |_| {
            let axis = |k: usize| share(healed.iter().filter(|h| h.held[name][k]).count(), healed.len());
            format!("   held {:.0} {:.0} {:.0} {:.0} %", axis(0), axis(1), axis(2), axis(3))
        });
        println!(
            "  {name:21} {:.2} / {:.2}   {:4.1} %  {:4.1} %   regret {:.2} / {:.2}{held}",
            quantile(&de00, 0.5),
            quantile(&de00, 0.9),
            darker(1.8),
            darker(0.8),
            quantile(&regret, 0.5),
            quantile(&regret, 0.9)
        );
    }
    let reachable: Vec<&Healed> = healed.iter().filter(|h| h.de00["oracle"] <= 1.0).collect();
    print!("  of {} whom the oracle brings within 1.0:", reachable.len());
    for name in FOLLOWED.iter().map(|(name, ..)| *name).chain(["healtone"]).filter(known) {
        let de00: Vec<f64> = reachable.iter().map(|h| h.de00[name]).collect();
        print!(" {name} {:.2} / {:.2};", quantile(&de00, 0.5), quantile(&de00, 0.9));
    }
    println!();
    let wanted = |of: fn(&Contrast) -> f64, q: f64| {
        quantile(&healed.iter().map(|h| -of(&h.by["untreated"])).collect::<Vec<f64>>(), q)
    };
    let axis =
        |of: fn(&Contrast) -> f64| format!("{:.1} ({:.1} to {:.1})", wanted(of, 0.5), wanted(of, 0.1), wanted(of, 0.9));
    println!("  targets minus skin: dL* {}, da* {}, db* {}", axis(|c| c.dl), axis(|c| c.da), axis(|c| c.db));
    let beyond = |h: &&Healed| h.de00["oracle"] > h.tolerance_de00;
    let unreachable: Vec<&Healed> = healed.iter().filter(beyond).collect();
    let told = unreachable.iter().filter(|h| h.verdict == Verdict::NoMatch).count();
    let refused = healed.iter().filter(|h| h.verdict == Verdict::NoMatch).count();
    println!(
        "  beyond reach (oracle over the tolerance) {} of {}, told so in {told}; \"no match\" in {refused} in all",
        unreachable.len(),
        healed.len()
    );
}
