//! Whether the records of one pigment can be true together.

use super::super::reader::Item;
use super::super::records::{Drawdown, HealedRecord, Reading};
use super::super::rules::Rule;
use crate::color::{D50, Viewing, ciede2000, lab_array};
use std::f64::consts::PI;

/// Standard deviation of L* where none is stated.
const READING_SD: f64 = 0.5;
/// Differences of so many standard deviations are no chance.
const BEYOND: f64 = 3.0;
/// Films of more than this fraction are of undiluted pigment.
const MASSTONE: f64 = 0.99;
/// Discs in a square lattice touch at this cover.
const TOUCHING: f64 = PI / 4.0;
/// Lab and spectrum of one reading are further apart than rounding and tables explain, dE00.
const APART: f64 = 1.0;

/// The lightness of a reading.
fn lightness(reading: &Reading) -> Option<f64> {
    reading.lab().map(|lab| lab.l)
}

fn sd(stated: Option<[f64; 3]>) -> f64 {
    stated.map_or(READING_SD, |sd| sd[0])
}

/// Films of one thickness on one backing, by fraction, must get darker all the way, or lighter all the way.
pub(super) fn ladder(drawdowns: &[(Drawdown, Item<'_>)]) {
    let mut left: Vec<&(Drawdown, Item<'_>)> = drawdowns.iter().collect();
    while let Some((first, _)) = left.first().copied() {
        let is_of_it = |d: &Drawdown| (d.film_um - first.film_um).abs() < 1e-9 && d.backing == first.backing;
        let (mut own, others): (Vec<_>, Vec<_>) = left.into_iter().partition(|(d, _)| is_of_it(d));
        left = others;
        own.sort_by(|(a, _), (b, _)| a.fraction.total_cmp(&b.fraction));
        one_ladder(&own);
    }
}

fn one_ladder(films: &[&(Drawdown, Item<'_>)]) {
    let steps: Vec<(&Drawdown, &Item<'_>, f64)> =
        films.iter().filter_map(|(d, at)| Some((d, at, lightness(&d.reading)?))).collect();
    let (Some(weakest), Some(strongest)) = (steps.first(), steps.last()) else { return };
    let (way, word) = if strongest.2 > weakest.2 { (1.0, "darker") } else { (-1.0, "lighter") };
    for pair in steps.windows(2) {
        let ((low, _, l_low), (high, at, l_high)) = (pair[0], pair[1]);
        let back = way * (l_low - l_high);
        let spread = crate::math::hypot(sd(low.sd_lab), sd(high.sd_lab));
        if high.fraction > low.fraction && back > BEYOND * spread {
            let message = format!(
                "The film of fraction {} has L* {l_high:.1}, {word} than that of {} with L* {l_low:.1}.",
                high.fraction, low.fraction
            );
            at.fault(
                Rule::LadderTurns,
                message,
                "Check which film is which; read both again if they are not exchanged.",
            );
        }
    }
}

/// Nothing heals darker than the undiluted pigment: a weaker film may, over white, be lighter than any skin.
pub(super) fn healed_against_films(healed: &[(HealedRecord, Item<'_>)], drawdowns: &[(Drawdown, Item<'_>)]) {
    let masstones = drawdowns.iter().filter(|(d, _)| d.fraction > MASSTONE);
    let masstones = masstones.filter_map(|(d, _)| Some((d, lightness(&d.reading)?)));
    let Some((film, l_film)) = masstones.min_by(|a, b| a.1.total_cmp(&b.1)) else { return };
    for (record, at) in healed {
        let seen = [record.field_lab, record.dot_lab].into_iter().flatten().map(|lab| lab.l);
        let Some(darkest) = seen.min_by(f64::total_cmp) else { continue };
        let spread = crate::math::hypot(sd(record.sd_lab), sd(film.sd_lab));
        if darkest < l_film - BEYOND * spread {
            let message =
                format!("The healed work has L* {darkest:.1}, darker than the undiluted film with L* {l_film:.1}.");
            let remedy = "Check which reading is which, and that both are of the same pigment.";
            at.fault(Rule::HealedDarkerThanFresh, message, remedy);
        }
    }
}

/// A field lies between bare skin and its dots, and there is room for them.
pub(super) fn field_of_dots(record: &HealedRecord, at: &Item<'_>) {
    if let (Some(field), Some(dot)) = (record.field_lab, record.dot_lab) {
        let (by_field, by_dot) = (record.skin_lab.l - field.l, record.skin_lab.l - dot.l);
        if by_field.abs() > by_dot.abs() + BEYOND * std::f64::consts::SQRT_2 * sd(record.sd_lab) {
            let message = format!("The field is {by_field:.1} L* from bare skin, its dots only {by_dot:.1}.");
            at.fault(
                Rule::FieldBeyondDot,
                message,
                "Check which reading is which, and read the dot with a smaller spot.",
            );
        }
    }
    if let (Some(diameter_mm), Some(density)) = (record.dot_mm, record.density_per_cm2) {
        let cover = PI / 4.0 * diameter_mm * diameter_mm * density / 100.0;
        if cover > TOUCHING {
            let message = format!(
                "{density} dots of {diameter_mm} mm to a square centimetre would cover {:.0} % of it.",
                100.0 * cover
            );
            at.fault(Rule::DotsOverlap, message, "Give the diameter of one dot in mm (0.1-0.5) and the dots in 1 cm2.");
        }
    }
}

/// Lab and spectrum of one reading must be one colour.
pub(super) fn one_color(reading: &Reading, at: &Item<'_>) {
    let (Some(lab), Some(spectrum)) = (reading.lab_d50, &reading.spectrum) else { return };
    let integrated = D50::lab(&spectrum.reflectance());
    let apart = ciede2000(lab, integrated);
    if apart > APART {
        let [l, a, b] = lab_array(integrated);
        let message = format!(
            "The spectrum is L* {l:.1}, a* {a:.1}, b* {b:.1} under D50, {apart:.1} dE00 from the Lab beside it."
        );
        at.fault(Rule::LabAgainstSpectrum, message, "Export both from the same reading, Lab for D50 and 2 degrees.");
    }
}
