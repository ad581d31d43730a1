//! Bytes to text, and faults at their places in it.

use crate::diagnostic::{Diagnostic, Kind};
use std::ops::Range;

/// A text with the name that its faults are told under.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl Text<'_> {
    /// A fault at a place of the text.
    pub(super) fn fault(
        &self,
        code: &'static str,
        span: &Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(Kind::Unfit, code, message, remedy).at(self.file, self.text, span.clone())
    }

    /// The end of the text.
    pub(super) const fn end(&self) -> Range<usize> {
        self.text.len()..self.text.len()
    }
}

/// Bytes as text in which every line ends in a line feed: CR alone becomes one, CR LF a blank and one, so that a place
/// in the text is also its place in the file.
///
/// Instruments write the letters of their country: what is not UTF-8 is taken for Latin-1, which only names can show.
pub(super) fn decode(bytes: &[u8], file: &str) -> Result<(String, Vec<Diagnostic>), Diagnostic> {
    let wide = |of: fn([u8; 2]) -> u16| bytes[2..].chunks_exact(2).map(|pair| of([pair[0], pair[1]])).collect();
    let mut notes = Vec::new();
    let text = if bytes.starts_with(b"\xff\xfe") {
        from_wide(wide(u16::from_le_bytes), file)?
    } else if bytes.starts_with(b"\xfe\xff") {
        from_wide(wide(u16::from_be_bytes), file)?
    } else {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        std::str::from_utf8(bytes).map_or_else(
            |_| {
                notes.push(Diagnostic::warning(
                    "not-utf8",
                    "The text is not UTF-8 and was read as Latin-1.",
                    "Check the letters of names such as ä, é or °; numbers are not touched by it.",
                ));
                bytes.iter().map(|&b| char::from(b)).collect()
            },
            str::to_owned,
        )
    };
    Ok((with_line_feeds(text), notes))
}

fn from_wide(units: Vec<u16>, file: &str) -> Result<String, Diagnostic> {
    String::from_utf16(&units).map_err(|_| {
        let message = format!("{file} begins like UTF-16 text but is none.");
        Diagnostic::error(Kind::Unfit, "not-text", message, "Export it as UTF-8 text.")
    })
}

fn with_line_feeds(text: String) -> String {
    if !text.contains('\r') {
        return text;
    }
    let mut letters = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = letters.next() {
        out.push(match c {
            '\r' if letters.peek() == Some(&'\n') => ' ',
            '\r' => '\n',
            other => other,
        });
    }
    out
}

/// A foreign text short enough to show, without what a terminal would obey.
pub(super) fn shown(text: &str) -> String {
    let clean = |c: char| if c.is_control() { '?' } else { c };
    if text.chars().count() <= 40 {
        text.chars().map(clean).collect()
    } else {
        text.chars().take(37).map(clean).chain("...".chars()).collect()
    }
}

/// Adds a warning unless one of its kind is there: ten thousand samples are no reason for ten thousand of them.
pub(super) fn note(notes: &mut Vec<Diagnostic>, warning: Diagnostic) {
    if notes.iter().all(|known| known.code != warning.code) {
        notes.push(warning);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_becomes_a_line_feed_at_its_place() {
        let lines = |bytes: &[u8]| decode(bytes, "f").unwrap().0;
        assert_eq!(lines(b"a\rb\r\nc\nd\r"), "a\nb \nc\nd\n");
        assert_eq!(lines(b"\xef\xbb\xbfa"), "a");
        assert_eq!(lines(b"\xff\xfea\0\r\0"), "a\n");
        assert_eq!(lines(b"\xfe\xff\0a"), "a");
        let (text, notes) = decode(b"Gr\xfcn", "f").unwrap();
        assert_eq!((text.as_str(), notes[0].code), ("Grün", "not-utf8"));
        assert_eq!(decode(b"\xff\xfe\x00\xd8", "f").unwrap_err().code, "not-text");
    }
}
