//! `batch`.

use super::in_order::in_order;
use super::output::{self, Failure};
use super::studio::{AtHand, StudioChoice};
use crate::consult::{MeasureOptions, Measurement, StudioUse, measure_or_refuse};
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::measure::Region;
use crate::report::{self, batch::Tally};
use crate::store::{self, PhotoFile};
use clap::Args;
use indicatif::ProgressBar;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;

pub(super) const EXAMPLES: &str = "Examples:
  healtone batch clients --jsonl > clients.jsonl
  healtone batch clients --recursive --chart colorchecker-mini
Read are files that end in jpg, jpeg, png, tif, tiff or webp, in the order of
their names; a photo that is unfit or damaged is a line like the others.
Exit codes: 0 all accepted, 1 photos refused or none there, 2 arguments,
5 the folder could not be read, or the result not written";

#[derive(Debug, Args)]
pub(super) struct BatchArgs {
    /// The folder of photos
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print a JSON object a line: the measurement and its file
    #[arg(long)]
    jsonl: bool,
    /// Read the folders below it too
    #[arg(long)]
    recursive: bool,
    /// The chart in the photos, e.g. colorchecker-classic-pre2014, or the TOML file of your own
    #[arg(long, value_name = "ID|FILE")]
    chart: Option<String>,
    /// Bare skin in every photo, x,y,w,h in percent
    #[arg(long, value_name = "R", value_parser = percent)]
    skin: Option<Region>,
    /// Stubble, likewise
    #[arg(long, value_name = "R", value_parser = percent)]
    hair: Option<Region>,
    /// Photos taken through crossed polarisers: no surface light
    #[arg(long)]
    polarised: bool,
    /// Go on where a photo would be refused; its line says so
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    studio: StudioChoice,
}

/// A region that means the same in photos of any size.
fn percent(text: &str) -> Result<Region, String> {
    let region = text.parse()?;
    if text.contains('%') {
        return Ok(region);
    }
    Err("photos differ in size: give all four in percent, 10%,20%,15%,12%".to_owned())
}

pub(super) fn batch(args: &BatchArgs) -> Result<ExitCode, Failure> {
    let mut at_hand = AtHand::read(&args.studio)?;
    let options = options(args, &mut at_hand)?;
    let studio = at_hand.used_to_measure();
    let found = store::photo_files(&args.folder, args.recursive)?;
    if found.others > 0 {
        eprintln!("{} file(s) of other kinds skipped", found.others);
    }
    let bar = output::progress_bar(found.photos.len() as u64, "photos");
    let mut tally = Tally::default();
    if !args.jsonl {
        show(&bar, &report::batch::heading())?;
    }
    // What is handed on is the line and not the measurement, so that what waits for its turn stays little.
    let line = |i: usize| measured(&found.photos[i], (&options, studio.as_ref()), args.jsonl);
    let written = in_order((found.photos.len(), rayon::current_num_threads()), line, |(line, one)| {
        tally += one;
        bar.inc(1);
        match show(&bar, &line) {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(None),
            Err(fault) => ControlFlow::Break(Some(fault)),
        }
    });
    bar.finish_and_clear();
    if let ControlFlow::Break(Some(fault)) = written {
        return Err(fault.into());
    }
    let from = studio.as_ref().map_or_else(String::new, report::studio::used);
    let summary = if args.jsonl { String::new() } else { tally.text() + &from };
    output::print(&summary, u8::from(tally.refused() > 0))
}

fn options(args: &BatchArgs, at_hand: &mut AtHand) -> Result<MeasureOptions, Failure> {
    Ok(MeasureOptions {
        chart: at_hand.chart(args.chart.as_deref())?,
        surface_light: at_hand.surface_light(),
        skin: args.skin,
        hair: args.hair,
        polarised: args.polarised,
        force: args.force,
        ..MeasureOptions::default()
    })
}

/// A photo's line, and what became of it.
fn measured(
    file: &PhotoFile,
    (options, studio): (&MeasureOptions, Option<&StudioUse>),
    jsonl: bool,
) -> (String, Tally) {
    let bytes = store::read_bytes(&file.path, data::limits().photo.tiff_max_bytes as u64);
    let m = Measurement { studio: studio.cloned(), ..measure_or_refuse(bytes, options) };
    (if jsonl { json_line(&file.name, &m) } else { report::batch::row(&file.name, &m) }, Tally::of(&m))
}

fn json_line(file: &str, m: &Measurement) -> String {
    let document = report::json::measurement_of_file(file, m);
    let line = serde_json::to_string(&document).expect("a document of strings and numbers can be written");
    line + "\n"
}

/// Prints a line, the bar out of its way; whether there is somebody who reads on.
fn show(bar: &ProgressBar, line: &str) -> Result<bool, Diagnostic> {
    bar.suspend(|| output::print_part(line))
}
