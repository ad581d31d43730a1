//! JSON Schemas: of catalogues, held against the reader; of every document, held against what the tool prints.

mod catalogue;
mod printed;
mod template;

pub(crate) use printed::meets;

use serde_json::Value;

/// Whatever a schema has against a document, one fault a line; empty where it meets it.
fn faults(schema: &Value, document: &Value) -> String {
    let validator = jsonschema::draft202012::new(schema).unwrap();
    let faults = validator.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path()));
    faults.collect::<Vec<_>>().join("\n")
}

/// TOML as validators are given it: dates as text, what is no number of JSON as null.
fn as_json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => serde_json::Number::from_f64(*number).map_or(Value::Null, Value::Number),
        toml::Value::Boolean(truth) => (*truth).into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.iter().map(as_json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), as_json(value))).collect(),
    }
}

/// The same of a text.
fn toml_as_json(text: &str) -> Value {
    as_json(&toml::Value::Table(text.parse().unwrap()))
}
