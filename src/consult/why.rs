//! Reasons in plain words, each with the figure it rests on.

use crate::color::Contrast;
use crate::data::LossTable;
use crate::matching::{Ranked, Ranking, Verdict};

/// Why a candidate stands where it stands.
pub(super) fn reasons(ranked: &Ranked<'_>, position: usize, ranking: &Ranking<'_>, loss: &LossTable) -> Vec<String> {
    let mut why = vec![difference(ranked, ranking)];
    why.extend(leaning(ranked, loss));
    why.extend(tie(ranked, position, ranking, loss));
    why.extend(scattering(ranked));
    if position == 0 && ranking.verdict == Verdict::NoMatch {
        why.push(gap(ranked));
    }
    why
}

fn difference(ranked: &Ranked<'_>, ranking: &Ranking<'_>) -> String {
    let median = ranked.healed.median_de00();
    let verb = if median <= ranking.tolerance_de00 { "within" } else { "beyond" };
    format!(
        "healed at day 28 the field differs by {median:.1} dE00 (median) from the target, {verb} the {:.1} accepted on \
         this skin; untreated it differs by {:.1}",
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
            "{lightest} to {darkest} of this mix lie within {:.1} dE00 of expected loss and cannot be told apart; the one \
             of least loss, which counts darkness dearer than light, is shown",
            loss.tie
        ));
    }
    let best = ranking.ranked.iter().map(|r| r.score).fold(f64::INFINITY, f64::min);
    (ranked.tie_group > 1).then(|| format!("loses {:.1} dE00 against the best", ranked.score - best))
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
    format!("even the best mix stays {} on average: {}", parts.join(", "), remedy(gap))
}

fn remedy(gap: Contrast) -> &'static str {
    if gap.dl > 5.0 {
        "grown or dense hair is darker than dots under the skin can look; mark shaved stubble instead"
    } else if gap.dl > 1.0 {
        "more or larger dots, or a second plan once this one has healed"
    } else if gap.dl < -1.0 {
        "the hair is lighter than skin with pigment in it can look"
    } else if gap.da < -0.3 || gap.db < -0.3 {
        "a warmer shade than the catalogue holds would close it"
    } else {
        "a cooler shade than the catalogue holds would close it"
    }
}
