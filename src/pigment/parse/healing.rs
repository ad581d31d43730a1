//! `[pigment.healing]`: how a pigment heals, as its maker states it.

use super::super::reader::{Bounds, Section};
use super::super::records::{StatedHealing, StatedPrior};
use super::kinds;
use crate::data::{HEALING_SPREADS, healing_domain};

const FACTOR: &str = "Give a factor; 1 is as usual.";

/// Bounds of a prior of this name, and what to do about a value outside.
pub(in crate::pigment) fn bounds(name: &str, remedy: &'static str) -> Bounds {
    let domain = healing_domain(name);
    Bounds::from(*domain.start(), *domain.end(), "", remedy)
}

/// Bounds of a spread.
pub(in crate::pigment) fn spreads() -> Bounds {
    Bounds::from(
        *HEALING_SPREADS.start(),
        *HEALING_SPREADS.end(),
        "",
        "Give the factor of one standard deviation: two in three lie between median / spread and median x spread.",
    )
}

/// What is stated; a prior with a fault is left out, and the fault is reported.
pub(super) fn stated(mut table: Section<'_>) -> StatedHealing {
    let spreads = spreads();
    let mut prior = |key, remedy| {
        let mut own = table.optional(key)?.table()?;
        let median = own.required("median", remedy).and_then(|i| i.number(&bounds(key, remedy)));
        let spread = own.required("spread", spreads.remedy).and_then(|i| i.number(&spreads));
        let kind = own.required("kind", "Say how the figures came to be: kind = \"measured\".");
        let kind = kind.and_then(|i| i.choice(&kinds()));
        let source = own.required("source", "Say who states it, and from what: source = \"...\".");
        let source = source.and_then(|i| i.text());
        own.finish();
        Some(StatedPrior { median: median?, spread: spread?, kind: kind?, source: source? })
    };
    let healing = StatedHealing {
        retention: prior("retention", "Give the share of the pigment that is left at day 28: a third lost is 0.67."),
        slow_half_life: prior("slow_half_life", "Give the years in which half of what healed is lost."),
        hue_drift: prior("hue_drift", FACTOR),
        catalogue_absorption: prior("catalogue_absorption", FACTOR),
        catalogue_scattering: prior("catalogue_scattering", FACTOR),
    };
    table.finish();
    healing
}
