//! The tool as its users run it: the README's commands, exit codes, messages, widths.

use crate::tool::{healtone, json, made, unbroken};
use serde_json::Value;
use std::path::PathBuf;

const SAMPLE: &str = "tests/photos/consultation.jpg";

#[test]
fn the_readmes_consultation_prints_everything_that_it_promises() {
    let (code, out, err) = healtone(&["consult", SAMPLE]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    for part in [
        "Chart",
        "chart residual",
        "Skin",
        "Stubble",
        "Contrast",
        "MATCH",
        "ml",
        "drops",
        "tie group",
        "Plan for",
        "dots",
        "hours",
        "What is not known",
        "chart-generation-assumed",
        "not a promise",
    ] {
        assert!(out.contains(part), "{part:?} is missing in\n{out}");
    }
    for day in ["\n     0 ", "\n    28 ", "\n   365 ", "\n  1095 "] {
        assert!(out.contains(day), "{day:?} is missing in\n{out}");
    }
    let wide: Vec<&str> = out.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "wider than 80 columns:\n{}", wide.join("\n"));
    assert!(!out.contains('\u{1b}'), "no colour codes where there is no terminal");
}

#[test]
fn a_measurement_prints_other_lights_and_every_patch() {
    let (code, out, err) = healtone(&["measure", SAMPLE]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("light on the stubble") && out.contains("LED-B3"), "{out}");
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    let cells = |start: &str| -> Vec<String> {
        let line = out.lines().find(|l| l.starts_with(start)).unwrap_or_else(|| panic!("{start:?} in\n{out}"));
        line.split_whitespace().skip(1).map(str::to_owned).collect()
    };
    for row in ["   1-6", "   7-12", "  13-18", "  19-24"] {
        assert_eq!(cells(row).len(), 6, "{out}");
    }
    let (_, m) = json(&["measure", SAMPLE, "--json"]);
    for (place, lab) in [("skin", "lab_d65"), ("hair", "mean_lab_d65")] {
        let under = m[place]["lab_under"].as_object().unwrap();
        let lights: Vec<&str> = under.keys().map(String::as_str).collect();
        assert_eq!(lights, ["D65", "D50", "A", "LED-B3"]);
        for i in 0..3 {
            let by_spectrum = under["D65"][i].as_f64().unwrap();
            assert!((by_spectrum - m[place][lab][i].as_f64().unwrap()).abs() < 0.01, "{place}: {under:?}");
        }
        let [day, lamp] = ["D65", "A"].map(|light| under[light][1].as_f64().unwrap());
        assert!(lamp > day + 2.0, "skin is redder by a lamp: {under:?}");
    }
    let light = &m["contrast"]["light"];
    assert!((light["stubble_over_skin"].as_f64().unwrap() - 1.0).abs() < 0.1 && light["seen"] == true, "{light}");
}

#[test]
fn the_readme_shows_what_the_tool_prints() {
    let readme = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, out, _) = healtone(&["consult", SAMPLE]);
    let (_, shown) = readme.split_once("```text\n").expect("a worked example");
    let shown: Vec<&str> = shown.split("```").next().unwrap().lines().collect();
    assert!(shown.len() > 20, "a worked example of some length");
    for line in shown.iter().filter(|line| line.trim() != "[...]") {
        assert!(
            out.lines().any(|printed| printed == *line),
            "the README shows {line:?}, which the tool does not print"
        );
    }
}

#[test]
fn the_readme_shows_the_card_as_it_is_written() {
    let readme = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let (_, after) = readme.split_once("## A card for the trolley").expect("a section on the card");
    let shown = after.split("```text\n").nth(1).unwrap().split("\n```").next().unwrap();
    let card = made("readme-card.txt", b"");
    assert_eq!(healtone(&["consult", SAMPLE, "--mix-card", &card]).0, 0);
    let written = std::fs::read_to_string(&card).unwrap();
    assert!(written.starts_with(shown) && shown.lines().count() > 20, "{written}");
}

#[test]
fn the_readmes_catalogue_is_sound_and_can_be_used() {
    let readme = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut blocks = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let example = blocks.find(|block| block.contains("healtone.catalogue/1")).expect("an example catalogue");
    let path = made("readme.toml", example.as_bytes());
    let (code, out, err) = healtone(&["catalogue", "check", &path]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("1 pigment(s) in sound files, 0 error(s), 0 warning(s)"), "{out}");
    let (code, c) =
        json(&["match", "--skin-lab", "64,10,16.5", "--hair-lab", "62,8.4,15", "--catalogue", &path, "--json"]);
    assert!([0, 3].contains(&code));
    assert_eq!(c["recommendations"][0]["recipe"]["pigments"][0]["id"], "example-grey-one");
    assert!(c["catalogues"][0]["sha256"].as_str().unwrap().len() == 64);
}

#[test]
fn consultations_in_json_keep_their_contract() {
    let (code, c) = json(&["consult", SAMPLE, "--json"]);
    assert_eq!((code, &c["schema"], &c["verdict"]), (0, &"healtone.consultation/1".into(), &"match".into()));
    let m = &c["measurement"];
    assert_eq!(m["schema"], "healtone.measurement/1");
    assert_eq!(m["chart"]["patches"].as_array().unwrap().len(), 24);
    assert_eq!(m["skin"]["spectrum"]["values"].as_array().unwrap().len(), 36);
    assert_eq!(m["skin"]["geometry"], "camera");
    assert_eq!(m["contrast"]["unit"], "dE*ab");
    assert!(m["hair"]["coverage"].is_null(), "unknown is null, never 0");
    for key in ["photo", "calibration", "warnings", "refused", "forced"] {
        assert!(!m[key].is_null(), "{key}");
    }
    let first = &c["recommendations"][0];
    let days: Vec<f64> = first["predicted"].as_array().unwrap().iter().map(|p| p["day"].as_f64().unwrap()).collect();
    assert_eq!(days, [0.0, 7.0, 28.0, 365.0, 1095.0, 1825.0]);
    for key in ["rank", "tie_group", "recipe", "dots", "score", "probability_best", "risk", "why"] {
        assert!(!first[key].is_null(), "{key}");
    }
    let healed = &first["predicted"][2];
    assert_eq!(healed["field_cov"].as_array().unwrap().len(), 6);
    let de00 = |q: &str| healed["de00"][q].as_f64().unwrap();
    assert!(de00("p5") <= de00("median") && de00("median") <= de00("p95"));
    assert_eq!(c["plan"].as_array().unwrap().len(), 3);
    assert!(c["error_budget"].as_array().unwrap().len() >= 5);
}

#[test]
fn two_runs_print_the_same_bytes() {
    let args = ["consult", SAMPLE, "--json"];
    assert_eq!(healtone(&args).1, healtone(&args).1);
}

#[test]
fn match_predict_and_optics_answer_without_a_photo() {
    let (code, c) =
        json(&["match", "--skin-lab", "64,10,16.5", "--hair-lab", "61.8,8,14.6", "--skin-sd", "0.3", "--json"]);
    assert_eq!((code, &c["verdict"]), (0, &"match".into()));
    assert!(c["measurement"]["photo"].is_null());
    let (code, p) = json(&[
        "predict",
        "--pigment",
        "generic-carbon-mid",
        "--dilution",
        "1+12",
        "--skin-lab",
        "62,11,16",
        "--day",
        "28",
        "--day",
        "1095",
        "--json",
    ]);
    assert_eq!((code, &p["schema"]), (0, &"healtone.prediction/1".into()));
    let l = |i: usize| p["predicted"][i]["field_lab_d65"][0].as_f64().unwrap();
    assert!(l(0) < l(1) && l(1) < 62.0, "lightens from {} to {}", l(0), l(1));
    assert!(p["predicted"][0]["de00"].is_null());
    let stack = made(
        "stack.toml",
        b"wavelength_nm = [550]\n[surface]\nn = 1.4\n[[layer]]\nmua_per_mm = 0.1\nmusp_per_mm = 3.0\n",
    );
    let (code, out, _) = healtone(&["optics", &stack]);
    assert_eq!(code, 0);
    assert!(out.starts_with("wavelength_nm,reflectance\n550,0."), "{out}");
}

#[test]
fn no_match_is_an_answer_with_a_code_of_its_own() {
    let (code, c) = json(&["match", "--skin-lab", "45,11,17", "--hair-lab", "52,7,12", "--json"]);
    assert_eq!((code, &c["verdict"]), (3, &"no-match".into()));
    assert!(c["recommendations"].as_array().unwrap().len() >= 3);
}

#[test]
fn refusals_name_what_is_wrong_and_exit_with_their_code() {
    let text = made("a-text.jpg", b"hello, this is no picture\n");
    let typo = made(
        "typo.toml",
        b"schema = \"healtone.catalogue/1\"\n[source]\nname = \"me\"\nkind = \"supplier\"\ndate = 2026-01-01\nlicnce = \"mine\"\n",
    );
    let predict = ["predict", "--pigment", "generic-carbon-mid", "--skin-lab", "62,11,16", "--dilution"];
    let with = |more: &[&'static str]| [&predict[..], more].concat();
    let (ambiguous, lone) = (with(&["1:4"]), with(&["12"]));
    let cases: [(&[&str], i32, &str); 12] = [
        (&["consult", &text], 1, "not a JPEG"),
        (&["consult", "no-such-photo.jpg"], 5, "does not exist"),
        (&["consult", "src"], 5, "is a folder"),
        (&["consult", SAMPLE, "--catalogue", &typo], 1, "licnce"),
        (&["catalogue", "check", &typo], 1, ""),
        (&ambiguous, 2, "2.0 ml pigment + 8.0 ml diluent"),
        (&lone, 2, "1+12"),
        (
            &["predict", "--pigment", "generic-carbon-mdi", "--dilution", "1+12", "--skin-lab", "62,11,16"],
            2,
            "generic-carbon-mid?",
        ),
        (&["measure", SAMPLE, "--skin", "3900,10,200,100"], 2, "does not lie inside the picture"),
        (&["measure", SAMPLE, "--chart", "colorchecker-clasic"], 2, "colorchecker-classic"),
        (&["match", "--skin-lab", "162,11,16", "--hair-lab", "60,9,14"], 2, "L* runs from 0 to 100"),
        (&["measure", SAMPLE, "--corners", "1,2,3,4,5,6,7,99999"], 2, "lies outside the picture"),
    ];
    for (args, wanted, message) in cases {
        let (code, out, err) = healtone(args);
        assert_eq!(code, wanted, "{args:?}: {err}{out}");
        assert!(unbroken(&err).contains(message), "{args:?}: {message:?} is missing in {err}");
        assert!(!err.contains("panicked"), "{err}");
        let ours = err.starts_with("error[");
        assert!(!ours || err.lines().all(|line| line.chars().count() <= 80), "{err}");
    }
}

#[test]
fn catalogue_faults_are_shown_with_line_and_column() {
    let typo =
        made("typo2.toml", b"schema = \"healtone.catalogue/1\"\n\n[source]\nname = \"me\"\nkidn = \"supplier\"\n");
    let (code, out, _) = healtone(&["catalogue", "check", &typo]);
    assert_eq!(code, 1);
    assert!(out.contains("typo2.toml:5:1") && out.contains("kind"), "{out}");
    let (code, faults) = json(&["catalogue", "check", &typo, "--json"]);
    assert_eq!(code, 1);
    let lines: Vec<u64> = faults["diagnostics"].as_array().unwrap().iter().filter_map(|d| d["line"].as_u64()).collect();
    assert!(lines.contains(&5) && lines.windows(2).all(|l| l[0] <= l[1]), "{lines:?}");
}

#[test]
fn a_refused_photo_prints_what_was_found_and_the_refusal_in_json() {
    let mut png = Vec::new();
    let grey = image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([120 + (x % 7) as u8, 110 + (y % 5) as u8, 100]));
    grey.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let photo = made("no-chart.png", &png);
    let (code, m) = json(&["measure", &photo, "--json"]);
    assert_eq!(code, 1);
    assert_eq!(m["photo"]["width"], 640);
    assert!(m["chart"].is_null() && m["skin"].is_null());
    assert_eq!(m["refused"][0]["code"], "chart-not-found");
    let (code, c) = json(&["consult", &photo, "--json"]);
    assert_eq!((code, &c["verdict"]), (1, &Value::Null));
    let (code, m) = json(&["measure", &photo, "--force", "--json"]);
    assert_eq!((code, &m["forced"][0]["code"]), (0, &"chart-not-found".into()), "forced is done, and says so");
    assert_eq!(m["calibration"]["method"], "none");
}

#[cfg(unix)]
#[test]
fn a_file_without_rights_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let path = made("locked.jpg", b"x");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
        return;
    }
    let (code, _, err) = healtone(&["measure", &path]);
    assert_eq!(code, 5);
    assert!(err.contains("may not be read"), "{err}");
}

#[test]
fn lists_and_pages_fit_the_terminal() {
    for args in [
        &["catalogue", "list"][..],
        &["catalogue", "show", "generic-carbon-mid"],
        &["catalogue", "show", "generic-soft-20"],
        &["predict", "--pigment", "generic-carbon-mid", "--dilution", "1+12", "--skin-lab", "38,10,14"],
        &["match", "--skin-lab", "45,11,17", "--hair-lab", "52,7,12"],
        &["consult", "--help"],
    ] {
        let (_, out, err) = healtone(args);
        let wide: Vec<&str> = out.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty() && err.is_empty(), "{args:?} is wider than 80 columns:\n{}\n{err}", wide.join("\n"));
    }
}

#[test]
fn the_camera_can_be_looked_at() {
    let plot = crate::tool::folder("camera-plot").join("camera.svg");
    let path = plot.to_str().unwrap();
    let (code, out, err) = healtone(&["measure", SAMPLE, "--debug-camera", path]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let svg = std::fs::read_to_string(&plot).unwrap();
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n") && !svg.contains("NaN"), "{svg}");
    for part in ["Sensitivity with 90 % bands", "Tone curve", "leave-one-out", "stroke-dasharray=\"8 4\""] {
        assert!(svg.contains(part), "{part:?} is missing");
    }
    assert_eq!(svg.matches("<rect").count(), 1 + 3 + 24, "a ground, three frames, a bar for each patch");
    let mut png = Vec::new();
    let grey = image::RgbImage::from_pixel(640, 480, image::Rgb([120, 110, 100]));
    grey.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let photo = made("no-chart-to-plot.png", &png);
    let (code, _, err) = healtone(&["measure", &photo, "--force", "--debug-camera", path]);
    assert!(code == 1 && err.contains("no-camera-to-plot"), "{err}");
}

#[test]
fn the_chart_can_be_looked_at() {
    let drawn = crate::tool::folder("chart-picture").join("chart.png");
    let path = drawn.to_str().unwrap();
    let (code, out, err) = healtone(&["measure", SAMPLE, "--debug-chart", path]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let (picture, photo) = (image::open(&drawn).unwrap().to_rgb8(), image::open(SAMPLE).unwrap().to_rgb8());
    let factor = photo.width() / picture.width();
    assert!(picture.width() <= 1600 && factor * picture.width() <= photo.width());
    let (_, m) = json(&["measure", SAMPLE, "--json"]);
    let corner = |name: &str| [0, 1].map(|k| m["chart"]["corners"][name][k].as_f64().unwrap() / f64::from(factor));
    let ([ax, ay], [bx, by]) = (corner("patch1"), corner("patch6"));
    let white = |x: f64, y: f64| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside of the picture")]
        let (x, y) = (x.round() as u32, y.round() as u32);
        (x - 2..x + 3).any(|x| (y - 2..y + 3).any(|y| picture.get_pixel(x, y).0 == [255, 255, 255]))
    };
    // A frame stands 3/8 of the pitch beside the centre of each patch of the first row, towards the last.
    let step = [(bx - ax) / 5.0, (by - ay) / 5.0];
    for i in 0..6 {
        let beside = |share: f64| white(ax + (f64::from(i) + share) * step[0], ay + (f64::from(i) + share) * step[1]);
        assert!(beside(0.375), "no frame around patch {}", i + 1);
        assert_eq!(beside(0.225), i == 0, "a second frame stands around patch 1 only");
    }
    let grey = image::RgbImage::from_pixel(640, 480, image::Rgb([120, 110, 100]));
    let mut png = std::io::Cursor::new(Vec::new());
    grey.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let photo = made("no-chart-to-draw.png", png.get_ref());
    let (code, _, err) = healtone(&["measure", &photo, "--force", "--debug-chart", path]);
    assert!(code == 1 && err.contains("no-chart-to-draw"), "{err}");
}
