//! How light or dark it is around a place of a picture: what tone mapping by neighbourhood goes by.

use super::Photo;
use crate::math::{Point, exp, ln};
use rayon::prelude::*;

/// Mean light around every place of a picture, on a coarse grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Surround {
    /// Pixels along one side of a cell.
    cell: f64,
    across: usize,
    down: usize,
    /// ln of the mean light around each cell's middle, row by row.
    ln_light: Vec<f64>,
}

/// Cells along the longer side.
const CELLS: u32 = 64;
/// Standard deviation of the neighbourhood (Gaussian), share of the longer side. Assumed: cameras use anything from
/// details to halves of the picture; 4 and 12 % measured no better.
const RADIUS: f64 = 0.06;
/// Samples along the side of a cell.
const SAMPLES: u32 = 6;
/// Least mean light, so that black backgrounds have a logarithm.
const DARKEST: f64 = 0.003;

impl Surround {
    /// A picture that is equally light everywhere.
    #[must_use]
    pub fn even() -> Self {
        Self { cell: 1.0, across: 1, down: 1, ln_light: vec![0.0] }
    }

    pub(super) fn of(photo: &Photo) -> Self {
        let cell = (photo.width().max(photo.height()) / CELLS).max(1);
        let (across, down) = (photo.width().div_ceil(cell), photo.height().div_ceil(cell));
        let step = (cell / SAMPLES).max(1) as usize;
        let light = |i: u32| {
            let (left, top) = (i % across * cell, i / across * cell);
            let mut sum = (0.0, 0.0);
            for y in (top..(top + cell).min(photo.height())).step_by(step) {
                for x in (left..(left + cell).min(photo.width())).step_by(step) {
                    let [r, g, b] = photo.linear(x, y);
                    sum = (sum.0 + 0.2126 * r + 0.7152 * g + 0.0722 * b, sum.1 + 1.0);
                }
            }
            sum.0 / sum.1
        };
        let light: Vec<f64> = (0..across * down).into_par_iter().map(light).collect();
        let (across, down) = (across as usize, down as usize);
        let kernel = kernel(RADIUS * f64::from(CELLS));
        let rows = smoothed(&light, across, &kernel);
        let smooth = transposed(&smoothed(&transposed(&rows, across), down, &kernel), down);
        let ln_light = smooth.into_iter().map(|v| ln(v.max(DARKEST))).collect();
        Self { cell: f64::from(cell), across, down, ln_light }
    }

    /// ln of the mean light around a place, between the cells' middles by straight lines.
    #[must_use]
    pub fn at(&self, place: Point) -> f64 {
        let along = |v: f64, count: usize| {
            let position = (v / self.cell - 0.5).clamp(0.0, (count - 1) as f64);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
            let below = (position as usize).min(count.saturating_sub(2));
            (below, position - below as f64)
        };
        let ((i, s), (j, t)) = (along(place.x, self.across), along(place.y, self.down));
        let value = |di: usize, dj: usize| {
            self.ln_light[(j + dj).min(self.down - 1) * self.across + (i + di).min(self.across - 1)]
        };
        (1.0 - t) * ((1.0 - s) * value(0, 0) + s * value(1, 0)) + t * ((1.0 - s) * value(0, 1) + s * value(1, 1))
    }
}

/// One half of a Gaussian, its middle first.
fn kernel(sd: f64) -> Vec<f64> {
    (0..).map(|i| exp(-0.5 * (f64::from(i) / sd) * (f64::from(i) / sd))).take_while(|v| *v > 0.01).collect()
}

/// Rows smoothed; what lies outside of the picture has no say.
fn smoothed(values: &[f64], width: usize, kernel: &[f64]) -> Vec<f64> {
    let smooth = |row: &[f64], at: usize| {
        let mut sum = (0.0, 0.0);
        for (i, v) in row.iter().enumerate() {
            if let Some(weight) = kernel.get(at.abs_diff(i)) {
                sum = (sum.0 + weight * v, sum.1 + weight);
            }
        }
        sum.0 / sum.1
    };
    values.chunks(width).flat_map(|row| (0..width).map(move |at| smooth(row, at))).collect()
}

/// Rows become columns.
fn transposed(values: &[f64], width: usize) -> Vec<f64> {
    let height = values.len() / width;
    (0..values.len()).map(|i| values[i % height * width + i / height]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose left half is of one code and whose right half is of another.
    fn halves(left: u8, right: u8) -> Photo {
        let (width, height) = (320, 200);
        let picture =
            image::RgbImage::from_fn(width, height, |x, _| image::Rgb([if x < 160 { left } else { right }; 3]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        Photo::decode(&bytes.into_inner()).unwrap()
    }

    #[test]
    fn it_is_the_light_around_a_place() {
        let photo = halves(60, 200);
        let surround = Surround::of(&photo);
        let (dark, bright) = (photo.linear(0, 0)[0], photo.linear(300, 0)[0]);
        approx::assert_abs_diff_eq!(exp(surround.at(Point::new(10.0, 100.0))), dark, epsilon = 1e-3);
        approx::assert_abs_diff_eq!(exp(surround.at(Point::new(310.0, 5.0))), bright, epsilon = 1e-3);
        approx::assert_abs_diff_eq!(exp(surround.at(Point::new(160.0, 60.0))), 0.5 * (dark + bright), epsilon = 5e-3);
        let along: Vec<f64> = (0..320).map(|x| surround.at(Point::new(f64::from(x), 50.0))).collect();
        assert!(along.windows(2).all(|w| w[1] >= w[0] - 1e-12), "it rises from the dark to the bright half");
    }

    #[test]
    fn even_pictures_are_even_and_places_outside_are_those_of_the_edge() {
        let even = Surround::of(&halves(120, 120));
        let middle = even.at(Point::new(160.0, 100.0));
        for place in [Point::new(-50.0, -50.0), Point::new(1e6, 3.0), Point::new(0.0, 199.0)] {
            approx::assert_abs_diff_eq!(even.at(place), middle, epsilon = 1e-12);
        }
        assert!(Surround::even().at(Point::new(12.0, 7.0)).abs() < f64::EPSILON);
        let black = Surround::of(&halves(0, 0));
        approx::assert_abs_diff_eq!(black.at(Point::default()), ln(DARKEST), epsilon = 1e-12);
    }
}
