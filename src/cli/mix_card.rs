//! `--mix-card`, of `consult` and `match`.

use crate::consult::Consultation;
use crate::diagnostic::Diagnostic;
use crate::pigment::Date;
use crate::report::diagnostics::note;
use crate::report::mix_card::{self, MixCard};
use crate::store;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("dated").args(["mix_card", "report"]).multiple(true))]
pub(super) struct MixCardArgs {
    /// Write a card for the trolley, one a session: .txt, .svg, or .html to print on A6
    #[arg(long, value_name = "FILE", value_parser = card_file)]
    mix_card: Option<CardFile>,
    /// The day of the first session, YYYY-MM-DD, which dates cards and report
    #[arg(long, value_name = "DATE", value_parser = day, requires = "dated")]
    pub(super) first_session: Option<Date>,
}

/// Where cards go, and what they are written as.
#[derive(Debug, Clone)]
struct CardFile {
    path: PathBuf,
    form: fn(&[MixCard]) -> String,
}

impl MixCardArgs {
    /// Writes the cards that are asked for; where there is nothing to mix a note says why.
    pub(super) fn write(&self, consultation: &Consultation) -> Result<(), Diagnostic> {
        let Some(CardFile { path, form }) = &self.mix_card else { return Ok(()) };
        match mix_card::cards(consultation, self.first_session) {
            Ok(cards) => store::write_bytes(path, form(&cards).as_bytes()),
            Err(mut why) => {
                if path.exists() {
                    // Or it would be taken to the trolley for this client's.
                    why.message = format!("{} {} is of an earlier run.", why.message, path.display());
                }
                eprint!("{}", note("Note", &why));
                Ok(())
            }
        }
    }
}

/// The form is told by the name's ending.
fn card_file(text: &str) -> Result<CardFile, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let form = match ending.as_deref() {
        Some("txt") => mix_card::text,
        Some("svg") => mix_card::svg,
        Some("html") => mix_card::html,
        _ => return Err("a mix card is written to a name that ends in .txt, .svg or .html".to_owned()),
    };
    Ok(CardFile { path, form })
}

fn day(text: &str) -> Result<Date, String> {
    let date = Date::parse(text).filter(|date| date.day.is_some());
    date.ok_or_else(|| format!("{text:?} is no day that exists; write it as 2026-12-01"))
}
