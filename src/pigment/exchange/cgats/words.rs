//! The words of a line.

use super::super::assemble::Cell;
use super::super::numbers;
use super::super::text::Text;
use crate::diagnostic::Diagnostic;
use std::ops::Range;

/// Longest word, as in lcms2.
const LONGEST_WORD: usize = 1024;

/// Most words of a line: twenty rows of the widest table. More would cost memory before a row is counted.
const WORDS_MAX: usize = 100_000;

/// A word of a line.
#[derive(Clone)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) span: Range<usize>,
    pub(super) quoted: bool,
}

impl Word {
    pub(super) fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(keyword)
    }

    pub(super) fn into_cell(self) -> Cell {
        Cell { text: self.text, span: self.span }
    }
}

/// Words between blanks and tabs, those in quotes whole, up to a comment.
pub(super) fn words(source: Text<'_>, line: &str, start: usize) -> Result<Vec<Word>, Diagnostic> {
    let mut words = Vec::new();
    let mut rest = line.char_indices().peekable();
    while let Some(&(at, c)) = rest.peek() {
        if c.is_whitespace() {
            rest.next();
            continue;
        }
        if c == '#' {
            break;
        }
        let mut word = String::new();
        let quoted = c == '"';
        let mut end = line.len();
        if quoted {
            rest.next();
            let mut closed = false;
            while let Some((i, c)) = rest.next() {
                if c != '"' {
                    word.push(c);
                } else if rest.peek().is_some_and(|(_, next)| *next == '"') {
                    word.push('"');
                    rest.next();
                } else {
                    (closed, end) = (true, i + 1);
                    break;
                }
            }
            if !closed {
                let remedy = "Close the quotes on the line on which they open.";
                let span = start + at..start + line.len();
                return Err(source.fault("open-quote", &span, "Quotes are opened and never closed.", remedy));
            }
        } else {
            while let Some(&(i, c)) = rest.peek() {
                // 43#comment is a number and a comment; A#1 is a name.
                if c.is_whitespace() || (c == '#' && numbers::is_number(&word)) {
                    end = i;
                    break;
                }
                word.push(c);
                rest.next();
            }
        }
        let span = start + at..start + end;
        if word.len() > LONGEST_WORD {
            let message = format!("A word is longer than {LONGEST_WORD} bytes.");
            return Err(source.fault("long-name", &span, message, "See whether the file is whole."));
        }
        if words.len() >= WORDS_MAX {
            let message = format!("A line has more than {WORDS_MAX} words.");
            return Err(source.fault("long-line", &span, message, "Put each row on a line of its own."));
        }
        words.push(Word { text: word, span, quoted });
    }
    Ok(words)
}
