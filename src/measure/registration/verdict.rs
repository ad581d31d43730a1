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
/// Terms of a motion that is linear, and of one that is quadratic.
const LINEAR: usize = 3;
const QUADRATIC: usize = 6;

impl Judge<'_> {
    /// `None` where no part agrees with any other.
    pub(super) fn verdict(&self, candidate: &Candidate) -> Option<Verdict> {
        let start = Motion::of(candidate.at, self.middle, REACH_MM);
        let offsets = self.offsets(self.middle_maps, &start, self.limits.reach_mm);
        let mut agreeing = blocks::consensus(&offsets, 2.0 * self.limits.agrees_mm);
        let mut motion = start;
        for terms in [LINEAR, LINEAR, QUADRATIC] {
            let Some(fitted) = start.fitted(&agreeing, terms) else { break };
            motion = fitted;
            agreeing = self.agreeing(&offsets, &start, &motion);
        }
        // Once more from there, with smaller parts that need not be looked for so far off.
        let first = motion;
        let offsets = self.offsets(self.fine_maps, &first, 0.5 * self.limits.reach_mm);
        let mut agreeing = self.agreeing(&offsets, &first, &first);
        if let Some(fitted) = first.fitted(&agreeing, QUADRATIC).or_else(|| first.fitted(&agreeing, LINEAR)) {
            motion = fitted;
            agreeing = self.agreeing(&offsets, &first, &motion);
        }
        (!agreeing.is_empty()).then_some(Verdict { motion, agreeing, parts: offsets.len() })
    }

    fn offsets(&self, [old, new]: [&GreyMap; 2], motion: &Motion, reach_mm: f64) -> Vec<Offset> {
        #[allow(clippy::cast_possible_truncation, reason = "a few cells")]
        let reach = (reach_mm / old.cell_mm).round() as isize;
        blocks::offsets(old, new, motion, self.parts, Size { half: HALF, reach: reach.max(2) })
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
