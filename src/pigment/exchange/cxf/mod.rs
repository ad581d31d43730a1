//! Color Exchange Format 3: what an object's colours are, and what its specifications say of them, in whatever order.

mod parts;
mod settle;

use super::assemble::too_many;
use super::numbers::Numbers;
use super::text::{Text, shown};
use super::{Import, ImportOptions};
use crate::diagnostic::Diagnostic;
use parts::{Object, Specification, Value, ValueKind};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use std::collections::BTreeMap;
use std::ops::Range;

/// What namespaces of the format hold; the prefix may be any.
const NAMESPACE: &str = "colorexchangeformat.com/CxF3";
const NAMESPACE_2: &str = "colorexchangeformat.com/v2";
/// Elements within elements; the format needs about ten.
const DEPTH_MAX: usize = 32;
/// Bytes of attributes of one element, and namespaces declared in it: each is looked through for every element below.
const ATTRIBUTES_MAX: usize = 20_000;
const NAMESPACES_MAX: usize = 16;
/// Values of one spectrum.
const POINTS_MAX: usize = 2500;

/// Reads a CxF3 file.
pub(super) fn read(text: Text<'_>, options: &ImportOptions, notes: Vec<Diagnostic>) -> Result<Import, Diagnostic> {
    let mut document = Document { text, options, notes, ..Document::empty(text, options) };
    document.parse()?;
    document.finish()
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
        let attributes = element.attributes_raw();
        if attributes.len() > ATTRIBUTES_MAX || attributes.matches("xmlns").count() > NAMESPACES_MAX {
            let message = format!("<{}> has more attributes than any element of CxF3.", shown(name));
            return Err(self.text.fault("bad-xml", span, message, "That is no CxF3 file; export it again."));
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
