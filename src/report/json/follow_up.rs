//! What a follow-up says, and what should be done next.

use super::consultation::{recommendation, session};
use super::{TOOL, cov, diagnostics, lab, measurement, round, studio, triple};
use crate::color::{Contrast, Estimate};
use crate::consult::{CaseRecord, Decision, FollowUp, Next, PlacesFound, Quantiles, SessionRecord, StudioUse};
use crate::learning::Taught;
use serde_json::{Value, json};

/// `healtone.follow-up/1`.
#[must_use]
pub fn follow_up(f: &FollowUp, record: &CaseRecord, warnings: &[crate::diagnostic::Diagnostic]) -> Value {
    let mut document = json!({
        "schema": "healtone.follow-up/1",
        "tool": TOOL,
        "studio": studio::used(f.measurement.studio.as_ref()),
        "measurement": measurement(&f.measurement),
        "day": f.day,
        "day_from_first": record.day_from_first(f.day),
        "done": record.done.iter().map(done).collect::<Vec<_>>(),
        "healed": f.redness.is_none(),
        "seen": contrast(&f.seen),
        "expected": contrast(&f.expected),
        "de00": round(f.de00, 3),
        "inside": f.inside,
        "redness_dlab": f.redness.map(|c| triple(c.array())),
        "gap": f.gap.as_ref().map(|(gap, de00)| {
            let mut value = contrast(gap);
            value["de00"] = round(*de00, 3);
            value
        }),
        "learnt": f.taught.iter().map(taught).collect::<Vec<_>>(),
        "warnings": diagnostics(warnings),
    });
    if let Some(found) = &f.measurement.places {
        document["places"] = places(found);
    }
    document
}

/// How the places of the last photo were taken over.
fn places(found: &PlacesFound) -> Value {
    match found {
        PlacesFound::ByScalp(r) => json!({
            "by": "scalp",
            "parts": r.parts,
            "agreeing": r.agreeing,
            "elsewhere": r.runner_up,
            "correlation": round(r.correlation, 3),
        }),
        PlacesFound::ByChart => json!({"by": "chart"}),
    }
}

/// `healtone.next/1`.
#[must_use]
pub fn next(
    n: &Next,
    record: &CaseRecord,
    studio_use: Option<&StudioUse>,
    warnings: &[crate::diagnostic::Diagnostic],
) -> Value {
    json!({
        "schema": "healtone.next/1",
        "tool": TOOL,
        "studio": studio::used(studio_use),
        "decision": match n.decision { Decision::Treat => "treat", Decision::Stop => "stop" },
        "done": record.done.iter().map(done).collect::<Vec<_>>(),
        "today": record.today,
        "target": {
            "mode": n.target.mode.name(),
            "contrast_dlab": triple(n.target.contrast.mean.array()),
            "contrast_cov": cov(&n.target.contrast),
            "field_lab_d65": lab(n.target.field()),
        },
        "in_skin": {
            "dlab": triple(n.in_skin.contrast.mean.array()),
            "cov": cov(&n.in_skin.contrast),
            "de00": quantiles(&n.in_skin.de00),
        },
        "verdict": n.verdict.name(),
        "tolerance_de00": round(n.tolerance_de00, 3),
        "stop_score": round(n.stop_score, 3),
        "another_photo_de00": round(n.look.photo_de00, 3),
        "knowing_everything_de00": round(n.look.everything_de00, 3),
        "learnt": n.taught.iter().map(taught).collect::<Vec<_>>(),
        "effective_draws": round(n.effective_draws, 0),
        "recommendations": n.recommendations.iter().map(recommendation).collect::<Vec<_>>(),
        "plan": n.plan.iter().map(session).collect::<Vec<_>>(),
        "warnings": diagnostics(warnings),
    })
}

fn contrast(e: &Estimate<Contrast>) -> Value {
    json!({"dlab": triple(e.mean.array()), "cov": cov(e), "unit": "dE*ab"})
}

fn quantiles(q: &Quantiles) -> Value {
    json!({"p5": round(q.p5, 3), "median": round(q.median, 3), "p95": round(q.p95, 3)})
}

fn taught(t: &Taught) -> Value {
    json!({
        "quantity": t.name,
        "before": t.before.array().map(|v| round(v, 5)),
        "now": t.after.array().map(|v| round(v, 5)),
        "narrower": round(t.learnt(), 3),
        "learnt": t.is_learnt(),
    })
}

fn done(s: &SessionRecord) -> Value {
    json!({
        "day": s.day,
        "density_per_cm2": round(s.density_per_cm2, 2),
        "pigments": s.pigments.iter().map(|(id, parts)| json!({"id": id, "parts": round(*parts, 3)})).collect::<Vec<_>>(),
        "pigment_fraction": round(s.dilution.fraction(), 6),
        "text": s.dilution.to_string(),
    })
}
