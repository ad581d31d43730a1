//! The catalogue commands: check and explain, shades shown, versions compared, films fitted.

use crate::how_to::check_xml;
use crate::tool::{assert_printed, folder, healtone, json, made, run, shown_commands, unbroken};
use healtone::consult::{PreviewOptions, ShownSkin, gamut};
use healtone::pigment::{Catalogue, Pigment, Rule, reference};
use healtone::simulate::HairColour;
use std::fs;
use std::path::Path;

const FULL: &str = "tests/catalogue/full.toml";

fn fixture(rule: &str) -> String {
    format!("tests/catalogue/rules/{rule}.toml")
}

#[test]
fn every_rule_is_explained_by_its_code() {
    let (code, every, err) = healtone(&["catalogue", "explain"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for rule in Rule::ALL {
        let (code, out, _) = healtone(&["catalogue", "explain", rule.code()]);
        assert!(code == 0 && unbroken(&out).contains(rule.explanation()), "{out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80) && every.contains(&out), "{out}");
    }
    let (code, _, err) = healtone(&["catalogue", "explain", "lader-turns"]);
    assert!(code == 2 && unbroken(&err).contains("Did you mean ladder-turns?"), "{err}");
}

#[test]
fn warnings_refuse_a_catalogue_only_where_they_are_denied() {
    let path = fixture("unsuitable-diluent");
    assert_eq!(healtone(&["catalogue", "check", &path]).0, 0);
    let (code, out, _) = healtone(&["catalogue", "check", &path, "--deny", "warnings"]);
    assert!(code == 1 && out.contains("0 error(s), 1 warning(s)"), "{out}");
    assert_eq!(healtone(&["catalogue", "check", FULL, "--deny", "warnings"]).0, 0);
}

#[test]
fn a_workflow_run_shows_faults_beside_their_lines() {
    let (code, out, _) = healtone(&["catalogue", "check", &fixture("looks-like-percent"), "--format", "github"]);
    assert_eq!(code, 1);
    let start = "::error file=tests/catalogue/rules/looks-like-percent.toml,line=20,col=12,title=looks-like-percent::";
    assert!(out.starts_with(start) && out.lines().count() == 1, "{out}");
    assert!(out.contains("Write 0.077 if 7.7 %25 is meant."), "{out}");
    let text = fs::read_to_string(fixture("looks-like-percent")).unwrap();
    let path = made("a,b%.toml", text.as_bytes());
    let (_, out, _) = healtone(&["catalogue", "check", &path, "--format", "github"]);
    assert!(out.contains("a%2Cb%25.toml,line=20"), "{out}");
}

#[test]
fn a_thousand_shades_are_checked() {
    let text = fs::read_to_string(FULL).unwrap();
    let (head, pigment) = text.split_at(text.find("[[pigment]]").unwrap());
    let shades: String = (0..1000).map(|i| pigment.replace("\"grey-7\"", &format!("\"grey-{i}\"")) + "\n").collect();
    let path = made("thousand.toml", format!("{head}{shades}").as_bytes());
    let (code, out, err) = healtone(&["catalogue", "check", &path]);
    assert!(code == 0 && out.contains("1000 pigment(s) in sound files, 0 error(s), 0 warning(s)"), "{out}{err}");
}

#[test]
fn shades_are_shown_on_three_skins_fresh_and_healed() {
    let (code, out, err) = healtone(&["catalogue", "preview", "--have", "generic-carbon-mid,generic-warm-75"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(!out.contains("generic-soft-20") && out.contains("generic-carbon-mid  Carbon grey, middle"), "{out}");
    insta::assert_snapshot!("a_preview", out);

    let (_, p) = json(&["catalogue", "preview", "--have", "generic-carbon-mid", "--dilution", "1+12", "--json"]);
    assert_eq!((&p["schema"], p["skins"].as_array().unwrap().len()), (&"healtone.preview/1".into(), 3));
    let on = p["shades"][0]["on"].as_array().unwrap();
    assert_eq!((p["shades"].as_array().unwrap().len(), &p["shades"][0]["dilution"]), (1, &"1+12".into()));
    let l = |i: usize, key: &str| on[i][key][0].as_f64().unwrap();
    for (i, skin) in p["skins"].as_array().unwrap().iter().enumerate() {
        let bare = skin["lab_d65"][0].as_f64().unwrap();
        assert!(l(i, "fresh_lab_d65") < l(i, "healed_lab_d65") && l(i, "healed_lab_d65") < bare, "{skin}");
    }
    // The same as `predict` says of the same mix on the same skin.
    let (_, one) = json(&[
        "predict",
        "--pigment",
        "generic-carbon-mid",
        "--dilution",
        "1+12",
        "--skin-lab",
        "61.1,12.3,15",
        "--day",
        "28",
        "--json",
    ]);
    assert_eq!(one["predicted"][0]["field_lab_d65"], on[0]["healed_lab_d65"]);
}

fn skin(lab: [f64; 3]) -> ShownSkin {
    use healtone::color::{Estimate, lab_from};
    let lab = Estimate { mean: lab_from(lab), cov: [[0.0; 3]; 3] };
    ShownSkin { name: "this".into(), reading: healtone::measure::skin_from_instrument(lab, 0.012, &mut Vec::new()) }
}

#[test]
fn a_set_reaches_what_its_hues_and_its_strength_allow() {
    let of = |ids: &[&str], lab: [f64; 3]| {
        let pigments: Vec<&Pigment> = ids.iter().map(|id| reference().pigment(id).unwrap()).collect();
        gamut(&pigments, skin(lab).reading, &PreviewOptions::default()).unwrap()
    };
    let fair = [61.1, 12.3, 15.0];
    let (carbon, both) = (of(&["generic-carbon-mid"], fair), of(&["generic-carbon-mid", "generic-warm-75"], fair));
    assert_eq!(carbon.hair.len(), 21);
    for (one, two) in carbon.hair.iter().zip(&both.hair) {
        assert!(two.de00 <= one.de00 + 1e-9, "more pigments reach no less");
        let apart = one.off.de_ab();
        assert!((apart > 0.0) == (one.de00 > 0.0), "{apart}");
    }
    let at = |g: &healtone::consult::Gamut, hair, cover: f64| {
        g.hair.iter().find(|h| h.hair == hair && (h.cover - cover).abs() < 1e-9).unwrap().clone()
    };
    let white = at(&both, HairColour::White, 0.12);
    assert!(white.contrast.dl > 2.0 && !both.reaches(&white), "nothing lightens skin");
    let thin = at(&both, HairColour::Black, 0.03);
    assert!(both.reaches(&thin), "{thin:?}");
    assert!(at(&both, HairColour::Black, 0.12).contrast.dl < thin.contrast.dl, "more stubble is darker");
    for shade in &carbon.shades {
        assert!(shade.steps.windows(2).all(|s| s[0].1.dl < s[1].1.dl), "darkest first: {shade:?}");
    }
}

#[test]
fn plot_and_sheet_load_nothing_and_name_every_shade() {
    let to = folder("catalogue-preview");
    let (plot, page) = (to.join("gamut.svg"), to.join("sheet.html"));
    let (code, ..) = healtone(&["catalogue", "preview", "--plot", plot.to_str().unwrap()]);
    assert_eq!(code, 0);
    let svg = fs::read_to_string(plot).unwrap();
    check_xml(&svg);
    let shown = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/gamut.svg")).unwrap();
    assert!(svg == shown, "src/docs/gamut.svg is not what the command draws");
    let (code, out, err) = healtone(&["catalogue", "sheet", "--out", page.to_str().unwrap()]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""));
    let page = fs::read_to_string(page).unwrap();
    for pigment in &reference().pigments {
        assert!(svg.contains(&pigment.id) && page.contains(&format!("({})", pigment.id)), "{}", pigment.id);
    }
    for text in [&svg, &page] {
        for outside in ["src=", "href=", "url(", "<script", "@import"] {
            assert!(!text.contains(outside), "{outside}");
        }
    }
    assert!(page.contains("healtone reference catalogue") && page.contains("not a promise"));
    assert!(page.contains("500 lx") && page.matches("<section>").count() == reference().pigments.len());
}

#[test]
fn a_hostile_name_stays_text_on_the_sheet() {
    let text = fs::read_to_string(FULL).unwrap().replace("name = \"Grey 7\"", "name = \"<script>alert(1)</script>\"");
    let path = made("hostile-name.toml", text.as_bytes());
    let page = folder("hostile-sheet").join("sheet.html");
    assert_eq!(healtone(&["catalogue", "sheet", "--catalogue", &path, "--out", page.to_str().unwrap()]).0, 0);
    assert!(!fs::read_to_string(page).unwrap().contains("<script"));
}

#[test]
fn two_lots_are_compared_against_a_tolerance() {
    let old = fs::read_to_string(FULL).unwrap();
    let diff = |new: &str, more: &[&str]| {
        let path = made(&format!("lot-{}.toml", new.len()), new.as_bytes());
        healtone(&[&["catalogue", "diff", FULL, &path][..], more].concat())
    };
    let (code, out, _) = diff(&old, &[]);
    assert!(code == 0 && out.contains("1 shade(s) in both, 1 the same, 0 beyond 0.5 dE00"), "{out}");
    let drifted =
        old.replace("lab_d50_2deg = [42.0, 0.3, 1.2]", "lab_d50_2deg = [43.0, 0.3, 1.20]").replace("\"A7\"", "\"B7\"");
    let (code, out, _) = diff(&drifted, &["--tolerance", "1.0"]);
    assert!(code == 0 && out.contains("grey-7  lot A7 -> B7\n") && out.contains("0.1, 50 um: 0.9"), "{out}");
    let (code, out, _) = diff(&drifted, &[]);
    assert!(code == 1 && out.contains("BEYOND TOLERANCE"), "{out}");
    let stronger = old.replace("solids_g_per_l = 150\n", "solids_g_per_l = 300.0\n");
    let (code, out, _) = diff(&stronger, &[]);
    assert!(
        code == 1 && out.contains("solids, g/l   150 -> 300") && out.contains("healed field, dE00 on fair"),
        "{out}"
    );
    let renamed = old.replace("\"grey-7\"", "\"grey-seven\"");
    let (code, out, _) = diff(&renamed, &[]);
    assert!(code == 1 && out.contains("Removed   grey-7\n"), "{out}");
    let path = made("lot-json.toml", stronger.as_bytes());
    let (code, d) = json(&["catalogue", "diff", FULL, &path, "--json"]);
    assert_eq!((code, &d["schema"], &d["within"]), (1, &"healtone.catalogue-diff/1".into(), &false.into()));
    let step = &d["shades"][0]["healed"][0]["de00"];
    assert!(step[0].as_f64().unwrap() > step[2].as_f64().unwrap(), "deep skin hides a difference: {step}");
    // A film that is read twice has one partner, and is left over once.
    let film = old.find("[[pigment.drawdown]]").map(|at| &old[at..at + old[at..].find("\n\n").unwrap()]).unwrap();
    let twice = made("lot-twice.toml", old.replacen(film, &format!("{film}\n\n{film}"), 1).as_bytes());
    for (a, b) in [(FULL, twice.as_str()), (twice.as_str(), FULL)] {
        let (_, d) = json(&["catalogue", "diff", a, b, "--json"]);
        let shade = &d["shades"][0];
        assert_eq!((shade["films"].as_array().unwrap().len(), shade["unpaired_films"].as_u64()), (2, Some(1)), "{d}");
    }
    let (code, _, err) = healtone(&["catalogue", "diff", "tests/catalogue", FULL]);
    assert!(code != 0 && !err.is_empty());
}

#[test]
fn what_films_say_can_be_put_into_the_catalogue() {
    let (code, out, err) = healtone(&["catalogue", "fit", "--catalogue", FULL]);
    assert_eq!((code, err.as_str()), (0, ""));
    let block: String = out
        .lines()
        .skip_while(|line| !line.contains("[pigment.healing.catalogue_absorption]"))
        .take_while(|line| !line.contains("healed records"))
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    let text = format!("{}\n{block}", fs::read_to_string(FULL).unwrap());
    let fitted = Catalogue::parse("fitted.toml", &text);
    assert_eq!(fitted.diagnostics, [], "{text}");
    let stated = fitted.catalogue.unwrap().pigments[0].healing.catalogue_absorption.clone().unwrap();
    let (_, j) = json(&["catalogue", "fit", "--catalogue", FULL, "--json"]);
    let found = j["pigments"][0]["films"]["absorption"]["value"].as_f64().unwrap();
    assert!((stated.median - found).abs() < 1e-3, "{} {found}", stated.median);
    let (_, out, _) = healtone(&["catalogue", "fit"]);
    assert!(out.contains("generic-carbon-mid\n  neither films nor healed records"), "{out}");
}

#[test]
fn a_studios_catalogue_is_the_one_that_is_listed() {
    let home = folder("catalogue-studio");
    fs::create_dir_all(&home).unwrap();
    let text = fs::read_to_string(FULL).unwrap();
    fs::write(home.join("mine.toml"), text).unwrap();
    fs::write(home.join("studio.toml"), "schema = \"healtone.studio/1\"\ncatalogue = [\"mine.toml\"]\n").unwrap();
    let studio = home.join("studio.toml");
    let listed = |args: &[&str]| run(crate::tool::command_of(Path::new(&home)), args);
    let (code, out, err) = listed(&["catalogue", "list", "--studio", studio.to_str().unwrap()]);
    assert!(code == 0 && out.contains("grey-7") && !out.contains("generic-"), "{out}{err}");
}

#[test]
fn the_suppliers_page_is_what_the_tool_prints() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs");
    let commands = shown_commands(&fs::read_to_string(docs.join("suppliers.md")).unwrap());
    assert_eq!(commands.len(), 5, "import, check, fit, preview, diff");
    assert_printed(&docs.join("suppliers"), &commands, &[0, 1]);
}

/// The label says 150 g/l of solids; the films of lot A7 were made with 128.
#[test]
fn the_films_of_the_suppliers_page_tell_what_its_label_does_not() {
    let fitted = |lot: &str| {
        let path = format!("src/docs/suppliers/grey-7-lot-{lot}.toml");
        let (_, fit) = json(&["catalogue", "fit", "--catalogue", &path, "--json"]);
        let absorption = &fit["pigments"][0]["films"]["absorption"];
        ["low", "value", "high"].map(|key| absorption[key].as_f64().unwrap())
    };
    let ([low, value, high], [_, as_stated, _]) = (fitted("a7"), fitted("b7"));
    assert!(low < 128.0 / 150.0 && 128.0 / 150.0 < high && (value - 128.0 / 150.0).abs() < 0.05, "{value}");
    assert!((as_stated - 1.0).abs() < 0.05, "{as_stated}");
}
