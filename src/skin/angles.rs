//! The five directions in which light is followed, and what the surface does to each.

use super::domain::{DomainError, REFRACTIVE_INDEX};
use super::lanes::STREAMS;

/// Least cosine that parts the two groups of directions, and the cosine from which on it turns back.
///
/// Between them it is the critical angle, which for skin (n = 1.40) it therefore is. Near n = 1 a first group of no
/// width would leave three streams for everything, and at high n two wide streams would carry most of the scattered
/// light, so that there the parting falls as the critical angle's cosine rises; as r is averaged over each group, nothing
/// forces it to be where total reflection begins. Chosen against 32 streams, g = 0.8, skin-like stacks, for n below 1.4
/// (error in R at most 0.0012), and against Monte Carlo of 20 stacks with n 1.34-1.50 above it
/// (`tests/golden/monte_carlo_stacks.csv`: dE00 0.058 on average, 0.14 at most, of which its own noise is 0.055 rms; with a fall of 0.5
/// instead 0.076 and 0.17).
const PARTING: [f64; 2] = [0.58, 0.70];

/// How fast the parting falls beyond.
const FALL: f64 = 1.5;

/// The surface of a medium of refractive index n over air, seen by five streams.
///
/// ```text
/// mu_c = sqrt(1 - 1/n^2),  mu_s = max(mu_c, 0.58) up to 0.70, and 0.70 - 1.5 (mu_c - 0.70) beyond
/// two Gauss nodes on [0, mu_s], three right Radau nodes on [mu_s, 1]
/// r_k  = int r(mu) L_k(mu) 2 mu dmu / int L_k(mu) 2 mu dmu      r0 = ((n - 1)/(n + 1))^2
/// ```
///
/// | quantity   | unit | domain     | meaning                                                       |
/// |------------|------|------------|---------------------------------------------------------------|
/// | `n`        | 1    | [1.0, 1.6] | refractive index of the tissue over that of air               |
/// | `cosine`   | 1    | (0, 1]     | cosines of the streams, the last one straight up or down      |
/// | `weight`   | 1    | (0, 1)     | quadrature weights, sum 1                                     |
/// | `internal` | 1    | about 0-1  | Fresnel reflection back into the tissue, averaged per stream  |
///
/// `L_k` is the Lagrange basis of the nodes in the same interval: the weighted sum over streams is then the exact
/// diffuse internal reflectance, and single values need not fall with mu nor stay within 0 and 1. Light beyond the
/// critical angle is reflected totally. Everything is continuous in n.
///
/// Source: adding-doubling with a Radau node at normal incidence after Prahl, van Gemert, Welch, Applied Optics 32:559
/// (1993), doi:10.1364/AO.32.000559; averaging r over the Lagrange basis is this project's.
///
/// ```
/// let tissue = healtone::skin::Angles::new(1.4)?;
/// assert!((tissue.cosine[0] - 0.147_896_597).abs() < 1e-9 && tissue.cosine[4] == 1.0);
/// assert!((tissue.specular - 0.027_778).abs() < 1e-6);
/// # Ok::<(), healtone::skin::DomainError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Angles {
    /// Refractive index over air.
    pub n: f64,
    /// Cosine of each stream with the normal, inside the tissue.
    pub cosine: [f64; STREAMS],
    /// Quadrature weight of each stream.
    pub weight: [f64; STREAMS],
    /// Share of each stream that the surface sends back inside.
    pub internal: [f64; STREAMS],
    /// Share of normal light that the surface reflects before it enters.
    pub specular: f64,
}

impl Angles {
    /// The streams for a refractive index between 1.0 and 1.6.
    ///
    /// # Errors
    /// Names the index when it is outside, or not a number.
    pub fn new(n: f64) -> Result<Self, DomainError> {
        REFRACTIVE_INDEX.check(n)?;
        let critical = (1.0 - 1.0 / (n * n)).sqrt();
        let [least, most] = PARTING;
        let split = critical.max(least).min(most - FALL * (critical - most));
        let below = gauss_2(0.0, split);
        let above = radau_3(split, 1.0);
        // Leaving light by its cosine in air, from 0 at the critical angle to 1.
        let split_outside = (n * n * (split * split - critical * critical)).max(0.0).sqrt().min(1.0);
        let escapes_below = escaping(n, &below.map(|(mu, _)| mu), 0.0, split_outside);
        let escapes_above = escaping(n, &above.map(|(mu, _)| mu), split_outside, 1.0);
        let nodes = [below[0], below[1], above[0], above[1], above[2]];
        let escapes = [escapes_below[0], escapes_below[1], escapes_above[0], escapes_above[1], escapes_above[2]];
        let internal = std::array::from_fn(|k| 1.0 - escapes[k] / (2.0 * nodes[k].0 * nodes[k].1));
        Ok(Self { n, cosine: nodes.map(|v| v.0), weight: nodes.map(|v| v.1), internal, specular: specular(n) })
    }
}

/// The share of light at normal incidence that the surface of a medium reflects.
///
/// ```text
/// r0 = ((n - 1)/(n + 1))^2
/// ```
///
/// | argument | unit | domain     | meaning                            |
/// |----------|------|------------|------------------------------------|
/// | `n`      | 1    | 1 and up   | refractive index over that of air  |
/// | returns  | 1    | [0, 1)     | 0.0278 for skin, n = 1.40          |
///
/// Errors: none. Source: Fresnel's equations at normal incidence.
///
/// ```
/// assert!((healtone::skin::specular(1.5) - 0.04).abs() < 1e-15);
/// ```
#[must_use]
pub fn specular(n: f64) -> f64 {
    ((n - 1.0) / (n + 1.0)) * ((n - 1.0) / (n + 1.0))
}

/// Nodes and weights of the two-point Gauss rule on [a, b].
fn gauss_2(a: f64, b: f64) -> [(f64, f64); 2] {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let x = (1.0_f64 / 3.0).sqrt();
    [(middle - half * x, half), (middle + half * x, half)]
}

/// Nodes and weights of the three-point Radau rule on [a, b] that holds b itself.
fn radau_3(a: f64, b: f64) -> [(f64, f64); 3] {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let six = 6.0_f64.sqrt();
    let inner = |sign: f64| (middle + half * (sign * six - 1.0) / 5.0, half * (16.0 + sign * six) / 18.0);
    [inner(-1.0), inner(1.0), (b, half * 2.0 / 9.0)]
}

/// Fresnel transmission from inside, unpolarised, by the cosines inside and outside.
fn transmission(n: f64, mu: f64, mu_outside: f64) -> f64 {
    let s = (n * mu - mu_outside) / (n * mu + mu_outside);
    let p = (mu - n * mu_outside) / (mu + n * mu_outside);
    1.0 - 0.5 * (s * s + p * p)
}

/// The integral of `(1 - r) L_k 2 mu dmu` between two cosines in air, for each node k.
///
/// With `mu dmu = mu_t dmu_t / n^2` the integrand is smooth up to the critical angle; panels narrow towards it because
/// for n near 1 it bends there within sqrt(n^2 - 1).
fn escaping<const N: usize>(n: f64, nodes: &[f64; N], from: f64, to: f64) -> [f64; N] {
    const PANELS: u32 = 24;
    let edge = |i: u32| {
        let share = f64::from(i) / f64::from(PANELS);
        from + (to - from) * share * share * share
    };
    let mut integral = [0.0; N];
    for panel in 0..PANELS {
        for (mu_outside, weight) in gauss_6(edge(panel), edge(panel + 1)) {
            let mu = (1.0 - (1.0 - mu_outside * mu_outside) / (n * n)).max(0.0).sqrt();
            let escapes = transmission(n, mu, mu_outside) * 2.0 * mu_outside / (n * n) * weight;
            for (k, sum) in integral.iter_mut().enumerate() {
                *sum += escapes * lagrange(nodes, k, mu);
            }
        }
    }
    integral
}

/// The Lagrange polynomial that is one at node k and zero at the others.
fn lagrange(nodes: &[f64], k: usize, x: f64) -> f64 {
    let others = nodes.iter().enumerate().filter(|(j, _)| *j != k);
    others.fold(1.0, |product, (_, node)| product * (x - node) / (nodes[k] - node))
}

/// Nodes and weights of the six-point Gauss rule on [a, b] (Abramowitz and Stegun, table 25.4).
fn gauss_6(a: f64, b: f64) -> [(f64, f64); 6] {
    const NODES: [(f64, f64); 3] = [
        (0.238_619_186_083_196_9, 0.467_913_934_572_691_04),
        (0.661_209_386_466_264_5, 0.360_761_573_048_138_6),
        (0.932_469_514_203_152, 0.171_324_492_379_170_36),
    ];
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    std::array::from_fn(|i| {
        let (x, w) = NODES[i / 2];
        (if i % 2 == 0 { middle - half * x } else { middle + half * x }, half * w)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    #[test] // 1 - (1 - r_e)/n^2 with the textbook diffuse reflectance from outside, r_e = 0.0664 and 0.0918
    fn streams_add_up_to_the_diffuse_internal_reflectance() {
        for (n, published) in [(1.0, 0.0), (1.33, 0.472), (1.5, 0.596)] {
            let a = Angles::new(n).unwrap();
            let diffuse: f64 = (0..STREAMS).map(|k| 2.0 * a.cosine[k] * a.weight[k] * a.internal[k]).sum();
            assert_abs_diff_eq!(diffuse, published, epsilon = 1e-3);
            assert_abs_diff_eq!(a.weight.iter().sum::<f64>(), 1.0, epsilon = 1e-14);
        }
    }

    #[test]
    fn without_a_step_of_the_index_nothing_is_reflected() {
        let a = Angles::new(1.0).unwrap();
        assert!(a.internal.iter().all(|r| r.abs() < 1e-12), "{:?}", a.internal);
        assert_eq!(a.specular, 0.0);
    }

    #[test]
    fn indices_outside_are_refused_by_name() {
        for n in [0.99, 1.61, f64::NAN, f64::INFINITY] {
            let error = Angles::new(n).unwrap_err();
            assert!(error.to_string().contains("refractive index"), "{error}");
        }
    }
}
