//! Makes the tables that the layered optics and the dots are fitted to and judged by, `tests/golden/monte_carlo_*.csv`.
//!
//! `cargo bench --bench monte-carlo -- TABLE [PHOTONS]` prints one to standard output; minutes each.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints a table")]

mod fields;
#[path = "../../monte_carlo/mod.rs"]
mod reference;
mod scattering;
mod single;
mod stacks;
mod tissues;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let table = arguments.next().unwrap_or_default();
    let photons = arguments.next().map_or(400_000, |a| a.parse().expect("a number of photons"));
    match table.as_str() {
        "skins" => tissues::print(),
        "stacks" => stacks::print(fields::Set::Fit, photons),
        "stacks-held-out" => stacks::print(fields::Set::HeldOut, photons),
        "fields" => fields::print(fields::Set::Fit, photons),
        "fields-held-out" => fields::print(fields::Set::HeldOut, photons),
        "scattering" => scattering::print(fields::Set::Fit, photons),
        "scattering-held-out" => scattering::print(fields::Set::HeldOut, photons),
        "single" => single::print(fields::Set::Fit, photons),
        "single-roots" => single::print_roots(photons),
        "single-held-out" => single::print(fields::Set::HeldOut, photons),
        _ => eprintln!(
            "Name a table: skins, single-roots; fields, scattering, single or stacks, these also with -held-out."
        ),
    }
}
