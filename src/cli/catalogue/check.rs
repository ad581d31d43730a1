//! `catalogue check` and `catalogue explain`.

use super::super::arguments::OutputArgs;
use super::super::output::{self, Failure};
use super::ReadCatalogues;
use crate::diagnostic::{Diagnostic, Kind, Severity, nearest};
use crate::pigment::Rule;
use crate::report;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    /// Catalogue files or folders of them
    #[arg(value_name = "FILE|DIR", required = true)]
    files: Vec<PathBuf>,
    /// How faults are printed; github: annotations of a workflow run
    #[arg(long, value_enum, default_value_t = Format::Text, conflicts_with = "json")]
    format: Format,
    /// Exit with 1 on warnings too
    #[arg(long, value_name = "WHAT", value_enum)]
    deny: Option<Deny>,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    Warnings,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArgs {
    /// The code of a rule, as `catalogue check` prints it in brackets; without it, every rule
    code: Option<String>,
}

pub(super) fn check(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let read = ReadCatalogues::of(&args.files)?;
    let all = read.diagnostics();
    let errors = all.iter().filter(|d| d.severity == Severity::Error).count();
    let is_refused = errors > 0 || (args.deny == Some(Deny::Warnings) && !all.is_empty());
    let ended = u8::from(is_refused);
    if args.output.json {
        return output::print_json(&report::json::check(&all), ended);
    }
    if args.format == Format::Github {
        return output::print(&report::diagnostics::github(&all), ended);
    }
    let pigments: usize = read.parsed.iter().filter_map(|p| p.catalogue.as_ref()).map(|c| c.pigments.len()).sum();
    let summary = format!(
        "{} file(s), {pigments} pigment(s) in sound files, {errors} error(s), {} warning(s)\n",
        read.parsed.len(),
        all.len() - errors
    );
    output::print(&(read.rendered() + &summary), ended)
}

pub(super) fn explain(args: &ExplainArgs) -> Result<ExitCode, Failure> {
    let rules: Vec<Rule> = match &args.code {
        None => Rule::ALL.to_vec(),
        Some(code) => vec![Rule::of_code(code).ok_or_else(|| unknown(code))?],
    };
    output::print(&report::catalogue::rules(&rules), 0)
}

fn unknown(code: &str) -> Diagnostic {
    let remedy = match nearest(code, Rule::ALL.iter().map(|rule| rule.code())) {
        Some(near) => format!("Did you mean {near}?"),
        None => "`healtone catalogue explain` names them all.".to_owned(),
    };
    Diagnostic::error(Kind::Argument, "unknown-rule", format!("No rule has the code {code}."), remedy)
}
