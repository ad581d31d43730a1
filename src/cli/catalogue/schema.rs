//! `catalogue schema` and `catalogue new`.

use crate::cli::output::{self, Failure};
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::pigment::{CATALOGUE_TEMPLATE, catalogue_schema};
use crate::{report, store};
use clap::Args;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The document of which a schema is printed unless another is named.
const CATALOGUE: &str = "catalogue";

/// What somebody may call a document by: a command's or a file's name rather than the document's.
const ALSO_CALLED: &[(&str, &str)] = &[
    ("plan", "next"),
    ("grades", "grade"),
    ("match", "consultation"),
    ("consult", "consultation"),
    ("measure", "measurement"),
    ("predict", "prediction"),
];

#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaArgs {
    /// The document, by the name in its `schema`: catalogue, measurement, consultation, prediction, follow-up and others;
    /// a name that is none lists them all
    #[arg(long, value_name = "NAME", default_value = CATALOGUE)]
    of: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NewArgs {
    /// The file to write, which must not be there yet; - for standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
}

/// Prints a schema.
pub(super) fn schema(args: &SchemaArgs) -> Result<ExitCode, Failure> {
    let asked = args.of.as_str();
    let found = of(asked).or_else(|| of(bare(asked))).or_else(|| of(meant(asked)?));
    output::print_json(&found.ok_or_else(|| unknown(asked))?, 0)
}

fn of(name: &str) -> Option<Value> {
    if name == CATALOGUE {
        return Some(catalogue_schema());
    }
    report::json::schema::of(name).or_else(|| store::schema::of(name))
}

/// `healtone.measurement/1` as it is written in the document.
fn bare(name: &str) -> &str {
    name.strip_prefix("healtone.").and_then(|name| name.strip_suffix("/1")).unwrap_or(name)
}

fn meant(name: &str) -> Option<&'static str> {
    ALSO_CALLED.iter().find(|(called, _)| *called == name).map(|(_, own)| *own)
}

fn unknown(name: &str) -> Diagnostic {
    let mut names: Vec<&str> = report::json::schema::names().chain(store::schema::names()).chain([CATALOGUE]).collect();
    names.sort_unstable();
    let hint = nearest(bare(name), names.iter().copied()).map(|near| format!("Did you mean {near}? "));
    let remedy = format!("{}There are {}.", hint.unwrap_or_default(), names.join(", "));
    Diagnostic::error(Kind::Argument, "unknown-schema", format!("No document is called {name}."), remedy)
}

/// Writes a catalogue to fill in.
pub(super) fn new(args: &NewArgs) -> Result<ExitCode, Failure> {
    if args.out == Path::new("-") {
        return output::print(CATALOGUE_TEMPLATE, 0);
    }
    store::write_new(&args.out, CATALOGUE_TEMPLATE.as_bytes())?;
    let path = args.out.display();
    let blanks = CATALOGUE_TEMPLATE.matches("<- fill in:").count();
    output::print(
        &format!("{path}\nFill in its {blanks} blanks; `healtone catalogue check {path}` names what is left.\n"),
        0,
    )
}
