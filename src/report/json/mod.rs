//! Results as JSON: the published documents, field by field (design: stable, versioned, `null` for unknown).
//!
//! Numbers are rounded to the digits that mean something, so that two machines print the same bytes.

mod case;
mod catalogue;
mod consultation;
mod exchange;
mod follow_up;
mod measurement;
pub mod page;
pub mod schema;
mod studio;
mod teach;
mod truth;

pub use case::{case, cases};
pub use catalogue::{catalogue_diff, fit, preview};
pub use consultation::{consultation, prediction};
pub use exchange::import;
pub use follow_up::{follow_up, next};
pub use measurement::{measurement, measurement_of_file};
pub use studio::{hand, studio};
pub use teach::grades;
pub use truth::truth;

use crate::color::{Estimate, LabD65, WAVELENGTHS_NM, lab_array};
use crate::diagnostic::{Diagnostic, Severity};
use crate::math::Point;
use crate::measure::Rect;
use crate::pigment::{Catalogue, Pigment};
use serde_json::{Value, json};

/// Version of the tool, in every document.
const TOOL: &str = env!("CARGO_PKG_VERSION");

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
    let rounded = rounded(value, decimals);
    if !rounded.is_finite() {
        return Value::Null;
    }
    if decimals == 0 && rounded.abs() < 9e15 {
        #[allow(clippy::cast_possible_truncation, reason = "a whole number within the range of i64")]
        return json!(rounded as i64);
    }
    json!(rounded)
}

/// The number that stands in a document for one with so many decimals.
pub(super) fn rounded(value: f64, decimals: u32) -> f64 {
    let scale = crate::math::powi(10.0, decimals);
    let rounded = (value * scale).round() / scale;
    // Minus zero would print as -0.0 on one path and 0.0 on another.
    if rounded == 0.0 { 0.0 } else { rounded }
}
