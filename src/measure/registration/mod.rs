//! Where the places of an earlier photo lie in a later one of the same scalp, whatever chart, camera and light do.

mod blocks;
mod map;
mod motion;
mod search;
mod similarity;
#[cfg(test)]
mod tests;
mod verdict;

use super::Rect;
use crate::data::RegistrationLimits;
use crate::math::{Homography, Point, atan2};
use crate::photo::Photo;
use map::GreyMap;
use motion::Motion;
use rayon::prelude::*;
use search::{Candidate, Template};
use verdict::{Judge, Verdict};

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
    /// Middles of the parts that agree, mm of the earlier picture.
    carrying: Vec<Point>,
    carried_mm: f64,
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
    /// Where a point of the earlier picture lies in the later one, pixels; `None` where no part beside it was found again.
    #[must_use]
    pub fn map(&self, p: Point) -> Option<Point> {
        let place = Point::new(p.x / self.old_px_per_mm, p.y / self.old_px_per_mm);
        let is_near = |part: &Point| part.distance(place) <= self.carried_mm;
        let q = self.carrying.iter().any(is_near).then(|| self.motion.map(place))?;
        Some(Point::new(q.x * self.new_px_per_mm, q.y * self.new_px_per_mm))
    }

    /// The upright rectangle about where a region of the earlier picture lies in the later one, which is this wide and high;
    /// `None` where a corner or the middle is not carried by parts that were found again, or is not in the picture.
    #[must_use]
    pub fn region(&self, before: Rect, width: u32, height: u32) -> Option<Rect> {
        let mut places = before.corners().into_iter().chain([before.centre()]);
        if places.any(|p| self.map(p).is_none()) {
            return None;
        }
        before.moved(|p| self.map(p).unwrap_or_default(), width, height)
    }

    /// Share of the parts that agree.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.agreeing as f64 / (self.parts as f64).max(1.0)
    }
}

/// How the scalp of an earlier photo lies in a later one.
///
/// Both pictures become grey maps in mm without their charts, from which shading and contrast are taken out. The
/// neighbourhood of the regions is looked for over turns, scales and shifts by normalised correlation, coarse to fine; then
/// the scalp is cut into parts, each is looked for on its own near the best places, and a smooth motion is fitted to where they
/// lie.
///
/// ```text
/// c = sum a b/sqrt(sum a^2 sum b^2);   q = to + s R(t) (p + d(p) - from),   d cubic in p
/// ```
///
/// | argument        | unit  | domain | meaning                                                        |
/// |-----------------|-------|--------|----------------------------------------------------------------|
/// | `old`, `new`    |       |        | the photos and their charts, which must be of one size         |
/// | `places`        | px    |        | the regions of the earlier photo                               |
/// | `new_px_per_mm` | px/mm | > 0    | scale of the later photo at its chart; `None` where not known  |
/// | `limits`        |       |        | what is tried, and from when on it is believed                 |
///
/// `None` where nothing can be compared: a picture without structure, regions under the chart. Source: masked correlation
/// after Padfield, IEEE Transactions on Image Processing 21:2706 (2012), doi:10.1109/TIP.2011.2181402; parts that vote and a
/// fit to those that agree after Fischler and Bolles, Communications of the ACM 24:381 (1981), doi:10.1145/358669.358692.
///
/// ```
/// use healtone::math::{Homography, Point};
/// use healtone::measure::{PlacesToFind, SightOfScalp, register};
/// use healtone::{data, photo::Photo, simulate};
/// let taken = |shot| {
///     let options = simulate::SimulateOptions { shot, megapixels: 1.0, client: Some(simulate::ClientKind::Shaved),
///         ..simulate::SimulateOptions::new(7) };
///     simulate::photograph(&simulate::Shot::draw(&options)?)
/// };
/// let (first, second) = (taken(0)?, taken(1)?);
/// let unit = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| Point::new(x, y));
/// let chart = |p: &simulate::Photograph| Homography::fit(&p.truth.chart.as_ref().unwrap().corners, &unit).unwrap();
/// let photos = [&first, &second].map(|p| (Photo::decode(&p.bytes).unwrap(), chart(p)));
/// let [old, new] = photos.each_ref().map(|(photo, to_chart)| SightOfScalp { photo, to_chart });
/// let around = [first.truth.skin.rect, first.truth.hair.as_ref().unwrap().rect];
/// let places = PlacesToFind { around: &around, changed: None };
/// let scale = second.truth.chart.as_ref().map(|c| c.px_per_mm);
/// let found = register(&old, &new, &places, scale, &data::regions().registration).unwrap();
/// assert!(found.sure, "one scalp: {} of {} parts agree", found.agreeing, found.parts);
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
#[must_use]
pub fn register(
    old: &SightOfScalp<'_>,
    new: &SightOfScalp<'_>,
    places: &PlacesToFind<'_>,
    new_px_per_mm: Option<f64>,
    limits: &RegistrationLimits,
) -> Option<Registration> {
    let longer = |photo: &Photo| f64::from(photo.width().max(photo.height()));
    let new_px_per_mm = new_px_per_mm.unwrap_or_else(|| longer(new.photo) / limits.picture_mm);
    let old_px_per_mm = new_px_per_mm * px_per_chart(old.to_chart)? / px_per_chart(new.to_chart)?;
    let longest_mm = (longer(old.photo) / old_px_per_mm).max(longer(new.photo) / new_px_per_mm);
    // A scale that is far off must not make maps of any size.
    let cell_mm = limits.cell_mm.max(longest_mm / MOST_CELLS);
    let (of_old, of_new) =
        rayon::join(|| Levels::of(old, old_px_per_mm, cell_mm), || Levels::of(new, new_px_per_mm, cell_mm));
    let ground = Ground { places, px_per_mm: old_px_per_mm, margin_mm: limits.margin_mm };
    let comparison = Comparison { old: of_old, new: of_new, ground, limits };
    let px_per_mm = [old_px_per_mm, new_px_per_mm];
    // Heads are upright in pictures; where that leads nowhere, the chart may have been turned with the camera.
    let upright = comparison.registration(0.0, px_per_mm);
    let turned = whole_turns_off(chart_turn(new.to_chart)? - chart_turn(old.to_chart)?);
    if upright.as_ref().is_some_and(|r| r.sure) || turned.abs() < limits.turn_deg.to_radians() {
        return upright;
    }
    comparison.registration(turned, px_per_mm).filter(|r| r.sure).or(upright)
}

/// Most cells of the finest map along a side.
const MOST_CELLS: f64 = 1000.0;
/// Most cells of the templates that are slid over the picture, and climbed with.
const MOST_SLID: usize = 600;
const MOST_CLIMBED: usize = 1500;

impl Registration {
    fn is_sure(&self, limits: &RegistrationLimits) -> bool {
        self.share() >= limits.least_share
            && self.agreeing >= limits.least_parts
            && self.correlation >= limits.least_correlation
            && self.runner_up as f64 <= limits.most_runner_up * self.agreeing as f64
    }
}

/// Maps of one picture at cells of 1, 2 and 4 times the finest.
struct Levels {
    fine: GreyMap,
    middle: GreyMap,
    coarse: GreyMap,
}

impl Levels {
    fn of(sight: &SightOfScalp<'_>, px_per_mm: f64, cell_mm: f64) -> Self {
        /// Cells around each over which the mean is taken out.
        const RADIUS: usize = 4;
        let fine = GreyMap::of(sight.photo, sight.to_chart, px_per_mm, cell_mm);
        let middle = fine.halved();
        let coarse = middle.halved();
        let [fine, middle, coarse] = [fine, middle, coarse].map(|map| map.flattened(RADIUS));
        Self { fine, middle, coarse }
    }
}

/// Which scalp of the earlier picture is compared.
struct Ground<'a> {
    places: &'a PlacesToFind<'a>,
    px_per_mm: f64,
    margin_mm: f64,
}

impl Ground<'_> {
    fn is_around(&self, p: Point) -> bool {
        self.places.around.iter().any(|rect| self.is_near(p, rect, self.margin_mm))
    }

    fn is_changed(&self, p: Point) -> bool {
        self.places.changed.is_some_and(|rect| self.is_near(p, &rect, 0.0))
    }

    fn is_near(&self, p: Point, rect: &Rect, margin_mm: f64) -> bool {
        let (x, y) = (p.x * self.px_per_mm - f64::from(rect.x), p.y * self.px_per_mm - f64::from(rect.y));
        let margin = margin_mm * self.px_per_mm;
        let within = |v: f64, side: u32| (-margin..=f64::from(side) + margin).contains(&v);
        within(x, rect.w) && within(y, rect.h)
    }
}

/// Pixels for one unit of the chart's coordinates at its middle; `None` where that is none.
pub(crate) fn px_per_chart(to_chart: &Homography) -> Option<f64> {
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
    Some(atan2(x.y - o.y, x.x - o.x))
}

/// An angle less whole turns, radians.
fn whole_turns_off(angle: f64) -> f64 {
    let whole = 2.0 * std::f64::consts::PI;
    angle - whole * (angle / whole).round()
}

/// Two pictures, and what of them is compared.
struct Comparison<'a> {
    old: Levels,
    new: Levels,
    ground: Ground<'a>,
    limits: &'a RegistrationLimits,
}

impl Comparison<'_> {
    /// The best motion about a turn; `None` where there is nothing to compare.
    fn registration(&self, turn: f64, px_per_mm: [f64; 2]) -> Option<Registration> {
        let (middle, found) = self.whereabouts(turn)?;
        let wanted = |p: Point| self.ground.is_around(p) || self.ground.is_changed(p);
        let parts = blocks::middles(&self.old.fine, self.limits.part_mm, wanted);
        let judge = Judge {
            middle_maps: [&self.old.middle, &self.new.middle],
            fine_maps: [&self.old.fine, &self.new.fine],
            parts: &parts,
            middle,
            limits: self.limits,
        };
        let mut judged: Vec<Verdict> = found.iter().filter_map(|candidate| judge.verdict(candidate)).collect();
        // A stable sort: of as many, the one that correlates better stays first.
        judged.sort_by_key(|verdict| std::cmp::Reverse(verdict.agreeing.len()));
        let runner_up = judged.get(1).map_or(0, |verdict| verdict.agreeing.len());
        let best = judged.into_iter().next()?;
        let [old_px_per_mm, new_px_per_mm] = px_per_mm;
        let registration = Registration {
            motion: best.motion,
            old_px_per_mm,
            new_px_per_mm,
            correlation: best.correlation(),
            parts: best.parts,
            agreeing: best.agreeing.len(),
            carrying: best.agreeing.iter().map(|part| part.at).collect(),
            carried_mm: self.limits.carried_mm,
            runner_up,
            sure: false,
        };
        Some(Registration { sure: registration.is_sure(self.limits), ..registration })
    }

    /// The middle of the neighbourhood, and places where it may lie in the later picture, best first.
    fn whereabouts(&self, turn: f64) -> Option<(Point, Vec<Candidate>)> {
        let limits = self.limits;
        let wanted = |p: Point| self.ground.is_around(p) && !self.ground.is_changed(p);
        let coarse = Template::of(&self.old.coarse, wanted)?.thinned(MOST_SLID);
        let middle = Template::of(&self.old.middle, wanted)?.thinned(MOST_CLIMBED);
        let turns: Vec<f64> = steps(limits.turn_deg.to_radians(), limits.turn_step_deg.to_radians())
            .into_iter()
            .map(|t| t + turn)
            .collect();
        let scales: Vec<f64> = steps(limits.scale, limits.scale_step).into_iter().map(|s| 1.0 + s).collect();
        let all = search::candidates(&coarse, &self.new.coarse, &turns, &scales, limits.least_overlap);
        let promising = search::spread_out(&all, limits.apart_mm, limits.climbed);
        let climb = |start: &Candidate| search::climbed(&middle, &self.new.middle, *start, limits.least_overlap);
        let climbed: Vec<Option<Candidate>> = promising.par_iter().map(climb).collect();
        let mut climbed: Vec<Candidate> = climbed.into_iter().flatten().collect();
        climbed.sort_by(|a, b| b.correlation.total_cmp(&a.correlation));
        Some((coarse.from, search::spread_out(&climbed, limits.apart_mm, limits.looked_at)))
    }
}

/// Steps to either side of zero.
fn steps(most: f64, step: f64) -> Vec<f64> {
    #[allow(clippy::cast_possible_truncation, reason = "a few steps")]
    let count = (most / step).round() as i32;
    (-count..=count).map(|k| f64::from(k) * step).collect()
}
