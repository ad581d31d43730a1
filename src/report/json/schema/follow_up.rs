//! `healtone.follow-up/1` and `healtone.next/1`.

use super::build::{
    Schema, amount, count, exactly, list, nullable, number, object, printed, share, text, truth, words,
};
use super::consultation::{mode, recommendation, session, verdict};
use super::measurement;
use super::parts::{COV, STUDIO, contrast, cov, diagnostics, mix, quantiles, studio_used, triple};

pub(super) fn follow_up() -> Schema {
    let gap = contrast().key("de00", number(), "The same in dE00.");
    printed("healtone.follow-up/1")
        .key("studio", studio_used(), STUDIO)
        .key("measurement", measurement::part(), "What was measured or read.")
        .key("day", number(), "Days since the most recent treatment.")
        .key("day_from_first", number(), "Days since the first.")
        .key("done", list(done()), "The sessions that were done.")
        .key("healed", truth(), "Whether it is healed: before day 28 nothing is learnt.")
        .key("seen", contrast().build(), "Treated field minus bare skin, as seen.")
        .key("expected", contrast().build(), "The same as it was expected.")
        .key("de00", number(), "Seen against expected, dE00 of the field.")
        .key(
            "inside",
            exactly(3, truth()),
            "Whether L*, a*, b* as seen lie within their 90 % intervals of what was expected.",
        )
        .key("redness_dlab", nullable(triple()), "What redness makes of it before day 28; null later.")
        .key("gap", nullable(gap.build()), "What is missing to the stubble of the same photo; null where none is seen.")
        .key("learnt", list(taught()), "What it says of this client and hand.")
        .key("warnings", diagnostics(), "What to know about the result.")
        .may("places", places(), "How the places of the last photo were taken over, where they were.")
        .document("healtone.follow-up/1", "Healed work compared with what was expected, and what is learnt from it.")
}

fn places() -> Schema {
    object()
        .key("by", words(["scalp", "chart"]), "Whether the scalp was found again, or the chart alone was asked.")
        .may("parts", count(), "Parts of the scalp that were looked for.")
        .may("agreeing", count(), "Parts that were found where one motion takes them.")
        .may("elsewhere", count(), "Parts that agree on the best other motion.")
        .may("correlation", number(), "Mean correlation of the parts that agree.")
        .build()
}

pub(super) fn next() -> Schema {
    let target = object()
        .key("mode", mode(), "What is imitated.")
        .key("contrast_dlab", triple(), "What the healed field minus bare skin should be.")
        .key("contrast_cov", cov(), COV)
        .key("field_lab_d65", triple(), "What the healed field should be, D65 and 2 degrees.");
    let in_skin = object()
        .key("dlab", triple(), "The field minus bare skin that all seen so far amounts to.")
        .key("cov", cov(), COV)
        .key("de00", quantiles(), "Its difference to the target.");
    printed("healtone.next/1")
        .key("studio", studio_used(), STUDIO)
        .key("decision", words(["treat", "stop"]), "Whether a further session would clearly bring it nearer.")
        .key("done", list(done()), "The sessions that were done.")
        .key("today", number(), "The day of the latest look, from the first treatment.")
        .key("target", target.build(), "What is to be imitated.")
        .key("in_skin", in_skin.build(), "What is in the skin.")
        .key("verdict", verdict(), "Whether a recipe is near enough.")
        .key("tolerance_de00", number(), "How near is near enough on this skin, dE00.")
        .key("stop_score", number(), "Expected loss of stopping, dE00.")
        .key("another_photo_de00", nullable(number()), "What another photo would be worth, dE00.")
        .key("knowing_everything_de00", nullable(number()), "What knowing everything would be worth, dE00.")
        .key("learnt", list(taught()), "What is known of this client and hand.")
        .key("effective_draws", number(), "How many draws the result rests on.")
        .key("recommendations", list(recommendation()), "Recipes for the next session, \"stop\" among them.")
        .key("plan", list(session()), "The sessions to come.")
        .key("warnings", diagnostics(), "What to know about the result.")
        .document("healtone.next/1", "What a case's next session should be, from everything that was seen of it.")
}

fn done() -> Schema {
    object()
        .key("day", number(), "Days since the first treatment.")
        .key("density_per_cm2", amount(), "Dots in a square centimetre of this session.")
        .key("pigments", mix(), "Pigments and their parts.")
        .key("pigment_fraction", share(), "Pigment / (pigment + diluent) by volume.")
        .key("text", text(), "The dilution, such as 1+12.")
        .build()
}

fn taught() -> Schema {
    object()
        .key("quantity", text(), "What it is, with its unit.")
        .key("before", exactly(3, number()), "5th percentile, median and 95th before.")
        .key("now", exactly(3, number()), "The same now.")
        .key("narrower", number(), "By which share the interval has shrunk.")
        .key("learnt", truth(), "Whether that counts as learnt.")
        .build()
}
