//! `healtone.truth/1`.

use super::build::{
    Object, Schema, amount, count, exactly, list, named, nullable, number, object, printed, share, text,
    truth as boolean, words,
};
use super::parts::{contrast, corners, grid, mix, rect, spectrum, triple};
use crate::color::BANDS;
use crate::simulate::{ClientKind, HairColour, Mistake, ToneFamily};
use serde_json::json;

pub(super) fn truth() -> Schema {
    let regions = object()
        .key("skin", region(), "Bare skin.")
        .key("hair", nullable(region()), "Stubble; null where there is none.")
        .key("treated", nullable(region()), "Treated field; null where there is none.");
    printed("healtone.truth/1")
        .key("seed", count(), "What the photograph was drawn from.")
        .key("photo", text(), "Name of the photograph.")
        .key("width", count(), "Pixels across.")
        .key("height", count(), "Pixels down.")
        .key("mistakes", list(words(Mistake::ALL.map(Mistake::name))), "What was done wrong.")
        .key("px_per_mm", number(), "Pixels to a millimetre at the scalp.")
        .key("chart", nullable(chart()), "The chart; null where there is none.")
        .key("regions", regions.build(), "Regions of one kind.")
        .key("contrast", nullable(plain_contrast()), "Stubble minus bare skin.")
        .key("treated_contrast", nullable(plain_contrast()), "Treated field minus bare skin.")
        .key("client", client(), "The client.")
        .key("scene", scene(), "What stands and shines where.")
        .key("camera", camera(), "The camera.")
        .key("file", file(), "How the picture is written.")
        .may("shot", count(), "Number of the photograph of this client, where it is a further one.")
        .document("healtone.truth/1", "What was put into a simulated photograph.")
}

/// A contrast that is known exactly.
fn plain_contrast() -> Schema {
    let mut schema = contrast().build();
    if let Some(properties) = schema["properties"].as_object_mut() {
        properties.remove("cov");
    }
    schema["required"] = json!(["dlab", "unit"]);
    schema
}

fn chart() -> Schema {
    let patch = object()
        .key("index", count(), "From 1, row by row.")
        .key("lab_d65", triple(), "Its colour, D65 and 2 degrees.")
        .key("spectrum", spectrum(), "Its reflectance.");
    object()
        .key("id", text(), "The chart's id.")
        .key("other_colours", boolean(), "Whether its colours are not those of its id.")
        .key("corners", corners(), "Centres of the corner patches.")
        .key("turn_deg", number(), "How far it is turned, degrees.")
        .key("px_per_mm", number(), "Pixels to a millimetre at the chart.")
        .key("patches", exactly(24, patch.build()), "Its patches.")
        .build()
}

fn region() -> Schema {
    object()
        .key("rect", rect(), "x, y, w, h in pixels.")
        .key("geometry", words(["sci"]), "The surface's light is in it.")
        .key("lab_d65", triple(), "Its colour, D65 and 2 degrees.")
        .key("spectrum", spectrum(), "Its reflectance.")
        .key("hair_coverage", number(), "Share that hair covers.")
        .key("light", number(), "Light on it over that on the chart.")
        .key("gloss", number(), "Light that its surface throws into the camera.")
        .key("sensor", exactly(3, number()), "Mean of the camera's linear values.")
        .build()
}

/// Numbers by these names.
fn numbers(names: &[&'static str]) -> Object {
    names.iter().fold(object(), |o, name| o.key(name, number(), ""))
}

fn client() -> Schema {
    object()
        .key("kind", words(ClientKind::ALL.map(ClientKind::name)), "What the client's head is like.")
        .key("bare", spectrum(), "Bare skin.")
        .key("bare_on_the_day", spectrum(), "Bare skin with the redness of the day.")
        .key("surface_light", number(), "Share of light that the surface throws back.")
        .key("skin", skin(), "The skin behind it.")
        .key("redness", number(), "Redness of the day, factor on blood.")
        .key("mottling_ln_sd", numbers(&["melanin", "blood"]).build(), "How uneven the skin is.")
        .key("hair", hair(), "The hair.")
        .key("work", list(work()), "Pigment in the skin.")
        .build()
}

/// Parameters of a skin.
fn skin() -> Schema {
    numbers(&["melanin", "blood", "scattering", "so2", "epidermis_mm", "n", "g"]).build()
}

fn hair() -> Schema {
    let counted = numbers(&["density_per_cm2", "diameter_mm", "seen_length_mm"]);
    object()
        .key("colour", words(HairColour::ALL.map(HairColour::name)), "Its colour by name.")
        .key("shaft_lab_d65", triple(), "The hair itself, D65 and 2 degrees.")
        .key("shaft", spectrum(), "Its reflectance.")
        .key("eumelanin", number(), "Eumelanin of the fibre.")
        .key("pheomelanin", number(), "Pheomelanin of the fibre.")
        .key("gloss", number(), "Its gloss.")
        .key("white_share", share(), "Share of hairs that are white.")
        .key("density_per_cm2", amount(), "Hairs in a square centimetre.")
        .key("diameter_mm", amount(), "Diameter of a hair, mm.")
        .key("length_mm", amount(), "Length of a hair, mm.")
        .key("counted", nullable(counted.build()), "What is in the region of stubble.")
        .build()
}

fn work() -> Schema {
    let session = object()
        .key("day", number(), "Days since the first.")
        .key("density_per_cm2", number(), "Dots in a square centimetre.")
        .may("pigments", mix(), "Its mix, where sessions differ.")
        .may("dilution", text(), "Its dilution.")
        .may("pigment_fraction", share(), "The same as a fraction.");
    object()
        .key("pigments", mix(), "Pigments and their parts.")
        .key("pigment_fraction", share(), "Pigment / (pigment + diluent) by volume.")
        .key("sessions", list(session.build()), "The sessions.")
        .key("healed_diameter_mm", nullable(number()), "Diameter of healed dots where it is set, mm.")
        .key("day", number(), "Days since the last session.")
        .key("healing", draw(), "How it healed.")
        .may("contrast", plain_contrast(), "Field minus bare skin, where sessions have mixes of their own.")
        .build()
}

fn draw() -> Schema {
    let names = [
        "dot_volume_nl",
        "retention",
        "half_life_years",
        "diameter_factor",
        "growth",
        "height_mm",
        "depth_mm",
        "absorption_factor",
        "scattering_factor",
        "redness",
        "redness_time",
        "drifting_half_life_years",
    ];
    numbers(&names).key("session_factor", list(number()), "Factor on the fluid of each session.").build()
}

fn scene() -> Schema {
    let head = numbers(&["radius_mm", "roll_deg"]).key("centre_mm", list(number()), "");
    let shadow = numbers(&["towards_deg", "depth", "softness_mm"]).key("through_mm", exactly(2, number()), "");
    object()
        .key("distance_mm", number(), "From camera to scalp, mm.")
        .key("frame_mm", number(), "Width of what is seen, mm.")
        .key("head", head.build(), "The head.")
        .key("lamps", list(lamp()), "The lights.")
        .key("falloff_ln_per_mm", exactly(2, number()), "How light falls off.")
        .key("shadow", nullable(shadow.build()), "An edge of shadow.")
        .key("sheen", numbers(&["even", "highlight", "sharpness"]).build(), "Gloss of the skin.")
        .key("chart", nullable(placed()), "How the chart is held.")
        .key("clutter", count(), "How many things lie about.")
        .build()
}

fn lamp() -> Schema {
    numbers(&["share", "ambient", "dome", "gradient"])
        .key("light", text(), "The light by name.")
        .key("direction", exactly(3, number()), "Where it comes from.")
        .build()
}

fn placed() -> Schema {
    let hand = numbers(&["along", "reach"]).key("edge", count(), "Which edge.");
    let glare = numbers(&["strength", "radius"]).key("at", list(number()), "Where.");
    object()
        .key("pitch_mm", list(number()), "Distance of its patches, mm.")
        .key("centre_mm", list(number()), "Where its middle is, mm.")
        .key("tilt_deg", list(number()), "How it is tilted, degrees.")
        .key("batch_ln_sd", number(), "How much its print differs from its definition.")
        .key("hand", nullable(hand.build()), "A thumb on it.")
        .key("glare", nullable(glare.build()), "Glare on it.")
        .build()
}

fn camera() -> Schema {
    let channel = || exactly(BANDS, number());
    let sensitivity = grid().key("red", channel(), "").key("green", channel(), "").key("blue", channel(), "");
    let matrix = object()
        .key("made_for", text(), "The light it is made for.")
        .key("saturation", number(), "Factor on colour.")
        .key("rows", exactly(3, triple()), "The matrix.");
    let look = object().key("strength", list(number()), "").key("turn_rad", list(number()), "");
    let noise = object().key("read", number(), "Noise of reading.").key(
        "electrons",
        nullable(number()),
        "Electrons at full scale; null without shot noise.",
    );
    object()
        .key("sensor", text(), "The sensor by name.")
        .key("sensitivity", sensitivity.build(), "Its sensitivities.")
        .key("exposure", number(), "Exposure.")
        .key("balanced_for", nullable(text()), "The light that white is balanced for.")
        .key("balance_error_ln", exactly(2, number()), "Error of the balance.")
        .key("matrix", nullable(matrix.build()), "From sensor to picture.")
        .key("tone", tone(), "The tone curve.")
        .key("local_tone", nullable(numbers(&["strength", "radius"]).build()), "Local tone mapping.")
        .key("look", nullable(look.build()), "Colours moved to please.")
        .key("veil", number(), "Stray light.")
        .key("blur_mm", number(), "Blur, mm.")
        .key("noise", noise.build(), "Noise.")
        .build()
}

fn tone() -> Schema {
    let parameter = json!({"anyOf": [number(), list(number())]});
    object()
        .key("family", words(ToneFamily::ALL.map(ToneFamily::name)), "Kind of the curve.")
        .key("parameters", named(parameter), "Its parameters.")
        .key("light_to_light", exactly(33, exactly(2, number())), "Points of it.")
        .build()
}

fn file() -> Schema {
    object()
        .key("kind", words(["jpeg", "tiff-linear"]), "Format.")
        .key("encoding", words(["srgb", "display-p3", "linear"]), "How colours are written.")
        .may("quality", count(), "Quality of a JPEG.")
        .may("orientation", count(), "How it is turned, as EXIF has it.")
        .build()
}
