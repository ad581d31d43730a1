//! Colour differences and integration against published figures.

use crate::shared::{csv_rows, shared};
use healtone::color::{A, D65, LabD65, Viewing, ViewingWeights, ciede2000};

#[test] // printed to four digits
fn all_pairs_of_sharma_are_met() {
    let pairs = csv_rows(include_str!("../golden/sharma2005.csv"));
    assert_eq!(pairs.len(), 34);
    for pair in pairs {
        let v: Vec<f64> = pair.iter().map(|cell| cell.parse().unwrap()).collect();
        let (one, two) = (LabD65::new(v[1], v[2], v[3]), LabD65::new(v[4], v[5], v[6]));
        for d in [ciede2000(one, two), ciede2000(two, one)] {
            assert!((d - v[7]).abs() <= 1e-4, "pair {}: {d}, published {}", v[0], v[7]);
        }
    }
}

/// Weights made from the 1 nm tables by another program; ours come from the 5 nm tables.
#[test]
fn weights_agree_with_those_of_the_fine_tables() {
    for (light, ours) in [("D65", D65::weights()), ("A", A::weights())] {
        compare(light, ours);
    }
    compare("LED-B3", &ViewingWeights::of("LED-B3", healtone::color::Observer::Cie1931));
}

fn compare(light: &str, ours: &ViewingWeights) {
    let Some(path) = shared(&format!("skin/weights_1931_{light}_380_730_10nm.csv")) else { return };
    let text = std::fs::read_to_string(path).unwrap();
    for (band, row) in csv_rows(&text).iter().enumerate() {
        for k in 0..3 {
            let theirs: f64 = row[k + 1].parse().unwrap();
            // The largest weight is about 0.1; 3e-4 of white is far below any colour that can be seen.
            assert!((ours.bands[k][band] - theirs).abs() < 3e-4, "{light} {} {k}: {}", row[0], ours.bands[k][band]);
        }
    }
}
