//! Single parts of the scalp found again one by one near where a motion puts them: those that agree carry the motion,
//! those that do not speak against it.

use super::map::GreyMap;
use super::motion::{Motion, Offset};
use super::search::Sums;
use crate::math::Point;
use rayon::prelude::*;

/// Of what size a block is, and how far off it is looked for, in cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Half the side.
    pub(super) half: isize,
    pub(super) reach: isize,
}

/// Middles of blocks, so far apart, that are wanted.
pub(super) fn middles(map: &GreyMap, apart_mm: f64, wanted: impl Fn(Point) -> bool) -> Vec<Point> {
    let mut found = Vec::new();
    let (across, down) = (map.across as f64 * map.cell_mm, map.down as f64 * map.cell_mm);
    let mut y = 0.5 * apart_mm;
    while y < down {
        let mut x = 0.5 * apart_mm;
        while x < across {
            if wanted(Point::new(x, y)) {
                found.push(Point::new(x, y));
            }
            x += apart_mm;
        }
        y += apart_mm;
    }
    found
}

/// Where each block lies beside where the motion puts it, up to so many cells off; blocks that are not seen left out.
pub(super) fn offsets(maps: [&GreyMap; 2], motion: &Motion, middles: &[Point], size: Size) -> Vec<Offset> {
    let found: Vec<Option<Offset>> = middles.par_iter().map(|at| offset(maps, motion, *at, size)).collect();
    found.into_iter().flatten().collect()
}

/// Where one block lies beside where the motion puts it, mm of the earlier picture; `None` where it is not seen.
fn offset(maps: [&GreyMap; 2], motion: &Motion, at: Point, Size { half, reach }: Size) -> Option<Offset> {
    let [old, new] = maps;
    const LEAST_SEEN: f64 = 0.7;
    let cell = old.cell_mm;
    let place = |i: isize, j: isize| Point::new(at.x + cell * i as f64, at.y + cell * j as f64);
    let side = 2 * half + 1;
    let own: Vec<Option<f32>> = (0..side * side).map(|k| old.at(place(k % side - half, k / side - half))).collect();
    let wide = half + reach;
    let span = 2 * wide + 1;
    let other: Vec<Option<f32>> =
        (0..span * span).map(|k| new.at(motion.map(place(k % span - wide, k / span - wide)))).collect();
    let tries = 2 * reach + 1;
    let correlation = |dx: isize, dy: isize| {
        let mut sums = Sums::default();
        for j in 0..side {
            for i in 0..side {
                let there = (j + dy + reach) * span + i + dx + reach;
                let (Some(a), Some(b)) = (own[index(j * side + i)], other[index(there)]) else { continue };
                sums.add(f64::from(a), f64::from(b));
            }
        }
        if sums.count >= LEAST_SEEN * (side * side) as f64 { sums.correlation() } else { -1.0 }
    };
    let all: Vec<f64> = (0..tries * tries).map(|k| correlation(k % tries - reach, k / tries - reach)).collect();
    let best = (0..all.len()).max_by(|a, b| all[*a].total_cmp(&all[*b]).then(b.cmp(a)))?;
    if all[best] <= 0.0 {
        return None;
    }
    let width = index(tries);
    let (i, j) = (best % width, best / width);
    let fine = |middle: usize, count: usize, value: &dyn Fn(usize) -> f64| {
        if middle == 0 || middle + 1 == count {
            return 0.0;
        }
        vertex(value(middle - 1), value(middle), value(middle + 1))
    };
    let dx = i as f64 - reach as f64 + fine(i, width, &|i| all[j * width + i]);
    let dy = j as f64 - reach as f64 + fine(j, width, &|j| all[j * width + i]);
    Some(Offset { at, by: Point::new(cell * dx, cell * dy), correlation: all[best] })
}

/// Where the parabola through three neighbours is highest, from the middle one.
fn vertex(before: f64, middle: f64, after: f64) -> f64 {
    let bend = before - 2.0 * middle + after;
    if bend < -1e-12 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 }
}

#[allow(clippy::cast_sign_loss, reason = "indices that are not negative")]
const fn index(v: isize) -> usize {
    v as usize
}

/// The largest set of offsets that go together with one shift.
pub(super) fn consensus(offsets: &[Offset], within_mm: f64) -> Vec<Offset> {
    let together = |seed: &Offset| {
        offsets.iter().filter(|o| o.by.distance(seed.by) <= within_mm).copied().collect::<Vec<Offset>>()
    };
    let mut best: Vec<Offset> = Vec::new();
    for seed in offsets {
        let set = together(seed);
        if set.len() > best.len() {
            best = set;
        }
    }
    best
}
