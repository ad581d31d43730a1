//! The chart's side of a measurement: found, calibrated by, and judged by the photo gate.

use super::encoding::{ChartPlace, Found, ReadChart};
use super::measurement::{ChartSummary, MeasureOptions, Measurement, PhotoSummary};
use crate::camera::{Calibration, chart_faults};
use crate::chart::{self, ChartDefinition, ChartError, ChartReading};
use crate::data::{self, ChartLimits};
use crate::diagnostic::Diagnostic;
use crate::photo::Photo;

/// Finds the chart and calibrates; without a chart a forced measurement believes the declared colour space.
pub(super) fn calibrate(
    m: &mut Measurement,
    photo: Photo,
    (definition, place): (&ChartDefinition, ChartPlace),
    options: &MeasureOptions,
) -> (Photo, Option<Calibration>) {
    let passes_for = photo.encoding();
    let read = ReadChart::of(photo, definition, place).or_linear(definition, place);
    let ReadChart { photo, found } = read;
    if photo.encoding() != passes_for {
        m.photo = Some(PhotoSummary::of(&photo));
        m.warnings.push(Diagnostic::warning(
            "taken-as-linear",
            format!(
                "The file passes for {}, but the chart shows that its numbers are linear light.",
                passes_for.name()
            ),
            "They were read as linear. Have the converter embed a linear profile, or write sRGB.",
        ));
    }
    let Found { mut reading, calibration } = match found {
        Ok(found) => found,
        Err(error) => {
            m.fault(another_chart(&photo, definition, place, error).diagnostic(), options.force);
            let declared = options.force.then(|| Calibration::uncalibrated(photo.to_linear_srgb()));
            return (photo, declared);
        }
    };
    // Classic, Mini and Passport look alike: the size of a chart that nobody named is not known.
    reading.px_per_mm = reading.px_per_mm.filter(|_| options.chart.is_some());
    let limits = data::limits().chart;
    for fault in chart_faults(&reading, definition, calibration.as_ref(), photo.encoding(), &limits) {
        m.fault(fault, options.force);
    }
    chart_warnings(m, &reading, calibration.as_ref().ok(), &limits);
    let calibration = calibration.ok().or_else(|| options.force.then(|| declared(&photo, &reading, definition)));
    m.chart = Some(ChartSummary { reading, generation_shift: None, source: definition.source.clone() });
    (photo, calibration)
}

/// Where the named chart was not found, but another that is built in is there: that one, in place of the fault.
fn another_chart(photo: &Photo, named: &ChartDefinition, place: ChartPlace, fault: ChartError) -> ChartError {
    let may_be_another = matches!(
        fault,
        ChartError::PoorFit { .. } | ChartError::NotFound | ChartError::Uncertain { .. } | ChartError::Covered { .. }
    );
    if !may_be_another {
        return fault;
    }
    // Which of the generations it is cannot be told: the first of each layout stands for all.
    let mut tried: Vec<&ChartDefinition> = vec![named];
    for other in chart::definitions() {
        if tried.iter().all(|tried| other.layout_differs(tried)) {
            if place.find(photo, other).is_ok() {
                let name = other.name.split(',').next().unwrap_or_default().to_owned();
                return ChartError::Another { id: other.id.clone(), name };
            }
            tried.push(other);
        }
    }
    fault
}

/// The declared colour space, balanced on the greys of a chart of which not much more can be used.
fn declared(photo: &Photo, reading: &ChartReading, definition: &ChartDefinition) -> Calibration {
    let to_linear_srgb = photo.to_linear_srgb();
    let balanced = Calibration::grey_card(reading, definition, to_linear_srgb);
    balanced.unwrap_or_else(|| Calibration::uncalibrated(to_linear_srgb))
}

fn chart_warnings(
    m: &mut Measurement,
    reading: &ChartReading,
    calibration: Option<&Calibration>,
    limits: &ChartLimits,
) {
    let left_out: Vec<String> =
        reading.patches.iter().filter_map(|p| p.left_out.map(|why| format!("{} ({})", p.index, why.name()))).collect();
    if !left_out.is_empty() {
        m.warnings.push(Diagnostic::warning(
            "patches-left-out",
            format!("Patches left out of the calibration: {}.", left_out.join(", ")),
            "Show the whole chart without fingers, shadow or glare, exposed so that nothing is blown out.",
        ));
    }
    if reading.mirrored {
        m.warnings.push(Diagnostic::warning(
            "mirrored",
            "The picture is mirrored.",
            "Front cameras mirror; regions are meant as seen in this picture.",
        ));
    }
    let falloff = calibration.and_then(Calibration::falloff_ev).unwrap_or(0.0);
    if (limits.falloff_warn_ev..=limits.falloff_max_ev).contains(&falloff) {
        m.warnings.push(Diagnostic::warning(
            "uneven-light",
            format!("The light falls off by {falloff:.1} EV across the chart."),
            "Use a lamp further away or a second one, and hold the chart beside the scalp.",
        ));
    }
}
