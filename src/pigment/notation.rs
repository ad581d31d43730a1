//! Dilutions as people write them: what is clear is read, what can mean two things is refused with both.

use super::dilution::Dilution;
use super::error::DilutionError;

/// A way of writing a dilution that means one thing only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `1+12`: parts of pigment + parts of diluent.
    Parts,
    /// `7.692308%`: percent of pigment by volume.
    Percent,
    /// `fraction 0.07692308`.
    Fraction,
    /// `12:1 diluent:pigment`, what is called "a 12" where water is counted.
    DiluentToPigment,
    /// `1:12 pigment:diluent`.
    PigmentToDiluent,
}

impl Notation {
    /// Every notation.
    pub const ALL: [Self; 5] =
        [Self::Parts, Self::Percent, Self::Fraction, Self::DiluentToPigment, Self::PigmentToDiluent];

    /// Writes a dilution so that it reads back as the same one, to the digits written.
    ///
    /// ```
    /// use healtone::pigment::{Dilution, Notation};
    /// let dilution: Dilution = "1+12".parse().unwrap();
    /// assert_eq!(Notation::DiluentToPigment.write(dilution), "12:1 diluent:pigment");
    /// assert_eq!(Notation::Percent.write(dilution), "7.692308%");
    /// ```
    #[must_use]
    pub fn write(self, dilution: Dilution) -> String {
        let (fraction, parts) = (dilution.fraction(), decimals(dilution.diluent_parts(), 1));
        match self {
            Self::Parts => dilution.to_string(),
            Self::Percent => format!("{}%", decimals(100.0 * fraction, 6)),
            Self::Fraction => format!("fraction {}", decimals(fraction, 8)),
            Self::DiluentToPigment => format!("{parts}:1 diluent:pigment"),
            Self::PigmentToDiluent => format!("1:{parts} pigment:diluent"),
        }
    }
}

/// A number with at most so many decimals, none of them an idle zero.
fn decimals(value: f64, most: usize) -> String {
    let text = format!("{value:.most$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

const PIGMENT_WORDS: [&str; 3] = ["pigment", "concentrate", "ink"];
const DILUENT_WORDS: [&str; 2] = ["diluent", "water"];

/// Reads one of the accepted notations.
pub(super) fn read(text: &str) -> Result<Dilution, DilutionError> {
    let plain = normalised(text);
    if let Some(percent) = plain.strip_suffix('%') {
        return Dilution::of_fraction(number(percent).ok_or_else(|| unreadable(text))? / 100.0);
    }
    if let Some(fraction) = plain.strip_prefix("fraction") {
        return Dilution::of_fraction(number(fraction).ok_or_else(|| unreadable(text))?);
    }
    if let Some((pigment, diluent)) = plain.split_once('+') {
        return sum(text, number(pigment), number(diluent));
    }
    if plain.contains(':') {
        return ratio(text, &plain);
    }
    Err(number(&plain).map_or_else(|| unreadable(text), |n| lone_number(text.trim(), n)))
}

/// Lower case, every kind of space as one plain space, typographic colons and decimal commas made plain.
fn normalised(text: &str) -> String {
    let plain_sign = |c: char| match c {
        '\u{2236}' | '\u{ff1a}' => ':',
        '\u{ff0b}' => '+',
        '\u{200b}' | '\u{feff}' => ' ',
        ',' => '.',
        other => other,
    };
    let text: String = text.chars().map(plain_sign).flat_map(char::to_lowercase).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A plain decimal number: digits with at most one point, no sign, no exponent.
fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.bytes().any(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// `pigment + diluent`. More pigment than diluent is accepted as `1+x` only: `12+1` is usually meant the other way.
fn sum(text: &str, pigment: Option<f64>, diluent: Option<f64>) -> Result<Dilution, DilutionError> {
    let (Some(pigment), Some(diluent)) = (pigment, diluent) else { return Err(unreadable(text)) };
    #[expect(clippy::float_cmp, reason = "a literal 1 as typed")]
    let one_part = pigment == 1.0;
    if pigment > diluent && !one_part {
        return Err(ambiguous(text.trim(), vec![Reading::parts(pigment, diluent), Reading::parts(diluent, pigment)]));
    }
    Dilution::of_parts(pigment, diluent)
}

/// `a:b`, with the words `pigment:diluent` or `diluent:pigment` before or after, or a word beside each number.
fn ratio(text: &str, plain: &str) -> Result<Dilution, DilutionError> {
    let spaced = plain.replace(':', " : ");
    let tokens: Vec<&str> = spaced.split(' ').filter(|token| !token.is_empty()).collect();
    let (words, numbers) = match tokens[..] {
        [a, ":", b] => {
            let (Some(a), Some(b)) = (number(a), number(b)) else { return Err(unreadable(text)) };
            return Err(bare_ratio(text.trim(), a, b));
        }
        [a, ":", b, first, ":", second] if number(a).is_some() => ((first, second), (a, b)),
        [first, ":", second, a, ":", b] => ((first, second), (a, b)),
        [a, first, ":", b, second] if number(a).is_some() => ((first, second), (a, b)),
        [first, a, ":", second, b] => ((first, second), (a, b)),
        _ => return Err(unreadable(text)),
    };
    let (Some(a), Some(b)) = (number(numbers.0), number(numbers.1)) else { return Err(unreadable(text)) };
    let is = |word: &str, set: &[&str]| set.contains(&word);
    match words {
        (p, d) if is(p, &PIGMENT_WORDS) && is(d, &DILUENT_WORDS) => Dilution::of_parts(a, b),
        (d, p) if is(p, &PIGMENT_WORDS) && is(d, &DILUENT_WORDS) => Dilution::of_parts(b, a),
        _ => Err(unreadable(text)),
    }
}

/// One meaning of an ambiguous text.
struct Reading {
    words: String,
    dilution: Option<Dilution>,
}

impl Reading {
    fn parts(pigment: f64, diluent: f64) -> Self {
        let words = format!("{} pigment to {} diluent", parts_of(pigment), parts_of(diluent));
        Self { words, dilution: Dilution::of_parts(pigment, diluent).ok() }
    }

    fn in_all(pigment: f64, total: f64) -> Self {
        let words = format!("{} pigment in {total} in all", parts_of(pigment));
        Self { words, dilution: Dilution::of_parts(pigment, total - pigment).ok() }
    }

    fn percent(percent: f64) -> Self {
        Self { words: format!("{percent} % pigment"), dilution: Dilution::of_fraction(percent / 100.0).ok() }
    }

    fn fraction(fraction: f64) -> Self {
        Self { words: format!("the fraction {fraction}"), dilution: Dilution::of_fraction(fraction).ok() }
    }
}

fn parts_of(n: f64) -> String {
    if (n - 1.0).abs() < 1e-12 { "1 part".to_owned() } else { format!("{n} parts") }
}

/// Ratio without words: pigment first, diluent first, or a part of the whole.
fn bare_ratio(text: &str, a: f64, b: f64) -> DilutionError {
    let mut readings = vec![Reading::parts(a, b)];
    if a < b {
        readings.push(Reading::in_all(a, b));
        readings.push(Reading::parts(b, a));
    } else if a > b {
        readings.insert(0, Reading::parts(b, a));
    }
    ambiguous(text, readings)
}

fn lone_number(text: &str, n: f64) -> DilutionError {
    let first = if n <= 1.0 { Reading::fraction(n) } else { Reading::parts(1.0, n) };
    ambiguous(text, vec![first, Reading::percent(n)])
}

/// The refusal, with those readings that are possible at all.
fn ambiguous(text: &str, readings: Vec<Reading>) -> DilutionError {
    let possible = readings.into_iter().filter_map(|r| Some((r.words, r.dilution?)));
    let readings: Vec<(String, Dilution)> = possible.collect();
    if readings.is_empty() {
        return unreadable(text);
    }
    DilutionError::Ambiguous { text: text.to_owned(), readings }
}

fn unreadable(text: &str) -> DilutionError {
    DilutionError::Unreadable { text: text.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Diagnostic, Kind};

    fn fault(text: &str) -> Diagnostic {
        read(text).unwrap_err().diagnostic()
    }

    #[test]
    fn clear_notations_are_read() {
        let parts = |text: &str| read(text).unwrap_or_else(|fault| panic!("{text}: {fault}")).diluent_parts();
        for text in [
            "1+12",
            " 1 + 12 ",
            "1\u{a0}+\u{2009}12",
            "2+24",
            "12:1 diluent:pigment",
            "1:12 pigment:diluent",
            "pigment:diluent 1:12",
            "12 : 1 Water : Pigment",
            "1 pigment : 12 diluent",
            "water 12:pigment 1",
            "0.5:6 ink:water",
        ] {
            approx::assert_relative_eq!(parts(text), 12.0, max_relative = 1e-12);
        }
        for (text, fraction) in
            [("7.7%", 0.077), ("7,7 %", 0.077), ("fraction 0.077", 0.077), ("Fraction .25", 0.25), ("100%", 1.0)]
        {
            approx::assert_relative_eq!(read(text).unwrap().fraction(), fraction, max_relative = 1e-12);
        }
        approx::assert_relative_eq!(parts("1+13.5"), 13.5, max_relative = 1e-12);
        approx::assert_relative_eq!(parts("1+0.4"), 0.4, max_relative = 1e-12);
    }

    #[test]
    fn what_is_written_reads_back() {
        for parts in [0.0, 0.4, 0.8, 1.5, 2.5, 4.0, 6.0, 9.0, 12.0, 13.5, 19.0, 28.0, 40.0, 58.0, 82.0, 117.0] {
            let dilution = Dilution::of_parts(1.0, parts).unwrap();
            for notation in Notation::ALL {
                let text = notation.write(dilution);
                let back = read(&text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
                approx::assert_relative_eq!(back.fraction(), dilution.fraction(), max_relative = 1e-3);
                assert_eq!(back.to_string(), dilution.to_string(), "{text}");
                assert_eq!(notation.write(back), text);
            }
        }
        assert_eq!(Notation::Fraction.write(Dilution::of_fraction(1.0).unwrap()), "fraction 1");
    }

    #[test]
    fn a_bare_ratio_is_refused_with_its_readings_in_ml() {
        let refusal = fault("1:4");
        assert_eq!((refusal.code, refusal.kind), ("ambiguous-dilution", Kind::Argument));
        for reading in [
            "1 part pigment to 4 parts diluent (2.0 ml pigment + 8.0 ml diluent)",
            "1 part pigment in 4 in all (2.5 ml pigment + 7.5 ml diluent)",
            "4 parts pigment to 1 part diluent (8.0 ml pigment + 2.0 ml diluent)",
        ] {
            assert!(refusal.message.contains(reading), "{}", refusal.message);
        }
        assert_eq!(
            refusal.remedy,
            "Write `1+4` or `1+3` or `80.0%` (parts are pigment + diluent), whichever is meant."
        );
        let refusal = fault("20:1");
        let water_first = refusal.message.find("1 part pigment to 20 parts diluent (0.48 ml").unwrap();
        assert!(water_first < refusal.message.find("20 parts pigment to 1 part diluent (9.52 ml").unwrap());
        assert_eq!(fault("1:1").remedy, "Write `1+1` (parts are pigment + diluent), whichever is meant.");
    }

    #[test]
    fn a_lone_number_and_a_doubtful_sum_are_refused_with_their_readings() {
        let message = |text| fault(text).message;
        assert!(message("20").contains("1 part pigment to 20 parts diluent (0.48 ml pigment"), "{}", message("20"));
        assert!(message("20").contains("20 % pigment (2.0 ml pigment"), "{}", message("20"));
        assert!(message("0.25").contains("the fraction 0.25 (2.5 ml pigment"), "{}", message("0.25"));
        assert!(!message("150").contains('%'), "more than 100 % is no reading");
        assert_eq!(fault("12+1").code, "ambiguous-dilution");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            " ",
            "+",
            "1+",
            "+12",
            "1+-2",
            "1+1e3",
            "1+1+1",
            "%",
            "fraction",
            "a:b",
            "1:2:3",
            ":",
            "1:",
            "1:12 pigment:pigment",
            "1:12 diluent",
            "twelve",
            "1.2.3%",
            "nan%",
            "0",
            "1+12%",
            "١+١٢",
        ] {
            assert_eq!(fault(text).code, "unreadable-dilution", "{text}");
        }
        for text in ["0%", "101%", "fraction 2", "0+5", "0:1 pigment:diluent"] {
            assert_eq!(fault(text).code, "impossible-dilution", "{text}");
        }
        assert!(fault(&"9".repeat(5000)).message.len() < 400);
    }
}
