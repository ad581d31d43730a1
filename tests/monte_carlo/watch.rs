//! What paths meet of fields of dots, and the reflectances that follow.

use super::field::Field;
use super::tissue::Tissue;
use super::walk::{Scatterers, Witness, walk};
use healtone::math::{Random, exp};
use rayon::prelude::*;

/// Where light enters a field.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// Anywhere: the mean over the field.
    Anywhere,
    /// At one place of the tile, mm.
    At([f64; 2]),
}

/// A field of dots between two depths, and the axial optical depths that its dots are tried with: dots that absorb only
/// bend no path, so that one path serves all.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    pub(crate) field: Field,
    pub(crate) top_mm: f64,
    pub(crate) height_mm: f64,
    pub(crate) taus: Vec<f64>,
    pub(crate) place: Place,
}

/// Dots that scatter as well: the paths are then those of this field, the only one watched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScatteringDots {
    /// Reduced optical depth of scattering along the axis of a dot, mus (1 - g) h.
    pub(crate) tau_scattering: f64,
    /// Optical depth of absorption that takes whole photons by chance, instead of weight along their paths: another way to
    /// the same answer, with more noise.
    pub(crate) tau_by_chance: f64,
    /// The g of the layer that the dots lie in.
    pub(crate) g: f64,
    /// Dots that lie over each other at one place, at most.
    pub(crate) overlaps: f64,
}

/// A mean of many paths, and its standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) mean: f64,
    pub(crate) se: f64,
}

/// Reflectances of a run.
#[derive(Debug, Clone)]
pub(crate) struct Reflectances {
    /// Diffuse reflectance with dots that absorb nothing, specular excluded.
    pub(crate) bare: Estimate,
    /// What the dots take of it: for each watch, for each of its optical depths.
    pub(crate) loss: Vec<Vec<Estimate>>,
}

/// Photons that are walked with one stream of random numbers.
const BATCH: u64 = 2_000;

/// Walks photons. The same numbers for the same seed, on however many threads.
pub(crate) fn run(
    tissue: &Tissue,
    watches: &[Watch],
    scattering: Option<ScatteringDots>,
    photons: u64,
    seed: u64,
) -> Reflectances {
    let scatterers = scattering.map(|s| {
        let [watch] = watches else { panic!("dots that scatter are watched alone") };
        let mus_per_mm = s.tau_scattering / watch.height_mm / (1.0 - s.g);
        let mua_per_mm = s.tau_by_chance / watch.height_mm;
        let strongest = watch.field.discs.iter().map(|d| d.strength).fold(0.0, f64::max);
        Scatterers {
            field: &watch.field,
            depth_mm: [watch.top_mm, watch.top_mm + watch.height_mm],
            mus_per_mm,
            mua_per_mm,
            most_per_mm: (mus_per_mm + mua_per_mm) * strongest * s.overlaps,
        }
    });
    let batches = photons.div_ceil(BATCH);
    let counts: Vec<usize> = watches.iter().map(|w| w.taus.len()).collect();
    let sums: Vec<Sums> = (0..batches)
        .into_par_iter()
        .map(|batch| {
            let mut random = Random::part(seed, batch);
            let mut sums = Sums::of(counts.iter().sum());
            let mut passed = Passed { watches, start: [0.0; 2], inside_mm: vec![0.0; watches.len()] };
            for _ in 0..BATCH {
                passed.start = [random.between(0.0, 1000.0), random.between(0.0, 1000.0)];
                passed.inside_mm.fill(0.0);
                let left = walk(tissue, scatterers.as_ref(), passed.start, &mut random, &mut passed);
                if left > 0.0 {
                    sums.add(left, watches, &passed.inside_mm);
                }
            }
            sums
        })
        .collect();
    // In the order of the batches, whoever walked them.
    let total = sums.into_iter().reduce(Sums::plus).expect("one batch or more");
    let estimates = total.estimates((batches * BATCH) as f64);
    let mut losses = estimates[1..].iter().copied();
    let loss = counts.iter().map(|count| losses.by_ref().take(*count).collect()).collect();
    Reflectances { bare: estimates[0], loss }
}

struct Passed<'a> {
    watches: &'a [Watch],
    start: [f64; 2],
    /// Path inside the dots of each watch, times their strength.
    inside_mm: Vec<f64>,
}

impl Witness for Passed<'_> {
    fn passes(&mut self, from: [f64; 3], by: [f64; 3]) {
        let length = (by[0] * by[0] + by[1] * by[1] + by[2] * by[2]).sqrt();
        for (watch, inside) in self.watches.iter().zip(&mut self.inside_mm) {
            let Some([first, last]) = clipped(from[2], by[2], watch.top_mm, watch.top_mm + watch.height_mm) else {
                continue;
            };
            let moved = match watch.place {
                Place::Anywhere => [0.0, 0.0],
                Place::At(place) => [0, 1].map(|k| place[k] - self.start[k]),
            };
            let p = [0, 1].map(|k| from[k] + first * by[k] + moved[k]);
            let share = last - first;
            *inside += length * share * watch.field.share_inside(p, [by[0] * share, by[1] * share]);
        }
    }
}

/// The part of a path from `z` by `dz` that lies between two depths, as shares of the path.
fn clipped(z: f64, dz: f64, top: f64, bottom: f64) -> Option<[f64; 2]> {
    if dz.abs() < 1e-15 {
        return (top..bottom).contains(&z).then_some([0.0, 1.0]);
    }
    let [a, b] = [(top - z) / dz, (bottom - z) / dz];
    let [first, last] = [a.min(b).max(0.0), a.max(b).min(1.0)];
    (last > first).then_some([first, last])
}

/// Sums and sums of squares: the light that leaves, then what each watch's dots take of it.
#[derive(Debug, Clone)]
struct Sums(Vec<[f64; 2]>);

impl Sums {
    fn of(losses: usize) -> Self {
        Self(vec![[0.0; 2]; 1 + losses])
    }

    fn add(&mut self, left: f64, watches: &[Watch], inside_mm: &[f64]) {
        let mut sums = self.0.iter_mut();
        let mut add = |value: f64| {
            let [sum, squares] = sums.next().expect("one for each optical depth");
            (*sum, *squares) = (*sum + value, *squares + value * value);
        };
        add(left);
        for (watch, inside) in watches.iter().zip(inside_mm) {
            let heights = inside / watch.height_mm;
            watch.taus.iter().for_each(|tau| add(left * (1.0 - exp(-tau * heights))));
        }
    }

    fn plus(mut self, other: Self) -> Self {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            (0..2).for_each(|k| a[k] += b[k]);
        }
        self
    }

    fn estimates(&self, count: f64) -> Vec<Estimate> {
        let estimate = |[sum, squares]: &[f64; 2]| {
            let mean = sum / count;
            Estimate { mean, se: ((squares / count - mean * mean).max(0.0) / count).sqrt() }
        };
        self.0.iter().map(estimate).collect()
    }
}
