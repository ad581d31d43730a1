//! What was measured: photo, chart, camera, contrast, skin, stubble.

use super::super::wording::{camera, light_on_stubble};
use super::{Text, lab_interval, line};
use crate::color::{Contrast, Estimate, LabD65, Spectrum, hue_deg, hue_sd_deg, ita_deg, ita_sd_deg, under_lights};
use crate::consult::Measurement;
use crate::math::{Interval, NINETY};
use crate::measure::{Rect, Stubble};
use crate::report::wrap::wrapped;
use std::fmt::Write;

impl Text {
    pub(super) fn write_measurement(self, out: &mut String, m: &Measurement) {
        if let Some(photo) = &m.photo {
            let digest = photo.sha256.get(..12).unwrap_or_default();
            line(
                out,
                "Photo",
                &format!("{} x {} pixels, {}, sha256 {digest}", photo.width, photo.height, photo.encoding),
            );
        }
        if let Some(chart) = &m.chart {
            let reading = &chart.reading;
            let turned =
                format!("turned {} degrees{}", reading.turn_deg, if reading.mirrored { ", mirrored" } else { "" });
            line(out, "Chart", &format!("{}, {turned}", reading.id));
            if let Some(source) = &chart.source {
                let said = format!("its colours: {}, {}, {}", source.kind.name(), source.name, source.date);
                wrapped(out, &" ".repeat(10), &said);
            }
        }
        if let Some(calibration) = &m.calibration {
            line(out, "Camera", &camera(calibration));
        }
        // What is surest comes first: the contrast, then hue, then lightness.
        if let Some(hair) = &m.hair {
            line(out, "Contrast", &contrast_interval(&hair.contrast));
            if let Some(light) = &m.light {
                line(out, "", &light_on_stubble(light));
            }
        }
        if let Some(skin) = &m.skin {
            self.write_region(out, "Skin", skin.rect, &skin.lab);
            let half = |sd: Option<f64>| sd.map_or_else(String::new, |sd| format!(" +-{:.0}", NINETY * sd));
            let (hue_half, ita_half) = (half(hue_sd_deg(&skin.lab)), half(ita_sd_deg(&skin.lab)));
            let ita = ita_deg(skin.lab.mean)
                .map_or_else(|| "ITA undefined".to_owned(), |v| format!("ITA {v:.0}{ita_half} degrees"));
            line(out, "", &format!("hue {:.0}{hue_half}, {ita}", hue_deg(skin.lab.mean)));
        }
        if let Some(hair) = &m.hair {
            self.write_region(out, "Stubble", hair.rect, &hair.lab);
        }
        if let Some(old) = &m.old_work {
            self.write_region(out, "Old work", old.rect, &old.lab);
            line(out, "", &contrast_interval(&old.contrast));
        }
        if let Some(stubble) = &m.stubble {
            write_hairs(out, stubble);
            let from = if m.shaft.is_none() { Some(&stubble.shaft) } else { None };
            if let Some(shaft) = from {
                line(out, "", &format!("shaft {}{}", self.lead(shaft.mean), lab_interval(shaft)));
            }
        } else if m.hair.is_some() && m.chart.as_ref().is_some_and(|c| c.reading.px_per_mm.is_none()) {
            line(out, "Hairs", "not counted: the chart's size is unknown, name it with --chart");
        }
        if let Some(shaft) = m.shaft {
            let numbers = format!("L* {:.1}  a* {:.1}  b* {:.1}", shaft.l, shaft.a, shaft.b);
            line(out, "Hair", &format!("{}{numbers}, reported, not ranked by", self.lead(shaft)));
        }
        if m.skin.is_some() {
            line(out, "", &format!("+- is half a 90 % interval; D65, 2 degrees, geometry {}", m.geometry.name()));
        }
    }

    fn write_region(self, out: &mut String, name: &str, rect: Option<Rect>, lab: &Estimate<LabD65>) {
        line(out, name, &format!("{}{}", self.lead(lab.mean), lab_interval(lab)));
        if let Some(r) = rect {
            line(out, "", &format!("region {},{},{},{}", r.x, r.y, r.w, r.h));
        }
    }
}

/// How many hairs, how thick and long, and how much they cover, with 90 % intervals.
fn write_hairs(out: &mut String, s: &Stubble) {
    let digits = |i: Interval, digits: usize| {
        let [low, value, high] = i.array();
        (format!("{value:.digits$}"), format!("({low:.digits$}-{high:.digits$})"))
    };
    let percent = s.coverage.array().map(|v| 100.0 * v);
    let (density, density_ends) = digits(s.density_per_cm2, 0);
    let (diameter, diameter_ends) = digits(s.diameter_mm, 3);
    let (length, length_ends) = digits(s.length_mm, 2);
    let [low, covered, high] = percent;
    line(
        out,
        "Hairs",
        &format!("{density} {density_ends} per cm2, covering {covered:.1} ({low:.1}-{high:.1}) % of the skin"),
    );
    line(out, "", &format!("{diameter} {diameter_ends} mm thick, {length} {length_ends} mm long as seen"));
}

/// The colours by other lights: what is alike in daylight need not be alike under a lamp.
pub(super) fn write_under_lights(out: &mut String, m: &Measurement) {
    let Some(skin) = &m.skin else { return };
    let by_lights = |spectrum: &Spectrum| under_lights(spectrum).map(|under| under.lab);
    let mut rows = vec![("skin", by_lights(&skin.spectrum.spectrum))];
    if let Some(hair) = &m.hair {
        let stubble = by_lights(&hair.spectrum);
        let bare = rows[0].1;
        rows.push(("stubble", stubble));
        rows.push(("contrast", [0, 1, 2, 3].map(|i| [0, 1, 2].map(|k| stubble[i][k] - bare[i][k]))));
    }
    out.push_str("\nL* a* b* by other lights, from the spectrum (2 degrees)\n");
    let _ = write!(out, "{:<10}", "");
    for under in under_lights(&skin.spectrum.spectrum) {
        let _ = write!(out, "{:>17}", under.light);
    }
    out.push('\n');
    for (name, colours) in rows {
        let _ = write!(out, "  {name:<8}");
        for [l, a, b] in colours {
            let _ = write!(out, "{l:>7.1}{a:>5.1}{b:>5.1}");
        }
        out.push('\n');
    }
}

/// What would make the contrast surer, the largest gain first.
pub(super) fn write_next_photo(out: &mut String, m: &Measurement) {
    let Some(next) = m.next_photo.as_ref().filter(|next| !next.advice.is_empty()) else { return };
    let now = next.half_interval;
    let _ = writeln!(out, "\nA surer photo: the contrast is known to +-{now:.2} dE*ab an axis; with one change");
    for advice in &next.advice {
        wrapped(out, &format!("  {now:.2} -> {:.2}  ", advice.half_interval), advice.change);
    }
    if next.advice.len() > 1 {
        let _ = writeln!(out, "  {now:.2} -> {:.2}  all of these", next.with_all);
    }
}

/// What the calibration leaves of each patch, as the chart lies: four rows of six.
pub(super) fn write_patches(out: &mut String, m: &Measurement) {
    let Some(calibration) = m.calibration.as_ref().filter(|c| c.residuals().is_some()) else { return };
    out.push_str("\nChart residual by patch, dE00, each left out of the fit in turn (-: not used)\n");
    for (row, patches) in calibration.patch_de00().chunks(6).enumerate() {
        let _ = write!(out, "  {:>2}-{:<2}  ", 6 * row + 1, 6 * row + 6);
        for de00 in patches {
            let _ = write!(out, "{:>6}", de00.map_or_else(|| "-".to_owned(), |d| format!("{d:.1}")));
        }
        out.push('\n');
    }
}

fn contrast_interval(e: &Estimate<Contrast>) -> String {
    let [l, a, b] = e.sd().map(|sd| NINETY * sd);
    let m = e.mean;
    format!("dL* {:.1} +-{l:.1}  da* {:.1} +-{a:.1}  db* {:.1} +-{b:.1}  ({:.1} dE*ab)", m.dl, m.da, m.db, m.de_ab())
}
