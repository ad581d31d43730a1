//! Walks a TOML table by hand, so that every fault is found in one run and each points at its place.
//!
//! A [`Section`] hands out its values by key and reports, on [`Section::finish`], the keys that nobody asked for. An
//! [`Item`] is one value: each of its readers gives the value or reports what is wrong with it.

use super::faults::Faults;
use super::rules::Rule;
use crate::diagnostic::nearest;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Longer words are not looked up for a likely meaning.
const LONGEST_WORD: usize = 64;

/// What a number must be.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// The least value.
    pub(super) least: f64,
    /// Whether the least value itself is allowed.
    pub(super) includes_least: bool,
    /// The greatest value, which is allowed.
    pub(super) greatest: f64,
    /// The unit, for messages.
    pub(super) unit: &'static str,
    /// What to do about a value outside.
    pub(super) remedy: &'static str,
}

impl Bounds {
    /// Above the least value and up to the greatest.
    pub(super) const fn above(least: f64, greatest: f64, unit: &'static str, remedy: &'static str) -> Self {
        Self { least, includes_least: false, greatest, unit, remedy }
    }

    /// From the least value up to the greatest.
    pub(super) const fn from(least: f64, greatest: f64, unit: &'static str, remedy: &'static str) -> Self {
        Self { least, includes_least: true, greatest, unit, remedy }
    }

    pub(super) fn admit(&self, value: f64) -> bool {
        (value > self.least || (self.includes_least && value >= self.least)) && value <= self.greatest
    }

    fn words(&self) -> String {
        let range = if self.includes_least {
            format!("from {} to {}", self.least, self.greatest)
        } else {
            format!("above {} and at most {}", self.least, self.greatest)
        };
        if self.unit.is_empty() { range } else { format!("{range} {}", self.unit) }
    }
}

/// One table and the keys that were asked for.
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    faults: &'a Faults<'a>,
    known: Vec<&'static str>,
}

impl<'a> Section<'a> {
    pub(super) const fn new(table: &'a DeTable<'a>, span: Range<usize>, faults: &'a Faults<'a>) -> Self {
        Self { table, span, faults, known: Vec::new() }
    }

    /// The value of a key that may be absent.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.known.push(key);
        self.table.get(key).map(|value| Item::new(key, value, self.faults))
    }

    /// The value of a key that must be there; `need` says what to write when it is not.
    pub(super) fn required(&mut self, key: &'static str, need: &str) -> Option<Item<'a>> {
        let item = self.optional(key);
        if item.is_none() {
            self.missing(&format!("`{key}` is missing."), need);
        }
        item
    }

    /// Reports something that should be in this table, unless the text around it could not be read anyway.
    pub(super) fn missing(&self, message: &str, need: &str) {
        if !self.faults.is_full() && !self.faults.may_be_damaged(&self.span) {
            self.faults.add(Rule::MissingKey, &self.span, message.to_owned(), need);
        }
    }

    /// Reports a breach at the table as a whole.
    pub(super) fn fault(&self, rule: Rule, message: String, remedy: &str) {
        self.faults.add(rule, &self.span, message, remedy);
    }

    /// Reports a key that lacks what must be part of it, such as its white point; whether it is there.
    pub(super) fn refuse(&mut self, key: &'static str, rule: Rule, message: &str, remedy: &str) -> bool {
        let Some(item) = self.table.get(key) else { return false };
        self.known.push(key);
        self.faults.add(rule, &item.span(), message.to_owned(), remedy);
        true
    }

    /// Reports every key that was not asked for.
    pub(super) fn finish(self) {
        for (key, _) in self.table {
            let typed: &str = key.get_ref();
            if self.known.contains(&typed) {
                continue;
            }
            if self.faults.is_full() {
                return;
            }
            let near = likely(typed, self.known.iter().copied());
            let remedy = near.map_or_else(
                || format!("The keys here are {}.", listed(&self.known)),
                |near| format!("Did you mean `{near}`?"),
            );
            self.faults.add(Rule::UnknownKey, &key.span(), format!("`{}` is not a key here.", shown(typed)), remedy);
        }
    }
}

/// One value and where it stands.
#[derive(Clone)]
pub(super) struct Item<'a> {
    pub(super) key: &'static str,
    value: &'a DeValue<'a>,
    pub(super) span: Range<usize>,
    faults: &'a Faults<'a>,
}

impl<'a> Item<'a> {
    fn new(key: &'static str, value: &'a Spanned<DeValue<'a>>, faults: &'a Faults<'a>) -> Self {
        Self { key, value: value.get_ref(), span: value.span(), faults }
    }

    /// Reports a breach at this value.
    pub(super) fn fault(&self, rule: Rule, message: String, remedy: impl Into<String>) {
        self.faults.add(rule, &self.span, message, remedy);
    }

    pub(super) const fn faults(&self) -> &'a Faults<'a> {
        self.faults
    }

    pub(super) fn wrong_type<T>(&self, wanted: &str) -> Option<T> {
        let article = if matches!(self.value.type_str(), "integer" | "array") { "an" } else { "a" };
        let kind = match self.value.type_str() {
            "string" => "text",
            "float" => "number",
            other => other,
        };
        let found = if kind == "text" { kind.to_owned() } else { format!("{article} {kind}") };
        self.fault(Rule::WrongType, format!("`{}` is {found}; it must be {wanted}.", self.key), example(wanted));
        None
    }

    /// Text that says something.
    pub(super) fn text(&self) -> Option<String> {
        let Some(text) = self.value.as_str() else { return self.wrong_type("text") };
        if text.trim().is_empty() {
            self.fault(Rule::EmptyText, format!("`{}` is empty.", self.key), "Fill it in, or leave the key out.");
            return None;
        }
        if text.chars().any(is_hidden) {
            let message = format!("`{}` has characters that do not show.", self.key);
            self.fault(Rule::HiddenCharacters, message, "Type the text again instead of pasting it.");
            return None;
        }
        Some(text.to_owned())
    }

    /// Yes or no.
    pub(super) fn truth(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.wrong_type("true or false"))
    }

    /// A finite number within bounds; whole numbers count as numbers.
    pub(super) fn number(&self, bounds: &Bounds) -> Option<f64> {
        let value = self.finite("a number")?;
        if bounds.admit(value) {
            return Some(value);
        }
        let message = format!("`{}` is {value}; it must be {}.", self.key, bounds.words());
        self.fault(Rule::OutOfRange, message, bounds.remedy);
        None
    }

    /// A part of one within bounds; what looks like a percentage is told so.
    pub(super) fn part(&self, bounds: &Bounds) -> Option<f64> {
        let value = self.finite("a number")?;
        if value > 1.0 && value <= 100.0 {
            let part = (value * 1e4).round() / 1e6;
            let message = format!("`{}` is {value}, which looks like a percentage.", self.key);
            self.fault(
                Rule::LooksLikePercent,
                message,
                format!("Write {part} if {value} % is meant. {}", bounds.remedy),
            );
            return None;
        }
        self.number(bounds)
    }

    /// A whole number within bounds.
    pub(super) fn whole(&self, bounds: &Bounds) -> Option<u32> {
        if self.value.as_integer().is_none() {
            return self.wrong_type("a whole number");
        }
        // Bounds lie within u32, so the text of an admitted number is one.
        self.number(bounds).and_then(|value| format!("{value}").parse().ok())
    }

    /// A number that is not nan or infinite.
    pub(super) fn finite(&self, wanted: &str) -> Option<f64> {
        let value = match self.value {
            #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 every bound refuses it")]
            DeValue::Integer(v) => i128::from_str_radix(v.as_str(), v.radix()).map_or(f64::INFINITY, |v| v as f64),
            DeValue::Float(v) => v.as_str().parse().unwrap_or(f64::NAN),
            _ => return self.wrong_type(wanted),
        };
        if value.is_finite() {
            return Some(value);
        }
        let remedy = "Write the measured figure, or leave out a record that has none.";
        self.fault(Rule::NotFinite, format!("`{}` is {value}, which is not a measurement.", self.key), remedy);
        None
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&self, choices: &[(&'static str, T)]) -> Option<T> {
        let Some(word) = self.value.as_str() else { return self.wrong_type("text") };
        let found = choices.iter().find(|(name, _)| *name == word);
        if found.is_none() {
            let names: Vec<&'static str> = choices.iter().map(|(name, _)| *name).collect();
            let near = likely(word, names.iter().copied());
            let hint = near.map_or_else(String::new, |near| format!("Did you mean \"{near}\"? "));
            let message = format!("`{}` is \"{}\".", self.key, shown(word));
            self.fault(Rule::UnknownValue, message, format!("{hint}It may be {}.", listed(&names)));
        }
        found.map(|(_, value)| *value)
    }

    /// The date, if the value is one: of TOML, or text with a year, a month or a day.
    pub(super) fn date(&self) -> Option<super::records::Date> {
        use super::records::Date;
        let text = match self.value {
            DeValue::Datetime(stamp) => stamp.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => return self.wrong_type("a date"),
        };
        let date = Date::parse(&text);
        if date.is_none() {
            let message = format!("`{}` is \"{}\", which is not a date.", self.key, shown(&text));
            self.fault(Rule::BadDate, message, "Write a day as 2026-11-22, or a month as \"2026-11\".");
        }
        date
    }

    /// A table.
    pub(super) fn table(&self) -> Option<Section<'a>> {
        let table = self.value.as_table();
        table.map(|t| Section::new(t, self.span.clone(), self.faults)).or_else(|| self.wrong_type("a table"))
    }

    /// The entries of a list.
    pub(super) fn list(&self) -> Option<Vec<Self>> {
        let Some(array) = self.value.as_array() else { return self.wrong_type("a list") };
        Some(array.iter().map(|value| Self::new(self.key, value, self.faults)).collect())
    }
}

/// Whether a character does not show or turns the direction of writing; lines and tabs are plain enough.
fn is_hidden(c: char) -> bool {
    let turns = matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_invisible = matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    turns || is_invisible || (c.is_control() && c != '\n' && c != '\t' && c != '\r')
}

/// An example of what a key of this type holds.
fn example(wanted: &str) -> &'static str {
    match wanted {
        "text" => "Put it in quotes, as in name = \"Carbon grey\".",
        "a number" => "Write it without quotes and without its unit, as in 160.0.",
        "a whole number" => "Write it without quotes and without a point, as in 3.",
        "true or false" => "Write true or false, without quotes.",
        "a date" => "Write 2026-11-22, or \"2026-11\" in quotes.",
        "a table" => "Write { key = value, ... }, or a heading in brackets.",
        _ => "Put it in brackets with commas between the entries, as in [1.0, 2.0, 3.0].",
    }
}

/// The known word that was probably meant.
fn likely<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    if typed.len() > LONGEST_WORD { None } else { nearest(typed, known) }
}

/// A foreign word short enough to show.
pub(super) fn shown(word: &str) -> String {
    if word.chars().count() <= 40 { word.to_owned() } else { word.chars().take(37).chain("...".chars()).collect() }
}

/// Words as a list for a message.
fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
