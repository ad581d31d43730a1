//! What was measured.

use super::{TOOL, cov, diagnostics, lab, point, rect, round, studio, triple};
use crate::color::{Geometry, Spectrum, WAVELENGTHS_NM, hue_deg, hue_sd_deg, ita_deg, ita_sd_deg, under_lights};
use crate::consult::{ChartSummary, Measurement, NextPhoto};
use crate::math::Interval;
use crate::measure::{FieldReading, ScalpLight, SkinReading, Stubble};
use serde_json::{Value, json};

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
