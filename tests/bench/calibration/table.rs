//! Errors gathered into tables: mean and 90th percentile of each method, overall and by group.

use crate::cases::{BANDS_L, Difficulty};
use crate::methods::METHODS;
use healtone::math::{mean_sd, quantile};
use healtone::simulate::LIGHTS;
use std::fmt::Write;

/// What one method made of one photograph.
pub(crate) struct Record {
    pub(crate) method: usize,
    pub(crate) band: usize,
    pub(crate) light: usize,
    pub(crate) difficulty: Difficulty,
    /// Skin in dE00, field in dE00, contrast in dE*ab; `None` where the method refused.
    pub(crate) errors: Option<[f64; 3]>,
    /// Of methods that state intervals: whether truth lies in the 90 % regions of skin and contrast, and half the 90 %
    /// intervals of L* and dL*.
    pub(crate) stated: Option<Stated>,
}

/// What an interval is worth.
#[derive(Clone, Copy)]
pub(crate) struct Stated {
    pub(crate) holds: [bool; 2],
    pub(crate) half_width_l: [f64; 2],
}

const QUANTITIES: [&str; 3] = ["skin, dE00", "field, dE00", "contrast, dE*ab"];

/// Every table of a stage.
pub(crate) fn tables(records: &[Record]) -> String {
    let mut out = String::new();
    for (quantity, name) in QUANTITIES.iter().enumerate() {
        let _ = writeln!(out, "\n### {name}: mean / 90 %\n");
        out.push_str(&table(records, quantity, "difficulty", &difficulties()));
    }
    for (quantity, name) in QUANTITIES.iter().enumerate() {
        let _ = writeln!(out, "\n### {name} by band of skin L*: mean / 90 %\n");
        out.push_str(&table(records, quantity, "skin L*", &bands()));
    }
    for (quantity, name) in QUANTITIES.iter().enumerate() {
        let _ = writeln!(out, "\n### {name} by light: mean / 90 %\n");
        out.push_str(&table(records, quantity, "light", &lights()));
    }
    out.push_str(&intervals(records));
    let refused: Vec<String> = METHODS
        .iter()
        .enumerate()
        .map(|(m, (name, _))| (name, records.iter().filter(|r| r.method == m && r.errors.is_none()).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    if !refused.is_empty() {
        let _ = writeln!(out, "\nNot read: {}.", refused.join(", "));
    }
    out
}

type Group = (String, Box<dyn Fn(&Record) -> bool>);

fn difficulties() -> Vec<Group> {
    let of = |d: Difficulty| -> Group { (d.name().to_owned(), Box::new(move |r: &Record| r.difficulty == d)) };
    Difficulty::ALL.into_iter().map(of).collect()
}

fn bands() -> Vec<Group> {
    let of = |band: usize| -> Group {
        let name = match BANDS_L.get(band + 1) {
            Some(most) => format!("{:.0}-{most:.0}", BANDS_L[band]),
            None => format!("{:.0} and up", BANDS_L[band]),
        };
        (name, Box::new(move |r: &Record| r.band == band))
    };
    (0..BANDS_L.len()).map(of).collect()
}

fn lights() -> Vec<Group> {
    let of = |light: usize| -> Group { (LIGHTS[light].to_owned(), Box::new(move |r: &Record| r.light == light)) };
    (0..LIGHTS.len()).map(of).collect()
}

fn table(records: &[Record], quantity: usize, by: &str, groups: &[Group]) -> String {
    let mut out = format!("| {by} | photos |");
    METHODS.iter().for_each(|(name, _)| {
        let _ = write!(out, " {name} |");
    });
    out.push_str("\n|---|---|");
    METHODS.iter().for_each(|_| out.push_str("---|"));
    out.push('\n');
    let all: Group = ("all".to_owned(), Box::new(|_: &Record| true));
    for (name, holds) in groups.iter().chain([&all]) {
        let of_group: Vec<&Record> = records.iter().filter(|r| holds(r)).collect();
        let _ = write!(out, "| {name} | {} |", of_group.iter().filter(|r| r.method == 0).count());
        for method in 0..METHODS.len() {
            let errors: Vec<f64> =
                of_group.iter().filter(|r| r.method == method).filter_map(|r| Some(r.errors?[quantity])).collect();
            let _ = write!(out, " {} |", summary(&errors));
        }
        out.push('\n');
    }
    out
}

fn summary(errors: &[f64]) -> String {
    if errors.is_empty() {
        return "-".to_owned();
    }
    format!("{:.2} / {:.2}", mean_sd(errors).0, quantile(errors, 0.9))
}

/// How often truth lies in the stated 90 % regions, and how wide they are.
fn intervals(records: &[Record]) -> String {
    let mut out =
        "\n### Stated 90 % regions: share that hold skin / contrast, median half-width in L* / dL*\n\n".to_owned();
    out.push_str("| difficulty | method | skin holds | contrast holds | +- L* | +- dL* |\n|---|---|---|---|---|---|\n");
    for (name, holds) in &difficulties() {
        for (method, (method_name, _)) in METHODS.iter().enumerate() {
            let stated: Vec<Stated> =
                records.iter().filter(|r| r.method == method && holds(r)).filter_map(|r| r.stated).collect();
            if stated.is_empty() {
                continue;
            }
            let share = |k: usize| stated.iter().filter(|s| s.holds[k]).count() as f64 / stated.len() as f64;
            let width = |k: usize| quantile(&stated.iter().map(|s| s.half_width_l[k]).collect::<Vec<_>>(), 0.5);
            let _ = writeln!(
                out,
                "| {name} | {method_name} | {:.0} % | {:.0} % | {:.2} | {:.2} |",
                100.0 * share(0),
                100.0 * share(1),
                width(0),
                width(1)
            );
        }
    }
    out
}
