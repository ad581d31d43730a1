//! Films out of a catalogue and back, and what the commands print.

use super::*;

fn ladder() -> Catalogue {
    let text = String::from_utf8(fixture("ladder.toml")).unwrap();
    Catalogue::parse("ladder.toml", &text).into_result().unwrap().0
}

#[test]
fn films_come_back_from_every_format_as_they_went() {
    let catalogue = ladder();
    let films = measured(catalogue.pigment("ladder-grey").unwrap());
    for (format, most) in [(ExportFormat::Cgats, 0.0), (ExportFormat::Csv, 0.0), (ExportFormat::Ase, 1e-4)] {
        let i = read(&write(format, &films)).unwrap();
        assert_eq!(i.samples.len(), films.len());
        for film in &films {
            let back = i.samples.iter().find(|s| s.name == film.name).unwrap();
            let de = ciede2000(back.lab_d50().unwrap(), film.lab);
            assert!(de <= most, "{format:?} {}: dE00 {de}", film.name);
            if most == 0.0 {
                assert_eq!(lab_array(film.lab), labs_of(back));
                assert_eq!(back.spectrum.as_ref().and_then(|s| s.sampled()), film.spectrum, "{}", film.name);
            }
        }
    }
    let i = read(&write(ExportFormat::Gpl, &films)).unwrap();
    assert_eq!(i.samples.len(), films.len());
}

#[test]
fn films_go_out_of_a_catalogue_and_into_another_with_nothing_lost() {
    let source = path("ladder.toml").to_str().unwrap().to_owned();
    for (to, extra) in [("cgats", None), ("csv", Some("45:0"))] {
        let out = made(&format!("ladder.{to}"), b"");
        let (code, _, err) = healtone(&["catalogue", "export", "--catalogue", &source, "--to", to, "--out", &out]);
        assert_eq!(code, 0, "{err}");
        assert!(unbroken(&err).contains("1 of 4 colours are of films that were computed and not measured"), "{err}");
        let mut args =
            vec!["catalogue", "import", &out, "--drawdowns", "--pigment", "ladder-grey", "--backing-lab", "95,0,2"];
        args.extend(["--geometry", extra.unwrap_or("sci")]);
        let (code, blocks, err) = healtone(&args);
        assert_eq!(code, 0, "{err}");
        assert!(unbroken(&err).contains("1 sample(s) were computed and not measured"), "{err}");
        let text = String::from_utf8(fixture("ladder.toml")).unwrap();
        let head = &text[..text.find("[[pigment.drawdown]]").unwrap()];
        let (again, _) = Catalogue::parse("again.toml", &format!("{head}{blocks}"))
            .into_result()
            .unwrap_or_else(|f| panic!("{}\n{blocks}", f[0]));
        let (before, after) = (&ladder().pigments[0].drawdowns, &again.pigments[0].drawdowns);
        assert_eq!(before.len(), after.len());
        for old in before {
            let new = after.iter().find(|d| d.fraction == old.fraction).unwrap();
            assert_eq!((new.film_um, &new.reading.spectrum), (old.film_um, &old.reading.spectrum));
            if let Some(lab) = old.reading.lab_d50 {
                assert_eq!(new.reading.lab_d50, Some(lab));
            }
        }
    }
}

#[test]
fn what_a_drawdown_lacks_is_left_to_fill_in_and_refused_until_then() {
    let i = sound("names.txt");
    let block = drawdown_toml(&i.samples[0], &DrawdownFields::default()).unwrap();
    for line in [
        "[[pigment.drawdown]] # Carbon 1+9",
        "lab_d50_2deg = [43.5, 0.6, -1.2]",
        "# fraction = 0.05",
        "# film_um = 50",
        "# backing = {",
        "# geometry =",
    ] {
        assert!(block.lines().any(|l| l.starts_with(line)), "{line} in\n{block}");
    }
    let other = sound("comma.txt");
    assert_eq!(drawdown_toml(&other.samples[0], &DrawdownFields::default()), None, "D65/10 is not D50/2");
}

#[test]
fn the_commands_print_what_they_promise() {
    let file = |name: &str| path(name).to_str().unwrap().to_owned();
    let (code, document) = json(&["catalogue", "import", &file("comma.txt"), "--json"]);
    assert_eq!((code, document["schema"].as_str()), (0, Some("healtone.import/1")));
    assert_eq!(document["source"]["format"], "cgats");
    assert_eq!(
        (document["source"]["illuminant"].as_str(), document["source"]["observer"].as_str()),
        (Some("D65"), Some("10"))
    );
    assert!(document["source"]["geometry"].is_null(), "what is not stated is not known");
    let sample = &document["samples"][0];
    assert_eq!((sample["name"].as_str(), sample["lab"]["white"].as_str()), (Some("dunkel"), Some("d65-10")));
    assert_eq!(sample["lab"]["value"], serde_json::json!([43.5, 0.6, -1.25]));
    assert!(sample["spectrum"].is_null() && sample["rgb"].is_null());
    assert_eq!(document["warnings"][0]["code"], "decimal-comma");
    let (_, document) = json(&["catalogue", "import", &file("pairs.txt"), "--json"]);
    assert_eq!(
        document["samples"][0]["spectrum"],
        serde_json::json!({"start_nm": 400.0, "step_nm": 100.0, "values": [0.1, 0.2, 0.4, 0.8]})
    );
    assert_eq!(document["samples"][1]["spectrum"]["wavelength_nm"], serde_json::json!([400.0, 450.0, 600.0, 700.0]));
    for (name, code) in [("cmyk.txt", 1), ("cmyk.cxf", 1), ("display.txt", 1), ("include.txt", 1), ("none.txt", 5)] {
        let (ended, out, err) = healtone(&["catalogue", "import", &file(name)]);
        assert_eq!((ended, out.as_str()), (code, ""), "{name}: {err}");
    }
    assert_eq!(healtone(&["catalogue", "import", &file("names.txt"), "--columns", "q=x"]).0, 2);
    assert_eq!(healtone(&["catalogue", "import", &file("names.txt"), "--columns", "L=x"]).0, 2);
    let many = "name,L,a,b\n".to_owned() + &"x,1,2,3\n".repeat(10_001);
    assert_eq!(healtone(&["catalogue", "import", &made("many.csv", many.as_bytes())]).0, 4);
    let (code, out, _) = healtone(&["catalogue", "import", &file("custom.cxf")]);
    assert!(code == 0 && out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(out.contains("40.25") && out.contains("d50-2*") && out.contains("uneven"), "{out}");
}

#[test]
fn the_reference_catalogue_goes_out_as_computed_films() {
    let (code, out, err) = healtone(&["catalogue", "export", "--to", "csv"]);
    assert_eq!(code, 0, "{err}");
    let i = read(out.as_bytes()).unwrap();
    assert!(i.samples.iter().all(|s| s.name.starts_with("computed: ")));
    assert!(i.samples.len() <= reference().pigments.len() && !i.samples.is_empty());
}
