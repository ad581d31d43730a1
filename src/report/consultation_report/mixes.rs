//! The mixes for the technician: what goes into the cup, what each risks, and the cards.

use super::client::{by_bottle, by_syringe, diluent, skin_and_target, write_reasons};
use super::figures::{Triple, de00, figure, percent};
use super::known::notes;
use super::swatches::{self, Shown};
use super::{Extras, name};
use crate::consult::{Consultation, Recommendation};
use crate::matching::Verdict;
use crate::report::mix_card;
use crate::report::wording::{healed, needle, whence};
use std::fmt::Write;

pub(super) fn sections(c: &Consultation, extras: &Extras) -> String {
    let mut out = String::from("<section class=\"sheet\">\n<h2>For the technician: the mixes</h2>\n");
    write_mixes(&mut out, c);
    if c.verdict != Some(Verdict::NoMatch) {
        out.push_str("<h3>Why this order</h3>\n");
        write_reasons(&mut out, c);
    }
    if let Ok(cards) = mix_card::cards(c, extras.first_session) {
        let _ = writeln!(
            out,
            "<h3>Mix cards, reduced; --mix-card prints them full size</h3>\n<figure class=\"slips n{}\">\n{}</figure>",
            cards.len().min(3),
            mix_card::inline(&cards)
        );
    }
    // A list breaks wherever the sheet ends, so nothing is left empty below the cards.
    out.push_str(&notes(&c.measurement));
    out.push_str("</section>\n");
    out
}

fn write_mixes(out: &mut String, c: &Consultation) {
    let dots = c.density.map_or_else(String::new, |density| {
        let mm = c
            .recommendations
            .first()
            .map_or_else(String::new, |r| format!(", {} mm healed", figure(r.diameter_mm, 4, 2)));
        format!("{} dots/cm2 ({}{}){mm}. ", figure(density.per_cm2, 2, 0), whence(density), needle(c))
    });
    let mut diluents: Vec<&str> = c.recommendations.iter().filter_map(|r| diluent(&r.recipe)).collect();
    diluents.sort_unstable();
    diluents.dedup();
    let diluents = match diluents.as_slice() {
        [] => String::new(),
        list => format!("Diluent: {}. ", list.iter().map(|text| name(text)).collect::<Vec<_>>().join("; ")),
    };
    let _ = writeln!(
        out,
        "<table class=\"mixes\">\n<caption>{dots}{diluents}All by syringe (ml) or all by bottle (drops): the two cups differ in \
         volume. Mixes of one tie group cannot be told apart from a photo. Healed: the field at day 28; dE00 is its difference from \
         the target, median and 5 to 95 %.</caption>\n<thead><tr><th scope=\"col\">mix</th><th scope=\"col\">bare skin</th>\
         <th scope=\"col\">healed</th><th scope=\"col\">target</th><th scope=\"col\" class=\"cup\">into the cup</th>\
         <th scope=\"col\">dE00</th><th scope=\"col\">expected loss</th><th scope=\"col\">too dark</th><th scope=\"col\">too blue</th></tr></thead>\n<tbody>"
    );
    for r in &c.recommendations {
        write_mix(out, c, r);
    }
    out.push_str("</tbody>\n</table>\n");
}

fn write_mix(out: &mut String, c: &Consultation, r: &Recommendation) {
    let colours = skin_and_target(c).zip(healed(r)).map(|([skin, target], day)| {
        swatches::cells(&[skin, Shown { lab: day.field.mean, numbers: Triple::colour(&day.field) }, target])
    });
    let differs = healed(r).and_then(|day| day.de00).map_or_else(
        || "-".to_owned(),
        |q| format!("<b>{}</b> <span>({} to {})</span>", de00(q.median), de00(q.p5), de00(q.p95)),
    );
    let _ = writeln!(
        out,
        "<tr><th scope=\"row\">{}<span>tie group\u{a0}{}</span></th>{}<td class=\"cup\">{}</td><td>{differs}</td><td>{}</td>\
         <td>{}</td><td>{}</td></tr>",
        r.rank,
        r.tie_group,
        colours.unwrap_or_else(|| "<td>-</td>".repeat(3)),
        cup(r),
        figure(r.score, 3, 2),
        percent(r.risk.too_dark),
        percent(r.risk.too_blue)
    );
}

fn cup(r: &Recommendation) -> String {
    let recipe = &r.recipe;
    if recipe.pigments.is_empty() {
        return "<b>Stop here</b>: nothing more is put in".to_owned();
    }
    let names: Vec<String> = recipe
        .pigments
        .iter()
        .map(|p| {
            let lot = p.lot.as_ref().map_or_else(String::new, |lot| format!(", lot {}", name(lot)));
            format!("{} ({}{lot})", name(&p.id), name(&p.name))
        })
        .collect();
    let comes = if diluent(recipe).is_some() { "+ diluent" } else { "as it comes" };
    format!(
        "<b>{} ml</b> or <b>{} drops</b> <span>{} {comes}, {}, {} ml in all</span>",
        by_syringe(recipe),
        by_bottle(recipe),
        names.join(" + "),
        recipe.text(),
        figure(recipe.batch_ml, 2, 1)
    )
}
