//! Fields of dots that absorb: square, hexagonal, strewn, dense, of unequal dots, of sessions over each other.

use crate::reference::{Field, Place, Watch, run};
use crate::tissues::Optics;
use std::f64::consts::PI;

/// What a table is for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Set {
    /// The dot model's constants are chosen on it.
    Fit,
    /// Other skins, wavelengths, depths and dots: nothing is chosen on it.
    HeldOut,
}

/// How dots are strewn in a table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Strewn {
    Square,
    Hexagonal,
    /// At random, none over another.
    Random,
    /// At random, diameters and strengths unequal, none nearer than a diameter.
    Unequal,
    /// Two sessions, each random, that overlap as chance has it.
    Sessions,
}

const ALL: [Strewn; 5] = [Strewn::Square, Strewn::Hexagonal, Strewn::Random, Strewn::Unequal, Strewn::Sessions];

/// Standard deviations of ln diameter and ln strength of unequal dots.
const SPREAD: [f64; 2] = [0.25, 0.4];

impl Strewn {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::Hexagonal => "hexagonal",
            Self::Random => "random",
            Self::Unequal => "unequal",
            Self::Sessions => "sessions",
        }
    }

    /// The field of a coverage; `None` where dots find no room.
    pub(crate) fn field(self, diameter_mm: f64, coverage: f64, seed: u64) -> Option<Field> {
        let dot_mm2 = 0.25 * PI * diameter_mm * diameter_mm;
        let square = (dot_mm2 / coverage).sqrt();
        let side = Field::side_mm(diameter_mm, coverage);
        let strewn = |share: f64, spread, seed| Field::strewn(side, [diameter_mm; 2], share * coverage, spread, seed);
        match self {
            Self::Square => (square >= diameter_mm).then(|| Field::square(diameter_mm, square)),
            Self::Hexagonal => Some(Field::hexagonal(diameter_mm, square / 0.75_f64.sqrt().sqrt())),
            Self::Random => strewn(1.0, [0.0; 2], seed),
            Self::Unequal => strewn(1.0, SPREAD, seed),
            Self::Sessions => Some(strewn(0.3, [0.0; 2], seed)?.with(&strewn(0.7, [0.0; 2], seed + 1)?)),
        }
    }
}

struct Design {
    optics: Vec<(&'static str, f64)>,
    /// Top and height of the dots.
    places_mm: Vec<(f64, f64)>,
    diameters_mm: Vec<f64>,
    coverages: Vec<f64>,
    taus: Vec<f64>,
}

impl Set {
    fn design(self) -> Design {
        let product = |skins: &[&'static str], nm: &[f64]| {
            skins.iter().flat_map(|s| nm.iter().map(move |nm| (*s, *nm))).collect()
        };
        match self {
            Self::Fit => Design {
                optics: product(&["fair", "deep"], &[450.0, 550.0, 650.0]),
                places_mm: vec![(0.1, 0.2), (0.2, 0.2), (0.35, 0.2), (0.2, 0.4)],
                diameters_mm: vec![0.2, 0.3, 0.5],
                coverages: vec![0.02, 0.06, 0.12, 0.2, 0.35, 0.55],
                taus: vec![0.5, 1.5, 4.0],
            },
            Self::HeldOut => Design {
                optics: product(&["medium", "light"], &[480.0, 590.0, 700.0]),
                places_mm: vec![(0.15, 0.2), (0.25, 0.3)],
                diameters_mm: vec![0.16, 0.25, 0.4],
                coverages: vec![0.01, 0.04, 0.09, 0.16, 0.28, 0.45, 0.6],
                taus: vec![0.3, 1.0, 2.5, 6.0],
            },
        }
    }
}

const HEAD: &str = "skin,wavelength_nm,top_mm,height_mm,strewn,diameter_mm,coverage,pigment,tau,r_bare,loss,se_loss";

pub(crate) fn print(set: Set, photons: u64) {
    let design = set.design();
    println!("# Own 3-D Monte Carlo of fields of cylindrical dots that absorb, in skins of monte_carlo_skins.csv.");
    println!(
        "# r_bare: diffuse reflectance without dots, specular excluded; loss: what the dots take of it, with its standard error."
    );
    println!(
        "# coverage: sum of the dots' areas; pigment: the same, each times its strength (mean 1). {photons} photons a row. Made by `cargo bench --bench monte-carlo`."
    );
    println!("{HEAD}");
    let (names, watches): (Vec<_>, Vec<_>) = watches(&design).into_iter().unzip();
    for (skin, nm) in &design.optics {
        let optics = Optics::of(skin, *nm);
        let found = run(&optics.tissue(), &watches, None, photons, nm.to_bits() ^ skin.len() as u64);
        for ((strewn, diameter_mm), (watch, losses)) in names.iter().zip(watches.iter().zip(&found.loss)) {
            for (tau, loss) in watch.taus.iter().zip(losses) {
                println!(
                    "{skin},{nm},{},{},{strewn},{diameter_mm},{:.6},{:.6},{tau},{:.6},{:.6},{:.6}",
                    watch.top_mm,
                    watch.height_mm,
                    watch.field.coverage(),
                    watch.field.pigment(),
                    found.bare.mean,
                    loss.mean,
                    loss.se,
                );
            }
        }
        eprintln!("{skin} {nm}: R {:.4} +- {:.4}", found.bare.mean, found.bare.se);
    }
}

/// Every field of a design, with its name and the diameter of its dots.
fn fields(design: &Design) -> Vec<(&'static str, f64, Field)> {
    let mut fields = Vec::new();
    for diameter_mm in &design.diameters_mm {
        for coverage in &design.coverages {
            for (k, strewn) in ALL.iter().enumerate() {
                let seed = coverage.to_bits() ^ diameter_mm.to_bits() ^ k as u64;
                let field = strewn.field(*diameter_mm, *coverage, seed);
                fields.extend(field.map(|field| (strewn.name(), *diameter_mm, field)));
            }
        }
    }
    fields
}

/// The same, at every depth.
fn watches(design: &Design) -> Vec<((&'static str, f64), Watch)> {
    let fields = fields(design);
    let at = |(top_mm, height_mm): &(f64, f64)| {
        let (top_mm, height_mm, taus) = (*top_mm, *height_mm, &design.taus);
        let watch = move |field: &Field| Watch {
            field: field.clone(),
            top_mm,
            height_mm,
            taus: taus.clone(),
            place: Place::Anywhere,
        };
        fields.iter().map(move |(name, diameter_mm, field)| ((*name, *diameter_mm), watch(field))).collect::<Vec<_>>()
    };
    design.places_mm.iter().flat_map(at).collect()
}
