//! What a recommendation rests on: targets, limits, reasons and the error budget against the figures they explain.

use crate::tool::{healtone, json, made, unbroken};
use healtone::consult::{
    Consultation, LabWhite, Readings, TargetWish, TreatmentOptions, consult, measurement_from_readings,
};
use healtone::data;
use healtone::healing::{DrawOptions, Needle, Outlook, draws};
use healtone::matching::{Candidate, Mode, PlanOptions, Target, Verdict, blends, plan, rank, singles};
use healtone::pigment::{Pigment, reference};

fn pigments() -> Vec<&'static Pigment> {
    reference().pigments.iter().collect()
}

fn readings(skin: [f64; 3], hair: [f64; 3]) -> Readings {
    Readings {
        skin,
        hair: Some(hair),
        shaft: None,
        old_work: None,
        white: LabWhite::D65Two,
        sd: 0.4,
        surface_light: None,
    }
}

fn asked(skin: [f64; 3], hair: [f64; 3], options: &TreatmentOptions) -> Consultation {
    consult(measurement_from_readings(&readings(skin, hair)), &pigments(), Vec::new(), options).unwrap()
}

/// Fair to deep, in reach and beyond it.
const CLIENTS: [([f64; 3], [f64; 3]); 7] = [
    ([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]),
    ([62.0, 11.0, 16.0], [57.0, 8.0, 13.0]),
    ([62.0, 11.0, 16.0], [61.0, 4.0, 9.0]),
    ([62.0, 11.0, 16.0], [61.5, 10.5, 15.6]),
    ([50.0, 12.0, 19.0], [48.4, 10.0, 17.2]),
    ([36.0, 11.0, 14.0], [35.3, 9.3, 12.6]),
    ([45.0, 11.0, 17.0], [52.0, 7.0, 12.0]),
];

#[test]
fn the_budget_adds_up_within_a_fifth() {
    for (skin, hair) in CLIENTS {
        let c = asked(skin, hair, &TreatmentOptions::default());
        let budget = c.error_budget.unwrap();
        let ratio = budget.quadrature_de00() / budget.whole_de00;
        assert!((0.8..1.2).contains(&ratio), "{skin:?} {hair:?}: {ratio}");
    }
}

#[test]
fn reasons_are_the_figures_they_explain() {
    for (skin, hair) in CLIENTS {
        let c = asked(skin, hair, &TreatmentOptions::default());
        let first = &c.recommendations[0];
        for r in &c.recommendations {
            assert!((r.terms.sum() - r.score).abs() < 1e-9, "what the loss is made of adds up to it");
            let healed = r.predicted.iter().find(|d| (d.day - 28.0).abs() < 0.5).and_then(|d| d.de00).unwrap();
            let said = format!("differs by {:.1} dE00 (median)", healed.median);
            assert!(r.why[0].contains(&said), "{said}: {:?}", r.why[0]);
            let dark = format!("in {:.0} % of the possible healings, bluer", 100.0 * r.risk.too_dark);
            assert!(r.recipe.pigments.is_empty() || r.why[1].contains(&dark), "{dark}: {:?}", r.why);
            if r.rank > 1 {
                let more = format!("expected loss {:+.2} dE00", r.score - first.score);
                assert!(r.why.iter().any(|w| w.contains(&more)), "{more}: {:?}", r.why);
            }
        }
        let untreated = format!("untreated it differs by {:.1}", c.untreated_de00.unwrap());
        assert!(first.why[0].contains(&untreated));
    }
}

#[test]
fn of_many_candidates_the_best_is_found() {
    let table = data::healing();
    let policy = data::matching();
    let stronger = |times: f64| {
        pigments().into_iter().map(move |p| Pigment { solids_g_per_l: times * p.solids_g_per_l, ..p.clone() })
    };
    let shades: Vec<Pigment> = [1.0, 0.8, 1.17].into_iter().flat_map(stronger).collect();
    let shades: Vec<&Pigment> = shades.iter().collect();
    let mut all = singles(&shades).unwrap();
    all.extend(blends(&shades).unwrap());
    assert!(all.len() > 4000, "more than go on from the first heat: {}", all.len());
    for (skin, hair) in CLIENTS {
        let m = measurement_from_readings(&readings(skin, hair));
        let (skin, hair) = (m.skin.unwrap(), m.hair.unwrap());
        let options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.03 };
        let outlook = Outlook::new(skin.spectrum.spectrum, draws(64, 1, &skin.client, &table, &options));
        let plan_options = PlanOptions { density_per_cm2: 150.0, area_cm2: 100.0, ..PlanOptions::default() };
        let sessions = plan(&plan_options, &table.plan);
        let target = Target::of_reading(hair.contrast, skin.lab.mean, hair.spectrum);
        let best = |candidates: Vec<Candidate<'_>>| {
            let ranking = rank(candidates, &target, &outlook, &sessions, &plan_options, &policy);
            ranking.ranked.iter().map(|r| r.score).fold(f64::INFINITY, f64::min)
        };
        // So few at a time all go through every draw.
        let exact = all.chunks(200).map(|some| best(some.to_vec())).fold(f64::INFINITY, f64::min);
        let found = best(all.clone());
        assert!(found < exact + 0.05, "{found} {exact}");
    }
}

#[test]
fn dots_that_are_too_few_are_named_and_the_advice_would_do() {
    let (skin, hair) = ([62.0, 11.0, 16.0], [60.0, 9.0, 14.5]);
    let options = |density: f64, dot_mm: Option<f64>| TreatmentOptions {
        density_per_cm2: Some(density),
        dot_mm,
        ..TreatmentOptions::default()
    };
    let c = asked(skin, hair, &options(80.0, None));
    let few = c.saturation.expect("80 dots are too few");
    assert!(few.opaque_dl * 0.8 > few.target_dl, "{few:?}");
    assert!(c.recommendations[0].why.iter().any(|w| w.contains("too few or too small")));
    let (more, larger) = (few.density_per_cm2.unwrap(), few.diameter_mm.unwrap());
    assert_eq!(asked(skin, hair, &options(more, None)).saturation, None);
    assert_eq!(asked(skin, hair, &options(80.0, Some(larger))).saturation, None);
}

#[test]
fn what_would_close_the_gap_is_told_where_nothing_matches() {
    let (skin, hair) = CLIENTS[2];
    let c = asked(skin, hair, &TreatmentOptions::default());
    assert_eq!(c.verdict, Some(Verdict::NoMatch));
    let best = c.best_absorber.unwrap();
    let said = format!("{:.1} times as much at 450 nm as at 650 nm", best.blue_over_red);
    assert!(c.recommendations[0].why.iter().any(|w| w.contains(&said)), "{:?}", c.recommendations[0].why);
    let least = c.recommendations.iter().filter_map(|r| r.predicted[2].de00).map(|q| q.median).fold(9e9, f64::min);
    assert!(best.median_de00 < least + 0.1, "no absorber of the catalogue does better: {least} {best:?}");
    assert!(asked(CLIENTS[0].0, CLIENTS[0].1, &TreatmentOptions::default()).best_absorber.is_none());
}

#[test]
fn what_is_imitated_changes_the_answer() {
    let (skin, hair) = CLIENTS[0];
    let of = |mode, shaved_hours| {
        let target = TargetWish { mode, shaved_hours, more_photos: Vec::new() };
        asked(skin, hair, &TreatmentOptions { target, ..TreatmentOptions::default() })
    };
    let dl = |c: &Consultation| c.target.unwrap().contrast.mean.dl;
    let [shaved, density, scar] = [Mode::Shaved, Mode::Density, Mode::Scar].map(|mode| of(mode, None));
    assert!(dl(&density) < 1.3 * dl(&shaved), "dots under longer hair are darker");
    assert!((dl(&scar) - dl(&shaved)).abs() < 1e-12);
    let healing = |c: &Consultation| {
        let terms = &c.error_budget.as_ref().unwrap().terms;
        terms.iter().find(|t| t.term == "healing").unwrap().de00
    };
    assert!(healing(&scar) > healing(&shaved), "scars heal less surely");
    assert!(dl(&of(Mode::Shaved, Some(48.0))) > 0.7 * dl(&shaved), "two days of growth are taken off");
    let stubble = |c: &Consultation| c.target.unwrap().parts.stubble[0][0];
    assert!(stubble(&of(Mode::Shaved, Some(12.0))) < stubble(&shaved));
}

#[test]
fn sessions_start_lighter_and_say_what_a_photo_should_show() {
    let c = asked(CLIENTS[1].0, CLIENTS[1].1, &TreatmentOptions::default());
    let fractions: Vec<f64> = c.plan.iter().map(|s| s.recipe.dilution.fraction()).collect();
    assert!(fractions[0] < fractions[1], "{fractions:?}");
    assert_eq!(c.plan[1].recipe.dilution, c.recommendations[0].recipe.dilution, "the others are as recommended");
    let dl: Vec<f64> = c.plan.iter().map(|s| s.expected.mean.dl).collect();
    assert!(dl.windows(2).all(|pair| pair[1] < pair[0]), "each session darkens: {dl:?}");
    let healed = c.recommendations[0].predicted.iter().find(|d| (d.day - 28.0).abs() < 0.5).unwrap();
    assert!((dl[2] - healed.contrast.mean.dl).abs() < 0.4, "{dl:?} {:?}", healed.contrast.mean);
}

#[test]
fn flags_of_the_target_and_of_the_dots_reach_the_result() {
    let base = ["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14", "--json"];
    let with = |more: &[&str]| json(&[&base[..], more].concat()).1;
    let c = with(&["--mode", "scar", "--shaved-hours", "30", "--needle", "0803RL", "--view-light", "d50"]);
    assert_eq!(c["target"]["mode"], "scar");
    assert_eq!(c["target"]["basis"]["from_hours"], 30.0);
    let needle: Needle = "3RL0.25".parse().unwrap();
    let healed = needle.healed_dot_mm(&data::healing());
    assert!((c["recommendations"][0]["dots"]["diameter_mm"].as_f64().unwrap() - healed).abs() < 1e-4);
    let lights = c["recommendations"][0]["by_lights"]["others"].as_array().unwrap();
    assert_eq!((lights.len(), lights[0]["light"].as_str()), (1, Some("d50")));
    let by_hand = with(&["--needle", "0803RL", "--dot-mm", "0.3"]);
    assert_eq!(by_hand["recommendations"][0]["dots"]["diameter_mm"], 0.3, "--dot-mm wins");
    let (code, _, err) = healtone(&[&base[..], &["--needle", "7M1"]].concat());
    assert!(code == 2 && unbroken(&err).contains("such as 3RL0.25"), "{code} {err}");
}

#[test]
fn a_second_photo_counts_and_one_that_shows_nothing_is_named() {
    let photo = "tests/photos/consultation.jpg";
    // The same picture in another file stands for one from the same side.
    let bytes = std::fs::read(photo).unwrap();
    let other = made("also.jpg", &[&bytes[..], b"\n"].concat());
    let (code, two) = json(&["consult", photo, "--also", &other, "--json"]);
    assert_eq!((code, two["target"]["photos"].as_i64()), (0, Some(2)));
    let (_, one) = json(&["consult", photo, "--json"]);
    let variance = |c: &serde_json::Value| c["target"]["contrast_cov"][0].as_f64().unwrap();
    assert!(variance(&two) < variance(&one));
    let (_, out, _) = healtone(&["consult", photo, "--also", photo]);
    assert!(
        unbroken(&out).contains("Photo 2 says nothing of the target and is left out: It is the same file"),
        "{out}"
    );
    let (code, out, _) = healtone(&["consult", photo, "--also", "README.md"]);
    assert!(code == 0 && unbroken(&out).contains("Photo 2 says nothing of the target and is left out"), "{out}");
}

#[test]
fn new_work_is_planned_on_top_of_old() {
    let with = |old: Option<[f64; 3]>| {
        let readings = Readings { old_work: old, ..readings([62.0, 11.0, 16.0], [59.5, 9.0, 14.0]) };
        consult(measurement_from_readings(&readings), &pigments(), Vec::new(), &TreatmentOptions::default()).unwrap()
    };
    let (none, some, enough) = (with(None), with(Some([60.6, 9.6, 14.8])), with(Some([59.6, 9.0, 14.1])));
    let absorbed = |c: &Consultation| {
        let r = &c.recommendations[0].recipe;
        let strength = |id: &str| reference().pigment(id).unwrap().solids_g_per_l;
        r.pigments.iter().map(|p| strength(&p.id) * r.dilution.fraction()).sum::<f64>()
    };
    assert!(absorbed(&some) < 0.8 * absorbed(&none), "{} {}", absorbed(&some), absorbed(&none));
    assert!(some.untreated_de00 < none.untreated_de00);
    assert!(enough.recommendations[0].recipe.pigments.is_empty(), "what is there is enough");
    assert!(enough.plan.is_empty());
    for c in [&some, &enough] {
        let budget = c.error_budget.as_ref().unwrap();
        assert!(budget.terms.iter().any(|t| t.term == "old work" && t.de00 > 0.3));
        let ratio = budget.quadrature_de00() / budget.whole_de00;
        assert!((0.8..1.2).contains(&ratio), "{ratio}");
    }
    // Old work that is too dark cannot be lightened, and one lighter than the skin is no layer.
    let dark = with(Some([54.0, 7.0, 12.0]));
    assert_eq!((dark.verdict, dark.plan.len()), (Some(Verdict::NoMatch), 0));
    assert!(dark.recommendations[0].why.iter().any(|w| w.contains("more pigment cannot lighten it")));
    assert_eq!(enough.verdict, Some(Verdict::Match));
    let light = with(Some([63.0, 11.0, 16.0]));
    assert!(light.measurement.warnings.iter().any(|w| w.code == "old-work-not-darker"));
    // What a photo should show holds the old work, too.
    assert!(some.plan[0].expected.mean.dl < -1.4);
}

#[test]
fn old_work_is_read_in_the_photo_and_in_readings() {
    let (code, m) = json(&["consult", "tests/photos/consultation.jpg", "--old-work", "217,1705,700,496", "--json"]);
    assert_eq!(code, 0);
    let [old, hair] = ["old_work", "contrast"].map(|k| m["measurement"][k]["dlab"][0].as_f64().unwrap());
    assert!((old - hair).abs() < 0.5 && old < -1.0, "half of the stubble stands for old work: {old} {hair}");
    assert_eq!(m["recommendations"][0]["recipe"]["text"], "stop");
    let (_, out, _) =
        healtone(&["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14", "--old-lab", "60,9.4,14.4"]);
    assert!(out.contains("Old work  L* 60.0"), "{out}");
}

#[test]
fn one_shade_gives_three_recommendations_and_notations_read_back() {
    let (code, c) =
        json(&["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14", "--have", "generic-carbon-mid", "--json"]);
    assert_eq!(code, 0);
    let recommendations = c["recommendations"].as_array().unwrap();
    assert!(recommendations.len() >= 3, "{}", recommendations.len());
    for recipe in recommendations.iter().map(|r| &r["recipe"]).filter(|recipe| recipe["text"] != "stop") {
        for notation in recipe["notations"].as_array().unwrap() {
            let read: healtone::pigment::Dilution = notation.as_str().unwrap().parse().unwrap();
            assert!((read.fraction() / recipe["pigment_fraction"].as_f64().unwrap() - 1.0).abs() < 1e-3, "{notation}");
        }
    }
}
