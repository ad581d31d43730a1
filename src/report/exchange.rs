//! Colours of another program's file as text of 80 columns.

use super::diagnostics::note;
use crate::color::{Geometry, lab_array};
use crate::pigment::exchange::{Import, ReadSpectrum, Sample};
use std::fmt::Write;

/// What a file is, its samples, one a line, and what must be known of them.
#[must_use]
pub fn import(i: &Import) -> String {
    let source = &i.source;
    let (white, geometry) = (source.white.name(), source.geometry.map_or("unstated", Geometry::name));
    let mut out =
        format!("{} sample(s), {}; white {white}, geometry {geometry}\n\n", i.samples.len(), source.format.name());
    let _ = writeln!(out, "{:<28}{:>7}{:>8}{:>8} {:<9}spectrum / RGB", "name", "L*", "a*", "b*", "white");
    for sample in &i.samples {
        out.push_str(&row(sample));
    }
    if i.samples.iter().any(is_computed) {
        out.push_str("\n* Lab computed from the spectrum for D50 and 2 degrees; the file states none.\n");
    }
    if !i.warnings.is_empty() {
        out.push('\n');
    }
    for warning in &i.warnings {
        out.push_str(&note("Note", warning));
    }
    out
}

fn row(s: &Sample) -> String {
    let name: String = s.name.chars().filter(|c| !c.is_control()).collect();
    let name = if name.chars().count() <= 27 { name } else { name.chars().take(24).collect::<String>() + "..." };
    let (lab, white) = match (&s.lab, s.lab_d50()) {
        (Some(lab), _) => (Some(lab.value), lab.white.name()),
        (None, Some(computed)) => (Some(lab_array(computed)), "d50-2*".to_owned()),
        (None, None) => (None, String::new()),
    };
    // Minus zero would print as -0.00.
    let two = |v: f64| (v * 100.0).round() / 100.0 + 0.0;
    let lab = lab.map(|lab| lab.map(two));
    let lab = lab.map_or_else(|| " ".repeat(23), |[l, a, b]| format!("{l:>7.2}{a:>8.2}{b:>8.2}"));
    let rgb = s.rgb.map(|[r, g, b]| format!("RGB {r:.0} {g:.0} {b:.0}")).unwrap_or_default();
    let rest = s.spectrum.as_ref().map_or(rgb, wavelengths);
    format!("{name:<28}{lab} {white:<9}{rest}").trim_end().to_owned() + "\n"
}

fn is_computed(s: &Sample) -> bool {
    s.lab.is_none() && s.spectrum.is_some()
}

fn wavelengths(s: &ReadSpectrum) -> String {
    let (first, last) = (s.nm[0], s.nm[s.nm.len() - 1]);
    let step = s.sampled().map_or_else(|| "uneven".to_owned(), |even| format!("by {}", even.step_nm));
    format!("{first}-{last} {step}")
}
