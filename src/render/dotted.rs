//! A photo with dots in it: the light of each pixel, and what the dots of a field take of it.

use super::cover::mean_sum;
use super::{DotPlace, Layer, Outline, set_dots};
use crate::math::Point;
use rayon::prelude::*;

/// One kind of dots, such as those of one session, as a screen shows them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DotKind {
    /// What the middle of a dot loses beyond the field around it, share of the light before, channel by channel.
    pub dot: [f64; 3],
    /// Width of a dot at half its contrast, mm.
    pub width_mm: f64,
    /// Dots per cm2 where the field is full.
    pub density_per_cm2: f64,
}

impl DotKind {
    /// n G, as of [`super::Cover::mean_sum`].
    #[must_use]
    pub fn mean_sum(&self) -> f64 {
        mean_sum(self.density_per_cm2, self.width_mm)
    }
}

/// A field of dots as a screen shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldLight {
    /// Light of the full field over that of the place before, channel by channel.
    pub field: [f64; 3],
    /// Its dots, the oldest first.
    pub kinds: Vec<DotKind>,
}

/// How a picture shows the scalp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// Pixels per mm.
    pub px_per_mm: f64,
    /// The upper left corner of the picture, mm.
    pub origin_mm: Point,
}

/// Dots begin so far within the outline: their rims do not reach over it.
const RIM_MM: f64 = 1.0;
/// Over which depth dots grow from none to all of them, as a hairline is feathered.
const EDGE_MM: f64 = 7.0;
/// The same where an area is small, as a share of its greatest depth.
const EDGE_OF_DEPTH: f64 = 0.5;

/// Dots set in an area of a picture.
///
/// ```text
/// p' = p (1 - w (1 - field) - sum_k dot_k (S_k - w mean S_k)),   S_k = sum_i f_i/v_i^2 g(|x - x_i|/(v_i width_k))
/// ```
///
/// The law of [`super::Cover`] for the channels of a screen, with the mean of S over the full part as it is and not as
/// it is to be expected: the mean of `p'/p` over the full part is that of the field, to the rounding of numbers. w is the
/// local share of the dots: they are thinned towards the outline, each as strong as elsewhere; f and v are the strength and
/// the width of single dots. Light does not fall below zero.
#[derive(Debug, Clone)]
pub struct Dotted {
    size: (u32, u32),
    scale: Scale,
    /// w, pixel by pixel; `None` outside of the outline.
    share: Vec<Option<f32>>,
    dots: Vec<DotPlace>,
}

impl Dotted {
    /// Sets dots of a density in an area, its corners in mm, of a picture.
    #[must_use]
    pub fn new(outline: &Outline, size: (u32, u32), scale: Scale, density_per_cm2: f64, seed: u32) -> Self {
        let (width, height) = (size.0 as usize, size.1 as usize);
        let mm = |x: usize, y: usize| {
            let at = |px: usize, origin: f64| origin + (px as f64 + 0.5) / scale.px_per_mm;
            Point::new(at(x, scale.origin_mm.x), at(y, scale.origin_mm.y))
        };
        let mut depth = vec![0.0_f64; width * height];
        depth.par_chunks_mut(width).enumerate().for_each(|(y, row)| {
            row.iter_mut().enumerate().for_each(|(x, depth)| *depth = outline.depth(mm(x, y)));
        });
        let deepest = depth.iter().copied().fold(0.0, f64::max);
        let edge = Edge::of(deepest);
        let mut dots = set_dots(outline.bounds(), density_per_cm2, seed);
        dots.retain(|dot| dot.thinned_by < edge.share(outline.depth(dot.at)));
        #[allow(clippy::cast_possible_truncation, reason = "a share")]
        let share = depth.into_iter().map(|depth| (depth > 0.0).then(|| edge.share(depth) as f32)).collect();
        Self { size, scale, share, dots }
    }

    /// The dots that are set.
    #[must_use]
    pub fn dots(&self) -> &[DotPlace] {
        &self.dots
    }

    /// Whether a pixel, counted row by row, lies within the outline.
    #[must_use]
    pub fn is_inside(&self, pixel: usize) -> bool {
        self.share[pixel].is_some()
    }

    /// Whether the field is full at a pixel, counted row by row.
    #[must_use]
    pub fn is_full(&self, pixel: usize) -> bool {
        self.share[pixel].is_some_and(|share| share >= 1.0)
    }

    /// The light of a picture's pixels, row by row, with a field of these dots in it.
    #[must_use]
    pub fn over(&self, light: &[[f64; 3]], field: &FieldLight) -> Vec<[f64; 3]> {
        let layers = self.layers(&field.kinds);
        let means: Vec<f64> = layers.iter().map(|layer| self.full_mean(layer)).collect();
        let left = |pixel: usize, share: f64| {
            let mut left = field.field.map(|field| 1.0 - share * (1.0 - field));
            for ((layer, mean), kind) in layers.iter().zip(&means).zip(&field.kinds) {
                let beyond = f64::from(layer.values()[pixel]) - share * mean;
                (0..3).for_each(|c| left[c] -= kind.dot[c] * beyond);
            }
            left
        };
        let one = |(pixel, (before, share)): (usize, (&[f64; 3], &Option<f32>))| match share {
            None => *before,
            Some(share) => {
                let left = left(pixel, f64::from(*share));
                [0, 1, 2].map(|c| before[c] * left[c].max(0.0))
            }
        };
        light.par_iter().zip(&self.share).enumerate().map(one).collect()
    }

    /// S of each kind.
    fn layers(&self, kinds: &[DotKind]) -> Vec<Layer> {
        let mut layers: Vec<Layer> = kinds.iter().map(|_| Layer::new(self.size.0, self.size.1)).collect();
        let all: f64 = kinds.iter().map(|kind| kind.density_per_cm2).sum();
        for dot in &self.dots {
            let mut below = dot.session_by * all;
            let of = kinds.iter().position(|kind| {
                below -= kind.density_per_cm2;
                below < 0.0
            });
            if let Some(of) = of {
                self.add(&mut layers[of], dot, kinds[of].width_mm);
            }
        }
        layers
    }

    fn add(&self, layer: &mut Layer, dot: &DotPlace, width_mm: f64) {
        let Scale { px_per_mm, origin_mm } = self.scale;
        let at = Point::new((dot.at.x - origin_mm.x) * px_per_mm, (dot.at.y - origin_mm.y) * px_per_mm);
        layer.add_spot(at, width_mm * dot.width * px_per_mm, dot.strength / (dot.width * dot.width));
    }

    /// The mean of a layer over the full part.
    fn full_mean(&self, layer: &Layer) -> f64 {
        let full = layer.values().iter().enumerate().filter(|(pixel, _)| self.is_full(*pixel));
        let (sum, count) = full.fold((0.0, 0_u32), |(sum, count), (_, value)| (sum + f64::from(*value), count + 1));
        sum / f64::from(count.max(1))
    }
}

/// How dots are thinned towards the outline.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    width_mm: f64,
}

impl Edge {
    const fn of(deepest_mm: f64) -> Self {
        let room = EDGE_OF_DEPTH * (deepest_mm - RIM_MM);
        Self { width_mm: room.min(EDGE_MM).max(1e-3) }
    }

    /// Share of the dots that are set at a depth.
    fn share(self, depth_mm: f64) -> f64 {
        let t = ((depth_mm - RIM_MM) / self.width_mm).clamp(0.0, 1.0);
        t * t * (3.0 - 2.0 * t)
    }
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "tests count by pixels and millimetres")]
mod tests {
    use super::*;

    const SIZE: (u32, u32) = (600, 450);
    const SCALE: Scale = Scale { px_per_mm: 15.0, origin_mm: Point::new(0.0, 0.0) };

    fn area() -> Outline {
        Outline::new([(1.0, 1.0), (39.0, 2.0), (38.0, 29.0), (2.0, 28.0)].map(|(x, y)| Point::new(x, y)).to_vec())
    }

    fn field(width_mm: f64) -> FieldLight {
        let kind =
            |density_per_cm2: f64, dot: f64| DotKind { dot: [dot, 1.1 * dot, 1.2 * dot], width_mm, density_per_cm2 };
        FieldLight { field: [0.93, 0.92, 0.91], kinds: vec![kind(45.0, 0.2), kind(60.0, 0.25), kind(45.0, 0.3)] }
    }

    fn dotted(seed: u32) -> Dotted {
        Dotted::new(&area(), SIZE, SCALE, 150.0, seed)
    }

    fn flat() -> Vec<[f64; 3]> {
        vec![[0.5, 0.35, 0.25]; (SIZE.0 * SIZE.1) as usize]
    }

    #[test]
    fn the_mean_of_the_full_part_is_the_field() {
        let dotted = dotted(4);
        for width_mm in [0.3, 0.42] {
            let (before, after) = (flat(), dotted.over(&flat(), &field(width_mm)));
            let full: Vec<usize> = (0..before.len()).filter(|pixel| dotted.is_full(*pixel)).collect();
            assert!(full.len() > 20_000, "{}", full.len());
            for (c, wanted) in field(width_mm).field.into_iter().enumerate() {
                let ratio =
                    full.iter().map(|i| after[*i][c]).sum::<f64>() / full.iter().map(|i| before[*i][c]).sum::<f64>();
                assert!((ratio - wanted).abs() < 1e-5, "{width_mm} {c}: {ratio} {wanted}");
            }
        }
    }

    #[test]
    fn outside_of_the_outline_nothing_changes_and_towards_it_dots_thin_out() {
        let dotted = dotted(4);
        let after = dotted.over(&flat(), &field(0.4));
        let depth = |pixel: usize| {
            let (x, y) = (pixel % SIZE.0 as usize, pixel / SIZE.0 as usize);
            area().depth(Point::new((x as f64 + 0.5) / 15.0, (y as f64 + 0.5) / 15.0))
        };
        assert!((0..after.len()).all(|pixel| depth(pixel) > 0.0 || after[pixel] == flat()[pixel]));
        // Dots to each cm2 by mm of depth, over many seeds.
        let (mut dots, mut cm2) = ([0.0_f64; 12], [0.0_f64; 12]);
        for pixel in (0..after.len()).filter(|pixel| depth(*pixel) > 0.0) {
            cm2[(depth(pixel) as usize).min(11)] += 1.0 / (150.0 * 150.0);
        }
        for seed in 0..20 {
            for dot in Dotted::new(&area(), SIZE, SCALE, 150.0, seed).dots() {
                dots[(area().depth(dot.at) as usize).min(11)] += 1.0 / 20.0;
            }
        }
        let density: Vec<f64> = dots.iter().zip(&cm2).map(|(dots, cm2)| dots / cm2).collect();
        assert_eq!(density[0], 0.0, "{density:?}");
        for pair in density[..9].windows(2) {
            assert!(pair[1] > pair[0] - 6.0 && pair[1] - pair[0] < 40.0, "{density:?}");
        }
        assert!(density[8..].iter().all(|d| (d / 150.0 - 1.0).abs() < 0.06), "{density:?}");
    }

    #[test]
    fn the_same_seed_sets_the_same_dots_on_every_day() {
        let (one, other) = (dotted(4), dotted(5));
        assert_eq!(one.over(&flat(), &field(0.3)), dotted(4).over(&flat(), &field(0.3)));
        assert_ne!(one.dots(), other.dots());
        // The darkest pixel of a dot is where it was, however wide the dot has become.
        let (narrow, wide) = (one.over(&flat(), &field(0.3)), one.over(&flat(), &field(0.42)));
        let dot = one.dots()[one.dots().len() / 2].at;
        let row = (dot.y * 15.0) as usize * SIZE.0 as usize;
        let darkest = |light: &[[f64; 3]]| {
            let near = (dot.x * 15.0) as usize - 4..(dot.x * 15.0) as usize + 5;
            near.min_by(|a, b| light[row + a][1].total_cmp(&light[row + b][1])).unwrap()
        };
        assert!(darkest(&narrow).abs_diff(darkest(&wide)) <= 1);
    }

    /// One dot alone: its width at half its contrast in the picture.
    #[test]
    fn dots_have_the_width_that_they_should() {
        let mut dotted = dotted(4);
        let mut alone = dotted.dots[dotted.dots.len() / 2];
        alone.at = Point::new(20.0 + 0.5 / 15.0, 15.0 + 0.5 / 15.0);
        dotted.dots = vec![alone];
        for width_mm in [0.25, 0.4] {
            let after = dotted.over(&flat(), &field(width_mm));
            let lost = |x: usize| after[225 * SIZE.0 as usize + 250][1] - after[225 * SIZE.0 as usize + x][1];
            let middle = lost(300);
            let beyond = (300..340).find(|x| lost(*x) < 0.5 * middle).unwrap();
            let (inner, outer) = (lost(beyond - 1), lost(beyond));
            let half_px = (beyond - 301) as f64 + (inner - 0.5 * middle) / (inner - outer);
            let width = 2.0 * half_px / 15.0;
            let wanted = width_mm * alone.width;
            assert!((width / wanted - 1.0).abs() < 0.04, "{width} {wanted}");
        }
    }

    #[test]
    fn small_areas_keep_a_full_part_and_no_dots_change_nothing() {
        let small =
            Outline::new([(1.0, 1.0), (9.0, 1.0), (9.0, 9.0), (1.0, 9.0)].map(|(x, y)| Point::new(x, y)).to_vec());
        let dotted = Dotted::new(&small, SIZE, SCALE, 150.0, 1);
        assert!((0..flat().len()).any(|pixel| dotted.is_full(pixel)));
        let nothing = FieldLight { field: [1.0; 3], kinds: Vec::new() };
        assert_eq!(dotted.over(&flat(), &nothing), flat());
    }
}
