//! Samples as `[[pigment.drawdown]]` of a catalogue, ready to paste; what nothing states is left as a comment to fill in.

use super::sample::{ReadSpectrum, Sample};
use crate::color::{Geometry, lab_array};
use crate::pigment::parse::records::{BACKING_PERCENT, PERCENT, START_NM, STEP_NM};
use crate::pigment::reader::Bounds;
use std::fmt::Write;

/// What a drawdown needs beside its colour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DrawdownFields {
    /// Volume fraction of concentrate in the film.
    pub fraction: Option<f64>,
    /// Thickness of the wet film, um.
    pub film_um: Option<f64>,
    /// What the backing is called.
    pub backing: Option<String>,
    /// The backing's own colour.
    pub backing_sample: Option<Sample>,
    /// How the instrument lights and sees.
    pub geometry: Option<Geometry>,
    /// The instrument.
    pub instrument: Option<String>,
}

impl DrawdownFields {
    /// What a name written by [`super::drawdown_name`] says; `None` fields for any other name.
    ///
    /// ```
    /// use healtone::pigment::exchange::DrawdownFields;
    /// let read = DrawdownFields::of_name("carbon fraction 0.05 film 50 um on white card");
    /// assert_eq!((read.fraction, read.film_um, read.backing.as_deref()), (Some(0.05), Some(50.0), Some("white card")));
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        let number = |word: &str| {
            let mut words = name.split_whitespace().skip_while(|w| *w != word);
            words.nth(1).and_then(|w| w.parse::<f64>().ok()).filter(|v| v.is_finite())
        };
        let (fraction, film_um) = (number("fraction"), number("film"));
        let backing = name.split_once(" um on ").map(|(_, backing)| backing.trim().to_owned());
        Self { fraction, film_um, backing: backing.filter(|b| !b.is_empty()), ..Self::default() }
    }

    /// Whether a name in the form of [`super::drawdown_name`] is of another pigment than this one.
    #[must_use]
    pub fn is_of_another(name: &str, pigment: &str) -> bool {
        let read = Self::of_name(name);
        read.fraction.is_some() && read.film_um.is_some() && name.split_whitespace().next() != Some(pigment)
    }

    /// The same with what another says where this says nothing.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            fraction: self.fraction.or(other.fraction),
            film_um: self.film_um.or(other.film_um),
            backing: self.backing.or_else(|| other.backing.clone()),
            backing_sample: self.backing_sample.or_else(|| other.backing_sample.clone()),
            geometry: self.geometry.or(other.geometry),
            instrument: self.instrument.or_else(|| other.instrument.clone()),
        }
    }
}

/// A sample as a `[[pigment.drawdown]]`; `None` where it has neither a spectrum nor a Lab for D50 and 2 degrees.
///
/// A name in the form of [`super::drawdown_name`] fills in what `fields` leaves open; what is then still open stands as
/// a comment, so that the catalogue is refused until somebody has filled it in.
#[must_use]
pub fn drawdown_toml(sample: &Sample, fields: &DrawdownFields) -> Option<String> {
    let fields = fields.clone().or(&DrawdownFields::of_name(&sample.name));
    let reading = reading(sample, &PERCENT)?;
    let mut out = format!("[[pigment.drawdown]] # {}\n", sample.name.replace(char::is_control, " "));
    let mut line = |key: &str, value: Option<String>, hint: &str| {
        let _ = match value {
            Some(value) => writeln!(out, "{key} = {value}"),
            None => writeln!(out, "# {key} = {hint}"),
        };
    };
    line("fraction", fields.fraction.map(|v| v.to_string()), "0.05 # volume fraction of concentrate in the film");
    line("film_um", fields.film_um.map(|v| v.to_string()), "50 # gap of the applicator, wet, in micrometres");
    let backing = fields.backing_sample.as_ref().and_then(|card| self::reading(card, &BACKING_PERCENT)).map(|keys| {
        let name = fields.backing.as_deref().map(|name| format!("name = {}, ", quoted(name)));
        format!("{{ {}{} }}", name.unwrap_or_default(), keys.join(", "))
    });
    let hint = format!(
        "{{ name = {}, lab_d50_2deg = [95.0, 0.0, 2.0] }} # measure the bare backing",
        quoted(fields.backing.as_deref().unwrap_or("white card"))
    );
    line("backing", backing, &hint);
    for key in reading {
        line(key.split_once(" = ")?.0, key.split_once(" = ").map(|(_, value)| value.to_owned()), "");
    }
    if fields.instrument.is_some() {
        line("instrument", fields.instrument.as_deref().map(quoted), "");
    }
    let geometry = fields.geometry.map(|geometry| quoted(geometry.name()));
    line("geometry", geometry, "\"45:0\" # how the instrument lights and sees: 45:0, sci or sce");
    Some(out)
}

/// `lab_d50_2deg` and `spectrum_percent` as lines; `None` with neither.
fn reading(sample: &Sample, percent: &Bounds) -> Option<Vec<String>> {
    let stated = sample.lab.as_ref().is_some_and(|lab| lab.white == super::White::d50());
    let spectrum = sample.spectrum.as_ref().and_then(|s| on_a_catalogues_grid(s, percent));
    let mut keys = Vec::new();
    if stated || spectrum.is_none() {
        let lab = lab_array(sample.lab_d50()?);
        keys.push(format!("lab_d50_2deg = {}", list(&lab)));
    }
    keys.extend(spectrum);
    Some(keys)
}

/// A spectrum as a catalogue takes it: evenly spaced, of the whole visible range, within its bounds.
fn on_a_catalogues_grid(spectrum: &ReadSpectrum, percent: &Bounds) -> Option<String> {
    let sampled = spectrum.sampled().filter(|_| spectrum.covers_the_visible())?;
    let is_on_grid = START_NM.admit(sampled.start_nm) && STEP_NM.admit(sampled.step_nm);
    let fits = is_on_grid && sampled.values_percent.iter().all(|v| percent.admit(*v));
    fits.then(|| {
        let values = list(&sampled.values_percent);
        format!(
            "spectrum_percent = {{ start_nm = {}, step_nm = {}, values = {values} }}",
            sampled.start_nm, sampled.step_nm
        )
    })
}

fn list(values: &[f64]) -> String {
    // Digits beyond a millionth are those of binary fractions, not of an instrument.
    let words: Vec<String> = values.iter().map(|v| format!("{}", (v * 1e6).round() / 1e6 + 0.0)).collect();
    format!("[{}]", words.join(", "))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
