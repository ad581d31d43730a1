//! What every candidate is measured by: the dots of a plan on each day that counts, and the target of each draw.

use super::{Candidate, DayFit, PlanOptions, Target, day_fit};
use crate::color::LabD65;
use crate::data::LossTable;
use crate::healing::{Concentrate, Fields, Outlook, Session};

/// Of the days that count.
#[derive(Clone, Copy)]
pub(super) enum Days {
    /// The middle one stands for all.
    Middle,
    All,
}

/// What every candidate is measured by.
pub(super) struct Yardstick<'o, 't> {
    /// The plan's dots on each day that counts.
    days: Vec<Fields<'o>>,
    /// The target of each draw.
    wanted: Vec<LabD65>,
    skin: LabD65,
    loss: &'t LossTable,
}

impl<'o, 't> Yardstick<'o, 't> {
    pub(super) fn new(
        target: &Target,
        outlook: &'o Outlook,
        sessions: &[Session],
        options: &PlanOptions,
        loss: &'t LossTable,
    ) -> Self {
        let course = options.course(sessions);
        let on = |day: &u32| outlook.fields(&course, f64::from(*day));
        Self {
            days: loss.days.iter().map(on).collect(),
            wanted: outlook.draws().iter().map(|draw| target.drawn(draw.target)).collect(),
            skin: target.skin,
            loss,
        }
    }

    fn fit(&self, pigment: &Concentrate, fraction: f64, fields: &Fields<'_>, draws: usize) -> DayFit {
        let contrasts = fields.contrasts_of(draws, pigment, fraction);
        day_fit(&contrasts, &self.wanted[..contrasts.len()], self.skin, self.loss)
    }

    /// dE00 of each draw's field to its target on the first day that counts.
    pub(super) fn healed_de00(&self, pigment: &Concentrate, fraction: f64) -> Vec<f64> {
        self.fit(pigment, fraction, &self.days[0], self.wanted.len()).de00
    }

    /// Loss in each of the first draws, mean over the days.
    pub(super) fn loss(&self, candidate: &Candidate<'_>, draws: usize, days: Days) -> Vec<f64> {
        let days = match days {
            Days::Middle => std::slice::from_ref(&self.days[self.days.len() / 2]),
            Days::All => &self.days,
        };
        let (pigment, fraction) = (&candidate.concentrate, candidate.dilution.fraction());
        let fit = |day: &Fields<'_>| self.fit(pigment, fraction, day, draws);
        mean_loss(&days.iter().map(fit).collect::<Vec<_>>())
    }

    /// Every draw on every day that counts.
    pub(super) fn fits(&self, candidate: &Candidate<'_>) -> Vec<DayFit> {
        let (pigment, fraction) = (&candidate.concentrate, candidate.dilution.fraction());
        self.days.iter().map(|day| self.fit(pigment, fraction, day, self.wanted.len())).collect()
    }
}

/// Loss of each draw, mean over the days.
pub(super) fn mean_loss(fits: &[DayFit]) -> Vec<f64> {
    let draws = fits.first().map_or(0, |fit| fit.loss.len());
    (0..draws).map(|i| fits.iter().map(|fit| fit.loss[i]).sum::<f64>() / fits.len() as f64).collect()
}
