//! Pigment optics from refractive indices: Mie's theory against published figures, and the shipped tables against it.

#[path = "../mie/mod.rs"]
mod program;

use healtone::data::Columns;
use nalgebra::Complex;
use program::{MATERIALS, sphere};

/// Bohren and Huffman 1983, appendix A, sample of BHMIE: a sphere of 0.525 um radius and index 1.55 in vacuum at 632.8 nm.
#[test]
fn a_sphere_meets_bohren_and_huffman() {
    let q = sphere(Complex::new(1.55, 0.0), 2.0 * std::f64::consts::PI * 0.525 / 0.6328);
    assert!((q.scattering - 3.10543).abs() < 5e-6 && (q.extinction - 3.10543).abs() < 5e-6, "{q:?}");
}

/// Wiscombe 1979, NCAR/TN-140+STR, test cases: efficiencies and mean cosine for m = 1.5 - i, x = 1 and 100.
#[test]
fn absorbing_spheres_meet_wiscombe() {
    for (x, extinction, scattering, anisotropy) in [
        (0.055, 0.101_491, 1.131_687e-5, 0.000_491),
        (1.0, 2.336_321, 0.663_454, 0.192_136),
        (100.0, 2.097_502, 1.283_697, 0.850_252),
    ] {
        let q = sphere(Complex::new(1.5, -1.0), x);
        assert!((q.extinction - extinction).abs() < 1e-6, "x {x}: {q:?}");
        assert!((q.scattering / scattering - 1.0).abs() < 1e-6, "x {x}: {q:?}");
        assert!((q.anisotropy - anisotropy).abs() < 1e-6, "x {x}: {q:?}");
    }
}

#[test]
fn small_spheres_scatter_as_rayleigh_and_nothing_is_lost() {
    let m = Complex::new(1.2, 0.0);
    let x = 0.01_f64;
    let k = (m * m - 1.0) / (m * m + 2.0);
    let q = sphere(m, x);
    assert!((q.scattering / (8.0 / 3.0 * healtone::math::powi(x, 4) * k.norm_sqr()) - 1.0).abs() < 1e-3);
    for x in [0.1, 1.0, 5.0, 20.0] {
        let q = sphere(m, x);
        assert!((q.extinction / q.scattering - 1.0).abs() < 1e-9, "what does not absorb loses nothing: {q:?}");
        assert!(sphere(Complex::new(1.2, -0.1), x).extinction > sphere(Complex::new(1.2, -0.1), x).scattering);
    }
}

#[test]
fn the_shipped_tables_are_what_the_program_makes() {
    for material in &MATERIALS {
        let table = Columns::read(&format!("calibration/pigment/{}.csv", material.table));
        let columns =
            ["diameter_um", "wavelength_nm", "mass_absorption_m2_per_g", "mass_scattering_m2_per_g", "anisotropy"]
                .map(|name| table.column(name));
        let rows = material.rows();
        assert_eq!(rows.len(), columns[0].len(), "{}", material.table);
        let mut worst = 0.0_f64;
        for (i, row) in rows.iter().enumerate() {
            for (k, (made, column)) in row.iter().zip(columns).enumerate() {
                let off = (made - column[i]).abs();
                worst = worst.max(off / (column[i].abs() + 1e-3));
                // Four digits that count are printed.
                assert!(
                    off <= 5.1e-4 * column[i].abs(),
                    "{} row {i} column {k}: {made}, {}",
                    material.table,
                    column[i]
                );
            }
        }
        eprintln!("{}: {} rows, worst {worst:.1e}", material.table, rows.len());
    }
}
