//! What is recommended: verdict, mixes, plan, error budget.

use super::super::wording::{answer, basis, needle, whence};
use super::super::wrap::{hanging, wrapped};
use super::Text;
use crate::consult::{Consultation, Recommendation, SessionRecipe};
use crate::matching::Recipe;
use crate::math::NINETY;
use std::fmt::Write;

/// Days that text shows of a consultation; JSON has them all.
const SHOWN_DAYS: [f64; 4] = [0.0, 28.0, 365.0, 1095.0];

impl Text {
    pub(super) fn write_answer(self, out: &mut String, c: &Consultation) {
        let (Some(answer), Some(tolerance), Some(untreated)) = (answer(c), c.tolerance_de00, c.untreated_de00) else {
            return;
        };
        let _ = writeln!(
            out,
            "\n{answer}\nTolerance {tolerance:.1} dE00 of the field at day 28; untreated {untreated:.1}."
        );
        write_target(out, c);
        for r in &c.recommendations {
            self.write_recommendation(out, r);
        }
        write_plan(out, c);
        write_budget(out, c);
    }

    pub(super) fn write_recommendation(self, out: &mut String, r: &Recommendation) {
        let names: Vec<String> = r.recipe.pigments.iter().map(|p| p.id.clone()).collect();
        let mix = if names.is_empty() {
            "stop here".to_owned()
        } else {
            format!("{} {}", names.join(" + "), r.recipe.text())
        };
        out.push('\n');
        let figures = format!("tie group {}, expected loss {:.2} dE00", r.tie_group, r.score);
        wrapped(out, &format!("{}. ", r.rank), &format!("{mix}  {figures}"));
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
}

/// What is aimed at, and with which dots.
fn write_target(out: &mut String, c: &Consultation) {
    let Some(target) = &c.target else { return };
    let [l, a, b] = target.contrast.sd().map(|sd| NINETY * sd);
    let m = target.contrast.mean;
    let mean = format!("dL* {:.1} +-{l:.1}  da* {:.1} +-{a:.1}  db* {:.1} +-{b:.1}", m.dl, m.da, m.db);
    let photos = match c.photos {
        0 | 1 => String::new(),
        n => format!(", mean of {n} photos"),
    };
    wrapped(out, "Target    ", &format!("{}: {mean}, {}{photos}", target.mode.name(), basis(target.basis)));
    if let Some(density) = c.density {
        wrapped(out, "Dots      ", &format!("{:.0} per cm2 ({}){}", density.per_cm2, whence(density), needle(c)));
    }
}

fn cup(r: &Recommendation) -> String {
    let lot = |lot: &Option<String>| lot.as_ref().map_or_else(String::new, |lot| format!(" (lot {lot})"));
    let ml: Vec<String> = r.recipe.pigments.iter().map(|p| format!("{:.1} ml {}{}", p.ml, p.id, lot(&p.lot))).collect();
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
    if c.plan.is_empty() {
        return;
    }
    let (area, given) = c.area_cm2;
    let source = if given { "" } else { ", assumed: give --area-cm2" };
    let _ = writeln!(out, "\nPlan for {area:.0} cm2{source}");
    write_sessions(out, &c.plan);
}

/// The sessions of a plan, one a line.
pub(super) fn write_sessions(out: &mut String, plan: &[SessionRecipe]) {
    out.push_str("  session  day  dots/cm2    dots  hours  mix    ml               healed dL*\n");
    for s in plan {
        let (p, expected) = (&s.session, &s.expected);
        let _ = writeln!(
            out,
            "{:>9} {:>4.0} {:>9.0} {:>7.0} {:>6.1}  {:<5}  {:<15}  {:.1} +-{:.1}",
            p.session,
            p.day,
            p.density_per_cm2,
            p.dots,
            p.hours,
            s.recipe.text(),
            in_ml(&s.recipe),
            expected.mean.dl,
            NINETY * expected.sd()[0]
        );
    }
    out.push_str("  Photograph the healed result before each next session.\n");
}

/// The cup by syringe, pigments first.
fn in_ml(recipe: &Recipe) -> String {
    let ml = recipe.pigments.iter().map(|p| p.ml).chain((recipe.diluent_ml > 0.0).then_some(recipe.diluent_ml));
    ml.map(|ml| format!("{ml:.1}")).collect::<Vec<_>>().join(" + ")
}

fn write_budget(out: &mut String, c: &Consultation) {
    let Some(budget) = &c.error_budget else { return };
    out.push_str("\nWhat is not known (effect at day 28, rms dE00) and what would shrink it\n");
    for term in &budget.terms {
        let mut text = String::new();
        let _ = write!(text, "{:<24}{:>5.2}  {}", term.term, term.de00, term.shrink);
        hanging(out, "  ", &text, 33);
    }
    let apart = budget.quadrature_de00();
    let _ = writeln!(out, "  {:<24}{:>5.2}  all at once; {apart:.2} added as squares", "together", budget.whole_de00);
}
