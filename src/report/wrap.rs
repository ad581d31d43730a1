//! Text broken to the width of a terminal.

use std::fmt::Write;

/// Width that text keeps to.
const WIDTH: usize = 80;

/// Text broken at spaces, its first line led by `lead` and the others indented as far.
pub(super) fn wrapped(out: &mut String, lead: &str, text: &str) {
    hanging(out, lead, text, lead.chars().count());
}

/// The same with an indent of its own.
pub(super) fn hanging(out: &mut String, lead: &str, text: &str, indent: usize) {
    within(out, WIDTH, lead, text, indent);
}

/// The same within a width of its own.
pub(super) fn within(out: &mut String, width: usize, lead: &str, text: &str, indent: usize) {
    let mut row = lead.to_owned();
    let mut empty = true;
    for word in text.split(' ') {
        if !empty && row.chars().count() + 1 + word.chars().count() > width {
            let _ = writeln!(out, "{}", row.trim_end());
            row = " ".repeat(indent);
            empty = true;
        }
        if !empty {
            row.push(' ');
        }
        row.push_str(word);
        empty = false;
    }
    let _ = writeln!(out, "{}", row.trim_end());
}
