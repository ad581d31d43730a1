//! Needles: from the code on the packet to the width of a fresh dot.

use crate::data::{self, HealingTable, NeedleTable};
use crate::diagnostic::{Diagnostic, Kind};
use std::fmt;

/// A round needle: so many points of one diameter.
///
/// ```
/// use healtone::{data, healing::Needle};
/// let needle: Needle = "3RL0.25".parse().unwrap();
/// assert_eq!("0803RL".parse(), Ok(needle));
/// assert!((needle.fresh_dot_mm() - 0.366).abs() < 1e-3);
/// assert!((needle.healed_dot_mm(&data::healing()) - 0.219).abs() < 1e-3);
/// assert_eq!("7M1".parse::<Needle>().unwrap_err().diagnostic().code, "unknown-needle");
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Needle {
    points: u32,
    diameter_mm: f64,
}

/// Why a code is not taken as a needle.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedleError {
    /// As typed.
    pub text: String,
    /// What is wrong with it.
    reason: String,
}

impl NeedleError {
    /// The error as a diagnostic: what is wrong and what to do about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(
            Kind::Argument,
            "unknown-needle",
            format!("The needle {:?} is not known: {}.", self.text, self.reason),
            "Write points, RL and the diameter of one point in mm, such as 3RL0.25, or a cartridge code such as 0803RL.",
        )
    }
}

impl fmt::Display for NeedleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic().message)
    }
}

impl std::error::Error for NeedleError {}

impl Needle {
    /// Width of a fresh dot, mm.
    ///
    /// ```text
    /// D = marked d (1 + tips (circle(points) - 1))
    /// ```
    ///
    /// d is the diameter of one point, circle the width of the least circle around so many, in d; how far the tips run
    /// together, and what one marks, stand in `calibration/needles.toml` with their source.
    #[must_use]
    pub fn fresh_dot_mm(&self) -> f64 {
        let round = data::needles().round;
        let at = round.points.iter().position(|n| *n == self.points).expect("known when it was read");
        round.marked * self.diameter_mm * (1.0 + round.tips * (round.circle[at] - 1.0))
    }

    /// Width of the deposit at day 28, mm: the fresh one over what the scab takes.
    #[must_use]
    pub fn healed_dot_mm(&self, table: &HealingTable) -> f64 {
        self.fresh_dot_mm() / table.fresh_diameter.median
    }
}

impl fmt::Display for Needle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}RL{:.2}", self.points, self.diameter_mm)
    }
}

impl std::str::FromStr for Needle {
    type Err = NeedleError;

    /// Reads `3RL0.25`, `3RL 0.25 mm`, `0803RL` or `0803`; capital or small letters, point or comma.
    fn from_str(text: &str) -> Result<Self, NeedleError> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
        let plain = plain.replace(',', ".");
        let table = data::needles();
        let known = sized(&plain).or_else(|| cartridge(&plain, &table)).ok_or("it is no code of a round needle".into());
        known.and_then(|needle| within(needle, &table)).map_err(|reason| NeedleError { text: shown(text), reason })
    }
}

/// `3RL0.25`.
fn sized(plain: &str) -> Option<Needle> {
    let (points, diameter) = plain.split_once("RL")?;
    let diameter = diameter.strip_suffix("MM").unwrap_or(diameter);
    let digits = diameter.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let diameter_mm = if digits { diameter.parse().ok()? } else { return None };
    Some(Needle { points: points.parse().ok()?, diameter_mm })
}

/// `0803RL`: a number that stands for a diameter, and the points.
fn cartridge(plain: &str, table: &NeedleTable) -> Option<Needle> {
    let digits = plain.strip_suffix("RL").unwrap_or(plain);
    let (code, points) = (digits.get(..2)?, digits.get(2..)?);
    let at = table.cartridge.code.iter().position(|known| known == code)?;
    let points = if points.len() == 2 { points.parse().ok()? } else { return None };
    Some(Needle { points, diameter_mm: table.cartridge.diameter_mm[at] })
}

fn within(needle: Needle, table: &NeedleTable) -> Result<Needle, String> {
    let round = &table.round;
    if !round.points.contains(&needle.points) {
        return Err(format!("{} points are not among those known", needle.points));
    }
    if !(round.least_mm..=round.most_mm).contains(&needle.diameter_mm) {
        return Err(format!("points are {} to {} mm thick", round.least_mm, round.most_mm));
    }
    Ok(needle)
}

/// The text as typed, cut where it is absurdly long.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needle(text: &str) -> Needle {
        text.parse().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn codes_of_one_needle_are_one() {
        for text in ["3RL0.25", "3rl0,25", " 3 RL 0.25 mm", "0803", "0803RL", "0803rl"] {
            assert_eq!(needle(text).to_string(), "3RL0.25", "{text}");
        }
        assert_eq!(needle("1RL.3").to_string(), "1RL0.30");
    }

    #[test]
    fn more_and_thicker_points_mark_more() {
        let widths = |texts: [&str; 4]| texts.map(|t| needle(t).fresh_dot_mm());
        for w in [widths(["1RL0.2", "1RL0.25", "1RL0.30", "1RL0.40"]), widths(["0801", "0802", "0803", "0805"])] {
            assert!(w.windows(2).all(|pair| pair[0] < pair[1]), "{w:?}");
        }
        approx::assert_abs_diff_eq!(needle("1RL0.25").fresh_dot_mm(), 0.25, epsilon = 1e-12);
    }

    #[test]
    fn what_is_no_needle_is_refused() {
        for text in [
            "", "RL", "3RL", "3RL-0.2", "3RLnan", "3RL2.5", "0RL0.25", "99RL0.25", "0899", "08", "0703", "7M1", "é0803",
        ] {
            let e = text.parse::<Needle>().unwrap_err();
            assert_eq!(e.diagnostic().code, "unknown-needle", "{text}");
        }
        assert!("9".repeat(5000).parse::<Needle>().unwrap_err().to_string().len() < 200);
    }
}
