//! The rules of the catalogue format, table by table.

pub(super) mod colorants;
pub(super) mod healing;
mod plausible;
pub(super) mod records;
pub(super) mod shade;

use super::catalogue::{Catalogue, CatalogueSource};
use super::pigment::Pigment;
use super::reader::{Item, Section};
use super::rules::Rule;
use crate::data::SourceKind;
use std::collections::BTreeMap;

/// Words for how a figure is known.
pub(super) fn kinds() -> [(&'static str, SourceKind); 5] {
    SourceKind::ALL.map(|kind| (kind.name(), kind))
}

/// The whole file: schema, source, pigments.
pub(super) fn catalogue(mut root: Section<'_>) -> Option<(String, CatalogueSource, Vec<Pigment>)> {
    let schema = root.required("schema", "Write schema = \"healtone.catalogue/1\" in the first line.");
    let schema = schema.and_then(|item| this_schema(&item));
    let source = root.required("source", "Add [source] with name, kind, date and licence.");
    let source = source.and_then(|item| self::source(item.table()?));
    let kind = source.as_ref().map_or(SourceKind::Assumed, |source| source.kind);
    let pigments = root.required("pigment", "Add [[pigment]] and below it id, name, brand and the other keys.");
    let pigments = pigments.and_then(|item| self::pigments(&item, kind));
    root.finish();
    Some((schema?, source?, pigments?))
}

fn this_schema(item: &Item<'_>) -> Option<String> {
    let schema = item.text()?;
    if schema != Catalogue::SCHEMA {
        let message = format!("`schema` is \"{}\", which this version cannot read.", super::reader::shown(&schema));
        item.fault(Rule::WrongSchema, message, format!("Write schema = \"{}\".", Catalogue::SCHEMA));
        return None;
    }
    Some(schema)
}

fn source(mut table: Section<'_>) -> Option<CatalogueSource> {
    let name = table.required("name", "Say who states the figures: name = \"...\".").and_then(|i| i.text());
    let kind = table.required("kind", "Say how the figures came to be: kind = \"supplier\".");
    let kind = kind.and_then(|i| i.choice(&kinds()));
    let date = table.required("date", "Say when they were stated: date = 2026-11-22.").and_then(|i| i.date());
    let licence = table.required("licence", "Say under which terms they may be passed on: licence = \"...\".");
    let licence = licence.and_then(|i| i.text());
    let notes = table.optional("notes").and_then(|i| i.text());
    table.finish();
    Some(CatalogueSource { name: name?, kind: kind?, date: date?, licence: licence?, notes })
}

/// Every pigment, with ids compared also where the rest of a pigment is at fault.
fn pigments(item: &Item<'_>, kind: SourceKind) -> Option<Vec<Pigment>> {
    let list = item.list()?;
    if list.is_empty() {
        item.fault(Rule::NoPigments, "The catalogue has no pigment.".into(), "Add at least one [[pigment]].");
    }
    let mut first: BTreeMap<String, Item<'_>> = BTreeMap::new();
    let mut pigments = Vec::new();
    for entry in list {
        let Some(table) = entry.table() else { continue };
        let (id, pigment) = shade::pigment(table, kind);
        match id.map(|(id, at)| (first.get(&id).map(|first| first.span.clone()), id, at)) {
            Some((Some(other), id, at)) if !at.faults().is_full() => {
                let message =
                    format!("`{id}` is already the id of the pigment in line {}.", at.faults().line_of(&other));
                at.fault(Rule::DuplicateId, message, "Give each pigment an id of its own.");
            }
            Some((None, id, at)) => {
                first.insert(id, at);
            }
            _ => {}
        }
        pigments.extend(pigment);
    }
    Some(pigments)
}
