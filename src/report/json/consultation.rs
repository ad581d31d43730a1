//! What is recommended, and what is predicted.

use super::{TOOL, cov, diagnostics, lab, measurement, round, studio, triple};
use crate::consult::{Consultation, DaySummary, Prediction, Recommendation, SessionRecipe, VIEWED_FROM_M};
use crate::matching::{Basis, Recipe, Target};
use crate::pigment::Notation;
use serde_json::{Value, json};

/// `healtone.consultation/1`.
#[must_use]
pub fn consultation(c: &Consultation) -> Value {
    json!({
        "schema": "healtone.consultation/1",
        "tool": TOOL,
        "studio": studio::used(c.studio.as_ref()),
        "catalogues": c.catalogues.iter().map(|(name, digest)| json!({"name": name, "sha256": digest})).collect::<Vec<_>>(),
        "measurement": measurement(&c.measurement),
        "target": c.target.as_ref().map(|t| target(t, c)),
        "verdict": c.verdict.map(|v| v.name()),
        "tolerance_de00": c.tolerance_de00.map(|v| round(v, 3)),
        "untreated_de00": c.untreated_de00.map(|v| round(v, 3)),
        "recommendations": c.recommendations.iter().map(recommendation).collect::<Vec<_>>(),
        "error_budget": c.error_budget.iter().flat_map(|b| &b.terms).map(|t| json!({
            "term": t.term, "de00": round(t.de00, 3), "shrink": t.shrink,
        })).collect::<Vec<_>>(),
        "error_budget_whole": c.error_budget.as_ref().map(|b| json!({
            "de00": round(b.whole_de00, 3), "quadrature_de00": round(b.quadrature_de00(), 3),
        })),
        "saturation": c.saturation.map(|s| json!({
            "opaque_dl": round(s.opaque_dl, 3), "target_dl": round(s.target_dl, 3),
            "density_per_cm2": s.density_per_cm2.map(|n| round(n, 1)), "diameter_mm": s.diameter_mm.map(|d| round(d, 3)),
        })),
        "best_absorber": c.best_absorber.map(|b| json!({
            "blue_over_red": round(b.blue_over_red, 3), "median_de00": round(b.median_de00, 3),
        })),
        "area_cm2": c.area_cm2.0,
        "area_assumed": !c.area_cm2.1,
        "plan": c.plan.iter().map(session).collect::<Vec<_>>(),
    })
}

fn target(t: &Target, c: &Consultation) -> Value {
    json!({
        "mode": t.mode.name(),
        "basis": basis(t.basis),
        "photos": c.photos,
        "contrast_dlab": triple(t.contrast.mean.array()),
        "contrast_cov": cov(&t.contrast),
        "field_lab_d65": lab(t.field()),
        "dot_lab_d65": c.measurement.hair_itself().map(lab),
    })
}

fn basis(basis: Basis) -> Value {
    match basis {
        Basis::AsSeen => json!({"kind": "as-seen", "from_hours": null, "to_hours": null}),
        Basis::Moved { from_hours, told, to_hours } => {
            json!({"kind": "moved", "from_hours": told.then_some(from_hours), "to_hours": to_hours})
        }
        Basis::Grown { to_hours } => json!({"kind": "grown-hair", "from_hours": null, "to_hours": to_hours}),
    }
}

pub(super) fn recommendation(r: &Recommendation) -> Value {
    json!({
        "rank": r.rank,
        "tie_group": r.tie_group,
        "recipe": recipe(&r.recipe),
        "dots": {"diameter_mm": round(r.diameter_mm, 4), "density_per_cm2": round(r.density_per_cm2, 2)},
        "score": round(r.score, 3),
        "probability_best": round(r.probability_best, 4),
        "predicted": r.predicted.iter().map(predicted_day).collect::<Vec<_>>(),
        "risk": {"too_dark": round(r.risk.too_dark, 4), "too_blue": round(r.risk.too_blue, 4)},
        "loss": {
            "difference": round(r.terms.difference, 3), "darkness": round(r.terms.darkness, 3),
            "hue": round(r.terms.hue, 3),
        },
        "by_lights": {
            "d65": round(r.by_lights.daylight_de00, 3),
            "others": r.by_lights.others.iter().map(|(light, de00)| json!({
                "light": light.name(), "de00": round(*de00, 3),
            })).collect::<Vec<_>>(),
        },
        "why": r.why,
    })
}

fn recipe(r: &Recipe) -> Value {
    json!({
        "pigments": r.pigments.iter().map(|p| json!({
            "id": p.id, "lot": p.lot, "parts": round(p.parts, 3), "ml": round(p.ml, 2), "drops": round(p.drops, 0),
        })).collect::<Vec<_>>(),
        "diluent": {"name": r.diluent_name, "ml": round(r.diluent_ml, 2), "drops": round(r.diluent_drops, 0)},
        "pigment_fraction": if r.pigments.is_empty() { Value::Null } else { round(r.dilution.fraction(), 6) },
        "text": r.text(),
        "notations": if r.pigments.is_empty() { Vec::new() } else {
            Notation::ALL.iter().map(|notation| notation.write(r.dilution)).collect::<Vec<_>>()
        },
        "batch_ml": round(r.batch_ml, 2),
        "rounding_de00": round(r.rounding_de00, 4),
    })
}

pub(super) fn session(s: &SessionRecipe) -> Value {
    json!({
        "session": s.session.session,
        "day": s.session.day,
        "density_per_cm2": round(s.session.density_per_cm2, 2),
        "recipe": recipe(&s.recipe),
        "dots": round(s.session.dots, 0),
        "hours": round(s.session.hours, 2),
        "expected_dlab": triple(s.expected.mean.array()),
        "expected_sd": triple(s.expected.sd()),
    })
}

/// `healtone.prediction/1`.
#[must_use]
pub fn prediction(p: &Prediction) -> Value {
    json!({
        "schema": "healtone.prediction/1",
        "tool": TOOL,
        "studio": studio::used(p.studio.as_ref()),
        "pigment": p.pigment,
        "dilution": p.dilution.to_string(),
        "pigment_fraction": round(p.dilution.fraction(), 6),
        "density_per_cm2": round(p.density_per_cm2, 2),
        "skin_lab_d65": lab(p.skin.lab.mean),
        "predicted": p.predicted.iter().map(predicted_day).collect::<Vec<_>>(),
        "causes": p.causes.iter().map(|c| json!({
            "day": c.day,
            "redness_dlab": triple(c.redness.array()),
            "optical_dlab": triple(c.optical.array()),
            "chemical_dlab_sd": triple(c.chemical.array().map(f64::abs)),
        })).collect::<Vec<_>>(),
        "sensitivity": p.sensitivity.iter().map(|s| json!({
            "parameter": s.parameter.name,
            "range": s.range.map(|range| range.map(|v| round(v, 5))),
            "below_dlab": triple(s.change[0].array()),
            "above_dlab": triple(s.change[1].array()),
        })).collect::<Vec<_>>(),
        "spectra": p.spectra.iter().map(|(day, spectrum)| json!({
            "day": day, "start_nm": 380, "step_nm": 10,
            "values": spectrum.values().iter().map(|v| round(*v, 6)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "warnings": diagnostics(&p.warnings),
    })
}

/// One day of a prediction.
pub(super) fn predicted_day(d: &DaySummary) -> Value {
    json!({
        "day": d.day,
        "field_lab_d65": lab(d.field.mean),
        "field_sd": triple(d.field.sd()),
        "field_cov": cov(&d.field),
        "dot_lab_d65": lab(d.dot.mean),
        "dot_sd": triple(d.dot.sd()),
        "dot_stands_out": VIEWED_FROM_M.iter().zip(d.dot_stands_out).map(|(m, de)| json!({
            "distance_m": m, "de_ab": round(de, 3),
        })).collect::<Vec<_>>(),
        "de00": d.de00.map(|q| json!({
            "p5": round(q.p5, 3), "median": round(q.median, 3), "p95": round(q.p95, 3),
        })),
    })
}
