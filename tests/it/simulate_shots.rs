//! One client in several photographs, over several sessions.

use crate::tool::{folder, healtone, unbroken};
use healtone::color::{Contrast, ciede2000};
use healtone::healing::contrast_on;
use healtone::report::json;
use healtone::simulate::{
    ClientKind, HairColour, Mistake, Photograph, RecipeOptions, Sensor, SessionOptions, Setting, Shot, SimulateOptions,
    VirtualClient, photograph,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

fn options(seed: u64) -> SimulateOptions {
    SimulateOptions { megapixels: 0.2, ..SimulateOptions::new(seed) }
}

fn taken(options: &SimulateOptions) -> Photograph {
    photograph(&Shot::draw(options).unwrap()).unwrap()
}

fn session(day: f64, density_per_cm2: f64, pigments: &[(&str, f64)], dilution: &str) -> SessionOptions {
    SessionOptions {
        day,
        density_per_cm2,
        pigments: pigments.iter().map(|(id, parts)| ((*id).to_owned(), *parts)).collect(),
        dilution: dilution.parse().unwrap(),
        dot_mm: None,
    }
}

/// Three sessions with nothing in common.
fn three_sessions() -> Vec<SessionOptions> {
    vec![
        session(0.0, 45.0, &[("generic-warm-25", 1.0)], "1+9"),
        session(28.0, 60.0, &[("generic-warm-50", 2.0), ("generic-carbon-mid", 1.0)], "1+6"),
        session(63.0, 45.0, &[("generic-soft-20", 1.0)], "1+4"),
    ]
}

/// Digests of the picture and of what is true of it, taken before a client could be photographed twice. Whoever keeps
/// seeds keeps pictures by them: where these change, the changelog has to say so.
#[test]
fn pictures_of_earlier_calls_keep_their_bytes() {
    let kind = |seed, client| SimulateOptions { client: Some(client), ..options(seed) };
    let mistaken = |seed, mistakes: [Mistake; 2]| SimulateOptions { mistakes: mistakes.into(), ..options(seed) };
    let recipe = RecipeOptions {
        pigments: vec![("generic-carbon-mid".into(), 2.0), ("generic-warm-25".into(), 1.0)],
        dilution: "1+12".parse().unwrap(),
        day: 60.0,
        density_per_cm2: Some(140.0),
        dot_mm: None,
    };
    let calls = [
        (
            SimulateOptions { setting: Setting::Even, ..kind(11, ClientKind::Shaved) },
            "3be8f064511332da",
            "5f54b083080e2699",
        ),
        (kind(12, ClientKind::Treated), "fa05860d547fa71d", "edd0df054584bd0d"),
        (
            SimulateOptions { setting: Setting::Hard, ..kind(13, ClientKind::OldSmp) },
            "10daa476e9864694",
            "5b7f70bc6629605d",
        ),
        (SimulateOptions { recipe: Some(recipe), ..options(14) }, "01380ed04a91db59", "40e2e257261844f7"),
        (mistaken(15, [Mistake::Redness, Mistake::Tilted]), "f964f69475b84001", "1ee967fb921edde4"),
        (mistaken(16, [Mistake::TooEarly, Mistake::Tungsten]), "6846cbed24bfe4f1", "36a7fd01f2703754"),
        (
            SimulateOptions { tiff_linear: true, light: Some("D65".into()), ..options(17) },
            "658abc3ab8750ff2",
            "9cc24838d96eb049",
        ),
    ];
    let digest = |bytes: &[u8]| Sha256::digest(bytes).iter().take(8).map(|b| format!("{b:02x}")).collect::<String>();
    let mut found = Vec::new();
    for (options, ..) in &calls {
        let photo = taken(options);
        let document = json::truth(&photo.truth, &format!("photo.{}", photo.extension));
        let text = format!("{}\n", serde_json::to_string_pretty(&document).unwrap());
        found.push((digest(&photo.bytes), digest(text.as_bytes())));
    }
    let expected = calls.map(|(_, picture, truth)| (picture.to_owned(), truth.to_owned()));
    assert_eq!(found, expected);
}

/// What a person is, whatever is seen of him on the day.
fn assert_same_person(one: &VirtualClient, other: &VirtualClient, what: &str) {
    assert_eq!((&one.bare, &one.skin), (&other.bare, &other.skin), "{what}");
    assert_eq!((one.surface_light, one.mottling), (other.surface_light, other.mottling), "{what}");
    assert_eq!(one.hair, other.hair, "{what}");
    for (a, b) in one.work.iter().zip(&other.work) {
        assert_eq!(a.draw, b.draw, "{what}: how he heals");
    }
}

#[test]
fn a_client_is_the_same_person_in_every_photograph_whatever_was_done() {
    let recipe = |dilution: &str, day: f64| RecipeOptions {
        pigments: vec![("generic-carbon-dark".into(), 1.0)],
        dilution: dilution.parse().unwrap(),
        day,
        density_per_cm2: None,
        dot_mm: None,
    };
    for seed in 50..62 {
        let of = |wish: SimulateOptions| Shot::draw(&wish).unwrap();
        let shaved = of(SimulateOptions { client: Some(ClientKind::Shaved), ..options(seed) });
        assert!(shaved.client.work.is_empty());
        let healed = of(SimulateOptions { sessions: three_sessions(), ..options(seed) });
        assert_eq!((healed.client.kind, healed.client.work.len()), (ClientKind::Treated, 1));
        let treated = Some(ClientKind::Treated);
        for (shot, wish) in (1..).zip([
            SimulateOptions { client: Some(ClientKind::Shaved), ..options(seed) },
            SimulateOptions { sessions: three_sessions()[..1].to_vec(), ..options(seed) },
            SimulateOptions { sessions: three_sessions(), days_since: Some(400.0), ..options(seed) },
            SimulateOptions { recipe: Some(recipe("1+12", 40.0)), ..options(seed) },
            SimulateOptions { recipe: Some(recipe("1+4", 90.0)), client: treated, ..options(seed) },
            SimulateOptions { recipe: Some(recipe("1+4", 900.0)), client: Some(ClientKind::OldSmp), ..options(seed) },
            SimulateOptions { mistakes: vec![Mistake::Redness], client: Some(ClientKind::Shaved), ..options(seed) },
            SimulateOptions { mistakes: vec![Mistake::Tungsten], sessions: three_sessions(), ..options(seed) },
            SimulateOptions { setting: Setting::Hard, sessions: three_sessions(), ..options(seed) },
        ]) {
            let what = format!("seed {seed}, shot {shot}");
            for again in [of(wish.clone()), of(SimulateOptions { shot, ..wish })] {
                assert_same_person(&shaved.client, &again.client, &what);
                assert_same_person(&healed.client, &again.client, &what);
            }
        }
        // A treatment that nobody names is part of the client too.
        let unnamed = |shot| of(SimulateOptions { shot, client: treated, ..options(seed) });
        assert_eq!(unnamed(0).client, unnamed(4).client, "seed {seed}");
    }
}

#[test]
fn true_skin_is_the_same_in_all_photographs_of_a_client() {
    let before = SimulateOptions { client: Some(ClientKind::Shaved), ..options(70) };
    let first = taken(&before).truth;
    for shot in 1..=3 {
        let again = taken(&SimulateOptions { shot, ..before.clone() }).truth;
        let after = taken(&SimulateOptions { shot, sessions: three_sessions(), ..options(70) }).truth;
        assert_eq!((&again.bare, &after.bare), (&first.bare, &first.bare), "shot {shot}");
        // The same places of the same scalp, seen from elsewhere.
        let apart = ciede2000(again.skin.lab, first.skin.lab);
        assert!(apart < 0.15, "shot {shot}: {apart}");
    }
}

#[test]
fn each_photograph_has_a_scene_of_its_own_but_phone_chart_and_head_stay() {
    for seed in 80..90 {
        let shots: Vec<Shot> =
            (0..4).map(|shot| Shot::draw(&SimulateOptions { shot, ..options(seed) }).unwrap()).collect();
        for (i, one) in shots.iter().enumerate() {
            assert_eq!((one.seed, one.number), (seed, i as u64));
            for other in &shots[..i] {
                let own = |s: &Shot| {
                    let (scene, camera) = (&s.scene, &s.camera);
                    let chart = scene.chart.as_ref().unwrap();
                    [
                        scene.distance_mm,
                        scene.head.roll,
                        scene.falloff[0],
                        scene.lamps[0].direction[0],
                        chart.centre_mm[1],
                        chart.turn_deg,
                        camera.exposure,
                        camera.balance_error[0],
                        camera.noise.electrons,
                    ]
                };
                for (k, (a, b)) in own(one).into_iter().zip(own(other)).enumerate() {
                    assert!((a - b).abs() > 1e-9, "seed {seed}, {k}: {a} {b}");
                }
                let kept = |s: &Shot| (s.scene.head.radius_mm, s.scene.chart.as_ref().unwrap().id.clone());
                assert_eq!(kept(one), kept(other), "seed {seed}");
                let (a, b) = (&one.camera, &other.camera);
                assert_eq!((&a.sensor, &a.matrix, &a.tone), (&b.sensor, &b.matrix, &b.tone), "seed {seed}");
                assert_eq!((&a.look, &a.local_tone), (&b.look, &b.local_tone), "seed {seed}");
            }
            assert_ne!(one.camera.matrix.as_ref().unwrap().made_for, one.scene.lamps[0].light, "seed {seed}, shot {i}");
        }
    }
    let lit =
        |shot| SimulateOptions { shot, light: Some("FL7".into()), sensor: Some(Sensor::observer()), ..options(81) };
    let lit = Shot::draw(&lit(5)).unwrap();
    assert_eq!(
        (lit.scene.lamps[0].light.as_str(), lit.camera.sensor),
        ("FL7", Sensor::observer()),
        "what is named holds"
    );
}

#[test]
fn noise_and_mistakes_are_each_photographs_own() {
    let shot = Shot::draw(&options(91)).unwrap();
    let (one, other) = (photograph(&shot).unwrap(), photograph(&Shot { number: 1, ..shot.clone() }).unwrap());
    assert!(one.bytes != other.bytes, "nothing but the number differs, and so the noise");
    assert_eq!((&one.truth.skin, &one.truth.chart), (&other.truth.skin, &other.truth.chart));
    let red = |shot| {
        let wish = SimulateOptions { shot, mistakes: vec![Mistake::Redness], ..options(91) };
        Shot::draw(&wish).unwrap().client.redness
    };
    assert!((red(0) - red(1)).abs() > 1e-6 && (red(1) - red(2)).abs() > 1e-6);
    let early = |shot| {
        let wish = SimulateOptions {
            shot,
            mistakes: vec![Mistake::TooEarly],
            sessions: three_sessions()[..1].to_vec(),
            ..options(91)
        };
        Shot::draw(&wish).unwrap().client.work[0].day
    };
    assert!((early(1) - early(2)).abs() > 1e-6 && early(1) < 28.0 && early(2) < 28.0);
    let bytes = |shot| taken(&SimulateOptions { shot, ..options(92) }).bytes;
    assert!(bytes(3) == bytes(3) && bytes(3) != bytes(0) && bytes(3) != bytes(4));
}

/// What was strewn as dots of three kinds is on average what healing says of the three sessions together.
#[test]
fn the_field_of_three_sessions_is_the_predicted_one() {
    let mut lightest = f64::NEG_INFINITY;
    for (seed, skin_l) in [(21, 62.0), (22, 45.0), (23, 70.0), (26, 30.0)] {
        let wish = SimulateOptions {
            sessions: three_sessions(),
            days_since: Some(60.0),
            setting: Setting::Even,
            skin_l: Some(skin_l),
            megapixels: 0.5,
            ..options(seed)
        };
        let mut shot = Shot::draw(&wish).unwrap();
        // Skin that is alike everywhere, so that nothing but the dots tells the two places apart.
        shot.client.mottling = [1e-3; 2];
        let work = &shot.client.work[0];
        assert_eq!((work.treatment.before.len(), work.treatment.sessions.len()), (2, 1));
        let predicted = contrast_on(&shot.client.bare, &work.draw, &work.treatment, work.day);
        let truth = photograph(&shot).unwrap().truth;
        let told = &json::truth(&truth, "p")["client"]["work"][0]["contrast"]["dlab"];
        for (told, predicted) in told.as_array().unwrap().iter().zip(predicted.array()) {
            assert!((told.as_f64().unwrap() - predicted).abs() < 1e-3, "seed {seed}: {told} for {predicted}");
        }
        let seen = truth.treated_contrast().unwrap();
        let apart = seen.beyond(predicted).de_ab();
        assert!(apart < 0.05, "seed {seed}: {apart}: {seen:?} for {predicted:?}");
        lightest = lightest.max(predicted.dl);
    }
    assert!(lightest < -0.3, "the fields can be seen: {lightest}");
}

/// The same on mottled skin, against the same place before anything was put in; each session darkens it.
#[test]
fn a_field_grows_darker_session_by_session_as_predicted() {
    let mut before = 0.0;
    for done in 1..=3 {
        let wish = SimulateOptions {
            shot: done as u64,
            sessions: three_sessions()[..done].to_vec(),
            hair: Some(HairColour::Black),
            setting: Setting::Even,
            megapixels: 0.5,
            ..options(25)
        };
        let shot = Shot::draw(&wish).unwrap();
        let mut untouched = shot.clone();
        untouched.client.work.clear();
        let [field, place] = [&shot, &untouched].map(|shot| photograph(shot).unwrap().truth.treated.unwrap());
        assert_eq!(field.rect, place.rect);
        let seen = Contrast::between(field.lab, place.lab);
        let work = &shot.client.work[0];
        let predicted = contrast_on(&shot.client.bare, &work.draw, &work.treatment, work.day);
        let apart = seen.beyond(predicted).de_ab();
        assert!(apart < 0.15, "{done} sessions: {apart}: {seen:?} for {predicted:?}");
        assert!(seen.dl < before, "{done} sessions: {} after {before}", seen.dl);
        before = seen.dl;
    }
}

#[test]
fn a_follow_up_shows_skin_stubble_and_field_on_20_mm_and_more() {
    for seed in 300..312 {
        for (shot, setting) in [(0, Setting::Room), (1, Setting::Room), (2, Setting::Hard)] {
            let wish = SimulateOptions { shot, setting, sessions: three_sessions(), megapixels: 0.5, ..options(seed) };
            let truth = taken(&wish).truth;
            let regions = [Some(&truth.skin), truth.hair.as_ref(), truth.treated.as_ref()];
            for (name, region) in ["skin", "stubble", "field"].into_iter().zip(regions) {
                let what = format!("seed {seed}, shot {shot}: {name}");
                let rect = region.unwrap_or_else(|| panic!("{what} is not seen")).rect;
                let side_mm = f64::from(rect.w.min(rect.h)) / truth.px_per_mm;
                assert!(side_mm >= 20.0, "{what}: {side_mm} mm");
            }
            assert!(truth.skin.hair_coverage < 1e-9 && truth.hair.unwrap().hair_coverage > 0.002, "seed {seed}");
        }
    }
}

#[test]
fn sessions_that_cannot_have_been_are_refused_by_their_number() {
    let first = || session(0.0, 45.0, &[("generic-warm-25", 1.0)], "1+9");
    let second = |change: &dyn Fn(&mut SessionOptions)| {
        let mut second = session(28.0, 60.0, &[("generic-carbon-mid", 1.0)], "1+9");
        change(&mut second);
        vec![first(), second]
    };
    let id = |id: &'static str| move |s: &mut SessionOptions| s.pigments[0].0 = id.to_owned();
    for (sessions, code, words) in [
        (second(&|s| s.day = 0.0), "session-day", "Session 2 is on day 0, which is not after session 1 on day 0."),
        (second(&|s| s.day = -3.0), "session-day", "Session 2 is on day -3, which is outside 0 to 36500."),
        (second(&|s| s.day = f64::NAN), "session-day", "Session 2 is on day NaN"),
        (vec![session(7.0, 45.0, &[("generic-warm-25", 1.0)], "1+9")], "session-day", "Session 1 is on day 7, but"),
        (second(&|s| s.density_per_cm2 = 0.5), "session-density", "Session 2 has 0.5 dots per cm2."),
        (second(&|s| s.density_per_cm2 = 401.0), "session-density", "Give it 1 to 400 dots"),
        (second(&id("generic-carbon-mud")), "unknown-pigment", "Session 2: There is no pigment \"generic-carbon-mud\""),
        (second(&id("generic-carbon-mud")), "unknown-pigment", "Did you mean generic-carbon-mid?"),
        (second(&|s| s.pigments.clear()), "pigment-count", "Session 2 names 0 pigments"),
        (
            second(&|s| s.pigments.extend([("generic-warm-50".into(), 1.0), ("generic-soft-20".into(), 1.0)])),
            "pigment-count",
            "Session 2 names 3 pigments",
        ),
        (second(&|s| s.pigments[0].1 = 0.0), "pigment-parts", "Session 2 has 0 parts of generic-carbon-mid."),
    ] {
        let fault = Shot::draw(&SimulateOptions { sessions, ..options(1) }).unwrap_err();
        assert_eq!(fault.code, code, "{fault}");
        assert!(fault.to_string().contains(words), "{words:?} is missing in {fault}");
    }
    let told =
        |wish: SimulateOptions| Shot::draw(&SimulateOptions { sessions: vec![first()], ..wish }).unwrap_err().code;
    assert_eq!(told(SimulateOptions { client: Some(ClientKind::Shaved), ..options(1) }), "contradicting-client");
    let recipe = RecipeOptions {
        pigments: vec![("generic-warm-25".into(), 1.0)],
        dilution: "1+9".parse().unwrap(),
        day: 28.0,
        density_per_cm2: None,
        dot_mm: None,
    };
    assert_eq!(told(SimulateOptions { recipe: Some(recipe), ..options(1) }), "contradicting-work");
}

const FIRST: &str = "0:45:generic-warm-25:1+28";
const SECOND: &str = "28:60:generic-warm-25=1+generic-carbon-mid=3:1+19";

#[test]
fn the_command_photographs_a_client_over_his_sessions() {
    let root = folder("simulated-sessions");
    let mut truths = Vec::new();
    for (name, wishes) in [
        ("before", vec!["--client", "shaved"]),
        ("first", vec!["--shot", "1", "--session", FIRST]),
        ("second", vec!["--shot", "2", "--session", FIRST, "--session", SECOND, "--day", "35", "--dot-mm", "0.24"]),
    ] {
        let out = root.join(name);
        let start = ["simulate", "--seed", "9", "--mp", "0.2", "--out", out.to_str().unwrap()];
        let (code, printed, err) = healtone(&[&start, wishes.as_slice()].concat());
        assert_eq!((code, err.as_str()), (0, ""), "{printed}");
        assert_eq!(unbroken(&printed).contains("2 sessions, the last 35 days ago"), name == "second", "{printed}");
        truths.push(serde_json::from_slice::<Value>(&std::fs::read(out.join("truth.json")).unwrap()).unwrap());
    }
    let [before, first, second] = &truths[..] else { panic!("three photographs") };
    assert!(before["shot"].is_null() && before["treated_contrast"].is_null(), "the first is as it always was");
    assert_eq!((&first["shot"], &second["shot"]), (&1.into(), &2.into()));
    for truth in [first, second] {
        assert_eq!((&truth["schema"], &truth["seed"]), (&"healtone.truth/1".into(), &9.into()));
        for key in ["bare", "skin", "hair"] {
            let person =
                |t: &Value| if key == "hair" { t["client"][key]["shaft"].clone() } else { t["client"][key].clone() };
            assert_eq!(person(truth), person(before), "{key}");
        }
        for region in ["skin", "hair", "treated"] {
            assert_eq!(truth["regions"][region]["rect"].as_array().map(Vec::len), Some(4), "{region}");
        }
        assert_eq!(truth["client"]["work"][0]["healing"], first["client"]["work"][0]["healing"]);
    }
    let work = &second["client"]["work"][0];
    assert_eq!((work["day"].as_f64(), work["healed_diameter_mm"].as_f64()), (Some(35.0), Some(0.24)));
    let [one, two] = &work["sessions"].as_array().unwrap()[..] else { panic!("two sessions") };
    assert_eq!((one["day"].as_f64(), one["density_per_cm2"].as_f64()), (Some(0.0), Some(45.0)));
    assert_eq!((two["day"].as_f64(), two["density_per_cm2"].as_f64()), (Some(28.0), Some(60.0)));
    assert_eq!((&one["dilution"], &two["dilution"]), (&"1+28".into(), &"1+19".into()));
    assert_eq!((one["pigment_fraction"].as_f64(), two["pigment_fraction"].as_f64()), (Some(0.034_482_8), Some(0.05)));
    assert_eq!(one["pigments"], serde_json::json!([{"id": "generic-warm-25", "parts": 1.0}]));
    let mix = serde_json::json!([{"id": "generic-warm-25", "parts": 1.0}, {"id": "generic-carbon-mid", "parts": 3.0}]);
    assert_eq!((&two["pigments"], &work["pigments"]), (&mix, &mix));
}

#[test]
fn the_command_names_the_session_that_cannot_be() {
    let out = folder("never-sessions").to_str().unwrap().to_owned();
    for (arguments, words) in [
        (vec!["--session", FIRST, "--session", "28:60:generic-warm-25"], "Session 2, \"28:60:generic-warm-25\","),
        (vec!["--session", FIRST, "--session", FIRST], "Session 2 is on day 0"),
        (vec!["--session", "0:45:generic-warm-52:1+28"], "mean generic-warm-25?"),
        (vec!["--session", "0:500:generic-warm-25:1+28"], "Session 1 has 500 dots per cm2."),
        (vec!["--session", "0:45:generic-warm-25:28"], "Session 1,"),
        (vec!["--session", FIRST, "--client", "shaved"], "treated or old-smp"),
        (vec!["--session", FIRST, "--pigment", "generic-warm-25", "--dilution", "1+6"], "cannot be used with"),
        (vec!["--session", FIRST, "--density", "60"], "--pigment"),
        (vec!["--day", "40"], "--session"),
        (vec!["--shot", "first"], "--shot"),
    ] {
        let start = ["simulate", "--seed", "1", "--out", &out];
        let (ended, printed, err) = healtone(&[&start, arguments.as_slice()].concat());
        assert_eq!(ended, 2, "{arguments:?}: {printed}{err}");
        assert!(unbroken(&err).contains(words) && printed.is_empty(), "{arguments:?}: {words:?} is missing in {err}");
    }
    assert!(!std::path::Path::new(&out).exists(), "nothing was written");
}
