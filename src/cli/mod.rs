//! Arguments to options, outcomes to text or JSON and an exit code. The only module that knows the terminal.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the terminal's side of the tool")]

mod arguments;
mod asked;
mod batch;
mod case;
mod catalogue;
mod chart;
mod consult;
mod desk;
mod follow_up;
mod healing;
mod how_to;
mod in_order;
mod mix_card;
mod optics;
mod output;
mod predict;
mod preview;
mod report;
#[cfg(feature = "web")]
mod serve;
mod sessions;
mod simulate;
mod studio;
mod teach;
mod values;

pub use asked::{Asked, Fields};
pub use desk::{Consulted, Desk, Kept};

use crate::diagnostic::Diagnostic;
use arguments::{Arguments, Command};
use clap::Parser;
use output::Failure;
use std::process::ExitCode;

/// Opens the consultation page and stays until it is closed.
pub type OpenPage = fn(Desk, PageOptions) -> Result<(), Diagnostic>;

/// How the page is opened.
#[derive(Debug)]
pub struct PageOptions {
    /// Port on the loopback address; 0 for one that is free.
    pub port: u16,
    /// Folder whose newest picture the page takes.
    pub watch: Option<std::path::PathBuf>,
    /// Told the page's address once it can be opened.
    pub opened: fn(&str),
    /// Told the address where the page is to be shown at once.
    pub show: Option<fn(&str)>,
}

/// Runs the tool on the process's arguments; `page` opens the consultation page, where it is built in.
///
/// Exit codes: 0 done, 1 unfit, 2 arguments, 3 no match, 4 limit, 5 read or write.
#[must_use]
pub fn run(page: Option<OpenPage>) -> ExitCode {
    #[cfg(not(feature = "web"))]
    let _ = page;
    let outcome = match Arguments::parse().command {
        Command::Consult(args) => consult::consult(&args),
        Command::Measure(args) => consult::measure(&args),
        Command::Batch(args) => batch::batch(&args),
        Command::Match(args) => consult::matching(&args),
        Command::Predict(args) => predict::predict(&args),
        Command::Optics(args) => optics::optics(&args),
        Command::Simulate(args) => simulate::simulate(&args),
        Command::Catalogue(args) => catalogue::catalogue(&args),
        Command::Teach(args) => teach::teach(&args),
        Command::Studio(args) => studio::studio(&args),
        Command::FollowUp(args) => follow_up::follow_up(&args),
        Command::Plan(args) => follow_up::plan(&args),
        Command::Case(args) => case::case(&args),
        #[cfg(feature = "web")]
        Command::Serve(args) => serve::serve(&args, page),
    };
    outcome.unwrap_or_else(Failure::report)
}
