//! `consult`, `measure` and `match`.

use super::arguments::{ConsultArgs, MatchArgs, MeasureArgs, PhotoArgs, TreatmentArgs};
use super::catalogue::Catalogues;
use super::follow_up;
use super::how_to::how_to;
use super::mix_card::MixCardArgs;
use super::output::{self, Failure, NO_MATCH, code};
use super::preview::PreviewArgs;
use super::report::ReportArgs;
use super::studio::{AtHand, Stock};
use crate::color::ViewLight;
use crate::consult::{
    self, Consultation, MeasureOptions, Measurement, Readings, StudioUse, TargetWish, TreatmentOptions,
};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::matching::{Mixing, Verdict};
use crate::photo::Photo;
use crate::report::consultation_report::Extras;
use crate::{report, store};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn measure(args: &MeasureArgs) -> Result<ExitCode, Failure> {
    let mut at_hand = AtHand::read(&args.studio)?;
    let chart = at_hand.chart(args.photo.chart.as_deref())?;
    let with = MeasureOptions { chart, surface_light: at_hand.surface_light(), ..MeasureOptions::default() };
    let bytes = read_photo(&args.photo.photo)?;
    let measurement = Measurement { studio: at_hand.used_to_measure(), ..measured(&args.photo, &bytes, with)? };
    output::complain(&measurement.refused);
    let ended = refused_code(&measurement);
    if args.output.json {
        return output::print_json(&report::json::measurement(&measurement), ended);
    }
    output::print(&output::text().measurement(&measurement), ended)
}

pub(super) fn consult(args: &ConsultArgs) -> Result<ExitCode, Failure> {
    let Some(photo) = &args.photo else { return how_to(args.how_to.as_ref().and_then(Option::as_deref)) };
    let mut at_hand = AtHand::read(&args.studio)?;
    let chart = at_hand.chart(photo.chart.as_deref())?;
    let catalogues = at_hand.catalogues(&args.catalogue.files.catalogue)?;
    let mut options = treatment(&args.treatment, photo.polarised, &mut at_hand)?;
    let stock = at_hand.stock(&catalogues, &args.catalogue)?;
    let surface_light = Some(options.healing.surface_light.median);
    let with = MeasureOptions { chart, surface_light, polarised: photo.polarised, ..MeasureOptions::default() };
    let bytes = read_photo(&photo.photo)?;
    let measurement = Measurement { studio: at_hand.used_to_measure(), ..measured(photo, &bytes, with.clone())? };
    options.target.more_photos = args.also.iter().map(|path| measured_too(path, &with)).collect::<Result<_, _>>()?;
    let keeping = Keeping {
        case: args.keeping.case.as_deref(),
        photo: args.keep_photo.then_some((photo.photo.as_path(), bytes.as_slice())),
        preview: Some((&args.preview, &bytes)),
    };
    let shown = args.report_photo.then_some(bytes.as_slice());
    let papers = Papers { card: &args.card, report: &args.report, photo: shown, json: args.output.json };
    recommend(measurement, (&catalogues, stock), options, (&papers, at_hand.used()), &keeping)
}

pub(super) fn matching(args: &MatchArgs) -> Result<ExitCode, Failure> {
    let mut at_hand = AtHand::read(&args.studio)?;
    let catalogues = at_hand.catalogues(&args.catalogue.files.catalogue)?;
    let options = treatment(&args.treatment, false, &mut at_hand)?;
    let measurement = consult::measurement_from_readings(&Readings {
        skin: args.skin_lab,
        hair: Some(args.hair_lab),
        shaft: args.shaft_lab,
        old_work: args.old_lab,
        white: args.lab_white.into(),
        sd: args.skin_sd,
        surface_light: Some(options.healing.surface_light.median),
    });
    let stock = at_hand.stock(&catalogues, &args.catalogue)?;
    let keeping = Keeping { case: args.keeping.case.as_deref(), photo: None, preview: None };
    let papers = Papers { card: &args.card, report: &args.report, photo: None, json: args.output.json };
    recommend(measurement, (&catalogues, stock), options, (&papers, at_hand.used()), &keeping)
}

/// What is kept of a consultation.
struct Keeping<'a> {
    /// The folder of the case.
    case: Option<&'a Path>,
    /// The photo, where it is kept too.
    photo: Option<(&'a Path, &'a [u8])>,
    /// Which pictures of the healed area are written, and the photo that they are made of.
    preview: Option<(&'a PreviewArgs, &'a [u8])>,
}

/// What is written and printed of a consultation.
struct Papers<'a> {
    card: &'a MixCardArgs,
    report: &'a ReportArgs,
    /// The photo, where a picture of the scalp stands in the report.
    photo: Option<&'a [u8]>,
    /// Whether the document is printed, not the text.
    json: bool,
}

impl Papers<'_> {
    fn write(&self, consultation: &Consultation, seed: u32) -> Result<(), Diagnostic> {
        self.card.write(consultation)?;
        // A photo that cannot be decoded is refused, and the report says so.
        let photo = self.photo.and_then(|bytes| Photo::decode(bytes).ok());
        let scalp_picture = photo.and_then(|photo| report::scalp_picture(&photo, &consultation.measurement));
        let extras = Extras { first_session: self.card.first_session, seed: Some(seed), scalp_picture };
        self.report.write(consultation, &extras)
    }
}

/// Another photo of the client, with the same chart; places in the picture are found anew.
fn measured_too(path: &Path, with: &MeasureOptions) -> Result<Measurement, Failure> {
    let bytes = read_photo(path)?;
    Ok(output::with_progress("measuring", || consult::measure(&bytes, with))?)
}

pub(super) fn read_photo(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    store::read_bytes(path, data::limits().photo.tiff_max_bytes as u64)
}

/// The photo, measured with this chart and surface light.
fn measured(args: &PhotoArgs, bytes: &[u8], with: MeasureOptions) -> Result<Measurement, Failure> {
    let options = MeasureOptions {
        corners: args.corners,
        chart_near: args.chart_near,
        skin: args.skin,
        hair: args.hair,
        old_work: args.old_work,
        polarised: args.polarised,
        force: args.force,
        ..with
    };
    let measurement = output::with_progress("measuring", || consult::measure(bytes, &options))?;
    if let Some(path) = &args.debug_chart {
        write_chart_picture(path, bytes, &measurement)?;
    }
    if let Some(path) = &args.debug_camera {
        write_camera_plot(path, &measurement)?;
    }
    Ok(measurement)
}

pub(super) fn write_chart_picture(path: &Path, bytes: &[u8], measurement: &Measurement) -> Result<(), Diagnostic> {
    let photo = Photo::decode(bytes).map_err(|e| e.diagnostic())?;
    let picture = report::chart_picture(&photo, measurement).ok_or_else(|| {
        Diagnostic::error(
            Kind::Unfit,
            "no-chart-to-draw",
            "No chart was found in this photo, so there is no lattice to draw.",
            "Leave --debug-chart out, or mark the chart with --corners.",
        )
    })?;
    store::write_bytes(path, &picture)
}

fn write_camera_plot(path: &Path, measurement: &Measurement) -> Result<(), Diagnostic> {
    let plot = measurement.calibration.as_ref().and_then(report::camera_plot).ok_or_else(|| {
        Diagnostic::error(
            Kind::Unfit,
            "no-camera-to-plot",
            "No sensor was estimated from this photo, so there is nothing to plot.",
            "Leave --debug-camera out, or show a chart that fits.",
        )
    })?;
    store::write_bytes(path, plot.as_bytes())
}

pub(super) fn treatment(
    args: &TreatmentArgs,
    polarised: bool,
    at_hand: &mut AtHand,
) -> Result<TreatmentOptions, Failure> {
    let usual = TreatmentOptions::default();
    let lights: Vec<ViewLight> = args.view_light.iter().map(|light| (*light).into()).collect();
    // --dot-mm goes before every needle, so that of the studio has no part in it.
    let needle = match args.dots.dot_mm {
        Some(_) => args.needle,
        None => at_hand.pick(args.needle, "needle", |own| own.needle),
    };
    Ok(TreatmentOptions {
        view_lights: if lights.is_empty() { usual.view_lights } else { lights },
        target: TargetWish { mode: args.mode.into(), shaved_hours: args.shaved_hours, more_photos: Vec::new() },
        needle,
        density_per_cm2: args.dots.density,
        dot_mm: args.dots.dot_mm,
        area_cm2: at_hand.pick(args.area_cm2, "area_cm2", |own| own.area_cm2),
        mixing: mixing(args.batch_ml, at_hand),
        polarised,
        seed: args.dots.seed,
        healing: at_hand.healing(args.dots.healing.as_deref())?,
    })
}

pub(super) fn mixing(batch_ml: Option<f64>, at_hand: &mut AtHand) -> Mixing {
    let usual = Mixing::default();
    let batch_ml = at_hand.pick(batch_ml, "batch_ml", |own| own.batch_ml);
    let diluent_drops_per_ml = at_hand.pick(None, "diluent_drops_per_ml", |own| own.diluent_drops_per_ml);
    Mixing {
        batch_ml: batch_ml.unwrap_or(usual.batch_ml),
        diluent_drops_per_ml: diluent_drops_per_ml.unwrap_or(usual.diluent_drops_per_ml),
        ..usual
    }
}

fn recommend(
    mut measurement: Measurement,
    (catalogues, stock): (&Catalogues, Stock<'_>),
    mut options: TreatmentOptions,
    (papers, studio): (&Papers<'_>, Option<StudioUse>),
    keeping: &Keeping<'_>,
) -> Result<ExitCode, Failure> {
    options.mixing.bottles = stock.bottles;
    measurement.warnings.extend(stock.warnings);
    let names = catalogues.names();
    let search = || consult::consult_with_prospect(measurement, &stock.pigments, names, &options);
    let (consultation, prospect) = output::with_progress("searching", search)?;
    let consultation = Consultation { studio, ..consultation };
    output::complain(&consultation.measurement.refused);
    papers.write(&consultation, options.seed)?;
    if let Some((preview, photo)) = keeping.preview {
        preview.write(photo, &consultation, prospect.as_ref(), options.seed)?;
    }
    if let Some(case) = keeping.case {
        follow_up::keep(case, &consultation, &options, keeping.photo)?;
    }
    let ended = consultation_code(&consultation);
    if papers.json {
        return output::print_json(&report::json::consultation(&consultation), ended);
    }
    output::print(&output::text().consultation(&consultation), ended)
}

fn refused_code(m: &Measurement) -> u8 {
    m.refused.first().map_or(0, |d| code(d.kind))
}

fn consultation_code(c: &Consultation) -> u8 {
    match c.verdict {
        // A forced result is done, whatever it says.
        Some(Verdict::NoMatch) if c.measurement.forced.is_empty() => NO_MATCH,
        Some(_) => 0,
        None => refused_code(&c.measurement),
    }
}
