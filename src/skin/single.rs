//! One dot, or one root of hair, by itself: how dark its middle looks and how wide it looks.

use super::dots::Deposit;
use super::prepared::PigmentDepths;
use crate::color::PerBand;
use crate::math::{exp, pow};

/// Fitted to Monte Carlo of single dots, `tests/bench/monte_carlo/single.rs`.
const STRENGTH: f64 = 0.757;
const BREADTH: f64 = 1.78;
const OF_DIAMETER: f64 = 0.43;
const OF_HEIGHT: f64 = 0.19;
const DEPTH_EXPONENT: f64 = 0.69;
const DEPTH_MM: f64 = 0.377;
/// Share of the depth squared in the half-contrast width squared.
const WIDTH_OF_DEPTH: f64 = 1.87;

/// The same for roots of hair, fitted to Monte Carlo of single roots.
const ROOT_STRENGTH: f64 = 290.0;
const ROOT_BREADTH: f64 = 3.56;
const ROOT_OF_DIAMETER: f64 = 4.57;
const ROOT_BLACKNESS: f64 = 0.207;
const ROOT_EXPONENT: f64 = 0.70;
/// Half-contrast width squared: shares of diameter squared and depth squared.
const ROOT_WIDTH: [f64; 2] = [1.18, 0.83];

impl Deposit {
    /// R over bare skin at the middle of one dot, seen close up.
    ///
    /// ```text
    /// ratio = field (1 - s) + layer s
    /// s     = 1 - exp(-0.757 (D/(z + 0.43 D + 0.19 h))^1.78 tau^(0.69 exp(-z/0.377)))
    /// ```
    ///
    /// s is how much of what an endless layer of the dot's axial optical depth takes is taken at the middle of the dot.
    ///
    /// | quantity | unit | domain      | meaning                                                             |
    /// |----------|------|-------------|---------------------------------------------------------------------|
    /// | `top_mm` | mm   | 0.08-0.4    | z, depth of the deposit's upper end                                 |
    /// | D        | mm   | 0.15-0.4    | diameter of the deposit                                             |
    /// | h        | mm   | 0.1-0.4     | its height                                                          |
    /// | tau      | 1    | 0.3-5       | its axial optical depth, absorption and reduced scattering together |
    /// | `layer`  | 1    | > 0         | R over bare skin of an endless layer with that depth                |
    /// | `field`  | 1    | > 0         | R over bare skin of the field around the dot                        |
    ///
    /// Outside of that it is carried on. Source: this project, fitted to its Monte Carlo of 648 single dots that absorb
    /// (off by 0.016 of the bare skin's light, rms, and 0.067 at most: large, shallow, faint dots in clear skin); on 144
    /// that nothing was fitted to by 0.010, 0.024 at most (`tests/golden/monte_carlo_single_held_out.csv`). Dots that
    /// scatter, and dots among neighbours, were not checked.
    #[must_use]
    pub fn centre_ratio(&self, top_mm: f64, layer: &PerBand, field: &PerBand) -> PerBand {
        let PigmentDepths { absorption, scattering } = &self.tau;
        let (diameter_mm, height_mm) = (self.dots.diameter_mm(), self.dots.height_mm());
        let breadth = pow(diameter_mm / (top_mm + OF_DIAMETER * diameter_mm + OF_HEIGHT * height_mm), BREADTH);
        let exponent = DEPTH_EXPONENT * exp(-top_mm / DEPTH_MM);
        mixed(layer, field, |i| 1.0 - exp(-STRENGTH * breadth * pow(absorption[i] + scattering[i], exponent)))
    }

    /// The width at half its contrast of one dot as it looks, mm.
    ///
    /// ```text
    /// w^2 = D^2 + 1.87 z^2
    /// ```
    ///
    /// The deposit looks wider than it is, because light runs sideways above it. Source: this project, fitted to its Monte
    /// Carlo of single dots, 450-650 nm; within 10 % (rms) of 144 dots that nothing was fitted to.
    #[must_use]
    pub fn half_contrast_mm(&self, top_mm: f64) -> f64 {
        let diameter_mm = self.dots.diameter_mm();
        (diameter_mm * diameter_mm + WIDTH_OF_DEPTH * top_mm * top_mm).sqrt()
    }

    /// R over bare skin at the middle of a root of shaved hair, seen close up.
    ///
    /// ```text
    /// ratio = field (1 - s) + layer s,   s = 290 (D/(z + 4.57 D))^3.56 (1 - exp(-0.207 tau^0.70))
    /// ```
    ///
    /// Arguments as of [`Self::centre_ratio`], for D 0.05-0.11 mm, z 0.05-0.12 mm, tau 2-150, height 0.8 mm: roots are
    /// narrower, taller, blacker and nearer to the surface than deposits of pigment, and have a fit of their own. Source:
    /// this project, fitted to its Monte Carlo of 216 roots (`tests/golden/monte_carlo_roots.csv`): off by 0.033 of the
    /// bare skin's light (rms), 0.12 at most.
    #[must_use]
    pub fn root_centre_ratio(&self, top_mm: f64, layer: &PerBand, field: &PerBand) -> PerBand {
        let diameter_mm = self.dots.diameter_mm();
        let most = ROOT_STRENGTH * pow(diameter_mm / (top_mm + ROOT_OF_DIAMETER * diameter_mm), ROOT_BREADTH);
        let blackness = |tau: f64| 1.0 - exp(-ROOT_BLACKNESS * pow(tau, ROOT_EXPONENT));
        mixed(layer, field, |i| most * blackness(self.tau.absorption[i]))
    }

    /// The width at half its contrast of one root as it looks, mm.
    ///
    /// ```text
    /// w^2 = 1.18 D^2 + 0.83 z^2
    /// ```
    ///
    /// Source: as of [`Self::root_centre_ratio`]; within 16 % (rms) of the 216 roots, 50 % at most.
    #[must_use]
    pub fn root_half_contrast_mm(&self, top_mm: f64) -> f64 {
        let diameter_mm = self.dots.diameter_mm();
        (ROOT_WIDTH[0] * diameter_mm * diameter_mm + ROOT_WIDTH[1] * top_mm * top_mm).sqrt()
    }
}

/// The field, and a share of the endless layer in it, band by band.
fn mixed(layer: &PerBand, field: &PerBand, share: impl Fn(usize) -> f64) -> PerBand {
    std::array::from_fn(|i| {
        let share = share(i);
        field[i] * (1.0 - share) + layer[i] * share
    })
}
