//! How sure it is: measurement, chart, other lights, error budget, and what it was made with; and what must be known.

use super::figures::{Triple, de00, figure};
use super::swatches::AXES;
use super::{Extras, measured, record, words};
use crate::consult::{Consultation, Measurement, Recommendation};
use crate::matching::ErrorBudget;
use std::fmt::Write;

pub(super) fn sections(c: &Consultation, extras: &Extras) -> String {
    let mut out = String::from("<section class=\"sheet\">\n<h2>How surely it is known</h2>\n");
    if let Some(first) = c.recommendations.first() {
        write_days(&mut out, first);
    }
    out.push_str("<h3>What was measured</h3>\n");
    out.push_str(&measured::colours(c, extras));
    out.push_str(&measured::chart(&c.measurement));
    out.push_str("<div class=\"pair\">\n");
    if let Some(budget) = &c.error_budget {
        write_budget(&mut out, budget);
    }
    write_lights(&mut out, c);
    out.push_str("</div>\n");
    out.push_str(&record::section(c, extras));
    out.push_str("</section>\n");
    out
}

/// The numbers of the picture of healing.
fn write_days(out: &mut String, r: &Recommendation) {
    out.push_str(
        "<table class=\"days\">\n<caption>The first mix, days after the last session, ± half a 90 % interval; dE00 is the difference from the target, \
         median and 5 to 95 % of the possible healings.</caption>\n<thead><tr><th scope=\"col\">day</th>",
    );
    let mut days: Vec<_> = r.predicted.iter().collect();
    days.sort_by(|a, b| a.day.total_cmp(&b.day));
    for day in &days {
        let _ = write!(out, "<th scope=\"col\">{:.0}</th>", day.day);
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for (axis, name) in AXES.iter().enumerate() {
        let cells: String = days.iter().map(|d| format!("<td>{}</td>", Triple::colour(&d.field).shown(axis))).collect();
        let _ = writeln!(out, "<tr><th scope=\"row\">{name}</th>{cells}</tr>");
    }
    let de00s: String = days
        .iter()
        .map(|d| match d.de00 {
            Some(q) => format!("<td>{} ({} to {})</td>", de00(q.median), de00(q.p5), de00(q.p95)),
            None => "<td>-</td>".to_owned(),
        })
        .collect();
    let _ = writeln!(out, "<tr><th scope=\"row\">dE00</th>{de00s}</tr>\n</tbody>\n</table>");
}

fn write_budget(out: &mut String, budget: &ErrorBudget) {
    out.push_str(
        "<div class=\"budget\">\n<h3>What is not known</h3>\n<table>\n<caption>Effect at day 28, rms dE00, and what would shrink \
         it.</caption>\n<thead><tr><th scope=\"col\">cause</th><th scope=\"col\">dE00</th><th scope=\"col\">smaller \
         with</th></tr></thead>\n<tbody>\n",
    );
    for term in &budget.terms {
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            words(term.term),
            figure(term.de00, 3, 2),
            words(term.shrink)
        );
    }
    let _ = writeln!(
        out,
        "<tr class=\"sum\"><th scope=\"row\">together</th><td>{}</td><td>all at once; {} added as squares</td></tr>\n</tbody>\n\
         </table>\n</div>",
        figure(budget.whole_de00, 3, 2),
        figure(budget.quadrature_de00(), 3, 2)
    );
}

/// The same difference by lamps.
fn write_lights(out: &mut String, c: &Consultation) {
    let Some(first) = c.recommendations.first().filter(|r| !r.by_lights.others.is_empty()) else { return };
    out.push_str(
        "<div>\n<h3>By another light</h3>\n<table>\n<caption>dE00 of the healed field to the target, in a middle \
         healing.</caption>\n<thead><tr><th scope=\"col\">mix</th><th scope=\"col\">D65</th>",
    );
    for (light, _) in &first.by_lights.others {
        let _ = write!(out, "<th scope=\"col\">{}</th>", light.name().to_uppercase());
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for r in &c.recommendations {
        let others: String = r.by_lights.others.iter().map(|(_, v)| format!("<td>{}</td>", de00(*v))).collect();
        let _ = writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td>{others}</tr>",
            r.rank,
            de00(r.by_lights.daylight_de00)
        );
    }
    out.push_str("</tbody>\n</table>\n</div>\n");
}

/// What was forced, and what the reader must know.
pub(super) fn notes(m: &Measurement) -> String {
    if m.forced.is_empty() && m.warnings.is_empty() {
        return String::new();
    }
    let mut out = String::from("<h3>What must be known</h3>\n<ul>\n");
    for (word, list) in [("Forced: ", &m.forced), ("", &m.warnings)] {
        for d in list {
            let _ = writeln!(out, "<li>{word}{} <b>{}</b></li>", words(&d.message), words(&d.remedy));
        }
    }
    out.push_str("</ul>\n");
    out
}
