//! What plots are drawn with: lines told apart by dashes, and words.

use super::markup::escaped;
use std::fmt::Write;

/// The ink of lines and words.
pub(super) const INK: &str = "#1a1a1a";

/// A line through places.
pub(super) fn line(out: &mut String, points: &[(f64, f64)], colour: &str, width: f64, dashes: &str) {
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" stroke-dasharray=\"{dashes}\"/>",
        places(points)
    );
}

/// Words that begin at a place.
pub(super) fn text(out: &mut String, (x, y): (f64, f64), weight: &str, words: &str) {
    let words = escaped(words);
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-weight=\"{weight}\">{words}</text>");
}

/// Words that begin, end or have their middle at a place.
pub(super) fn anchored(out: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    let words = escaped(words);
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>");
}

/// Places as attributes have them.
pub(super) fn places(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

/// A round step that makes some five ticks.
pub(super) fn nice_step(span: f64) -> f64 {
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|step| span / step <= 6.0).unwrap_or(100.0)
}
