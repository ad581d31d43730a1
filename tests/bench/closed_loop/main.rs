//! How near simulated clients heal to their targets when the first recommendation is followed through all sessions,
//! nothing being learnt on the way, beside simple rules and beside what knowing everything would reach.
//!
//! `cargo bench --bench closed-loop [-- CLIENTS SEEDS]`; by default 200 clients and 3 seeds, some minutes.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

mod clients;

use clients::{Nature, Truth};
use healtone::color::Contrast;
use healtone::consult::{
    Consultation, LabWhite, Readings, Recommendation, TreatmentOptions, consult, measurement_from_readings,
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
    let asked: Vec<u64> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let (clients, seeds) = (asked.first().copied().unwrap_or(200), asked.get(1).copied().unwrap_or(3));
    println!("{clients} clients, dE00 of the true healed field to the true target: median / 90th percentile;");
    println!("share darker than the target by more than 1.8 L*, by more than 0.8 L*");
    for nature in [Nature::AsShipped, Nature::LessVaried, Nature::LessVariedAndTold] {
        println!("truths {nature:?}");
        let all: Vec<Healed> = (0..seeds).flat_map(|seed| one_seed(nature, seed, clients)).collect();
        print("all", &all);
    }
}

fn one_seed(nature: Nature, seed: u64, clients: u64) -> Vec<Healed> {
    let one = |i: u64| one_client(nature, Random::part(1100 + seed, i));
    let healed: Vec<Healed> = (0..clients).into_par_iter().map(one).collect();
    print(&format!("seed {seed}"), &healed);
    healed
}

/// One client's true field against the true target, by how the recipe was chosen.
struct Healed {
    by: BTreeMap<&'static str, Contrast>,
    de00: BTreeMap<&'static str, f64>,
    verdict: Verdict,
    tolerance_de00: f64,
}

fn one_client(nature: Nature, mut random: Random) -> Healed {
    let truth = Truth::drawn(nature, &mut random);
    let density = random.between(120.0, 180.0);
    let seen = |lab: [f64; 3], random: &mut Random| [0, 1, 2].map(|k| lab[k] + NOISE[k] * random.normal());
    let readings = Readings {
        skin: seen(truth.skin_lab(), &mut random),
        hair: seen(truth.target_lab(), &mut random),
        shaft: None,
        old_work: None,
        white: LabWhite::D65Two,
        sd: READING_SD,
        surface_light: None,
    };
    let options =
        TreatmentOptions { density_per_cm2: Some(density), healing: nature.told(), ..TreatmentOptions::default() };
    let pigments: Vec<&Pigment> = reference().pigments.iter().collect();
    let answer = consult(measurement_from_readings(&readings), &pigments, Vec::new(), &options).expect("readings do");

    let table = data::healing();
    let plan_options = PlanOptions { density_per_cm2: density, ..PlanOptions::default() };
    let sessions = plan(&plan_options, &table.plan);
    let treated = |c: &Candidate<'_>| treatment(c, &sessions, &plan_options);
    let carbon = |parts: f64| treated(&mixed(&[("generic-carbon-mid", 1.0)], parts));
    let rule = if truth.is_dark_haired() { carbon(6.0) } else { carbon(20.0) };
    let mut every = singles(&pigments).expect("the reference catalogue has optics");
    every.extend(blends(&pigments).expect("known optics"));
    every.push(Candidate::stop());
    let oracle = every.iter().map(&treated).min_by(|a, b| truth.de00(a).total_cmp(&truth.de00(b)));

    let chosen: Vec<(&'static str, Treatment)> = vec![
        ("healtone", planned(&answer)),
        ("one recipe for all", treated(&recommended(&answer.recommendations[0]))),
        ("untreated", treated(&Candidate::stop())),
        ("1+12 always", carbon(12.0)),
        ("dark 1+6, light 1+20", rule),
        ("oracle", oracle.expect("there are candidates")),
    ];
    Healed {
        de00: chosen.iter().map(|(name, t)| (*name, truth.de00(t))).collect(),
        by: chosen.iter().map(|(name, t)| (*name, Contrast::between(truth.field(t), truth.target()))).collect(),
        verdict: answer.verdict.expect("readings are not refused"),
        tolerance_de00: answer.tolerance_de00.expect("as there is a verdict"),
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
    for name in ["healtone", "one recipe for all", "untreated", "1+12 always", "dark 1+6, light 1+20", "oracle"] {
        let de00: Vec<f64> = healed.iter().map(|h| h.de00[name]).collect();
        let darker = |l: f64| share(healed.iter().filter(|h| h.by[name].dl < -l).count(), healed.len());
        println!(
            "  {name:21} {:.2} / {:.2}   {:4.1} %  {:4.1} %",
            quantile(&de00, 0.5),
            quantile(&de00, 0.9),
            darker(1.8),
            darker(0.8)
        );
    }
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
