//! Spectral sensitivities of a camera, as the ASWF camera data set holds them.

use super::read::read_text;
use crate::color::{PerBand, on_grid};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::simulate::Sensor;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
struct CameraFile {
    header: Header,
    spectral_data: SpectralData,
}

#[derive(Deserialize)]
struct Header {
    manufacturer: String,
    model: String,
}

#[derive(Deserialize)]
struct SpectralData {
    index: Index,
    data: Data,
}

#[derive(Deserialize)]
struct Index {
    main: Vec<String>,
}

#[derive(Deserialize)]
struct Data {
    main: BTreeMap<String, Vec<f64>>,
}

/// Reads a camera file.
///
/// Errors: a file that cannot be read, or as [`parse_sensor`].
pub fn read_sensor(path: &Path) -> Result<Sensor, Diagnostic> {
    let text = read_text(path, data::limits().text.file_max_bytes as u64)?;
    parse_sensor(&path.display().to_string(), &text)
}

/// Sensitivities from the JSON of the ASWF camera data set: `spectral_data.data.main` holds, for each wavelength in nm,
/// one number for each of the channels R, G, B named in `spectral_data.index.main`.
///
/// Errors: text that is not such JSON; channels missing, negative or not finite; wavelengths that do not span 400-700 nm.
///
/// ```
/// let text = r#"{"header": {"manufacturer": "A", "model": "B"}, "spectral_data": {"index": {"main": ["R", "G", "B"]},
///   "data": {"main": {"380": [0, 0, 0], "450": [0, 0.1, 1], "550": [0.1, 1, 0.1], "730": [0.1, 0, 0]}}}}"#;
/// let sensor = healtone::store::parse_sensor("camera.json", text).unwrap();
/// assert_eq!((sensor.name.as_str(), sensor.maker.as_deref(), sensor.sensitivity[2][7]), ("A B", Some("A"), 1.0));
/// ```
pub fn parse_sensor(file: &str, text: &str) -> Result<Sensor, Diagnostic> {
    let parsed: CameraFile = serde_json::from_str(text).map_err(|e| unfit(file, &e.to_string()))?;
    let channels = &parsed.spectral_data.index.main;
    let place = |name: &str| {
        channels.iter().position(|c| c == name).ok_or_else(|| unfit(file, &format!("it has no channel {name}")))
    };
    let places = [place("R")?, place("G")?, place("B")?];
    let mut rows: Vec<(f64, [f64; 3])> = Vec::new();
    for (nm, values) in &parsed.spectral_data.data.main {
        let nm: f64 = nm.parse().map_err(|_| unfit(file, &format!("{nm:?} is no wavelength")))?;
        if values.len() != channels.len() || values.iter().any(|v| !v.is_finite() || *v < 0.0) {
            return Err(unfit(file, &format!("at {nm} nm there are not {} sensitivities", channels.len())));
        }
        rows.push((nm, places.map(|i| values[i])));
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let spans = rows.first().is_some_and(|r| r.0 <= 400.0) && rows.last().is_some_and(|r| r.0 >= 700.0);
    if !spans {
        return Err(unfit(file, "its wavelengths do not span 400-700 nm"));
    }
    let nm: Vec<f64> = rows.iter().map(|r| r.0).collect();
    let channel = |c: usize| -> PerBand { on_grid(&nm, &rows.iter().map(|r| r.1[c]).collect::<Vec<_>>()) };
    let sensitivity = [channel(0), channel(1), channel(2)];
    if sensitivity.iter().any(|c| c.iter().sum::<f64>() <= 0.0) {
        return Err(unfit(file, "a channel sees nothing"));
    }
    let Header { manufacturer, model } = parsed.header;
    Ok(Sensor { name: format!("{manufacturer} {model}"), maker: Some(manufacturer), sensitivity })
}

fn unfit(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "not-a-camera",
        format!("{file} does not hold the sensitivities of a camera: {reason}."),
        "Give a JSON file of the ASWF camera data set, or leave --camera out.",
    )
}
