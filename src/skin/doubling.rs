//! Adding-doubling: reflection and transmission of layers, and of layers upon layers.
//!
//! Matrices act on flux: F_i = 2 mu_i w_i I_i for the intensity I_i of stream i.

use super::angles::Angles;
use super::domain::DomainError;
use super::lanes::{
    IDENTITY, LANES, Lane, Matrix, Row, STREAMS, difference, divide, dot, largest, matrix, product, sum, transform,
};
use super::phase::Scattering;

/// Doublings of a medium without end: an optical depth of some 4e7, where the energy law holds to 1e-7.
const DOUBLINGS_WITHOUT_END: u32 = 26;

/// No finite layer needs more: 1e6 mm of 1e7 per mm.
const DOUBLINGS_AT_MOST: u32 = 64;

/// The next doubling cannot change R by more than about this once the largest squared transmission is below it.
const OPAQUE: f64 = 1e-14;

/// The directions and the scattering of one solver, spread over the lanes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streams {
    per_cosine: [f64; STREAMS],
    odd: Matrix,
    even: Matrix,
    peak: Lane,
    g: Lane,
}

impl Streams {
    /// The same anisotropy in every lane.
    pub(super) fn new(angles: &Angles, scattering: &Scattering) -> Self {
        Self::per_lane(angles, [scattering; LANES])
    }

    /// The scattering at an index, with an anisotropy for each lane.
    pub(super) fn per_lane(angles: &Angles, scattering: [&Scattering; LANES]) -> Self {
        Self {
            per_cosine: angles.cosine.map(|mu| 1.0 / mu),
            odd: matrix(|i, j| Lane::from_fn(|k| scattering[k].odd[i][j])),
            even: matrix(|i, j| Lane::from_fn(|k| scattering[k].even[i][j])),
            peak: Lane::from_fn(|k| scattering[k].peak),
            g: Lane::from_fn(|k| scattering[k].g),
        }
    }

    /// The thickest layer that a single start may stand for: three free paths of the lowest stream in all.
    fn start_depth(&self) -> f64 {
        6.0 / self.per_cosine[0]
    }
}

/// Absorption and reduced scattering of one medium, per mm.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coefficients {
    pub(super) mua: Lane,
    pub(super) musp: Lane,
}

/// Extinction without the forward peak, per mm, and the albedo of one event.
struct Extinction {
    per_mm: Lane,
    albedo: Lane,
}

impl Extinction {
    fn of(streams: &Streams, medium: &Coefficients) -> Self {
        let mus = medium.musp * (Lane::ONE - streams.peak) / (Lane::ONE - streams.g);
        let per_mm = medium.mua + mus;
        // An empty medium scatters nothing; 0/0 would say otherwise.
        let albedo = Lane::from_fn(|k| if per_mm.0[k] > 0.0 { mus.0[k] / per_mm.0[k] } else { 0.0 });
        Self { per_mm, albedo }
    }
}

/// What a homogeneous layer reflects and transmits; the same from either side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slab {
    r: Matrix,
    t: Matrix,
}

impl Slab {
    /// A layer of a thickness in mm, doubled up from a thin start.
    pub(super) fn new(streams: &Streams, medium: &Coefficients, thickness_mm: f64) -> Self {
        let extinction = Extinction::of(streams, medium);
        let mut depth = extinction.per_mm * Lane::splat(thickness_mm);
        let mut doublings = 0;
        while depth.max() > streams.start_depth() && doublings < DOUBLINGS_AT_MOST {
            depth = depth * Lane::splat(0.5);
            doublings += 1;
        }
        let mut slab = Self::start(streams, extinction.albedo, depth);
        for _ in 0..doublings {
            slab = slab.doubled();
        }
        slab
    }

    /// A layer of an optical depth tau up to three free paths of the lowest stream.
    ///
    /// ```text
    /// P = A + B, Q = A - B,   M = P Q tau^2/4,   G = (1 + M/15)(1 + 2M/5)^-1   (Pade of tanh(x)/x, x^2 = M)
    /// E = tau/2 Q G,  O = tau/2 G P,   R + T = 2 (1 + E)^-1 - 1,   R - T = 1 - 2 (1 + O)^-1
    /// ```
    ///
    /// A, B as in Wiscombe, J. Quant. Spectrosc. Radiat. Transfer 16:637 (1976). Sum and difference of the flux of
    /// both sides part a symmetric layer into two even problems with exact solutions in tanh(x)/x; the series above is
    /// right to x^6, where the usual diamond start (G = 1) is right to x^2: error in R below 1e-8 instead of 5e-4.
    fn start(streams: &Streams, albedo: Lane, depth: Lane) -> Self {
        let half = depth * Lane::splat(0.5);
        let attenuation = |i: usize, j: usize, gain: &Matrix| {
            let loss = if i == j { Lane::splat(streams.per_cosine[i]) } else { Lane::ZERO };
            half * (loss - albedo * gain[i][j])
        };
        let p = matrix(|i, j| attenuation(i, j, &streams.odd));
        let q = matrix(|i, j| attenuation(i, j, &streams.even));
        let m = product(&p, &q);
        let series = |share: f64| matrix(|i, j| IDENTITY[i][j] + m[i][j] * Lane::splat(share));
        let g = divide(series(1.0 / 15.0), series(0.4));
        let even = divide(IDENTITY, sum(&IDENTITY, &product(&q, &g)));
        let odd = divide(IDENTITY, sum(&IDENTITY, &product(&g, &p)));
        Self { r: difference(&even, &odd), t: difference(&sum(&even, &odd), &IDENTITY) }
    }

    /// Two of these, one on the other.
    ///
    /// ```text
    /// W = T (1 - R R)^-1,   T' = W T,   R' = R + W R T
    /// ```
    fn doubled(&self) -> Self {
        let w = divide(self.t, difference(&IDENTITY, &product(&self.r, &self.r)));
        let r = sum(&self.r, &product(&product(&w, &self.r), &self.t));
        Self { r, t: product(&w, &self.t) }
    }
}

/// What everything below a depth sends back up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Below(Matrix);

impl Below {
    /// A medium without end.
    pub(super) fn endless(streams: &Streams, medium: &Coefficients) -> Self {
        let extinction = Extinction::of(streams, medium);
        let mut slab = Slab::start(streams, extinction.albedo, Lane::splat(streams.start_depth()));
        for _ in 0..DOUBLINGS_WITHOUT_END {
            let transmitted = largest(&slab.t);
            if transmitted * transmitted < OPAQUE {
                break;
            }
            slab = slab.doubled();
        }
        Self(slab.r)
    }

    /// A matte ground that sends the share `albedo` back, the same in all directions.
    pub(super) fn lambertian(angles: &Angles, albedo: Lane) -> Self {
        let share = |i: usize| 2.0 * angles.cosine[i] * angles.weight[i];
        let total: f64 = (0..STREAMS).map(share).sum();
        Self(matrix(|i, _| albedo * Lane::splat(share(i) / total)))
    }

    /// The same with a layer on top.
    ///
    /// ```text
    /// R' = R + T (1 - Rb R)^-1 Rb T
    /// ```
    pub(super) fn under(&self, layer: &Slab) -> Self {
        let w = divide(layer.t, difference(&IDENTITY, &product(&self.0, &layer.r)));
        Self(sum(&layer.r, &product(&w, &product(&self.0, &layer.t))))
    }
}

/// What everything above a depth does to light: how much comes down, how much of what goes up leaves or returns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Above {
    /// Light that comes back down, per light going up.
    returns: Matrix,
    /// Light that comes down from the source.
    down: Row,
    /// The share of light going up that leaves, by stream.
    leaves: Row,
    /// Light that has left without having come this far.
    reflected: Lane,
}

impl Above {
    /// The surface alone, lit at normal incidence.
    pub(super) fn surface(angles: &Angles) -> Self {
        let internal = |i: usize| Lane::splat(angles.internal[i]);
        let mut down = [Lane::ZERO; STREAMS];
        down[STREAMS - 1] = Lane::splat(1.0 - angles.specular);
        Self {
            returns: matrix(|i, j| if i == j { internal(i) } else { Lane::ZERO }),
            down,
            leaves: std::array::from_fn(|i| Lane::ONE - internal(i)),
            reflected: Lane::ZERO,
        }
    }

    /// The same with a layer below.
    ///
    /// ```text
    /// W = T (1 - Ra R)^-1,  y = v R (1 - Ra R)^-1
    /// u' = W u,   Ra' = R + W Ra T,   v' = (v + y Ra) T,   reflected' = reflected + y u
    /// ```
    pub(super) fn over(&self, layer: &Slab) -> Self {
        let [y] = divide(product(&[self.leaves], &layer.r), difference(&IDENTITY, &product(&self.returns, &layer.r)));
        let w = divide(layer.t, difference(&IDENTITY, &product(&self.returns, &layer.r)));
        let [back] = product(&[y], &self.returns);
        let rising: Row = std::array::from_fn(|j| self.leaves[j] + back[j]);
        let [leaves] = product(&[rising], &layer.t);
        Self {
            returns: sum(&layer.r, &product(&w, &product(&self.returns, &layer.t))),
            down: transform(&w, &self.down),
            leaves,
            reflected: self.reflected + dot(&y, &self.down),
        }
    }

    /// The diffuse reflectance of the whole, specular reflection left out.
    ///
    /// ```text
    /// R_d = reflected + v Rb (1 - Ra Rb)^-1 u
    /// ```
    pub(super) fn reflectance(&self, below: &Below) -> Lane {
        let rising = product(&[self.leaves], &below.0);
        let [leaving] = divide(rising, difference(&IDENTITY, &product(&self.returns, &below.0)));
        self.reflected + dot(&leaving, &self.down)
    }
}

/// The streams of one index and one anisotropy, ready for use: what a tissue model needs to compute reflectances.
#[derive(Debug, Clone, Copy)]
pub(super) struct Solver {
    pub(super) angles: Angles,
    pub(super) streams: Streams,
}

impl Solver {
    pub(super) fn new(n: f64, g: f64) -> Result<Self, DomainError> {
        let angles = Angles::new(n)?;
        let scattering = Scattering::new(&angles, g)?;
        Ok(Self { angles, streams: Streams::new(&angles, &scattering) })
    }
}
