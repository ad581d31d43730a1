//! `catalogue fit`.

use super::super::arguments::{CatalogueChoice, OutputArgs};
use super::super::output::{self, Failure};
use super::super::studio::{AtHand, StudioChoice};
use super::chosen;
use crate::data::{self, HealingTable};
use crate::diagnostic::Diagnostic;
use crate::healing::DrawOptions;
use crate::learning::{fit_films, fit_healed};
use crate::pigment::Pigment;
use crate::report::{self, PigmentFit};
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(in crate::cli) struct FitArgs {
    #[command(flatten)]
    catalogue: CatalogueChoice,
    #[command(flatten)]
    studio: StudioChoice,
    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn fit(args: &FitArgs) -> Result<ExitCode, Failure> {
    let mut at_hand = AtHand::read(&args.studio)?;
    let catalogues = at_hand.catalogues(&args.catalogue.files.catalogue)?;
    let table = at_hand.healing(None)?;
    let pigments = chosen(&catalogues, &args.catalogue.have)?;
    let fits: Vec<PigmentFit> = pigments.into_iter().map(|p| one(p, &table)).collect::<Result<_, Diagnostic>>()?;
    if args.output.json {
        return output::print_json(&report::json::fit(&fits), 0);
    }
    output::print(&report::fit(&fits), 0)
}

fn one(pigment: &Pigment, table: &HealingTable) -> Result<PigmentFit, Diagnostic> {
    let dot_model_spread = data::matching().uncertainty.dot_model_spread;
    let options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread };
    let of = |error: crate::pigment::OpticsError| error.diagnostic();
    let films = pigment.drawdowns.iter().map(|film| (film.fraction, film.film_um)).collect();
    Ok(PigmentFit {
        pigment: pigment.id.clone(),
        films: fit_films(pigment, table).map_err(of)?.map(|fit| (films, fit)),
        healed: fit_healed(pigment, table, &options, &data::learning().posterior).map_err(of)?,
    })
}
