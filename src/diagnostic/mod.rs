//! Diagnostics as data: what is wrong, where, and what to do about it.
//!
//! Every fault, warning and refusal of the tool is a [`Diagnostic`]; how it looks on a terminal or in JSON is decided
//! in `report`. Codes are stable, kebab-case, and part of the published interface.

use std::ops::Range;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The result stands, but its reader must know this.
    Warning,
    /// There is no result, or none that may be trusted.
    Error,
}

/// Whose turn it is: decides the exit code of the process (design: 0 done, 1 unfit, 2 arguments, 3 no match, 4 limit,
/// 5 read or write).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A photo, a catalogue or a reading that cannot be used.
    Unfit,
    /// The command line or an option asks for something that does not exist.
    Argument,
    /// A size, pixel or time limit was met.
    Limit,
    /// A file could not be read or written.
    Access,
}

/// A place in a text file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name of the file as the user gave it.
    pub file: String,
    /// Bytes of the text that the diagnostic is about.
    pub span: Range<usize>,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
}

impl Place {
    /// The place of `span` in `text`; a span beyond the end is moved to the end.
    #[must_use]
    pub fn of(file: &str, text: &str, span: Range<usize>) -> Self {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Self {
            file: file.to_owned(),
            span: start..span.end.clamp(start, text.len()),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

/// One fault, warning or refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable name, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whose turn it is.
    pub kind: Kind,
    /// What is wrong, in one sentence for a technician.
    pub message: String,
    /// What to do about it; never empty.
    pub remedy: String,
    /// Where in a text, if it is about a text.
    pub place: Option<Place>,
}

impl Diagnostic {
    /// Something that stops the work.
    pub fn error(kind: Kind, code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (message, remedy) = (message.into(), remedy.into());
        Self { code, severity: Severity::Error, kind, message, remedy, place: None }
    }

    /// Something that the reader of a result must know.
    pub fn warning(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (message, remedy) = (message.into(), remedy.into());
        Self { code, severity: Severity::Warning, kind: Kind::Unfit, message, remedy, place: None }
    }

    /// The same, pointing at a place in a text.
    #[must_use]
    pub fn at(mut self, file: &str, text: &str, span: Range<usize>) -> Self {
        self.place = Some(Place::of(file, text, span));
        self
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.file, place.line, place.column)?;
        }
        write!(f, "{} {}", self.message, self.remedy)
    }
}

impl std::error::Error for Diagnostic {}

/// The known name nearest to a mistyped one, if any is near enough to be meant.
///
/// ```
/// use healtone::diagnostic::nearest;
/// assert_eq!(nearest("dilutoin", ["name", "dilution"]), Some("dilution"));
/// assert_eq!(nearest("xyzzy", ["name", "dilution"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (typed.chars().count() / 3).max(1);
    let ranked = known.into_iter().map(|name| (edit_distance(typed, name), name));
    ranked.filter(|(distance, _)| *distance <= allowed).min().map(|(_, name)| name)
}

/// Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string alignment).
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters_from_one() {
        let text = "a = 1\nü = \"ß\" # x\n";
        let place = Place::of("c.toml", text, 10..14);
        assert_eq!((place.line, place.column, place.span), (2, 4, 10..14));
        assert_eq!(Place::of("c.toml", text, 900..901).line, 3);
        assert_eq!(Place::of("c.toml", "", 0..0), Place { file: "c.toml".into(), span: 0..0, line: 1, column: 1 });
    }

    #[test]
    fn near_names_are_proposed_and_far_ones_are_not() {
        assert_eq!(
            nearest("generic-carbon-mdi", ["generic-carbon-mid", "generic-carbon-low"]),
            Some("generic-carbon-mid")
        );
        assert_eq!(nearest("", ["a"]), Some("a"));
        assert_eq!(nearest("brand", []), None);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }
}
