//! The regions of a picture: where they lie, and what is true of them on average.

use super::super::zones::Patch;
use super::Stage;
use super::front::Front;
use crate::color::Spectrum;
use crate::math::Point;
use crate::measure::Rect;
use crate::render::{Ground, Look, Sight};

/// A region: where, and means over it.
pub(in crate::simulate) struct Seen {
    pub(in crate::simulate) name: RegionName,
    pub(in crate::simulate) rect: Rect,
    pub(in crate::simulate) reflectance: Spectrum,
    pub(in crate::simulate) hair: f64,
    /// Light over that in the middle of the chart.
    pub(in crate::simulate) light: f64,
    pub(in crate::simulate) gloss: f64,
    /// Mean on the sensor, as in the picture without noise and blur.
    pub(in crate::simulate) sensor: [f64; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum RegionName {
    Skin,
    Hair,
    Work,
}

/// Shortest side of a region, pixels.
const LEAST_SIDE: u32 = 4;

/// What is gathered of a region, pixel by pixel.
pub(super) struct Sum {
    sight: Sight,
    light: f64,
    gloss: f64,
    sensor: [f64; 3],
    count: f64,
}

impl Sum {
    pub(super) const fn of(sight: Sight) -> Self {
        Self { sight, light: 0.0, gloss: 0.0, sensor: [0.0; 3], count: 0.0 }
    }

    /// Adds a pixel: what is seen, the light and surface light of each lamp, the sensor's values.
    pub(super) fn add(&mut self, look: &Look<'_>, light: [f64; 2], shine: [f64; 2], value: [f64; 3]) {
        let total = light[0] + light[1];
        self.sight.add(look);
        self.light += total;
        self.gloss += (light[0] * shine[0] + light[1] * shine[1]) / total.max(1e-9);
        self.sensor.iter_mut().zip(value).for_each(|(sum, v)| *sum += v);
        self.count += 1.0;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.sight.merge(&other.sight);
        self.light += other.light;
        self.gloss += other.gloss;
        self.sensor.iter_mut().zip(other.sensor).for_each(|(sum, v)| *sum += v);
        self.count += other.count;
    }

    /// The means; `reference` is the light in the middle of the chart.
    pub(super) fn seen(self, name: RegionName, rect: Rect, ground: &Ground, reference: f64) -> Seen {
        let mean = self.sight.over(self.count);
        Seen {
            name,
            rect,
            reflectance: ground.reflectance(&mean),
            hair: mean.hair(),
            light: self.light / self.count / reference,
            gloss: self.gloss / self.count,
            sensor: self.sensor.map(|v| v / self.count),
        }
    }
}

impl Stage<'_> {
    /// The regions as upright rectangles of the picture, none reaching out of it or under the chart.
    pub(super) fn rects(&self) -> Vec<(RegionName, Rect)> {
        let zones = &self.zones;
        let mut wanted = vec![(RegionName::Skin, zones.skin_patch()), (RegionName::Hair, zones.hair_patch())];
        if self.shot.client.kind.has_work() {
            wanted.push((RegionName::Work, zones.work_patch()));
        }
        wanted.into_iter().filter_map(|(name, patch)| Some((name, self.rect(patch)?))).collect()
    }

    fn rect(&self, patch: Patch) -> Option<Rect> {
        let corner = |a: f64, b: f64| {
            let uv = [patch.centre[0] + a * patch.half[0], patch.centre[1] + b * patch.half[1]];
            self.arrangement.view.project(self.arrangement.sphere.place(self.arrangement.sphere.normal_at(uv)))
        };
        let corners = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
        // The head is turned by a few degrees at most: the second and third of sorted coordinates bound what is inside.
        let sorted = |f: &dyn Fn(&Point) -> f64| {
            let mut v: Vec<f64> = corners.iter().map(f).collect();
            v.sort_by(f64::total_cmp);
            (v[1], v[2])
        };
        let ((left, right), (top, bottom)) = (sorted(&|p| p.x), sorted(&|p| p.y));
        let inside = |v: f64, size: u32| v.clamp(0.0, f64::from(size));
        let (left, right) = (inside(left, self.shot.width).ceil(), inside(right, self.shot.width).floor());
        let (top, bottom) = (inside(top, self.shot.height).ceil(), inside(bottom, self.shot.height).floor());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the picture")]
        let rect = Rect {
            x: left as u32,
            y: top as u32,
            w: (right - left).max(0.0) as u32,
            h: (bottom - top).max(0.0) as u32,
        };
        let clear =
            rect.corners().into_iter().chain([rect.centre()]).all(|p| matches!(self.arrangement.front(p), Front::Head));
        (rect.w >= LEAST_SIDE && rect.h >= LEAST_SIDE && clear).then_some(rect)
    }
}

pub(super) fn contains(rect: Rect, (x, y): (u32, u32)) -> bool {
    x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h
}
