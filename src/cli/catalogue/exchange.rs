//! `catalogue import` and `catalogue export`: colours of other programs in, films of a catalogue out.

use super::super::arguments::{CatalogueFiles, OutputArgs, WhiteArg};
use super::super::output::{self, Failure};
use super::super::studio::{AtHand, StudioChoice};
use super::super::values::parse_lab;
use crate::color::{Geometry, Observer};
use crate::diagnostic::{Diagnostic, Kind, Severity, nearest};
use crate::learning::{WHITE_CARD_L, film_reflectance};
use crate::pigment::Pigment;
use crate::pigment::exchange::{
    self, Column, DrawdownFields, ExportFormat, Exported, Format, Import, ImportOptions, Sample, Scale, StatedLab,
    White,
};
use crate::{data, report, store};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(in crate::cli) const IMPORT_EXAMPLES: &str = "\
Examples:
  healtone catalogue import ladder.txt
  healtone catalogue import ladder.csv --columns L=Helligkeit,a=Rot,b=Gelb --white d50-2
  healtone catalogue import ladder.cxf --drawdowns --film-um 50 --backing \"white card\" --backing-sample card";

pub(in crate::cli) const EXPORT_EXAMPLES: &str = "\
Example: healtone catalogue export --catalogue mine.toml --to cgats --out mine.txt";

#[derive(Debug, Args)]
pub(in crate::cli) struct ImportArgs {
    /// The file; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The format, where the content should not tell it
    #[arg(long, value_name = "FORMAT")]
    format: Option<FormatArg>,
    /// Which column holds what: name, L, a, b, X, Y, Z, R, G, B; may be repeated
    #[arg(long, value_name = "WHAT=COLUMN", value_delimiter = ',', value_parser = Column::parse)]
    columns: Vec<(Column, String)>,
    /// Whether white is 1 or 100 in spectra, where the file does not state it
    #[arg(long, value_name = "SCALE")]
    scale: Option<ScaleArg>,
    /// Light and observer of Lab, where the file does not state them
    #[arg(long, value_name = "WHITE")]
    white: Option<WhiteArg>,
    /// Print [[pigment.drawdown]] blocks to paste below a pigment of a catalogue
    #[arg(long, conflicts_with = "json")]
    drawdowns: bool,
    #[command(flatten)]
    film: FilmArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What drawdowns need that no instrument writes.
#[derive(Debug, Args)]
struct FilmArgs {
    /// The pigment that they are of: films that are named as another's are left out
    #[arg(long, value_name = "ID", requires = "drawdowns")]
    pigment: Option<String>,
    /// Volume fraction of concentrate in the film
    #[arg(long, value_name = "F", requires = "drawdowns", value_parser = fraction)]
    fraction: Option<f64>,
    /// Thickness of the wet film in micrometres
    #[arg(long, value_name = "UM", requires = "drawdowns", value_parser = film_um)]
    film_um: Option<f64>,
    /// What the films were drawn on
    #[arg(long, value_name = "NAME", requires = "drawdowns")]
    backing: Option<String>,
    /// The bare backing's own Lab (D50, 2 degrees)
    #[arg(long, value_name = "L,a,b", requires = "drawdowns", value_parser = parse_lab, allow_hyphen_values = true)]
    backing_lab: Option<[f64; 3]>,
    /// The sample of the file that is the bare backing
    #[arg(long, value_name = "SAMPLE", requires = "drawdowns", conflicts_with = "backing_lab")]
    backing_sample: Option<String>,
    /// How the instrument lights and sees, where the file does not state it
    #[arg(long, value_name = "GEOMETRY", requires = "drawdowns")]
    geometry: Option<GeometryArg>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    #[command(flatten)]
    catalogue: CatalogueFiles,
    #[command(flatten)]
    studio: StudioChoice,
    /// The format to write
    #[arg(long, value_name = "FORMAT")]
    to: ExportArg,
    /// The file to write, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// CGATS.17 and IT8 text
    Cgats,
    /// Color Exchange Format 3
    Cxf3,
    /// Table with a header row
    Csv,
    /// Adobe Swatch Exchange
    Ase,
    /// Photoshop swatches
    Aco,
    /// GIMP palette
    Gpl,
}

impl From<FormatArg> for Format {
    fn from(arg: FormatArg) -> Self {
        match arg {
            FormatArg::Cgats => Self::Cgats,
            FormatArg::Cxf3 => Self::Cxf3,
            FormatArg::Csv => Self::Csv,
            FormatArg::Ase => Self::Ase,
            FormatArg::Aco => Self::Aco,
            FormatArg::Gpl => Self::Gpl,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ScaleArg {
    /// White is 1
    Fraction,
    /// White is 100
    Percent,
}

impl From<ScaleArg> for Scale {
    fn from(arg: ScaleArg) -> Self {
        match arg {
            ScaleArg::Fraction => Self::Fraction,
            ScaleArg::Percent => Self::Percent,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum GeometryArg {
    /// Lit at 45 degrees, seen at 0
    #[value(name = "45:0")]
    FortyFiveZero,
    /// Sphere, surface light included
    Sci,
    /// Sphere, surface light excluded
    Sce,
}

impl From<GeometryArg> for Geometry {
    fn from(arg: GeometryArg) -> Self {
        match arg {
            GeometryArg::FortyFiveZero => Self::FortyFiveZero,
            GeometryArg::Sci => Self::Sci,
            GeometryArg::Sce => Self::Sce,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ExportArg {
    /// Lab and spectra, to the digit
    Cgats,
    /// Lab and spectra, to the digit
    Csv,
    /// Lab in single precision
    Ase,
    /// 8-bit sRGB: a picture of the colours
    Gpl,
}

impl From<ExportArg> for ExportFormat {
    fn from(arg: ExportArg) -> Self {
        match arg {
            ExportArg::Cgats => Self::Cgats,
            ExportArg::Csv => Self::Csv,
            ExportArg::Ase => Self::Ase,
            ExportArg::Gpl => Self::Gpl,
        }
    }
}

fn white(arg: WhiteArg) -> White {
    match arg {
        WhiteArg::D65Two => White::new("D65", Observer::Cie1931),
        WhiteArg::D50Two => White::d50(),
        WhiteArg::D65Ten => White::new("D65", Observer::Cie1964),
    }
}

fn fraction(text: &str) -> Result<f64, String> {
    let read = text.parse::<f64>().ok().filter(|v| *v > 0.0 && *v <= 1.0);
    read.ok_or_else(|| "write a volume fraction above 0 up to 1, such as 0.05".to_owned())
}

fn film_um(text: &str) -> Result<f64, String> {
    let read = text.parse::<f64>().ok().filter(|v| *v > 0.0 && *v <= 2000.0);
    read.ok_or_else(|| "write micrometres above 0 up to 2000, such as 50".to_owned())
}

pub(super) fn import(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let limits = data::limits().import;
    let name = args.file.display().to_string();
    let options = ImportOptions {
        format: args.format.map(Into::into),
        columns: args.columns.clone(),
        scale: args.scale.map(Into::into),
        white: args.white.map(white),
        samples_max: limits.samples_max,
    };
    let bytes = store::read_bytes(&args.file, limits.file_max_bytes as u64)?;
    let read = output::with_progress("Reading the file", || exchange::import(&bytes, &name, &options))?;
    if args.output.json {
        return output::print_json(&report::json::import(&read), 0);
    }
    if args.drawdowns {
        return drawdowns(&read, &args.film, &name);
    }
    output::print(&report::exchange::import(&read), 0)
}

/// Samples as blocks of a catalogue. What they rest on is said on stderr, as it does not belong into the file.
fn drawdowns(read: &Import, film: &FilmArgs, file: &str) -> Result<ExitCode, Failure> {
    warn(&read.warnings);
    let backing_sample = film.backing_sample.as_deref().map(|name| sample_named(read, name, file)).transpose()?;
    let stated = film.backing_lab.map(|value| Sample {
        name: String::new(),
        lab: Some(StatedLab { white: White::d50(), value }),
        spectrum: None,
        rgb: None,
    });
    let fields = DrawdownFields {
        fraction: film.fraction,
        film_um: film.film_um,
        backing: film.backing.clone(),
        backing_sample: backing_sample.cloned().or(stated),
        geometry: film.geometry.map(Into::into).or(read.source.geometry),
        instrument: read.source.instrument.clone(),
    };
    let is_backing = |s: &Sample| backing_sample.is_some_and(|backing| std::ptr::eq(backing, s));
    // A film that was computed must not come back as a measured one.
    let (computed, films): (Vec<&Sample>, Vec<&Sample>) =
        read.samples.iter().filter(|s| !is_backing(s)).partition(|s| Exported::is_name_of_computed(&s.name));
    let of_another = |s: &Sample| film.pigment.as_ref().is_some_and(|id| DrawdownFields::is_of_another(&s.name, id));
    let wanted: Vec<&Sample> = films.into_iter().filter(|s| !of_another(s)).collect();
    if !computed.is_empty() {
        let message = format!("{} sample(s) were computed and not measured, and were left out.", computed.len());
        warn(&[Diagnostic::warning("computed-left-out", message, "Measure films of them.")]);
    }
    let blocks: Vec<String> = wanted.iter().filter_map(|s| exchange::drawdown_toml(s, &fields)).collect();
    if blocks.is_empty() {
        let message =
            format!("No sample of {file} can become a drawdown: that takes a spectrum, or Lab for D50 and 2 degrees.");
        let remedy = "Say the light and observer with --white d50-2 if they are those, and check --pigment.";
        return Err(Diagnostic::error(Kind::Unfit, "no-drawdowns", message, remedy).into());
    }
    if blocks.len() < wanted.len() {
        warn(&[Diagnostic::warning(
            "samples-left-out",
            format!("{} sample(s) have neither a spectrum nor Lab for D50 and 2 degrees.", wanted.len() - blocks.len()),
            "Export those again with their spectra.",
        )]);
    }
    let heading = film.pigment.as_ref().map_or_else(String::new, |id| format!("# below the pigment {id}\n\n"));
    output::print(&(heading + &blocks.join("\n")), 0)
}

fn sample_named<'i>(read: &'i Import, name: &str, file: &str) -> Result<&'i Sample, Diagnostic> {
    read.samples.iter().find(|s| s.name == name).ok_or_else(|| {
        let names = read.samples.iter().map(|s| s.name.as_str());
        let remedy = match nearest(name, names) {
            Some(near) => format!("Did you mean {near}?"),
            None => format!("`healtone catalogue import {file}` lists them."),
        };
        Diagnostic::error(Kind::Argument, "unknown-sample", format!("{file} has no sample \"{name}\"."), remedy)
    })
}

fn warn(notes: &[Diagnostic]) {
    for warning in notes.iter().filter(|d| d.severity == Severity::Warning) {
        eprint!("{}", report::diagnostics::note("Note", warning));
    }
}

/// Film that is computed for a shade without drawdowns, um: a common gap of applicators. Assumed.
const COMPUTED_FILM_UM: f64 = 50.0;

pub(super) fn export(args: &ExportArgs) -> Result<ExitCode, Failure> {
    let catalogues = AtHand::read(&args.studio)?.catalogues(&args.catalogue.catalogue)?;
    let mut colours = Vec::new();
    for pigment in catalogues.pigments() {
        if pigment.drawdowns.is_empty() {
            match computed(pigment) {
                Ok(film) => colours.push(film),
                Err(left_out) => warn(&[left_out]),
            }
        } else {
            colours.extend(exchange::measured(pigment));
        }
    }
    if colours.is_empty() {
        let message = "No shade of the catalogue has a drawdown or optics to compute one from.";
        return Err(Diagnostic::error(Kind::Unfit, "no-color", message, "Measure drawdowns.").into());
    }
    let computed = colours.iter().filter(|c| c.computed).count();
    if computed > 0 {
        let message = format!(
            "{computed} of {} colours are of films that were computed and not measured: {COMPUTED_FILM_UM} um over white \
             of L* {WHITE_CARD_L}, at the middle of the shade's dilutions. Their names begin with \"computed:\".",
            colours.len()
        );
        warn(&[Diagnostic::warning("computed-films", message, "Measure drawdowns to have them as they are.")]);
    }
    if matches!(args.to, ExportArg::Gpl) {
        let message = "A GIMP palette holds 8-bit sRGB, which only comes near the colours.";
        warn(&[Diagnostic::warning("approximate", message, "Use CGATS, CSV or ASE to keep them.")]);
    }
    let bytes = exchange::write(args.to.into(), &colours);
    write(args.out.as_deref(), &bytes)
}

/// The film of a shade without drawdowns, at the geometric middle of its dilutions.
fn computed(pigment: &Pigment) -> Result<Exported, Diagnostic> {
    let middle = pigment.dilution.as_ref().map_or(1.0, |d| (d.min_fraction * d.max_fraction).sqrt());
    // Four digits, so that the name says what was computed.
    let fraction = ((middle * 1e4).round() / 1e4).max(1e-4);
    let reflectance = film_reflectance(pigment, fraction, COMPUTED_FILM_UM).map_err(|e| {
        let message = format!("{} was left out: it has no drawdowns, and {}", pigment.id, e.diagnostic().message);
        Diagnostic::warning("shade-left-out", message, "Measure drawdowns of it.")
    })?;
    Ok(Exported::computed(pigment, fraction, COMPUTED_FILM_UM, "white", &reflectance))
}

fn write(out: Option<&Path>, bytes: &[u8]) -> Result<ExitCode, Failure> {
    match out.filter(|path| *path != Path::new("-")) {
        Some(path) => {
            store::write_bytes(path, bytes)?;
            Ok(ExitCode::SUCCESS)
        }
        None => output::print_bytes(bytes),
    }
}
