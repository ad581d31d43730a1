//! Middle lines linked to strokes, and how many hairs each stroke is.

use super::ridges::{DIRECTIONS, RidgePoint, angle};
use crate::math::{Groups, Point, atan2, cos, exp, ln, sin};

/// A stroke: one hair, or several that touch.
#[derive(Debug, Clone)]
pub(super) struct Stroke {
    /// Its pixels on the middle line.
    pub(super) points: Vec<RidgePoint>,
    pub(super) centre: Point,
    /// Extent along its direction, px.
    pub(super) length_px: f64,
    /// Sum of the strengths of its pixels.
    pub(super) strength: f64,
    /// How many hairs it is taken for.
    pub(super) hairs: f64,
}

/// Hairs longer than this many filter widths show their direction well enough to be told from those they touch.
const DIRECTED: f64 = 14.0;
/// Strokes weaker than this share of the typical one are crumbs.
const CRUMB: f64 = 0.2;
/// A stroke longer than this many typical ones may be several hairs.
const SEVERAL: f64 = 1.5;
/// Fewest strokes of which a typical one can be told.
const FEW: usize = 12;

/// Links the pixels of middle lines to strokes and tells how many hairs each is.
pub(super) fn strokes(points: &[RidgePoint], width: usize, filter_width: f64) -> Vec<Stroke> {
    let loose = without_crumbs(linked(points, width, [3, 2]));
    let typical = mode(loose.iter().map(|s| s.length_px));
    let strokes = if typical > DIRECTED * filter_width { without_crumbs(linked(points, width, [1, 0])) } else { loose };
    counted(strokes)
}

/// Neighbours are one stroke where their directions differ by no more than `turn[0]`, next neighbours by `turn[1]`.
fn linked(points: &[RidgePoint], width: usize, turn: [usize; 2]) -> Vec<Stroke> {
    let height = points.iter().map(|p| p.y + 3).max().unwrap_or(0);
    let mut at = vec![u32::MAX; width * height];
    for (i, p) in points.iter().enumerate() {
        at[p.y * width + p.x] = u32::try_from(i).expect("fewer points than pixels");
    }
    let mut joined = Groups::of(points.len());
    for (i, p) in points.iter().enumerate() {
        for (dx, dy) in (0..=2_usize).flat_map(|dy| (-2..=2_isize).map(move |dx| (dx, dy))) {
            let far = dx * dx + dy.pow(2).cast_signed();
            let Some(x) = p.x.checked_add_signed(dx).filter(|x| *x < width) else { continue };
            let other = at[(p.y + dy) * width + x];
            if (dy == 0 && dx <= 0) || far > 5 || other == u32::MAX {
                continue;
            }
            let apart = p.direction.abs_diff(points[other as usize].direction);
            if apart.min(DIRECTIONS - apart) <= turn[usize::from(far > 2)] {
                joined.join(i, other as usize);
            }
        }
    }
    let mut groups: std::collections::BTreeMap<usize, Vec<RidgePoint>> = std::collections::BTreeMap::new();
    for (i, p) in points.iter().enumerate() {
        groups.entry(joined.of_member(i)).or_default().push(*p);
    }
    groups.into_values().map(Stroke::of).collect()
}

impl Stroke {
    fn of(points: Vec<RidgePoint>) -> Self {
        let strength: f64 = points.iter().map(|p| p.strength).sum();
        let mean = |of: &dyn Fn(&RidgePoint) -> f64| points.iter().map(|p| p.strength * of(p)).sum::<f64>() / strength;
        let centre = Point::new(mean(&|p| p.x as f64 + 0.5), mean(&|p| p.y as f64 + 0.5));
        // Directions repeat after half a turn: twice the angle has a mean.
        let double = |p: &RidgePoint| 2.0 * angle(p.direction);
        let theta = 0.5 * atan2(mean(&|p| sin(double(p))), mean(&|p| cos(double(p))));
        let along = |p: &RidgePoint| p.x as f64 * cos(theta) + p.y as f64 * sin(theta);
        let (first, last) = points
            .iter()
            .map(along)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(first, last), u| (first.min(u), last.max(u)));
        Self { points, centre, length_px: last - first + 1.0, strength, hairs: 1.0 }
    }
}

fn without_crumbs(strokes: Vec<Stroke>) -> Vec<Stroke> {
    let typical = weighted_median(strokes.iter().map(|s| (s.strength, s.strength)).collect());
    strokes.into_iter().filter(|s| s.strength > CRUMB * typical).collect()
}

/// Strokes that are longer than usual are as many hairs as their strength has of the usual one.
fn counted(mut strokes: Vec<Stroke>) -> Vec<Stroke> {
    if strokes.len() >= FEW {
        let length = mode(strokes.iter().map(|s| s.length_px));
        let strength = mode(strokes.iter().map(|s| s.strength));
        for stroke in strokes.iter_mut().filter(|s| s.length_px > SEVERAL * length) {
            stroke.hairs = (stroke.strength / strength).round().max(1.0);
        }
    }
    strokes
}

/// Where values above zero lie most densely: the mean, in the logarithm, of the shortest interval with 40 % of them.
fn mode(values: impl Iterator<Item = f64>) -> f64 {
    let mut logs: Vec<f64> = values.map(ln).collect();
    logs.sort_by(f64::total_cmp);
    let count = (2 * logs.len()).div_ceil(5).max(3).min(logs.len());
    if count == 0 {
        return 0.0;
    }
    let shortest = logs.windows(count).min_by(|a, b| (a[count - 1] - a[0]).total_cmp(&(b[count - 1] - b[0])));
    shortest.map_or(0.0, |w| exp(w.iter().sum::<f64>() / count as f64))
}

/// The value that half of the weight lies below; zero for none.
pub(super) fn weighted_median(mut values: Vec<(f64, f64)>) -> f64 {
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = 0.5 * values.iter().map(|(_, weight)| weight).sum::<f64>();
    let mut below = 0.0;
    let reached = values.iter().find(|(_, weight)| {
        below += weight;
        below >= half
    });
    reached.map_or(0.0, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x: usize, from: usize, to: usize, direction: usize) -> Vec<RidgePoint> {
        (from..to).map(|y| RidgePoint { x, y, strength: 0.5, direction }).collect()
    }

    #[test]
    fn lines_are_strokes_and_a_long_one_is_several_hairs() {
        let mut points: Vec<RidgePoint> = (0..20).flat_map(|i| line(5 + 6 * i, 10, 20, 8)).collect();
        points.extend(line(140, 10, 30, 8));
        points.push(RidgePoint { x: 150, y: 12, strength: 0.5, direction: 3 });
        points.sort_by_key(|p| (p.y, p.x));
        let found = strokes(&points, 160, 1.0);
        assert_eq!(found.len(), 21, "the crumb is left out");
        assert!((found.iter().map(|s| s.hairs).sum::<f64>() - 22.0).abs() < 1e-12);
        assert!(found.iter().all(|s| (s.length_px - 10.0).abs() < 1e-9 || s.hairs > 1.5));
    }

    #[test]
    fn medians_by_weight() {
        assert!((weighted_median(vec![(3.0, 1.0), (1.0, 1.0), (2.0, 5.0)]) - 2.0).abs() < 1e-12);
        assert!(weighted_median(Vec::new()).abs() < 1e-12);
    }
}
