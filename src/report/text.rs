//! Results as text for a terminal of 80 columns; a swatch never stands without its numbers.

use super::wrap::{hanging, wrapped};
use crate::color::{Contrast, Estimate, LabD65, hue_deg, hue_sd_deg, ita_deg, ita_sd_deg, swatch};
use crate::consult::{Consultation, DaySummary, Measurement, Prediction, Recommendation};
use crate::diagnostic::Diagnostic;
use crate::matching::Verdict;
use std::fmt::Write;

/// Half the width of a 90 % interval of a normal, in sd.
const NINETY: f64 = 1.645;

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
        let mut out = String::new();
        self.write_measurement(&mut out, m);
        notes(&mut out, m);
        out
    }

    /// A consultation.
    #[must_use]
    pub fn consultation(self, c: &Consultation) -> String {
        let mut out = String::new();
        self.write_measurement(&mut out, &c.measurement);
        if c.verdict.is_some() {
            self.write_answer(&mut out, c);
        }
        notes(&mut out, &c.measurement);
        out.push_str("A prediction is not a promise, and no statement on a pigment's safety.\n");
        out
    }

    /// A prediction.
    #[must_use]
    pub fn prediction(self, p: &Prediction) -> String {
        let mut out = String::new();
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
            "+- is half a 90 % interval (D65, 2 degrees), the skin's own reading included. Dot L* is the centre of one dot \
             seen close up, by a rough model: as dots soften it comes nearer to the field.",
        );
        for warning in &p.warnings {
            note(&mut out, "Note", warning);
        }
        out
    }

    fn write_measurement(self, out: &mut String, m: &Measurement) {
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
        }
        if let Some(calibration) = &m.calibration {
            match calibration.residuals() {
                None => line(out, "Camera", "not calibrated: the declared colour space is believed"),
                Some(r) => {
                    let skin = r.skin_patches.map_or_else(String::new, |v| format!(", skin {v:.1}"));
                    let figures = format!("mean {:.1}, worst {:.1}{skin} dE00", r.loo_mean, r.loo_max);
                    line(out, "Camera", &format!("{}, chart residual {figures}", calibration.method().name()));
                }
            }
        }
        if let Some(skin) = &m.skin {
            line(out, "Skin", &format!("{}{}", self.lead(skin.lab.mean), lab_interval(&skin.lab)));
            let half = |sd: Option<f64>| sd.map_or_else(String::new, |sd| format!(" +-{:.0}", NINETY * sd));
            let (hue_half, ita_half) = (half(hue_sd_deg(&skin.lab)), half(ita_sd_deg(&skin.lab)));
            let ita = ita_deg(skin.lab.mean)
                .map_or_else(|| "ITA undefined".to_owned(), |v| format!("ITA {v:.0}{ita_half} degrees"));
            let region = skin.rect.map_or_else(String::new, |r| format!("region {},{},{},{}, ", r.x, r.y, r.w, r.h));
            line(out, "", &format!("{region}hue {:.0}{hue_half}, {ita}", hue_deg(skin.lab.mean)));
        }
        if let Some(hair) = &m.hair {
            line(out, "Stubble", &format!("{}{}", self.lead(hair.lab.mean), lab_interval(&hair.lab)));
            if let Some(r) = hair.rect {
                line(out, "", &format!("region {},{},{},{}", r.x, r.y, r.w, r.h));
            }
            line(out, "Contrast", &contrast_interval(&hair.contrast));
        }
        if let Some(shaft) = m.shaft {
            let numbers = format!("L* {:.1}  a* {:.1}  b* {:.1}", shaft.l, shaft.a, shaft.b);
            line(out, "Hair", &format!("{}{numbers}, reported, not ranked by", self.lead(shaft)));
        }
        if m.skin.is_some() {
            line(out, "", &format!("+- is half a 90 % interval; D65, 2 degrees, geometry {}", m.geometry.name()));
        }
    }

    fn write_answer(self, out: &mut String, c: &Consultation) {
        let (Some(verdict), Some(tolerance), Some(untreated)) = (c.verdict, c.tolerance_de00, c.untreated_de00) else {
            return;
        };
        let answer = match verdict {
            Verdict::Match if first_heals_within(c, tolerance) => {
                "MATCH: the first mix is expected to heal within the tolerance."
            }
            // Ranked by loss, which counts what is too dark twice: the mix that meets the tolerance need not lead.
            Verdict::Match => "MATCH: a mix of this catalogue heals within the tolerance, but another risks less.",
            Verdict::Ambiguous => "AMBIGUOUS: mixes heal within the tolerance, but which is best cannot be told.",
            Verdict::NoMatch => "NO MATCH: no mix of this catalogue is expected to heal within the tolerance.",
        };
        let _ = writeln!(
            out,
            "\n{answer}\nTolerance {tolerance:.1} dE00 of the field at day 28; untreated {untreated:.1}."
        );
        for r in &c.recommendations {
            self.write_recommendation(out, r);
        }
        write_plan(out, c);
        write_budget(out, c);
    }

    fn write_recommendation(self, out: &mut String, r: &Recommendation) {
        let names: Vec<String> = r.recipe.pigments.iter().map(|p| p.id.clone()).collect();
        let name = if names.is_empty() { "stop here".to_owned() } else { names.join(" + ") };
        out.push('\n');
        let figures = format!("tie group {}, expected loss {:.2} dE00", r.tie_group, r.score);
        wrapped(out, &format!("{}. ", r.rank), &format!("{name} {}  {figures}", r.recipe.text()));
        if !r.recipe.pigments.is_empty() {
            wrapped(out, "   ", &cup(r));
        }
        out.push_str("   day field L*          a*          b*         dE00 to target       dot L*\n");
        for day in r.predicted.iter().filter(|d| SHOWN_DAYS.iter().any(|day| (d.day - day).abs() < 0.5)) {
            self.write_day(out, day);
        }
        for reason in &r.why {
            wrapped(out, "   - ", reason);
        }
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

/// Whether the recommendation in first place meets the tolerance at day 28.
fn first_heals_within(c: &Consultation, tolerance_de00: f64) -> bool {
    let healed = c.recommendations.first().and_then(|r| r.predicted.iter().find(|d| (d.day - 28.0).abs() < 0.5));
    healed.and_then(|d| d.de00).is_some_and(|q| q.median <= tolerance_de00)
}

/// Days that text shows of a consultation; JSON has them all.
const SHOWN_DAYS: [f64; 4] = [0.0, 28.0, 365.0, 1095.0];

fn cup(r: &Recommendation) -> String {
    let ml: Vec<String> = r.recipe.pigments.iter().map(|p| format!("{:.1} ml {}", p.ml, p.id)).collect();
    let drops: Vec<String> = r.recipe.pigments.iter().map(|p| format!("{:.0}", p.drops)).collect();
    if r.recipe.diluent_ml <= 0.0 {
        return format!("{} as it comes ({} drops)", ml.join(" + "), drops.join(" + "));
    }
    format!(
        "{:.1} ml: {} + {:.1} ml {} ({} + {:.0} drops); {:.0} dots/cm2 of {:.2} mm",
        r.recipe.batch_ml,
        ml.join(" + "),
        r.recipe.diluent_ml,
        r.recipe.diluent_name.as_deref().unwrap_or("sterile diluent named by the maker"),
        drops.join(" + "),
        r.recipe.diluent_drops,
        r.density_per_cm2,
        r.diameter_mm
    )
}

fn write_plan(out: &mut String, c: &Consultation) {
    let (area, given) = c.area_cm2;
    let source = if given { "" } else { ", assumed: give --area-cm2" };
    let _ = writeln!(out, "\nPlan for {area:.0} cm2{source}\n  session  day  dots/cm2    dots  hours  mix");
    let mix = c.recommendations.first().map_or_else(String::new, |r| r.recipe.text());
    for s in &c.plan {
        let _ = writeln!(
            out,
            "{:>9} {:>4.0} {:>9.0} {:>7.0} {:>6.1}  {mix}",
            s.session, s.day, s.density_per_cm2, s.dots, s.hours
        );
    }
    out.push_str("  Photograph the healed result before each next session.\n");
}

fn write_budget(out: &mut String, c: &Consultation) {
    out.push_str("\nWhat is not known (effect at day 28, rms dE00) and what would shrink it\n");
    for term in &c.error_budget {
        let mut text = String::new();
        let _ = write!(text, "{:<24}{:>5.2}  {}", term.term, term.de00, term.shrink);
        hanging(out, "  ", &text, 33);
    }
}

fn notes(out: &mut String, m: &Measurement) {
    if !(m.warnings.is_empty() && m.forced.is_empty()) {
        out.push('\n');
    }
    // What was refused is said on stderr, where faults go.
    for (word, list) in [("Forced", &m.forced), ("Note", &m.warnings)] {
        for d in list {
            note(out, word, d);
        }
    }
}

fn note(out: &mut String, word: &str, d: &Diagnostic) {
    wrapped(out, "", &format!("{word} [{}]: {} {}", d.code, d.message, d.remedy));
}

fn line(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "{name:<10}{text}");
}

fn lab_interval(e: &Estimate<LabD65>) -> String {
    let [l, a, b] = e.sd().map(|sd| NINETY * sd);
    let m = e.mean;
    format!("L* {:.1} +-{l:.1}  a* {:.1} +-{a:.1}  b* {:.1} +-{b:.1}", m.l, m.a, m.b)
}

fn contrast_interval(e: &Estimate<Contrast>) -> String {
    let [l, a, b] = e.sd().map(|sd| NINETY * sd);
    let m = e.mean;
    format!("dL* {:.1} +-{l:.1}  da* {:.1} +-{a:.1}  db* {:.1} +-{b:.1}  ({:.1} dE*ab)", m.dl, m.da, m.db, m.de_ab())
}
