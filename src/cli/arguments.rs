//! The command line: what is asked for, checked as far as one argument can be.

use super::catalogue::check::{CheckArgs, ExplainArgs};
use super::catalogue::fit::FitArgs;
use super::catalogue::preview::{DiffArgs, PreviewArgs, SheetArgs};
use super::studio::StudioChoice;
use super::values::{
    number, parse_corners, parse_depth, parse_diameter, parse_dilution, parse_lab, parse_needle, parse_sd,
};
use crate::color::ViewLight;
use crate::consult::LabWhite;
use crate::healing::Needle;
use crate::matching::Mode;
use crate::measure::Region;
use crate::pigment::Dilution;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Colour science for scalp micropigmentation: from a photo with a colour chart to a healed shade and dilution.
#[derive(Debug, Parser)]
#[command(name = "healtone", version, max_term_width = 80)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Recommend shade and dilution from a photo with a chart beside the scalp
    #[command(after_help = CONSULT_EXAMPLES)]
    Consult(Box<ConsultArgs>),
    /// Measure skin and stubble in a photo, nothing more
    Measure(MeasureArgs),
    /// Measure every photo in a folder, as a table or as JSON lines
    #[command(after_help = super::batch::EXAMPLES)]
    Batch(super::batch::BatchArgs),
    /// Recommend from instrument readings instead of a photo
    #[command(after_help = "Example: healtone match --skin-lab 62,11,16 --hair-lab 59.5,9,14")]
    Match(MatchArgs),
    /// Predict how one pigment heals and softens in a skin
    #[command(
        after_help = "Example: healtone predict --pigment generic-carbon-mid --dilution 1+12 --skin-lab 62,11,16"
    )]
    Predict(PredictArgs),
    /// Reflectance of a layered stack, as CSV or JSON
    Optics(OpticsArgs),
    /// Make consultation photographs with known truth, for practice and tests
    #[command(after_help = super::simulate::EXAMPLES)]
    Simulate(super::simulate::SimulateArgs),
    /// Pigment catalogues: write, check, import, compare, and what they show
    Catalogue(CatalogueArgs),
    /// Practice cases and quizzes with a known answer, and their grading
    Teach(super::teach::TeachArgs),
    /// Your chart, catalogue, bottles, needle and hand, so that a consultation needs only the photo
    Studio(super::studio::StudioArgs),
    /// Compare a photo of healed work with what was expected, and learn from it
    #[command(after_help = super::follow_up::FOLLOW_UP_EXAMPLES)]
    FollowUp(Box<super::follow_up::FollowUpArgs>),
    /// What a case's next session should be, from everything that was seen of it
    Plan(super::follow_up::PlanArgs),
    /// List, show, export and delete clients' cases
    Case(super::case::CaseArgs),
    /// The consultation as a page in the browser of this machine
    #[cfg(feature = "web")]
    #[command(after_help = super::serve::EXAMPLES)]
    Serve(super::serve::ServeArgs),
}

const CONSULT_EXAMPLES: &str = "Examples:
  healtone consult photo.jpg
  healtone consult photo.jpg --chart colorchecker-classic --skin 10%,20%,15%,12%
  healtone consult photo.jpg --mix-card card.html --first-session 2026-12-01
  healtone consult photo.jpg --report report.html
  healtone consult photo.jpg --preview healed --area 300,200,900,600
  healtone consult --how-to how-to.html
Exit codes: 0 done, 1 photo or catalogue unfit, 2 arguments, 3 no match,
4 a limit, 5 read or write failed";

#[derive(Debug, Args)]
pub(super) struct PhotoArgs {
    /// The photo: JPEG, PNG, TIFF or WebP; - for standard input
    #[arg(value_name = "PHOTO")]
    pub(super) photo: PathBuf,
    /// Bare skin, x,y,w,h in pixels of the upright picture or all in percent
    #[arg(long, value_name = "R")]
    pub(super) skin: Option<Region>,
    /// Stubble, likewise
    #[arg(long, value_name = "R")]
    pub(super) hair: Option<Region>,
    /// Old pigment on the place to be treated, likewise: new work is planned on top of it
    #[arg(long, value_name = "R")]
    pub(super) old_work: Option<Region>,
    /// The chart in the photo, e.g. colorchecker-classic-pre2014, or the TOML file of your own
    #[arg(long, value_name = "ID|FILE")]
    pub(super) chart: Option<String>,
    /// Part of the picture that the chart is looked for in, as a region
    #[arg(long, value_name = "R", conflicts_with = "corners")]
    pub(super) chart_near: Option<Region>,
    /// Centres of patches 1, 6, 24 and 19 in pixels: x,y,x,y,x,y,x,y
    #[arg(long, value_name = "CORNERS", value_parser = parse_corners, allow_hyphen_values = true)]
    pub(super) corners: Option<[crate::math::Point; 4]>,
    /// Photo taken through crossed polarisers: no surface light
    #[arg(long)]
    pub(super) polarised: bool,
    /// Go on where the photo would be refused; the result is marked
    #[arg(long)]
    pub(super) force: bool,
    /// Write the photo with the chart's lattice and the regions drawn on it
    #[arg(long, value_name = "FILE.png")]
    pub(super) debug_chart: Option<PathBuf>,
    /// Write a plot of the camera as estimated: sensitivities, tone curve, chart residuals
    #[arg(long, value_name = "FILE.svg")]
    pub(super) debug_camera: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct CatalogueFiles {
    /// A catalogue file or a folder of them, instead of the reference catalogue; may be repeated
    #[arg(long, value_name = "FILE|DIR")]
    pub(super) catalogue: Vec<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct CatalogueChoice {
    #[command(flatten)]
    pub(super) files: CatalogueFiles,
    /// Only these pigments; "all" for every one, whatever bottles the studio has
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub(super) have: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct DotArgs {
    /// Dots per cm2
    #[arg(long, value_name = "N", value_parser = number::<1, 2000>)]
    pub(super) density: Option<f64>,
    /// Diameter of the healed deposit in mm
    #[arg(long, value_name = "D", value_parser = parse_diameter)]
    pub(super) dot_mm: Option<f64>,
    /// Seed of the random draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(super) seed: u32,
    /// Healing priors of your own: tables in the form of calibration/healing.toml that replace those of their name
    #[arg(long, value_name = "FILE")]
    pub(super) healing: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
pub(super) struct TreatmentArgs {
    /// What is to be imitated
    #[arg(long, value_name = "MODE", default_value = "shaved")]
    pub(super) mode: ModeArg,
    /// Hours since the hair was shaved when it was photographed; 720 for a month
    #[arg(long, value_name = "N", value_parser = number::<0, 20_000>)]
    pub(super) shaved_hours: Option<f64>,
    #[command(flatten)]
    pub(super) dots: DotArgs,
    /// The needle: points and diameter (3RL0.25) or cartridge (0803RL); sets the dot unless --dot-mm does
    #[arg(long, value_name = "CODE", value_parser = parse_needle)]
    pub(super) needle: Option<Needle>,
    /// Area to treat in cm2
    #[arg(long, value_name = "N", value_parser = number::<1, 2000>)]
    pub(super) area_cm2: Option<f64>,
    /// Light to look at the match by beside daylight; may be repeated [default: a, led-b3]
    #[arg(long, value_name = "L")]
    pub(super) view_light: Vec<ViewLightArg>,
    /// Volume of a cup in ml [default: 5]
    #[arg(long, value_name = "N", value_parser = number::<1, 100>)]
    pub(super) batch_ml: Option<f64>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ModeArg {
    /// A shaved head: the stubble beside it
    Shaved,
    /// Dots between hair that is worn longer
    Density,
    /// A scar (--skin) amid a field (--hair)
    Scar,
}

impl From<ModeArg> for Mode {
    fn from(arg: ModeArg) -> Self {
        match arg {
            ModeArg::Shaved => Self::Shaved,
            ModeArg::Density => Self::Density,
            ModeArg::Scar => Self::Scar,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum ViewLightArg {
    /// D50, the light of print
    D50,
    /// An incandescent lamp
    A,
    /// A white LED of rooms
    LedB3,
}

impl From<ViewLightArg> for ViewLight {
    fn from(arg: ViewLightArg) -> Self {
        match arg {
            ViewLightArg::D50 => Self::D50,
            ViewLightArg::A => Self::A,
            ViewLightArg::LedB3 => Self::LedB3,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ConsultArgs {
    // None only with --how-to, which stands alone: PHOTO is required otherwise.
    #[command(flatten)]
    pub(super) photo: Option<PhotoArgs>,
    /// Another photo of the same client, from another side; may be repeated
    #[arg(long, value_name = "PHOTO")]
    pub(super) also: Vec<PathBuf>,
    /// Keep the photo in the case
    #[arg(long, requires = "case")]
    pub(super) keep_photo: bool,
    /// Put a small picture of the scalp with the two regions into the report
    #[arg(long, requires = "report")]
    pub(super) report_photo: bool,
    /// Print how to take the photo, a page to hang up; or write it to a file
    #[arg(long, value_name = "FILE.html", num_args = 0..=1, value_parser = super::how_to::page_name, exclusive = true)]
    pub(super) how_to: Option<Option<PathBuf>>,
    #[command(flatten)]
    pub(super) catalogue: CatalogueChoice,
    #[command(flatten)]
    pub(super) treatment: TreatmentArgs,
    #[command(flatten)]
    pub(super) studio: StudioChoice,
    #[command(flatten)]
    pub(super) card: super::mix_card::MixCardArgs,
    #[command(flatten)]
    pub(super) report: super::report::ReportArgs,
    #[command(flatten)]
    pub(super) preview: super::preview::PreviewArgs,
    #[command(flatten)]
    pub(super) keeping: super::follow_up::CaseKeeping,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct MeasureArgs {
    #[command(flatten)]
    pub(super) photo: PhotoArgs,
    #[command(flatten)]
    pub(super) studio: StudioChoice,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct MatchArgs {
    /// Bare skin, L*,a*,b*
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true)]
    pub(super) skin_lab: [f64; 3],
    /// The field of stubble, L*,a*,b*
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true)]
    pub(super) hair_lab: [f64; 3],
    /// The hair itself, L*,a*,b*; reported, not ranked by
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true)]
    pub(super) shaft_lab: Option<[f64; 3]>,
    /// Old pigment on the place to be treated, L*,a*,b*: new work is planned on top of it
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true)]
    pub(super) old_lab: Option<[f64; 3]>,
    /// Light and observer of the readings
    #[arg(long, value_name = "WHITE", default_value = "d65-2")]
    pub(super) lab_white: WhiteArg,
    /// Standard deviation of each reading per axis
    #[arg(long, value_name = "N", default_value = "0.5", value_parser = parse_sd)]
    pub(super) skin_sd: f64,
    #[command(flatten)]
    pub(super) catalogue: CatalogueChoice,
    #[command(flatten)]
    pub(super) treatment: TreatmentArgs,
    #[command(flatten)]
    pub(super) studio: StudioChoice,
    #[command(flatten)]
    pub(super) card: super::mix_card::MixCardArgs,
    #[command(flatten)]
    pub(super) report: super::report::ReportArgs,
    #[command(flatten)]
    pub(super) keeping: super::follow_up::CaseKeeping,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum WhiteArg {
    /// D65, 2 degrees
    #[value(name = "d65-2")]
    D65Two,
    /// D50, 2 degrees
    #[value(name = "d50-2")]
    D50Two,
    /// D65, 10 degrees
    #[value(name = "d65-10")]
    D65Ten,
}

impl From<WhiteArg> for LabWhite {
    fn from(arg: WhiteArg) -> Self {
        match arg {
            WhiteArg::D65Two => Self::D65Two,
            WhiteArg::D50Two => Self::D50Two,
            WhiteArg::D65Ten => Self::D65Ten,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct PredictArgs {
    /// The pigment's id in the catalogue
    #[arg(long, value_name = "ID")]
    pub(super) pigment: String,
    /// Its dilution: 1+12, 7.7%, "fraction 0.077", "12:1 diluent:pigment"
    #[arg(long, value_name = "DILUTION", value_parser = parse_dilution)]
    pub(super) dilution: Dilution,
    /// Bare skin, L*,a*,b* (D65, 2 degrees)
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true)]
    pub(super) skin_lab: [f64; 3],
    #[command(flatten)]
    pub(super) dots: DotArgs,
    /// Depth of the deposit's top in mm
    #[arg(long, value_name = "Z", value_parser = parse_depth)]
    pub(super) depth_mm: Option<f64>,
    /// Days after the treatment; may be repeated
    #[arg(long, value_name = "N", value_parser = number::<0, 36500>)]
    pub(super) day: Vec<f64>,
    /// Write plots: colour over time with its bands, spectra, swatches by day and by skin
    #[arg(long, value_name = "FILE.svg")]
    pub(super) plot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) catalogue: CatalogueFiles,
    #[command(flatten)]
    pub(super) studio: StudioChoice,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct OpticsArgs {
    /// The stack in TOML; - for standard input
    #[arg(value_name = "STACK.toml")]
    pub(super) stack: PathBuf,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(super) struct CatalogueArgs {
    #[command(subcommand)]
    pub(super) command: CatalogueCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum CatalogueCommand {
    /// The pigments of a catalogue, one a line
    List {
        #[command(flatten)]
        catalogue: CatalogueFiles,
        #[command(flatten)]
        studio: StudioChoice,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Everything known of one pigment
    Show {
        /// The pigment's id
        id: String,
        #[command(flatten)]
        catalogue: CatalogueFiles,
        #[command(flatten)]
        studio: StudioChoice,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Every fault of a catalogue at once, with line, column and remedy
    Check(CheckArgs),
    /// What a rule of the check is for, and what to do about a breach
    Explain(ExplainArgs),
    /// Shades on fair, medium and deep skin, fresh and healed, and which stubble they cannot imitate
    Preview(PreviewArgs),
    /// A sheet of swatches to print
    Sheet(SheetArgs),
    /// What differs between two versions of a catalogue, or two lots; exit 1 beyond the tolerance
    Diff(DiffArgs),
    /// What measured films and healed records say of pigments, and how well they fit
    Fit(FitArgs),
    /// Read colours of other programs: CGATS, CxF3, CSV, ASE, ACO, GPL
    #[command(after_help = super::catalogue::IMPORT_EXAMPLES)]
    Import(Box<super::catalogue::ImportArgs>),
    /// Write the films of a catalogue for other programs: CGATS, CSV, ASE, GPL
    #[command(after_help = super::catalogue::EXPORT_EXAMPLES)]
    Export(super::catalogue::ExportArgs),
    /// A catalogue to fill in, with every key explained
    New(super::catalogue::NewArgs),
    /// The JSON Schema of catalogues, or of another document, for editors and programs
    Schema(super::catalogue::SchemaArgs),
}
