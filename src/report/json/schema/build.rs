//! Small words that schemas are written with.

use serde_json::{Map, Value, json};

/// A schema in the making: a JSON object.
pub(crate) type Schema = Value;

/// An object of these keys and no others.
pub(crate) struct Object {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

/// An object without a key so far.
pub(crate) fn object() -> Object {
    Object { properties: Map::new(), required: Vec::new() }
}

impl Object {
    /// A key that is always there, and what it means.
    pub(crate) fn key(mut self, name: &'static str, schema: Schema, description: &str) -> Self {
        self.required.push(name);
        self.may(name, schema, description)
    }

    /// A key that may be left out.
    pub(crate) fn may(mut self, name: &'static str, mut schema: Schema, description: &str) -> Self {
        if let (Some(fields), false) = (schema.as_object_mut(), description.is_empty()) {
            fields.insert("description".to_owned(), description.into());
        }
        self.properties.insert(name.to_owned(), schema);
        self
    }

    /// Its schema.
    pub(crate) fn build(self) -> Schema {
        json!({
            "type": "object", "properties": self.properties, "required": self.required, "additionalProperties": false,
        })
    }

    /// The same with its name and version: a document.
    pub(crate) fn document(self, name: &str, description: &str) -> Schema {
        let mut schema = self.build();
        let head = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, "description": description,
        });
        if let (Value::Object(mut whole), Value::Object(fields)) = (head, schema.take()) {
            whole.extend(fields);
            schema = Value::Object(whole);
        }
        schema
    }
}

/// An object that begins as every printed document does: with its name and the version of the tool.
pub(crate) fn printed(schema: &str) -> Object {
    object().key("schema", constant(schema), "Name and version of this document.").key(
        "tool",
        text(),
        "Version of the tool.",
    )
}

/// One text and no other.
pub(crate) fn constant(value: &str) -> Schema {
    json!({"type": "string", "enum": [value]})
}

/// Any text.
pub(crate) fn text() -> Schema {
    json!({"type": "string"})
}

/// One of a few words.
pub(crate) fn words<'a>(words: impl IntoIterator<Item = &'a str>) -> Schema {
    json!({"type": "string", "enum": words.into_iter().collect::<Vec<_>>()})
}

/// Yes or no.
pub(crate) fn truth() -> Schema {
    json!({"type": "boolean"})
}

/// Any number.
pub(crate) fn number() -> Schema {
    json!({"type": "number"})
}

/// A number of at least 0.
pub(crate) fn amount() -> Schema {
    json!({"type": "number", "minimum": 0})
}

/// A number within bounds.
pub(crate) fn between(least: f64, greatest: f64) -> Schema {
    json!({"type": "number", "minimum": least, "maximum": greatest})
}

/// A probability or a fraction.
pub(crate) fn share() -> Schema {
    json!({"type": "number", "minimum": 0, "maximum": 1})
}

/// A whole number of at least 0.
pub(crate) fn count() -> Schema {
    json!({"type": "integer", "minimum": 0})
}

/// A SHA-256.
pub(crate) fn sha256() -> Schema {
    json!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
}

/// A day as text.
pub(crate) fn day_text() -> Schema {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
}

/// A date as text: a year, a month or a day.
pub(crate) fn date_text() -> Schema {
    json!({"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"})
}

/// A list of such entries.
pub(crate) fn list(items: Schema) -> Schema {
    json!({"type": "array", "items": items})
}

/// A list of exactly so many such entries.
pub(crate) fn exactly(n: usize, items: Schema) -> Schema {
    json!({"type": "array", "items": items, "minItems": n, "maxItems": n})
}

/// An object whose keys are names of the document's own.
pub(crate) fn named(values: Schema) -> Schema {
    json!({"type": "object", "additionalProperties": values})
}

/// The same, or `null` where it is not known.
pub(crate) fn nullable(mut schema: Schema) -> Schema {
    let Some(fields) = schema.as_object_mut() else { return schema };
    let Some(kind) = fields.get("type").cloned() else { return json!({"anyOf": [schema, {"type": "null"}]}) };
    fields.insert("type".to_owned(), json!([kind, "null"]));
    if let Some(Value::Array(words)) = fields.get_mut("enum") {
        words.push(Value::Null);
    }
    schema
}
