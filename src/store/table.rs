//! Walks a TOML document by hand, so that every fault is found in one run and each points at its place.

use crate::data::SourceKind;
use crate::diagnostic::{Diagnostic, Kind, Place, nearest};
use crate::pigment::Date;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// More faults than this are not told.
const MOST_FAULTS: usize = 100;

/// A longer word is neither shown whole nor looked up for what was meant.
const LONGEST_WORD: usize = 60;

/// The stable names of the faults of one kind of file.
pub(super) struct Codes {
    pub(super) syntax: &'static str,
    pub(super) unknown_key: &'static str,
    pub(super) missing_key: &'static str,
    pub(super) wrong_type: &'static str,
    pub(super) value: &'static str,
    pub(super) too_many: &'static str,
}

/// A source is prose.
const LONGEST_SOURCE: usize = 2000;

/// One table of a file, with its place.
pub(super) struct Section<'v, 'i> {
    pub(super) table: &'v DeTable<'i>,
    pub(super) span: Range<usize>,
}

impl<'v, 'i> Section<'v, 'i> {
    /// A table that must be there.
    pub(super) fn of(reader: &mut Reader<'_>, document: &'v DeTable<'i>, name: &str, keys: &[&str]) -> Option<Self> {
        let end = reader.end();
        let value = reader.required(document, name, &end, &format!("Add [{name}] with {}.", keys.join(", ")))?;
        Self::at(reader, name, value, keys)
    }

    /// A table that is there, with its keys checked.
    pub(super) fn at(reader: &mut Reader<'_>, name: &str, value: &'v Value<'i>, keys: &[&str]) -> Option<Self> {
        let table = reader.table(name, value)?;
        reader.keys(table, keys, &format!("[{name}]"));
        Some(Self { table, span: value.span() })
    }

    pub(super) fn number(&self, reader: &mut Reader<'_>, key: &str, range: &RangeInclusive<f64>) -> Option<f64> {
        let value = reader.required(self.table, key, &self.span, &format!("Add {key}."))?;
        reader.number(key, value, range)
    }

    /// Kind and source, which every table states.
    pub(super) fn provenance(&self, reader: &mut Reader<'_>) -> (Option<SourceKind>, Option<String>) {
        let kinds = SourceKind::ALL.map(|kind| (kind.name(), kind));
        let remedy = "Add kind = \"assumed\", or how else the figures came to be.";
        let kind = reader.required(self.table, "kind", &self.span, remedy);
        let kind = kind.and_then(|value| reader.choice("kind", value, &kinds));
        let source = reader.required(self.table, "source", &self.span, "Add source = \"who says so\".");
        let source = source.and_then(|value| reader.text("source", value, LONGEST_SOURCE).map(str::to_owned));
        (kind, source)
    }
}

/// A text and the faults found in it so far.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    codes: &'static Codes,
    faults: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// Reads a text with `read`; what follows a syntax error would be faults of its making, and is left out.
    pub(super) fn read<T>(
        file: &'a str,
        text: &'a str,
        codes: &'static Codes,
        read: impl FnOnce(&mut Self, &DeTable<'_>) -> Option<T>,
    ) -> Result<T, Vec<Diagnostic>> {
        let (document, syntax) = DeTable::parse_recoverable(text);
        let mut reader = Self { file, text, codes, faults: Vec::new() };
        for error in syntax {
            let message = format!("This is not TOML: {}.", error.message().trim_end());
            let remedy = "Write each line as key = value, with text in quotes.";
            reader.fault(codes.syntax, error.span().unwrap_or(0..0), message, remedy);
        }
        let result = if reader.faults.is_empty() { read(&mut reader, document.get_ref()) } else { None };
        match result {
            Some(result) if reader.faults.is_empty() => Ok(result),
            _ => Err(in_order(reader.faults)),
        }
    }

    /// The end of the text, where what is missing from it would stand.
    pub(super) const fn end(&self) -> Range<usize> {
        self.text.len()..self.text.len()
    }

    /// A place in the text, for faults that show later.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place::of(self.file, self.text, span)
    }

    pub(super) fn fault(
        &mut self,
        code: &'static str,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add(Diagnostic::error(Kind::Unfit, code, message, remedy), span);
    }

    /// A value that is not one of those that may stand there.
    pub(super) fn value_fault(&mut self, span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        self.fault(self.codes.value, span, message, remedy);
    }

    /// A fault that was found elsewhere, at a place of this text: then it is the text that is unfit.
    pub(super) fn add(&mut self, fault: Diagnostic, span: Range<usize>) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Diagnostic { kind: Kind::Unfit, ..fault }.at(self.file, self.text, span));
        }
    }

    /// Reports every key that is not known.
    pub(super) fn keys(&mut self, table: &DeTable<'_>, known: &[&str], of: &str) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let message = format!("{of} has no key `{}`.", shown(name));
                self.fault(self.codes.unknown_key, key.span(), message, did_you_mean(name, known));
            }
        }
    }

    pub(super) fn required<'v, 'i>(
        &mut self,
        table: &'v DeTable<'i>,
        key: &str,
        of: &Range<usize>,
        remedy: &str,
    ) -> Option<&'v Value<'i>> {
        let value = table.get(key);
        if value.is_none() {
            self.fault(self.codes.missing_key, of.clone(), format!("`{key}` is missing here."), remedy);
        }
        value
    }

    pub(super) fn table<'v, 'i>(&mut self, key: &str, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(key, value, "a table", "Write its keys below a heading in brackets.");
        }
        table
    }

    /// A list of at most so many entries.
    pub(super) fn list<'v, 'i>(
        &mut self,
        key: &str,
        value: &'v Value<'i>,
        most: usize,
        remedy: &str,
    ) -> Option<&'v [Value<'i>]> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "a list", remedy);
            return None;
        };
        if list.len() > most {
            let message = format!("There are {} entries of `{key}`; {most} are allowed.", list.len());
            self.fault(self.codes.too_many, value.span(), message, "Keep one for each, and no more.");
            return None;
        }
        Some(list)
    }

    /// Text that says something and fits on a line.
    pub(super) fn text<'v>(&mut self, key: &str, value: &'v Value<'_>, longest: usize) -> Option<&'v str> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, value, "text", "Put it in quotes.");
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            self.value_fault(value.span(), format!("`{key}` is empty."), "Fill it in, or leave the line out.");
            return None;
        }
        if text.chars().count() > longest || text.chars().any(char::is_control) {
            let message = format!("`{key}` is longer than {longest} letters or more than a line.");
            self.value_fault(value.span(), message, "Shorten it.");
            return None;
        }
        Some(text)
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, value: &Value<'_>, choices: &[(&str, T)]) -> Option<T> {
        let word = self.text(key, value, usize::MAX)?;
        let found = choices.iter().find(|(name, _)| *name == word).map(|(_, choice)| *choice);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("`{key}` is \"{}\", which is none of its words.", shown(word));
            self.value_fault(value.span(), message, did_you_mean(word, &names));
        }
        found
    }

    /// A finite number within a range.
    pub(super) fn number(&mut self, key: &str, value: &Value<'_>, range: &RangeInclusive<f64>) -> Option<f64> {
        let allowed = format!("Write a number from {} to {}, without quotes.", range.start(), range.end());
        let number = match value.get_ref() {
            #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 every range refuses it")]
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).map_or(f64::NAN, |i| i as f64),
            DeValue::Float(f) => f.as_str().parse().unwrap_or(f64::NAN),
            _ => {
                self.wrong_type(key, value, "a number", &allowed);
                return None;
            }
        };
        if range.contains(&number) {
            return Some(number);
        }
        self.value_fault(value.span(), format!("`{key}` is {number}, which is out of range."), allowed);
        None
    }

    /// A day: `2026-10-02`, bare or in quotes.
    pub(super) fn date(&mut self, key: &str, value: &Value<'_>) -> Option<Date> {
        let written = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        let date = Date::parse(&written);
        if date.is_none() {
            self.wrong_type(key, value, "a day that exists", "Write it as 2026-10-02.");
        }
        date
    }

    pub(super) fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &str, remedy: &str) {
        let message = format!("`{key}` is not {wanted}, but {}.", value.get_ref().type_str());
        self.fault(self.codes.wrong_type, value.span(), message, remedy);
    }
}

/// As they stand in the text.
fn in_order(mut faults: Vec<Diagnostic>) -> Vec<Diagnostic> {
    faults.sort_by_key(|fault| fault.place.as_ref().map(|place| (place.line, place.column)));
    faults
}

/// The word that was probably meant, and all that are known.
pub(super) fn did_you_mean(typed: &str, known: &[&str]) -> String {
    let all = format!("Known are {}.", known.join(", "));
    let near = if typed.len() > LONGEST_WORD { None } else { nearest(typed, known.iter().copied()) };
    near.map_or_else(|| all.clone(), |name| format!("Did you mean {name}? {all}"))
}

/// A foreign word short enough to show.
pub(super) fn shown(word: &str) -> String {
    let short: String = word.chars().take(LONGEST_WORD).collect();
    if short.len() < word.len() { short + "..." } else { short }
}
