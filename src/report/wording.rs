//! Words that several forms of a result share.

use crate::camera::{Calibration, Method};
use crate::consult::{Consultation, DaySummary, Density, DensitySource, Recommendation};
use crate::healing::HEALED_DAY;
use crate::matching::{Basis, Verdict};
use crate::math::NINETY;
use crate::measure::ScalpLight;

/// The last words of every result.
pub(super) const PROMISE: &str = "A prediction is not a promise, and no statement on a pigment's safety.";

/// The verdict in a sentence; `None` where the measurement was refused.
pub(super) fn answer(c: &Consultation) -> Option<&'static str> {
    let (verdict, tolerance_de00) = (c.verdict?, c.tolerance_de00?);
    let stops = c.recommendations.first().is_some_and(|r| r.recipe.pigments.is_empty());
    let first_heals_within = healed_de00(c).is_some_and(|median| median <= tolerance_de00);
    Some(match verdict {
        Verdict::Match | Verdict::Ambiguous if stops && first_heals_within => {
            "ENOUGH: with the old work the place needs nothing more."
        }
        Verdict::Match if first_heals_within => "MATCH: the first mix is expected to heal within the tolerance.",
        // Ranked by loss, which counts what is too dark twice: the mix that meets the tolerance need not lead.
        Verdict::Match => "MATCH: a mix of this catalogue heals within the tolerance, but another risks less.",
        Verdict::Ambiguous => "AMBIGUOUS: mixes heal within the tolerance, but which is best cannot be told.",
        Verdict::NoMatch => "NO MATCH: no mix of this catalogue is expected to heal within the tolerance.",
    })
}

/// What is predicted for the healed field.
pub(super) fn healed(r: &Recommendation) -> Option<&DaySummary> {
    r.predicted.iter().find(|d| (d.day - HEALED_DAY).abs() < 0.5)
}

/// Median dE00 of what is recommended first to the target, healed.
fn healed_de00(c: &Consultation) -> Option<f64> {
    Some(c.recommendations.first().and_then(healed)?.de00?.median)
}

/// What the target rests on.
pub(super) fn basis(basis: Basis) -> String {
    match basis {
        Basis::AsSeen => "the stubble as seen".to_owned(),
        Basis::Moved { from_hours, told: true, to_hours } => {
            format!("the stubble seen {from_hours:.0} h after shaving as it is at {to_hours:.0} h")
        }
        Basis::Moved { from_hours, told: false, to_hours } => {
            format!("the stubble seen (taken to be {from_hours:.0} h after shaving) as it is at {to_hours:.0} h")
        }
        Basis::Grown { to_hours } => format!("grown hair as it is {to_hours:.0} h after shaving"),
    }
}

/// Whence the number of dots comes.
pub(super) const fn whence(density: Density) -> &'static str {
    match density.source {
        DensitySource::Given => "as given",
        DensitySource::Hair => "as the hair counted in the photo",
        DensitySource::Usual => "the usual density",
    }
}

/// The needle and its dots, after a comma; nothing where none is known.
pub(super) fn needle(c: &Consultation) -> String {
    c.needle.map_or_else(String::new, |n| format!(", needle {n}: fresh dots of {:.2} mm", n.fresh_dot_mm()))
}

/// How it was calibrated, and how well.
pub(super) fn camera(calibration: &Calibration) -> String {
    let Some(r) = calibration.residuals() else {
        return match calibration.method() {
            Method::GreyCard => "grey-card: the declared colour space, balanced on the chart's greys alone".to_owned(),
            _ => "not calibrated: the declared colour space is believed".to_owned(),
        };
    };
    let skin = r.skin_patches.map_or_else(String::new, |v| format!(", skin {v:.1}"));
    let name = calibration.method().name();
    format!("{name}, chart residual mean {:.1}, worst {:.1}{skin} dE00", r.loo_mean, r.loo_max)
}

/// How the stubble is lit beside the skin, and that it is no part of the contrast.
pub(super) fn light_on_stubble(light: &ScalpLight) -> String {
    let half = 100.0 * NINETY * light.ln_ratio_sd;
    if !light.is_seen() {
        return format!("skin and stubble taken to be lit alike, +-{half:.0} %: too little scalp seen");
    }
    let percent = 100.0 * (light.ratio() - 1.0);
    let word = if percent < 0.0 { "less" } else { "more" };
    format!("light on the stubble {:.0} % {word} than on the skin (+-{half:.0} %), taken out", percent.abs())
}
