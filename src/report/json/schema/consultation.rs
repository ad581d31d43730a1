//! `healtone.consultation/1` and `healtone.prediction/1`.

use super::build::{
    Schema, amount, count, exactly, list, nullable, number, object, printed, share, text, truth, words,
};
use super::measurement;
use super::parts::{COV, LAB_D65, SD, STUDIO, catalogues_used, cov, diagnostics, grid, quantiles, studio_used, triple};
use crate::color::{BANDS, ViewLight};
use crate::matching::{Mode, Verdict};

pub(super) fn consultation() -> Schema {
    printed("healtone.consultation/1")
        .key("studio", studio_used(), STUDIO)
        .key("catalogues", catalogues_used(), "The catalogues that were chosen from.")
        .key("measurement", measurement::part(), "What was measured or read.")
        .key("target", nullable(target()), "What is to be imitated; null where nothing can be recommended.")
        .key("verdict", nullable(verdict()), "Whether a recipe is near enough; null for a refused photo.")
        .key("tolerance_de00", nullable(number()), "How near is near enough on this skin: dE00 of the field on day 28.")
        .key("untreated_de00", nullable(number()), "How far the untreated skin is from the target, dE00.")
        .key("recommendations", list(recommendation()), "Recipes, the best first.")
        .key("error_budget", list(budget_term()), "What the result is unsure by, the largest first.")
        .key("error_budget_whole", nullable(budget_whole()), "The terms together.")
        .key("saturation", nullable(saturation()), "Where dots of the darkest pigment are not dark enough.")
        .key(
            "best_absorber",
            nullable(best_absorber()),
            "The best shade that scatters little, where hue is the matter.",
        )
        .key("area_cm2", number(), "Area to treat, cm2.")
        .key("area_assumed", truth(), "Whether nobody named the area.")
        .key("plan", list(session()), "Sessions, in their order.")
        .document("healtone.consultation/1", "What to mix for a client, how it heals, how sure that is.")
}

/// A verdict.
pub(super) fn verdict() -> Schema {
    words([Verdict::Match, Verdict::Ambiguous, Verdict::NoMatch].map(Verdict::name))
}

/// What is imitated.
pub(super) fn mode() -> Schema {
    words([Mode::Shaved, Mode::Density, Mode::Scar].map(Mode::name))
}

fn target() -> Schema {
    let basis = object()
        .key(
            "kind",
            words(["as-seen", "moved", "grown-hair"]),
            "Whether the stubble is taken as seen or moved in time.",
        )
        .key("from_hours", nullable(number()), "Hours since shaving when it was seen; null where nobody told.")
        .key("to_hours", nullable(number()), "Hours since shaving that are worn.");
    object()
        .key("mode", mode(), "What is imitated.")
        .key("basis", basis.build(), "What the target is made from.")
        .key("photos", count(), "How many photos it is the mean of.")
        .key("contrast_dlab", triple(), "What the healed field minus bare skin should be, L*, a*, b*.")
        .key("contrast_cov", cov(), COV)
        .key("field_lab_d65", triple(), "What the healed field should be, D65 and 2 degrees.")
        .key("dot_lab_d65", nullable(triple()), "What a dot should be: the hair itself.")
        .build()
}

/// A recipe and what comes of it.
pub(super) fn recommendation() -> Schema {
    let dots = object().key("diameter_mm", amount(), "Diameter of a healed dot, mm.").key(
        "density_per_cm2",
        amount(),
        "Dots in a square centimetre.",
    );
    let risk = object().key("too_dark", share(), "Probability that it heals too dark.").key(
        "too_blue",
        share(),
        "Probability that it heals too blue.",
    );
    let loss = object()
        .key("difference", number(), "Of the difference to the target, dE00.")
        .key("darkness", number(), "Of being too dark.")
        .key("hue", number(), "Of being too blue.");
    object()
        .key("rank", count(), "From 1.")
        .key("tie_group", count(), "Recipes of one group cannot be told apart.")
        .key("recipe", recipe(), "What goes into the cup.")
        .key("dots", dots.build(), "The dots.")
        .key("score", number(), "Expected loss in dE00; lower is better.")
        .key("probability_best", share(), "How probably it is the best.")
        .key("predicted", list(day()), "How it heals, day by day.")
        .key("risk", risk.build(), "What may go wrong.")
        .key("loss", loss.build(), "What the score is made of.")
        .key("by_lights", by_lights(), "Median dE00 to the target under daylight and other lights.")
        .key("why", list(text()), "Why it is ranked so.")
        .build()
}

fn by_lights() -> Schema {
    let other = object()
        .key("light", words([ViewLight::D50, ViewLight::A, ViewLight::LedB3].map(ViewLight::name)), "The light.")
        .key("de00", number(), "dE00 under it.");
    object()
        .key("d65", number(), "dE00 under daylight.")
        .key("others", list(other.build()), "Likewise under other lights.")
        .build()
}

fn recipe() -> Schema {
    let pigment = object()
        .key("id", text(), "The pigment's id.")
        .key("lot", nullable(text()), "The lot of the bottle; null where it is not known.")
        .key("parts", number(), "Parts by volume of the pigments' mix.")
        .key("ml", number(), "Millilitres, by syringe.")
        .key("drops", number(), "Drops, by bottle.");
    let diluent = object()
        .key("name", nullable(text()), "The diluent that the maker names; null where nothing is diluted.")
        .key("ml", number(), "Millilitres, by syringe.")
        .key("drops", number(), "Drops, by bottle.");
    object()
        .key("pigments", list(pigment.build()), "Pigments; empty for \"no further treatment\".")
        .key("diluent", diluent.build(), "Diluent.")
        .key("pigment_fraction", nullable(share()), "Pigment / (pigment + diluent) by volume; null without pigment.")
        .key("text", text(), "The dilution, such as 1+14.")
        .key("notations", list(text()), "The same in every notation.")
        .key("batch_ml", number(), "Volume of the cup, ml.")
        .key("rounding_de00", number(), "What rounding to measurable amounts costs, dE00.")
        .build()
}

/// A session of a plan.
pub(super) fn session() -> Schema {
    object()
        .key("session", count(), "Its number.")
        .key("day", number(), "Days since the first treatment.")
        .key("density_per_cm2", amount(), "Dots in a square centimetre after it, those of earlier sessions included.")
        .key("recipe", recipe(), "What goes into the cup.")
        .key("dots", number(), "Dots of this session.")
        .key("hours", number(), "Hours of this session.")
        .key("expected_dlab", triple(), "What the healed field minus bare skin should be after it.")
        .key("expected_sd", triple(), SD)
        .build()
}

fn budget_term() -> Schema {
    object()
        .key("term", text(), "What is not known.")
        .key("de00", number(), "How much it matters, dE00.")
        .key("shrink", text(), "What would make it smaller.")
        .build()
}

fn budget_whole() -> Schema {
    object()
        .key("de00", number(), "All that is not known together, dE00.")
        .key("quadrature_de00", number(), "Root of the sum of squares of the terms, dE00.")
        .build()
}

fn saturation() -> Schema {
    object()
        .key("opaque_dl", number(), "What opaque dots would do to L* of the field.")
        .key("target_dl", number(), "What the target asks of it.")
        .key("density_per_cm2", nullable(number()), "Density that would reach it; null where none does.")
        .key("diameter_mm", nullable(number()), "Diameter of dots that would reach it, mm; null where none does.")
        .build()
}

fn best_absorber() -> Schema {
    object()
        .key("blue_over_red", number(), "Its absorption at the blue end over that at the red end.")
        .key("median_de00", number(), "Its median dE00 to the target.")
        .build()
}

fn day() -> Schema {
    let stands_out = object().key("distance_m", number(), "Seen from so many metres.").key(
        "de_ab",
        number(),
        "How much a dot stands out from its field, dE*ab.",
    );
    object()
        .key("day", number(), "Days since the last treatment.")
        .key("field_lab_d65", triple(), LAB_D65)
        .key("field_sd", triple(), SD)
        .key("field_cov", cov(), COV)
        .key("dot_lab_d65", triple(), "A single dot, D65 and 2 degrees.")
        .key("dot_sd", triple(), SD)
        .key("dot_stands_out", list(stands_out.build()), "How visible single dots are.")
        .key("de00", nullable(quantiles()), "Difference to the target; null where there is none.")
        .build()
}

pub(super) fn prediction() -> Schema {
    let cause = object()
        .key("day", number(), "Days since the treatment.")
        .key("redness_dlab", triple(), "What redness does to the field.")
        .key("optical_dlab", triple(), "What the skin over the pigment does to its colour.")
        .key("chemical_dlab_sd", triple(), "What fading of single colourants may do: a standard deviation.");
    let sensitivity = object()
        .key("parameter", text(), "The parameter.")
        .key("range", nullable(exactly(2, number())), "Its 5th and 95th percentile; null where it has no one figure.")
        .key("below_dlab", triple(), "What the field differs by at its lower end.")
        .key("above_dlab", triple(), "Likewise at its upper end.");
    let spectrum = grid().key("day", number(), "Days since the treatment.").key(
        "values",
        exactly(BANDS, number()),
        "Reflectance of the field, 0 to 1.",
    );
    printed("healtone.prediction/1")
        .key("studio", studio_used(), STUDIO)
        .key("pigment", text(), "The pigment's id.")
        .key("dilution", text(), "The dilution, such as 1+12.")
        .key("pigment_fraction", share(), "Pigment / (pigment + diluent) by volume.")
        .key("density_per_cm2", amount(), "Dots in a square centimetre.")
        .key("skin_lab_d65", triple(), "Bare skin, D65 and 2 degrees.")
        .key("predicted", list(day()), "How it heals, day by day.")
        .key("causes", list(cause.build()), "What moves its colour.")
        .key("sensitivity", list(sensitivity.build()), "What each thing that is not known may do.")
        .key("spectra", list(spectrum.build()), "The field's reflectance, day by day.")
        .key("warnings", diagnostics(), "What to know about the result.")
        .document("healtone.prediction/1", "How one pigment heals and softens in a skin. No promise.")
}
