//! A dilution in the cup: millilitres by syringe and drops by bottle, as they can be measured.

use super::dilution::Dilution;
use std::ops::RangeInclusive;

/// Size of a drop of diluent where nobody has measured it: the customary 20 to a millilitre.
pub const ASSUMED_DILUENT_DROPS_PER_ML: f64 = 20.0;

/// What droppers give, in drops to a millilitre.
pub const DROPS_PER_ML: RangeInclusive<f64> = 5.0..=60.0;

/// The finest amount a syringe shows, ml.
const SYRINGE_STEP_ML: f64 = 0.1;

/// Rounding may cost this share of the dose before the batch gives way instead; a step of dilution is 40 %.
const ROUNDING_SHARE: f64 = 0.05;

/// How much is mixed, and how large the drops are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Batch {
    /// The volume asked for, ml.
    pub batch_ml: f64,
    /// Drops of the pigment to a millilitre.
    pub drops_per_ml: f64,
    /// Drops of the diluent to a millilitre.
    pub diluent_drops_per_ml: f64,
}

/// What to put into the cup, by one way of measuring, and the dilution that this gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured<T> {
    /// Pigment.
    pub pigment: T,
    /// Diluent.
    pub diluent: T,
    /// The dilution after rounding.
    pub dilution: Dilution,
    /// The volume that results, ml.
    pub total_ml: f64,
}

impl Batch {
    /// A batch with diluent drops of the customary size.
    #[must_use]
    pub const fn new(batch_ml: f64, drops_per_ml: f64) -> Self {
        Self { batch_ml, drops_per_ml, diluent_drops_per_ml: ASSUMED_DILUENT_DROPS_PER_ML }
    }

    /// The amounts in steps of 0.1 ml.
    ///
    /// The volume asked for is kept while rounding costs at most 5 % of the dose; otherwise the diluent follows the
    /// rounded pigment and the batch comes out smaller or larger, because a wrong dilution shows and a wrong volume
    /// does not.
    #[must_use]
    pub fn in_ml(&self, dilution: Dilution) -> Measured<f64> {
        let steps = |ml: f64| ml / SYRINGE_STEP_ML;
        let (pigment, diluent) = self.counts(dilution, 1.0 / SYRINGE_STEP_ML, 1.0 / SYRINGE_STEP_ML);
        // Dividing by the steps in 1 ml gives 0.7 exactly as written, multiplying by 0.1 would not.
        let ml = |count: f64| count / steps(1.0);
        measured(ml(pigment), ml(diluent), ml(pigment), ml(diluent))
    }

    /// The amounts in whole drops, by the same rule.
    #[must_use]
    pub fn in_drops(&self, dilution: Dilution) -> Measured<u32> {
        let (pigment, diluent) = self.counts(dilution, self.drops_per_ml, self.diluent_drops_per_ml);
        measured(whole(pigment), whole(diluent), pigment / self.drops_per_ml, diluent / self.diluent_drops_per_ml)
    }

    /// Whole numbers of pigment units and diluent units, of which so many make a millilitre.
    fn counts(&self, dilution: Dilution, pigment_per_ml: f64, diluent_per_ml: f64) -> (f64, f64) {
        let pigment = (self.batch_ml * dilution.fraction() * pigment_per_ml).round().max(1.0);
        let pigment_ml = pigment / pigment_per_ml;
        let kept = ((self.batch_ml - pigment_ml) * diluent_per_ml).round().max(0.0);
        let fraction = pigment_ml / (pigment_ml + kept / diluent_per_ml);
        if (fraction / dilution.fraction() - 1.0).abs() <= ROUNDING_SHARE {
            return (pigment, kept);
        }
        (pigment, (pigment_ml * dilution.diluent_parts() * diluent_per_ml).round())
    }
}

fn measured<T>(pigment: T, diluent: T, pigment_ml: f64, diluent_ml: f64) -> Measured<T> {
    let total_ml = pigment_ml + diluent_ml;
    let dilution = Dilution::of_fraction(pigment_ml / total_ml).unwrap_or(Dilution::UNDILUTED);
    Measured { pigment, diluent, dilution, total_ml }
}

/// A count as a whole number; absurd batches end at the largest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rounded and clamped to the range of u32")]
fn whole(count: f64) -> u32 {
    count.clamp(0.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(diluent: f64) -> Dilution {
        Dilution::of_parts(1.0, diluent).unwrap()
    }

    #[test]
    fn ten_millilitres_by_syringe() {
        let m = Batch::new(10.0, 20.0).in_ml(parts(4.0));
        assert_eq!((m.pigment, m.diluent, m.total_ml), (2.0, 8.0, 10.0));
        assert_eq!(m.dilution.to_string(), "1+4");
        let m = Batch::new(10.0, 20.0).in_ml(parts(13.0));
        assert_eq!((m.pigment, m.diluent), (0.7, 9.3));
        approx::assert_relative_eq!(m.dilution.fraction(), 0.07, max_relative = 1e-12);
    }

    #[test]
    fn where_rounding_would_change_the_shade_the_volume_gives_way() {
        let m = Batch::new(10.0, 20.0).in_ml(parts(40.0)); // 0.24 ml of pigment
        assert_eq!((m.pigment, m.diluent), (0.2, 8.0));
        assert_eq!(m.dilution.to_string(), "1+40");
        let m = Batch::new(1.0, 20.0).in_ml(parts(28.0)); // 0.03 ml of pigment: the least is 0.1 ml
        assert_eq!((m.pigment, m.diluent), (0.1, 2.8));
    }

    #[test]
    fn drops_count_by_the_size_of_each_bottle() {
        let batch = Batch { diluent_drops_per_ml: 20.0, ..Batch::new(2.5, 30.0) };
        let m = batch.in_drops(parts(9.0)); // 0.25 ml is 7.5 drops
        assert_eq!((m.pigment, m.diluent), (8, 48));
        approx::assert_relative_eq!(m.dilution.fraction(), (8.0 / 30.0) / (8.0 / 30.0 + 2.4), max_relative = 1e-12);
        let neat = batch.in_drops(Dilution::UNDILUTED);
        assert_eq!((neat.pigment, neat.diluent, neat.dilution), (75, 0, Dilution::UNDILUTED));
    }

    #[test]
    fn the_dilution_after_rounding_is_never_far_off() {
        for batch_ml in [0.5, 1.0, 2.0, 2.5, 5.0, 10.0] {
            for diluent in [0.4, 1.5, 2.5, 4.0, 6.0, 9.0, 13.0, 19.0, 28.0, 40.0] {
                let (wanted, batch) = (parts(diluent), Batch::new(batch_ml, 24.0));
                for got in [batch.in_ml(wanted).dilution, batch.in_drops(wanted).dilution] {
                    let ratio = got.fraction() / wanted.fraction();
                    assert!((0.85..1.18).contains(&ratio), "{wanted} in {batch_ml} ml became {got}");
                }
            }
        }
    }
}
