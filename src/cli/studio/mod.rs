//! `studio init|show`, and what the other commands take from a studio's file.

mod at_hand;
mod stock;
mod today;

pub(super) use at_hand::{AtHand, StudioChoice};
pub(super) use stock::Stock;
pub(super) use today::today;

use super::arguments::OutputArgs;
use super::output::{self, Failure};
use crate::diagnostic::{Diagnostic, Kind};
use crate::report::studio::{BottleRow, HandPage, StudioFacts, StudioPage};
use crate::{data, report, store};
use at_hand::StudioFile;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct StudioArgs {
    #[command(subcommand)]
    command: StudioCommand,
}

#[derive(Debug, Subcommand)]
enum StudioCommand {
    /// Write a studio.toml in which every key is explained and commented out
    Init {
        /// The file to write [default: studio.toml in your configuration folder]
        #[arg(long, value_name = "FILE")]
        studio: Option<PathBuf>,
    },
    /// What healed photos taught of the hand, client by client
    Hand {
        #[command(flatten)]
        studio: StudioChoice,
        /// Take out all of it
        #[arg(long)]
        reset: bool,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// What the studio's file sets, and which bottles are still good
    Show {
        #[command(flatten)]
        studio: StudioChoice,
        #[command(flatten)]
        output: OutputArgs,
    },
}

pub(super) fn studio(args: &StudioArgs) -> Result<ExitCode, Failure> {
    match &args.command {
        StudioCommand::Init { studio } => init(studio.clone()),
        StudioCommand::Show { studio, output } => show(studio, output.json),
        StudioCommand::Hand { studio, reset, output } => hand(studio, *reset, output.json),
    }
}

fn hand(choice: &StudioChoice, reset: bool, json: bool) -> Result<ExitCode, Failure> {
    let at_hand = AtHand::read(choice)?;
    let path = at_hand.hand_file().ok_or_else(no_hand_file)?;
    if reset && path.exists() {
        store::write_bytes(&path, store::hand_text(&[]).as_bytes())?;
    }
    let (records, hand) = (at_hand.hand_records()?, at_hand.hand()?);
    let page =
        HandPage { file: path.display().to_string(), hand, records, usual_nl: data::healing().dot_volume.median };
    if json {
        return output::print_json(&report::json::hand(&page), 0);
    }
    output::print(&report::studio::hand_page(&page), 0)
}

fn no_hand_file() -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "no-hand-file",
        "The studio keeps no hand: its file names none.",
        "Add hand = \"hand.toml\" to studio.toml; follow-ups of cases then write it.",
    )
}

fn init(file: Option<PathBuf>) -> Result<ExitCode, Failure> {
    let path = file.or_else(store::studio_path).ok_or_else(no_folder)?;
    store::write_new(&path, store::STUDIO_EXAMPLE.as_bytes())?;
    let next = "Remove the # before what you need; `healtone studio show` tells what it sets.";
    output::print(&format!("{}\n{next}\n", path.display()), 0)
}

fn no_folder() -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "no-configuration-folder",
        "The environment names no configuration folder of this user.",
        "Name a file with --studio.",
    )
}

fn show(choice: &StudioChoice, json: bool) -> Result<ExitCode, Failure> {
    let looked_for = choice.path().ok_or_else(no_folder)?.display().to_string();
    let mut at_hand = AtHand::read(choice)?;
    // Read for its faults, and for the bottles; what they are called stands in the file.
    at_hand.chart(None)?;
    let catalogues = at_hand.catalogues(&[])?;
    let facts = match &at_hand.file {
        Some(file) => {
            let (shelf, unknown) = file.shelf(&catalogues);
            if !unknown.is_empty() {
                return Err(file.unfit(&unknown));
            }
            let today = today();
            let row = |on: &stock::Shelved<'_, '_>| BottleRow {
                bottle: on.bottle.clone(),
                use_by: on.use_by,
                is_expired: on.is_expired_on(today),
            };
            Some(facts(file, catalogues.counts(), shelf.iter().map(row).collect()))
        }
        None => None,
    };
    let page = StudioPage { looked_for, facts };
    if json {
        return output::print_json(&report::json::studio(&page), 0);
    }
    output::print(&report::studio::page(&page), 0)
}

fn facts(file: &StudioFile, catalogues: Vec<(String, usize)>, bottles: Vec<BottleRow>) -> StudioFacts {
    let studio = &file.studio;
    StudioFacts {
        name: studio.name.clone(),
        sha256: studio.digest.clone(),
        chart: studio.chart.as_ref().map(|chart| chart.value.clone()),
        catalogues,
        batch_ml: studio.batch_ml,
        diluent_drops_per_ml: studio.diluent_drops_per_ml,
        needle: studio.needle,
        area_cm2: studio.area_cm2,
        bottles,
        healing: studio.healing.entries().map(|(name, prior)| (name, prior.clone())).collect(),
    }
}
