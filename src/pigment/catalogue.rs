//! A catalogue: text in, validated pigments or every fault at once out.

use super::faults::Faults;
use super::parse;
use super::pigment::Pigment;
use super::reader::Section;
use super::records::Date;
use super::rules::Rule;
use crate::data::{SourceKind, sha256_hex};
use crate::diagnostic::{Diagnostic, Severity};
use toml::de::DeTable;

/// Who says what a catalogue says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueSource {
    /// Who.
    pub name: String,
    /// How the figures came to be, unless a pigment says otherwise.
    pub kind: SourceKind,
    /// When.
    pub date: Date,
    /// Terms under which the figures may be passed on.
    pub licence: String,
    /// What a reader should know, in prose.
    pub notes: Option<String>,
}

/// A catalogue without a fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The version of the format: `healtone.catalogue/1`.
    pub schema: String,
    /// Who says so.
    pub source: CatalogueSource,
    /// Its pigments in their order; ids are unique.
    pub pigments: Vec<Pigment>,
    /// Name of the file as the user gave it.
    pub file: String,
    /// SHA-256 of the text, hexadecimal: names the catalogue in results.
    pub digest: String,
}

/// What came of reading a catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The catalogue, if there is no error in it.
    pub catalogue: Option<Catalogue>,
    /// Every error and warning in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// The catalogue and its warnings, or all faults. Errors: what is wrong with the catalogue.
    pub fn into_result(self) -> Result<(Catalogue, Vec<Diagnostic>), Vec<Diagnostic>> {
        match self.catalogue {
            Some(catalogue) => Ok((catalogue, self.diagnostics)),
            None => Err(self.diagnostics),
        }
    }
}

impl Catalogue {
    /// The `schema` of this version of the format.
    pub const SCHEMA: &'static str = "healtone.catalogue/1";

    /// Reads a catalogue. The caller has seen to its size; [`Self::parse_within`] refuses what is too large.
    #[must_use]
    pub fn parse(file_name: &str, text: &str) -> Parsed {
        Self::parse_on(file_name, text, None)
    }

    /// Reads a catalogue as on a day: a lot that has expired by then is warned of.
    #[must_use]
    pub fn parse_on(file_name: &str, text: &str, today: Option<Date>) -> Parsed {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut faults = Faults::new(file_name, text).on(today);
        faults.add_syntax(&errors);
        let read = parse::catalogue(Section::new(root.get_ref(), root.span(), &faults));
        let diagnostics = faults.into_sorted();
        let is_sound = diagnostics.iter().all(|d| d.severity < Severity::Error);
        let catalogue = read.filter(|_| is_sound).map(|(schema, source, pigments)| Self {
            schema,
            source,
            pigments,
            file: file_name.to_owned(),
            digest: sha256_hex(text.as_bytes()),
        });
        Parsed { catalogue, diagnostics }
    }

    /// Reads a catalogue of at most so many bytes; a larger one is refused unread.
    #[must_use]
    pub fn parse_within(file_name: &str, text: &str, max_bytes: usize, today: Option<Date>) -> Parsed {
        if text.len() <= max_bytes {
            return Self::parse_on(file_name, text, today);
        }
        let faults = Faults::new(file_name, text);
        let message = format!("The catalogue has {} bytes; the limit is {max_bytes}.", text.len());
        faults.add(Rule::TooLarge, &(0..0), message, "Split it into several files.");
        Parsed { catalogue: None, diagnostics: faults.into_sorted() }
    }

    /// The pigment of an id.
    #[must_use]
    pub fn pigment(&self, id: &str) -> Option<&Pigment> {
        self.pigments.iter().find(|pigment| pigment.id == id)
    }
}
