//! What a photo taught, and what it did not.

use crate::data::HealingTable;
use crate::healing::{Draw, Treatment};
use crate::math::{Interval, ln, quantile};

/// One quantity as it was known before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taught {
    /// What it is, with its unit.
    pub name: &'static str,
    /// 90 % interval before.
    pub before: Interval,
    /// And after.
    pub after: Interval,
}

/// Of the width of an interval, what must be gone to call the quantity learnt.
const WORTH_SAYING: f64 = 0.2;

impl Taught {
    fn of(name: &'static str, before: &[f64], after: &[f64]) -> Self {
        Self { name, before: interval(before), after: interval(after) }
    }

    /// Share of the interval's width, in the logarithm, that is gone.
    #[must_use]
    pub fn learnt(&self) -> f64 {
        let width = |i: &Interval| ln(i.high / i.low);
        1.0 - width(&self.after) / width(&self.before)
    }

    /// Whether it is known clearly better than before.
    #[must_use]
    pub fn is_learnt(&self) -> bool {
        self.learnt() >= WORTH_SAYING
    }
}

/// What became of what is not known of dots and skin; `done` is what is in the skin, seen `day` days after the last of it.
///
/// The first line is what the field tells: the optical depth that all dots together have. What makes it up, pigment in a
/// dot against its depth and width, a field hardly parts.
#[must_use]
pub fn taught(before: &[Draw], after: &[Draw], table: &HealingTable, done: &Treatment, day: f64) -> Vec<Taught> {
    let one = |name, of: &dyn Fn(&Draw) -> f64| {
        let all = |draws: &[Draw]| draws.iter().map(of).collect::<Vec<f64>>();
        Taught::of(name, &all(before), &all(after))
    };
    vec![
        one("optical depth of the field at 550 nm", &|draw| draw.layer(done, day).absorption[MIDDLE_BAND]),
        one("pigment a dot keeps, x expected", &|draw| draw.dose(table)),
        one("depth of the dots, mm", &|draw| draw.depth_mm),
        one("diameter of the healed deposit, x expected", &|draw| draw.diameter_factor),
        one("scattering of the skin, x usual", &|draw| draw.skin.scattering),
    ]
}

/// The band at 550 nm.
const MIDDLE_BAND: usize = 17;

fn interval(sample: &[f64]) -> Interval {
    Interval { low: quantile(sample, 0.05), value: quantile(sample, 0.5), high: quantile(sample, 0.95) }
}
