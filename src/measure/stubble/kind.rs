//! Hairs of one kind: those darker than the skin, or those lighter.

use super::darkness::Field;
use super::hairs::{Stroke, strokes, weighted_median};
use super::moments::{Moments, Shape};
use super::ridges::{RidgePoint, Strokes, filter_width};
use super::shaft::Mixed;
use crate::data::StubbleTable;
use crate::math::{Point, ln, quantile};

/// Blocks that a field is cut into to see how its hairs vary, across and down.
const ACROSS: usize = 4;
const DOWN: usize = 2;
pub(super) const BLOCKS: usize = ACROSS * DOWN;

/// The part of a field that is counted: strokes near the edge are cut, so a margin of a hair's length is left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// Margin, mm, and the largest share of a side.
const MARGIN_MM: f64 = 1.2;
const MARGIN_SHARE: f64 = 0.15;

impl Window {
    pub(super) fn of(field: &Field) -> Self {
        let (width, height) = (field.darkness.width as f64, field.darkness.height as f64);
        let margin = |side: f64| (MARGIN_MM * field.px_per_mm).min(MARGIN_SHARE * side).floor();
        let (x, y) = (margin(width), margin(height));
        Self { x, y, width: width - 2.0 * x, height: height - 2.0 * y }
    }

    pub(super) fn area_cm2(&self, field: &Field) -> f64 {
        self.width * self.height / (100.0 * field.px_per_mm * field.px_per_mm)
    }

    /// The block that a place lies in.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of 0-1")]
    fn block(&self, p: Point) -> Option<usize> {
        let (s, t) = ((p.x - self.x) / self.width, (p.y - self.y) / self.height);
        let inside = (0.0..1.0).contains(&s) && (0.0..1.0).contains(&t);
        inside.then(|| (t * DOWN as f64) as usize * ACROSS + (s * ACROSS as f64) as usize)
    }
}

/// How far from its middle line the darkness of a hair is gathered: its half width and blur in mm, and some pixels.
const HALO_MM: f64 = 0.12;
const HALO_PX: f64 = 1.5;
/// How far compression leaves its marks: half a block of JPEG.
const ECHO_PX: f64 = 4.0;

/// Share of the pixels on middle lines that are fainter than what counts as the middle of a hair. Not the very strongest:
/// noise makes those, and the few white hairs among blond ones, and a shaft taken to be as dark as they are covers less
/// skin than it does.
const CORE_QUANTILE: f64 = 0.75;

pub(super) struct Kind {
    /// 1 for darker hairs, -1 for lighter.
    pub(super) sign: f64,
    strokes: Vec<Stroke>,
    /// Strength of the typical stroke.
    strength: f64,
    /// The same over that of the strongest strokes of bare skin.
    over_skin: f64,
    /// Hairs in the window, and in its blocks.
    pub(super) hairs: f64,
    pub(super) blocks: [f64; BLOCKS],
    /// Mean over the window of the light that is missing in strokes of this kind.
    pub(super) missing: f64,
    /// Sums over their pixels: darkness squared, and darkness times that of each channel.
    sums: (f64, [f64; 3]),
    core: f64,
    /// Hairs that stand alone.
    pub(super) shapes: Vec<Shape>,
}

/// Strength of the strokes that bare skin shows, darker and lighter.
pub(super) fn noise(bare: &Field, table: &StubbleTable) -> [f64; 2] {
    const LEAST: f64 = 0.005;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few strokes")]
    let allowed = (table.seen.skin_strokes_per_cm2 * bare.area_cm2()) as usize;
    let found = Strokes::of(&bare.darkness, bare.px_per_mm);
    let mut limits = [LEAST; 2];
    for ((limit, strokes), sign) in limits.iter_mut().zip(&found).zip([1.0, -1.0]) {
        let mut strengths: Vec<f64> = strokes.ridge(&bare.darkness, sign, LEAST).iter().map(|p| p.strength).collect();
        strengths.sort_by(|a, b| b.total_cmp(a));
        // A stroke of noise has about two pixels.
        *limit = strengths.get(2 * allowed).copied().unwrap_or(LEAST);
    }
    limits
}

impl Kind {
    /// Hairs of a sign; `None` where no strokes stand out from what skin shows.
    pub(super) fn find(found: &Strokes, field: &Field, sign: f64, limit: f64, table: &StubbleTable) -> Option<Self> {
        #[allow(clippy::cast_possible_truncation, reason = "1 or -1")]
        let mut points = found.ridge(&field.darkness, sign as f32, limit);
        let typical = weighted_median(points.iter().map(|p| (p.strength, p.strength)).collect());
        if points.is_empty() {
            return None;
        }
        points.retain(|p: &RidgePoint| p.strength > table.seen.least_of_typical * typical);
        let strokes = strokes(&points, field.darkness.width, filter_width(field.px_per_mm));
        let middle: Vec<f64> =
            strokes.iter().flat_map(|s| &s.points).map(|p| field.darkness.at(p.x, p.y) * sign).collect();
        Some(Self {
            sign,
            strokes,
            strength: typical,
            over_skin: typical / limit,
            hairs: 0.0,
            blocks: [0.0; BLOCKS],
            missing: 0.0,
            sums: (0.0, [0.0; 3]),
            core: quantile(&middle, CORE_QUANTILE).max(0.0),
            shapes: Vec::new(),
        })
    }

    /// Strength of the typical stroke as ln of light: alike for darker and lighter ones.
    fn contrast(&self) -> f64 {
        ln((1.0 - self.sign * self.strength).max(1e-3)).abs()
    }

    /// Whether it stands out from what bare skin shows.
    fn is_clear(&self, table: &StubbleTable) -> bool {
        self.over_skin >= table.seen.least_over_skin
    }

    /// What its pixels show, for unmixing; `across_mm` is the light missing across a stroke.
    pub(super) fn mixed(&self, bare: [f64; 3], across_mm: f64) -> Mixed {
        let (squares, products) = self.sums;
        Mixed { bare, slope: products.map(|p| p / squares), across_mm, core: self.sign * self.core }
    }
}

/// Of two kinds of which one is rarer and much weaker, leaves out its strokes near those of the other where nearly all lie
/// there: compression and sharpening leave lighter lines beside dark ones. Hairs lie there no more often than elsewhere.
pub(super) fn without_echoes(kinds: &mut [Kind], field: &Field, table: &StubbleTable) {
    let [first, second] = kinds else { return };
    let (strong, weak) = if first.contrast() > second.contrast() { (first, second) } else { (second, first) };
    let least = if weak.is_clear(table) { table.seen.least_of_other_clear } else { table.seen.least_of_other_faint };
    if weak.contrast() >= least * strong.contrast() || weak.strokes.len() >= strong.strokes.len() {
        return;
    }
    let near = owners(std::slice::from_ref(strong), field, ECHO_PX);
    let is_apart = |s: &Stroke| s.points.iter().all(|p| near[p.y * field.darkness.width + p.x].is_none());
    let apart = weak.strokes.iter().filter(|s| is_apart(s)).count();
    if apart as f64 <= (1.0 - table.seen.echoes_near) * weak.strokes.len() as f64 {
        weak.strokes.retain(is_apart);
    }
}

/// Kinds that stand out from what bare skin shows. `None` where hairs that hardly do so are too many to be passed over.
pub(super) fn clear(kinds: Vec<Kind>, table: &StubbleTable) -> Option<Vec<Kind>> {
    let (clear, faint): (Vec<Kind>, Vec<Kind>) = kinds.into_iter().partition(|k| k.is_clear(table));
    let count: usize = clear.iter().map(|k| k.strokes.len()).sum();
    let passed = |k: &Kind| {
        let most = if k.sign > 0.0 { table.seen.most_faint_darker } else { table.seen.most_faint_lighter };
        k.strokes.len() as f64 <= most * count as f64
    };
    (!clear.is_empty() && faint.iter().all(passed)).then_some(clear)
}

/// Light of the skin between the hairs, and its share of the area.
pub(super) struct Between {
    pub(super) light: [f64; 3],
    pub(super) share: f64,
}

/// Gives every pixel near a stroke to the nearest one, takes what is near none for bare, and sums up.
pub(super) fn measure(kinds: &mut [Kind], field: &mut Field, window: &Window) -> Between {
    let owners = owners(kinds, field, HALO_PX);
    let free = owners.iter().filter(|o| o.is_none()).count();
    let share = free as f64 / owners.len() as f64;
    let light = field.level_on(|i| owners[i].is_none());
    let width = field.darkness.width;
    let mut moments: Vec<Vec<Moments>> = kinds.iter().map(|k| vec![Moments::default(); k.strokes.len()]).collect();
    let pixels = window.width * window.height;
    for (i, (kind, stroke)) in owners.iter().enumerate().filter_map(|(i, owner)| Some((i, (*owner)?))) {
        let place = Point::new((i % width) as f64 + 0.5, (i / width) as f64 + 0.5);
        let d = f64::from(field.darkness.values[i]);
        moments[kind][stroke].add(place, d);
        if window.block(place).is_some() {
            let kind = &mut kinds[kind];
            let channels = field.missing(i, light);
            kind.missing += d / pixels;
            kind.sums.0 += d * d;
            (0..3).for_each(|c| kind.sums.1[c] += d * channels[c]);
        }
    }
    for (kind, moments) in kinds.iter_mut().zip(&moments) {
        let counted: Vec<(usize, f64, usize)> =
            kind.strokes.iter().enumerate().filter_map(|(i, s)| Some((window.block(s.centre)?, s.hairs, i))).collect();
        for (block, hairs, stroke) in counted {
            kind.hairs += hairs;
            kind.blocks[block] += hairs;
            if hairs < 1.5 {
                kind.shapes.extend(moments[stroke].shape());
            }
        }
    }
    Between { light, share }
}

/// Kind and number of the stroke that each pixel belongs to.
fn owners(kinds: &[Kind], field: &Field, beyond_px: f64) -> Vec<Option<(usize, usize)>> {
    let map = &field.darkness;
    let reach = HALO_MM * field.px_per_mm + beyond_px;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few pixels")]
    let steps = reach as usize;
    let mut owners = vec![None; map.values.len()];
    let mut nearest = vec![reach * reach; map.values.len()];
    for (k, kind) in kinds.iter().enumerate() {
        for (s, stroke) in kind.strokes.iter().enumerate() {
            for p in &stroke.points {
                for y in p.y.saturating_sub(steps)..(p.y + steps + 1).min(map.height) {
                    for x in p.x.saturating_sub(steps)..(p.x + steps + 1).min(map.width) {
                        let (dx, dy) = (x as f64 - p.x as f64, y as f64 - p.y as f64);
                        let far = dx * dx + dy * dy;
                        let i = y * map.width + x;
                        if far < nearest[i] {
                            (nearest[i], owners[i]) = (far, Some((k, s)));
                        }
                    }
                }
            }
        }
    }
    owners
}
