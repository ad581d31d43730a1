//! The `colorants` of a pigment: shares, and whether number, name and CAS number mean the same thing.

use super::super::colorants::{colorant, is_cas_number, known_colorants};
use super::super::optics::largest_tabulated_um;
use super::super::pigment::ColorantShare;
use super::super::reader::{Bounds, Item, shown};
use super::super::rules::Rule;
use super::kinds;
use crate::data::ColorantEntry;

pub(in crate::pigment) const SHARE: Bounds =
    Bounds::above(0.0, 1.0, "", "Give the part of the solids by mass: a half is 0.5.");
pub(in crate::pigment) const DIAMETER_UM: Bounds =
    Bounds::above(0.0, 100.0, "um", "Give the diameter of the single grains in micrometres: 200 nm is 0.2.");

/// Shares may be rounded to three decimals.
const SHARES_TOLERANCE: f64 = 0.0015;

/// The colourants of one pigment.
pub(super) fn list(item: &Item<'_>) -> Option<Vec<ColorantShare>> {
    let entries = item.list()?;
    if entries.is_empty() {
        item.fault(Rule::NoColorants, "`colorants` is empty.".into(), "List at least one colourant with share = 1.0.");
        return None;
    }
    let shares: Option<Vec<ColorantShare>> = entries.iter().map(share).collect::<Vec<_>>().into_iter().collect();
    let shares = shares?;
    let sum: f64 = shares.iter().map(|c| c.share).sum();
    if (sum - 1.0).abs() > SHARES_TOLERANCE {
        let message = format!("The shares sum to {}, not to 1.", (sum * 1e4).round() / 1e4);
        let remedy = "Shares are of the solids by mass; divide each by their sum if water and carrier were counted in.";
        item.fault(Rule::SharesDoNotSum, message, remedy);
        return None;
    }
    Some(shares)
}

fn share(item: &Item<'_>) -> Option<ColorantShare> {
    let mut table = item.table()?;
    let ci_at = table.required("ci", "Give the Colour Index number: ci = \"77266\".");
    let ci = ci_at.as_ref().and_then(|i| i.text()).map(|ci| bare_ci(&ci));
    let name_at = table.required("name", "Give the generic name: name = \"carbon black\".");
    let name = name_at.as_ref().and_then(|i| i.text());
    let cas_at = table.required("cas", "Give the CAS number from the safety data sheet: cas = \"1333-86-4\".");
    let cas = cas_at.as_ref().and_then(cas_number);
    let share = table.required("share", SHARE.remedy).and_then(|i| i.part(&SHARE));
    let diameter_at = table
        .required("diameter_um", "Give the grain size; if it is unknown, write 0.2 and diameter_kind = \"assumed\".");
    let diameter = diameter_at.as_ref().and_then(|i| i.number(&DIAMETER_UM));
    let kind = table.required("diameter_kind", "Say how the size is known: diameter_kind = \"assumed\".");
    let kind = kind.and_then(|i| i.choice(&kinds()));
    table.finish();
    if let (Some(ci), Some(ci_at)) = (&ci, &ci_at) {
        let names = (name.as_deref().zip(name_at.as_ref()), cas.as_deref().zip(cas_at.as_ref()));
        check_identity((ci, ci_at), names.0, names.1);
        check_optics(ci, ci_at, diameter.zip(diameter_at.as_ref()));
        check_restrictions(ci, ci_at);
    }
    Some(ColorantShare { ci: ci?, name: name?, cas: cas?, share: share?, diameter_um: diameter?, diameter_kind: kind? })
}

/// A Colour Index number without the letters before it.
fn bare_ci(ci: &str) -> String {
    let ci = ci.trim();
    let bare = ci.strip_prefix("CI").or_else(|| ci.strip_prefix("C.I.")).unwrap_or(ci);
    bare.trim().to_owned()
}

fn cas_number(item: &Item<'_>) -> Option<String> {
    let cas = item.text()?;
    if is_cas_number(&cas) {
        return Some(cas);
    }
    let message = format!("`cas` is \"{}\", which is not a CAS number: form or check digit is wrong.", shown(&cas));
    item.fault(Rule::BadCas, message, "Copy it from the safety data sheet; carbon black is 1333-86-4.");
    None
}

type At<'t, 'a> = (&'t str, &'t Item<'a>);

/// Number, name and CAS number must be of one colourant.
fn check_identity(ci: At<'_, '_>, name: Option<At<'_, '_>>, cas: Option<At<'_, '_>>) {
    let Some(entry) = colorant(ci.0) else { return unknown_ci(ci, name, cas) };
    if let Some((name, at)) = name
        && !entry.is_called(name)
    {
        if let Some(other) = known_colorants().iter().find(|other| other.is_called(name)) {
            mismatch(at, entry, &format!("the name \"{}\" is of CI {}", shown(name), other.ci));
        } else {
            let message = format!("\"{}\" is not a name that is known for CI {}.", shown(name), entry.ci);
            at.fault(Rule::UnfamiliarName, message, format!("Its generic name is \"{}\".", entry.name));
        }
    }
    if let Some((cas, at)) = cas
        && !entry.has_cas(cas)
    {
        let other = known_colorants().iter().find(|other| other.has_cas(cas));
        let found = other.map_or_else(|| "another substance".to_owned(), |o| format!("CI {} ({})", o.ci, o.name));
        mismatch(at, entry, &format!("the CAS number {cas} is of {found}"));
    }
}

fn mismatch(at: &Item<'_>, entry: &ColorantEntry, found: &str) {
    let message = format!("CI {} is {}, but {found}.", entry.ci, entry.name);
    let remedy = format!("Take all three from the safety data sheet; {} has CAS {}.", entry.name, entry.cas);
    at.fault(Rule::ColorantMismatch, message, remedy);
}

/// A number that is not in the list: misprinted if name or CAS number are, else simply not known.
fn unknown_ci((ci, at): At<'_, '_>, name: Option<At<'_, '_>>, cas: Option<At<'_, '_>>) {
    let by_cas = cas.and_then(|(cas, _)| known_colorants().iter().find(|entry| entry.has_cas(cas)));
    let meant = by_cas.or_else(|| name.and_then(|(name, _)| known_colorants().iter().find(|e| e.is_called(name))));
    if let Some(entry) = meant {
        let what = if by_cas.is_some() { format!("CAS {}", entry.cas) } else { format!("\"{}\"", entry.name) };
        let message = format!("CI {} is not known, but {what} is CI {} ({}).", shown(ci), entry.ci, entry.name);
        at.fault(Rule::ColorantMismatch, message, format!("Write ci = \"{}\" if that is what it is.", entry.ci));
    } else {
        let message = format!("CI {} is not in the list of colourants.", shown(ci));
        at.fault(Rule::UnknownColorant, message, "Check the number; a shade with it needs measured drawdowns.");
    }
}

/// What laws say of it, as far as the list knows.
fn check_restrictions(ci: &str, at: &Item<'_>) {
    for law in colorant(ci).into_iter().flat_map(|entry| &entry.restricted) {
        let message =
            format!("CI {ci} is restricted in tattoo inks in {} from {}: {}.", law.jurisdiction, law.from, law.basis);
        let remedy = "Ask the maker for a statement for your country and this lot; the tool vouches for no pigment.";
        at.fault(Rule::RestrictedColorant, message, remedy);
    }
}

/// Whether the shade can be computed.
fn check_optics(ci: &str, ci_at: &Item<'_>, diameter: Option<(f64, &Item<'_>)>) {
    let Some(entry) = colorant(ci) else { return };
    let Some(largest_um) = largest_tabulated_um(ci) else {
        let message = format!("There are no published optics for {}, so this shade cannot be computed.", entry.name);
        ci_at.fault(Rule::ColorantWithoutOptics, message, "Add measured drawdowns, or choose a shade without it.");
        return;
    };
    if let Some((diameter_um, at)) = diameter
        && diameter_um > largest_um
    {
        let message = format!("{diameter_um} um is beyond the optics of {}, which end at {largest_um} um.", entry.name);
        let remedy = "Give the size of single grains, not of clumps or of the mill's sieve; \
                      if it is unknown, write 0.2 and diameter_kind = \"assumed\".";
        at.fault(Rule::DiameterBeyondTable, message, remedy);
    }
}
