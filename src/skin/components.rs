//! What spectra human skin has: a mean and three directions in ln R.

use crate::color::{PerBand, Spectrum, on_grid};
use crate::data::Columns;
use crate::math::{exp, ln};
use std::sync::OnceLock;

/// Mean and standard deviation of the coefficients over people, wide enough for the deepest skin.
///
/// Source: International Skin Spectra Archive (2025), as in `calibration/skin/basis.csv`.
const PRIOR: [(f64, f64); 3] = [(-0.3, 1.9), (0.0, 0.31), (0.0, 0.23)];

/// How sharply ln R bends to stay below zero: nothing is changed by 1e-9 where R is below 0.66.
const CEILING_SHARPNESS: f64 = 0.02;

/// Spectra of human skin as a mean and three components of ln R, and which coefficients people have.
///
/// ```text
/// x = mean + c1 pc1 + c2 pc2 + c3 pc3,   ln R = -s ln(1 + exp(-x/s)),   s = 0.02,   c_k ~ N(m_k, s_k^2)
/// ```
///
/// The bend keeps R below 1; skin does not feel it. Components are unit vectors on 400-700 nm. Source of the shipped one:
/// principal components of ln R of the International Skin Spectra Archive, Lu, Xiao et al., Scientific Data (2025),
/// doi:10.1038/s41597-025-04857-5.
///
/// ```
/// let basis = healtone::skin::SkinBasis::shipped();
/// let deep = basis.spectrum([4.0, 0.0, 0.0]);
/// assert!(deep.values()[17] < basis.spectrum([0.0; 3]).values()[17]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SkinBasis {
    /// Mean of ln R, specular included.
    pub mean_ln_r: PerBand,
    /// The components.
    pub components: [PerBand; 3],
    /// Mean and standard deviation of the coefficients over people.
    pub prior: [(f64, f64); 3],
}

impl SkinBasis {
    /// The one that is built in.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<SkinBasis> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            let columns = Columns::read("calibration/skin/basis.csv");
            let column = |name: &str| on_grid(columns.column("wavelength_nm"), columns.column(name));
            Self {
                mean_ln_r: column("mean_ln_r"),
                components: ["component_1", "component_2", "component_3"].map(column),
                prior: PRIOR,
            }
        })
    }

    /// The spectrum with three coefficients, specular included.
    #[must_use]
    pub fn spectrum(&self, coefficients: [f64; 3]) -> Spectrum {
        Spectrum::new(self.straight(coefficients).map(|x| exp(bent(x))))
    }

    /// ln R with three coefficients.
    #[must_use]
    pub fn ln_r(&self, coefficients: [f64; 3]) -> PerBand {
        self.straight(coefficients).map(bent)
    }

    /// How ln R changes with each coefficient, band by band.
    ///
    /// ```text
    /// d ln R / d c_k = pc_k / (1 + exp(x/s))
    /// ```
    #[must_use]
    pub fn slopes(&self, coefficients: [f64; 3]) -> [PerBand; 3] {
        let slope = self.straight(coefficients).map(|x| 1.0 / (1.0 + exp(x / CEILING_SHARPNESS)));
        self.components.each_ref().map(|component| std::array::from_fn(|i| component[i] * slope[i]))
    }

    /// x: ln R before the bend.
    fn straight(&self, coefficients: [f64; 3]) -> PerBand {
        std::array::from_fn(|i| {
            self.mean_ln_r[i] + (0..3).map(|k| coefficients[k] * self.components[k][i]).sum::<f64>()
        })
    }
}

/// ln R: unchanged where it is clearly negative, bent to stay below zero where it is not.
fn bent(ln_r: f64) -> f64 {
    let x = -ln_r / CEILING_SHARPNESS;
    let softplus = if x > 40.0 { x } else { ln(1.0 + exp(x)) };
    -CEILING_SHARPNESS * softplus
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From deep skin to colours far beyond what skin can have, where the bend is felt.
    const COEFFICIENTS: [[f64; 3]; 5] =
        [[0.0; 3], [9.0, -1.5, 0.7], [-3.5, 1.2, -1.0], [-6.5, 0.0, 0.0], [-12.0, 2.0, 1.0]];

    #[test]
    fn slopes_are_those_of_differences() {
        const H: f64 = 1e-5;
        let basis = SkinBasis::shipped();
        for c in COEFFICIENTS {
            let slopes = basis.slopes(c);
            for k in 0..3 {
                let (mut above, mut below) = (c, c);
                above[k] += H;
                below[k] -= H;
                let (above, below) = (basis.ln_r(above), basis.ln_r(below));
                for i in 0..above.len() {
                    let difference = (above[i] - below[i]) / (2.0 * H);
                    approx::assert_abs_diff_eq!(slopes[k][i], difference, epsilon = 1e-6);
                }
            }
        }
    }

    #[test]
    fn the_bend_holds_what_is_too_bright_and_leaves_skin_alone() {
        let basis = SkinBasis::shipped();
        let bright = basis.slopes([-12.0, 0.0, 0.0]);
        assert!(bright[0][30].abs() < 0.01 * basis.components[0][30].abs());
        let skin = basis.slopes([2.0, 0.1, -0.1]);
        for (slope, component) in skin.iter().flatten().zip(basis.components.iter().flatten()) {
            approx::assert_abs_diff_eq!(slope, component, epsilon = 1e-9);
        }
    }

    #[test]
    fn spectra_are_those_of_the_formula_to_the_last_bit() {
        let basis = SkinBasis::shipped();
        for c in COEFFICIENTS {
            for (i, r) in basis.spectrum(c).values().iter().enumerate() {
                let ln_r = basis.mean_ln_r[i] + (0..3).map(|k| c[k] * basis.components[k][i]).sum::<f64>();
                let x = -ln_r / 0.02;
                let softplus = if x > 40.0 { x } else { ln(1.0 + exp(x)) };
                assert_eq!(r.to_bits(), exp(-0.02 * softplus).to_bits());
                assert!(*r > 0.0 && *r <= 1.0);
            }
            assert_eq!(crate::skin::basis_spectrum(c), basis.spectrum(c));
        }
    }

    #[test]
    fn components_are_unit_vectors_at_right_angles() {
        let basis = SkinBasis::shipped();
        for j in 0..3 {
            for k in 0..=j {
                // Bands 2 to 32: 400-700 nm.
                let product: f64 = (2..33).map(|i| basis.components[j][i] * basis.components[k][i]).sum();
                approx::assert_abs_diff_eq!(product, f64::from(u8::from(j == k)), epsilon = 1e-5);
            }
        }
    }
}
