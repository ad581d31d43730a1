//! Spectra on one grid, CIE observers and lights, Lab with its white point in the type, colour differences.
//!
//! `Lab<D65, f64>` always means CIE 1931 2 degrees under D65 unless its type says otherwise; how the sample was lit and
//! seen ([`Geometry`]) stands beside it wherever it is stored.

mod difference;
mod distance;
mod estimate;
mod grid;
mod integrate;
mod lights;
mod sampled;
mod screen;
mod solid;

pub use difference::{ciede2000, hue_deg, hue_sd_deg, ita_deg, ita_sd_deg};
pub use distance::seen_from;
pub use estimate::{Contrast, Estimate, Geometry};
pub use grid::{BANDS, PerBand, Spectrum, WAVELENGTHS_NM, on_grid};
pub use integrate::{Observer, Viewing, ViewingWeights};
pub use lights::{LedB3, UnderLight, ViewLight, under_lights};
pub use palette::white_point::{A, D50, D65, D65Degree10};
pub use palette::{Lab, Xyz};
pub use sampled::lab_of_samples;
pub use screen::{Swatch, lab_of_screen, light_of_code, screen_code, screen_light, swatch};
pub use solid::ObjectColorSolid;

/// The colour type used everywhere unless a name says otherwise: CIE 1931 2 degrees, D65.
pub type LabD65 = Lab<D65, f64>;

/// The three numbers of a Lab colour, in the order L*, a*, b*.
#[must_use]
pub fn lab_array<Wp>(lab: Lab<Wp, f64>) -> [f64; 3] {
    [lab.l, lab.a, lab.b]
}

/// A Lab colour from its three numbers, in the order L*, a*, b*.
#[must_use]
pub fn lab_from<Wp>([l, a, b]: [f64; 3]) -> Lab<Wp, f64> {
    Lab::new(l, a, b)
}
