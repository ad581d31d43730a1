//! A prediction in text.

use super::{Text, lab_interval, line, note, used, wrapped};
use crate::color::Contrast;
use crate::consult::{DaySummary, Prediction, VIEWED_FROM_M};
use crate::healing::HEALED_DAY;
use std::fmt::Write;

/// Parameters shown.
const SHOWN: usize = 8;

impl Text {
    /// A prediction.
    #[must_use]
    pub fn prediction(self, p: &Prediction) -> String {
        let mut out = p.studio.as_ref().map_or_else(String::new, used);
        line(&mut out, "Pigment", &format!("{} {}, {:.0} dots/cm2", p.pigment, p.dilution, p.density_per_cm2));
        line(&mut out, "Skin", &format!("{}{}", self.lead(p.skin.lab.mean), lab_interval(&p.skin.lab)));
        out.push_str("\n   day field L*          a*          b*         dL* da* db*          dot L*\n");
        for day in &p.predicted {
            self.write_day(&mut out, day);
        }
        out.push('\n');
        wrapped(
            &mut out,
            "",
            "+- is half a 90 % interval (D65, 2 degrees), the skin's own reading included. Dot L* is the middle of one dot \
             seen close up.",
        );
        write_distances(&mut out, p);
        write_causes(&mut out, p);
        write_sensitivity(&mut out, p);
        for warning in &p.warnings {
            out.push_str(&note("Note", warning));
        }
        out
    }
}

/// The day that is nearest to healed.
fn healed(p: &Prediction) -> Option<&DaySummary> {
    let late = |d: &&DaySummary| (d.day - HEALED_DAY).abs();
    p.predicted.iter().min_by(|a, b| late(a).total_cmp(&late(b)))
}

fn write_distances(out: &mut String, p: &Prediction) {
    let Some(day) = healed(p) else { return };
    let seen: Vec<String> =
        VIEWED_FROM_M.iter().zip(day.dot_stands_out).map(|(m, de)| format!("{de:.1} at {m} m")).collect();
    let text = format!(
        "On day {:.0} a dot stands out from its field by dE*ab {}; about 1 is just seen.",
        day.day,
        seen.join(", ")
    );
    out.push('\n');
    wrapped(out, "", &text);
}

fn write_causes(out: &mut String, p: &Prediction) {
    out.push_str("\nWhat the difference from bare skin is due to, at the median (dL* da* db*)\n");
    out.push_str("   day  redness            pigment            +- which colourant fades first\n");
    let three = |c: Contrast| format!("{:>5.1} {:>5.1} {:>5.1}", c.dl, c.da, c.db);
    for c in &p.causes {
        let drift = c.chemical.array().map(f64::abs);
        let drift = if drift.iter().any(|v| *v >= 0.05) {
            format!("{:.1} {:.1} {:.1}", drift[0], drift[1], drift[2])
        } else {
            "none".to_owned()
        };
        let _ = writeln!(out, "{:>6.0} {}  {}  {drift}", c.day, three(c.redness), three(c.optical));
    }
}

fn write_sensitivity(out: &mut String, p: &Prediction) {
    out.push_str("\nWhat the field of day 28 hangs on: one standard deviation below and above\n");
    out.push_str("  not known                  from - to     dL* da* db* below   above\n");
    let three = |c: Contrast| format!("{:+.1} {:+.1} {:+.1}", c.dl, c.da, c.db);
    for s in p.sensitivity.iter().take(SHOWN) {
        let range = s.range.map_or_else(|| "-".to_owned(), |[low, high]| format!("{low:.2} - {high:.2}"));
        let _ = writeln!(
            out,
            "  {:<25}  {range:<12}  {:<16}   {}",
            s.parameter.name,
            three(s.change[0]),
            three(s.change[1])
        );
    }
}
