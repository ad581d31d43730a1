//! One dot alone: how much darker skin looks at its middle and beside it.

use crate::fields::Set;
use crate::reference::{Field, Place, Watch, run};
use crate::tissues::Optics;

struct Design {
    optics: &'static [(&'static str, f64)],
    tops_mm: &'static [f64],
    heights_mm: &'static [f64],
    diameters_mm: &'static [f64],
    taus: &'static [f64],
}

/// Roots of shaved hair: narrower, taller, nearer to the surface and blacker than dots of pigment.
const ROOTS: Design = Design {
    optics: &[("fair", 450.0), ("fair", 550.0), ("fair", 650.0), ("deep", 550.0), ("deep", 650.0), ("light", 620.0)],
    tops_mm: &[0.05, 0.08, 0.12],
    heights_mm: &[0.8],
    diameters_mm: &[0.05, 0.08, 0.11],
    taus: &[2.0, 10.0, 40.0, 150.0],
};

const fn design(set: Set) -> Design {
    match set {
        Set::Fit => Design {
            optics: &[
                ("fair", 450.0),
                ("fair", 550.0),
                ("fair", 650.0),
                ("deep", 450.0),
                ("deep", 550.0),
                ("deep", 650.0),
            ],
            tops_mm: &[0.08, 0.15, 0.25, 0.4],
            heights_mm: &[0.1, 0.2, 0.4],
            diameters_mm: &[0.15, 0.25, 0.4],
            taus: &[0.5, 1.5, 5.0],
        },
        Set::HeldOut => Design {
            optics: &[("medium", 480.0), ("medium", 590.0), ("light", 620.0), ("light", 560.0)],
            tops_mm: &[0.1, 0.2, 0.3],
            heights_mm: &[0.15, 0.25],
            diameters_mm: &[0.2, 0.3],
            taus: &[0.3, 1.0, 3.0],
        },
    }
}

/// Distances from the middle of the dot.
const BESIDE_MM: [f64; 9] = [0.0, 0.06, 0.12, 0.18, 0.25, 0.35, 0.5, 0.75, 1.1];

const HEAD: &str = "skin,wavelength_nm,top_mm,height_mm,diameter_mm,tau,beside_mm,r_bare,loss,se_loss";

pub(crate) fn print(set: Set, photons: u64) {
    print_design(&design(set), photons);
}

pub(crate) fn print_roots(photons: u64) {
    print_design(&ROOTS, photons);
}

fn print_design(design: &Design, photons: u64) {
    println!("# Own 3-D Monte Carlo of one cylindrical dot that absorbs, in skins of monte_carlo_skins.csv.");
    println!(
        "# r_bare: diffuse reflectance of skin, specular excluded; loss: what the dot takes of the light that falls straight down"
    );
    println!(
        "# beside_mm from its middle (or, turned round, of what is seen there in even light). {photons} photons a row."
    );
    println!("# Made by `cargo bench --bench monte-carlo`.");
    println!("{HEAD}");
    let mut watches = Vec::new();
    for top_mm in design.tops_mm {
        for height_mm in design.heights_mm {
            for diameter_mm in design.diameters_mm {
                let field = Field::alone(*diameter_mm);
                let [x, y] = field.middle();
                watches.extend(BESIDE_MM.map(|beside| Watch {
                    field: field.clone(),
                    top_mm: *top_mm,
                    height_mm: *height_mm,
                    taus: design.taus.to_vec(),
                    place: Place::At([x + beside, y]),
                }));
            }
        }
    }
    for (skin, nm) in design.optics {
        let optics = Optics::of(skin, *nm);
        let found = run(&optics.tissue(), &watches, None, photons, nm.to_bits() ^ 1);
        for (i, (watch, losses)) in watches.iter().zip(&found.loss).enumerate() {
            for (tau, loss) in watch.taus.iter().zip(losses) {
                println!(
                    "{skin},{nm},{},{},{},{tau},{},{:.6},{:.6},{:.6}",
                    watch.top_mm,
                    watch.height_mm,
                    2.0 * watch.field.discs[0].radius,
                    BESIDE_MM[i % BESIDE_MM.len()],
                    found.bare.mean,
                    loss.mean,
                    loss.se,
                );
            }
        }
        eprintln!("{skin} {nm}: R {:.4} +- {:.4}", found.bare.mean, found.bare.se);
    }
}
