//! What is still to be asked of a consultation's recommendations, without ranking again: other days, pictures.

use super::DaySummary;
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::{Outlook, Treatment};
use crate::matching::Target;
use crate::measure::SkinReading;

/// Days that can be asked for: a hundred years.
const LAST_DAY: f64 = 36_500.0;

/// The recommendations of a consultation as treatments, in every possible healing of this client.
#[derive(Debug)]
pub struct Prospect {
    pub(super) skin: SkinReading,
    pub(super) target: Target,
    pub(super) outlook: Outlook,
    pub(super) treatments: Vec<Treatment>,
}

impl Prospect {
    /// Number of recommendations; ranks run from 1 to it.
    #[must_use]
    pub fn ranks(&self) -> usize {
        self.treatments.len()
    }

    /// What is predicted of the recommendation of a rank for these days after the last session: what
    /// `Recommendation::predicted` holds for the usual ones.
    ///
    /// Days on which the skin is still red, about the first month, take longer than later ones: they are computed in full
    /// and not from tables.
    ///
    /// Errors: a rank that was not shown, a day before the last session or more than a hundred years after it.
    pub fn days(&self, rank: usize, days: &[f64]) -> Result<Vec<DaySummary>, Diagnostic> {
        let treatment = self.treatment(rank)?;
        days.iter().try_for_each(|day| check_day(*day))?;
        Ok(days.iter().map(|day| self.day(treatment, *day)).collect())
    }

    pub(super) fn day(&self, treatment: &Treatment, day: f64) -> DaySummary {
        let on = self.outlook.on(std::slice::from_ref(treatment), day);
        DaySummary::of(&on[0], &self.skin, &self.outlook, Some(&self.target))
    }

    pub(super) fn treatment(&self, rank: usize) -> Result<&Treatment, Diagnostic> {
        rank.checked_sub(1).and_then(|i| self.treatments.get(i)).ok_or_else(|| {
            Diagnostic::error(
                Kind::Argument,
                "unknown-rank",
                format!("There is no recommendation {rank}; there are {}.", self.ranks()),
                format!("Ask for 1 to {}.", self.ranks()),
            )
        })
    }
}

pub(super) fn check_day(day: f64) -> Result<(), Diagnostic> {
    if (0.0..=LAST_DAY).contains(&day) {
        return Ok(());
    }
    Err(Diagnostic::error(
        Kind::Argument,
        "day-outside",
        format!("Nothing is predicted for day {day}."),
        format!("Give days after the last session, 0 to {LAST_DAY}."),
    ))
}
