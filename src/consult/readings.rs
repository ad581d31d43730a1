//! Instrument readings instead of a photo.

use super::Measurement;
use crate::color::{D50, D65, D65Degree10, Estimate, Geometry, LabD65, Viewing, lab_from};
use crate::data;
use crate::measure;
use crate::skin;

/// Light and observer of Lab values as the user has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LabWhite {
    /// D65, 2 degrees.
    #[default]
    D65Two,
    /// D50, 2 degrees.
    D50Two,
    /// D65, 10 degrees.
    D65Ten,
}

impl LabWhite {
    /// The three numbers as a colour under D65 and 2 degrees, through the most probable skin spectrum.
    ///
    /// Skin and stubble are skin-like spectra: going through one is exact up to its metamers, where adaptation of the
    /// white point alone is off by up to about one dE00.
    #[must_use]
    pub fn to_d65(self, lab: [f64; 3]) -> LabD65 {
        match self {
            Self::D65Two => lab_from(lab),
            Self::D50Two => D65::lab(&skin::spectrum_from_lab::<D50>(lab_from(lab)).spectrum),
            Self::D65Ten => D65::lab(&skin::spectrum_from_lab::<D65Degree10>(lab_from(lab)).spectrum),
        }
    }
}

/// Readings of an instrument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Readings {
    /// Bare skin.
    pub skin: [f64; 3],
    /// The field of stubble; `None` at a follow-up that does not see it again.
    pub hair: Option<[f64; 3]>,
    /// The hair itself, where it was read.
    pub shaft: Option<[f64; 3]>,
    /// The field of old work, where there is some.
    pub old_work: Option<[f64; 3]>,
    /// Light and observer of all of them.
    pub white: LabWhite,
    /// Standard deviation of each reading per axis.
    pub sd: f64,
    /// Share of white that the skin's surface reflects into a reading; `None` for the median of the tool's prior.
    pub surface_light: Option<f64>,
}

/// A measurement from readings: the same kind of result as from a photo, without photo, chart and calibration.
#[must_use]
pub fn measurement_from_readings(readings: &Readings) -> Measurement {
    let mut m = Measurement::empty(Geometry::Sci);
    let variance = readings.sd * readings.sd;
    let cov = [[variance, 0.0, 0.0], [0.0, variance, 0.0], [0.0, 0.0, variance]];
    let rho = readings.surface_light.unwrap_or_else(|| data::healing().surface_light.median);
    let estimate = |lab: [f64; 3]| Estimate { mean: readings.white.to_d65(lab), cov };
    let skin = measure::skin_from_instrument(estimate(readings.skin), rho, &mut m.warnings);
    let field = |lab| measure::field_from_instrument(estimate(lab), &skin);
    m.hair = readings.hair.map(field);
    m.old_work = readings.old_work.map(field);
    m.shared_cov = (m.hair.is_some() && m.old_work.is_some()).then_some(cov);
    m.shaft = readings.shaft.map(|lab| readings.white.to_d65(lab));
    m.skin = Some(skin);
    m
}
