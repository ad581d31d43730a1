//! Drawdowns, healed records, the lot and statements about a pigment's standing.

use super::super::reader::{Bounds, Item, Section, shown};
use super::super::records::{
    Backing, Date, Drawdown, HEALED_DAY, HealedRecord, Lot, Reading, Regulation, SampledSpectrum,
};
use super::super::rules::Rule;
use super::plausible;
use super::shade::FRACTION;
use crate::color::{D50, D65, Geometry, Lab, LabD65, ObjectColorSolid, Viewing, lab_from};
use std::sync::LazyLock;

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
    Bounds::from(0.0, 100.0, "%", "Give reflectance in percent of a perfect white: a half is 50.");
/// Card with a brightener sends back more than it gets at some wavelengths.
pub(in crate::pigment) const BACKING_PERCENT: Bounds =
    Bounds::from(0.0, 120.0, "%", "Give reflectance in percent of a perfect white.");

/// A spectrum begins at this wavelength or before, nm.
pub(in crate::pigment) const FIRST_NM: f64 = 400.0;
/// A spectrum ends at this wavelength or after, nm.
pub(in crate::pigment) const LAST_NM: f64 = 700.0;

/// How instruments light and see.
pub(in crate::pigment) const GEOMETRIES: [Geometry; 4] =
    [Geometry::Sci, Geometry::Sce, Geometry::FortyFiveZero, Geometry::Camera];

/// Every entry of a list of tables, and where it stands; entries at fault are left out, as the catalogue is refused anyway.
fn each<'a, T>(item: &Item<'a>, read: impl Fn(Section<'a>, &Item<'a>) -> Option<T>) -> Option<Vec<(T, Item<'a>)>> {
    let entries = item.list()?.into_iter();
    Some(entries.filter_map(|entry| Some((read(entry.table()?, &entry)?, entry))).collect())
}

pub(super) fn drawdowns<'a>(item: &Item<'a>) -> Option<Vec<(Drawdown, Item<'a>)>> {
    each(item, |table, _| drawdown(table))
}

fn drawdown(mut table: Section<'_>) -> Option<Drawdown> {
    let fraction = table.required("fraction", FRACTION.remedy).and_then(|i| i.part(&FRACTION));
    let film = table.required("film_um", FILM_UM.remedy).and_then(|i| i.number(&FILM_UM));
    let backing =
        table.required("backing", "Give what it was drawn on: backing = { lab_d50_2deg = [95.0, 0.0, 2.0] }.");
    let backing = backing.and_then(|i| self::backing(i.table()?));
    let reading = reading(&mut table, &PERCENT);
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
    let reading = reading(&mut table, &BACKING_PERCENT);
    table.finish();
    Some(Backing { name, reading: reading? })
}

/// A Lab whose key does not say its light and observer; whether there is one.
fn without_white_point(table: &mut Section<'_>, key: &'static str, with: &str) -> bool {
    let message = format!("`{key}` does not say its light and observer.");
    let remedy = format!("Write {with} = [L, a, b]; values for another light must be converted or exported anew.");
    table.refuse(key, Rule::WhitePointMissing, &message, &remedy)
}

/// `lab_d50_2deg`, `spectrum_percent` or both.
fn reading(table: &mut Section<'_>, percent: &Bounds) -> Option<Reading> {
    let (lab, spectrum) = (table.optional("lab_d50_2deg"), table.optional("spectrum_percent"));
    let is_bare = without_white_point(table, "lab", "lab_d50_2deg");
    if lab.is_none() && spectrum.is_none() && !is_bare {
        let message = "There is neither `lab_d50_2deg` nor `spectrum_percent` here.".to_owned();
        table.fault(
            Rule::NoColor,
            message,
            "Add lab_d50_2deg = [L, a, b], or the spectrum, as the instrument gave it.",
        );
        return None;
    }
    let lab_d50: Option<Lab<D50, f64>> = lab.as_ref().and_then(self::lab);
    let read = Reading { lab_d50, spectrum: spectrum.as_ref().and_then(|i| self::spectrum(i, percent)) };
    if let Some(at) = &lab {
        plausible::one_color(&read, at);
    }
    (read.lab_d50.is_some() || read.spectrum.is_some()).then_some(read)
}

fn spectrum(item: &Item<'_>, percent: &Bounds) -> Option<SampledSpectrum> {
    let mut table = item.table()?;
    let start = table.required("start_nm", START_NM.remedy).and_then(|i| i.number(&START_NM));
    let step = table.required("step_nm", STEP_NM.remedy).and_then(|i| i.number(&STEP_NM));
    let values = table.required("values", "List the reflectances in percent: values = [4.1, 4.2, ...].");
    let values = values.and_then(|i| i.list());
    table.finish();
    let values: Vec<Option<f64>> = values?.iter().map(|i| i.number(percent)).collect();
    let (start_nm, step_nm) = (start?, step?);
    if !values.is_empty() && values.iter().all(|v| v.is_some_and(|v| v <= 1.0)) {
        let message = "Every value is at most 1 %, blacker than any paint: these look like parts of one.".to_owned();
        item.fault(Rule::LooksLikeFraction, message, "Give reflectance in percent: multiply each value by 100.");
        return None;
    }
    let steps = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let last_nm = start_nm + step_nm * f64::from(steps);
    if start_nm > FIRST_NM || last_nm < LAST_NM {
        let message = format!("{} values from {start_nm} nm by {step_nm} nm end at {last_nm} nm.", values.len());
        item.fault(Rule::ShortSpectrum, message, "Export the instrument's whole range, at least 400 to 700 nm.");
        return None;
    }
    Some(SampledSpectrum { start_nm, step_nm, values_percent: values.into_iter().collect::<Option<_>>()? })
}

pub(super) fn healed<'a>(item: &Item<'a>) -> Option<Vec<(HealedRecord, Item<'a>)>> {
    each(item, healed_record)
}

fn healed_record(mut table: Section<'_>, at: &Item<'_>) -> Option<HealedRecord> {
    let fraction = table.required("fraction", FRACTION.remedy).and_then(|i| i.part(&FRACTION));
    let needle = table.optional("needle").and_then(|i| i.text());
    let depth_mm = table.optional("depth_mm").and_then(|i| i.number(&DEPTH_MM));
    let dot_mm = table.optional("dot_mm").and_then(|i| i.number(&DOT_MM));
    let density_per_cm2 = table.optional("density_per_cm2").and_then(|i| i.number(&DENSITY));
    let sessions = table.optional("sessions").and_then(|i| i.whole(&SESSIONS));
    let day = table.required("day", DAYS.remedy).and_then(|i| healed_day(&i));
    let bare = [("skin_lab", "skin_lab_d65"), ("field_lab", "field_lab_d65"), ("dot_lab", "dot_lab_d65")];
    let [is_skin_bare, is_field_bare, is_dot_bare] = bare.map(|(key, with)| without_white_point(&mut table, key, with));
    let skin = if is_skin_bare {
        table.optional("skin_lab_d65")
    } else {
        table.required("skin_lab_d65", "Give the bare skin beside it: skin_lab_d65 = [61.0, 12.0, 15.0].")
    };
    let skin: Option<LabD65> = skin.and_then(|i| lab(&i));
    let (field, dot) = (table.optional("field_lab_d65"), table.optional("dot_lab_d65"));
    if field.is_none() && dot.is_none() && !is_field_bare && !is_dot_bare {
        let message = "There is neither `field_lab_d65` nor `dot_lab_d65` here.".to_owned();
        table.fault(
            Rule::NoColor,
            message,
            "Add the colour of the healed field or of a dot: field_lab_d65 = [L, a, b].",
        );
    }
    let field_lab = field.and_then(|i| lab(&i));
    let dot_lab = dot.and_then(|i| lab(&i));
    let geometry = table.optional("geometry").and_then(|i| self::geometry(&i));
    let n = table.optional("n").and_then(|i| i.whole(&READINGS));
    let sd_lab = table.optional("sd").and_then(|i| three(&i, &[SPREAD; 3]));
    table.finish();
    let record = HealedRecord {
        fraction: fraction?,
        needle,
        depth_mm,
        dot_mm,
        density_per_cm2,
        sessions,
        day: day?,
        skin_lab: skin?,
        field_lab,
        dot_lab,
        geometry,
        n,
        sd_lab,
    };
    plausible::field_of_dots(&record, at);
    Some(record)
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
    let sds = table.optional("sds").and_then(|i| document(&i));
    let certificates = table.optional("certificates").and_then(|i| i.list()).unwrap_or_default();
    let certificates = certificates.iter().filter_map(document).collect();
    if expires_at.is_none() {
        let message = "The lot has no `expires`.".to_owned();
        table.fault(Rule::LotWithoutExpiry, message, "Copy the date from the label: expires = \"2028-01\".");
    }
    table.finish();
    if let (Some(expires), Some(at)) = (expires, expires_at) {
        check_expiry(made, expires, &at);
    }
    Some(Lot { lot: lot?, made, expires, after_opening_months, sterile, sds, certificates })
}

/// Whether the dates of a lot are possible, and not past.
fn check_expiry(made: Option<Date>, expires: Date, at: &Item<'_>) {
    if let Some(made) = made.filter(|made| expires.last_day() < made.first_day()) {
        let message = format!("The lot expires on {expires}, before it was made on {made}.");
        at.fault(Rule::ExpiresBeforeMade, message, "Check both dates against the label.");
    } else if let Some(today) = at.faults().today().filter(|today| expires.last_day() < today.first_day()) {
        let message = format!("The lot expired on {expires}; today is {today}.");
        at.fault(Rule::LotExpired, message, "Take a lot that has not expired, and write its figures here.");
    }
}

/// What a document is called: words, a file below the catalogue, or a web address.
fn document(item: &Item<'_>) -> Option<String> {
    let name = item.text()?;
    let scheme = name.split_once(':').map(|(scheme, _)| scheme);
    let is_web = name.starts_with("https://") || name.starts_with("http://");
    let is_drive =
        scheme.is_some_and(|s| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)));
    let leaves = name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['/', '\\', '~']);
    if !is_web && (is_drive || leaves) {
        let message = format!("`{}` is \"{}\", which leads out of the catalogue's folder.", item.key, shown(&name));
        item.fault(
            Rule::HostilePath,
            message,
            "Name a file below the catalogue, as in \"sds/grey.pdf\", or a web address.",
        );
        return None;
    }
    Some(name)
}

pub(super) fn regulation(item: &Item<'_>) -> Option<Vec<Regulation>> {
    let read = |mut table: Section<'_>, _: &Item<'_>| {
        let place = table.required("jurisdiction", "Say where: jurisdiction = \"EU\".").and_then(|i| i.text());
        let on = table.required("on", "Give the day of the statement: on = 2026-11-22.").and_then(|i| i.date());
        let status = table.required("status", "Repeat what is stated; \"not stated\" is a value.");
        let status = status.and_then(|i| i.text());
        table.finish();
        Some(Regulation { jurisdiction: place?, on: on?, status: status? })
    };
    Some(each(item, read)?.into_iter().map(|(statement, _)| statement).collect())
}

fn geometry(item: &Item<'_>) -> Option<Geometry> {
    item.choice(&GEOMETRIES.map(|geometry| (geometry.name(), geometry)))
}

/// A Lab that some surface can have.
fn lab<W: Solid>(item: &Item<'_>) -> Option<Lab<W, f64>> {
    let lab = lab_from(three(item, &[LIGHTNESS, CHROMA, CHROMA])?);
    if W::solid().contains(lab) {
        return Some(lab);
    }
    let message = format!("No surface has the Lab of `{}` under {}.", item.key, W::LIGHT);
    item.fault(Rule::LabOutsideSolid, message, "Check sign and order of L*, a*, b*, and the light that the key names.");
    None
}

/// The colours that surfaces can have, computed once a light.
trait Solid: Viewing {
    fn solid() -> &'static ObjectColorSolid;
}

macro_rules! solid {
    ($($white:ty),*) => {
        $(impl Solid for $white {
            fn solid() -> &'static ObjectColorSolid {
                static SOLID: LazyLock<ObjectColorSolid> = LazyLock::new(ObjectColorSolid::of::<$white>);
                &SOLID
            }
        })*
    };
}

solid!(D50, D65);

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
