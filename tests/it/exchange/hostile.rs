//! Whatever a file holds, reading it ends in colours or in a reason.

use super::*;

const FIXTURES: [&str; 12] = [
    "names.txt",
    "comma.txt",
    "pairs.txt",
    "columns-lab.txt",
    "tables.txt",
    "custom.cxf",
    "prefix.cxf",
    "doctype.cxf",
    "semicolon.csv",
    "mapped.csv",
    "spectra.csv",
    "small.gpl",
];

const FORMATS: [Option<Format>; 7] = [
    None,
    Some(Format::Cgats),
    Some(Format::Cxf3),
    Some(Format::Csv),
    Some(Format::Ase),
    Some(Format::Aco),
    Some(Format::Gpl),
];

/// Reads bytes as every format; what comes of it must be told without a panic, and its numbers be finite.
fn survive(bytes: &[u8]) {
    for format in FORMATS {
        let options = ImportOptions { format, samples_max: 50, ..ImportOptions::default() };
        match import(bytes, "f", &options) {
            Ok(i) => {
                assert!(i.samples.len() <= 50);
                for s in &i.samples {
                    let lab = s.lab.iter().flat_map(|lab| lab.value);
                    let spectrum = s.spectrum.iter().flat_map(|s| s.nm.iter().chain(&s.percent).copied());
                    assert!(lab.chain(spectrum).chain(s.rgb.into_iter().flatten()).all(f64::is_finite));
                    let _ = drawdown_toml(s, &DrawdownFields::default());
                }
                let _ = (healtone::report::exchange::import(&i), healtone::report::json::import(&i));
            }
            Err(fault) => {
                let _ = healtone::report::diagnostics::render(&[fault], |_| None, false);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survive(&bytes);
        survive(&[b"ASEF\0\x01\0\0\0\0\0\x02", &bytes[..]].concat());
        survive(&[b"\0\x01\0\x03", &bytes[..]].concat());
    }

    #[test]
    fn no_text_panics(text in "[ -~\t\n\ré°\u{0}]{0,300}") {
        survive(text.as_bytes());
        survive(format!("CGATS.17\nBEGIN_DATA_FORMAT\nSAMPLE_ID\tLAB_L LAB_A LAB_B\nEND_DATA_FORMAT\nBEGIN_DATA\n{text}\nEND_DATA\n").as_bytes());
        survive(format!("name;L;a;b;400;410\n{text}\n").as_bytes());
    }

    #[test]
    fn no_spoilt_file_panics(
        which in 0..FIXTURES.len(),
        at in any::<prop::sample::Index>(),
        end in any::<prop::sample::Index>(),
        with in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\"\t\r\n<>&#,.;-0".to_vec())], 0..6),
    ) {
        let mut bytes = fixture(FIXTURES[which]);
        let at = at.index(bytes.len());
        let end = (at + end.index(12)).min(bytes.len());
        bytes.splice(at..end, with);
        survive(&bytes);
    }
}
