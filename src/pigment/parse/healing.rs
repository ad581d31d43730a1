//! `[pigment.healing]`: how a pigment heals, as its maker states it.

use super::super::reader::{Bounds, Section};
use super::super::records::{StatedHealing, StatedPrior};
use super::kinds;

const SHARE: Bounds =
    Bounds::above(0.0, 1.0, "", "Give the share of the pigment that is left at day 28: a third lost is 0.67.");
const YEARS: Bounds = Bounds::from(0.1, 100.0, "years", "Give the years in which half of what healed is lost.");
const FACTOR: Bounds = Bounds::from(0.05, 20.0, "", "Give a factor; 1 is as usual.");
const SPREAD: Bounds = Bounds::from(
    1.0,
    5.0,
    "",
    "Give the factor of one standard deviation: two in three lie between median / spread and median x spread.",
);

/// What is stated; a prior with a fault is left out, and the fault is reported.
pub(super) fn stated(mut table: Section<'_>) -> StatedHealing {
    let mut prior = |key, bounds: &Bounds| {
        let mut own = table.optional(key)?.table()?;
        let median = own.required("median", bounds.remedy).and_then(|i| i.number(bounds));
        let spread = own.required("spread", SPREAD.remedy).and_then(|i| i.number(&SPREAD));
        let kind = own.required("kind", "Say how the figures came to be: kind = \"measured\".");
        let kind = kind.and_then(|i| i.choice(&kinds()));
        let source = own.required("source", "Say who states it, and from what: source = \"...\".");
        let source = source.and_then(|i| i.text());
        own.finish();
        Some(StatedPrior { median: median?, spread: spread?, kind: kind?, source: source? })
    };
    let healing = StatedHealing {
        retention: prior("retention", &SHARE),
        slow_half_life: prior("slow_half_life", &YEARS),
        hue_drift: prior("hue_drift", &FACTOR),
        catalogue_absorption: prior("catalogue_absorption", &FACTOR),
        catalogue_scattering: prior("catalogue_scattering", &FACTOR),
    };
    table.finish();
    healing
}
