//! The template of `catalogue new`: what it asks for, and what comes of filling it in.

use super::{faults, toml_as_json};
use crate::tool::{folder, healtone, made, unbroken};
use healtone::pigment::{CATALOGUE_TEMPLATE, Catalogue, catalogue_schema};
use serde_json::Value;

const BLANK: &str = "# <- fill in:";

/// What a supplier writes into the blanks, in their order.
const FILLED: [&str; 11] = [
    "\"Example Colours\"",
    "2026-11-22",
    "\"grey-7\"",
    "\"Grey 7\"",
    "\"Example Colours\"",
    "150.0",
    "0.02",
    "0.25",
    "\"77266\"",
    "\"carbon black\"",
    "\"1333-86-4\"",
];

/// The template with its blanks filled in.
fn filled() -> String {
    let mut answers = FILLED.iter();
    let line = |line: &str| {
        let written =
            if line.contains(BLANK) { line.replacen("\"\"", answers.next().unwrap(), 1) } else { line.to_owned() };
        written + "\n"
    };
    let text: String = CATALOGUE_TEMPLATE.lines().map(line).collect();
    assert_eq!(answers.next(), None, "every answer has a blank");
    text
}

/// The same with every optional key in force: remarks have a space after their #.
fn in_force() -> String {
    let bare =
        |line: &str| line.strip_prefix('#').filter(|rest| !rest.starts_with([' ', ':'])).unwrap_or(line).to_owned();
    filled().lines().map(|line| bare(line) + "\n").collect()
}

#[test]
fn check_names_every_blank_of_the_template_and_nothing_else() {
    let faults = Catalogue::parse("mine.toml", CATALOGUE_TEMPLATE).into_result().unwrap_err();
    let told: Vec<usize> = faults.iter().map(|fault| fault.place.as_ref().unwrap().line).collect();
    let lines = CATALOGUE_TEMPLATE.lines().zip(1..).filter(|(line, _)| line.contains(BLANK));
    assert_eq!(told, lines.map(|(_, number)| number).collect::<Vec<_>>(), "{faults:?}");
}

#[test]
fn a_template_filled_in_passes_the_check() {
    let mine = made("template-filled.toml", filled().as_bytes());
    let (code, out, err) = healtone(&["catalogue", "check", &mine]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("0 error(s), 0 warning(s)"), "{out}");
    assert_eq!(faults(&catalogue_schema(), &toml_as_json(&filled())), "");
    let (catalogue, _) = Catalogue::parse("mine.toml", &filled()).into_result().unwrap();
    let pigment = &catalogue.pigments[0];
    assert_eq!((pigment.lot.as_ref(), pigment.drawdowns.len(), pigment.regulation.len()), (None, 0, 0));
    let ready = filled().replace("\"concentrate\"", "\"ready-to-use\"");
    let ready: String =
        ready.lines().filter(|line| !line.starts_with("dilution.")).map(|line| line.to_owned() + "\n").collect();
    Catalogue::parse("ready.toml", &ready).into_result().unwrap();
}

#[test]
fn a_template_with_every_optional_key_in_force_is_sound() {
    let (catalogue, warnings) = Catalogue::parse("all.toml", &in_force()).into_result().unwrap_or_else(|f| {
        panic!("{f:?}\n{}", in_force());
    });
    assert_eq!(warnings, []);
    let pigment = &catalogue.pigments[0];
    assert!(pigment.lot.is_some() && pigment.healing.entries().count() == 5);
    assert_eq!((pigment.drawdowns.len(), pigment.healed.len(), pigment.regulation.len()), (1, 1, 1));
    assert_eq!(faults(&catalogue_schema(), &toml_as_json(&in_force())), "");
}

/// Every key that the schema knows, table by table.
fn keys(schema: &Value, at: &str, found: &mut Vec<String>) {
    for (key, value) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{at}/{key}");
        found.push(path.clone());
        keys(value, &path, found);
        keys(&value["items"], &format!("{path}/0"), found);
    }
}

#[test]
fn the_template_has_every_key_of_the_schema() {
    let document = toml_as_json(&in_force());
    let mut all = Vec::new();
    keys(&catalogue_schema(), "", &mut all);
    assert!(all.len() > 70, "{}", all.len());
    // A backing has a colour or a spectrum, and the film above shows what a spectrum looks like.
    let missing =
        all.iter().filter(|path| document.pointer(path).is_none() && !path.contains("backing/spectrum_percent"));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn new_writes_to_a_file_once_and_to_standard_output_else() {
    let (code, out, err) = healtone(&["catalogue", "new"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, CATALOGUE_TEMPLATE, ""));
    let home = folder("template-new");
    std::fs::create_dir_all(&home).unwrap();
    let path = home.join("mine.toml");
    let name = path.to_str().unwrap();
    let (code, out, err) = healtone(&["catalogue", "new", "--out", name]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(unbroken(&out).contains("Fill in its 11 blanks"), "{out}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), CATALOGUE_TEMPLATE);
    std::fs::write(&path, "mine").unwrap();
    let (code, _, err) = healtone(&["catalogue", "new", "--out", name]);
    assert_ne!(code, 0, "{err}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine", "nothing is overwritten");
}
