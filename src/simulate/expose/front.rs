//! What is in front at each point of the picture: fingers, the card, the head, the backdrop.

use super::super::Shot;
use super::super::geometry::{Card, CardPart, Sphere, View};
use super::super::scene::Hand;
use crate::math::{Point, hypot};

/// What stands where before the camera.
#[derive(Debug, Clone)]
pub(in crate::simulate) struct Arrangement {
    pub(in crate::simulate) view: View,
    pub(in crate::simulate) sphere: Sphere,
    pub(in crate::simulate) card: Option<Card>,
    hand: Option<Hand>,
}

/// What is in front at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::simulate) enum Front {
    /// A finger, and its shading.
    Finger(f64),
    Card(CardPart, [f64; 2]),
    Head,
    Backdrop,
}

impl Front {
    /// Whether two points need not be told apart.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Finger(_), Self::Finger(_)) | (Self::Head, Self::Head) | (Self::Backdrop, Self::Backdrop) => true,
            (Self::Card(a, _), Self::Card(b, _)) => a == b,
            _ => false,
        }
    }
}

/// A finger over the edge of the card.
struct Finger {
    radius_mm: f64,
    /// Beside the hand's place.
    beside_mm: f64,
    /// How far its tip stays behind the thumb's.
    back_mm: f64,
    /// Sideways way for each mm outwards.
    splay: f64,
}

/// Thumb and forefinger, the thumb in front.
const FINGERS: [Finger; 2] = [
    Finger { radius_mm: 9.0, beside_mm: 0.0, back_mm: 0.0, splay: 0.10 },
    Finger { radius_mm: 7.2, beside_mm: 14.0, back_mm: 7.0, splay: 0.28 },
];

impl Arrangement {
    /// The same as in the shot, with its chart as a card.
    pub(in crate::simulate) fn new(shot: &Shot, card: Option<Card>) -> Self {
        let scene = &shot.scene;
        let (view, sphere) = (View::new(scene, shot.width, shot.height), Sphere::new(scene));
        Self { view, sphere, card, hand: scene.chart.as_ref().and_then(|chart| chart.hand) }
    }

    pub(in crate::simulate) fn front(&self, p: Point) -> Front {
        let ray = self.view.ray(p);
        if let Some(at) = self.card.and_then(|card| card.hit(ray)) {
            if let Some(shade) = self.finger(at) {
                return Front::Finger(shade);
            }
            if let Some(part) = self.card.and_then(|card| card.part(at)) {
                return Front::Card(part, at);
            }
        }
        if self.sphere.hit(ray).is_some() { Front::Head } else { Front::Backdrop }
    }

    /// The shading of a finger at a place of the card's plane.
    fn finger(&self, place: [f64; 2]) -> Option<f64> {
        let hand = self.hand?;
        let half = self.card?.half_sides();
        let outward = hand.outward();
        let (out, along) =
            (outward[0] * place[0] + outward[1] * place[1], outward[0] * place[1] - outward[1] * place[0]);
        let [half_out, half_along] = if outward[0] == 0.0 { [half[1], half[0]] } else { half };
        let tip = half_out * (1.0 - 2.0 * hand.reach);
        FINGERS.iter().find_map(|finger| {
            let beyond = out - tip - finger.back_mm;
            let across = along - hand.along * half_along - finger.beside_mm - finger.splay * beyond;
            let rounded = (finger.radius_mm - beyond).max(0.0);
            let off = hypot(across, rounded) / finger.radius_mm;
            let nail = hypot(across / 0.6, beyond - 0.95 * finger.radius_mm) < 0.75 * finger.radius_mm;
            let shade = || 0.30 + 0.70 * (1.0 - off * off).sqrt();
            (off < 1.0).then(|| if nail { 1.12 * shade() } else { shade() })
        })
    }
}
