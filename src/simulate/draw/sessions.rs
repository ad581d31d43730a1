//! Sessions that were done, as a user tells them: whether they can be, and what was in each cup.

use super::super::conflict;
use super::super::options::{SessionOptions, SimulateOptions};
use super::work::parts;
use crate::diagnostic::Diagnostic;
use crate::healing::PastSession;
use crate::matching::Candidate;
use std::ops::RangeInclusive;

/// Days from the first session that can be asked for.
const DAYS: RangeInclusive<f64> = 0.0..=36500.0;
/// Dots per cm2.
const DENSITIES: RangeInclusive<f64> = 1.0..=400.0;
/// Parts by volume of a pigment in a mix.
const PARTS: RangeInclusive<f64> = 0.1..=100.0;

/// Errors: sessions that could not have been, each named by its number.
pub(super) fn check(options: &SimulateOptions) -> Result<(), Diagnostic> {
    if options.recipe.is_some() && !options.sessions.is_empty() {
        return Err(conflict(
            "contradicting-work",
            "A recipe and sessions cannot both be what was put in.".into(),
            "Name one recipe for all of it, or each session with its mix.".into(),
        ));
    }
    let mut before = None;
    for (number, session) in (1..).zip(&options.sessions) {
        check_day(number, session.day, before)?;
        check_mix(number, session)?;
        before = Some(session.day);
    }
    Ok(())
}

fn check_day(number: usize, day: f64, before: Option<f64>) -> Result<(), Diagnostic> {
    let fault = |what: String, remedy: String| conflict("session-day", format!("Session {number} {what}"), remedy);
    match before {
        _ if !DAYS.contains(&day) => Err(fault(
            format!("is on day {day}, which is outside {} to {}.", DAYS.start(), DAYS.end()),
            "Count the days from the first session.".into(),
        )),
        None if day > 0.0 => Err(fault(
            format!("is on day {day}, but days are counted from it."),
            "Give the first session the day 0 and the others the days since then.".into(),
        )),
        Some(before) if day <= before => Err(fault(
            format!("is on day {day}, which is not after session {} on day {before}.", number - 1),
            "Name the sessions in the order in which they were done, each on a later day than the one before.".into(),
        )),
        _ => Ok(()),
    }
}

fn check_mix(number: usize, session: &SessionOptions) -> Result<(), Diagnostic> {
    let density = session.density_per_cm2;
    if !DENSITIES.contains(&density) {
        return Err(conflict(
            "session-density",
            format!("Session {number} has {density} dots per cm2."),
            format!("Give it {} to {} dots per cm2.", DENSITIES.start(), DENSITIES.end()),
        ));
    }
    if !(1..=2).contains(&session.pigments.len()) {
        return Err(conflict(
            "pigment-count",
            format!("Session {number} names {} pigments; a mix holds one or two.", session.pigments.len()),
            "Name one pigment, or two with their parts.".into(),
        ));
    }
    if let Some((id, parts)) = session.pigments.iter().find(|(_, parts)| !PARTS.contains(parts)) {
        return Err(conflict(
            "pigment-parts",
            format!("Session {number} has {parts} parts of {id}."),
            format!("Give each pigment {} to {} parts by volume.", PARTS.start(), PARTS.end()),
        ));
    }
    Ok(())
}

/// What was put into the skin, session by session.
///
/// Errors: a pigment that the catalogue does not have, named with its session.
pub(super) fn past(sessions: &[SessionOptions]) -> Result<Vec<PastSession>, Diagnostic> {
    (1..).zip(sessions).map(|(number, session)| one(session).map_err(|fault| of_session(number, fault))).collect()
}

fn one(session: &SessionOptions) -> Result<PastSession, Diagnostic> {
    let mix = Candidate::new(parts(&session.pigments)?, session.dilution).map_err(|e| e.diagnostic())?;
    Ok(PastSession {
        day: session.day,
        density_per_cm2: session.density_per_cm2,
        concentrate: mix.concentrate,
        fraction: session.dilution.fraction(),
        healed_diameter_mm: session.dot_mm,
    })
}

fn of_session(number: usize, fault: Diagnostic) -> Diagnostic {
    Diagnostic { message: format!("Session {number}: {}", fault.message), ..fault }
}
