//! The path of one photon.

use super::field::Field;
use super::tissue::Tissue;
use healtone::math::{Random, exp, ln};

/// Light is followed until so little is left, then one in five goes on with five times as much.
const FAINT: f64 = 2e-3;
const GOES_ON: f64 = 0.2;

/// Who is told of the path.
pub(super) trait Witness {
    /// A straight piece from a place, by a displacement, in mm.
    fn passes(&mut self, from: [f64; 3], by: [f64; 3]);
}

/// Dots that scatter, or absorb by chance: more events between two depths. They scatter with the g of the layer that
/// they lie in.
pub(super) struct Scatterers<'a> {
    pub(super) field: &'a Field,
    pub(super) depth_mm: [f64; 2],
    /// Scattering and absorption of a dot of strength one, and the most of both at any place.
    pub(super) mus_per_mm: f64,
    pub(super) mua_per_mm: f64,
    pub(super) most_per_mm: f64,
}

struct Photon {
    at: [f64; 3],
    /// Cosines to the axes; z points down.
    along: [f64; 3],
    layer: usize,
    weight: f64,
}

/// Walks a photon that enters at a place, straight down; the light that leaves, over the light that fell.
///
/// Absorption of the layers takes weight along the path; the surface reflects or lets out the whole photon.
pub(super) fn walk(
    tissue: &Tissue,
    dots: Option<&Scatterers<'_>>,
    at: [f64; 2],
    random: &mut Random,
    witness: &mut impl Witness,
) -> f64 {
    let mut photon =
        Photon { at: [at[0], at[1], 0.0], along: [0.0, 0.0, 1.0], layer: 0, weight: 1.0 - tissue.specular() };
    let mut free = free_path(random);
    loop {
        let layer = &tissue.layers[photon.layer];
        let top_mm = if photon.layer == 0 { 0.0 } else { tissue.layers[photon.layer - 1].bottom_mm };
        let dots = dots.filter(|d| d.depth_mm[0] < layer.bottom_mm && d.depth_mm[1] > top_mm);
        let events_per_mm = layer.mus_per_mm + dots.map_or(0.0, |d| d.most_per_mm);
        let to_boundary = if photon.along[2] > 0.0 {
            (layer.bottom_mm - photon.at[2]) / photon.along[2]
        } else {
            (top_mm - photon.at[2]) / photon.along[2]
        };
        let crosses = to_boundary * events_per_mm <= free;
        let length = if crosses { to_boundary } else { free / events_per_mm };
        if !length.is_finite() {
            return 0.0;
        }
        witness.passes(photon.at, photon.along.map(|u| u * length));
        (0..3).for_each(|k| photon.at[k] += photon.along[k] * length);
        photon.weight *= exp(-layer.mua_per_mm * length);
        if crosses {
            free -= to_boundary * events_per_mm;
            let goes_down = photon.along[2] > 0.0;
            if goes_down {
                photon.at[2] = layer.bottom_mm;
                photon.layer += 1;
            } else if photon.layer > 0 {
                photon.at[2] = top_mm;
                photon.layer -= 1;
            } else if random.chance(tissue.internal_reflection(-photon.along[2])) {
                photon.at[2] = 0.0;
                photon.along[2] = -photon.along[2];
            } else {
                return photon.weight;
            }
            continue;
        }
        free = free_path(random);
        if let Some(dots) = dots {
            let inside = (dots.depth_mm[0]..dots.depth_mm[1]).contains(&photon.at[2]);
            let here = if inside { dots.field.strength_at([photon.at[0], photon.at[1]]) } else { 0.0 };
            let scattered = layer.mus_per_mm + here * dots.mus_per_mm;
            let absorbed = here * dots.mua_per_mm;
            assert!(scattered + absorbed <= events_per_mm * (1.0 + 1e-12), "more events than were allowed for");
            let event = random.uniform() * events_per_mm;
            if event < absorbed {
                return 0.0;
            }
            if event > absorbed + scattered {
                continue;
            }
        }
        photon.along = turned(photon.along, layer.g, random);
        if photon.weight < FAINT {
            if !random.chance(GOES_ON) {
                return 0.0;
            }
            photon.weight /= GOES_ON;
        }
    }
}

/// Free paths to the next event, exponentially distributed about one.
fn free_path(random: &mut Random) -> f64 {
    -ln(1.0 - random.uniform())
}

/// A direction after one event, by the phase function of Henyey and Greenstein (1941).
fn turned([x, y, z]: [f64; 3], g: f64, random: &mut Random) -> [f64; 3] {
    let u = random.uniform();
    let cosine = if g.abs() < 1e-6 {
        2.0 * u - 1.0
    } else {
        let s = (1.0 - g * g) / (1.0 - g + 2.0 * g * u);
        ((1.0 + g * g - s * s) / (2.0 * g)).clamp(-1.0, 1.0)
    };
    let sine = (1.0 - cosine * cosine).sqrt();
    let (c, s) = on_circle(random);
    let across = (1.0 - z * z).max(0.0).sqrt();
    let turned = if across < 1e-6 {
        [sine * c, sine * s, cosine * z.signum()]
    } else {
        [
            sine * (x * z * c - y * s) / across + x * cosine,
            sine * (y * z * c + x * s) / across + y * cosine,
            -sine * c * across + z * cosine,
        ]
    };
    let norm = (turned[0] * turned[0] + turned[1] * turned[1] + turned[2] * turned[2]).sqrt();
    turned.map(|v| v / norm)
}

/// A point of the unit circle.
fn on_circle(random: &mut Random) -> (f64, f64) {
    loop {
        let (x, y) = (2.0 * random.uniform() - 1.0, 2.0 * random.uniform() - 1.0);
        let square = x * x + y * y;
        if square > 1e-12 && square <= 1.0 {
            // Twice the angle: no root of the radius is needed.
            return ((x * x - y * y) / square, 2.0 * x * y / square);
        }
    }
}
