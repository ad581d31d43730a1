//! Two kinds of scalp side by side: bare skin, and stubble, which is rougher.

use super::cells::Grid;
use super::scalp::may_come_of;
use super::texture::Texture;
use crate::color::{Contrast, LabD65, lab_array};
use crate::data::{PairLimits, RegionsTable, TextureLimits};
use crate::math::{Point, hypot, ln, mean_sd, powi};

/// Half a window, cells: a window is a square of five.
const HALF: usize = 2;
/// Cells from the middle of one window to that of the other, across, down or both: three lie between them, so that
/// neither reaches over the hairline when that runs in the middle.
const STEP: i64 = 8;
/// How far a cell may lie from the middle of its window, cells: further away the light is another.
const REACH: usize = 12;

/// A square of cells that all are scalp.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) middle: usize,
    pub(super) texture: Texture,
    spread: f64,
    pub(super) body: LabD65,
}

impl Window {
    /// The middle in pixels.
    pub(super) fn place(&self, grid: &Grid) -> Point {
        let [x, y] = grid.place(self.middle).map(|v| (v as f64 + 0.5) * f64::from(grid.side));
        Point::new(x, y)
    }

    /// Whether it may be taken for bare skin without anything to compare it with.
    pub(super) fn is_smooth(&self, limits: &TextureLimits) -> bool {
        self.texture.ln < ln(limits.roughest_alone)
    }
}

/// Bare skin beside stubble, and how clearly.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) bare: Window,
    pub(super) stubble: Window,
    clearness: f64,
}

/// The windows around every cell; none where not all of its cells are scalp.
pub(super) fn windows(grid: &Grid, scalp: &[bool]) -> Vec<Option<Window>> {
    let window = |middle: usize| {
        let [column, row] = grid.place(middle);
        let inside = column >= HALF && row >= HALF && column + HALF < grid.across && row + HALF < grid.down;
        if !inside || !scalp[middle] || grid.around(middle, HALF).any(|i| !scalp[i]) {
            return None;
        }
        let cells = || grid.around(middle, HALF).map(|i| &grid.cells[i]);
        let texture = Texture::mean(cells().map(|c| c.texture));
        let spread = mean_sd(&cells().map(|c| c.texture.ln).collect::<Vec<_>>()).1;
        let body = mean_color(cells().filter_map(|c| c.body));
        let off = cells().filter_map(|c| c.body).map(|one| powi(Contrast::between(body, one).de_ab(), 2));
        let is_of_one_color = mean_sd(&off.collect::<Vec<_>>()).0 < powi(grid.limits.pair.one_color, 2);
        is_of_one_color.then_some(Window { middle, texture, spread, body })
    };
    (0..grid.cells.len()).map(window).collect()
}

fn mean_color(colors: impl Iterator<Item = LabD65>) -> LabD65 {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for color in colors {
        let [l, a, b] = lab_array(color);
        sum = [sum[0] + l, sum[1] + a, sum[2] + b];
        count += 1.0;
    }
    LabD65::new(sum[0] / count, sum[1] / count, sum[2] / count)
}

/// Pairs of windows of which one may be bare skin and the other stubble, the clearest first.
pub(super) fn pairs(grid: &Grid, windows: &[Option<Window>]) -> Vec<Pair> {
    let beside = |window: &Window| {
        let [column, row] = grid.place(window.middle).map(|v| i64::try_from(v).unwrap_or(0));
        let at = |dx: i64, dy: i64| {
            let [x, y] = [column + dx * STEP, row + dy * STEP].map(|v| usize::try_from(v).ok());
            let (x, y) = x.zip(y)?;
            if x < grid.across && y < grid.down { windows[y * grid.across + x] } else { None }
        };
        (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy))).filter_map(|(dx, dy)| at(dx, dy)).collect::<Vec<_>>()
    };
    let mut pairs: Vec<Pair> = windows
        .iter()
        .flatten()
        .flat_map(|bare| beside(bare).into_iter().filter_map(|stubble| Pair::of(&grid.limits, *bare, stubble)))
        .collect();
    pairs.sort_by(|a, b| b.clearness.total_cmp(&a.clearness));
    pairs
}

impl Pair {
    fn of(limits: &RegionsTable, bare: Window, stubble: Window) -> Option<Self> {
        let pair = &limits.pair;
        let step = stubble.texture.ln - bare.texture.ln;
        let spread = hypot(hypot(bare.spread, stubble.spread), pair.least_spread);
        let clearness = step / spread;
        let lighter = stubble.body.l - bare.body.l;
        let is_clear = step > least_step(pair, lighter) && clearness > pair.clearer;
        let is_bare = bare.texture.ln < ln(limits.texture.roughest_bare);
        let is_plausible = (pair.darkest..pair.lightest).contains(&lighter)
            && may_come_of(bare.body, stubble.body, &limits.scalp)
            && stubble.texture.may_be_hairs(&limits.texture);
        (is_clear && is_bare && is_plausible).then_some(Self { bare, stubble, clearness })
    }

    /// How much rougher the stubble is, ln.
    pub(super) fn step(&self) -> f64 {
        self.stubble.texture.ln - self.bare.texture.ln
    }

    /// The cells that are bare skin like the one window and stubble like the other, as far as they hang together.
    pub(super) fn grown(&self, grid: &Grid, scalp: &[bool], smooth: &[Texture]) -> [Vec<bool>; 2] {
        let RegionsTable { field, texture, .. } = &grid.limits;
        let share = |i: usize| (smooth[i].ln - self.bare.texture.ln) / self.step();
        // Skin and stubble are compared where they are neighbours.
        let near = |i: usize, other: &Window| grid.away(i, other.middle) <= REACH;
        [
            grow(grid, &self.bare, |i| scalp[i] && share(i) < field.bare && near(i, &self.stubble)),
            grow(grid, &self.stubble, |i| {
                scalp[i] && share(i) > field.stubble && smooth[i].may_be_hairs(texture) && near(i, &self.bare)
            }),
        ]
    }
}

/// How much rougher stubble must be, ln, when it is so much lighter than bare skin, L*.
fn least_step(limits: &PairLimits, lighter: f64) -> f64 {
    let share = ((lighter - limits.darker) / (limits.lighter - limits.darker)).clamp(0.0, 1.0);
    limits.rougher + share * (limits.rougher_if_lighter - limits.rougher)
}

/// Wanted cells of the window's colour that hang together with it.
pub(super) fn grow(grid: &Grid, window: &Window, wanted: impl Fn(usize) -> bool) -> Vec<bool> {
    let near = grid.mask(|i| {
        let alike = |body: LabD65| Contrast::between(window.body, body).de_ab() < grid.limits.field.alike;
        grid.cells[i].body.is_some_and(alike) && grid.away(i, window.middle) <= REACH && wanted(i)
    });
    let mut inside = vec![false; near.len()];
    let mut open: Vec<usize> = grid.around(window.middle, HALF).filter(|i| near[*i]).collect();
    while let Some(i) = open.pop() {
        if !std::mem::replace(&mut inside[i], true) {
            open.extend(grid.around(i, 1).filter(|n| near[*n] && !inside[*n]));
        }
    }
    inside
}

/// Texture, mean over the scalp cells around each.
pub(super) fn smooth(grid: &Grid, scalp: &[bool]) -> Vec<Texture> {
    let around = |i| Texture::mean(grid.around(i, 1).filter(|n| scalp[*n]).map(|n| grid.cells[n].texture));
    (0..grid.cells.len()).map(around).collect()
}
