//! Where in another picture a neighbourhood of scalp lies: masked normalised correlation over turns, scales and shifts.

use super::map::GreyMap;
use super::similarity::Similarity;
use crate::math::Point;
use rayon::prelude::*;

/// Cells of the earlier picture that are looked for, relative to a place in their midst.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) from: Point,
    /// Places in mm of the earlier picture and their values.
    pub(super) cells: Vec<(Point, f32)>,
}

impl Template {
    /// The cells that are wanted; `None` where there are too few to be told from others.
    pub(super) fn of(map: &GreyMap, wanted: impl Fn(Point) -> bool) -> Option<Self> {
        const FEWEST: usize = 60;
        let mut cells = Vec::new();
        for j in 0..map.down {
            for i in 0..map.across {
                let place = Point::new((i as f64 + 0.5) * map.cell_mm, (j as f64 + 0.5) * map.cell_mm);
                let at = j * map.across + i;
                if map.seen[at] > 0.5 && wanted(place) {
                    cells.push((place, map.values[at]));
                }
            }
        }
        if cells.len() < FEWEST {
            return None;
        }
        let count = cells.len() as f64;
        let sum = cells.iter().fold(Point::default(), |s, (p, _)| Point::new(s.x + p.x, s.y + p.y));
        Some(Self { from: Point::new(sum.x / count, sum.y / count), cells })
    }

    /// Every so many of the cells, so that there are no more than `most`.
    pub(super) fn thinned(self, most: usize) -> Self {
        let every = self.cells.len().div_ceil(most).max(1);
        Self { cells: self.cells.into_iter().step_by(every).collect(), ..self }
    }

    /// Normalised correlation with another picture where this much of the template is seen there.
    ///
    /// ```text
    /// c = sum a b/sqrt(sum a^2 sum b^2)      over the cells that both pictures show
    /// ```
    pub(super) fn correlation(&self, map: &GreyMap, with: &Similarity, least_overlap: f64) -> Option<f64> {
        let [a, b] = with.shares();
        let mut sums = Sums::default();
        for (p, value) in &self.cells {
            let (x, y) = (p.x - with.from.x, p.y - with.from.y);
            if let Some(other) = map.at(Point::new(with.to.x + a * x - b * y, with.to.y + b * x + a * y)) {
                sums.add(f64::from(*value), f64::from(other));
            }
        }
        (sums.count >= least_overlap * self.cells.len() as f64).then(|| sums.correlation())
    }
}

/// Sums of products of what two pictures show.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) products: f64,
    pub(super) own: f64,
    pub(super) other: f64,
    pub(super) count: f64,
}

impl Sums {
    pub(super) fn add(&mut self, own: f64, other: f64) {
        self.products += own * other;
        self.own += own * own;
        self.other += other * other;
        self.count += 1.0;
    }

    pub(super) fn correlation(&self) -> f64 {
        self.products / (self.own * self.other).sqrt().max(1e-9)
    }
}

/// A place where the template may lie, and how well it fits there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) correlation: f64,
    pub(super) at: Similarity,
}

/// The best places of every pose, best first.
pub(super) fn candidates(
    template: &Template,
    map: &GreyMap,
    turns: &[f64],
    scales: &[f64],
    least_overlap: f64,
) -> Vec<Candidate> {
    let poses: Vec<(f64, f64)> = turns.iter().flat_map(|t| scales.iter().map(|s| (*t, *s))).collect();
    let squares: Vec<f32> = map.values.iter().map(|v| v * v).collect();
    let each = poses.par_iter().map(|pose| slide(template, map, &squares, *pose, least_overlap));
    let mut all: Vec<Candidate> = each.collect::<Vec<_>>().into_iter().flatten().collect();
    // A stable sort: equals stay in the order of the poses.
    all.sort_by(|a, b| b.correlation.total_cmp(&a.correlation));
    all
}

/// The best of candidates in order, no two within a distance of each other.
pub(super) fn spread_out(all: &[Candidate], apart_mm: f64, most: usize) -> Vec<Candidate> {
    let mut kept: Vec<Candidate> = Vec::new();
    for candidate in all {
        if kept.len() == most {
            break;
        }
        if kept.iter().all(|k| k.at.to.distance(candidate.at.to) > apart_mm) {
            kept.push(*candidate);
        }
    }
    kept
}

/// Peaks of one pose kept.
const PEAKS: usize = 8;

/// The template in one pose over every cell of the map.
fn slide(
    template: &Template,
    map: &GreyMap,
    squares: &[f32],
    (turn, scale): (f64, f64),
    overlap: f64,
) -> Vec<Candidate> {
    let posed = Similarity { turn, scale, from: template.from, to: Point::default() };
    let cells = rounded(template, &posed, map.cell_mm);
    let (across, down) = (map.across, map.down);
    let mut correlation = vec![f32::NEG_INFINITY; across * down];
    #[allow(clippy::cast_possible_truncation, reason = "some thousand cells")]
    let least = (overlap * cells.len() as f64) as f32;
    let mut rows = [(); 4].map(|()| vec![0.0_f32; across]);
    for l in 0..down {
        rows.iter_mut().for_each(|row| row.fill(0.0));
        for &(di, dj, a) in &cells {
            let Some(y) = l.checked_add_signed(dj).filter(|y| *y < down) else { continue };
            // Columns of the middle for which the cell lies in the map.
            let first = di.min(0).unsigned_abs().min(across);
            let last = across - di.max(0).unsigned_abs().min(across);
            if first >= last {
                continue;
            }
            let from = y * across + first.checked_add_signed(di).unwrap_or(0);
            let there = from..from + (last - first);
            let [products, own, other, count] = &mut rows;
            let lines = products[first..last].iter_mut().zip(&mut own[first..last]);
            let more = other[first..last].iter_mut().zip(&mut count[first..last]);
            let seen = map.values[there.clone()].iter().zip(&map.seen[there.clone()]).zip(&squares[there]);
            for (((p, o), (t, n)), ((v, m), v2)) in lines.zip(more).zip(seen) {
                *p += a * v;
                *o += a * a * m;
                *t += v2;
                *n += m;
            }
        }
        let [products, own, other, count] = &rows;
        for k in 0..across {
            if count[k] >= least {
                correlation[l * across + k] = products[k] / (own[k] * other[k]).sqrt().max(1e-6);
            }
        }
    }
    let mut peaks = peaks(&correlation, across, down);
    peaks.truncate(PEAKS);
    let place = |k: usize| Point::new((k % across) as f64 + 0.5, (k / across) as f64 + 0.5);
    let found = peaks.into_iter().map(|k| {
        let to = Point::new(place(k).x * map.cell_mm, place(k).y * map.cell_mm);
        Candidate { correlation: f64::from(correlation[k]), at: Similarity { to, ..posed } }
    });
    found.collect()
}

/// The posed template on the map's lattice: whole steps from its middle, and the mean value of what falls there.
fn rounded(template: &Template, posed: &Similarity, cell_mm: f64) -> Vec<(isize, isize, f32)> {
    let mut cells: std::collections::BTreeMap<(isize, isize), (f32, f32)> = std::collections::BTreeMap::new();
    for (p, value) in &template.cells {
        let q = posed.map(*p);
        #[allow(clippy::cast_possible_truncation, reason = "some hundred cells")]
        let key = ((q.y / cell_mm).round() as isize, (q.x / cell_mm).round() as isize);
        let cell = cells.entry(key).or_default();
        *cell = (cell.0 + value, cell.1 + 1.0);
    }
    cells.into_iter().map(|((dj, di), (sum, count))| (di, dj, sum / count)).collect()
}

/// Cells that are above their eight neighbours, highest first.
fn peaks(values: &[f32], across: usize, down: usize) -> Vec<usize> {
    let mut found = Vec::new();
    for l in 0..down {
        for k in 0..across {
            let own = values[l * across + k];
            if own <= 0.0 {
                continue;
            }
            let around = (l.saturating_sub(1)..(l + 2).min(down))
                .flat_map(|y| (k.saturating_sub(1)..(k + 2).min(across)).map(move |x| y * across + x));
            if around.clone().all(|other| values[other] <= own) {
                found.push(l * across + k);
            }
        }
    }
    found.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
    found
}

/// Climbs from a candidate to the best pose near it.
pub(super) fn climbed(template: &Template, map: &GreyMap, start: Candidate, least_overlap: f64) -> Option<Candidate> {
    let mut best = start.at;
    let mut value = template.correlation(map, &best, least_overlap)?;
    let mut steps = [0.03, 0.02, map.cell_mm];
    for _ in 0..4 {
        for _ in 0..6 {
            let before = value;
            for k in 0..4 {
                for sign in [-1.0, 1.0] {
                    let tried = moved(best, k, sign, steps);
                    if let Some(c) = template.correlation(map, &tried, least_overlap).filter(|c| *c > value) {
                        (best, value) = (tried, c);
                    }
                }
            }
            if value <= before {
                break;
            }
        }
        steps = steps.map(|s| 0.5 * s);
    }
    Some(Candidate { correlation: value, at: best })
}

fn moved(at: Similarity, what: usize, sign: f64, [turn, scale, shift]: [f64; 3]) -> Similarity {
    match what {
        0 => Similarity { turn: at.turn + sign * turn, ..at },
        1 => Similarity { scale: at.scale * (1.0 + sign * scale), ..at },
        2 => Similarity { to: Point::new(at.to.x + sign * shift, at.to.y), ..at },
        _ => Similarity { to: Point::new(at.to.x, at.to.y + sign * shift), ..at },
    }
}
