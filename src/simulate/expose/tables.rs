//! What the sensor makes of every spectrum of a scene, computed once.

use super::super::Shot;
use super::super::backdrop::Backdrop;
use super::super::scene::PlacedChart;
use super::super::sensor::light_power;
use crate::chart::PATCHES;
use crate::color::{BANDS, Observer, PerBand, Spectrum, ViewingWeights};
use crate::diagnostic::Diagnostic;
use crate::math::{Random, exp};
use crate::render::Ground;

/// Tables of what the sensor makes of each spectrum under each lamp.
pub(super) struct Tables {
    pub(super) ground: [Vec<[f64; 3]>; 2],
    pub(super) white: [[f64; 3]; 2],
    pub(super) patches: [Vec<[f64; 3]>; 2],
    pub(super) backdrop: [Vec<[f64; 3]>; 2],
    pub(super) finger: [[f64; 3]; 2],
}

/// Reflectance of the frame of a chart.
const FRAME: f64 = 0.035;

impl Tables {
    pub(super) fn new(
        shot: &Shot,
        ground: &Ground,
        backdrop: &Backdrop,
        patches: &[Spectrum],
        bare: &Spectrum,
        reference: [f64; 2],
    ) -> Result<Self, Diagnostic> {
        let (camera, lamps) = (&shot.camera, &shot.scene.lamps);
        let mut powers = [[0.0; BANDS]; 2];
        for (power, lamp) in powers.iter_mut().zip(lamps) {
            *power = equally_bright(&light_power(&lamp.light)?);
        }
        let whites = powers.map(|power| camera.sensor.white(&power));
        // Balanced for the light on the chart, or for another.
        let balance: [f64; 3] = match &camera.balanced_for {
            None => [0, 1, 2].map(|c| reference[0] * whites[0][c] + reference[1] * whites[1][c]),
            Some(name) => {
                let white = camera.sensor.white(&equally_bright(&light_power(name)?));
                let total: f64 = reference.iter().sum();
                white.map(|w| w * total)
            }
        };
        let error = [camera.balance_error[0], 0.0, camera.balance_error[1]];
        let gain: [f64; 3] = [0, 1, 2].map(|c| camera.exposure * exp(error[c]) / balance[c]);
        let see = |power: &PerBand, reflectance: &PerBand| {
            let q = camera.sensor.response(power, reflectance);
            [0, 1, 2].map(|c| gain[c] * q[c])
        };
        let all = |spectra: &[PerBand]| powers.map(|power| spectra.iter().map(|s| see(&power, s)).collect());
        let patches: Vec<PerBand> = patches.iter().map(|s| *s.values()).collect();
        let finger = bare.values().map(|r| 0.95 * r);
        Ok(Self {
            ground: powers.map(|power| ground.seen_by(|r| see(&power, r))),
            white: powers.map(|power| see(&power, Spectrum::constant(1.0).values())),
            patches: all(&[patches, vec![[FRAME; BANDS]]].concat()),
            backdrop: all(&backdrop.spectra),
            finger: powers.map(|power| see(&power, &finger)),
        })
    }
}

/// A light scaled to luminance 1.
fn equally_bright(power: &PerBand) -> PerBand {
    let eye = ViewingWeights::of_power(&[360.0, 830.0], &[1.0, 1.0], Observer::Cie1931).bands[1];
    let luminance: f64 = power.iter().zip(&eye).map(|(p, y)| p * y).sum();
    power.map(|p| p / luminance)
}

/// The patches of this one chart: the definition's, each with the variation of its making.
///
/// ```text
/// S' = S exp(b0 + b1 P1 + b2 P2),   b ~ batch_sd N(0, 1) (1, .7, .5), half common to all patches; Legendre on 380-730 nm
/// ```
pub(super) fn specimen(chart: &PlacedChart, spectra: &[Spectrum; PATCHES], seed: u64) -> [Spectrum; PATCHES] {
    let mut random = Random::part(seed, 0xc4a7);
    let mut draw = || [1.0, 0.7, 0.5].map(|scale| chart.batch_sd * scale * random.normal() * 0.5_f64.sqrt());
    let common = draw();
    let mut others = Random::part(seed, 0x07e5);
    std::array::from_fn(|i| {
        let own = draw();
        let b: [f64; 3] = std::array::from_fn(|k| common[k] + own[k]);
        let bend = |nm: f64| {
            let x = (nm - 555.0) / 175.0;
            exp(b[0] + b[1] * x + b[2] * (1.5 * x * x - 0.5))
        };
        // Another chart has its colours in other places.
        let source = if chart.other { &spectra[others.below(PATCHES)] } else { &spectra[i] };
        let factor = Spectrum::from_fn(bend);
        source.zip(factor.values(), |s, f| (s * f).min(0.98))
    })
}

/// The light of two lamps on what is seen under each.
pub(super) fn mix(light: [f64; 2], seen: [[f64; 3]; 2]) -> [f64; 3] {
    [0, 1, 2].map(|c| light[0] * seen[0][c] + light[1] * seen[1][c])
}
