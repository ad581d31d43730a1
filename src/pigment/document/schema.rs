//! The JSON Schema of a catalogue: what the types alone do not say, with the reader's own bounds.
//!
//! Every table stands where it is used, and only keywords are used that old drafts have too: editors read one or the
//! other, and show what is beside a reference only by the newest. `prefixItems` is the exception: where it is not known,
//! L* is merely bounded as loosely as a* and b*.

use super::CatalogueDocument;
use crate::data::SourceKind;
use crate::pigment::parse::healing::{bounds, spreads};
use crate::pigment::parse::records::{
    BACKING_PERCENT, CHROMA, DAYS, FIRST_NM, LAST_NM, LIGHTNESS, PERCENT, SPREAD, STEP_NM,
};
use crate::pigment::parse::shade::LONGEST_ID;
use crate::pigment::reader::Bounds;
use crate::pigment::records::HEALED_DAY;
use crate::pigment::{Catalogue, Form};
use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

/// Where the schema lies beside the shipped catalogues; their first line points there, for editors.
pub const CATALOGUE_SCHEMA_FILE: &str = "pigments/catalogue.schema.json";

/// The JSON Schema of a catalogue, draft 2020-12.
///
/// ```
/// let schema = healtone::pigment::catalogue_schema();
/// assert_eq!(schema["properties"]["schema"]["enum"][0], "healtone.catalogue/1");
/// ```
#[must_use]
pub fn catalogue_schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<CatalogueDocument>();
    RecursiveTransform(tidy).transform(&mut schema);
    schema.to_value()
}

/// Keywords in the order in which a person reads them.
const FIRST: [&str; 4] = ["$schema", "title", "description", "type"];

/// TOML has no null, and the sizes of numbers in memory concern nobody. Comments are broken into lines for the source.
fn tidy(schema: &mut Schema) {
    let Some(fields) = schema.as_object_mut() else { return };
    let mut rest = std::mem::take(fields);
    without_null(&mut rest);
    for key in FIRST {
        if let Some(value) = rest.shift_remove(key) {
            let text = value.as_str().filter(|_| key == "description");
            let line = text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").into());
            fields.insert(key.to_owned(), line.unwrap_or(value));
        }
    }
    let is_size = |key: &str, value: &Value| key == "format" && value != "date";
    fields.extend(rest.into_iter().filter(|(key, value)| !is_size(key, value) && key != "default"));
}

/// What may be left out is not a value or `null`, but a value.
fn without_null(fields: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = fields.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            fields.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(forms)) = fields.get_mut("anyOf") {
        forms.retain(|form| form.get("type").is_none_or(|kind| kind != "null"));
        if let [Value::Object(only)] = &forms[..] {
            let only = only.clone();
            fields.shift_remove("anyOf");
            for (key, value) in only {
                fields.entry(key).or_insert(value);
            }
        }
    }
}

fn set(schema: &mut Schema, key: &str, value: impl Into<Value>) {
    schema.insert(key.to_owned(), value.into());
}

/// A whole number as one, so that the file reads as a person would write it.
fn plain(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "bounds that are whole are small")]
    let whole = value as i64;
    #[expect(clippy::cast_precision_loss, reason = "bounds that are whole are small")]
    if (whole as f64 - value).abs() < f64::EPSILON { json!(whole) } else { json!(value) }
}

fn bound(schema: &mut Schema, bounds: &Bounds) {
    schema.ensure_object().shift_remove("minimum");
    set(schema, if bounds.includes_least { "minimum" } else { "exclusiveMinimum" }, plain(bounds.least));
    set(schema, "maximum", plain(bounds.greatest));
}

/// A number within the reader's bounds.
pub(super) fn within(bounds: Bounds) -> impl Transform {
    move |schema: &mut Schema| bound(schema, &bounds)
}

pub(super) fn within_range(range: RangeInclusive<f64>) -> impl Transform {
    within(Bounds::from(*range.start(), *range.end(), "", ""))
}

/// One of a few words.
pub(super) fn words<const N: usize>(words: [&'static str; N]) -> impl Transform {
    move |schema: &mut Schema| {
        set(schema, "type", "string");
        set(schema, "enum", json!(words.to_vec()));
    }
}

/// How a figure is known.
pub(super) fn kind(schema: &mut Schema) {
    words(SourceKind::ALL.map(SourceKind::name)).transform(schema);
}

/// The `schema` key.
pub(super) fn this_version(schema: &mut Schema) {
    words([Catalogue::SCHEMA]).transform(schema);
}

/// Text that is not blank.
pub(super) fn said(schema: &mut Schema) {
    set(schema, "pattern", "\\S");
}

/// Texts that are not blank.
pub(super) fn said_each(schema: &mut Schema) {
    set(schema, "items", json!({"type": "string", "pattern": "\\S"}));
}

pub(super) fn at_least_one(schema: &mut Schema) {
    set(schema, "minItems", 1);
}

pub(super) fn id(schema: &mut Schema) {
    set(schema, "pattern", "^[a-z0-9]+(-[a-z0-9]+)*$");
    set(schema, "maxLength", LONGEST_ID);
}

/// The form of a CAS number; its check digit is the reader's business.
pub(super) fn cas(schema: &mut Schema) {
    set(schema, "pattern", "^[0-9]{2,7}-[0-9]{2}-[0-9]$");
}

/// A date of TOML, which validators are given as text, or text. Whether the month has the day is the reader's business.
///
/// The first form says `date` for editors that tell TOML's dates from text; the pattern says it to all others.
pub(super) fn date(schema: &mut Schema) {
    const YEAR: &str = "(19|[2-9][0-9])[0-9]{2}";
    const MONTH: &str = "(0[1-9]|1[0-2])";
    const DAY: &str = "(0[1-9]|[12][0-9]|3[01])";
    let day = json!({"type": "string", "format": "date", "pattern": format!("^{YEAR}-{MONTH}-{DAY}$")});
    let text = json!({"type": "string", "pattern": format!("^{YEAR}(-{MONTH}(-{DAY})?)?$")});
    set(schema, "anyOf", json!([day, text]));
}

fn number(bounds: &Bounds) -> Value {
    let mut number = schemars::json_schema!({"type": "number"});
    bound(&mut number, bounds);
    number.to_value()
}

/// Reflectances.
pub(super) fn percents(schema: &mut Schema) {
    set(schema, "items", number(&PERCENT));
}

/// Reflectances of a backing.
pub(super) fn backing_percents(schema: &mut Schema) {
    set(schema, "items", number(&BACKING_PERCENT));
}

fn three(schema: &mut Schema, first: &Bounds, others: &Bounds) {
    set(schema, "prefixItems", json!([number(first)]));
    set(schema, "items", number(others));
}

/// L*, a*, b*.
pub(super) fn lab(schema: &mut Schema) {
    three(schema, &LIGHTNESS, &CHROMA);
}

/// Standard deviations in L*, a*, b*.
pub(super) fn sd(schema: &mut Schema) {
    three(schema, &SPREAD, &SPREAD);
    schema.ensure_object().shift_remove("prefixItems");
}

/// Days after which work is healed.
pub(super) fn day_healed(schema: &mut Schema) {
    bound(schema, &Bounds { least: HEALED_DAY, ..DAYS });
}

/// A spread.
pub(super) fn spread(schema: &mut Schema) {
    bound(schema, &spreads());
}

/// A prior whose median lies in the domain of its name.
pub(super) fn factor(name: &'static str) -> impl Transform {
    move |schema: &mut Schema| {
        if let Some(median) = schema.pointer_mut("/properties/median").and_then(|m| <&mut Schema>::try_from(m).ok()) {
            bound(median, &bounds(name, ""));
        }
    }
}

/// A condition on some keys of a table: Tombi takes a part of a schema that says nothing of other keys to forbid them.
fn condition(mut part: Value) -> Value {
    part["additionalProperties"] = true.into();
    part
}

fn any_of(schema: &mut Schema, keys: [&str; 2]) {
    set(schema, "anyOf", json!(keys.map(|key| condition(json!({"required": [key]})))));
}

/// A colour by Lab, spectrum or both.
pub(super) fn a_color(schema: &mut Schema) {
    any_of(schema, ["lab_d50_2deg", "spectrum_percent"]);
}

/// A healed colour of field, dot or both.
pub(super) fn field_or_dot(schema: &mut Schema) {
    any_of(schema, ["field_lab_d65", "dot_lab_d65"]);
}

/// What can be said of a spectrum's length without arithmetic: where it must begin, and how many values it has at least.
pub(super) fn a_spectrum(schema: &mut Schema) {
    if let Some(start) = schema.pointer_mut("/properties/start_nm/maximum") {
        *start = plain(FIRST_NM);
    }
    if let Some(Value::Object(values)) = schema.pointer_mut("/properties/values") {
        values.insert("minItems".to_owned(), plain(((LAST_NM - FIRST_NM) / STEP_NM.greatest).ceil() + 1.0));
    }
}

/// A concentrate has limits of dilution; what is ready to use has none.
pub(super) fn by_form(schema: &mut Schema) {
    let is = |form: Form| condition(json!({"properties": {"form": {"enum": [form.name()]}}, "required": ["form"]}));
    let limits = || condition(json!({"required": ["dilution"]}));
    let none = condition(json!({"not": limits()}));
    set(schema, "if", is(Form::Concentrate));
    set(schema, "then", limits());
    set(schema, "else", condition(json!({"if": is(Form::ReadyToUse), "then": none})));
}
