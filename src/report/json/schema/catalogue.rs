//! The documents about catalogues shown, compared and fitted.

use super::build::{
    Object, Schema, amount, count, exactly, list, nullable, number, object, printed, share, text, truth, words,
};
use super::parts::{catalogues_used, diagnostics, triple};
use crate::simulate::HairColour;

pub(super) fn preview() -> Schema {
    let skin = object().key("name", text(), "What it is called.").key("lab_d65", triple(), "Its colour.");
    let on = object()
        .key("skin", text(), "The skin.")
        .key("fresh_lab_d65", triple(), "The field on the day itself.")
        .key("healed_lab_d65", triple(), "The field on day 28.")
        .key("healed_sd", triple(), "Standard deviations of the healed field.")
        .key("healed_dlab", triple(), "The healed field minus bare skin.");
    let shade = object()
        .key("pigment", text(), "Its id.")
        .key("dilution", text(), "The dilution, such as 1+12.")
        .key("pigment_fraction", share(), "The same as a volume fraction.")
        .key("on", list(on.build()), "One entry a skin.");
    printed("healtone.preview/1")
        .key("catalogues", catalogues_used(), "The catalogues in use.")
        .key("density_per_cm2", amount(), "Dots per cm2.")
        .key("skins", list(skin.build()), "The skins.")
        .key("shades", list(shade.build()), "Shades and dilutions.")
        .key("gamut", gamut(), "What the set reaches on one of the skins, with everything about healing at its median.")
        .key("warnings", diagnostics(), "What to know about them.")
        .document("healtone.preview/1", "Shades of catalogues on a few skins, fresh and healed.")
}

fn gamut() -> Schema {
    let step = object().key("dilution", text(), "The dilution.").key("dlab", triple(), "Healed field minus bare skin.");
    let shade = object().key("pigment", text(), "Its id.").key("steps", list(step.build()), "From dark to light.");
    let part = object().key("id", text(), "The pigment's id.").key("parts", amount(), "Its parts.");
    let nearest = object().key("pigments", list(part.build()), "The mix.").key("dilution", text(), "Its dilution.");
    let hair = object()
        .key("hair", words(HairColour::ALL.map(HairColour::name)), "Its colour.")
        .key("coverage", share(), "Share of the area that the stubble covers.")
        .key("dlab", triple(), "The field of stubble minus bare skin.")
        .key("nearest", nearest.build(), "The mix that comes nearest.")
        .key("off_dlab", triple(), "Its healed field minus the stubble.")
        .key("de00", amount(), "The same, dE00.")
        .key("reached", truth(), "Whether that is accepted on this skin.");
    object()
        .key("skin_lab_d65", triple(), "The skin.")
        .key("tolerance_de00", amount(), "What is accepted on it.")
        .key("mixes", count(), "How many mixes were tried.")
        .key("shades", list(shade.build()), "Shades alone.")
        .key("hair", list(hair.build()), "Stubble of every colour and cover.")
        .build()
}

pub(super) fn catalogue_diff() -> Schema {
    let figure =
        object().key("what", text(), "Which figure.").key("old", text(), "As it was.").key("new", text(), "As it is.");
    let film = object()
        .key("fraction", share(), "Volume fraction of concentrate.")
        .key("film_um", amount(), "Wet thickness, um.")
        .key("de00", amount(), "New against old, D50 and 2 degrees.")
        .key("dl", number(), "New minus old in L*.");
    let healed = object().key("dilution", text(), "The dilution.").key("de00", list(amount()), "dE00 on each skin.");
    let shade = object()
        .key("id", text(), "Its id.")
        .key("lots", exactly(2, nullable(text())), "Old and new lot.")
        .key("figures", list(figure.build()), "Stated figures that differ.")
        .key("films", list(film.build()), "Films that both have alike.")
        .key("unpaired_films", count(), "Films that only one of them has.")
        .key(
            "healed",
            list(healed.build()),
            "Healed fields as computed; empty where what they are computed from is the same.",
        )
        .key("largest_de00", amount(), "The largest difference.");
    printed("healtone.catalogue-diff/1")
        .key("tolerance_de00", amount(), "What is accepted.")
        .key("within", truth(), "Whether nothing is gone and nothing differs by more.")
        .key("added", list(text()), "Ids that only the new one has.")
        .key("removed", list(text()), "Ids that only the old one has.")
        .key("skins", list(text()), "Skins of the healed fields.")
        .key("shades", list(shade.build()), "Shades that both have.")
        .key("warnings", diagnostics(), "Shades that cannot be computed.")
        .document("healtone.catalogue-diff/1", "What differs between two catalogues.")
}

pub(super) fn fit() -> Schema {
    let film = object()
        .key("fraction", share(), "Volume fraction of concentrate.")
        .key("film_um", amount(), "Wet thickness, um.")
        .key("residual_de_ab", amount(), "What the fit leaves of it, dE*ab.");
    let films = object()
        .key("absorption", factor(), "Absorption of a gram.")
        .key("scattering", factor(), "Scattering of a gram.")
        .key("thickness", factor(), "Thickness of the films.")
        .key("films", list(film.build()), "The films.");
    let healed = object()
        .key("dose", factor(), "Pigment that a dot keeps, hand and pigment together.")
        .key("pigment_alone", factor(), "The part of it that is the pigment's own.")
        .key("used", count(), "Records that say something.")
        .key("left_out", count(), "Records that do not.");
    let pigment = object()
        .key("id", text(), "Its id.")
        .key("films", nullable(films.build()), "What its films say; null without any.")
        .key("healed", nullable(healed.build()), "What its healed records say; null without any.");
    printed("healtone.fit/1")
        .key("pigments", list(pigment.build()), "The pigments.")
        .document("healtone.fit/1", "What measured films and healed records say of pigments.")
}

/// A factor on what is computed, with its 90 % interval.
fn factor() -> Schema {
    let ends: Object = object().key("value", amount(), "The most probable.");
    ends.key("low", amount(), "5th percentile.").key("high", amount(), "95th percentile.").build()
}
