//! What no dilution can do: dots that are too few or too small, and hues that no shade of the catalogue has.

use super::plan::dotted;
use super::yardstick::Yardstick;
use super::{PlanOptions, PlannedSession, Target};
use crate::color::{PerBand, WAVELENGTHS_NM};
use crate::data::MatchingTable;
use crate::healing::{Concentrate, Course, HEALED_DAY, Outlook};
use crate::math::{mean_sd, pow, powi, quantile};

/// Dots of one size and number that let no light through, against the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saturation {
    /// Mean dL* of their field at day 28: no pigment gets darker.
    pub opaque_dl: f64,
    /// dL* of the target.
    pub target_dl: f64,
    /// Dots per cm2 of this size that would do, where there is room for them.
    pub density_per_cm2: Option<f64>,
    /// Healed diameter, mm, that would do at this number, where needles make such dots.
    pub diameter_mm: Option<f64>,
}

/// Share of what opaque dots reach that customary dilutions reach.
const IN_REACH: f64 = 0.8;
/// Absorption of a concentrate, 1/mm, from which dots of any dose let no light through.
const OPAQUE_PER_MM: f64 = 1e7;
/// Most dots per cm2, and widest healed dot in mm, that are advised.
const MOST_PER_CM2: f64 = 300.0;
const WIDEST_MM: f64 = 0.4;
/// Steps in which more or larger dots are tried.
const STEP: f64 = 1.1;

/// Whether the target is darker than dots of this size and number can well look, and what would do.
#[must_use]
pub fn saturation(
    target: &Target,
    outlook: &Outlook,
    sessions: &[PlannedSession],
    options: &PlanOptions,
    usual_diameter_mm: f64,
) -> Option<Saturation> {
    let black = Concentrate::absorbing([OPAQUE_PER_MM; crate::color::BANDS]);
    let opaque_dl = |more: f64, diameter_mm: f64| {
        let mut dots = dotted(sessions, &[]);
        dots.iter_mut().for_each(|session| session.density_per_cm2 *= more);
        let course = Course { healed_diameter_mm: Some(diameter_mm), ..options.course(&dots) };
        let fields = outlook.fields(&course, HEALED_DAY);
        mean_sd(&fields.contrasts(&black, 1.0).iter().map(|c| c.dl).collect::<Vec<_>>()).0
    };
    let diameter_mm = options.healed_diameter_mm.unwrap_or(usual_diameter_mm);
    let (now, target_dl) = (opaque_dl(1.0, diameter_mm), target.contrast.mean.dl);
    if target_dl > IN_REACH * now {
        return None;
    }
    let enough = |dl: f64| IN_REACH * dl <= target_dl;
    let steps =
        |from: f64, to: f64| std::iter::successors(Some(from), |v| Some(v * STEP)).take_while(move |v| *v <= to);
    let density = options.density_per_cm2;
    Some(Saturation {
        opaque_dl: now,
        target_dl,
        density_per_cm2: steps(density, MOST_PER_CM2).find(|n| enough(opaque_dl(n / density, diameter_mm))),
        diameter_mm: steps(diameter_mm, WIDEST_MM).find(|d| enough(opaque_dl(1.0, *d))),
    })
}

/// A pigment that only absorbs, as good for this client as one can be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestAbsorber {
    /// Its absorption at 450 nm over that at 650 nm.
    pub blue_over_red: f64,
    /// Median dE00 of its healed field to the target.
    pub median_de00: f64,
}

/// Exponents of the wavelength that are tried: cooler than any pigment to warmer than any.
const EXPONENTS: [f64; 10] = [-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0];
/// Absorption of the undiluted pigment at 550 nm, 1/mm: twice that of strong blacks; and steps of its dilution.
const STRONGEST_PER_MM: f64 = 1600.0;
const DILUTIONS: u32 = 16;

/// What a pigment would have to be like to come as near to the target as absorption can bring it.
///
/// ```text
/// mua(l) = mua(550) (l/550)^-alpha,   alpha from -1 to 6, mua(550) in steps of x1.4
/// ```
#[must_use]
pub fn best_absorber(
    target: &Target,
    outlook: &Outlook,
    sessions: &[PlannedSession],
    options: &PlanOptions,
    table: &MatchingTable,
) -> BestAbsorber {
    let yardstick = Yardstick::new(target, outlook, &dotted(sessions, &[]), options, &table.loss);
    let tried = EXPONENTS.iter().flat_map(|alpha| {
        let hue: PerBand = WAVELENGTHS_NM.map(|nm| STRONGEST_PER_MM * pow(nm / 550.0, -alpha));
        let pigment = Concentrate::absorbing(hue);
        let yardstick = &yardstick;
        (0..DILUTIONS).map(move |i| {
            let de00 = yardstick.healed_de00(&pigment, powi(1.0 / 1.4, i));
            BestAbsorber { blue_over_red: pow(450.0 / 650.0, -alpha), median_de00: quantile(&de00, 0.5) }
        })
    });
    tried.min_by(|a, b| a.median_de00.total_cmp(&b.median_de00)).expect("some were tried")
}
