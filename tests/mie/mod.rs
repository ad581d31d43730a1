//! Absorption and scattering of pigment grains from their refractive index: Mie's theory of a lone sphere.

use healtone::data::Columns;
use healtone::math::{cbrt, cos, sin};
use nalgebra::Complex;
use std::f64::consts::PI;

/// Refractive index of tissue around the grains.
pub(crate) const TISSUE_N: f64 = 1.40;

/// Cross-sections of a sphere over that of its disc, and the mean cosine of what it scatters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Efficiencies {
    pub(crate) extinction: f64,
    pub(crate) scattering: f64,
    pub(crate) anisotropy: f64,
}

/// Mie's series.
///
/// ```text
/// a_n = ((D_n(mx)/m + n/x) psi_n - psi_{n-1}) / ((D_n(mx)/m + n/x) xi_n - xi_{n-1}),   b_n with m D_n instead of D_n/m
/// Q_ext = 2/x^2 sum (2n+1) Re(a_n + b_n),   Q_sca = 2/x^2 sum (2n+1) (|a_n|^2 + |b_n|^2)
/// g Q_sca = 4/x^2 sum n(n+2)/(n+1) Re(a_n a*_{n+1} + b_n b*_{n+1}) + (2n+1)/(n(n+1)) Re(a_n b*_n)
/// ```
///
/// | argument | unit | domain   | meaning                                                         |
/// |----------|------|----------|-----------------------------------------------------------------|
/// | `m`      | 1    | Im m <= 0 | refractive index n - ik of the sphere over that around it       |
/// | `x`      | 1    | > 0      | circumference of the sphere over the wavelength around it       |
///
/// Source: Bohren and Huffman, Absorption and Scattering of Light by Small Particles, 1983, chapter 4 and appendix A.
pub(crate) fn sphere(m: Complex<f64>, x: f64) -> Efficiencies {
    let m = m.conj(); // Their time factor makes absorption a positive imaginary part.
    let last = terms(x + 4.05 * cbrt(x) + 2.0);
    let log_derivative = log_derivatives(m * x, last);
    let (mut psi_before, mut psi) = (cos(x), sin(x));
    let (mut chi_before, mut chi) = (-sin(x), cos(x));
    let (mut extinction, mut scattering, mut cosine) = (0.0, 0.0, 0.0);
    let mut before: Option<(Complex<f64>, Complex<f64>)> = None;
    for (n, d) in (1..=last).zip(&log_derivative[1..]) {
        let order = n as f64;
        let next = |now: f64, before: f64| (2.0 * order - 1.0) / x * now - before;
        (psi_before, psi) = (psi, next(psi, psi_before));
        (chi_before, chi) = (chi, next(chi, chi_before));
        let (xi, xi_before) = (Complex::new(psi, -chi), Complex::new(psi_before, -chi_before));
        let coefficient = |d: Complex<f64>| {
            let share = d + order / x;
            (share * psi - psi_before) / (share * xi - xi_before)
        };
        let (a, b) = (coefficient(d / m), coefficient(d * m));
        extinction += (2.0 * order + 1.0) * (a + b).re;
        scattering += (2.0 * order + 1.0) * (a.norm_sqr() + b.norm_sqr());
        cosine += (2.0 * order + 1.0) / (order * (order + 1.0)) * (a * b.conj()).re;
        if let Some((a_before, b_before)) = before {
            let order = order - 1.0;
            let weight = order * (order + 2.0) / (order + 1.0);
            cosine += weight * (a_before * a.conj() + b_before * b.conj()).re;
        }
        before = Some((a, b));
    }
    let scale = 2.0 / (x * x);
    Efficiencies {
        extinction: scale * extinction,
        scattering: scale * scattering,
        anisotropy: 2.0 * cosine / scattering,
    }
}

/// So many terms of a series: the next whole number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundreds at most, and positive")]
fn terms(count: f64) -> usize {
    count.ceil() as usize
}

/// The logarithmic derivatives of psi, `D_n(z)`, downwards from an order where its error dies out.
fn log_derivatives(z: Complex<f64>, last: usize) -> Vec<Complex<f64>> {
    let start = last.max(terms(z.norm())) + 16;
    let mut d = vec![Complex::new(0.0, 0.0); start + 1];
    for n in (1..=start).rev() {
        let share = Complex::new(n as f64, 0.0) / z;
        d[n - 1] = share - (d[n] + share).inv();
    }
    d.truncate(last + 1);
    d
}

/// A colourant: stem of its table, its density in g/cm3, its rays with their weights, its particle sizes in um.
pub(crate) struct Material {
    pub(crate) table: &'static str,
    density: f64,
    rays: &'static [(&'static str, f64)],
    pub(crate) diameters_um: &'static [f64],
}

const SIZES_OF_OXIDES: [f64; 6] = [0.05, 0.1, 0.2, 0.3, 0.5, 1.0];

pub(crate) const MATERIALS: [Material; 4] = [
    Material {
        table: "carbon-black",
        density: 1.8,
        rays: &[("carbon_black", 1.0)],
        diameters_um: &[0.03, 0.1, 0.2, 0.4, 1.0, 2.0],
    },
    Material {
        table: "iron-oxide-red",
        density: 5.24,
        rays: &[("iron_oxide_red_o", 2.0 / 3.0), ("iron_oxide_red_e", 1.0 / 3.0)],
        diameters_um: &SIZES_OF_OXIDES,
    },
    Material {
        table: "iron-oxide-black",
        density: 5.17,
        rays: &[("iron_oxide_black", 1.0)],
        diameters_um: &SIZES_OF_OXIDES,
    },
    Material {
        table: "titanium-dioxide",
        density: 4.23,
        rays: &[("titanium_dioxide", 1.0)],
        diameters_um: &SIZES_OF_OXIDES,
    },
];

impl Material {
    /// Rows of the table: diameter in um, wavelength in nm, absorption and scattering in m2/g, mean cosine.
    pub(crate) fn rows(&self) -> Vec<[f64; 5]> {
        let indices = Columns::read("calibration/pigment/refractive-indices.csv");
        let nm = indices.column("wavelength_nm");
        let row = |diameter_um: f64, band: usize| {
            let index = |ray: &str| {
                let [n, k] = ["n", "k"].map(|part| indices.column(&format!("{ray}_{part}"))[band]);
                Complex::new(n, -k)
            };
            let x = PI * diameter_um * TISSUE_N / (nm[band] * 1e-3);
            let (mut absorption, mut scattering, mut forward) = (0.0, 0.0, 0.0);
            for (ray, weight) in self.rays {
                let q = sphere(index(ray) / TISSUE_N, x);
                absorption += weight * (q.extinction - q.scattering);
                scattering += weight * q.scattering;
                forward += weight * q.scattering * q.anisotropy;
            }
            // Disc over volume of a sphere, 3/(2 D); 1 cm3/(g um) is 1 m2/g.
            // What does not absorb is left with the rounding of two equal sums.
            let absorption = if absorption > 1e-12 { absorption } else { 0.0 };
            let per_gram = 1.5 / (self.density * diameter_um);
            [diameter_um, nm[band], absorption * per_gram, scattering * per_gram, forward / scattering]
        };
        self.diameters_um.iter().flat_map(|d| (0..nm.len()).map(|band| row(*d, band))).collect()
    }
}
