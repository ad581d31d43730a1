//! The facts of a consultation as a table for spreadsheets.

use crate::color::{Contrast, Estimate, LabD65, hue_deg, hue_sd_deg, ita_deg, ita_sd_deg, lab_array};
use crate::consult::{Consultation, DaySummary, Measurement, Recommendation, SessionRecipe};
use crate::data;
use crate::matching::Recipe;
use crate::math::{Interval, NINETY};
use crate::report::json::rounded;
use crate::report::markup::one_line;

/// Names of the columns.
const COLUMNS: [&str; 7] = ["section", "item", "day", "quantity", "value", "half_90", "unit"];
const LAB: [&str; 3] = ["L*", "a*", "b*"];
const DLAB: [&str; 3] = ["dL*", "da*", "db*"];

/// The facts of a consultation, one a row, by RFC 4180 with decimal points.
///
/// | column | what stands in it |
/// |---|---|
/// | `section` | `result`, `measured`, `target`, `mix`, `predicted`, `plan`, `budget`, `chart`, `forced`, `refused`, `note`, `made-with` |
/// | `item` | what of it: a place, the rank of a mix, a session, a patch, a cause, a code |
/// | `day` | for `predicted` days after the last session, for `plan` after the first |
/// | `quantity` | what is told: `L*`, `dE00 median`, `ml` |
/// | `value` | the number as the JSON document has it, or a text |
/// | `half_90` | half of its 90 % interval, where it has one |
/// | `unit` | its unit; empty for texts and counts |
///
/// Names of others that a spreadsheet would take for a formula (`=`, `+`, `-`, `@` first) are led by an apostrophe.
///
/// ```
/// use healtone::consult::{LabWhite, Readings, TreatmentOptions, consult, measurement_from_readings};
/// use healtone::{pigment::reference, report::consultation_report};
///
/// let (skin, hair) = ([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]);
/// let white = LabWhite::D65Two;
/// let readings = Readings { skin, hair: Some(hair), shaft: None, old_work: None, white, sd: 0.3, surface_light: None };
/// let pigments: Vec<_> = reference().pigments.iter().collect();
/// let answer = consult(measurement_from_readings(&readings), &pigments, Vec::new(), &TreatmentOptions::default())?;
/// let table = consultation_report::csv(&answer);
/// assert!(table.starts_with("section,item,day,quantity,value,half_90,unit\r\n"));
/// assert!(table.contains("measured,bare skin,,L*,64,0.4935,\r\n"));
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
#[must_use]
pub fn csv(c: &Consultation) -> String {
    let mut table = Table::default();
    table.row(&COLUMNS.map(str::to_owned));
    result(&mut table, c);
    measured(&mut table, c);
    for r in &c.recommendations {
        mix(&mut table, r);
    }
    for r in &c.recommendations {
        r.predicted.iter().for_each(|day| predicted(&mut table, r, day));
    }
    c.plan.iter().for_each(|session| planned(&mut table, session));
    if let Some(budget) = &c.error_budget {
        for term in &budget.terms {
            table.number("budget", term.term, "rms", (term.de00, 3), "dE00");
        }
        table.number("budget", "together", "rms", (budget.whole_de00, 3), "dE00");
        table.number("budget", "added as squares", "rms", (budget.quadrature_de00(), 3), "dE00");
    }
    chart(&mut table, &c.measurement);
    for (section, list) in
        [("forced", &c.measurement.forced), ("refused", &c.measurement.refused), ("note", &c.measurement.warnings)]
    {
        for d in list {
            table.text(section, d.code, "message", &d.message);
            table.text(section, d.code, "remedy", &d.remedy);
        }
    }
    made_with(&mut table, c);
    table.0
}

/// Rows as they are written.
#[derive(Default)]
struct Table(String);

impl Table {
    fn row(&mut self, cells: &[String; 7]) {
        let cell = |text: &String| {
            let quoted = text.contains(['"', ',', '\r', '\n']);
            if quoted { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.clone() }
        };
        self.0.push_str(&cells.iter().map(cell).collect::<Vec<_>>().join(","));
        self.0.push_str("\r\n");
    }

    fn whole(
        &mut self,
        (section, item, day): (&str, &str, Option<f64>),
        quantity: &str,
        value: String,
        rest: (String, &str),
    ) {
        let day = day.map_or_else(String::new, |day| day.to_string());
        let (half, unit) = rest;
        self.row(&[section.to_owned(), harmless(item), day, quantity.to_owned(), value, half, unit.to_owned()]);
    }

    fn text(&mut self, section: &str, item: &str, quantity: &str, text: &str) {
        self.whole((section, item, None), quantity, harmless(text), (String::new(), ""));
    }

    /// A number and the digits that the document keeps of it.
    fn number(&mut self, section: &str, item: &str, quantity: &str, (value, kept): (f64, u32), unit: &str) {
        self.whole((section, item, None), quantity, rounded(value, kept).to_string(), (String::new(), unit));
    }

    /// Three numbers with half their intervals.
    fn triple(
        &mut self,
        place: (&str, &str, Option<f64>),
        names: [&str; 3],
        values: [f64; 3],
        halves: [f64; 3],
        unit: &str,
    ) {
        for ((name, value), half) in names.iter().zip(values).zip(halves) {
            let (value, half) = (rounded(value, 4).to_string(), rounded(half, 4).to_string());
            self.whole(place, name, value, (half, unit));
        }
    }

    fn colour(&mut self, place: (&str, &str, Option<f64>), lab: &Estimate<LabD65>) {
        self.triple(place, LAB, lab_array(lab.mean), lab.sd().map(half_of_sd), "");
    }

    fn difference(&mut self, place: (&str, &str, Option<f64>), contrast: &Estimate<Contrast>) {
        let half = |k: usize| NINETY * rounded(contrast.cov[k][k], 5).max(0.0).sqrt();
        self.triple(place, DLAB, contrast.mean.array(), [0, 1, 2].map(half), "dE*ab");
    }
}

fn half_of_sd(sd: f64) -> f64 {
    NINETY * rounded(sd, 4)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    let text = one_line(text);
    if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

fn result(table: &mut Table, c: &Consultation) {
    table.text("result", "", "verdict", c.verdict.map_or("refused", |v| v.name()));
    for (name, value) in [("tolerance", c.tolerance_de00), ("untreated", c.untreated_de00)] {
        if let Some(value) = value {
            table.number("result", "", name, (value, 3), "dE00");
        }
    }
    table.number("result", "", if c.area_cm2.1 { "area" } else { "area, assumed" }, (c.area_cm2.0, 4), "cm2");
}

fn measured(table: &mut Table, c: &Consultation) {
    let m = &c.measurement;
    if let Some(skin) = &m.skin {
        table.colour(("measured", "bare skin", None), &skin.lab);
        let mut angle = |name: &str, value: f64, sd: Option<f64>| {
            let half = sd.map_or_else(String::new, |sd| rounded(NINETY * rounded(sd, 2), 2).to_string());
            table.whole(("measured", "bare skin", None), name, rounded(value, 2).to_string(), (half, "degree"));
        };
        angle("hue", hue_deg(skin.lab.mean), hue_sd_deg(&skin.lab));
        if let Some(ita) = ita_deg(skin.lab.mean) {
            angle("ITA", ita, ita_sd_deg(&skin.lab));
        }
    }
    if let Some(hair) = &m.hair {
        table.colour(("measured", "stubble field", None), &hair.lab);
        table.difference(("measured", "contrast", None), &hair.contrast);
    }
    if let Some(old) = &m.old_work {
        table.difference(("measured", "old work, contrast", None), &old.contrast);
    }
    if let Some(s) = &m.stubble {
        let mut ends = |name: &str, i: Interval, kept: u32, unit: &str| {
            for (end, value) in [("", i.value), (" p5", i.low), (" p95", i.high)] {
                table.number("measured", "hairs", &format!("{name}{end}"), (value, kept), unit);
            }
        };
        ends("density", s.density_per_cm2, 1, "1/cm2");
        ends("coverage", s.coverage, 4, "1");
        ends("diameter", s.diameter_mm, 4, "mm");
        ends("length", s.length_mm, 3, "mm");
    }
    if let Some(target) = &c.target {
        table.text("target", "", "mode", target.mode.name());
        table.difference(("target", "contrast", None), &target.contrast);
        for (name, value) in LAB.iter().zip(lab_array(target.field())) {
            table.number("target", "field", name, (value, 4), "");
        }
    }
}

/// What goes into a cup, under an item's name.
fn cup(table: &mut Table, section: &str, item: &str, recipe: &Recipe) {
    table.text(section, item, "dilution", &recipe.text());
    for p in &recipe.pigments {
        let of = format!("{item} {}", p.id);
        table.text(section, &of, "name", &p.name);
        if let Some(lot) = &p.lot {
            table.text(section, &of, "lot", lot);
        }
        table.number(section, &of, "volume", (p.ml, 2), "ml");
        table.number(section, &of, "drops", (p.drops, 0), "drop");
    }
    if recipe.diluent_ml > 0.0 {
        let of = format!("{item} diluent");
        if let Some(name) = &recipe.diluent_name {
            table.text(section, &of, "name", name);
        }
        table.number(section, &of, "volume", (recipe.diluent_ml, 2), "ml");
        table.number(section, &of, "drops", (recipe.diluent_drops, 0), "drop");
    }
    table.number(section, item, "volume in all", (recipe.batch_ml, 2), "ml");
}

fn mix(table: &mut Table, r: &Recommendation) {
    let item = r.rank.to_string();
    table.number("mix", &item, "tie group", (r.tie_group as f64, 0), "");
    cup(table, "mix", &item, &r.recipe);
    table.number("mix", &item, "dots", (r.density_per_cm2, 2), "1/cm2");
    table.number("mix", &item, "dot diameter, healed", (r.diameter_mm, 4), "mm");
    table.number("mix", &item, "expected loss", (r.score, 3), "dE00");
    table.number("mix", &item, "probability best", (r.probability_best, 4), "1");
    table.number("mix", &item, "probability too dark", (r.risk.too_dark, 4), "1");
    table.number("mix", &item, "probability too blue", (r.risk.too_blue, 4), "1");
    table.number("mix", &item, "by d65", (r.by_lights.daylight_de00, 3), "dE00");
    for (light, de00) in &r.by_lights.others {
        table.number("mix", &item, &format!("by {}", light.name()), (*de00, 3), "dE00");
    }
}

fn predicted(table: &mut Table, r: &Recommendation, day: &DaySummary) {
    let item = r.rank.to_string();
    let place = ("predicted", item.as_str(), Some(day.day));
    table.colour(place, &day.field);
    if let Some(q) = day.de00 {
        for (name, value) in [("dE00 p5", q.p5), ("dE00 median", q.median), ("dE00 p95", q.p95)] {
            table.whole(place, name, rounded(value, 3).to_string(), (String::new(), "dE00"));
        }
    }
}

fn planned(table: &mut Table, s: &SessionRecipe) {
    let item = s.session.session.to_string();
    let place = ("plan", item.as_str(), Some(s.session.day));
    for (name, value, kept, unit) in [
        ("dots in all", s.session.density_per_cm2, 2, "1/cm2"),
        ("dots now", s.session.dots, 0, "dot"),
        ("duration", s.session.hours, 2, "h"),
    ] {
        table.whole(place, name, rounded(value, kept).to_string(), (String::new(), unit));
    }
    table.triple(place, DLAB, s.expected.mean.array(), s.expected.sd().map(half_of_sd), "dE*ab");
    cup(table, "plan", &item, &s.recipe);
}

fn chart(table: &mut Table, m: &Measurement) {
    if let Some(chart) = &m.chart {
        table.text("chart", "", "id", &chart.reading.id);
    }
    let Some(calibration) = &m.calibration else { return };
    table.text("chart", "", "method", calibration.method().name());
    let Some(r) = calibration.residuals() else { return };
    let all =
        [("in sample", Some(r.in_sample)), ("left out, mean", Some(r.loo_mean)), ("left out, worst", Some(r.loo_max))];
    for (name, value) in all.into_iter().chain([("left out, skin patches", r.skin_patches)]) {
        if let Some(value) = value {
            table.number("chart", "all patches", name, (value, 3), "dE00");
        }
    }
    for (i, residual) in calibration.patch_de00().iter().enumerate() {
        if let Some(residual) = residual {
            table.number("chart", &format!("patch {}", i + 1), "left out", (*residual, 3), "dE00");
        }
    }
}

fn made_with(table: &mut Table, c: &Consultation) {
    table.text("made-with", "healtone", "version", env!("CARGO_PKG_VERSION"));
    table.text("made-with", "model data", "sha256", data::digest());
    if let Some(photo) = &c.measurement.photo {
        table.text("made-with", "photo", "sha256", &photo.sha256);
    }
    for (name, sha256) in &c.catalogues {
        table.text("made-with", name, "sha256", sha256);
    }
    if let Some(studio) = &c.studio {
        table.text("made-with", &studio.file, "sha256", &studio.sha256);
    }
}
