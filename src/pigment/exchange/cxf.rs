//! Color Exchange Format 3: what an object's colours are, and what its specifications say of them, in whatever order.

use super::assemble::{Raw, too_many};
use super::cgats::{MEASURE_REFLECTANCE, emissive, geometry_in};
use super::finish::{Stated, settle};
use super::format::Format;
use super::numbers::Numbers;
use super::spectral::Scale;
use super::text::{Text, note, shown};
use super::white::White;
use super::{Import, ImportOptions};
use crate::color::Geometry;
use crate::diagnostic::Diagnostic;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::collections::BTreeMap;
use std::ops::Range;

/// What namespaces of the format hold; the prefix may be any.
const NAMESPACE: &str = "colorexchangeformat.com/CxF3";
const NAMESPACE_2: &str = "colorexchangeformat.com/v2";
/// Elements within elements; the format needs about ten.
const DEPTH_MAX: usize = 64;
/// Values of one spectrum.
const POINTS_MAX: usize = 2500;

/// Reads a CxF3 file.
pub(super) fn read(text: Text<'_>, options: &ImportOptions, notes: Vec<Diagnostic>) -> Result<Import, Diagnostic> {
    let mut document = Document { text, options, notes, ..Document::empty(text, options) };
    document.parse()?;
    document.finish()
}

/// A colour of an object: what it is, by which specification, and its numbers.
#[derive(Default)]
struct Value {
    specification: String,
    kind: ValueKind,
    start_nm: Option<f64>,
    /// Three coordinates, by the names of their elements.
    three: [Option<f64>; 3],
    /// The numbers of a spectrum.
    numbers: Vec<f64>,
    /// Wavelengths of single points.
    nm: Vec<f64>,
    span: Range<usize>,
}

#[derive(Default, PartialEq, Clone, Copy)]
enum ValueKind {
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
    fn of(element: &str) -> Self {
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
struct Object {
    name: String,
    id: String,
    span: Range<usize>,
    values: Vec<Value>,
}

#[derive(Default, Clone)]
struct Specification {
    white: White,
    start_nm: Option<f64>,
    step_nm: Option<f64>,
    geometry: Option<Geometry>,
    angles: [Option<f64>; 2],
    measures: String,
    units: String,
    device: Option<String>,
}

struct Document<'t> {
    text: Text<'t>,
    options: &'t ImportOptions,
    notes: Vec<Diagnostic>,
    numbers: Numbers,
    path: Vec<String>,
    words: String,
    object: Option<Object>,
    value: Option<Value>,
    point_nm: Option<f64>,
    specification: Option<(String, Specification)>,
    objects: Vec<Object>,
    specifications: BTreeMap<String, Specification>,
    device_values: bool,
}

impl<'t> Document<'t> {
    fn empty(text: Text<'t>, options: &'t ImportOptions) -> Self {
        Self {
            text,
            options,
            notes: Vec::new(),
            numbers: Numbers::default(),
            path: Vec::new(),
            words: String::new(),
            object: None,
            value: None,
            point_nm: None,
            specification: None,
            objects: Vec::new(),
            specifications: BTreeMap::new(),
            device_values: false,
        }
    }

    fn parse(&mut self) -> Result<(), Diagnostic> {
        let mut reader = NsReader::from_str(self.text.text);
        let mut before = 0;
        loop {
            let result = reader.read_resolved_event();
            let (namespace, event) = match result {
                Ok((namespace, event)) => (namespace_name(&namespace), event),
                Err(e) => {
                    let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    let message = format!("This is not XML: {e}.");
                    return Err(self.text.fault(
                        "bad-xml",
                        &(at..at),
                        message,
                        "Export the file again, and copy it whole.",
                    ));
                }
            };
            let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let span = before..after;
            before = after;
            match event {
                Event::Start(element) => self.open(&namespace, &element, &span)?,
                Event::Empty(element) => {
                    self.open(&namespace, &element, &span)?;
                    self.close(&span)?;
                }
                Event::End(_) => self.close(&span)?,
                Event::Text(words) => self.words.push_str(&words.xml10_content()),
                Event::CData(words) => self.words.push_str(&words.xml10_content()),
                Event::GeneralRef(entity) => self.entity(&entity.xml10_content(), &span)?,
                Event::DocType(_) => {
                    let message = "The file has a document type, in which a file can ask for others to be read.";
                    let remedy = "Export it without; CxF3 needs none.";
                    return Err(self.text.fault("xml-doctype", &span, message, remedy));
                }
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        if let Some(open) = self.path.last() {
            let message = format!("The file ends within <{}>.", shown(open));
            return Err(self.text.fault("bad-xml", &self.text.end(), message, "Export it again, and copy it whole."));
        }
        Ok(())
    }

    /// The five entities of XML itself and letters by number; whatever else a file may define stays out.
    fn entity(&mut self, name: &str, span: &Range<usize>) -> Result<(), Diagnostic> {
        let number = |digits: &str| match digits.strip_prefix('x') {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
            None => digits.parse().ok(),
        };
        let letter = match name {
            "lt" => Some('<'),
            "gt" => Some('>'),
            "amp" => Some('&'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => name.strip_prefix('#').and_then(number).and_then(char::from_u32),
        };
        let letter = letter.ok_or_else(|| {
            let message = format!("&{}; is no entity of XML itself.", shown(name));
            self.text.fault("xml-entity", span, message, "Write the letters themselves.")
        })?;
        self.words.push(letter);
        Ok(())
    }

    fn open(&mut self, namespace: &str, element: &BytesStart<'_>, span: &Range<usize>) -> Result<(), Diagnostic> {
        let local = element.local_name();
        let name: &str = local.as_ref();
        if self.path.len() >= DEPTH_MAX {
            let message = format!("Elements stand within each other more than {DEPTH_MAX} deep.");
            return Err(self.text.fault("xml-too-deep", span, message, "That is no CxF3 file; export it again."));
        }
        if self.path.is_empty() {
            self.root(namespace, name, span)?;
        }
        // Others' elements are only counted, so that their names mean nothing here.
        let known = if namespace.contains(NAMESPACE) { name } else { "" };
        match known {
            "Object" => self.open_object(element, span)?,
            "ColorSpecification" => {
                let id = self.attribute(element, "Id", span)?.unwrap_or_default();
                self.specification = Some((id, Specification::default()));
            }
            "WavelengthRange" => {
                let start = self.number_attribute(element, "StartWL", span)?;
                let step = self.number_attribute(element, "Increment", span)?;
                if let Some((_, specification)) = &mut self.specification {
                    (specification.start_nm, specification.step_nm) = (start, step);
                }
            }
            "SpectralPoint" => self.point_nm = self.number_attribute(element, "WL", span)?,
            "DeviceColorValues" => self.device_values = true,
            _ if self.object.is_some() && self.path.last().is_some_and(|parent| parent == "ColorValues") => {
                self.value = Some(Value {
                    specification: self.attribute(element, "ColorSpecification", span)?.unwrap_or_default(),
                    kind: ValueKind::of(known),
                    start_nm: self.number_attribute(element, "StartWL", span)?,
                    span: span.clone(),
                    ..Value::default()
                });
            }
            _ => {}
        }
        self.path.push(known.to_owned());
        self.words.clear();
        Ok(())
    }

    fn root(&self, namespace: &str, name: &str, span: &Range<usize>) -> Result<(), Diagnostic> {
        let (message, remedy) = if name == "CxF" && namespace.contains(NAMESPACE) {
            return Ok(());
        } else if namespace.contains(NAMESPACE_2) || (name == "CXF" && namespace.is_empty()) {
            ("This is CxF of version 2, which is another format.".to_owned(), "Export it as CxF3, CGATS or CSV.")
        } else {
            (format!("This is XML, but <{}> is not CxF3.", shown(name)), "Export it as CxF3, CGATS or CSV.")
        };
        Err(self.text.fault("unknown-format", span, message, remedy))
    }

    fn open_object(&mut self, element: &BytesStart<'_>, span: &Range<usize>) -> Result<(), Diagnostic> {
        if self.objects.len() >= self.options.samples_max {
            return Err(too_many(self.text.file, self.options.samples_max));
        }
        let name = self.attribute(element, "Name", span)?.unwrap_or_default();
        let id = self.attribute(element, "Id", span)?.unwrap_or_default();
        self.object = Some(Object { name, id, span: span.clone(), values: Vec::new() });
        Ok(())
    }

    fn attribute(
        &self,
        element: &BytesStart<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Result<Option<String>, Diagnostic> {
        let bad = |e: &dyn std::fmt::Display| {
            let message = format!("An attribute cannot be read: {e}.");
            self.text.fault("bad-xml", span, message, "Export the file again.")
        };
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|e| bad(&e))?;
            let local: &str = attribute.key.local_name().into_inner();
            if local == name {
                let value = quick_xml::escape::unescape(&attribute.value).map_err(|e| bad(&e))?;
                return Ok(Some(value.trim().to_owned()));
            }
        }
        Ok(None)
    }

    fn number_attribute(
        &mut self,
        element: &BytesStart<'_>,
        name: &str,
        span: &Range<usize>,
    ) -> Result<Option<f64>, Diagnostic> {
        let value = self.attribute(element, name, span)?;
        value.map(|value| self.numbers.read(self.text, &value, span, name)).transpose()
    }

    fn close(&mut self, span: &Range<usize>) -> Result<(), Diagnostic> {
        let Some(name) = self.path.pop() else { return Ok(()) };
        let words = std::mem::take(&mut self.words);
        let words = words.trim();
        match name.as_str() {
            "Object" => self.objects.extend(self.object.take()),
            "ColorSpecification" => {
                if let Some((id, specification)) = self.specification.take() {
                    self.specifications.insert(id, specification);
                }
            }
            "L" | "A" | "B" | "X" | "Y" | "Z" | "R" | "G" if self.value.is_some() => {
                let number = self.numbers.read(self.text, words, span, &name)?;
                let axis = match name.as_str() {
                    "L" | "X" | "R" => 0,
                    "A" | "Y" | "G" => 1,
                    _ => 2,
                };
                if let Some(value) = &mut self.value {
                    value.three[axis] = Some(number);
                }
            }
            "SpectralPoint" => {
                let number = self.numbers.read(self.text, words, span, "SpectralPoint")?;
                let nm = self.point_nm.take().ok_or_else(|| {
                    self.text.fault("bad-wavelength", span, "A point has no wavelength.", "Export the spectrum again.")
                })?;
                if let Some(value) = &mut self.value {
                    value.nm.push(nm);
                }
                self.push(number, span)?;
            }
            _ => {
                if self.path.last().is_some_and(|parent| parent == "ColorValues") {
                    self.close_value(words, span)?;
                } else if let Some((_, specification)) = &mut self.specification {
                    specification.take(&name, words);
                    if let "IlluminationAngle" | "MeasurementAngle" = name.as_str() {
                        let angle = self.numbers.read(self.text, words, span, &name)?;
                        specification.angles[usize::from(name == "MeasurementAngle")] = Some(angle);
                    }
                }
            }
        }
        Ok(())
    }

    fn close_value(&mut self, words: &str, span: &Range<usize>) -> Result<(), Diagnostic> {
        if self.value.as_ref().is_some_and(|value| value.kind == ValueKind::Reflectance) {
            for word in words.split_ascii_whitespace() {
                let number = self.numbers.read(self.text, word, span, "ReflectanceSpectrum")?;
                self.push(number, span)?;
            }
        }
        if let (Some(value), Some(object)) = (self.value.take(), &mut self.object) {
            object.values.push(value);
        }
        Ok(())
    }

    fn push(&mut self, number: f64, span: &Range<usize>) -> Result<(), Diagnostic> {
        let Some(value) = &mut self.value else { return Ok(()) };
        if value.numbers.len() >= POINTS_MAX {
            let message = format!("A spectrum has more than {POINTS_MAX} values.");
            return Err(self.text.fault("long-spectrum", span, message, "Export it in steps of 10 nm."));
        }
        value.numbers.push(number);
        Ok(())
    }

    fn finish(mut self) -> Result<Import, Diagnostic> {
        self.numbers.agree(self.text, &mut self.notes)?;
        let objects = std::mem::take(&mut self.objects);
        let mut raws = Vec::with_capacity(objects.len());
        for object in objects {
            raws.extend(self.raw(object)?);
        }
        if raws.is_empty() {
            return Err(self.no_color());
        }
        let used = self.specifications.values();
        let mut geometries = used.filter_map(Specification::geometry);
        let geometry = geometries.next().filter(|first| geometries.all(|other| other == *first));
        let instrument = self.specifications.values().find_map(|s| s.device.clone());
        let stated = Stated { format: Format::Cxf3, geometry, instrument };
        settle(self.text, raws, stated, Some(Scale::Fraction), self.options, self.notes)
    }

    fn no_color(&self) -> Diagnostic {
        let message = if self.device_values {
            "The file holds only amounts for a device, such as CMYK, and no colour that was measured."
        } else {
            "No object of the file has a colour that was measured."
        };
        self.text.fault("no-color", &self.text.end(), message, "Export Lab or spectra from the instrument.")
    }

    /// An object's colours as a sample; `None` without one that can be used.
    fn raw(&mut self, object: Object) -> Result<Option<Raw>, Diagnostic> {
        let name = if object.name.is_empty() { object.id } else { object.name };
        let mut raw = Raw { name, span: object.span, ..Raw::default() };
        for value in &object.values {
            let specification = self.specifications.get(&value.specification).cloned().unwrap_or_default();
            if value.kind == ValueKind::Emissive || specification.is_emissive() {
                return Err(emissive(self.text, &value.span));
            }
            if value.kind == ValueKind::Transmissive || specification.measures.contains("ransmittance") {
                let message = "The file is of light that went through the samples.";
                return Err(self.text.fault("transmissive", &value.span, message, MEASURE_REFLECTANCE));
            }
            match value.kind {
                ValueKind::Lab | ValueKind::Xyz | ValueKind::Srgb => self.triple(&mut raw, value, &specification)?,
                ValueKind::Reflectance | ValueKind::Custom => self.spectrum(&mut raw, value, &specification)?,
                _ => {}
            }
        }
        let has_color = raw.lab.is_some() || raw.xyz.is_some() || raw.rgb.is_some() || !raw.points.is_empty();
        if !has_color {
            let message =
                format!("The object \"{}\" has no colour that was measured and was left out.", shown(&raw.name));
            note(&mut self.notes, Diagnostic::warning("object-without-color", message, "Look it over."));
        }
        Ok(has_color.then_some(raw))
    }

    fn triple(&mut self, raw: &mut Raw, value: &Value, of: &Specification) -> Result<(), Diagnostic> {
        let [Some(x), Some(y), Some(z)] = value.three else {
            let message = "A colour does not have its three numbers.";
            return Err(self.text.fault("colour-in-part", &value.span, message, "Export the file again."));
        };
        let (slot, has_white) = match value.kind {
            ValueKind::Lab => (&mut raw.lab, true),
            ValueKind::Xyz => (&mut raw.xyz, true),
            _ => (&mut raw.rgb, false),
        };
        if slot.is_some() {
            note(&mut self.notes, twice(&raw.name));
            return Ok(());
        }
        *slot = Some([x, y, z]);
        // Lab and XYZ under two lights: Lab is the sample's.
        let both = raw.lab.is_some() && raw.xyz.is_some();
        if both && raw.white != of.white {
            raw.xyz = None;
        }
        if has_white && (value.kind == ValueKind::Lab || !both) {
            raw.white = of.white.clone();
        }
        Ok(())
    }

    fn spectrum(&mut self, raw: &mut Raw, value: &Value, of: &Specification) -> Result<(), Diagnostic> {
        if !raw.points.is_empty() {
            note(&mut self.notes, twice(&raw.name));
            return Ok(());
        }
        let nm: Vec<f64> = if value.kind == ValueKind::Custom {
            value.nm.clone()
        } else {
            let (Some(start), Some(step)) = (value.start_nm.or(of.start_nm), of.step_nm) else {
                let message = "The spectrum's wavelengths are nowhere stated: WavelengthRange with StartWL and Increment is missing.";
                return Err(self.text.fault("no-wavelengths", &value.span, message, "Export the file again."));
            };
            (0_u32..).map(|i| start + step * f64::from(i)).take(value.numbers.len()).collect()
        };
        let is_light = |nm: &f64| super::spectral::NM.contains(nm);
        if !nm.iter().all(is_light) || of.step_nm.is_some_and(|step| step <= 0.0 && value.kind != ValueKind::Custom) {
            let message = "A wavelength of the spectrum is no wavelength of light in nanometres.";
            return Err(self.text.fault(
                "bad-wavelength",
                &value.span,
                message,
                "Export spectra in nm, such as 380 to 730.",
            ));
        }
        if raw.lab.is_none() && raw.xyz.is_none() {
            raw.white = of.white.clone();
        }
        raw.points = nm.into_iter().zip(value.numbers.iter().copied()).collect();
        raw.scale = Some(Scale::Fraction); // by the definition of the format
        Ok(())
    }
}

fn twice(name: &str) -> Diagnostic {
    Diagnostic::warning(
        "colour-twice",
        format!("\"{}\" has several colours of one kind; the first was taken.", shown(name)),
        "Export one measuring condition at a time if another is meant.",
    )
}

impl Specification {
    fn take(&mut self, element: &str, words: &str) {
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

    fn is_emissive(&self) -> bool {
        self.measures.contains("Emissive") || matches!(self.units.as_str(), "cd/m2" | "fL" | "cd/ft2")
    }

    fn geometry(&self) -> Option<Geometry> {
        let is = |angle: Option<f64>, of: f64| angle.is_some_and(|angle| (angle - of).abs() < 0.5);
        let [lit, seen] = self.angles;
        let normal = (is(lit, 45.0) && is(seen, 0.0)) || (is(lit, 0.0) && is(seen, 45.0));
        if normal { Some(Geometry::FortyFiveZero) } else { self.geometry }
    }
}

fn namespace_name(resolved: &ResolveResult<'_>) -> String {
    match resolved {
        ResolveResult::Bound(namespace) => {
            let name: &str = namespace.as_ref();
            name.to_owned()
        }
        ResolveResult::Unbound | ResolveResult::Unknown(_) => String::new(),
    }
}
