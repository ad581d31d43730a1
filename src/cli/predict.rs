//! `predict`.

use super::arguments::PredictArgs;
use super::output::{self, Failure};
use super::studio::AtHand;
use crate::color::{Estimate, LabD65, lab_from};
use crate::consult::{self, PredictOptions, Prediction, TIMELINE_DAYS};
use crate::pigment::Pigment;
use crate::{data, measure, report, store};
use std::process::ExitCode;

pub(super) fn predict(args: &PredictArgs) -> Result<ExitCode, Failure> {
    let mut at_hand = AtHand::read(&args.studio)?;
    let catalogues = at_hand.catalogues(&args.catalogue.catalogue)?;
    let pigment = catalogues.pigment(&args.pigment)?;
    let healing = at_hand.healing(args.dots.healing.as_deref())?;
    let dot_mm = at_hand.pick(args.dots.dot_mm, "needle", |own| Some(own.needle?.healed_dot_mm(&healing)));
    let options = PredictOptions {
        dilution: args.dilution,
        density_per_cm2: args.dots.density,
        dot_mm,
        depth_mm: args.depth_mm,
        days: if args.day.is_empty() { TIMELINE_DAYS.to_vec() } else { args.day.clone() },
        seed: args.dots.seed,
        healing,
    };
    let mut prediction = on_skin(pigment, lab_from(args.skin_lab), &options)?;
    prediction.studio = at_hand.used();
    if let Some(path) = &args.plot {
        let others = data::reference_skins();
        let others =
            others.iter().map(|skin| Ok((skin.name.as_str(), on_skin(pigment, lab_from(skin.lab_d65), &options)?)));
        let others: Vec<(&str, Prediction)> = others.collect::<Result<_, Failure>>()?;
        store::write_bytes(path, report::prediction_plot(&prediction, &others).as_bytes())?;
    }
    if args.output.json {
        return output::print_json(&report::json::prediction(&prediction), 0);
    }
    output::print(&output::text().prediction(&prediction), 0)
}

fn on_skin(pigment: &Pigment, mean: LabD65, options: &PredictOptions) -> Result<Prediction, Failure> {
    let mut warnings = Vec::new();
    let lab = Estimate { mean, cov: [[0.0; 3]; 3] };
    let skin = measure::skin_from_instrument(lab, options.healing.surface_light.median, &mut warnings);
    let mut prediction = consult::predict(pigment, skin, options)?;
    prediction.warnings.splice(0..0, warnings);
    Ok(prediction)
}
