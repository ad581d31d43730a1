//! The next session of a client whose earlier ones were seen healed.

use super::follow_up::estimate;
use super::recommend::{Job, Start, draw_options};
use super::target::healing_in;
use super::why::Limits;
use super::{Quantiles, Recommendation, SessionRecipe, TreatmentOptions};
use crate::color::{Contrast, Estimate, ciede2000};
use crate::data::{self, HealingTable};
use crate::diagnostic::Diagnostic;
use crate::healing::{Draw, DrawOptions, HEALED_DAY, PastSession, Treatment};
use crate::learning::{Evidence, Known, Posterior, Taught, learn, taught};
use crate::matching::{Ranked, Ranking, Target, Verdict, WorthOfALook, worth_of_a_look};
use crate::measure::SkinReading;
use crate::pigment::Pigment;

/// What is known of a client before any of the work has healed.
#[derive(Debug, Clone)]
pub struct ClientRecord {
    /// His bare skin.
    pub skin: SkinReading,
    /// What the healed field should look like.
    pub target: Target,
    /// Old work, against bare skin.
    pub old_work: Option<Estimate<Contrast>>,
    /// Dots per cm2 in the end.
    pub density_per_cm2: f64,
}

/// What was done and what was seen of it.
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// Sessions that were done, oldest first.
    pub done: Vec<PastSession>,
    /// What was seen healed.
    pub seen: Vec<Evidence>,
    /// Today, in days from the first session: no further session is held before.
    pub today: f64,
}

/// What should be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Another session.
    Treat,
    /// Leave it as it is: another session would not bring it clearly nearer.
    Stop,
}

/// What is in the skin now.
#[derive(Debug, Clone, Copy)]
pub struct InSkin {
    /// Field minus bare skin.
    pub contrast: Estimate<Contrast>,
    /// dE00 of it to the target.
    pub de00: Quantiles,
}

/// What is in the skin, and what should follow.
#[derive(Debug, Clone)]
pub struct Next {
    /// Whether to go on.
    pub decision: Decision,
    /// The target as it is known now.
    pub target: Target,
    /// What is in the skin.
    pub in_skin: InSkin,
    /// What the healed photos taught.
    pub taught: Vec<Taught>,
    /// How many independent draws the posterior is worth.
    pub effective_draws: f64,
    /// Whether anything meets the tolerance.
    pub verdict: Verdict,
    /// dE00 of the field that this client accepts.
    pub tolerance_de00: f64,
    /// Expected loss of leaving it as it is, dE00.
    pub stop_score: f64,
    /// What another photo is worth before deciding.
    pub look: WorthOfALook,
    /// Best first.
    pub recommendations: Vec<Recommendation>,
    /// The sessions to come of what is recommended first; empty where it is to stop.
    pub plan: Vec<SessionRecipe>,
    /// The draws of the client, for what else is to be asked of them.
    pub draws: Vec<Draw>,
}

/// What should follow, from everything that was seen.
///
/// Errors: no pigment that can be ranked.
pub fn next(
    record: &ClientRecord,
    progress: &Progress,
    pigments: &[&Pigment],
    options: &TreatmentOptions,
) -> Result<Next, Diagnostic> {
    let (policy, learning) = (data::matching(), data::learning().posterior);
    let client = known(record, options);
    let (known, table) = (client.as_known(), &client.table);
    let before = learn(&known, &[], &learning, learning.draws, options.seed);
    let Posterior { draws, target, effective_draws } =
        learn(&known, &progress.seen, &learning, learning.draws, options.seed);
    let start = Start { drawn: draws.clone(), before: progress.done.clone(), from_day: progress.today };
    let job = Job::new(&record.skin, (target, record.density_per_cm2), start, options, table, &policy);
    let mut ranking = job.rank(pigments)?;
    let touch_up = progress.done.len() >= table.plan.cumulative_density.len();
    let margin = if touch_up { policy.loss.tie } else { policy.plan.indifferent };
    let (decision, stop_score) = advised(&mut ranking, margin, !progress.done.is_empty());
    let contrasts = job.outlook.as_it_is(&progress.done, progress.today);
    let look = look(&ranking, &contrasts, &target, &draws, progress, options.seed);
    let limits = Limits { saturation: job.saturation(), best_absorber: None };
    let done = Treatment::of_past(&progress.done);
    let since = |done: &Treatment| progress.today - done.sessions[0].day;
    Ok(Next {
        decision,
        in_skin: in_skin(&contrasts, &target, &draws),
        look,
        taught: done
            .map_or_else(Vec::new, |done| taught(&before.draws, &draws, table, &done, since(&done).max(HEALED_DAY))),
        effective_draws,
        verdict: ranking.verdict,
        tolerance_de00: ranking.tolerance_de00,
        stop_score,
        recommendations: job.recommendations(&ranking, &limits),
        plan: if decision == Decision::Stop { Vec::new() } else { job.plan(&ranking) },
        target,
        draws,
    })
}

/// What learning starts from, with the tables that it borrows.
pub(super) struct Client<'a> {
    record: &'a ClientRecord,
    pub(super) table: HealingTable,
    options: DrawOptions,
}

pub(super) fn known<'a>(record: &'a ClientRecord, options: &TreatmentOptions) -> Client<'a> {
    let policy = data::matching();
    let table = healing_in(options.target.mode, &options.healing, &policy.scar);
    Client { record, table, options: draw_options(options, &policy) }
}

impl Client<'_> {
    pub(super) const fn as_known(&self) -> Known<'_> {
        let Self { record, table, options } = self;
        Known {
            bare: &record.skin.spectrum.spectrum,
            client: &record.skin.client,
            table,
            options,
            target: &record.target,
            old_work: record.old_work,
        }
    }
}

/// Whether to go on, and what leaving it as it is loses; to stop is put first where what is best is hardly better.
fn advised(ranking: &mut Ranking<'_>, margin: f64, has_work: bool) -> (Decision, f64) {
    let stops = |r: &Ranked<'_>| r.candidate.is_stop();
    let place = ranking.ranked.iter().position(stops).expect("to stop is always ranked");
    let stop_score = ranking.ranked[place].score;
    let least = ranking.ranked.iter().map(|r| r.score).fold(f64::INFINITY, f64::min);
    if has_work && stop_score <= least + margin {
        ranking.ranked[..=place].rotate_right(1);
        return (Decision::Stop, stop_score);
    }
    // What is advised is to go on: what comes first is then something to go on with.
    if place == 0 && ranking.ranked.len() > 1 {
        ranking.ranked.swap(0, 1);
    }
    (Decision::Treat, stop_score)
}

/// Candidates that another photo may choose between, besides to stop.
const CHOICES: usize = 60;
/// What a photo's reading of the gap is off by where none was taken yet, dE*ab per axis: contrasts in simulated rooms.
const USUAL_SD: f64 = 0.5;

fn look(
    ranking: &Ranking<'_>,
    contrasts: &[Contrast],
    target: &Target,
    draws: &[Draw],
    progress: &Progress,
    seed: u32,
) -> WorthOfALook {
    let choices = ranking.ranked.iter().enumerate().filter(|(i, r)| *i < CHOICES || r.candidate.is_stop());
    let losses: Vec<&[f64]> = choices.map(|(_, r)| r.loss.as_slice()).collect();
    let wanted = |draw: &Draw| Contrast::between(target.drawn(draw.target), target.skin);
    let gaps: Vec<Contrast> = contrasts.iter().zip(draws).map(|(c, draw)| c.beyond(wanted(draw))).collect();
    let usual = [0, 1, 2].map(|i| [0, 1, 2].map(|j| if i == j { USUAL_SD * USUAL_SD } else { 0.0 }));
    let cov = progress.seen.last().and_then(Evidence::gap).map_or(usual, |gap| gap.cov);
    worth_of_a_look(&losses, &gaps, &cov, seed)
}

fn in_skin(contrasts: &[Contrast], target: &Target, draws: &[Draw]) -> InSkin {
    let de00: Vec<f64> = contrasts
        .iter()
        .zip(draws)
        .map(|(contrast, draw)| ciede2000(target.drawn(draw.target), contrast.on(target.skin)))
        .collect();
    InSkin { contrast: estimate(contrasts), de00: Quantiles::of(&de00) }
}
