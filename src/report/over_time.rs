//! A number over days and years: a band, curves and levels that are told apart by dashes.

use super::plotting::{INK, anchored, line, nice_step, places, text};
use crate::math::ln;
use std::fmt::Write;

/// The lines of a panel: what is predicted, and two more.
pub(super) const DASHES: [&str; 3] = ["none", "9 4", "2 4"];

/// Upper left corner and size.
pub(super) type Panel = ((f64, f64), (f64, f64));

/// What is drawn; all in the order of days.
pub(super) struct Course<'a> {
    /// What stands above it.
    pub(super) title: &'a str,
    /// Day, middle and half the width of the band.
    pub(super) band: Vec<(f64, f64, f64)>,
    /// Another curve, dashed; may be empty.
    pub(super) curve: Vec<(f64, f64)>,
    /// Levels and their dashes.
    pub(super) levels: Vec<(f64, &'static str)>,
}

/// Draws it on a scale of days on which the first month and five years both have room.
pub(super) fn over_time(out: &mut String, panel: Panel, course: &Course<'_>) {
    let (corner, size) = panel;
    let ends = course.band.iter().flat_map(|(_, middle, half)| [middle - half, middle + half]);
    let values = ends.chain(course.curve.iter().map(|(_, v)| *v)).chain(course.levels.iter().map(|(v, _)| *v));
    let (least, most) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)));
    let (least, most) = (least.floor() - 1.0, most.ceil() + 1.0);
    let up = |v: f64| corner.1 + size.1 * (1.0 - (v - least) / (most - least));
    let last = course.band.iter().map(|(day, ..)| *day).fold(1.0, f64::max);
    let across = |day: f64| corner.0 + size.0 * ln(1.0 + day / 3.0) / ln(1.0 + last / 3.0);
    frame(out, panel, course.title);
    let step = nice_step(most - least);
    let mut tick = (least / step).ceil() * step;
    while tick <= most {
        line(out, &[(corner.0, up(tick)), (corner.0 + size.0, up(tick))], "#cccccc", 1.0, "none");
        anchored(out, (corner.0 - 6.0, up(tick) + 4.0), "end", &format!("{tick:.0}"));
        tick += step;
    }
    let edge = |sign: f64| course.band.iter().map(move |(day, v, half)| (across(*day), up(v + sign * half)));
    let ring: Vec<(f64, f64)> = edge(1.0).chain(edge(-1.0).rev()).collect();
    let _ = writeln!(out, "<polygon points=\"{}\" fill=\"#8a8a8a\" fill-opacity=\"0.45\"/>", places(&ring));
    let middle: Vec<(f64, f64)> = course.band.iter().map(|(day, v, _)| (across(*day), up(*v))).collect();
    line(out, &middle, INK, 2.0, DASHES[0]);
    if !course.curve.is_empty() {
        let curve: Vec<(f64, f64)> = course.curve.iter().map(|(day, v)| (across(*day), up(*v))).collect();
        line(out, &curve, INK, 2.0, DASHES[1]);
    }
    for (level, dashes) in &course.levels {
        line(out, &[(corner.0, up(*level)), (corner.0 + size.0, up(*level))], INK, 2.0, dashes);
    }
    let names: Vec<(f64, String)> = course.band.iter().map(|(day, ..)| (across(*day), day_name(*day))).collect();
    name_days(out, corner.1 + size.1, &names);
}

/// Ticks below a panel, with the names that have room; the last always has.
fn name_days(out: &mut String, bottom: f64, days: &[(f64, String)]) {
    let half = |name: &str| 3.6 * name.len() as f64 + 2.0;
    let Some((last_x, last)) = days.last() else { return };
    let mut free_from = f64::NEG_INFINITY;
    for (x, name) in days {
        line(out, &[(*x, bottom), (*x, bottom + 4.0)], INK, 1.0, "none");
        let is_last = x >= last_x;
        if is_last || (x - half(name) > free_from && x + half(name) < last_x - half(last)) {
            anchored(out, (*x, bottom + 18.0), "middle", name);
            free_from = x + half(name);
        }
    }
}

/// A panel: its corner and size, and what stands above it.
pub(super) fn frame(out: &mut String, ((x, y), (width, height)): Panel, title: &str) {
    text(out, (x, y - 10.0), "bold", title);
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"#f4f4f4\" stroke=\"#777777\"/>"
    );
}

/// `day 28`, `3 years`.
pub(super) fn day_name(day: f64) -> String {
    let years = (day / 365.25).round();
    let whole = years >= 1.0 && (day - years * 365.25).abs() <= 2.0;
    match (whole, years) {
        (true, 1.0) => "1 year".to_owned(),
        (true, _) => format!("{years:.0} years"),
        (false, _) => format!("day {day:.0}"),
    }
}
