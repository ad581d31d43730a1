//! Ranking: expected loss, ties, and whether there is an answer at all.

use super::plan::dotted;
use super::race::finalists;
use super::yardstick::{Yardstick, mean_loss};
use super::{Candidate, DayFit, LossTerms, Part, PlanOptions, PlannedSession, Target, tolerance_de00};
use crate::color::ciede2000;
use crate::data::MatchingTable;
use crate::healing::Outlook;
use crate::math::mean_sd;
use crate::pigment::{Dilution, Pigment};
use rayon::prelude::*;

/// The answer in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A candidate meets the tolerance and no other group is as good.
    Match,
    /// Candidates meet the tolerance, but which group is best cannot be told.
    Ambiguous,
    /// No candidate meets the tolerance.
    NoMatch,
}

impl Verdict {
    /// The name used in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Ambiguous => "ambiguous",
            Self::NoMatch => "no-match",
        }
    }
}

/// What a candidate risks at day 28, as shares of the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Risk {
    /// Darker than the target by more than the limit.
    pub too_dark: f64,
    /// Bluer than the target by more than the margin.
    pub too_blue: f64,
}

/// A candidate with its figures.
#[derive(Debug, Clone)]
pub struct Ranked<'a> {
    /// What is mixed.
    pub candidate: Candidate<'a>,
    /// Expected loss, dE00; lower is better.
    pub score: f64,
    /// What the score is made of.
    pub terms: LossTerms,
    /// Loss of each draw, mean over the days that count.
    pub loss: Vec<f64>,
    /// Share of the draws in which no other candidate loses less.
    pub probability_best: f64,
    /// Candidates of one group are ties; counted from 1, best first.
    pub tie_group: usize,
    /// The healed field at day 28 against the target.
    pub healed: DayFit,
}

impl<'a> Ranking<'a> {
    /// The best of each of the first few mixes, whatever its dilution; where there are fewer mixes than `least`, other
    /// dilutions of them as well: what is worth showing beside each other, best first.
    #[must_use]
    pub fn worth_showing(&self, most: usize, least: usize) -> Vec<&Ranked<'a>> {
        let mut shown: Vec<usize> = Vec::new();
        let mut again: Vec<usize> = Vec::new();
        for (i, ranked) in self.ranked.iter().enumerate() {
            let known = shown.iter().any(|s| self.ranked[*s].candidate.is_same_mix(&ranked.candidate));
            match known {
                true => again.push(i),
                false if shown.len() < most => shown.push(i),
                false => {}
            }
        }
        let missing = least.saturating_sub(shown.len());
        shown.extend(again.into_iter().take(missing));
        shown.sort_unstable();
        shown.into_iter().map(|i| &self.ranked[i]).collect()
    }

    /// The shades that were ranked by themselves, best first.
    #[must_use]
    pub fn shades(&self) -> Vec<&'a Pigment> {
        let mut shades: Vec<&'a Pigment> = Vec::new();
        for ranked in &self.ranked {
            if let [Part { pigment, .. }] = ranked.candidate.parts.as_slice()
                && !shades.iter().any(|known| std::ptr::eq(*known, *pigment))
            {
                shades.push(pigment);
            }
        }
        shades
    }

    /// Lightest and darkest dilution of a mix that tie with it.
    #[must_use]
    pub fn tied_dilutions(&self, of: &Ranked<'_>) -> (Dilution, Dilution) {
        let mut span = (of.candidate.dilution, of.candidate.dilution);
        let same = |r: &&Ranked<'a>| r.tie_group == of.tie_group && r.candidate.is_same_mix(&of.candidate);
        for dilution in self.ranked.iter().filter(same).map(|r| r.candidate.dilution) {
            if dilution.fraction() < span.0.fraction() {
                span.0 = dilution;
            }
            if dilution.fraction() > span.1.fraction() {
                span.1 = dilution;
            }
        }
        span
    }
}

impl Ranked<'_> {
    /// What it risks.
    #[must_use]
    pub const fn risk(&self) -> Risk {
        Risk { too_dark: self.healed.too_dark, too_blue: self.healed.too_blue }
    }
}

/// All candidates, best first, and the verdict.
#[derive(Debug, Clone)]
pub struct Ranking<'a> {
    /// Best first; within a group of ties what meets the tolerance and the surer first; "stop" in first place only where
    /// work is in the skin.
    pub ranked: Vec<Ranked<'a>>,
    /// The answer in one word.
    pub verdict: Verdict,
    /// dE00 of the field that this client accepts.
    pub tolerance_de00: f64,
    /// dE00 to the target with nothing done.
    pub untreated_de00: f64,
    /// Whether work is in the skin already.
    pub has_work: bool,
}

/// Ranks candidates by expected loss under one plan; of thousands, only those that can be among the best.
///
/// Panics without a candidate other than to stop.
#[must_use]
pub fn rank<'a>(
    candidates: Vec<Candidate<'a>>,
    target: &Target,
    outlook: &Outlook,
    sessions: &[PlannedSession],
    options: &PlanOptions,
    table: &MatchingTable,
) -> Ranking<'a> {
    let yardstick = Yardstick::new(target, outlook, &dotted(sessions, &[]), options, &table.loss);
    let finalists = finalists(candidates, &yardstick);
    let mut ranked: Vec<Ranked<'a>> = finalists.into_par_iter().map(|c| evaluated(&yardstick, c)).collect();
    assert!(ranked.iter().any(|r| !r.candidate.is_stop()), "nothing to choose from");
    share_of_best(&mut ranked);
    let tolerance_de00 = tolerance_de00(target.skin, &table.tolerance);
    let measured = |c: &Candidate<'_>| c.least_ml(options.batch_ml) >= table.cup.least_ml;
    group_ties(&mut ranked, table.loss.tie, tolerance_de00, measured);
    // A first consultation never begins with stopping; where work is in the skin it may be enough.
    let has_work = outlook.has_old_work() || !options.before.is_empty();
    if ranked.first().is_some_and(|r| r.candidate.is_stop()) && ranked.len() > 1 && !has_work {
        ranked.swap(0, 1);
    }
    let verdict = verdict(&ranked, tolerance_de00, has_work);
    let untreated_de00 = ciede2000(target.field(), outlook.lab_as_it_is(&options.before, options.from_day));
    Ranking { ranked, verdict, tolerance_de00, untreated_de00, has_work }
}

/// A finalist in all draws on all days.
fn evaluated<'a>(yardstick: &Yardstick<'_, '_>, candidate: Candidate<'a>) -> Ranked<'a> {
    let fits = yardstick.fits(&candidate);
    let loss = mean_loss(&fits);
    let terms = LossTerms::mean(&fits.iter().map(|fit| fit.terms).collect::<Vec<_>>());
    let healed = fits.into_iter().next().expect("at least one day counts");
    Ranked { score: mean_sd(&loss).0, terms, loss, probability_best: 0.0, tie_group: 0, healed, candidate }
}

fn share_of_best(ranked: &mut [Ranked<'_>]) {
    let Some(count) = ranked.first().map(|r| r.loss.len()) else { return };
    for draw in 0..count {
        let best = (0..ranked.len()).min_by(|a, b| ranked[*a].loss[draw].total_cmp(&ranked[*b].loss[draw]));
        if let Some(best) = best {
            ranked[best].probability_best += 1.0 / count as f64;
        }
    }
}

/// Sorts by score, groups what lies within `tie` of a group's best, and orders each group: what meets the tolerance
/// first; of these what is surer because it does not scatter; of these what can be measured out well, since half a mark of
/// the syringe is half the dose of 0.1 ml; then by score, then the simpler first.
///
/// The score leans light already. Taking the lightest of a group instead, up to 0.3 from its best, costs 0.16 dE00 of
/// the median healed field (`cargo bench --bench closed-loop`) and spares no client a field that is too dark.
fn group_ties(ranked: &mut [Ranked<'_>], tie: f64, tolerance_de00: f64, measured: impl Fn(&Candidate<'_>) -> bool) {
    ranked.sort_by(|a, b| a.score.total_cmp(&b.score).then(a.candidate.parts.len().cmp(&b.candidate.parts.len())));
    let mut group = 0;
    let mut best = f64::NEG_INFINITY;
    for r in ranked.iter_mut() {
        if r.score > best + tie || group == 0 {
            group += 1;
            best = r.score;
        }
        r.tie_group = group;
    }
    let order = |r: &Ranked<'_>| {
        let (misses, scatters) = (r.healed.median_de00() > tolerance_de00, r.candidate.scatters);
        (r.tie_group, misses, scatters, !measured(&r.candidate))
    };
    ranked.sort_by_key(order);
}

/// The answer; to stop is one where work is in the skin.
fn verdict(ranked: &[Ranked<'_>], tolerance_de00: f64, has_work: bool) -> Verdict {
    let treats = |r: &&Ranked<'_>| has_work || !r.candidate.is_stop();
    if !ranked.iter().filter(treats).any(|r| r.healed.median_de00() <= tolerance_de00) {
        return Verdict::NoMatch;
    }
    let first = |group: usize| {
        let members = ranked.iter().filter(treats).filter(move |r| r.tie_group == group);
        members.min_by(|a, b| a.score.total_cmp(&b.score))
    };
    let mut groups: Vec<usize> = ranked.iter().filter(treats).map(|r| r.tie_group).collect();
    groups.dedup();
    let (Some(best), Some(second)) = (first(groups[0]), groups.get(1).and_then(|g| first(*g))) else {
        return Verdict::Match;
    };
    // Scores are means over the draws, and so is their difference: its sd is that of one draw over the root of n.
    let differences: Vec<f64> = second.loss.iter().zip(&best.loss).map(|(s, b)| s - b).collect();
    let (mean, sd) = mean_sd(&differences);
    if mean < sd / (differences.len() as f64).sqrt() { Verdict::Ambiguous } else { Verdict::Match }
}
