//! Where a pixel's ray meets the scene, and where a place of the scene is seen.

use super::scene::{PlacedChart, Scene};
use crate::chart::{COLUMNS, PATCHES, ROWS};
use crate::math::{Point, atan2, cos, hypot, sin};

pub(super) type Vector = [f64; 3];

pub(super) fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn add(a: Vector, b: Vector, factor: f64) -> Vector {
    std::array::from_fn(|i| a[i] + factor * b[i])
}

pub(super) fn unit(v: Vector) -> Vector {
    let length = dot(v, v).sqrt();
    v.map(|x| x / length)
}

/// The pinhole camera at the origin.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    focal: f64,
    middle: [f64; 2],
}

impl View {
    pub(super) fn new(scene: &Scene, width: u32, height: u32) -> Self {
        Self { focal: scene.focal_px(width), middle: [f64::from(width) / 2.0, f64::from(height) / 2.0] }
    }

    /// Direction of the ray through a point of the picture, z = 1.
    pub(super) fn ray(&self, p: Point) -> Vector {
        [(p.x - self.middle[0]) / self.focal, (p.y - self.middle[1]) / self.focal, 1.0]
    }

    /// Where a place is seen.
    pub(super) fn project(&self, place: Vector) -> Point {
        Point::new(self.middle[0] + self.focal * place[0] / place[2], self.middle[1] + self.focal * place[1] / place[2])
    }

    /// Pixels per mm at a depth, square to the ray of the middle.
    pub(super) fn px_per_mm(&self, depth: f64) -> f64 {
        self.focal / depth
    }
}

/// The head as a sphere with arc lengths (u, v) from its middle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sphere {
    centre: Vector,
    pub(super) radius: f64,
    roll: [f64; 2],
}

impl Sphere {
    pub(super) fn new(scene: &Scene) -> Self {
        let head = &scene.head;
        let depth = scene.distance_mm + head.radius_mm;
        Self {
            centre: [head.centre_mm[0], head.centre_mm[1], depth],
            radius: head.radius_mm,
            roll: [cos(head.roll), sin(head.roll)],
        }
    }

    /// Where a ray meets it first.
    pub(super) fn hit(&self, ray: Vector) -> Option<Vector> {
        let (a, b) = (dot(ray, ray), dot(ray, self.centre));
        let c = dot(self.centre, self.centre) - self.radius * self.radius;
        let root = b * b - a * c;
        (root > 0.0).then(|| ray.map(|x| x * (b - root.sqrt()) / a))
    }

    /// The outward normal at a place on it.
    pub(super) fn normal(&self, place: Vector) -> Vector {
        add(place, self.centre, -1.0).map(|x| x / self.radius)
    }

    /// Arc lengths from the middle of the head, right and down along it.
    pub(super) fn uv(&self, normal: Vector) -> [f64; 2] {
        let across = hypot(normal[0], normal[1]);
        let arc = self.radius * atan2(across, -normal[2]);
        let scale = if across > 1e-12 { arc / across } else { self.radius };
        let (x, y) = (normal[0] * scale, normal[1] * scale);
        [self.roll[0] * x + self.roll[1] * y, self.roll[0] * y - self.roll[1] * x]
    }

    /// The normal at arc lengths.
    pub(super) fn normal_at(&self, [u, v]: [f64; 2]) -> Vector {
        let (x, y) = (self.roll[0] * u - self.roll[1] * v, self.roll[0] * v + self.roll[1] * u);
        let arc = hypot(x, y);
        let angle = arc / self.radius;
        let scale = if arc > 1e-12 { sin(angle) / arc } else { 1.0 / self.radius };
        [x * scale, y * scale, -cos(angle)]
    }

    /// The place with a normal.
    pub(super) fn place(&self, normal: Vector) -> Vector {
        add(self.centre, normal, self.radius)
    }

    /// A direction along the surface: from the normal at (u, v), towards an angle clockwise from u.
    pub(super) fn tangent(&self, uv: [f64; 2], angle: f64) -> Vector {
        let step = 1e-3;
        let ahead = self.normal_at([uv[0] + step * cos(angle), uv[1] + step * sin(angle)]);
        unit(add(ahead, self.normal_at(uv), -1.0))
    }
}

/// The chart's plane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Card {
    centre: Vector,
    /// Along the rows, along the columns, towards the camera.
    axes: [Vector; 3],
    pitch: [f64; 2],
    patch_share: f64,
}

/// Margins of the card beyond the outer patches' cells, in pitches.
const MARGINS: [f64; 2] = [0.12, 0.18];

/// What of the card lies at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CardPart {
    /// A patch, 0-23.
    Patch(usize),
    /// The dark frame.
    Frame,
}

impl Card {
    pub(super) fn new(chart: &PlacedChart, patch_share: f64, distance_mm: f64) -> Self {
        let turn = chart.turn_deg.to_radians();
        let [about_rows, about_columns] = chart.tilt;
        let along = unit([cos(turn) * cos(about_columns), sin(turn) * cos(about_columns), sin(about_columns)]);
        let down = [-sin(turn) * cos(about_rows), cos(turn) * cos(about_rows), sin(about_rows)];
        let down = unit(add(down, along, -dot(down, along)));
        let cross =
            |a: Vector, b: Vector| [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
        let facing = cross(along, down).map(|x| -x);
        let [x, y, z] = chart.centre_mm;
        // The place is where it is seen, whatever its depth.
        let depth = (distance_mm + z) / distance_mm;
        Self {
            centre: [x * depth, y * depth, distance_mm + z],
            axes: [along, down, facing],
            pitch: chart.pitch_mm,
            patch_share,
        }
    }

    /// Where a ray meets its plane, in mm along its rows and columns from its middle.
    pub(super) fn hit(&self, ray: Vector) -> Option<[f64; 2]> {
        let slant = dot(ray, self.axes[2]);
        if slant.abs() < 1e-6 {
            return None;
        }
        let t = dot(self.centre, self.axes[2]) / slant;
        let place = add(ray.map(|x| x * t), self.centre, -1.0);
        (t > 0.0).then(|| [dot(place, self.axes[0]), dot(place, self.axes[1])])
    }

    /// Half the sides of the card.
    pub(super) fn half_sides(&self) -> [f64; 2] {
        [self.pitch[0] * (COLUMNS as f64 / 2.0 + MARGINS[0]), self.pitch[1] * (ROWS as f64 / 2.0 + MARGINS[1])]
    }

    /// What lies at a place of its plane; `None` beside the card.
    pub(super) fn part(&self, [s, t]: [f64; 2]) -> Option<CardPart> {
        let half = self.half_sides();
        if s.abs() > half[0] || t.abs() > half[1] {
            return None;
        }
        let column = s / self.pitch[0] + COLUMNS as f64 / 2.0;
        let row = t / self.pitch[1] + ROWS as f64 / 2.0;
        let off = |v: f64| (v - v.floor() - 0.5).abs() * 2.0;
        let inside = column >= 0.0 && row >= 0.0 && column < COLUMNS as f64 && row < ROWS as f64;
        if !inside || off(column) > self.patch_share || off(row) > self.patch_share {
            return Some(CardPart::Frame);
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just above")]
        let patch = row as usize * COLUMNS + column as usize;
        Some(CardPart::Patch(patch.min(PATCHES - 1)))
    }

    /// The middle of a patch, 0-23, in the scene.
    pub(super) fn patch_centre(&self, patch: usize) -> Vector {
        let s = ((patch % COLUMNS) as f64 + 0.5 - COLUMNS as f64 / 2.0) * self.pitch[0];
        let t = ((patch / COLUMNS) as f64 + 0.5 - ROWS as f64 / 2.0) * self.pitch[1];
        self.place([s, t])
    }

    /// A place of its plane in the scene.
    pub(super) fn place(&self, [s, t]: [f64; 2]) -> Vector {
        add(add(self.centre, self.axes[0], s), self.axes[1], t)
    }

    /// Towards the camera's side.
    pub(super) const fn normal(&self) -> Vector {
        self.axes[2]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Shot, SimulateOptions};

    fn shot() -> Shot {
        Shot::draw(&SimulateOptions::new(11)).unwrap()
    }

    #[test]
    fn arc_lengths_and_normals_are_each_others_inverse_and_rays_come_back() {
        let shot = shot();
        let (view, sphere) = (View::new(&shot.scene, 800, 600), Sphere::new(&shot.scene));
        for uv in [[0.0, 0.0], [20.0, -30.0], [-45.0, 5.0]] {
            let normal = sphere.normal_at(uv);
            let back = sphere.uv(normal);
            assert!((back[0] - uv[0]).abs() < 1e-9 && (back[1] - uv[1]).abs() < 1e-9, "{uv:?} {back:?}");
            let place = sphere.place(normal);
            let hit = sphere.hit(view.ray(view.project(place))).unwrap();
            assert!(dot(add(hit, place, -1.0), add(hit, place, -1.0)) < 1e-12);
            assert!(dot(sphere.tangent(uv, 0.7), normal).abs() < 1e-3);
        }
        assert!(sphere.hit([50.0, 0.0, 1.0]).is_none());
    }

    #[test]
    fn the_card_is_seen_where_it_is_and_its_patches_in_their_order() {
        let shot = shot();
        let chart = shot.scene.chart.as_ref().unwrap();
        let (view, card) = (View::new(&shot.scene, 800, 600), Card::new(chart, 0.8, shot.scene.distance_mm));
        for patch in 0..PATCHES {
            let at = card.hit(view.ray(view.project(card.patch_centre(patch)))).unwrap();
            assert_eq!(card.part(at), Some(CardPart::Patch(patch)));
        }
        let [half, _] = card.half_sides();
        assert_eq!(card.part([half - 0.1, 0.0]), Some(CardPart::Frame));
        assert_eq!(card.part([half + 0.1, 0.0]), None);
        assert!(dot(card.normal(), [0.0, 0.0, -1.0]) > 0.5, "it faces the camera");
    }
}
