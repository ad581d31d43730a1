//! What lies where on a head: hair, a scar, work; regions to measure.

use super::client::ClientKind;
use crate::render::Texture;

/// The zones of one head, in arc lengths (u, v) from its middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zones {
    kind: ClientKind,
    edge: Texture,
    scar_mm: f64,
}

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
    pub(super) fn new(kind: ClientKind, seed: u64) -> Self {
        let scar_mm = 2.5 + 2.5 * crate::math::lattice_unit(seed, 5, 5);
        Self { kind, edge: Texture::new(seed ^ 0xed6e, 22.0), scar_mm }
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
    pub(super) const fn skin_patch(&self) -> Patch {
        if self.kind.has_work() {
            Patch { centre: [-10.5, -16.5], half: [11.0, 6.0] }
        } else if matches!(self.kind, ClientKind::Thinning) {
            Patch { centre: [-13.0, -12.0], half: [17.0, 6.5] }
        } else {
            Patch { centre: [-4.0, -12.0], half: [19.0, 6.5] }
        }
    }

    /// Where hair is measured.
    pub(super) const fn hair_patch(&self) -> Patch {
        Patch { centre: [-4.0, 15.5], half: [19.0, 6.5] }
    }

    /// Where work is measured.
    pub(super) const fn work_patch(&self) -> Patch {
        Patch { centre: [25.5, -16.5], half: [11.0, 6.0] }
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
            for kind in ClientKind::ALL {
                let zones = Zones::new(kind, seed);
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
