//! Absorption and scattering of dry colourants per gram, by particle size.
//!
//! The tables are Mie theory for single spheres in tissue (n = 1.40); real particles are neither spheres nor alone, and
//! clumps of 1 um absorb a seventh of what single grains of 0.1 um do. Measured drawdowns overrule these figures.

use super::colorants::{colorant, known_colorants};
use super::error::OpticsError;
use crate::color::{BANDS, PerBand, WAVELENGTHS_NM};
use crate::data::Columns;
use crate::math;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// 1 m2/g in mm2/g.
const MM2_PER_M2: f64 = 1e6;

/// Absorption and reduced scattering of one gram of solids.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MassOptics {
    /// Absorption cross-section per gram, mm2/g.
    pub absorption_mm2_per_g: PerBand,
    /// Scattering cross-section per gram times 1 - g, mm2/g.
    pub reduced_scattering_mm2_per_g: PerBand,
}

/// One particle size of a table.
struct Size {
    diameter_um: f64,
    optics: MassOptics,
}

static TABLES: LazyLock<BTreeMap<&'static str, Vec<Size>>> = LazyLock::new(|| {
    let keys = known_colorants().iter().filter_map(|entry| entry.optics.as_deref());
    keys.map(|key| (key, sizes(key))).collect()
});

/// Reads one table: rows by diameter, each diameter with every band of the grid in order.
///
/// Panics when it is not such a table: it is part of the program, and a test reads each.
fn sizes(key: &str) -> Vec<Size> {
    let table = Columns::read(&format!("calibration/pigment/{key}.csv"));
    let (diameters, nm) = (table.column("diameter_um"), table.column("wavelength_nm"));
    let absorption = table.column("mass_absorption_m2_per_g");
    let scattering = table.column("mass_scattering_m2_per_g");
    let anisotropy = table.column("anisotropy");
    assert!(diameters.len().is_multiple_of(BANDS), "{key}: every diameter needs all {BANDS} bands");
    let starts = (0..diameters.len()).step_by(BANDS);
    let size = |start: usize| {
        assert_eq!(nm[start..start + BANDS], WAVELENGTHS_NM, "{key}: bands of the grid, in order");
        let reduced = |i: usize| scattering[start + i] * (1.0 - anisotropy[start + i]) * MM2_PER_M2;
        Size {
            diameter_um: diameters[start],
            optics: MassOptics {
                absorption_mm2_per_g: std::array::from_fn(|i| absorption[start + i] * MM2_PER_M2),
                reduced_scattering_mm2_per_g: std::array::from_fn(reduced),
            },
        }
    };
    starts.map(size).collect()
}

impl MassOptics {
    /// The optics of a colourant of one particle size, linear in ln diameter between tabulated sizes.
    ///
    /// Below the smallest size its figures hold: absorption per gram no longer changes there, and scattering is small
    /// beside it. Errors: a colourant that is unknown or without published data; a diameter beyond the largest size.
    pub fn of(ci: &str, diameter_um: f64) -> Result<Self, OpticsError> {
        let without_optics = |what| OpticsError::WithoutOptics { what };
        let entry = colorant(ci).ok_or_else(|| without_optics(format!("CI {ci}")))?;
        let key = entry.optics.as_deref().ok_or_else(|| without_optics(format!("CI {ci} ({})", entry.name)))?;
        let sizes = &TABLES[key];
        let largest_um = sizes.last().map_or(0.0, |size| size.diameter_um);
        if !(diameter_um > 0.0 && diameter_um <= largest_um) {
            return Err(OpticsError::BeyondTable { what: entry.name.clone(), diameter_um, largest_um });
        }
        Ok(interpolate(sizes, diameter_um))
    }

    /// A mixture: each part's optics weighted by its mass.
    ///
    /// Panics when the masses are not finite and positive in sum.
    #[must_use]
    pub fn mixture(parts: &[(f64, Self)]) -> Self {
        let total: f64 = parts.iter().map(|(mass, _)| mass).sum();
        assert!(total.is_finite() && total > 0.0, "a mixture needs some mass");
        parts.iter().fold(Self::NONE, |sum, (mass, of)| sum.plus(&of.times(mass / total)))
    }

    /// Nothing at all.
    pub const NONE: Self = Self { absorption_mm2_per_g: [0.0; BANDS], reduced_scattering_mm2_per_g: [0.0; BANDS] };

    /// So many times as much.
    pub(super) fn times(&self, factor: f64) -> Self {
        Self {
            absorption_mm2_per_g: self.absorption_mm2_per_g.map(|v| v * factor),
            reduced_scattering_mm2_per_g: self.reduced_scattering_mm2_per_g.map(|v| v * factor),
        }
    }

    /// Both together.
    pub(super) fn plus(&self, other: &Self) -> Self {
        let sum = |a: &PerBand, b: &PerBand| std::array::from_fn(|i| a[i] + b[i]);
        Self {
            absorption_mm2_per_g: sum(&self.absorption_mm2_per_g, &other.absorption_mm2_per_g),
            reduced_scattering_mm2_per_g: sum(&self.reduced_scattering_mm2_per_g, &other.reduced_scattering_mm2_per_g),
        }
    }

    /// The largest ratio of reduced scattering to absorption between 450 and 650 nm, where the eye decides.
    #[must_use]
    pub fn scattering_ratio(&self) -> f64 {
        let visible = (0..BANDS).filter(|&i| (450.0..=650.0).contains(&WAVELENGTHS_NM[i]));
        let ratios = visible.map(|i| self.reduced_scattering_mm2_per_g[i] / self.absorption_mm2_per_g[i].max(1.0));
        ratios.fold(0.0, f64::max)
    }
}

/// The largest particle size that a colourant's table holds, in um; `None` for a colourant without a table.
#[must_use]
pub fn largest_tabulated_um(ci: &str) -> Option<f64> {
    let sizes = &TABLES[colorant(ci)?.optics.as_deref()?];
    sizes.last().map(|size| size.diameter_um)
}

fn interpolate(sizes: &[Size], diameter_um: f64) -> MassOptics {
    let x: Vec<f64> = sizes.iter().map(|size| math::ln(size.diameter_um)).collect();
    let at = |band: &dyn Fn(&MassOptics) -> f64| {
        let y: Vec<f64> = sizes.iter().map(|size| band(&size.optics)).collect();
        math::interpolate(&x, &y, math::ln(diameter_um))
    };
    MassOptics {
        absorption_mm2_per_g: std::array::from_fn(|i| at(&|o| o.absorption_mm2_per_g[i])),
        reduced_scattering_mm2_per_g: std::array::from_fn(|i| at(&|o| o.reduced_scattering_mm2_per_g[i])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_rise_and_every_figure_is_physical() {
        for (key, sizes) in TABLES.iter() {
            assert!(sizes.len() >= 5 && sizes.is_sorted_by(|a, b| a.diameter_um < b.diameter_um), "{key}");
            for size in sizes {
                let o = &size.optics;
                let values = o.absorption_mm2_per_g.iter().chain(&o.reduced_scattering_mm2_per_g);
                assert!(values.clone().all(|v| (0.0..3e7).contains(v)), "{key}");
            }
        }
    }

    #[test]
    fn between_two_sizes_the_figures_lie_between_theirs() {
        let at = |d| MassOptics::of("77266", d).unwrap().absorption_mm2_per_g[17];
        assert!(at(0.2) > at(0.3) && at(0.3) > at(0.4));
        approx::assert_relative_eq!(at((0.2_f64 * 0.4).sqrt()), (at(0.2) + at(0.4)) / 2.0, max_relative = 1e-9);
        assert_eq!(at(0.01), at(0.03), "below the smallest size its figures hold");
    }

    #[test]
    fn what_cannot_be_known_is_refused_with_a_reason() {
        let code = |ci, d| MassOptics::of(ci, d).unwrap_err().diagnostic().code;
        assert_eq!(code("77492", 0.2), "colorant-without-optics");
        assert_eq!(code("12345", 0.2), "colorant-without-optics");
        for d in [8.0, 0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(code("77266", d), "diameter-beyond-table");
        }
        assert!(MassOptics::of("77266", 2.0).is_ok() && MassOptics::of("77891", 1.0).is_ok());
    }

    #[test]
    fn a_mixture_lies_between_its_parts_by_mass() {
        let (a, b) = (MassOptics::of("77266", 0.2).unwrap(), MassOptics::of("77491", 0.1).unwrap());
        let mixed = MassOptics::mixture(&[(3.0, a), (1.0, b)]);
        let expected = 0.75 * a.absorption_mm2_per_g[17] + 0.25 * b.absorption_mm2_per_g[17];
        approx::assert_relative_eq!(mixed.absorption_mm2_per_g[17], expected, max_relative = 1e-12);
    }
}
