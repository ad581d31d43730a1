//! Catalogues previewed, compared, fitted and imported.

use super::build::{
    Schema, count, exactly, list, nullable, number, object, printed, sha256, share, text, truth, words,
};
use super::parts::{LAB_D65, SD, diagnostics, mix, triple};
use crate::simulate::HairColour;
use serde_json::json;

pub(super) fn preview() -> Schema {
    let catalogue = object().key("file", text(), "The file.").key("sha256", sha256(), "Digest of its text.");
    let skin = object().key("name", text(), "The skin.").key("lab_d65", triple(), LAB_D65);
    let on = object()
        .key("skin", text(), "The skin.")
        .key("fresh_lab_d65", triple(), "The field when fresh, D65 and 2 degrees.")
        .key("healed_lab_d65", triple(), "The field when healed.")
        .key("healed_sd", triple(), SD)
        .key("healed_dlab", triple(), "Healed field minus bare skin.");
    let shade = object()
        .key("pigment", text(), "The pigment's id.")
        .key("dilution", text(), "The dilution, such as 1+12.")
        .key("pigment_fraction", share(), "The same as a fraction.")
        .key("on", list(on.build()), "On each skin.");
    printed("healtone.preview/1")
        .key("catalogues", list(catalogue.build()), "The catalogues.")
        .key("density_per_cm2", number(), "Dots in a square centimetre.")
        .key("skins", list(skin.build()), "The skins.")
        .key("shades", list(shade.build()), "The shades.")
        .key("gamut", gamut(), "What the set reaches on one of the skins.")
        .key("warnings", diagnostics(), "What to know about it.")
        .document("healtone.preview/1", "Shades on skins, fresh and healed, and which stubble they cannot imitate.")
}

fn gamut() -> Schema {
    let step = object().key("dilution", text(), "The dilution.").key("dlab", triple(), "Healed field minus bare skin.");
    let shade = object().key("pigment", text(), "The pigment's id.").key(
        "steps",
        list(step.build()),
        "Its dilutions, the strongest first.",
    );
    let nearest = object().key("pigments", mix(), "Pigments and their parts.").key("dilution", text(), "The dilution.");
    let hair = object()
        .key("hair", words(HairColour::ALL.map(HairColour::name)), "Colour of the hair.")
        .key("coverage", share(), "Share of the skin that it covers.")
        .key("dlab", triple(), "Stubble minus bare skin.")
        .key("nearest", nearest.build(), "What comes nearest.")
        .key("off_dlab", triple(), "What is missing.")
        .key("de00", number(), "The same in dE00.")
        .key("reached", truth(), "Whether that is near enough.");
    object()
        .key("skin_lab_d65", triple(), LAB_D65)
        .key("tolerance_de00", number(), "How near is near enough, dE00.")
        .key("mixes", count(), "How many mixes were tried.")
        .key("shades", list(shade.build()), "What each shade does.")
        .key("hair", list(hair.build()), "Stubble by stubble.")
        .build()
}

pub(super) fn diff() -> Schema {
    let figure = object().key("what", text(), "The figure, with its unit.").key("old", text(), "As it was.").key(
        "new",
        text(),
        "As it is.",
    );
    let film = object()
        .key("fraction", number(), "Volume fraction of pigment in the film.")
        .key("film_um", number(), "Thickness of the wet film, um.")
        .key("de00", number(), "New against old, dE00.")
        .key("dl", number(), "New minus old, L*.");
    let healed = object().key("dilution", text(), "The dilution.").key(
        "de00",
        list(number()),
        "New against old when healed, dE00, a figure a skin.",
    );
    let shade = object()
        .key("id", text(), "The pigment's id.")
        .key("lots", exactly(2, nullable(text())), "Old and new lot.")
        .key("figures", list(figure.build()), "Figures that differ.")
        .key("films", list(film.build()), "Measured films of both.")
        .key("unpaired_films", count(), "Films that only one of them has.")
        .key("healed", list(healed.build()), "How it heals.")
        .key("largest_de00", number(), "The largest difference, dE00.");
    printed("healtone.catalogue-diff/1")
        .key("tolerance_de00", number(), "What may differ, dE00.")
        .key("within", truth(), "Whether everything does.")
        .key("added", list(text()), "Ids that are new.")
        .key("removed", list(text()), "Ids that are gone.")
        .key("skins", list(text()), "The skins that healed fields are compared on.")
        .key("shades", list(shade.build()), "Shade by shade.")
        .key("warnings", diagnostics(), "What to know about it.")
        .document("healtone.catalogue-diff/1", "What differs between two catalogues.")
}

pub(super) fn fit() -> Schema {
    let factor = || {
        let ends = object().key("value", number(), "The factor.").key("low", number(), "Its 5th percentile.");
        ends.key("high", number(), "Its 95th percentile.").build()
    };
    let film = object()
        .key("fraction", number(), "Volume fraction of pigment in the film.")
        .key("film_um", number(), "Thickness of the wet film, um.")
        .key("residual_de_ab", number(), "What the fit leaves, dE*ab.");
    let films = object()
        .key("absorption", factor(), "Absorption of a gram over what is computed.")
        .key("scattering", factor(), "Scattering of a gram over what is computed.")
        .key("thickness", factor(), "Thickness of the films over what is stated.")
        .key("films", list(film.build()), "Film by film.");
    let healed = object()
        .key("dose", factor(), "Pigment that a dot keeps over what is expected.")
        .key("pigment_alone", factor(), "The part of it that is the pigment's own.")
        .key("used", count(), "Records that were used.")
        .key("left_out", count(), "Records that were not.");
    let pigment = object()
        .key("id", text(), "The pigment's id.")
        .key("films", nullable(films.build()), "What measured films say; null without any.")
        .key("healed", nullable(healed.build()), "What healed records say; null without any.");
    printed("healtone.fit/1")
        .key("pigments", list(pigment.build()), "Pigment by pigment.")
        .document("healtone.fit/1", "What measured films and healed records say of pigments.")
}

/// What `catalogue import --json` prints.
pub(super) fn import() -> Schema {
    let source = object()
        .key("format", text(), "Format of the file.")
        .key("illuminant", text(), "Light of its colours, such as D50; unstated where it is not stated.")
        .key("observer", words(["2", "10", "unstated"]), "Observer, degrees.")
        .key("geometry", words(["sci", "sce", "45:0", "camera", "unstated"]), "How the instrument lights and sees.")
        .key("instrument", nullable(text()), "The instrument.");
    let lab = object().key("white", text(), "Light and observer, such as d50-2.").key(
        "value",
        exactly(3, number()),
        "L*, a*, b*.",
    );
    let values = "Reflectance, parts of a perfect white.";
    let even = object()
        .key("start_nm", number(), "Wavelength of the first value, nm.")
        .key("step_nm", number(), "Distance between values, nm.")
        .key("values", list(number()), values);
    let uneven = object().key("wavelength_nm", list(number()), "Wavelength of each value, nm.").key(
        "values",
        list(number()),
        values,
    );
    let sample = object()
        .key("name", text(), "Its name in the file.")
        .key("lab", nullable(lab.build()), "Its colour, where the file has one.")
        .key("spectrum", json!({"anyOf": [even.build(), uneven.build(), {"type": "null"}]}), "Its spectrum, likewise.")
        .key("rgb", nullable(exactly(3, number())), "Red, green, blue, 0-255 and encoded, likewise.");
    printed("healtone.import/1")
        .key("source", source.build(), "What the file says of itself.")
        .key("samples", list(sample.build()), "Its samples in their order.")
        .key("warnings", diagnostics(), "What to know about them.")
        .document("healtone.import/1", "The colours of another program's file.")
}
