//! The picture on the sensor: every pixel's light through the three channels, and what is true of the regions.

mod front;
mod regions;
mod tables;

pub(super) use regions::{RegionName, Seen};

use super::backdrop::Backdrop;
use super::geometry::{Card, CardPart, View};
use super::growth::{self, Ground as Strewing, Growth, Sprout};
use super::light::{gloss, irradiance};
use super::scene::PlacedChart;
use super::zones::Zones;
use super::{Shot, VirtualClient};
use crate::chart::{self, PATCHES};
use crate::color::{PerBand, Spectrum};
use crate::diagnostic::{Diagnostic, Kind};
use crate::math::{Point, exp};
use crate::measure::Rect;
use crate::render::{Ground, Texture};
use crate::skin::SkinModel;
pub(super) use front::{Arrangement, Front};
use rayon::prelude::*;
use regions::{Sum, contains};
use tables::{Tables, mix, specimen};

/// What the sensor holds, balanced and exposed but without noise and blur; linear, three interleaved channels.
pub(super) struct Exposure {
    pub(super) values: Vec<f32>,
    pub(super) regions: Vec<Seen>,
    pub(super) chart: Option<(PlacedChart, Card, [Spectrum; PATCHES])>,
    pub(super) view: View,
    /// Reflectance of the skin as photographed, redness included.
    pub(super) bare: Spectrum,
    /// Every hair that grew.
    pub(super) sprouts: Vec<Sprout>,
}

struct Stage<'a> {
    shot: &'a Shot,
    arrangement: Arrangement,
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
pub(super) fn expose(shot: &Shot) -> Result<Exposure, Diagnostic> {
    let skin = shot.client.skin.reddened(shot.client.redness);
    let bare = reddened(shot, &skin)?;
    let scene = &shot.scene;
    let placed = placed(shot)?;
    let card = placed.as_ref().map(|(_, card, _)| *card);
    let arrangement = Arrangement::new(shot, card);
    let (view, sphere) = (arrangement.view, arrangement.sphere);
    let zones = Zones::of(shot);
    let size = (shot.width, shot.height);
    let strewing = Strewing { scene, view, sphere, zones, size, seed: shot.seed, foreshortens: shot.series };
    let growth = growth::strew(&shot.client, &skin, &strewing)?;
    let fibres = growth::fibre_spectra(&shot.client);
    let losses = growth::loss_spectra(&growth, &from_below(shot, &bare));
    let ground = Ground::new(&bare, &skin, shot.client.surface_light, shot.client.mottling, losses, &fibres)
        .map_err(|e| impossible(&e.to_string()))?;
    let reference = card.map_or_else(
        || irradiance(scene, [0.0, 0.0, scene.distance_mm], [0.0, 0.0, -1.0]),
        |card| irradiance(scene, card.place([0.0, 0.0]), card.normal()),
    );
    let backdrop = Backdrop::new(scene.clutter, scene.background);
    let patches = placed.as_ref().map(|(_, _, patches)| patches.as_slice());
    let tables = Tables::new(shot, &ground, &backdrop, patches.unwrap_or_default(), &bare, reference)?;
    let stage = Stage {
        shot,
        arrangement,
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
    let sprouts = stage.growth.sprouts;
    Ok(Exposure { values, regions, chart: placed, view, bare, sprouts })
}

/// The chart where it lies, and what its specimen's patches reflect.
fn placed(shot: &Shot) -> Result<Option<(PlacedChart, Card, [Spectrum; PATCHES])>, Diagnostic> {
    let Some(chart) = &shot.scene.chart else { return Ok(None) };
    let definition = chart::definition(&chart.id).map_err(|e| e.diagnostic())?;
    let card = Card::new(chart, definition.patch_share, shot.scene.distance_mm);
    Ok(Some((chart.clone(), card, specimen(chart, &definition.spectra, shot.seed))))
}

/// What stands where in the shot, as far as its shapes go.
///
/// Errors: an unknown chart.
pub(super) fn arrangement(shot: &Shot) -> Result<Arrangement, Diagnostic> {
    Ok(Arrangement::new(shot, placed(shot)?.map(|(_, card, _)| card)))
}

/// The client's bare skin as it is on the day: redder than at rest where it was rubbed.
fn reddened(shot: &Shot, skin: &SkinModel) -> Result<Spectrum, Diagnostic> {
    let client = &shot.client;
    let fault = |e: crate::skin::DomainError| impossible(&e.to_string());
    let (rest, now) = (client.skin.bare().map_err(fault)?, skin.bare().map_err(fault)?);
    let rho = surface_part(client, &client.bare);
    let ratio: PerBand = std::array::from_fn(|i| now[i] / rest[i]);
    Ok(client.bare.zip(&ratio, |r, ratio| rho + (r - rho) * ratio))
}

/// Share of white that a skin reflects at its surface.
fn surface_part(client: &VirtualClient, bare: &Spectrum) -> f64 {
    client.surface_light.min(0.5 * bare.values().iter().copied().fold(f64::INFINITY, f64::min))
}

/// Share of the skin's light that comes from below its surface, where dots and roots can take it.
fn from_below(shot: &Shot, bare: &Spectrum) -> PerBand {
    let rho = if shot.series { surface_part(&shot.client, bare) } else { 0.0 };
    bare.values().map(|r| (r - rho) / r)
}

fn impossible(reason: &str) -> Diagnostic {
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

/// Room for the weights of one pixel and the sums of a row.
struct Row {
    losses: Vec<f64>,
    sums: Vec<Sum>,
}

impl Stage<'_> {
    fn pixels(&self, rects: &[(RegionName, Rect)], reference: [f64; 2]) -> (Vec<f32>, Vec<Seen>) {
        let (width, height) = (self.shot.width, self.shot.height);
        let blank = || -> Vec<Sum> { rects.iter().map(|_| Sum::of(self.ground.blank())).collect() };
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
            sums.iter_mut().zip(&parts).for_each(|(sum, part)| sum.merge(part));
        }
        let reference: f64 = reference.iter().sum();
        let regions = rects.iter().zip(sums).map(|((name, rect), sum)| sum.seen(*name, *rect, &self.ground, reference));
        (values, regions.collect())
    }

    /// The light of a pixel: at edges the mean of four points in it.
    fn pixel(&self, x: u32, y: u32, rects: &[(RegionName, Rect)], room: &mut Row) -> [f64; 3] {
        let at = |dx: f64, dy: f64| Point::new(f64::from(x) + dx, f64::from(y) + dy);
        let points = [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)];
        let middle = at(0.5, 0.5);
        let front = self.arrangement.front(middle);
        let fronts = points.map(|p| self.arrangement.front(p));
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
        self.arrangement.view.ray(point).map(|x| x * self.shot.scene.distance_mm)
    }

    fn on_card(&self, part: CardPart, at: [f64; 2]) -> [f64; 3] {
        let Some((card, chart)) = self.arrangement.card.zip(self.shot.scene.chart.as_ref()) else { return [0.0; 3] };
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
        let ray = self.arrangement.view.ray(point);
        let Some(place) = self.arrangement.sphere.hit(ray) else { return [0.0; 3] };
        let normal = self.arrangement.sphere.normal(place);
        let uv = self.arrangement.sphere.uv(normal);
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
        for (sum, _) in room.sums.iter_mut().zip(rects).filter(|(_, (_, rect))| contains(*rect, pixel)) {
            sum.add(&look, light, shine, value);
        }
        value
    }

    /// How much more melanin and blood there is than on average, in standard deviations.
    fn deviations(&self, uv: [f64; 2]) -> [f64; 2] {
        let scar = self.zones.scar(uv);
        let red = if self.work_redness > 0.0 { self.work_redness * self.zones.work(uv) } else { 0.0 };
        [self.melanin.at(uv[0], uv[1]) - 4.0 * scar, self.blood.at(uv[0], uv[1]) - 2.0 * scar + red]
    }
}

/// The covers of hairs drawn apart, so that together they are no more than whole.
fn fitting(hairs: [f64; 2]) -> [f64; 2] {
    let [pigmented, white] = hairs.map(|c| c.clamp(0.0, 1.0));
    [pigmented, white * (1.0 - pigmented)]
}
