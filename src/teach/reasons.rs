//! Why an answer earns what it earns, in plain words with the figures behind them.

use super::marks::{RecipeFigures, RecipeParts, most_dilution, most_healed};
use super::trial::{Healed, RightAnswer, Trial, limits};
use super::{PhotoAnswer, RecipeAnswer};
use crate::color::LabD65;
use crate::data::RecipeMarks;
use crate::matching::Candidate;
use crate::pigment::Dilution;
use crate::simulate::Mistake;

/// A gap in L* that is beyond any dilution.
const OUT_OF_REACH_L: f64 = 1.0;

/// How many of the mixes that are as good are named.
const NAMED: usize = 3;

/// A difference smaller than this is not worth a word.
const LEAST_GAP: f64 = 0.2;

/// Question 1.
pub(super) fn photo(answer: Option<PhotoAnswer>, mistakes: &[Mistake]) -> Vec<String> {
    let names = mistakes.iter().map(|m| m.name()).collect::<Vec<_>>().join(", ");
    let remedies = mistakes.iter().map(|m| m.remedy().to_owned());
    let first = match (answer, mistakes) {
        (None, []) => "not answered: the photo is fit.".to_owned(),
        (None, _) => format!("not answered: the photo is unfit, {names}."),
        (Some(PhotoAnswer::Fit), []) => "fit: right.".to_owned(),
        (Some(PhotoAnswer::Fit), _) => format!("fit: wrong, the photo is unfit, {names}."),
        (Some(PhotoAnswer::Unfit(named)), []) => format!("{}: wrong, the photo is fit.", named.name()),
        (Some(PhotoAnswer::Unfit(named)), _) if mistakes.contains(&named) => format!("{}: right.", named.name()),
        (Some(PhotoAnswer::Unfit(named)), _) => {
            format!("{}: unfit is right, but the reason is {names}.", named.name())
        }
    };
    std::iter::once(first).chain(remedies).collect()
}

/// Question 2 on an unfit photo.
pub(super) fn withheld(answer: Option<&RecipeAnswer>, called_unfit: bool) -> Vec<String> {
    vec![match (answer, called_unfit) {
        (Some(answer), _) => format!(
            "{answer}: nothing can be recommended from an unfit photo, however the mix would have healed; take it again \
             first."
        ),
        (None, true) => "none recommended: right, the photo must be taken again first.".to_owned(),
        (None, false) => "not answered, and the photo was not called unfit.".to_owned(),
    }]
}

/// Question 2, not answered.
pub(super) fn open(trial: &Trial<'_>, scheme: &RecipeMarks) -> Vec<String> {
    [vec!["not answered.".to_owned()], best(trial, scheme)].concat()
}

/// Question 2, a mix that cannot be tried.
pub(super) fn unknown(answer: &RecipeAnswer, trial: &Trial<'_>, scheme: &RecipeMarks) -> Vec<String> {
    [vec![format!("{answer}: not a mix of the pigments on the sheet.")], best(trial, scheme)].concat()
}

/// Question 2, "no-match".
pub(super) fn no_match(trial: &Trial<'_>, scheme: &RecipeMarks) -> Vec<String> {
    if trial.is_match() {
        let wrong = format!("no-match: wrong, {}.", reach(trial));
        return [vec![wrong], best(trial, scheme)].concat();
    }
    vec!["no-match: right.".to_owned(), nothing_reaches(trial)]
}

/// Question 2, a mix where nothing reaches the tolerance.
pub(super) fn nearest(answer: &RecipeAnswer, healed: &Healed, trial: &Trial<'_>, is_nearest: bool) -> Vec<String> {
    let close = if is_nearest { ", as near as any mix comes, but not near enough" } else { "" };
    vec![
        format!("{answer}: heals {:.1} dE00 from the target{close}. The right answer is no-match.", healed.de00),
        nothing_reaches(trial),
    ]
}

/// Question 2, a mix where something reaches the tolerance.
pub(super) fn recipe(
    answer: &RecipeAnswer,
    mix: &Candidate<'_>,
    (healed, figures, parts): (&Healed, &RecipeFigures, &RecipeParts),
    trial: &Trial<'_>,
    scheme: &RecipeMarks,
) -> Vec<String> {
    let mut reasons = vec![format!(
        "{answer}: heals to {}, {:.1} dE00 from the target of {}{}.",
        lab(healed.field),
        healed.de00,
        lab(trial.target()),
        side(healed)
    )];
    if figures.is_tie(scheme) {
        let tie = scheme.tie_de00;
        reasons.push(format!(
            "As good as the best ({:.1}): what lies within {tie:.1} dE00 cannot be told apart in healed skin.",
            figures.best_de00
        ));
    } else {
        reasons.push(format!(
            "{:.1} dE00 more than the best: {} of {} for the healed field.",
            figures.excess_de00(),
            parts.healed,
            most_healed(scheme)
        ));
        reasons.push(dilution(mix, figures, parts, trial, scheme));
    }
    reasons.extend(deductions(mix, figures, parts, scheme));
    if !figures.is_tie(scheme) {
        reasons.extend(shade(mix, figures, trial, scheme));
        reasons.extend(best(trial, scheme));
    }
    reasons
}

fn dilution(
    mix: &Candidate<'_>,
    figures: &RecipeFigures,
    parts: &RecipeParts,
    trial: &Trial<'_>,
    scheme: &RecipeMarks,
) -> String {
    let of = format!("{} of {} for the dilution", parts.dilution, most_dilution(scheme));
    let about = about(trial.best_fraction(mix));
    if figures.steps.abs() < 0.1 {
        return format!("The dilution is the best for this mix: {of}.");
    }
    let side = if figures.steps > 0.0 { "darker" } else { "lighter" };
    format!("{:.1} steps of x1.4 {side} than the best dilution of this mix, about {about}: {of}.", figures.steps.abs())
}

fn deductions(mix: &Candidate<'_>, figures: &RecipeFigures, parts: &RecipeParts, scheme: &RecipeMarks) -> Vec<String> {
    let mut reasons = Vec::new();
    if figures.is_too_dark(scheme) {
        reasons.push(format!(
            "{:.1} L* darker than the target, more than {:.1}: {} off, because too dark cannot be undone, and too light \
             can be mended in the next session.",
            figures.darker_l, scheme.too_dark_l, parts.too_dark
        ));
    }
    if !figures.within_limits {
        let (least, most) = limits(mix);
        reasons.push(format!("The makers allow {} to {}: {} off.", about(most), about(least), parts.outside_limits));
    }
    reasons
}

/// Whether the pigment or only its dilution was at fault.
fn shade(mix: &Candidate<'_>, figures: &RecipeFigures, trial: &Trial<'_>, scheme: &RecipeMarks) -> Option<String> {
    let own = trial.healed(mix, trial.best_fraction(mix));
    if own.de00 - figures.best_de00 <= scheme.tie_de00 {
        return Some("The shade was right; at its best dilution it heals as well as any.".to_owned());
    }
    Some(format!("Even at its best dilution this shade stays {:.1} dE00 from the target{}.", own.de00, side(&own)))
}

/// What would have been right: the simplest of the mixes that are as good as the best, and some others.
fn best(trial: &Trial<'_>, scheme: &RecipeMarks) -> Vec<String> {
    if !trial.is_match() {
        return vec![format!("Right is no-match: {}", nothing_reaches(trial))];
    }
    let right = trial.right_answers(scheme.tie_de00);
    let Some((first, others)) = right.split_first() else { return Vec::new() };
    let healed = &first.best.healed;
    let shown = format!("{} {}, {:.1} dE00{}", first.name(), first.best.mix.dilution, healed.de00, side(healed));
    let mut named: Vec<String> = others.iter().take(NAMED).map(span).collect();
    if others.len() > NAMED {
        named.push(format!("{} more", others.len() - NAMED));
    }
    let mut reasons = vec![format!("Right: {shown}.")];
    if !named.is_empty() {
        reasons.push(format!(
            "As good, within {:.1} of the best ({:.1}): {}.",
            scheme.tie_de00,
            trial.best().healed.de00,
            named.join("; ")
        ));
    }
    reasons
}

fn span(right: &RightAnswer<'_>) -> String {
    if right.lightest == right.darkest {
        return format!("{} {}", right.name(), right.lightest);
    }
    format!("{} {} to {}", right.name(), right.darkest, right.lightest)
}

fn reach(trial: &Trial<'_>) -> String {
    let (best, accepted) = (trial.best().healed.de00, trial.tolerance_de00());
    format!("the best mix heals {best:.1} dE00 from the target, and {accepted:.1} are accepted on this skin")
}

fn nothing_reaches(trial: &Trial<'_>) -> String {
    let healed = &trial.best().healed;
    format!("{}{}{}.", capital(&reach(trial)), side(healed), why_out_of_reach(healed))
}

/// What no dots can do, where that is plain.
fn why_out_of_reach(healed: &Healed) -> &'static str {
    if healed.gap.dl < -OUT_OF_REACH_L {
        "; the stubble is lighter than skin with pigment in it can look"
    } else if healed.gap.dl > OUT_OF_REACH_L {
        "; the stubble is darker than these dots can look"
    } else {
        ""
    }
}

/// On which side of the target a field lies; empty where it lies on none.
fn side(healed: &Healed) -> String {
    let word = |value: f64, more: &str, less: &str| {
        let side = if value > 0.0 { more } else { less };
        (value.abs() >= LEAST_GAP).then(|| format!("{:.1} too {side}", value.abs()))
    };
    let gap = healed.gap;
    let words: Vec<String> = [
        word(gap.dl, "light (L*)", "dark (L*)"),
        word(gap.da, "red (a*)", "green (a*)"),
        word(gap.db, "yellow (b*)", "blue (b*)"),
    ]
    .into_iter()
    .flatten()
    .collect();
    if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) }
}

fn lab(lab: LabD65) -> String {
    format!("L* {:.1} a* {:.1} b* {:.1}", lab.l, lab.a, lab.b)
}

/// A dilution to whole parts where parts are many.
fn about(fraction: f64) -> String {
    let parts = 1.0 / fraction - 1.0;
    let rounded = if parts >= 3.0 { parts.round() } else { parts };
    Dilution::of_parts(1.0, rounded).map_or_else(|_| format!("1+{rounded:.1}"), |d| d.to_string())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
