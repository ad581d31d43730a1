//! Sessions: how many dots when, light first.

use super::Candidate;
use crate::data::PlanTable;
use crate::healing::{Session, Treatment};

/// What the plan is made for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanOptions {
    /// Dots per cm2 in the end.
    pub density_per_cm2: f64,
    /// Area in cm2.
    pub area_cm2: f64,
    /// Healed deposit diameter where it is known, mm.
    pub healed_diameter_mm: Option<f64>,
    /// Volume of a cup, ml.
    pub batch_ml: f64,
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
    /// Dots of this session.
    pub dots: f64,
    /// Hours of this session.
    pub hours: f64,
}

/// The sessions: 30, 70 and 100 % of the density.
#[must_use]
pub fn plan(options: &PlanOptions, table: &PlanTable) -> Vec<PlannedSession> {
    let mut before = 0.0;
    let mut sessions = Vec::new();
    for (i, share) in table.cumulative_density.iter().enumerate() {
        let dots = (share - before) * options.density_per_cm2 * options.area_cm2;
        sessions.push(PlannedSession {
            session: i + 1,
            day: i as f64 * f64::from(table.spacing_days),
            density_per_cm2: share * options.density_per_cm2,
            dots,
            hours: dots / table.dots_per_hour,
        });
        before = *share;
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
        concentrate: candidate.concentrate,
        fraction: candidate.dilution.fraction(),
        sessions,
        healed_diameter_mm: options.healed_diameter_mm,
    }
}

/// The sessions of a plan, each with its own dots, and with its own strength where one is given.
pub(super) fn dotted(sessions: &[PlannedSession], strengths: &[f64]) -> Vec<Session> {
    let mut before = 0.0;
    let mut each = Vec::new();
    for (i, session) in sessions.iter().enumerate() {
        each.push(Session {
            day: session.day,
            density_per_cm2: session.density_per_cm2 - before,
            strength: strengths.get(i).copied().unwrap_or(1.0),
        });
        before = session.density_per_cm2;
    }
    each
}
