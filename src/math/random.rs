//! Independent random numbers, seeded: for simulation, where quasi-random draws would show as a pattern.

use super::inverse_normal_cdf;

/// A stream of random numbers that is the same for the same seed on every machine.
///
/// ```text
/// s <- s + 0x9e3779b97f4a7c15;   z = mix(s)        (SplitMix64)
/// ```
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
/// doi:10.1145/2660193.2660195. Good enough for pictures and virtual clients; not for secrets.
///
/// ```
/// use healtone::math::Random;
/// let mut random = Random::new(7);
/// let (a, b) = (random.uniform(), random.uniform());
/// assert!(a != b && (0.0..1.0).contains(&a));
/// assert_eq!(a, Random::new(7).uniform());
/// ```
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// The stream of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: mix(seed ^ 0x6a09_e667_f3bc_c909) }
    }

    /// A stream of its own for a part of a job: what one part draws does not move the others.
    #[must_use]
    pub const fn part(seed: u64, part: u64) -> Self {
        Self { state: mix(mix(seed ^ 0x6a09_e667_f3bc_c909) ^ mix(part.wrapping_add(GOLDEN))) }
    }

    /// 64 random bits.
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// Evenly distributed in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        unit(self.bits())
    }

    /// Evenly distributed from `least` to `most`.
    pub fn between(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.uniform()
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        // Half a step keeps zero out of the tail.
        inverse_normal_cdf(self.uniform() + 0.5 / 9_007_199_254_740_992.0)
    }

    /// True with a probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// One of several. Panics when there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A whole number below `count`. Panics for a count of zero.
    pub fn below(&mut self, count: usize) -> usize {
        assert!(count > 0, "there is no number below zero");
        usize::try_from(self.bits() % count as u64).expect("smaller than a usize")
    }
}

/// A random number in [0, 1) that belongs to a place of a whole-number lattice: the same whichever place is asked first.
#[must_use]
pub const fn lattice_unit(seed: u64, x: i64, y: i64) -> f64 {
    unit(mix(seed ^ mix((x as u64).wrapping_mul(GOLDEN) ^ mix((y as u64).wrapping_add(0x3c6e_f372_fe94_f82b)))))
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / 9_007_199_254_740_992.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test] // first outputs of SplitMix64 for state 1234567, as published with the reference implementation
    fn the_published_stream() {
        let mut random = Random { state: 1_234_567 };
        let published: [u64; 5] = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!([(); 5].map(|()| random.bits()), published);
    }

    #[test]
    fn moments_and_independence_of_parts() {
        let mut random = Random::new(3);
        let draws: Vec<f64> = (0..20_000).map(|_| random.normal()).collect();
        let (mean, sd) = super::super::mean_sd(&draws);
        assert!(mean.abs() < 0.03 && (sd - 1.0).abs() < 0.03, "{mean} {sd}");
        assert_ne!(Random::part(3, 0).bits(), Random::part(3, 1).bits());
        assert_ne!(Random::part(3, 0).bits(), Random::part(4, 0).bits());
        let cells: Vec<f64> = (-70..70).flat_map(|x| (-70..70).map(move |y| lattice_unit(5, x, y))).collect();
        let (mean, sd) = super::super::mean_sd(&cells);
        assert!((mean - 0.5).abs() < 0.01 && (sd - 1.0 / 12.0_f64.sqrt()).abs() < 0.01, "{mean} {sd}");
    }
}
