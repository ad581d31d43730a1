//! Pigments as text of 80 columns.

use super::wrap::{hanging, wrapped};
use crate::diagnostic::Severity;
use crate::pigment::{Dilution, DilutionLimits, Pigment, Rule};
use std::fmt::Write;

/// One line a pigment.
#[must_use]
pub fn list<'a>(pigments: impl Iterator<Item = &'a Pigment>) -> String {
    let mut out = format!("{:<26}{:<28}{:>8}  {}\n", "id", "name", "g/l", "dilution");
    for p in pigments {
        let limits = p.dilution.as_ref().map_or_else(|| p.form.name().to_owned(), range);
        let _ = writeln!(out, "{:<26}{:<28}{:>8.0}  {limits}", p.id, p.name, p.solids_g_per_l);
    }
    out
}

/// What rules of a catalogue are for, one below the other.
#[must_use]
pub fn rules(rules: &[Rule]) -> String {
    let mut out = String::new();
    for rule in rules {
        let severity = if rule.severity() == Severity::Error { "error" } else { "warning" };
        hanging(&mut out, "", &format!("{} ({severity}): {}", rule.code(), rule.explanation()), 2);
    }
    out
}

/// Darkest to lightest dilution.
fn range(limits: &DilutionLimits) -> String {
    let text = |fraction: f64| Dilution::of_fraction(fraction).map_or_else(|_| "?".to_owned(), |d| d.to_string());
    format!("{} to {}", text(limits.max_fraction), text(limits.min_fraction))
}

/// Everything known of a pigment.
#[must_use]
pub fn show(p: &Pigment) -> String {
    let mut out = String::new();
    let mut row = |name: &str, text: String| wrapped(&mut out, &format!("{name:<12}"), &text);
    row("id", p.id.clone());
    row("name", format!("{} ({})", p.name, p.brand));
    row("form", p.form.name().to_owned());
    row("solids", format!("{:.0} g/l ({})", p.solids_g_per_l, p.kinds.solids.name()));
    row("drops", format!("{:.0} per ml ({})", p.drops_per_ml, p.kinds.drops.name()));
    if let Some(limits) = &p.dilution {
        row("dilution", format!("{} ({})", range(limits), p.kinds.dilution.name()));
        row("diluent", limits.diluent.clone());
    }
    for c in &p.colorants {
        let share = 100.0 * c.share;
        row(
            "colourant",
            format!(
                "CI {} {} (CAS {}) {share:.0} %, {} um ({})",
                c.ci,
                c.name,
                c.cas,
                c.diameter_um,
                c.diameter_kind.name()
            ),
        );
    }
    match p.mass_absorption_mm2_per_g() {
        Ok(mac) => row(
            "absorption",
            format!(
                "{:.2} m2/g at 450, {:.2} at 550, {:.2} at 650 nm (computed)",
                mac[7] * 1e-6,
                mac[17] * 1e-6,
                mac[27] * 1e-6
            ),
        ),
        Err(e) => row("absorption", e.diagnostic().message),
    }
    if let Ok(optics) = p.mass_optics() {
        let share = 100.0 * optics.scattering_ratio();
        row("scattering", format!("up to {share:.0} % of its absorption, 450 to 650 nm (computed)"));
    }
    for (name, prior) in p.healing.entries() {
        let text = format!("{name} {} x/: {} ({}: {})", prior.median, prior.spread, prior.kind.name(), prior.source);
        row("healing", text);
    }
    row("records", format!("{} drawdowns, {} healed", p.drawdowns.len(), p.healed.len()));
    if p.regulation.is_empty() {
        row("regulation", "not stated".to_owned());
    }
    for r in &p.regulation {
        row("regulation", format!("{} on {}: {}", r.jurisdiction, r.on, r.status));
    }
    if let Some(notes) = &p.notes {
        row("notes", notes.clone());
    }
    out
}
