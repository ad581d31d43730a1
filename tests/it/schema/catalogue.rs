//! The schema of catalogues accepts what the reader accepts, and nothing that it refuses for its structure.

use super::{as_json, faults, toml_as_json};
use crate::tool::healtone;
use healtone::diagnostic::Severity;
use healtone::pigment::{CATALOGUE_SCHEMA_FILE, Catalogue, CatalogueDocument, Rule, catalogue_schema};
use proptest::prelude::*;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(project(path)).unwrap()
}

/// Rules that a schema can tell as well as the reader.
const STRUCTURAL: [Rule; 16] = [
    Rule::WrongSchema,
    Rule::UnknownKey,
    Rule::MissingKey,
    Rule::WrongType,
    Rule::OutOfRange,
    Rule::NotFinite,
    Rule::UnknownValue,
    Rule::EmptyText,
    Rule::BadId,
    Rule::NoPigments,
    Rule::NoColorants,
    Rule::DilutedReadyToUse,
    Rule::ImplausibleDrops,
    Rule::NoColor,
    Rule::NotYetHealed,
    Rule::BadDate,
];

fn is_structural(code: &str) -> bool {
    STRUCTURAL.iter().any(|rule| rule.code() == code)
}

#[test]
fn the_schema_that_is_shipped_is_the_one_that_the_types_make() {
    let (code, printed, err) = healtone(&["catalogue", "schema"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let shipped = std::fs::read_to_string(project(CATALOGUE_SCHEMA_FILE)).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        printed == shipped,
        "{CATALOGUE_SCHEMA_FILE} is behind the types: write it anew with `cargo run --release -- catalogue schema > \
         {CATALOGUE_SCHEMA_FILE}`"
    );
}

#[test]
fn shipped_catalogues_meet_the_schema_and_say_where_it_is() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(project("pigments")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    assert!(!files.is_empty());
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(faults(&catalogue_schema(), &toml_as_json(&text)), "", "{}", path.display());
        let named = text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).unwrap();
        assert!(path.parent().unwrap().join(named).is_file(), "{named}");
    }
    assert_eq!(faults(&catalogue_schema(), &toml_as_json(&text_of("tests/catalogue/full.toml"))), "");
}

#[test]
fn fixtures_of_structural_rules_do_not_meet_the_schema_and_the_others_do() {
    // A spectrum of too few values cannot span what it must, whatever its step.
    let also = ["short-spectrum"];
    for entry in std::fs::read_dir(project("tests/catalogue/rules")).unwrap() {
        let path = entry.unwrap().path();
        let rule = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let Ok(table) = std::fs::read_to_string(&path).unwrap().parse::<toml::Table>() else {
            assert_eq!(rule, "syntax");
            continue;
        };
        let found = faults(&catalogue_schema(), &as_json(&toml::Value::Table(table)));
        let refused = is_structural(&rule) || also.contains(&rule.as_str());
        assert_eq!(!found.is_empty(), refused, "{rule}: {found}");
    }
}

#[test]
fn the_types_read_and_write_every_key() {
    let text = text_of("tests/catalogue/full.toml");
    let document: CatalogueDocument = toml::from_str(&text).unwrap();
    let written = toml::to_string(&document).unwrap();
    let (read, _) = Catalogue::parse("c", &text).into_result().unwrap();
    let (again, _) = Catalogue::parse("c", &written).into_result().unwrap_or_else(|f| panic!("{f:?}\n{written}"));
    assert_eq!((read.pigments, read.source), (again.pigments, again.source));
    assert!(toml::from_str::<CatalogueDocument>(&text.replace("brand =", "bradn =")).is_err());
}

#[test]
fn every_key_of_the_schema_is_explained() {
    fn visit(schema: &Value, path: &str) {
        for (key, value) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}.{key}");
            let description = value["description"].as_str().unwrap_or_else(|| panic!("{path} is not explained"));
            assert!(description.len() > 10 && !description.contains("Option"), "{path}: {description}");
            visit(value, &path);
            visit(&value["items"], &path);
        }
    }
    let schema = catalogue_schema();
    visit(&schema, "");
    let text = schema.to_string();
    for word in ["$ref", "$defs", "null", "double", "uint"] {
        assert!(!text.contains(word), "{word}");
    }
}

/// Dates as the reader takes them, and texts near them.
#[test]
fn dates_are_accepted_as_the_reader_accepts_them() {
    let text = text_of("tests/catalogue/full.toml");
    for date in
        ["2026", "2026-11", "2026-11-22", "1900", "9999-12-31", "1899", "2026-13", "2026-00", "26-11", "", "2026-11-32"]
    {
        let changed = text.replace("date = \"2026-11\"", &format!("date = \"{date}\""));
        let read = Catalogue::parse("c", &changed).catalogue.is_some();
        assert_eq!(faults(&catalogue_schema(), &toml_as_json(&changed)).is_empty(), read, "{date}");
    }
    for (date, is_good) in [("2026-11-22", true), ("2026-11-22T08:00:00Z", false), ("08:00:00", false)] {
        let changed = text.replace("date = \"2026-11\"", &format!("date = {date}"));
        assert_eq!(Catalogue::parse("c", &changed).catalogue.is_some(), is_good, "{date}");
        assert_eq!(faults(&catalogue_schema(), &toml_as_json(&changed)).is_empty(), is_good, "{date}");
    }
}

/// A value that a key might be given by mistake.
fn mistaken() -> impl Strategy<Value = Option<toml::Value>> {
    let value = |text: &str| Some(format!("v = {text}").parse::<toml::Table>().unwrap()["v"].clone());
    let values = [
        "\"\"",
        "\" \"",
        "\"a\"",
        "\"A b\"",
        "\"concentrate\"",
        "\"ready-to-use\"",
        "\"measured\"",
        "\"45:0\"",
        "-1",
        "0",
        "0.0",
        "1",
        "1.0",
        "0.5",
        "3",
        "27.9",
        "28",
        "100.5",
        "200",
        "500.0",
        "800",
        "1e9",
        "nan",
        "inf",
        "true",
        "[]",
        "[1]",
        "[1, 2, 3]",
        "[-5.0, 0, 0]",
        "[50, 200, 0]",
        "[\"a\"]",
        "{}",
        "{ a = 1 }",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "\"2026\"",
        "\"2026-99\"",
        "\"1333-86-4\"",
    ];
    let mut all: Vec<Option<toml::Value>> = values.iter().map(|text| value(text)).collect();
    all.push(None); // the key left out
    prop::sample::select(all)
}

/// Paths of everything in a document.
fn paths(value: &toml::Value, at: &[String], found: &mut Vec<Vec<String>>) {
    let mut below = |key: String, value: &toml::Value| {
        let path = [at, &[key]].concat();
        found.push(path.clone());
        paths(value, &path, found);
    };
    match value {
        toml::Value::Table(table) => table.iter().for_each(|(key, value)| below(key.clone(), value)),
        toml::Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| below(i.to_string(), value)),
        _ => {}
    }
}

/// Puts a value in the place of another, takes it out, or adds a key beside it.
fn change(document: &mut toml::Value, path: &[String], value: Option<&toml::Value>, beside: bool) {
    let (last, parents) = path.split_last().unwrap();
    let parent = parents.iter().fold(document, |at, key| match at {
        toml::Value::Array(list) => &mut list[key.parse::<usize>().unwrap()],
        table => &mut table[key.as_str()],
    });
    match (parent, value) {
        (toml::Value::Table(table), Some(value)) => {
            let key = if beside { format!("{last}s") } else { last.clone() };
            table.insert(key, value.clone());
        }
        (toml::Value::Table(table), None) => {
            table.remove(last);
        }
        (toml::Value::Array(list), Some(value)) => list[last.parse::<usize>().unwrap()] = value.clone(),
        (toml::Value::Array(list), None) => {
            list.remove(last.parse().unwrap());
        }
        _ => unreachable!("a path leads through tables and lists"),
    }
}

static FULL: LazyLock<toml::Value> =
    LazyLock::new(|| toml::Value::Table(text_of("tests/catalogue/full.toml").parse().unwrap()));
static VALIDATOR: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&catalogue_schema()).unwrap());

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn the_schema_accepts_nothing_that_the_reader_refuses_for_its_structure(
        at in any::<prop::sample::Index>(), value in mistaken(), beside in prop::bool::weighted(0.1),
    ) {
        let mut document = FULL.clone();
        let mut all = Vec::new();
        paths(&document, &[], &mut all);
        let path = at.get(&all);
        change(&mut document, path, value.as_ref(), beside);
        let text = toml::to_string(&document).unwrap();
        let read = Catalogue::parse("c", &text);
        let accepted = VALIDATOR.is_valid(&as_json(&document));
        let errors = read.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        let structural: Vec<&str> = errors.map(|d| d.code).filter(|code| is_structural(code)).collect();
        // JSON has one kind of number, of which 5.0 is as whole as 5, and no dates but texts.
        let in_json = matches!(&value, Some(toml::Value::Float(number)) if number.fract() == 0.0)
            || matches!(&value, Some(toml::Value::Datetime(_)));
        if !in_json {
            prop_assert!(!accepted || structural.is_empty(), "{path:?} {value:?}: {structural:?}\n{text}");
        }
        let found = faults(&catalogue_schema(), &as_json(&document));
        prop_assert!(accepted || read.catalogue.is_none(), "{path:?} {value:?}: the reader accepts it\n{found}");
    }
}
