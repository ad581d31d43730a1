//! Sessions: how many dots when, light first.

use super::{Candidate, Mixing};
use crate::data::{self, PlanTable};
use crate::healing::{Course, PastSession, Session, Treatment};

/// What the plan is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanOptions {
    /// Sessions that were done, oldest first.
    pub before: Vec<PastSession>,
    /// Day before which no further session is held, counted from the first.
    pub from_day: f64,
    /// Dots per cm2 in the end.
    pub density_per_cm2: f64,
    /// Area in cm2.
    pub area_cm2: f64,
    /// Healed deposit diameter where it is known, mm.
    pub healed_diameter_mm: Option<f64>,
    /// Volume of a cup, ml.
    pub batch_ml: f64,
}

impl Default for PlanOptions {
    /// Nothing done yet; the density and area that are usual where the client's own are not known.
    fn default() -> Self {
        let usual = data::healing().plan;
        Self {
            before: Vec::new(),
            from_day: 0.0,
            density_per_cm2: usual.default_density_per_cm2,
            area_cm2: usual.default_area_cm2,
            healed_diameter_mm: None,
            batch_ml: Mixing::default().batch_ml,
        }
    }
}

impl PlanOptions {
    /// The dots of these sessions, with those that were set before.
    pub(super) fn course<'a>(&'a self, sessions: &'a [Session]) -> Course<'a> {
        Course { before: &self.before, sessions, healed_diameter_mm: self.healed_diameter_mm }
    }
}

/// One session of the plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlannedSession {
    /// Counted from 1.
    pub session: usize,
    /// Days from the first session.
    pub day: f64,
    /// Dots per cm2 reached by then.
    pub density_per_cm2: f64,
    /// Dots per cm2 of this session.
    pub new_per_cm2: f64,
    /// Dots of this session.
    pub dots: f64,
    /// Hours of this session.
    pub hours: f64,
}

/// The sessions still to come: up to 30, 70 and 100 % of the density; once all are done, one more to touch up.
#[must_use]
pub fn plan(options: &PlanOptions, table: &PlanTable) -> Vec<PlannedSession> {
    let done = options.before.len();
    let spacing = f64::from(table.spacing_days);
    let mut reached: f64 = options.before.iter().map(|session| session.density_per_cm2).sum();
    let mut day = options.before.last().map_or(0.0, |last| (last.day + spacing).max(options.from_day));
    let mut shares: Vec<f64> = table.cumulative_density.iter().skip(done).copied().collect();
    if shares.is_empty() {
        shares.push(reached / options.density_per_cm2 + table.touch_up_density);
    }
    let mut sessions = Vec::new();
    for (i, share) in shares.into_iter().enumerate() {
        let new_per_cm2 = (share * options.density_per_cm2 - reached).max(0.0);
        reached += new_per_cm2;
        let dots = new_per_cm2 * options.area_cm2;
        let hours = dots / table.dots_per_hour;
        sessions.push(PlannedSession {
            session: done + i + 1,
            day,
            density_per_cm2: reached,
            new_per_cm2,
            dots,
            hours,
        });
        day += spacing;
    }
    sessions
}

/// The treatment that a candidate makes of a plan, at its dilution in every session.
#[must_use]
pub fn treatment(candidate: &Candidate<'_>, sessions: &[PlannedSession], options: &PlanOptions) -> Treatment {
    treatment_in(candidate, dotted(sessions, &[]), options)
}

/// The treatment of sessions that are worked out already.
pub(super) fn treatment_in(candidate: &Candidate<'_>, sessions: Vec<Session>, options: &PlanOptions) -> Treatment {
    Treatment {
        before: options.before.clone(),
        concentrate: candidate.concentrate,
        fraction: candidate.dilution.fraction(),
        sessions,
        healed_diameter_mm: options.healed_diameter_mm,
    }
}

/// The sessions of a plan, each with its own dots, and with its own strength where one is given.
pub(super) fn dotted(sessions: &[PlannedSession], strengths: &[f64]) -> Vec<Session> {
    let strength = |i: usize| strengths.get(i).copied().unwrap_or(1.0);
    let one = |(i, planned): (usize, &PlannedSession)| Session {
        day: planned.day,
        density_per_cm2: planned.new_per_cm2,
        strength: strength(i),
    };
    sessions.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::healing::Concentrate;
    use approx::assert_abs_diff_eq;

    fn done(day: f64, density_per_cm2: f64) -> PastSession {
        PastSession { day, density_per_cm2, concentrate: Concentrate::NONE, fraction: 0.05, healed_diameter_mm: None }
    }

    fn planned(before: Vec<PastSession>, from_day: f64) -> Vec<PlannedSession> {
        let options =
            PlanOptions { before, from_day, density_per_cm2: 100.0, area_cm2: 10.0, ..PlanOptions::default() };
        plan(&options, &data::healing().plan)
    }

    #[test]
    fn sessions_go_on_from_what_was_done() {
        let all = planned(Vec::new(), 0.0);
        let reached: Vec<f64> = all.iter().map(|s| s.density_per_cm2).collect();
        assert_eq!(reached, [30.0, 70.0, 100.0]);
        assert_eq!([all[2].session as f64, all[2].day], [3.0, 56.0]);
        assert_abs_diff_eq!(all[1].dots, 400.0, epsilon = 1e-9);

        let rest = planned(vec![done(0.0, 35.0)], 40.0);
        assert_eq!([rest[0].session, rest[1].session], [2, 3]);
        assert_eq!([rest[0].day, rest[1].day], [40.0, 68.0], "not before the healed photo");
        assert_abs_diff_eq!(rest[0].new_per_cm2, 35.0, epsilon = 1e-9);
        assert_eq!(planned(vec![done(0.0, 35.0)], 10.0)[0].day, 28.0, "nor before it has healed");
    }

    #[test]
    fn once_all_are_done_a_touch_up_is_left() {
        let touch_up = planned(vec![done(0.0, 30.0), done(28.0, 40.0), done(56.0, 30.0)], 90.0);
        assert_eq!(touch_up.len(), 1);
        assert_abs_diff_eq!(touch_up[0].new_per_cm2, 30.0, epsilon = 1e-9);
        assert_eq!([touch_up[0].session as f64, touch_up[0].day], [4.0, 90.0]);
        // More dots than were planned leave none for the next.
        assert_eq!(planned(vec![done(0.0, 80.0)], 0.0)[0].new_per_cm2, 0.0);
    }
}
