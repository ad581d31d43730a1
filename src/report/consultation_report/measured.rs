//! What was measured: colours with their intervals, the client's hair, the chart and what the calibration leaves of it.

use super::figures::{Triple, de00, figure};
use super::{Extras, words};
use crate::camera::{Calibration, Method};
use crate::color::{hue_deg, hue_sd_deg, ita_deg, ita_sd_deg, lab_array};
use crate::consult::{Consultation, Measurement};
use crate::math::{Interval, NINETY};
use crate::measure::{SkinReading, Stubble};
use crate::report::json::rounded;
use crate::report::markup::bytes_in_base64;
use crate::report::plotting::{INK, anchored, line};
use crate::report::wording::{basis, light_on_stubble};
use std::fmt::Write;

/// Colours and differences, and the picture where it was asked for.
pub(super) fn colours(c: &Consultation, extras: &Extras) -> String {
    let m = &c.measurement;
    let mut rows = String::new();
    let mut row = |name: &str, cells: &str, note: &str| {
        let _ = writeln!(rows, "<tr><th scope=\"row\">{name}</th>{cells}<td class=\"note\">{note}</td></tr>");
    };
    if let Some(skin) = &m.skin {
        row("bare skin", &Triple::colour(&skin.lab).cells(), &angles(skin));
    }
    if let Some(hair) = &m.hair {
        row("stubble field", &Triple::colour(&hair.lab).cells(), &m.stubble.as_ref().map_or_else(String::new, hairs));
        let light = m.light.as_ref().map_or_else(String::new, |light| light_on_stubble(light).replace("+-", "± "));
        row("contrast", &Triple::difference(&hair.contrast).cells(), &light);
    }
    if let Some(target) = &c.target {
        let photos = if c.photos > 1 { format!(", mean of {} photos", c.photos) } else { String::new() };
        let note = format!("{}: {}{photos}", target.mode.name(), basis(target.basis));
        row("target contrast", &Triple::difference(&target.contrast).cells(), &note);
    }
    if let Some(old) = &m.old_work {
        let [l, a, b] = lab_array(old.lab.mean).map(|v| figure(v, 4, 1));
        row("old work, contrast", &Triple::difference(&old.contrast).cells(), &format!("its field: {l} {a} {b}"));
    }
    if let Some(hair) = m.hair_itself() {
        let cells: String = lab_array(hair).iter().map(|v| format!("<td>{}</td>", figure(*v, 4, 1))).collect();
        row("hair itself", &cells, if m.shaft.is_some() { "as given, not ranked by" } else { "as seen" });
    }
    format!(
        "<div{}>\n<table class=\"measured\">\n<caption>L* a* b* for D65, 2 degrees, geometry {}; ± is half a 90 % interval. Contrast is \
         the field minus the bare skin beside it, dL* da* db*: what the recommendation rests on.</caption>\n<thead><tr>\
         <th scope=\"col\">place</th><th scope=\"col\">L*</th><th scope=\"col\">a*</th><th scope=\"col\">b*</th>\
         <th scope=\"col\" class=\"note\">also</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n{}</div>\n",
        if extras.scalp_picture.is_some() { " class=\"pair\"" } else { "" },
        m.geometry.name(),
        picture(extras)
    )
}

fn angles(skin: &SkinReading) -> String {
    let half = |sd: Option<f64>| sd.map_or_else(String::new, |sd| format!(" ± {:.0}", NINETY * rounded(sd, 2)));
    let ita = ita_deg(skin.lab.mean).map_or_else(
        || "ITA undefined".to_owned(),
        |v| format!("ITA {}{} degrees", figure(v, 2, 0), half(ita_sd_deg(&skin.lab))),
    );
    format!("hue {}{}, {ita}", figure(hue_deg(skin.lab.mean), 2, 0), half(hue_sd_deg(&skin.lab)))
}

fn hairs(s: &Stubble) -> String {
    let shown = |i: Interval, kept, digits| {
        let [low, value, high] = i.array().map(|v| figure(v, kept, digits));
        format!("{value} ({low} to {high})")
    };
    let [low, covered, high] = s.coverage.array().map(|v| format!("{:.1}", 100.0 * rounded(v, 4)));
    format!(
        "{} hairs per cm2 of {} mm, {} mm long as seen, covering {covered} ({low} to {high}) %",
        shown(s.density_per_cm2, 1, 0),
        shown(s.diameter_mm, 4, 3),
        shown(s.length_mm, 3, 2)
    )
}

fn picture(extras: &Extras) -> String {
    let Some(jpeg) = &extras.scalp_picture else { return String::new() };
    format!(
        "<figure class=\"scalp\"><img alt=\"The scalp with the two regions marked\" src=\"data:image/jpeg;base64,{}\"/>\
         <figcaption>Read here: bare skin (empty frame), stubble (one diagonal).</figcaption></figure>\n",
        bytes_in_base64(jpeg)
    )
}

/// Chart, method, and how far each patch is off; nothing without a photo.
pub(super) fn chart(m: &Measurement) -> String {
    let Some(calibration) = &m.calibration else { return String::new() };
    let mut out = String::from("<h3>Chart and camera</h3>\n<p>");
    if let Some(chart) = &m.chart {
        let reading = &chart.reading;
        let mirrored = if reading.mirrored { ", mirrored" } else { "" };
        let _ = write!(out, "Chart {}, turned {} degrees{mirrored}. ", words(&reading.id), reading.turn_deg);
        if let Some(s) = &chart.source {
            let _ = write!(out, "Its colours: {}, {}, {}. ", s.kind.name(), words(&s.name), words(&s.date));
        }
    }
    let _ = write!(out, "Calibration: {} ({}). ", calibration.method().name(), method(calibration.method()));
    let Some(r) = calibration.residuals() else {
        out.push_str("</p>\n");
        return out;
    };
    let skin = r.skin_patches.map_or_else(String::new, |v| format!(", skin patches {}", de00(v)));
    let _ = writeln!(
        out,
        "What it leaves of the chart, dE00: {} of patches in the fit, {} of patches left out of it in turn (worst \
         {}{skin}).</p>\n<figure>\n{}</figure>",
        de00(r.in_sample),
        de00(r.loo_mean),
        de00(r.loo_max),
        strip(calibration)
    );
    out
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::SensorPosterior => "sensor, tone curve and light estimated from the chart",
        Method::ToneMatrix => "one tone curve and matrix fitted to the chart",
        Method::GreyCard => "the declared colour space, balanced on the chart's greys alone",
        Method::Uncalibrated => "the declared colour space is believed",
    }
}

const STRIP: (f64, f64) = (960.0, 84.0);
const BARS: f64 = 50.0;

/// A bar for each patch, its number below and its residual above.
fn strip(calibration: &Calibration) -> String {
    let patches = calibration.patch_de00();
    let most = patches.iter().flatten().copied().fold(3.0, f64::max);
    let width = STRIP.0 / patches.len() as f64;
    let bottom = 16.0 + BARS;
    let mut out = format!(
        "<svg class=\"plot\" viewBox=\"0 0 {} {}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"12\" fill=\"{INK}\" \
         role=\"img\" aria-label=\"Residual of each chart patch, left out of the fit in turn, dE00\">\n",
        STRIP.0, STRIP.1
    );
    for (i, residual) in patches.iter().enumerate() {
        let middle = width * (i as f64 + 0.5);
        anchored(&mut out, (middle, bottom + 14.0), "middle", &(i + 1).to_string());
        let Some(residual) = residual else {
            anchored(&mut out, (middle, bottom - 4.0), "middle", "-");
            continue;
        };
        let height = BARS * residual / most;
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"#6e6e6e\"/>",
            middle - 0.3 * width,
            bottom - height,
            0.6 * width
        );
        anchored(&mut out, (middle, bottom - height - 4.0), "middle", &de00(*residual));
    }
    line(&mut out, &[(0.0, bottom), (STRIP.0, bottom)], INK, 1.0, "none");
    out.push_str("</svg>\n");
    out
}
