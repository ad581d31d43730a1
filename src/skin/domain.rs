//! What the optics accept: one table of quantities, units and limits, for types and for files alike.

use crate::diagnostic::{Diagnostic, Kind};

/// A quantity with its unit and the values that it may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Domain {
    /// What it is called, with its unit.
    pub quantity: &'static str,
    /// The smallest value allowed.
    pub least: f64,
    /// The largest value allowed.
    pub most: f64,
    /// Whether the two limits themselves are allowed.
    pub closed: bool,
}

impl Domain {
    const fn closed(quantity: &'static str, least: f64, most: f64) -> Self {
        Self { quantity, least, most, closed: true }
    }

    const fn open(quantity: &'static str, least: f64, most: f64) -> Self {
        Self { quantity, least, most, closed: false }
    }

    /// The value itself, if it is allowed.
    ///
    /// # Errors
    /// Names the quantity, the value and the limits.
    pub fn check(&self, value: f64) -> Result<f64, DomainError> {
        let inside = if self.closed {
            value >= self.least && value <= self.most
        } else {
            value > self.least && value < self.most
        };
        if inside { Ok(value) } else { Err(DomainError { domain: *self, value }) }
    }

    /// What is allowed, in words: "a number from 0 to 1".
    #[must_use]
    pub fn allowed(&self) -> String {
        let (from, to) = if self.closed { ("from", "to") } else { ("strictly between", "and") };
        format!("a number {from} {} {to} {}", self.least, self.most)
    }
}

/// Refractive index of tissue over that of air.
pub const REFRACTIVE_INDEX: Domain = Domain::closed("refractive index n", 1.0, 1.6);
/// Mean cosine of scattering.
pub const ANISOTROPY: Domain = Domain::open("anisotropy g", -1.0, 1.0);
/// Absorption coefficient, base e.
pub const ABSORPTION: Domain = Domain::closed("absorption in 1/mm", 0.0, 1e6);
/// Reduced scattering coefficient mus (1 - g).
pub const REDUCED_SCATTERING: Domain = Domain::closed("reduced scattering in 1/mm", 0.0, 1e6);
/// Thickness of a layer or height of a dot.
pub const THICKNESS: Domain = Domain::open("thickness in mm", 0.0, 1e6);
/// Distance below the surface.
pub const DEPTH: Domain = Domain::closed("depth in mm", 0.0, 1e3);
/// Diameter of a deposit.
pub const DIAMETER: Domain = Domain::open("diameter in mm", 0.0, 1e3);
/// Distance between neighbouring dots.
pub const PITCH: Domain = Domain::open("pitch in mm", 0.0, 1e6);
/// Share of the area that dots cover.
pub const COVERAGE: Domain = Domain::closed("coverage", 0.0, 1.0);
/// Optical depth along the axis of a dot, base e.
pub const OPTICAL_DEPTH: Domain = Domain::closed("optical depth tau", 0.0, 1e6);
/// A reflectance factor of a ground.
pub const ALBEDO: Domain = Domain::closed("albedo", 0.0, 1.0);
/// A wavelength in air.
pub const WAVELENGTH: Domain = Domain::closed("wavelength in nm", 100.0, 20_000.0);
/// A share of a volume.
pub const FRACTION: Domain = Domain::closed("volume fraction", 0.0, 1.0);
/// The client's multiple of the reference scattering.
pub const SCATTERING_FACTOR: Domain = Domain::open("scattering factor", 0.0, 100.0);

/// A value outside of what its quantity may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DomainError {
    /// The quantity and its limits.
    pub domain: Domain,
    /// The value that was refused.
    pub value: f64,
}

impl DomainError {
    /// For the user of a stack or an option.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        let remedy = format!("Give a value of {}.", self.domain.allowed());
        Diagnostic::error(Kind::Unfit, "outside-domain", format!("The {self}."), remedy)
    }
}

impl std::fmt::Display for DomainError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} is {}, but must be {}", self.domain.quantity, self.value, self.domain.allowed())
    }
}

impl std::error::Error for DomainError {}
