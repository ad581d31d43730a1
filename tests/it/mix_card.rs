//! The card for the trolley: the recipe's figures in every form, dated, and only where there is something to mix.

use crate::tool::{folder, healtone, json, made, unbroken};
use healtone::consult::{Consultation, LabWhite, Readings, TreatmentOptions, consult, measurement_from_readings};
use healtone::pigment::{Date, Pigment, reference};
use healtone::report::mix_card::{self, MixCard};
use serde_json::Value;
use std::fs;

const SAMPLE: &str = "tests/photos/consultation.jpg";
/// Readings for which two shades together lose least of all mixes of these bottles.
const BLENDED: [&str; 7] = [
    "match",
    "--skin-lab",
    "62,11,16",
    "--hair-lab",
    "59,10,13",
    "--have",
    "generic-carbon-mid,generic-warm-75,generic-carbon-fine,generic-warm-50",
];
const READINGS: [&str; 5] = ["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14"];

fn consultation(have: &[&str], needle: Option<&str>) -> Consultation {
    let readings = Readings {
        skin: [62.0, 11.0, 16.0],
        hair: [59.5, 9.0, 14.0],
        shaft: None,
        old_work: None,
        white: LabWhite::D65Two,
        sd: 0.5,
        surface_light: None,
    };
    let known = |id: &&str| reference().pigment(id).unwrap();
    let pigments: Vec<&Pigment> = have.iter().map(known).collect();
    let options = TreatmentOptions { needle: needle.map(|n| n.parse().unwrap()), ..TreatmentOptions::default() };
    consult(measurement_from_readings(&readings), &pigments, Vec::new(), &options).unwrap()
}

/// A card of three liquids whose names are long, odd and not English.
fn crowded() -> Vec<MixCard> {
    let c = consultation(&["generic-carbon-light"], Some("3RL0.25"));
    let mut cards = mix_card::cards(&c, Date::parse("2026-12-04")).unwrap();
    for card in &mut cards {
        let mut second = card.pours[0].clone();
        second.name = "Warm <25> & \"soft\", for fair stubble on skin that has seen the sun".to_owned();
        second.id = Some("generic-warm-25".to_owned());
        second.lot = Some("LOT-2026-1183-B".to_owned());
        card.pours.insert(1, second);
        card.pours[2].name = "Sterile Verdünnungslösung nach Angabe des Farbenherstellers, isotonisch".to_owned();
        card.total_ml = card.pours.iter().map(|pour| pour.ml).sum();
        card.cautions = vec!["NO MATCH: not expected within the tolerance"];
    }
    cards
}

#[test]
fn a_card_in_text() {
    insta::assert_snapshot!(mix_card::text(
        &mix_card::cards(&consultation(&["generic-carbon-light"], None), None).unwrap()
    ));
}

#[test]
fn a_crowded_card_in_text() {
    insta::assert_snapshot!(mix_card::text(&crowded()[1..2]));
}

#[test]
fn a_crowded_card_in_svg() {
    insta::assert_snapshot!(mix_card::svg(&crowded()[1..2]));
}

/// Texts of a drawing in their order.
fn texts(svg: &str) -> Vec<String> {
    let inner =
        svg.split("<text ").skip(1).map(|rest| rest.split_once('>').unwrap().1.split("</text>").next().unwrap());
    inner.map(str::to_owned).collect()
}

/// The three forms of one command, and its JSON.
fn forms(name: &str, args: &[&str]) -> ([String; 3], Value) {
    let folder = folder(name);
    let files = ["card.txt", "card.svg", "card.html"].map(|file| folder.join(file));
    let mut document = Value::Null;
    let written = files.map(|file| {
        let all = [args, &["--json", "--mix-card", file.to_str().unwrap()]].concat();
        let (code, printed) = json(&all);
        assert!([0, 3].contains(&code), "{all:?}");
        document = printed;
        fs::read_to_string(file).unwrap()
    });
    (written, document)
}

/// Every liquid of every session stands in each form with the figures of the JSON, in the order of its recipe.
fn check_figures([text, svg, html]: &[String; 3], document: &Value, pigments: usize) {
    let plan = document["plan"].as_array().unwrap();
    let slips: Vec<&str> = text.split("MIX CARD").skip(1).collect();
    let pages: Vec<&str> = html.split("<section>").skip(1).collect();
    let parts: Vec<&str> = svg.split("<g ").skip(1).collect();
    assert_eq!([slips.len(), pages.len(), parts.len()], [plan.len(); 3], "a card for each session");
    for (i, session) in plan.iter().enumerate() {
        let recipe = &session["recipe"];
        let mut liquids: Vec<&Value> = recipe["pigments"].as_array().unwrap().iter().collect();
        assert_eq!(liquids.len(), pigments, "{recipe}");
        liquids.push(&recipe["diluent"]);
        let figure = |v: &Value, decimals| format!("{:.decimals$}", v.as_f64().unwrap());
        for form in [parts[i], pages[i]] {
            let words = texts(form);
            let of = |unit: &str| -> Vec<&String> {
                words.windows(2).filter(|pair| pair[1] == unit).map(|pair| &pair[0]).collect()
            };
            let mut ml: Vec<String> = liquids.iter().map(|l| figure(&l["ml"], 1)).collect();
            ml.push(figure(&recipe["batch_ml"], 1));
            let drops: Vec<String> = liquids.iter().map(|l| figure(&l["drops"], 0)).collect();
            assert_eq!(of("ml")[..ml.len()], ml.iter().collect::<Vec<_>>(), "{words:?}");
            assert_eq!(of("drops"), drops.iter().collect::<Vec<_>>(), "{words:?}");
            assert!(words.iter().any(|w| w == recipe["text"].as_str().unwrap()), "{words:?}");
        }
        for (n, liquid) in liquids.iter().enumerate() {
            // To 0.1 ml and whole drops nothing is lost.
            assert_eq!(figure(&liquid["ml"], 1).parse::<f64>().ok(), liquid["ml"].as_f64());
            let start = format!("({})", n + 1);
            let row = slips[i].lines().find(|line| line.starts_with(&start)).unwrap();
            let cells: Vec<&str> = row.split_whitespace().take(3).collect();
            assert_eq!(cells, [start, figure(&liquid["ml"], 1), figure(&liquid["drops"], 0)], "{row}");
            if let Some(id) = liquid["id"].as_str() {
                assert!(slips[i].lines().any(|line| line.trim() == id), "{id} in\n{}", slips[i]);
            }
        }
        let sum = format!("Sum{:>9}", figure(&recipe["batch_ml"], 1));
        let dilution = format!("dilution {}", recipe["text"].as_str().unwrap());
        assert!(slips[i].lines().any(|l| l.starts_with(&sum) && l.ends_with(&dilution)), "{}", slips[i]);
    }
}

#[test]
fn ml_and_drops_are_those_of_the_json() {
    let (written, document) = forms("card-single", &[&READINGS[..], &["--have", "generic-carbon-light"]].concat());
    check_figures(&written, &document, 1);
    let (written, document) = forms("card-blend", &BLENDED);
    check_figures(&written, &document, 2);
    let (written, document) = forms("card-photo", &["consult", SAMPLE, "--needle", "0803RL"]);
    check_figures(&written, &document, 1);
    let digest = &document["measurement"]["photo"]["sha256"].as_str().unwrap()[..12];
    let version = format!("healtone {}", document["tool"].as_str().unwrap());
    for form in &written {
        assert_eq!((form.matches(digest).count(), form.matches(&version).count()), (3, 3), "{form}");
        assert_eq!(form.matches("3RL0.25").count(), 3, "{form}");
    }
}

#[test]
fn cards_are_dated_from_the_first_session() {
    let card = folder("card-dated").join("card.txt");
    let args = [&READINGS[..], &["--mix-card", card.to_str().unwrap(), "--first-session", "2027-12-20"]].concat();
    assert_eq!(healtone(&args).0, 0);
    let text = fs::read_to_string(&card).unwrap();
    for date in ["2027-12-20 or later", "2028-01-17 or later", "2028-02-14 or later"] {
        assert!(text.contains(date), "{text}");
    }
    for (more, said) in [
        (["--mix-card", "card.pdf"], ".txt, .svg or .html"),
        (["--first-session", "2027-02-29"], "is no day that exists"),
        (["--first-session", "2027-02-28"], "--mix-card"),
    ] {
        let (code, _, err) = healtone(&[&READINGS[..], &more].concat());
        assert!(code == 2 && unbroken(&err).contains(said), "{more:?}: {code} {err}");
    }
}

#[test]
fn a_bottles_lot_stands_on_the_card() {
    let studio = made(
        "card-studio.toml",
        b"schema = \"healtone.studio/1\"\n[[bottle]]\nid = \"generic-carbon-mid\"\nlot = \"A1234\"\n",
    );
    let card = folder("card-lot").join("card.svg");
    let args = [&READINGS[..], &["--studio", &studio, "--mix-card", card.to_str().unwrap()]].concat();
    assert_eq!(healtone(&args).0, 0);
    assert_eq!(texts(&fs::read_to_string(card).unwrap()).iter().filter(|t| *t == "A1234").count(), 3);
}

#[test]
fn where_nothing_is_to_be_mixed_no_card_is_written() {
    let card = folder("card-none").join("card.txt");
    let args = ["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14", "--old-lab", "59.6,9,14.1", "--mix-card"];
    let (code, _, err) = healtone(&[&args[..], &[card.to_str().unwrap()]].concat());
    assert!(code == 0 && unbroken(&err).contains("No mix card was written: to stop here"), "{code} {err}");
    assert!(!card.exists());
}
