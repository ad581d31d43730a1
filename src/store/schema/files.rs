//! Files in TOML that people write: the studio's, the hand's, charts, answers, quizzes, the head of a case.

use crate::chart::PATCHES;
use crate::data::{self, HEALING_SPREADS, SourceKind, healing_domain};
use crate::pigment::DROPS_PER_ML;
use crate::report::json::schema::build::{
    Object, Schema, amount, between, constant, count, date_text, day_text, exactly, list, object, text, words,
};
use crate::simulate::Mistake;
use crate::store::{
    ANSWERS_SCHEMA, CASE_SCHEMA, CHART_SCHEMA, HAND_SCHEMA, STUDIO_SCHEMA, answers, chart, hand, studio,
};
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;

fn file(schema: &str) -> Object {
    object().key("schema", constant(schema), "Name and version of this file's format.")
}

/// Text that says something.
fn said() -> Schema {
    json!({"type": "string", "pattern": "\\S"})
}

fn within(range: &RangeInclusive<f64>) -> Schema {
    between(*range.start(), *range.end())
}

fn kind() -> Schema {
    words(SourceKind::ALL.map(SourceKind::name))
}

pub(super) fn studio() -> Schema {
    let bottle = object()
        .key("id", said(), "The pigment's id in the catalogue.")
        .may("lot", said(), "The lot on its label.")
        .may("opened", date_text(), "When it was opened: 2026-10-01.")
        .may("expires", date_text(), "When it expires; a month in quotes means its last day.")
        .may("drops_per_ml", within(&DROPS_PER_ML), "Drops to a millilitre, as counted with this bottle.");
    file(STUDIO_SCHEMA)
        .may("name", said(), "The name that results show.")
        .may("chart", said(), "The chart beside the scalp: an id, or a file from here.")
        .may("catalogue", list(said()), "Catalogue files, or folders of them, from here.")
        .may("batch_ml", within(&studio::BATCH_ML), "Volume of a cup, ml.")
        .may("diluent_drops_per_ml", within(&DROPS_PER_ML), "Drops of the diluent to a millilitre.")
        .may("needle", said(), "The usual needle: points and diameter, or the code of a cartridge.")
        .may("hand", said(), "The file that keeps what healed photos say of the hand, from here.")
        .may("area_cm2", within(&studio::AREA_CM2), "Area that is treated, as a rule, cm2.")
        .may("bottle", list(bottle.build()), "The bottles in stock, a [[bottle]] each.")
        .may("healing", healing(), "How hand and skins differ from what is assumed, by name.")
        .document(STUDIO_SCHEMA, "What a studio works with, so that a consultation needs only the photo.")
}

/// Healing priors by name.
fn healing() -> Schema {
    let mut table = data::healing();
    let priors = table.parameters_mut().into_iter().map(|(name, usual)| {
        let prior = object()
            .key("median", within(&healing_domain(name)), "The middle figure.")
            .key("spread", within(&HEALING_SPREADS), "Factor of one standard deviation; 1 is exact.")
            .may("unit", said(), "Its unit.")
            .key("kind", kind(), "How it is known.")
            .key("source", said(), "Who says so.");
        let mut prior = prior.build();
        prior["description"] = usual.unit.clone().into();
        (name.to_owned(), prior)
    });
    let properties: Map<String, Value> = priors.collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false})
}

pub(super) fn hand() -> Schema {
    let record = object()
        .key("code", said(), "The client's code.")
        .key("product", said(), "The pigment or mix.")
        .key("ln_dose", within(&hand::LN_DOSE), "Natural logarithm of the pigment kept over what is expected.")
        .key("ln_sd", within(&hand::LN_SD), "Its standard deviation.");
    file(HAND_SCHEMA)
        .may("record", list(record.build()), "One a client.")
        .document(HAND_SCHEMA, "What healed photos say of a studio's hand.")
}

pub(super) fn case() -> Schema {
    file(CASE_SCHEMA)
        .key("code", said(), "The client's code; never a name.")
        .key("created", day_text(), "The day of the first step.")
        .key("tool", said(), "Version of the tool that created it.")
        .document(CASE_SCHEMA, "case.toml: whose case a folder is, by a code.")
}

pub(super) fn chart() -> Schema {
    let lab = || {
        let mut lab = exactly(3, within(&chart::OPPONENT));
        lab["prefixItems"] = json!([within(&chart::LIGHTNESS)]);
        exactly(PATCHES, lab)
    };
    let spectra = object()
        .key("start_nm", within(&chart::START_NM), "Wavelength of the first value, nm.")
        .key("step_nm", within(&chart::STEP_NM), "Distance of the values, nm.")
        .key("values", exactly(PATCHES, list(within(&chart::PERCENT))), "Reflectance in percent, a list a patch.");
    let source = object()
        .key("name", said(), "Who measured it, with what.")
        .key("kind", kind(), "How the colours came to be.")
        .key("date", date_text(), "When.");
    let patch = json!({"type": "integer", "minimum": 1, "maximum": PATCHES});
    let mut schema = file(CHART_SCHEMA)
        .key("id", json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}), "A short name of its own.")
        .key("name", said(), "What people call it.")
        .key("patch_share", within(&chart::PATCH_SHARE), "Side of a patch over the distance of patch centres.")
        .may("pitch_mm", exactly(2, within(&chart::PITCH_MM)), "That distance along and across the rows, mm.")
        .may("skin_patches", exactly(2, patch), "Numbers of the dark and the light skin patch.")
        .key("source", source.build(), "Who measured it.")
        .may(chart::LAB_D50, lab(), "L*, a*, b* for D50 and 2 degrees of 24 patches, row by row.")
        .may(chart::LAB_D65, lab(), "L*, a*, b* for D65 and 2 degrees, likewise.")
        .may(chart::SPECTRA, spectra.build(), "Reflectance of 24 patches, row by row.")
        .document(CHART_SCHEMA, "A colour chart of one's own.");
    let one = [chart::LAB_D50, chart::LAB_D65, chart::SPECTRA].map(|key| json!({"required": [key]}));
    schema["oneOf"] = json!(one);
    schema
}

pub(super) fn answers() -> Schema {
    let photo = std::iter::once("fit").chain(Mistake::ALL.map(Mistake::name));
    let parts = json!({
        "type": "object", "additionalProperties": within(&answers::PARTS), "minProperties": 2, "maxProperties": 2,
    });
    let answer = object()
        .key("case", count(), "Number of the case.")
        .may("photo", words(photo), "Whether the photo is fit, or the mistake that was made.")
        .may("pigment", said(), "The pigment's id.")
        .may("mix", parts, "Two pigments in parts by volume, instead.")
        .may("dilution", json!({"type": ["string", "number"]}), "The dilution: \"1+12\" or another clear notation.")
        .may("verdict", words(["no-match"]), "Instead of pigment and dilution.");
    file(ANSWERS_SCHEMA)
        .may("quiz", said(), "The quiz that is answered.")
        .key("trainee", said(), "Who answers.")
        .key("answer", list(answer.build()), "One a case.")
        .document(ANSWERS_SCHEMA, "Answers to a quiz.")
}

pub(super) fn quiz() -> Schema {
    let rect = || json!({"type": "string", "pattern": "^[0-9]+,[0-9]+,[0-9]+,[0-9]+$"});
    let case = object()
        .key("case", count(), "Its number.")
        .key("photo", text(), "The photo's file.")
        .key("chart", text(), "The chart in it.")
        .key("skin", rect(), "Bare skin: x,y,w,h in pixels.")
        .may("hair", rect(), "Stubble, likewise.")
        .key("occasion", text(), "First consultation, or how long after a session.")
        .key("density_per_cm2", amount(), "Dots in a square centimetre.")
        .key("healed_dot_mm", amount(), "Diameter of a healed dot, mm.");
    let pigment = object().key("id", text(), "Its id.").key("name", text(), "Its name.").key(
        "dilutions",
        text(),
        "What its maker allows, the strongest first.",
    );
    file("healtone.quiz/1")
        .key("quiz", text(), "Names the quiz.")
        .key("mode", words(["shaved"]), "What is imitated.")
        .key("case", list(case.build()), "The cases.")
        .key("pigment", list(pigment.build()), "The pigments that may be used.")
        .document("healtone.quiz/1", "The questions of a quiz.")
}
