//! Fine texture: light against the light right beside it.

use crate::data::TextureLimits;
use crate::math::ln;

/// Samples between a place and those that it is compared with: an eighth of a cell, some tenths of a mm. Shading and
/// mottling are alike over so little, hairs and their gaps are not. The finer one is for the direction of strokes alone.
const APART: usize = 2;
const FINE: usize = 1;

/// How rough a patch is, and whether what makes it rough goes one way.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Texture {
    /// ln of the standard deviation of light against the light right beside it, share of the mean.
    pub(super) ln: f64,
    /// Skewness of the same at both distances, without its sign: strokes are few and all dark, or all light, but dark ones
    /// in one cell and shining ones in the next must not cancel.
    pub(super) skewness: [f64; 2],
}

impl Texture {
    /// That of a square of samples, row by row.
    pub(super) fn of(samples: &[f64], across: usize, limits: &TextureLimits) -> Self {
        let (spread, skewness) = moments(samples, across, APART);
        let fine = moments(samples, across, FINE).1;
        Self { ln: ln(spread.max(limits.least)), skewness: [skewness, fine].map(f64::abs) }
    }

    /// Mean of several; nothing at all is smooth.
    pub(super) fn mean(of: impl Iterator<Item = Self>) -> Self {
        let (mut sum, mut count) = (Self::default(), 0.0);
        for one in of {
            sum.ln += one.ln;
            (0..2).for_each(|k| sum.skewness[k] += one.skewness[k]);
            count += 1.0;
        }
        let count = f64::max(count, 1.0);
        Self { ln: sum.ln / count, skewness: sum.skewness.map(|s| s / count) }
    }

    /// Whether it may come of hairs: they go one way, or are too fine to be seen one by one.
    pub(super) fn may_be_hairs(&self, limits: &TextureLimits) -> bool {
        self.ln < ln(limits.strokes_seen) || self.skewness.iter().any(|s| *s > limits.least_skewness)
    }
}

/// Standard deviation, as a share of the mean, and skewness of the samples against the mean of four beside them.
fn moments(samples: &[f64], across: usize, apart: usize) -> (f64, f64) {
    let [mut squares, mut cubes, mut total, mut count] = [0.0; 4];
    for row in apart..across.saturating_sub(apart) {
        for column in apart..across - apart {
            let i = row * across + column;
            let beside = [i - apart, i + apart, i - apart * across, i + apart * across].map(|n| samples[n]);
            let off = samples[i] - 0.25 * beside.iter().sum::<f64>();
            squares += off * off;
            cubes += off * off * off;
            total += samples[i];
            count += 1.0;
        }
    }
    if total <= 0.0 || squares <= 0.0 {
        return (0.0, 0.0);
    }
    let variance: f64 = squares / count;
    (variance.sqrt() * count / total, cubes / count / (variance * variance.sqrt()))
}
