//! A treatment on a day as a screen shows it: the light of its field, and of its dots.

use crate::color::{BANDS, D65, LabD65, PerBand, Viewing, screen_light};
use crate::consult::Prospect;
use crate::healing::{Concentrate, Draw, Treatment, spectrum_of_ratio};
use crate::render::{Cover, DotKind, FieldLight};

/// Dots per cm2 of all sessions.
pub(super) fn density_per_cm2(treatment: &Treatment) -> f64 {
    let before = treatment.before.iter().map(|session| session.density_per_cm2);
    before.chain(treatment.sessions.iter().map(|session| session.density_per_cm2)).sum()
}

impl Prospect {
    /// The field of a treatment on a day whose mean over all draws is `field`, its dots those of one draw.
    ///
    /// ```text
    /// field_c  = F_c/B_c                                   F: mean field, B: the place before
    /// dot_c,k  = a_c (R_c(field) - R_c(field - dot_k))/B_c   R: light of a ratio to bare skin, in the draw
    /// a_c      = (1 - field_c/red_c)/(1 - drawn_c/red_c)     0-2
    /// ```
    ///
    /// red is the skin without the pigment, drawn the field in the draw. Skin between dots is never lighter than without
    /// pigment.
    pub(super) fn look(&self, treatment: &Treatment, draw: &Draw, day: f64, field: LabD65) -> FieldLight {
        if treatment.is_none() {
            return FieldLight { field: [1.0; 3], kinds: Vec::new() };
        }
        let untreated = Treatment { concentrate: Concentrate::NONE, fraction: 0.0, ..treatment.clone() };
        let (healed, skin) = (draw.prepare(&draw.skin), draw.skin_on(day));
        let red = draw.prepare(&skin);
        let over_healed = |pigmented: PerBand| -> PerBand { std::array::from_fn(|i| pigmented[i] / healed.bare()[i]) };
        let plain = over_healed(healed.reflectance_of(&[draw.layer(&untreated, day)]));
        let reddened = over_healed(red.reflectance_of(&[draw.layer(&untreated, day)]));
        let treated = over_healed(red.reflectance_of(&[draw.layer(treatment, day)]));

        let light = |ratio: &PerBand| self.light_of(draw, ratio);
        let (before, mean, drawn) = (light(&plain), screen_light(field), light(&treated));
        let now =
            if self.outlook.has_old_work() { self.outlook.lab_as_it_is(&[], 0.0) } else { self.outlook.bare_lab() };
        let now = screen_light(now);
        let field = [0, 1, 2].map(|c| mean[c] / now[c]);
        let red_share = each(light(&reddened), before);
        let drawn_share = each(drawn, before);
        let covers = Cover::of_treatments(&skin, &[(treatment, draw, day)]);
        let fitted = [0, 1, 2].map(|c| strength(field[c] / red_share[c], drawn_share[c] / red_share[c]));
        let kind = |cover: &Cover| {
            let below: PerBand = std::array::from_fn(|i| treated[i] - cover.dot[i] * red.bare()[i] / healed.bare()[i]);
            let centre = light(&below);
            let dot = [0, 1, 2].map(|c| (fitted[c] * (drawn[c] - centre[c]) / before[c]).max(0.0));
            DotKind { dot, width_mm: cover.width_mm, density_per_cm2: cover.density_per_cm2 }
        };
        let mut kinds: Vec<DotKind> = covers.iter().map(kind).collect();
        for c in 0..3 {
            let taken: f64 = kinds.iter().zip(&covers).map(|(kind, cover)| kind.dot[c] * cover.mean_sum()).sum();
            let room = (red_share[c] - field[c]).max(0.0);
            if taken > room {
                kinds.iter_mut().for_each(|kind| kind.dot[c] *= room / taken);
            }
        }
        FieldLight { field, kinds }
    }

    /// Light of this client's skin with a ratio on it, in the channels of a screen.
    fn light_of(&self, draw: &Draw, ratio: &[f64; BANDS]) -> [f64; 3] {
        screen_light(D65::lab(&spectrum_of_ratio(&self.skin.spectrum.spectrum, draw, ratio)))
    }
}

fn each(of: [f64; 3], over: [f64; 3]) -> [f64; 3] {
    [0, 1, 2].map(|c| of[c] / over[c])
}

/// How much more pigment shows in the mean field than in that of the draw, from what either leaves of the light.
fn strength(mean: f64, drawn: f64) -> f64 {
    const LEAST: f64 = 1e-4;
    if (1.0 - drawn).abs() < LEAST { 1.0 } else { ((1.0 - mean) / (1.0 - drawn)).clamp(0.0, 2.0) }
}
