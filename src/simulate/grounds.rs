//! What is seen at each pixel: the map that found regions are compared with. Made from shapes alone, on demand.

use super::Shot;
use super::expose::{self, Arrangement, Front};
use super::zones::Zones;
use crate::diagnostic::Diagnostic;
use crate::math::Point;

/// What is seen at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroundKind {
    /// Skin without hair or work.
    Bare,
    /// The donor's hair in its full density.
    Hair,
    /// Hair in less than its full density: the hairline, a thinned crown, the edge of a scar.
    Sparse,
    /// Pigment in the skin, or a scar.
    Work,
    /// The chart.
    Chart,
    /// A hand.
    Hand,
    /// What lies behind.
    Backdrop,
}

/// Share of full density up to which skin counts as bare, and from which hair counts as full.
const BARE: f64 = 0.02;
const FULL: f64 = 0.9;

/// What is seen where in a photograph.
#[derive(Debug, Clone)]
pub struct Grounds {
    arrangement: Arrangement,
    zones: Zones,
}

impl Shot {
    /// What is seen where.
    ///
    /// # Errors
    /// An unknown chart.
    pub fn grounds(&self) -> Result<Grounds, Diagnostic> {
        let arrangement = expose::arrangement(self)?;
        Ok(Grounds { arrangement, zones: Zones::of(self) })
    }
}

impl Grounds {
    /// What is seen in the middle of a pixel.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> GroundKind {
        let point = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        match self.arrangement.front(point) {
            Front::Finger(_) => GroundKind::Hand,
            Front::Card(..) => GroundKind::Chart,
            Front::Backdrop => GroundKind::Backdrop,
            Front::Head => self.on_head(point),
        }
    }

    /// The place of the scalp that is seen at a point of the picture: arc lengths from the middle of the head in mm, right
    /// and down along it, the same for one place in every photograph of a client. `None` where no scalp is in front.
    #[must_use]
    pub fn scalp_at(&self, point: Point) -> Option<[f64; 2]> {
        if self.arrangement.front(point) != Front::Head {
            return None;
        }
        let sphere = &self.arrangement.sphere;
        let place = sphere.hit(self.arrangement.view.ray(point))?;
        Some(sphere.uv(sphere.normal(place)))
    }

    /// Where a place of the scalp is seen in the picture, whatever lies in front of it: the way back of
    /// [`Grounds::scalp_at`].
    #[must_use]
    pub fn seen_at(&self, scalp_mm: [f64; 2]) -> Point {
        let sphere = &self.arrangement.sphere;
        self.arrangement.view.project(sphere.place(sphere.normal_at(scalp_mm)))
    }

    fn on_head(&self, point: Point) -> GroundKind {
        let sphere = &self.arrangement.sphere;
        let Some(place) = sphere.hit(self.arrangement.view.ray(point)) else { return GroundKind::Backdrop };
        let uv = sphere.uv(sphere.normal(place));
        let hair = self.zones.hair(uv);
        if self.zones.work(uv).max(self.zones.scar(uv)) > BARE {
            GroundKind::Work
        } else if hair >= FULL {
            GroundKind::Hair
        } else if hair > BARE {
            GroundKind::Sparse
        } else {
            GroundKind::Bare
        }
    }
}
