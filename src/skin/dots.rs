//! Dots of pigment as an even layer.

use super::domain::{COVERAGE, DIAMETER, DomainError, PITCH, THICKNESS};
use super::prepared::PigmentDepths;
use crate::color::BANDS;
use crate::math::{exp, pow};
use std::f64::consts::PI;

/// How the dots are strewn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lattice {
    /// Rows and columns.
    Square,
    /// Every dot amid six at the same distance.
    Hexagonal,
    /// No order, but none over another: what a hand does.
    Random,
}

impl Lattice {
    /// beta: how much the order of the others makes up for what one dot hides.
    const fn order(self) -> f64 {
        match self {
            Self::Square | Self::Hexagonal => 2.27,
            Self::Random => 1.66,
        }
    }
}

/// A field of equal cylindrical dots of pigment standing in skin.
///
/// ```text
/// l = 2 a h/(a + h),  a = D/2                     mean chord of a cylinder
/// kappa = 1.32 l (D/0.3 mm)^0.13                  mean path in a dot of light that meets it
/// z = tau kappa/h exp(-beta c)                    beta 2.27 in order, 1.66 at random
/// tau_eff = c tau P(z),  P(z) = (1 - (1 + z/5)^-5)/z
/// ```
///
/// Light that meets a dot runs through it for lengths that are spread as a Gamma distribution of shape 5: P is what
/// such lengths leave of the pigment's effect. Their mean is above the mean chord, as scattering brings light back to
/// the dot that it left. Where other dots keep away, as they do the denser they lie, light that has met one dot meets
/// fewer others than chance would have it: exp(-beta c).
///
/// | quantity      | unit | domain     | meaning                                                       |
/// |---------------|------|------------|---------------------------------------------------------------|
/// | `diameter_mm` | mm   | (0, 1000)  | D, diameter of the deposit, not of what is seen               |
/// | `height_mm`   | mm   | (0, 1e6)   | h, height of the deposit                                      |
/// | `coverage`    | 1    | [0, 1]     | c, share of the area under dots                               |
/// | `tau`         | 1    | [0, 1e6]   | optical depth along the axis of one dot, base e               |
/// | returns       | 1    | [0, tau c] | optical depth of an even layer of height h that looks the same |
///
/// Valid for dots that absorb, 0.16-0.5 mm wide and 0.2-0.4 mm tall, 0.1-0.35 mm below the surface, up to 60 % cover:
/// against Monte Carlo that nothing was chosen on, up to 20 % cover, 2.1 % rms of the effect and at most 2.1 % of R (4.0 %
/// for tau 6); up to 60 % cover 0.9 % rms of the effect and at most 6.6 % of R, where dots are so black that light is left in
/// the gaps between them only.
/// Skins, wavelengths and depths need no terms of their own. Dots that scatter too: [`Dots::layer`]. Neither Murray-Davies nor
/// Yule-Nielsen holds for an absorber inside a scatterer: light runs 0.2-1.2 mm sideways and meets dots that it did not
/// enter above.
///
/// Source: this project, fitted to its Monte Carlo (`tests/golden/monte_carlo_fields.csv`); mean chord 4 V/S after
/// Dirac (1943).
///
/// ```
/// use healtone::skin::{Dots, Lattice};
/// let field = Dots::with_pitch(0.3, 0.2, 0.9, Lattice::Square)?;
/// let tau_eff = field.tau_eff(1.2);
/// assert!(tau_eff < field.coverage() * 1.2 && tau_eff > 0.05);
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dots {
    diameter_mm: f64,
    height_mm: f64,
    coverage: f64,
    lattice: Lattice,
}

/// kappa over the mean chord, for a dot of [`REFERENCE_MM`].
const PATH_OVER_CHORD: f64 = 1.32;

/// How much scattering in a dot hides its absorption from light, its scattering from itself, and its absorption its
/// scattering, over what absorption hides of itself.
const KEPT_OUT: f64 = 0.084;
const SCATTERED_ONCE: f64 = 0.60;
const HIDDEN: f64 = 0.81;

/// The diameter that `PATH_OVER_CHORD` is given for, and how it grows with the diameter: the wider a dot, the more of
/// the light that leaves it comes back.
const REFERENCE_MM: f64 = 0.3;
const PATH_GROWTH: f64 = 0.13;

impl Dots {
    /// Dots whose neighbours are `pitch_mm` apart; for a random field, the pitch of the square lattice as dense.
    ///
    /// # Errors
    /// Names the first quantity outside its domain; a pitch below the diameter is one.
    pub fn with_pitch(diameter_mm: f64, height_mm: f64, pitch_mm: f64, lattice: Lattice) -> Result<Self, DomainError> {
        PITCH.check(pitch_mm)?;
        DIAMETER.check(diameter_mm)?;
        if pitch_mm < diameter_mm {
            return Err(DomainError { domain: super::Domain { least: diameter_mm, ..PITCH }, value: pitch_mm });
        }
        let dot_mm2 = PI * diameter_mm * diameter_mm / 4.0;
        let cell_mm2 = match lattice {
            Lattice::Square | Lattice::Random => pitch_mm * pitch_mm,
            Lattice::Hexagonal => 0.75_f64.sqrt() * pitch_mm * pitch_mm,
        };
        Ok(Self { lattice, ..Self::with_coverage(diameter_mm, height_mm, dot_mm2 / cell_mm2)? })
    }

    /// Dots strewn at random, so many per square centimetre.
    ///
    /// # Errors
    /// Names the first quantity outside its domain; more dots than there is room for are one.
    pub fn with_density(diameter_mm: f64, height_mm: f64, density_per_cm2: f64) -> Result<Self, DomainError> {
        DIAMETER.check(diameter_mm)?;
        Self::with_coverage(diameter_mm, height_mm, PI * diameter_mm * diameter_mm / 4.0 * density_per_cm2 / 100.0)
    }

    /// Dots strewn at random that cover a share of the area.
    ///
    /// # Errors
    /// Names the first quantity outside its domain.
    pub fn with_coverage(diameter_mm: f64, height_mm: f64, coverage: f64) -> Result<Self, DomainError> {
        DIAMETER.check(diameter_mm)?;
        THICKNESS.check(height_mm)?;
        COVERAGE.check(coverage)?;
        Ok(Self { diameter_mm, height_mm, coverage, lattice: Lattice::Random })
    }

    /// The share of the area under dots.
    #[must_use]
    pub const fn coverage(&self) -> f64 {
        self.coverage
    }

    /// The diameter of a dot.
    #[must_use]
    pub const fn diameter_mm(&self) -> f64 {
        self.diameter_mm
    }

    /// The height of a dot, which is that of the even layer.
    #[must_use]
    pub const fn height_mm(&self) -> f64 {
        self.height_mm
    }

    /// The optical depth of the even layer, for dots of axial optical depth `tau`.
    #[must_use]
    pub fn tau_eff(&self, tau: f64) -> f64 {
        self.layer(tau, 0.0)[0]
    }

    /// The optical depths of the even layer, absorption and reduced scattering, for dots that do both.
    ///
    /// ```text
    /// tau_a_eff = c tau_a P(k (tau_a + 0.084 tau_s)),   tau_s_eff = c tau_s P(k (0.60 tau_s + 0.81 tau_a))
    /// k = kappa/h exp(-beta c)
    /// ```
    ///
    /// | argument         | unit | domain   | meaning                                                  |
    /// |------------------|------|----------|----------------------------------------------------------|
    /// | `tau`            | 1    | [0, 1e6] | absorption along the axis of a dot, base e               |
    /// | `tau_scattering` | 1    | [0, 1e6] | mus (1 - g) h along the axis, with the g of the skin     |
    /// | returns          | 1    |          | the same two of an even layer of height h                |
    ///
    /// A dot that scatters keeps some light out of its inside, so that pigment there absorbs less; one that absorbs hides
    /// what would have been scattered. Valid for `tau_scattering` up to 4 and 50 % cover: off by at most 1.7 % of R in
    /// Monte Carlo that nothing was chosen on (up to 2, and 30 % cover), by 5.5 % in what it was fitted to.
    ///
    /// Errors: none. Source: this project, fitted to its Monte Carlo (`tests/golden/monte_carlo_scattering.csv`).
    ///
    /// ```
    /// use healtone::skin::Dots;
    /// let field = Dots::with_coverage(0.25, 0.2, 0.1)?;
    /// let [tau_a, tau_s] = field.layer(1.2, 0.8);
    /// assert!(tau_a < field.tau_eff(1.2) && tau_s < field.coverage() * 0.8);
    /// assert_eq!(field.layer(1.2, 0.0), [field.tau_eff(1.2), 0.0]);
    /// # Ok::<(), healtone::skin::DomainError>(())
    /// ```
    #[must_use]
    pub fn layer(&self, tau: f64, tau_scattering: f64) -> [f64; 2] {
        self.layer_hidden([tau, tau_scattering], self.hiding(self.coverage))
    }

    /// These dots as some of those that keep out of each other's way and cover `total` of the area.
    #[must_use]
    pub fn among(self, total: f64) -> PlacedDots {
        PlacedDots { dots: self, k: self.hiding(total) }
    }

    /// k where these dots are some of those that cover `total` of the area.
    fn hiding(&self, total: f64) -> f64 {
        self.path_mm() / self.height_mm * exp(-self.lattice.order() * total)
    }

    /// The layer where so much of a dot is hidden.
    fn layer_hidden(&self, [absorbed, scattered]: [f64; 2], k: f64) -> [f64; 2] {
        let hidden = [absorbed + KEPT_OUT * scattered, SCATTERED_ONCE * scattered + HIDDEN * absorbed];
        [0, 1].map(|i| self.coverage * [absorbed, scattered][i] * left_by_packing(k * hidden[i]))
    }

    /// kappa: mean path of light in a dot that it meets.
    fn path_mm(&self) -> f64 {
        let a = 0.5 * self.diameter_mm;
        let chord_mm = 2.0 * a * self.height_mm / (a + self.height_mm);
        PATH_OVER_CHORD * chord_mm * pow(self.diameter_mm / REFERENCE_MM, PATH_GROWTH)
    }
}

/// P(z) = (1 - (1 + z/5)^-5)/z: 1 for faint dots, 1/z for black ones.
fn left_by_packing(z: f64) -> f64 {
    // Written so that nothing cancels where z is small: with y = 1/(1 + z/5), 1 - y^5 = (1 - y)(1 + y + ... + y^4).
    let y = 1.0 / (1.0 + z / 5.0);
    y * (1.0 + y * (1.0 + y * (1.0 + y * (1.0 + y)))) / 5.0
}

/// Dots whose neighbours are known, whatever pigment is in them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacedDots {
    dots: Dots,
    k: f64,
}

impl PlacedDots {
    /// Adds the even layer for these dots with axial optical depths `tau`, band by band.
    pub fn add_to(&self, layer: &mut PigmentDepths, tau: &PigmentDepths) {
        if tau.scattering.iter().all(|tau| *tau <= 0.0) {
            for (layer, tau) in layer.absorption.iter_mut().zip(&tau.absorption) {
                *layer += self.dots.coverage * tau * left_by_packing(self.k * tau);
            }
            return;
        }
        for band in 0..BANDS {
            let [absorption, scattering] = self.dots.layer_hidden([tau.absorption[band], tau.scattering[band]], self.k);
            layer.absorption[band] += absorption;
            layer.scattering[band] += scattering;
        }
    }
}

/// Dots of one kind in an area that may hold several: one session's, say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deposit {
    /// Their size and cover.
    pub dots: Dots,
    /// Axial optical depths of one.
    pub tau: PigmentDepths,
}

/// The even layer for dots of several kinds in one area, band by band.
///
/// ```text
/// tau_eff = sum_j c_j tau_j P(z_j),   z_j = tau_j kappa_j/h_j exp(-beta C_j)
/// ```
///
/// and with what dots scatter as in [`Dots::layer`].
///
/// Dots of one group keep out of each other's way, `C_j` is the cover of the group: unequal dots of one sitting, or
/// sessions set into each other's gaps. Groups lie over each other as chance has it: new work over old that no one
/// heeded. For one kind this is [`Dots::layer`]. Source: this project, as for one kind.
#[must_use]
pub fn mixed_layer(groups: &[&[Deposit]]) -> PigmentDepths {
    let mut layer = PigmentDepths::NONE;
    for group in groups {
        let cover: f64 = group.iter().map(|kind| kind.dots.coverage).sum();
        for kind in *group {
            kind.dots.among(cover).add_to(&mut layer, &kind.tau);
        }
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test] // by hand: D .4, h .2, tau 1: l = .2, kappa = .264 (4/3)^.13 = .27406
    fn fields_by_hand() {
        // pitch .8: c = .196350, z = 1.370301 exp(-.445713) = .877496, P = (1 - 1.175499^-5)/.877496 = .631864
        let field = Dots::with_pitch(0.4, 0.2, 0.8, Lattice::Square).unwrap();
        assert_relative_eq!(field.tau_eff(1.0), 0.196_350 * 0.631_864, max_relative = 1e-5);
        // at random: z = 1.370301 exp(-.325940) = .989149, P = (1 - 1.197830^-5)/.989149 = .600990
        let random = Dots::with_pitch(0.4, 0.2, 0.8, Lattice::Random).unwrap();
        assert_relative_eq!(random.tau_eff(1.0), 0.196_350 * 0.600_990, max_relative = 1e-5);
    }

    #[test]
    fn coverage_is_that_of_the_lattice() {
        let square = Dots::with_pitch(0.3, 0.2, 0.9, Lattice::Square).unwrap();
        let hexagonal = Dots::with_pitch(0.3, 0.2, 0.9, Lattice::Hexagonal).unwrap();
        assert_relative_eq!(hexagonal.coverage() / square.coverage(), 2.0 / 3.0_f64.sqrt(), max_relative = 1e-12);
        let random = Dots::with_pitch(0.3, 0.2, 0.9, Lattice::Random).unwrap();
        assert_eq!(random, Dots::with_coverage(0.3, 0.2, square.coverage()).unwrap());
        assert!(random.tau_eff(2.0) < square.tau_eff(2.0), "order leaves less light between");
        let counted = Dots::with_density(0.3, 0.2, 100.0 / 0.81).unwrap();
        assert_relative_eq!(counted.coverage(), square.coverage(), max_relative = 1e-12);
    }

    #[test]
    fn nothing_jumps_and_more_is_never_less() {
        let mut before = 0.0;
        for i in 0..=7500 {
            let tau_eff = Dots::with_coverage(0.3, 0.2, 1e-4 * f64::from(i)).unwrap().tau_eff(2.0);
            assert!(
                tau_eff >= before && tau_eff - before < 1e-3,
                "coverage {}: {before} to {tau_eff}",
                1e-4 * f64::from(i)
            );
            before = tau_eff;
        }
        let field = Dots::with_coverage(0.3, 0.2, 0.1).unwrap();
        assert_eq!(field.tau_eff(0.0), 0.0);
        let mut before = 0.0;
        for i in 1..=1400 {
            let now = field.tau_eff(1e-5 * f64::from(i * i));
            assert!(now > before, "step {i}");
            before = now;
        }
        assert_eq!(Dots::with_coverage(0.3, 0.2, 0.0).unwrap().tau_eff(5.0), 0.0);
    }

    #[test]
    fn several_kinds_are_one_when_they_are_alike_and_never_more_than_their_pigment() {
        let kind = |coverage: f64, tau: f64| Deposit {
            dots: Dots::with_coverage(0.3, 0.2, coverage).unwrap(),
            tau: PigmentDepths { absorption: [tau; BANDS], scattering: [0.5; BANDS] },
        };
        let whole = Dots::with_coverage(0.3, 0.2, 0.1).unwrap().layer(1.2, 0.5);
        let mixed = mixed_layer(&[&[kind(0.03, 1.2), kind(0.07, 1.2)]]);
        assert_relative_eq!(mixed.absorption[17], whole[0], max_relative = 1e-12);
        assert_relative_eq!(mixed.scattering[17], whole[1], max_relative = 1e-12);
        assert_eq!(mixed_layer(&[]), PigmentDepths::NONE);
        assert_eq!(mixed_layer(&[&[]]), PigmentDepths::NONE);
        for coverage in [0.05, 0.4, 0.95] {
            let fields = [kind(coverage, 0.8), kind(coverage, 5.0), kind(coverage, 40.0)];
            let even = mixed_layer(&[&fields]).absorption[0];
            let over_each_other = mixed_layer(&[&fields[..1], &fields[1..]]).absorption[0];
            assert!(over_each_other < even, "dots in each other's way hide more");
            assert!(even > 0.0 && even <= coverage * 45.8, "cover {coverage}: {even}");
        }
    }

    #[test]
    fn impossible_fields_are_refused() {
        assert!(Dots::with_pitch(0.4, 0.2, 0.39, Lattice::Square).unwrap_err().to_string().contains("pitch"));
        assert!(Dots::with_density(0.4, 0.2, 900.0).unwrap_err().to_string().contains("coverage"));
        assert!(Dots::with_coverage(0.0, 0.2, 0.1).is_err());
        assert!(Dots::with_coverage(0.4, f64::NAN, 0.1).is_err());
    }
}
