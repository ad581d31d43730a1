//! Why a chart reading cannot be turned into a calibration, or one that was made is not to be trusted.

use crate::diagnostic::{Diagnostic, Kind};

/// Why a chart reading cannot be turned into a calibration, or one that was made is not to be trusted.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum CameraError {
    /// Too many patches are clipped, covered or shaded.
    TooFewPatches {
        /// Patches left.
        usable: usize,
        /// The limit.
        least: usize,
    },
    /// The white patch is nearly black.
    TooDark {
        /// Least linear channel of the white patch, 0-1.
        white: f64,
        /// The limit.
        least: f64,
    },
    /// White is far from white.
    Cast {
        /// Strongest channel of the white patch over its weakest.
        ratio: f64,
        /// The limit.
        most: f64,
    },
    /// The light falls off across the chart.
    UnevenLight {
        /// From corner to corner, EV.
        falloff_ev: f64,
        /// The limit.
        most: f64,
    },
    /// The light's colour changes across the chart.
    MixedLight {
        /// Red or blue against green, from corner to corner, EV.
        drift_ev: f64,
        /// The limit.
        most: f64,
    },
    /// The patches' edges are soft.
    Blurred {
        /// Standard deviation of the blur: mm, or pitches where the chart's size is not known.
        blur: f64,
        /// The limit.
        most: f64,
        /// Whether both are in mm.
        in_mm: bool,
    },
    /// The patches do not have the colours of this chart under any one light.
    PoorFit {
        /// Mean leave-one-out residual in dE00.
        loo_mean: f64,
        /// The limit.
        most: f64,
    },
}

impl CameraError {
    /// For the technician.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, message, remedy) = match self {
            Self::TooFewPatches { usable, least } => (
                "too-few-patches",
                format!("Only {usable} of the 24 patches of the chart can be used, {least} are needed."),
                "Show the whole chart, without fingers, shadow or glare on it, and expose so that white is not blown out.",
            ),
            Self::TooDark { white, least } => (
                "too-dark",
                format!(
                    "The picture is too dark: the white patch reaches {:.0} % of full scale, {:.0} % is the least.",
                    100.0 * white,
                    100.0 * least
                ),
                "Take the photo again with more light or a longer exposure.",
            ),
            Self::Cast { ratio, most } => (
                "colour-cast",
                format!(
                    "White is far from white: one channel sees {ratio:.1} times what another sees, {most:.1} is the most."
                ),
                "Switch the lamp off and use daylight or a white lamp, with the camera's automatic white balance.",
            ),
            Self::UnevenLight { falloff_ev, most } => (
                "uneven-light",
                format!("The light falls off by {falloff_ev:.1} EV across the chart, {most:.1} EV is the most."),
                "Take the lamp further away or go two steps back from the window, and turn chart and scalp to the light alike.",
            ),
            Self::MixedLight { drift_ev, most } => (
                "mixed-light",
                format!(
                    "The colour of the light changes by {drift_ev:.2} EV across the chart, {most:.2} EV is the most."
                ),
                "Use one kind of light: switch the lamps off at the window, or draw the curtain.",
            ),
            Self::Blurred { blur, most, in_mm } => (
                "blurred",
                if *in_mm {
                    format!("The picture is blurred by {blur:.1} mm, {most:.1} mm is the most.")
                } else {
                    let share = |pitches: f64| 100.0 * pitches;
                    format!(
                        "The chart is blurred by {:.0} % of a patch, {:.0} % is the most.",
                        share(*blur),
                        share(*most)
                    )
                },
                "Rest the camera, tap on the scalp, wait for the focus, wipe the lens, and take the photo again.",
            ),
            Self::PoorFit { loo_mean, most } => (
                "chart-does-not-fit",
                format!(
                    "The patches are too far from this chart's colours under one light to measure by: mean chart residual \
                     {loo_mean:.1} dE00, {most:.1} is the most."
                ),
                "Name the chart you used with --chart, use a genuine one that has not faded, and light it and the scalp by one lamp.",
            ),
        };
        Diagnostic::error(Kind::Unfit, code, message, remedy)
    }
}
