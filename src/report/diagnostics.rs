//! Diagnostics as text: the place in the file with a caret under it, and what to do.

use super::wrap::{hanging, wrapped as wrap};
use crate::diagnostic::{Diagnostic, Place, Severity};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Width of the output in columns.
const COLUMNS: usize = 80;

/// A longer span is underlined up to here, so that the line can be cut to the width.
const LONGEST_UNDERLINE: usize = 40;

/// A longer line of the source is named but not printed.
const LONGEST_LINE: usize = 4000;

/// Renders diagnostics one below the other, each with its code, its place and its remedy.
///
/// `sources` gives the text of a file by its name in [`Place`]; without it, or without a place, the diagnostic is
/// rendered without the line of the source.
pub fn render<'s>(diagnostics: &[Diagnostic], sources: impl Fn(&str) -> Option<&'s str>, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(COLUMNS);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let text = diagnostic.place.as_ref().and_then(|place| sources(&place.file));
        out.push_str(&renderer.render(&[one(diagnostic, text)]));
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out
}

/// A fault in words alone: code, place and message, then the remedy on lines of its own.
#[must_use]
pub fn plain(fault: &Diagnostic) -> String {
    let place = fault.place.as_ref().map_or_else(String::new, |p| format!("{}:{}:{}: ", p.file, p.line, p.column));
    let mut out = String::new();
    hanging(&mut out, &format!("error[{}]: ", fault.code), &harmless(&format!("{place}{}", fault.message)), 2);
    hanging(&mut out, "  ", &harmless(&fault.remedy), 2);
    out
}

/// A text without what a terminal would obey: files of others are quoted in it.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '?' } else { c }).collect()
}

/// Diagnostics as workflow commands of GitHub Actions, one a line, which shows them beside the lines of the file.
///
/// Source: GitHub Docs, "Workflow commands for GitHub Actions".
#[must_use]
pub fn github(diagnostics: &[Diagnostic]) -> String {
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let one = |d: &Diagnostic| {
        let level = if d.severity == Severity::Error { "error" } else { "warning" };
        let place = d.place.as_ref().map_or_else(String::new, |place| {
            format!("file={},line={},col={},", property(&place.file), place.line, place.column)
        });
        format!("::{level} {place}title={}::{}\n", property(d.code), data(&format!("{} {}", d.message, d.remedy)))
    };
    diagnostics.iter().map(one).collect()
}

/// What a reader of a result must know, in words alone, led by a word such as "Note".
#[must_use]
pub fn note(word: &str, d: &Diagnostic) -> String {
    let mut out = String::new();
    wrap(&mut out, "", &format!("{word} [{}]: {} {}", d.code, d.message, d.remedy));
    out
}

fn one<'a>(diagnostic: &'a Diagnostic, text: Option<&'a str>) -> annotate_snippets::Group<'a> {
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    // "warning[code]: " stands before the first line, "  = help: " before the remedy.
    let message = wrapped(&diagnostic.message, COLUMNS - "warning[]: ".len() - diagnostic.code.len());
    let remedy = wrapped(&diagnostic.remedy, COLUMNS - "    = help: ".len());
    let mut group = level.primary_title(message).id(diagnostic.code).elements(Vec::<Element<'_>>::new());
    if let Some(place) = &diagnostic.place {
        group = match text.and_then(|text| lines(text, place)) {
            Some((source, first_line, span)) => group.element(
                Snippet::source(source)
                    .line_start(first_line)
                    .path(place.file.as_str())
                    .annotation(AnnotationKind::Primary.span(span)),
            ),
            None => group.element(Origin::path(place.file.as_str()).line(place.line).char_column(place.column)),
        };
    }
    group.element(Level::HELP.message(remedy))
}

/// The line on which a place begins, its number, and the span within it; `None` if it cannot be shown.
fn lines<'a>(text: &'a str, place: &Place) -> Option<(&'a str, usize, Range<usize>)> {
    let start = place.span.start;
    let before = text.get(..start)?;
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
    let line = text[line_start..line_end].trim_end_matches('\r');
    let underlined: usize = text[start..line_end].chars().take(LONGEST_UNDERLINE).map(char::len_utf8).sum();
    let end = place.span.end.min(start + underlined).saturating_sub(line_start).min(line.len());
    let span = (start - line_start).min(line.len())..end;
    let is_sound = line.len() <= LONGEST_LINE && line.is_char_boundary(span.start) && line.is_char_boundary(span.end);
    is_sound.then_some((line, place.line, span.start..span.end.max(span.start)))
}

/// The text with line breaks at spaces, so that no line is longer than `width` unless a word is.
fn wrapped(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Kind;

    #[test]
    fn the_caret_stands_under_the_place() {
        let text = "a = 1\r\nname = \"ü\" # x\r\n";
        let fault = Diagnostic::error(Kind::Unfit, "bad", "Something is wrong.", "Mend it.").at("c.toml", text, 14..18);
        let shown = render(std::slice::from_ref(&fault), |_| Some(text), false);
        let expected = [
            "error[bad]: Something is wrong.",
            " --> c.toml:2:8",
            "  |",
            "2 | name = \"ü\" # x",
            "  |        ^^^",
            "  |",
            "  = help: Mend it.",
        ];
        assert_eq!(shown, expected.join("\n"));
        assert!(
            render(std::slice::from_ref(&fault), |_| Some(text), true).contains("\u{1b}["),
            "in colour where wanted"
        );
    }

    #[test]
    fn without_a_source_or_a_place_the_rest_is_still_told() {
        let plain = Diagnostic::error(Kind::Argument, "bad", "Something is wrong.", "Mend it.");
        assert_eq!(
            render(std::slice::from_ref(&plain), |_| None, false),
            "error[bad]: Something is wrong.\n |\n = help: Mend it."
        );
        let placed = plain.at("c.toml", "a\nbc", 3..4);
        let shown = render(&[placed], |_| None, false);
        assert!(shown.contains("c.toml:2:2") && shown.contains("Mend it."), "{shown}");
    }

    #[test]
    fn text_of_others_cannot_break_the_terminal() {
        let text = "x = \"\u{1b}[31m\u{7}\"";
        let fault = Diagnostic::error(Kind::Unfit, "bad", "Odd \u{1b}[31m text.", "Mend it.").at("c", text, 4..11);
        let shown = render(std::slice::from_ref(&fault), |_| Some(text), false);
        assert!(!shown.contains('\u{1b}') && !shown.contains('\u{7}'), "{shown:?}");
        assert!(super::plain(&fault).contains("Odd ?[31m text.\n"), "{}", super::plain(&fault));
    }

    #[test]
    fn long_messages_are_wrapped_and_long_lines_cut() {
        let text = format!("values = [{}]", "1.0, ".repeat(60));
        let fault = Diagnostic::warning("long", "word ".repeat(40), "help ".repeat(40)).at("c.toml", &text, 150..153);
        let shown = render(&[fault], |_| Some(&text), false);
        for line in shown.lines() {
            assert!(line.chars().count() <= COLUMNS, "{} columns: {line}", line.chars().count());
        }
        let endless = "x".repeat(1 << 20);
        let fault = Diagnostic::warning("long", "Far out.", "Break the line.").at("c.toml", &endless, 500_000..500_001);
        assert!(render(&[fault], |_| Some(&endless), false).contains("c.toml:1:500001"));
    }
}
