//! `catalogue preview`, `catalogue sheet` and `catalogue diff`.

use super::super::arguments::{CatalogueChoice, DotArgs, OutputArgs};
use super::super::output::{self, Failure};
use super::super::studio::{AtHand, StudioChoice};
use super::super::values::{parse_dilution, parse_lab, parse_tolerance};
use super::{Catalogues, chosen};
use crate::color::{Estimate, LabD65, lab_from};
use crate::consult::{self, PreviewOptions, ShownSkin};
use crate::data::HealingTable;
use crate::diagnostic::{Diagnostic, Kind};
use crate::pigment::{Catalogue, Dilution};
use crate::report::{self, SheetHead};
use crate::{data, measure, store};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(in crate::cli) struct ShownArgs {
    #[command(flatten)]
    catalogue: CatalogueChoice,
    /// Show this skin too, L*,a*,b* (D65, 2 degrees)
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true)]
    skin_lab: Option<[f64; 3]>,
    /// Show shades at this dilution, where their maker allows it; may be repeated
    #[arg(long, value_name = "DILUTION", value_parser = parse_dilution)]
    dilution: Vec<Dilution>,
    #[command(flatten)]
    dots: DotArgs,
    #[command(flatten)]
    studio: StudioChoice,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PreviewArgs {
    #[command(flatten)]
    shown: ShownArgs,
    /// Write a plot of what the set reaches on --skin-lab, else on the medium skin, and of the stubble out of its reach
    #[arg(long, value_name = "FILE.svg")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SheetArgs {
    #[command(flatten)]
    shown: ShownArgs,
    /// The sheet to write
    #[arg(long, value_name = "FILE.html")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct DiffArgs {
    /// The version, or the lot, that was
    #[arg(value_name = "OLD.toml")]
    old: PathBuf,
    /// The one that is
    #[arg(value_name = "NEW.toml")]
    new: PathBuf,
    /// Difference of a film or a healed field that is accepted, dE00; a step of dilution is some 0.4 healed
    #[arg(long, value_name = "N", default_value = "0.5", value_parser = parse_tolerance)]
    tolerance: f64,
    #[command(flatten)]
    output: OutputArgs,
}

/// The skin of which the reach is told where none is given.
const MEDIUM: &str = "medium";

/// Catalogues, skins and options of what is shown.
struct Shown {
    catalogues: Catalogues,
    skins: Vec<ShownSkin>,
    options: PreviewOptions,
    warnings: Vec<Diagnostic>,
}

impl Shown {
    fn read(args: &ShownArgs) -> Result<Self, Failure> {
        let mut at_hand = AtHand::read(&args.studio)?;
        let catalogues = at_hand.catalogues(&args.catalogue.files.catalogue)?;
        let healing = at_hand.healing(args.dots.healing.as_deref())?;
        let dot_mm = at_hand.pick(args.dots.dot_mm, "needle", |own| Some(own.needle?.healed_dot_mm(&healing)));
        let mut warnings = Vec::new();
        let own = args.skin_lab.map(|lab| skin("this", lab_from(lab), &healing, &mut warnings));
        let skins = own.into_iter().chain(reference_skins(&healing)).collect();
        let options = PreviewOptions {
            density_per_cm2: args.dots.density,
            dot_mm,
            dilutions: args.dilution.clone(),
            healing,
            seed: args.dots.seed,
        };
        Ok(Self { catalogues, skins, options, warnings })
    }
}

fn skin(name: &str, mean: LabD65, healing: &HealingTable, warnings: &mut Vec<Diagnostic>) -> ShownSkin {
    let lab = Estimate { mean, cov: [[0.0; 3]; 3] };
    let reading = measure::skin_from_instrument(lab, healing.surface_light.median, warnings);
    ShownSkin { name: name.to_owned(), reading }
}

fn reference_skins(healing: &HealingTable) -> Vec<ShownSkin> {
    let skins = data::reference_skins();
    skins.iter().map(|s| skin(&s.name, lab_from(s.lab_d65), healing, &mut Vec::new())).collect()
}

pub(super) fn preview(args: &PreviewArgs) -> Result<ExitCode, Failure> {
    let shown = Shown::read(&args.shown)?;
    let pigments = chosen(&shown.catalogues, &args.shown.catalogue.have)?;
    let asked = if args.shown.skin_lab.is_some() { "this" } else { MEDIUM };
    let on = shown.skins.iter().find(|skin| skin.name == asked).expect("it is among the skins");
    let reach = consult::gamut(&pigments, on.reading.clone(), &shown.options)?;
    let mut preview = consult::preview(&pigments, shown.skins.clone(), &shown.options);
    preview.warnings.splice(0..0, shown.warnings);
    if let Some(path) = &args.plot {
        store::write_bytes(path, report::gamut_plot(&reach).as_bytes())?;
    }
    if args.output.json {
        return output::print_json(&report::json::preview(&preview, &reach, &shown.catalogues.names()), 0);
    }
    let text = output::text();
    output::print(&format!("{}\n{}", text.gamut(&reach), text.preview(&preview)), 0)
}

pub(super) fn sheet(args: &SheetArgs) -> Result<ExitCode, Failure> {
    let shown = Shown::read(&args.shown)?;
    let pigments = chosen(&shown.catalogues, &args.shown.catalogue.have)?;
    let mut preview = consult::preview(&pigments, shown.skins.clone(), &shown.options);
    preview.warnings.splice(0..0, shown.warnings);
    let sources: Vec<String> = shown.catalogues.list.iter().map(|c| source(c)).collect();
    let names = shown.catalogues.names();
    let page = report::swatch_sheet(&preview, SheetHead { sources: &sources, catalogues: &names });
    store::write_bytes(&args.out, page.as_bytes())?;
    output::print("", 0)
}

/// Who says what a catalogue says, in a sentence.
fn source(catalogue: &Catalogue) -> String {
    let source = &catalogue.source;
    format!("{} ({}, {}; {}).", source.name, source.kind.name(), source.date, source.licence)
}

pub(super) fn diff(args: &DiffArgs) -> Result<ExitCode, Failure> {
    let read = |path: &PathBuf| Catalogues::read(std::slice::from_ref(path));
    let (old, new) = (read(&args.old)?, read(&args.new)?);
    let options = PreviewOptions::default();
    let skins = reference_skins(&options.healing);
    let diff = consult::compare([one(&old, &args.old)?, one(&new, &args.new)?], &skins, args.tolerance, &options);
    let ended = u8::from(!diff.is_within());
    if args.output.json {
        return output::print_json(&report::json::catalogue_diff(&diff), ended);
    }
    output::print(&output::text().catalogue_diff(&diff), ended)
}

/// The one catalogue of a file; a folder of several cannot be compared.
fn one<'a>(catalogues: &'a Catalogues, path: &std::path::Path) -> Result<&'a Catalogue, Diagnostic> {
    match catalogues.list.as_slice() {
        [only] => Ok(only.as_ref()),
        all => Err(Diagnostic::error(
            Kind::Argument,
            "not-one-catalogue",
            format!("{} holds {} catalogues.", path.display(), all.len()),
            "Name one file on each side.",
        )),
    }
}
