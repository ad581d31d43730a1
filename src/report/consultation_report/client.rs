//! The first sheet, for the client: the answer, how it will look, what will be done, how it changes, and who signs.

use super::figures::{Triple, de00, figure};
use super::healing_plot::healing_plot;
use super::swatches::{self, Shown};
use super::{Extras, TITLE, name, words};
use crate::consult::{Consultation, SessionRecipe};
use crate::matching::{Recipe, RecipePart, Verdict};
use crate::report::wording::{PROMISE, answer, healed};
use std::fmt::Write;

/// The sheet of a consultation that was not refused.
pub(super) fn page(c: &Consultation, extras: &Extras) -> String {
    let mut out = head(c);
    out.push_str("<section class=\"sheet first\">\n");
    write_answer(&mut out, c);
    write_look(&mut out, c);
    write_plan(&mut out, c, extras);
    write_course(&mut out, c);
    write_signatures(&mut out);
    out.push_str("</section>\n");
    out
}

/// Title, studio, and lines to write on.
pub(super) fn head(c: &Consultation) -> String {
    let studio = c.studio.as_ref().and_then(|studio| studio.name.as_deref());
    let of = match &c.measurement.photo {
        Some(photo) => format!("photo <code>{}</code>", words(photo.sha256.get(..12).unwrap_or(&photo.sha256))),
        None if c.verdict.is_some() => "readings of an instrument".to_owned(),
        None => "no photo".to_owned(),
    };
    format!(
        "<header>\n<h1>{TITLE}</h1>\n<p class=\"studio\">{}{of}</p>\n<p class=\"blanks\"><span>Client code <b></b></span> \
         <span>Date <b></b></span> <span>Technician <b></b></span></p>\n</header>\n",
        studio.map_or_else(String::new, |studio| format!("<strong>{}</strong>, ", name(studio)))
    )
}

fn write_answer(out: &mut String, c: &Consultation) {
    let (Some(answer), Some(tolerance), Some(untreated)) = (answer(c), c.tolerance_de00, c.untreated_de00) else {
        return;
    };
    let _ = write!(
        out,
        "<h2 class=\"unseen\">The answer</h2>\n<div class=\"answer\">\n<p><strong>{answer}</strong></p>\n<p>"
    );
    if let Some(q) = c.recommendations.first().and_then(healed).and_then(|day| day.de00) {
        let _ = write!(
            out,
            "Healed, the field should differ from the stubble by {} dE00 (9 of 10 possible healings: {} to {}). ",
            de00(q.median),
            de00(q.p5),
            de00(q.p95)
        );
    }
    let _ = writeln!(
        out,
        "Up to {} is accepted on this skin; untreated it differs by {}. A difference of about 1 is just seen.</p>",
        de00(tolerance),
        de00(untreated)
    );
    if c.verdict == Some(Verdict::NoMatch) {
        write_reasons(out, c);
    }
    for fault in &c.measurement.forced {
        let _ = writeln!(
            out,
            "<p><b>FORCED, although the photo is unfit:</b> {} {}</p>",
            words(&fault.message),
            words(&fault.remedy)
        );
    }
    out.push_str("</div>\n");
}

/// Why the first mix, or why none.
pub(super) fn write_reasons(out: &mut String, c: &Consultation) {
    let Some(first) = c.recommendations.first() else { return };
    out.push_str("<ul>\n");
    for reason in &first.why {
        let _ = writeln!(out, "<li>{}</li>", words(reason));
    }
    out.push_str("</ul>\n");
}

/// Skin, target and healed field; `None` where one is not known.
fn triplet(c: &Consultation) -> Option<[Shown; 3]> {
    let (skin, target) = (skin_and_target(c)?, c.recommendations.first().and_then(healed)?);
    let [skin, stubble] = skin;
    Some([skin, stubble, Shown { lab: target.field.mean, numbers: Triple::colour(&target.field) }])
}

/// Bare skin, and the target on it, whose interval is that of its difference from the skin.
pub(super) fn skin_and_target(c: &Consultation) -> Option<[Shown; 2]> {
    let (skin, target) = (c.measurement.skin.as_ref()?, c.target.as_ref()?);
    let field = target.field();
    let numbers =
        Triple { values: crate::color::lab_array(field), halves: Triple::difference(&target.contrast).halves };
    Some([Shown { lab: skin.lab.mean, numbers: Triple::colour(&skin.lab) }, Shown { lab: field, numbers }])
}

fn write_look(out: &mut String, c: &Consultation) {
    let Some(colours) = triplet(c) else { return };
    let stops = c.plan.is_empty();
    let last = if stops { "As it is, nothing more done" } else { "Healed dots, mix 1, day 28" };
    let _ = writeln!(
        out,
        "<h2>How it will look</h2>\n<table class=\"looks panel\">\n<caption>The skin as it is, the stubble that is imitated, and \
         the field of healed dots 28 days after the last session, from where single dots are not seen. Screens and printers \
         shift colours: the numbers are the data (L* light, a* red, b* yellow; D65, 2 degrees), the swatches a hint; ± is half \
         a 90 % interval, of the target that of its difference from the skin.</caption>\n<thead><tr><th scope=\"col\">Bare \
         skin</th><th scope=\"col\">Target: the stubble</th><th scope=\"col\">{last}</th></tr></thead>\n\
         <tbody><tr>{}</tr></tbody>\n</table>",
        swatches::cells(&colours)
    );
}

fn write_plan(out: &mut String, c: &Consultation, extras: &Extras) {
    let no_match = c.verdict == Some(Verdict::NoMatch);
    let _ = writeln!(out, "<h2>{}</h2>", if no_match { "If it is done all the same" } else { "What will be done" });
    let (Some(first), false) = (c.plan.first(), c.plan.is_empty()) else {
        out.push_str("<p>Nothing is to be mixed: to stop here is recommended first.</p>\n");
        return;
    };
    let (area, given) = c.area_cm2;
    let assumed = if given { "" } else { " (assumed)" };
    let dated = if extras.first_session.is_some() { "<th scope=\"col\">not before</th>" } else { "" };
    let _ = writeln!(
        out,
        "<table class=\"plan\">\n<caption>{} on {area:.0} cm2{assumed}. Light first: each later session is worked out from what \
         is in the skin by then. Photograph the healed result before each next session: healed dL* is what it should show, field minus bare skin.</caption>\n<thead><tr>\
         <th scope=\"col\">session</th><th scope=\"col\">day</th>{dated}<th scope=\"col\">dots/cm2, in all</th>\
         <th scope=\"col\">dots now</th><th scope=\"col\">hours</th><th scope=\"col\">mix</th><th scope=\"col\" class=\"cup\">ml</th>\
         <th scope=\"col\" class=\"cup\">or drops</th><th scope=\"col\">healed dL*</th></tr></thead>\n<tbody>",
        liquids(&first.recipe)
    );
    for session in &c.plan {
        write_session(out, session, extras);
    }
    out.push_str("</tbody>\n</table>\n");
}

/// What is poured together, by name.
fn liquids(recipe: &Recipe) -> String {
    let lot = |lot: &Option<String>| lot.as_ref().map_or_else(String::new, |lot| format!(", lot {}", name(lot)));
    let pigment = |p: &RecipePart| format!("{} ({}{})", name(&p.name), name(&p.id), lot(&p.lot));
    let pigments: Vec<String> = recipe.pigments.iter().map(pigment).collect();
    match diluent(recipe) {
        Some(diluent) => format!("{} in {}", pigments.join(" + "), name(diluent)),
        None => format!("{} as it comes", pigments.join(" + ")),
    }
}

/// The diluent's name; `None` for a pigment that is used as it comes.
pub(super) fn diluent(recipe: &Recipe) -> Option<&str> {
    let named = recipe.diluent_name.as_deref().unwrap_or("sterile diluent named by the maker");
    (recipe.diluent_ml > 0.0).then_some(named)
}

fn write_session(out: &mut String, s: &SessionRecipe, extras: &Extras) {
    let (session, recipe) = (&s.session, &s.recipe);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "days of a plan are few and not negative"
    )]
    let date = extras.first_session.and_then(|first| first.days_later(session.day.round() as u32));
    let date = date.map_or_else(String::new, |date| format!("<td>{date}</td>"));
    let _ = writeln!(
        out,
        "<tr><th scope=\"row\">{}</th><td>{:.0}</td>{date}<td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"cup\">{}</td>\
         <td class=\"cup\">{}</td><td>{}</td></tr>",
        session.session,
        session.day,
        figure(session.density_per_cm2, 2, 0),
        figure(session.dots, 0, 0),
        figure(session.hours, 2, 1),
        recipe.text(),
        by_syringe(recipe),
        by_bottle(recipe),
        Triple::of(s.expected.mean.array(), s.expected.sd()).shown(0)
    );
}

/// Millilitres, pigments first.
pub(super) fn by_syringe(recipe: &Recipe) -> String {
    let ml = recipe.pigments.iter().map(|p| p.ml).chain((recipe.diluent_ml > 0.0).then_some(recipe.diluent_ml));
    ml.map(|ml| figure(ml, 2, 1)).collect::<Vec<_>>().join(" + ")
}

/// Drops, pigments first.
pub(super) fn by_bottle(recipe: &Recipe) -> String {
    let diluent = (recipe.diluent_ml > 0.0).then_some(recipe.diluent_drops);
    let drops = recipe.pigments.iter().map(|p| p.drops).chain(diluent);
    drops.map(|drops| figure(drops, 0, 0)).collect::<Vec<_>>().join(" + ")
}

fn write_course(out: &mut String, c: &Consultation) {
    let Some(plot) = healing_plot(c) else { return };
    let _ = writeln!(
        out,
        "<h2>How it heals and softens</h2>\n<figure>\n{plot}<figcaption>Days count from the last session. The grey band holds 9 of \
         10 possible healings; its numbers stand in the table of days.</figcaption></figure>"
    );
}

fn write_signatures(out: &mut String) {
    let _ = writeln!(
        out,
        "<div class=\"agreed\">\n<p>{PROMISE}</p>\n<p class=\"blanks\"><span>Client <b></b></span> <span>Technician <b></b></span> \
         <span>Date <b></b></span></p>\n</div>"
    );
}
