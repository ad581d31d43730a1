//! Cards as drawings: A6 each, side by side.

use super::pen::{HATCHES, Held, MEDIUM, Pen, THIN, broken, fitting};
use super::{Fact, MixCard, ONE_WAY, PROMISE, Pour, vessel};
use std::fmt::Write;

/// Width and height of a card, mm.
pub(super) const CARD: (f64, f64) = (105.0, 148.0);
/// Their type.
const TYPE: &str = "font-family=\"Helvetica, Arial, 'DejaVu Sans', sans-serif\"";
/// Edges of what is printed on it: printers leave some millimetres white.
const LEFT: f64 = 7.0;
const RIGHT: f64 = 98.0;
/// Type of the figures in the list.
const FIGURE: f64 = 10.0;
/// Type of the names in the list.
const NAME: f64 = 4.2;
/// A name that would become smaller is set on two lines.
const LEAST_NAME: f64 = 3.4;
/// Height of a liquid in the list.
const POUR: f64 = 20.0;
/// Height of them all, at most.
const POURS: f64 = 58.0;
/// Left edge of the facts.
const FACTS: f64 = 54.0;
/// From one fact to the next, at most.
const FACT: f64 = 10.0;
/// Where cup and facts end.
const BOTTOM: f64 = 136.5;

/// The cards as one picture in millimetres, side by side, with lines to cut along.
///
/// ```
/// let picture = healtone::report::mix_card::svg(&[]);
/// assert!(picture.starts_with("<svg") && picture.contains("height=\"148mm\""));
/// ```
#[must_use]
pub fn svg(cards: &[MixCard]) -> String {
    format!("{}\n{}</svg>\n", opening(CARD.0 * cards.len() as f64), side_by_side(cards))
}

/// The same within a page of HTML, as wide as its style makes it.
pub(in super::super) fn inline(cards: &[MixCard]) -> String {
    let (width, height) = (CARD.0 * cards.len() as f64, CARD.1);
    format!(
        "<svg class=\"cards\" viewBox=\"0 0 {width} {height}\" {TYPE} role=\"img\" \
         aria-label=\"Mix cards, one a session; the plan has their figures\">\n{}</svg>\n",
        side_by_side(cards)
    )
}

fn side_by_side(cards: &[MixCard]) -> String {
    let width = CARD.0 * cards.len() as f64;
    let mut out = String::from(HATCHES);
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{}\" fill=\"#fff\"/>", CARD.1);
    for (i, card) in cards.iter().enumerate() {
        let x = CARD.0 * i as f64;
        let _ = writeln!(out, "<g transform=\"translate({x} 0)\">\n{}</g>", drawn(card));
        if i > 0 {
            let _ = writeln!(
                out,
                "<path d=\"M{x} 0V{}\" stroke=\"#777\" stroke-width=\"{THIN}\" stroke-dasharray=\"2 2\"/>",
                CARD.1
            );
        }
    }
    out
}

/// The tag that a picture of so many millimetres begins with.
pub(super) fn opening(width: f64) -> String {
    let height = CARD.1;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\" {TYPE}>"
    )
}

/// One card, its corner at the origin.
pub(super) fn drawn(card: &MixCard) -> String {
    let mut pen = Pen::default();
    let y = head(&mut pen, card);
    let y = pours(&mut pen, card, y);
    let y = sum(&mut pen, card, y);
    pen.line((LEFT, y), (RIGHT, y), MEDIUM);
    facts(&mut pen, &card.facts, y + 3.0);
    vessel::draw(&mut pen, card, LEFT, (y + 4.0, BOTTOM));
    pen.text((LEFT, 142.5), 2.8, Held::Left, PROMISE);
    pen.0
}

/// Title, warnings, client and date; gives where it ends.
fn head(pen: &mut Pen, card: &MixCard) -> f64 {
    pen.bold((LEFT, 11.0), 5.5, Held::Left, "Mix card");
    let session = format!("Session {} of {}", card.session, card.sessions);
    pen.bold((RIGHT, 11.0), 5.5, Held::Right, &session);
    let mut y = 13.0;
    for caution in &card.cautions {
        pen.warning((LEFT, y), (RIGHT - LEFT, 5.0), caution);
        y += 5.5;
    }
    y += 7.5;
    blank(pen, (LEFT, y), 50.0, "Client");
    match card.earliest {
        Some(date) => pen.bold((RIGHT, y), 3.6, Held::Right, &format!("{date} or later")),
        None => blank(pen, (54.0, y), RIGHT, "Date"),
    }
    y + 2.5
}

/// A word and a line to write on, up to `to`.
fn blank(pen: &mut Pen, (x, y): (f64, f64), to: f64, word: &str) {
    pen.text((x, y), 3.2, Held::Left, word);
    pen.line((x + 11.0, y + 0.4), (to, y + 0.4), THIN);
}

fn pours(pen: &mut Pen, card: &MixCard, top: f64) -> f64 {
    let each = POUR.min(POURS / card.pours.len().max(1) as f64);
    for (i, pour) in card.pours.iter().enumerate() {
        let y = top + each * i as f64;
        pen.line((LEFT, y), (RIGHT, y), MEDIUM);
        draw_pour(pen, i + 1, pour, (y, each / POUR));
    }
    top + each * card.pours.len() as f64
}

/// What to take, and under it how much; `scale` is 1 where there is room.
fn draw_pour(pen: &mut Pen, number: usize, pour: &Pour, (y, scale): (f64, f64)) {
    let at = |down: f64| y + down * scale;
    pen.number((LEFT + 3.0, at(5.0)), 2.8 * scale, number);
    name(pen, pour, scale, at);
    amount(pen, (34.0, at(18.4)), (20.0, scale), &pour.ml_figure(), "ml");
    pen.text((43.0, at(18.4)), 3.2 * scale, Held::Middle, "or");
    amount(pen, (62.5, at(18.4)), (16.5, scale), &pour.drops_figure(), "drops");
    match &pour.lot {
        Some(lot) => {
            pen.text((76.0, at(13.0)), 2.8 * scale, Held::Left, "Lot");
            pen.bold((76.0, at(18.4)), fitting(lot, RIGHT - 76.0, 3.6 * scale), Held::Left, lot);
        }
        None => {
            pen.text((76.0, at(18.4)), 2.8 * scale, Held::Left, "Lot");
            pen.line((82.0, at(18.9)), (RIGHT, at(18.9)), THIN);
        }
    }
}

/// The name and under it the id.
fn name(pen: &mut Pen, pour: &Pour, scale: f64, at: impl Fn(f64) -> f64) {
    let (x, width) = (LEFT + 8.0, RIGHT - LEFT - 8.0);
    let lines = broken(&pour.name, width, LEAST_NAME * scale);
    let (places, most) = if lines.len() == 1 { ([5.4, 9.0, 9.0], NAME) } else { ([4.0, 7.5, 10.2], LEAST_NAME) };
    // Both lines of a name in one size.
    let size = lines.iter().map(|line| fitting(line, width, most * scale)).fold(f64::INFINITY, f64::min);
    for (line, down) in lines.iter().zip(places) {
        pen.bold((x, at(down)), size, Held::Left, line);
    }
    if let Some(id) = &pour.id {
        pen.text((x, at(places[lines.len()])), fitting(id, width, 2.6 * scale), Held::Left, id);
    }
}

/// A figure that ends at a place, and its unit behind it.
fn amount(pen: &mut Pen, (x, y): (f64, f64), (width, scale): (f64, f64), figure: &str, unit: &str) {
    pen.bold((x, y), fitting(figure, width, FIGURE * scale), Held::Right, figure);
    pen.text((x + 1.0, y), 3.6 * scale, Held::Left, unit);
}

fn sum(pen: &mut Pen, card: &MixCard, y: f64) -> f64 {
    pen.line((LEFT, y), (RIGHT, y), MEDIUM);
    pen.text((LEFT, y + 6.4), 3.6, Held::Left, "In all");
    pen.bold((34.0, y + 6.4), 5.5, Held::Right, &format!("{:.1}", card.total_ml));
    pen.text((35.0, y + 6.4), 3.6, Held::Left, "ml");
    pen.text((76.0, y + 6.4), 3.6, Held::Right, "dilution");
    pen.bold((RIGHT, y + 6.4), 5.5, Held::Right, &card.dilution);
    pen.text((LEFT, y + 10.2), 2.5, Held::Left, ONE_WAY);
    y + 12.0
}

/// The facts one below the other, with what room there is.
fn facts(pen: &mut Pen, facts: &[Fact], top: f64) {
    let each = FACT.min((BOTTOM - top) / facts.len().max(1) as f64);
    for (i, fact) in facts.iter().enumerate() {
        let y = top + each * i as f64;
        let label = fact.of.map_or_else(|| fact.label.to_owned(), |of| format!("{} ({of})", fact.label));
        let size = fitting(&fact.value, RIGHT - FACTS, (0.52 * each).min(3.8));
        pen.text((FACTS, y + 1.5), 2.5, Held::Left, &label);
        pen.bold((FACTS, y + 1.8 + size), size, Held::Left, &fact.value);
    }
}
