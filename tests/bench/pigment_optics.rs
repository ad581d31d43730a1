//! Makes the tables of pigment optics, `calibration/pigment/*.csv`, from refractive indices.
//!
//! `cargo bench --bench pigment-optics -- TABLE` prints one to standard output: carbon-black, iron-oxide-red,
//! iron-oxide-black or titanium-dioxide. The comments at the head of a table are not part of what is printed.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints a table")]

#[path = "../mie/mod.rs"]
mod mie;

fn main() {
    let asked = std::env::args().skip(1).find(|a| !a.starts_with("--")).unwrap_or_default();
    let Some(material) = mie::MATERIALS.iter().find(|m| m.table == asked) else {
        let names: Vec<&str> = mie::MATERIALS.iter().map(|m| m.table).collect();
        eprintln!("Name a table: {}.", names.join(", "));
        return;
    };
    println!("diameter_um,wavelength_nm,mass_absorption_m2_per_g,mass_scattering_m2_per_g,anisotropy");
    for [diameter, nm, absorption, scattering, anisotropy] in material.rows() {
        println!("{diameter},{nm},{},{},{}", digits(absorption), digits(scattering), digits(anisotropy));
    }
}

/// Four digits that count.
fn digits(value: f64) -> f64 {
    format!("{value:.3e}").parse().expect("a number that was just written")
}
