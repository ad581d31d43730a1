//! Teaching from the command line: quizzes made, classes graded, the README's example.

use crate::teach::{BAD, GOOD, written_key};
use crate::tool::{folder, healtone, made};
use healtone::data;
use healtone::simulate::Mistake;
use healtone::store::parse_key;
use serde_json::Value;

#[test]
fn a_class_is_graded_from_the_command_line() {
    let key = made("teach-key.json", written_key().as_bytes());
    let (good, bad) = (made("teach-good.toml", GOOD.as_bytes()), made("teach-bad.toml", BAD.as_bytes()));
    let (code, out, err) = healtone(&["teach", "grade", "--key", &key, &good, &bad]);
    assert_eq!((code, err.as_str()), (0, ""), "graded, whatever the marks");
    assert!(out.contains("A. Careful") && out.contains("): passed") && out.contains("): not passed"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");

    let (code, out, _) = healtone(&["teach", "grade", "--key", &key, &good, &bad, "--csv"]);
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!((code, rows.len()), (0, 1 + 2 * 7), "{out}");
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{out}");
    assert_eq!((rows[7][0], rows[7][2], rows[7][11]), ("A. Careful", "total", "yes"));

    let (code, out, _) = healtone(&["teach", "grade", "--key", &key, &good, "--json"]);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &document["schema"]), (0, &"healtone.grade/1".into()));
    let first = &document["grades"][0];
    assert_eq!((&first["passed"], first["cases"].as_array().unwrap().len()), (&true.into(), 6));
    assert!(first["cases"][0]["figures"]["dilution_steps"].as_f64().unwrap() > 1.0);
    assert!(first["cases"][2]["figures"].is_null(), "unknown is null, never 0");
}

#[test]
fn unfit_answers_are_told_and_the_others_graded() {
    let key = made("teach-key2.json", written_key().as_bytes());
    let good = made("teach-good2.toml", GOOD.as_bytes());
    let unfit = made("teach-unfit.toml", GOOD.replace("1+13", "1:13").as_bytes());
    let (code, out, err) = healtone(&["teach", "grade", "--key", &key, &unfit, &good]);
    assert_eq!(code, 1);
    assert!(err.contains("ambiguous-dilution") && err.contains("teach-unfit.toml:9:12") && err.contains('^'), "{err}");
    assert!(out.contains("A. Careful"), "{out}");
    assert_eq!(healtone(&["teach", "grade", "--key", "nowhere.json", &good]).0, 5);
    assert_eq!(healtone(&["teach", "grade", "--key", &good, &good]).0, 1);
    assert_eq!(healtone(&["teach", "grade", "--key", &key]).0, 2);
    assert_eq!(healtone(&["teach", "quiz", "--seed", "1", "--out", "x", "--count", "0"]).0, 2);
    let (code, _, err) = healtone(&["teach", "case", "--seed", "1", "--out", "x", "--mistake", "blured"]);
    assert!(code == 2 && err.contains("blurred"), "{err}");
}

#[test]
fn a_school_marks_by_a_scheme_of_its_own() {
    let key = made("teach-key3.json", written_key().as_bytes());
    let good = made("teach-good3.toml", GOOD.as_bytes());
    let own = data::text("calibration/teaching.toml");
    let strict = made("strict.toml", own.replace("share = 0.6", "share = 0.95").as_bytes());
    let (code, out, _) = healtone(&["teach", "grade", "--key", &key, &good, "--marking", &strict]);
    assert!(code == 0 && out.contains("not passed, 95 % pass"), "{out}");
    let wrong = made("wrong.toml", own.replace("other = 1.0", "other = 9.0").replace("named =", "nmaed =").as_bytes());
    let (code, out, err) = healtone(&["teach", "grade", "--key", &key, &good, "--marking", &wrong]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(err.contains("marking-unknown-key") && err.contains("Did you mean named?"), "{err}");
}

/// Answers to every case of a key, as a person would write them.
fn answers_of(key: &Value, answer: impl Fn(&Value) -> String) -> String {
    let mut sheet = format!("schema = \"healtone.answers/1\"\nquiz = {}\ntrainee = \"T\"\n", key["quiz"]);
    for case in key["cases"].as_array().unwrap() {
        sheet.push_str(&format!("[[answer]]\ncase = {}\n{}\n", case["case"], answer(case)));
    }
    sheet
}

/// What the key says is right.
fn right(case: &Value) -> String {
    let mix = &case["right"]["mixes"][0];
    if let Some(mistake) = case["mistakes"].get(0) {
        return format!("photo = {mistake}");
    }
    if case["right"]["verdict"] == "no-match" {
        return "photo = \"fit\"\nverdict = \"no-match\"".to_owned();
    }
    let named = mix["mix"].as_str().unwrap();
    let pigments = match named.split_once(" + ") {
        None => format!("pigment = \"{named}\""),
        Some(_) => panic!("the shades of this quiz are enough alone, but the key has {named}"),
    };
    format!("photo = \"fit\"\n{pigments}\ndilution = {}", mix["dilution"])
}

#[test]
fn a_quiz_is_made_apart_from_its_key_and_a_good_and_a_bad_sheet_are_graded() {
    let root = folder("teach-quiz");
    let below = |name: &str| root.join(name).to_str().unwrap().to_owned();
    let make = |out: &str| healtone(&["teach", "quiz", "--seed", "10", "--out", out, "--mp", "1"]);
    let (code, out, err) = make(&below("one"));
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(make(&below("one")).0, 5, "never over another quiz");
    assert_eq!(make(&below("two")).0, 0);
    let text = std::fs::read_to_string(root.join("one/key/quiz-key.json")).unwrap();
    let parsed = parse_key("k", &text).unwrap();
    assert_eq!(parsed.cases.len(), 6);
    assert!([1, 2].contains(&parsed.cases.iter().filter(|c| !c.mistakes.is_empty()).count()));
    for case in 1..=6 {
        let photo = |quiz: &str| std::fs::read(root.join(quiz).join(format!("quiz/case-{case}/photo.jpg"))).unwrap();
        assert_eq!(photo("one"), photo("two"), "the same seed gives the same bytes");
        let text = String::from_utf8_lossy(&photo("one")).into_owned();
        assert!(Mistake::ALL.iter().all(|m| !text.contains(m.name())), "no mistake is named in the file");
    }
    let key: Value = serde_json::from_str(&text).unwrap();
    let grade = |name: &str, sheet: &str| {
        let answers = made(name, sheet.as_bytes());
        let (code, out, err) = healtone(&["teach", "grade", "--key", &below("one/key/quiz-key.json"), &answers]);
        assert_eq!(code, 0, "{out}{err}");
        out
    };
    let good = grade("teach-good.toml", &answers_of(&key, right));
    assert!(good.contains("60 of 60 (100 %): passed"), "{good}");
    let bad = grade(
        "teach-bad.toml",
        &answers_of(&key, |_| "photo = \"fit\"\npigment = \"generic-carbon-dark\"\ndilution = \"1+3\"".to_owned()),
    );
    assert!(bad.contains("not passed") && bad.contains("too dark"), "{bad}");
    let blank = std::fs::read_to_string(root.join("one/quiz/answers.toml")).unwrap();
    let none = grade("teach-blank.toml", &blank.replace("trainee = \"\"", "trainee = \"T\""));
    assert!(none.contains("0 of 60"), "{none}");
}

/// Ben's answers in the README's example.
const BEN: &str = r#"schema = "healtone.answers/1"
quiz = "68cd1f6e7fd9"
trainee = "Ben"
[[answer]]
case = 1
photo = "fit"
pigment = "generic-carbon-dark"
dilution = "1+6"
[[answer]]
case = 2
photo = "fit"
pigment = "generic-carbon-mid"
dilution = "1+12"
[[answer]]
case = 3
photo = "blurred"
[[answer]]
case = 5
photo = "fit"
pigment = "generic-carbon-dark"
dilution = "1+3"
[[answer]]
case = 6
photo = "fit"
verdict = "no-match"
"#;

#[test]
fn the_readmes_quiz_is_graded_as_it_shows() {
    let root = folder("teach-readme");
    let out = root.join("spring");
    let (code, printed, err) = healtone(&["teach", "quiz", "--seed", "4711", "--out", out.to_str().unwrap()]);
    assert_eq!(code, 0, "{printed}{err}");
    let key = out.join("key/quiz-key.json");
    let ben = made("teach-ben.toml", BEN.as_bytes());
    let (code, graded, err) = healtone(&["teach", "grade", "--key", key.to_str().unwrap(), &ben]);
    assert_eq!(code, 0, "{graded}{err}");
    let readme = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, rest) = readme.split_once("## For trainers").unwrap();
    let (_, shown) = rest.split_once("```text\n").unwrap();
    let shown: Vec<&str> = shown.split("```").next().unwrap().lines().collect();
    assert!(shown.len() > 10, "an example of some length");
    for line in shown.iter().filter(|line| line.trim() != "[...]") {
        assert!(graded.lines().any(|printed| printed == *line), "the README shows {line:?}, but not so:\n{graded}");
    }
}
