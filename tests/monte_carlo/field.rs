//! Dots seen from above: discs in a tile that repeats without end.

use healtone::math::{Random, exp, hypot};
use std::f64::consts::PI;

/// One dot; its pigment is `strength` times that of a dot of strength one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disc {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) radius: f64,
    pub(crate) strength: f64,
}

/// A tile of dots, and which lie in which bucket of it.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    tile_mm: [f64; 2],
    pub(crate) discs: Vec<Disc>,
    buckets: [usize; 2],
    in_bucket: Vec<Vec<usize>>,
    reach_mm: f64,
}

impl Field {
    pub(crate) fn new(tile_mm: [f64; 2], discs: Vec<Disc>) -> Self {
        let reach_mm = discs.iter().map(|d| d.radius).fold(0.0, f64::max);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few buckets")]
        let buckets = tile_mm.map(|side| (side / (2.0 * reach_mm)).floor().clamp(1.0, 200.0) as usize);
        let mut field =
            Self { tile_mm, discs, buckets, in_bucket: vec![Vec::new(); buckets[0] * buckets[1]], reach_mm };
        for (i, disc) in field.discs.iter().enumerate() {
            let [column, row] = [0, 1].map(|k| {
                let [x, side] = [[disc.x, disc.y][k], field.tile_mm[k]];
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the tile")]
                let bucket = (x / side * field.buckets[k] as f64) as usize;
                bucket.min(field.buckets[k] - 1)
            });
            field.in_bucket[row * field.buckets[0] + column].push(i);
        }
        field
    }

    /// Dots in rows and columns.
    pub(crate) fn square(diameter_mm: f64, pitch_mm: f64) -> Self {
        Self::new([pitch_mm; 2], vec![dot(0.5 * pitch_mm, 0.5 * pitch_mm, diameter_mm)])
    }

    /// Every dot amid six.
    pub(crate) fn hexagonal(diameter_mm: f64, pitch_mm: f64) -> Self {
        let height = 3.0_f64.sqrt() * pitch_mm;
        let places = [(0.25, 0.25), (0.75, 0.75)];
        Self::new([pitch_mm, height], places.map(|(s, t)| dot(s * pitch_mm, t * height, diameter_mm)).to_vec())
    }

    /// One dot alone, in the middle of a tile so wide that its neighbours do not count.
    pub(crate) fn alone(diameter_mm: f64) -> Self {
        const TILE_MM: f64 = 60.0;
        Self::new([TILE_MM; 2], vec![dot(0.5 * TILE_MM, 0.5 * TILE_MM, diameter_mm)])
    }

    /// Side of a square with so many dots in it that one is like another.
    pub(crate) fn side_mm(diameter_mm: f64, coverage: f64) -> f64 {
        const DOTS: f64 = 400.0;
        (DOTS * 0.25 * PI / coverage).sqrt().max(20.0) * diameter_mm
    }

    /// Dots strewn at random over a square, none nearer to another than `apart_mm` from middle to middle; areas and strengths have a
    /// mean of one and vary by these standard deviations of the logarithm of diameter and strength. `None` where there
    /// is no room.
    pub(crate) fn strewn(
        side: f64,
        [diameter_mm, apart_mm]: [f64; 2],
        coverage: f64,
        spread: [f64; 2],
        seed: u64,
    ) -> Option<Self> {
        const TRIES: usize = 400_000;
        let mut random = Random::new(seed);
        let mut room = Room::new(side, apart_mm);
        let mut discs: Vec<Disc> = Vec::new();
        let mut covered = 0.0;
        for _ in 0..TRIES {
            if covered >= coverage * side * side {
                return Some(Self::new([side; 2], discs));
            }
            let at = [random.uniform() * side, random.uniform() * side];
            if !room.take(at) {
                continue;
            }
            let size = exp(spread[0] * (random.normal() - spread[0]));
            let strength = exp(spread[1] * (random.normal() - 0.5 * spread[1]));
            let disc = Disc { strength, ..dot(at[0], at[1], diameter_mm * size) };
            covered += PI * disc.radius * disc.radius;
            discs.push(disc);
        }
        None
    }

    /// Two fields in one place: sessions that do not know of each other. Both tiles must be squares of one side.
    pub(crate) fn with(&self, other: &Self) -> Self {
        assert_eq!(self.tile_mm.map(f64::to_bits), other.tile_mm.map(f64::to_bits), "one tile");
        Self::new(self.tile_mm, self.discs.iter().chain(&other.discs).copied().collect())
    }

    /// Sum of the areas of the dots over that of the tile: overlaps count twice.
    pub(crate) fn coverage(&self) -> f64 {
        self.mean(|_| 1.0)
    }

    /// The same, each area times its strength: the pigment in the field over that of dots of strength one side by side.
    pub(crate) fn pigment(&self) -> f64 {
        self.mean(|d| d.strength)
    }

    fn mean(&self, of: impl Fn(&Disc) -> f64) -> f64 {
        let sum: f64 = self.discs.iter().map(|d| PI * d.radius * d.radius * of(d)).sum();
        sum / (self.tile_mm[0] * self.tile_mm[1])
    }

    pub(crate) fn middle(&self) -> [f64; 2] {
        self.tile_mm.map(|side| 0.5 * side)
    }

    /// Strength of the pigment at a place.
    pub(crate) fn strength_at(&self, p: [f64; 2]) -> f64 {
        let mut sum = 0.0;
        self.near(p, [0.0, 0.0], |disc, x, y| {
            if x * x + y * y < disc.radius * disc.radius {
                sum += disc.strength;
            }
        });
        sum
    }

    /// Share of a path from `p` by `d` that lies in dots, each times its strength.
    pub(crate) fn share_inside(&self, p: [f64; 2], d: [f64; 2]) -> f64 {
        let a = d[0] * d[0] + d[1] * d[1];
        let mut sum = 0.0;
        self.near(p, d, |disc, x, y| sum += disc.strength * chord(disc.radius, [x, y], d, a));
        sum
    }

    /// Calls for every disc that may meet the path, with where the path begins as seen from its middle.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "buckets of a tile, counted without end"
    )]
    fn near(&self, p: [f64; 2], d: [f64; 2], mut call: impl FnMut(&Disc, f64, f64)) {
        let local = [0, 1].map(|k| p[k] - self.tile_mm[k] * (p[k] / self.tile_mm[k]).floor());
        let span = |k: usize| {
            let per_mm = self.buckets[k] as f64 / self.tile_mm[k];
            let [least, most] = [local[k].min(local[k] + d[k]), local[k].max(local[k] + d[k])];
            (((least - self.reach_mm) * per_mm).floor() as i64)..=(((most + self.reach_mm) * per_mm).floor() as i64)
        };
        for row in span(1) {
            let (row, dy) = repeated(row, self.buckets[1], self.tile_mm[1]);
            for column in span(0) {
                let (column, dx) = repeated(column, self.buckets[0], self.tile_mm[0]);
                let bucket = row * self.buckets[0] + column;
                for i in &self.in_bucket[bucket] {
                    let disc = &self.discs[*i];
                    call(disc, local[0] - disc.x - dx, local[1] - disc.y - dy);
                }
            }
        }
    }
}

/// The bucket of a tile that one of the endless rows of buckets repeats, and how far it is from there.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "buckets of a tile, counted without end")]
fn repeated(bucket: i64, buckets: usize, tile_mm: f64) -> (usize, f64) {
    // Divisions cost more than all else here, and few paths leave their tile.
    if (0..buckets as i64).contains(&bucket) {
        return (bucket as usize, 0.0);
    }
    let repeats = bucket.div_euclid(buckets as i64);
    ((bucket - repeats * buckets as i64) as usize, repeats as f64 * tile_mm)
}

/// Places taken in a square that repeats, in cells that are as wide as places are apart.
struct Room {
    side: f64,
    apart: f64,
    cells: usize,
    taken: Vec<Vec<[f64; 2]>>,
}

impl Room {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred cells")]
    fn new(side: f64, apart: f64) -> Self {
        let cells = if apart > 0.0 { (side / apart).floor().clamp(3.0, 400.0) as usize } else { 3 };
        Self { side, apart, cells, taken: vec![Vec::new(); cells * cells] }
    }

    /// Takes a place, if there is room for it.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the square")]
    fn take(&mut self, at: [f64; 2]) -> bool {
        let [column, row] = at.map(|v| ((v / self.side * self.cells as f64) as usize).min(self.cells - 1));
        let beside = |k: usize| [k + self.cells - 1, k, k + 1].map(|k| k % self.cells);
        let near = |other: &[f64; 2]| {
            let [dx, dy] = [0, 1].map(|k| {
                let far = at[k] - other[k];
                far - self.side * (far / self.side).round()
            });
            hypot(dx, dy) < self.apart
        };
        let cells = beside(row).into_iter().flat_map(|r| beside(column).map(|c| r * self.cells + c));
        if cells.into_iter().any(|cell| self.taken[cell].iter().any(near)) {
            return false;
        }
        self.taken[row * self.cells + column].push(at);
        true
    }
}

const fn dot(x: f64, y: f64, diameter_mm: f64) -> Disc {
    Disc { x, y, radius: 0.5 * diameter_mm, strength: 1.0 }
}

/// Share of the path from `p` by `d`, seen from the middle of a circle, that lies inside; `a` is the square of d.
fn chord(radius: f64, p: [f64; 2], d: [f64; 2], a: f64) -> f64 {
    let c = p[0] * p[0] + p[1] * p[1] - radius * radius;
    if a < 1e-18 {
        return if c < 0.0 { 1.0 } else { 0.0 };
    }
    let b = p[0] * d[0] + p[1] * d[1];
    let square = b * b - a * c;
    if square <= 0.0 {
        return 0.0;
    }
    let root = square.sqrt();
    let [enter, leave] = [(-b - root) / a, (-b + root) / a];
    (leave.min(1.0) - enter.max(0.0)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_lies_in_dots_by_their_coverage() {
        let fields = [
            Field::square(0.3, 0.9),
            Field::hexagonal(0.3, 0.9),
            Field::strewn(8.0, [0.3, 0.3], 0.1, [0.2, 0.0], 5).unwrap(),
            Field::strewn(8.0, [0.3, 0.0], 0.4, [0.0, 0.0], 6).unwrap(),
        ];
        for field in fields {
            let mut random = Random::new(9);
            let (mut long, mut at) = (0.0, 0.0);
            const PATHS: usize = 40_000;
            for _ in 0..PATHS {
                let p = [random.uniform() * 100.0 - 50.0, random.uniform() * 100.0 - 50.0];
                long += field.share_inside(p, [random.between(-3.0, 3.0), random.between(-3.0, 3.0)]);
                at += field.strength_at(p);
            }
            let c = field.coverage();
            assert!((long / PATHS as f64 / c - 1.0).abs() < 0.02, "{long} {c}");
            assert!((at / PATHS as f64 / c - 1.0).abs() < 0.06, "{at} {c}");
        }
    }

    #[test]
    fn a_path_through_the_middle_of_a_dot_lies_in_it_by_its_diameter() {
        let field = Field::alone(0.4);
        let [x, y] = field.middle();
        assert!((field.share_inside([x - 1.0, y], [2.0, 0.0]) - 0.2).abs() < 1e-12);
        assert!((field.share_inside([x, y - 0.1], [0.0, 0.0]) - 1.0).abs() < 1e-12);
        assert!(field.share_inside([x - 1.0, y + 0.21], [2.0, 0.0]).abs() < 1e-12);
    }
}
