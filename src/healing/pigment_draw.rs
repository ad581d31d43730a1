//! What becomes of one pigment in one draw: how much is left of it, and the dots that it makes.

use super::{Coefficients, Concentrate, Draw, Treatment, YEAR_DAYS, cross_section_mm2, retained};
use crate::color::{BANDS, PerBand};
use crate::math::ln;
use crate::skin::{Deposit, Dots, PigmentDepths};
use std::f64::consts::{FRAC_PI_4, LN_2};

/// Largest share of the area that the dots of one session can cover.
const MOST_COVERAGE: f64 = 0.95;

/// The parameters of a draw as they are for one pigment, what is stated of it in the place of what is usual.
pub(super) struct PigmentDraw<'a> {
    concentrate: &'a Concentrate,
    fraction: f64,
    retention: f64,
    retention_time: f64,
    /// Of colourants that last, and of the others.
    half_life_years: [f64; 2],
    absorption_factor: f64,
    scattering_factor: f64,
    ln_clumping: f64,
}

impl<'a> PigmentDraw<'a> {
    pub(super) fn of(draw: &Draw, treatment: &'a Treatment) -> Self {
        let stated = &treatment.concentrate.stated;
        let [z_retention, z_half_life, z_drift, z_absorption, z_scattering] = draw.stated;
        let half_life_years = stated.slow_half_life.value(draw.half_life_years, z_half_life);
        let drift = stated.hue_drift.value(draw.drifting_half_life_years / draw.half_life_years, z_drift);
        Self {
            concentrate: &treatment.concentrate,
            fraction: treatment.fraction,
            retention: stated.retention.value(draw.retention, z_retention).min(1.0),
            retention_time: draw.fixed.retention_time,
            half_life_years: [half_life_years, half_life_years * drift],
            absorption_factor: stated.absorption.value(draw.absorption_factor, z_absorption),
            scattering_factor: stated.scattering.value(draw.scattering_factor, z_scattering),
            ln_clumping: ln(draw.clumping),
        }
    }

    /// Dots of one session: those of one dot's dose, of an age in days.
    pub(super) fn deposit(
        &self,
        diameter_mm: f64,
        height_mm: f64,
        dose_nl: f64,
        age: f64,
        density_per_cm2: f64,
    ) -> Deposit {
        let area_mm2 = FRAC_PI_4 * diameter_mm * diameter_mm;
        // More dots than there is room for lie on top of each other; none of their pigment is lost.
        let covered = density_per_cm2 / 100.0 * area_mm2;
        let coverage = covered.min(MOST_COVERAGE);
        let overlap = if coverage > 0.0 { covered / coverage } else { 1.0 };
        let dots = Dots::with_coverage(diameter_mm, height_mm, coverage).expect("lengths and share in range");
        let axial = |of: fn(&Coefficients) -> &PerBand, factor: f64| {
            self.cross_sections_mm2(of, dose_nl * factor, age).map(|mm2| mm2 / area_mm2 * overlap)
        };
        let tau = PigmentDepths {
            absorption: axial(|of| &of.mua_per_mm, self.absorption_factor),
            scattering: axial(|of| &of.musp_per_mm, self.scattering_factor),
        };
        Deposit { dots, tau }
    }

    /// Cross-sections of a dot of some age, lasting and drifting colourants together, their grains as clumped as they
    /// are by then.
    fn cross_sections_mm2(&self, of: fn(&Coefficients) -> &PerBand, dose_nl: f64, age: f64) -> PerBand {
        // Of the way from single grains to those of twice the diameter.
        let clumped = (self.ln_clumping * age / (5.0 * YEAR_DAYS) / LN_2).clamp(0.0, 1.0);
        let mut sum = [0.0; BANDS];
        let grains = [&self.concentrate.lasting, &self.concentrate.drifting];
        for (k, (single, clumps)) in grains.into_iter().zip(&self.concentrate.clumped).enumerate() {
            let left = retained(age, self.retention, self.retention_time, self.half_life_years[k]);
            for (sum, (single, clumps)) in sum.iter_mut().zip(of(single).iter().zip(of(clumps))) {
                let per_mm = single + clumped * (clumps - single);
                *sum += cross_section_mm2(per_mm, self.fraction, dose_nl, left);
            }
        }
        sum
    }
}
