//! Finding bare skin and stubble without being told where: cells of the picture with the colour of skin, told apart by how
//! rough they are beside each other.

mod cells;
mod even;
mod kinds;
mod rectangles;
mod scalp;
mod texture;

use crate::camera::Calibration;
use crate::math::Homography;
use crate::measure::Rect;
use crate::photo::Photo;
use cells::Grid;
use kinds::{Pair, Window};
use rectangles::{CellRect, largest};
use texture::Texture;

/// Regions that look like bare skin and like stubble; `None` where nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FoundRegions {
    /// Bare skin, near the stubble if any was found.
    pub skin: Option<Rect>,
    /// Stubble near bare skin, if any.
    pub hair: Option<Rect>,
}

/// Skin and stubble are compared where they are neighbours: bare skin further from the stubble than this many cells is not
/// taken.
const BESIDE: usize = 10;
/// Pairs, and single windows, that are tried; and least distance between two of them, cells.
const TRIED: usize = 6;
const ANOTHER: usize = 5;

/// Looks for bare skin and stubble outside the chart.
///
/// No threshold tells skin from stubble in every photo: noise roughens both, hair may be as light as skin, and a head is
/// round. Two patches of scalp beside each other in the same light do. Cells of 1/64 of the picture with the colour of
/// measured skin are scalp; a pair of windows there, one clearly rougher than the other by fine texture and of a colour that
/// hair may make of that skin, are seeds, from which each kind grows as far as it stays like itself. Of several pairs the one
/// with the largest field of stubble wins: spots of shine are smaller. Without any, the largest even patch of smooth scalp
/// is bare skin.
///
/// Pigment that has been put into skin looks like stubble, or, where it is faint, like skin. A smooth wall of just the colour
/// of skin may pass for bare skin where no stubble is found. What may be taken for what stands in
/// `calibration/regions.toml`.
#[must_use]
pub fn find_regions(photo: &Photo, calibration: &Calibration, to_chart: Option<&Homography>) -> FoundRegions {
    let grid = Grid::of(photo, calibration, to_chart);
    let scalp = Scalp::of(&grid);
    if let Some(Beside { skin, hair, .. }) = scalp.both() {
        return FoundRegions { skin: Some(skin.pixels(grid.side)), hair: Some(hair.pixels(grid.side)) };
    }
    FoundRegions { skin: scalp.skin_alone().map(|skin| skin.pixels(grid.side)), hair: None }
}

/// Bare skin and stubble beside each other.
struct Beside {
    skin: CellRect,
    hair: CellRect,
    /// Cells of stubble, fewer where they are uneven.
    worth: f64,
}

/// What has the colour of skin.
struct Scalp<'a> {
    grid: &'a Grid,
    cells: Vec<bool>,
    /// Texture, mean over the scalp around each cell.
    smooth: Vec<Texture>,
    windows: Vec<Option<Window>>,
}

impl<'a> Scalp<'a> {
    fn of(grid: &'a Grid) -> Self {
        let cells = scalp::scalp(grid);
        let (smooth, windows) = (kinds::smooth(grid, &cells), kinds::windows(grid, &cells));
        Self { grid, cells, smooth, windows }
    }

    /// The largest pair of bare skin and stubble beside each other.
    fn both(&self) -> Option<Beside> {
        let pairs = kinds::pairs(self.grid, &self.windows);
        let found = self.distinct(&pairs, |pair| pair.stubble.middle).into_iter().filter_map(|pair| self.beside(pair));
        first_largest(found, |both| both.worth)
    }

    /// Bare skin and stubble grown from a pair, each alike all over.
    fn beside(&self, pair: &Pair) -> Option<Beside> {
        let grid = self.grid;
        let [bare, stubble] = pair.grown(grid, &self.cells, &self.smooth);
        let (step, limits) = (pair.step(), &grid.limits.even);
        rectangles::LIMITS.into_iter().find_map(|most| {
            let hair = largest(grid, &stubble, most, pair.bare.place(grid))?;
            let near = grid.mask(|i| bare[i] && hair.distance(grid.place(i)) <= BESIDE);
            let skin = largest(grid, &near, most, hair.pixels(grid.side).centre())?;
            let (uneven_skin, uneven_hair) = (even::unevenness(grid, skin), even::unevenness(grid, hair));
            let is_even = uneven_skin.allows_skin(limits, step) && uneven_hair.allows_stubble(limits, step);
            is_even.then(|| Beside { skin, hair, worth: hair.area() as f64 * uneven_hair.worth() })
        })
    }

    /// The largest even patch of smooth scalp.
    fn skin_alone(&self) -> Option<CellRect> {
        let mut smoothest: Vec<Window> = self
            .windows
            .iter()
            .flatten()
            .copied()
            .filter(|window| window.is_smooth(&self.grid.limits.texture))
            .collect();
        smoothest.sort_by(|a, b| a.texture.ln.total_cmp(&b.texture.ln));
        let found =
            self.distinct(&smoothest, |window| window.middle).into_iter().filter_map(|window| self.patch(window));
        first_largest(found, |skin| skin.area() as f64)
    }

    fn patch(&self, window: &Window) -> Option<CellRect> {
        let like = |i: usize| self.cells[i] && self.smooth[i].ln < window.texture.ln + self.grid.limits.field.as_smooth;
        let inside = kinds::grow(self.grid, window, like);
        let rect = |most| largest(self.grid, &inside, most, window.place(self.grid));
        rectangles::LIMITS
            .into_iter()
            .filter_map(rect)
            .find(|skin| even::unevenness(self.grid, *skin).allows_skin_alone(&self.grid.limits.even))
    }

    /// The first few that do not lie beside an earlier one.
    fn distinct<'b, T>(&self, all: &'b [T], place: impl Fn(&T) -> usize) -> Vec<&'b T> {
        let mut taken: Vec<&T> = Vec::new();
        for one in all {
            if taken.iter().all(|other| self.grid.away(place(one), place(other)) >= ANOTHER) {
                taken.push(one);
                if taken.len() == TRIED {
                    break;
                }
            }
        }
        taken
    }
}

/// The largest; of equal ones the first, so that the order decides and nothing else.
fn first_largest<T>(all: impl Iterator<Item = T>, size: impl Fn(&T) -> f64) -> Option<T> {
    all.fold(None, |best: Option<T>, one| match best {
        Some(best) if size(&best) >= size(&one) => Some(best),
        _ => Some(one),
    })
}
