//! Draws of a client that agree with what was seen of the healed work.

use super::evidence::{Evidence, Prepared};
use super::proposal::{Gaussian, ONE_OF, ln_prior};
use crate::color::{Contrast, Estimate, Spectrum};
use crate::data::{HealingTable, PosteriorTable};
use crate::healing::{Draw, DrawOptions, HealedSkin, NORMALS};
use crate::matching::Target;
use crate::math::{FitOptions, Normal3, NormalDraws, Parameter, Random, exp, fit, ln};
use crate::skin::Client;
use nalgebra::DMatrix;
use rayon::prelude::*;

/// A client as he is known before his work has healed.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The bare skin's spectrum.
    pub bare: &'a Spectrum,
    /// Its optics.
    pub client: &'a Client,
    /// Healing priors.
    pub table: &'a HealingTable,
    /// What does not vary.
    pub options: &'a DrawOptions,
    /// What the healed field should look like.
    pub target: &'a Target,
    /// Old work in the skin, against bare skin.
    pub old_work: Option<Estimate<Contrast>>,
}

/// Draws of a client that agree with what was seen.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// The draws, each as likely as the other.
    pub draws: Vec<Draw>,
    /// The target as it is known now; [`Draw::target`] of each draw belongs to it.
    pub target: Target,
    /// How many independent draws those of the last round were worth.
    pub effective_draws: f64,
}

/// Rounds in which the proposal is drawn closer to what fits.
const ROUNDS: usize = 4;
/// Steps that every draw takes at the end, so that no two stay alike, and how long they are.
const STEPS: usize = 4;
const STEP: f64 = 0.5;

/// A place among all that is not known, and how likely it is.
#[derive(Clone)]
struct Place {
    normals: Vec<f64>,
    ln_fit: f64,
}

/// Draws of a client given what was seen of the healed work; without evidence those of the prior.
///
/// ```text
/// p(z | seen) ~ N(z; 0, 1) exp(-|W (seen - model(z))|^2 / 2)
/// ```
///
/// | argument | meaning |
/// |---|---|
/// | `known` | skin, healing priors, target |
/// | `seen` | healed photos, each with what was in the skin by then |
/// | `count`, `seed` | draws wanted, and their seed |
///
/// Importance sampling: proposals about the most probable client (Gauss-Newton with Laplace covariance), one in eight
/// from the prior; where they are worth fewer than `least_effective` independent draws they are drawn again about what
/// fitted; then resampled, and each draw moved by steps that leave the posterior as it is (Cotter et al. 2013, Statist.
/// Sci. 28:424, doi:10.1214/13-STS421). Amount of pigment, retention and absorption of a gram only act as their product
/// and are drawn as such; nothing is held to its median.
#[must_use]
pub fn learn(known: &Known<'_>, seen: &[Evidence], table: &PosteriorTable, count: usize, seed: u32) -> Posterior {
    let prepared: Vec<Prepared> = seen.iter().filter_map(|evidence| evidence.prepare(table.model_sd)).collect();
    let places = if prepared.is_empty() {
        let draws = NormalDraws::new(count, known.unknowns(), seed);
        Sampled { effective: count as f64, places: draws.rows().map(<[f64]>::to_vec).collect() }
    } else {
        sampled(known, &prepared, table, count, seed)
    };
    let draws: Vec<Draw> = places.places.par_iter().map(|normals| known.draw(normals)).collect();
    known.posterior(draws, places.effective)
}

struct Sampled {
    places: Vec<Vec<f64>>,
    effective: f64,
}

fn sampled(known: &Known<'_>, seen: &[Prepared], table: &PosteriorTable, count: usize, seed: u32) -> Sampled {
    let unknowns = known.unknowns();
    let residuals = |normals: &[f64], residuals: &mut Vec<f64>| known.residuals(seen, normals, residuals);
    let options = FitOptions { iterations: 8, tolerance: 1e-3, ..FitOptions::default() };
    let best = fit(&vec![Parameter::normal(0.0, 1.0); unknowns], residuals, options);
    let ln_fit = |normals: &[f64]| {
        let mut off = Vec::new();
        known.residuals(seen, normals, &mut off);
        -0.5 * off.iter().map(|e| e * e).sum::<f64>()
    };
    let place = |normals: Vec<f64>| Place { ln_fit: ln_fit(&normals), normals };

    let (mut mean, mut covariance) = (best.parameters.clone(), best.covariance.clone());
    let mut round = 0;
    let (gaussian, places, weights) = loop {
        let gaussian = Gaussian::about(&mean, &covariance).expect("a covariance made wider is one");
        let normals = NormalDraws::new(table.proposals, unknowns, seed.wrapping_add(round));
        let rows: Vec<Vec<f64>> = normals
            .rows()
            .enumerate()
            .map(|(i, z)| if i % ONE_OF == 0 { z.to_vec() } else { gaussian.at(z) })
            .collect();
        let places: Vec<Place> = rows.into_par_iter().map(place).collect();
        let weights = weights(&places, |p| p.ln_fit + ln_prior(&p.normals) - gaussian.ln_mixture(&p.normals));
        round += 1;
        if effective(&weights) >= table.least_effective || round as usize >= ROUNDS {
            break (gaussian, places, weights);
        }
        (mean, covariance) = moments(&places, &weights, &best.covariance);
    };
    let chosen = resampled(&places, &weights, count);
    let moved = chosen.into_par_iter().enumerate().map(|(i, start)| {
        let mut random = Random::part(u64::from(seed), i as u64);
        let ln_over = |p: &Place| p.ln_fit + ln_prior(&p.normals) - gaussian.ln_density(&p.normals);
        (0..STEPS).fold(start, |at, _| {
            let normals: Vec<f64> = (0..unknowns).map(|_| random.normal()).collect();
            let next = place(gaussian.step(&at.normals, &normals, STEP));
            if ln(random.uniform().max(f64::MIN_POSITIVE)) < ln_over(&next) - ln_over(&at) { next } else { at }
        })
    });
    Sampled { places: moved.map(|p| p.normals).collect(), effective: effective(&weights) }
}

/// Weights that sum to one.
fn weights(places: &[Place], ln_weight: impl Fn(&Place) -> f64) -> Vec<f64> {
    let ln_weights: Vec<f64> = places.iter().map(ln_weight).collect();
    let most = ln_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = ln_weights.iter().map(|w| exp(w - most)).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}

/// How many independent draws these weights are worth.
fn effective(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|w| w * w).sum::<f64>()
}

/// Mean and covariance of what fitted; the fewer draws speak for it, the more of the covariance is that of the curvature.
fn moments(places: &[Place], weights: &[f64], curvature: &DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
    let unknowns = curvature.nrows();
    let mean: Vec<f64> =
        (0..unknowns).map(|k| places.iter().zip(weights).map(|(p, w)| w * p.normals[k]).sum()).collect();
    let own = DMatrix::from_fn(unknowns, unknowns, |i, j| {
        let off = |p: &Place| (p.normals[i] - mean[i]) * (p.normals[j] - mean[j]);
        places.iter().zip(weights).map(|(p, w)| w * off(p)).sum()
    });
    let n = effective(weights);
    let share = n / (n + 2.0 * unknowns as f64);
    (mean, own * share + curvature * (1.0 - share))
}

/// Systematic resampling: as many of each as its weight asks for, in the order that they have.
fn resampled(places: &[Place], weights: &[f64], count: usize) -> Vec<Place> {
    let mut chosen = Vec::with_capacity(count);
    let (mut index, mut reached) = (0, weights[0]);
    for i in 0..count {
        let wanted = (i as f64 + 0.5) / count as f64;
        while reached < wanted && index + 1 < places.len() {
            index += 1;
            reached += weights[index];
        }
        chosen.push(places[index].clone());
    }
    chosen
}

impl Known<'_> {
    /// How many standard normals make a client: three more for what the reading of old work is off by.
    const fn unknowns(&self) -> usize {
        NORMALS + if self.old_work.is_some() { 3 } else { 0 }
    }

    fn draw(&self, normals: &[f64]) -> Draw {
        let (own, old) = normals.split_at(NORMALS);
        let draw = Draw::at(own, self.client, self.table, self.options);
        match (self.old_work, old) {
            (Some(work), &[a, b, c]) => draw.with_old_work(self.bare, work.drawn([a, b, c])),
            _ => draw,
        }
    }

    fn residuals(&self, seen: &[Prepared], normals: &[f64], residuals: &mut Vec<f64>) {
        let draw = self.draw(normals);
        let target = self.target.contrast.drawn(draw.target);
        let skin = HealedSkin::new(self.bare, &draw);
        seen.iter().for_each(|evidence| evidence.residuals(&skin, target, residuals));
    }

    /// The draws, with their targets told as what is off from the mean of them all.
    fn posterior(&self, mut draws: Vec<Draw>, effective_draws: f64) -> Posterior {
        let targets: Vec<[f64; 3]> = draws.iter().map(|d| self.target.contrast.drawn(d.target).array()).collect();
        let Some(normal) = Normal3::of(&targets) else {
            return Posterior { draws, target: *self.target, effective_draws };
        };
        let [dl, da, db] = normal.mean;
        let contrast = Estimate { mean: Contrast { dl, da, db }, cov: normal.cov };
        let factor = nalgebra::Matrix3::from_fn(|i, j| normal.cov[i][j]).cholesky();
        let Some(factor) = factor else { return Posterior { draws, target: *self.target, effective_draws } };
        for (draw, target) in draws.iter_mut().zip(&targets) {
            let off = nalgebra::Vector3::from_fn(|k, _| target[k] - normal.mean[k]);
            draw.target = factor.l().solve_lower_triangular(&off).expect("no zero on the diagonal").into();
        }
        Posterior { draws, target: self.target.known_as(contrast), effective_draws }
    }
}
