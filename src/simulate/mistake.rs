//! What goes wrong in photographs, on purpose: for teaching and for the photo gate.

use crate::diagnostic::{Diagnostic, Kind, nearest};
use std::str::FromStr;

/// A mistake of whoever took the photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// No chart in the picture.
    NoChart,
    /// A hand over part of the chart.
    ChartCovered,
    /// A chart whose 24 colours are not the ones named.
    WrongChart,
    /// Glare over part of the chart.
    GlareOnChart,
    /// The edge of a shadow across the chart.
    ShadowOnChart,
    /// Light from a lamp so near that it falls off across the picture.
    UnevenLight,
    /// A window on one side and an incandescent lamp on the other.
    MixedLight,
    /// An incandescent lamp, and the white balance left on daylight.
    Tungsten,
    /// Exposed far too low.
    TooDark,
    /// Exposed far too high.
    Overexposed,
    /// Out of focus or shaken.
    Blurred,
    /// The chart turned out of the plane of the scalp.
    Tilted,
    /// The chart small and far from the region.
    ChartTooFar,
    /// Skin rubbed red.
    Redness,
    /// A follow-up before the skin has healed.
    TooEarly,
}

impl Mistake {
    /// Every mistake.
    pub const ALL: [Self; 15] = [
        Self::NoChart,
        Self::ChartCovered,
        Self::WrongChart,
        Self::GlareOnChart,
        Self::ShadowOnChart,
        Self::UnevenLight,
        Self::MixedLight,
        Self::Tungsten,
        Self::TooDark,
        Self::Overexposed,
        Self::Blurred,
        Self::Tilted,
        Self::ChartTooFar,
        Self::Redness,
        Self::TooEarly,
    ];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoChart => "no-chart",
            Self::ChartCovered => "chart-covered",
            Self::WrongChart => "wrong-chart",
            Self::GlareOnChart => "glare-on-chart",
            Self::ShadowOnChart => "shadow-on-chart",
            Self::UnevenLight => "uneven-light",
            Self::MixedLight => "mixed-light",
            Self::Tungsten => "tungsten",
            Self::TooDark => "too-dark",
            Self::Overexposed => "overexposed",
            Self::Blurred => "blurred",
            Self::Tilted => "tilted",
            Self::ChartTooFar => "chart-too-far",
            Self::Redness => "redness",
            Self::TooEarly => "too-early",
        }
    }

    /// What a technician would be told to do instead.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::NoChart => "Hold the colour chart beside the scalp, in its plane, and take the photo again.",
            Self::ChartCovered => "Hold the chart by its edge, so that every patch is seen.",
            Self::WrongChart => "Use the chart that is named, or name the one that is used.",
            Self::GlareOnChart => "Turn the chart or step aside until no patch shines.",
            Self::ShadowOnChart => "Keep hands, head and camera out of the light that falls on the chart.",
            Self::UnevenLight => "Take the lamp further away, or use a window, so that both sides are equally bright.",
            Self::MixedLight => "Use one kind of light: switch the lamp off at the window, or draw the curtain.",
            Self::Tungsten => "Switch the lamp off; use daylight or a white lamp, and automatic white balance.",
            Self::TooDark => "Bring more light, or tap on the scalp so that the camera exposes for it.",
            Self::Overexposed => "Tap on the white patch so that the camera exposes for it.",
            Self::Blurred => "Rest the camera, wait for the focus, and wipe the lens.",
            Self::Tilted => "Lay the chart in the plane of the scalp, facing the camera as it does.",
            Self::ChartTooFar => "Bring the chart to the scalp, and the camera nearer, until the chart fills a third.",
            Self::Redness => "Wait until the redness is gone: it makes the skin darker and redder than it is.",
            Self::TooEarly => {
                "Take the follow-up from day 28 on; before, scab and redness are seen, not the healed dots."
            }
        }
    }
}

impl FromStr for Mistake {
    type Err = Diagnostic;

    fn from_str(text: &str) -> Result<Self, Diagnostic> {
        Self::ALL.into_iter().find(|m| m.name() == text).ok_or_else(|| {
            let hint = nearest(text, Self::ALL.iter().map(|m| m.name()));
            Diagnostic::error(
                Kind::Argument,
                "unknown-mistake",
                format!("There is no mistake called {text:?}."),
                hint.map_or_else(
                    || format!("Choose one of: {}.", Self::ALL.map(Self::name).join(", ")),
                    |hint| format!("Did you mean {hint}?"),
                ),
            )
        })
    }
}
