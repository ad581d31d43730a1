//! Catalogues, dilutions and optics of pigments through the public interface.

use healtone::color::WAVELENGTHS_NM;
use healtone::data::{SourceKind, sources};
use healtone::diagnostic::{Kind, Severity};
use healtone::math;
use healtone::pigment::{Batch, Blend, Catalogue, Date, Dilution, DilutionError, Form, MassOptics, Rule, reference};
use healtone::report::diagnostics::render;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const M2: f64 = 1e6; // mm2

fn fixture(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue").join(path)).unwrap()
}

/// Every file of tests/catalogue/rules: its stem and its text, by name.
fn rule_fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue/rules");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (stem(path), std::fs::read_to_string(path).unwrap())).collect()
}

fn reference_text() -> &'static str {
    healtone::data::text("pigments/reference.toml")
}

fn band(nm: f64) -> usize {
    WAVELENGTHS_NM.iter().position(|&at| at == nm).unwrap()
}

#[test]
fn every_rule_has_a_fixture_that_breaks_it_and_nothing_else() {
    let mut covered = BTreeSet::from([Rule::TooLarge.code(), Rule::MoreFaults.code()]); // tests of their own below
    let mut shown = String::new();
    for (stem, text) in rule_fixtures() {
        let file = format!("{stem}.toml");
        let parsed = Catalogue::parse_on(&file, &text, Date::parse("2026-11-22"));
        let codes: Vec<&str> = parsed.diagnostics.iter().map(|d| d.code).collect();
        let code = stem.split('.').next().unwrap(); // a further fixture of a rule has a word behind it
        let allowed = ["colorant-without-optics"]; // of what a law names, no optics are published
        let others: Vec<&&str> = codes.iter().filter(|c| **c != code && !allowed.contains(c)).collect();
        assert_eq!((codes.iter().filter(|c| **c == code).count(), others), (1, vec![]), "{file}: {codes:?}");
        let rule = Rule::of_code(code).unwrap_or_else(|| panic!("no rule {stem}"));
        let broken = parsed.diagnostics.iter().find(|d| d.code == code).unwrap();
        assert_eq!(broken.severity, rule.severity(), "{file}");
        assert_eq!(parsed.catalogue.is_none(), rule.severity() == Severity::Error, "{file}");
        covered.insert(rule.code());
        shown += &render(&parsed.diagnostics, |_| Some(&text), false);
        shown += "\n\n";
    }
    let all: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(covered, all);
    insta::assert_snapshot!("catalogue_rules", shown);
}

#[test]
fn ten_faults_are_shown_in_one_run_in_the_order_of_the_text() {
    let text = fixture("ten-faults.toml");
    let faults = Catalogue::parse("ten-faults.toml", &text).into_result().unwrap_err();
    let errors: Vec<&str> = faults.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code).collect();
    assert_eq!(errors.len(), 10, "{errors:?}");
    let lines: Vec<usize> = faults.iter().map(|d| d.place.as_ref().unwrap().line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    for line in text.lines().enumerate().filter(|(_, line)| line.contains("# ") && !line.starts_with('#')) {
        assert!(lines.contains(&(line.0 + 1)) || line.1.contains("# 7"), "{}", line.1);
    }
    insta::assert_snapshot!("ten_faults", render(&faults, |_| Some(&text), false));
}

#[test]
fn too_large_a_catalogue_is_refused_unread() {
    let text = reference_text();
    assert!(Catalogue::parse_within("c.toml", text, text.len(), None).catalogue.is_some());
    let faults = Catalogue::parse_within("c.toml", text, text.len() - 1, None).into_result().unwrap_err();
    assert_eq!((faults[0].code, faults[0].kind, faults.len()), ("too-large", Kind::Limit, 1));
}

#[test]
fn a_line_that_is_not_toml_neither_hides_nor_invents_other_faults() {
    let text = fixture("rules/syntax.toml"); // name = Grey
    let codes = |text: &str| {
        let faults = Catalogue::parse("c.toml", text).into_result().unwrap_err();
        faults.iter().map(|d| (d.code, d.place.as_ref().unwrap().line)).collect::<Vec<_>>()
    };
    assert_eq!(codes(&text.replace("[source]", "[source")), [("syntax", 3), ("syntax", 11)]);
    assert_eq!(codes(&text.replace("name = Grey", "name")), [("syntax", 11)]);
    let (head, pigment) = text.split_at(text.find("[[pigment]]").unwrap());
    let other = pigment.replace("name = Grey\n", "").replace("\"grey\"", "\"other\"");
    let both = format!("{head}{pigment}\n{other}");
    assert_eq!(codes(&both), [("syntax", 11), ("missing-key", 19)]);
}

#[test]
fn a_flood_of_faults_is_cut_and_that_is_said() {
    let text: String = (0..1000).map(|i| format!("key-{i} = {i}\n")).collect();
    let faults = Catalogue::parse("c.toml", &text).into_result().unwrap_err();
    let last = faults.last().unwrap();
    assert_eq!((faults.len(), last.code, last.severity), (201, "more-faults", Severity::Error));
    let lines: Vec<usize> = faults.iter().map(|d| d.place.as_ref().unwrap().line).collect();
    assert!(lines.is_sorted() && lines[200] == 1001, "{lines:?}");
}

#[test]
fn a_flood_of_warnings_hides_no_error() {
    let text = fixture("rules/unfamiliar-name.toml");
    let (head, pigment) = text.split_at(text.find("[[pigment]]").unwrap());
    let shades: String = (0..1200).map(|i| pigment.replace("\"grey\"", &format!("\"grey-{i}\"")) + "\n").collect();
    let faults = Catalogue::parse("c.toml", &format!("{head}{shades}"));
    assert!(faults.catalogue.is_some(), "warnings alone do not refuse a catalogue");
    let faults = Catalogue::parse("c.toml", &format!("{head}{shades}{pigment}\n{pigment}")).into_result().unwrap_err();
    assert_eq!((faults.len(), faults[200].code, faults[200].severity), (201, "more-faults", Severity::Error));
}

#[test]
fn a_full_catalogue_is_read_to_the_last_figure() {
    let parsed = Catalogue::parse("full.toml", &fixture("full.toml"));
    let (catalogue, warnings) = parsed.into_result().unwrap();
    assert_eq!(warnings, []);
    insta::assert_debug_snapshot!("full_catalogue", catalogue);
}

#[test]
fn places_are_those_of_the_value_in_windows_files_too() {
    let text = fixture("rules/out-of-range.toml");
    for (text, file) in
        [(text.clone(), "unix"), (text.replace('\n', "\r\n"), "windows"), (format!("\u{feff}{text}"), "bom")]
    {
        let faults = Catalogue::parse(file, &text).into_result().unwrap_err();
        let place = faults[0].place.as_ref().unwrap();
        assert_eq!((place.line, place.column, &text[place.span.clone()]), (14, 18, "1600.0"), "{file}");
    }
}

#[test]
fn the_reference_catalogue_has_no_fault_and_no_warning() {
    let (catalogue, warnings) = Catalogue::parse("r", reference_text()).into_result().unwrap();
    assert_eq!(warnings, []);
    assert_eq!(catalogue.pigments, reference().pigments);
    assert_eq!(catalogue.digest.len(), 64);
    assert!(catalogue.pigments.len() >= 8);
    assert!(matches!(catalogue.source.kind, SourceKind::Computed));
    for pigment in &catalogue.pigments {
        assert_eq!((pigment.brand.as_str(), pigment.notes.is_some()), ("reference", true), "{}", pigment.id);
        let optics = pigment.mass_optics().unwrap();
        assert!(optics.absorption_mm2_per_g.iter().all(|v| *v > 1e5), "{}", pigment.id);
        assert!(optics.reduced_scattering_mm2_per_g.iter().all(|v| *v > 0.0), "{}", pigment.id);
        let steps = pigment.dilution_steps().len();
        assert!(if pigment.form == Form::ReadyToUse { steps == 1 } else { steps >= 5 }, "{}", pigment.id);
    }
}

#[test]
fn only_shades_with_much_oxide_or_white_count_as_scattering() {
    let scatters = |id: &str| reference().pigment(id).unwrap().scatters();
    for id in ["generic-carbon-faint", "generic-carbon-fine", "generic-carbon-coarse", "generic-warm-25"] {
        assert!(!scatters(id), "{id}");
    }
    for id in ["generic-warm-50", "generic-warm-75", "generic-soft-20", "generic-soft-50"] {
        assert!(scatters(id), "{id}");
    }
    let (catalogue, _) = Catalogue::parse("y", &fixture("rules/colorant-without-optics.toml")).into_result().unwrap();
    assert!(catalogue.pigments[0].scatters(), "what is not known must not be recommended silently either");
    assert!(catalogue.pigments[0].mass_absorption_mm2_per_g().is_err());
}

/// Mie figures of carbon, m = 1.75-0.6i in n = 1.40, printed to two digits; exponents between 400 and 700 nm.
#[test]
fn carbon_meets_the_computed_figures() {
    let printed = [(0.03, 6.9, -1.0), (0.1, 6.8, -0.77), (0.2, 5.0, -0.33), (0.4, 2.8, 0.02), (1.0, 1.0, 0.16)];
    for (diameter_um, mac, exponent) in printed {
        let absorption = MassOptics::of("77266", diameter_um).unwrap().absorption_mm2_per_g;
        assert!((absorption[band(550.0)] / M2 - mac).abs() <= 0.05, "{diameter_um} um: {}", absorption[band(550.0)]);
        let ratio = absorption[band(700.0)] / absorption[band(400.0)];
        let found = math::ln(ratio) / math::ln(700.0 / 400.0);
        assert!((found - exponent).abs() <= 0.03, "{diameter_um} um: exponent {found}, printed {exponent}");
    }
}

/// Single-scattering albedo and anisotropy as printed for the same table: 0.2 um .26 and .53, 1 um .48 and .91.
#[test]
fn reduced_scattering_follows_from_albedo_and_anisotropy() {
    for (diameter_um, albedo, g, tolerance) in
        [(0.2, 0.26, 0.53, 0.03), (0.4, 0.39, 0.82, 0.04), (1.0, 0.48, 0.91, 0.06)]
    {
        let optics = MassOptics::of("77266", diameter_um).unwrap();
        let found = optics.reduced_scattering_mm2_per_g[band(550.0)] / optics.absorption_mm2_per_g[band(550.0)];
        let expected = albedo / (1.0 - albedo) * (1.0 - g);
        approx::assert_relative_eq!(found, expected, max_relative = tolerance);
    }
}

/// The worked dose: 5 m2/g, 160 g/l, 1+12, 1.5 nl, retention .65 give 0.060 mm2 a dot and tau 1.2 at 0.25 mm.
#[test]
fn the_worked_dose_of_one_dot_is_met() {
    let carbon = reference().pigment("generic-carbon-mid").unwrap();
    let absorption = carbon.mass_absorption_mm2_per_g().unwrap()[band(550.0)];
    let fraction = "1+12".parse::<Dilution>().unwrap().fraction();
    let area_mm2 = absorption * carbon.solids_g_per_mm3() * fraction * 1.5e-3 * 0.65;
    assert!((area_mm2 - 0.060).abs() < 0.0005, "{area_mm2}");
    let tau = area_mm2 / (std::f64::consts::PI * 0.25 * 0.25 / 4.0);
    assert!((tau - 1.2).abs() < 0.05, "{tau}");
}

#[test]
fn red_oxide_absorbs_blue_and_white_absorbs_nothing() {
    let red = MassOptics::of("77491", 0.1).unwrap().absorption_mm2_per_g;
    assert!(red[band(450.0)] > 10.0 * red[band(650.0)]);
    let white = MassOptics::of("77891", 0.2).unwrap();
    assert!(white.absorption_mm2_per_g[band(550.0)] < 1e-3 * white.reduced_scattering_mm2_per_g[band(550.0)]);
    let black = MassOptics::of("77499", 0.2).unwrap().absorption_mm2_per_g;
    let carbon = MassOptics::of("77266", 0.2).unwrap().absorption_mm2_per_g;
    assert!(black[band(550.0)] < 0.2 * carbon[band(550.0)], "black iron oxide is far weaker than carbon");
}

#[test]
fn a_blend_weighs_optics_by_the_solids_of_its_parts() {
    let of = |id: &str| reference().pigment(id).unwrap();
    let (faint, warm) = (of("generic-carbon-faint"), of("generic-warm-75")); // 60 and 160 g/l
    let blend = Blend::of(&[(faint, 2.0), (warm, 1.0)]).unwrap();
    approx::assert_relative_eq!(blend.solids_g_per_l, 280.0 / 3.0, max_relative = 1e-12);
    let (a, b) = (faint.mass_absorption_mm2_per_g().unwrap(), warm.mass_absorption_mm2_per_g().unwrap());
    let expected = (120.0 * a[7] + 160.0 * b[7]) / 280.0;
    approx::assert_relative_eq!(blend.optics.absorption_mm2_per_g[7], expected, max_relative = 1e-12);
}

#[test]
fn the_tables_of_pigments_are_listed_with_their_sources() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("calibration/pigment");
    let name = |entry: std::fs::DirEntry| format!("calibration/pigment/{}", entry.file_name().to_str().unwrap());
    let files: BTreeSet<String> = std::fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap())).collect();
    let listed = sources().file.into_iter().map(|file| file.path);
    let listed: BTreeSet<String> = listed.filter(|path| path.starts_with("calibration/pigment/")).collect();
    assert_eq!(files, listed);
}

#[test]
fn an_ambiguous_dilution_is_explained_on_the_terminal() {
    let faults: Vec<_> = ["1:4", "20", "12+1"].map(|text| text.parse::<Dilution>().unwrap_err().diagnostic()).into();
    insta::assert_snapshot!("ambiguous_dilutions", render(&faults, |_| None, false));
}

/// Words that a dilution may be made of, so that random texts come near to valid ones.
fn dilution_text() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "1", "12", "0.5", ".", ",", "+", ":", "%", " ", "\u{a0}", "pigment", "diluent", "water", "fraction", "-",
        "1e9", "\u{0}",
    ]);
    prop::collection::vec(token, 0..9).prop_map(|tokens| tokens.concat())
}

/// The reference catalogue with a piece cut out, doubled, or replaced.
fn mutated() -> impl Strategy<Value = String> {
    let insert = prop::sample::select(vec![
        "",
        "\"",
        "[",
        "]",
        "{",
        "}",
        "=",
        "#",
        "\n",
        "nan",
        "-1",
        "1e400",
        "[[pigment]]",
        "\"\"\"",
        "'",
        "\u{0}",
        "\u{1f58b}",
        "0x1",
        "id = 3\n",
        "[a]\n",
        "9999999999999999999999999999999999999999",
    ]);
    let length = reference_text().len();
    (0..length, 0..200_usize, insert).prop_map(|(at, cut, insert)| {
        let text = reference_text();
        let boundary = |i: usize| (i..=text.len()).find(|&i| text.is_char_boundary(i)).unwrap();
        let (start, end) = (boundary(at), boundary((at + cut).min(text.len())));
        format!("{}{insert}{}", &text[..start], &text[end..])
    })
}

fn is_consistent(text: &str) -> Result<(), TestCaseError> {
    let parsed = Catalogue::parse("p.toml", text);
    let errors = parsed.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    prop_assert_eq!(
        parsed.catalogue.is_some(),
        errors == 0,
        "a catalogue or a reason why not: {:?}",
        parsed.diagnostics
    );
    for fault in &parsed.diagnostics {
        let place = fault.place.as_ref().unwrap();
        prop_assert!(text.get(place.span.clone()).is_some(), "{:?}", place);
        prop_assert!(!fault.message.is_empty() && !fault.remedy.is_empty());
        prop_assert!(Rule::ALL.iter().any(|rule| rule.code() == fault.code), "{}", fault.code);
    }
    prop_assert!(parsed.diagnostics.is_empty() == render(&parsed.diagnostics, |_| Some(text), false).is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_catalogue_or_reasons(text in any::<String>()) {
        is_consistent(&text)?;
    }

    #[test]
    fn any_damage_to_a_catalogue_gives_a_catalogue_or_reasons(text in mutated()) {
        is_consistent(&text)?;
    }

    #[test]
    fn a_dilution_survives_its_own_text(fraction in 0.004..=1.0_f64) {
        let dilution = Dilution::of_fraction(fraction).unwrap();
        let back: Dilution = dilution.to_string().parse().unwrap();
        prop_assert!((back.diluent_parts() - dilution.diluent_parts()).abs() <= 0.05 + 1e-9, "{} {}", dilution, back);
        prop_assert_eq!(back.to_string(), dilution.to_string());
    }

    #[test]
    fn any_text_is_a_dilution_or_refused(text in prop_oneof![any::<String>(), dilution_text()]) {
        match text.parse::<Dilution>() {
            Ok(dilution) => prop_assert!(dilution.fraction() > 0.0 && dilution.fraction() <= 1.0),
            Err(error) => {
                if let DilutionError::Ambiguous { readings, .. } = &error {
                    prop_assert!(!readings.is_empty());
                }
                prop_assert_eq!(error.diagnostic().kind, Kind::Argument);
            }
        }
    }

    #[test]
    fn any_batch_can_be_measured(batch_ml in 0.1..50.0_f64, fraction in 0.01..=1.0_f64, drops in 5.0..60.0_f64) {
        let wanted = Dilution::of_fraction(fraction).unwrap();
        let (by_syringe, by_drops) = (Batch::new(batch_ml, drops).in_ml(wanted), Batch::new(batch_ml, drops).in_drops(wanted));
        prop_assert!(by_syringe.pigment > 0.0 && by_syringe.diluent >= 0.0 && by_drops.pigment > 0);
        prop_assert!((by_syringe.pigment * 10.0).fract().min(1.0 - (by_syringe.pigment * 10.0).fract()) < 1e-6);
        let sum = f64::from(by_drops.pigment) / drops + f64::from(by_drops.diluent) / 20.0;
        prop_assert!((sum - by_drops.total_ml).abs() < 1e-9);
    }
}
