//! The report to print: its numbers are those of the document beside it, it loads nothing, and whatever names hold stays
//! text.

use crate::how_to::{check_xml, sheets};
use crate::tool::{folder, healtone, json, made, unbroken};
use base64::Engine;
use healtone::consult::{
    Consultation, LabWhite, Readings, StudioUse, TreatmentOptions, consult, measurement_from_readings,
};
use healtone::diagnostic::Diagnostic;
use healtone::math::NINETY;
use healtone::pigment::{Date, Pigment, reference};
use healtone::report::consultation_report::{self, Extras, STYLE};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs;

const SAMPLE: &str = "tests/photos/consultation.jpg";
const READINGS: [&str; 5] = ["match", "--skin-lab", "62,11,16", "--hair-lab", "59.5,9,14"];
const NO_MATCH: [&str; 5] = ["match", "--skin-lab", "45,11,17", "--hair-lab", "52,7,12"];
const CHART: [&str; 8] =
    ["consult", SAMPLE, "--chart", "colorchecker-classic", "--area-cm2", "120", "--needle", "3RL0.25"];

/// What the tool writes: page, table, document, and the document that it prints.
struct Written {
    page: String,
    table: String,
    document: Value,
}

/// Runs a command with a report; the document beside the page is byte for byte the one that is printed.
fn written(name: &str, args: &[&str]) -> Written {
    let page = folder(name).join("client.report.html");
    let (code, printed, err) = healtone(&[args, &["--json", "--report", page.to_str().unwrap()]].concat());
    assert!([0, 1, 3].contains(&code), "{args:?}: {err}");
    let read = |ending: &str| fs::read_to_string(page.with_extension(ending)).unwrap();
    assert_eq!(read("json"), printed);
    let files = fs::read_dir(page.parent().unwrap()).unwrap().count();
    assert_eq!(files, 3, "page, table and document, and nothing else");
    Written { page: read("html"), table: read("csv"), document: serde_json::from_str(&printed).unwrap() }
}

fn consultation(skin: [f64; 3], hair: [f64; 3]) -> Consultation {
    let white = LabWhite::D65Two;
    let readings =
        Readings { skin, hair: Some(hair), shaft: None, old_work: None, white, sd: 0.5, surface_light: None };
    let pigments: Vec<&Pigment> = reference().pigments.iter().filter(|p| p.id.contains("carbon")).collect();
    let catalogues = vec![("reference".to_owned(), "0".repeat(64))];
    consult(measurement_from_readings(&readings), &pigments, catalogues, &TreatmentOptions::default()).unwrap()
}

fn a_match() -> Consultation {
    consultation([62.0, 11.0, 16.0], [59.5, 9.0, 14.0])
}

/// The words between tags, each run of them on a line of its own.
fn words(html: &str) -> Vec<String> {
    let body = html.split("</style>").last().unwrap();
    let words = body.split('<').filter_map(|part| part.split_once('>').map(|(_, said)| unbroken(said)));
    words
        .filter(|said| !said.is_empty())
        .map(|said| said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
        .collect()
}

/// Rows of the tables of a class, or of those under a heading, as their words.
fn rows(html: &str, after: &str) -> Vec<String> {
    let table = html.split(after).nth(1).unwrap_or_else(|| panic!("no {after}"));
    let table = table.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    table.split("<tr").skip(1).map(|row| words(&format!("<tr{row}")).join(" ")).collect()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A number of the document with so many digits; zero has no sign.
fn figure(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    if text.parse::<f64>().unwrap() == 0.0 { text.trim_start_matches('-').to_owned() } else { text }
}

/// A number and half its interval, from its standard deviation.
fn half(value: &Value, sd: f64) -> String {
    format!("{} ± {}", figure(number(value), 1), figure(NINETY * sd, 1))
}

/// Three of them.
fn triple(values: &Value, sd: &Value) -> [String; 3] {
    [0, 1, 2].map(|k| half(&values[k], number(&sd[k])))
}

/// The same from a covariance, `[LL, La, Lb, aa, ab, bb]`.
fn of_cov(values: &Value, cov: &Value) -> [String; 3] {
    [0, 1, 2].map(|k| half(&values[k], number(&cov[[0, 3, 5][k]]).sqrt()))
}

fn percent(value: &Value) -> String {
    format!("{:.0} %", 100.0 * number(value))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// Every table of the page, row by row, as the document has it.
fn check_numbers(w: &Written) {
    let d = &w.document;
    let first = &d["recommendations"][0];
    let days = list(&first["predicted"]);
    let colours: Vec<[String; 3]> = days.iter().map(|day| triple(&day["field_lab_d65"], &day["field_sd"])).collect();
    let de00 = |q: &Value| {
        format!(
            "{} ({} to {})",
            figure(number(&q["median"]), 1),
            figure(number(&q["p5"]), 1),
            figure(number(&q["p95"]), 1)
        )
    };
    let mut expected: Vec<String> = ["L*", "a*", "b*"]
        .iter()
        .enumerate()
        .map(|(k, axis)| {
            [&[(*axis).to_owned()][..], &colours.iter().map(|c| c[k].clone()).collect::<Vec<_>>()].concat().join(" ")
        })
        .collect();
    expected.push(format!("dE00 {}", days.iter().map(|day| de00(&day["de00"])).collect::<Vec<_>>().join(" ")));
    assert_eq!(rows(&w.page, "class=\"days\""), expected);

    let plan = list(&d["plan"]).iter().map(|s| {
        let r = &s["recipe"];
        let of = |key: &str, digits| {
            let liquids = list(&r["pigments"]).iter().chain([&r["diluent"]]);
            liquids.map(|l| figure(number(&l[key]), digits)).collect::<Vec<_>>().join(" + ")
        };
        format!(
            "{} {:.0} {} {} {} {} {} {} {}",
            s["session"],
            number(&s["day"]),
            figure(number(&s["density_per_cm2"]), 0),
            s["dots"],
            figure(number(&s["hours"]), 1),
            r["text"].as_str().unwrap(),
            of("ml", 1),
            of("drops", 0),
            triple(&s["expected_dlab"], &s["expected_sd"])[0]
        )
    });
    assert_eq!(rows(&w.page, "class=\"plan\""), plan.collect::<Vec<_>>());

    let skin = triple(&d["measurement"]["skin"]["lab_d65"], &d["measurement"]["skin"]["sd"]);
    let target = {
        let variance = &d["target"]["contrast_cov"];
        of_cov(&d["target"]["field_lab_d65"], variance)
    };
    let named = |colour: &[String; 3]| format!("L* {} a* {} b* {}", colour[0], colour[1], colour[2]);
    let healed = |r: &Value| {
        let day = list(&r["predicted"]).iter().find(|day| day["day"] == 28.0).unwrap().clone();
        (named(&triple(&day["field_lab_d65"], &day["field_sd"])), de00(&day["de00"]))
    };
    assert_eq!(
        rows(&w.page, "class=\"looks panel\""),
        [format!("{} {} {}", named(&skin), named(&target), healed(first).0)]
    );
    let mixes = rows(&w.page, "class=\"mixes\"");
    assert_eq!(mixes.len(), list(&d["recommendations"]).len());
    for (row, r) in mixes.iter().zip(list(&d["recommendations"])) {
        let (field, de00) = healed(r);
        let recipe = &r["recipe"];
        let begins = format!("{} tie group {} {} {field} {} ", r["rank"], r["tie_group"], named(&skin), named(&target));
        let ends = format!(
            " {de00} {} {} {}",
            figure(number(&r["score"]), 2),
            percent(&r["risk"]["too_dark"]),
            percent(&r["risk"]["too_blue"])
        );
        assert!(row.starts_with(&begins) && row.ends_with(&ends), "{row}\n{begins}...{ends}");
        let cup = &row[begins.len()..row.len() - ends.len()];
        if list(&recipe["pigments"]).is_empty() {
            assert!(cup.starts_with("Stop here"), "{cup}");
            continue;
        }
        let liquids: Vec<&Value> = list(&recipe["pigments"]).iter().chain([&recipe["diluent"]]).collect();
        let of =
            |key: &str, digits| liquids.iter().map(|l| figure(number(&l[key]), digits)).collect::<Vec<_>>().join(" + ");
        assert!(cup.starts_with(&format!("{} ml or {} drops ", of("ml", 1), of("drops", 0))), "{cup}");
        let mixed =
            format!("{}, {} ml in all", recipe["text"].as_str().unwrap(), figure(number(&recipe["batch_ml"]), 1));
        assert!(cup.ends_with(&mixed), "{cup}\n{mixed}");
        for p in list(&recipe["pigments"]) {
            assert!(cup.contains(p["id"].as_str().unwrap()), "{cup}");
        }
    }

    let mut budget: Vec<String> = list(&d["error_budget"])
        .iter()
        .map(|t| {
            let shown = figure(number(&t["de00"]), 2);
            format!("{} {shown} {}", t["term"].as_str().unwrap(), t["shrink"].as_str().unwrap())
        })
        .collect();
    let whole = &d["error_budget_whole"];
    let (all, squares) = (figure(number(&whole["de00"]), 2), figure(number(&whole["quadrature_de00"]), 2));
    budget.push(format!("together {all} all at once; {squares} added as squares"));
    assert_eq!(rows(&w.page, "class=\"budget\""), budget);
    let lights = list(&d["recommendations"]).iter().map(|r| {
        let others = list(&r["by_lights"]["others"]).iter().map(|o| figure(number(&o["de00"]), 1));
        let others: Vec<String> = others.collect();
        format!("{} {} {}", r["rank"], figure(number(&r["by_lights"]["d65"]), 1), others.join(" "))
    });
    assert_eq!(rows(&w.page, "By another light"), lights.collect::<Vec<_>>());

    let m = &d["measurement"];
    let measured = rows(&w.page, "class=\"measured\"");
    for (place, numbers) in [
        ("bare skin", skin),
        ("stubble field", triple(&m["hair"]["mean_lab_d65"], &m["hair"]["sd"])),
        ("contrast", of_cov(&m["contrast"]["dlab"], &m["contrast"]["cov"])),
        ("target contrast", of_cov(&d["target"]["contrast_dlab"], &d["target"]["contrast_cov"])),
    ] {
        let begins = format!("{place} {}", numbers.join(" "));
        assert!(measured.iter().any(|row| row.starts_with(&begins)), "{begins} in {measured:#?}");
    }
    let said = words(&w.page).join(" ");
    let healed_de00 = &list(&first["predicted"]).iter().find(|day| day["day"] == 28.0).unwrap()["de00"];
    let q = |key: &str| figure(number(&healed_de00[key]), 1);
    for sentence in [
        format!(
            "differ from the stubble by {} dE00 (9 of 10 possible healings: {} to {})",
            q("median"),
            q("p5"),
            q("p95")
        ),
        format!("Up to {} is accepted", figure(number(&d["tolerance_de00"]), 1)),
        format!("untreated it differs by {}.", figure(number(&d["untreated_de00"]), 1)),
    ] {
        assert!(said.contains(&sentence), "{sentence}");
    }
}

#[test]
fn every_number_is_that_of_the_document() {
    check_numbers(&written("report-readings", &READINGS));
    check_numbers(&written("report-no-match", &NO_MATCH));
    let w = written("report-photo", &CHART);
    check_numbers(&w);
    let m = &w.document["measurement"];
    let residual = &m["calibration"]["residual_de00"];
    let r = |key: &str| figure(number(&residual[key]), 1);
    let said = words(&w.page).join(" ");
    let sentence = format!(
        "dE00: {} of patches in the fit, {} of patches left out of it in turn (worst {}, skin patches {}).",
        r("in_sample"),
        r("loo_mean"),
        r("loo_max"),
        r("skin_patches")
    );
    assert!(said.contains(&sentence) && said.contains("Calibration: sensor-posterior"), "{sentence}");
    let strip =
        w.page.split("aria-label=\"Residual of each chart patch").nth(1).unwrap().split("</svg>").next().unwrap();
    let bars: Vec<String> = list(&m["chart"]["patches"])
        .iter()
        .flat_map(|p| [p["index"].to_string(), p["de00"].as_f64().map_or("-".to_owned(), |v| figure(v, 1))])
        .collect();
    assert_eq!(words(&format!("<svg{strip}")), bars);
    for digest in [&m["photo"]["sha256"], &w.document["catalogues"][0]["sha256"]] {
        assert!(said.contains(digest.as_str().unwrap()), "{digest}");
    }
    assert!(said.contains(healtone::data::digest()) && said.contains("Seed 1"), "what it was made with");
    assert!(w.page.matches("3RL0.25").count() >= 4, "the needle of dots and cards");
}

#[test]
fn the_table_has_the_numbers_of_the_document() {
    for (name, args) in [("report-table", &READINGS[..]), ("report-table-photo", &CHART)] {
        let w = written(name, args);
        let records: Vec<Vec<String>> = csv::Reader::from_reader(w.table.as_bytes())
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let find = |section: &str, item: &str, day: &str, quantity: &str| {
            let found: Vec<_> =
                records.iter().filter(|r| r[0] == section && r[1] == item && r[2] == day && r[3] == quantity).collect();
            assert_eq!(found.len(), 1, "{section} {item} {day} {quantity}: {found:?}");
            found[0].clone()
        };
        let same = |row: &[String], value: &Value| assert_eq!(row[4].parse::<f64>().unwrap(), number(value), "{row:?}");
        let halved = |row: &[String], value: &Value, sd: f64| {
            same(row, value);
            assert!((row[5].parse::<f64>().unwrap() - NINETY * sd).abs() < 6e-5, "{row:?} {sd}");
        };
        let d = &w.document;
        let m = &d["measurement"];
        for (k, axis) in ["L*", "a*", "b*"].iter().enumerate() {
            halved(&find("measured", "bare skin", "", axis), &m["skin"]["lab_d65"][k], number(&m["skin"]["sd"][k]));
            halved(
                &find("measured", "stubble field", "", axis),
                &m["hair"]["mean_lab_d65"][k],
                number(&m["hair"]["sd"][k]),
            );
            let row = find("measured", "contrast", "", &format!("d{axis}"));
            halved(&row, &m["contrast"]["dlab"][k], number(&m["contrast"]["cov"][[0, 3, 5][k]]).sqrt());
            same(&find("target", "field", "", axis), &d["target"]["field_lab_d65"][k]);
        }
        for r in list(&d["recommendations"]) {
            let rank = r["rank"].to_string();
            for day in list(&r["predicted"]) {
                let on = number(&day["day"]).to_string();
                for (k, axis) in ["L*", "a*", "b*"].iter().enumerate() {
                    halved(&find("predicted", &rank, &on, axis), &day["field_lab_d65"][k], number(&day["field_sd"][k]));
                }
                for q in ["p5", "median", "p95"] {
                    same(&find("predicted", &rank, &on, &format!("dE00 {q}")), &day["de00"][q]);
                }
            }
            same(&find("mix", &rank, "", "expected loss"), &r["score"]);
            same(&find("mix", &rank, "", "probability best"), &r["probability_best"]);
            same(&find("mix", &rank, "", "probability too dark"), &r["risk"]["too_dark"]);
            same(&find("mix", &rank, "", "probability too blue"), &r["risk"]["too_blue"]);
            same(&find("mix", &rank, "", "by d65"), &r["by_lights"]["d65"]);
            for other in list(&r["by_lights"]["others"]) {
                same(&find("mix", &rank, "", &format!("by {}", other["light"].as_str().unwrap())), &other["de00"]);
            }
            for p in list(&r["recipe"]["pigments"]) {
                let item = format!("{rank} {}", p["id"].as_str().unwrap());
                same(&find("mix", &item, "", "volume"), &p["ml"]);
                same(&find("mix", &item, "", "drops"), &p["drops"]);
            }
        }
        for s in list(&d["plan"]) {
            let (item, day) = (s["session"].to_string(), number(&s["day"]).to_string());
            same(&find("plan", &item, &day, "dots now"), &s["dots"]);
            same(&find("plan", &item, &day, "duration"), &s["hours"]);
            halved(&find("plan", &item, &day, "dL*"), &s["expected_dlab"][0], number(&s["expected_sd"][0]));
            same(&find("plan", &format!("{item} diluent"), "", "volume"), &s["recipe"]["diluent"]["ml"]);
        }
        for term in list(&d["error_budget"]) {
            same(&find("budget", term["term"].as_str().unwrap(), "", "rms"), &term["de00"]);
        }
        let patches = m["chart"]["patches"].as_array().map_or(&[][..], Vec::as_slice);
        for patch in patches.iter().filter(|p| !p["de00"].is_null()) {
            same(&find("chart", &format!("patch {}", patch["index"]), "", "left out"), &patch["de00"]);
        }
        for (section, key) in [("note", "warnings"), ("forced", "forced"), ("refused", "refused")] {
            let told = records.iter().filter(|r| r[0] == section && r[3] == "message").count();
            assert_eq!(told, list(&m[key]).len(), "{section}");
        }
    }
}

/// The style's rules without their at-rules.
fn selectors(style: &str) -> Vec<String> {
    let rules = style.split('}').filter_map(|rule| rule.rsplit_once('{').map(|(before, _)| before));
    let selectors = rules.map(|before| before.rsplit('{').next().unwrap().trim().to_owned());
    selectors.flat_map(|list| list.split(',').map(|one| one.trim().to_owned()).collect::<Vec<_>>()).collect()
}

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    let mut forced = a_match();
    forced.measurement.forced.push(Diagnostic::warning("blurred", "The photo is blurred.", "Hold still."));
    let mut refused = a_match();
    (refused.verdict, refused.measurement.skin) = (None, None);
    refused.measurement.refused.push(Diagnostic::warning("blurred", "The photo is blurred.", "Hold still."));
    let no_match = consultation([45.0, 11.0, 17.0], [52.0, 7.0, 12.0]);
    for c in [a_match(), no_match, forced, refused] {
        let extras =
            Extras { first_session: Date::parse("2026-12-01"), seed: Some(1), scalp_picture: Some(vec![255; 9]) };
        let page = consultation_report::html(&c, &extras);
        check_xml(page.strip_prefix("<!DOCTYPE html>\n").unwrap());
        let body = consultation_report::body(&c, &extras);
        assert!(page.contains(&body) && page.contains("<html lang=\"en-GB\">"));
        check_xml(&body);
        for loaded in
            ["http:", "https:", "//", "<script", "<link", "@import", "@font-face", "javascript:", "<iframe", "<use"]
        {
            assert!(!page.replace("base64,////////////", "").contains(loaded), "{loaded}");
        }
        for source in page.split("src=\"").skip(1) {
            assert!(source.starts_with("data:image/jpeg;base64,"), "{source:.40}");
        }
        for named in page.split("url(").skip(1) {
            let id = named.strip_prefix('#').unwrap().split(')').next().unwrap();
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert!(!body.contains("style=") && !body.contains("<style"), "classes alone");
        for tag in body.split('<').filter_map(|part| part.split('>').next()) {
            let handler = tag.split(' ').skip(1).any(|word| word.starts_with("on") && word.contains("=\""));
            assert!(!handler, "<{tag}>");
        }
        assert!(body.starts_with("<article class=\"report\">"));
        // The policy allows this one style, and nothing but pictures that the page itself holds.
        let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style.as_bytes()));
        let policy = format!("content=\"default-src 'none'; img-src data:; style-src 'sha256-{digest}'\"");
        assert!(page.contains(&policy), "{policy}");
        assert!(style.ends_with(STYLE));
        // Headings in their order, tables with captions and scopes, pictures with words.
        let levels: Vec<u32> =
            body.match_indices("<h").filter_map(|(i, _)| body[i + 2..].chars().next()?.to_digit(10)).collect();
        assert!(levels[0] == 1 && levels.iter().filter(|l| **l == 1).count() == 1, "{levels:?}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        assert_eq!(body.matches("<table").count(), body.matches("<caption>").count());
        assert!(
            body.split("<th").skip(1).filter(|th| !th.starts_with("ead")).all(|th| th.starts_with(" scope=")),
            "scopes"
        );
        for picture in body.split("<svg").skip(1) {
            let tag = picture.split('>').next().unwrap();
            assert!(
                tag.contains("aria-hidden=\"true\"") || (tag.contains("role=\"img\"") && tag.contains("aria-label=")),
                "{tag}"
            );
        }
    }
}

#[test]
fn the_style_is_about_the_report_and_grey() {
    let found = selectors(STYLE);
    assert!(found.len() > 50);
    for selector in found {
        assert!(selector.starts_with(".report"), "{selector:?} reaches beyond the report");
    }
    assert!(!STYLE.contains(":host") && !STYLE.contains("@page") && !STYLE.contains("url("));
    for colour in STYLE.split('#').skip(1) {
        let digits: Vec<char> = colour.chars().take_while(char::is_ascii_hexdigit).collect();
        let parts: Vec<&[char]> = digits.chunks(digits.len() / 3).collect();
        assert!(parts.len() == 3 && parts[0] == parts[1] && parts[1] == parts[2], "#{digits:?} is no neutral grey");
    }
    // The printer's own paper, A4 or Letter.
    let page = consultation_report::html(&a_match(), &Extras::default());
    let sheet = page.split("@page {").nth(1).unwrap().split('}').next().unwrap();
    assert!(sheet.contains("margin:") && !sheet.contains("size:"), "{sheet}");
}

/// The words of a page, digests left out.
fn told(page: &str) -> String {
    let hide = |line: String| {
        let is_digest = |word: &str| word.len() >= 12 && word.bytes().all(|b| b.is_ascii_hexdigit());
        line.split(' ').map(|word| if is_digest(word) { "..." } else { word }).collect::<Vec<_>>().join(" ")
    };
    words(page).into_iter().map(hide).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_match_in_words() {
    let extras = Extras { first_session: Date::parse("2026-12-01"), seed: Some(1), ..Extras::default() };
    insta::assert_snapshot!(told(&consultation_report::html(&a_match(), &extras)));
}

#[test]
fn no_match_says_why_on_the_first_sheet() {
    let c = consultation([45.0, 11.0, 17.0], [52.0, 7.0, 12.0]);
    let page = consultation_report::html(&c, &Extras::default());
    let first = page.split("<section class=\"sheet first\">").nth(1).unwrap().split("</section>").next().unwrap();
    let said = words(first).join(" ");
    assert!(
        said.contains("NO MATCH: no mix of this catalogue") && said.contains("If it is done all the same"),
        "{said}"
    );
    for reason in &c.recommendations[0].why {
        assert!(said.contains(reason), "{reason}");
    }
    assert!(!page.contains("Why this order"), "once is enough");
}

#[test]
fn forced_marks_and_colours_beyond_a_screen_stand_in_words() {
    let mut c = a_match();
    assert!(!consultation_report::html(&c, &Extras::default()).contains("outside what a screen can show"));
    c.measurement.forced.push(Diagnostic::warning("blurred", "The photo is blurred.", "Hold still."));
    c.measurement.skin.as_mut().unwrap().lab.mean.a = 110.0;
    let said = words(&consultation_report::html(&c, &Extras::default())).join(" ");
    assert!(said.contains("FORCED, although the photo is unfit: The photo is blurred. Hold still."), "{said}");
    assert!(said.contains("Forced: The photo is blurred."), "{said}");
    let first = said.split("What will be done").next().unwrap();
    assert_eq!(first.matches("outside what a screen can show").count(), 1, "the skin alone");
}

#[test]
fn where_stop_leads_nothing_is_mixed() {
    let args = [&READINGS[..], &["--old-lab", "59.6,9,14.1"]].concat();
    let w = written("report-stop", &args);
    let said = words(&w.page).join(" ");
    assert!(said.contains("ENOUGH: with the old work") && said.contains("to stop here is recommended first"), "{said}");
    assert!(!said.contains("Mix card") && !w.page.contains("class=\"plan\""), "{said}");
    assert!(said.contains("Stop here : nothing more is put in") && said.contains("old work, contrast"), "{said}");
}

#[test]
fn a_refused_consultation_says_why_and_what_to_do() {
    let mut png = Vec::new();
    let grey = image::RgbImage::from_pixel(640, 480, image::Rgb([120, 110, 100]));
    grey.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let photo = made("report-without-chart.png", &png);
    for (name, photo) in [("report-no-chart", photo.as_str()), ("report-no-photo", "README.md")] {
        let w = written(name, &["consult", photo, "--report-photo"]);
        let said = words(&w.page).join(" ");
        assert!(said.contains("REFUSED: what was measured is not fit"), "{said}");
        let refused = list(&w.document["measurement"]["refused"]);
        for fault in refused {
            let both = format!("{} {}", fault["message"].as_str().unwrap(), fault["remedy"].as_str().unwrap());
            assert!(said.contains(&unbroken(&both)), "{both}");
        }
        assert!(!refused.is_empty() && !w.page.contains("<img") && w.table.contains("result,,,verdict,refused"));
        check_xml(w.page.strip_prefix("<!DOCTYPE html>\n").unwrap());
    }
}

#[test]
fn names_of_others_stay_text() {
    let hostile = "</p><script>alert(\"1\")</script> & \u{1}\u{202e}<b>'";
    let mut c = a_match();
    c.catalogues = vec![(hostile.to_owned(), hostile.to_owned())];
    c.studio = Some(StudioUse { used: vec!["chart"], ..StudioUse::of(hostile, hostile, Some(hostile)) });
    c.measurement.warnings.push(Diagnostic::warning("odd", format!("Odd: {hostile}."), hostile));
    for recipe in c.recommendations.iter_mut().map(|r| &mut r.recipe).chain(c.plan.iter_mut().map(|s| &mut s.recipe)) {
        recipe.diluent_name = Some(hostile.to_owned());
        for p in &mut recipe.pigments {
            (p.name, p.lot) = (hostile.to_owned(), Some(hostile.to_owned()));
        }
    }
    c.recommendations[0].why.push(hostile.to_owned());
    let page = consultation_report::html(&c, &Extras::default());
    check_xml(page.strip_prefix("<!DOCTYPE html>\n").unwrap());
    assert!(!page.contains("<script") && !page.contains('\u{1}') && page.matches("&lt;script&gt;").count() > 20);
    c.catalogues = vec![("=HYPERLINK(\"x\")".to_owned(), "@1".to_owned())];
    let table = consultation_report::csv(&c);
    assert!(table.contains("made-with,\"'=HYPERLINK(\"\"x\"\")\",,sha256,'@1,,\r\n"), "{table}");
    for record in csv::Reader::from_reader(table.as_bytes()).records() {
        let record = record.unwrap();
        let formula = record.iter().find(|cell| cell.starts_with(['=', '+', '@']));
        assert_eq!((record.len(), formula), (7, None), "{record:?}");
    }
}

/// A JPEG with a block of metadata put in behind its first marker.
fn with_metadata(jpeg: &[u8], said: &[u8]) -> Vec<u8> {
    let block = [b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0", said].concat();
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}

#[test]
fn the_picture_is_small_and_holds_pixels_alone() {
    let bytes = with_metadata(&fs::read(SAMPLE).unwrap(), b"GPS 52.52 N 13.40 E, serial 12345");
    let photo = made("report-exif.jpg", &bytes);
    let w = written("report-scalp", &["consult", &photo, "--report-photo"]);
    let encoded: Vec<&str> = w.page.split("src=\"data:image/jpeg;base64,").skip(1).collect();
    assert_eq!(encoded.len(), 1);
    let encoded = encoded[0].split('"').next().unwrap();
    assert!(encoded.len() <= 120_000, "{} bytes", encoded.len());
    let jpeg = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    for word in ["Exif", "GPS", "serial", "http://ns.adobe.com", "ICC_PROFILE"] {
        assert!(!jpeg.windows(word.len()).any(|part| part == word.as_bytes()), "{word}");
    }
    // Markers up to the picture's data: JFIF, tables and frame, no other application's block and no comment.
    let mut at = 2;
    while jpeg[at + 1] != 0xda {
        assert!(jpeg[at] == 0xff && ![0xe1, 0xe2, 0xed, 0xfe].contains(&jpeg[at + 1]), "marker {:x}", jpeg[at + 1]);
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    let picture = image::load_from_memory(&jpeg).unwrap().to_rgb8();
    let m = &w.document["measurement"];
    let side = |of: &str, k: usize| number(&m[of]["rect"][k]);
    let low = side("skin", 1).min(side("hair", 1));
    let high = (side("skin", 1) + side("skin", 3)).max(side("hair", 1) + side("hair", 3));
    let ratio = f64::from(picture.width()) / f64::from(picture.height());
    assert!(
        picture.width().max(picture.height()) <= 720 && ratio < side("skin", 2) / (high - low),
        "with scalp around"
    );
    let frames = picture.pixels().filter(|p| p.0.iter().all(|v| *v > 225)).count();
    assert!(frames > 300, "the regions are framed in white: {frames} pixels");
    let without = written("report-no-scalp", &["consult", &photo]);
    assert!(!without.page.contains("<img") && !without.page.contains("data:image"), "off unless asked for");
}

#[test]
fn arguments_that_make_no_report_are_refused() {
    for (args, word) in [
        (&[&READINGS[..], &["--report", "report.pdf"]].concat()[..], "ends in .html"),
        (&[&READINGS[..], &["--report", "report"]].concat(), "ends in .html"),
        (&[&READINGS[..], &["--report", "r.html", "--report-photo"]].concat(), "--report-photo"),
        (&["consult", SAMPLE, "--report-photo"], "--report"),
    ] {
        let (code, out, err) = healtone(args);
        assert!(code == 2 && out.is_empty() && unbroken(&err).contains(word), "{args:?}: {err}");
    }
    let (code, _, err) = healtone(&[&READINGS[..], &["--report", "src/lib.rs/report.html"]].concat());
    assert!(code == 5 && err.contains("cannot-write"), "{err}");
}

#[test]
fn a_report_is_dated_and_replaces_an_earlier_one() {
    let page = folder("report-dated").join("r.html");
    let args = [&READINGS[..], &["--report", page.to_str().unwrap(), "--first-session", "2026-12-04"]].concat();
    assert_eq!(healtone(&args).0, 0);
    let first = fs::read_to_string(&page).unwrap();
    for date in ["<td>2026-12-04</td>", "<td>2027-01-01</td>", "<td>2027-01-29</td>", "2027-01-29 or later"] {
        assert!(first.contains(date), "{date}");
    }
    let (code, document) = json(&[&NO_MATCH[..], &["--report", page.to_str().unwrap(), "--json"]].concat());
    assert_eq!((code, &document["verdict"]), (3, &Value::from("no-match")));
    for (ending, word) in [("html", "NO MATCH"), ("csv", "no-match"), ("json", "\"no-match\"")] {
        assert!(fs::read_to_string(page.with_extension(ending)).unwrap().contains(word), "{ending}");
    }
}

/// Printed by a browser, where there is one, on the paper that it takes by itself and on the other one.
#[test]
fn it_prints_on_three_sheets() {
    let photo = written("report-print-photo", &[&CHART[..], &["--report-photo"]].concat()).page;
    let mut forced = consultation([45.0, 11.0, 17.0], [52.0, 7.0, 12.0]);
    forced.measurement.forced.push(Diagnostic::warning("blurred", "The photo is blurred.", "Hold still."));
    let forced = consultation_report::html(&forced, &Extras::default());
    let refused = written("report-print-refused", &["consult", "README.md"]).page;
    for (name, page, most) in [("photo", photo, 3), ("forced", forced, 3), ("refused", refused, 1)] {
        for paper in ["A4", "letter"] {
            // The policy knows the style as it is: with another line in it the page would be printed without any.
            let page = page.replace("@page { margin", &format!("@page {{ size: {paper}; margin"));
            let (before, rest) = page.split_once("style-src '").unwrap();
            let page = format!("{before}style-src 'unsafe-inline'{}", rest.split_once('\'').unwrap().1);
            let Some(sheets) = sheets(&format!("report-{name}-{paper}"), &page) else { return };
            assert!(sheets <= most, "{name} takes {sheets} sheets of {paper}");
        }
    }
}
