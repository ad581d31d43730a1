//! How long the layered optics take: a spectrum of 36 bands anew, and with only the pigment changed.
//!
//!     cargo bench --bench optics
#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use healtone::color::WAVELENGTHS_NM;
use healtone::math::quantile;
use healtone::skin::{PerWavelength, SkinModel, Stack, StackLayer, StackMedium, TissueSpectrum};
use std::hint::black_box;
use std::time::Instant;

/// Spectra a sample, and samples.
const BATCH: u32 = 50;
const SAMPLES: usize = 200;

fn main() {
    let skin = SkinModel::default();
    let prepared = skin.prepare(0.2, 0.2).expect("its numbers are allowed");
    let tau = [0.3; 36];
    let stack = stack(&skin, 0.3 / 0.2);
    println!("bare skin, two layers:                {}", time(&mut || black_box(skin).bare().expect("allowed")));
    println!(
        "pigment in skin, four layers, anew:   {}",
        time(&mut || black_box(skin).prepare(0.2, 0.2).expect("allowed").reflectance(black_box(&tau)))
    );
    println!(
        "the same as a stack, once:            {}",
        time(&mut || black_box(&stack).reflectance().expect("allowed"))
    );
    println!("the same, only the pigment changed:   {}", time(&mut || prepared.reflectance(black_box(&tau))));
}

/// Epidermis, dermis to 0.2 mm, 0.2 mm of dermis with pigment, dermis.
fn stack(skin: &SkinModel, pigment_mua_per_mm: f64) -> Stack {
    let medium = |tissue: TissueSpectrum, more: f64| StackMedium {
        mua_per_mm: PerWavelength::Each(tissue.mua_per_mm.map(|mua| mua + more).to_vec()),
        musp_per_mm: PerWavelength::Each(tissue.musp_per_mm.to_vec()),
        g: PerWavelength::Constant(skin.g),
    };
    let layer = |thickness_mm, medium| StackLayer { thickness_mm, medium, dots: None };
    Stack {
        wavelength_nm: WAVELENGTHS_NM.to_vec(),
        n: skin.n,
        layers: vec![
            layer(skin.epidermis_mm, medium(skin.epidermis(), 0.0)),
            layer(0.2 - skin.epidermis_mm, medium(skin.dermis(), 0.0)),
            layer(0.2, medium(skin.dermis(), pigment_mua_per_mm)),
        ],
        ground: medium(skin.dermis(), 0.0),
    }
}

/// Median and range of the time of one spectrum.
fn time<T>(job: &mut dyn FnMut() -> T) -> String {
    let us: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..BATCH {
                black_box(job());
            }
            1e6 * start.elapsed().as_secs_f64() / f64::from(BATCH)
        })
        .collect();
    format!("{:.1} us (5-95 %: {:.1}-{:.1})", quantile(&us, 0.5), quantile(&us, 0.05), quantile(&us, 0.95))
}
