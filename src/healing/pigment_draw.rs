//! What becomes of one pigment in one draw: how much is left of it, and the dots that it makes.

use super::{Coefficients, Concentrate, Draw, YEAR_DAYS, cross_section_mm2, retained};
use crate::color::{BANDS, PerBand};
use crate::math::ln;
use crate::skin::{Deposit, Dots, PigmentDepths};
use std::f64::consts::{FRAC_PI_4, LN_2};

/// Largest share of the area that the dots of one session can cover.
const MOST_COVERAGE: f64 = 0.95;

/// The dots of one session on a day in one draw, whatever pigment is in them.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionDots {
    /// Their size and cover.
    pub(super) dots: Dots,
    /// Days since they were set.
    age: f64,
    /// Fluid left by each, nl.
    dose_nl: f64,
    /// One over the area of a dot, times how many lie upon each other.
    per_mm2: f64,
    /// What is left of a pigment of which nothing is stated: of what lasts, and of the rest.
    left: [f64; 2],
}

impl SessionDots {
    pub(super) fn new(draw: &Draw, diameter_mm: f64, dose_nl: f64, age: f64, density_per_cm2: f64) -> Self {
        let area_mm2 = FRAC_PI_4 * diameter_mm * diameter_mm;
        // More dots than there is room for lie on top of each other; none of their pigment is lost.
        let covered = density_per_cm2 / 100.0 * area_mm2;
        let coverage = covered.min(MOST_COVERAGE);
        let overlap = if coverage > 0.0 { covered / coverage } else { 1.0 };
        let dots = Dots::with_coverage(diameter_mm, draw.height_mm, coverage).expect("lengths and share in range");
        let half_lives = [draw.half_life_years, draw.drifting_half_life_years];
        let left = half_lives.map(|years| retained(age, draw.retention, draw.fixed.retention_time, years));
        Self { dots, age, dose_nl, per_mm2: overlap / area_mm2, left }
    }
}

/// The parameters of a draw as they are for one pigment, what is stated of it in the place of what is usual.
pub(super) struct PigmentDraw<'a> {
    concentrate: &'a Concentrate,
    fraction: f64,
    /// Whether nothing is stated of how it goes.
    heals_as_usual: bool,
    scatters: bool,
    retention: f64,
    retention_time: f64,
    /// Of colourants that last, and of the others.
    half_life_years: [f64; 2],
    absorption_factor: f64,
    scattering_factor: f64,
    ln_clumping: f64,
}

impl<'a> PigmentDraw<'a> {
    pub(super) fn of(draw: &Draw, concentrate: &'a Concentrate, fraction: f64) -> Self {
        let stated = &concentrate.stated;
        let [z_retention, z_half_life, z_drift, z_absorption, z_scattering] = draw.stated;
        let half_life_years = stated.slow_half_life.value(draw.half_life_years, z_half_life);
        let drift = stated.hue_drift.value(draw.drifting_half_life_years / draw.half_life_years, z_drift);
        Self {
            concentrate,
            fraction,
            scatters: concentrate.scatters(),
            heals_as_usual: stated.retention.is_usual()
                && stated.slow_half_life.is_usual()
                && stated.hue_drift.is_usual(),
            retention: stated.retention.value(draw.retention, z_retention).min(1.0),
            retention_time: draw.fixed.retention_time,
            half_life_years: [half_life_years, half_life_years * drift],
            absorption_factor: stated.absorption.value(draw.absorption_factor, z_absorption),
            scattering_factor: stated.scattering.value(draw.scattering_factor, z_scattering),
            ln_clumping: ln(draw.clumping),
        }
    }

    /// Dots of one session with this pigment in them.
    pub(super) fn deposit(&self, session: &SessionDots) -> Deposit {
        Deposit { dots: session.dots, tau: self.axial_depths(session) }
    }

    /// Optical depths along the axis of such a dot.
    pub(super) fn axial_depths(&self, session: &SessionDots) -> PigmentDepths {
        let left = if self.heals_as_usual {
            session.left
        } else {
            self.half_life_years.map(|years| retained(session.age, self.retention, self.retention_time, years))
        };
        let axial = |of: fn(&Coefficients) -> &PerBand, factor: f64| {
            let per_mm = self.per_mm(of, left, session.age);
            let mm = cross_section_mm2(1.0, self.fraction, session.dose_nl * factor, session.per_mm2);
            per_mm.map(|per_mm| per_mm * mm)
        };
        PigmentDepths {
            absorption: axial(|of| &of.mua_per_mm, self.absorption_factor),
            scattering: if self.scatters { axial(|of| &of.musp_per_mm, self.scattering_factor) } else { [0.0; BANDS] },
        }
    }

    /// Coefficients of the concentrate with what is left of it, lasting and drifting colourants together, their grains as
    /// clumped as they are at this age.
    fn per_mm(&self, of: fn(&Coefficients) -> &PerBand, left: [f64; 2], age: f64) -> PerBand {
        let [lasting, drifting] = [&self.concentrate.lasting, &self.concentrate.drifting].map(of);
        let single: PerBand = std::array::from_fn(|i| lasting[i] * left[0] + drifting[i] * left[1]);
        // Of the way from single grains to those of twice the diameter.
        let clumped = (self.ln_clumping * age / (5.0 * YEAR_DAYS) / LN_2).clamp(0.0, 1.0);
        if clumped <= 0.0 {
            return single;
        }
        let [lasting, drifting] = [&self.concentrate.clumped[0], &self.concentrate.clumped[1]].map(of);
        std::array::from_fn(|i| {
            let clumps = lasting[i] * left[0] + drifting[i] * left[1];
            single[i] + clumped * (clumps - single[i])
        })
    }
}
