//! Colours that touch, on neutral grey, each with its numbers below it.

use super::figures::{Triple, figure};
use crate::color::{LabD65, swatch};
use std::fmt::Write;

/// A colour, and its numbers as the document has them.
pub(super) struct Shown {
    /// What is drawn.
    pub(super) lab: LabD65,
    /// What is printed.
    pub(super) numbers: Triple,
}

/// The axes by name.
pub(super) const AXES: [&str; 3] = ["L*", "a*", "b*"];

/// Cells of a row whose colours touch.
pub(super) fn cells(colours: &[Shown]) -> String {
    colours.iter().map(cell).collect()
}

fn cell(shown: &Shown) -> String {
    let colour = swatch(shown.lab);
    let [r, g, b] = colour.rgb;
    let mut out = format!(
        "<td class=\"colour\"><svg viewBox=\"0 0 1 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect width=\"1\" height=\"1\" fill=\"#{r:02x}{g:02x}{b:02x}\"/></svg>"
    );
    for (axis, name) in AXES.iter().enumerate() {
        let (value, half) = (figure(shown.numbers.values[axis], 4, 1), figure(shown.numbers.halves[axis], 4, 1));
        let _ = write!(out, "<span><i>{name}</i> {value} ± {half}</span> ");
    }
    if !colour.in_gamut {
        out.push_str("<span><b>outside what a screen can show</b></span>");
    }
    out.push_str("</td>");
    out
}
