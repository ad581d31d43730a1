//! The photo with what was found drawn on it: the chart's lattice and the regions.

use super::lattice::{PatchFrames, lattice};
use crate::consult::Measurement;
use crate::math::Point;
use crate::measure::Rect;
use crate::photo::Photo;
use image::{ImageEncoder, Rgb, RgbImage};

/// Longer side of the picture at most, pixels.
const LONGER: u32 = 1600;
/// Lines are white within black, seen on any colour.
const STROKES: [(i64, Rgb<u8>); 2] = [(2, Rgb([0, 0, 0])), (0, Rgb([255, 255, 255]))];

/// A PNG of the photo, at most 1,600 pixels wide or high: a frame around every patch, two around patch 1, a cross over
/// those left out; regions as rectangles, that of stubble with a diagonal, old work or a treated field with two. `None`
/// where no chart was found.
#[must_use]
pub fn chart_picture(photo: &Photo, measurement: &Measurement) -> Option<Vec<u8>> {
    let patches = lattice(&measurement.chart.as_ref()?.reading)?;
    let mut sheet = Sheet::of(photo, photo.width().max(photo.height()).div_ceil(LONGER).max(1))?;
    sheet.patches(&patches);
    let fields = [&measurement.hair, &measurement.old_work].map(|field| field.as_ref().and_then(|f| f.rect));
    let regions = [measurement.skin.as_ref().and_then(|s| s.rect), fields[0], fields[1]];
    for (diagonals, region) in regions.into_iter().enumerate() {
        if let Some(rect) = region {
            sheet.region(rect, diagonals);
        }
    }
    sheet.png()
}

/// A smaller copy of a photo that is drawn on by places of the photo.
pub(super) struct Sheet {
    pub(super) picture: RgbImage,
    scale: f64,
}

impl Sheet {
    /// A copy in which a pixel is the mean of `factor` x `factor`.
    pub(super) fn of(photo: &Photo, factor: u32) -> Option<Self> {
        let reduced = photo.reduced(factor as usize);
        let side = |n: usize| u32::try_from(n).ok();
        let picture = RgbImage::from_raw(side(reduced.width)?, side(reduced.height)?, reduced.codes)?;
        Some(Self { picture, scale: 1.0 / f64::from(factor) })
    }

    fn patches(&mut self, patches: &[PatchFrames]) {
        for patch in patches {
            patch.frames.iter().for_each(|frame| self.ring(frame));
            if patch.is_crossed {
                let [a, b, c, d] = patch.frames[0];
                self.line(a, c);
                self.line(b, d);
            }
        }
    }

    /// A rectangle with none, one or two diagonals.
    pub(super) fn region(&mut self, rect: Rect, diagonals: usize) {
        let [left, top, width, height] = [rect.x, rect.y, rect.w, rect.h].map(f64::from);
        let at = |across: f64, down: f64| Point::new(left + across * width, top + down * height);
        self.ring(&[at(0.0, 0.0), at(1.0, 0.0), at(1.0, 1.0), at(0.0, 1.0)]);
        let lines = [(at(0.0, 1.0), at(1.0, 0.0)), (at(0.0, 0.0), at(1.0, 1.0))];
        lines.into_iter().take(diagonals).for_each(|(from, to)| self.line(from, to));
    }

    fn ring(&mut self, corners: &[Point; 4]) {
        for i in 0..4 {
            self.line(corners[i], corners[(i + 1) % 4]);
        }
    }

    /// A line between two places of the photo.
    fn line(&mut self, from: Point, to: Point) {
        let (from, to) = (self.scaled(from), self.scaled(to));
        let steps = from.distance(to).ceil().clamp(1.0, 1e4);
        for (reach, colour) in STROKES {
            let mut share = 0.0;
            while share <= 1.0 {
                self.dot(Point::new(from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)), reach, colour);
                share += 1.0 / steps;
            }
        }
    }

    fn scaled(&self, p: Point) -> Point {
        Point::new(p.x * self.scale, p.y * self.scale)
    }

    fn dot(&mut self, at: Point, reach: i64, colour: Rgb<u8>) {
        #[allow(clippy::cast_possible_truncation, reason = "floored; what lies outside of the picture is not drawn")]
        let (x, y) = (at.x.floor() as i64, at.y.floor() as i64);
        for (dx, dy) in (-reach / 2..=reach / 2).flat_map(|dx| (-reach / 2..=reach / 2).map(move |dy| (dx, dy))) {
            let place = u32::try_from(x + dx).ok().zip(u32::try_from(y + dy).ok());
            if let Some(pixel) = place.and_then(|(x, y)| self.picture.get_pixel_mut_checked(x, y)) {
                *pixel = colour;
            }
        }
    }

    fn png(self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let (width, height) = self.picture.dimensions();
        let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
        encoder.write_image(&self.picture, width, height, image::ExtendedColorType::Rgb8).ok()?;
        Some(bytes)
    }
}
