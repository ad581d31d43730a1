//! Why a dilution is not understood, and why a shade cannot be computed.

use super::dilution::Dilution;
use super::reader::shown;
use crate::diagnostic::{Diagnostic, Kind};

/// The batch in which ambiguous readings are worked out, ml.
const EXAMPLE_ML: f64 = 10.0;

/// Why a text or a number is not taken as a dilution.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DilutionError {
    /// It may mean different things.
    Ambiguous {
        /// As typed.
        text: String,
        /// Each meaning in words, and its dilution.
        readings: Vec<(String, Dilution)>,
    },
    /// It is none of the notations.
    Unreadable {
        /// As typed.
        text: String,
    },
    /// There cannot be such a dilution.
    Impossible {
        /// The volume fraction of concentrate that it would be.
        fraction: f64,
    },
}

impl DilutionError {
    /// The error as a diagnostic: what is wrong and what to do about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let argument = |code, message, remedy: String| Diagnostic::error(Kind::Argument, code, message, remedy);
        match self {
            Self::Ambiguous { text, readings } => {
                let meanings: Vec<String> = readings.iter().map(in_ml).collect();
                let mut notations: Vec<String> = readings.iter().map(|(_, d)| unmistakable(*d)).collect();
                notations.dedup();
                argument(
                    "ambiguous-dilution",
                    format!("\"{}\" may mean {}, for {EXAMPLE_ML} ml in the cup.", shown(text), meanings.join(", or ")),
                    format!("Write {} (parts are pigment + diluent), whichever is meant.", notations.join(" or ")),
                )
            }
            Self::Unreadable { text } => argument(
                "unreadable-dilution",
                format!("\"{}\" is not a dilution.", shown(text)),
                "Write parts as `1+12` (pigment + diluent), or `7.7%`, `fraction 0.077`, `1:12 pigment:diluent`, \
                 `12:1 diluent:pigment`."
                    .into(),
            ),
            Self::Impossible { fraction } => argument(
                "impossible-dilution",
                format!("A fraction of {fraction} pigment in the cup is not possible."),
                "The pigment must be more than 0 % and at most 100 % of the cup, for example 1+12 or 7.7%.".into(),
            ),
        }
    }
}

/// One reading with its millilitres; a second decimal where the first would hide the pigment.
fn in_ml((words, dilution): &(String, Dilution)) -> String {
    let pigment_ml = EXAMPLE_ML * dilution.fraction();
    let diluent_ml = EXAMPLE_ML - pigment_ml;
    let decimals = if pigment_ml < 1.0 || diluent_ml < 1.0 { 2 } else { 1 };
    format!("{words} ({pigment_ml:.decimals$} ml pigment + {diluent_ml:.decimals$} ml diluent)")
}

/// How to write a dilution so that it has one meaning: parts, or percent where there is more pigment than diluent.
fn unmistakable(dilution: Dilution) -> String {
    if dilution.fraction() <= 0.5 { format!("`{dilution}`") } else { format!("`{:.1}%`", 100.0 * dilution.fraction()) }
}

/// Why the optics of a colourant cannot be computed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OpticsError {
    /// Nothing is published about it.
    WithoutOptics {
        /// The colourant.
        what: String,
    },
    /// The particle size is beyond the table.
    BeyondTable {
        /// The colourant.
        what: String,
        /// The size, um.
        diameter_um: f64,
        /// The largest tabulated size, um.
        largest_um: f64,
    },
}

impl OpticsError {
    /// The error as a diagnostic: what is wrong and what to do about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        match self {
            Self::WithoutOptics { what } => Diagnostic::error(
                Kind::Unfit,
                "colorant-without-optics",
                format!("There are no published optics for {what}, so how dark a gram of it is cannot be computed."),
                "Choose a shade without it, or ask the supplier for measured drawdowns.",
            ),
            Self::BeyondTable { what, diameter_um, largest_um } => Diagnostic::error(
                Kind::Unfit,
                "diameter-beyond-table",
                format!(
                    "A particle size of {diameter_um} um is outside the table of {what}, which ends at {largest_um} um."
                ),
                "State the size of single grains, not of clumps or of the mill's sieve; where it is unknown, write 0.2 \
                 and diameter_kind = \"assumed\".",
            ),
        }
    }
}

impl std::fmt::Display for DilutionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.diagnostic().fmt(f)
    }
}

impl std::fmt::Display for OpticsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.diagnostic().fmt(f)
    }
}

impl std::error::Error for DilutionError {}

impl std::error::Error for OpticsError {}
