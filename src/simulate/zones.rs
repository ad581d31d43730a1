//! What lies where on a head: hair, a scar, work; regions to measure.

use super::Shot;
use super::client::ClientKind;
use crate::render::Texture;

/// The zones of one head, in arc lengths (u, v) from its middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zones {
    kind: ClientKind,
    edge: Texture,
    scar_mm: f64,
    large: Option<Slanting>,
}

/// Which side of a head is seen at a slant, the right one or the left: the one away from the middle of the picture. Large
/// regions are wider there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slanting {
    Right,
    Left,
}

/// Sides of large regions on the scalp, so that 20 mm and more of each are seen from wherever the camera is.
const LARGE_MM: f64 = 29.0;
const SLANTING_MM: f64 = 39.0;

/// A rectangle on the head: middle and half sides, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Patch {
    pub(super) centre: [f64; 2],
    pub(super) half: [f64; 2],
}

/// Width of the border between bare skin and hair.
const BORDER_MM: f64 = 5.0;
/// The hairline runs about here.
const HAIRLINE_MM: f64 = 2.0;

impl Zones {
    pub(super) fn of(shot: &Shot) -> Self {
        let slanting = if shot.scene.head.centre_mm[0] > 0.0 { Slanting::Right } else { Slanting::Left };
        Self::new(shot.client.kind, shot.seed, shot.series.then_some(slanting))
    }

    fn new(kind: ClientKind, seed: u64, large: Option<Slanting>) -> Self {
        let scar_mm = 2.5 + 2.5 * crate::math::lattice_unit(seed, 5, 5);
        Self { kind, edge: Texture::new(seed ^ 0xed6e, 22.0), scar_mm, large: large.filter(|_| kind.has_work()) }
    }

    /// Share of full density that the hair has, 0-1.
    pub(super) fn hair(&self, [u, v]: [f64; 2]) -> f64 {
        let wave = 1.4 * self.edge.at(u, v);
        let donor = smooth((v - HAIRLINE_MM + wave) / BORDER_MM + 0.5);
        match self.kind {
            ClientKind::Thinning => donor.max(0.45 * smooth((u - 14.0 + wave) / 12.0)),
            ClientKind::Scar => donor * (1.0 - self.scar([u, v])),
            _ => donor,
        }
    }

    /// Whether a scar is there, 0-1.
    pub(super) fn scar(&self, [u, v]: [f64; 2]) -> f64 {
        if self.kind != ClientKind::Scar {
            return 0.0;
        }
        let off = (v - 46.0 - 0.08 * u + 1.2 * self.edge.at(u, 9.0)).abs();
        smooth((self.scar_mm - off) / 1.2 + 0.5)
    }

    /// Share of full density that the work has, 0-1.
    pub(super) fn work(&self, [u, v]: [f64; 2]) -> f64 {
        if !self.kind.has_work() {
            return 0.0;
        }
        let wave = 1.2 * self.edge.at(v, u);
        smooth((u - 8.0 + wave) / 5.0 + 0.5) * smooth((-4.0 - v + wave) / 5.0 + 0.5)
    }

    /// Where bare skin is measured: beside the hair and beside the work, so that both face the light nearly alike.
    pub(super) fn skin_patch(&self) -> Patch {
        match self.large {
            Some(side) => Patch::above(1.5, -width(side == Slanting::Left)),
            None if self.kind.has_work() => Patch { centre: [-10.5, -16.5], half: [11.0, 6.0] },
            None if self.kind == ClientKind::Thinning => Patch { centre: [-13.0, -12.0], half: [17.0, 6.5] },
            None => Patch { centre: [-4.0, -12.0], half: [19.0, 6.5] },
        }
    }

    /// Where hair is measured.
    pub(super) const fn hair_patch(&self) -> Patch {
        match self.large {
            Some(_) => Patch { centre: [-4.0, 9.0 + 0.5 * LARGE_MM], half: [0.5 * LARGE_MM; 2] },
            None => Patch { centre: [-4.0, 15.5], half: [19.0, 6.5] },
        }
    }

    /// Where work is measured.
    pub(super) fn work_patch(&self) -> Patch {
        match self.large {
            Some(side) => Patch::above(14.5, width(side == Slanting::Right)),
            None => Patch { centre: [25.5, -16.5], half: [11.0, 6.0] },
        }
    }
}

const fn width(slanting: bool) -> f64 {
    if slanting { SLANTING_MM } else { LARGE_MM }
}

impl Patch {
    /// A large one above the hairline, from a place so far to the right, or to the left.
    fn above(from_mm: f64, across_mm: f64) -> Self {
        Self {
            centre: [from_mm + 0.5 * across_mm, -10.5 - 0.5 * LARGE_MM],
            half: [0.5 * across_mm.abs(), 0.5 * LARGE_MM],
        }
    }
}

/// 0 below 0, 1 above 1, smooth between.
pub(super) fn smooth(t: f64) -> f64 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_lie_wholly_in_their_zones() {
        for seed in 0..40 {
            let sizes = [None, Some(Slanting::Left), Some(Slanting::Right)];
            for (kind, large) in ClientKind::ALL.into_iter().flat_map(|kind| sizes.map(|size| (kind, size))) {
                let zones = Zones::new(kind, seed, large);
                let corners = |p: Patch| {
                    [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [0.0, 0.0]]
                        .map(|[a, b]| [p.centre[0] + a * p.half[0], p.centre[1] + b * p.half[1]])
                };
                for at in corners(zones.skin_patch()) {
                    assert!(zones.hair(at) < 0.02 && zones.work(at) < 0.02, "{kind:?} {seed} {at:?}");
                }
                for at in corners(zones.hair_patch()) {
                    assert!(zones.hair(at) > 0.98 && zones.work(at) < 0.02, "{kind:?} {seed} {at:?}");
                }
                for at in corners(zones.work_patch()).into_iter().filter(|_| kind.has_work()) {
                    assert!(zones.hair(at) < 0.02 && zones.work(at) > 0.98, "{kind:?} {seed} {at:?}");
                }
            }
        }
    }
}
