//! The Monte Carlo reference itself: published figures, the tables made before it, and limits.

#[path = "../monte_carlo/mod.rs"]
pub(crate) mod reference;

use crate::shared::csv_rows;
use healtone::math::hypot;
use reference::{Disc, Field, Place, ScatteringDots, Tissue, Watch, run};

const ENDLESS: f64 = f64::INFINITY;

#[test] // Giovanelli 1955: endless, n 1.5, albedo 0.9, isotropic: 0.2600 with the specular part 0.0400
fn an_endless_medium_returns_what_giovanelli_found() {
    let paint = Tissue::new(1.5, &[(ENDLESS, 0.1, 0.9, 0.0)]);
    let r = run(&paint, &[], None, 400_000, 1).bare;
    eprintln!("endless medium: R_d {:.4} +- {:.4}, published 0.2200", r.mean, r.se);
    assert!((paint.specular() - 0.04).abs() < 1e-12);
    assert!(r.se < 6e-4 && (r.mean - 0.2200).abs() < 3.0 * r.se, "{r:?}");
}

#[test] // van de Hulst 1980, as quoted with MCML (1995): depth 2, albedo 0.9, g 0.75, no step of the index
fn a_slab_returns_what_van_de_hulst_found() {
    // What lies under the slab takes all light and sends none back.
    let slab = Tissue::new(1.0, &[(2.0, 0.1, 0.9 * 0.25, 0.75), (ENDLESS, 1.0, 0.0, 0.75)]);
    let r = run(&slab, &[], None, 400_000, 2).bare;
    eprintln!("slab: R_d {:.5} +- {:.5}, published 0.09739", r.mean, r.se);
    assert!((r.mean - 0.09739).abs() < 3.0 * r.se, "{r:?}");
}

#[test]
fn layers_are_as_in_the_table_that_was_made_before() {
    let rows = csv_rows(include_str!("../golden/monte_carlo_layers.csv"));
    // Eight rows from all over the table: the squares of what they miss by, over what chance allows.
    let mut squares = Vec::new();
    for (i, cells) in rows.iter().enumerate().filter(|(i, _)| i % 173 == 60) {
        let number = |i: usize| cells[i].parse::<f64>().unwrap();
        let ([top, bottom], [r_d, se]) = ([2, 3].map(number), [11, 12].map(number));
        let tissue = Tissue::new(
            1.4,
            &[
                (0.06, number(6), number(9), 0.8),
                (top - 0.06, number(7), number(10), 0.8),
                (bottom - top, number(7) + number(8), number(10), 0.8),
                (ENDLESS, number(7), number(10), 0.8),
            ],
        );
        let r = run(&tissue, &[], None, 100_000, i as u64).bare;
        let miss = (r.mean - r_d) / hypot(r.se, se);
        eprintln!("row {i}: {:.5} +- {:.5}, in the table {r_d} +- {se}: {miss:.1} sd", r.mean, r.se);
        squares.push(miss * miss);
    }
    let sum: f64 = squares.iter().sum();
    assert!(squares.len() == 8 && sum < 26.1, "chi square of 8 rows {sum:.1}: above 26.1 in one case of a thousand");
}

/// Skin whose layer from 0.15 to 0.35 mm has more absorption and reduced scattering than its dermis.
fn skin_with(mua_per_mm: f64, musp_per_mm: f64) -> Tissue {
    let pigmented = (0.2, 0.4 + mua_per_mm, 4.0 + musp_per_mm, 0.8);
    Tissue::new(1.4, &[(0.06, 2.0, 8.0, 0.8), (0.09, 0.4, 4.0, 0.8), pigmented, (ENDLESS, 0.4, 4.0, 0.8)])
}

/// The same skin without, in as few layers as it has: the dots lie inside one.
fn skin() -> Tissue {
    Tissue::new(1.4, &[(0.06, 2.0, 8.0, 0.8), (ENDLESS, 0.4, 4.0, 0.8)])
}

fn watch(field: Field, tau: f64) -> Watch {
    Watch { field, top_mm: 0.15, height_mm: 0.2, taus: vec![tau], place: Place::Anywhere }
}

#[test]
fn absorption_along_paths_and_by_chance_are_the_same() {
    let watch = watch(Field::square(0.25, 0.6), 3.0);
    let along = run(&skin(), std::slice::from_ref(&watch), None, 200_000, 9);
    let by_chance = ScatteringDots { tau_scattering: 0.0, tau_by_chance: 3.0, g: 0.8, overlaps: 1.0 };
    let chance = run(&skin(), &[watch], Some(by_chance), 200_000, 10).bare;
    let bare = run(&skin(), &[], None, 400_000, 11).bare;
    let (lost, se) = (bare.mean - chance.mean, hypot(bare.se, chance.se));
    let loss = along.loss[0][0];
    eprintln!("loss to dots: {:.5} +- {:.5} along paths, {lost:.5} +- {se:.5} by chance", loss.mean, loss.se);
    assert!(se < 0.02 * loss.mean && (loss.mean - lost).abs() < 3.0 * hypot(se, loss.se), "{loss:?}");
}

#[test]
fn a_dot_as_wide_as_the_skin_is_a_layer() {
    // Light enters between 0 and 1 m of the tile's corner, so that it sees nothing else.
    let dot = Disc { x: 500.0, y: 500.0, radius: 1900.0, strength: 1.0 };
    let watch = watch(Field::new([4000.0; 2], vec![dot]), 0.8);
    for scattered in [0.0, 1.0] {
        let white = ScatteringDots { tau_scattering: scattered, tau_by_chance: 0.0, g: 0.8, overlaps: 1.0 };
        let dots = run(&skin(), std::slice::from_ref(&watch), Some(white), 100_000, 5);
        for (r, absorbed) in [(dots.bare.mean, 0.0), (dots.bare.mean - dots.loss[0][0].mean, 0.8)] {
            let layer = run(&skin_with(absorbed / 0.2, scattered / 0.2), &[], None, 100_000, 6).bare;
            assert!((r - layer.mean).abs() < 3.0 * hypot(dots.bare.se, layer.se), "{r} {layer:?}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_reflectances() {
    let watch = watch(Field::square(0.25, 0.6), 0.8);
    let [a, b, c] = [7, 7, 8].map(|seed| run(&skin(), std::slice::from_ref(&watch), None, 4_000, seed));
    assert_eq!((a.bare, &a.loss), (b.bare, &b.loss));
    assert_ne!(a.bare, c.bare);
}
