//! Work that is in the skin already: a layer of unknown make that looks as it was measured.

use super::{Draw, YEAR_DAYS, outlook::contrast_of};
use crate::color::{Contrast, PerBand, Spectrum, WAVELENGTHS_NM};
use crate::math::{FitOptions, Parameter, exp, fit, pow};
use crate::skin::PigmentDepths;

/// Unknowns of the layer: ln of its optical depth at 550 nm, slope and curvature of its spectrum. The depth is free,
/// spectra are smooth; the search starts with grey work that is hardly there.
const SHAPE: [Parameter; 3] = [Parameter::free(-4.0), Parameter::normal(0.4, 3.0), Parameter::normal(0.0, 1.5)];
/// The contrast is met to this, dE*ab; what is usual gives way to what is measured.
const MET_TO: f64 = 0.02;

impl Draw {
    /// This draw with old work in its skin, at the depth of the new, that gives the bare skin this contrast today.
    ///
    /// ```text
    /// tau(l) = exp(t) (l/550)^-alpha exp(-c ((l - 550)/100)^2)      t, alpha, c fitted
    /// ```
    ///
    /// The contrast is met as nearly as pigment there can look, within 0.5 dE*ab by test. It absorbs only: work that is
    /// lighter than the skin is none. Its make and age are unknown, so that it fades as the draw's own pigment does after
    /// day 28.
    #[must_use]
    pub fn with_old_work(self, bare: &Spectrum, contrast: Contrast) -> Self {
        if contrast.dl >= 0.0 {
            return self;
        }
        let prepared = self.prepare(&self.skin);
        let wanted = contrast.array();
        let off = |shape: &[f64], residuals: &mut Vec<f64>| {
            let seen = contrast_of(bare, &self, &prepared.ratio_of(&PigmentDepths::absorbing(spectrum(shape)))).array();
            residuals.extend((0..3).map(|k| (seen[k] - wanted[k]) / MET_TO));
        };
        let shape = fit(&SHAPE, off, FitOptions::default()).parameters;
        Self { old_work: Some(spectrum(&shape)), ..self }
    }

    /// The old work so many days from today.
    pub(super) fn old_layer(&self, days: f64) -> PigmentDepths {
        let left = pow(0.5, days / (self.half_life_years * YEAR_DAYS));
        self.old_work.map_or(PigmentDepths::NONE, |tau| PigmentDepths::absorbing(tau).times(left))
    }
}

fn spectrum(shape: &[f64]) -> PerBand {
    let (depth, slope, curvature) = (shape[0], shape[1], shape[2]);
    WAVELENGTHS_NM.map(|nm| {
        let from_middle = (nm - 550.0) / 100.0;
        exp(depth - curvature * from_middle * from_middle) * pow(nm / 550.0, -slope)
    })
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
                assert!(seen.beyond(contrast).de_ab() < 0.5, "{skin:?} {wanted:?}: {seen:?}");
                let grey = super::super::Concentrate::absorbing([800.0; crate::color::BANDS]);
                let more = Treatment::single(grey, 1.0 / 20.0, 80.0);
                assert!(contrast_on(&bare, &old, &more, 28.0).dl < seen.dl);
                let years = contrast_on(&bare, &old, &none, 1825.0);
                assert!(years.dl > 0.8 * seen.dl, "it fades: {years:?}");
                assert!((D65::lab(&bare).l - skin[0]).abs() < 0.3);
            }
            assert_eq!(draw.with_old_work(&bare, Contrast { dl: 0.5, da: 0.0, db: 0.0 }), draw);
        }
    }
}
