//! A prediction as a picture: colour over time with its bands, spectra, and swatches by day and by skin.
//!
//! Readable in grey: lines are told apart by dashes and labels, and every swatch has its numbers beside it.

use super::over_time::{Course, DASHES, day_name, frame, over_time};
use super::plotting::{INK, anchored, line, nice_step, text};
use crate::color::{LabD65, WAVELENGTHS_NM, swatch};
use crate::consult::{DaySummary, Prediction};
use crate::math::NINETY;
use std::fmt::Write;

const WIDTH: f64 = 1000.0;
const LEFT: f64 = 70.0;
const PANEL: (f64, f64) = (400.0, 170.0);
/// Upper left corners of the four panels: L*, a*, b*, spectra.
const CORNERS: [(f64, f64); 4] = [(LEFT, 80.0), (560.0, 80.0), (LEFT, 310.0), (560.0, 310.0)];
const STRIPS_TOP: f64 = 560.0;
const SWATCH_HEIGHT: f64 = 56.0;
const STRIP_HEIGHT: f64 = SWATCH_HEIGHT + 44.0;

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
        colour_over_time(&mut out, CORNERS[axis], axis, name, prediction);
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
fn colour_over_time(out: &mut String, corner: (f64, f64), axis: usize, name: &str, p: &Prediction) {
    let number = |lab: LabD65| [lab.l, lab.a, lab.b][axis];
    let mut days: Vec<&DaySummary> = p.predicted.iter().collect();
    days.sort_by(|a, b| a.day.total_cmp(&b.day));
    let course = Course {
        title: &format!("{name} of the field with its 90 % band"),
        band: days.iter().map(|d| (d.day, number(d.field.mean), NINETY * d.field.sd()[axis])).collect(),
        curve: days.iter().map(|d| (d.day, number(d.dot.mean))).collect(),
        levels: vec![(number(p.skin.lab.mean), DASHES[2])],
    };
    over_time(out, (corner, PANEL), &course);
    if axis == 0 {
        legend(
            out,
            (corner.0 + PANEL.0 - 130.0, corner.1 + PANEL.1 - 50.0),
            &["field", "middle of a dot", "bare skin"],
        );
    }
}

fn spectra(out: &mut String, corner: (f64, f64), p: &Prediction) {
    frame(out, (corner, PANEL), "Reflectance of the field, %, everything at its median");
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
