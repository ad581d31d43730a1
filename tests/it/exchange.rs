//! Colours of other programs: the hard cases of each format, real files, and the way out and back.

mod hostile;
mod round_trips;

use crate::shared::shared;
use crate::tool::{healtone, json, made, unbroken};
use healtone::color::{D50, ciede2000, lab_array, lab_from};
use healtone::diagnostic::{Diagnostic, Kind};
use healtone::pigment::exchange::{
    Column, DrawdownFields, ExportFormat, Format, Import, ImportOptions, Sample, Scale, White, drawdown_toml, import,
    measured, write,
};
use healtone::pigment::{Catalogue, reference};
use proptest::prelude::*;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exchange").join(name)
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).unwrap()
}

fn read(bytes: &[u8]) -> Result<Import, Diagnostic> {
    import(bytes, "f", &ImportOptions::default())
}

fn sound(name: &str) -> Import {
    read(&fixture(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn refused(name: &str) -> (&'static str, usize) {
    let fault = read(&fixture(name)).map(|_| ()).expect_err(name);
    assert_eq!(fault.kind, Kind::Unfit, "{name}: {fault}");
    assert!(!fault.remedy.is_empty());
    (fault.code, fault.place.map_or(0, |place| place.line))
}

fn labs(i: &Import) -> Vec<[f64; 3]> {
    i.samples.iter().map(|s| s.lab.as_ref().unwrap().value).collect()
}

fn names(i: &Import) -> Vec<&str> {
    i.samples.iter().map(|s| s.name.as_str()).collect()
}

fn codes(i: &Import) -> Vec<&str> {
    i.warnings.iter().map(|w| w.code).collect()
}

#[test]
fn names_with_and_without_quotes_tabs_blanks_comments_and_rows_over_lines() {
    let i = sound("names.txt");
    assert_eq!(names(&i), ["Carbon 1+9", "plain", "dark skin 50", "he said \"grey\"", "light skin", "A#1"]);
    let expected = [0, 1, 2, 3, 4, 5].map(|k| [43.5 + f64::from(k), 0.6, -1.2]);
    for (k, (lab, [l, ..])) in labs(&i).iter().zip(expected).enumerate() {
        assert_eq!(lab[0], l, "row {k}");
    }
    assert_eq!(labs(&i)[3], [46.5, 0.3, -0.6]);
    assert_eq!(codes(&i), ["unquoted-name"]);
    assert_eq!((i.source.white.name().as_str(), i.source.geometry.map(|g| g.name())), ("d50-2", Some("45:0")));
    assert_eq!(i.source.instrument.as_deref(), Some("handheld"));
}

#[test]
fn every_line_end_reads_alike() {
    let text = String::from_utf8(fixture("names.txt")).unwrap();
    let with_feeds = read(text.as_bytes()).unwrap();
    for end in ["\r\n", "\r"] {
        assert_eq!(read(text.replace('\n', end).as_bytes()).unwrap(), with_feeds, "{end:?}");
    }
    let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    assert_eq!(read(&marked).unwrap(), with_feeds);
    let wide: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&wide).unwrap(), with_feeds);
}

#[test]
fn decimal_commas_are_read_and_said_and_never_become_text_or_another_number() {
    let i = sound("comma.txt");
    assert_eq!(labs(&i), [[43.5, 0.6, -1.25], [1.234, 0.0, -0.5]]);
    assert_eq!((codes(&i), i.source.white.name().as_str()), (vec!["decimal-comma"], "d65-10"));
    assert_eq!(refused("mixed.txt"), ("mixed-decimal-marks", 6));
    let i = sound("semicolon.csv");
    assert_eq!(
        (names(&i), labs(&i)),
        (vec!["Grau; hell", "Grau dunkel"], vec![[43.5, 0.6, -1.25], [33.25, 0.5, -1.0]])
    );
    assert_eq!((codes(&i), i.source.white.name().as_str()), (vec!["decimal-comma"], "d65-10"));
    for row in ["grey,43,5,0,6,-1,25", "grey;43,5;0.6;-1,2", "grey;1.043,5;0,6;-1,2", "grey;43'5;0,6;1"] {
        let header = if row.contains(';') { "name;L;a;b" } else { "name,L,a,b" };
        assert!(read(format!("{header}\n{row}\n").as_bytes()).is_err(), "{row}");
    }
}

#[test]
fn pairs_of_wavelength_and_value_need_no_other_names() {
    let i = sound("pairs.txt");
    let spectra: Vec<_> = i.samples.iter().map(|s| s.spectrum.clone().unwrap()).collect();
    assert_eq!(
        (&spectra[0].nm, &spectra[0].percent),
        (&vec![400.0, 500.0, 600.0, 700.0], &vec![10.0, 20.0, 40.0, 80.0])
    );
    assert_eq!(
        (&spectra[1].nm, &spectra[1].percent),
        (&vec![400.0, 450.0, 600.0, 700.0], &vec![10.0, 15.0, 40.0, 80.0])
    );
    assert!(spectra[0].sampled().is_some() && spectra[1].sampled().is_none());
}

#[test]
fn a_scale_that_nothing_states_is_asked_for_or_told_by_the_lab_beside_it() {
    assert_eq!(refused("columns.txt"), ("spectral-scale-unstated", 8));
    for (scale, first) in [(Scale::Fraction, 5.0), (Scale::Percent, 0.05)] {
        let options = ImportOptions { scale: Some(scale), ..ImportOptions::default() };
        let i = import(&fixture("columns.txt"), "f", &options).unwrap();
        approx::assert_abs_diff_eq!(i.samples[0].spectrum.as_ref().unwrap().percent[0], first, epsilon = 1e-9);
    }
    let i = sound("columns-lab.txt");
    assert_eq!(codes(&i), ["spectral-scale-by-lab"]);
    assert_eq!(i.samples[0].spectrum.as_ref().unwrap().percent[0], 5.0, "percent already");
    // A named scale that cannot be is refused, not mended.
    let text = String::from_utf8(fixture("pairs.txt")).unwrap().replace(" 0.8", " 80");
    assert_eq!(read(text.as_bytes()).unwrap_err().code, "out-of-range");
}

#[test]
fn counts_may_be_missing_but_not_wrong() {
    let text = String::from_utf8(fixture("names.txt")).unwrap();
    assert_eq!(
        read(text.replace("NUMBER_OF_FIELDS 5\n", "").replace("NUMBER_OF_SETS 6\n", "").as_bytes()),
        read(text.as_bytes())
    );
    for (from, to, code) in [
        ("NUMBER_OF_FIELDS 5", "NUMBER_OF_FIELDS 6", "counts-differ"),
        ("NUMBER_OF_SETS 6", "NUMBER_OF_SETS 5", "counts-differ"),
        ("NUMBER_OF_SETS 6", "NUMBER_OF_SETS many", "bad-count"),
        ("END_DATA\n", "", "unclosed-block"),
        ("LAB_B\n", "\n", "counts-differ"),
        ("LAB_B\n", "OTHER\n", "columns-in-part"),
        ("46.5\n", "46.5 1 2 3\n", "row-length"),
        ("43.5", "nan", "not-finite"),
        ("43.5", "4350", "out-of-range"),
        ("\"Carbon 1+9\"", "\"Carbon 1+9", "open-quote"),
        ("SAMPLE_NAME LAB_L", "LAB_L LAB_L", "column-twice"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        let fault = read(broken.as_bytes()).expect_err(to);
        assert_eq!(fault.code, code, "{to}: {fault}");
        assert!(fault.place.is_some(), "{fault}");
    }
}

#[test]
fn tables_that_follow_inherit_fields_and_white() {
    let i = sound("tables.txt");
    assert_eq!((names(&i), i.source.white.name().as_str()), (vec!["one", "two", "three"], "d50-2"));
}

#[test]
fn what_is_not_stated_is_unstated_and_said() {
    let text =
        "CGATS.17\nBEGIN_DATA_FORMAT\nSAMPLE_ID LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\nBEGIN_DATA\n1 40 1 2\nEND_DATA\n";
    let i = read(text.as_bytes()).unwrap();
    assert_eq!(
        (i.samples[0].lab.as_ref().unwrap().white.name().as_str(), codes(&i)),
        ("unstated", vec!["white-unstated"])
    );
    assert_eq!(i.samples[0].lab_d50(), None, "no white is assumed");
    let options = ImportOptions { white: Some(White::d50()), ..ImportOptions::default() };
    let said = import(text.as_bytes(), "f", &options).unwrap();
    assert_eq!((said.source.white.name().as_str(), codes(&said)), ("d50-2", vec![]));
    let fault = import(&fixture("comma.txt"), "f", &options).unwrap_err();
    assert_eq!((fault.code, fault.kind), ("white-contradicts", Kind::Argument));
    let twice = text.replace("BEGIN_DATA_F", "ILLUMINANT D50\nILLUMINANT D65\nOBSERVER 2\nBEGIN_DATA_F");
    assert_eq!(codes(&read(twice.as_bytes()).unwrap()), ["white-contradictory", "white-unstated"]);
    let xyz = text.replace("LAB_L LAB_A LAB_B", "XYZ_X XYZ_Y XYZ_Z").replace("1 40 1 2", "1 96.422 100 82.521");
    assert_eq!(read(xyz.as_bytes()).unwrap_err().code, "white-unstated");
    let [l, a, b] = labs(&import(xyz.as_bytes(), "f", &options).unwrap())[0];
    assert!((l - 100.0).abs() < 1e-6 && a.abs() < 0.01 && b.abs() < 0.01, "{l} {a} {b}");
}

#[test]
fn what_is_no_colour_of_a_surface_is_refused_by_its_name() {
    assert_eq!(refused("cmyk.txt"), ("no-color", 4));
    assert_eq!(refused("cmyk.cxf").0, "no-color");
    assert_eq!(refused("display.txt"), ("emissive", 2));
    assert_eq!(refused("emissive.cxf").0, "emissive");
    assert_eq!(refused("include.txt"), ("include-refused", 2));
    assert_eq!(refused("doctype.cxf"), ("xml-doctype", 2));
    assert_eq!(refused("entity.cxf"), ("xml-entity", 1));
    assert_eq!(refused("two.cxf").0, "unknown-format");
    assert_eq!(read(b"C,M,Y,K\n0,0,0,100\n").unwrap_err().code, "no-color");
    assert_eq!(read(b"L (cd/m2),a,b\n1,2,3\n").unwrap_err().code, "emissive");
    let deep = "<a>".repeat(100);
    let text = format!("<CxF xmlns=\"http://colorexchangeformat.com/CxF3-core\">{deep}");
    assert_eq!(read(text.as_bytes()).unwrap_err().code, "xml-too-deep");
    assert_eq!(read(b"<html></html>").unwrap_err().code, "unknown-format");
    assert_eq!(read(b"<CxF").unwrap_err().code, "bad-xml");
}

#[test]
fn cxf_is_read_by_its_namespace_in_any_order() {
    let i = sound("custom.cxf");
    assert_eq!(names(&i), ["uneven & unsorted", "o2"]);
    assert_eq!(labs_of(&i.samples[0]), [40.25, -1.5, 3.5], "by name, not by order");
    let custom = i.samples[0].spectrum.as_ref().unwrap();
    assert_eq!(custom.nm, [380.5, 405.0, 550.0, 700.0]);
    approx::assert_abs_diff_eq!(custom.percent[2], 21.0, epsilon = 1e-9);
    assert!(codes(&i).contains(&"wavelength-twice"));
    let listed = i.samples[1].spectrum.as_ref().unwrap();
    assert_eq!(listed.nm, [400.0, 500.0, 600.0, 700.0], "start and increment of the specification behind it");
    assert_eq!(i.source.geometry.map(|g| g.name()), Some("sci"));
    let i = sound("prefix.cxf");
    assert_eq!(i.samples[0].spectrum.as_ref().unwrap().nm, [380.0, 480.0, 580.0, 680.0], "the value's own start");
    assert_eq!(i.source.white.name(), "f11-10");
}

fn labs_of(s: &Sample) -> [f64; 3] {
    s.lab.as_ref().unwrap().value
}

#[test]
fn a_table_is_mapped_by_its_header_or_by_the_users_word() {
    let columns = [
        (Column::Name, "Bezeichnung"),
        (Column::Lab(0), "Helligkeit"),
        (Column::Lab(1), "Rot"),
        (Column::Lab(2), "gelb"),
    ];
    let columns = columns.map(|(column, name)| (column, name.to_owned())).to_vec();
    let options = ImportOptions { columns, ..ImportOptions::default() };
    let i = import(&fixture("mapped.csv"), "f", &options).unwrap();
    assert_eq!((names(&i), labs(&i)), (vec!["dunkel"], vec![[43.5, 0.6, -1.25]]));
    assert_eq!(read(&fixture("mapped.csv")).unwrap_err().code, "columns-in-part");
    let fault = import(&fixture("semicolon.csv"), "f", &options).unwrap_err();
    assert_eq!((fault.code, fault.kind), ("unknown-column", Kind::Argument));
    let i = sound("spectra.csv");
    assert_eq!(i.samples[1].spectrum.as_ref().unwrap().nm, [400.0, 600.0, 700.0], "an empty cell is not a zero");
}

#[test]
fn what_is_too_much_is_refused_before_it_costs_memory() {
    let limited = |text: String, code: &str| {
        let fault = read(text.as_bytes()).expect_err(code);
        assert_eq!(fault.code, code, "{fault}");
    };
    let head = "CGATS.17\nBEGIN_DATA_FORMAT\nSAMPLE_ID LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\nBEGIN_DATA\n";
    limited(format!("{head}{}", "1 ".repeat(200_000)), "long-line");
    limited(format!("CGATS.17\nBEGIN_DATA_FORMAT\n{}", "a\n".repeat(6000)), "too-many-columns");
    limited(format!("L,a,b{}\n", ",x".repeat(6000)), "too-many-columns");
    limited(format!("name,L,a,b\n{}", "x,1,2,3\n".repeat(10_001)), "too-many-samples");
    limited(format!("GIMP Palette\n{}", "1 2 3\n".repeat(10_001)), "too-many-samples");
    let attributes: String = (0..5000).map(|i| format!("a{i}=\"\" ")).collect();
    limited(format!("<CxF xmlns=\"http://colorexchangeformat.com/CxF3-core\" {attributes}/>"), "bad-xml");
}

/// An Adobe swatch: name, model, numbers.
fn ase(colours: &[(&str, &[u8; 4], &[f32])]) -> Vec<u8> {
    let mut out = b"ASEF\0\x01\0\0".to_vec();
    out.extend((colours.len() as u32).to_be_bytes());
    for (name, model, numbers) in colours {
        let units: Vec<u16> = name.encode_utf16().chain([0]).collect();
        let mut block = (units.len() as u16).to_be_bytes().to_vec();
        block.extend(units.iter().flat_map(|u| u.to_be_bytes()));
        block.extend(*model);
        block.extend(numbers.iter().flat_map(|v| v.to_be_bytes()));
        block.extend([0, 2]);
        out.extend([0, 1]);
        out.extend((block.len() as u32).to_be_bytes());
        out.extend(block);
    }
    out
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_be_bytes()).collect()
}

#[test]
fn swatches_are_read_and_their_white_said_to_be_a_convention() {
    let bytes = ase(&[
        ("Häutig", b"LAB ", &[0.5, 10.0, -20.0]),
        ("rot", b"RGB ", &[1.0, 0.0, 0.5]),
        ("ink", b"CMYK", &[0.0, 0.0, 0.0, 1.0]),
    ]);
    let i = read(&bytes).unwrap();
    assert_eq!(names(&i), ["Häutig", "rot"]);
    assert_eq!((labs_of(&i.samples[0]), i.samples[1].rgb), ([50.0, 10.0, -20.0], Some([255.0, 0.0, 127.5])));
    assert_eq!(codes(&i), ["device-colors-left-out", "white-by-convention", "rgb-only"]);
    let ink = ase(&[("ink", b"CMYK", &[0.0, 0.0, 0.0, 1.0])]);
    assert_eq!(read(&ink).unwrap_err().code, "no-color");
    assert_eq!(read(&ase(&[("x", b"LAB ", &[f32::NAN, 0.0, 0.0])])).unwrap_err().code, "not-finite");
    for cut in 4..bytes.len() {
        assert!(read(&bytes[..cut]).is_err(), "cut to {cut} bytes");
    }
    // Version 1, and the same colours with names in version 2 behind it.
    let b = (-2000_i16).cast_unsigned();
    let both = words(&[
        1, 2, 7, 5000, 1000, b, 0, 0, 65_535, 0, 0, 0, 2, 2, 7, 5000, 1000, b, 0, 0, 2, 72, 0, 0, 65_535, 0, 0, 0, 0,
        1, 0,
    ]);
    let i = read(&both).unwrap();
    assert_eq!((i.source.format, names(&i)), (Format::Aco, vec!["H", "2"]));
    assert_eq!((labs_of(&i.samples[0]), i.samples[1].rgb), ([50.0, 10.0, -20.0], Some([255.0, 0.0, 0.0])));
    assert_eq!(read(&words(&[1, 1, 2, 1, 2, 3, 4])).unwrap_err().code, "no-color");
    let i = sound("small.gpl");
    assert_eq!(names(&i), ["Black", "brown  hair", "3"]);
    assert_eq!(i.samples[1].rgb, Some([59.0, 47.0, 40.0]));
    assert_eq!(read(b"GIMP Palette\n1 2 256 x\n").unwrap_err().code, "bad-swatch");
}

#[test]
fn real_files_of_instruments_and_designers_read_whole() {
    let Some(file) = shared("interop/i1pro_colorport_nm_columns.txt") else { return };
    let i = read(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!((labs(&i), i.source.white.name().as_str()), (vec![[43.0, 56.0, 16.0]], "d50-2"));
    assert_eq!(i.samples[0].spectrum.as_ref().unwrap().nm.len(), 36);
    for (file, count) in [("solarized.ase", 26), ("kde40.gpl", 40)] {
        let i = read(&std::fs::read(shared(&format!("interop/{file}")).unwrap()).unwrap()).unwrap();
        assert_eq!(i.samples.len(), count, "{file}");
    }
    let i = read(&std::fs::read(shared("interop/xrite_colorport_sample.cxf").unwrap()).unwrap()).unwrap();
    assert_eq!((i.samples.len(), i.source.white.name().as_str()), (144, "d50-2"));
    let differences: Vec<f64> = i
        .samples
        .iter()
        .map(|s| {
            let computed = s.spectrum.as_ref().unwrap().lab::<D50>();
            ciede2000(computed, lab_from(labs_of(s)))
        })
        .collect();
    let mean = differences.iter().sum::<f64>() / 144.0;
    eprintln!("CxF sample: dE00 mean {mean:.4}, max {:.4}", differences.iter().copied().fold(0.0, f64::max));
    assert!(mean <= 0.07, "{mean}");
}
