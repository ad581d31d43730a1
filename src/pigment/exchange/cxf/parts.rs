//! What a CxF3 file is made of: colours of objects, and what specifications say of them.

use super::super::cgats::geometry_in;
use super::super::white::White;
use crate::color::Geometry;
use std::ops::Range;

/// A colour of an object: what it is, by which specification, and its numbers.
#[derive(Default)]
pub(super) struct Value {
    pub(super) specification: String,
    pub(super) kind: ValueKind,
    pub(super) start_nm: Option<f64>,
    /// Three coordinates, by the names of their elements.
    pub(super) three: [Option<f64>; 3],
    /// The numbers of a spectrum.
    pub(super) numbers: Vec<f64>,
    /// Wavelengths of single points.
    pub(super) nm: Vec<f64>,
    pub(super) span: Range<usize>,
}

#[derive(Default, PartialEq, Clone, Copy)]
pub(super) enum ValueKind {
    #[default]
    Other,
    Lab,
    Xyz,
    Srgb,
    Reflectance,
    Custom,
    Emissive,
    Transmissive,
}

impl ValueKind {
    pub(super) fn of(element: &str) -> Self {
        match element {
            "ColorCIELab" => Self::Lab,
            "ColorCIEXYZ" => Self::Xyz,
            "ColorSRGB" => Self::Srgb,
            "ReflectanceSpectrum" => Self::Reflectance,
            "CustomSpectrum" => Self::Custom,
            _ if element.contains("Emissive") => Self::Emissive,
            _ if element.contains("Transmittance") => Self::Transmissive,
            _ => Self::Other,
        }
    }
}

#[derive(Default)]
pub(super) struct Object {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) span: Range<usize>,
    pub(super) values: Vec<Value>,
}

#[derive(Default, Clone)]
pub(super) struct Specification {
    pub(super) white: White,
    pub(super) start_nm: Option<f64>,
    pub(super) step_nm: Option<f64>,
    pub(super) geometry: Option<Geometry>,
    pub(super) angles: [Option<f64>; 2],
    pub(super) measures: String,
    pub(super) units: String,
    pub(super) device: Option<String>,
}

impl Specification {
    pub(super) fn take(&mut self, element: &str, words: &str) {
        match element {
            "Illuminant" => _ = self.white.take(&format!("illuminant {words}")),
            "Observer" => _ = self.white.take(&format!("observer {}", words.replace('_', " "))),
            "MeasurementType" => words.clone_into(&mut self.measures),
            "LuminanceUnitsType" => words.clone_into(&mut self.units),
            "SphereGeometry" => self.geometry = geometry_in(words),
            "EmissiveMode" => "Emissive".clone_into(&mut self.measures),
            "Model" | "SerialNumber" if self.device.is_none() && element == "Model" => {
                self.device = (!words.is_empty()).then(|| words.to_owned());
            }
            _ => {}
        }
    }

    pub(super) fn is_emissive(&self) -> bool {
        self.measures.contains("Emissive") || matches!(self.units.as_str(), "cd/m2" | "fL" | "cd/ft2")
    }

    pub(super) fn geometry(&self) -> Option<Geometry> {
        let is = |angle: Option<f64>, of: f64| angle.is_some_and(|angle| (angle - of).abs() < 0.5);
        let [lit, seen] = self.angles;
        let normal = (is(lit, 45.0) && is(seen, 0.0)) || (is(lit, 0.0) && is(seen, 45.0));
        if normal { Some(Geometry::FortyFiveZero) } else { self.geometry }
    }
}
