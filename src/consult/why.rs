//! Reasons in plain words, each with the figure it rests on.

use super::ByLights;
use crate::color::Contrast;
use crate::data::{LossTable, MatchingTable};
use crate::matching::{BestAbsorber, Ranked, Ranking, Saturation, Verdict};

/// What no dilution can do, for all recommendations alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Dots too few or too small for the target.
    pub(super) saturation: Option<Saturation>,
    /// What a pigment would have to be like, where nothing matches.
    pub(super) best_absorber: Option<BestAbsorber>,
}

/// Why a candidate stands where it stands.
pub(super) fn reasons(
    ranked: &Ranked<'_>,
    position: usize,
    ranking: &Ranking<'_>,
    by_lights: &ByLights,
    limits: &Limits,
    policy: &MatchingTable,
) -> Vec<String> {
    let loss = &policy.loss;
    let mut why = vec![difference(ranked, ranking)];
    why.extend(leaning(ranked, loss));
    why.extend(tie(ranked, position, ranking, loss));
    why.extend(against_the_first(ranked, position, ranking));
    why.extend(scattering(ranked));
    why.extend(second_light(ranked, by_lights, policy.second_light.worse_de00));
    if position == 0 {
        why.extend(limits.saturation.map(few_dots));
    }
    if position == 0 && ranking.verdict == Verdict::NoMatch {
        why.push(gap(ranked));
        let absorber = limits.best_absorber.filter(|_| !ranked.candidate.is_stop());
        why.extend(absorber.map(|best| what_would_close_it(&best, ranking)));
    }
    why
}

fn difference(ranked: &Ranked<'_>, ranking: &Ranking<'_>) -> String {
    let median = ranked.healed.median_de00();
    let verb = if median <= ranking.tolerance_de00 { "within" } else { "beyond" };
    let now = if ranking.has_work { "as it is" } else { "untreated" };
    format!(
        "healed at day 28 the field differs by {median:.1} dE00 (median) from the target, {verb} the {:.1} accepted on \
         this skin; {now} it differs by {:.1}",
        ranking.tolerance_de00, ranking.untreated_de00
    )
}

fn leaning(ranked: &Ranked<'_>, loss: &LossTable) -> Option<String> {
    if ranked.candidate.is_stop() {
        return None;
    }
    Some(format!(
        "darker than the target by more than {:.1} L* in {:.0} % of the possible healings, bluer by more than {:.1} b* in {:.0} %",
        loss.much_darker_l,
        100.0 * ranked.healed.too_dark,
        loss.hue_margin,
        100.0 * ranked.healed.too_blue
    ))
}

fn tie(ranked: &Ranked<'_>, position: usize, ranking: &Ranking<'_>, loss: &LossTable) -> Option<String> {
    let (lightest, darkest) = ranking.tied_dilutions(ranked);
    let meets = ranked.healed.median_de00() <= ranking.tolerance_de00;
    if ranked.tie_group == 1 && lightest != darkest && position == 0 && meets {
        return Some(format!(
            "{lightest} to {darkest} of this mix lie within {:.1} dE00 of expected loss and cannot be told apart; of \
             those that a syringe measures well the one of least loss is shown, which counts darkness dearer than light",
            loss.tie
        ));
    }
    None
}

/// What the expected loss of a later mix has beyond that of the first, part by part.
fn against_the_first(ranked: &Ranked<'_>, position: usize, ranking: &Ranking<'_>) -> Option<String> {
    let first = ranking.ranked.first().filter(|_| position > 0)?;
    let (more, parts) = (ranked.score - first.score, ranked.terms.beyond(&first.terms));
    let verb = if ranked.tie_group == first.tie_group { "ties with the first" } else { "stands behind the first" };
    Some(format!(
        "{verb}: expected loss {more:+.2} dE00 (difference {:+.2}, darkness {:+.2}, blue and green {:+.2})",
        parts.difference, parts.darkness, parts.hue
    ))
}

/// By which light it matches less well than by day.
fn second_light(ranked: &Ranked<'_>, by_lights: &ByLights, worse_de00: f64) -> Option<String> {
    let (light, de00) = by_lights.others.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let day = by_lights.daylight_de00;
    (!ranked.candidate.is_stop() && de00 - day > worse_de00).then(|| {
        format!(
            "by another light it matches less well: {de00:.1} dE00 by {}, {day:.1} by daylight (a typical healing)",
            light.name()
        )
    })
}

/// That dots of this size and number are too few for the target, and what would do.
fn few_dots(s: Saturation) -> String {
    let more = match (s.density_per_cm2, s.diameter_mm) {
        (Some(n), Some(d)) => format!("about {n:.0} dots/cm2, or healed dots of {d:.2} mm, would do"),
        (Some(n), None) => format!("about {n:.0} dots/cm2 would do"),
        (None, Some(d)) => format!("healed dots of {d:.2} mm would do"),
        (None, None) => "no number or size of dots that is set would do".to_owned(),
    };
    format!(
        "the dots are too few or too small: letting no light through they reach dL* {:.1} on average, the target is \
         {:.1}; {more}",
        s.opaque_dl, s.target_dl
    )
}

/// The pigment that would close the gap, or that none would.
fn what_would_close_it(best: &BestAbsorber, ranking: &Ranking<'_>) -> String {
    let shades = ranking.shades();
    let ratios: Vec<f64> = shades.iter().filter_map(|shade| shade.blue_over_red()).collect();
    let (low, high) = ratios.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), r| (low.min(*r), high.max(*r)));
    let here = format!("the shades here lie between {low:.1} and {high:.1}");
    if best.median_de00 <= ranking.tolerance_de00 {
        format!(
            "a pigment that absorbs {:.1} times as much at 450 nm as at 650 nm would bring it to {:.1} dE00; {here}",
            best.blue_over_red, best.median_de00
        )
    } else {
        format!(
            "no pigment that only absorbs would close it with these dots: {:.1} dE00 at best, absorbing {:.1} times as \
             much at 450 nm as at 650 nm; {here}",
            best.median_de00, best.blue_over_red
        )
    }
}

/// What a shade that scatters is less sure for.
fn scattering(ranked: &Ranked<'_>) -> Option<String> {
    let scattering = ranked.candidate.parts.iter().map(|part| part.pigment).filter(|pigment| pigment.scatters());
    let ids: Vec<&str> = scattering.map(|pigment| pigment.id.as_str()).collect();
    (!ids.is_empty()).then(|| format!("{} scatters light: {SCATTERING}", ids.join(" and ")))
}

/// What is said of every shade that scatters.
pub(super) const SCATTERING: &str = "how much is computed for lone spheres, and no healed skin was measured against it";

/// What no candidate could close.
fn gap(ranked: &Ranked<'_>) -> String {
    let gap = ranked.healed.mean_gap;
    let side = |value: f64, more: &str, less: &str| {
        (value.abs() >= 0.3).then(|| format!("{:.1} too {}", value.abs(), if value > 0.0 { more } else { less }))
    };
    let parts: Vec<String> = [
        side(gap.dl, "light (L*)", "dark (L*)"),
        side(gap.da, "red (a*)", "green (a*)"),
        side(gap.db, "yellow (b*)", "blue (b*)"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if parts.is_empty() {
        return "on average it meets the target, but healing and this reading vary too much to promise it".to_owned();
    }
    let stays = format!("even the best mix stays {} on average", parts.join(", "));
    match remedy(gap, ranked.candidate.is_stop()) {
        Some(remedy) => format!("{stays}: {remedy}"),
        None => stays,
    }
}

/// What would close a gap that is one of lightness; of hue, [`what_would_close_it`] tells.
fn remedy(gap: Contrast, is_stop: bool) -> Option<&'static str> {
    if gap.dl.abs() < gap.da.abs().max(gap.db.abs()) {
        None
    } else if gap.dl > 5.0 {
        Some("grown or dense hair is darker than dots under the skin can look; mark shaved stubble instead")
    } else if gap.dl > 1.0 {
        Some("more or larger dots, or a second plan once this one has healed")
    } else if gap.dl < -1.0 && is_stop {
        Some("what is in the skin is darker than the target, and more pigment cannot lighten it")
    } else if gap.dl < -1.0 {
        Some("the hair is lighter than skin with pigment in it can look")
    } else {
        None
    }
}
