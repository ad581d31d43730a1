//! A studio's own file: what it says, what it is refused for, and what goes before it.

use crate::tool::{command, command_of, folder, healtone, json, run, unbroken};
use healtone::report::diagnostics::render;
use healtone::store::{STUDIO_EXAMPLE, parse_studio};
use proptest::prelude::*;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const SAMPLE: &str = "tests/photos/consultation.jpg";
const MATCH: [&str; 5] = ["match", "--skin-lab", "64,10,16.5", "--hair-lab", "61.8,8,14.6"];

/// A whole studio, but for a catalogue. Its bottles are good as long as nobody who reads this will live.
const STUDIO: &str = r#"
schema = "healtone.studio/1"
name = "Example Studio"
chart = "colorchecker-classic-babelcolor-average"
batch_ml = 8
diluent_drops_per_ml = 25
needle = "3RL0.25"
area_cm2 = 80

[[bottle]]
id = "generic-carbon-mid"
lot = "A1234"
opened = 2026-01-01
expires = 2999-12-31
drops_per_ml = 22

[[bottle]]
id = "generic-soft-20"

[healing.dot_volume]
median = 1.1
spread = 1.4
kind = "measured"
source = "40 test dots, weighed"
"#;

/// The configuration folder of a user who has this studio, and where the file lies in it.
fn with_studio(name: &str, text: &str) -> (PathBuf, PathBuf) {
    let configuration = folder(name);
    let (code, out, err) = run(command_of(&configuration), &["studio", "init"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let path = PathBuf::from(out.lines().next().unwrap());
    assert!(path.starts_with(&configuration) && path.ends_with("healtone/studio.toml"), "{out}");
    fs::write(&path, text).unwrap();
    (configuration, path)
}

/// What the tool prints for that user, as JSON.
fn json_of(configuration: &Path, args: &[&str]) -> Value {
    let (_, out, err) = run(command_of(configuration), &[args, &["--json"]].concat());
    serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"))
}

/// The pigments that a consultation names, each once.
fn pigments(c: &Value) -> Vec<&str> {
    let recommended = c["recommendations"].as_array().unwrap().iter();
    let parts = recommended.flat_map(|r| r["recipe"]["pigments"].as_array().unwrap());
    let mut ids: Vec<&str> = parts.map(|p| p["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Keys of the studio's file that a result was made with.
fn used(document: &Value) -> Vec<&str> {
    document["studio"]["used"].as_array().unwrap().iter().map(|key| key.as_str().unwrap()).collect()
}

fn codes(warnings: &Value) -> Vec<&str> {
    warnings.as_array().unwrap().iter().map(|w| w["code"].as_str().unwrap()).collect()
}

#[test]
fn with_a_studio_in_place_a_consultation_needs_only_the_photo() {
    let (configuration, path) = with_studio("studio-consult", STUDIO);
    let c = json_of(&configuration, &["consult", SAMPLE]);
    let studio = &c["studio"];
    assert_eq!((&studio["name"], &studio["file"]), (&"Example Studio".into(), &"studio.toml".into()));
    assert_eq!(studio["sha256"].as_str().unwrap().len(), 64);
    let keys = ["chart", "needle", "area_cm2", "batch_ml", "diluent_drops_per_ml", "dot_volume", "bottle"];
    assert_eq!(used(&c), keys);
    let m = &c["measurement"];
    assert_eq!(m["chart"]["id"], "colorchecker-classic-babelcolor-average");
    assert_eq!(used(m), ["chart"]);
    assert!(!codes(&m["warnings"]).contains(&"chart-generation-assumed"), "{}", m["warnings"]);
    assert_eq!((&c["area_cm2"], &c["area_assumed"]), (&80.0.into(), &false.into()));
    assert_eq!(pigments(&c), ["generic-carbon-mid", "generic-soft-20"]);
    for r in c["recommendations"].as_array().unwrap() {
        let recipe = &r["recipe"];
        let [p] = &recipe["pigments"].as_array().unwrap()[..] else { continue };
        let is_mid = p["id"] == "generic-carbon-mid";
        assert_eq!(p["lot"], if is_mid { Value::from("A1234") } else { Value::Null });
        let drops = |of: &Value| of["drops"].as_f64().unwrap();
        let (by_bottle, by_diluent) = (if is_mid { 22.0 } else { 20.0 }, 25.0);
        let (pigment_ml, diluent_ml) = (drops(p) / by_bottle, drops(&recipe["diluent"]) / by_diluent);
        let fraction = recipe["pigment_fraction"].as_f64().unwrap();
        assert!((pigment_ml / (pigment_ml + diluent_ml) / fraction - 1.0).abs() < 0.06, "{recipe}");
        assert!((pigment_ml + diluent_ml - 8.0).abs() < 1.0, "a cup of 8 ml: {recipe}");
    }
    let (code, out, err) = run(command_of(&configuration), &["consult", SAMPLE]);
    assert_eq!((code, err.as_str()), (0, ""));
    let line = "Studio Example Studio: chart, needle, area, batch, drops of the diluent, dot_volume, 2 bottles from studio.toml (sha256 ";
    assert!(unbroken(&out).starts_with(line) && out.contains("generic-carbon-mid (lot A1234)"), "{out}");
    assert!(!out.contains("give --area-cm2") && out.contains("needle 3RL0.25"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    let folder_of_user = path.parent().unwrap().to_str().unwrap();
    assert!(!out.contains(folder_of_user) && !c.to_string().contains(folder_of_user), "results name no folders");
    let (_, none) = json(&["consult", SAMPLE, "--json"]);
    assert!(none["studio"].is_null() && none["measurement"]["studio"].is_null());
    assert!(none["recommendations"][0]["recipe"]["pigments"][0]["lot"].is_null());
}

#[test]
fn measure_batch_and_predict_take_what_concerns_them() {
    let (configuration, path) = with_studio("studio-others", STUDIO);
    assert_eq!(used(&json_of(&configuration, &["measure", SAMPLE])), ["chart"]);
    let photos = folder("studio-batch");
    fs::create_dir_all(&photos).unwrap();
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE), photos.join("a.jpg")).unwrap();
    let photos = photos.to_str().unwrap();
    let (_, line, _) = run(command_of(&configuration), &["batch", photos, "--jsonl"]);
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["chart"]["id"], "colorchecker-classic-babelcolor-average");
    assert_eq!(used(&line), ["chart"]);
    let (_, table, _) = run(command_of(&configuration), &["batch", photos]);
    assert!(table.contains("\nStudio    Example Studio: chart from studio.toml"), "{table}");
    let predict = ["predict", "--pigment", "generic-carbon-mid", "--dilution", "1+12", "--skin-lab", "62,11,16"];
    let own = json_of(&configuration, &predict);
    assert_eq!(used(&own), ["dot_volume", "needle"]);
    // The same by flags alone, and the same file by its name.
    let file = path.to_str().unwrap();
    let (_, named) = json(&[&predict[..], &["--studio", file, "--json"]].concat());
    assert_eq!(own, named);
    let bare = json_of(&configuration, &[&predict[..], &["--dot-mm", "0.2"]].concat());
    assert_eq!(used(&bare), ["dot_volume"]);
}

/// Surface light is a healing parameter that measurements depend on as well: what is surface is not melanin.
#[test]
fn a_surface_of_ones_own_is_measured_by() {
    let surface = |median: f64| {
        let table =
            format!("median = {median:?}\nspread = 1.2\nkind = \"measured\"\nsource = \"polariser in and out\"\n");
        format!("schema = \"healtone.studio/1\"\n[healing.surface_light]\n{table}")
    };
    let (configuration, path) = with_studio("studio-surface", &surface(0.001));
    let melanin = |m: &Value| m["skin"]["melanin"].as_f64().unwrap();
    let matte = json_of(&configuration, &["measure", SAMPLE]);
    assert_eq!(used(&matte), ["surface_light"]);
    let (_, usual) = json(&["measure", SAMPLE, "--json"]);
    assert!((melanin(&matte) - melanin(&usual)).abs() > 0.001, "{} {}", melanin(&matte), melanin(&usual));
    let c = json_of(&configuration, &["consult", SAMPLE]);
    assert_eq!(c["measurement"]["skin"], matte["skin"], "measured in a consultation as by itself");
    assert_eq!(used(&c["measurement"]), ["surface_light"]);
    let melanin_by_readings = |c: Value| melanin(&c["measurement"]);
    let (own, usual) = (json_of(&configuration, &MATCH), json(&[&MATCH[..], &["--json"]].concat()).1);
    assert!((melanin_by_readings(own) - melanin_by_readings(usual)).abs() > 0.001);
    fs::write(&path, surface(1.0)).unwrap();
    assert!(melanin(&json_of(&configuration, &["measure", SAMPLE])).is_finite(), "the most that may be written");
}

#[test]
fn flags_go_before_the_studio() {
    let (configuration, _) = with_studio("studio-flags", STUDIO);
    let own = configuration.join("hand.toml");
    fs::write(&own, "[dot_volume]\nmedian = 2\nspread = 1.2\nkind = \"measured\"\nsource = \"me\"\n").unwrap();
    let flags = [
        "--chart",
        "colorchecker-classic",
        "--batch-ml",
        "3",
        "--area-cm2",
        "50",
        "--needle",
        "1RL0.30",
        "--healing",
        own.to_str().unwrap(),
        "--have",
        "generic-carbon-fine",
    ];
    let c = json_of(&configuration, &[&["consult", SAMPLE][..], &flags].concat());
    assert_eq!(used(&c), ["diluent_drops_per_ml"], "there is no flag for it");
    assert_eq!(c["measurement"]["chart"]["id"], "colorchecker-classic");
    assert_eq!((pigments(&c), &c["area_cm2"]), (vec!["generic-carbon-fine"], &50.0.into()));
    assert!(c["recommendations"][0]["recipe"]["batch_ml"].as_f64().unwrap() < 6.0);
    // --have says which, the bottle says the lot.
    let c = json_of(&configuration, &[&MATCH[..], &["--have", "generic-carbon-mid"]].concat());
    assert_eq!(c["recommendations"][0]["recipe"]["pigments"][0]["lot"], "A1234");
    let all = json_of(&configuration, &[&MATCH[..], &["--have", "all"]].concat());
    assert!(pigments(&all).len() > pigments(&json_of(&configuration, &MATCH)).len(), "more than the bottles");
    let bare = json_of(&configuration, &[&MATCH[..], &["--dot-mm", "0.2"]].concat());
    assert!(!bare["studio"]["used"].to_string().contains("needle"), "{}", bare["studio"]);
}

#[test]
fn expired_bottles_are_left_out_and_named() {
    let bottle = |id: &str, lot: &str, more: &str| format!("[[bottle]]\nid = \"{id}\"\nlot = \"{lot}\"\n{more}\n");
    let studio = |bottles: &[String]| format!("schema = \"healtone.studio/1\"\n{}", bottles.concat());
    let old = bottle("generic-carbon-mid", "OLD-1", "expires = 2020-03-01");
    let good = bottle("generic-carbon-fine", "NEW-1", "expires = \"2999-12\"");
    let (configuration, path) = with_studio("studio-expired", &studio(&[old.clone(), good.clone()]));
    let c = json_of(&configuration, &MATCH);
    assert_eq!(pigments(&c), ["generic-carbon-fine"]);
    let warnings = c["measurement"]["warnings"].as_array().unwrap();
    let expired = warnings.iter().find(|w| w["code"] == "bottle-expired").unwrap()["message"].as_str().unwrap();
    assert!(["generic-carbon-mid", "OLD-1", "2020-03-01"].iter().all(|part| expired.contains(part)), "{expired}");
    assert!(!codes(&json_of(&configuration, &["measure", SAMPLE])["warnings"]).contains(&"bottle-expired"));
    // A newer bottle of the pigment takes its place.
    fs::write(&path, studio(&[old.clone(), bottle("generic-carbon-mid", "NEW-2", "")])).unwrap();
    let c = json_of(&configuration, &MATCH);
    assert_eq!(c["recommendations"][0]["recipe"]["pigments"][0]["lot"], "NEW-2");
    // Who names a pigment has it, whatever the file says; its lot is then not known.
    fs::write(&path, studio(std::slice::from_ref(&old))).unwrap();
    let c = json_of(&configuration, &[&MATCH[..], &["--have", "generic-carbon-mid"]].concat());
    assert!(c["recommendations"][0]["recipe"]["pigments"][0]["lot"].is_null());
    assert!(codes(&c["measurement"]["warnings"]).contains(&"bottle-expired"));
    let (code, out, err) = run(command_of(&configuration), &MATCH);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("error[all-bottles-expired]") && unbroken(&err).contains("lot OLD-1"), "{err}");
}

/// Its own catalogue and chart lie beside the file, wherever the tool is called from.
#[test]
fn paths_start_from_the_file() {
    let bottle = "[[bottle]]\nid = \"carbon-mid\"\nlot = \"L1\"\nopened = 2020-01-15\n";
    let text = format!("schema = \"healtone.studio/1\"\ncatalogue = [\"mine\"]\nchart = \"card.toml\"\n{bottle}");
    let (configuration, path) = with_studio("studio-paths", &text);
    let show = || run(command_of(&configuration), &["studio", "show"]);
    let (code, _, err) = show();
    assert_eq!(code, 1, "{err}");
    let said = unbroken(&err);
    assert!(said.contains("studio.toml:3:9") && said.contains("card.toml does not exist."), "{err}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("src/docs/own-chart.md")).unwrap();
    let card = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0;
    let beside = path.parent().unwrap();
    fs::write(beside.join("card.toml"), card).unwrap();
    fs::create_dir(beside.join("mine")).unwrap();
    let catalogue = fs::read_to_string(root.join("tests/catalogue/full.toml")).unwrap();
    let first = healtone::pigment::Catalogue::parse("full.toml", &catalogue).catalogue.unwrap().pigments.remove(0);
    assert_eq!(first.lot.as_ref().unwrap().after_opening_months, Some(12), "what the bottle is judged by");
    fs::write(beside.join("mine/full.toml"), &catalogue).unwrap();
    fs::write(&path, text.replace("carbon-mid", &first.id)).unwrap();
    let (code, out, err) = show();
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("Chart     card.toml\n") && out.contains("Catalogue mine/full.toml"), "{out}");
    assert!(
        unbroken(&out).contains("opened 2020-01-15: EXPIRED on 2021-01-15"),
        "12 months after it was opened: {out}"
    );
    fs::write(&path, text.replace("carbon-mid", &first.id).replace("2020-01-15", "2990-01-15")).unwrap();
    let c = json_of(&configuration, &MATCH);
    assert_eq!((&c["catalogues"][0]["name"], pigments(&c)), (&"mine/full.toml".into(), vec![first.id.as_str()]));
    // Bottles of one catalogue say nothing of another.
    let reference = root.join("pigments/reference.toml");
    let other = [&MATCH[..], &["--catalogue", reference.to_str().unwrap()]].concat();
    let (code, _, err) = run(command_of(&configuration), &other);
    assert!(code == 1 && err.contains("error[no-bottle-in-catalogue]"), "{err}");
    let c = json_of(&configuration, &[&other[..], &["--have", "generic-carbon-mid"]].concat());
    assert_eq!(pigments(&c), ["generic-carbon-mid"]);
}

#[test]
fn init_writes_an_example_once_and_show_tells_what_it_sets() {
    let configuration = folder("studio-init");
    let (code, out, _) = run(command_of(&configuration), &["studio", "show"]);
    assert!(code == 0 && unbroken(&out).contains("none: there is no") && out.contains("studio init"), "{out}");
    let none = json_of(&configuration, &["studio", "show"]);
    assert!(none["studio"].is_null() && none["looked_for"].as_str().unwrap().ends_with("studio.toml"), "{none}");
    let (code, out, _) = run(command_of(&configuration), &["studio", "init"]);
    assert_eq!(code, 0, "{out}");
    let path = out.lines().next().unwrap();
    assert_eq!(fs::read_to_string(path).unwrap(), STUDIO_EXAMPLE);
    fs::write(path, STUDIO).unwrap();
    let (code, _, err) = run(command_of(&configuration), &["studio", "init"]);
    assert!(code == 5 && err.contains("error[already-there]"), "{err}");
    assert_eq!(fs::read_to_string(path).unwrap(), STUDIO, "what somebody wrote is left alone");
    let (code, out, err) = run(command_of(&configuration), &["studio", "show"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for part in [
        "Studio    Example Studio\n",
        "Chart     colorchecker-classic-babelcolor-average\n",
        "Batch     8 ml\n",
        "Diluent   25 drops per ml\n",
        "Needle    3RL0.25: fresh dots of ",
        "Area      80 cm2\n",
        "Bottle    generic-carbon-mid, lot A1234, opened 2026-01-01, 22 drops per ml:\n          good until 2999-12-31\n",
        "Bottle    generic-soft-20: no date stated\n",
        "Healing   dot_volume 1.1, factor 1.4 (measured: 40 test dots, weighed)\n",
    ] {
        assert!(out.contains(part), "{part:?} is not in\n{out}");
    }
    let page = json_of(&configuration, &["studio", "show"]);
    let states = page["studio"]["bottles"].as_array().unwrap().iter().map(|b| b["state"].as_str().unwrap());
    assert_eq!(states.collect::<Vec<_>>(), ["good", "not-stated"]);
    let elsewhere = folder("studio-elsewhere").join("mine.toml");
    let elsewhere = elsewhere.to_str().unwrap();
    assert_eq!(healtone(&["studio", "init", "--studio", elsewhere]).0, 0);
    let (code, out, _) = healtone(&["studio", "show", "--studio", elsewhere]);
    assert!(code == 0 && out.contains("Bottles   none") && out.contains("Batch     not set: 5 ml"), "{out}");
}

#[test]
fn without_a_configuration_folder_there_is_no_studio() {
    let without = || {
        let mut command = command();
        for name in ["XDG_CONFIG_HOME", "HOME", "APPDATA"] {
            command.env_remove(name);
        }
        command
    };
    assert_eq!(run(without(), &MATCH).0, 0);
    let (code, _, err) = run(without(), &["studio", "init"]);
    assert!(code == 2 && err.contains("--studio"), "{err}");
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_code() {
    let (code, _, err) = healtone(&[&MATCH[..], &["--studio", "no-such-studio.toml"]].concat());
    assert!(code == 5 && err.contains("no-such-studio.toml does not exist"), "{err}");
    let bottles = "[[bottle]]\nid = \"generic-carbon-mdi\"\n[[bottle]]\nid = \"xyzzy\"\n";
    let text = format!("schema = \"healtone.studio/1\"\n{bottles}");
    let (configuration, path) = with_studio("studio-unknown", &text);
    for args in [&MATCH[..], &["studio", "show"]] {
        let (code, out, err) = run(command_of(&configuration), args);
        assert_eq!((code, out.as_str()), (1, ""), "{err}");
        let said = unbroken(&err);
        for part in ["studio.toml:3:6", "Did you mean generic-carbon-mid?", "studio.toml:5:6", "has 2 fault(s)"] {
            assert!(said.contains(part), "{part:?} is not in\n{err}");
        }
    }
    fs::write(&path, "schema = \"healtone.studio/1\"\ncatalogue = [\"a.toml\", \"b\"]\n").unwrap();
    let (code, _, err) = run(command_of(&configuration), &MATCH);
    assert!(code == 1 && err.contains("studio.toml:2:14") && err.contains("studio.toml:2:24"), "{err}");
    fs::write(&path, "schema = \"healtone.studio/1\"\nbach_ml = 5\n").unwrap();
    let (code, _, err) = run(command_of(&configuration), &["measure", SAMPLE]);
    assert!(code == 1 && err.contains("studio.toml:2:1") && unbroken(&err).contains("Did you mean batch_ml?"), "{err}");
}

#[test]
fn the_readmes_studio_is_sound() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut blocks = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let example = blocks.find(|block| block.contains("healtone.studio/1")).expect("an example studio");
    let studio = parse_studio("studio.toml", example).unwrap();
    assert!(!studio.bottles.is_empty() && studio.chart.is_some());
}

#[test]
fn every_fault_of_a_file_is_told_at_once() {
    let text = r#"schema = "healtone.studio/2"
nmae = "Mine"
name = ""
chart = "colorchecker-clasic"
catalogue = "mine.toml"
batch_ml = 0
diluent_drops_per_ml = 100
needle = "7M1"
area_cm2 = "100"
bottle = [
    { lot = "A", opned = 2026-01-01 },
    { id = "generic-carbon-mid", expires = "2026-13" },
    { id = "a", lot = "1" },
    { id = "a", lot = "1", drops_per_ml = nan },
    "generic-carbon-mid",
]

[healing.dot_volum]
median = 1

[healing.depth]
median = 0.2
spread = 1.5
kind = "guess"
"#;
    let faults = parse_studio("studio.toml", text).unwrap_err();
    assert!(faults.iter().all(|fault| fault.place.is_some() && !fault.remedy.is_empty()));
    insta::assert_snapshot!("studio_faults", render(&faults, |_| Some(text), false));
    let single = parse_studio("s.toml", "schema = \"healtone.studio/1\"\n[bottle]\nid = \"a\"\n").unwrap_err();
    assert!(single[0].remedy.contains("[[bottle]]"), "{}", single[0]);
    assert_eq!(parse_studio("s.toml", "").unwrap_err()[0].code, "studio-missing-key");
    assert_eq!(parse_studio("s.toml", "schema = ").unwrap_err()[0].code, "studio-syntax");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = parse_studio("s.toml", &text);
    }

    #[test]
    fn no_damage_to_a_studio_makes_the_reader_panic(
        at in 0..STUDIO.len(), take in 0_usize..40,
        put in prop::sample::select(vec![
            "", "[", "]", "\"", "=", "[[bottle]]\n", "1e999", "-0.0", "nan", "\u{0}", "\u{fc}", "0x7fffffffffffffff", "{}", ".",
            "2026-02-30", "healing = 1\n",
        ]),
    ) {
        let text = format!("{}{put}{}", &STUDIO[..at], &STUDIO[(at + take).min(STUDIO.len())..]);
        match parse_studio("s.toml", &text) {
            Ok(studio) => prop_assert!(studio.batch_ml.is_none_or(|ml| (1.0..=100.0).contains(&ml))),
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
