//! A user's own colour chart, read with every fault at once.

use super::table::{Codes, Reader, Value, shown};
use crate::chart::{
    COLUMNS, ChartDefinition, ChartSource, OwnChartFault, PATCHES, ROWS, definition, definition_faults, nearest_skin,
    paint_of,
};
use crate::color::{D50, D65, Spectrum, Viewing, lab_from};
use crate::data::SourceKind;
use crate::diagnostic::Diagnostic;
use crate::pigment::SampledSpectrum;
use std::ops::{Range, RangeInclusive};
use std::path::Path;
use toml::de::DeTable;

/// The version of the format.
pub const CHART_SCHEMA: &str = "healtone.chart/1";

const CODES: Codes = Codes {
    syntax: "chart-file-syntax",
    unknown_key: "chart-file-unknown-key",
    missing_key: "chart-file-missing-key",
    wrong_type: "chart-file-wrong-type",
    value: "chart-file-value",
    too_many: "chart-file-too-many",
};

pub(super) const LAB_D50: &str = "lab_d50_2deg";
pub(super) const LAB_D65: &str = "lab_d65_2deg";
pub(super) const SPECTRA: &str = "spectra_percent";
const TOP_KEYS: &[&str] =
    &["schema", "id", "name", "patch_share", "pitch_mm", "skin_patches", "source", LAB_D50, LAB_D65, SPECTRA];
const SOURCE_KEYS: &[&str] = &["name", "kind", "date"];
const SPECTRA_KEYS: &[&str] = &["start_nm", "step_nm", "values"];

const LONGEST_ID: usize = 40;
const LONGEST_NAME: usize = 60;
const LONGEST_SOURCE: usize = 200;
/// Under a third of the pitch a patch is too small to be read beside its frame; with none between them, patches run into
/// each other for the finder.
pub(super) const PATCH_SHARE: RangeInclusive<f64> = 0.35..=0.97;
/// From a chart on a thumbnail to one on an easel.
pub(super) const PITCH_MM: RangeInclusive<f64> = 1.0..=200.0;
pub(super) const LIGHTNESS: RangeInclusive<f64> = 0.0..=100.0;
pub(super) const OPPONENT: RangeInclusive<f64> = -128.0..=128.0;
pub(super) const PERCENT: RangeInclusive<f64> = 0.0..=100.0;
pub(super) const START_NM: RangeInclusive<f64> = 200.0..=400.0;
pub(super) const STEP_NM: RangeInclusive<f64> = 1.0..=20.0;
/// Least wavelength that the last value must have.
const LAST_NM: f64 = 700.0;
/// Values of one spectrum: 200 nm to 1200 nm, nanometre by nanometre.
const MOST_BANDS: usize = 1001;

/// Whether a chart's name is that of a file and not the id of a built-in one.
///
/// ```
/// use healtone::store::is_chart_file;
/// assert!(is_chart_file("charts/studio-card.toml") && !is_chart_file("colorchecker-mini"));
/// ```
#[must_use]
pub fn is_chart_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// Reads the text of a chart; `file` is what to call it in messages. `src/docs/own-chart.md` has a whole one.
///
/// ```text
/// schema = "healtone.chart/1"
/// id = "studio-card"                   # kebab-case, none of the built-in ones
/// name = "Studio card, first print"
/// patch_share = 0.80                   # side of a patch over the distance of patch centres
/// pitch_mm = [22.0, 22.0]              # optional: that distance along and across the rows
/// skin_patches = [1, 2]                # optional: dark and light skin; else the nearest to the ColorChecker's
/// lab_d50_2deg = [[37.5, 14.4, 14.9], ...]       # 24, row by row; or lab_d65_2deg, or spectra_percent = { start_nm,
///                                                # step_nm, values = [[...], ...] }
/// [source]
/// name = "A. Example, i1Pro 3"
/// kind = "measured"                    # measured | supplier | literature | computed | assumed
/// date = 2026-10-02
/// ```
///
/// # Errors
/// All faults that can be told apart, each with its place: syntax, unknown and missing keys, wrong types and lengths,
/// numbers out of range, colours that no paint has, and a chart that could not be measured by ([`definition_faults`]).
///
/// ```
/// let faults = healtone::store::parse_chart("card.toml", "schema = \"healtone.chart/1\"\nid = \"My card\"\n").unwrap_err();
/// assert!(faults[0].to_string().starts_with("card.toml:2:6: "), "{}", faults[0]);
/// ```
pub fn parse_chart(file: &str, text: &str) -> Result<ChartDefinition, Vec<Diagnostic>> {
    Reader::read(file, text, &CODES, chart)
}

fn chart(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Option<ChartDefinition> {
    reader.keys(document, TOP_KEYS, "A chart");
    let end = reader.end();
    let remedy = format!("Write schema = \"{CHART_SCHEMA}\".");
    if let Some(value) = reader.required(document, "schema", &end, &remedy) {
        reader.choice("schema", value, &[(CHART_SCHEMA, ())]);
    }
    let id = reader.required(document, "id", &end, "Add id = \"studio-card\", a short name of its own.");
    let id = id.and_then(|value| self::id(reader, value));
    let name = reader.required(document, "name", &end, "Add name = \"Studio card\", what people call it.");
    let name = name.and_then(|value| reader.text("name", value, LONGEST_NAME).map(str::to_owned));
    let remedy = "Add patch_share: the side of a patch over the distance of patch centres, such as 0.80.";
    let share = reader.required(document, "patch_share", &end, remedy);
    let share = share.and_then(|value| reader.number("patch_share", value, &PATCH_SHARE));
    let pitch_mm = document.get("pitch_mm").map(|value| pair(reader, "pitch_mm", value, &PITCH_MM));
    let skin = document.get("skin_patches").map(|value| skin_patches(reader, value));
    let source = reader.required(document, "source", &end, "Add [source] with name, kind and date.");
    let source = source.and_then(|value| self::source(reader, value));
    let (spectra, at) = spectra(reader, document)?;
    // What is missing here was reported above; the colours can be judged without it.
    let mut chart = ChartDefinition {
        id: id.unwrap_or_default(),
        name: name.unwrap_or_default(),
        spectra,
        skin_patches: [1, 2],
        patch_share: share.unwrap_or_default(),
        pitch_mm: pitch_mm.flatten(),
        source,
    };
    chart.skin_patches = skin.flatten().unwrap_or_else(|| nearest_skin(&chart));
    for fault in definition_faults(&chart) {
        let (message, remedy) = said(fault);
        reader.value_fault(at.clone(), message, remedy);
    }
    Some(chart)
}

fn id(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<String> {
    let id = reader.text("id", value, LONGEST_ID)?;
    let word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !id.split('-').all(word) {
        let message = format!("`id` is \"{}\", which is not kebab-case.", shown(id));
        reader.value_fault(value.span(), message, "Use small letters and digits, joined by hyphens: studio-card.");
        return None;
    }
    if definition(id).is_ok() {
        let message = format!("`id` is \"{id}\", which is a built-in chart.");
        reader.value_fault(value.span(), message, "Give this chart a name of its own; results state it.");
        return None;
    }
    Some(id.to_owned())
}

fn pair(reader: &mut Reader<'_>, key: &str, value: &Value<'_>, range: &RangeInclusive<f64>) -> Option<[f64; 2]> {
    let [one, other] = &numbers(reader, key, value, &[range.clone(), range.clone()])?[..] else { return None };
    Some([*one, *other])
}

/// A list of as many numbers as there are ranges.
fn numbers(reader: &mut Reader<'_>, key: &str, value: &Value<'_>, ranges: &[RangeInclusive<f64>]) -> Option<Vec<f64>> {
    let wanted = format!("Write {} numbers in brackets.", ranges.len());
    let list = reader.list(key, value, MOST_BANDS, &wanted)?;
    if list.len() != ranges.len() {
        reader.value_fault(value.span(), format!("`{key}` has {} numbers.", list.len()), wanted);
        return None;
    }
    let read: Vec<Option<f64>> =
        list.iter().zip(ranges).map(|(value, range)| reader.number(key, value, range)).collect();
    read.into_iter().collect()
}

fn skin_patches(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<[usize; 2]> {
    let pair = pair(reader, "skin_patches", value, &(1.0..=PATCHES as f64))?;
    let patch = |number: f64| (1..=PATCHES).find(|patch| (*patch as f64 - number).abs() < 1e-9);
    let [Some(dark), Some(light)] = pair.map(patch) else {
        reader.value_fault(value.span(), "Patches are counted in whole numbers.", "Write it as skin_patches = [1, 2].");
        return None;
    };
    if dark == light {
        reader.value_fault(value.span(), "`skin_patches` names one patch twice.", "Name two, or leave the line out.");
        return None;
    }
    Some([dark, light])
}

fn source(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<ChartSource> {
    let table = reader.table("source", value)?;
    reader.keys(table, SOURCE_KEYS, "[source]");
    let at = value.span();
    let name = reader.required(table, "name", &at, "Add name = \"who measured it, with what\".");
    let name = name.and_then(|value| reader.text("name", value, LONGEST_SOURCE).map(str::to_owned));
    let kinds = SourceKind::ALL.map(|kind| (kind.name(), kind));
    let kind = reader.required(table, "kind", &at, "Add kind = \"measured\", or how else the colours came to be.");
    let kind = kind.and_then(|value| reader.choice("kind", value, &kinds));
    let date = reader.required(table, "date", &at, "Add date = 2026-10-02, the day they were: charts fade.");
    let date = date.and_then(|value| reader.date("date", value)).map(|date| date.to_string());
    Some(ChartSource { name: name?, kind: kind?, date: date? })
}

type Spectra = [Spectrum; PATCHES];

/// The spectra, from whichever of the three keys there is, and where it stands.
fn spectra(reader: &mut Reader<'_>, document: &DeTable<'_>) -> Option<(Spectra, Range<usize>)> {
    let given: Vec<(&str, &Value<'_>)> =
        [LAB_D50, LAB_D65, SPECTRA].into_iter().filter_map(|key| Some((key, document.get(key)?))).collect();
    match given[..] {
        [(key, value)] => {
            let spectra = match key {
                LAB_D50 => labs::<D50>(reader, key, value),
                LAB_D65 => labs::<D65>(reader, key, value),
                _ => sampled(reader, value),
            };
            Some((spectra?, value.span()))
        }
        [] => {
            let end = reader.end();
            reader.required(document, SPECTRA, &end, &format!("Add it, or {LAB_D50} or {LAB_D65}."))?;
            None
        }
        [_, (key, value), ..] => {
            let message = format!("`{key}` gives the colours a second time.");
            reader.value_fault(value.span(), message, "Keep one of them: the spectra, where there are any.");
            None
        }
    }
}

/// 24 entries, row by row.
fn each<T>(
    reader: &mut Reader<'_>,
    key: &str,
    value: &Value<'_>,
    mut read: impl FnMut(&mut Reader<'_>, usize, &Value<'_>) -> Option<T>,
) -> Option<[T; PATCHES]> {
    let layout = format!("Give {PATCHES} in brackets, {ROWS} rows of {COLUMNS}, row by row.");
    let list = reader.list(key, value, MOST_BANDS, &layout)?;
    if list.len() != PATCHES {
        let message = format!("`{key}` has {} patches; charts of {PATCHES} can be used.", list.len());
        reader.value_fault(value.span(), message, layout);
        return None;
    }
    let read: Vec<Option<T>> = list.iter().enumerate().map(|(i, value)| read(reader, i + 1, value)).collect();
    read.into_iter().collect::<Option<Vec<T>>>()?.try_into().ok()
}

fn labs<W: Viewing>(reader: &mut Reader<'_>, key: &str, value: &Value<'_>) -> Option<Spectra> {
    each(reader, key, value, |reader, patch, value| {
        let lab = numbers(reader, key, value, &[LIGHTNESS, OPPONENT, OPPONENT])?;
        let spectrum = paint_of::<W>(lab_from([lab[0], lab[1], lab[2]]));
        if spectrum.is_none() {
            let message = format!("Patch {patch}, Lab {}, {}, {}, is no colour of paint.", lab[0], lab[1], lab[2]);
            reader.value_fault(value.span(), message, "Check the numbers, or give spectra_percent instead.");
        }
        spectrum
    })
}

fn sampled(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Spectra> {
    let table = reader.table(SPECTRA, value)?;
    reader.keys(table, SPECTRA_KEYS, SPECTRA);
    let at = value.span();
    let start = reader.required(table, "start_nm", &at, "Add start_nm, the wavelength of the first value.");
    let start_nm = start.and_then(|value| reader.number("start_nm", value, &START_NM));
    let step = reader.required(table, "step_nm", &at, "Add step_nm, the distance of the values.");
    let step_nm = step.and_then(|value| reader.number("step_nm", value, &STEP_NM));
    let values = reader.required(table, "values", &at, "Add values = [[...], ...], in percent, a list for each patch.");
    let (start_nm, step_nm, values) = (start_nm?, step_nm?, values?);
    each(reader, "values", values, |reader, patch, value| {
        let list = reader.list("values", value, MOST_BANDS, "Write the reflectances in percent, in brackets.")?;
        let read: Vec<Option<f64>> = list.iter().map(|value| reader.number("values", value, &PERCENT)).collect();
        let last_nm = start_nm + step_nm * (list.len() as f64 - 1.0);
        if last_nm < LAST_NM {
            let message =
                format!("Patch {patch}: {} values from {start_nm} nm by {step_nm} nm end too soon.", list.len());
            reader.value_fault(value.span(), message, "Give the instrument's whole range, at least 400 to 700 nm.");
            return None;
        }
        let values_percent = read.into_iter().collect::<Option<_>>()?;
        Some(SampledSpectrum { start_nm, step_nm, values_percent }.reflectance())
    })
}

fn said(fault: OwnChartFault) -> (String, String) {
    match fault {
        OwnChartFault::FewGreys { greys, least } => (
            format!("{greys} of the {PATCHES} patches are greys."),
            format!("Use a chart with at least {least} patches of a chroma of 5 or less, one of them white."),
        ),
        OwnChartFault::NoWhite { reflectance, least } => (
            format!("The lightest grey reflects {:.0} %.", 100.0 * reflectance),
            format!("Use a chart with a white that reflects {:.0} % or more.", 100.0 * least),
        ),
        OwnChartFault::FewColours { colours, least } => (
            format!("{colours} of the {PATCHES} patches are colourful."),
            format!(
                "Use a chart with at least {least} patches of a chroma of 20 or more: cameras are told by colours."
            ),
        ),
        OwnChartFault::Symmetric { how, de00, .. } => (
            format!("The chart looks nearly the same {how} ({de00:.1} dE00 apart)."),
            "Check the order of the patches: which is which could not be told in a photo.".to_owned(),
        ),
    }
}
