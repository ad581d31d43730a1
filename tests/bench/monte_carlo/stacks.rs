//! Stacks drawn at random, over the whole spectrum: what the layered optics are judged by.

use crate::fields::Set;
use crate::reference::{Tissue, run};
use healtone::color::WAVELENGTHS_NM;
use healtone::math::{Random, exp, ln, pow};

const STACKS: u64 = 20;

/// A layer: thickness, and absorption and reduced scattering as smooth functions of wavelength.
struct Layer {
    thickness_mm: f64,
    mua_per_mm: [f64; 2],
    musp_per_mm: [f64; 2],
    /// An absorption band of its own: height, place and width in nm.
    band: [f64; 3],
}

impl Layer {
    fn drawn(random: &mut Random, is_last: bool) -> Self {
        Self {
            thickness_mm: if is_last { f64::INFINITY } else { log_uniform(random, 0.04, 0.5) },
            mua_per_mm: [log_uniform(random, 0.02, 2.0), random.between(-0.5, 3.5)],
            musp_per_mm: [log_uniform(random, 1.0, 10.0), random.between(0.0, 2.0)],
            band: [log_uniform(random, 0.05, 2.0), random.between(420.0, 660.0), random.between(15.0, 60.0)],
        }
    }

    /// Thickness, absorption, reduced scattering.
    fn at(&self, nm: f64) -> [f64; 3] {
        let power = |[at_550, exponent]: [f64; 2]| at_550 * pow(nm / 550.0, -exponent);
        let [height, place_nm, width_nm] = self.band;
        let off = (nm - place_nm) / width_nm;
        [self.thickness_mm, power(self.mua_per_mm) + height * exp(-off * off), power(self.musp_per_mm)]
    }
}

fn log_uniform(random: &mut Random, least: f64, most: f64) -> f64 {
    exp(random.between(ln(least), ln(most)))
}

/// Seeds of the stacks.
const fn seed(set: Set) -> u64 {
    match set {
        Set::Fit => 20_261_126,
        Set::HeldOut => 20_261_127,
    }
}

pub(crate) fn print(set: Set, photons: u64) {
    println!(
        "# Own Monte Carlo of {STACKS} stacks drawn at random: two to five layers, the last endless, one n and g each."
    );
    println!(
        "# Thickness, absorption and reduced scattering from the surface down. r_d: diffuse reflectance at normal"
    );
    println!("# incidence, specular excluded; se: its standard error. {photons} photons a row.");
    println!("# Made by `cargo bench --bench monte-carlo`.");
    println!("case,n,g,wavelength_nm,thickness_mm,mua_per_mm,musp_per_mm,r_d,se");
    for case in 0..STACKS {
        let mut random = Random::part(seed(set), case);
        let (n, g) = (random.between(1.33, 1.5), random.between(0.6, 0.85));
        let chance = random.uniform();
        let finite = 1 + [0.25, 0.5, 0.75].iter().filter(|quarter| chance >= **quarter).count();
        let layers: Vec<Layer> = (0..=finite).map(|i| Layer::drawn(&mut random, i == finite)).collect();
        for nm in WAVELENGTHS_NM {
            // As printed, so that the table is of what it says.
            let at: Vec<[f64; 3]> = layers.iter().map(|layer| layer.at(nm).map(rounded)).collect();
            let (n, g) = (rounded(n), rounded(g));
            let tissue = Tissue::new(n, &at.iter().map(|[d, a, s]| (*d, *a, *s, g)).collect::<Vec<_>>());
            let r = run(&tissue, &[], None, photons, nm.to_bits() ^ case).bare;
            let list = |k: usize| at.iter().map(|layer| layer[k].to_string()).collect::<Vec<_>>().join(" ");
            println!("{case},{n},{g},{nm},{},{},{},{:.6},{:.6}", list(0), list(1), list(2), r.mean, r.se);
        }
        eprintln!("stack {case}: {} layers", layers.len());
    }
}

fn rounded(value: f64) -> f64 {
    if value.is_finite() { (value * 1e5).round() / 1e5 } else { value }
}
