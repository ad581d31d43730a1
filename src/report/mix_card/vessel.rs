//! The cup in cross-section, filled to scale, each liquid under the number that it has in the list.

use super::cup::{Scale, apart, layers};
use super::pen::{DILUENT_HATCH, Held, MEDIUM, Pen, THICK, THIN, hatch};
use super::{MixCard, Pour};

/// Inner width of the cup, mm on paper.
const WIDTH: f64 = 17.0;
/// From the left edge of the drawing to the cup's inner wall: room for the numbers of the scale.
const SCALE: f64 = 9.0;
/// From the cup's wall to the middle of the rings.
const TO_RING: f64 = 6.0;
/// Half of a ring's width.
const RING: f64 = 2.2;
/// Least distance of ring from ring.
const APART: f64 = 5.2;
/// Marks without a number to one with.
const FINE_MARKS: u32 = 5;

/// Where the cup stands on the paper: its walls, its bottom, its height.
struct Cup {
    walls: (f64, f64),
    bottom: f64,
    height: f64,
    scale: Scale,
}

/// Draws the cup between a top and a bottom, from `left` rightwards.
pub(super) fn draw(pen: &mut Pen, card: &MixCard, left: f64, (top, bottom): (f64, f64)) {
    let cup = Cup {
        walls: (left + SCALE, left + SCALE + WIDTH),
        bottom,
        height: bottom - top,
        scale: Scale::of(card.total_ml),
    };
    let layers = layers(card.pours.iter().map(|pour| pour.ml));
    for (i, (pour, layer)) in card.pours.iter().zip(&layers).enumerate() {
        cup.fill(pen, i, pour, *layer);
    }
    cup.graduate(pen);
    cup.outline(pen);
    cup.label(pen, &layers);
}

impl Cup {
    /// How high a volume stands on the paper.
    fn up(&self, ml: f64) -> f64 {
        self.bottom - self.scale.height(ml, self.height)
    }

    fn fill(&self, pen: &mut Pen, i: usize, pour: &Pour, (from, to): (f64, f64)) {
        let fill = if pour.id.is_some() { hatch(i) } else { DILUENT_HATCH.to_owned() };
        let (left, right) = self.walls;
        pen.block((left, self.up(to)), (right - left, self.up(from) - self.up(to)), &fill);
        pen.line((left, self.up(to)), (right, self.up(to)), MEDIUM);
    }

    fn graduate(&self, pen: &mut Pen) {
        let (left, _) = self.walls;
        pen.text((left - 4.0, self.bottom - self.height), 2.8, Held::Right, "ml");
        for mark in 1..=self.scale.marks * FINE_MARKS {
            let ml = self.scale.step_ml * f64::from(mark) / f64::from(FINE_MARKS);
            let numbered = mark % FINE_MARKS == 0;
            let length = if numbered { 3.0 } else { 1.5 };
            pen.line((left - length, self.up(ml)), (left, self.up(ml)), THIN);
            if numbered {
                pen.text((left - 3.6, self.up(ml) + 1.0), 2.8, Held::Right, &figure(ml));
            }
        }
    }

    /// Walls, bottom and brim.
    fn outline(&self, pen: &mut Pen) {
        let (left, right, brim) = (self.walls.0, self.walls.1, self.bottom - self.height);
        pen.line((left - 1.0, brim), (left, brim), THICK);
        pen.line((left, brim), (left, self.bottom), THICK);
        pen.line((left - 0.4, self.bottom), (right + 0.4, self.bottom), THICK);
        pen.line((right, self.bottom), (right, brim), THICK);
        pen.line((right, brim), (right + 1.0, brim), THICK);
    }

    /// A ring at each liquid, and how far the cup is full by then.
    fn label(&self, pen: &mut Pen, layers: &[(f64, f64)]) {
        // From the bottom up, as they are poured; distances count upwards from there.
        let middles: Vec<f64> =
            layers.iter().map(|(from, to)| self.scale.height(0.5 * (from + to), self.height)).collect();
        let places = apart(&middles, APART, self.height);
        let right = self.walls.1;
        for (i, ((middle, place), (_, to))) in middles.iter().zip(&places).zip(layers).enumerate() {
            let (ring, y) = (right + TO_RING, self.bottom - place);
            pen.line((right - 2.5, self.bottom - middle), (right + 1.5, self.bottom - middle), THIN);
            pen.line((right + 1.5, self.bottom - middle), (ring - RING, y), THIN);
            pen.number((ring, y), RING, i + 1);
            pen.text((ring + RING + 1.0, y + 1.0), 2.8, Held::Left, &format!("to {to:.1}"));
        }
    }
}

/// A number of the scale: whole where it is.
fn figure(ml: f64) -> String {
    let text = format!("{ml:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
