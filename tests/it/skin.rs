//! Layered optics, dots and client inversion against Monte Carlo, published figures and measured skin.

use crate::shared::csv_rows;
use healtone::color::{D65, LabD65, PerBand, Spectrum, Viewing, ciede2000};
use healtone::skin::{Dots, Ground, Lattice, Layer, Medium, diffuse_reflectance, specular};

/// One row of the Monte Carlo of layers.
struct LayerRow {
    case: usize,
    skin: String,
    pigment_mm: [f64; 2],
    tau550: f64,
    nm: f64,
    mua: [f64; 3],
    musp: [f64; 2],
    r_d: f64,
}

impl LayerRow {
    fn medium(&self, in_epidermis: bool, added_per_mm: f64) -> Medium {
        let k = usize::from(!in_epidermis);
        Medium { mua_per_mm: self.mua[k] + added_per_mm, musp_per_mm: self.musp[k], g: 0.8 }
    }

    /// Epidermis of 0.06 mm, dermis down to `top_mm`, a pigmented layer of `height_mm`, dermis.
    fn reflectance(&self, top_mm: f64, height_mm: f64, added_per_mm: f64) -> f64 {
        let layers = [(true, 0.06, 0.0), (false, top_mm - 0.06, 0.0), (false, height_mm, added_per_mm)]
            .map(|(epi, thickness_mm, added)| Layer { thickness_mm, medium: self.medium(epi, added) });
        diffuse_reflectance(1.4, &layers, Ground::Endless(self.medium(false, 0.0))).unwrap()
    }
}

fn layer_rows() -> Vec<LayerRow> {
    let row = |cells: &Vec<&str>| {
        let number = |i: usize| cells[i].parse::<f64>().unwrap();
        LayerRow {
            case: cells[0].parse().unwrap(),
            skin: cells[1].to_owned(),
            pigment_mm: [number(2), number(3)],
            tau550: number(4),
            nm: number(5),
            mua: [number(6), number(7), number(8)],
            musp: [number(9), number(10)],
            r_d: number(11),
        }
    };
    csv_rows(include_str!("../golden/monte_carlo_layers.csv")).iter().map(row).collect()
}

#[test]
fn layers_agree_with_monte_carlo_in_every_case() {
    let rows = layer_rows();
    let mut differences = Vec::new();
    for case in rows.chunk_by(|a, b| a.case == b.case) {
        let lab = |f: &dyn Fn(&LayerRow) -> f64| -> LabD65 {
            let r: PerBand = std::array::from_fn(|i| f(&case[i]) + specular(1.4));
            D65::lab(&Spectrum::new(r))
        };
        let ours = lab(&|row| row.reflectance(row.pigment_mm[0], row.pigment_mm[1] - row.pigment_mm[0], row.mua[2]));
        differences.push(ciede2000(ours, lab(&|row| row.r_d)));
    }
    assert_eq!(differences.len(), 39);
    let mean = differences.iter().sum::<f64>() / 39.0;
    let max = differences.iter().copied().fold(0.0, f64::max);
    eprintln!("layers against Monte Carlo: mean dE00 {mean:.4}, max {max:.4}");
    assert!(mean <= 0.1 && max <= 0.2, "mean {mean}, max {max}");
}

#[test]
fn dot_fields_agree_with_monte_carlo() {
    let layers = layer_rows();
    let (mut error, mut effect, mut worst, mut count) = (0.0, 0.0, 0.0_f64, 0);
    for cells in csv_rows(include_str!("../golden/monte_carlo_dots.csv")) {
        let number = |i: usize| cells[i].parse::<f64>().unwrap();
        let (nm, top, tau, diameter, pitch) = (number(0), number(2), number(3), number(4), number(5));
        let (bare, r) = (number(6), number(7));
        if pitch < 2.0 * diameter - 1e-9 {
            continue;
        }
        let skin = layers.iter().find(|l| l.skin == cells[1] && l.nm == nm && l.tau550 == 0.0).unwrap();
        let dots = Dots::with_pitch(diameter, 0.2, pitch, Lattice::Square).unwrap();
        let ours = skin.reflectance(top, 0.2, dots.tau_eff(tau) / 0.2);
        worst = worst.max((ours / r - 1.0).abs());
        error += (ours - r) * (ours - r);
        effect += (bare - r) * (bare - r);
        count += 1;
    }
    let ratio = (error / effect).sqrt();
    eprintln!(
        "dots against 3-D Monte Carlo: {count} rows, worst {:.2} % of R, rms error {:.2} % of the rms effect",
        100.0 * worst,
        100.0 * ratio
    );
    assert!(count > 200 && worst <= 0.03 && ratio <= 0.03, "{count} rows, worst {worst}, ratio {ratio}");
}
