//! A shadow with an edge across the chart: patches on one side of a line are darker than the others say.
//!
//! A camera's tone curve makes dark patches darker, and a lamp at the side makes one end of the chart darker; neither is
//! a shadow. So brightness is explained by tone first, and a step across a line must explain what is left far better
//! than a slope does.

use super::definition::PATCHES;
use super::place::grid_point;
use crate::math::{cos, exp, ln, sin};
use nalgebra::{DMatrix, DVector};

/// Least step that is a shadow: two thirds of a stop, in units of ln.
const LEAST_STEP: f64 = 0.45;
/// Fewest patches on the dark side; fewer are told apart one by one.
const FEWEST_DARK: usize = 3;
/// Share of the squares that a step may leave of what tone alone leaves, and of what tone and a slope leave.
const LEFT_OF_TONE: f64 = 0.4;
const LEFT_OF_SLOPE: f64 = 0.6;

/// A shadow across the chart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shadow {
    /// The patches that lie in it, counted from 0.
    pub(super) patches: Vec<usize>,
    /// Share of the light that is left there.
    pub(super) left: f64,
}

/// The shadow that the brightness of each patch relative to the chart's tells of.
pub(super) fn shadow(brightness: &[Option<f64>; PATCHES], luminance: &[f64; PATCHES]) -> Option<Shadow> {
    let seen: Vec<usize> = (0..PATCHES).filter(|&i| brightness[i].is_some_and(|b| b > 1e-3)).collect();
    let ratios: Vec<f64> = seen.iter().map(|&i| ln(brightness[i].unwrap_or(1.0))).collect();
    let tone = |i: usize| {
        let l = ln(luminance[i].max(1e-3)) + 1.6;
        [1.0, l, l * l]
    };
    let squares_left = |extra: &dyn Fn(usize) -> Vec<f64>| {
        let rows: Vec<Vec<f64>> = seen.iter().map(|&i| tone(i).into_iter().chain(extra(i)).collect()).collect();
        least_squares(&rows, &ratios)
    };
    let (tone_alone, _) = squares_left(&|_| vec![])?;
    let (slope, _) = squares_left(&|i| vec![grid_point(i).x, grid_point(i).y])?;
    let mut best: Option<(f64, Shadow)> = None;
    for dark in sides(&seen) {
        let inside = |i: usize| vec![f64::from(u8::from(dark.contains(&i)))];
        if let Some((left, step)) = squares_left(&inside)
            && step < -LEAST_STEP
            && left < LEFT_OF_TONE * tone_alone
            && left < LEFT_OF_SLOPE * slope
            && best.as_ref().is_none_or(|(least, _)| left < *least)
        {
            best = Some((left, Shadow { patches: dark, left: exp(step) }));
        }
    }
    let (_, mut shadow) = best?;
    shadow.patches.sort_unstable();
    Some(shadow)
}

/// Both sides of every line across the chart, in eight directions, that leave enough patches on either side.
fn sides(seen: &[usize]) -> Vec<Vec<usize>> {
    let mut sides = Vec::new();
    for direction in 0..16 {
        let angle = f64::from(direction) * std::f64::consts::PI / 8.0;
        let along = |i: &usize| grid_point(*i).x * cos(angle) + grid_point(*i).y * sin(angle);
        let mut ordered: Vec<usize> = seen.to_vec();
        ordered.sort_by(|a, b| along(a).total_cmp(&along(b)));
        for cut in FEWEST_DARK..ordered.len().saturating_sub(FEWEST_DARK) {
            if along(&ordered[cut]) - along(&ordered[cut - 1]) > 1e-6 {
                sides.push(ordered[..cut].to_vec());
            }
        }
    }
    sides
}

/// The sum of squares that a linear model leaves, and its last coefficient.
fn least_squares(rows: &[Vec<f64>], values: &[f64]) -> Option<(f64, f64)> {
    let columns = rows.first()?.len();
    if rows.len() <= columns + 1 {
        return None;
    }
    let design = DMatrix::from_fn(rows.len(), columns, |i, j| rows[i][j]);
    let values = DVector::from_column_slice(values);
    let solution = (design.transpose() * &design).cholesky()?.solve(&(design.transpose() * &values));
    let left = (design * &solution - values).norm_squared();
    Some((left, solution[columns - 1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::pow;

    fn lit(light: impl Fn(f64, f64) -> f64) -> Vec<usize> {
        let luminance: [f64; PATCHES] = std::array::from_fn(|i| 0.03 + 0.9 * ((7 * i) % PATCHES) as f64 / 23.0);
        // A camera's curve, unevenness of a few in a hundred, and the light asked for.
        let brightness = std::array::from_fn(|i| {
            let at = grid_point(i);
            let wobble = exp(0.04 * f64::from(i32::try_from((11 * i) % 5).unwrap() - 2));
            Some(pow(luminance[i], 0.2) * wobble * light(at.x, at.y))
        });
        shadow(&brightness, &luminance).map_or_else(Vec::new, |shadow| shadow.patches)
    }

    #[test]
    fn a_step_is_a_shadow_and_a_slope_is_not() {
        assert!(lit(|_, _| 1.0).is_empty());
        assert!(lit(|x, _| 1.0 - 0.12 * x).is_empty());
        assert_eq!(lit(|x, _| if x < 1.5 { 0.4 } else { 1.0 }), [0, 1, 6, 7, 12, 13, 18, 19]);
        assert_eq!(lit(|x, y| if x + y > 6.5 { 0.4 } else { 1.0 }), [17, 22, 23]);
    }
}
