//! Fields of dots that scatter as well as absorb: titanium dioxide, iron oxides.

use crate::fields::{Set, Strewn};
use crate::reference::{Place, ScatteringDots, Watch, run};
use crate::tissues::Optics;

struct Design {
    optics: &'static [(&'static str, f64)],
    places_mm: &'static [(f64, f64)],
    strewn: &'static [Strewn],
    diameters_mm: &'static [f64],
    coverages: &'static [f64],
    taus_scattering: &'static [f64],
    taus: &'static [f64],
}

const fn design(set: Set) -> Design {
    match set {
        Set::Fit => Design {
            optics: &[("fair", 450.0), ("fair", 600.0), ("deep", 550.0), ("deep", 650.0)],
            places_mm: &[(0.1, 0.2), (0.25, 0.2)],
            strewn: &[Strewn::Square, Strewn::Random],
            diameters_mm: &[0.2, 0.45],
            coverages: &[0.06, 0.2, 0.5],
            taus_scattering: &[0.25, 1.0, 4.0],
            taus: &[0.0, 0.5, 2.0],
        },
        Set::HeldOut => Design {
            optics: &[("medium", 480.0), ("medium", 640.0), ("light", 560.0)],
            places_mm: &[(0.15, 0.2), (0.2, 0.3)],
            strewn: &[Strewn::Hexagonal, Strewn::Random],
            diameters_mm: &[0.25, 0.35],
            coverages: &[0.1, 0.3],
            taus_scattering: &[0.5, 2.0],
            taus: &[0.0, 0.3, 1.2],
        },
    }
}

const HEAD: &str = "skin,wavelength_nm,top_mm,height_mm,strewn,diameter_mm,coverage,tau_scattering,tau,r_bare,r,se";

pub(crate) fn print(set: Set, photons: u64) {
    let design = design(set);
    println!(
        "# Own 3-D Monte Carlo of fields of cylindrical dots that scatter and absorb, in skins of monte_carlo_skins.csv."
    );
    println!(
        "# tau_scattering: mus (1 - g) h along the axis of a dot, with the g of the skin; tau: of its absorption. r_bare: diffuse"
    );
    println!(
        "# reflectance without dots, specular excluded; r: with, and the standard error of r - r_bare. {photons} photons a row."
    );
    println!("# Made by `cargo bench --bench monte-carlo`.");
    println!("{HEAD}");
    let mut seed = 0;
    for (skin, nm) in design.optics {
        let optics = Optics::of(skin, *nm);
        let tissue = optics.tissue();
        let bare = run(&tissue, &[], None, 10 * photons, nm.to_bits()).bare;
        let each = |(top_mm, height_mm): (f64, f64), strewn: Strewn, diameter_mm: f64, coverage: f64, seed: u64| {
            let Some(field) = strewn.field(diameter_mm, coverage, seed) else { return };
            for tau_scattering in design.taus_scattering {
                let dots =
                    ScatteringDots { tau_scattering: *tau_scattering, tau_by_chance: 0.0, g: optics.g, overlaps: 1.0 };
                let watch = Watch {
                    field: field.clone(),
                    top_mm,
                    height_mm,
                    taus: design.taus.to_vec(),
                    place: Place::Anywhere,
                };
                let found = run(&tissue, &[watch], Some(dots), photons, seed ^ tau_scattering.to_bits());
                for (tau, loss) in design.taus.iter().zip(&found.loss[0]) {
                    println!(
                        "{skin},{nm},{top_mm},{height_mm},{},{diameter_mm},{:.6},\
{tau_scattering},{tau},{:.6},{:.6},{:.6}",
                        strewn.name(),
                        field.coverage(),
                        bare.mean,
                        found.bare.mean - loss.mean,
                        healtone::math::hypot(found.bare.se, bare.se),
                    );
                }
            }
        };
        for place in design.places_mm {
            for strewn in design.strewn {
                for diameter_mm in design.diameters_mm {
                    for coverage in design.coverages {
                        seed += 1;
                        each(*place, *strewn, *diameter_mm, *coverage, seed);
                    }
                }
            }
        }
        eprintln!("{skin} {nm}: R {:.4} +- {:.4}", bare.mean, bare.se);
    }
}
