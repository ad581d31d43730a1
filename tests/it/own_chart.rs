//! Charts of a user's own: the file, its faults, and measuring by one.

use crate::tool::{healtone, made, unbroken};
use healtone::chart::{self, ChartDefinition, nearest_skin};
use healtone::color::{D50, Viewing, ciede2000, lab_from};
use healtone::consult::{MeasureOptions, Measurement, measure};
use healtone::store::parse_chart;
use proptest::prelude::*;
use std::fmt::Write;

const PAGE: &str = include_str!("../../src/docs/own-chart.md");
const SAMPLE: &[u8] = include_bytes!("../photos/consultation.jpg");
const SAMPLE_FILE: &str = "tests/photos/consultation.jpg";
const SAMPLE_CHART: &str = "colorchecker-classic-babelcolor-average";

/// The whole chart of the page.
fn example() -> &'static str {
    let (_, after) = PAGE.split_once("```toml\n").unwrap();
    after.split_once("```").unwrap().0
}

/// A chart as a file with spectra to nine decimals of a percent.
fn written(id: &str, chart: &ChartDefinition) -> String {
    let share = chart.patch_share;
    let mut text = format!("schema = \"healtone.chart/1\"\nid = \"{id}\"\nname = \"A card\"\npatch_share = {share}\n");
    text += "[source]\nname = \"its definition\"\nkind = \"computed\"\ndate = \"2026-11\"\n";
    text += "[spectra_percent]\nstart_nm = 380\nstep_nm = 10\nvalues = [\n";
    for spectrum in &chart.spectra {
        let percent: Vec<String> = spectrum.values().iter().map(|r| format!("{:.9}", 100.0 * r)).collect();
        let _ = writeln!(text, "[{}],", percent.join(", "));
    }
    text + "]\n"
}

/// A chart whose patches are counted from the other end.
fn from_the_other_end(chart: &ChartDefinition) -> ChartDefinition {
    let mut spectra = chart.spectra;
    spectra.reverse();
    ChartDefinition { spectra, ..chart.clone() }
}

fn measured(chart: &ChartDefinition) -> Measurement {
    measure(SAMPLE, &MeasureOptions { chart: Some(chart.clone()), ..MeasureOptions::default() }).unwrap()
}

#[test]
fn the_chart_of_the_page_is_read_and_has_the_colours_that_it_lists() {
    let chart = parse_chart("studio-card.toml", example()).unwrap();
    assert_eq!((chart.id.as_str(), chart.patch_share, chart.pitch_mm), ("studio-card", 0.80, Some([20.0, 20.0])));
    let source = chart.source.as_ref().unwrap();
    assert_eq!((source.kind.name(), source.date.as_str()), ("literature", "2014-11-01"));
    assert_eq!(chart.skin_patches, nearest_skin(&chart), "the line says what would be taken without it");
    assert_eq!(chart.greys(), [1, 2, 3, 4, 5, 6]);
    let listed: Vec<[f64; 3]> = example()
        .lines()
        .filter_map(|line| {
            let numbers: Vec<f64> =
                line.trim().strip_prefix('[')?.strip_suffix("],")?.split(", ").map(|n| n.parse().unwrap()).collect();
            numbers.try_into().ok()
        })
        .collect();
    assert_eq!(listed.len(), 24);
    for (i, (spectrum, lab)) in chart.spectra.iter().zip(listed).enumerate() {
        let miss = ciede2000(D50::lab(spectrum), lab_from(lab));
        assert!(miss < 0.01, "patch {}: {miss}", i + 1);
    }
}

/// The same card described from its other end is the same ruler of colour, greys first instead of last.
#[test]
fn a_card_described_upside_down_measures_the_same() {
    let built_in = chart::definition(SAMPLE_CHART).unwrap();
    let own = parse_chart("card.toml", &written("upside-down", &from_the_other_end(built_in))).unwrap();
    assert_eq!(own.greys(), [6, 5, 4, 3, 2, 1]);
    let (usual, turned) = (measured(built_in), measured(&own));
    let pose = |m: &Measurement| m.chart.as_ref().unwrap().reading.turn_deg;
    assert_eq!((pose(&usual), pose(&turned)), (180, 0));
    assert_eq!(turned.refused, [], "greys are where the file says");
    let skin = |m: &Measurement| m.skin.as_ref().unwrap().lab.mean;
    // The robust loss weighs rows that were whitened in the order of the patches: a fifth of a dE00 depends on it.
    let difference = ciede2000(skin(&usual), skin(&turned));
    assert!(difference < 0.25, "{difference}");
    let sd = |m: &Measurement| m.skin.as_ref().unwrap().lab.sd()[0];
    assert!((sd(&usual) - sd(&turned)).abs() < 0.05 * sd(&usual), "{} against {}", sd(&usual), sd(&turned));
}

#[test]
fn a_photo_with_another_chart_than_named_says_which_it_is() {
    let shifted = {
        let mut chart = chart::default_definition().clone();
        chart.spectra.rotate_left(7);
        chart
    };
    let own = parse_chart("card.toml", &written("another-card", &shifted)).unwrap();
    for named in [&own, chart::definition("spydercheckr-24").unwrap()] {
        let m = measured(named);
        let [fault] = &m.refused[..] else { panic!("{:?}", m.refused) };
        assert_eq!(fault.code, "chart-wrong-type");
        assert!(fault.message.contains("has the patches of a ColorChecker Classic, not"), "{}", fault.message);
        assert!(fault.remedy.contains("--chart colorchecker-classic"), "{}", fault.remedy);
    }
}

#[test]
fn the_tool_takes_a_file_and_states_its_source() {
    let built_in = chart::definition(SAMPLE_CHART).unwrap();
    let file = made("own-card.toml", written("own-card", built_in).as_bytes());
    let (code, out, err) = healtone(&["measure", SAMPLE_FILE, "--chart", &file]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("Chart     own-card, turned 180 degrees\n"), "{out}");
    assert!(out.contains("its colours: computed, its definition, 2026-11"), "{out}");
    let wrong = made("wrong-card.toml", b"schema = \"healtone.chart/1\"\nid = \"own-card\"\npatch_share = 2\n");
    let (code, out, err) = healtone(&["measure", SAMPLE_FILE, "--chart", &wrong]);
    assert_eq!((code, out.as_str()), (1, ""), "a file at fault is no argument at fault");
    let err = unbroken(&err);
    for part in ["`name` is missing", "`patch_share` is 2", "`source` is missing", "`spectra_percent` is missing"] {
        assert!(err.contains(part), "{part:?} is not in\n{err}");
    }
    let (code, _, err) = healtone(&["measure", SAMPLE_FILE, "--chart", "no-such-card.toml"]);
    assert_eq!(code, 5, "{err}");
}

/// Codes and lines of what is wrong with a text.
fn faults(text: &str) -> Vec<(&'static str, usize)> {
    let faults = parse_chart("card.toml", text).unwrap_err();
    assert!(faults.iter().all(|f| !f.remedy.is_empty()));
    faults.iter().map(|f| (f.code, f.place.as_ref().unwrap().line)).collect()
}

#[test]
fn every_fault_is_named_with_its_place() {
    let line = |piece: &str| 1 + example().lines().position(|l| l.contains(piece)).unwrap();
    let changed = |from: &str, to: &str| {
        assert!(example().contains(from), "{from}");
        faults(&example().replacen(from, to, 1))
    };
    let value = |piece: &str| vec![("chart-file-value", line(piece))];
    assert_eq!(changed("\"studio-card\"", "\"Studio Card\""), value("id ="));
    assert_eq!(changed("\"studio-card\"", "\"colorchecker-mini\""), value("id ="), "built-in charts keep their names");
    assert_eq!(changed("healtone.chart/1", "healtone.chart/2"), value("schema ="));
    assert_eq!(changed("= 0.80", "= 80"), value("patch_share ="));
    assert_eq!(changed("[20.0, 20.0]", "[20.0]"), value("pitch_mm ="));
    assert_eq!(changed("[7, 8]", "[8, 8]"), value("skin_patches ="));
    assert_eq!(changed("[7, 8]", "[8, 25]"), value("skin_patches ="));
    assert_eq!(changed("[7, 8]", "[8, 6.5]"), value("skin_patches ="));
    assert_eq!(changed("kind = \"literature\"", "kind = \"guessed\""), value("kind ="));
    assert_eq!(changed("2014-11-01", "\"2014-13-01\""), [("chart-file-wrong-type", line("date ="))]);
    assert_eq!(changed("pitch_mm", "pich_mm"), [("chart-file-unknown-key", line("pitch_mm"))]);
    assert_eq!(changed("date =", "#"), [("chart-file-missing-key", line("[source]"))]);
    assert_eq!(changed("[source]", "[source"), [("chart-file-syntax", line("[source]"))]);
    let first = example().lines().find(|l| l.starts_with("    [")).unwrap();
    assert_eq!(changed(first, "    [60.0, 110.0, -90.0],"), value(first), "no paint is that blue");
    assert_eq!(changed(first, ""), value("lab_d50_2deg ="), "23 patches");
    assert_eq!(changed("[source]", "lab_d65_2deg = []\n[source]"), [("chart-file-value", line("[source]"))]);
}

/// Patches given the paint of another.
fn repainted(chart: &mut ChartDefinition, patches: std::ops::Range<usize>, like: usize) {
    let paint = chart.spectra[like];
    chart.spectra[patches].fill(paint);
}

/// A chart that is written down well may still be none to measure by.
#[test]
fn a_chart_that_cannot_be_measured_by_says_what_it_lacks() {
    let with = |change: &dyn Fn(&mut ChartDefinition)| {
        let mut chart = chart::default_definition().clone();
        change(&mut chart);
        let faults = parse_chart("card.toml", &written("a-card", &chart)).unwrap_err();
        faults.into_iter().map(|f| f.message).collect::<Vec<_>>()
    };
    let dull = with(&|chart| repainted(chart, 0..18, 20));
    assert!(dull.iter().any(|m| m == "0 of the 24 patches are colourful."), "{dull:?}");
    let coloured = with(&|chart| repainted(chart, 18..24, 5));
    assert_eq!(coloured, ["0 of the 24 patches are greys."]);
    let dark = with(&|chart| repainted(chart, 18..20, 22));
    assert_eq!(dark, ["The lightest grey reflects 37 %."]);
    let symmetric = with(&|chart| {
        for i in 0..12 {
            chart.spectra[23 - i] = chart.spectra[i];
        }
        chart.spectra[0] = chart.spectra[18];
        chart.spectra[23] = chart.spectra[18];
    });
    assert!(symmetric.iter().any(|m| m.starts_with("The chart looks nearly the same turned by 180")), "{symmetric:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = parse_chart("c.toml", &text);
    }

    #[test]
    fn no_damage_to_a_chart_makes_the_reader_panic(
        at in 0..example().len(), take in 0_usize..40,
        put in prop::sample::select(vec![
            "", "[", "]", "\"", "=", "[source]\n", "1e999", "-0.0", "nan", "\u{0}", "\u{fc}", "0x7fffffffffffffff", "{}", ".",
        ]),
    ) {
        let text = format!("{}{put}{}", &example()[..at], &example()[(at + take).min(example().len())..]);
        match parse_chart("c.toml", &text) {
            Ok(chart) => prop_assert!(chart.spectra.iter().all(|s| s.values().iter().all(|r| (0.0..=1.0).contains(r)))),
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
