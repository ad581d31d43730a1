//! The first mix over the days: L*, a* and b* of the field with their bands, target and bare skin as levels.

use super::swatches::AXES;
use crate::color::lab_array;
use crate::consult::{Consultation, DaySummary};
use crate::math::NINETY;
use crate::report::over_time::{Course, DASHES, Panel, over_time};
use crate::report::plotting::{INK, line, text};
use std::fmt::Write;

const SIZE: (f64, f64) = (964.0, 232.0);
const PANEL: (f64, f64) = (262.0, 160.0);
const LEFT: [f64; 3] = [34.0, 354.0, 674.0];
const TOP: f64 = 26.0;
/// Where the legend stands, and how far its words are apart.
const LEGEND: (f64, f64) = (34.0, 226.0);
const APART: [f64; 3] = [0.0, 320.0, 640.0];

/// The picture; `None` where nothing is recommended. Its numbers stand in the table of days.
pub(super) fn healing_plot(c: &Consultation) -> Option<String> {
    let (first, target, skin) = (c.recommendations.first()?, c.target.as_ref()?, c.measurement.skin.as_ref()?);
    let mut days: Vec<&DaySummary> = first.predicted.iter().collect();
    days.sort_by(|a, b| a.day.total_cmp(&b.day));
    let mut out = format!(
        "<svg class=\"plot\" viewBox=\"0 0 {} {}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"{INK}\" \
         role=\"img\" aria-label=\"L*, a* and b* of the field with the first mix from the last session to five years, with \
         target and bare skin; the table of days has the numbers\">\n",
        SIZE.0, SIZE.1
    );
    for (axis, name) in AXES.iter().enumerate() {
        let level = |lab| lab_array(lab)[axis];
        let course = Course {
            title: &format!("{name} of the field, with 90 % band"),
            band: days.iter().map(|d| (d.day, level(d.field.mean), NINETY * d.field.sd()[axis])).collect(),
            curve: Vec::new(),
            levels: vec![(level(target.field()), DASHES[1]), (level(skin.lab.mean), DASHES[2])],
        };
        let panel: Panel = ((LEFT[axis], TOP), PANEL);
        over_time(&mut out, panel, &course);
    }
    for ((word, dashes), x) in
        ["field with the first mix", "target: the stubble", "bare skin"].iter().zip(DASHES).zip(APART)
    {
        let (x, y) = (LEGEND.0 + x, LEGEND.1);
        line(&mut out, &[(x, y - 4.0), (x + 44.0, y - 4.0)], INK, 2.0, dashes);
        text(&mut out, (x + 52.0, y), "normal", word);
    }
    let _ = writeln!(out, "</svg>");
    Some(out)
}
