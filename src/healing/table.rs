//! The effect of a pigment layer in one draw's skin, tabulated once so that thousands of candidates are interpolations.

use crate::color::{BANDS, PerBand};
use crate::math::{exp, ln};
use crate::skin::{PigmentDepths, Prepared};

/// Optical depths of absorption at which the effect is computed: dense where dot fields lie (0.01-0.2).
const ABSORPTION: [f64; 16] = [0.0, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.14, 0.2, 0.28, 0.4, 0.6, 0.9, 1.4, 2.4, 5.0];

/// The nodes of absorption at which what scattering adds is computed, and those of scattering: it changes slowly.
const COARSE: [usize; 5] = [0, 4, 8, 12, 15];
const SCATTERING: [f64; 3] = [0.08, 0.4, 2.0];

/// ln(`R_pigmented / R_bare`) against the optical depths of the layer, band by band.
#[derive(Debug, Clone)]
pub struct EffectTable {
    /// For pigment that absorbs only.
    absorbing: [PerBand; ABSORPTION.len()],
    /// What scattering adds, by scattering and then by absorption.
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
            std::array::from_fn(|i| ln(pigmented[i] / bare[i]))
        };
        let absorbing = ABSORPTION.map(|absorption| at(absorption, 0.0));
        let added = |node: usize, scattering: f64| -> PerBand {
            let with = at(ABSORPTION[node], scattering);
            std::array::from_fn(|i| with[i] - absorbing[node][i])
        };
        Self { added: SCATTERING.map(|scattering| COARSE.map(|node| added(node, scattering))), absorbing }
    }

    /// `R_pigmented / R_bare` for a layer; held at the last node beyond it.
    #[must_use]
    pub fn ratio(&self, layer: &PigmentDepths) -> PerBand {
        std::array::from_fn(|band| {
            let (absorption, scattering) = (layer.absorption[band], layer.scattering[band]);
            let alone = between(&ABSORPTION, absorption, |i| self.absorbing[i][band]);
            if scattering <= 0.0 {
                return exp(alone);
            }
            let nodes = COARSE.map(|node| ABSORPTION[node]);
            let added = |s: usize| between(&nodes, absorption, |a| self.added[s][a][band]);
            let from_none = |s: usize| if s == 0 { 0.0 } else { added(s - 1) };
            exp(alone + between(&[0.0, SCATTERING[0], SCATTERING[1], SCATTERING[2]], scattering, from_none))
        })
    }
}

/// Linear between nodes, the first of which is the least value there is.
fn between(nodes: &[f64], x: f64, value: impl Fn(usize) -> f64) -> f64 {
    let upper = nodes.partition_point(|&node| node < x).clamp(1, nodes.len() - 1);
    let share = ((x - nodes[upper - 1]) / (nodes[upper] - nodes[upper - 1])).min(1.0);
    let (below, above) = (value(upper - 1), value(upper));
    below + share * (above - below)
}
