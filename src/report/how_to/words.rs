//! What the page says: short sentences, figures from the tables.

use crate::consult::HowToPhotograph;

/// The head of the page.
pub(super) const TITLE: &str = "How to take the photo";
pub(super) const LEAD: &str =
    "The scalp and a colour chart in one photo. Care here decides how far the colours can be trusted.";
pub(super) const FOOT: &str =
    "Photos stay on this computer. A prediction is not a promise, and no statement on a pigment's safety.";

/// Title and text of the five steps.
pub(super) fn steps(facts: &HowToPhotograph) -> [(&'static str, String); 5] {
    let charts: Vec<&str> = facts.charts.iter().map(|c| c.name.as_str()).collect();
    [
        (
            "What you need",
            format!(
                "A genuine chart with 24 patches ({}): matt, clean and not faded, out of its sleeve. A clean, dry scalp: \
                 no oil, no powder, no redness. Write down how many hours ago it was shaved.",
                charts.join(", ")
            ),
        ),
        (
            "Light",
            "Daylight from a window at the side, two steps away from it and no direct sun; or one white lamp with good \
             colour (CRI 95 or more), far enough that its light is even. Switch every other lamp off. No flash. No \
             shadow on chart or scalp."
                .to_owned(),
        ),
        (
            "The chart",
            "Hold it against the head beside the place that is treated, by its rim, flat in the plane of the scalp and \
             facing the camera as the scalp does. Look at it from the camera: no patch may shine."
                .to_owned(),
        ),
        ("The camera", camera(facts)),
        (
            "In the picture",
            "The whole chart. Bare skin beside the hairline. Stubble of the donor hair. Nothing on the patches: no \
             fingers, no hair, no cape. Then a second photo from another side."
                .to_owned(),
        ),
    ]
}

fn camera(facts: &HowToPhotograph) -> String {
    let charts: Vec<&str> = facts.close_up_charts().iter().map(|c| c.name.as_str()).collect();
    format!(
        "Main camera: the front one mirrors. No filter, portrait or beauty mode, no HDR where it can be switched off. Tap \
         on the scalp to focus, then darken until the white patch is not blown out. Single hairs need {px:.0} pixels per \
         mm: with {megapixels} megapixels a picture {frame:.0} cm wide, a third of it the patches of a {charts} chart.",
        px = facts.hair_px_per_mm,
        megapixels = facts.megapixels,
        frame = facts.frame_cm,
        charts = charts.join(" or ")
    )
}

/// What comes after the photo.
pub(super) fn next(facts: &HowToPhotograph) -> String {
    let id = facts.close_up_charts().first().map_or("", |c| c.id.as_str());
    format!("Then name your chart: healtone consult photo.jpg --chart {id}")
}
