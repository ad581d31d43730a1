//! Numbers as instruments write them: a point or, by the custom of half of the world, a comma before the decimals.

use super::text::{Text, note};
use crate::diagnostic::Diagnostic;
use std::ops::Range;

/// The decimal marks met so far: one file has one.
#[derive(Default)]
pub(super) struct Numbers {
    comma: Option<Range<usize>>,
    point: Option<Range<usize>>,
}

impl Numbers {
    /// The number in a cell.
    ///
    /// Errors: what is not a number, not finite, or has two marks. That marks agree is asked by [`Self::agree`] once
    /// all cells are read.
    pub(super) fn read(
        &mut self,
        text: Text<'_>,
        cell: &str,
        span: &Range<usize>,
        of: &str,
    ) -> Result<f64, Diagnostic> {
        let cell = cell.trim();
        match parse(cell) {
            Some((value, mark)) if value.is_finite() => {
                match mark {
                    Some(',') => _ = self.comma.get_or_insert_with(|| span.clone()),
                    Some(_) => _ = self.point.get_or_insert_with(|| span.clone()),
                    None => {}
                }
                Ok(value)
            }
            Some(_) => Err(not_finite(text, cell, span, of)),
            None if is_not_finite(cell) => Err(not_finite(text, cell, span, of)),
            None => Err(text.fault(
                "not-a-number",
                span,
                format!("\"{}\" under {of} is not a number.", super::text::shown(cell)),
                "Write digits with one decimal mark and nothing else; a name with blanks stands in quotes.",
            )),
        }
    }

    /// Says that commas were read, or refuses a file that has both marks.
    pub(super) fn agree(&self, text: Text<'_>, notes: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
        match (&self.comma, &self.point) {
            (Some(comma), Some(_)) => Err(text.fault(
                "mixed-decimal-marks",
                comma,
                "Some numbers have a decimal comma and others a decimal point.",
                "Export again with one of the two everywhere; a comma could otherwise be mistaken for thousands.",
            )),
            (Some(_), None) => {
                note(
                    notes,
                    Diagnostic::warning(
                        "decimal-comma",
                        "Numbers have a decimal comma and were read so: 43,5 is forty-three and a half.",
                        "Nothing to do; say if a comma meant thousands.",
                    ),
                );
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// A number and its decimal mark; `None` for anything else.
fn parse(cell: &str) -> Option<(f64, Option<char>)> {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | 'e' | 'E');
    if cell.is_empty() || cell.len() > 64 || !cell.chars().all(is_plain) {
        return None;
    }
    let marks: Vec<char> = cell.chars().filter(|c| matches!(c, '.' | ',')).collect();
    match marks[..] {
        [] => cell.parse().ok().map(|value| (value, None)),
        ['.'] => cell.parse().ok().map(|value| (value, Some('.'))),
        [','] => cell.replace(',', ".").parse().ok().map(|value| (value, Some(','))),
        _ => None,
    }
}

/// Whether a cell is a number, for texts in which that decides what it is.
pub(super) fn is_number(cell: &str) -> bool {
    parse(cell).is_some()
}

fn is_not_finite(cell: &str) -> bool {
    let word = cell.trim_start_matches(['+', '-']).to_ascii_lowercase();
    matches!(word.as_str(), "nan" | "inf" | "infinity" | "1.#inf" | "1.#ind" | "1.#qnan")
}

fn not_finite(text: Text<'_>, cell: &str, span: &Range<usize>, of: &str) -> Diagnostic {
    text.fault(
        "not-finite",
        span,
        format!("\"{}\" under {of} is not a finite number.", super::text::shown(cell)),
        "Measure that sample again, or leave its row out.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_a_decimal_mark_or_a_fault_and_never_text() {
        assert_eq!(parse("43,5"), Some((43.5, Some(','))));
        assert_eq!(parse("-1.25e-2"), Some((-0.0125, Some('.'))));
        assert_eq!(parse("+.5"), Some((0.5, Some('.'))));
        for cell in ["1.234,5", "1,234,5", "", "-", "e5", "0x10", "1 2", "nan", "٣", ","] {
            assert_eq!(parse(cell), None, "{cell}");
        }
        let text = Text { file: "f", text: "1,5 2.5" };
        let mut numbers = Numbers::default();
        assert_eq!(numbers.read(text, "1,5", &(0..3), "L").unwrap(), 1.5);
        let mut notes = Vec::new();
        numbers.agree(text, &mut notes).unwrap();
        assert_eq!(notes[0].code, "decimal-comma");
        numbers.read(text, "2.5", &(4..7), "L").unwrap();
        assert_eq!(numbers.agree(text, &mut notes).unwrap_err().code, "mixed-decimal-marks");
        for cell in ["NaN", "-inf", "1e999", "1.#IND"] {
            assert_eq!(numbers.read(text, cell, &(0..1), "L").unwrap_err().code, "not-finite", "{cell}");
        }
    }
}
