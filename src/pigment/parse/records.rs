//! Drawdowns, healed records, the lot and statements about a pigment's standing.

use super::super::reader::{Bounds, Item, Section};
use super::super::records::{Backing, Drawdown, HEALED_DAY, HealedRecord, Lot, Reading, Regulation, SampledSpectrum};
use super::super::rules::Rule;
use super::shade::FRACTION;
use crate::color::{D50, Geometry, Lab, lab_from};

pub(in crate::pigment) const FILM_UM: Bounds =
    Bounds::above(0.0, 2000.0, "um", "Give the gap of the applicator, wet, in micrometres.");
pub(in crate::pigment) const DEPTH_MM: Bounds =
    Bounds::above(0.0, 4.0, "mm", "Give the set depth of the needle in millimetres.");
pub(in crate::pigment) const DOT_MM: Bounds =
    Bounds::above(0.0, 3.0, "mm", "Give the diameter of a healed dot in millimetres.");
pub(in crate::pigment) const DENSITY: Bounds =
    Bounds::above(0.0, 2000.0, "per cm2", "Count the dots in one square centimetre.");
pub(in crate::pigment) const SESSIONS: Bounds =
    Bounds::from(1.0, 20.0, "", "Count the sessions before the measurement.");
pub(in crate::pigment) const DAYS: Bounds =
    Bounds::from(0.0, 36_500.0, "days", "Count the days since the last session.");
pub(in crate::pigment) const READINGS: Bounds =
    Bounds::from(1.0, 100_000.0, "", "Count the readings that were averaged.");
pub(in crate::pigment) const MONTHS: Bounds =
    Bounds::from(1.0, 60.0, "months", "Give the months that the label states.");
pub(in crate::pigment) const LIGHTNESS: Bounds = Bounds::from(0.0, 100.0, "", "L* runs from 0 (black) to 100 (white).");
pub(in crate::pigment) const CHROMA: Bounds =
    Bounds::from(-128.0, 128.0, "", "a* and b* run from -128 to 128; L* comes first.");
pub(in crate::pigment) const SPREAD: Bounds = Bounds::from(0.0, 50.0, "", "Give standard deviations in L*, a* and b*.");
pub(in crate::pigment) const START_NM: Bounds =
    Bounds::from(200.0, 500.0, "nm", "Give the first wavelength in nanometres.");
pub(in crate::pigment) const STEP_NM: Bounds =
    Bounds::from(1.0, 20.0, "nm", "Give the distance between values in nanometres.");
pub(in crate::pigment) const PERCENT: Bounds =
    Bounds::from(0.0, 150.0, "%", "Give reflectance in percent of a perfect white: a half is 50.");

/// A spectrum begins at this wavelength or before, nm.
pub(in crate::pigment) const FIRST_NM: f64 = 400.0;
/// A spectrum ends at this wavelength or after, nm.
pub(in crate::pigment) const LAST_NM: f64 = 700.0;

/// How instruments light and see.
pub(in crate::pigment) const GEOMETRIES: [Geometry; 4] =
    [Geometry::Sci, Geometry::Sce, Geometry::FortyFiveZero, Geometry::Camera];

/// Every entry of a list of tables; entries at fault are left out, as the catalogue is refused anyway.
fn each<T>(item: &Item<'_>, read: impl Fn(Section<'_>) -> Option<T>) -> Option<Vec<T>> {
    let tables = item.list()?.into_iter().filter_map(|entry| entry.table());
    Some(tables.filter_map(read).collect())
}

pub(super) fn drawdowns(item: &Item<'_>) -> Option<Vec<Drawdown>> {
    each(item, drawdown)
}

fn drawdown(mut table: Section<'_>) -> Option<Drawdown> {
    let fraction = table.required("fraction", FRACTION.remedy).and_then(|i| i.number(&FRACTION));
    let film = table.required("film_um", FILM_UM.remedy).and_then(|i| i.number(&FILM_UM));
    let backing =
        table.required("backing", "Give what it was drawn on: backing = { lab_d50_2deg = [95.0, 0.0, 2.0] }.");
    let backing = backing.and_then(|i| self::backing(i.table()?));
    let reading = reading(&mut table);
    let instrument = table.optional("instrument").and_then(|i| i.text());
    let geometry = table.required("geometry", "Say how the instrument lights and sees: geometry = \"45:0\".");
    let geometry = geometry.and_then(|i| self::geometry(&i));
    let n = table.optional("n").and_then(|i| i.whole(&READINGS));
    let sd_lab = table.optional("sd").and_then(|i| three(&i, &[SPREAD; 3]));
    table.finish();
    Some(Drawdown {
        fraction: fraction?,
        film_um: film?,
        backing: backing?,
        reading: reading?,
        instrument,
        geometry: geometry?,
        n,
        sd_lab,
    })
}

fn backing(mut table: Section<'_>) -> Option<Backing> {
    let name = table.optional("name").and_then(|i| i.text());
    let reading = reading(&mut table);
    table.finish();
    Some(Backing { name, reading: reading? })
}

/// `lab_d50_2deg`, `spectrum_percent` or both.
fn reading(table: &mut Section<'_>) -> Option<Reading> {
    let (lab, spectrum) = (table.optional("lab_d50_2deg"), table.optional("spectrum_percent"));
    if lab.is_none() && spectrum.is_none() {
        let message = "There is neither `lab_d50_2deg` nor `spectrum_percent` here.".to_owned();
        table.fault(
            Rule::NoColor,
            message,
            "Add lab_d50_2deg = [L, a, b], or the spectrum, as the instrument gave it.",
        );
        return None;
    }
    let lab_d50: Option<Lab<D50, f64>> = lab.and_then(|i| self::lab(&i)).map(lab_from);
    Some(Reading { lab_d50, spectrum: spectrum.and_then(|i| self::spectrum(&i)) })
}

fn spectrum(item: &Item<'_>) -> Option<SampledSpectrum> {
    let mut table = item.table()?;
    let start = table.required("start_nm", START_NM.remedy).and_then(|i| i.number(&START_NM));
    let step = table.required("step_nm", STEP_NM.remedy).and_then(|i| i.number(&STEP_NM));
    let values = table.required("values", "List the reflectances in percent: values = [4.1, 4.2, ...].");
    let values = values.and_then(|i| i.list());
    table.finish();
    let values: Vec<Option<f64>> = values?.iter().map(|i| i.number(&PERCENT)).collect();
    let (start_nm, step_nm) = (start?, step?);
    let steps = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let last_nm = start_nm + step_nm * f64::from(steps);
    if start_nm > FIRST_NM || last_nm < LAST_NM {
        let message = format!("{} values from {start_nm} nm by {step_nm} nm end at {last_nm} nm.", values.len());
        item.fault(Rule::ShortSpectrum, message, "Export the instrument's whole range, at least 400 to 700 nm.");
        return None;
    }
    Some(SampledSpectrum { start_nm, step_nm, values_percent: values.into_iter().collect::<Option<_>>()? })
}

pub(super) fn healed(item: &Item<'_>) -> Option<Vec<HealedRecord>> {
    each(item, healed_record)
}

fn healed_record(mut table: Section<'_>) -> Option<HealedRecord> {
    let fraction = table.required("fraction", FRACTION.remedy).and_then(|i| i.number(&FRACTION));
    let needle = table.optional("needle").and_then(|i| i.text());
    let depth_mm = table.optional("depth_mm").and_then(|i| i.number(&DEPTH_MM));
    let dot_mm = table.optional("dot_mm").and_then(|i| i.number(&DOT_MM));
    let density_per_cm2 = table.optional("density_per_cm2").and_then(|i| i.number(&DENSITY));
    let sessions = table.optional("sessions").and_then(|i| i.whole(&SESSIONS));
    let day = table.required("day", DAYS.remedy).and_then(|i| healed_day(&i));
    let skin = table.required("skin_lab_d65", "Give the bare skin beside it: skin_lab_d65 = [61.0, 12.0, 15.0].");
    let skin = skin.and_then(|i| lab(&i));
    let (field, dot) = (table.optional("field_lab_d65"), table.optional("dot_lab_d65"));
    if field.is_none() && dot.is_none() {
        let message = "There is neither `field_lab_d65` nor `dot_lab_d65` here.".to_owned();
        table.fault(
            Rule::NoColor,
            message,
            "Add the colour of the healed field or of a dot: field_lab_d65 = [L, a, b].",
        );
    }
    let field_lab = field.and_then(|i| lab(&i)).map(lab_from);
    let dot_lab = dot.and_then(|i| lab(&i)).map(lab_from);
    let geometry = table.optional("geometry").and_then(|i| self::geometry(&i));
    let n = table.optional("n").and_then(|i| i.whole(&READINGS));
    let sd_lab = table.optional("sd").and_then(|i| three(&i, &[SPREAD; 3]));
    table.finish();
    let (fraction, day, skin_lab) = (fraction?, day?, lab_from(skin?));
    Some(HealedRecord {
        fraction,
        needle,
        depth_mm,
        dot_mm,
        density_per_cm2,
        sessions,
        day,
        skin_lab,
        field_lab,
        dot_lab,
        geometry,
        n,
        sd_lab,
    })
}

fn healed_day(item: &Item<'_>) -> Option<f64> {
    let day = item.number(&DAYS)?;
    if day < HEALED_DAY {
        let message = format!("Day {day} is not healed: a healed record is of day {HEALED_DAY} or later.");
        item.fault(Rule::NotYetHealed, message, "Measure again from day 28 on, counted from the last session.");
        return None;
    }
    Some(day)
}

/// The lot, key `batch`.
pub(super) fn lot(mut table: Section<'_>) -> Option<Lot> {
    let lot = table.required("lot", "Give the lot number on the label: lot = \"...\".").and_then(|i| i.text());
    let made = table.optional("made").and_then(|i| i.date());
    let expires_at = table.optional("expires");
    let expires = expires_at.as_ref().and_then(|i| i.date());
    let after_opening_months = table.optional("after_opening_months").and_then(|i| i.whole(&MONTHS));
    let sterile = table.optional("sterile").and_then(|i| i.truth());
    let sds = table.optional("sds").and_then(|i| i.text());
    let certificates = table.optional("certificates").and_then(|i| i.list()).unwrap_or_default();
    let certificates = certificates.iter().filter_map(|i| i.text()).collect();
    table.finish();
    if let (Some(made), Some(expires), Some(at)) = (made, expires, expires_at)
        && expires.last_day() < made.first_day()
    {
        let message = format!("The lot expires on {expires}, before it was made on {made}.");
        at.fault(Rule::ExpiresBeforeMade, message, "Check both dates against the label.");
    }
    Some(Lot { lot: lot?, made, expires, after_opening_months, sterile, sds, certificates })
}

pub(super) fn regulation(item: &Item<'_>) -> Option<Vec<Regulation>> {
    each(item, |mut table| {
        let place = table.required("jurisdiction", "Say where: jurisdiction = \"EU\".").and_then(|i| i.text());
        let on = table.required("on", "Give the day of the statement: on = 2026-11-22.").and_then(|i| i.date());
        let status = table.required("status", "Repeat what is stated; \"not stated\" is a value.");
        let status = status.and_then(|i| i.text());
        table.finish();
        Some(Regulation { jurisdiction: place?, on: on?, status: status? })
    })
}

fn geometry(item: &Item<'_>) -> Option<Geometry> {
    item.choice(&GEOMETRIES.map(|geometry| (geometry.name(), geometry)))
}

fn lab(item: &Item<'_>) -> Option<[f64; 3]> {
    three(item, &[LIGHTNESS, CHROMA, CHROMA])
}

/// Three numbers, each within its bounds.
fn three(item: &Item<'_>, bounds: &[Bounds; 3]) -> Option<[f64; 3]> {
    let list = item.list()?;
    if list.len() != 3 {
        return item.wrong_type("three numbers, L*, a* and b*");
    }
    let values: Vec<Option<f64>> = list.iter().zip(bounds).map(|(i, bounds)| i.number(bounds)).collect();
    let values: Option<Vec<f64>> = values.into_iter().collect();
    values?.try_into().ok()
}
