//! What the consultation page is told: the published documents, and beside them what only a page needs, colours for the
//! screen and the words of the verdict. No interface for others: page and tool come from one binary.

use super::super::consultation_report::{self, Extras};
use super::super::lattice::{PatchFrames, lattice};
use super::super::markup::bytes_in_base64;
use super::super::picture_jpeg;
use super::super::wording::answer;
use super::consultation::predicted_day;
use super::{TOOL, consultation, diagnostics, lab, measurement, point, rect};
use crate::chart;
use crate::color::{LabD65, swatch};
use crate::consult::{Consultation, DaySummary, HealedPictures, Measurement, Picture, Recommendation};
use crate::diagnostic::Diagnostic;
use crate::math::Point;
use crate::pigment::Pigment;
use crate::report::Text;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The page looks at results without blocks of colour in their text.
const PLAIN: Text = Text { swatches: false };

/// What there is to choose from.
#[derive(Debug)]
pub struct DeskFacts<'a> {
    /// What the studio is called.
    pub studio: Option<String>,
    /// The chart that its file names.
    pub own_chart: Option<String>,
    /// Pigments of the catalogues.
    pub pigments: &'a [&'a Pigment],
    /// Whether a folder is watched for new pictures.
    pub watches: bool,
    /// Where cases are kept.
    pub cases: &'a str,
    /// What was asked last: a page that is loaded again goes on there.
    pub asked: Option<&'a BTreeMap<String, String>>,
}

/// The desk.
#[must_use]
pub fn desk(facts: &DeskFacts<'_>) -> Value {
    json!({
        "tool": TOOL,
        "studio": facts.studio,
        "own_chart": facts.own_chart,
        "charts": chart::definitions().iter().map(|c| json!({"id": c.id, "name": c.name})).collect::<Vec<_>>(),
        "pigments": facts.pigments.iter().map(|p| json!({"id": p.id, "name": p.name})).collect::<Vec<_>>(),
        "watches": facts.watches,
        "cases": facts.cases,
        "asked": facts.asked,
    })
}

/// A photo that was taken in.
#[must_use]
pub fn photo(digest: &str) -> Value {
    json!({"photo": digest})
}

/// The newest picture of a folder: its name, and what changes while it is written.
#[must_use]
pub fn newest(newest: Option<(&str, &str)>) -> Value {
    json!({"name": newest.map(|(name, _)| name), "stamp": newest.map(|(_, stamp)| stamp)})
}

/// Where a case was kept.
#[must_use]
pub fn kept(folder: &str) -> Value {
    json!({"folder": folder})
}

/// Faults instead of a result.
#[must_use]
pub fn faults(faults: &[Diagnostic]) -> Value {
    json!({"faults": diagnostics(faults)})
}

/// A measurement.
#[must_use]
pub fn measured(m: &Measurement) -> Value {
    json!({
        "measurement": measurement(m),
        "shown": {
            "skin": m.skin.as_ref().map(|s| shown(s.lab.mean)),
            "hair": m.hair.as_ref().map(|h| shown(h.lab.mean)),
            "old_work": m.old_work.as_ref().map(|h| shown(h.lab.mean)),
            "lattice": m.chart.as_ref().and_then(|c| lattice(&c.reading)).map(|patches| {
                patches.iter().map(patch).collect::<Vec<_>>()
            }),
        },
        "text": PLAIN.measurement(m),
    })
}

/// A patch's frames, each going around, and the cross over it.
fn patch(patch: &PatchFrames) -> Value {
    let corners = |frame: &[Point; 4]| frame.map(point);
    let cross = patch.is_crossed.then(|| [0, 1].map(|i| [patch.frames[0][i], patch.frames[0][i + 2]].map(point)));
    json!({"frames": patch.frames.iter().map(corners).collect::<Vec<_>>(), "cross": cross})
}

/// A consultation.
#[must_use]
pub fn consulted(c: &Consultation) -> Value {
    json!({
        "consultation": consultation(c),
        "shown": {
            "target": c.target.as_ref().map(|t| shown(t.field())),
            "recommendations": c.recommendations.iter().map(recommendation).collect::<Vec<_>>(),
        },
        "answer": answer(c),
        "text": PLAIN.consultation(c),
    })
}

fn recommendation(r: &Recommendation) -> Value {
    json!(r.predicted.iter().map(day).collect::<Vec<_>>())
}

fn day(d: &DaySummary) -> Value {
    json!({"day": d.day, "field": shown(d.field.mean), "dot": shown(d.dot.mean)})
}

/// How a recommendation heals: each day's row of the published document, and its colours for the screen.
#[must_use]
pub fn healing(days: &[DaySummary]) -> Value {
    json!({
        "predicted": days.iter().map(predicted_day).collect::<Vec<_>>(),
        "shown": days.iter().map(day).collect::<Vec<_>>(),
    })
}

/// Quality at which no blocks are seen on skin.
const JPEG_QUALITY: u8 = 92;

/// The area to be treated, before and healed.
#[must_use]
pub fn pictures(p: &HealedPictures) -> Value {
    let jpeg = |picture: &Picture| picture_jpeg(picture, JPEG_QUALITY).map(|bytes| bytes_in_base64(&bytes));
    json!({
        "rect": rect(p.rect),
        "width": p.before.width,
        "height": p.before.height,
        "dots": p.dots,
        "before": jpeg(&p.before),
        "days": p.days.iter().map(|d| json!({
            "day": d.day, "jpeg": jpeg(&d.picture), "full_field_lab_d65": lab(d.picture.full_field_shown),
            "field_lab_d65": lab(d.field),
        })).collect::<Vec<_>>(),
        "warnings": diagnostics(&p.warnings),
    })
}

/// The report to stand within the page, and the files that it is kept as.
#[must_use]
pub fn report(c: &Consultation, extras: &Extras) -> Value {
    json!({
        "body": consultation_report::body(c, extras),
        "html": consultation_report::html(c, extras),
        "csv": consultation_report::csv(c),
        "json": format!("{:#}\n", consultation(c)),
    })
}

/// A colour for the screen, and whether a screen can show it.
fn shown(lab: LabD65) -> Value {
    let swatch = swatch(lab);
    let [r, g, b] = swatch.rgb;
    json!({"rgb": format!("#{r:02x}{g:02x}{b:02x}"), "in_gamut": swatch.in_gamut})
}
