//! Why a chart reading cannot be turned into a calibration.

use crate::diagnostic::{Diagnostic, Kind};

/// Why a chart reading cannot be turned into a calibration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CameraError {
    /// The white patch is nearly black.
    TooDark {
        /// Least linear channel of the white patch, 0-1.
        white: f64,
        /// The limit.
        least: f64,
    },
    /// Too many patches are clipped, covered or shaded.
    TooFewPatches {
        /// Patches left.
        usable: usize,
        /// The limit.
        least: usize,
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
    /// Code of [`Self::TooFewPatches`]: the chart is right, but most of it cannot be used.
    pub const TOO_FEW_PATCHES: &str = "too-few-patches";

    /// For the technician.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let (code, message, remedy) = match self {
            Self::TooDark { white, least } => (
                "too-dark",
                format!(
                    "The picture is too dark: the white patch reaches {:.0} % of full scale, {:.0} % is the least.",
                    100.0 * white,
                    100.0 * least
                ),
                "Take the photo again with more light or a longer exposure.",
            ),
            Self::TooFewPatches { usable, least } => (
                Self::TOO_FEW_PATCHES,
                format!("Only {usable} of the 24 patches of the chart can be used, {least} are needed."),
                "Show the whole chart, without fingers, shadow or glare on it, and expose so that white is not blown out.",
            ),
            Self::PoorFit { loo_mean, most } => (
                "chart-does-not-fit",
                format!(
                    "The patches are too far from this chart's colours under one light to measure by: mean chart residual \
                     {loo_mean:.1} dE00, {most:.0} is the most."
                ),
                "Name the chart you used with --chart, use a genuine one that has not faded, and light it and the scalp by one lamp.",
            ),
        };
        Diagnostic::error(Kind::Unfit, code, message, remedy)
    }
}
