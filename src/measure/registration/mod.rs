//! Where the places of an earlier photo lie in a later one of the same scalp, whatever chart, camera and light do.

mod blocks;
mod map;
mod motion;
mod search;
mod similarity;

use super::Rect;
use crate::data::RegistrationLimits;
use crate::math::{Homography, Point};
use crate::photo::Photo;
use map::GreyMap;
use motion::{Motion, Offset};
use search::{Candidate, Template};

/// One of two photos of a scalp.
#[derive(Debug, Clone, Copy)]
pub struct SightOfScalp<'a> {
    /// The photo.
    pub photo: &'a Photo,
    /// From its pixels to the coordinates of its chart.
    pub to_chart: &'a Homography,
}

/// Where the earlier photo was read.
#[derive(Debug, Clone, Copy)]
pub struct PlacesToFind<'a> {
    /// Regions whose neighbourhood is looked for: bare skin, stubble.
    pub around: &'a [Rect],
    /// The treated field, which may look otherwise by now.
    pub changed: Option<Rect>,
}

/// How the scalp of an earlier photo lies in a later one.
#[derive(Debug, Clone, PartialEq)]
pub struct Registration {
    motion: Motion,
    old_px_per_mm: f64,
    new_px_per_mm: f64,
    /// Mean normalised correlation of the parts that agree, 0-1.
    pub correlation: f64,
    /// Parts of the scalp that were looked for one by one.
    pub parts: usize,
    /// Those that were found where the motion puts them.
    pub agreeing: usize,
    /// Parts that agree with the best motion to another place.
    pub runner_up: usize,
    /// Whether it is to be believed.
    pub sure: bool,
}

impl Registration {
    /// Where a point of the earlier picture lies in the later one, pixels.
    #[must_use]
    pub fn map(&self, p: Point) -> Point {
        let mm = Point::new(p.x / self.old_px_per_mm, p.y / self.old_px_per_mm);
        let q = self.motion.map(mm);
        Point::new(q.x * self.new_px_per_mm, q.y * self.new_px_per_mm)
    }

    /// Share of the parts that agree.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.agreeing as f64 / (self.parts as f64).max(1.0)
    }
}

/// Maps of one picture at cells of 1, 2 and 4 times the finest.
struct Levels {
    fine: GreyMap,
    middle: GreyMap,
    coarse: GreyMap,
}

/// Cells around each over which the mean is taken out.
const RADIUS: usize = 4;

impl Levels {
    fn of(sight: &SightOfScalp<'_>, px_per_mm: f64, cell_mm: f64) -> Self {
        let fine = GreyMap::of(sight.photo, sight.to_chart, px_per_mm, cell_mm);
        let middle = fine.halved();
        let coarse = middle.halved();
        let [fine, middle, coarse] = [fine, middle, coarse].map(|map| map.flattened(RADIUS));
        Self { fine, middle, coarse }
    }
}

/// Pixels for one unit of the chart's coordinates at its middle.
fn px_per_chart(to_chart: &Homography) -> Option<f64> {
    let back = to_chart.inverse()?;
    let [o, x, y] = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.1)].map(|(x, y)| back.map(Point::new(x, y)));
    let area = ((x.x - o.x) * (y.y - o.y) - (x.y - o.y) * (y.x - o.x)).abs();
    let scale = 10.0 * area.sqrt();
    (scale.is_finite() && scale > 1.0).then_some(scale)
}

/// Angle of the chart's rows in the picture, radians.
fn chart_turn(to_chart: &Homography) -> Option<f64> {
    let back = to_chart.inverse()?;
    let (o, x) = (back.map(Point::default()), back.map(Point::new(0.1, 0.0)));
    Some(crate::math::atan2(x.y - o.y, x.x - o.x))
}

/// How the scalp has moved from an earlier photo to a later one; `None` where nothing of it can be compared.
#[must_use]
pub fn register(
    old: &SightOfScalp<'_>,
    new: &SightOfScalp<'_>,
    places: &PlacesToFind<'_>,
    new_px_per_mm: Option<f64>,
    limits: &RegistrationLimits,
) -> Option<Registration> {
    let new_px_per_mm =
        new_px_per_mm.unwrap_or_else(|| f64::from(new.photo.width().max(new.photo.height())) / limits.picture_mm);
    let old_px_per_mm = new_px_per_mm * px_per_chart(old.to_chart)? / px_per_chart(new.to_chart)?;
    let longest_mm = (f64::from(old.photo.width().max(old.photo.height())) / old_px_per_mm)
        .max(f64::from(new.photo.width().max(new.photo.height())) / new_px_per_mm);
    let cell_mm = limits.cell_mm.max(longest_mm / 1000.0);
    let (of_old, of_new) =
        rayon::join(|| Levels::of(old, old_px_per_mm, cell_mm), || Levels::of(new, new_px_per_mm, cell_mm));
    let near = |p: Point, rect: &Rect, margin_mm: f64| {
        let (x, y) = (p.x * old_px_per_mm - f64::from(rect.x), p.y * old_px_per_mm - f64::from(rect.y));
        let margin = margin_mm * old_px_per_mm;
        x >= -margin && y >= -margin && x <= f64::from(rect.w) + margin && y <= f64::from(rect.h) + margin
    };
    let changed = |p: Point| places.changed.is_some_and(|rect| near(p, &rect, 0.0));
    let around = |p: Point| places.around.iter().any(|rect| near(p, rect, limits.margin_mm));
    let wanted = |p: Point| around(p) && !changed(p);
    let coarse = Template::of(&of_old.coarse, wanted)?;
    let middle = Template::of(&of_old.middle, wanted)?;
    let turned = chart_turn(new.to_chart)? - chart_turn(old.to_chart)?;
    let found = whereabouts(&coarse, &of_new.coarse, turned, limits);
    let mut climbed: Vec<Candidate> = {
        use rayon::prelude::*;
        let each = found.par_iter().map(|c| search::climbed(&middle, &of_new.middle, *c, limits.least_overlap));
        each.collect::<Vec<_>>().into_iter().flatten().collect()
    };
    climbed.sort_by(|a, b| b.correlation.total_cmp(&a.correlation));
    let climbed = search::spread_out(&climbed, limits.apart_mm, limits.looked_at);
    let block = |p: Point| around(p) || changed(p);
    let middles = blocks::middles(&of_old.fine, limits.part_mm, block);
    let mut judged: Vec<(Motion, Vec<Offset>, usize)> = climbed
        .iter()
        .filter_map(|c| judged(&of_old.fine, &of_new.fine, &middles, c, coarse.from, limits))
        .collect();
    judged.sort_by(|a, b| b.1.len().cmp(&a.1.len()));
    let runner_up = judged.get(1).map_or(0, |(_, agreeing, _)| agreeing.len());
    let (motion, agreeing, parts) = judged.into_iter().next()?;
    let correlation = agreeing.iter().map(|o| o.correlation).sum::<f64>() / (agreeing.len() as f64).max(1.0);
    let mut registration = Registration {
        motion,
        old_px_per_mm,
        new_px_per_mm,
        correlation,
        parts,
        agreeing: agreeing.len(),
        runner_up,
        sure: false,
    };
    registration.sure = registration.share() >= limits.least_share
        && registration.agreeing >= limits.least_parts
        && correlation >= limits.least_correlation
        && runner_up as f64 <= limits.most_runner_up * registration.agreeing as f64;
    Some(registration)
}

/// Places where the neighbourhood may lie, best first.
fn whereabouts(template: &Template, map: &GreyMap, chart_turned: f64, limits: &RegistrationLimits) -> Vec<Candidate> {
    let steps = |most: f64, step: f64| -> Vec<f64> {
        #[allow(clippy::cast_possible_truncation, reason = "a few steps")]
        let count = (most / step).round() as i32;
        (-count..=count).map(|k| f64::from(k) * step).collect()
    };
    let around = steps(limits.turn_deg.to_radians(), limits.turn_step_deg.to_radians());
    let scales: Vec<f64> = steps(limits.scale, limits.scale_step).into_iter().map(|s| 1.0 + s).collect();
    let mut turns = around.clone();
    let pi = std::f64::consts::PI;
    let turned = chart_turned - 2.0 * pi * (chart_turned / (2.0 * pi)).round();
    turns.extend(around.iter().map(|t| t + turned).filter(|t| t.abs() > limits.turn_deg.to_radians()));
    let all = search::candidates(template, map, &turns, &scales, limits.least_overlap);
    search::spread_out(&all, limits.apart_mm, limits.climbed)
}

/// The motion near a candidate, the parts that agree with it, and how many there were.
fn judged(
    old: &GreyMap,
    new: &GreyMap,
    middles: &[Point],
    candidate: &Candidate,
    middle: Point,
    limits: &RegistrationLimits,
) -> Option<(Motion, Vec<Offset>, usize)> {
    let reach = |mm: f64| {
        #[allow(clippy::cast_possible_truncation, reason = "a few cells")]
        let cells = (mm / old.cell_mm).round() as isize;
        cells
    };
    let start = Motion::of(candidate.at, middle, 30.0);
    let offsets = blocks::offsets(old, new, &start, middles, reach(limits.reach_mm));
    let mut agreeing = blocks::consensus(&offsets, 2.0 * limits.agrees_mm);
    let mut motion = start;
    for terms in [3, 3, 6] {
        let Some(fitted) = start.fitted(&agreeing, terms) else { break };
        motion = fitted;
        agreeing = offsets.iter().filter(|o| motion.misses(&start, o) <= limits.agrees_mm).copied().collect();
    }
    let first = motion;
    let offsets = blocks::offsets(old, new, &first, middles, reach(0.5 * limits.reach_mm));
    let mut agreeing: Vec<Offset> =
        offsets.iter().filter(|o| first.misses(&first, o) <= limits.agrees_mm).copied().collect();
    if let Some(fitted) = first.fitted(&agreeing, 6).or_else(|| first.fitted(&agreeing, 3)) {
        motion = fitted;
        agreeing = offsets.iter().filter(|o| motion.misses(&first, o) <= limits.agrees_mm).copied().collect();
    }
    (!agreeing.is_empty()).then_some((motion, agreeing, offsets.len()))
}
