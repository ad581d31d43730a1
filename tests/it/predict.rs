//! `predict` as a user runs it: timeline, causes, sensitivity, plots, priors of one's own.

use crate::tool::{healtone, json, made, unbroken};

const CARBON: [&str; 7] =
    ["predict", "--pigment", "generic-carbon-mid", "--dilution", "1+12", "--skin-lab", "61.1,12.3,15"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&CARBON[..], more].concat()
}

fn triple(value: &serde_json::Value) -> [f64; 3] {
    [0, 1, 2].map(|i| value[i].as_f64().unwrap())
}

#[test]
fn the_timeline_runs_from_the_scab_to_five_years_with_its_causes() {
    let (code, p) = json(&with(&["--json"]));
    assert_eq!(code, 0);
    let days: Vec<f64> = p["predicted"].as_array().unwrap().iter().map(|d| d["day"].as_f64().unwrap()).collect();
    assert_eq!(days, [0.0, 7.0, 28.0, 90.0, 180.0, 365.0, 1095.0, 1825.0]);
    let (fresh, healed) = (&p["causes"][0], &p["causes"][2]);
    let redness = triple(&fresh["redness_dlab"]);
    assert!(redness[0] < -2.0 && redness[1] > 2.0, "fresh skin is darker and redder: {redness:?}");
    assert_eq!(triple(&healed["redness_dlab"]), [0.0; 3], "and no longer when healed");
    assert_eq!(triple(&healed["chemical_dlab_sd"]), [0.0; 3], "carbon alone has nothing that fades first");
    assert!(triple(&healed["optical_dlab"])[0] < -1.0);
    assert!(p["sensitivity"].as_array().unwrap().len() >= 10);
    assert_eq!(p["sensitivity"][0]["parameter"], "fluid left per dot, nl");
    let stands_out = |i: usize| p["predicted"][2]["dot_stands_out"][i]["de_ab"].as_f64().unwrap();
    assert!(stands_out(0) > 2.0 && stands_out(2) < 0.5);
}

#[test]
fn what_may_fade_first_widens_the_years_of_a_mixed_pigment() {
    let warm = ["predict", "--pigment", "generic-warm-75", "--dilution", "1+3", "--skin-lab", "61.1,12.3,15", "--json"];
    let (_, p) = json(&warm);
    let chemical = |i: usize| triple(&p["causes"][i]["chemical_dlab_sd"]);
    let size = |v: [f64; 3]| v.iter().fold(0.0_f64, |most, v| most.max(*v));
    assert!(size(chemical(7)) > 0.1 && size(chemical(7)) > 3.0 * size(chemical(3)), "{:?}", chemical(7));
    assert_eq!(size(chemical(2)), 0.0, "until day 28 the colourants go together");
}

#[test]
fn priors_of_ones_own_stand_in_the_place_of_the_tools() {
    let mine = "[dot_volume]\nmedian = 0.4\nspread = 1.2\nkind = \"measured\"\nsource = \"40 test dots, weighed\"\n";
    let path = made("healing-own.toml", mine.as_bytes());
    let healed = |args: &[&str]| {
        let (code, p) = json(args);
        assert_eq!(code, 0, "{p}");
        (p["predicted"][2]["field_lab_d65"][0].as_f64().unwrap(), p["predicted"][2]["field_sd"][0].as_f64().unwrap())
    };
    let ((usual, sd), (own, own_sd)) = (healed(&with(&["--json"])), healed(&with(&["--json", "--healing", &path])));
    assert!(own > usual + 0.5, "a third of the dose is lighter: {own}, {usual}");
    assert!(own_sd < 0.8 * sd, "and a hand that is known surer: {own_sd}, {sd}");
    let consult =
        ["match", "--skin-lab", "61.1,12.3,15", "--hair-lab", "58.5,10,13", "--have", "generic-carbon-mid", "--json"];
    let first = |more: &[&str]| {
        json(&[&consult[..], more].concat()).1["recommendations"][0]["recipe"]["pigment_fraction"].clone()
    };
    let (usual, own) = (first(&[]).as_f64().unwrap(), first(&["--healing", &path]).as_f64().unwrap());
    assert!(own > usual, "less fluid wants more pigment: {own}, {usual}");
}

#[test]
fn grains_that_clump_lighten_the_years_where_that_is_believed() {
    let clumping = "[clumping]\nmedian = 2.0\nspread = 1.0\nkind = \"assumed\"\nsource = \"a trial\"\n";
    let path = made("healing-clumping.toml", clumping.as_bytes());
    let l = |args: &[&str]| {
        let p = json(args).1;
        [2, 7].map(|i| p["predicted"][i]["field_lab_d65"][0].as_f64().unwrap())
    };
    let ([healed, years], [own_healed, own_years]) = (l(&with(&["--json"])), l(&with(&["--json", "--healing", &path])));
    assert!(
        (own_healed - healed).abs() < 0.05 && own_years > years + 0.3,
        "{healed} {years}, {own_healed} {own_years}"
    );
}

#[test]
fn priors_at_the_ends_of_what_is_allowed_still_give_an_answer() {
    let names = healtone::data::healing().parameters_mut().map(|(name, _)| name);
    for high in [false, true] {
        let table = |name: &&str| {
            let domain = healtone::data::healing_domain(name);
            let median = if high { domain.end() } else { domain.start() };
            format!("[{name}]\nmedian = {median:?}\nspread = 5.0\nkind = \"assumed\"\nsource = \"the end\"\n")
        };
        let path = made(&format!("ends-{high}.toml"), names.iter().map(table).collect::<String>().as_bytes());
        let predict =
            ["predict", "--pigment", "generic-warm-50", "--dilution", "1+3", "--skin-lab", "61,12,15", "--json"];
        let (code, p) = json(&[&predict[..], &["--healing", &path]].concat());
        assert_eq!(code, 0, "{p}");
        let lab = p["predicted"].as_array().unwrap().iter().flat_map(|d| triple(&d["field_lab_d65"]));
        assert!(lab.into_iter().all(f64::is_finite), "{p}");
        let (code, out, err) =
            healtone(&["match", "--skin-lab", "61,12,15", "--hair-lab", "55,9,12", "--healing", &path]);
        assert!([0, 3].contains(&code), "{out}{err}");
    }
}

#[test]
fn every_fault_of_such_priors_is_named_with_its_line() {
    let text = "[dot_volum]\nmedian = 1\n[retention]\nmedian = 1.4\nspread = nan\nkind = \"guess\"\n[depth]\nmedian = 0.2\nspread = 1.5\nkind = \"measured\"\n";
    let path = made("healing-faulty.toml", text.as_bytes());
    let (code, out, err) = healtone(&with(&["--healing", &path]));
    let said = unbroken(&err);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    for (words, place) in [
        ("Did you mean dot_volume?", ":1:2"),
        ("`median` is 1.4, which is out of range", ":4:10"),
        ("`spread` is NaN", ":5:10"),
        ("none of its words", ":6:8"),
        ("`source` is missing", ":7:1"),
    ] {
        assert!(said.contains(words) && said.contains(place), "{words} {place}: {err}");
    }
    let (code, _, err) = healtone(&with(&["--healing", "no-such-file.toml"]));
    assert_eq!(code, 5, "{err}");
}

#[test]
fn plots_are_written_alike_each_time_and_hold_their_numbers() {
    let path = made("prediction.svg", b"");
    let plot = || {
        let (code, out, err) = healtone(&with(&["--plot", &path]));
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        std::fs::read_to_string(&path).unwrap()
    };
    let svg = plot();
    assert_eq!(svg, plot());
    assert!(svg.starts_with("<svg xmlns") && svg.ends_with("</svg>\n"));
    for words in [
        "L* of the field",
        "a* of the field",
        "b* of the field",
        "Reflectance",
        "fair",
        "medium",
        "deep",
        "5 years",
        "61 12 15",
    ] {
        assert!(svg.contains(words), "{words}");
    }
    // Every opened element is closed, and no number went wrong.
    let count = |what: &str| svg.matches(what).count();
    assert_eq!(count("<text "), count("</text>"));
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    // Lines can be told apart without colour: all are of one ink, with dashes of their own.
    assert!(count("stroke-dasharray=\"9 4\"") >= 4 && count("stroke-dasharray=\"2 4\"") >= 4);
    let (code, _, err) = healtone(&with(&["--plot", &format!("{path}/p.svg")]));
    assert_eq!(code, 5, "{err}");
}

#[test]
fn the_readme_shows_what_predict_prints_and_draws() {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, rest) = readme.split_once("## How a pigment heals").unwrap();
    let command = rest.lines().find_map(|line| line.strip_prefix("    healtone ")).unwrap();
    let path = made("readme-prediction.svg", b"");
    let args: Vec<&str> = command.split(' ').map(|a| if a.ends_with(".svg") { path.as_str() } else { a }).collect();
    let (code, out, err) = healtone(&args);
    assert_eq!((code, err.as_str()), (0, ""));
    let (_, shown) = rest.split_once("```text\n").unwrap();
    let shown: Vec<&str> = shown.split("```").next().unwrap().lines().filter(|line| *line != "[...]").collect();
    assert!(
        shown.len() >= 6 && shown.iter().all(|line| out.lines().any(|printed| printed == *line)),
        "{shown:#?}\n{out}"
    );
    let drawn = std::fs::read_to_string(root.join("src/docs/prediction.svg")).unwrap();
    assert!(drawn == std::fs::read_to_string(path).unwrap(), "src/docs/prediction.svg is not what the command draws");
    let (_, priors) = rest.split_once("```toml\n").unwrap();
    let table = healtone::store::parse_healing("mine.toml", priors.split("```").next().unwrap())
        .unwrap()
        .onto(healtone::data::healing());
    assert!((table.dot_volume.median - 1.1).abs() < 1e-12);
}

#[test]
fn what_a_catalogue_states_of_healing_is_predicted_and_mixed_by_solids() {
    let readme =
        std::fs::read_to_string(std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let blocks: Vec<&str> = readme.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let plain = blocks.iter().find(|block| block.contains("healtone.catalogue/1")).unwrap();
    let stated = blocks.iter().find(|block| block.contains("[pigment.healing]")).unwrap();
    let other = plain[plain.find("[[pigment]]").unwrap()..].replace("example-grey-one", "example-grey-two");
    let file = |name: &str, text: &str| made(name, text.as_bytes());
    let healed = |path: &str| {
        let predict = ["predict", "--pigment", "example-grey-one", "--dilution", "1+12", "--skin-lab", "61.1,12.3,15"];
        let (code, p) = json(&[&predict[..], &["--catalogue", path, "--json"]].concat());
        assert_eq!(code, 0, "{p}");
        let day = &p["predicted"][2];
        (day["field_lab_d65"][0].as_f64().unwrap(), day["field_sd"][0].as_f64().unwrap(), p)
    };
    let (usual, _, _) = healed(&file("usual.toml", plain));
    let (stays, sd, p) = healed(&file("stated.toml", &format!("{plain}\n{stated}")));
    assert!(stays < usual, "more is left, so it is darker: {stays}, {usual}");
    let row = p["sensitivity"].as_array().unwrap().iter().find(|s| s["parameter"] == "pigment left at day 28").unwrap();
    assert!(row["range"].is_null() && sd > 0.0, "the usual range is not that of this pigment: {row}");
    let wild = stated.replace("0.72", "1.4").replace("1.15", "0.5");
    let (code, out, _) = healtone(&["catalogue", "check", &file("wild.toml", &format!("{plain}\n{wild}"))]);
    assert!(code == 1 && out.contains("retention = {") && out.matches("error[out-of-range]").count() == 2, "{out}");
    // A blend with one of which nothing is stated lies between the two.
    let both = format!("{plain}\n{stated}\n{other}");
    let (catalogue, _) = healtone::pigment::Catalogue::parse("both.toml", &both).into_result().unwrap();
    let mix = |parts: &[(usize, f64)]| {
        let parts =
            parts.iter().map(|(i, parts)| healtone::matching::Part { pigment: &catalogue.pigments[*i], parts: *parts });
        let mix = healtone::matching::Candidate::new(parts.collect(), "1+12".parse().unwrap()).unwrap();
        mix.concentrate.stated.retention.value(0.65, 0.0)
    };
    let [one, half, two] = [mix(&[(0, 1.0)]), mix(&[(0, 1.0), (1, 1.0)]), mix(&[(1, 1.0)])];
    assert!(
        (one - 0.72).abs() < 1e-12 && (two - 0.65).abs() < 1e-12 && (half - (0.72_f64 * 0.65).sqrt()).abs() < 1e-12
    );
}
