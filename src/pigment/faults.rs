//! Collects the faults of one catalogue, whatever the order in which they are found.

use super::rules::Rule;
use crate::diagnostic::{Diagnostic, Kind, Place, Severity};
use std::cell::RefCell;
use std::ops::Range;

/// More faults than this are counted, not shown.
const MOST_SHOWN: usize = 200;

/// The faults of one text.
pub(super) struct Faults<'a> {
    file: &'a str,
    text: &'a str,
    /// Where the text is not TOML.
    broken: Vec<Range<usize>>,
    found: RefCell<Vec<(Range<usize>, Diagnostic)>>,
}

impl<'a> Faults<'a> {
    pub(super) const fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, broken: Vec::new(), found: RefCell::new(Vec::new()) }
    }

    /// Adds a breach of a rule; one that lies on a line that is not TOML is left out, as it is only its consequence.
    pub(super) fn add(&self, rule: Rule, span: &Range<usize>, message: String, remedy: impl Into<String>) {
        let line = self.lines_of(span);
        let is_consequence = self.broken.iter().any(|broken| broken.start <= line.end && line.start <= broken.end);
        if is_consequence && rule != Rule::Syntax {
            return;
        }
        let kind = if rule == Rule::TooLarge { Kind::Limit } else { Kind::Unfit };
        let mut diagnostic = Diagnostic::error(kind, rule.code(), message, remedy);
        diagnostic.severity = rule.severity();
        self.found.borrow_mut().push((span.clone(), diagnostic));
    }

    /// Adds the faults of TOML itself, which come unsorted and sometimes twice.
    pub(super) fn add_syntax(&mut self, errors: &[toml::de::Error]) {
        let mut seen: Vec<(Range<usize>, &str)> = Vec::new();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let is_new = !seen.iter().any(|(other, message)| other.start == span.start && *message == error.message());
            if is_new && seen.len() <= MOST_SHOWN {
                seen.push((span, error.message()));
            }
        }
        for (span, message) in seen {
            self.add(Rule::Syntax, &span, format!("This is not TOML: {message}."), syntax_remedy(message));
            self.broken.push(span);
        }
    }

    /// Whether keys of a table may be missing only because text near it could not be read.
    pub(super) fn may_be_damaged(&self, table: &Range<usize>) -> bool {
        let next_header = self.text[table.end..].find("\n[").map_or(self.text.len(), |i| table.end + i);
        self.broken.iter().any(|broken| {
            let line = self.lines_of(broken);
            (table.start..=next_header).contains(&broken.start) || self.text[line].trim_start().starts_with('[')
        })
    }

    /// The line, counted from 1, of a byte of the text.
    pub(super) fn line_of(&self, span: &Range<usize>) -> usize {
        Place::of(self.file, self.text, span.clone()).line
    }

    /// The whole lines that a span lies on.
    fn lines_of(&self, span: &Range<usize>) -> Range<usize> {
        let (start, end) = (span.start.min(self.text.len()), span.end.min(self.text.len()));
        let bytes = self.text.as_bytes();
        let first = bytes[..start].iter().rposition(|&b| b == b'\n').map_or(0, |i| i + 1);
        first..bytes[end..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |i| end + i)
    }

    /// All of them in the order of the text.
    pub(super) fn into_sorted(self) -> Vec<Diagnostic> {
        let Self { file, text, found, .. } = self;
        let mut found = found.into_inner();
        found.sort_by(|(a, x), (b, y)| (a.start, a.end, x.code, &x.message).cmp(&(b.start, b.end, y.code, &y.message)));
        let hidden = found.len().saturating_sub(MOST_SHOWN);
        // A hidden error must stay an error though only warnings are shown.
        let hides_error = found.iter().skip(MOST_SHOWN).any(|(_, d)| d.severity == Severity::Error);
        found.truncate(MOST_SHOWN);
        let mut sorted: Vec<Diagnostic> = found.into_iter().map(|(span, d)| d.at(file, text, span)).collect();
        if hidden > 0 {
            let mut more = Diagnostic::error(
                Kind::Unfit,
                Rule::MoreFaults.code(),
                format!("{hidden} more faults are not shown."),
                "Correct those above and check again.",
            );
            more.severity = if hides_error { Severity::Error } else { Severity::Warning };
            sorted.push(more.at(file, text, text.len()..text.len()));
        }
        sorted
    }
}

/// What to do about a complaint of the TOML parser.
fn syntax_remedy(message: &str) -> &'static str {
    if message.contains("duplicate key") {
        "Keep one of the two; what belongs to a further pigment stands below a line [[pigment]] of its own."
    } else if message.contains("quoted") || message.contains("string") {
        "Put text in quotes on one line: name = \"Carbon grey\"."
    } else if message.contains("array") || message.contains("table") {
        "Close every bracket, with one comma between the entries."
    } else {
        "Write each line as key = value, with text in quotes."
    }
}
