//! Results as text for a terminal of 80 columns; a swatch never stands without its numbers.

mod answer;
pub mod batch;
mod catalogue;
mod follow_up;
mod measurement;
mod prediction;

use super::diagnostics::note;
use super::studio::used;
use super::wording::PROMISE;
use super::wrap::wrapped;
use crate::color::{Estimate, LabD65, swatch};
use crate::consult::{Consultation, DaySummary, Measurement};
use crate::math::NINETY;
use std::fmt::Write;

/// Writes text with or without colour blocks.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// Whether swatches are drawn as true-colour blocks.
    pub swatches: bool,
}

impl Text {
    /// A measurement.
    #[must_use]
    pub fn measurement(self, m: &Measurement) -> String {
        let mut out = m.studio.as_ref().map_or_else(String::new, used);
        self.write_measurement(&mut out, m);
        measurement::write_under_lights(&mut out, m);
        measurement::write_patches(&mut out, m);
        measurement::write_next_photo(&mut out, m);
        notes(&mut out, m);
        out
    }

    /// A consultation.
    #[must_use]
    pub fn consultation(self, c: &Consultation) -> String {
        let mut out = c.studio.as_ref().map_or_else(String::new, used);
        self.write_measurement(&mut out, &c.measurement);
        if c.verdict.is_some() {
            self.write_answer(&mut out, c);
        }
        measurement::write_next_photo(&mut out, &c.measurement);
        notes(&mut out, &c.measurement);
        let _ = writeln!(out, "{PROMISE}");
        out
    }

    /// One line of a prediction table: day, field with interval, difference, dot.
    fn write_day(self, out: &mut String, d: &DaySummary) {
        let [l, a, b] = d.field.sd().map(|sd| NINETY * sd);
        let m = d.field.mean;
        let difference = match d.de00 {
            Some(q) => format!("{:.1} ({:.1}-{:.1})", q.median, q.p5, q.p95),
            None => {
                let c = d.contrast.mean;
                format!("{:.1} {:.1} {:.1}", c.dl, c.da, c.db)
            }
        };
        let _ = writeln!(
            out,
            "{:>6} {} {:>5.1} +-{l:<4.1} {:>5.1} +-{a:<4.1} {:>5.1} +-{b:<4.1} {difference:<15} {} {:>4.0}",
            d.day.round(),
            self.block(m),
            m.l,
            m.a,
            m.b,
            self.block(d.dot.mean),
            d.dot.mean.l
        );
    }

    /// A swatch and a blank before a colour's numbers, where swatches are drawn.
    fn lead(self, lab: LabD65) -> String {
        if self.swatches { self.block(lab) + " " } else { String::new() }
    }

    /// Four columns of the colour, or of nothing; its numbers always stand beside it.
    fn block(self, lab: LabD65) -> String {
        if !self.swatches {
            return String::from("    ");
        }
        let s = swatch(lab);
        let [r, g, b] = s.rgb;
        let mark = if s.in_gamut { "    " } else { " !  " };
        format!("\u{1b}[48;2;{r};{g};{b}m{mark}\u{1b}[0m")
    }
}

fn notes(out: &mut String, m: &Measurement) {
    if !(m.warnings.is_empty() && m.forced.is_empty()) {
        out.push('\n');
    }
    // What was refused is said on stderr, where faults go.
    for (word, list) in [("Forced", &m.forced), ("Note", &m.warnings)] {
        for d in list {
            out.push_str(&note(word, d));
        }
    }
}

fn line(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "{name:<10}{text}");
}

fn lab_interval(e: &Estimate<LabD65>) -> String {
    let [l, a, b] = e.sd().map(|sd| NINETY * sd);
    let m = e.mean;
    format!("L* {:.1} +-{l:.1}  a* {:.1} +-{a:.1}  b* {:.1} +-{b:.1}", m.l, m.a, m.b)
}
