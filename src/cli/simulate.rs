//! `simulate`.

use super::output::{self, Failure};
use super::sessions;
use super::values::{number, parse_diameter, parse_dilution, parse_pigment};
use crate::diagnostic::{Diagnostic, Kind};
use crate::pigment::{Dilution, HEALED_DAY};
use crate::report;
use crate::simulate::{
    ClientKind, HairColour, Mistake, RecipeOptions, Sensor, Setting, Shot, SimulateOptions, ToneFamily, photograph,
};
use crate::store;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) const EXAMPLES: &str = "Examples:
  healtone simulate --seed 7 --out practice
  healtone simulate --seed 1 --count 30 --out set --client shaved --light LED-B3
  healtone simulate --seed 3 --out late --mistake too-early
One client over two sessions, each photograph another --shot:
  healtone simulate --seed 9 --client shaved --out before
  healtone simulate --seed 9 --shot 1 --out after-1 \
    --session 0:45:generic-warm-25:1+28
  healtone simulate --seed 9 --shot 2 --out after-2 \
    --session 0:45:generic-warm-25:1+28 \
    --session 28:60:generic-warm-25=1+generic-carbon-mid=1:1+19
Each picture is written as photo.jpg (or photo.tif) beside its truth.json; with
--count, in a folder of its own for each seed. The same seed gives the same
bytes.";

#[derive(Debug, Args)]
pub(crate) struct SimulateArgs {
    /// Seed of everything that is drawn
    #[arg(long, value_name = "N")]
    seed: u64,
    /// Folder to write into
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many pictures, with seeds from --seed on
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    count: u64,
    #[command(flatten)]
    wishes: Wishes,
}

/// What the pictures shall show; the seed draws the rest.
#[derive(Debug, Args)]
pub(crate) struct Wishes {
    /// What is seen on the head
    #[arg(long, value_name = "KIND")]
    client: Option<ClientKind>,
    /// Lightness L* of the bare skin
    #[arg(long, value_name = "L", value_parser = number::<18, 80>)]
    skin_l: Option<f64>,
    /// Colour of the hair
    #[arg(long, value_name = "COLOUR")]
    hair: Option<HairColour>,
    /// Another photograph of the client of --seed: scene, light and mistakes are drawn anew
    #[arg(long, value_name = "K", default_value_t = 0)]
    shot: u64,
    /// Pigment of the reference catalogue that is in the skin; of a mix of two, each with its parts: ID=3
    #[arg(long, value_name = "ID[=PARTS]", requires = "dilution", group = "put_in", value_parser = parse_pigment)]
    pigment: Vec<(String, f64)>,
    /// Its dilution, e.g. 1+12
    #[arg(long, value_name = "DILUTION", value_parser = parse_dilution, requires = "pigment")]
    dilution: Option<Dilution>,
    /// Dots per cm2 of it
    #[arg(long, value_name = "N", value_parser = number::<1, 400>, requires = "pigment")]
    density: Option<f64>,
    /// Instead of --pigment one session that was done, its day counted from the first; repeat it for each, e.g.
    /// 28:60:generic-warm-25=1+generic-carbon-mid=1:1+19
    #[arg(
        long,
        value_name = "DAY:DENSITY:ID[=PARTS][+ID=PARTS]:DILUTION",
        conflicts_with = "pigment",
        group = "put_in"
    )]
    session: Vec<String>,
    /// Days since the last session; 28 unless said, or as a --session is too early by mistake
    #[arg(long, value_name = "N", value_parser = number::<0, 36500>, requires = "put_in")]
    day: Option<f64>,
    /// Diameter of the healed deposits in mm
    #[arg(long, value_name = "D", value_parser = parse_diameter, requires = "put_in")]
    dot_mm: Option<f64>,
    /// A CIE light, e.g. D65, FL2, LED-B3
    #[arg(long, value_name = "NAME")]
    light: Option<String>,
    /// Sensitivities of a camera (ASWF camera data, JSON), "observer", or "parametric" for one drawn from the seed
    #[arg(long, value_name = "FILE|NAME", default_value = "parametric")]
    camera: String,
    /// Tone curve of the camera
    #[arg(long, value_name = "FAMILY")]
    tone: Option<ToneFamily>,
    /// Whether it maps tones differently from place to place
    #[arg(long, value_name = "BOOL")]
    local_tone: Option<bool>,
    /// Whether it changes colours by their hue
    #[arg(long, value_name = "BOOL")]
    look: Option<bool>,
    /// What file it writes
    #[arg(long, value_name = "KIND")]
    kind: Option<FileArg>,
    /// Quality of the JPEG
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=100))]
    quality: Option<u8>,
    /// Whether the JPEG is in Display P3 instead of sRGB
    #[arg(long, value_name = "BOOL")]
    display_p3: Option<bool>,
    /// The chart in the picture, e.g. colorchecker-mini
    #[arg(long, value_name = "ID")]
    chart: Option<String>,
    /// How hard the scene is: even is for tests
    #[arg(long, value_name = "SETTING", default_value = "room")]
    setting: Setting,
    /// Size in megapixels
    #[arg(long, value_name = "N", default_value = "3", value_parser = parse_megapixels)]
    mp: f64,
    /// A mistake of whoever took the picture; may be repeated
    #[arg(long, value_name = "MISTAKE")]
    mistake: Vec<Mistake>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FileArg {
    /// 8-bit, as phones write
    Jpeg,
    /// 16-bit linear, as exported from a raw file
    TiffLinear,
}

pub(super) fn parse_megapixels(text: &str) -> Result<f64, String> {
    super::values::parse_number(text, 0.1, 50.0, " megapixels")
}

macro_rules! named_values {
    ($($kind:ty),*) => {
        $(impl ValueEnum for $kind {
            fn value_variants<'a>() -> &'a [Self] {
                &Self::ALL
            }

            fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
                Some(clap::builder::PossibleValue::new(self.name()))
            }
        })*
    };
}
named_values!(ClientKind, HairColour, ToneFamily, Setting, Mistake);

impl Wishes {
    /// The options of a picture with a seed.
    pub(crate) fn options(&self, seed: u64) -> Result<SimulateOptions, Diagnostic> {
        let sensor = match self.camera.as_str() {
            "parametric" => None,
            "observer" => Some(Sensor::observer()),
            file => Some(store::read_sensor(Path::new(file))?),
        };
        let recipe = self.dilution.map(|dilution| RecipeOptions {
            pigments: self.pigment.clone(),
            dilution,
            day: self.day.unwrap_or(HEALED_DAY),
            density_per_cm2: self.density,
            dot_mm: self.dot_mm,
        });
        Ok(SimulateOptions {
            megapixels: self.mp,
            client: self.client,
            skin_l: self.skin_l,
            hair: self.hair,
            shot: self.shot,
            recipe,
            sessions: sessions::read(&self.session, self.dot_mm)?,
            days_since: self.day.filter(|_| !self.session.is_empty()),
            light: self.light.clone(),
            sensor,
            tone: self.tone,
            local_tone: self.local_tone,
            look: self.look,
            tiff_linear: matches!(self.kind, Some(FileArg::TiffLinear)),
            quality: self.quality,
            display_p3: self.display_p3,
            setting: self.setting,
            chart: self.chart.clone(),
            mistakes: self.mistake.clone(),
            ..SimulateOptions::new(seed)
        })
    }
}

pub(super) fn simulate(args: &SimulateArgs) -> Result<ExitCode, Failure> {
    let bar = output::progress_bar(args.count, "photographs");
    let mut lines = String::new();
    for i in 0..args.count {
        let seed = args.seed.checked_add(i).ok_or_else(|| too_many(args))?;
        let folder = if args.count == 1 { args.out.clone() } else { args.out.join(format!("seed-{seed}")) };
        let options = args.wishes.options(seed)?;
        lines.push_str(&one(&options, &folder)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    output::print(&lines, 0)
}

fn too_many(args: &SimulateArgs) -> Diagnostic {
    let message = format!("There are no {} seeds from {} on.", args.count, args.seed);
    Diagnostic::error(Kind::Argument, "seed-too-large", message, "Choose a smaller --seed.")
}

/// Takes one picture and writes it with its truth; says so in a line.
fn one(options: &SimulateOptions, folder: &Path) -> Result<String, Diagnostic> {
    let shot = Shot::draw(options)?;
    let picture = photograph(&shot)?;
    let name = format!("photo.{}", picture.extension);
    let truth = report::json::truth(&picture.truth, &name);
    let text = serde_json::to_string_pretty(&truth).expect("a document of strings and numbers can be written");
    let path = folder.join(&name);
    store::write_bytes(&path, &picture.bytes)?;
    store::write_bytes(&folder.join("truth.json"), format!("{text}\n").as_bytes())?;
    Ok(report::simulated(&picture.truth, &path.display().to_string()))
}
