//! `healtone.import/1`: the colours of another program's file.

use super::{TOOL, diagnostics, round};
use crate::pigment::exchange::{Import, ReadSpectrum, Sample};
use serde_json::{Value, json};

/// `healtone.import/1`.
///
/// What a file does not state is `null`; reflectances
/// are fractions of a perfect white, red, green and blue 0-255 and encoded.
#[must_use]
pub fn import(i: &Import) -> Value {
    let source = &i.source;
    let observer = source.white.observer.map(|o| match o {
        crate::color::Observer::Cie1931 => "2",
        crate::color::Observer::Cie1964 => "10",
    });
    json!({
        "schema": "healtone.import/1",
        "tool": TOOL,
        "source": {
            "format": source.format.name(),
            "illuminant": source.white.illuminant,
            "observer": observer,
            "geometry": source.geometry.map(crate::color::Geometry::name),
            "instrument": source.instrument,
        },
        "samples": i.samples.iter().map(sample).collect::<Vec<_>>(),
        "warnings": diagnostics(&i.warnings),
    })
}

fn sample(s: &Sample) -> Value {
    json!({
        "name": s.name,
        "lab": s.lab.as_ref().map(|lab| json!({
            "white": lab.white.is_stated().then(|| lab.white.name()),
            "value": lab.value.map(|v| round(v, 6)),
        })),
        "spectrum": s.spectrum.as_ref().map(spectrum),
        "rgb": s.rgb.map(|rgb| rgb.map(|v| round(v, 3))),
    })
}

/// Start, step and values, or each wavelength where they are uneven.
fn spectrum(s: &ReadSpectrum) -> Value {
    let values: Vec<Value> = s.percent.iter().map(|percent| round(percent / 100.0, 9)).collect();
    match s.sampled() {
        Some(even) => json!({"start_nm": even.start_nm, "step_nm": even.step_nm, "values": values}),
        None => json!({"wavelength_nm": s.nm, "values": values}),
    }
}
