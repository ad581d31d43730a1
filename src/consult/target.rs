//! What a client's photos say the healed field should look like.

use super::Measurement;
use crate::data::{HealingTable, MatchingTable, ScarTable};
use crate::diagnostic::Diagnostic;
use crate::matching::{Basis, Mode, SeenField, Target, TargetOptions};
use crate::math::{exp, hypot, ln};
use crate::measure::{FieldReading, SkinReading};

/// What is to be imitated, and what the client says of it.
#[derive(Debug, Clone, Default)]
pub struct TargetWish {
    /// What is to be imitated.
    pub mode: Mode,
    /// Hours since shaving when the photos were taken.
    pub shaved_hours: Option<f64>,
    /// Further photos of the same client, taken from other sides.
    pub more_photos: Vec<Measurement>,
}

/// Codes of warnings that say the hair is no stubble.
const GROWN: [&str; 2] = ["stubble-too-long", "stubble-too-dense"];

/// The target and how many photos speak for it; what must be said of it becomes a warning of the measurement.
pub(super) fn target_of(
    measurement: &mut Measurement,
    (skin, hair): (&SkinReading, &FieldReading),
    wish: &TargetWish,
    policy: &MatchingTable,
) -> (Target, usize) {
    let mut seen = vec![SeenField::of(hair)];
    let mut known: Vec<String> = digest(measurement).into_iter().collect();
    for (i, more) in wish.more_photos.iter().enumerate() {
        let again = digest(more).is_some_and(|digest| known.contains(&digest));
        match more.hair.as_ref().filter(|_| !again && more.refused.is_empty() && more.skin.is_some()) {
            Some(field) => seen.push(SeenField::of(field)),
            None => measurement.warnings.push(left_out(i + 2, more, again)),
        }
        known.extend(digest(more));
    }
    let grown = is_grown(hair, &measurement.warnings, policy);
    let options = TargetOptions { mode: wish.mode, shaved_hours: wish.shaved_hours, grown };
    let target = Target::of_client(
        &seen,
        ((&skin.spectrum.spectrum, &skin.client.draw([0.0; 3])), skin.lab.mean),
        &hair.spectrum,
        &options,
        policy,
    );
    measurement.warnings.extend(grown_hair(&target, wish));
    measurement.warnings.extend(lighter_than_skin(&target));
    let photos = if measurement.photo.is_some() { seen.len() } else { 0 };
    (target, photos)
}

/// Whether hair was seen to be grown rather than stubble.
pub(super) fn is_grown(hair: &FieldReading, warnings: &[Diagnostic], policy: &MatchingTable) -> bool {
    let very_dark = hair.contrast.mean.dl < -policy.target.grown_darker_l;
    very_dark || warnings.iter().any(|w| GROWN.contains(&w.code))
}

pub(super) fn digest(photo: &Measurement) -> Option<String> {
    photo.photo.as_ref().map(|photo| photo.sha256.clone())
}

fn left_out(number: usize, photo: &Measurement, again: bool) -> Diagnostic {
    let reason = photo.refused.first().or_else(|| photo.warnings.last()).map(|d| d.message.as_str());
    let reason = if again { Some("It is the same file as another.") } else { reason };
    let reason = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    Diagnostic::warning(
        "photo-left-out",
        format!("Photo {number} says nothing of the target and is left out{reason}"),
        "Take it again from another side, with chart, bare skin and stubble in it.",
    )
}

fn grown_hair(target: &Target, wish: &TargetWish) -> Option<Diagnostic> {
    let Basis::Grown { to_hours } = target.basis else { return None };
    let seen = if wish.shaved_hours.is_some() { "" } else { " (seen in the photo)" };
    Some(Diagnostic::warning(
        "hair-grown",
        format!(
            "The hair is grown{seen}: only its colour is used, and the target is what hair of this colour and of usual \
             density would look like {to_hours:.0} hours after shaving."
        ),
        "A photo of it shaved gives a surer target.",
    ))
}

/// Standard deviations by which hair must be lighter than the skin to be called so.
const CLEARLY: f64 = 1.0;

fn lighter_than_skin(target: &Target) -> Option<Diagnostic> {
    let (dl, sd) = (target.contrast.mean.dl, target.contrast.sd()[0]);
    (dl > 0.0 && dl > CLEARLY * sd).then(|| {
        Diagnostic::warning(
            "hair-lighter-than-skin",
            format!("The target is lighter than the skin (dL* {dl:+.1}): light, red, grey or white hair on this skin."),
            "Pigment only darkens: match the darker hairs, or leave it.",
        )
    })
}

/// Healing priors as they hold where this is done: scars keep less, and less surely.
pub(super) fn healing_in(mode: Mode, table: &HealingTable, scar: &ScarTable) -> HealingTable {
    let mut table = table.clone();
    if mode == Mode::Scar {
        table.retention.median *= scar.retention;
        let spread = hypot(ln(table.retention.spread), ln(scar.retention_spread));
        table.retention.spread = exp(spread);
    }
    table
}
