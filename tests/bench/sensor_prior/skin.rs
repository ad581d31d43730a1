//! A skin basis from measured spectra, so that it can be fitted on some people and tried on others.

use super::pca::principal;
use healtone::math::ln;
use healtone::skin::SkinBasis;
use std::collections::BTreeMap;

/// Bands that every instrument has, 400-700 nm: the components are unit vectors on these.
const SEEN: std::ops::RangeInclusive<usize> = 2..=32;

/// One reading of a person's skin.
#[derive(Clone)]
pub(crate) struct Measured {
    pub(crate) subject: u32,
    /// Ethnic group as the archive names it.
    pub(crate) group: String,
    /// Reflectance factor, specular included, on the grid; `None` where the instrument does not reach.
    pub(crate) reflectance: [Option<f64>; 36],
}

impl Measured {
    /// Which half of the people it belongs to: the archive at hand holds subjects with an even number.
    pub(crate) const fn half(&self) -> u32 {
        self.subject / 2 % 2
    }
}

/// Rows of the International Skin Spectra Archive: rec, origin, subj, eth, sex, age, loc, then 360-740 nm in 1e-4.
///
/// Panics for a row that is none.
pub(crate) fn archive(rows: &[Vec<&str>]) -> Vec<Measured> {
    let measured = |cells: &Vec<&str>| Measured {
        subject: cells[2].parse().unwrap_or_else(|e| panic!("subject {:?}: {e}", cells[2])),
        group: cells[3].to_owned(),
        reflectance: std::array::from_fn(|i| cells[9 + i].parse::<f64>().ok().map(|v| v / 1e4)),
    };
    rows.iter().map(measured).collect()
}

/// Mean, three components and their spread over people, every group counting the same.
///
/// Bands beyond 400-700 nm are regressions of ln R on the three coefficients over the spectra that have them. The prior
/// is the mean and standard deviation with equal groups, wider than over the spectra as they come (1.9 for the first):
/// deep skin, rare in the archive, is within 4.5 standard deviations.
///
/// Panics without spectra, or where one lacks a band of 400-700 nm.
pub(crate) fn basis(measured: &[Measured]) -> SkinBasis {
    let weights = equal_groups(measured);
    let seen = |m: &Measured| SEEN.map(|i| ln(m.reflectance[i].expect("400-700 nm"))).collect();
    let rows: Vec<Vec<f64>> = measured.iter().map(seen).collect();
    let found = principal(&rows, &weights, 3);
    let directions: Vec<Vec<f64>> = found.directions.into_iter().enumerate().map(as_shipped).collect();
    let coefficients: Vec<[f64; 3]> = rows
        .iter()
        .map(|row| {
            let along = |d: &Vec<f64>| d.iter().zip(row).zip(&found.mean).map(|((d, x), m)| d * (x - m)).sum();
            [0, 1, 2].map(|k| along(&directions[k]))
        })
        .collect();
    let bands: [[f64; 4]; 36] = std::array::from_fn(|i| {
        if SEEN.contains(&i) {
            let at = i - SEEN.start();
            return [found.mean[at], directions[0][at], directions[1][at], directions[2][at]];
        }
        regression(measured, &weights, &coefficients, i)
    });
    SkinBasis {
        mean_ln_r: bands.map(|band| band[0]),
        components: [1, 2, 3].map(|k| bands.map(|band| band[k])),
        prior: [0, 1, 2].map(|k| (0.0, found.sizes[k])),
    }
}

/// Weights that give every group the same sum.
fn equal_groups(measured: &[Measured]) -> Vec<f64> {
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    measured.iter().for_each(|m| *counts.entry(&m.group).or_default() += 1.0);
    measured.iter().map(|m| 1.0 / counts[m.group.as_str()]).collect()
}

/// The signs of the shipped components, so that coefficients mean the same: the first deepens.
fn as_shipped((k, direction): (usize, Vec<f64>)) -> Vec<f64> {
    let shipped = &SkinBasis::shipped().components[k];
    let product: f64 = SEEN.map(|i| shipped[i] * direction[i - SEEN.start()]).sum();
    direction.into_iter().map(|v| if product < 0.0 { -v } else { v }).collect()
}

/// Mean and slopes of ln R of one band, by weighted least squares on the coefficients.
fn regression(measured: &[Measured], weights: &[f64], coefficients: &[[f64; 3]], band: usize) -> [f64; 4] {
    let mut normal = nalgebra::Matrix4::zeros();
    let mut right = nalgebra::Vector4::zeros();
    for ((m, weight), [c1, c2, c3]) in measured.iter().zip(weights).zip(coefficients) {
        if let Some(r) = m.reflectance[band] {
            let x = nalgebra::Vector4::new(1.0, *c1, *c2, *c3);
            normal += *weight * x * x.transpose();
            right += *weight * ln(r) * x;
        }
    }
    let best = normal.try_inverse().expect("some instruments reach every band") * right;
    [0, 1, 2, 3].map(|k| best[k])
}
