//! What a set of pigments reaches on a skin, as a picture readable in grey.

use super::plotting::{INK, anchored, line, nice_step, text};
use crate::color::Contrast;
use crate::consult::{Gamut, HairReach};
use std::fmt::Write;

const WIDTH: f64 = 1000.0;
const PANEL: f64 = 400.0;
/// Upper left corners of the two panels.
const CORNERS: [(f64, f64); 2] = [(70.0, 90.0), (560.0, 90.0)];
const LABEL_HEIGHT: f64 = 14.0;
const DASHES: [&str; 4] = ["none", "9 4", "2 4", "9 3 2 3"];

/// Healed shades over their dilutions, and stubble that is reached or not, in differences from bare skin.
#[must_use]
pub fn gamut_plot(g: &Gamut) -> String {
    let rows = g.shades.len().div_ceil(2).max(4);
    let legend_top = CORNERS[0].1 + PANEL + 60.0;
    let height = legend_top + 19.0 * (rows as f64 + 3.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"{INK}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#bdbdbd\"/>\n"
    );
    let lab = g.skin.lab.mean;
    text(&mut out, (70.0, 28.0), "bold", "What these pigments reach, healed, on this skin");
    let skin = format!(
        "Skin L* {:.1} a* {:.1} b* {:.1} (D65, 2 degrees); accepted {:.1} dE00; field minus bare skin",
        lab.l, lab.a, lab.b, g.tolerance_de00
    );
    text(&mut out, (70.0, 48.0), "normal", &skin);
    panel(&mut out, CORNERS[0], "da*", g, |c| c.da);
    panel(&mut out, CORNERS[1], "db*", g, |c| c.db);
    for (i, shade) in g.shades.iter().enumerate() {
        let (x, y) = (70.0 + 490.0 * (i / rows) as f64, legend_top + 19.0 * (i % rows) as f64);
        line(&mut out, &[(x, y - 4.0), (x + 40.0, y - 4.0)], INK, 1.5, DASHES[i % DASHES.len()]);
        text(&mut out, (x + 48.0, y), "normal", &format!("{}  {}", i + 1, shade.pigment));
    }
    let y = legend_top + 19.0 * (rows as f64 + 0.5);
    mark(&mut out, (76.0, y - 4.0), true);
    text(&mut out, (92.0, y), "normal", "stubble that a mix comes near enough to");
    mark(&mut out, (396.0, y - 4.0), false);
    text(
        &mut out,
        (412.0, y),
        "normal",
        "stubble out of reach; b black, d dark brown, n brown, l blond, r red, g grey, w white",
    );
    text(
        &mut out,
        (70.0, y + 22.0),
        "normal",
        "Lines run from the darkest dilution (number) to the lightest; blends of two lie between them.",
    );
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, corner: (f64, f64), name: &str, g: &Gamut, of: impl Fn(&Contrast) -> f64) {
    let all = || g.shades.iter().flat_map(|s| s.steps.iter().map(|(_, c)| c)).chain(g.hair.iter().map(|h| &h.contrast));
    let range = |value: &dyn Fn(&Contrast) -> f64| {
        let (least, most) = all().fold((0.0_f64, 0.0_f64), |(a, b), c| (a.min(value(c)), b.max(value(c))));
        (least.floor() - 0.5, most.ceil() + 0.5)
    };
    let ((left, right), (bottom, top)) = (range(&|c| c.dl), range(&|c| of(c)));
    let across = |v: f64| corner.0 + PANEL * (v - left) / (right - left);
    let up = |v: f64| corner.1 + PANEL * (top - v) / (top - bottom);
    text(out, (corner.0, corner.1 - 10.0), "bold", &format!("{name} over dL*"));
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{PANEL}\" height=\"{PANEL}\" fill=\"#f4f4f4\" stroke=\"#777777\"/>",
        corner.0, corner.1
    );
    for (least, most, is_x) in [(left, right, true), (bottom, top, false)] {
        let step = nice_step(most - least);
        let mut tick = (least / step).ceil() * step;
        while tick <= most {
            if is_x {
                line(out, &[(across(tick), corner.1), (across(tick), corner.1 + PANEL)], "#d0d0d0", 1.0, "none");
                anchored(out, (across(tick), corner.1 + PANEL + 17.0), "middle", &format!("{tick:.0}"));
            } else {
                line(out, &[(corner.0, up(tick)), (corner.0 + PANEL, up(tick))], "#d0d0d0", 1.0, "none");
                anchored(out, (corner.0 - 6.0, up(tick) + 4.0), "end", &format!("{tick:.0}"));
            }
            tick += step;
        }
    }
    let mut ends = Vec::new();
    for (i, shade) in g.shades.iter().enumerate() {
        let points: Vec<(f64, f64)> = shade.steps.iter().map(|(_, c)| (across(c.dl), up(of(c)))).collect();
        line(out, &points, INK, 1.5, DASHES[i % DASHES.len()]);
        ends.extend(points.first().map(|(x, y)| (*x, *y, i + 1)));
    }
    write_ends(out, corner.1 + PANEL, ends);
    for hair in &g.hair {
        let place = (across(hair.contrast.dl), up(of(&hair.contrast)));
        mark(out, place, g.reaches(hair));
        anchored(out, (place.0 + 7.0, place.1 - 5.0), "start", letter(hair));
    }
}

/// The numbers of shades at their dark ends, each with room of its own and a line to where it belongs.
fn write_ends(out: &mut String, bottom: f64, mut ends: Vec<(f64, f64, usize)>) {
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    // To the right of the lines, where no stubble lies that pigment could imitate.
    let right = ends.iter().map(|end| end.0).fold(f64::NEG_INFINITY, f64::max) + 45.0;
    let mut heights: Vec<f64> = ends.iter().map(|end| end.1).collect();
    for i in 1..heights.len() {
        heights[i] = heights[i].max(heights[i - 1] + LABEL_HEIGHT);
    }
    let mut lowest = bottom - LABEL_HEIGHT / 2.0;
    for height in heights.iter_mut().rev() {
        *height = height.min(lowest);
        lowest = *height - LABEL_HEIGHT;
    }
    for ((x, y, number), height) in ends.iter().zip(heights) {
        text(out, (right, height + 4.0), "normal", &number.to_string());
        line(out, &[(x + 2.0, *y), (right - 3.0, height)], "#777777", 0.7, "none");
    }
}

/// A filled dot for what is reached, an open diamond for what is not.
fn mark(out: &mut String, (x, y): (f64, f64), is_reached: bool) {
    let _ = if is_reached {
        writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{INK}\"/>")
    } else {
        writeln!(
            out,
            "<path d=\"M{x:.1} {:.1}l7 7l-7 7l-7 -7z\" fill=\"#ffffff\" stroke=\"{INK}\" stroke-width=\"1.5\"/>",
            y - 7.0
        )
    };
}

fn letter(hair: &HairReach) -> &'static str {
    use crate::simulate::HairColour;
    match hair.hair {
        HairColour::Black => "b",
        HairColour::DarkBrown => "d",
        HairColour::Brown => "n",
        HairColour::Blond => "l",
        HairColour::Red => "r",
        HairColour::Grey => "g",
        HairColour::White => "w",
    }
}
