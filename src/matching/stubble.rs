//! Shaved hair: how its darkness grows with the hours, and what grown hair would look like shaved.

use crate::color::{BANDS, Contrast, D65, Estimate, PerBand, Spectrum, Viewing};
use crate::data::{self, MatchingTable};
use crate::math::{exp, hypot, ln};
use crate::skin::{Roots, SkinModel, shaft_absorption_per_mm};

/// A factor and the standard deviation of its logarithm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Factor {
    pub(super) factor: f64,
    pub(super) ln_sd: f64,
}

/// How hair grows after shaving.
///
/// ```text
/// length(h) = left + rate h/24,   cover(h) = hairs diameter seen length(h)
/// ```
#[derive(Debug, Clone, Copy)]
pub(super) struct Growth<'a> {
    table: &'a MatchingTable,
}

impl<'a> Growth<'a> {
    pub(super) const fn of(table: &'a MatchingTable) -> Self {
        Self { table }
    }

    fn rate_mm_per_hour(self) -> f64 {
        self.table.growth.mm_per_day / 24.0
    }

    fn length_mm(self, hours: f64) -> f64 {
        self.table.shaved.left_mm + self.rate_mm_per_hour() * hours
    }

    /// Share of the length that has grown since shaving; the rest was left.
    fn grown_share(self, hours: f64) -> f64 {
        self.rate_mm_per_hour() * hours / self.length_mm(hours)
    }

    /// Standard deviation of ln of the length that comes from the hours.
    pub(super) fn ln_sd_of_hours(self, hours: f64, sd_hours: f64) -> f64 {
        self.rate_mm_per_hour() * sd_hours / self.length_mm(hours)
    }

    /// Standard deviation of ln of a length, or of a ratio of two, whose grown shares differ by this much.
    fn ln_sd_of_growth(self, left_share: f64, grown_share: f64) -> f64 {
        let (left, rate) = (ln(self.table.shaved.left_spread), ln(self.table.growth.mm_per_day_spread));
        hypot(left * left_share, rate * grown_share)
    }

    /// What a contrast seen at some hours is to be multiplied by for others.
    pub(super) fn moved(self, from_hours: f64, sd_hours: f64, to_hours: f64) -> Factor {
        let apart = self.grown_share(to_hours) - self.grown_share(from_hours);
        Factor {
            factor: self.length_mm(to_hours) / self.length_mm(from_hours),
            ln_sd: hypot(self.ln_sd_of_growth(apart, apart), self.ln_sd_of_hours(from_hours, sd_hours)),
        }
    }

    /// Share of the skin that lies under hair so many hours after shaving.
    pub(super) fn cover(self, hours: f64) -> Factor {
        let (growth, hair) = (&self.table.growth, data::stubble().hair);
        let grown = self.grown_share(hours);
        let hairs = hypot(ln(growth.hair_per_cm2_spread), hair.diameter_ln_sd);
        let per_mm = growth.hair_per_cm2 / 100.0 * hair.diameter_mm * self.table.shaved.seen_length;
        Factor {
            factor: (per_mm * self.length_mm(hours)).min(1.0),
            ln_sd: hypot(hairs, self.ln_sd_of_growth(1.0 - grown, grown)),
        }
    }
}

/// What hair of this colour would look like on this skin so many hours after shaving: a contrast for the usual density,
/// how it changes with one standard deviation of what is not known, and its reflectance.
///
/// ```text
/// sqrt(R_field) = (1 - cover) sqrt(R_skin (1 - seen (1 - roots))) + cover sqrt(R_hair)
/// k = (1 - R)^2/(2 R)      of the shaft, its gloss taken off; the roots absorb as it does
/// ```
///
/// Source: Yule & Nielsen, TAGA Proc. 3:65 (1951), with n = 2: light enters beside a hair and leaves under it; Kubelka &
/// Munk (1931) for k; roots as in [`Roots`].
pub(super) fn hair_as_stubble(
    (skin, model): (&Spectrum, &SkinModel),
    hair: &Spectrum,
    hours: f64,
    table: &MatchingTable,
) -> (Estimate<Contrast>, Spectrum) {
    let (shaved, usual) = (&table.shaved, data::stubble().hair);
    let inside = |r: f64| ((r - usual.gloss) / (1.0 - usual.gloss)).clamp(0.005, 0.95);
    let over_scattering = hair.values().map(|r| (1.0 - inside(r)) * (1.0 - inside(r)) / (2.0 * inside(r)));
    let absorption = shaft_absorption_per_mm(&over_scattering);
    // So few and thin hairs always have room.
    let roots =
        Roots::of(model, &absorption, usual.diameter_mm, table.growth.hair_per_cm2).map_or([1.0; BANDS], |r| r.field);
    let cover = Growth::of(table).cover(hours);
    let field = |cover: f64, seen: f64| {
        let rooted: PerBand = std::array::from_fn(|i| skin.values()[i] * (1.0 - seen.min(1.0) * (1.0 - roots[i])));
        hair.zip(&rooted, |hair, skin| {
            let root = (1.0 - cover) * skin.max(0.0).sqrt() + cover * hair.max(0.0).sqrt();
            root * root
        })
    };
    let contrast = |cover: f64, seen: f64| Contrast::between(D65::lab(&field(cover, seen)), D65::lab(skin));
    let (f, seen) = (exp(cover.ln_sd), shaved.roots_seen);
    let mean = contrast(cover.factor, seen);
    let by_cover = contrast((cover.factor * f).min(1.0), seen).beyond(mean).array();
    let by_roots = contrast(cover.factor, seen * shaved.roots_seen_spread).beyond(mean).array();
    let cov = [0, 1, 2].map(|i| [0, 1, 2].map(|j| by_cover[i] * by_cover[j] + by_roots[i] * by_roots[j]));
    (Estimate { mean, cov }, field(cover.factor, seen))
}
