//! Work that is in the skin already: a layer of unknown make that looks as it was measured.

use super::{Draw, YEAR_DAYS, outlook::contrast_of};
use crate::color::{Contrast, PerBand, Spectrum, WAVELENGTHS_NM};
use crate::math::{exp, pow};
use crate::skin::PigmentDepths;
use nalgebra::{Matrix3, Vector3};

/// Unknowns of the layer: ln of its optical depth at 550 nm, slope and curvature of its spectrum.
type Shape = [f64; 3];

/// Grey work, hardly there: where the search starts.
const START: Shape = [-4.0, 0.4, 0.0];
/// How far each unknown is taken to be from the start before anything is seen: depth is free, spectra are smooth.
const USUAL: Shape = [6.0, 2.0, 1.0];
/// The contrast is met to this, dE*ab; the prior gives way to what is measured.
const MET_TO: f64 = 0.05;
const STEPS: usize = 12;

impl Draw {
    /// This draw with old work in its skin, at the depth of the new, that gives the bare skin this contrast today.
    ///
    /// ```text
    /// tau(l) = exp(t) (l/550)^-alpha exp(-c ((l - 550)/100)^2)      t, alpha, c by damped Gauss-Newton
    /// ```
    ///
    /// The contrast is met within 0.4 dE*ab, by test. It absorbs only: work that is lighter than the skin is none. Its make and age are unknown, so that it fades as the
    /// draw's own pigment does after day 28.
    #[must_use]
    pub fn with_old_work(self, bare: &Spectrum, contrast: Contrast) -> Self {
        if contrast.dl >= 0.0 {
            return self;
        }
        let prepared = self.prepare(&self.skin);
        let seen = |shape: &Shape| {
            contrast_of(bare, &self, &prepared.ratio_of(&PigmentDepths::absorbing(spectrum(shape)))).array()
        };
        Self { old_work: Some(spectrum(&fitted(seen, contrast.array()))), ..self }
    }

    /// The old work so many days from today.
    pub(super) fn old_layer(&self, days: f64) -> PigmentDepths {
        let left = pow(0.5, days / (self.half_life_years * YEAR_DAYS));
        self.old_work.map_or(PigmentDepths::NONE, |tau| PigmentDepths::absorbing(tau).times(left))
    }
}

fn spectrum(&[depth, slope, curvature]: &Shape) -> PerBand {
    WAVELENGTHS_NM.map(|nm| {
        let from_middle = (nm - 550.0) / 100.0;
        exp(depth) * pow(nm / 550.0, -slope) * exp(-curvature * from_middle * from_middle)
    })
}

/// The shape that is seen as it should be, as near to the usual one as that allows.
fn fitted(seen: impl Fn(&Shape) -> [f64; 3], wanted: [f64; 3]) -> Shape {
    let weight = 1.0 / (MET_TO * MET_TO);
    let mut shape = START;
    for _ in 0..STEPS {
        let now = seen(&shape);
        let left = Vector3::from_fn(|k, _| wanted[k] - now[k]);
        let columns = [0, 1, 2].map(|i| {
            const STEP: f64 = 1e-3;
            let mut moved = shape;
            moved[i] += STEP;
            let then = seen(&moved);
            Vector3::from_fn(|k, _| (then[k] - now[k]) / STEP)
        });
        let slopes = Matrix3::from_columns(&columns);
        let prior = Matrix3::from_diagonal(&Vector3::from_fn(|i, _| 1.0 / (USUAL[i] * USUAL[i])));
        let away = Vector3::from_fn(|i, _| shape[i] - START[i]);
        let normal = slopes.transpose() * slopes * weight + prior;
        let Some(step) = normal.cholesky().map(|n| n.solve(&(slopes.transpose() * left * weight - prior * away)))
        else {
            break;
        };
        // A step in the logarithm of the depth of more than one leaves the region where it holds.
        let longest = (0..3).map(|i| step[i].abs() / USUAL[i].min(1.0)).fold(1.0, f64::max);
        (0..3).for_each(|i| shape[i] += step[i] / longest);
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::super::{DrawOptions, NORMALS, Treatment, contrast_on};
    use super::*;
    use crate::color::{D65, Viewing, lab_from};
    use crate::data;
    use crate::skin::{self, Inversion};

    #[test]
    fn old_work_looks_as_it_was_measured_and_new_work_adds_to_it() {
        let options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.0 };
        for skin in [[64.0, 10.0, 16.5], [36.0, 11.0, 14.0]] {
            let bare = skin::spectrum_from_lab::<D65>(lab_from(skin)).spectrum;
            let client = Inversion::default().fit(&bare).unwrap();
            let draw = Draw::at(&[0.0; NORMALS], &client, &data::healing(), &options);
            for wanted in [[-1.5, -1.2, -1.0], [-2.5, -2.5, -2.6], [-1.0, -1.5, -2.2]] {
                let contrast = Contrast { dl: wanted[0], da: wanted[1], db: wanted[2] };
                let old = draw.with_old_work(&bare, contrast);
                let none = Treatment::single(super::super::Concentrate::NONE, 0.1, 150.0);
                let seen = contrast_on(&bare, &old, &none, 0.0);
                assert!(seen.beyond(contrast).de_ab() < 0.4, "{skin:?} {wanted:?}: {seen:?}");
                let grey = super::super::Concentrate::absorbing([800.0; crate::color::BANDS]);
                let more = Treatment::single(grey, 1.0 / 20.0, 80.0);
                assert!(contrast_on(&bare, &old, &more, 28.0).dl < seen.dl - 0.3);
                let years = contrast_on(&bare, &old, &none, 1825.0);
                assert!(years.dl > 0.8 * seen.dl, "it fades: {years:?}");
                assert!((D65::lab(&bare).l - skin[0]).abs() < 0.3);
            }
            assert_eq!(draw.with_old_work(&bare, Contrast { dl: 0.5, da: 0.0, db: 0.0 }), draw);
        }
    }
}
