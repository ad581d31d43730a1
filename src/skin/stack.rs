//! A stack of layers over many wavelengths: what `healtone optics` computes.

use super::angles::Angles;
use super::domain::{
    ABSORPTION, ANISOTROPY, Domain, DomainError, OPTICAL_DEPTH, REDUCED_SCATTERING, THICKNESS, WAVELENGTH,
};
use super::dots::{Dots, Lattice};
use super::doubling::{Above, Below, Coefficients, Slab, Streams};
use super::lanes::{LANES, Lane};
use super::phase::Scattering;

/// At most this many wavelengths in a stack.
pub const MOST_WAVELENGTHS: usize = 1000;

/// At most this many layers in a stack.
pub const MOST_LAYERS: usize = 64;

/// One number for all wavelengths, or one for each.
#[derive(Debug, Clone, PartialEq)]
pub enum PerWavelength {
    /// The same everywhere.
    Constant(f64),
    /// One for each wavelength, in their order.
    Each(Vec<f64>),
}

impl PerWavelength {
    /// The value at a wavelength, by its index.
    #[must_use]
    pub fn at(&self, index: usize) -> f64 {
        match self {
            Self::Constant(value) => *value,
            Self::Each(values) => values[index],
        }
    }

    /// The values that there are.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        match self {
            Self::Constant(value) => std::slice::from_ref(value),
            Self::Each(values) => values,
        }
    }

    fn check(&self, count: usize, domain: &Domain) -> Result<(), DomainError> {
        if let Self::Each(values) = self {
            number_of_values(count).check(values.len() as f64)?;
        }
        self.values().iter().try_for_each(|value| domain.check(*value).map(|_| ()))
    }
}

const fn number_of_values(count: usize) -> Domain {
    let count = count as f64;
    Domain { quantity: "number of values of a list", least: count, most: count, closed: true }
}

/// A material over the wavelengths of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct StackMedium {
    /// Absorption coefficient per mm, base e.
    pub mua_per_mm: PerWavelength,
    /// Reduced scattering coefficient mus (1 - g) per mm.
    pub musp_per_mm: PerWavelength,
    /// Mean cosine of scattering.
    pub g: PerWavelength,
}

/// Pigment cylinders that fill the height of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct StackDots {
    /// Diameter of a dot.
    pub diameter_mm: f64,
    /// Distance between neighbouring dots.
    pub pitch_mm: f64,
    /// How they are strewn.
    pub lattice: Lattice,
    /// Optical depth along the axis of one dot.
    pub tau: PerWavelength,
}

/// A layer of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct StackLayer {
    /// Thickness.
    pub thickness_mm: f64,
    /// What it is made of.
    pub medium: StackMedium,
    /// Dots of pigment in it, as tall as it is thick.
    pub dots: Option<StackDots>,
}

/// Layers over a semi-infinite medium, at some wavelengths.
///
/// ```
/// use healtone::skin::{PerWavelength, Stack, StackMedium};
/// let paint = StackMedium {
///     mua_per_mm: PerWavelength::Each(vec![0.5, 0.1]),
///     musp_per_mm: PerWavelength::Constant(3.0),
///     g: PerWavelength::Constant(0.8),
/// };
/// let stack = Stack { wavelength_nm: vec![450.0, 650.0], n: 1.4, layers: vec![], ground: paint };
/// let r_d = stack.reflectance()?;
/// assert!(r_d[0] < r_d[1] && r_d[1] < 0.7);
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Stack {
    /// Wavelengths, 1 to 1000 of them, in any order.
    pub wavelength_nm: Vec<f64>,
    /// Refractive index of all layers over air.
    pub n: f64,
    /// Layers from the surface down, 63 at most.
    pub layers: Vec<StackLayer>,
    /// What lies under them, without end.
    pub ground: StackMedium,
}

impl Stack {
    /// Diffuse reflectance at each wavelength, specular excluded, as by
    /// [`diffuse_reflectance`](super::diffuse_reflectance).
    ///
    /// Dots count as absorption `tau_eff / thickness_mm` of their layer ([`Dots`]).
    ///
    /// # Errors
    /// Names the first quantity outside its domain, or of which there are too many.
    pub fn reflectance(&self) -> Result<Vec<f64>, DomainError> {
        self.check()?;
        let angles = Angles::new(self.n)?;
        let surface = Above::surface(&angles);
        let ground = Material::new(&angles, &self.ground)?;
        let layers =
            self.layers.iter().map(|layer| Material::of_layer(&angles, layer)).collect::<Result<Vec<_>, _>>()?;
        let mut reflectance = Vec::with_capacity(self.wavelength_nm.len() + LANES);
        for first in (0..self.wavelength_nm.len()).step_by(LANES) {
            // The last lanes repeat the last wavelength.
            let index = |lane: usize| (first + lane).min(self.wavelength_nm.len() - 1);
            let mut below = Below::endless(&ground.streams(&angles, index), &ground.coefficients(index));
            for (layer, material) in self.layers.iter().zip(&layers).rev() {
                let medium = material.coefficients(index);
                below = below.under(&Slab::new(&material.streams(&angles, index), &medium, layer.thickness_mm));
            }
            reflectance.extend(surface.reflectance(&below).0);
        }
        reflectance.truncate(self.wavelength_nm.len());
        Ok(reflectance)
    }

    fn check(&self) -> Result<(), DomainError> {
        let count = self.wavelength_nm.len();
        Domain { quantity: "number of wavelengths", least: 1.0, most: MOST_WAVELENGTHS as f64, closed: true }
            .check(count as f64)?;
        Domain { quantity: "number of layers", least: 1.0, most: MOST_LAYERS as f64, closed: true }
            .check(self.layers.len() as f64 + 1.0)?;
        for nm in &self.wavelength_nm {
            WAVELENGTH.check(*nm)?;
        }
        for layer in &self.layers {
            THICKNESS.check(layer.thickness_mm)?;
            if let Some(dots) = &layer.dots {
                dots.tau.check(count, &OPTICAL_DEPTH)?;
            }
        }
        for medium in self.layers.iter().map(|layer| &layer.medium).chain([&self.ground]) {
            medium.mua_per_mm.check(count, &ABSORPTION)?;
            medium.musp_per_mm.check(count, &REDUCED_SCATTERING)?;
            medium.g.check(count, &ANISOTROPY)?;
        }
        Ok(())
    }
}

/// A medium with its scattering worked out, one for all wavelengths or one for each, and its dots.
struct Material<'a> {
    medium: &'a StackMedium,
    scattering: Vec<Scattering>,
    /// The even layer's optical depth per mm of the dots.
    dots: Option<(Dots, &'a PerWavelength)>,
    /// Where g does not change, the streams of all lanes.
    streams: Option<Streams>,
}

impl<'a> Material<'a> {
    fn new(angles: &Angles, medium: &'a StackMedium) -> Result<Self, DomainError> {
        let scattering: Vec<Scattering> =
            medium.g.values().iter().map(|g| Scattering::new(angles, *g)).collect::<Result<_, _>>()?;
        let streams = matches!(medium.g, PerWavelength::Constant(_)).then(|| Streams::new(angles, &scattering[0]));
        Ok(Self { medium, scattering, dots: None, streams })
    }

    fn of_layer(angles: &Angles, layer: &'a StackLayer) -> Result<Self, DomainError> {
        let dots = layer.dots.as_ref().map(|d| {
            Dots::with_pitch(d.diameter_mm, layer.thickness_mm, d.pitch_mm, d.lattice).map(|dots| (dots, &d.tau))
        });
        Ok(Self { dots: dots.transpose()?, ..Self::new(angles, &layer.medium)? })
    }

    fn streams(&self, angles: &Angles, index: impl Fn(usize) -> usize) -> Streams {
        self.streams
            .unwrap_or_else(|| Streams::per_lane(angles, std::array::from_fn(|lane| &self.scattering[index(lane)])))
    }

    fn coefficients(&self, index: impl Fn(usize) -> usize) -> Coefficients {
        let added = |i: usize| self.dots.as_ref().map_or(0.0, |(dots, tau)| dots.tau_eff(tau.at(i)) / dots.height_mm());
        Coefficients {
            mua: Lane::from_fn(|lane| self.medium.mua_per_mm.at(index(lane)) + added(index(lane))),
            musp: Lane::from_fn(|lane| self.medium.musp_per_mm.at(index(lane))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::{Ground, Layer, Medium, diffuse_reflectance};
    use PerWavelength::{Constant, Each};

    fn stack(count: usize) -> Stack {
        let each = |f: &dyn Fn(f64) -> f64| Each((0..count).map(|i| f(i as f64)).collect());
        let medium = |mua: f64, g: PerWavelength| StackMedium {
            mua_per_mm: each(&|i| mua * (1.0 + 0.3 * i)),
            musp_per_mm: each(&|i| 9.0 - 0.5 * i),
            g,
        };
        let dots = StackDots { diameter_mm: 0.3, pitch_mm: 0.9, lattice: Lattice::Square, tau: each(&|i| 1.0 + i) };
        Stack {
            wavelength_nm: (0..count).map(|i| 400.0 + 10.0 * i as f64).collect(),
            n: 1.4,
            layers: vec![
                StackLayer { thickness_mm: 0.06, medium: medium(3.0, Constant(0.8)), dots: None },
                StackLayer { thickness_mm: 0.2, medium: medium(0.1, each(&|i| 0.7 + 0.01 * i)), dots: Some(dots) },
            ],
            ground: medium(0.2, Constant(0.8)),
        }
    }

    #[test]
    fn each_wavelength_is_computed_as_if_alone() {
        for count in [1, 4, 6] {
            let stack = stack(count);
            let together = stack.reflectance().unwrap();
            assert_eq!(together.len(), count);
            for (i, r_d) in together.iter().enumerate() {
                let medium = |m: &StackMedium, more: f64| Medium {
                    mua_per_mm: m.mua_per_mm.at(i) + more,
                    musp_per_mm: m.musp_per_mm.at(i),
                    g: m.g.at(i),
                };
                let tau_eff = Dots::with_pitch(0.3, 0.2, 0.9, Lattice::Square).unwrap().tau_eff(1.0 + i as f64);
                let layers = [(0, 0.0), (1, tau_eff / 0.2)].map(|(k, more)| Layer {
                    thickness_mm: stack.layers[k].thickness_mm,
                    medium: medium(&stack.layers[k].medium, more),
                });
                let alone = diffuse_reflectance(1.4, &layers, Ground::Endless(medium(&stack.ground, 0.0))).unwrap();
                assert!((r_d - alone).abs() < 1e-7, "{i} of {count}: {r_d}, alone {alone}");
            }
        }
    }

    #[test]
    fn unfit_stacks_are_refused_by_name() {
        let refused = |change: fn(&mut Stack)| {
            let mut stack = stack(3);
            change(&mut stack);
            stack.reflectance().unwrap_err().to_string()
        };
        assert!(refused(|s| s.wavelength_nm.clear()).contains("number of wavelengths is 0"));
        assert!(refused(|s| s.wavelength_nm.push(500.0)).contains("number of values of a list"));
        assert!(refused(|s| s.layers = vec![s.layers[0].clone(); 64]).contains("number of layers is 65"));
        assert!(refused(|s| s.n = 0.9).contains("refractive index"));
        assert!(refused(|s| s.layers[0].thickness_mm = -1.0).contains("thickness"));
        assert!(refused(|s| s.ground.g = Constant(1.0)).contains("anisotropy"));
        assert!(refused(|s| s.layers[1].dots.as_mut().unwrap().tau = Constant(-1.0)).contains("optical depth"));
        assert!(refused(|s| s.layers[1].dots.as_mut().unwrap().pitch_mm = 0.2).contains("pitch"));
    }
}
