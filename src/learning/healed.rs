//! Healed records of a pigment: what they say of the pigment that a dot keeps, by the inference that serves follow-ups.

use super::{Evidence, Hand, HandRecord, Known};
use crate::color::{Contrast, Estimate};
use crate::data::{HealingTable, PosteriorTable};
use crate::healing::{DrawOptions, HEALED_DAY, PastSession};
use crate::matching::{Candidate, Part, Target};
use crate::math::{Interval, Matrix3, exp};
use crate::measure::{SkinReading, skin_from_instrument};
use crate::pigment::{Dilution, HealedRecord, OpticsError, Pigment};

/// What healed records say of a pigment.
#[derive(Debug, Clone, PartialEq)]
pub struct HealedFit {
    /// Pigment that a dot keeps over what is expected, hand and pigment together; 90 % interval.
    pub dose: Interval,
    /// The part of it that is the pigment's own, as far as it can be told from the hand.
    pub pigment_alone: Interval,
    /// Records that say something.
    pub used: usize,
    /// Records that do not: not healed, without field or density, or too faint to tell.
    pub left_out: usize,
}

/// What a colour is off by where nothing is stated, dE*ab per axis.
const READING_SD: f64 = 0.5;

/// What a pigment's healed records say of the pigment that a dot of it keeps; `None` where none says anything.
///
/// Each record is a client seen once: its skin, depth, dots and retention are integrated out as in
/// [`learn`](super::learn), and hand, pigment and client told apart by their spreads as in [`Hand::of`]. Records of one
/// table are taken to be of one hand.
///
/// # Errors
/// A colourant without published optics.
pub fn fit_healed(
    pigment: &Pigment,
    table: &HealingTable,
    options: &DrawOptions,
    posterior: &PosteriorTable,
) -> Result<Option<HealedFit>, OpticsError> {
    let mut told = Vec::new();
    for (i, record) in pigment.healed.iter().enumerate() {
        told.extend(one(pigment, record, &i.to_string(), (table, options), posterior)?);
    }
    let (used, all) = (told.len(), pigment.healed.len());
    Ok(Hand::of(&told, table).map(|hand| HealedFit {
        dose: Interval::log_normal(exp(hand.ln_dose), hand.ln_sd),
        pigment_alone: Interval::log_normal(exp(hand.product_alone.0), hand.product_alone.1),
        used,
        left_out: all - used,
    }))
}

fn one(
    pigment: &Pigment,
    record: &HealedRecord,
    code: &str,
    (table, options): (&HealingTable, &DrawOptions),
    posterior: &PosteriorTable,
) -> Result<Option<HandRecord>, OpticsError> {
    let (Some(field), Some(density_per_cm2)) = (record.field_lab, record.density_per_cm2) else { return Ok(None) };
    let Ok(dilution) = Dilution::of_fraction(record.fraction) else { return Ok(None) };
    if record.day < HEALED_DAY {
        return Ok(None);
    }
    let mix = Candidate::new(vec![Part { pigment, parts: 1.0 }], dilution)?;
    let done = PastSession {
        day: 0.0,
        density_per_cm2,
        concentrate: mix.concentrate,
        fraction: record.fraction,
        healed_diameter_mm: record.dot_mm,
    };
    let sd = record.sd_lab.unwrap_or([READING_SD; 3]);
    let cov: Matrix3 = [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { 2.0 * sd[i] * sd[i] } else { 0.0 }));
    let skin = skin(record, table);
    let seen = Evidence {
        done: vec![done],
        day: record.day,
        field: Contrast::between(field, record.skin_lab),
        field_cov: cov,
        together: None,
        dots: None,
    };
    // Nothing is to be imitated: the target is the field itself and teaches nothing.
    let target = Target::of_reading(Estimate { mean: seen.field, cov }, skin.lab.mean, skin.spectrum.spectrum);
    let known = Known {
        bare: &skin.spectrum.spectrum,
        client: &skin.client,
        table,
        options: &DrawOptions { depth_mm: record.depth_mm, ..*options },
        target: &target,
        old_work: None,
    };
    Ok(HandRecord::of(code, &pigment.id, &known, &[seen], posterior))
}

fn skin(record: &HealedRecord, table: &HealingTable) -> SkinReading {
    let lab = Estimate { mean: record.skin_lab, cov: [[0.0; 3]; 3] };
    skin_from_instrument(lab, table.surface_light.median, &mut Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::lab_from;
    use crate::data;
    use crate::healing::{Draw, NORMALS, Treatment, contrast_on};
    use crate::pigment::reference;

    const OPTIONS: DrawOptions = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.03 };

    /// Records of a pigment of which so much stays as is expected, times a factor.
    fn healed(factor: f64, days: &[f64]) -> Pigment {
        let pigment = reference().pigment("generic-carbon-mid").unwrap();
        let table = data::healing();
        let record = |(i, day): (usize, &f64)| {
            let skin_lab = lab_from([[62.0, 11.0, 16.0], [50.0, 12.0, 19.0]][i % 2]);
            let empty = HealedRecord {
                fraction: [0.05, 0.1][i % 2],
                needle: None,
                depth_mm: Some(0.2),
                dot_mm: Some(0.22),
                density_per_cm2: Some(150.0),
                sessions: Some(1),
                day: *day,
                skin_lab,
                field_lab: None,
                dot_lab: None,
                geometry: None,
                n: None,
                sd_lab: Some([0.2; 3]),
            };
            let skin = skin(&empty, &table);
            let options = DrawOptions { depth_mm: Some(0.2), ..OPTIONS };
            let draw = Draw::at(&[0.0; NORMALS], &skin.client, &table, &options);
            let mix =
                Candidate::new(vec![Part { pigment, parts: 1.0 }], Dilution::of_fraction(empty.fraction).unwrap());
            let treatment = Treatment {
                healed_diameter_mm: Some(0.22),
                ..Treatment::single(mix.unwrap().concentrate, empty.fraction * factor, 150.0)
            };
            let field = contrast_on(&skin.spectrum.spectrum, &draw, &treatment, *day).on(skin_lab);
            HealedRecord { field_lab: Some(field), ..empty }
        };
        Pigment { healed: days.iter().enumerate().map(record).collect(), ..pigment.clone() }
    }

    #[test]
    fn what_stays_is_found_in_healed_records_and_fresh_ones_are_left_out() {
        let (table, posterior) = (data::healing(), data::learning().posterior);
        let fit = |factor, days: &[f64]| fit_healed(&healed(factor, days), &table, &OPTIONS, &posterior).unwrap();
        for factor in [0.6, 1.0, 1.8] {
            let found = fit(factor, &[30.0, 40.0, 60.0, 90.0, 7.0]).unwrap();
            assert!(found.dose.holds(factor), "{factor}: {found:?}");
            assert_eq!((found.used, found.left_out), (4, 1));
            // Most of it is put down to the hand, which varies most.
            let (all, own) = (crate::math::ln(found.dose.value), crate::math::ln(found.pigment_alone.value));
            assert!(own.abs() <= 0.5 * all.abs() + 0.02, "{all} {own}");
        }
        assert_eq!(fit(1.0, &[3.0]), None);
    }
}
