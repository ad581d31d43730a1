//! A studio's own file: what it sets, and what of it a result was made with.

use super::wrap::wrapped;
use crate::consult::StudioUse;
use crate::data::HealingParameter;
use crate::healing::Needle;
use crate::learning::{Hand, HandRecord};
use crate::math::{Interval, exp};
use crate::pigment::{Bottle, Date};

/// What is told of a studio's file.
#[derive(Debug, Clone)]
pub struct StudioPage {
    /// Where it was looked for.
    pub looked_for: String,
    /// What it sets; `None` where there is none.
    pub facts: Option<StudioFacts>,
}

/// What a studio's file sets. What it does not name is `None` or empty.
#[derive(Debug, Clone)]
pub struct StudioFacts {
    /// The studio's name.
    pub name: Option<String>,
    /// Digest of the file.
    pub sha256: String,
    /// Its chart, as named there.
    pub chart: Option<String>,
    /// The catalogues in use, and how many pigments each has.
    pub catalogues: Vec<(String, usize)>,
    /// Volume of a cup, ml.
    pub batch_ml: Option<f64>,
    /// Drops of the diluent to a millilitre.
    pub diluent_drops_per_ml: Option<f64>,
    /// The usual needle.
    pub needle: Option<Needle>,
    /// Area to treat, cm2.
    pub area_cm2: Option<f64>,
    /// The bottles in stock.
    pub bottles: Vec<BottleRow>,
    /// Healing priors of its own, by name.
    pub healing: Vec<(&'static str, HealingParameter)>,
}

/// A bottle, and whether it may still be used.
#[derive(Debug, Clone)]
pub struct BottleRow {
    /// The bottle.
    pub bottle: Bottle,
    /// The last day on which it may be used; `None` where nothing is stated.
    pub use_by: Option<Date>,
    /// Whether that day has passed.
    pub is_expired: bool,
}

impl BottleRow {
    /// "good", "expired", or "not-stated" where nothing says until when it may be used.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match (self.is_expired, self.use_by) {
            (true, _) => "expired",
            (false, Some(_)) => "good",
            (false, None) => "not-stated",
        }
    }
}

/// What is told of a studio's hand.
#[derive(Debug, Clone)]
pub struct HandPage {
    /// The file that keeps it.
    pub file: String,
    /// The hand; `None` where nothing was learnt yet.
    pub hand: Option<Hand>,
    /// What each client says.
    pub records: Vec<HandRecord>,
    /// Fluid that a dot is expected to get, nl.
    pub usual_nl: f64,
}

/// The page of `studio hand`.
#[must_use]
pub fn hand_page(page: &HandPage) -> String {
    let mut out = String::new();
    let mut row = |name: &str, text: &str| wrapped(&mut out, &format!("{name:<10}"), text);
    row("File", &page.file);
    let Some(hand) = &page.hand else {
        row("Hand", "nothing learnt yet: follow up a case with a photo from day 28 on");
        return out;
    };
    let factor = Interval::log_normal(exp(hand.ln_dose), hand.ln_sd);
    let text = format!(
        "with {} a dot keeps {:.2} times what is expected (90 %: {:.2}-{:.2}), as if it got {:.1} nl instead of {:.1}; \
         {} client(s)",
        hand.product,
        factor.value,
        factor.low,
        factor.high,
        page.usual_nl * factor.value,
        page.usual_nl,
        hand.clients
    );
    row("Hand", &text);
    for (product, ln_ratio, sd) in &hand.others {
        let ratio = Interval::log_normal(exp(*ln_ratio), *sd);
        row("", &format!("{product}: {:.2} times that ({:.2}-{:.2})", ratio.value, ratio.low, ratio.high));
    }
    for record in &page.records {
        let own = Interval::log_normal(exp(record.ln_dose), record.ln_sd);
        row(
            "Client",
            &format!("{}: {} x{:.2} ({:.2}-{:.2})", record.code, record.product, own.value, own.low, own.high),
        );
    }
    out
}

/// What of a studio's file a result was made with, as a line of its own; nothing where there is nothing to say.
///
/// ```
/// use healtone::{consult::StudioUse, report::studio::used};
/// let of = StudioUse { used: vec!["chart", "bottle"], bottles: 2, ..StudioUse::of("studio.toml", "72e7", None) };
/// assert_eq!(used(&of), "Studio    chart, 2 bottles from studio.toml (sha256 72e7)\n");
/// ```
#[must_use]
pub fn used(studio: &StudioUse) -> String {
    let mut out = String::new();
    let digest = studio.sha256.get(..12).unwrap_or(&studio.sha256);
    let words: Vec<String> = studio.used.iter().map(|key| word(key, studio.bottles)).collect();
    let from = format!("{} from {} (sha256 {digest})", words.join(", "), studio.file);
    match (&studio.name, words.is_empty()) {
        (None, true) => {}
        (Some(name), true) => wrapped(&mut out, "Studio    ", name),
        (Some(name), false) => wrapped(&mut out, "Studio    ", &format!("{name}: {from}")),
        (None, false) => wrapped(&mut out, "Studio    ", &from),
    }
    out
}

fn word(key: &str, bottles: usize) -> String {
    match key {
        "batch_ml" => "batch".to_owned(),
        "diluent_drops_per_ml" => "drops of the diluent".to_owned(),
        "area_cm2" => "area".to_owned(),
        "bottle" if bottles == 1 => "1 bottle".to_owned(),
        "bottle" => format!("{bottles} bottles"),
        other => other.to_owned(),
    }
}

/// The page of `studio show`.
#[must_use]
pub fn page(page: &StudioPage) -> String {
    let mut out = String::new();
    let mut row = |name: &str, text: &str| wrapped(&mut out, &format!("{name:<10}"), text);
    let Some(facts) = &page.facts else {
        row("Studio", &format!("none: there is no {}", page.looked_for));
        row("", "`healtone studio init` writes an example there.");
        return out;
    };
    row("Studio", facts.name.as_deref().unwrap_or("without a name"));
    row("File", &format!("{}, sha256 {}", page.looked_for, facts.sha256.get(..12).unwrap_or_default()));
    let usual = |value: Option<String>, usual: &str| value.unwrap_or_else(|| format!("not set: {usual}"));
    row("Chart", &usual(facts.chart.clone(), "the ColorChecker Classic, unless --chart names another"));
    for (file, pigments) in &facts.catalogues {
        row("Catalogue", &format!("{file}, {pigments} pigment(s)"));
    }
    row("Batch", &usual(facts.batch_ml.map(|ml| format!("{ml} ml")), "5 ml"));
    row("Diluent", &usual(facts.diluent_drops_per_ml.map(|n| format!("{n} drops per ml")), "20 drops per ml, assumed"));
    let needle = facts.needle.map(|n| format!("{n}: fresh dots of {:.2} mm", n.fresh_dot_mm()));
    row("Needle", &usual(needle, "the usual dot"));
    row("Area", &usual(facts.area_cm2.map(|area| format!("{area} cm2")), "100 cm2, assumed"));
    for bottle in &facts.bottles {
        row("Bottle", &shelved(bottle));
    }
    if facts.bottles.is_empty() {
        row("Bottles", "none: every pigment of the catalogue is recommended");
    }
    for (name, p) in &facts.healing {
        row("Healing", &format!("{name} {}, factor {} ({}: {})", p.median, p.spread, p.kind.name(), p.source));
    }
    out
}

fn shelved(row: &BottleRow) -> String {
    let bottle = &row.bottle;
    let opened = bottle.opened.map_or_else(String::new, |day| format!(", opened {day}"));
    let drops = bottle.drops_per_ml.map_or_else(String::new, |n| format!(", {n} drops per ml"));
    let until = match (row.use_by, row.is_expired) {
        (Some(day), false) => format!("good until {day}"),
        (Some(day), true) => format!("EXPIRED on {day}, left out"),
        (None, _) => "no date stated".to_owned(),
    };
    format!("{}{opened}{drops}: {until}", bottle.label())
}
