//! `serve`: the consultation as a page in the browser of this machine.

use super::arguments::CatalogueChoice;
use super::desk::Desk;
use super::output::Failure;
use super::studio::{AtHand, StudioChoice};
use super::{OpenPage, PageOptions};
use crate::diagnostic::{Diagnostic, Kind};
use clap::Args;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

pub(super) const EXAMPLES: &str = "Examples:
  healtone serve --open
  healtone serve --watch ~/Pictures/phone --cases clients
The page is for this machine only, and for whoever has its address with the
token in it; photos stay in memory unless they are kept in a case.";

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Port on 127.0.0.1 [default: one that is free]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Show the page in the browser at once
    #[arg(long)]
    open: bool,
    /// A folder that the phone's pictures arrive in: the page takes the newest
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,
    /// The folder that clients' cases are kept in
    #[arg(long, value_name = "DIR", default_value = ".")]
    cases: PathBuf,
    /// Healing priors of your own, as for consult
    #[arg(long, value_name = "FILE")]
    healing: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueChoice,
    #[command(flatten)]
    studio: StudioChoice,
}

pub(super) fn serve(args: &ServeArgs, page: Option<OpenPage>) -> Result<ExitCode, Failure> {
    for folder in args.watch.iter().chain([&args.cases]) {
        if !folder.is_dir() {
            return Err(no_folder(folder).into());
        }
    }
    let at_hand = AtHand::read(&args.studio)?;
    let desk = Desk::of(at_hand, args.catalogue.clone(), args.healing.clone(), args.cases.clone())?;
    let options = PageOptions {
        port: args.port,
        watch: args.watch.clone(),
        opened: |address| {
            println!("{address}");
            eprintln!("The page is open on this machine until Ctrl+C; keep its address to yourself.");
        },
        show: args.open.then_some(show as fn(&str)),
    };
    let open = page.expect("the command exists where the page is built in");
    open(desk, options)?;
    Ok(ExitCode::SUCCESS)
}

fn no_folder(folder: &std::path::Path) -> Diagnostic {
    let message = format!("{} is no folder.", folder.display());
    Diagnostic::error(Kind::Access, "no-such-folder", message, "Make it first, or name another one.")
}

/// Shows the page in the browser that this machine opens addresses with; where there is none the address is printed anyway.
fn show(address: &str) {
    let [program, first] = if cfg!(target_os = "windows") {
        ["rundll32", "url.dll,FileProtocolHandler"]
    } else if cfg!(target_os = "macos") {
        ["open", ""]
    } else {
        ["xdg-open", ""]
    };
    let mut command = Command::new(program);
    command.args([first, address].into_iter().filter(|arg| !arg.is_empty()));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if command.spawn().is_err() {
        eprintln!("No browser could be started: open the address above in one.");
    }
}
