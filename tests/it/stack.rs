//! STACK.toml: the documented example, every fault with its place, and arbitrary text.

use healtone::diagnostic::{Diagnostic, Kind};
use healtone::skin::{Lattice, PerWavelength};
use healtone::store::parse_stack;
use proptest::prelude::*;

const EXAMPLE: &str = r#"wavelength_nm = [450, 550, 650]
[surface]
n = 1.40                             # index of the tissue over air, 1.0-1.6
[[layer]]                            # from the surface down; the last has no thickness: semi-infinite
thickness_mm = 0.06
mua_per_mm = [5.4, 1.2, 0.6]         # one number, or one per wavelength
musp_per_mm = [9.0, 7.0, 5.0]        # reduced scattering, mus (1 - g)
g = 0.8                              # optional, default 0.8
[[layer]]
thickness_mm = 0.2
mua_per_mm = 0.1
musp_per_mm = 3.0
[layer.dots]                         # optional: pigment cylinders filling this layer's height
diameter_mm = 0.3
pitch_mm = 0.9
lattice = "square"                   # square | hexagonal | random
tau = [1.2, 1.0, 0.9]                # axial optical depth of one dot
[[layer]]
mua_per_mm = 0.1
musp_per_mm = 3.0
"#;

#[test]
fn the_documented_example_is_read_and_computed() {
    let stack = parse_stack("stack.toml", EXAMPLE).unwrap();
    assert_eq!((stack.wavelength_nm.len(), stack.n, stack.layers.len()), (3, 1.4, 2));
    assert_eq!(stack.layers[0].medium.mua_per_mm, PerWavelength::Each(vec![5.4, 1.2, 0.6]));
    assert_eq!(stack.ground.g, PerWavelength::Constant(0.8));
    assert_eq!(stack.layers[1].dots.as_ref().unwrap().lattice, Lattice::Square);
    let with = stack.reflectance().unwrap();
    let mut bare = stack;
    bare.layers[1].dots = None;
    for (with, bare) in with.iter().zip(bare.reflectance().unwrap()) {
        assert!(0.0 < *with && *with < bare && bare < 1.0, "{with} {bare}");
    }
}

fn faults(text: &str) -> Vec<Diagnostic> {
    let faults = parse_stack("s.toml", text).expect_err("the text has faults");
    assert!(faults.iter().all(|f| !f.remedy.is_empty() && f.place.is_some()), "{faults:?}");
    faults
}

/// The example with one piece changed has this fault, at this line and column, and no other.
fn one_fault(piece: &str, instead: &str, code: &str, line: usize, column: usize) -> Diagnostic {
    assert!(EXAMPLE.contains(piece), "{piece} is not in the example");
    let mut faults = faults(&EXAMPLE.replacen(piece, instead, 1));
    assert_eq!(faults.len(), 1, "{piece} -> {instead}: {faults:#?}");
    let fault = faults.remove(0);
    let place = fault.place.as_ref().unwrap();
    assert_eq!((fault.code, place.line, place.column), (code, line, column), "{piece} -> {instead}: {fault}");
    fault
}

#[test]
fn every_fault_is_named_with_its_place() {
    let unknown = one_fault("mua_per_mm = [5.4", "mua_per_mn = 1\nmua_per_mm = [5.4", "stack-unknown-key", 6, 1);
    assert!(unknown.remedy.contains("Did you mean mua_per_mm?"), "{unknown}");
    one_fault("[surface]\nn = 1.40", "[surface]\nm = 2\nn = 1.40", "stack-unknown-key", 3, 1);
    one_fault("tau = [", "height_mm = 0.2\ntau = [", "stack-unknown-key", 17, 1);
    one_fault("n = 1.40", "n = 1.61", "stack-out-of-range", 3, 5);
    one_fault("n = 1.40", "n = 0.99", "stack-out-of-range", 3, 5);
    one_fault("n = 1.40", "n = \"1.4\"", "stack-wrong-type", 3, 5);
    one_fault("n = 1.40", "", "stack-missing-key", 2, 1);
    one_fault("[5.4, 1.2, 0.6]", "[5.4, -1.2, 0.6]", "stack-out-of-range", 6, 20);
    one_fault("[5.4, 1.2, 0.6]", "[5.4, nan, 0.6]", "stack-out-of-range", 6, 20);
    one_fault("[5.4, 1.2, 0.6]", "inf", "stack-out-of-range", 6, 14);
    one_fault("[5.4, 1.2, 0.6]", "[5.4, 1.2]", "stack-wrong-length", 6, 14);
    one_fault("[1.2, 1.0, 0.9]", "[1.2]", "stack-wrong-length", 17, 7);
    one_fault("g = 0.8", "g = 1.0", "stack-out-of-range", 8, 5);
    one_fault("[450, 550, 650]", "[450, 550, 0]", "stack-out-of-range", 1, 28);
    one_fault("thickness_mm = 0.06\n", "", "stack-thickness", 4, 1);
    one_fault("thickness_mm = 0.06", "thickness_mm = 0", "stack-out-of-range", 5, 16);
    one_fault("pitch_mm = 0.9", "pitch_mm = 0.2", "stack-dots", 15, 12);
    let lattice = one_fault("\"square\"", "\"sqare\"", "stack-wrong-type", 16, 11);
    assert!(lattice.remedy.contains("Did you mean square?"), "{lattice}");
    one_fault(
        "mua_per_mm = 0.1\nmusp_per_mm = 3.0\n[layer.dots]",
        "musp_per_mm = 3.0\n[layer.dots]",
        "stack-missing-key",
        9,
        1,
    );
    one_fault("n = 1.40", "n = 1.40 1", "stack-syntax", 3, 5);
    assert_eq!(faults(&format!("{EXAMPLE}thickness_mm = 1\n"))[0].code, "stack-thickness");
    assert_eq!(faults(&format!("{EXAMPLE}[layer.dots]\n"))[0].code, "stack-dots");
}

#[test]
fn all_faults_come_at_once() {
    let text = EXAMPLE.replace("n = 1.40", "n = 9").replace("g = 0.8", "g = 2").replace("tau = [1.2", "tau = [-1.2");
    let codes: Vec<&str> = faults(&text).iter().map(|f| f.code).collect();
    assert_eq!(codes, ["stack-out-of-range"; 3]);
    assert_eq!(faults("").len(), 3, "wavelengths, surface and layers are missing");
    assert_eq!(faults("wavelength_nm = 1\nsurface = 2\nlayer = 3\n").len(), 3);
    assert_eq!(faults("wavelength_nm = []\nsurface.n = 1\nlayer = []\n").len(), 2);
}

#[test]
fn limits_are_limits() {
    let many = format!("wavelength_nm = [{}]", "500,".repeat(1001));
    let fault = faults(&EXAMPLE.replace("wavelength_nm = [450, 550, 650]", &many)).remove(0);
    assert_eq!((fault.kind, fault.code), (Kind::Limit, "stack-too-many"));
    let layer = "[[layer]]\nmua_per_mm = 0.1\nmusp_per_mm = 3.0\nthickness_mm = 0.1\n";
    let deep = |layers: usize| {
        let head = "wavelength_nm = [500]\nsurface.n = 1.0\n".to_owned();
        head + &layer.repeat(layers - 1) + "[[layer]]\nmua_per_mm = 0.1\nmusp_per_mm = 3.0\n"
    };
    assert_eq!(faults(&deep(65))[0].kind, Kind::Limit);
    assert_eq!(parse_stack("s.toml", &deep(64)).unwrap().reflectance().unwrap().len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = parse_stack("s.toml", &text);
    }

    #[test]
    fn no_damage_to_a_stack_makes_the_reader_panic(
        at in 0..EXAMPLE.len(), take in 0_usize..40,
        put in prop::sample::select(vec![
            "", "[", "]", "\"", "=", "[[layer]]\n", "1e999", "-0.0", "nan", "\u{0}", "\u{fc}", "0x7fffffffffffffff", "{}", ".",
        ]),
    ) {
        let text = format!("{}{put}{}", &EXAMPLE[..at], &EXAMPLE[(at + take).min(EXAMPLE.len())..]);
        match parse_stack("s.toml", &text) {
            Ok(stack) => {
                let r_d = stack.reflectance().expect("what is read can be computed");
                prop_assert!(r_d.iter().all(|r| (0.0..=1.0).contains(r)), "{r_d:?}");
            }
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}
