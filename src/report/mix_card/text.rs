//! Cards as text, narrow enough for A6 in a type of fixed width.

use super::super::wrap::within;
use super::{MixCard, ONE_WAY, PROMISE, Pour};
use std::fmt::Write;

const WIDTH: usize = 48;
/// Where the names stand, right of the figures.
const NAMES: usize = 24;
/// Where the facts stand.
const FACTS: usize = 14;

/// The cards as text, one after the other.
///
/// ```
/// assert_eq!(healtone::report::mix_card::text(&[]), "");
/// ```
#[must_use]
pub fn text(cards: &[MixCard]) -> String {
    cards.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(card: &MixCard) -> String {
    let mut out = String::new();
    rule(&mut out, "=");
    let session = format!("Session {} of {}, day {}", card.session, card.sessions, card.day);
    let _ = writeln!(out, "MIX CARD{session:>width$}", width = WIDTH - "MIX CARD".len());
    rule(&mut out, "=");
    for caution in &card.cautions {
        within(&mut out, WIDTH, "!! ", caution, 3);
    }
    let date = card.earliest.map(|date| format!("{date} or later"));
    for (label, value) in [("Client", None), ("Date", date)] {
        let _ = writeln!(out, "{label:<FACTS$}{}", value.unwrap_or_else(|| "_".repeat(WIDTH - FACTS)));
    }
    rule(&mut out, "-");
    let _ = writeln!(out, "{:>12}{:>9}", "ml", "drops");
    for (i, pour) in card.pours.iter().enumerate() {
        write_pour(&mut out, i + 1, pour);
    }
    let _ = writeln!(out, "Sum{:>9.1}{:9}   dilution {}", card.total_ml, "", card.dilution);
    within(&mut out, WIDTH, "", ONE_WAY, 0);
    rule(&mut out, "-");
    for fact in &card.facts {
        let of = fact.of.map_or_else(String::new, |of| format!(", {of}"));
        let _ = writeln!(out, "{:<FACTS$}{}{of}", fact.label, fact.value);
    }
    rule(&mut out, "-");
    within(&mut out, WIDTH, "", PROMISE, 0);
    rule(&mut out, "=");
    out
}

fn rule(out: &mut String, of: &str) {
    let _ = writeln!(out, "{}", of.repeat(WIDTH));
}

/// The figures first, then what to take: name, id, lot.
fn write_pour(out: &mut String, number: usize, pour: &Pour) {
    let lead = format!("({number}){:>9}{:>9}   ", pour.ml_figure(), pour.drops_figure());
    within(out, WIDTH, &lead, &pour.name, NAMES);
    let below = " ".repeat(NAMES);
    if let Some(id) = &pour.id {
        let _ = writeln!(out, "{below}{id}");
    }
    let lot = pour.lot.clone().unwrap_or_else(|| "_".repeat(WIDTH - NAMES - "Lot ".len()));
    let _ = writeln!(out, "{below}Lot {lot}\n");
}
