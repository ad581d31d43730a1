//! The card for the trolley: the recipe's figures in every form, dated, and only where there is something to mix.

use crate::how_to::check_xml;
use crate::tool::{folder, healtone, json, made, unbroken};
use healtone::consult::{Consultation, LabWhite, Readings, TreatmentOptions, consult, measurement_from_readings};
use healtone::matching::Verdict;
use healtone::pigment::{Date, Pigment, reference};
use healtone::report::mix_card::{self, MixCard};
use serde_json::Value;
use std::fs;

const SAMPLE: &str = "tests/photos/consultation.jpg";
const READINGS: [&str; 5] = ["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14"];
/// Readings that only a blend of these two comes near to.
const BLEND: [&str; 9] = [
    "match",
    "--skin-lab",
    "62,11,16",
    "--hair-lab",
    "58,9,16",
    "--have",
    "generic-soft-50,generic-warm-75",
    "--batch-ml",
    "20",
];

fn consultation(have: &[&str], needle: Option<&str>) -> Consultation {
    let readings = Readings {
        skin: [62.0, 11.0, 16.0],
        hair: Some([59.5, 9.0, 14.0]),
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
    let (written, document) = forms("card-readings", &READINGS);
    check_figures(&written, &document, 1);
    let (written, document) = forms("card-blend", &BLEND);
    check_figures(&written, &document, 2);
    let (written, document) = forms("card-photo", &["consult", SAMPLE, "--needle", "0803RL"]);
    check_figures(&written, &document, 1);
    let digest = &document["measurement"]["photo"]["sha256"].as_str().unwrap()[..12];
    let version = format!("healtone {}", document["tool"].as_str().unwrap());
    for form in &written {
        assert_eq!([form.matches(digest).count(), form.matches(&version).count()], [3, 3], "{form}");
        assert_eq!(form.matches("3RL0.25").count(), 3, "{form}");
    }
}

#[test]
fn cards_are_dated_or_leave_a_line_for_it() {
    let c = consultation(&["generic-carbon-light"], None);
    let dates = |first: Option<&str>| -> Vec<Option<String>> {
        let cards = mix_card::cards(&c, first.and_then(Date::parse)).unwrap();
        cards.iter().map(|card| card.earliest.map(|date| date.to_string())).collect()
    };
    let some = |dates: [&str; 3]| dates.map(|date| Some(date.to_owned())).to_vec();
    assert_eq!(dates(Some("2028-02-01")), some(["2028-02-01", "2028-02-29", "2028-03-28"]));
    assert_eq!(dates(None), [None, None, None]);
    let file = folder("card-dated").join("card.txt");
    let args = [&READINGS[..], &["--mix-card", file.to_str().unwrap(), "--first-session", "2026-12-04"]].concat();
    assert_eq!(healtone(&args).0, 0);
    let text = fs::read_to_string(&file).unwrap();
    for date in ["2026-12-04 or later", "2027-01-01 or later", "2027-01-29 or later"] {
        assert!(text.contains(date), "{date} in\n{text}");
    }
}

#[test]
fn lots_come_from_the_studio() {
    let studio = "schema = \"healtone.studio/1\"\n[[bottle]]\nid = \"generic-carbon-light\"\nlot = \"<A1234>\"\n";
    let studio = made("card-studio.toml", studio.as_bytes());
    let args = [&READINGS[..], &["--have", "generic-carbon-light", "--studio", &studio]].concat();
    let ([text, svg, html], _) = forms("card-lots", &args);
    assert_eq!(text.matches("Lot <A1234>\n").count(), 3, "{text}");
    assert_eq!(text.matches("Lot ___").count(), 3, "the diluent's is open: {text}");
    assert_eq!([svg.matches(">&lt;A1234&gt;<").count(), html.matches(">&lt;A1234&gt;<").count()], [3, 3]);
}

#[test]
fn arguments_that_make_no_card_are_refused() {
    for (more, word) in [
        (&["--mix-card", "card.pdf"][..], ".txt, .svg or .html"),
        (&["--mix-card", "card"], ".txt, .svg or .html"),
        (&["--mix-card", "card.txt", "--first-session", "2026-02-29"], "no day that exists"),
        (&["--mix-card", "card.txt", "--first-session", "2026-12"], "no day that exists"),
        (&["--mix-card", "card.txt", "--first-session", "1.12.2026"], "2026-12-01"),
        (&["--first-session", "2026-12-01"], "--mix-card"),
    ] {
        let (code, out, err) = healtone(&[&READINGS[..], more].concat());
        assert!(code == 2 && out.is_empty() && unbroken(&err).contains(word), "{more:?}: {err}");
    }
    let (code, _, err) = healtone(&[&READINGS[..], &["--mix-card", "src/lib.rs/card.txt"]].concat());
    assert!(code == 5 && err.contains("cannot-write"), "{err}");
}

#[test]
fn where_nothing_is_to_be_mixed_a_note_says_why() {
    let mut png = Vec::new();
    let grey = image::RgbImage::from_pixel(640, 480, image::Rgb([120, 110, 100]));
    grey.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let photo = made("card-without-chart.png", &png);
    let file = folder("card-refused").join("card.html");
    let args = ["consult", &photo, "--mix-card", file.to_str().unwrap()];
    let (code, _, err) = healtone(&args);
    assert!(code == 1 && !file.exists() && err.contains("Note [no-mix-card]"), "{err}");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "of another client").unwrap();
    let (_, _, err) = healtone(&args);
    assert!(unbroken(&err).contains("card.html is of an earlier run."), "{err}");
    assert!(err.lines().filter(|line| !line.contains('/')).all(|line| line.chars().count() <= 80), "{err}");

    let file = folder("card-stop").join("card.txt");
    let args = [&READINGS[..], &["--old-lab", "59.6,9,14.1", "--mix-card", file.to_str().unwrap()]].concat();
    let (code, _, err) = healtone(&args);
    assert!(code == 0 && !file.exists() && unbroken(&err).contains("to stop here is recommended first"), "{err}");
}

#[test]
fn what_is_no_match_or_was_forced_says_so_on_the_card() {
    let file = folder("card-no-match").join("card.txt");
    let card = ["--mix-card", file.to_str().unwrap()];
    let (code, _, _) = healtone(&[&["match", "--skin-lab", "45,11,17", "--hair-lab", "52,7,12"][..], &card].concat());
    assert_eq!((code, fs::read_to_string(&file).unwrap().matches("!! NO MATCH").count()), (3, 3));
    let mut c = consultation(&["generic-carbon-light"], None);
    c.verdict = Some(Verdict::Match);
    assert!(mix_card::cards(&c, None).unwrap()[0].cautions.is_empty());
    c.measurement.forced.push(healtone::diagnostic::Diagnostic::warning("blurred", "Blurred.", "Hold still."));
    assert!(mix_card::cards(&c, None).unwrap()[0].cautions[0].starts_with("FORCED"));
}

#[test]
fn drawings_are_grey_small_and_load_nothing() {
    let cards = crowded();
    for form in [mix_card::svg(&cards), mix_card::html(&cards)] {
        check_xml(form.strip_prefix("<!DOCTYPE html>\n").unwrap_or(&form));
        assert!(form.contains("Warm &lt;25&gt; &amp; \"soft\"") && form.len() < 80_000, "{} bytes", form.len());
        for loaded in ["<script", "<link", "<img", "<image", "src=", "@import", "@font-face", "data:"] {
            assert!(!form.contains(loaded), "{loaded}");
        }
        let colours = form.split('#').skip(1).filter(|rest| !rest.starts_with("hatch"));
        for colour in colours {
            let digits: Vec<char> = colour.chars().take_while(char::is_ascii_hexdigit).collect();
            let parts: Vec<&[char]> = digits.chunks(digits.len() / 3).collect();
            assert!(parts.len() == 3 && parts[0] == parts[1] && parts[1] == parts[2], "#{digits:?} is no neutral grey");
        }
    }
    let svg = mix_card::svg(&cards);
    assert!(svg.starts_with("<svg ") && svg.contains("width=\"315mm\" height=\"148mm\""), "three of A6");
    let html = mix_card::html(&cards);
    assert!(html.contains("@page { size: A6") && html.matches("<section>").count() == 3);
}

#[test]
fn text_keeps_to_its_narrow_width() {
    for card in [
        mix_card::text(&crowded()),
        mix_card::text(&mix_card::cards(&consultation(&["generic-warm-75"], None), None).unwrap()),
    ] {
        for line in card.lines() {
            assert!(line.chars().count() <= 48 && line.trim_end() == line, "{line:?}");
        }
    }
}
