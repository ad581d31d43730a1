//! `predict`.

use super::arguments::PredictArgs;
use super::catalogue::Catalogues;
use super::output::{self, Failure};
use crate::color::{Estimate, lab_from};
use crate::consult::{self, DEFAULT_DAYS, PredictOptions};
use crate::{data, measure, report};
use std::process::ExitCode;

pub(super) fn predict(args: &PredictArgs) -> Result<ExitCode, Failure> {
    let catalogues = Catalogues::read(&args.catalogue.catalogue)?;
    let pigment = catalogues.pigment(&args.pigment)?;
    let mut warnings = Vec::new();
    let lab = Estimate { mean: lab_from(args.skin_lab), cov: [[0.0; 3]; 3] };
    let skin = measure::skin_from_instrument(lab, data::healing().surface_light.median, &mut warnings);
    let days = if args.day.is_empty() { DEFAULT_DAYS.to_vec() } else { args.day.clone() };
    let options = PredictOptions {
        dilution: args.dilution,
        density_per_cm2: args.dots.density,
        dot_mm: args.dots.dot_mm,
        depth_mm: args.depth_mm,
        days,
        seed: args.dots.seed,
    };
    let mut prediction = consult::predict(pigment, skin, &options)?;
    prediction.warnings.splice(0..0, warnings);
    if args.output.json {
        return output::print_json(&report::json::prediction(&prediction), 0);
    }
    output::print(&output::text().prediction(&prediction), 0)
}
