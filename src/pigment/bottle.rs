//! A bottle on the shelf: its lot, how long it may be used, the size of its drops.

use super::records::Date;

/// A bottle in stock.
///
/// ```
/// use healtone::pigment::{Bottle, Date};
/// let bottle = Bottle { opened: Date::parse("2026-10-01"), ..Bottle::of("generic-carbon-mid") };
/// assert_eq!(bottle.use_by(Some(6)), Date::parse("2027-04-01"));
/// assert_eq!(bottle.use_by(None), None);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bottle {
    /// The pigment's id in the catalogue.
    pub id: String,
    /// Lot or batch number on its label.
    pub lot: Option<String>,
    /// When it was opened.
    pub opened: Option<Date>,
    /// When it expires, by its label.
    pub expires: Option<Date>,
    /// Drops to a millilitre, as counted with this bottle.
    pub drops_per_ml: Option<f64>,
}

impl Bottle {
    /// A bottle of which nothing more is known.
    #[must_use]
    pub fn of(id: impl Into<String>) -> Self {
        Self { id: id.into(), lot: None, opened: None, expires: None, drops_per_ml: None }
    }

    /// The last day on which it may be used, `None` where nothing is stated: its label's, or so many months after it was
    /// opened where that is sooner.
    #[must_use]
    pub fn use_by(&self, after_opening_months: Option<u32>) -> Option<Date> {
        let opened = self.opened.zip(after_opening_months);
        let stated = [self.expires, opened.map(|(opened, months)| opened.plus_months(months))];
        stated.into_iter().flatten().min_by_key(|date| date.last_day())
    }

    /// Its id, and its lot where that is known.
    #[must_use]
    pub fn label(&self) -> String {
        self.lot.as_ref().map_or_else(|| self.id.clone(), |lot| format!("{}, lot {lot}", self.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sooner_of_label_and_opening_counts() {
        let date = |text| Date::parse(text);
        let bottle = |opened, expires| Bottle { opened: date(opened), expires: date(expires), ..Bottle::of("a") };
        assert_eq!(bottle("2026-10-01", "2027-03-01").use_by(Some(12)), date("2027-03-01"));
        assert_eq!(bottle("2026-10-01", "2027-03").use_by(Some(3)), date("2027-01-01"));
        assert_eq!(bottle("2026-08-31", "").use_by(Some(6)), date("2027-02-28"), "to the end of a shorter month");
        assert_eq!(bottle("2026-08", "").use_by(Some(1)), date("2026-09-30"), "a month means its end");
        assert_eq!(bottle("", "").use_by(Some(6)), None);
        assert_eq!(bottle("9999-12-31", "").use_by(Some(u32::MAX)).map(|d| d.year), Some(u16::MAX));
    }
}
