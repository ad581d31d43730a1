//! `catalogue ...`, and the catalogues that other commands use.

pub(super) mod check;
mod exchange;
pub(super) mod fit;
pub(super) mod preview;

mod schema;

pub(super) use exchange::{EXPORT_EXAMPLES, ExportArgs, IMPORT_EXAMPLES, ImportArgs};
pub(super) use schema::{NewArgs, SchemaArgs};

use super::arguments::{CatalogueArgs, CatalogueCommand};
use super::output::{self, Failure};
use super::studio::{AtHand, today};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::pigment::{Catalogue, Parsed, Pigment, reference};
use crate::{report, store};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The catalogues that a command works with.
pub(super) struct Catalogues {
    list: Vec<Cow<'static, Catalogue>>,
    /// The folder that their names are told from, where there is one.
    folder: Option<PathBuf>,
}

impl Catalogues {
    /// Reads these files and folders; the reference catalogue when there are none. Warnings go to stderr.
    pub(super) fn read(paths: &[PathBuf]) -> Result<Self, Failure> {
        if paths.is_empty() {
            return Ok(Self { list: vec![Cow::Borrowed(reference())], folder: None });
        }
        let read = ReadCatalogues::of(paths)?;
        let rendered = read.rendered();
        if !rendered.is_empty() {
            eprint!("{rendered}");
        }
        let faulty = read.parsed.iter().filter(|p| p.catalogue.is_none()).count();
        if faulty > 0 {
            return Err(Diagnostic::error(
                Kind::Unfit,
                "catalogue-unfit",
                format!("{faulty} of {} catalogue files cannot be used.", read.parsed.len()),
                "Correct what is named above.",
            )
            .into());
        }
        let list = read.parsed.into_iter().filter_map(|p| p.catalogue.map(Cow::Owned)).collect();
        let catalogues = Self { list, folder: None };
        catalogues.check_ids()?;
        Ok(catalogues)
    }

    /// Within a catalogue ids are unique; here, across those that are used together.
    fn check_ids(&self) -> Result<(), Diagnostic> {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for (catalogue, pigment) in self.list.iter().flat_map(|c| c.pigments.iter().map(move |p| (c, p))) {
            if let Some(first) = owners.insert(&pigment.id, &catalogue.file) {
                return Err(Diagnostic::error(
                    Kind::Unfit,
                    "duplicate-id-across",
                    format!("The pigment {} stands in {first} and in {}.", pigment.id, catalogue.file),
                    "Give one of them another id, or name only one of the files.",
                ));
            }
        }
        Ok(())
    }

    /// The same with their names told from a folder, which is no part of them then.
    pub(super) fn named_from(self, folder: &Path) -> Self {
        Self { folder: Some(folder.to_owned()), ..self }
    }

    fn name(&self, catalogue: &Catalogue) -> String {
        let below = self.folder.as_ref().and_then(|folder| Path::new(&catalogue.file).strip_prefix(folder).ok());
        // With the same separators on every platform, because results are compared.
        let joined = |path: &Path| path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        below.map_or_else(|| catalogue.file.clone(), joined)
    }

    /// File and digest of each catalogue.
    pub(super) fn names(&self) -> Vec<(String, String)> {
        self.list.iter().map(|c| (self.name(c), c.digest.clone())).collect()
    }

    /// File of each catalogue, and how many pigments it has.
    pub(super) fn counts(&self) -> Vec<(String, usize)> {
        self.list.iter().map(|c| (self.name(c), c.pigments.len())).collect()
    }

    pub(super) fn pigments(&self) -> impl Iterator<Item = &Pigment> {
        self.list.iter().flat_map(|c| &c.pigments)
    }

    /// The pigment of an id.
    ///
    /// Errors: an id that no catalogue has.
    pub(super) fn pigment(&self, id: &str) -> Result<&Pigment, Diagnostic> {
        self.pigments().find(|p| p.id == id).ok_or_else(|| unknown(id, self.pigments()))
    }
}

/// What `--have` says instead of an id where everything in the catalogues can be had, whatever bottles the studio lists.
const EVERYTHING: &str = "all";

/// All pigments of the catalogues, or those of the ids given.
///
/// Errors: an id that no catalogue has.
pub(super) fn chosen<'a>(catalogues: &'a Catalogues, have: &[String]) -> Result<Vec<&'a Pigment>, Failure> {
    if have.is_empty() || have == [EVERYTHING] {
        return Ok(catalogues.pigments().collect());
    }
    Ok(have.iter().map(|id| catalogues.pigment(id.trim())).collect::<Result<_, _>>()?)
}

fn unknown<'a>(id: &str, pigments: impl Iterator<Item = &'a Pigment>) -> Diagnostic {
    let ids: Vec<&str> = pigments.map(|p| p.id.as_str()).collect();
    let remedy = match nearest(id, ids.iter().copied()) {
        Some(near) => format!("Did you mean {near}?"),
        None => "`healtone catalogue list` names them all.".to_owned(),
    };
    Diagnostic::error(Kind::Argument, "unknown-pigment", format!("No pigment has the id {id}."), remedy)
}

/// Catalogue files as read, with their texts for the diagnostics.
struct ReadCatalogues {
    texts: BTreeMap<String, String>,
    parsed: Vec<Parsed>,
}

impl ReadCatalogues {
    fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let limit = data::limits().text.file_max_bytes;
        let mut read = Self { texts: BTreeMap::new(), parsed: Vec::new() };
        for path in paths {
            for file in store::toml_files(path)? {
                let name = file.display().to_string();
                let text = store::read_text(&file, limit as u64)?;
                read.parsed.push(Catalogue::parse_within(&name, &text, limit, Some(today())));
                read.texts.insert(name, text);
            }
        }
        Ok(read)
    }

    fn diagnostics(&self) -> Vec<Diagnostic> {
        self.parsed.iter().flat_map(|p| p.diagnostics.clone()).collect()
    }

    fn rendered(&self) -> String {
        let all = self.diagnostics();
        if all.is_empty() {
            return String::new();
        }
        report::diagnostics::render(&all, |name| self.texts.get(name).map(String::as_str), output::text().swatches)
            + "\n"
    }
}

pub(super) fn catalogue(args: &CatalogueArgs) -> Result<ExitCode, Failure> {
    match &args.command {
        CatalogueCommand::List { catalogue, studio, output } => {
            let catalogues = AtHand::read(studio)?.catalogues(&catalogue.catalogue)?;
            if output.json {
                let list: Vec<&Catalogue> = catalogues.list.iter().map(AsRef::as_ref).collect();
                return output::print_json(&report::json::catalogues(&list), 0);
            }
            output::print(&report::catalogue::list(catalogues.pigments()), 0)
        }
        CatalogueCommand::Show { id, catalogue, studio, output } => {
            let catalogues = AtHand::read(studio)?.catalogues(&catalogue.catalogue)?;
            let pigment = catalogues.pigment(id)?;
            if output.json {
                return output::print_json(&report::json::pigment(pigment), 0);
            }
            output::print(&report::catalogue::show(pigment), 0)
        }
        CatalogueCommand::Check(args) => check::check(args),
        CatalogueCommand::Explain(args) => check::explain(args),
        CatalogueCommand::Preview(args) => preview::preview(args),
        CatalogueCommand::Sheet(args) => preview::sheet(args),
        CatalogueCommand::Diff(args) => preview::diff(args),
        CatalogueCommand::Fit(args) => fit::fit(args),
        CatalogueCommand::Import(args) => exchange::import(args),
        CatalogueCommand::Export(args) => exchange::export(args),
        CatalogueCommand::New(args) => schema::new(args),
        CatalogueCommand::Schema(args) => schema::schema(args),
    }
}
