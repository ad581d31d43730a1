//! `consult`, `measure` and `match`.

use super::arguments::{CatalogueChoice, ConsultArgs, MatchArgs, MeasureArgs, PhotoArgs, TreatmentArgs};
use super::catalogue::{Catalogues, chosen};
use super::chart::chart_named;
use super::healing::healing_table;
use super::how_to::how_to;
use super::mix_card::MixCardArgs;
use super::output::{self, Failure, NO_MATCH, code};
use crate::color::ViewLight;
use crate::consult::{self, Consultation, MeasureOptions, Measurement, Readings, TargetWish, TreatmentOptions};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::matching::Verdict;
use crate::photo::Photo;
use crate::{report, store};
use std::path::Path;
use std::process::ExitCode;

pub(super) fn measure(args: &MeasureArgs) -> Result<ExitCode, Failure> {
    let measurement = measured(&args.photo)?;
    output::complain(&measurement.refused);
    let ended = refused_code(&measurement);
    if args.output.json {
        return output::print_json(&report::json::measurement(&measurement), ended);
    }
    output::print(&output::text().measurement(&measurement), ended)
}

pub(super) fn consult(args: &ConsultArgs) -> Result<ExitCode, Failure> {
    let Some(photo) = &args.photo else { return how_to(args.how_to.as_ref().and_then(Option::as_deref)) };
    let catalogues = Catalogues::read(&args.catalogue.files.catalogue)?;
    let mut options = treatment(&args.treatment, photo.polarised)?;
    let measurement = measured(photo)?;
    options.target.more_photos = args.also.iter().map(|path| measured_too(path, photo)).collect::<Result<_, _>>()?;
    recommend(measurement, &catalogues, &args.catalogue, &options, (&args.card, args.output.json))
}

pub(super) fn matching(args: &MatchArgs) -> Result<ExitCode, Failure> {
    let catalogues = Catalogues::read(&args.catalogue.files.catalogue)?;
    let measurement = consult::measurement_from_readings(&Readings {
        skin: args.skin_lab,
        hair: args.hair_lab,
        shaft: args.shaft_lab,
        white: args.lab_white.into(),
        sd: args.skin_sd,
    });
    let options = treatment(&args.treatment, false)?;
    recommend(measurement, &catalogues, &args.catalogue, &options, (&args.card, args.output.json))
}

/// Another photo of the client, with the same chart; places in the picture are found anew.
fn measured_too(path: &Path, first: &PhotoArgs) -> Result<Measurement, Failure> {
    let options = MeasureOptions {
        chart: first.chart.as_deref().map(chart_named).transpose()?,
        polarised: first.polarised,
        ..MeasureOptions::default()
    };
    let bytes = read_photo(path)?;
    Ok(output::with_progress("measuring", || consult::measure(&bytes, &options))?)
}

fn read_photo(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    store::read_bytes(path, data::limits().photo.tiff_max_bytes as u64)
}

fn measured(args: &PhotoArgs) -> Result<Measurement, Failure> {
    let bytes = read_photo(&args.photo)?;
    let options = MeasureOptions {
        chart: args.chart.as_deref().map(chart_named).transpose()?,
        corners: args.corners,
        chart_near: args.chart_near,
        skin: args.skin,
        hair: args.hair,
        polarised: args.polarised,
        force: args.force,
    };
    let measurement = output::with_progress("measuring", || consult::measure(&bytes, &options))?;
    if let Some(path) = &args.debug_chart {
        write_chart_picture(path, &bytes, &measurement)?;
    }
    if let Some(path) = &args.debug_camera {
        write_camera_plot(path, &measurement)?;
    }
    Ok(measurement)
}

fn write_chart_picture(path: &Path, bytes: &[u8], measurement: &Measurement) -> Result<(), Diagnostic> {
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

fn treatment(args: &TreatmentArgs, polarised: bool) -> Result<TreatmentOptions, Failure> {
    let usual = TreatmentOptions::default();
    let lights: Vec<ViewLight> = args.view_light.iter().map(|light| (*light).into()).collect();
    Ok(TreatmentOptions {
        view_lights: if lights.is_empty() { usual.view_lights } else { lights },
        target: TargetWish { mode: args.mode.into(), shaved_hours: args.shaved_hours, more_photos: Vec::new() },
        needle: args.needle,
        density_per_cm2: args.dots.density,
        dot_mm: args.dots.dot_mm,
        area_cm2: args.area_cm2,
        batch_ml: args.batch_ml,
        polarised,
        seed: args.dots.seed,
        healing: healing_table(args.dots.healing.as_deref())?,
    })
}

fn recommend(
    measurement: Measurement,
    catalogues: &Catalogues,
    choice: &CatalogueChoice,
    options: &TreatmentOptions,
    (card, json): (&MixCardArgs, bool),
) -> Result<ExitCode, Failure> {
    let pigments = chosen(catalogues, &choice.have)?;
    let names = catalogues.names();
    let consultation = output::with_progress("searching", || consult::consult(measurement, &pigments, names, options))?;
    output::complain(&consultation.measurement.refused);
    card.write(&consultation)?;
    let ended = consultation_code(&consultation);
    if json {
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
