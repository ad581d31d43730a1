//! What the tool prints and keeps meets the schemas that it prints.

use super::{faults, toml_as_json};
use crate::teach::{BAD, GOOD, written_key};
use crate::tool::{folder, healtone, json, made, unbroken};
use healtone::learning::HandRecord;
use healtone::{report, store};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const SAMPLE: &str = "tests/photos/consultation.jpg";
const MATCH: [&str; 7] = ["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14", "--skin-sd", "0.3"];

/// The schema of the document that calls itself this.
fn schema_of(name: &str) -> Value {
    let bare = name.strip_prefix("healtone.").and_then(|name| name.strip_suffix("/1")).unwrap_or(name);
    report::json::schema::of(bare).or_else(|| store::schema::of(bare)).unwrap_or_else(|| panic!("no schema of {name}"))
}

/// Holds a document against the schema of its name, and a document with a key too many too.
pub(crate) fn meets(document: &Value, what: &str) {
    let schema = schema_of(document["schema"].as_str().unwrap_or_else(|| panic!("{what} has no name")));
    assert_eq!(faults(&schema, document), "", "{what}");
    let mut more = document.clone();
    more["no_such_key"] = true.into();
    assert_ne!(faults(&schema, &more), "", "{what}");
}

/// What the tool prints for these arguments and `--json`, held against its schema.
fn prints(args: &[&str], code: i32) -> Value {
    let (ended, document) = json(&[args, &["--json"]].concat());
    assert_eq!(ended, code, "{args:?}: {document}");
    meets(&document, &args.join(" "));
    document
}

fn grey(name: &str) -> String {
    let grey = image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([120 + (x % 7) as u8, 110 + (y % 5) as u8, 100]));
    let mut png = std::io::Cursor::new(Vec::new());
    grey.write_to(&mut png, image::ImageFormat::Png).unwrap();
    made(name, png.get_ref())
}

#[test]
fn schemas_are_schemas_and_are_found_by_their_names() {
    for name in report::json::schema::names().chain(store::schema::names()) {
        let schema = schema_of(name);
        jsonschema::meta::validate(&schema).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(schema["title"], format!("healtone.{name}/1"), "{name}");
        assert_eq!(schema["properties"]["schema"]["enum"], json!([schema["title"]]), "{name}");
        let (code, printed, _) = healtone(&["catalogue", "schema", "--of", name]);
        assert_eq!((code, serde_json::from_str::<Value>(&printed).unwrap()), (0, schema), "{name}");
    }
    jsonschema::meta::validate(&healtone::pigment::catalogue_schema()).unwrap();
    let title = |name: &str| json(&["catalogue", "schema", "--of", name]).1["title"].clone();
    assert_eq!(title("plan"), "healtone.next/1");
    assert_eq!(title("healtone.optics/1"), "healtone.optics/1");
    assert_eq!(title("catalogue"), "healtone catalogue");
    let (code, out, err) = healtone(&["catalogue", "schema", "--of", "mesurement"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(unbroken(&err).contains("Did you mean measurement?") && err.contains("unknown-schema"), "{err}");
}

/// Names of documents in a text: `healtone.NAME/1`.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.split("healtone.").skip(1).filter_map(|rest| {
        let name = rest.split_once("/1")?.0;
        (!name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')).then_some(name)
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

#[test]
fn every_document_that_the_sources_name_has_a_schema() {
    let mut found = std::collections::BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        found.extend(named(&text).filter(|name| *name != "catalogue").map(str::to_owned));
    }
    assert!(found.len() >= 26, "{found:?}");
    found.iter().for_each(|name| drop(schema_of(name)));
}

#[test]
fn measurements_and_consultations_of_photos_meet_their_schemas() {
    let grey = grey("schema-grey.png");
    prints(&["measure", SAMPLE], 0);
    prints(&["consult", SAMPLE], 0);
    for command in ["measure", "consult"] {
        for refused in [grey.as_str(), "README.md"] {
            let document = prints(&[command, refused], 1);
            let measurement = if command == "measure" { &document } else { &document["measurement"] };
            assert!(!measurement["refused"].as_array().unwrap().is_empty(), "{document}");
        }
    }
    prints(&["measure", &grey, "--force"], 0);
    let many = folder("schema-batch");
    std::fs::create_dir_all(&many).unwrap();
    std::fs::copy(SAMPLE, many.join("a.jpg")).unwrap();
    std::fs::copy(&grey, many.join("b.png")).unwrap();
    let (_, lines, _) = healtone(&["batch", many.to_str().unwrap(), "--jsonl"]);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    lines.iter().for_each(|line| meets(line, "a line of batch"));
}

#[test]
fn matches_and_predictions_meet_their_schemas() {
    prints(&MATCH, 0);
    prints(&["match", "--skin-lab", "45,11,17", "--hair-lab", "52,7,12"], 3);
    for more in [
        &["--shaft-lab", "30,5,8", "--old-lab", "60,9,13"][..],
        &["--mode", "scar"],
        &["--mode", "density"],
        &["--shaved-hours", "48"],
        &["--shaved-hours", "700"],
    ] {
        let (_, document) = json(&[&MATCH[..], more, &["--json"]].concat());
        meets(&document, &more.join(" "));
    }
    let predict = ["predict", "--dilution", "1+12", "--skin-lab", "62,11,16", "--pigment"];
    prints(&[&predict[..], &["generic-carbon-mid"]].concat(), 0);
    prints(&[&predict[..], &["generic-soft-20", "--day", "28", "--depth-mm", "0.3"]].concat(), 0);
    let stack = "wavelength_nm = [550]\n[surface]\nn = 1.4\n[[layer]]\nmua_per_mm = 0.1\nmusp_per_mm = 3.0\n";
    prints(&["optics", &made("schema-stack.toml", stack.as_bytes())], 0);
}

#[test]
fn a_case_and_what_is_kept_of_it_meet_their_schemas() {
    let root = folder("schema-cases");
    std::fs::create_dir_all(&root).unwrap();
    let case = root.join("K-0417");
    let case = case.to_str().unwrap();
    assert_eq!(healtone(&[&MATCH[..], &["--case", case]].concat()).0, 0);
    let seen = |day: &str, field: &str, more: &[&str]| {
        let look = ["follow-up", "--case", case, "--day", day, "--skin-lab", "62,11,16", "--field-lab", field];
        prints(&[&look[..], &["--hair-lab", "59.5,9,14", "--skin-sd", "0.3"], more].concat(), 0);
    };
    seen("7", "60.8,12.4,15.5", &[]);
    seen("30", "61.3,10.5,15.6", &["--dot-width-mm", "0.6", "--dot-middle-dl", "-1.5"]);
    prints(&["plan", "--case", case], 0);
    let photographed = root.join("P-1");
    let photographed = photographed.to_str().unwrap();
    assert_eq!(healtone(&["consult", SAMPLE, "--case", photographed]).0, 0);
    let places = ["--skin", "40%,30%,8%,8%", "--field", "50%,30%,8%,8%"];
    prints(&[&["follow-up", "--case", photographed, "--day", "30", "README.md"][..], &places].concat(), 1);
    prints(&["case", "list", root.to_str().unwrap()], 0);
    prints(&["case", "show", case], 0);
    let (_, export) = json(&["case", "export", case]);
    meets(&export, "export");
    for step in sources(&root).iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let document: Value = serde_json::from_str(&std::fs::read_to_string(step).unwrap()).unwrap();
        meets(&document, &step.display().to_string());
        for part in ["report", "state"].map(|key| &document[key]).into_iter().filter(|part| !part.is_null()) {
            meets(part, &step.display().to_string());
        }
    }
    meets(&toml_as_json(&std::fs::read_to_string(root.join("K-0417/case.toml")).unwrap()), "case.toml");
    std::fs::write(root.join("P-1/001-consultation.json"), b"{").unwrap();
    prints(&["case", "list", root.to_str().unwrap()], 1);
}

#[test]
fn a_studio_and_its_hand_meet_their_schemas() {
    prints(&["studio", "show"], 0);
    let bare =
        |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n";
    let own: String = store::STUDIO_EXAMPLE.lines().map(bare).collect();
    meets(&toml_as_json(&own), "studio.toml");
    meets(&toml_as_json(store::STUDIO_EXAMPLE), "studio.toml");
    let home = folder("schema-studio");
    std::fs::create_dir_all(&home).unwrap();
    let file = home.join("studio.toml");
    std::fs::write(&file, own.replace("catalogue = [\"my-pigments.toml\"]\n", "")).unwrap();
    let studio = ["--studio", file.to_str().unwrap()];
    let with = |args: &[&str]| prints(&[args, &studio].concat(), 0);
    with(&["studio", "show"]);
    with(&["studio", "hand"]);
    with(&MATCH);
    let record = HandRecord { code: "K-0417".into(), product: "generic-warm-25".into(), ln_dose: -0.31, ln_sd: 0.42 };
    let other = HandRecord { code: "K-2".into(), product: "generic-carbon-mid".into(), ln_dose: 0.2, ln_sd: 0.3 };
    let text = store::hand_text(&[record, other]);
    meets(&toml_as_json(&text), "hand.toml");
    std::fs::write(home.join("hand.toml"), text).unwrap();
    with(&["studio", "hand"]);
}

#[test]
fn catalogue_documents_meet_their_schemas() {
    let odd = "tests/catalogue/rules/colorant-without-optics.toml";
    prints(&["catalogue", "list"], 0);
    prints(&["catalogue", "list", "--catalogue", "tests/catalogue/full.toml"], 0);
    prints(&["catalogue", "show", "generic-soft-50"], 0);
    prints(&["catalogue", "show", "grey", "--catalogue", odd], 0);
    prints(&["catalogue", "check", "pigments/reference.toml", odd], 0);
    prints(&["catalogue", "check", "tests/catalogue/ten-faults.toml"], 1);
    let full = "tests/catalogue/full.toml";
    prints(&["catalogue", "preview", "--catalogue", full], 0);
    prints(&["catalogue", "preview", "--have", "generic-carbon-mid,generic-warm-75"], 0);
    prints(&["catalogue", "diff", full, full], 0);
    let lots = ["src/docs/suppliers/grey-7-lot-a7.toml", "src/docs/suppliers/grey-7-lot-b7.toml"];
    prints(&["catalogue", "diff", lots[0], lots[1]], 1);
    prints(&["catalogue", "diff", lots[0], full], 1);
    prints(&["catalogue", "fit", "--catalogue", full], 0);
    prints(&["catalogue", "fit"], 0);
    prints(&["catalogue", "import", "src/docs/suppliers/ladder-a7.txt"], 0);
}

#[test]
fn imports_meet_their_schema() {
    let files = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange"));
    let mut met = 0;
    for file in files {
        let (_, out, _) = healtone(&["catalogue", "import", file.to_str().unwrap(), "--json"]);
        if let Ok(document) = serde_json::from_str::<Value>(&out) {
            meets(&document, &file.display().to_string());
            met += 1;
        }
    }
    assert!(met >= 5, "{met}");
}

#[test]
fn truths_of_simulated_photographs_meet_their_schema() {
    let kinds: [&[&str]; 7] = [
        &[],
        &["--client", "treated", "--session", "0:60:generic-warm-25=1+generic-carbon-mid=1:1+19"],
        &["--client", "old-smp", "--shot", "2"],
        &["--client", "grown", "--hair", "white"],
        &["--mistake", "no-chart"],
        &["--mistake", "glare-on-chart"],
        &["--mistake", "chart-covered"],
    ];
    for (seed, more) in kinds.iter().enumerate() {
        let out = folder(&format!("schema-truth-{seed}"));
        let start = ["simulate", "--seed", "3", "--mp", "0.2", "--out", out.to_str().unwrap()];
        let (code, _, err) = healtone(&[&start[..], more].concat());
        assert_eq!(code, 0, "{more:?}: {err}");
        let truth = sources(&out).into_iter().find(|path| path.extension().is_some_and(|e| e == "json")).unwrap();
        meets(&serde_json::from_str(&std::fs::read_to_string(truth).unwrap()).unwrap(), &more.join(" "));
    }
}

#[test]
fn quizzes_answers_keys_and_grades_meet_their_schemas() {
    let key = written_key();
    meets(&serde_json::from_str(&key).unwrap(), "key");
    let key = made("schema-key.json", key.as_bytes());
    let sheets = [GOOD, BAD].map(|text| {
        meets(&toml_as_json(text), "answers");
        text
    });
    let (good, bad) = (made("schema-good.toml", sheets[0].as_bytes()), made("schema-bad.toml", sheets[1].as_bytes()));
    prints(&["teach", "grade", "--key", &key, &good, &bad], 0);
    let out = folder("schema-quiz");
    let (code, _, err) = healtone(&["teach", "quiz", "--seed", "10", "--mp", "0.5", "--out", out.to_str().unwrap()]);
    assert_eq!(code, 0, "{err}");
    for path in sources(&out) {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        match path.extension().and_then(|e| e.to_str()) {
            Some("json") => meets(&serde_json::from_str(&text).unwrap(), &path.display().to_string()),
            Some("toml") => {
                // A blank sheet asks for the name.
                let text = text.replace("trainee = \"\"", "trainee = \"T\"");
                meets(&toml_as_json(&text), &path.display().to_string());
            }
            _ => {}
        }
    }
}

/// The chart that the documentation explains.
#[test]
fn a_chart_of_ones_own_meets_its_schema() {
    let page = include_str!("../../../src/docs/own-chart.md");
    let start = page.find("schema = \"healtone.chart/1\"").unwrap();
    let text = page[start..].split("```").next().unwrap();
    meets(&toml_as_json(text), "own-chart.md");
}
