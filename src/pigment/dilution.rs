//! How strongly a pigment is diluted: one number, the volume fraction of concentrate in the cup.

use super::error::DilutionError;
use super::pigment::DilutionLimits;
use std::fmt;

/// Parts of diluent to one part of pigment, about x 1.4 in the fraction from one to the next: finer steps than these
/// cannot be told apart in healed skin.
const STEP_DILUENT_PARTS: [f64; 15] =
    [0.0, 0.4, 0.8, 1.5, 2.5, 4.0, 6.0, 9.0, 13.0, 19.0, 28.0, 40.0, 58.0, 82.0, 117.0];

/// A dilution, kept as the volume fraction of concentrate: pigment / (pigment + diluent), above 0 and at most 1.
///
/// Its text is parts of pigment + parts of diluent, with one decimal where needed:
///
/// ```
/// use healtone::pigment::Dilution;
/// let dilution: Dilution = "1+12".parse().unwrap();
/// assert_eq!(dilution.fraction(), 1.0 / 13.0);
/// assert_eq!("12:1 diluent:pigment".parse(), Ok(dilution));
/// assert_eq!("7.7%".parse::<Dilution>().unwrap().to_string(), "1+12");
/// assert_eq!("1:4".parse::<Dilution>().unwrap_err().diagnostic().code, "ambiguous-dilution");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Dilution(f64);

impl Dilution {
    /// The concentrate as it is.
    pub const UNDILUTED: Self = Self(1.0);

    /// A dilution of this volume fraction of concentrate. Errors: not above 0 and at most 1.
    pub fn of_fraction(fraction: f64) -> Result<Self, DilutionError> {
        if fraction.is_normal() && fraction > 0.0 && fraction <= 1.0 {
            return Ok(Self(fraction));
        }
        Err(DilutionError::Impossible { fraction })
    }

    /// A dilution of parts by volume. Errors: a part that is negative or not finite, or no pigment.
    pub fn of_parts(pigment: f64, diluent: f64) -> Result<Self, DilutionError> {
        let negative = pigment < 0.0 || diluent < 0.0;
        Self::of_fraction(if negative { f64::NAN } else { pigment / (pigment + diluent) })
    }

    /// The volume fraction of concentrate, above 0 and at most 1.
    #[must_use]
    pub const fn fraction(self) -> f64 {
        self.0
    }

    /// Parts of diluent to one part of pigment.
    #[must_use]
    pub fn diluent_parts(self) -> f64 {
        1.0 / self.0 - 1.0
    }

    /// The practical steps within the limits of a pigment, darkest first; never empty.
    ///
    /// Without limits the pigment must not be diluted: the only step is the pigment as it is. Where no customary step
    /// fits between the limits, the one step is their geometric mean.
    #[must_use]
    pub fn steps(limits: Option<&DilutionLimits>) -> Vec<Self> {
        let Some(limits) = limits else { return vec![Self::UNDILUTED] };
        let range = limits.min_fraction * (1.0 - 1e-9)..=limits.max_fraction * (1.0 + 1e-9);
        let customary = STEP_DILUENT_PARTS.iter().map(|parts| Self(1.0 / (1.0 + parts)));
        let within: Vec<Self> = customary.filter(|step| range.contains(&step.0)).collect();
        if within.is_empty() { vec![Self((limits.min_fraction * limits.max_fraction).sqrt())] } else { within }
    }
}

impl fmt::Display for Dilution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = format!("{:.1}", self.diluent_parts());
        write!(f, "1+{}", parts.strip_suffix(".0").unwrap_or(&parts))
    }
}

impl std::str::FromStr for Dilution {
    type Err = DilutionError;

    /// Reads `1+12`, `7.7%`, `fraction 0.077`, `12:1 diluent:pigment` or `1:12 pigment:diluent`, with any spaces.
    ///
    /// A colon without words and a lone number are refused: people mean different things by them, and the message
    /// works each of them out in ml.
    fn from_str(text: &str) -> Result<Self, DilutionError> {
        super::notation::read(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(min_fraction: f64, max_fraction: f64) -> DilutionLimits {
        DilutionLimits { min_fraction, max_fraction, diluent: "sterile diluent".into() }
    }

    fn texts(steps: &[Dilution]) -> Vec<String> {
        steps.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_text_has_one_decimal_where_needed() {
        let text = |parts| Dilution::of_parts(1.0, parts).unwrap().to_string();
        assert_eq!([text(12.0), text(13.5), text(0.0), text(2.96)], ["1+12", "1+13.5", "1+0", "1+3"]);
    }

    #[test]
    fn steps_run_from_dark_to_light_within_the_limits() {
        assert_eq!(
            texts(&Dilution::steps(Some(&limits(0.02, 0.2)))),
            ["1+4", "1+6", "1+9", "1+13", "1+19", "1+28", "1+40"]
        );
        assert_eq!(Dilution::steps(None), [Dilution::UNDILUTED]);
        let narrow = Dilution::steps(Some(&limits(0.055, 0.06)));
        assert!(narrow.len() == 1 && (0.055..0.06).contains(&narrow[0].fraction()));
        let all = Dilution::steps(Some(&limits(0.001, 1.0)));
        assert_eq!(all.len(), STEP_DILUENT_PARTS.len());
        for pair in all.windows(2) {
            let ratio = pair[0].fraction() / pair[1].fraction();
            assert!((1.25..1.46).contains(&ratio), "{} to {}: {ratio}", pair[0], pair[1]);
        }
    }

    #[test]
    fn impossible_parts_are_refused() {
        for (pigment, diluent) in [(0.0, 1.0), (-1.0, 2.0), (1.0, -0.5), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
            let error = Dilution::of_parts(pigment, diluent).unwrap_err();
            assert!(matches!(error, DilutionError::Impossible { .. }), "{error}");
        }
        assert!(Dilution::of_fraction(1.0).is_ok() && Dilution::of_fraction(1.0 + 1e-12).is_err());
    }
}
