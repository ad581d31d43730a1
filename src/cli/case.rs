//! `case list|show|export|delete`.

use super::arguments::OutputArgs;
use super::output::{self, Failure};
use crate::diagnostic::{Diagnostic, Kind};
use crate::report;
use crate::report::case::{CaseFacts, StepFacts};
use crate::store::{self, Case, CaseContents, CaseStep, CasesIn};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `case`.
#[derive(Debug, Args)]
pub(super) struct CaseArgs {
    #[command(subcommand)]
    command: CaseCommand,
}

#[derive(Debug, Subcommand)]
enum CaseCommand {
    /// The cases in a folder, one a line
    List {
        /// The folder that the cases lie in
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// The steps of a case, one a line
    Show {
        /// The folder of the case
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// A whole case as one JSON document; pictures by name, size and digest
    Export {
        /// The folder of the case
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Write it to a new file instead of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Delete a case for good
    Delete {
        /// The folder of the case
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Do it; without this it only says what would be deleted, and exits with 2
        #[arg(long)]
        yes: bool,
    },
}

pub(super) fn case(args: &CaseArgs) -> Result<ExitCode, Failure> {
    match &args.command {
        CaseCommand::List { folder, output } => list(folder, output.json),
        CaseCommand::Show { folder, output } => show(folder, output.json),
        CaseCommand::Export { folder, out } => export(folder, out.as_deref()),
        CaseCommand::Delete { folder, yes } => delete(folder, *yes),
    }
}

/// Cases that cannot be read are told on stderr, the others listed all the same.
fn list(folder: &Path, json: bool) -> Result<ExitCode, Failure> {
    let CasesIn { cases, faults } = store::cases_in(folder)?;
    let rows: Vec<CaseFacts> = cases.iter().map(facts).collect();
    output::complain(&faults);
    let ended = faults.first().map_or(0, |fault| output::code(fault.kind));
    if json {
        return output::print_json(&report::json::cases(&rows, &faults), ended);
    }
    if rows.is_empty() {
        let none = if faults.is_empty() { "No case" } else { "No case that can be read" };
        return output::print(&format!("{none} lies in {}.\n", folder.display()), ended);
    }
    output::print(&report::case::list(&rows), ended)
}

fn show(folder: &Path, json: bool) -> Result<ExitCode, Failure> {
    let facts = facts(&store::read_case(folder)?);
    if json {
        return output::print_json(&report::json::case(&facts), 0);
    }
    output::print(&report::case::show(&facts), 0)
}

fn facts(case: &Case) -> CaseFacts {
    CaseFacts {
        code: case.code.clone(),
        created: case.created.clone(),
        tool: case.tool.clone(),
        steps: case.steps.iter().map(step_facts).collect(),
    }
}

fn step_facts(step: &CaseStep) -> StepFacts {
    StepFacts {
        number: step.number,
        kind: step.kind.name(),
        date: step.date.clone(),
        day: step.day,
        tool: step.tool.clone(),
        catalogues: step.catalogues.clone(),
        calibration: step.calibration.clone(),
        pictures: step.pictures.clone(),
    }
}

fn export(folder: &Path, out: Option<&Path>) -> Result<ExitCode, Failure> {
    let case = store::read_case(folder)?;
    let document = store::export_case(&case)?;
    let Some(path) = out else { return output::print_json(&document, 0) };
    store::write_new(path, format!("{document:#}\n").as_bytes())?;
    output::print(&format!("{}: {} step(s) written to {}\n", case.code, case.steps.len(), path.display()), 0)
}

fn delete(folder: &Path, yes: bool) -> Result<ExitCode, Failure> {
    if !yes {
        return Err(not_confirmed(&store::case_contents(folder)?).into());
    }
    let CaseContents { code, files } = store::delete_case(folder)?;
    output::print(&format!("{code}: {} file(s) deleted\n", files.len()), 0)
}

fn not_confirmed(contents: &CaseContents) -> Diagnostic {
    let CaseContents { code, files } = contents;
    let message = format!("The case {code} would be deleted for good, {} file(s): {}.", files.len(), files.join(", "));
    let remedy = "Add --yes to delete it; `healtone case export DIR --out FILE` keeps its steps in a file.";
    Diagnostic::error(Kind::Argument, "not-confirmed", message, remedy)
}
