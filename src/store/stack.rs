//! STACK.toml: layers of tissue and pigment, read with every fault at once.

use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::skin::domain::{
    ABSORPTION, ANISOTROPY, DIAMETER, Domain, OPTICAL_DEPTH, PITCH, REDUCED_SCATTERING, REFRACTIVE_INDEX, THICKNESS,
    WAVELENGTH,
};
use crate::skin::{Lattice, MOST_LAYERS, MOST_WAVELENGTHS, PerWavelength, Stack, StackDots, StackLayer, StackMedium};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The anisotropy of a layer that names none.
const USUAL_G: f64 = 0.8;

const TOP_KEYS: &[&str] = &["wavelength_nm", "surface", "layer"];
const SURFACE_KEYS: &[&str] = &["n"];
const LAYER_KEYS: &[&str] = &["thickness_mm", "mua_per_mm", "musp_per_mm", "g", "dots"];
const DOTS_KEYS: &[&str] = &["diameter_mm", "pitch_mm", "lattice", "tau"];
const LATTICES: &[(&str, Lattice)] =
    &[("square", Lattice::Square), ("hexagonal", Lattice::Hexagonal), ("random", Lattice::Random)];

/// Reads the text of a STACK.toml; `file` is what to call it in messages.
///
/// ```text
/// wavelength_nm = [450, 550]
/// [surface]
/// n = 1.40
/// [[layer]]                     # from the surface down
/// thickness_mm = 0.06
/// mua_per_mm = [5.4, 1.2]       # one number, or one for each wavelength
/// musp_per_mm = 7.0
/// g = 0.8                       # optional
/// [layer.dots]                  # optional, not in the last layer
/// diameter_mm = 0.3
/// pitch_mm = 0.9
/// lattice = "square"            # square | hexagonal | random
/// tau = 1.2
/// [[layer]]                     # the last: without thickness, semi-infinite
/// mua_per_mm = 0.1
/// musp_per_mm = 3.0
/// ```
///
/// # Errors
/// All faults that can be told apart, each with its place: syntax, unknown and missing keys, wrong types and lengths,
/// numbers outside their domain, a last layer with a thickness or with dots, others without thickness.
///
/// ```
/// let text = "wavelength_nm = [550]\nsurface.n = 1.4\n[[layer]]\nmua_per_mm = 0.1\nmusp_per_m = 3\n";
/// let faults = healtone::store::parse_stack("stack.toml", text).unwrap_err();
/// assert!(faults[0].to_string().starts_with("stack.toml:5:1: "));
/// assert!(faults[0].remedy.contains("musp_per_mm"));
/// ```
pub fn parse_stack(file: &str, text: &str) -> Result<Stack, Vec<Diagnostic>> {
    let (document, syntax) = DeTable::parse_recoverable(text);
    let mut reader = Reader { file, text, faults: Vec::new() };
    for error in syntax {
        let span = error.span().unwrap_or(0..0);
        reader.fault(
            "stack-syntax",
            span,
            format!("This is not TOML: {}.", error.message().trim_end()),
            "Correct the line.",
        );
    }
    // What follows a syntax error would be faults of its making.
    let stack = if reader.faults.is_empty() { reader.stack(document.get_ref()) } else { None };
    match stack {
        Some(stack) if reader.faults.is_empty() => Ok(stack),
        _ => Err(reader.faults),
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, code: &'static str, span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        let fault = Diagnostic::error(Kind::Unfit, code, message, remedy);
        self.faults.push(fault.at(self.file, self.text, span));
    }

    fn limit(&mut self, span: Range<usize>, what: &str, count: usize, most: usize) {
        let message = format!("There are {count} {what}, {most} are allowed.");
        let fault = Diagnostic::error(Kind::Limit, "stack-too-many", message, "Divide the work among several files.");
        self.faults.push(fault.at(self.file, self.text, span));
    }

    fn stack(&mut self, document: &DeTable<'_>) -> Option<Stack> {
        self.keys(document, TOP_KEYS, "a stack");
        let end = self.text.len()..self.text.len();
        let wavelength_nm = self.wavelengths(document, &end);
        // A list of unknown length cannot have the wrong one.
        let count = wavelength_nm.as_ref().map(Vec::len);
        let n = self.surface(document, &end);
        let parts = self.layers(document, count, &end);
        let (layers, ground) = parts?;
        Some(Stack { wavelength_nm: wavelength_nm?, n: n?, layers, ground })
    }

    fn wavelengths(&mut self, document: &DeTable<'_>, end: &Range<usize>) -> Option<Vec<f64>> {
        let value = self.required(document, "wavelength_nm", end)?;
        let span = value.span();
        let Some(list) = value.get_ref().as_array() else {
            self.fault("stack-wrong-type", span, "wavelength_nm is not a list.", "Write wavelength_nm = [550].");
            return None;
        };
        if list.is_empty() {
            self.fault("stack-wrong-length", span, "wavelength_nm is empty.", "Name at least one wavelength.");
            return None;
        }
        if list.len() > MOST_WAVELENGTHS {
            self.limit(span, "wavelengths", list.len(), MOST_WAVELENGTHS);
            return None;
        }
        let values: Vec<Option<f64>> = list.iter().map(|v| self.number("wavelength_nm", v, &WAVELENGTH)).collect();
        // Faults in single values do not change how many there are.
        Some(values.into_iter().map(|v| v.unwrap_or(f64::NAN)).collect())
    }

    fn surface(&mut self, document: &DeTable<'_>, end: &Range<usize>) -> Option<f64> {
        let value = self.required(document, "surface", end)?;
        let table = self.table("surface", value)?;
        self.keys(table, SURFACE_KEYS, "[surface]");
        self.required_number(table, "n", &REFRACTIVE_INDEX, &value.span())
    }

    fn layers(
        &mut self,
        document: &DeTable<'_>,
        count: Option<usize>,
        end: &Range<usize>,
    ) -> Option<(Vec<StackLayer>, StackMedium)> {
        let value = self.required(document, "layer", end)?;
        let Some(list) = value.get_ref().as_array() else {
            self.fault("stack-wrong-type", value.span(), "layer is not a list of tables.", "Write [[layer]].");
            return None;
        };
        if list.len() > MOST_LAYERS {
            self.limit(value.span(), "layers", list.len(), MOST_LAYERS);
            return None;
        }
        let Some((last, above)) = list.split_last() else {
            self.fault("stack-missing-key", value.span(), "There are no layers.", "Write [[layer]] at least once.");
            return None;
        };
        let layers: Vec<Option<StackLayer>> = above.iter().map(|layer| self.layer(layer, count)).collect();
        let ground = self.ground(last, count);
        Some((layers.into_iter().collect::<Option<_>>()?, ground?))
    }

    fn layer(&mut self, value: &Value<'_>, count: Option<usize>) -> Option<StackLayer> {
        let table = self.table("layer", value)?;
        self.keys(table, LAYER_KEYS, "[[layer]]");
        let thickness_mm = if table.contains_key("thickness_mm") {
            self.required_number(table, "thickness_mm", &THICKNESS, &value.span())
        } else {
            let message = "This layer has no thickness_mm, but others follow below it.";
            self.fault("stack-thickness", value.span(), message, "Add thickness_mm; only the last layer goes without.");
            None
        };
        let medium = self.medium(table, count, &value.span());
        let dots = table.get("dots").map(|dots| self.dots(dots, count));
        let (thickness_mm, medium) = (thickness_mm?, medium?);
        let dots = if let Some(dots) = dots { Some(dots?) } else { None };
        Some(StackLayer { thickness_mm, medium, dots })
    }

    fn ground(&mut self, value: &Value<'_>, count: Option<usize>) -> Option<StackMedium> {
        let table = self.table("layer", value)?;
        self.keys(table, LAYER_KEYS, "[[layer]]");
        if let Some(thickness) = table.get("thickness_mm") {
            let message = "The last layer has a thickness_mm, but is semi-infinite.";
            self.fault("stack-thickness", thickness.span(), message, "Remove it, or add a layer below.");
        }
        if let Some(dots) = table.get("dots") {
            let message = "The last layer has dots, but no height for them to fill.";
            self.fault("stack-dots", dots.span(), message, "Put the dots into a layer with thickness_mm above it.");
        }
        self.medium(table, count, &value.span())
    }

    fn medium(&mut self, table: &DeTable<'_>, count: Option<usize>, span: &Range<usize>) -> Option<StackMedium> {
        let mua_per_mm = self.required_values(table, "mua_per_mm", &ABSORPTION, count, span);
        let musp_per_mm = self.required_values(table, "musp_per_mm", &REDUCED_SCATTERING, count, span);
        let g = match table.get("g") {
            Some(value) => self.values("g", value, &ANISOTROPY, count),
            None => Some(PerWavelength::Constant(USUAL_G)),
        };
        Some(StackMedium { mua_per_mm: mua_per_mm?, musp_per_mm: musp_per_mm?, g: g? })
    }

    fn dots(&mut self, value: &Value<'_>, count: Option<usize>) -> Option<StackDots> {
        let table = self.table("dots", value)?;
        self.keys(table, DOTS_KEYS, "[layer.dots]");
        let diameter_mm = self.required_number(table, "diameter_mm", &DIAMETER, &value.span());
        let pitch_mm = self.required_number(table, "pitch_mm", &PITCH, &value.span());
        let lattice = self.lattice(table, &value.span());
        let tau = self.required_values(table, "tau", &OPTICAL_DEPTH, count, &value.span());
        if let (Some(diameter), Some(pitch), Some(at)) = (diameter_mm, pitch_mm, table.get("pitch_mm"))
            && pitch < diameter
        {
            let message = format!("pitch_mm = {pitch} is less than diameter_mm = {diameter}: the dots would overlap.");
            self.fault("stack-dots", at.span(), message, "Make the pitch at least the diameter.");
            return None;
        }
        Some(StackDots { diameter_mm: diameter_mm?, pitch_mm: pitch_mm?, lattice: lattice?, tau: tau? })
    }

    fn lattice(&mut self, table: &DeTable<'_>, span: &Range<usize>) -> Option<Lattice> {
        let value = self.required(table, "lattice", span)?;
        let names = LATTICES.iter().map(|(name, _)| *name);
        let text = value.get_ref().as_str().unwrap_or_default();
        let found = LATTICES.iter().find(|(name, _)| *name == text).map(|(_, lattice)| *lattice);
        if found.is_none() {
            let remedy = did_you_mean(text, names);
            self.fault("stack-wrong-type", value.span(), "lattice is none of the three known.", remedy);
        }
        found
    }

    /// Complains about every key that is not known.
    fn keys(&mut self, table: &DeTable<'_>, known: &[&'static str], of: &str) {
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            let name = key.get_ref();
            let message = format!("{of} has no key {name:?}.");
            self.fault("stack-unknown-key", key.span(), message, did_you_mean(name, known.iter().copied()));
        }
    }

    fn table<'v, 'i>(&mut self, name: &str, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            let remedy = format!("Write its keys below a heading [{name}].");
            self.fault("stack-wrong-type", value.span(), format!("{name} is not a table."), remedy);
        }
        table
    }

    fn required<'v, 'i>(&mut self, table: &'v DeTable<'i>, key: &str, of: &Range<usize>) -> Option<&'v Value<'i>> {
        let value = table.get(key);
        if value.is_none() {
            self.fault("stack-missing-key", of.clone(), format!("{key} is missing here."), format!("Add {key}."));
        }
        value
    }

    fn required_number(&mut self, table: &DeTable<'_>, key: &str, domain: &Domain, of: &Range<usize>) -> Option<f64> {
        let value = self.required(table, key, of)?;
        self.number(key, value, domain)
    }

    fn required_values(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        domain: &Domain,
        count: Option<usize>,
        of: &Range<usize>,
    ) -> Option<PerWavelength> {
        let value = self.required(table, key, of)?;
        self.values(key, value, domain, count)
    }

    /// One number, or a list with one for each wavelength.
    fn values(&mut self, key: &str, value: &Value<'_>, domain: &Domain, count: Option<usize>) -> Option<PerWavelength> {
        let Some(list) = value.get_ref().as_array() else {
            return self.number(key, value, domain).map(PerWavelength::Constant);
        };
        let values: Vec<Option<f64>> = list.iter().map(|v| self.number(key, v, domain)).collect();
        if let Some(count) = count.filter(|count| *count != values.len()) {
            let message = format!("{key} has {} values for {count} wavelengths.", values.len());
            self.fault("stack-wrong-length", value.span(), message, "Write one number, or one for each wavelength.");
            return None;
        }
        values.into_iter().collect::<Option<_>>().map(PerWavelength::Each)
    }

    fn number(&mut self, key: &str, value: &Value<'_>, domain: &Domain) -> Option<f64> {
        let Some(number) = as_number(value.get_ref()) else {
            let message = format!("{key} is {}, not a number.", value.get_ref().type_str());
            self.fault("stack-wrong-type", value.span(), message, format!("Write {}.", domain.allowed()));
            return None;
        };
        match domain.check(number) {
            Ok(number) => Some(number),
            Err(_) => {
                let message = format!("{key} is {number}, which is out of range.");
                self.fault("stack-out-of-range", value.span(), message, format!("Write {}.", domain.allowed()));
                None
            }
        }
    }
}

/// A TOML integer or float as a number.
fn as_number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        // Integers beyond 2^53 are far outside of every domain here.
        DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|i| i as f64),
        DeValue::Float(f) => f.as_str().parse().ok(),
        _ => None,
    }
}

fn did_you_mean<'k>(typed: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    let all = known.clone().collect::<Vec<_>>().join(", ");
    nearest(typed, known)
        .map_or_else(|| format!("Known are {all}."), |name| format!("Did you mean {name}? Known are {all}."))
}
