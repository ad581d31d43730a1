//! The one wavelength grid: 380-730 nm by 10.

use crate::math;

/// Number of wavelength bands.
pub const BANDS: usize = 36;

/// Centres of the bands in nanometres.
pub const WAVELENGTHS_NM: [f64; BANDS] = {
    let mut nm = [0.0; BANDS];
    let mut i = 0;
    while i < BANDS {
        nm[i] = 380.0 + 10.0 * i as f64;
        i += 1;
    }
    nm
};

/// One number for each band: absorption, scattering, a weight; the name of the variable says which, with its unit.
pub type PerBand = [f64; BANDS];

/// A reflectance factor for each band, surface reflection included (SCI) unless a type around it says otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spectrum(PerBand);

impl Spectrum {
    /// A spectrum from its 36 values, in the order of [`WAVELENGTHS_NM`].
    #[must_use]
    pub const fn new(values: PerBand) -> Self {
        Self(values)
    }

    /// The same reflectance in every band.
    #[must_use]
    pub const fn constant(value: f64) -> Self {
        Self([value; BANDS])
    }

    /// A spectrum as a function of the wavelength in nanometres.
    #[must_use]
    pub fn from_fn(f: impl Fn(f64) -> f64) -> Self {
        Self(WAVELENGTHS_NM.map(f))
    }

    /// The values, band by band.
    #[must_use]
    pub const fn values(&self) -> &PerBand {
        &self.0
    }

    /// Combines two spectra band by band.
    #[must_use]
    pub fn zip(&self, other: &PerBand, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(std::array::from_fn(|i| f(self.0[i], other[i])))
    }
}

/// Samples a tabulated curve at the grid by linear interpolation, held constant outside the table.
#[must_use]
pub fn on_grid(nm: &[f64], values: &[f64]) -> PerBand {
    WAVELENGTHS_NM.map(|at| math::interpolate(nm, values, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_runs_from_380_to_730() {
        assert_eq!((WAVELENGTHS_NM[0], WAVELENGTHS_NM[1], WAVELENGTHS_NM[35]), (380.0, 390.0, 730.0));
        assert_eq!(on_grid(&[370.0, 740.0], &[0.0, 370.0])[12], 130.0);
    }
}
