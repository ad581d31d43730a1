//! Objects and specifications of a whole CxF3 file to samples.

use super::Document;
use super::parts::{Object, Specification, Value, ValueKind};
use crate::diagnostic::Diagnostic;
use crate::pigment::exchange::Import;
use crate::pigment::exchange::assemble::Raw;
use crate::pigment::exchange::cgats::{MEASURE_REFLECTANCE, emissive};
use crate::pigment::exchange::finish::{Stated, settle};
use crate::pigment::exchange::format::Format;
use crate::pigment::exchange::spectral::{NM, Scale};
use crate::pigment::exchange::text::{note, shown};

impl Document<'_> {
    pub(super) fn finish(mut self) -> Result<Import, Diagnostic> {
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
        let is_light = |nm: &f64| NM.contains(nm);
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
