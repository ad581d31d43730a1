//! The bottles in stock: which may still be used, and which pigments are recommended for that.

use super::super::arguments::CatalogueChoice;
use super::super::catalogue::{Catalogues, chosen};
use super::super::output::Failure;
use super::at_hand::{AtHand, StudioFile};
use super::today::today;
use crate::diagnostic::{Diagnostic, Kind};
use crate::pigment::{Bottle, Date, Pigment};

/// The pigments that are recommended, the bottles that they are taken from, and what the reader must know of the others.
pub(in crate::cli) struct Stock<'c> {
    pub(in crate::cli) pigments: Vec<&'c Pigment>,
    pub(in crate::cli) bottles: Vec<Bottle>,
    pub(in crate::cli) warnings: Vec<Diagnostic>,
}

/// A bottle of a pigment of the catalogue.
pub(super) struct Shelved<'f, 'c> {
    pub(super) bottle: &'f Bottle,
    pigment: &'c Pigment,
    /// The last day on which it may be used, where one is stated.
    pub(super) use_by: Option<Date>,
}

impl Shelved<'_, '_> {
    pub(super) fn is_expired_on(&self, day: Date) -> bool {
        self.use_by.is_some_and(|last| last.last_day() < day.last_day())
    }
}

/// Bottles of pigments of these catalogues, and those of none.
type Sorted<'f, 'c> = (Vec<Shelved<'f, 'c>>, Vec<Diagnostic>);

impl StudioFile {
    pub(super) fn shelf<'f, 'c>(&'f self, catalogues: &'c Catalogues) -> Sorted<'f, 'c> {
        let (mut shelved, mut unknown) = (Vec::new(), Vec::new());
        for placed in &self.studio.bottles {
            let bottle = &placed.value;
            match catalogues.pigment(&bottle.id) {
                Ok(pigment) => {
                    let months = pigment.lot.as_ref().and_then(|lot| lot.after_opening_months);
                    shelved.push(Shelved { bottle, pigment, use_by: bottle.use_by(months) });
                }
                Err(fault) => {
                    unknown.push(Diagnostic { kind: Kind::Unfit, place: Some(placed.place.clone()), ..fault });
                }
            }
        }
        (shelved, unknown)
    }
}

impl AtHand {
    /// The pigments of `--have`, or those of the studio's bottles, or all of the catalogues.
    ///
    /// Errors: an id of `--have` that no catalogue has; one of a bottle, unless `--catalogue` is another than the
    /// studio's; bottles of which none can be used.
    pub(in crate::cli) fn stock<'c>(
        &mut self,
        catalogues: &'c Catalogues,
        choice: &CatalogueChoice,
    ) -> Result<Stock<'c>, Failure> {
        let asked = chosen(catalogues, &choice.have)?;
        let Some(file) = self.file.as_ref().filter(|file| !file.studio.bottles.is_empty()) else {
            return Ok(Stock { pigments: asked, bottles: Vec::new(), warnings: Vec::new() });
        };
        let (mut shelved, unknown) = file.shelf(catalogues);
        if choice.files.catalogue.is_empty() && !unknown.is_empty() {
            return Err(file.unfit(&unknown));
        }
        shelved.retain(|on| asked.iter().any(|pigment| pigment.id == on.pigment.id));
        let has_asked = !choice.have.is_empty();
        let mut stock = usable(shelved, asked, has_asked, today())?;
        if !has_asked {
            stock.warnings.extend(elsewhere(&unknown));
        }
        self.bottles = stock.bottles.len();
        if self.bottles > 0 {
            self.used.push("bottle");
        }
        Ok(stock)
    }
}

/// What may be used on this day. Pigments that were asked for stay whatever their bottles say: who names one has it.
fn usable<'c>(
    shelved: Vec<Shelved<'_, 'c>>,
    mut pigments: Vec<&'c Pigment>,
    has_asked: bool,
    day: Date,
) -> Result<Stock<'c>, Diagnostic> {
    let (expired, good): (Vec<_>, Vec<_>) = shelved.into_iter().partition(|on| on.is_expired_on(day));
    let is_good = |id: &str| good.iter().any(|on| on.pigment.id == id);
    let told = expired.iter().filter(|on| !(has_asked && is_good(&on.pigment.id)));
    let warnings: Vec<Diagnostic> = told.map(|on| warning(on, has_asked)).collect();
    if !has_asked {
        if good.is_empty() {
            return Err(nothing_left(&warnings));
        }
        pigments.retain(|pigment| is_good(&pigment.id));
    }
    Ok(Stock { pigments, bottles: good.iter().map(|on| on.bottle.clone()).collect(), warnings })
}

fn warning(on: &Shelved<'_, '_>, has_asked: bool) -> Diagnostic {
    let day = on.use_by.map_or_else(String::new, |day| day.to_string());
    let then = if has_asked { "its pigment is recommended because --have names it" } else { "it is left out" };
    Diagnostic::warning(
        "bottle-expired",
        format!("The bottle {} was to be used by {day}; {then}.", on.bottle.label()),
        "Take it off the shelf and out of the studio's file.",
    )
}

/// Bottles of pigments that the catalogue asked for does not have.
fn elsewhere(unknown: &[Diagnostic]) -> Option<Diagnostic> {
    let message =
        format!("{} bottle(s) of the studio's file are of pigments that this catalogue lacks.", unknown.len());
    let remedy = "Leave --catalogue out to use the studio's own.";
    (!unknown.is_empty()).then(|| Diagnostic::warning("bottle-of-another-catalogue", message, remedy))
}

fn nothing_left(expired: &[Diagnostic]) -> Diagnostic {
    let remedy = "Put the bottles in stock into the studio's file, or name pigments with --have.";
    if expired.is_empty() {
        let message = "None of the studio's bottles holds a pigment of this catalogue.";
        return Diagnostic::error(Kind::Unfit, "no-bottle-in-catalogue", message, remedy);
    }
    let each: Vec<&str> = expired.iter().map(|warning| warning.message.as_str()).collect();
    let message = format!("All bottles in stock have expired. {}", each.join(" "));
    Diagnostic::error(Kind::Unfit, "all-bottles-expired", message, remedy)
}
