//! What the keywords of a header state of the measurements.

use super::super::spectral::Scale;
use super::super::text::{Text, note, shown};
use super::Reader;
use super::words::Word;
use crate::color::Geometry;
use crate::diagnostic::Diagnostic;
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn statement(&mut self, keyword: &Word, value: &str) -> Result<(), Diagnostic> {
        let name = keyword.text.to_ascii_uppercase();
        let lower = value.to_lowercase();
        let is_emissive = match name.as_str() {
            "DEVICE_CLASS" => {
                ["display", "monitor", "emission", "emissive", "projector"].iter().any(|w| lower.contains(w))
            }
            "MEAS_TYPE" | "MEASUREMENT_TYPE" | "MEASUREMENT_MODE" => {
                lower.contains("emiss") || lower.contains("ambient") || lower.contains("radiance")
            }
            "LUMINANCE_XYZ_CDM2" | "CCSS" | "CCMX" => true,
            _ => lower.contains("cd/m2") || lower.contains("cd/m²") || lower.contains("cd/m^2"),
        };
        if is_emissive {
            return Err(emissive(self.text, &keyword.span));
        }
        if name.starts_with("MEAS") && lower.contains("transmi") {
            return Err(self.text.fault("transmissive", &keyword.span, TRANSMISSIVE, MEASURE_REFLECTANCE));
        }
        match name.as_str() {
            "WEIGHTING_FUNCTION" => self.white_statement(value),
            // Mostly the instrument's lamp; with an observer it is what Lab was computed for.
            "MEASUREMENT_SOURCE" if lower.contains("observer") => self.source = Some(value.to_owned()),
            "ILLUMINANT" | "ILLUMINATION_NAME" | "ILLUMINATION" => self.white_statement(&format!("illuminant {value}")),
            "OBSERVER" | "OBSERVER_ANGLE" => self.white_statement(&format!("observer {value}")),
            "MEASUREMENT_GEOMETRY" | "GEOMETRY" => match geometry_in(value) {
                Some(geometry) if self.geometries.contains(&geometry) => {}
                Some(geometry) => self.geometries.push(geometry),
                None => self.geometry_unknown = Some(value.to_owned()),
            },
            "INSTRUMENTATION" | "INSTRUMENT" | "TARGET_INSTRUMENT" => self.instrument = Some(value.to_owned()),
            // Argyll: what a perfect white has.
            "SPECTRAL_NORM" => {
                self.scale = match value.parse::<f64>() {
                    Ok(norm) if (norm - 100.0).abs() < 1e-9 => Some(Scale::Percent),
                    Ok(norm) if (norm - 1.0).abs() < 1e-9 => Some(Scale::Fraction),
                    _ => None,
                }
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn white_statement(&mut self, value: &str) {
        self.white_agrees &= self.white.get_or_insert_default().take(value);
    }

    pub(super) fn warn_of_geometry(&mut self) {
        let remedy = "Say it yourself where a catalogue asks for it: sci, sce or 45:0.";
        let (code, message) = match (&self.geometries[..], &self.geometry_unknown) {
            ([], Some(words)) => ("geometry-unknown", format!("The geometry \"{}\" is not known here.", shown(words))),
            ([_, _, ..], _) => {
                let names: Vec<&str> = self.geometries.iter().map(|g| g.name()).collect();
                ("geometry-mixed", format!("The tables were measured by several geometries: {}.", names.join(", ")))
            }
            _ => return,
        };
        note(&mut self.assembler.notes, Diagnostic::warning(code, message, remedy));
    }
}

const TRANSMISSIVE: &str = "The file is of light that went through the samples.";
pub(in super::super) const MEASURE_REFLECTANCE: &str = "Measure the film's reflectance.";

/// What shines has no reflectance.
pub(in super::super) fn emissive(text: Text<'_>, span: &Range<usize>) -> Diagnostic {
    text.fault(
        "emissive",
        span,
        "The file is of light that a display or lamp sends out, not of a surface.",
        MEASURE_REFLECTANCE,
    )
}

/// The geometry that words such as `45/0`, `d/8 SPIN` or `de:8` mean; a sphere without a word on the specular part is
/// none that is known.
pub(in super::super) fn geometry_in(words: &str) -> Option<Geometry> {
    let lower = words.to_lowercase();
    let squeezed: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    let has = |parts: &[&str]| parts.iter().any(|part| squeezed.contains(part));
    if ["450", "045"].iter().any(|g| squeezed.starts_with(g)) || has(&["45a0", "45c0", "045a", "045c"]) {
        Some(Geometry::FortyFiveZero)
    } else if has(&["sce", "spex", "specularexcluded", "de8", "8de", "excluded"]) {
        Some(Geometry::Sce)
    } else if has(&["sci", "spin", "specularincluded", "di8", "8di", "included"]) {
        Some(Geometry::Sci)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn geometries_are_known_by_their_customary_names() {
        for (words, geometry) in [
            ("45/0", Some(Geometry::FortyFiveZero)),
            ("0:45", Some(Geometry::FortyFiveZero)),
            ("45°a:0°", Some(Geometry::FortyFiveZero)),
            ("d/8 SPIN", Some(Geometry::Sci)),
            ("di:8", Some(Geometry::Sci)),
            ("de:8°", Some(Geometry::Sce)),
            ("Specular_Excluded", Some(Geometry::Sce)),
            ("d/8", None),
            ("multi-angle", None),
        ] {
            assert_eq!(geometry_in(words), geometry, "{words}");
        }
    }
}
