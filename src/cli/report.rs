//! `--report`, of `consult` and `match`.

use super::output::json_text;
use crate::consult::Consultation;
use crate::diagnostic::Diagnostic;
use crate::report::consultation_report::{self, Extras};
use crate::{report, store};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// Write a report to print, for the client and the studio's files, and beside it FILE.csv and FILE.json
    #[arg(long, value_name = "FILE.html", value_parser = page_name)]
    pub(super) report: Option<PathBuf>,
}

impl ReportArgs {
    /// Writes the report and its table and document, the page last.
    pub(super) fn write(&self, consultation: &Consultation, extras: &Extras) -> Result<(), Diagnostic> {
        let Some(page) = &self.report else { return Ok(()) };
        let document = json_text(&report::json::consultation(consultation));
        store::write_bytes(&page.with_extension("json"), document.as_bytes())?;
        store::write_bytes(&page.with_extension("csv"), consultation_report::csv(consultation).as_bytes())?;
        store::write_bytes(page, consultation_report::html(consultation, extras).as_bytes())
    }
}

fn page_name(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.as_deref() == Some("html") {
        return Ok(path);
    }
    Err("a report is written to a name that ends in .html".to_owned())
}
