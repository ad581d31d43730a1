//! Layers of tissue under a flat surface.

use healtone::math::hypot;

/// One layer: scattering itself, not reduced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TissueLayer {
    /// Depth of its lower end; infinite for the last.
    pub(crate) bottom_mm: f64,
    pub(crate) mua_per_mm: f64,
    pub(crate) mus_per_mm: f64,
    pub(crate) g: f64,
}

/// Layers of one refractive index under air.
#[derive(Debug, Clone)]
pub(crate) struct Tissue {
    pub(crate) n: f64,
    pub(crate) layers: Vec<TissueLayer>,
}

impl Tissue {
    /// From thickness, absorption, reduced scattering and anisotropy of each layer; that of the last is infinite.
    pub(crate) fn new(n: f64, layers: &[(f64, f64, f64, f64)]) -> Self {
        let mut bottom_mm = 0.0;
        let layers = layers.iter().map(|&(thickness_mm, mua_per_mm, musp_per_mm, g)| {
            bottom_mm += thickness_mm;
            TissueLayer { bottom_mm, mua_per_mm, mus_per_mm: musp_per_mm / (1.0 - g), g }
        });
        let layers = layers.collect();
        Self { n, layers }
    }

    /// Share of the light going up at a cosine that the surface sends back, unpolarised (Fresnel).
    pub(crate) fn internal_reflection(&self, cosine: f64) -> f64 {
        let sine = self.n * (1.0 - cosine * cosine).max(0.0).sqrt();
        if sine >= 1.0 {
            return 1.0;
        }
        let outside = (1.0 - sine * sine).sqrt();
        let s = (self.n * cosine - outside) / (self.n * cosine + outside);
        let p = (cosine - self.n * outside) / (cosine + self.n * outside);
        0.5 * hypot(s, p) * hypot(s, p)
    }

    /// Share of the light that the surface sends back at normal incidence.
    pub(crate) fn specular(&self) -> f64 {
        let r = (self.n - 1.0) / (self.n + 1.0);
        r * r
    }
}
