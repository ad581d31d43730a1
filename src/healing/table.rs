//! The effect of a pigment layer in one draw's skin, tabulated once so that thousands of candidates are interpolations.

use crate::color::{BANDS, PerBand};
use crate::math::{exp, ln};
use crate::skin::Prepared;

/// Optical depths at which the effect is computed: dense where dot fields lie (0.01-0.2).
const NODES: [f64; 16] = [0.0, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.14, 0.2, 0.28, 0.4, 0.6, 0.9, 1.4, 2.4, 5.0];

/// ln(`R_pigmented / R_bare`) against the optical depth of the layer, band by band.
#[derive(Debug, Clone)]
pub struct EffectTable {
    ln_ratio: [PerBand; NODES.len()],
}

impl EffectTable {
    /// Tabulates the effect in a prepared skin.
    #[must_use]
    pub fn of(prepared: &Prepared) -> Self {
        let bare = prepared.bare();
        let at = |tau: f64| {
            let pigmented = prepared.reflectance(&[tau; BANDS]);
            std::array::from_fn(|i| ln(pigmented[i] / bare[i]))
        };
        Self { ln_ratio: NODES.map(at) }
    }

    /// `R_pigmented / R_bare` for an optical depth in each band; held at the last node beyond it.
    #[must_use]
    pub fn ratio(&self, tau: &PerBand) -> PerBand {
        std::array::from_fn(|band| exp(self.ln_ratio_at(band, tau[band])))
    }

    fn ln_ratio_at(&self, band: usize, tau: f64) -> f64 {
        let upper = NODES.partition_point(|&node| node < tau).clamp(1, NODES.len() - 1);
        let share = ((tau - NODES[upper - 1]) / (NODES[upper] - NODES[upper - 1])).min(1.0);
        let (below, above) = (self.ln_ratio[upper - 1][band], self.ln_ratio[upper][band]);
        below + share * (above - below)
    }
}
