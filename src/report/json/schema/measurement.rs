//! `healtone.measurement/1`.

use super::build::{
    Object, Schema, amount, count, exactly, list, nullable, number, object, printed, sha256, share, text, truth, words,
};
use super::parts::{
    COV, LAB_D65, RECT, SD, STUDIO, contrast, corners, cov, diagnostics, geometry, kind, rect, spectrum, studio_used,
    triple,
};
use crate::camera::Method;
use crate::chart::LeftOut;
use crate::photo::Encoding;

const NAME: &str = "healtone.measurement/1";

const ENCODINGS: [Encoding; 5] =
    [Encoding::Srgb, Encoding::DisplayP3, Encoding::AdobeRgb, Encoding::Icc, Encoding::Linear];
const METHODS: [Method; 4] = [Method::SensorPosterior, Method::ToneMatrix, Method::GreyCard, Method::Uncalibrated];
const LEFT_OUT: [LeftOut; 6] =
    [LeftOut::Clipped, LeftOut::Covered, LeftOut::NotFlat, LeftOut::Shadow, LeftOut::Glare, LeftOut::Outside];

/// A document of its own; with `file` where it is a line of many.
pub(super) fn document() -> Schema {
    fields()
        .may("file", text(), "Name of the photo, in the lines of `healtone batch` only.")
        .document(NAME, "Chart, calibration, skin and stubble of a photo, or what an instrument read.")
}

/// The same within other documents.
pub(super) fn part() -> Schema {
    fields().build()
}

fn fields() -> Object {
    printed(NAME)
        .key("studio", studio_used(), STUDIO)
        .key("photo", nullable(photo()), "The photo; null for readings and for what is no picture.")
        .key("chart", nullable(chart()), "The chart as found; null where none was.")
        .key(
            "calibration",
            nullable(calibration()),
            "What camera and light did to colours; null where it is not known.",
        )
        .key("skin", nullable(skin()), "Bare skin.")
        .key("hair", nullable(hair()), "The field of stubble and the hair in it.")
        .key("old_work", nullable(old_work()), "Old pigment on the place to be treated.")
        .key("contrast", nullable(hair_contrast()), "The field of stubble minus the bare skin beside it.")
        .key("next_photo", nullable(next_photo()), "What would make the contrast surer in another photo.")
        .key("warnings", diagnostics(), "What to know about the result.")
        .key("refused", diagnostics(), "Why nothing is recommended from this photo; empty where it is fit.")
        .key("forced", diagnostics(), "What would have refused the photo, had --force not been given.")
}

fn photo() -> Schema {
    object()
        .key("width", count(), "Pixels across, upright.")
        .key("height", count(), "Pixels down, upright.")
        .key("encoding", words(ENCODINGS.map(Encoding::name)), "How its colours are written.")
        .key("sha256", sha256(), "Digest of the file.")
        .build()
}

fn chart() -> Schema {
    let source = object()
        .key("kind", kind(), "How its colours are known.")
        .key("name", text(), "Who measured them.")
        .key("date", text(), "When.");
    object()
        .key("id", text(), "The chart's id.")
        .key("corners", corners(), "Centres of the corner patches.")
        .key("turn_deg", count(), "How far it is turned clockwise: 0, 90, 180 or 270 degrees.")
        .key("mirrored", truth(), "Whether the picture is mirrored.")
        .key("px_per_mm", nullable(amount()), "Pixels to a millimetre at the chart; null where its size is not known.")
        .key("runner_up_margin", nullable(number()), "How far the next best place or turn of the chart lies behind.")
        .key("patches", list(patch()), "Its patches in order.")
        .may("source", source.build(), "Who measured it, where it is a chart of one's own.")
        .build()
}

fn patch() -> Schema {
    object()
        .key("index", count(), "From 1, row by row.")
        .key("rgb", exactly(3, number()), "Mean of the linear sensor or picture values.")
        .key("clipped", truth(), "Whether a channel is at its limit.")
        .key("left_out", nullable(words(LEFT_OUT.map(LeftOut::name))), "Why it was not used; null where it was.")
        .key("de00", nullable(number()), "What the calibration leaves of its colour, dE00.")
        .build()
}

fn calibration() -> Schema {
    let residual = object()
        .key("in_sample", number(), "Mean over the patches, dE00.")
        .key("loo_mean", number(), "Mean with each patch left out in turn, dE00.")
        .key("loo_max", number(), "The largest of them, dE00.")
        .key("skin_patches", nullable(number()), "Mean of the two skin patches when left out, dE00.");
    object()
        .key("method", words(METHODS.map(Method::name)), "How colours are calibrated.")
        .key("residual_de00", nullable(residual.build()), "What it leaves of the chart's colours.")
        .key("falloff_ev", nullable(number()), "Light lost across the chart, stops.")
        .build()
}

fn lab_under() -> Schema {
    let lights = ["D65", "D50", "A", "LED-B3"];
    lights.into_iter().fold(object(), |o, light| o.key(light, triple(), "L*, a*, b* under this light.")).build()
}

fn skin() -> Schema {
    object()
        .key("rect", nullable(rect()), RECT)
        .key("geometry", geometry(), "How it was lit and seen.")
        .key("lab_d65", triple(), LAB_D65)
        .key("sd", triple(), SD)
        .key("cov", cov(), COV)
        .key("spectrum", spectrum(), "Estimated reflectance.")
        .key("lab_under", lab_under(), "Its colour under other lights.")
        .key("ita_deg", nullable(number()), "Individual typology angle, degrees.")
        .key("ita_sd_deg", nullable(number()), "Its standard deviation, degrees.")
        .key("hue_deg", number(), "Hue angle, degrees.")
        .key("hue_sd_deg", nullable(number()), "Its standard deviation, degrees.")
        .key("melanin", number(), "Volume fraction of melanin in the epidermis.")
        .key("blood", number(), "Volume fraction of blood in the dermis.")
        .key("scattering", number(), "Scattering of the dermis over the usual.")
        .build()
}

fn hair() -> Schema {
    object()
        .key("rect", nullable(rect()), RECT)
        .key("geometry", geometry(), "How it was lit and seen.")
        .key("mean_lab_d65", triple(), "The field as a whole, plain mean over the region, D65 and 2 degrees.")
        .key("sd", triple(), SD)
        .key("cov", cov(), COV)
        .key("spectrum", spectrum(), "Estimated reflectance of the field.")
        .key("lab_under", lab_under(), "Its colour under other lights.")
        .key("shaft_lab_d65", nullable(triple()), "The hair itself; null where none could be told apart.")
        .key("shaft_sd", nullable(triple()), "Standard deviations of it.")
        .key("coverage", nullable(share()), "Share of the skin that hair covers.")
        .key("density_per_cm2", nullable(amount()), "Hairs in a square centimetre.")
        .key("diameter_mm", nullable(amount()), "Diameter of a hair, mm.")
        .key("length_mm", nullable(amount()), "Length of a hair as seen, mm.")
        .key("stubble_p5_p95", nullable(stubble_intervals()), "90 % intervals of the four.")
        .build()
}

fn stubble_intervals() -> Schema {
    let names = ["coverage", "density_per_cm2", "diameter_mm", "length_mm"];
    names.into_iter().fold(object(), |o, name| o.key(name, exactly(2, number()), "From, to.")).build()
}

fn old_work() -> Schema {
    contrast().key("rect", nullable(rect()), RECT).key("lab_d65", triple(), LAB_D65).build()
}

fn hair_contrast() -> Schema {
    let light = object()
        .key("stubble_over_skin", number(), "Light on the stubble over light on the skin.")
        .key("ln_sd", number(), "Standard deviation of its logarithm.")
        .key("unevenness", number(), "How uneven the light is.")
        .key("seen", truth(), "Whether the difference in light was seen and taken out.");
    contrast().key("light", nullable(light.build()), "The light that was taken out of the contrast.").build()
}

fn next_photo() -> Schema {
    let advice = object().key("code", text(), "A stable name.").key("change", text(), "What to do.").key(
        "half_interval",
        nullable(number()),
        "Half of the 90 % interval with this change alone, dE*ab an axis.",
    );
    object()
        .key("half_interval", nullable(number()), "Half of the contrast's 90 % interval now, dE*ab an axis.")
        .key("unit", words(["dE*ab"]), "Unit.")
        .key("advice", list(advice.build()), "Changes, the best first.")
        .key("with_all", nullable(number()), "Half of the interval with all of them.")
        .build()
}
