//! The documents about files and records: cases, the studio, grades, catalogues, optics, imports.

use super::build::{
    Object, Schema, amount, constant, count, date_text, day_text, exactly, list, nullable, number, object, printed,
    sha256, share, text, truth, words,
};
use super::parts::{catalogues_used, diagnostic, diagnostics, grid, kind, priors};
use crate::color::BANDS;
use crate::pigment::Form;
use serde_json::json;

const STEP_KINDS: [&str; 4] = ["consultation", "session", "follow-up", "plan"];

pub(super) fn cases() -> Schema {
    let last = object().key("number", count(), "Its number.").key("kind", words(STEP_KINDS), "What was done.").key(
        "date",
        day_text(),
        "When.",
    );
    let row = object()
        .key("code", text(), "The client's code.")
        .key("created", day_text(), "The day of the first step.")
        .key("tool", text(), "Version that created it.")
        .key("steps", count(), "How many steps it has.")
        .key("last", nullable(last.build()), "The latest step.");
    printed("healtone.cases/1")
        .key("cases", list(row.build()), "The cases, by code.")
        .key("unreadable", diagnostics(), "Faults of cases that cannot be read.")
        .document("healtone.cases/1", "The cases in a folder.")
}

pub(super) fn case_page() -> Schema {
    let step = object()
        .key("number", count(), "Its number, from 1.")
        .key("kind", words(STEP_KINDS), "What was done.")
        .key("date", day_text(), "When.")
        .key("day", nullable(number()), "The day that it is about.")
        .key("tool", text(), "Version of the tool.")
        .key("catalogues", catalogues_used(), "The catalogues in use.")
        .key("calibration", text(), "Digest of the tool's own data.")
        .key("pictures", list(text()), "Names of its pictures.");
    printed("healtone.case-page/1")
        .key("code", text(), "The client's code.")
        .key("created", day_text(), "The day of the first step.")
        .key("created_by", text(), "Version that created it.")
        .key("steps", list(step.build()), "Its steps in order, without their results.")
        .document("healtone.case-page/1", "A case and its steps.")
}

pub(super) fn studio_page() -> Schema {
    let catalogue = object().key("name", text(), "The file.").key("pigments", count(), "How many pigments it has.");
    let bottle = object()
        .key("id", text(), "The pigment's id.")
        .key("lot", nullable(text()), "The lot.")
        .key("opened", nullable(date_text()), "When it was opened.")
        .key("expires", nullable(date_text()), "When it expires, by its label.")
        .key("drops_per_ml", nullable(number()), "Drops to a millilitre, as counted.")
        .key("use_by", nullable(date_text()), "The last day of use; null where nothing is stated.")
        .key("state", words(["good", "expired", "not-stated"]), "Whether it may still be used.");
    let facts = object()
        .key("name", nullable(text()), "The studio's name.")
        .key("sha256", sha256(), "Digest of the file.")
        .key("chart", nullable(text()), "Its chart.")
        .key("catalogues", list(catalogue.build()), "The catalogues in use.")
        .key("batch_ml", nullable(number()), "Volume of a cup, ml.")
        .key("diluent_drops_per_ml", nullable(number()), "Drops of the diluent to a millilitre.")
        .key("needle", nullable(text()), "The usual needle.")
        .key("area_cm2", nullable(number()), "Area to treat, cm2.")
        .key("bottles", list(bottle.build()), "The bottles in stock.")
        .key("healing", priors(), "Healing priors of its own, by name.");
    printed("healtone.studio-page/1")
        .key("looked_for", text(), "Where the studio's file was looked for.")
        .key("studio", nullable(facts.build()), "What it sets; null where there is none.")
        .document("healtone.studio-page/1", "What a studio's file sets, and which bottles are good.")
}

pub(super) fn hand_page() -> Schema {
    let factor = |o: Object| {
        o.key("factor", number(), "Fluid left per dot over what is usual.").key(
            "ln_sd",
            number(),
            "Standard deviation of its logarithm.",
        )
    };
    let product = || object().key("product", text(), "The pigment or mix.");
    let hand = factor(product()).key("clients", count(), "How many clients it is learnt from.").key(
        "others",
        list(factor(product()).build()),
        "Other products over this one.",
    );
    let record = factor(object().key("code", text(), "The client's code.").key("product", text(), "The product."));
    printed("healtone.hand-page/1")
        .key("hand", nullable(hand.build()), "The hand; null where nothing was learnt yet.")
        .key("records", list(record.build()), "What each client says.")
        .document("healtone.hand-page/1", "What healed photos taught of a studio's hand.")
}

pub(super) fn grade() -> Schema {
    let marks = |o: Object| o.key("earned", number(), "Marks earned.").key("possible", number(), "Marks possible.");
    let question = || marks(object()).key("why", list(text()), "Why.").build();
    let figures = object()
        .key("healed_de00", number(), "Difference of the answer's healed field to the target, dE00.")
        .key("best_de00", number(), "The same of the best answer.")
        .key("excess_de00", number(), "How much further the answer is.")
        .key("dilution_steps", number(), "Steps of dilution to the nearest right answer.")
        .key("darker_l", number(), "How much darker than the target it heals, L*.")
        .key("within_limits", truth(), "Whether its maker allows the dilution.");
    let case = object()
        .key("case", count(), "Its number.")
        .key("photo", question(), "Whether the photo is fit.")
        .key("recipe", question(), "The recipe.")
        .key("figures", nullable(figures.build()), "Of an answered recipe; null where there is none.");
    let sheet = marks(object().key("trainee", text(), "Who answered."))
        .key("share", share(), "Earned over possible.")
        .key("pass_share", share(), "Share that passes.")
        .key("passed", truth(), "Whether it is passed.")
        .key("cases", list(case.build()), "Case by case.");
    printed("healtone.grade/1")
        .key("quiz", text(), "Names the quiz.")
        .key("key_tool", text(), "Version that made its key.")
        .key("grades", list(sheet.build()), "One a sheet.")
        .document("healtone.grade/1", "Answer sheets graded with one key.")
}

pub(super) fn check() -> Schema {
    let fault =
        diagnostic().key("severity", words(["error", "warning"]), "Errors refuse a catalogue, warnings do not.");
    printed("healtone.check/1")
        .key("diagnostics", list(fault.build()), "Every fault, file by file, in the order of the text.")
        .document("healtone.check/1", "The faults of some catalogues.")
}

pub(super) fn catalogues() -> Schema {
    let one = object()
        .key("name", text(), "Who states the figures.")
        .key("file", text(), "The file.")
        .key("sha256", sha256(), "Digest of its text.")
        .key("kind", kind(), "How the figures came to be.")
        .key("pigments", list(pigment_fields(object()).build()), "Its pigments in their order.");
    printed("healtone.catalogues/1")
        .key("catalogues", list(one.build()), "The catalogues.")
        .document("healtone.catalogues/1", "The pigments of some catalogues.")
}

pub(super) fn pigment() -> Schema {
    pigment_fields(printed("healtone.pigment/1")).document("healtone.pigment/1", "Everything known of one pigment.")
}

fn pigment_fields(o: Object) -> Object {
    let dilution = object()
        .key("min_fraction", share(), "The weakest dilution allowed, pigment / (pigment + diluent) by volume.")
        .key("max_fraction", share(), "The strongest.")
        .key("diluent", text(), "The diluent that the maker names.");
    let colorant = object()
        .key("ci", text(), "Colour Index number.")
        .key("name", text(), "Generic name.")
        .key("cas", text(), "CAS number.")
        .key("share", share(), "Share of the solids by mass.")
        .key("diameter_um", number(), "Diameter of the grains, um.")
        .key("diameter_kind", kind(), "How it is known.");
    let absorption = grid().key("values", exactly(BANDS, number()), "Absorption, m2 a gram.");
    o.key("id", text(), "Its id.")
        .key("name", text(), "Its name.")
        .key("brand", text(), "Who makes it.")
        .key("form", words(Form::ALL.map(Form::name)), "How it is sold.")
        .key("solids_g_per_l", amount(), "Dry colourant, g/l.")
        .key("drops_per_ml", amount(), "Drops to a millilitre.")
        .key("dilution", nullable(dilution.build()), "How far it may be diluted; null for what is ready to use.")
        .key("colorants", list(colorant.build()), "What its solids are.")
        .key("mass_absorption_m2_per_g", nullable(absorption.build()), "Null where no optics are published.")
        .key("scatters", truth(), "Whether it scatters enough to look milky.")
        .key("healing", priors(), "How it heals, where that is stated.")
        .key("drawdowns", count(), "How many measured films it has.")
        .key("healed_records", count(), "How many records of healed work.")
}

pub(super) fn optics() -> Schema {
    printed("healtone.optics/1")
        .key("specular", constant("excluded"), "Light that the surface throws back is not in it.")
        .key("wavelength_nm", list(number()), "Wavelengths, nm.")
        .key("reflectance", list(nullable(number())), "Diffuse reflectance at each, 0 to 1.")
        .document("healtone.optics/1", "Reflectance of a layered stack.")
}

/// What `catalogue import --json` prints.
pub(super) fn import() -> Schema {
    let source = object()
        .key("format", text(), "Format of the file.")
        .key("illuminant", nullable(text()), "Light of its colours, such as D50; null where the file does not say.")
        .key("observer", nullable(text()), "Observer, 2 or 10 degrees; null where the file does not say.")
        .key("geometry", nullable(text()), "How the instrument lights and sees; null where the file does not say.")
        .key("instrument", nullable(text()), "The instrument, where the file names it.");
    let lab = object()
        .key("white", nullable(text()), "Light and observer, such as d50-2; null where the file does not say.")
        .key("value", exactly(3, number()), "L*, a*, b*.");
    let even = object()
        .key("start_nm", number(), "Wavelength of the first value, nm.")
        .key("step_nm", number(), "Distance between values, nm.")
        .key("values", list(number()), "Reflectance, fractions of a perfect white.");
    let uneven = object().key("wavelength_nm", list(number()), "Wavelengths, nm.").key(
        "values",
        list(number()),
        "Reflectance, fractions of a perfect white.",
    );
    let spectrum = json!({"anyOf": [even.build(), uneven.build(), {"type": "null"}]});
    let sample = object()
        .key("name", text(), "Its name in the file.")
        .key("lab", nullable(lab.build()), "Its colour, where the file has one.")
        .key("spectrum", spectrum, "Its spectrum, where the file has one.")
        .key("rgb", nullable(exactly(3, number())), "Its RGB, 0-255 and encoded, where the file has nothing better.");
    printed("healtone.import/1")
        .key("source", source.build(), "What the file says of itself.")
        .key("samples", list(sample.build()), "Its samples in their order.")
        .key("warnings", diagnostics(), "What to know about them.")
        .document("healtone.import/1", "What an exchange file holds.")
}
