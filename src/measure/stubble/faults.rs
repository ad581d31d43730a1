//! Why hairs were not counted.

use crate::diagnostic::Diagnostic;

const CLOSE_UP: &str = "Take a sharp close-up with the chart beside the stubble: 15 pixels per mm or more.";

pub(super) fn coarse(px_per_mm: f64, least: f64) -> Diagnostic {
    Diagnostic::warning(
        "stubble-not-resolved",
        format!("Hairs are not counted: the picture has {px_per_mm:.1} pixels per mm, {least:.0} are the least."),
        CLOSE_UP,
    )
}

pub(super) fn blurred(width_mm: f64) -> Diagnostic {
    Diagnostic::warning(
        "stubble-not-resolved",
        format!("Hairs are not counted: they are blurred to {:.2} mm.", 2.35 * width_mm),
        CLOSE_UP,
    )
}

pub(super) fn small(area_cm2: f64, least: f64) -> Diagnostic {
    Diagnostic::warning(
        "stubble-region-small",
        format!("Hairs are not counted: {area_cm2:.2} cm2 of stubble are marked, {least:.1} are the least."),
        "Mark a larger part of the stubble with --hair.",
    )
}

pub(super) fn faint() -> Diagnostic {
    Diagnostic::warning(
        "stubble-faint",
        "Hairs are not counted: they hardly differ from the skin in this picture.".to_owned(),
        "Harder light from one side shows fair hair; a sharp close-up shows more.",
    )
}

pub(super) fn long(length_mm: f64) -> Diagnostic {
    Diagnostic::warning(
        "stubble-too-long",
        format!("Hairs are not counted: at {length_mm:.1} mm they lie over each other."),
        "Shave or clip to 1 mm, and photograph again.",
    )
}

pub(super) fn tangled(per_cm2: f64) -> Diagnostic {
    Diagnostic::warning(
        "stubble-too-long",
        format!(
            "Hairs are not counted: {per_cm2:.0} strokes per cm2 are more than hairs grow; they lie over each other."
        ),
        "Shave or clip to 1 mm, and photograph again.",
    )
}

pub(super) fn dense(bare_share: f64) -> Diagnostic {
    Diagnostic::warning(
        "stubble-too-dense",
        format!("Hairs are not counted: only {:.0} % of the skin shows between them.", 100.0 * bare_share),
        "Shave or clip to 1 mm, and photograph again.",
    )
}

pub(super) fn uneven() -> Diagnostic {
    Diagnostic::warning(
        "stubble-uneven",
        "Hairs are not counted: what was found differs more in length than single hairs do.".to_owned(),
        CLOSE_UP,
    )
}
