//! Adding-doubling: reflection and transmission of layers, and of layers upon layers.
//!
//! Matrices act on flux: `F_i = 2 mu_i w_i I_i` for the intensity `I_i` of stream i.

use super::angles::Angles;
use super::domain::DomainError;
use super::lanes::{
    IDENTITY, Kernel, LANES, Lane, Matrix, Row, STREAMS, difference, dot, inverse, matrix, product, run, solve, sum,
};
use super::phase::Scattering;

/// Doublings of a finite layer at most: an optical depth of some 1e7, behind which nothing matters.
const DOUBLINGS_AT_MOST: u32 = 24;

/// Modes of a medium without end that fade slower than this are followed to an optical depth of its inverse only.
const SLOWEST_MODE: f64 = 1e-7;

/// The directions and the scattering of one solver, spread over the lanes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Streams {
    per_cosine: [f64; STREAMS],
    odd: Matrix,
    even: Matrix,
    peak: Lane,
    g: Lane,
    /// `chi_1`, the mean cosine that is left when the forward peak is taken out.
    mean_cosine: Lane,
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
            mean_cosine: Lane::from_fn(|k| (scattering[k].g - scattering[k].peak) / (1.0 - scattering[k].peak)),
        }
    }

    /// P = (A + B) depth and Q = (A - B) depth: how fast the difference and the sum of both sides' flux change.
    #[inline(always)]
    fn attenuation(&self, albedo: Lane, depth: Lane) -> [Matrix; 2] {
        [&self.odd, &self.even].map(|gain| {
            matrix(|i, j| {
                let loss = if i == j { Lane::splat(self.per_cosine[i]) } else { Lane::ZERO };
                depth * (loss - albedo * gain[i][j])
            })
        })
    }

    /// A lower bound of how fast the slowest mode fades with optical depth: the diffusion length, which is right
    /// where little is absorbed and too fast by sqrt 3 where nothing is scattered.
    #[inline(always)]
    fn slowest_mode(&self, albedo: Lane) -> Lane {
        let square = Lane::splat(0.75) * (Lane::ONE - albedo) * (Lane::ONE - albedo * self.mean_cosine);
        square.map(|v| v.max(0.0).sqrt().max(SLOWEST_MODE))
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
    #[inline(always)]
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
    ///
    /// ```text
    /// P = (A + B) tau/2,  Q = (A - B) tau/2,  M = P Q,  x^2 = M
    /// start:    G = (1 + 3M/7 + M^2/105)^-1 (1 + 2M/21) (Pade of tanh(x)/x),   N = G M G = tanh^2(x)
    /// doubling: W = (1 + N)^-1,   G' = 2 W G,   N' = 4 W (1 - W)     (tanh 2x = 2 tanh x/(1 + tanh^2 x))
    /// end:      E = Q G,  O = G P,   R + T = 2 (1 + E)^-1 - 1,   R - T = 1 - 2 (1 + O)^-1
    /// ```
    ///
    /// A, B as in Wiscombe, J. Quant. Spectrosc. Radiat. Transfer 16:637 (1976). The sum and the difference of the
    /// flux of both sides part a symmetric layer into two problems solved by tanh(x)/x; doubling them instead of R and
    /// T takes three products less. The start is right to x^8, where the usual diamond start (G = 1) is right to x^2: error
    /// in R at most 3e-6 in skin and 3e-5 in what scatters evenly, so results do not jump where one doubling more is needed.
    pub(super) fn new(streams: &Streams, medium: &Coefficients, thickness_mm: f64) -> Self {
        run(DoubledUp { streams, medium, thickness_mm })
    }
}

struct DoubledUp<'a> {
    streams: &'a Streams,
    medium: &'a Coefficients,
    thickness_mm: f64,
}

impl Kernel for DoubledUp<'_> {
    type Output = Slab;
    #[inline(always)]
    fn compute<const FMA: bool>(self) -> Slab {
        let Self { streams, medium, thickness_mm } = self;
        let extinction = Extinction::of(streams, medium);
        let mut depth = extinction.per_mm * Lane::splat(thickness_mm);
        let mut doublings = 0;
        while depth.max() > streams.start_depth() && doublings < DOUBLINGS_AT_MOST {
            depth = depth * Lane::splat(0.5);
            doublings += 1;
        }
        let depth = Lane(depth.0.map(|tau| tau.min(streams.start_depth())));
        let [p, q] = streams.attenuation(extinction.albedo, depth * Lane::splat(0.5));
        let m = product::<FMA, _>(&p, &q);
        let square = product::<FMA, _>(&m, &m);
        let [first, second, above] = [3.0 / 7.0, 1.0 / 105.0, 2.0 / 21.0].map(Lane::splat);
        let mut g = matrix(|i, j| IDENTITY[i][j] + m[i][j] * above);
        let mut divisor = matrix(|i, j| IDENTITY[i][j] + m[i][j] * first + square[i][j] * second);
        solve::<FMA, _>(&mut divisor, &mut g);
        let mut n = product::<FMA, _>(&product::<FMA, _>(&g, &m), &g);
        // The factors 2 of G' = 2 W G wait until the end.
        let mut factor = Lane::ONE;
        for _ in 0..doublings {
            let w = inverse_after_one::<FMA>(&n);
            g = product::<FMA, _>(&w, &g);
            factor = factor + factor;
            n = squared::<FMA>(&w, Lane::splat(4.0));
        }
        let g = matrix(|i, j| factor * g[i][j]);
        let even = inverse_after_one::<FMA>(&product::<FMA, _>(&q, &g));
        let odd = inverse_after_one::<FMA>(&product::<FMA, _>(&g, &p));
        Slab { r: difference(&even, &odd), t: matrix(|i, j| even[i][j] + odd[i][j] - IDENTITY[i][j]) }
    }
}

/// W = (1 + N)^-1.
#[inline(always)]
fn inverse_after_one<const FMA: bool>(n: &Matrix) -> Matrix {
    inverse::<FMA>(sum(&IDENTITY, n))
}

/// `factor` W (1 - W).
#[inline(always)]
fn squared<const FMA: bool>(w: &Matrix, factor: Lane) -> Matrix {
    let rest = matrix(|i, j| factor * (IDENTITY[i][j] - w[i][j]));
    product::<FMA, _>(w, &rest)
}

/// What everything below a depth sends back up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Below(Matrix);

impl Below {
    /// A medium without end.
    ///
    /// ```text
    /// E = Q (P Q)^-1/2,   R = 2 (1 + E)^-1 - 1
    /// W = (1 + N)^-1,   E' = 2 mu E W,   N' = 4 mu^2 W (1 - W),   mu^2 = 1/a,   a' = 2 sqrt(a)/(1 + a)
    /// ```
    ///
    /// The limit of endless doubling (tanh -> 1), reached in six or seven steps instead of ten to twenty: between two
    /// doublings both sides are scaled so that the modes, known to lie in [a, 1], straddle 1. Every step conserves
    /// energy exactly where nothing absorbs. Source: product form of the Denman-Beavers iteration after Cheng, Higham,
    /// Kenney, Laub, SIAM J. Matrix Anal. Appl. 22:1112 (2001); scaling by bounds after Byers and Xu, SIAM J. Matrix
    /// Anal. Appl. 30:822 (2008).
    pub(super) fn endless(streams: &Streams, medium: &Coefficients) -> Self {
        run(LimitOfDoubling { streams, medium })
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
    /// Z = (1 - Rb R)^-1 Rb T,   R' = R + T Z
    /// ```
    pub(super) fn under(&self, layer: &Slab) -> Self {
        run(Under { below: self, layer })
    }
}

struct LimitOfDoubling<'a> {
    streams: &'a Streams,
    medium: &'a Coefficients,
}

impl Kernel for LimitOfDoubling<'_> {
    type Output = Below;
    #[inline(always)]
    fn compute<const FMA: bool>(self) -> Below {
        let Self { streams, medium } = self;
        let albedo = Extinction::of(streams, medium).albedo;
        let fastest = streams.per_cosine[0];
        let slowest = streams.slowest_mode(albedo);
        let mut bound = slowest.map(|mode| (mode / fastest).sqrt());
        let scale = slowest.map(|mode| 1.0 / (mode * fastest).sqrt());
        let [p, mut e] = streams.attenuation(albedo, scale);
        let mut n = product::<FMA, _>(&p, &e);
        loop {
            let w = inverse_after_one::<FMA>(&n);
            bound = bound.map(|a| 2.0 * a / (1.0 + a * a));
            // mu, 1 where the modes have come together.
            let is_last = bound.0.iter().all(|a| *a > 1.0 - 1e-12);
            let stretch = bound.map(|a| if is_last { 1.0 } else { 1.0 / a.sqrt() });
            let twice = stretch + stretch;
            e = product::<FMA, _>(&e, &matrix(|i, j| twice * w[i][j]));
            if is_last {
                break;
            }
            n = squared::<FMA>(&w, twice * twice);
            bound = bound.map(f64::sqrt);
        }
        let w = inverse_after_one::<FMA>(&e);
        Below(matrix(|i, j| w[i][j] + w[i][j] - IDENTITY[i][j]))
    }
}

/// A layer on top of what is below.
struct Under<'a> {
    below: &'a Below,
    layer: &'a Slab,
}

impl Kernel for Under<'_> {
    type Output = Below;
    #[inline(always)]
    fn compute<const FMA: bool>(self) -> Below {
        let (below, layer) = (&self.below.0, self.layer);
        let mut rising = product::<FMA, _>(below, &layer.t);
        solve::<FMA, _>(&mut difference(&IDENTITY, &product::<FMA, _>(below, &layer.r)), &mut rising);
        Below(sum(&layer.r, &product::<FMA, _>(&layer.t, &rising)))
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
    /// [Z | z] = (1 - Ra R)^-1 [Ra T | u]
    /// u' = T z,   Ra' = R + T Z,   v' = v (T + R Z),   reflected' = reflected + v R z
    /// ```
    pub(super) fn over(&self, layer: &Slab) -> Self {
        run(Over { above: self, layer })
    }

    /// The diffuse reflectance of the whole, specular reflection left out.
    ///
    /// ```text
    /// R_d = reflected + v Rb (1 - Ra Rb)^-1 u
    /// ```
    pub(super) fn reflectance(&self, below: &Below) -> Lane {
        run(Leaving { above: self, below })
    }
}

/// A layer below what is above.
struct Over<'a> {
    above: &'a Above,
    layer: &'a Slab,
}

impl Kernel for Over<'_> {
    type Output = Above;
    #[inline(always)]
    fn compute<const FMA: bool>(self) -> Above {
        let Self { above, layer } = self;
        let from_below = product::<FMA, _>(&above.returns, &layer.t);
        let mut z: [[Lane; STREAMS + 1]; STREAMS] = std::array::from_fn(|i| {
            std::array::from_fn(|j| if j < STREAMS { from_below[i][j] } else { above.down[i] })
        });
        solve::<FMA, _>(&mut difference(&IDENTITY, &product::<FMA, _>(&above.returns, &layer.r)), &mut z);
        let (falling, down): (Matrix, Row) = (matrix(|i, j| z[i][j]), std::array::from_fn(|i| z[i][STREAMS]));
        let [leaves] = product::<FMA, _>(&[above.leaves], &sum(&layer.t, &product::<FMA, _>(&layer.r, &falling)));
        let [turned] = product::<FMA, _>(&[above.leaves], &layer.r);
        Above {
            returns: sum(&layer.r, &product::<FMA, _>(&layer.t, &falling)),
            down: layer.t.map(|row| dot::<FMA>(&row, &down)),
            leaves,
            reflected: above.reflected + dot::<FMA>(&turned, &down),
        }
    }
}

/// The light that leaves the whole.
struct Leaving<'a> {
    above: &'a Above,
    below: &'a Below,
}

impl Kernel for Leaving<'_> {
    type Output = Lane;
    #[inline(always)]
    fn compute<const FMA: bool>(self) -> Lane {
        let (above, below) = (self.above, &self.below.0);
        let mut down = above.down.map(|light| [light]);
        solve::<FMA, 1>(&mut difference(&IDENTITY, &product::<FMA, _>(&above.returns, below)), &mut down);
        let [leaving] = product::<FMA, _>(&[above.leaves], below);
        // Nine moments of a narrow peak leave up to -1e-5 where next to nothing comes back.
        (above.reflected + dot::<FMA>(&leaving, &down.map(|[light]| light))).map(|r| r.clamp(0.0, 1.0))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// R in flux is a symmetric scattering function times the flux of the stream that it sends light into.
    fn assert_reciprocal(angles: &Angles, r: &Matrix, what: &str) {
        let share = |i: usize| angles.cosine[i] * angles.weight[i];
        for (i, row) in r.iter().enumerate() {
            for (j, cell) in row.iter().enumerate().take(i) {
                let (one, other) = (cell.0[0] * share(j), r[j][i].0[0] * share(i));
                assert!(
                    (one - other).abs() < 1e-12 * (one.abs() + 1e-4),
                    "{what}: {one} from {j} to {i}, {other} back"
                );
            }
        }
    }

    #[test] // Helmholtz: light goes the same way back, through whatever layers lie upon each other
    fn ways_through_unlike_layers_are_the_same_there_and_back() {
        for (n, g) in [(1.0, 0.0), (1.34, 0.7), (1.4, 0.8), (1.5, 0.8)] {
            let solver = Solver::new(n, g).unwrap();
            let medium = |mua: f64, musp: f64| Coefficients { mua: Lane::splat(mua), musp: Lane::splat(musp) };
            let slab = |mua: f64, musp: f64, mm: f64| Slab::new(&solver.streams, &medium(mua, musp), mm);
            let (dark, clear, white) = (slab(4.0, 9.0, 0.06), slab(0.1, 3.0, 0.3), slab(1.0, 40.0, 0.1));
            let endless = Below::endless(&solver.streams, &medium(0.3, 5.0));
            let below = endless.under(&white).under(&clear).under(&dark);
            assert_reciprocal(&solver.angles, &endless.0, "endless");
            assert_reciprocal(&solver.angles, &below.0, "from above");
            let above = Above::surface(&solver.angles).over(&dark).over(&clear).over(&white);
            assert_reciprocal(&solver.angles, &above.returns, "from below");
            assert_reciprocal(&solver.angles, &clear.t, "through one layer");
            // The whole reflects the same whether it is built from above or from below.
            let lambertian = Below::lambertian(&solver.angles, Lane::splat(0.5));
            assert!(
                (above.reflectance(&lambertian).0[0]
                    - Above::surface(&solver.angles)
                        .reflectance(&lambertian.under(&white).under(&clear).under(&dark))
                        .0[0])
                    .abs()
                    < 1e-12
            );
        }
    }
}
