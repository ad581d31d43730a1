//! Regular lattices among blobs: a homography that puts whole-numbered places on blob centres.

use super::blobs::{Blob, Buckets};
use crate::math::{Homography, Point};

/// Fewest blobs that make a lattice worth looking at.
const FEWEST: usize = 7;
/// How far from its predicted place a blob may lie, in pitches.
const TOLERANCE: f64 = 0.25;
/// Cells around the first that are looked at.
const REACH: i32 = 6;

/// Blobs on a lattice.
#[derive(Debug, Clone)]
pub(super) struct Lattice {
    /// From lattice coordinates to the picture.
    pub(super) to_picture: Homography,
    /// The occupied cells.
    pub(super) cells: Vec<(i32, i32)>,
}

/// Cells that must be seen of a lattice to say that it is laid out as a chart is.
const NEARLY_ALL: usize = 18;

impl Lattice {
    /// Whether it has six by four cells, either way, and hardly one is missing.
    pub(super) fn fills_a_chart(&self) -> bool {
        let extent = |pick: fn(&(i32, i32)) -> i32| {
            let values = self.cells.iter().map(pick);
            values.clone().max().unwrap_or(0) - values.min().unwrap_or(0) + 1
        };
        let (across, down) = (extent(|c| c.0), extent(|c| c.1));
        self.cells.len() >= NEARLY_ALL && [(6, 4), (4, 6)].contains(&(across, down))
    }
}

/// All lattices among blobs, the fullest first.
pub(super) fn lattices(blobs: &[Blob], width: usize, height: usize) -> Vec<Lattice> {
    let mut grid = Buckets::new(width, height);
    for (i, blob) in blobs.iter().enumerate() {
        grid.put(blob.centre, i);
    }
    let mut used = vec![false; blobs.len()];
    let mut found: Vec<Lattice> = Vec::new();
    for seed in 0..blobs.len() {
        if used[seed] {
            continue;
        }
        let mut best: Option<(Lattice, Vec<usize>)> = None;
        for (b, c) in bases(blobs, &grid, seed) {
            if let Some((lattice, members)) = grow(blobs, &grid, [seed, b, c])
                && best.as_ref().is_none_or(|(_, most)| members.len() > most.len())
            {
                let full = members.len() >= 24;
                best = Some((lattice, members));
                if full {
                    break;
                }
            }
        }
        if let Some((lattice, members)) = best {
            for member in members {
                used[member] = true;
            }
            found.push(lattice);
        }
    }
    found.sort_by_key(|lattice| std::cmp::Reverse(lattice.cells.len()));
    found
}

fn minus(a: Point, b: Point) -> Point {
    Point::new(a.x - b.x, a.y - b.y)
}

fn alike(a: &Blob, b: &Blob) -> bool {
    (0.45..2.2).contains(&(a.area / b.area))
}

/// Pairs of neighbours of a blob that may be one step along a row and one along a column.
fn bases(blobs: &[Blob], grid: &Buckets, seed: usize) -> Vec<(usize, usize)> {
    let blob = &blobs[seed];
    let reach = 2.6 * (12.0 * blob.spread[0].max(blob.spread[2])).sqrt();
    let mut near: Vec<(f64, usize)> = grid
        .around(blob.centre, reach)
        .into_iter()
        .filter(|&i| i != seed && alike(blob, &blobs[i]))
        .map(|i| {
            let step = minus(blobs[i].centre, blob.centre);
            (blob.product(step, step).sqrt(), i)
        })
        // A patch is sqrt 12 long in its own units; a pitch is longer, but flat cores of small patches are eaten away.
        .filter(|(length, _)| (3.6..9.5).contains(length))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.truncate(8);
    let mut pairs = Vec::new();
    for (i, &(length_b, b)) in near.iter().enumerate() {
        for &(length_c, c) in &near[i + 1..] {
            let cosine = blob.product(minus(blobs[b].centre, blob.centre), minus(blobs[c].centre, blob.centre))
                / (length_b * length_c);
            if cosine.abs() < 0.3 && length_c / length_b < 1.6 {
                pairs.push((b, c));
            }
        }
    }
    pairs
}

/// Grows a lattice from three blobs as far as it goes.
fn grow(blobs: &[Blob], grid: &Buckets, [a, b, c]: [usize; 3]) -> Option<(Lattice, Vec<usize>)> {
    let mut members: Vec<((i32, i32), usize)> = vec![((0, 0), a), ((1, 0), b), ((0, 1), c)];
    let mut map = Map::Affine {
        origin: blobs[a].centre,
        e1: minus(blobs[b].centre, blobs[a].centre),
        e2: minus(blobs[c].centre, blobs[a].centre),
    };
    // Members may be dropped and come back, so the number of rounds is bounded.
    for _ in 0..2 * REACH {
        let before = members.len();
        let mut frontier: Vec<(i32, i32)> = Vec::new();
        for &((i, j), _) in &members {
            for cell in [(i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)] {
                let inside = cell.0.abs() <= REACH && cell.1.abs() <= REACH;
                if inside && !frontier.contains(&cell) && !members.iter().any(|(taken, _)| *taken == cell) {
                    frontier.push(cell);
                }
            }
        }
        for cell in frontier {
            if let Some(blob) = nearest(blobs, grid, &map, cell, &blobs[a])
                && !members.iter().any(|(_, taken)| *taken == blob)
            {
                members.push((cell, blob));
            }
        }
        if members.len() == before || members.len() < 5 {
            break;
        }
        map = Map::of(blobs, &mut members)?;
    }
    (members.len() >= FEWEST).then_some(())?;
    let map = Map::of(blobs, &mut members)?;
    let Map::Projective(to_picture) = map else { return None };
    (members.len() >= FEWEST).then(|| {
        let lattice = Lattice { to_picture, cells: members.iter().map(|(cell, _)| *cell).collect() };
        (lattice, members.into_iter().map(|(_, blob)| blob).collect())
    })
}

/// The blob at a cell, if there is one.
fn nearest(blobs: &[Blob], grid: &Buckets, map: &Map, cell: (i32, i32), like: &Blob) -> Option<usize> {
    let (at, pitch) = map.place(cell);
    let reach = TOLERANCE * pitch;
    let candidates = grid.around(at, reach).into_iter().filter(|&i| {
        let ratio = blobs[i].area / like.area;
        blobs[i].centre.distance(at) < reach && (0.2..5.0).contains(&ratio)
    });
    candidates.min_by(|&i, &j| blobs[i].centre.distance(at).total_cmp(&blobs[j].centre.distance(at)))
}

/// Lattice coordinates to picture, as well as it is known so far.
enum Map {
    Affine { origin: Point, e1: Point, e2: Point },
    Projective(Homography),
}

impl Map {
    /// The map through members, leaving those out that lie off it.
    fn of(blobs: &[Blob], members: &mut Vec<((i32, i32), usize)>) -> Option<Self> {
        for _ in 0..3 {
            let from: Vec<Point> = members.iter().map(|((i, j), _)| Point::new(f64::from(*i), f64::from(*j))).collect();
            let to: Vec<Point> = members.iter().map(|(_, b)| blobs[*b].centre).collect();
            let map = if members.len() < 6 {
                Self::affine(&from, &to)?
            } else {
                Self::Projective(Homography::fit(&from, &to)?)
            };
            let before = members.len();
            members.retain(|(cell, blob)| {
                let (at, pitch) = map.place(*cell);
                at.distance(blobs[*blob].centre) < 0.6 * TOLERANCE * pitch
            });
            if members.len() == before {
                return Some(map);
            }
            if members.len() < 5 {
                return None;
            }
        }
        None
    }

    /// Least squares affine map.
    fn affine(from: &[Point], to: &[Point]) -> Option<Self> {
        let n = from.len() as f64;
        let mean = |points: &[Point]| {
            Point::new(points.iter().map(|p| p.x).sum::<f64>() / n, points.iter().map(|p| p.y).sum::<f64>() / n)
        };
        let (mf, mt) = (mean(from), mean(to));
        let mut s = [[0.0; 2]; 2];
        let mut t = [[0.0; 2]; 2];
        for (f, p) in from.iter().zip(to) {
            let (f, p) = (minus(*f, mf), minus(*p, mt));
            for (row, v) in [f.x, f.y].into_iter().enumerate() {
                s[row][0] += v * f.x;
                s[row][1] += v * f.y;
                t[row][0] += v * p.x;
                t[row][1] += v * p.y;
            }
        }
        let det = s[0][0] * s[1][1] - s[0][1] * s[1][0];
        if det.abs() < 1e-9 {
            return None;
        }
        let solve =
            |k: usize| ((s[1][1] * t[0][k] - s[0][1] * t[1][k]) / det, (s[0][0] * t[1][k] - s[1][0] * t[0][k]) / det);
        let ((e1x, e2x), (e1y, e2y)) = (solve(0), solve(1));
        let (e1, e2) = (Point::new(e1x, e1y), Point::new(e2x, e2y));
        let origin = Point::new(mt.x - mf.x * e1.x - mf.y * e2.x, mt.y - mf.x * e1.y - mf.y * e2.y);
        Some(Self::Affine { origin, e1, e2 })
    }

    /// Where a cell lies, and the shorter of the pitches there.
    fn place(&self, (i, j): (i32, i32)) -> (Point, f64) {
        let (u, v) = (f64::from(i), f64::from(j));
        match self {
            Self::Affine { origin, e1, e2 } => {
                let at = Point::new(origin.x + u * e1.x + v * e2.x, origin.y + u * e1.y + v * e2.y);
                let zero = Point::default();
                (at, e1.distance(zero).min(e2.distance(zero)))
            }
            Self::Projective(h) => {
                let at = h.map(Point::new(u, v));
                let along = h.map(Point::new(u + 0.5, v)).distance(h.map(Point::new(u - 0.5, v)));
                let across = h.map(Point::new(u, v + 0.5)).distance(h.map(Point::new(u, v - 0.5)));
                (at, along.min(across))
            }
        }
    }
}
