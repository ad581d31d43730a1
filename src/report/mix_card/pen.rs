//! What cards are drawn with: text, lines and hatches in millimetres, black on white.

use super::super::markup::escaped;
use std::fmt::Write;

/// Width of a bold letter in heights of the type, of the widest type that a viewer may put in.
const BOLD_LETTER: f64 = 0.69;

/// Thin lines.
pub(super) const THIN: f64 = 0.2;
/// Lines that part the card.
pub(super) const MEDIUM: f64 = 0.4;
/// Outlines.
pub(super) const THICK: f64 = 0.8;

/// Hatches, told apart without colour: one for the diluent, the others for pigments.
pub(super) const HATCHES: &str = "<defs>\n\
<pattern id=\"hatch0\" width=\"4\" height=\"3\" patternUnits=\"userSpaceOnUse\">\
<rect width=\"4\" height=\"3\" fill=\"#fff\"/><path d=\"M.4 .8H1.8M2.4 2.3H3.8\" stroke=\"#777\" stroke-width=\".2\"/></pattern>\n\
<pattern id=\"hatch1\" width=\"1\" height=\"1\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect width=\"1\" height=\"1\" fill=\"#fff\"/><path d=\"M.25 0V1\" stroke=\"#000\" stroke-width=\".5\"/></pattern>\n\
<pattern id=\"hatch2\" width=\"1\" height=\"1\" patternUnits=\"userSpaceOnUse\">\
<rect width=\"1\" height=\"1\" fill=\"#fff\"/><circle cx=\".3\" cy=\".3\" r=\".22\"/><circle cx=\".8\" cy=\".8\" r=\".22\"/></pattern>\n\
<pattern id=\"hatch3\" width=\"1\" height=\"1\" patternUnits=\"userSpaceOnUse\">\
<rect width=\"1\" height=\"1\" fill=\"#fff\"/><path d=\"M0 .5H1M.5 0V1\" stroke=\"#000\" stroke-width=\".25\"/></pattern>\n\
</defs>\n";

/// The hatch of the diluent.
pub(super) const DILUENT_HATCH: &str = "url(#hatch0)";

/// How many there are for pigments.
const PIGMENT_HATCHES: usize = 3;

/// The hatch of a pigment by its number from 0.
pub(super) fn hatch(pigment: usize) -> String {
    format!("url(#hatch{})", pigment % PIGMENT_HATCHES + 1)
}

/// Where text is held.
#[derive(Debug, Clone, Copy)]
pub(super) enum Held {
    Left,
    Middle,
    Right,
}

/// A drawing as it grows.
#[derive(Debug, Default)]
pub(super) struct Pen(pub(super) String);

impl Pen {
    /// Text on a line.
    pub(super) fn text(&mut self, (x, y): (f64, f64), size: f64, held: Held, words: &str) {
        self.words((x, y), size, held, "", words);
    }

    /// The same in bold.
    pub(super) fn bold(&mut self, (x, y): (f64, f64), size: f64, held: Held, words: &str) {
        self.words((x, y), size, held, " font-weight=\"bold\"", words);
    }

    fn words(&mut self, (x, y): (f64, f64), size: f64, held: Held, style: &str, words: &str) {
        let anchor = match held {
            Held::Left => "",
            Held::Middle => " text-anchor=\"middle\"",
            Held::Right => " text-anchor=\"end\"",
        };
        let words = escaped(words);
        let _ =
            writeln!(self.0, "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size:.2}\"{anchor}{style}>{words}</text>");
    }

    /// A straight line.
    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), width: f64) {
        let _ = writeln!(
            self.0,
            "<path d=\"M{x1:.2} {y1:.2}L{x2:.2} {y2:.2}\" stroke=\"#000\" stroke-width=\"{width}\" fill=\"none\"/>"
        );
    }

    /// A rectangle that is filled and has no outline.
    pub(super) fn block(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        let _ = writeln!(
            self.0,
            "<rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\" fill=\"{fill}\"/>"
        );
    }

    /// White words on a black bar.
    pub(super) fn warning(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), words: &str) {
        self.block((x, y), (width, height), "#000");
        let size = fitting(words, width - 4.0, 0.7 * height);
        let at = (x + 0.5 * width, y + 0.5 * height + 0.36 * size);
        self.words(at, size, Held::Middle, " font-weight=\"bold\" fill=\"#fff\"", words);
    }

    /// A number in a ring: the same in the list and at the cup.
    pub(super) fn number(&mut self, (x, y): (f64, f64), radius: f64, number: usize) {
        let _ = writeln!(
            self.0,
            "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{radius}\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"{MEDIUM}\"/>"
        );
        self.bold((x, y + 0.5 * radius), 1.4 * radius, Held::Middle, &number.to_string());
    }
}

/// The size at which bold words take no more than a width, at most the usual one.
pub(super) fn fitting(words: &str, width: f64, usual: f64) -> f64 {
    usual.min(width / (BOLD_LETTER * words.chars().count().max(1) as f64))
}

/// Words on one line, or, where they would become small, on two of about the same length.
pub(super) fn broken(words: &str, width: f64, least: f64) -> Vec<&str> {
    let spaces = words.match_indices(' ').map(|(at, _)| at);
    match spaces.min_by_key(|at| at.abs_diff(words.len() / 2)) {
        Some(at) if fitting(words, width, f64::INFINITY) < least => vec![&words[..at], &words[at + 1..]],
        _ => vec![words],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_words_are_broken() {
        assert_eq!(broken("Carbon grey, light", 83.0, 3.4), ["Carbon grey, light"]);
        let german = "Sterile Verdünnungslösung nach Angabe des Herstellers, 100 ml";
        assert_eq!(broken(german, 83.0, 3.4), ["Sterile Verdünnungslösung nach", "Angabe des Herstellers, 100 ml"]);
        assert_eq!(broken("", 83.0, 3.4), [""]);
        assert!(fitting(&"x".repeat(64), 83.0, 4.2) < 2.0);
    }
}
