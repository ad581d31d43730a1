//! What lies behind: a wall or cloth, and things on it. Nothing there is measured; it must only be as busy as real rooms.

use crate::color::{PerBand, Spectrum};
use crate::math::{Point, Random, cos, sin};
use crate::render::Texture;

/// A background.
pub(super) struct Backdrop {
    weave: Texture,
    coarse: Texture,
    depth: f64,
    things: Vec<Thing>,
    /// Spectra: the wall, then two for each thing.
    pub(super) spectra: Vec<PerBand>,
}

/// A box in the picture, shares of its width.
struct Thing {
    middle: [f64; 2],
    half: [f64; 2],
    turn: [f64; 2],
    /// Stripes across it; none for a plain one.
    stripes: f64,
}

impl Backdrop {
    pub(super) fn new(clutter: usize, seed: u64) -> Self {
        let mut random = Random::part(seed, 0xbac);
        let mut spectra = vec![wall(&mut random)];
        let mut things = Vec::new();
        for _ in 0..clutter {
            let turn = random.between(0.0, std::f64::consts::TAU);
            things.push(Thing {
                middle: [random.uniform(), 0.75 * random.uniform()],
                half: [random.between(0.03, 0.16), random.between(0.02, 0.10)],
                turn: [cos(turn), sin(turn)],
                stripes: if random.chance(0.4) { random.between(2.0, 9.0).floor() } else { 0.0 },
            });
            spectra.extend([paint(&mut random), paint(&mut random)]);
        }
        let seed = seed.wrapping_mul(31);
        let depth = random.between(0.02, 0.10);
        Self { weave: Texture::new(seed, 0.0022), coarse: Texture::new(seed ^ 7, 0.11), depth, things, spectra }
    }

    /// Which spectrum is seen at a point of a picture of a width, and how bright.
    pub(super) fn at(&self, p: Point, width: f64) -> (usize, f64) {
        let (x, y) = (p.x / width, p.y / width);
        let hit = self.things.iter().enumerate().rev().find_map(|(i, thing)| Some((i, thing.at(x, y)?)));
        let shade = 1.0 + self.depth * self.coarse.at(x, y);
        match hit {
            Some((i, second)) => (1 + 2 * i + usize::from(second), shade),
            None => (0, shade * (1.0 + self.depth * self.weave.at(x, y)).max(0.2)),
        }
    }
}

impl Thing {
    /// Whether it is there, and whether in its second colour.
    fn at(&self, x: f64, y: f64) -> Option<bool> {
        let (dx, dy) = (x - self.middle[0], y - self.middle[1]);
        let (s, t) = (dx * self.turn[0] + dy * self.turn[1], dy * self.turn[0] - dx * self.turn[1]);
        let inside = s.abs() < self.half[0] && t.abs() < self.half[1];
        inside.then(|| self.stripes > 0.0 && ((s / self.half[0] + 1.0) * self.stripes).floor() % 2.0 >= 1.0)
    }
}

/// A wall or cloth: grey to beige, sometimes blue or green.
fn wall(random: &mut Random) -> PerBand {
    let level = random.between(0.08, 0.6);
    let tilt = random.between(-0.25, 0.35);
    *Spectrum::from_fn(|nm| (level * (1.0 + tilt * (nm - 555.0) / 175.0)).clamp(0.01, 0.9)).values()
}

/// A coloured thing: a step or a band in the spectrum.
fn paint(random: &mut Random) -> PerBand {
    let (low, high) = (random.between(0.02, 0.15), random.between(0.2, 0.85));
    let (edge, width) = (random.between(430.0, 640.0), random.between(15.0, 60.0));
    let falling = random.chance(0.4);
    let step = |nm: f64| 1.0 / (1.0 + crate::math::exp((edge - nm) / width));
    *Spectrum::from_fn(|nm| low + (high - low) * if falling { 1.0 - step(nm) } else { step(nm) }).values()
}
