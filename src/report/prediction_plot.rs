//! A prediction as a picture: colour over time with its bands, spectra, and swatches by day and by skin.
//!
//! Readable in grey: lines are told apart by dashes and labels, and every swatch has its numbers beside it.

use super::plotting::{INK, anchored, line, nice_step, places, text};
use crate::color::{LabD65, WAVELENGTHS_NM, swatch};
use crate::consult::{DaySummary, Prediction};
use crate::math::{NINETY, ln};
use std::fmt::Write;

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 70.0;
const PANEL: (f64, f64) = (400.0, 170.0);
/// Upper left corners of the four panels: L*, a*, b*, spectra.
const CORNERS: [(f64, f64); 4] = [(LEFT, 80.0), (560.0, 80.0), (LEFT, 310.0), (560.0, 310.0)];
const STRIPS_TOP: f64 = 560.0;
const SWATCH_HEIGHT: f64 = 56.0;
const STRIP_HEIGHT: f64 = SWATCH_HEIGHT + 44.0;
const DASHES: [&str; 3] = ["none", "9 4", "2 4"];

/// A plot of a prediction; `others` are the same pigment in other skins, by their names.
#[must_use]
pub fn prediction_plot(prediction: &Prediction, others: &[(&str, Prediction)]) -> String {
    let height = STRIPS_TOP + STRIP_HEIGHT * (1 + others.len()) as f64 + 40.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"{INK}\">\n<rect width=\"100%\" height=\"100%\" fill=\"#bdbdbd\"/>\n"
    );
    let title = format!("{} {}, {:.0} dots/cm2", prediction.pigment, prediction.dilution, prediction.density_per_cm2);
    text(&mut out, (LEFT, 28.0), "bold", &title);
    let skin = prediction.skin.lab.mean;
    let on = format!("on skin of L* {:.1} a* {:.1} b* {:.1} (D65, 2 degrees)", skin.l, skin.a, skin.b);
    text(&mut out, (LEFT, 47.0), "normal", &on);
    for (axis, name) in ["L*", "a*", "b*"].into_iter().enumerate() {
        over_time(&mut out, CORNERS[axis], axis, name, prediction);
    }
    spectra(&mut out, CORNERS[3], prediction);
    text(&mut out, (LEFT, STRIPS_TOP - 24.0), "bold", "Field by day and skin, L* a* b* below (D65, 2 degrees)");
    strip(&mut out, STRIPS_TOP, "this skin", prediction);
    for (row, (name, other)) in others.iter().enumerate() {
        strip(&mut out, STRIPS_TOP + STRIP_HEIGHT * (row + 1) as f64, name, other);
    }
    let last = "The stripe in each field is the middle of a dot, close up. A screen shows colours as a hint, not as a measurement.";
    text(&mut out, (LEFT, height - 18.0), "normal", last);
    out.push_str("</svg>\n");
    out
}

/// One number of the colour over the days, field with its 90 % band, dot, and bare skin.
fn over_time(out: &mut String, corner: (f64, f64), axis: usize, name: &str, p: &Prediction) {
    let number = |lab: LabD65| [lab.l, lab.a, lab.b][axis];
    let half = |d: &DaySummary| NINETY * d.field.sd()[axis];
    let skin = number(p.skin.lab.mean);
    let edges = p.predicted.iter().flat_map(|d| {
        let field = number(d.field.mean);
        [field - half(d), field + half(d), number(d.dot.mean), skin]
    });
    let (least, most) = edges.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let (least, most) = (least.floor() - 1.0, most.ceil() + 1.0);
    let up = |v: f64| corner.1 + PANEL.1 * (1.0 - (v - least) / (most - least));
    let last = p.predicted.iter().map(|d| d.day).fold(1.0, f64::max);
    // Days on a scale on which the first month and five years both have room.
    let across = |day: f64| corner.0 + PANEL.0 * ln(1.0 + day / 3.0) / ln(1.0 + last / 3.0);
    frame(out, corner, &format!("{name} of the field with its 90 % band"));
    let mut days: Vec<&DaySummary> = p.predicted.iter().collect();
    days.sort_by(|a, b| a.day.total_cmp(&b.day));
    let step = nice_step(most - least);
    let mut tick = (least / step).ceil() * step;
    while tick <= most {
        line(out, &[(corner.0, up(tick)), (corner.0 + PANEL.0, up(tick))], "#cccccc", 1.0, "none");
        anchored(out, (corner.0 - 6.0, up(tick) + 4.0), "end", &format!("{tick:.0}"));
        tick += step;
    }
    let band: Vec<(f64, f64)> = days
        .iter()
        .map(|d| (across(d.day), up(number(d.field.mean) + half(d))))
        .chain(days.iter().rev().map(|d| (across(d.day), up(number(d.field.mean) - half(d)))))
        .collect();
    let _ = writeln!(out, "<polygon points=\"{}\" fill=\"#8a8a8a\" fill-opacity=\"0.45\"/>", places(&band));
    let curve = |of: fn(&DaySummary) -> LabD65| -> Vec<(f64, f64)> {
        days.iter().map(|d| (across(d.day), up(number(of(d))))).collect()
    };
    let (field, dot) = (curve(|d| d.field.mean), curve(|d| d.dot.mean));
    let bare = [(corner.0, up(skin)), (corner.0 + PANEL.0, up(skin))];
    for (points, dashes) in [(field.as_slice(), DASHES[0]), (&dot, DASHES[1]), (&bare, DASHES[2])] {
        line(out, points, INK, 2.0, dashes);
    }
    name_days(out, corner.1 + PANEL.1, &days.iter().map(|d| (across(d.day), day_name(d.day))).collect::<Vec<_>>());
    if axis == 0 {
        legend(
            out,
            (corner.0 + PANEL.0 - 130.0, corner.1 + PANEL.1 - 50.0),
            &["field", "middle of a dot", "bare skin"],
        );
    }
}

/// Ticks below a panel, with the names that have room; the last always has.
fn name_days(out: &mut String, bottom: f64, days: &[(f64, String)]) {
    let half = |name: &str| 3.6 * name.len() as f64 + 2.0;
    let Some((last_x, last)) = days.last() else { return };
    let mut free_from = f64::NEG_INFINITY;
    for (x, name) in days {
        line(out, &[(*x, bottom), (*x, bottom + 4.0)], INK, 1.0, "none");
        let is_last = x >= last_x;
        if is_last || (x - half(name) > free_from && x + half(name) < last_x - half(last)) {
            anchored(out, (*x, bottom + 18.0), "middle", name);
            free_from = x + half(name);
        }
    }
}

fn spectra(out: &mut String, corner: (f64, f64), p: &Prediction) {
    frame(out, corner, "Reflectance of the field, %, everything at its median");
    let bare = &p.skin.spectrum.spectrum;
    let most = p.spectra.iter().map(|(_, s)| s).chain([bare]).flat_map(|s| s.values().iter().copied());
    let most = (most.fold(0.1, f64::max) * 10.0).ceil() / 10.0;
    let place = |nm: f64, r: f64| (corner.0 + PANEL.0 * (nm - 380.0) / 350.0, corner.1 + PANEL.1 * (1.0 - r / most));
    let step = nice_step(100.0 * most) / 100.0;
    let mut tick = 0.0;
    while tick <= most + 1e-9 {
        let y = place(380.0, tick).1;
        line(out, &[(corner.0, y), (corner.0 + PANEL.0, y)], "#cccccc", 1.0, "none");
        anchored(out, (corner.0 - 6.0, y + 4.0), "end", &format!("{:.0}", 100.0 * tick));
        tick += step;
    }
    for nm in [400.0, 500.0, 600.0, 700.0] {
        anchored(out, (place(nm, 0.0).0, corner.1 + PANEL.1 + 18.0), "middle", &format!("{nm:.0} nm"));
    }
    let mut drawn = vec![("bare skin".to_owned(), bare, "2 4", 2.0)];
    for ((day, spectrum), (dashes, width)) in p.spectra.iter().zip([("none", 3.0), ("none", 1.5), ("9 4", 1.5)]) {
        drawn.push((day_name(*day), spectrum, dashes, width));
    }
    for (i, (name, spectrum, dashes, width)) in drawn.iter().enumerate() {
        let points: Vec<(f64, f64)> =
            WAVELENGTHS_NM.iter().zip(spectrum.values()).map(|(nm, r)| place(*nm, *r)).collect();
        line(out, &points, INK, *width, dashes);
        let y = corner.1 + 18.0 + 17.0 * i as f64;
        line(out, &[(corner.0 + 12.0, y - 4.0), (corner.0 + 46.0, y - 4.0)], INK, *width, dashes);
        text(out, (corner.0 + 54.0, y), "normal", name);
    }
}

/// Swatches of one skin: bare, then day by day.
fn strip(out: &mut String, top: f64, name: &str, p: &Prediction) {
    let cells = p.predicted.len() + 1;
    let width = (WIDTH - LEFT - 40.0) / cells as f64;
    anchored(out, (LEFT - 8.0, top + SWATCH_HEIGHT / 2.0), "end", name);
    let mut cell = |i: usize, above: &str, field: LabD65, dot: Option<LabD65>| {
        let x = LEFT + width * i as f64;
        let rect = |out: &mut String, x: f64, width: f64, lab: LabD65| {
            let [r, g, b] = swatch(lab).rgb;
            let _ = writeln!(
                out,
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{SWATCH_HEIGHT}\" fill=\"#{r:02x}{g:02x}{b:02x}\"/>"
            );
        };
        rect(out, x, width, field);
        if let Some(dot) = dot {
            rect(out, x + width * 0.4, width * 0.2, dot);
        }
        anchored(out, (x + width / 2.0, top - 5.0), "middle", above);
        let numbers = format!("{:.0} {:.0} {:.0}", field.l, field.a, field.b);
        anchored(out, (x + width / 2.0, top + SWATCH_HEIGHT + 16.0), "middle", &numbers);
    };
    cell(0, "bare", p.skin.lab.mean, None);
    for (i, d) in p.predicted.iter().enumerate() {
        cell(i + 1, &day_name(d.day), d.field.mean, Some(d.dot.mean));
    }
}

fn legend(out: &mut String, (x, y): (f64, f64), names: &[&str]) {
    for (i, name) in names.iter().enumerate() {
        let y = y + 17.0 * i as f64;
        line(out, &[(x - 40.0, y - 4.0), (x - 6.0, y - 4.0)], INK, 2.0, DASHES[i]);
        text(out, (x, y), "normal", name);
    }
}

fn frame(out: &mut String, (x, y): (f64, f64), title: &str) {
    text(out, (x, y - 10.0), "bold", title);
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"#f4f4f4\" stroke=\"#777777\"/>",
        PANEL.0, PANEL.1
    );
}

/// `day 28`, `3 years`.
fn day_name(day: f64) -> String {
    let years = (day / 365.25).round();
    let whole = years >= 1.0 && (day - years * 365.25).abs() <= 2.0;
    match (whole, years) {
        (true, 1.0) => "1 year".to_owned(),
        (true, _) => format!("{years:.0} years"),
        (false, _) => format!("day {day:.0}"),
    }
}
