//! Arguments to options, outcomes to text or JSON and an exit code. The only module that knows the terminal.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is the terminal's side of the tool")]

mod arguments;
mod batch;
mod case;
mod catalogue;
mod chart;
mod consult;
mod follow_up;
mod healing;
mod how_to;
mod in_order;
mod mix_card;
mod optics;
mod output;
mod predict;
mod preview;
mod sessions;
mod simulate;
mod studio;
mod teach;
mod values;

use arguments::{Arguments, Command};
use clap::Parser;
use output::Failure;
use std::process::ExitCode;

/// Runs the tool on the process's arguments.
///
/// Exit codes: 0 done, 1 unfit, 2 arguments, 3 no match, 4 limit, 5 read or write.
#[must_use]
pub fn run() -> ExitCode {
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
    };
    outcome.unwrap_or_else(Failure::report)
}
