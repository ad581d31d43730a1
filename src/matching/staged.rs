//! The recipe of each session: light first, and what follows from what is in the skin by then.

use super::plan::{dotted, treatment_in};
use super::yardstick::{Days, Yardstick};
use super::{Candidate, PlanOptions, PlannedSession, Target};
use crate::color::{Contrast, Estimate};
use crate::data::MatchingTable;
use crate::healing::{HEALED_DAY, Outlook};
use crate::math::{Normal3, ln, mean_sd};
use crate::pigment::Dilution;
use rayon::prelude::*;

/// One session with what goes into the cup, and what is expected of it.
#[derive(Debug, Clone)]
pub struct StagedSession<'a> {
    /// When, and how many dots.
    pub session: PlannedSession,
    /// The mix at this session's dilution.
    pub candidate: Candidate<'a>,
    /// Field minus bare skin once it has healed, over all draws: what a photo before the next session should show.
    pub expected: Estimate<Contrast>,
}

/// The sessions of a mix: the first lighter than the dilution that would do for all, each later one at the dilution that
/// loses least, were the rest like it, given what was put in before; where several lose about as little, the nearest to
/// that which would do for all.
///
/// How much lighter, in steps, stands in `calibration/matching.toml`. A healed photo after a session replaces what is
/// expected of it.
#[must_use]
pub fn staged<'a>(
    best: &Candidate<'a>,
    target: &Target,
    outlook: &Outlook,
    sessions: &[PlannedSession],
    options: &PlanOptions,
    table: &MatchingTable,
) -> Vec<StagedSession<'a>> {
    if best.is_stop() {
        return Vec::new();
    }
    let steps = best.dilutions();
    let loss = |dilutions: &[Dilution]| {
        let dots = dotted(sessions, &strengths(dilutions, best));
        let yardstick = Yardstick::new(target, outlook, &dots, options, &table.loss);
        mean_sd(&yardstick.loss(best, outlook.draws().len(), Days::All)).0
    };
    // Only the very first is held back: later ones follow a session whose healing can be seen.
    let mut chosen = Vec::new();
    if options.before.is_empty() {
        chosen.push(lighter(best.dilution, &steps, table.plan.first_lighter_steps));
    }
    while chosen.len() < sessions.len() {
        let like = |step: &Dilution| {
            let mut all = chosen.clone();
            all.resize(sessions.len(), *step);
            all
        };
        let losses: Vec<f64> = steps.par_iter().map(|step| loss(&like(step))).collect();
        chosen.push(nearest_of_the_best(best.dilution, &steps, &losses, table.plan.indifferent));
    }
    let strengths = strengths(&chosen, best);
    let one = |(i, session): (usize, &PlannedSession)| {
        let until = treatment_in(best, dotted(&sessions[..=i], &strengths), options);
        let expected = estimate(&outlook.contrasts(&until, HEALED_DAY));
        StagedSession { session: *session, candidate: best.at(chosen[i]), expected }
    };
    sessions.iter().enumerate().map(one).collect()
}

/// Each session's fraction over that of the mix as recommended.
fn strengths(dilutions: &[Dilution], best: &Candidate<'_>) -> Vec<f64> {
    dilutions.iter().map(|d| d.fraction() / best.dilution.fraction()).collect()
}

/// So many steps lighter, as far as there are any.
fn lighter(from: Dilution, steps: &[Dilution], count: usize) -> Dilution {
    let mut after: Vec<Dilution> = steps.iter().copied().filter(|d| d.fraction() < from.fraction()).collect();
    after.sort_by(|a, b| b.fraction().total_cmp(&a.fraction()));
    after.get(count.min(after.len()).wrapping_sub(1)).copied().unwrap_or(from)
}

/// Of the steps that lose hardly more than the best, the nearest to the dilution as recommended.
fn nearest_of_the_best(to: Dilution, steps: &[Dilution], losses: &[f64], indifferent: f64) -> Dilution {
    let least = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let apart = |d: &Dilution| ln(d.fraction() / to.fraction()).abs();
    let good = steps.iter().zip(losses).filter(|(_, loss)| **loss <= least + indifferent).map(|(step, _)| *step);
    good.min_by(|a, b| apart(a).total_cmp(&apart(b))).unwrap_or(to)
}

fn estimate(contrasts: &[Contrast]) -> Estimate<Contrast> {
    let each: Vec<[f64; 3]> = contrasts.iter().map(|c| c.array()).collect();
    let normal = Normal3::of(&each).expect("several draws");
    let [dl, da, db] = normal.mean;
    Estimate { mean: Contrast { dl, da, db }, cov: normal.cov }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lighter_goes_as_far_as_there_are_steps() {
        let steps: Vec<Dilution> = [4.0, 6.0, 9.0, 13.0].map(|p| Dilution::of_parts(1.0, p).unwrap()).to_vec();
        let text = |from: usize, count| lighter(steps[from], &steps, count).to_string();
        let nearest = |losses: [f64; 4]| nearest_of_the_best(steps[1], &steps, &losses, 0.1).to_string();
        assert_eq!(nearest([1.2, 1.05, 1.0, 1.3]), "1+6", "no better by what counts");
        assert_eq!(nearest([1.2, 1.15, 1.0, 1.3]), "1+9");
        assert_eq!([text(0, 1), text(0, 2), text(2, 2), text(3, 1), text(1, 0)], ["1+6", "1+9", "1+13", "1+13", "1+6"]);
    }
}
