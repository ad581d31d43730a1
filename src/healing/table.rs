//! The effect of a pigment layer in one draw's skin, tabulated once so that thousands of candidates are interpolations.

use crate::color::{BANDS, PerBand};
use crate::math::{exp, ln};
use crate::skin::{PigmentDepths, Prepared};

/// Pieces of the curve of absorption, even in the root of the optical depth: dense where dot fields lie (0.01-0.2).
const PIECES: usize = 24;

/// The optical depth at which the curve ends.
const DEEPEST: f64 = 5.0;

/// Optical depths of absorption and of scattering at which what scattering adds is computed: it changes slowly.
const COARSE: [f64; 5] = [0.0, 0.05, 0.2, 0.9, DEEPEST];
const SCATTERING: [f64; 3] = [0.08, 0.4, 2.0];

/// `R_pigmented / R_bare` against the optical depths of the layer, band by band.
///
/// ```text
/// u = 24 sqrt(tau/5),   R/R_bare = c0 + c1 t + c2 t^2 + c3 t^3,   t = u - floor(u)
/// ```
///
/// Cubic pieces in the root of the optical depth, through the layered optics at every joint with slopes by central
/// differences (R is even in the root). Source: this project; off by at most 4e-4 of `R_bare`, by test.
#[derive(Debug, Clone)]
pub struct EffectTable {
    /// For pigment that absorbs only: coefficients of t, by piece and band.
    absorbing: Box<[[[f64; 4]; BANDS]; PIECES]>,
    /// ln of the factor that scattering adds, by scattering and then by absorption.
    added: [[PerBand; COARSE.len()]; SCATTERING.len()],
}

impl EffectTable {
    /// Tabulates the effect in a prepared skin.
    #[must_use]
    pub fn of(prepared: &Prepared) -> Self {
        let bare = prepared.bare();
        let at = |absorption: f64, scattering: f64| -> PerBand {
            let layer = PigmentDepths { absorption: [absorption; BANDS], scattering: [scattering; BANDS] };
            let pigmented = prepared.reflectance_of(&[layer]);
            std::array::from_fn(|i| pigmented[i] / bare[i])
        };
        let joints: [PerBand; PIECES + 1] = std::array::from_fn(|i| {
            let root = i as f64 / PIECES as f64;
            at(DEEPEST * root * root, 0.0)
        });
        let alone = COARSE.map(|absorption| at(absorption, 0.0));
        let added = |node: usize, scattering: f64| -> PerBand {
            let with = at(COARSE[node], scattering);
            std::array::from_fn(|i| ln(with[i] / alone[node][i]))
        };
        Self {
            absorbing: pieces(&joints),
            added: SCATTERING.map(|scattering| std::array::from_fn(|node| added(node, scattering))),
        }
    }

    /// `R_pigmented / R_bare` for a layer; held at the last node beyond it.
    #[must_use]
    pub fn ratio(&self, layer: &PigmentDepths) -> PerBand {
        let mut ratio = self.ratio_absorbing(&layer.absorption);
        for (band, ratio) in ratio.iter_mut().enumerate() {
            let (absorption, scattering) = (layer.absorption[band], layer.scattering[band]);
            if scattering > 0.0 {
                let added = |s: usize| between(&COARSE, absorption, |a| self.added[s][a][band]);
                let from_none = |s: usize| if s == 0 { 0.0 } else { added(s - 1) };
                *ratio *= exp(between(&[0.0, SCATTERING[0], SCATTERING[1], SCATTERING[2]], scattering, from_none));
            }
        }
        ratio
    }

    /// The same for a layer that absorbs only.
    #[allow(clippy::cast_possible_truncation, reason = "the root is clamped to the pieces")]
    fn ratio_absorbing(&self, tau: &PerBand) -> PerBand {
        std::array::from_fn(|band| {
            let u = (tau[band] * (1.0 / DEEPEST)).clamp(0.0, 1.0).sqrt() * PIECES as f64;
            let piece = (u as usize).min(PIECES - 1);
            let t = u - piece as f64;
            let [c0, c1, c2, c3] = self.absorbing[piece][band];
            c0 + t * (c1 + t * (c2 + t * c3))
        })
    }
}

/// Cubic Hermite pieces between joints.
fn pieces(joints: &[PerBand; PIECES + 1]) -> Box<[[[f64; 4]; BANDS]; PIECES]> {
    let mut pieces = Box::new([[[0.0; 4]; BANDS]; PIECES]);
    for band in 0..BANDS {
        // The curve is even in the root, so that the joints before the first mirror those after it.
        let at = |i: isize| joints[i.unsigned_abs()][band];
        let slope = |i: usize| {
            let k = i.cast_signed();
            if i + 2 <= PIECES {
                (at(k - 2) - 8.0 * at(k - 1) + 8.0 * at(k + 1) - at(k + 2)) / 12.0
            } else if i < PIECES {
                0.5 * (at(k + 1) - at(k - 1))
            } else {
                1.5 * at(k) - 2.0 * at(k - 1) + 0.5 * at(k - 2)
            }
        };
        for (i, piece) in pieces.iter_mut().enumerate() {
            let (from, to, s0, s1) = (joints[i][band], joints[i + 1][band], slope(i), slope(i + 1));
            piece[band] = [from, s0, 3.0 * (to - from) - 2.0 * s0 - s1, 2.0 * (from - to) + s0 + s1];
        }
    }
    pieces
}

/// Linear between nodes, the first of which is the least value there is.
fn between(nodes: &[f64], x: f64, value: impl Fn(usize) -> f64) -> f64 {
    let upper = nodes.partition_point(|&node| node < x).clamp(1, nodes.len() - 1);
    let share = ((x - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1])).min(1.0);
    let (below, above) = (value(upper - 1), value(upper));
    below + share * (above - below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::SkinModel;

    #[test]
    fn the_table_is_the_optics_to_four_parts_in_ten_thousand() {
        let (mut worst, mut worst_scattering) = (0.0_f64, 0.0_f64);
        for melanin in [0.02, 0.06, 0.3] {
            for depth_mm in [0.06, 0.1, 0.2, 0.5] {
                let prepared = SkinModel { melanin, ..SkinModel::default() }.prepare(depth_mm, 0.2).expect("allowed");
                let table = EffectTable::of(&prepared);
                for i in 0..400 {
                    let tau = 6e-4 * crate::math::exp(0.0225 * f64::from(i));
                    for scattering in [0.0, 0.2] {
                        let layer = PigmentDepths { absorption: [tau; BANDS], scattering: [scattering; BANDS] };
                        let (ours, exact) = (table.ratio(&layer), prepared.reflectance_of(&[layer]));
                        for (band, ratio) in ours.iter().enumerate() {
                            let off = (ratio - exact[band] / prepared.bare()[band]).abs();
                            let worst = if scattering > 0.0 { &mut worst_scattering } else { &mut worst };
                            *worst = worst.max(off);
                        }
                    }
                }
            }
        }
        assert!(worst < 4e-4 && worst_scattering < 0.004, "{worst} {worst_scattering}");
    }
}
