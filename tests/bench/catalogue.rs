//! How long a catalogue of a thousand shades takes to check: seconds of one core.
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::pigment::Catalogue;
use std::time::Instant;

fn main() {
    let one = include_str!("../catalogue/full.toml");
    let (head, pigment) = one.split_at(one.find("[[pigment]]").expect("it has a pigment"));
    let shades = (0..1000).map(|i| pigment.replace("\"grey-7\"", &format!("\"grey-{i}\"")) + "\n");
    let text = format!("{head}{}", shades.collect::<String>());
    let mut seconds: Vec<f64> = (0..15)
        .map(|_| {
            let start = Instant::now();
            let parsed = Catalogue::parse("thousand.toml", &text);
            assert!(parsed.diagnostics.is_empty() && parsed.catalogue.is_some());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("1000 shades, {} bytes: {:.3} s median, {:.3} s least", text.len(), seconds[7], seconds[0]);
}
