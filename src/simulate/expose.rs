//! The picture on the sensor: every pixel's light through the three channels, and what is true of the regions.

use super::Shot;
use super::backdrop::Backdrop;
use super::geometry::{Card, CardPart, Sphere, View};
use super::growth::{self, Ground as Strewing, Growth};
use super::light::{gloss, irradiance};
use super::scene::PlacedChart;
use super::sensor::light_power;
use super::zones::{Patch, Zones};
use crate::chart::{self, PATCHES};
use crate::color::{Observer, PerBand, Spectrum, ViewingWeights};
use crate::diagnostic::Diagnostic;
use crate::math::{Point, Random, exp};
use crate::measure::Rect;
use crate::render::{Ground, Sight, Texture};
use crate::skin::SkinModel;
use rayon::prelude::*;

/// What the sensor holds, balanced and exposed but without noise and blur; linear, three interleaved channels.
pub(super) struct Exposure {
    pub(super) values: Vec<f32>,
    pub(super) regions: Vec<Seen>,
    pub(super) chart: Option<(PlacedChart, Card, [Spectrum; PATCHES])>,
    pub(super) view: View,
    /// Reflectance of the skin as photographed, redness included.
    pub(super) bare: Spectrum,
}

/// A region: where, and means over it.
pub(super) struct Seen {
    pub(super) name: RegionName,
    pub(super) rect: Rect,
    pub(super) reflectance: Spectrum,
    pub(super) hair: f64,
    /// Light over that in the middle of the chart.
    pub(super) light: f64,
    pub(super) gloss: f64,
    /// Mean on the sensor, as in the picture without noise and blur.
    pub(super) sensor: [f64; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RegionName {
    Skin,
    Hair,
    Work,
}

/// Tables of what the sensor makes of each spectrum under each lamp.
struct Tables {
    ground: [Vec<[f64; 3]>; 2],
    white: [[f64; 3]; 2],
    patches: [Vec<[f64; 3]>; 2],
    backdrop: [Vec<[f64; 3]>; 2],
    finger: [[f64; 3]; 2],
}

struct Stage<'a> {
    shot: &'a Shot,
    view: View,
    sphere: Sphere,
    card: Option<Card>,
    zones: Zones,
    ground: Ground,
    growth: Growth,
    backdrop: Backdrop,
    tables: Tables,
    melanin: Texture,
    blood: Texture,
    roughness: Texture,
    /// How much redder the blood of fresh work is, in standard deviations of the mottling.
    work_redness: f64,
}

/// Melanin and blood vary over about so much scalp. Assumed.
const MELANIN_MM: f64 = 9.0;
const BLOOD_MM: f64 = 6.0;
/// Reflectance of the frame of a chart.
const FRAME: f64 = 0.035;

pub(super) fn expose(shot: &Shot) -> Result<Exposure, Diagnostic> {
    let skin = shot.client.skin.reddened(shot.client.redness);
    let bare = reddened(shot, &skin)?;
    let scene = &shot.scene;
    let (view, sphere) = (View::new(scene, shot.width, shot.height), Sphere::new(scene));
    let zones = Zones::new(shot.client.kind, shot.seed);
    let strewing = Strewing { scene, view, sphere, zones, size: (shot.width, shot.height), seed: shot.seed };
    let growth = growth::strew(&shot.client, &skin, &strewing)?;
    let fibres = growth::fibre_spectra(&shot.client);
    let losses = growth::loss_spectra(&growth);
    let ground = Ground::new(&bare, &skin, shot.client.surface_light, shot.client.mottling, losses, &fibres)
        .map_err(|e| impossible(&e.to_string()))?;
    let placed = match &scene.chart {
        None => None,
        Some(chart) => {
            let definition = chart::definition(&chart.id).map_err(|e| e.diagnostic())?;
            let card = Card::new(chart, definition.patch_share, scene.distance_mm);
            Some((chart.clone(), card, specimen(chart, &definition.spectra, shot.seed)))
        }
    };
    let card = placed.as_ref().map(|(_, card, _)| *card);
    let reference = card.map_or_else(
        || irradiance(scene, [0.0, 0.0, scene.distance_mm], [0.0, 0.0, -1.0]),
        |card| irradiance(scene, card.place([0.0, 0.0]), card.normal()),
    );
    let backdrop = Backdrop::new(scene.clutter, scene.background);
    let patches = placed.as_ref().map(|(_, _, patches)| patches.as_slice());
    let tables = Tables::new(shot, &ground, &backdrop, patches.unwrap_or_default(), &bare, reference)?;
    let stage = Stage {
        shot,
        view,
        sphere,
        card,
        zones,
        ground,
        growth,
        backdrop,
        tables,
        melanin: Texture::new(shot.seed ^ 0x3e1a, MELANIN_MM),
        blood: Texture::new(shot.seed ^ 0xb100, BLOOD_MM),
        roughness: Texture::new(shot.seed ^ 0x70, 0.35),
        work_redness: work_redness(shot),
    };
    let rects = stage.rects();
    let (values, regions) = stage.pixels(&rects, reference);
    Ok(Exposure { values, regions, chart: placed, view, bare })
}

/// The client's bare skin as it is on the day: redder than at rest where it was rubbed.
fn reddened(shot: &Shot, skin: &SkinModel) -> Result<Spectrum, Diagnostic> {
    let client = &shot.client;
    let fault = |e: crate::skin::DomainError| impossible(&e.to_string());
    let (rest, now) = (client.skin.bare().map_err(fault)?, skin.bare().map_err(fault)?);
    let rho = client.surface_light.min(0.5 * client.bare.values().iter().copied().fold(f64::INFINITY, f64::min));
    let ratio: PerBand = std::array::from_fn(|i| now[i] / rest[i]);
    Ok(client.bare.zip(&ratio, |r, ratio| rho + (r - rho) * ratio))
}

fn impossible(reason: &str) -> Diagnostic {
    use crate::diagnostic::Kind;
    Diagnostic::error(
        Kind::Argument,
        "impossible-client",
        format!("This client cannot be: {reason}."),
        "Choose another.",
    )
}

/// Redness that the latest needle has left, as a deviation of the blood.
fn work_redness(shot: &Shot) -> f64 {
    let client = &shot.client;
    let latest = client.work.last().map_or(1.0, |w| w.draw.skin_on(w.day).blood / w.draw.skin.blood);
    crate::math::ln(latest) / client.mottling[1]
}

/// The patches of this one chart: the definition's, each with the variation of its making.
///
/// ```text
/// S' = S exp(b0 + b1 P1 + b2 P2),   b ~ batch_sd N(0, 1) (1, .7, .5), half common to all patches; Legendre on 380-730 nm
/// ```
fn specimen(chart: &PlacedChart, spectra: &[Spectrum; PATCHES], seed: u64) -> [Spectrum; PATCHES] {
    let mut random = Random::part(seed, 0xc4a7);
    let mut draw = || [1.0, 0.7, 0.5].map(|scale| chart.batch_sd * scale * random.normal() * 0.5_f64.sqrt());
    let common = draw();
    let mut others = Random::part(seed, 0x07e5);
    std::array::from_fn(|i| {
        let own = draw();
        let b: [f64; 3] = std::array::from_fn(|k| common[k] + own[k]);
        let bend = |nm: f64| {
            let x = (nm - 555.0) / 175.0;
            exp(b[0] + b[1] * x + b[2] * (1.5 * x * x - 0.5))
        };
        // Another chart has its colours in other places.
        let source = if chart.other { &spectra[others.below(PATCHES)] } else { &spectra[i] };
        let factor = Spectrum::from_fn(bend);
        source.zip(factor.values(), |s, f| (s * f).min(0.98))
    })
}

impl Tables {
    fn new(
        shot: &Shot,
        ground: &Ground,
        backdrop: &Backdrop,
        patches: &[Spectrum],
        bare: &Spectrum,
        reference: [f64; 2],
    ) -> Result<Self, Diagnostic> {
        let (camera, lamps) = (&shot.camera, &shot.scene.lamps);
        let mut powers = [[0.0; crate::color::BANDS]; 2];
        for (power, lamp) in powers.iter_mut().zip(lamps) {
            *power = equally_bright(&light_power(&lamp.light)?);
        }
        let whites = powers.map(|power| camera.sensor.white(&power));
        // Balanced for the light on the chart, or for another.
        let balance: [f64; 3] = match &camera.balanced_for {
            None => [0, 1, 2].map(|c| reference[0] * whites[0][c] + reference[1] * whites[1][c]),
            Some(name) => {
                let white = camera.sensor.white(&equally_bright(&light_power(name)?));
                let total: f64 = reference.iter().sum();
                white.map(|w| w * total)
            }
        };
        let error = [camera.balance_error[0], 0.0, camera.balance_error[1]];
        let gain: [f64; 3] = [0, 1, 2].map(|c| camera.exposure * exp(error[c]) / balance[c]);
        let see = |power: &PerBand, reflectance: &PerBand| {
            let q = camera.sensor.response(power, reflectance);
            [0, 1, 2].map(|c| gain[c] * q[c])
        };
        let all = |spectra: &[PerBand]| powers.map(|power| spectra.iter().map(|s| see(&power, s)).collect());
        let patches: Vec<PerBand> = patches.iter().map(|s| *s.values()).collect();
        let finger = bare.values().map(|r| 0.95 * r);
        Ok(Self {
            ground: powers.map(|power| ground.seen_by(|r| see(&power, r))),
            white: powers.map(|power| see(&power, Spectrum::constant(1.0).values())),
            patches: all(&[patches, vec![[FRAME; crate::color::BANDS]]].concat()),
            backdrop: all(&backdrop.spectra),
            finger: powers.map(|power| see(&power, &finger)),
        })
    }
}

/// A light scaled to luminance 1.
fn equally_bright(power: &PerBand) -> PerBand {
    let eye = ViewingWeights::of_power(&[360.0, 830.0], &[1.0, 1.0], Observer::Cie1931).bands[1];
    let luminance: f64 = power.iter().zip(&eye).map(|(p, y)| p * y).sum();
    power.map(|p| p / luminance)
}

/// A finger over the edge of the card.
struct Finger {
    radius_mm: f64,
    /// Beside the hand's place.
    beside_mm: f64,
    /// How far its tip stays behind the thumb's.
    back_mm: f64,
    /// Sideways way for each mm outwards.
    splay: f64,
}

/// Thumb and forefinger, the thumb in front.
const FINGERS: [Finger; 2] = [
    Finger { radius_mm: 9.0, beside_mm: 0.0, back_mm: 0.0, splay: 0.10 },
    Finger { radius_mm: 7.2, beside_mm: 14.0, back_mm: 7.0, splay: 0.28 },
];

/// What is in front at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Front {
    /// A finger, and its shading.
    Finger(f64),
    Card(CardPart, [f64; 2]),
    Head,
    Backdrop,
}

impl Front {
    /// Whether two points need not be told apart.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Finger(_), Self::Finger(_)) | (Self::Head, Self::Head) | (Self::Backdrop, Self::Backdrop) => true,
            (Self::Card(a, _), Self::Card(b, _)) => a == b,
            _ => false,
        }
    }
}

/// Room for the weights of one pixel and the sums of a row.
struct Row {
    losses: Vec<f64>,
    sums: Vec<(Sight, f64, f64, [f64; 3], f64)>,
}

impl Stage<'_> {
    fn pixels(&self, rects: &[(RegionName, Rect)], reference: [f64; 2]) -> (Vec<f32>, Vec<Seen>) {
        let (width, height) = (self.shot.width, self.shot.height);
        let blank = || -> Vec<_> { rects.iter().map(|_| (self.ground.blank(), 0.0, 0.0, [0.0; 3], 0.0)).collect() };
        let losses = 2 * self.growth.covers.len() + 1;
        let row = |y: u32| {
            let mut room = Row { losses: vec![0.0; losses], sums: blank() };
            let mut values = Vec::with_capacity(3 * width as usize);
            for x in 0..width {
                let value = self.pixel(x, y, rects, &mut room);
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "24 bits of a sensor value are more than any sensor has"
                )]
                values.extend(value.map(|v| v as f32));
            }
            (values, room.sums)
        };
        let rows: Vec<_> = (0..height).into_par_iter().map(row).collect();
        let mut values = Vec::with_capacity(3 * width as usize * height as usize);
        let mut sums = blank();
        // In the order of the rows, whatever the order in which they were made.
        for (row, parts) in rows {
            values.extend(row);
            for (sum, part) in sums.iter_mut().zip(parts) {
                sum.0.merge(&part.0);
                sum.1 += part.1;
                sum.2 += part.2;
                (0..3).for_each(|c| sum.3[c] += part.3[c]);
                sum.4 += part.4;
            }
        }
        let reference: f64 = reference.iter().sum();
        let region = |((name, rect), (sight, light, gloss, sensor, count)): (&(RegionName, Rect), _)| {
            let mean: Sight = Sight::over(sight, count);
            Seen {
                name: *name,
                rect: *rect,
                reflectance: self.ground.reflectance(&mean),
                hair: mean.hair(),
                light: light / count / reference,
                gloss: gloss / count,
                sensor: <[f64; 3]>::map(sensor, |v| v / count),
            }
        };
        (values, rects.iter().zip(sums).map(region).collect())
    }

    /// The light of a pixel: at edges the mean of four points in it.
    fn pixel(&self, x: u32, y: u32, rects: &[(RegionName, Rect)], room: &mut Row) -> [f64; 3] {
        let at = |dx: f64, dy: f64| Point::new(f64::from(x) + dx, f64::from(y) + dy);
        let points = [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
        let middle = at(0.5, 0.5);
        let front = self.front(middle);
        let fronts = points.map(|p| self.front(p));
        if fronts.iter().all(|f| f.is_like(&front)) {
            return self.light_of(front, middle, (x, y), rects, room);
        }
        let mut sum = [0.0; 3];
        for (point, front) in points.into_iter().zip(fronts) {
            let light = self.light_of(front, point, (x, y), &[], room);
            (0..3).for_each(|c| sum[c] += 0.25 * light[c]);
        }
        sum
    }

    fn front(&self, p: Point) -> Front {
        let ray = self.view.ray(p);
        if let Some(at) = self.card.and_then(|card| card.hit(ray)) {
            if let Some(shade) = self.finger(at) {
                return Front::Finger(shade);
            }
            if let Some(part) = self.card.and_then(|card| card.part(at)) {
                return Front::Card(part, at);
            }
        }
        if self.sphere.hit(ray).is_some() { Front::Head } else { Front::Backdrop }
    }

    /// The shading of a finger at a place of the card's plane.
    fn finger(&self, place: [f64; 2]) -> Option<f64> {
        let hand = self.shot.scene.chart.as_ref()?.hand?;
        let half = self.card?.half_sides();
        let outward = hand.outward();
        let (out, along) =
            (outward[0] * place[0] + outward[1] * place[1], outward[0] * place[1] - outward[1] * place[0]);
        let [half_out, half_along] = if outward[0] == 0.0 { [half[1], half[0]] } else { half };
        let tip = half_out * (1.0 - 2.0 * hand.reach);
        FINGERS.iter().find_map(|finger| {
            let beyond = out - tip - finger.back_mm;
            let across = along - hand.along * half_along - finger.beside_mm - finger.splay * beyond;
            let rounded = (finger.radius_mm - beyond).max(0.0);
            let off = crate::math::hypot(across, rounded) / finger.radius_mm;
            let nail = crate::math::hypot(across / 0.6, beyond - 0.95 * finger.radius_mm) < 0.75 * finger.radius_mm;
            let shade = || 0.30 + 0.70 * (1.0 - off * off).sqrt();
            (off < 1.0).then(|| if nail { 1.12 * shade() } else { shade() })
        })
    }

    fn light_of(
        &self,
        front: Front,
        point: Point,
        pixel: (u32, u32),
        rects: &[(RegionName, Rect)],
        room: &mut Row,
    ) -> [f64; 3] {
        match front {
            Front::Head => self.head(point, pixel, rects, room),
            Front::Card(part, at) => self.on_card(part, at),
            Front::Finger(shade) => {
                let light = irradiance(&self.shot.scene, self.far(point), [0.0, 0.0, -1.0]);
                mix(light, [self.tables.finger[0], self.tables.finger[1]]).map(|v| v * shade)
            }
            Front::Backdrop => {
                let (spectrum, shade) = self.backdrop.at(point, f64::from(self.shot.width));
                let light = irradiance(&self.shot.scene, self.far(point), [0.0, 0.0, -1.0]);
                mix(light, [0, 1].map(|l| self.tables.backdrop[l][spectrum])).map(|v| 0.8 * v * shade)
            }
        }
    }

    /// The place at the head's distance that is seen at a point.
    fn far(&self, point: Point) -> [f64; 3] {
        self.view.ray(point).map(|x| x * self.shot.scene.distance_mm)
    }

    fn on_card(&self, part: CardPart, at: [f64; 2]) -> [f64; 3] {
        let Some((card, chart)) = self.card.zip(self.shot.scene.chart.as_ref()) else { return [0.0; 3] };
        let light = irradiance(&self.shot.scene, card.place(at), card.normal());
        let index = match part {
            CardPart::Patch(i) => i,
            CardPart::Frame => PATCHES,
        };
        let paint = mix(light, [0, 1].map(|l| self.tables.patches[l][index]));
        let Some((place, strength, radius)) = chart.glare else { return paint };
        let half = card.half_sides();
        let [ds, dt] = [0, 1].map(|k| (at[k] - place[k] * half[k]) / (2.0 * half[0] * radius));
        let shine = strength * exp(-0.5 * (ds * ds + dt * dt));
        let white = mix(light, self.tables.white);
        [0, 1, 2].map(|c| paint[c] + shine * white[c])
    }

    fn head(&self, point: Point, pixel: (u32, u32), rects: &[(RegionName, Rect)], room: &mut Row) -> [f64; 3] {
        let ray = self.view.ray(point);
        let Some(place) = self.sphere.hit(ray) else { return [0.0; 3] };
        let normal = self.sphere.normal(place);
        let uv = self.sphere.uv(normal);
        growth::loss_weights(&self.growth, &self.zones, uv, pixel, &mut room.losses);
        let hairs = self.growth.hairs.each_ref().map(|layer| layer.at(pixel.0, pixel.1));
        let hairs = fitting(hairs);
        let look = self.ground.look(self.deviations(uv), &room.losses, &hairs);
        let light = irradiance(&self.shot.scene, place, normal);
        // Hair is dull where skin shines.
        let bare = 1.0 - hairs[0] - hairs[1];
        let shine = gloss(&self.shot.scene, place, normal, self.roughness.at(uv[0], uv[1])).map(|g| g * bare);
        let mut value = [0.0; 3];
        for l in 0..self.shot.scene.lamps.len().min(2) {
            let seen = look.of(&self.tables.ground[l]);
            for c in 0..3 {
                value[c] += light[l] * (seen[c] + shine[l] * self.tables.white[l][c]);
            }
        }
        for (sum, (_, rect)) in room.sums.iter_mut().zip(rects) {
            if contains(*rect, pixel) {
                sum.0.add(&look);
                let total = light[0] + light[1];
                sum.1 += total;
                sum.2 += (light[0] * shine[0] + light[1] * shine[1]) / total.max(1e-9);
                (0..3).for_each(|c| sum.3[c] += value[c]);
                sum.4 += 1.0;
            }
        }
        value
    }

    /// How much more melanin and blood there is than on average, in standard deviations.
    fn deviations(&self, uv: [f64; 2]) -> [f64; 2] {
        let scar = self.zones.scar(uv);
        let red = if self.work_redness > 0.0 { self.work_redness * self.zones.work(uv) } else { 0.0 };
        [self.melanin.at(uv[0], uv[1]) - 4.0 * scar, self.blood.at(uv[0], uv[1]) - 2.0 * scar + red]
    }

    /// The regions as upright rectangles of the picture, none reaching out of it or under the chart.
    fn rects(&self) -> Vec<(RegionName, Rect)> {
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
            self.view.project(self.sphere.place(self.sphere.normal_at(uv)))
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
        let clear = rect.corners().into_iter().chain([rect.centre()]).all(|p| matches!(self.front(p), Front::Head));
        (rect.w >= 8 && rect.h >= 8 && clear).then_some(rect)
    }
}

/// The covers of hairs drawn apart, so that together they are no more than whole.
fn fitting(hairs: [f64; 2]) -> [f64; 2] {
    let [pigmented, white] = hairs.map(|c| c.clamp(0.0, 1.0));
    [pigmented, white * (1.0 - pigmented)]
}

fn mix(light: [f64; 2], seen: [[f64; 3]; 2]) -> [f64; 3] {
    [0, 1, 2].map(|c| light[0] * seen[0][c] + light[1] * seen[1][c])
}

fn contains(rect: Rect, (x, y): (u32, u32)) -> bool {
    x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h
}
