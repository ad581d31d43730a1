//! Files in JSON that the tool writes and reads again: steps of cases, what they are computed from, keys of quizzes.

use crate::color::BANDS;
use crate::matching::Mode;
use crate::report::json::schema::build::{
    Object, Schema, constant, count, day_text, exactly, list, nullable, number, object, sha256, text, truth, words,
};
use crate::simulate::Mistake;
use crate::store::key::KEY_SCHEMA;
use crate::store::record::SCHEMA as CASE_STATE_SCHEMA;
use crate::store::{CASE_EXPORT_SCHEMA, CASE_SCHEMA, CASE_STEP_SCHEMA, StepKind};
use serde_json::json;

fn kept(schema: &str) -> Object {
    object().key("schema", constant(schema), "Name and version of this document.")
}

fn step(pictures: Schema) -> Object {
    let catalogue = object().key("name", text(), "Name of the file.").key("sha256", sha256(), "Digest of its text.");
    kept(CASE_STEP_SCHEMA)
        .key("number", count(), "From 1.")
        .key("kind", words(StepKind::ALL.map(StepKind::name)), "What was done.")
        .key("date", day_text(), "When.")
        .key("tool", text(), "Version of the tool.")
        .key("catalogues", list(catalogue.build()), "The catalogues in use.")
        .key("calibration", sha256(), "Digest of the tool's own data.")
        .key("day", nullable(number()), "The day that it is about.")
        .key("pictures", pictures, "Its pictures.")
        .key("report", json!({"type": ["object", "null"]}), "The result as it was printed: a document of its own.")
        .key("state", json!({"type": ["object", "null"]}), "healtone.case-state/1 after it; null where it has none.")
}

pub(super) fn case_step() -> Schema {
    step(list(text())).document(CASE_STEP_SCHEMA, "A step of a client's case.")
}

pub(super) fn case_export() -> Schema {
    let picture = object().key("name", text(), "").key("bytes", count(), "Its size.").key("sha256", sha256(), "");
    let case = kept(CASE_SCHEMA)
        .key("code", text(), "The client's code.")
        .key("created", day_text(), "The day of the first step.")
        .key("tool", text(), "Version that created it.");
    kept(CASE_EXPORT_SCHEMA)
        .key("tool", text(), "Version of the tool.")
        .key("case", case.build(), "What case.toml says.")
        .key("steps", list(step(list(picture.build())).build()), "Its steps.")
        .document(CASE_EXPORT_SCHEMA, "A whole case in one document.")
}

fn three() -> Schema {
    exactly(3, number())
}

fn matrix() -> Schema {
    exactly(3, three())
}

fn spectrum() -> Schema {
    exactly(BANDS, number())
}

fn contrast() -> Schema {
    object().key("dlab", three(), "In L*, a*, b*.").key("cov", matrix(), "Covariance.").build()
}

fn skin_model() -> Schema {
    let names = ["melanin", "blood", "scattering", "so2", "epidermis_mm", "n", "g"];
    names.into_iter().fold(object(), |o, name| o.key(name, number(), "")).build()
}

pub(super) fn case_state() -> Schema {
    let mode = words([Mode::Shaved, Mode::Density, Mode::Scar].map(Mode::name));
    kept(CASE_STATE_SCHEMA)
        .key("skin", skin(), "The bare skin.")
        .key("target", target(), "What is imitated.")
        .key("old_work", nullable(contrast()), "Old pigment minus bare skin.")
        .key("density_per_cm2", number(), "Dots in a square centimetre in the end.")
        .key("mode", mode, "What is imitated.")
        .key("polarised", truth(), "Whether photos are taken through crossed polarisers.")
        .key("seed", count(), "Seed of the draws.")
        .key("dot_mm", nullable(number()), "Diameter of a healed dot, where it was set.")
        .key("area_cm2", nullable(number()), "Area to treat, where it was named.")
        .key("planned", list(session()), "Sessions to come.")
        .key("done", list(session()), "Sessions that were done.")
        .key("seen", list(seen()), "What was seen of them.")
        .key("today", number(), "Day of the latest step, from the first treatment.")
        .key("photos", list(text()), "Digests of the photos that count.")
        .key("places", nullable(places()), "Where the regions were, against the chart.")
        .document(CASE_STATE_SCHEMA, "What a case's next step is computed from.")
}

fn skin() -> Schema {
    object()
        .key("lab_d65", three(), "D65 and 2 degrees.")
        .key("cov", matrix(), "Covariance.")
        .key("spectrum", spectrum(), "Reflectance.")
        .key("coefficients", three(), "Of the skin basis.")
        .key("skin_like", truth(), "Whether it looks like skin.")
        .key("residual_de_ab", number(), "What the basis leaves.")
        .key("model", skin_model(), "The skin behind it.")
        .key("ln_covariance", matrix(), "Of the logarithms of melanin, blood and scattering.")
        .key("residual_rms", number(), "What the model leaves.")
        .build()
}

fn target() -> Schema {
    object()
        .key("contrast", contrast(), "Healed field minus bare skin.")
        .key("skin_lab_d65", three(), "Bare skin.")
        .key("spectrum", spectrum(), "Reflectance of the field.")
        .key("basis", words(["as-seen", "moved", "moved-untold", "grown-hair"]), "What it is made from.")
        .key("from_hours", nullable(number()), "Hours since shaving when seen.")
        .key("to_hours", nullable(number()), "Hours since shaving that are worn.")
        .build()
}

fn session() -> Schema {
    let part = json!({"type": "array", "prefixItems": [text(), number()], "minItems": 2, "maxItems": 2});
    object()
        .key("day", number(), "Days since the first treatment.")
        .key("density_per_cm2", number(), "Dots in a square centimetre.")
        .key("pigments", list(part), "Id and parts by volume.")
        .key("pigment_fraction", number(), "Pigment / (pigment + diluent) by volume.")
        .key("diluent_parts", number(), "Parts of diluent to one of pigment.")
        .build()
}

fn seen() -> Schema {
    let dots = object()
        .key("width_mm", number(), "Width of dots as seen.")
        .key("width_ln_sd", number(), "Standard deviation of its logarithm.")
        .key("middle_dl", nullable(number()), "Their middle minus skin, L*.")
        .key("middle_sd", number(), "Its standard deviation.");
    object()
        .key("sessions", count(), "How many were done.")
        .key("day", number(), "Days since the last.")
        .key("field", contrast(), "Field minus bare skin.")
        .key("stubble", nullable(contrast()), "Stubble minus bare skin in the same photo.")
        .key("shared_cov", nullable(matrix()), "Covariance between the two.")
        .key("dots", nullable(dots.build()), "What a close-up tells.")
        .build()
}

fn places() -> Schema {
    let rect = || nullable(exactly(4, count()));
    object()
        .key("to_chart", matrix(), "From pixels to the chart.")
        .key("skin", rect(), "Bare skin, x, y, w, h.")
        .key("field", rect(), "The treated field.")
        .key("stubble", rect(), "Stubble.")
        .build()
}

pub(super) fn key() -> Schema {
    let bare = object()
        .key("start_nm", number(), "Wavelength of the first value, nm.")
        .key("step_nm", number(), "Distance between values, nm.")
        .key("specular", words(["included"]), "The surface's light is in it.")
        .key("values", spectrum(), "Reflectance.");
    let case = object()
        .key("case", count(), "Its number.")
        .key("mistakes", list(words(Mistake::ALL.map(Mistake::name))), "What was done wrong in the photo.")
        .key("bare", bare.build(), "Bare skin.")
        .key("skin", skin_model(), "The skin behind it.")
        .key("target_contrast", nullable(three()), "Stubble minus bare skin; null where the photo is unfit.")
        .key("density_per_cm2", number(), "Dots in a square centimetre.")
        .key("dot_mm", number(), "Diameter of a healed dot, mm.")
        .may("right", right(), "What is right, for a person to read; grading works it out again.");
    kept(KEY_SCHEMA)
        .key("tool", text(), "Version that made it.")
        .key("quiz", text(), "Names the quiz.")
        .key("seed", count(), "What it was drawn from.")
        .key("catalogue", sha256(), "Digest of the catalogue.")
        .key("cases", list(case.build()), "The cases in order.")
        .document(KEY_SCHEMA, "What is true of a quiz, for its trainer.")
}

fn right() -> Schema {
    let mix = object()
        .key("mix", text(), "Pigment or mix.")
        .key("dilution", text(), "The best dilution.")
        .key("healed_de00", number(), "Its difference to the target, dE00.")
        .key("darkest", text(), "The strongest that is right.")
        .key("lightest", text(), "The weakest that is right.");
    object()
        .key("verdict", words(["unfit", "match", "no-match"]), "Whether anything is.")
        .may("best_de00", number(), "Difference of the best to the target, dE00.")
        .may("accepted_de00", number(), "Up to where it counts as a match.")
        .may("mixes", list(mix.build()), "What is right, the best first.")
        .build()
}
