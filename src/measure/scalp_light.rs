//! How the light runs over a scalp, from the scalp itself: what no chart beside it can tell.
//!
//! A head is round, and lamps hang above it: the stubble below the hairline gets less light than the skin above it, and
//! that looks like contrast. Light runs smoothly where the colour of the scalp makes a step at the hairline, so the two
//! can be told apart once enough of the scalp is looked at.

use super::region::Rect;
use crate::camera::Calibration;
use crate::color::Xyz;
use crate::data;
use crate::math::{Homography, Point, exp, hypot, ln};
use crate::photo::Photo;
use nalgebra::{DMatrix, DVector, Matrix4, Vector4};
use palette::convert::IntoColorUnclamped;
use rayon::prelude::*;

/// What is known of the light on skin and stubble of one scalp, beyond the fall-off that the chart shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScalpLight {
    /// ln of the light on the stubble over that on the bare skin.
    pub ln_ratio: f64,
    /// Standard deviation of this.
    pub ln_ratio_sd: f64,
    /// Standard deviation of ln of the light over the scalp looked at: how much the light comes from one side.
    pub unevenness: f64,
    /// Cells of bare skin and of stubble that say so; none where it is assumed.
    pub cells: [usize; 2],
}

/// Cells along the longer side of the picture.
const CELLS: f64 = 64.0;
/// Cells along the shorter side of a region, at least.
const ACROSS_REGION: f64 = 4.0;
/// Pixels along the side of a cell, at least.
const LEAST_SIDE_PX: f64 = 4.0;
/// Samples along the side of a cell.
const SAMPLES: u32 = 12;
/// How far from the middle between the regions the scalp is looked at: in distances of the regions, but no further than
/// this share of the picture, unless the regions lie there. Towards the edge of a head light falls off too steeply.
const REACH: f64 = 1.9;
const REACH_OF_PICTURE: f64 = 0.28;
const LEAST_REACH: f64 = 0.9;
/// Usual distance of regions, share of the picture: what the course of the light leaves grows with its square.
const USUAL_APART: f64 = 0.15;
/// Fewest cells of a region.
const FEWEST: usize = 4;
/// Rounds of growing, a cell each.
const ROUNDS: usize = 16;
/// Squared distance (colour and texture) within which a cell belongs to a kind, and by how much it must be further from
/// the other kind.
const BELONGS: f64 = 13.0;
const APART: f64 = 6.0;
/// Least spread of the colours of one kind, ln: cells of a smooth region would belong nowhere else.
const LEAST_SPREAD: f64 = 0.015;
/// Light above this multiple of a cell's median is glare.
const GLARE: f64 = 1.25;
/// Least share of a cell that must be neither blown out nor glare.
const MATTE: f64 = 0.8;
/// Least difference between the pixels of a cell, share of their mean: noise and compression make as much.
const LEAST_ROUGHNESS: f64 = 0.01;
/// Least spread of ln luminance between cells.
const LEAST_NOISE: f64 = 0.02;
/// How many cells vary as one (mottling), before it is measured; and the most that is believed.
const USUAL_PATCH: f64 = 8.0;
const LARGEST_PATCH: f64 = 40.0;
/// Cells over which alikeness is looked for.
const LAG: i64 = 4;
/// Sizes that the course of the light may have: standard deviations of its coefficients, each as likely as the others.
const SIZES: [f64; 6] = [0.003, 0.006, 0.012, 0.025, 0.05, 0.1];
/// The size that regions are grown with.
const GROWING_SIZE: f64 = 0.04;
/// Terms of the course of the light: x, y, x^2, xy, y^2 about the middle between the regions, their distance the unit.
const TERMS: usize = 5;
/// Unknowns: the two kinds' own lightness, then the course of the light.
const UNKNOWNS: usize = 2 + TERMS;

/// The light on both regions if its course had one size.
struct OfSize {
    /// ln of how likely the cells are, up to a constant.
    evidence: f64,
    ln_ratio: f64,
    variance: f64,
    unevenness: f64,
}

/// The two kinds of scalp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bare,
    Field,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Bare, Self::Field];

    const fn other(self) -> Self {
        match self {
            Self::Bare => Self::Field,
            Self::Field => Self::Bare,
        }
    }
}

impl ScalpLight {
    /// Light on the stubble over light on the bare skin.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        exp(self.ln_ratio)
    }

    /// Whether the scalp itself was seen to say so; otherwise it is assumed.
    #[must_use]
    pub fn is_seen(&self) -> bool {
        self.cells != [0; 2]
    }

    /// Nothing seen of it: as usual between two places so far apart, mm.
    #[must_use]
    pub fn assumed(apart_mm: Option<f64>) -> Self {
        let table = data::camera().geometry;
        let apart = apart_mm.map_or(table.usual_distance_mm, |mm| mm.min(table.distance_max_mm));
        let ln_ratio_sd = table.light_sd_per_mm * apart;
        Self { ln_ratio: 0.0, ln_ratio_sd, unevenness: table.usual_unevenness, cells: [0; 2] }
    }

    /// The same scalp in soft light from several sides, if it is not lit so already: what its course leaves goes with its
    /// unevenness.
    #[must_use]
    pub fn in_soft_light(self) -> Self {
        let table = data::camera().geometry;
        let unevenness = self.unevenness.min(table.soft_unevenness);
        let left = if self.is_seen() {
            hypot(table.light_misfit_sd, table.light_misfit_share * unevenness)
        } else {
            self.ln_ratio_sd * unevenness / self.unevenness
        };
        Self { ln_ratio_sd: self.ln_ratio_sd.min(left), unevenness, ..self }
    }

    /// Looks at the scalp around both regions.
    ///
    /// ```text
    /// ln Y(cell) = m_kind + s1 x + s2 y + s3 x^2 + s4 xy + s5 y^2 + noise,   s ~ N(0, size^2)
    /// ```
    ///
    /// Cells in the regions are bare skin and stubble; their neighbours join where their colour, the light's course so
    /// far taken out, belongs to one of the two and not to the other. The size is averaged over by its evidence, so that
    /// even light stays even; noise counts as often as mottling repeats it.
    #[must_use]
    pub fn seen(
        photo: &Photo,
        calibration: &Calibration,
        (skin, hair): (Rect, Rect),
        to_chart: Option<&Homography>,
        px_per_mm: Option<f64>,
    ) -> Self {
        let apart_px = skin.centre().distance(hair.centre());
        let assumed = Self::assumed(px_per_mm.map(|scale| apart_px / scale));
        let Some(mut scalp) = Scalp::new(photo, calibration, (skin, hair), to_chart) else { return assumed };
        scalp.grow();
        scalp.light((skin, hair)).map_or(assumed, |light| light.tempered(assumed.ln_ratio_sd))
    }

    /// With what is usual between two such places taken into account.
    fn tempered(self, usual_sd: f64) -> Self {
        let (usual, seen) = (usual_sd * usual_sd, self.ln_ratio_sd * self.ln_ratio_sd);
        let share = usual / (usual + seen);
        Self { ln_ratio: share * self.ln_ratio, ln_ratio_sd: (share * seen).sqrt(), ..self }
    }
}

/// Cells of the picture around two regions.
struct Scalp {
    across: usize,
    /// ln XYZ and ln of the roughness of each cell; none where it is not looked at.
    looks: Vec<Option<Vector4<f64>>>,
    terms: Vec<[f64; TERMS]>,
    kind: Vec<Option<Kind>>,
    middle: Point,
    /// Distance of the regions, pixels; longer side of the picture.
    unit: f64,
    longer: f64,
}

/// What a kind looks like under even light.
struct Look {
    mean: Vector4<f64>,
    inverse: Matrix4<f64>,
}

impl Look {
    fn distance(&self, look: &Vector4<f64>) -> f64 {
        let off = look - self.mean;
        off.dot(&(self.inverse * off))
    }
}

impl Scalp {
    fn new(
        photo: &Photo,
        calibration: &Calibration,
        (skin, hair): (Rect, Rect),
        to_chart: Option<&Homography>,
    ) -> Option<Self> {
        let longer = f64::from(photo.width().max(photo.height()));
        let shorter = f64::from(skin.w.min(skin.h).min(hair.w).min(hair.h));
        let side = (longer / CELLS).min(shorter / ACROSS_REGION).floor();
        let unit = skin.centre().distance(hair.centre());
        if side < LEAST_SIDE_PX || unit < side {
            return None;
        }
        let reach = (REACH * unit).min(REACH_OF_PICTURE * longer).max(LEAST_REACH * unit);
        let between = |a: f64, b: f64| 0.5 * (a + b);
        let (one, other) = (skin.centre(), hair.centre());
        let middle = Point::new(between(one.x, other.x), between(one.y, other.y));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of cells in a picture")]
        let count = |length: u32| (f64::from(length) / side) as usize;
        let (across, down) = (count(photo.width()), count(photo.height()));
        let centre =
            |i: usize| Point::new((i % across) as f64 * side + 0.5 * side, (i / across) as f64 * side + 0.5 * side);
        let look = |i: usize| {
            let at = centre(i);
            let near = at.distance(middle) < reach;
            let on_chart = to_chart.is_some_and(|map| super::near_chart(map.map(at)));
            if near && !on_chart { cell_look(photo, calibration, at, side) } else { None }
        };
        let looks: Vec<Option<Vector4<f64>>> = (0..across * down).into_par_iter().map(look).collect();
        let kind = |i: usize| {
            looks[i]?;
            if contains(skin, centre(i)) { Some(Kind::Bare) } else { contains(hair, centre(i)).then_some(Kind::Field) }
        };
        let kind: Vec<Option<Kind>> = (0..across * down).map(kind).collect();
        let few = |k: Kind| kind.iter().filter(|v| **v == Some(k)).count() < FEWEST;
        if Kind::ALL.into_iter().any(few) {
            return None;
        }
        let terms = (0..across * down).map(|i| terms(centre(i), middle, unit)).collect();
        Some(Self { across, looks, terms, kind, middle, unit, longer })
    }

    /// Lets neighbouring cells join the kind that they belong to.
    fn grow(&mut self) {
        for round in 0..ROUNDS {
            let Some(shade) = self.shade() else { return };
            let looks = Kind::ALL.map(|kind| self.look(kind, &shade));
            let joins = |i: usize| {
                if self.kind[i].is_some() {
                    return None;
                }
                let look = even(self.looks[i]?, shade_at(&shade, &self.terms[i]));
                Kind::ALL.into_iter().find(|kind| {
                    let [own, other] = [*kind, kind.other()].map(|k| looks[k as usize].distance(&look));
                    own < BELONGS && other - own > APART && self.neighbours(i).any(|n| self.kind[n] == Some(*kind))
                })
            };
            let joined: Vec<(usize, Kind)> =
                (0..self.kind.len()).filter_map(|i| joins(i).map(|kind| (i, kind))).collect();
            if joined.is_empty() && round > 0 {
                return;
            }
            joined.into_iter().for_each(|(i, kind)| self.kind[i] = Some(kind));
        }
    }

    fn neighbours(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let (column, row) = (i % self.across, i / self.across);
        let rows = row.saturating_sub(1)..(row + 2).min(self.kind.len() / self.across);
        let columns = column.saturating_sub(1)..(column + 2).min(self.across);
        rows.flat_map(move |row| columns.clone().map(move |column| row * self.across + column)).filter(move |n| *n != i)
    }

    /// Cells of a kind.
    fn of(&self, kind: Kind) -> impl Iterator<Item = usize> + '_ {
        (0..self.kind.len()).filter(move |i| self.kind[*i] == Some(kind))
    }

    /// ln luminance, the mean of the three channels: what light changes and little else does alike.
    fn value(&self, i: usize) -> f64 {
        self.looks[i].map_or(0.0, |c| c.xyz().mean())
    }

    /// Sums of the normal equations with noise of one, and the sum that their right side has: curvature and gradient.
    fn sums(&self) -> (DMatrix<f64>, DVector<f64>) {
        let (mut curvature, mut right) = (DMatrix::zeros(UNKNOWNS, UNKNOWNS), DVector::zeros(UNKNOWNS));
        for kind in Kind::ALL {
            for i in self.of(kind) {
                let mut row = DVector::zeros(UNKNOWNS);
                row[kind as usize] = 1.0;
                row.rows_mut(2, TERMS).copy_from_slice(&self.terms[i]);
                right += &row * self.value(i);
                curvature += &row * row.transpose();
            }
        }
        (curvature, right)
    }

    /// The course of the light as far as it is known while growing.
    fn shade(&self) -> Option<[f64; TERMS]> {
        let (curvature, right) = self.sums();
        let noise = USUAL_PATCH * LEAST_NOISE * LEAST_NOISE;
        let kept = curvature / noise + believed(GROWING_SIZE);
        let solved = kept.cholesky()?.solve(&(right / noise));
        Some(std::array::from_fn(|k| solved[2 + k]))
    }

    fn look(&self, kind: Kind, shade: &[f64; TERMS]) -> Look {
        let even: Vec<Vector4<f64>> =
            self.of(kind).filter_map(|i| self.looks[i].map(|c| even(c, shade_at(shade, &self.terms[i])))).collect();
        let count = even.len() as f64;
        let mean = even.iter().sum::<Vector4<f64>>() / count;
        let spread = even.iter().map(|c| (c - mean) * (c - mean).transpose()).sum::<Matrix4<f64>>() / (count - 1.0);
        let eigen = spread.symmetric_eigen();
        let least = LEAST_SPREAD * LEAST_SPREAD;
        let inverse = Matrix4::from_diagonal(&eigen.eigenvalues.map(|v| 1.0 / v.max(least)));
        Look { mean, inverse: eigen.eigenvectors * inverse * eigen.eigenvectors.transpose() }
    }

    /// The light on both regions, its size averaged over by the evidence for each.
    fn light(&self, (skin, hair): (Rect, Rect)) -> Option<ScalpLight> {
        let (curvature, right) = self.sums();
        let noise = self.noise()?;
        let way = self.way(skin, hair);
        let of_size = |size: f64| {
            let kept = (&curvature / noise + believed(size)).cholesky()?;
            let mean = kept.solve(&(&right / noise));
            let ln_det = 2.0 * kept.l().diagonal().iter().map(|v| ln(*v)).sum::<f64>();
            let evidence = 0.5 * (&right / noise).dot(&mean) - 0.5 * ln_det - TERMS as f64 * ln(size);
            let variance = way.dot(&kept.solve(&way));
            let shade: [f64; TERMS] = std::array::from_fn(|k| mean[2 + k]);
            Some(OfSize { evidence, ln_ratio: way.dot(&mean), variance, unevenness: self.unevenness(&shade) })
        };
        let sizes: Vec<OfSize> = SIZES.into_iter().map(of_size).collect::<Option<_>>()?;
        let most = sizes.iter().map(|s| s.evidence).fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = sizes.iter().map(|s| exp(s.evidence - most)).collect();
        let mean = |of: &dyn Fn(&OfSize) -> f64| {
            let sum: f64 = weights.iter().zip(&sizes).map(|(w, s)| w * of(s)).sum();
            sum / weights.iter().sum::<f64>()
        };
        let (ln_ratio, unevenness) = (mean(&|s| s.ln_ratio), mean(&|s| s.unevenness));
        let variance = mean(&|s| s.variance + (s.ln_ratio - ln_ratio) * (s.ln_ratio - ln_ratio));
        // Real light is no polynomial, and stubble seen aslant looks denser.
        let table = data::camera().geometry;
        let far = crate::math::powi(self.unit / self.longer / USUAL_APART, 2).max(1.0);
        let misfit = far * crate::math::hypot(table.light_misfit_sd, table.light_misfit_share * unevenness);
        let cells = Kind::ALL.map(|kind| self.of(kind).count());
        Some(ScalpLight { ln_ratio, ln_ratio_sd: (variance + misfit * misfit).sqrt(), unevenness, cells })
    }

    /// Mean of the terms over the stubble minus that over the skin.
    fn way(&self, skin: Rect, hair: Rect) -> DVector<f64> {
        let mean = |rect: Rect| {
            let at = |i: usize, length: u32| (f64::from(u32::try_from(i).unwrap_or(0)) + 0.5) / 8.0 * f64::from(length);
            let mut sum = [0.0; TERMS];
            for k in 0..64 {
                let place = Point::new(f64::from(rect.x) + at(k % 8, rect.w), f64::from(rect.y) + at(k / 8, rect.h));
                let terms = terms(place, self.middle, self.unit);
                sum.iter_mut().zip(terms).for_each(|(sum, t)| *sum += t / 64.0);
            }
            sum
        };
        let (from, to) = (mean(skin), mean(hair));
        DVector::from_fn(UNKNOWNS, |k, _| if k < 2 { 0.0 } else { to[k - 2] - from[k - 2] })
    }

    fn unevenness(&self, shade: &[f64; TERMS]) -> f64 {
        let light: Vec<f64> =
            (0..self.kind.len()).filter(|i| self.kind[*i].is_some()).map(|i| shade_at(shade, &self.terms[i])).collect();
        crate::math::mean_sd(&light).1
    }

    /// Variance of a cell, times the number of cells that vary as one.
    fn noise(&self) -> Option<f64> {
        let shade = self.shade()?;
        let even = |i: usize| self.value(i) - shade_at(&shade, &self.terms[i]);
        let means = Kind::ALL.map(|kind| {
            let values: Vec<f64> = self.of(kind).map(even).collect();
            crate::math::mean_sd(&values).0
        });
        let left: Vec<Option<f64>> =
            (0..self.kind.len()).map(|i| self.kind[i].map(|kind| even(i) - means[kind as usize])).collect();
        let squares: Vec<f64> = left.iter().flatten().map(|v| v * v).collect();
        let variance = squares.iter().sum::<f64>() / squares.len() as f64;
        let lags = (-LAG..=LAG).flat_map(|dy| (-LAG..=LAG).map(move |dx| (dx, dy))).filter(|lag| *lag != (0, 0));
        let alike: f64 = lags.map(|lag| self.alike(&left, lag) / variance.max(1e-12)).map(|v| v.max(0.0)).sum();
        Some(variance.max(LEAST_NOISE * LEAST_NOISE) * (1.0 + alike).min(LARGEST_PATCH))
    }

    /// Mean product of what is left of cells so far apart.
    fn alike(&self, left: &[Option<f64>], (dx, dy): (i64, i64)) -> f64 {
        let across = i64::try_from(self.across).unwrap_or(i64::MAX);
        let down = i64::try_from(left.len()).unwrap_or(0) / across;
        let mut sum = (0.0, 0.0);
        for (i, one) in left.iter().enumerate() {
            let i = i64::try_from(i).unwrap_or(0);
            let (column, row) = (i % across + dx, i / across + dy);
            if column < 0 || row < 0 || column >= across || row >= down {
                continue;
            }
            let other = usize::try_from(row * across + column).ok().and_then(|j| left[j]);
            if let Some((one, other)) = one.zip(other) {
                sum = (sum.0 + one * other, sum.1 + 1.0);
            }
        }
        if sum.1 > 20.0 { sum.0 / sum.1 } else { 0.0 }
    }
}

/// Precision of the course of the light; nothing is believed of the kinds' own lightness.
fn believed(size: f64) -> DMatrix<f64> {
    DMatrix::from_diagonal(&DVector::from_fn(UNKNOWNS, |k, _| if k < 2 { 1e-9 } else { 1.0 / (size * size) }))
}

fn terms(at: Point, middle: Point, unit: f64) -> [f64; TERMS] {
    let (x, y) = ((at.x - middle.x) / unit, (at.y - middle.y) / unit);
    [x, y, x * x, x * y, y * y]
}

fn shade_at(shade: &[f64; TERMS], terms: &[f64; TERMS]) -> f64 {
    shade.iter().zip(terms).map(|(s, t)| s * t).sum()
}

fn contains(rect: Rect, at: Point) -> bool {
    let (x, y) = (at.x - f64::from(rect.x), at.y - f64::from(rect.y));
    x >= 0.0 && y >= 0.0 && x <= f64::from(rect.w) && y <= f64::from(rect.h)
}

/// A look with light of this much, ln, taken out.
fn even(look: Vector4<f64>, light: f64) -> Vector4<f64> {
    look - Vector4::new(light, light, light, 0.0)
}

/// ln XYZ of a cell by the calibration, and ln of how much its pixels differ; none where much of it is blown out.
fn cell_look(photo: &Photo, calibration: &Calibration, at: Point, side: f64) -> Option<Vector4<f64>> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cell inside the picture")]
    let (x, y, side) = ((at.x - 0.5 * side) as u32, (at.y - 0.5 * side) as u32, side as u32);
    let rect = Rect { x, y, w: side, h: side };
    let sample = super::read::sample(photo, calibration, rect, u64::from(SAMPLES * SAMPLES));
    let bright: Vec<f64> = sample.light.iter().map(|l| l[0] + l[1] + l[2]).collect();
    let most = GLARE * crate::math::median(&bright);
    let matte = || sample.light.iter().zip(&bright).filter(|(_, b)| **b < most);
    if (matte().count() as f64) < MATTE * sample.looked_at as f64 {
        return None;
    }
    let light = super::read::mean(matte().map(|(l, _)| l))?;
    let xyz: Xyz<_, f64> = calibration.lab(light, at).into_color_unclamped();
    let (mean, sd) = crate::math::mean_sd(&matte().map(|(_, b)| *b).collect::<Vec<_>>());
    let roughness = (sd / mean.max(1e-6)).max(LEAST_ROUGHNESS);
    Some(Vector4::new(xyz.x, xyz.y, xyz.z, roughness).map(|v| ln(v.max(1e-4))))
}
