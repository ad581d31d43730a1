//! Dots of pigment in this skin on a given day, as samples.
//!
//! The state of a dot is its absorption cross-section A(l): one mass balance. Retention acts on A; diameter and depth
//! change how dark that A looks, never A itself. Everything uncertain is a parameter of a [`Draw`]; every draw is a
//! possible client, hand and healing, and what is predicted is the whole set of them.

mod draw;
mod fields;
mod needle;
mod old_work;
mod outlook;
mod parameters;
mod pigment_draw;
mod table;

pub use draw::{Draw, DrawOptions, NORMALS, draws};
pub use fields::Fields;
pub use needle::{Needle, NeedleError};
pub use outlook::{DayOutlook, HealedSkin, Outlook, contrast_on, redness_on, spectrum_on};
pub use parameters::{Cause, PARAMETERS, Parameter, Sensitivity, sensitivity};
pub use table::EffectTable;

pub use crate::pigment::HEALED_DAY;

use crate::color::{BANDS, PerBand};
use crate::math::{exp, ln, pow};

/// Days in a year.
pub const YEAR_DAYS: f64 = 365.25;

/// What is put into the skin, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Treatment {
    /// What was put in before, each sitting with a mix of its own, oldest first; its days count from the same first one.
    pub before: Vec<PastSession>,
    /// The undiluted concentrate, or mix of concentrates.
    pub concentrate: Concentrate,
    /// Volume fraction of concentrate in the cup, 0-1.
    pub fraction: f64,
    /// The sessions, in order.
    pub sessions: Vec<Session>,
    /// Diameter of the healed deposit where it is known, mm; otherwise the prior's median.
    pub healed_diameter_mm: Option<f64>,
}

/// A sitting that was done, with what was in the cup.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastSession {
    /// Days from the first session.
    pub day: f64,
    /// Dots set in it, per cm2.
    pub density_per_cm2: f64,
    /// The undiluted concentrate, or mix of concentrates.
    pub concentrate: Concentrate,
    /// Volume fraction of concentrate in the cup, 0-1.
    pub fraction: f64,
    /// Diameter of the healed deposit where it is known, mm.
    pub healed_diameter_mm: Option<f64>,
}

/// Every dot of a treatment, whatever is in those of the sessions to come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Course<'a> {
    /// What was put in before.
    pub before: &'a [PastSession],
    /// The sessions to come, in order.
    pub sessions: &'a [Session],
    /// Diameter of their healed deposit where it is known, mm; otherwise the prior's median.
    pub healed_diameter_mm: Option<f64>,
}

/// Optics of a pigment as it is in the bottle: cross-sections per mass times solids.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Concentrate {
    /// Of the colourants that last, carbon.
    pub lasting: Coefficients,
    /// Of the others, which may go sooner or later than those that last.
    pub drifting: Coefficients,
    /// The same two with grains clumped to twice their diameter.
    pub clumped: [Coefficients; 2],
    /// How it heals, where that is stated of it.
    pub stated: Stated,
}

/// What is stated of how a mix heals, in the place of the usual priors.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stated {
    /// Share of the mass left at day 28.
    pub retention: StatedFactor,
    /// Half-life of what is left.
    pub slow_half_life: StatedFactor,
    /// Half-life of colourants other than carbon over that of carbon.
    pub hue_drift: StatedFactor,
    /// Factor on the absorption of a gram.
    pub absorption: StatedFactor,
    /// Factor on the scattering of a gram.
    pub scattering: StatedFactor,
}

/// One log-normal parameter of a mix: the parts of which it is stated, weighted by their solids.
///
/// ```text
/// x = usual^(1 - sum w_i) prod (median_i spread_i^z)^w_i
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct StatedFactor {
    share: f64,
    ln_median: f64,
    ln_spread: f64,
}

impl StatedFactor {
    /// Whether nothing is stated.
    #[must_use]
    pub const fn is_usual(&self) -> bool {
        self.share <= 0.0
    }

    /// Adds a part that makes up `share` of the solids.
    pub fn add(&mut self, share: f64, median: f64, spread: f64) {
        self.share += share;
        self.ln_median += share * ln(median);
        self.ln_spread += share * ln(spread);
    }

    /// The value at a standard normal z, where it usually would be `usual`.
    #[must_use]
    pub fn value(&self, usual: f64, z: f64) -> f64 {
        if self.is_usual() {
            return usual;
        }
        pow(usual, 1.0 - self.share.min(1.0)) * exp(self.ln_median + z * self.ln_spread)
    }
}

/// What a pigment does to light along a millimetre, band by band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// Absorption coefficient, 1/mm.
    pub mua_per_mm: PerBand,
    /// Reduced scattering coefficient mus (1 - g), 1/mm.
    pub musp_per_mm: PerBand,
}

impl Coefficients {
    /// Of nothing.
    pub const NONE: Self = Self { mua_per_mm: [0.0; BANDS], musp_per_mm: [0.0; BANDS] };
}

const NOTHING_STATED: Stated = {
    const NONE: StatedFactor = StatedFactor { share: 0.0, ln_median: 0.0, ln_spread: 0.0 };
    Stated { retention: NONE, slow_half_life: NONE, hue_drift: NONE, absorption: NONE, scattering: NONE }
};

impl Concentrate {
    /// No pigment.
    pub const NONE: Self = Self::lasting(Coefficients::NONE);

    /// One of colourants that last, and whose grains make no difference.
    #[must_use]
    pub const fn lasting(lasting: Coefficients) -> Self {
        let clumped = [lasting, Coefficients::NONE];
        Self { lasting, drifting: Coefficients::NONE, clumped, stated: NOTHING_STATED }
    }

    /// One that absorbs only, and lasts.
    #[must_use]
    pub const fn absorbing(mua_per_mm: PerBand) -> Self {
        Self::lasting(Coefficients { mua_per_mm, musp_per_mm: [0.0; BANDS] })
    }

    /// Whether anything in it scatters.
    #[must_use]
    pub fn scatters(&self) -> bool {
        [&self.lasting, &self.drifting].iter().any(|c| c.musp_per_mm.iter().any(|per_mm| *per_mm > 0.0))
    }

    /// Whether it changes no light at all.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let each = [&self.lasting, &self.drifting].into_iter().flat_map(|c| c.mua_per_mm.iter().chain(&c.musp_per_mm));
        each.into_iter().all(|per_mm| *per_mm <= 0.0)
    }
}

/// One sitting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Session {
    /// Days from the first session.
    pub day: f64,
    /// Dots set in this session, per cm2.
    pub density_per_cm2: f64,
    /// Fraction of concentrate in this session's cup over that of the treatment; usually 1.
    pub strength: f64,
}

impl Treatment {
    /// All dots in one sitting.
    #[must_use]
    pub fn single(concentrate: Concentrate, fraction: f64, density_per_cm2: f64) -> Self {
        let sessions = vec![Session { day: 0.0, density_per_cm2, strength: 1.0 }];
        Self { before: Vec::new(), concentrate, fraction, sessions, healed_diameter_mm: None }
    }

    /// What was done, the last of it being what `day` is counted from; `None` where nothing was.
    #[must_use]
    pub fn of_past(past: &[PastSession]) -> Option<Self> {
        let (last, before) = past.split_last()?;
        Some(Self {
            before: before.to_vec(),
            concentrate: last.concentrate,
            fraction: last.fraction,
            sessions: vec![Session { day: last.day, density_per_cm2: last.density_per_cm2, strength: 1.0 }],
            healed_diameter_mm: last.healed_diameter_mm,
        })
    }

    /// Its dots, whatever pigment is in those to come.
    #[must_use]
    pub fn course(&self) -> Course<'_> {
        Course { before: &self.before, sessions: &self.sessions, healed_diameter_mm: self.healed_diameter_mm }
    }

    /// Whether nothing is put into the skin: no puncture, no redness.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.fraction <= 0.0 || self.concentrate.is_none()
    }
}

/// Days from the first session to `day` days after the last.
fn days_from_first(sessions: &[Session], day: f64) -> f64 {
    sessions.last().map_or(0.0, |s| s.day) + day
}

/// Share of the pigment mass still in the skin.
///
/// ```text
/// r(t) = (r28 + (1 - r28) exp(-t / tau)) 2^(-(t - 28) / half-life for t > 28)
/// ```
///
/// | argument          | unit | domain  | meaning                                         |
/// |-------------------|------|---------|-------------------------------------------------|
/// | `age`             | days | 0 up    | since the dot was set                           |
/// | `retention`       | 1    | 0-1     | share left when healed, day 28                  |
/// | `time`            | days | > 0     | time constant of the early loss                 |
/// | `half_life_years` | year | > 0     | of what is left after day 28                    |
///
/// Early loss then slow loss, not one half-life: histology finds the skin healed at about one month (Int J Dermatol
/// 26:453, 1987). The form is ours; the parameters and their sources stand in `calibration/healing.toml`.
///
/// ```
/// use healtone::healing::retained;
/// assert!((retained(0.0, 0.65, 6.0, 3.0) - 1.0).abs() < 1e-12);
/// assert!((retained(28.0, 0.65, 6.0, 3.0) - 0.653).abs() < 1e-3);
/// ```
#[must_use]
pub fn retained(age: f64, retention: f64, time: f64, half_life_years: f64) -> f64 {
    let early = retention + (1.0 - retention) * exp(-age / time);
    early * pow(0.5, (age - HEALED_DAY).max(0.0) / (half_life_years * YEAR_DAYS))
}

/// Diameter of the deposit on a day, in mm.
///
/// ```text
/// D(t) = D28 (1 + (fresh - 1) exp(-t / tau)) (1 + growth t / 5 years)
/// ```
///
/// | argument  | unit | domain | meaning                                            |
/// |-----------|------|--------|----------------------------------------------------|
/// | `age`     | days | 0 up   | since the dot was set                              |
/// | `healed`  | mm   | > 0    | diameter at day 28, before growth                  |
/// | `fresh`   | 1    | >= 1   | fresh over healed diameter: the scab takes the rim |
/// | `time`    | days | > 0    | time constant of the early loss                    |
/// | `growth`  | 1    | >= 0   | share added in five years                          |
///
/// The form is ours; parameters and sources stand in `calibration/healing.toml`.
#[must_use]
pub fn diameter_mm(age: f64, healed: f64, fresh: f64, time: f64, growth: f64) -> f64 {
    healed * (1.0 + (fresh - 1.0) * exp(-age / time)) * (1.0 + growth * age / (5.0 * YEAR_DAYS))
}

/// Cross-section of one dot, mm2, for a coefficient of its concentrate: absorption, or reduced scattering.
///
/// ```text
/// A(l) = mua_concentrate(l) f v_dot r        with  mua_concentrate = MAC(l) solids
/// ```
///
/// | argument             | unit | domain | meaning                                                 |
/// |----------------------|------|--------|---------------------------------------------------------|
/// | `concentrate_per_mm` | 1/mm | >= 0   | absorption, or reduced scattering, of the concentrate   |
/// | `fraction`           | 1    | 0-1    | volume fraction of concentrate in the cup               |
/// | `dot_volume_nl`      | nl   | > 0    | fluid left per dot (1 nl = 0.001 mm3)                   |
/// | `retained`           | 1    | 0-1    | share of the mass still there                           |
///
/// Source: conservation of mass; the cross-section of a dilute deposit is its mass times its cross-section per mass.
///
/// ```
/// use healtone::healing::cross_section_mm2;
/// // MAC 5 m2/g x 160 g/l = 800 per mm; 1+12; 1.5 nl; 65 % left
/// let a = cross_section_mm2(800.0, 1.0 / 13.0, 1.5, 0.65);
/// assert!((a - 0.060).abs() < 1e-4);
/// ```
#[must_use]
pub fn cross_section_mm2(concentrate_per_mm: f64, fraction: f64, dot_volume_nl: f64, retained: f64) -> f64 {
    concentrate_per_mm * fraction * dot_volume_nl * 1e-3 * retained
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loss_is_fast_then_slow_and_never_turns_back() {
        let at = |day: f64| retained(day, 0.65, 6.0, 3.0);
        let days: Vec<f64> = (0..400).map(|i| f64::from(i) * 5.0).collect();
        assert!(days.windows(2).all(|d| at(d[1]) < at(d[0])), "mass only ever leaves");
        assert!(at(0.0) - at(10.0) > 10.0 * (at(100.0) - at(110.0)), "the scab takes more than a week of later loss");
        let years = at(28.0 + 3.0 * YEAR_DAYS) / at(28.0);
        approx::assert_abs_diff_eq!(years, 0.5, epsilon = 0.01);
    }

    #[test]
    fn dots_shrink_while_healing_and_then_spread() {
        let at = |day: f64| diameter_mm(day, 0.22, 1.667, 6.0, 0.3);
        assert!(at(0.0) > 0.36 && at(28.0) < 0.23 && at(5.0 * YEAR_DAYS) > 0.28);
    }
}
