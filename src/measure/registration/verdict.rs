//! What the single parts of a scalp say of a place where it may lie.

use super::blocks::{self, Size};
use super::map::GreyMap;
use super::motion::{Motion, Offset};
use super::search::Candidate;
use crate::data::RegistrationLimits;
use crate::math::Point;

/// What is asked: the maps, and the parts that are looked for one by one.
pub(super) struct Judge<'a> {
    /// Of the earlier and the later picture, with cells twice as large as the finest.
    pub(super) middle_maps: [&'a GreyMap; 2],
    pub(super) fine_maps: [&'a GreyMap; 2],
    /// Middles of the parts, mm of the earlier picture.
    pub(super) parts: &'a [Point],
    /// The middle of the neighbourhood.
    pub(super) middle: Point,
    pub(super) limits: &'a RegistrationLimits,
}

/// The motion near a candidate, and the parts that agree with it.
pub(super) struct Verdict {
    pub(super) motion: Motion,
    pub(super) agreeing: Vec<Offset>,
    /// How many were looked for.
    pub(super) parts: usize,
}

/// Half the side of a part, in cells.
const HALF: isize = 12;
/// The bend's terms are shares of this, mm.
const REACH_MM: f64 = 30.0;
/// Rounds in which a motion may grow.
const ROUNDS: usize = 6;
/// Terms of a motion that is linear, and of those that are bent.
const LINEAR: usize = 3;
const QUADRATIC: usize = 6;
const CUBIC: usize = 10;

impl Judge<'_> {
    /// `None` where no part agrees with any other.
    pub(super) fn verdict(&self, candidate: &Candidate) -> Option<Verdict> {
        let start = Motion::of(candidate.at, self.middle, REACH_MM);
        let offsets = self.offsets(self.middle_maps, &start, self.limits.reach_mm);
        let together = blocks::consensus(&offsets, 2.0 * self.limits.agrees_mm);
        let mut best = self.refined(&start, &offsets, together);
        // The motion reaches from the parts that agree to their neighbours, round by round: a head seen from another side is
        // bent by more than parts are looked for.
        for _ in 0..ROUNDS {
            let offsets = self.offsets(self.middle_maps, &best.motion, self.limits.reach_mm);
            let agreeing = self.agreeing(&offsets, &best.motion, &best.motion);
            let next = self.refined(&best.motion, &offsets, agreeing);
            if next.agreeing.len() <= best.agreeing.len() {
                break;
            }
            best = next;
        }
        // Once more from there, with smaller parts that need not be looked for so far off.
        let offsets = self.offsets(self.fine_maps, &best.motion, 0.5 * self.limits.reach_mm);
        let agreeing = self.agreeing(&offsets, &best.motion, &best.motion);
        let last = self.refined(&best.motion, &offsets, agreeing);
        (!last.agreeing.is_empty()).then_some(last)
    }

    /// The motion fitted to offsets beside one, linear first and bent where enough of them agree.
    fn refined(&self, before: &Motion, offsets: &[Offset], mut agreeing: Vec<Offset>) -> Verdict {
        let mut motion = *before;
        for terms in [LINEAR, QUADRATIC, CUBIC, CUBIC] {
            let Some(fitted) = before.fitted(&agreeing, terms) else { continue };
            let with = self.agreeing(offsets, before, &fitted);
            if with.len() >= agreeing.len() || terms == LINEAR {
                (motion, agreeing) = (fitted, with);
            }
        }
        Verdict { motion, agreeing, parts: offsets.len() }
    }

    fn offsets(&self, maps: [&GreyMap; 2], motion: &Motion, reach_mm: f64) -> Vec<Offset> {
        #[allow(clippy::cast_possible_truncation, reason = "a few cells")]
        let reach = (reach_mm / maps[0].cell_mm).round() as isize;
        blocks::offsets(maps, motion, self.parts, Size { half: HALF, reach: reach.max(2) })
    }

    fn agreeing(&self, offsets: &[Offset], before: &Motion, motion: &Motion) -> Vec<Offset> {
        offsets.iter().filter(|o| motion.misses(before, o) <= self.limits.agrees_mm).copied().collect()
    }
}

impl Verdict {
    /// Mean correlation of the parts that agree.
    pub(super) fn correlation(&self) -> f64 {
        self.agreeing.iter().map(|o| o.correlation).sum::<f64>() / (self.agreeing.len() as f64).max(1.0)
    }
}
