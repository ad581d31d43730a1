//! Why no chart was read, or why what was read is not fit.

use crate::diagnostic::{Diagnostic, Kind};

/// Why no chart was read, or why what was read is not fit.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ChartError {
    /// The id names no chart.
    Unknown {
        /// The id.
        id: String,
        /// The known id that may have been meant.
        nearest: Option<&'static str>,
    },
    /// Nothing in the picture looks like a chart.
    NotFound,
    /// Something is laid out like a chart, but its colours are not those of the chart.
    PoorFit {
        /// Mean dE00 of the best fit.
        de00: f64,
    },
    /// The chart in the picture is another than the one that was named or assumed.
    Another {
        /// The id to name it by.
        id: String,
        /// What people call it, whatever its generation.
        name: String,
    },
    /// Two ways to lay the chart over the picture fit about equally well.
    Uncertain {
        /// Mean dE00 of the best fit.
        de00: f64,
        /// How much worse the next one is, in dE00.
        margin: f64,
    },
    /// The corners do not stand on the centres of patches, or edges run through the patches.
    NotFlat {
        /// Patches with an edge or a shadow across them.
        patches: Vec<usize>,
    },
    /// Too much of the chart is hidden.
    Covered {
        /// Patches that are hidden or not the chart's colour.
        patches: Vec<usize>,
    },
    /// Part of the chart lies in a shadow.
    Shadowed {
        /// Patches in the shadow.
        patches: Vec<usize>,
    },
    /// Light is mirrored in part of the chart.
    Glare {
        /// Patches that shine.
        patches: Vec<usize>,
    },
    /// Too many patches are at an end of the camera's scale.
    Clipped {
        /// Patches that are blown out or black.
        patches: Vec<usize>,
    },
    /// The chart is too dark to measure.
    TooDark,
    /// The chart has too few pixels.
    TooSmall {
        /// Length of a row of patches in pixels, outer edge to outer edge.
        width_px: f64,
    },
    /// The patches run into each other.
    Blurred,
    /// Four corners that span no chart, or lie outside of the picture.
    Corners,
}

impl ChartError {
    /// The error as a diagnostic: what is wrong and what to do about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        const CORNERS: &str = "Lay the whole chart flat in even light, or give its four corner patches by hand.";
        const CLOSER: &str = "Take the photo again, closer and in focus, with the chart at least 300 pixels wide.";
        let unfit = |code, message: String, remedy: &str| Diagnostic::error(Kind::Unfit, code, message, remedy);
        match self {
            Self::Unknown { id, nearest } => {
                let remedy = nearest.map_or_else(
                    || "Name one of the charts in the list of charts.".to_owned(),
                    |near| format!("Did you mean \"{near}\"?"),
                );
                Diagnostic::error(Kind::Argument, "chart-unknown", format!("There is no chart \"{id}\"."), remedy)
            }
            Self::NotFound => unfit("chart-not-found", "No colour chart was found in the picture.".into(), CORNERS),
            Self::PoorFit { de00 } => unfit(
                "chart-wrong-type",
                format!("Something is laid out like the chart, but its colours miss the chart's by {de00:.0} dE00."),
                "Check that the named chart is the one in the picture, unfaded and evenly lit.",
            ),
            Self::Another { id, name } => unfit(
                "chart-wrong-type",
                format!("The chart in the picture has the patches of a {name}, not of the chart that was looked for."),
                &format!(
                    "Name it with --chart {id}, or as its label says; or take the photo again with the chart named."
                ),
            ),
            Self::Uncertain { de00, margin } => unfit(
                "chart-orientation-uncertain",
                format!(
                    "Which way up the chart lies is not certain: fit {de00:.1} dE00, the next only {margin:.1} worse."
                ),
                CORNERS,
            ),
            Self::NotFlat { patches } => unfit(
                "chart-patches-uneven",
                format!("Edges or shadows run through {} of the chart.", list(patches)),
                "Check the corners, keep shadows off the chart, and take the photo again.",
            ),
            Self::Covered { patches } => unfit(
                "chart-covered",
                format!("Too much of the chart is covered: {}.", list(patches)),
                "Free the whole chart and take the photo again.",
            ),
            Self::Shadowed { patches } => unfit(
                "chart-shadowed",
                format!("A shadow lies on {} of the chart.", list(patches)),
                "Keep hands and head out of the light that falls on the chart, and take the photo again.",
            ),
            Self::Glare { patches } => unfit(
                "chart-glare",
                format!("Light is mirrored in {} of the chart.", list(patches)),
                "Turn the chart or step aside until no patch shines, and take the photo again.",
            ),
            Self::Clipped { patches } => unfit(
                "chart-clipped",
                format!("{} of the chart are blown out or black.", capitalised(&list(patches))),
                "Take the photo again with the exposure set on the chart's white patch.",
            ),
            Self::TooDark => unfit(
                "too-dark",
                "The chart is too dark to measure.".into(),
                "Use more light, or expose longer; the white patch should be bright, but not blown out.",
            ),
            Self::TooSmall { width_px } => {
                unfit("chart-too-small", format!("The chart is only {width_px:.0} pixels wide."), CLOSER)
            }
            Self::Blurred => unfit("blurred", "The patches of the chart run into each other.".into(), CLOSER),
            Self::Corners => Diagnostic::error(
                Kind::Argument,
                "chart-corners",
                "The four corners do not span a chart inside the picture.",
                "Give the centres of patches 1, 6, 24 and 19, in this order, in pixels of the upright picture.",
            ),
        }
    }
}

/// "patch 3", "patches 1, 2 and 7", "patches 1-5 and 7-11": runs of three and more are drawn together.
fn list(patches: &[usize]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for run in patches.chunk_by(|a, b| a + 1 == *b) {
        match run {
            [first, .., last] if run.len() > 2 => parts.push(format!("{first}-{last}")),
            few => parts.extend(few.iter().map(ToString::to_string)),
        }
    }
    match parts.as_slice() {
        [] => "patches".into(),
        [_] if patches.len() == 1 => format!("patch {}", parts[0]),
        [one] => format!("patches {one}"),
        [rest @ .., last] => format!("patches {} and {last}", rest.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    let (first, rest) = text.split_at(1);
    first.to_uppercase() + rest
}

impl std::fmt::Display for ChartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.diagnostic().fmt(f)
    }
}

impl std::error::Error for ChartError {}

#[cfg(test)]
mod tests {
    use super::list;

    #[test]
    fn patches_are_listed_in_words() {
        let said = [list(&[3]), list(&[1, 2]), list(&[1, 2, 7]), list(&[4, 5, 6]), list(&[1, 7, 8, 9, 10, 12])];
        assert_eq!(said, ["patch 3", "patches 1 and 2", "patches 1, 2 and 7", "patches 4-6", "patches 1, 7-10 and 12"]);
    }
}
