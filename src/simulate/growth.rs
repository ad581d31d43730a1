//! What grows out of a scalp and what was put into it: hairs, their roots and shadows, pores, dots, strewn over it.

use super::client::{ClientKind, VirtualClient, WHITE_FIBRE};
use super::geometry::{Sphere, Vector, View, add, dot, unit};
use super::scene::Scene;
use super::zones::Zones;
use crate::color::{BANDS, PerBand, Spectrum};
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::{Draw, Treatment};
use crate::math::{Point, cos, exp, hypot, inverse_normal_cdf, lattice_unit, sin};
use crate::render::{Cover, Layer, Texture};
use crate::skin::SkinModel;

/// Everything strewn over one head, as layers of a picture.
pub(super) struct Growth {
    /// Dots and roots under the skin; each with its layer of profiles.
    pub(super) covers: Vec<(Cover, CoverZone, Layer)>,
    /// Grey losses: pores and the shadows of hairs.
    pub(super) grey: Layer,
    /// Cover by pigmented and by white hairs.
    pub(super) hairs: [Layer; 2],
    /// Every hair that grew.
    pub(super) sprouts: Vec<Sprout>,
}

/// One hair as the picture shows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sprout {
    pub(super) root: Point,
    /// Mean over its length.
    pub(super) diameter_mm: f64,
    /// Length as seen from the camera.
    pub(super) seen_mm: f64,
}

/// Where a cover lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CoverZone {
    Hair,
    Work,
}

impl CoverZone {
    pub(super) fn share(self, zones: &Zones, uv: [f64; 2]) -> f64 {
        match self {
            Self::Hair => zones.hair(uv),
            Self::Work => zones.work(uv),
        }
    }
}

/// The picture to strew into.
pub(super) struct Ground<'a> {
    pub(super) scene: &'a Scene,
    pub(super) view: View,
    pub(super) sphere: Sphere,
    pub(super) zones: Zones,
    pub(super) size: (u32, u32),
    pub(super) seed: u64,
    /// Whether spots cover less of the picture where the scalp slants away.
    pub(super) foreshortens: bool,
}

/// Pores per cm2 and their width; how dark the middle of one is. Assumed.
const PORES_PER_CM2: f64 = 90.0;
const PORE_MM: f64 = 0.22;
const PORE_DEPTH: f64 = 0.05;
/// Darkest part of a hair's shadow on the skin when all light comes from one side. Assumed.
const SHADOW_DEPTH: f64 = 0.35;
/// Standard deviation of ln of the strength of single dots.
const DOT_SPREAD: f64 = 0.25;
/// Of the diameters and lengths of hairs.
const HAIR_SPREAD: f64 = 0.18;
/// Half the square of head that is looked at, as an angle.
const WIDEST: f64 = 1.25;

/// Strews everything that a client has.
///
/// Errors: hairs so many and thick that they have no room.
pub(super) fn strew(client: &VirtualClient, skin: &SkinModel, ground: &Ground<'_>) -> Result<Growth, Diagnostic> {
    let (width, height) = ground.size;
    let layer = || Layer::new(width, height);
    let mut growth = Growth { covers: Vec::new(), grey: layer(), hairs: [layer(), layer()], sprouts: Vec::new() };
    ground.each_place(PORES_PER_CM2, 0x9e37, |uv, pick| {
        let bare = 1.0 - 0.5 * ground.zones.scar(uv);
        ground.spot(&mut growth.grey, uv, PORE_MM * (0.7 + 0.6 * pick(1)), PORE_DEPTH * bare * (0.3 + 1.4 * pick(2)));
    });
    if client.kind != ClientKind::Grown {
        let hair = &client.hair;
        let rooted = hair.density_per_cm2 * (1.0 - hair.white_share);
        if rooted > 1.0 {
            let roots = Cover::of_roots(skin, &hair.fibre, hair.diameter_mm, rooted).map_err(|e| {
                Diagnostic::error(
                    Kind::Argument,
                    "hair-too-dense",
                    format!("The hair has no room: {e}."),
                    "Choose fewer or thinner hairs.",
                )
            })?;
            growth.covers.push((roots, CoverZone::Hair, layer()));
        }
    }
    let work: Vec<(&Treatment, &Draw, f64)> = client.work.iter().map(|w| (&w.treatment, &w.draw, w.day)).collect();
    let first_of_work = growth.covers.len();
    growth.covers.extend(Cover::of_treatments(skin, &work).into_iter().map(|c| (c, CoverZone::Work, layer())));
    for (i, (cover, _, dots)) in growth.covers.iter_mut().enumerate().skip(first_of_work) {
        ground.each_place(cover.density_per_cm2, 0xd07 + i as u64, |uv, pick| {
            if pick(1) < ground.zones.work(uv) {
                ground.spot(dots, uv, cover.width_mm, log_normal(DOT_SPREAD, pick(2)));
            }
        });
    }
    grow(client, ground, &mut growth);
    Ok(growth)
}

/// Hairs, each with its root and its shadow.
fn grow(client: &VirtualClient, ground: &Ground<'_>, growth: &mut Growth) {
    let hair = &client.hair;
    let combed = Texture::new(ground.seed ^ 0xc0b, 30.0);
    let mut shadows = Layer::new(ground.size.0, ground.size.1);
    ground.each_place(hair.density_per_cm2, 0x4a18, |uv, pick| {
        if pick(1) >= ground.zones.hair(uv) {
            return;
        }
        let white = pick(2) < hair.white_share;
        let diameter = hair.diameter_mm * log_normal(HAIR_SPREAD, pick(3));
        let length = hair.length_mm * log_normal(HAIR_SPREAD, pick(4));
        let angle = 1.3 + 0.5 * combed.at(uv[0], uv[1]) + 0.7 * (pick(5) - 0.5);
        let path = ground.path(uv, angle, length, hair.lean);
        ground.stroke(&mut growth.hairs[usize::from(white)], &path, [diameter, 0.8 * diameter], [0.0, 0.0]);
        growth.sprouts.push(Sprout { diameter_mm: 0.9 * diameter, ..ground.seen(&path) });
        let away = ground.shadow_shift(uv, length);
        ground.stroke(&mut shadows, &path, [1.5 * diameter, 1.2 * diameter], away);
        if let Some((roots, _, layer)) =
            growth.covers.first_mut().filter(|(_, zone, _)| *zone == CoverZone::Hair && !white)
        {
            ground.spot(layer, uv, roots.width_mm, log_normal(DOT_SPREAD, pick(6)));
        }
    });
    let directed: f64 = ground.scene.lamps.iter().map(|l| l.share * (1.0 - l.ambient) * (1.0 - 0.7 * l.dome)).sum();
    growth.grey.add_scaled(&shadows, SHADOW_DEPTH * directed);
}

impl Ground<'_> {
    /// Calls for places that lie evenly but not regularly, so many per cm2 of scalp, with even numbers of the place's
    /// own.
    fn each_place(&self, per_cm2: f64, salt: u64, mut f: impl FnMut([f64; 2], &dyn Fn(u64) -> f64)) {
        const JITTER: f64 = 0.62;
        if per_cm2 < 0.5 {
            return;
        }
        // A hexagonal lattice: rows sqrt(3)/2 of a pitch apart.
        let pitch = (100.0 / (per_cm2 * 0.75_f64.sqrt())).sqrt();
        let row_pitch = pitch * 0.75_f64.sqrt();
        let reach = WIDEST * self.sphere.radius;
        #[allow(clippy::cast_possible_truncation, reason = "a few hundred")]
        let (columns, rows) = ((reach / pitch) as i64, (reach / row_pitch) as i64);
        let seed = self.seed ^ (salt << 17);
        for j in -rows..=rows {
            for i in -columns..=columns {
                let pick = |k: u64| lattice_unit(seed.wrapping_add(k.wrapping_mul(0x51_7cc1)), i, j);
                let stagger = 0.5 * (j & 1) as f64;
                let u = pitch * (i as f64 + stagger + JITTER * (pick(11) - 0.5));
                let v = row_pitch * (j as f64 + JITTER * (pick(12) - 0.5));
                // Arc lengths from the middle crowd places towards the rim of the head: as many are left out.
                let angle = hypot(u, v) / self.sphere.radius;
                let crowding = if angle > 1e-6 { sin(angle) / angle } else { 1.0 };
                if pick(13) < crowding && self.faces([u, v]) {
                    f([u, v], &pick);
                }
            }
        }
    }

    fn faces(&self, uv: [f64; 2]) -> bool {
        let normal = self.sphere.normal_at(uv);
        dot(normal, unit(self.sphere.place(normal))) < -0.1
    }

    /// Adds a spot of a width in mm.
    fn spot(&self, layer: &mut Layer, uv: [f64; 2], width_mm: f64, strength: f64) {
        let normal = self.sphere.normal_at(uv);
        let place = self.sphere.place(normal);
        // The picture's share of an area of scalp over what it would be square to the camera. The spot stays round, and
        // is weakened by as much.
        let seen = if self.foreshortens { -dot(normal, place) / place[2] } else { 1.0 };
        layer.add_spot(self.view.project(place), width_mm * self.view.px_per_mm(place[2]), seen * strength);
    }

    /// The way of a hair: root, and the ends of its pieces. A longer hair bends down to the scalp.
    fn path(&self, uv: [f64; 2], angle: f64, length: f64, lean: f64) -> Vec<Vector> {
        let normal = self.sphere.normal_at(uv);
        let along = self.sphere.tangent(uv, angle);
        let pieces = if length > 4.0 { 5 } else { 1 };
        let mut way = vec![self.sphere.place(normal)];
        for k in 0..pieces {
            let flat = lean + (0.97 - lean) * (f64::from(k) / 2.5).min(1.0);
            let down = flat * std::f64::consts::FRAC_PI_2;
            let step = length / f64::from(pieces);
            let last = *way.last().expect("it begins with the root");
            let next = add(add(last, normal, step * cos(down)), along, step * sin(down));
            // Never into the head.
            let outwards = self.sphere.normal(next);
            let height = dot(outwards, outwards).sqrt();
            let lift = if height < 1.0 { (1.0 - height) * self.sphere.radius } else { 0.0 };
            way.push(add(next, normal, lift));
        }
        way
    }

    /// Where a hair begins in the picture, and how long it looks.
    fn seen(&self, way: &[Vector]) -> Sprout {
        let piece = |ends: &[Vector]| {
            let [from, to] = [0, 1].map(|end: usize| self.view.project(ends[end]));
            from.distance(to) / self.view.px_per_mm(ends[0][2])
        };
        Sprout { root: self.view.project(way[0]), diameter_mm: 0.0, seen_mm: way.windows(2).map(piece).sum() }
    }

    /// Draws a way, its width running from root to tip, shifted in the picture.
    fn stroke(&self, layer: &mut Layer, way: &[Vector], widths_mm: [f64; 2], shift_mm: [f64; 2]) {
        let pieces = (way.len() - 1) as f64;
        for (k, ends) in way.windows(2).enumerate() {
            let at = |end: usize| {
                let scale = self.view.px_per_mm(ends[end][2]);
                let mut seen = self.view.project(ends[end]);
                seen.x += shift_mm[0] * scale;
                seen.y += shift_mm[1] * scale;
                let share = (k + end) as f64 / pieces;
                (seen, scale * (widths_mm[0] + share * (widths_mm[1] - widths_mm[0])))
            };
            let ((from, thick), (to, thin)) = (at(0), at(1));
            layer.add_stroke(from, to, [thick, thin]);
        }
    }

    /// How far the shadow of a hair falls beside it, mm in the picture.
    fn shadow_shift(&self, uv: [f64; 2], length: f64) -> [f64; 2] {
        let Some(lamp) = self.scene.lamps.first() else { return [0.0, 0.0] };
        let normal = self.sphere.normal_at(uv);
        let slant = add(lamp.direction, normal, -dot(lamp.direction, normal));
        let height = 0.08 + 0.25 * length.min(2.0);
        [-slant[0] * height, -slant[1] * height]
    }
}

/// A factor of mean 1 from an even number.
fn log_normal(sd: f64, even: f64) -> f64 {
    let z = inverse_normal_cdf(even.clamp(1e-6, 1.0 - 1e-6));
    exp(sd * z - 0.5 * sd * sd)
}

/// Spectra of the losses in the order in which [`loss_weights`] gives them: two for each cover, then grey. What lies under
/// the surface takes of the share of the light that comes from there.
pub(super) fn loss_spectra(growth: &Growth, from_below: &PerBand) -> Vec<PerBand> {
    let taken = |loss: &PerBand| std::array::from_fn(|i| loss[i] * from_below[i]);
    let covers = growth.covers.iter().flat_map(|(cover, _, _)| [taken(&cover.loss), taken(&cover.dot)]);
    covers.chain([[1.0; BANDS]]).collect()
}

/// Spectra of the hairs, pigmented and white.
pub(super) fn fibre_spectra(client: &VirtualClient) -> [Spectrum; 2] {
    [client.hair.fibre.reflectance(), WHITE_FIBRE.reflectance()]
}

/// Writes the weights of the losses at a pixel.
pub(super) fn loss_weights(growth: &Growth, zones: &Zones, uv: [f64; 2], pixel: (u32, u32), into: &mut [f64]) {
    for (pair, (cover, zone, dots)) in into.chunks_exact_mut(2).zip(&growth.covers) {
        let share = zone.share(zones, uv);
        pair[0] = share;
        pair[1] = dots.at(pixel.0, pixel.1) - share * cover.mean_sum();
    }
    if let Some(last) = into.last_mut() {
        *last = growth.grey.at(pixel.0, pixel.1);
    }
}
