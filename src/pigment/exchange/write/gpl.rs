//! GIMP palette: what a screen can show of the colours.

use super::{Exported, one_line};
use crate::color::swatch;
use std::fmt::Write;

pub(super) fn text(colours: &[Exported]) -> String {
    let mut out = String::from("GIMP Palette\nName: healtone\nColumns: 4\n# 8-bit sRGB: a picture of the colours\n");
    for colour in colours {
        let swatch = swatch(colour.lab_d65());
        let [r, g, b] = swatch.rgb;
        let clipped = if swatch.in_gamut { "" } else { " (clipped)" };
        let _ = writeln!(out, "{r:3} {g:3} {b:3}\t{}{clipped}", one_line(&colour.name));
    }
    out
}
