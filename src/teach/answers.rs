//! What a trainee answers.

use crate::pigment::Dilution;
use crate::simulate::Mistake;

/// Question 1: is the photo fit to recommend from?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoAnswer {
    /// It is.
    Fit,
    /// It is not, because of this.
    Unfit(Mistake),
}

/// A pigment and its share of a mix.
#[derive(Debug, Clone, PartialEq)]
pub struct AnsweredPart {
    /// Id in the catalogue.
    pub pigment: String,
    /// Parts by volume.
    pub parts: f64,
}

/// Question 2: what goes into the cup?
#[derive(Debug, Clone, PartialEq)]
pub enum RecipeAnswer {
    /// One or two pigments, diluted.
    Mix {
        /// The pigments.
        parts: Vec<AnsweredPart>,
        /// The dilution of the mix.
        dilution: Dilution,
    },
    /// Nothing in the catalogue comes near enough.
    NoMatch,
}

impl std::fmt::Display for RecipeAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoMatch => f.write_str("no-match"),
            Self::Mix { parts, dilution } => {
                let pairs = parts.iter().map(|p| (p.pigment.as_str(), p.parts));
                if dilution.fraction() < 1.0 {
                    return write!(f, "{} {dilution}", mix_name(pairs));
                }
                write!(f, "{} undiluted", mix_name(pairs))
            }
        }
    }
}

/// One answer; what is `None` was left open.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Number of the case.
    pub case: usize,
    /// Question 1.
    pub photo: Option<PhotoAnswer>,
    /// Question 2.
    pub recipe: Option<RecipeAnswer>,
}

/// The answers of one trainee.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerSheet {
    /// Who answered.
    pub trainee: String,
    /// At most one a case.
    pub answers: Vec<Answer>,
}

/// A mix in words: `a`, or `a + b (3+1)`.
pub(super) fn mix_name<'a>(parts: impl Iterator<Item = (&'a str, f64)> + Clone) -> String {
    let ids: Vec<&str> = parts.clone().map(|(id, _)| id).collect();
    if ids.len() < 2 {
        return ids.concat();
    }
    let shares: Vec<String> = parts.map(|(_, share)| share.to_string()).collect();
    format!("{} ({})", ids.join(" + "), shares.join("+"))
}
