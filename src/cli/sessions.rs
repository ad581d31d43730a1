//! `--session`: what was put in at one sitting, as it is typed.

use super::values::parse_dilution;
use super::values::parse_pigment;
use crate::diagnostic::{Diagnostic, Kind};
use crate::simulate::SessionOptions;

const FORM: &str = "DAY:DENSITY:ID[=PARTS][+ID=PARTS]:DILUTION";
const EXAMPLE: &str = "28:60:generic-warm-25=1+generic-carbon-mid=1:1+19";

/// The sessions in the order in which they are named, deposits of all healed to the same diameter where one is given.
///
/// Errors: one that cannot be read, named by its number.
pub(super) fn read(texts: &[String], dot_mm: Option<f64>) -> Result<Vec<SessionOptions>, Diagnostic> {
    let one = |(number, text): (usize, &String)| session(text, dot_mm).map_err(|why| unreadable(number, text, &why));
    (1..).zip(texts).map(one).collect()
}

/// Whether there can be such a session is for the simulation to say.
fn session(text: &str, dot_mm: Option<f64>) -> Result<SessionOptions, String> {
    // A dilution may hold a colon of its own.
    let cells: Vec<&str> = text.splitn(4, ':').collect();
    let [day, density, mix, dilution] = cells[..] else {
        return Err(format!("it has {} of the four parts between colons", cells.len()));
    };
    Ok(SessionOptions {
        day: number("day", day)?,
        density_per_cm2: number("density", density)?,
        pigments: mix.split('+').map(|pigment| parse_pigment(pigment.trim())).collect::<Result<_, _>>()?,
        dilution: parse_dilution(dilution)?,
        dot_mm,
    })
}

fn number(what: &str, text: &str) -> Result<f64, String> {
    let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    value.ok_or_else(|| format!("its {what} {text:?} is not a number"))
}

fn unreadable(number: usize, text: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "session-unreadable",
        format!("Session {number}, {text:?}, cannot be read: {}.", why.trim_end_matches('.')),
        format!("Write {FORM}, e.g. {EXAMPLE}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_read_with_its_mix_and_any_notation_of_its_dilution() {
        let texts = [EXAMPLE.to_owned(), "0 : 45.5:generic-warm-25:28:1 diluent:pigment".to_owned()];
        let [mixed, single] = &read(&texts, Some(0.2)).unwrap()[..] else { panic!("two sessions") };
        assert_eq!((mixed.day, mixed.density_per_cm2, mixed.dot_mm), (28.0, 60.0, Some(0.2)));
        let named = |id: &str| (id.to_owned(), 1.0);
        assert_eq!(mixed.pigments, [named("generic-warm-25"), named("generic-carbon-mid")]);
        assert_eq!(mixed.dilution.to_string(), "1+19");
        assert_eq!((single.day, single.density_per_cm2), (0.0, 45.5));
        assert_eq!(
            (single.pigments.as_slice(), single.dilution.to_string().as_str()),
            (&[named("generic-warm-25")][..], "1+28")
        );
    }

    #[test]
    fn what_cannot_be_read_is_named_with_its_session() {
        let good = || "0:45:generic-warm-25:1+28".to_owned();
        for (text, why) in [
            ("28:60:generic-warm-25", "3 of the four"),
            ("soon:60:generic-warm-25:1+19", "day \"soon\" is not a number"),
            ("28:inf:generic-warm-25:1+19", "density \"inf\" is not a number"),
            ("28:60:generic-warm-25=0:1+19", "0 is outside 0.1 to 100 parts"),
            ("28:60:generic-warm-25:20", "cannot be read"),
        ] {
            let fault = read(&[good(), text.to_owned()], None).unwrap_err();
            assert!(fault.message.starts_with("Session 2,") && fault.message.contains(why), "{}", fault.message);
        }
    }
}
