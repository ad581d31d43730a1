//! Collects the faults of one catalogue, whatever the order in which they are found.

use super::records::Date;
use super::rules::Rule;
use crate::diagnostic::{Diagnostic, Kind, Place, Severity};
use std::cell::{Cell, RefCell};
use std::ops::Range;

/// More faults than this are not shown.
const MOST_SHOWN: usize = 200;

/// More errors, and more warnings, than this are not even kept, so that a hostile text costs no more than a long one.
const MOST_KEPT: usize = 1000;

/// The faults of one text.
pub(super) struct Faults<'a> {
    file: &'a str,
    text: &'a str,
    /// The day of the check, where dates are to be compared with it.
    today: Option<Date>,
    /// The whole lines that are not TOML, in order.
    broken: Vec<Range<usize>>,
    /// Whether one of them was to be the heading of a table.
    broken_heading: bool,
    /// Where lines begin that are headings; only kept where something is broken.
    headings: Vec<usize>,
    found: RefCell<Vec<(Range<usize>, Diagnostic)>>,
    /// How many warnings and errors are kept.
    kept: [Cell<usize>; 2],
}

impl<'a> Faults<'a> {
    pub(super) const fn new(file: &'a str, text: &'a str) -> Self {
        let found = RefCell::new(Vec::new());
        Self {
            file,
            text,
            today: None,
            broken: Vec::new(),
            broken_heading: false,
            headings: Vec::new(),
            found,
            kept: [const { Cell::new(0) }; 2],
        }
    }

    /// The same, with dates compared with a day.
    pub(super) const fn on(mut self, today: Option<Date>) -> Self {
        self.today = today;
        self
    }

    /// The day of the check.
    pub(super) const fn today(&self) -> Option<Date> {
        self.today
    }

    /// Whether further errors would not be kept.
    pub(super) fn is_full(&self) -> bool {
        self.is_full_of(Severity::Error)
    }

    fn is_full_of(&self, severity: Severity) -> bool {
        self.kept[usize::from(severity == Severity::Error)].get() >= MOST_KEPT
    }

    /// Adds a breach of a rule; one that lies on a line that is not TOML is left out, as it is only its consequence.
    pub(super) fn add(&self, rule: Rule, span: &Range<usize>, message: String, remedy: impl Into<String>) {
        if self.is_full_of(rule.severity()) || self.is_broken(span) {
            return;
        }
        let kept = &self.kept[usize::from(rule.severity() == Severity::Error)];
        kept.set(kept.get() + 1);
        let kind = if rule == Rule::TooLarge { Kind::Limit } else { Kind::Unfit };
        let mut diagnostic = Diagnostic::error(kind, rule.code(), message, remedy);
        diagnostic.severity = rule.severity();
        self.found.borrow_mut().push((span.clone(), diagnostic));
    }

    /// Adds the faults of TOML itself, which come unsorted and sometimes twice.
    pub(super) fn add_syntax(&mut self, errors: &[toml::de::Error]) {
        let mut errors: Vec<(Range<usize>, &str)> =
            errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
        errors.sort_by(|(a, x), (b, y)| (a.start, a.end, x).cmp(&(b.start, b.end, y)));
        errors.dedup();
        errors.truncate(MOST_SHOWN + 1);
        for (span, message) in &errors {
            self.add(Rule::Syntax, span, format!("This is not TOML: {message}."), syntax_remedy(message));
        }
        self.broken = errors.iter().map(|(span, _)| self.lines_of(span)).collect();
        if !self.broken.is_empty() {
            self.headings = self.text.match_indices("\n[").map(|(i, _)| i + 1).collect();
        }
        self.broken_heading = self.broken.iter().any(|line| self.text[line.clone()].trim_start().starts_with('['));
    }

    /// Whether keys of a table may be missing only because text near it could not be read.
    pub(super) fn may_be_damaged(&self, table: &Range<usize>) -> bool {
        let next_heading = self.headings.get(self.headings.partition_point(|&at| at < table.end));
        let is_broken_before = |end: usize| self.first_broken_from(table.start).is_some_and(|line| line.start < end);
        self.broken_heading || is_broken_before(next_heading.copied().unwrap_or(usize::MAX))
    }

    /// The line, counted from 1, of a byte of the text.
    pub(super) fn line_of(&self, span: &Range<usize>) -> usize {
        Place::of(self.file, self.text, span.clone()).line
    }

    /// Whether a span touches a line that is not TOML.
    fn is_broken(&self, span: &Range<usize>) -> bool {
        self.first_broken_from(span.start).is_some_and(|line| line.start <= span.end)
    }

    /// The first line that is not TOML and ends at a byte of the text or after it.
    fn first_broken_from(&self, start: usize) -> Option<&Range<usize>> {
        self.broken.get(self.broken.partition_point(|line| line.end < start))
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
        let hidden = found.split_off(found.len().min(MOST_SHOWN));
        let mut sorted: Vec<Diagnostic> = found.into_iter().map(|(span, d)| d.at(file, text, span)).collect();
        if let Some(worst) = hidden.iter().map(|(_, d)| d.severity).max() {
            let message = format!("There are more faults than the {MOST_SHOWN} that are shown.");
            let mut more = Diagnostic::error(
                Kind::Unfit,
                Rule::MoreFaults.code(),
                message,
                "Correct those shown, the first ones first, and check again.",
            );
            more.severity = worst; // a hidden error stays an error though only warnings are shown
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
