//! Results as JSON: the published documents, field by field (design: stable, versioned, `null` for unknown).
//!
//! Numbers are rounded to the digits that mean something, so that two machines print the same bytes.

mod studio;
mod teach;
mod truth;

pub use studio::studio;
pub use teach::grades;
pub use truth::truth;

use crate::color::{
    Estimate, Geometry, LabD65, Spectrum, WAVELENGTHS_NM, hue_deg, hue_sd_deg, ita_deg, ita_sd_deg, lab_array,
    under_lights,
};
use crate::consult::{
    ChartSummary, Consultation, DaySummary, Measurement, NextPhoto, Prediction, Recommendation, SessionRecipe,
    VIEWED_FROM_M,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::matching::{Basis, Recipe, Target};
use crate::math::{Interval, Point};
use crate::measure::{FieldReading, Rect, ScalpLight, SkinReading, Stubble};
use crate::pigment::{Catalogue, Notation, Pigment};
use serde_json::{Value, json};

/// Version of the tool, in every document.
const TOOL: &str = env!("CARGO_PKG_VERSION");

/// `healtone.measurement/1`.
#[must_use]
pub fn measurement(m: &Measurement) -> Value {
    json!({
        "schema": "healtone.measurement/1",
        "tool": TOOL,
        "studio": studio::used(m.studio.as_ref()),
        "photo": m.photo.as_ref().map(|p| json!({
            "width": p.width, "height": p.height, "encoding": p.encoding, "sha256": p.sha256,
        })),
        "chart": m.chart.as_ref().map(|c| chart(c, m)),
        "calibration": m.calibration.as_ref().map(calibration),
        "skin": m.skin.as_ref().map(|s| skin(s, m.geometry)),
        "hair": m.hair.as_ref().map(|h| hair(h, m)),
        "old_work": m.old_work.as_ref().map(|old| json!({
            "rect": old.rect.map(rect), "lab_d65": lab(old.lab.mean), "dlab": triple(old.contrast.mean.array()),
            "cov": cov(&old.contrast), "unit": "dE*ab",
        })),
        "contrast": m.hair.as_ref().map(|h| json!({
            "dlab": triple(h.contrast.mean.array()), "cov": cov(&h.contrast), "unit": "dE*ab",
            "light": m.light.as_ref().map(scalp_light),
        })),
        "next_photo": m.next_photo.as_ref().map(next_photo),
        "warnings": diagnostics(&m.warnings),
        "refused": diagnostics(&m.refused),
        "forced": diagnostics(&m.forced),
    })
}

/// Half of the contrast's 90 % interval now, and with each change of the next photo.
fn next_photo(next: &NextPhoto) -> Value {
    let advice = next.advice.iter();
    let advice: Vec<Value> = advice
        .map(|a| json!({"code": a.code, "change": a.change, "half_interval": round(a.half_interval, 3)}))
        .collect();
    json!({
        "half_interval": round(next.half_interval, 3), "unit": "dE*ab", "advice": advice,
        "with_all": round(next.with_all, 3),
    })
}

/// `healtone.measurement/1` of one of many photos, with its name.
#[must_use]
pub fn measurement_of_file(file: &str, m: &Measurement) -> Value {
    let mut document = json!({"schema": null, "tool": null, "file": file});
    if let (Some(named), Value::Object(fields)) = (document.as_object_mut(), measurement(m)) {
        named.extend(fields);
    }
    document
}

fn chart(c: &ChartSummary, m: &Measurement) -> Value {
    let reading = &c.reading;
    let [p1, p6, p24, p19] = reading.corners.map(point);
    let residual =
        |index: usize| m.calibration.as_ref().and_then(|cal| cal.patch_de00()[index - 1]).map(|d| round(d, 3));
    let patches: Vec<Value> = reading
        .patches
        .iter()
        .map(|p| {
            json!({
                "index": p.index,
                "rgb": p.linear.map(|v| round(v, 6)),
                "clipped": p.clipped.contains(&true),
                "left_out": p.left_out.map(|why| why.name()),
                "de00": residual(p.index),
            })
        })
        .collect();
    let mut document = json!({
        "id": reading.id,
        "corners": {"patch1": p1, "patch6": p6, "patch24": p24, "patch19": p19},
        "turn_deg": reading.turn_deg,
        "mirrored": reading.mirrored,
        "px_per_mm": reading.px_per_mm.map(|v| round(v, 3)),
        "runner_up_margin": round(reading.runner_up_margin, 2),
        "patches": patches,
    });
    // Those of the built-in charts are listed in `calibration/sources.toml`.
    if let Some(s) = &c.source {
        document["source"] = json!({"kind": s.kind.name(), "name": s.name, "date": s.date});
    }
    document
}

fn calibration(c: &crate::camera::Calibration) -> Value {
    json!({
        "method": c.method().name(),
        "residual_de00": c.residuals().map(|r| json!({
            "in_sample": round(r.in_sample, 3),
            "loo_mean": round(r.loo_mean, 3),
            "loo_max": round(r.loo_max, 3),
            "skin_patches": r.skin_patches.map(|v| round(v, 3)),
        })),
        "falloff_ev": c.falloff_ev().map(|v| round(v, 3)),
    })
}

/// Light on the stubble over light on the skin: what was taken out of the contrast, and how surely.
fn scalp_light(light: &ScalpLight) -> Value {
    json!({
        "stubble_over_skin": round(light.ratio(), 4),
        "ln_sd": round(light.ln_ratio_sd, 4),
        "unevenness": round(light.unevenness, 4),
        "seen": light.is_seen(),
    })
}

fn spectrum(s: &Spectrum) -> Value {
    let values: Vec<Value> = s.values().iter().map(|v| round(*v, 5)).collect();
    json!({
        "start_nm": WAVELENGTHS_NM[0], "step_nm": WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0],
        "specular": "included", "values": values,
    })
}

fn lab_under(s: &Spectrum) -> Value {
    under_lights(s).iter().map(|under| (under.light.to_owned(), triple(under.lab))).collect()
}

fn skin(s: &SkinReading, geometry: Geometry) -> Value {
    json!({
        "rect": s.rect.map(rect),
        "geometry": geometry.name(),
        "lab_d65": lab(s.lab.mean),
        "sd": triple(s.lab.sd()),
        "cov": cov(&s.lab),
        "spectrum": spectrum(&s.spectrum.spectrum),
        "lab_under": lab_under(&s.spectrum.spectrum),
        "ita_deg": ita_deg(s.lab.mean).map(|v| round(v, 2)),
        "ita_sd_deg": ita_sd_deg(&s.lab).map(|v| round(v, 2)),
        "hue_deg": round(hue_deg(s.lab.mean), 2),
        "hue_sd_deg": hue_sd_deg(&s.lab).map(|v| round(v, 2)),
        "melanin": round(s.client.model.melanin, 5),
        "blood": round(s.client.model.blood, 5),
        "scattering": round(s.client.model.scattering, 4),
    })
}

fn hair(h: &FieldReading, m: &Measurement) -> Value {
    json!({
        "rect": h.rect.map(rect),
        "geometry": m.geometry.name(),
        "mean_lab_d65": lab(h.lab.mean),
        "sd": triple(h.lab.sd()),
        "cov": cov(&h.lab),
        "spectrum": spectrum(&h.spectrum),
        "lab_under": lab_under(&h.spectrum),
        "shaft_lab_d65": m.shaft.or(m.stubble.map(|s| s.shaft.mean)).map(lab),
        "shaft_sd": m.stubble.filter(|_| m.shaft.is_none()).map(|s| triple(s.shaft.sd())),
        "coverage": m.stubble.map(|s| round(s.coverage.value, 4)),
        "density_per_cm2": m.stubble.map(|s| round(s.density_per_cm2.value, 1)),
        "diameter_mm": m.stubble.map(|s| round(s.diameter_mm.value, 4)),
        "length_mm": m.stubble.map(|s| round(s.length_mm.value, 3)),
        "stubble_p5_p95": m.stubble.as_ref().map(stubble_intervals),
    })
}

/// 90 % intervals of what was counted.
fn stubble_intervals(s: &Stubble) -> Value {
    let ends = |i: Interval, digits| json!([round(i.low, digits), round(i.high, digits)]);
    json!({
        "coverage": ends(s.coverage, 4),
        "density_per_cm2": ends(s.density_per_cm2, 1),
        "diameter_mm": ends(s.diameter_mm, 4),
        "length_mm": ends(s.length_mm, 3),
    })
}

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

fn recommendation(r: &Recommendation) -> Value {
    json!({
        "rank": r.rank,
        "tie_group": r.tie_group,
        "recipe": recipe(&r.recipe),
        "dots": {"diameter_mm": round(r.diameter_mm, 4), "density_per_cm2": round(r.density_per_cm2, 2)},
        "score": round(r.score, 3),
        "probability_best": round(r.probability_best, 4),
        "predicted": r.predicted.iter().map(day).collect::<Vec<_>>(),
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

fn session(s: &SessionRecipe) -> Value {
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
        "predicted": p.predicted.iter().map(day).collect::<Vec<_>>(),
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

fn day(d: &DaySummary) -> Value {
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

/// Diagnostics as objects with code, message and remedy, and their place where they have one.
#[must_use]
pub fn diagnostics(list: &[Diagnostic]) -> Vec<Value> {
    let one = |d: &Diagnostic| {
        let mut value = json!({"code": d.code, "message": d.message, "remedy": d.remedy});
        if let Some(place) = &d.place {
            value["file"] = json!(place.file);
            value["line"] = json!(place.line);
            value["column"] = json!(place.column);
        }
        value
    };
    list.iter().map(one).collect()
}

/// `healtone.catalogues/1`: the pigments of some catalogues.
#[must_use]
pub fn catalogues(list: &[&Catalogue]) -> Value {
    let one = |c: &&Catalogue| {
        json!({
            "name": c.source.name,
            "file": c.file,
            "sha256": c.digest,
            "kind": c.source.kind.name(),
            "pigments": c.pigments.iter().map(pigment_fields).collect::<Vec<_>>(),
        })
    };
    json!({"schema": "healtone.catalogues/1", "tool": TOOL, "catalogues": list.iter().map(one).collect::<Vec<_>>()})
}

/// `healtone.pigment/1`: one pigment.
#[must_use]
pub fn pigment(p: &Pigment) -> Value {
    let mut document = json!({"schema": "healtone.pigment/1", "tool": TOOL});
    if let (Value::Object(document), Value::Object(fields)) = (&mut document, pigment_fields(p)) {
        document.extend(fields);
    }
    document
}

fn pigment_fields(p: &Pigment) -> Value {
    json!({
        "id": p.id,
        "name": p.name,
        "brand": p.brand,
        "form": p.form.name(),
        "solids_g_per_l": p.solids_g_per_l,
        "drops_per_ml": p.drops_per_ml,
        "dilution": p.dilution.as_ref().map(|d| json!({
            "min_fraction": d.min_fraction, "max_fraction": d.max_fraction, "diluent": d.diluent,
        })),
        "colorants": p.colorants.iter().map(|c| json!({
            "ci": c.ci, "name": c.name, "cas": c.cas, "share": c.share,
            "diameter_um": c.diameter_um, "diameter_kind": c.diameter_kind.name(),
        })).collect::<Vec<_>>(),
        "mass_absorption_m2_per_g": p.mass_absorption_mm2_per_g().ok().map(|mac| json!({
            "start_nm": WAVELENGTHS_NM[0], "step_nm": WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0],
            "values": mac.map(|v| round(v * 1e-6, 4)).to_vec(),
        })),
        "scatters": p.scatters(),
        "healing": p.healing.entries().map(|(name, prior)| (name.to_owned(), json!({
            "median": prior.median, "spread": prior.spread, "kind": prior.kind.name(), "source": prior.source,
        }))).collect::<serde_json::Map<_, _>>(),
        "drawdowns": p.drawdowns.len(),
        "healed_records": p.healed.len(),
    })
}

/// `healtone.check/1`: every fault of some catalogues.
#[must_use]
pub fn check(list: &[Diagnostic]) -> Value {
    let mut faults = diagnostics(list);
    for (value, d) in faults.iter_mut().zip(list) {
        value["severity"] = json!(if d.severity == Severity::Error { "error" } else { "warning" });
    }
    json!({"schema": "healtone.check/1", "tool": TOOL, "diagnostics": faults})
}

/// `healtone.optics/1`.
#[must_use]
pub fn optics(wavelength_nm: &[f64], reflectance: &[f64]) -> Value {
    json!({
        "schema": "healtone.optics/1",
        "tool": TOOL,
        "specular": "excluded",
        "wavelength_nm": wavelength_nm,
        "reflectance": reflectance.iter().map(|v| round(*v, 6)).collect::<Vec<_>>(),
    })
}

fn lab(l: LabD65) -> Value {
    triple(lab_array(l))
}

fn triple(v: [f64; 3]) -> Value {
    json!(v.map(|x| round(x, 4)))
}

fn cov<T>(e: &Estimate<T>) -> Value {
    json!(e.cov6().map(|x| round(x, 5)))
}

fn rect(r: Rect) -> Value {
    json!([r.x, r.y, r.w, r.h])
}

fn point(p: Point) -> Value {
    json!([round(p.x, 2), round(p.y, 2)])
}

/// A number with so many decimals; `null` when it is not finite, whole numbers without a point.
fn round(value: f64, decimals: u32) -> Value {
    let scale = crate::math::powi(10.0, decimals);
    let rounded = (value * scale).round() / scale;
    if !rounded.is_finite() {
        return Value::Null;
    }
    if decimals == 0 && rounded.abs() < 9e15 {
        #[allow(clippy::cast_possible_truncation, reason = "a whole number within the range of i64")]
        return json!(rounded as i64);
    }
    // Minus zero would print as -0.0 on one path and 0.0 on another.
    json!(if rounded == 0.0 { 0.0 } else { rounded })
}
