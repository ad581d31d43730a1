//! Stubble in mm: how many hairs, how thick and long, how much of the skin they cover, and what colour they are.

mod darkness;
mod faults;
mod hairs;
mod kind;
mod moments;
mod ridges;
mod shaft;

use super::{Rect, ScalpLight};
use crate::camera::Calibration;
use crate::color::{Estimate, LabD65};
use crate::data::{self, StubbleTable};
use crate::diagnostic::Diagnostic;
use crate::math::{Interval, hypot, mean_sd, median, quantile};
use crate::photo::Photo;
use darkness::Field;
use kind::{Kind, Window};
use moments::Shape;
use ridges::Strokes;

/// The hairs of a field of stubble.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stubble {
    /// Hairs per cm2.
    pub density_per_cm2: Interval,
    /// Mean diameter.
    pub diameter_mm: Interval,
    /// Mean length as seen from above: a hair that stands up looks shorter than it is.
    pub length_mm: Interval,
    /// Share of the skin that lies under hair.
    pub coverage: Interval,
    /// Colour of the shafts of most hairs.
    pub shaft: Estimate<LabD65>,
}

/// Measures the hairs of a field beside bare skin.
///
/// ```text
/// d(x) = 1 - light(x)/bare(x),   coverage = sum_kinds (1 - b) mean(d)/D,   density = hairs/area
/// diameter = coverage/(density length),   length^2 = 12 (variance along - variance across)
/// ```
///
/// Blur moves darkness but does not change its sum: the mean of d over the strokes, over what a shaft takes where it
/// covers a pixel (D, from `unmix`), is the covered share. b is what roots (the more, the shorter the hair) and shadows
/// add. Hairs are counted as middle lines of strokes; strokes of several hairs count by their sum. What bare skin shows
/// (pores, noise) does not count.
///
/// | argument | unit | domain | meaning |
/// |---|---|---|---|
/// | `skin`, `hair` | px | inside the photo | bare skin, and the field |
/// | `px_per_mm` | 1/mm | > 0 | scale on the chart; on the scalp the same to `calibration/stubble.toml` |
/// | `light` | | | light on the scalp: the more it comes from one side, the more hairs cast shadows |
///
/// # Errors
/// Hairs that cannot be told apart, and why: too few pixels per mm, blur, too small a field, too faint, too long, too
/// dense, too unlike each other.
///
/// Source: second derivatives across a line, Steger, IEEE TPAMI 20:113 (1998), doi:10.1109/34.659930.
pub fn stubble(
    photo: &Photo,
    calibration: &Calibration,
    (skin, hair): (Rect, Rect),
    px_per_mm: f64,
    light: &ScalpLight,
) -> Result<Stubble, Diagnostic> {
    let table = data::stubble();
    if px_per_mm < table.scale.least_px_per_mm {
        return Err(faults::coarse(px_per_mm, table.scale.least_px_per_mm));
    }
    let bare = Field::read(photo, calibration, skin, px_per_mm);
    let mut field = Field::read(photo, calibration, hair, px_per_mm);
    let window = Window::of(&field);
    if window.area_cm2(&field) < table.seen.least_area_cm2 {
        return Err(faults::small(window.area_cm2(&field), table.seen.least_area_cm2));
    }
    let found = Strokes::of(&field.darkness, field.px_per_mm);
    let limits = kind::noise(&bare, &table);
    let mut kinds: Vec<Kind> = [1.0, -1.0]
        .into_iter()
        .zip(&found)
        .zip(limits)
        .filter_map(|((sign, strokes), limit)| Kind::find(strokes, &field, sign, limit, &table))
        .collect();
    kind::without_echoes(&mut kinds, &field, &table);
    let mut kinds = kind::clear(kinds, &table).ok_or_else(faults::faint)?;
    let skin_light = kind::measure(&mut kinds, &mut field, &window);
    let singles: Vec<Shape> = kinds.iter().flat_map(|k| k.shapes.iter().copied()).collect();
    let hairs: f64 = kinds.iter().map(|k| k.hairs).sum();
    check(&singles, hairs, skin_light.share, field.px_per_mm, &table)?;
    if hairs > table.hair.most_per_cm2 * window.area_cm2(&field) {
        return Err(faults::tangled(hairs / window.area_cm2(&field)));
    }
    let unevenness = light.unevenness;
    let of = Statistics { kinds: &kinds, singles: &singles, hairs, area_cm2: window.area_cm2(&field), unevenness };
    let stubble = of.stubble(skin_light.light, &field, (calibration, hair), &table);
    // Strokes of noise are thinner than any hair.
    stubble.filter(|s| s.diameter_mm.value >= table.hair.least_diameter_mm).ok_or_else(faults::faint)
}

/// Whether what was found can be counted.
fn check(
    singles: &[Shape],
    hairs: f64,
    bare_share: f64,
    px_per_mm: f64,
    table: &StubbleTable,
) -> Result<(), Diagnostic> {
    let seen = &table.seen;
    let middle = |of: fn(&Shape) -> f64| median(&singles.iter().map(of).collect::<Vec<_>>()) / px_per_mm;
    if singles.len() < seen.least_hairs || hairs < seen.least_hairs as f64 {
        return Err(faults::faint());
    }
    let (width, length) = (middle(|s| s.width_px), middle(|s| s.length_px));
    if width > seen.most_width_mm {
        return Err(faults::blurred(width));
    }
    if length > seen.most_length_mm {
        return Err(faults::long(length));
    }
    if bare_share < seen.least_bare {
        return Err(faults::dense(bare_share));
    }
    // Hairs shaved together are alike; strokes of noise beside hairs, and hairs broken by it, are not.
    let lengths: Vec<f64> = singles.iter().map(|s| s.length_px).collect();
    if quantile(&lengths, 0.9) > seen.most_uneven_lengths * median(&lengths) {
        return Err(faults::uneven());
    }
    Ok(())
}

struct Statistics<'a> {
    kinds: &'a [Kind],
    singles: &'a [Shape],
    hairs: f64,
    area_cm2: f64,
    /// Of the light on the scalp.
    unevenness: f64,
}

impl Statistics<'_> {
    fn stubble(
        &self,
        bare: [f64; 3],
        field: &Field,
        (calibration, rect): (&Calibration, Rect),
        table: &StubbleTable,
    ) -> Option<Stubble> {
        let density = self.hairs / self.area_cm2;
        let length_mm = self.length_mm(field.px_per_mm, table.error.root_mm);
        let errors = &table.error;
        let (mut coverage, mut variance, mut shaft, mut most) = (0.0, 0.0, None, 0.0);
        for kind in self.kinds {
            let hair_mm = density / 100.0 * length_mm * kind.hairs / self.hairs;
            let mixed = kind.mixed(bare, kind.missing / hair_mm);
            // The rarer kind may be too few to unmix; it is then left out, and that is within its share of the error.
            let Some(unmixed) = shaft::unmix(&mixed, calibration, rect.centre(), table) else { continue };
            let beside = if kind.sign > 0.0 { self.beside(length_mm, table) } else { 0.0 };
            let covered = (1.0 - beside) * kind.missing / unmixed.missing;
            let sd = covered * hypot(unmixed.ln_sd, errors.beside_shafts_sd);
            coverage += covered;
            variance += sd * sd;
            if kind.hairs > most {
                (most, shaft) = (kind.hairs, Some(unmixed.lab));
            }
        }
        let spread = self.spread();
        let rarer = 1.0 - most / self.hairs;
        let method_sd = hypot(errors.coverage_ln_sd, errors.mixed_ln_sd * rarer);
        let covered_sd = hypot(hypot(variance.sqrt() / coverage, method_sd), spread);
        let scale = table.scale.ln_sd;
        let length_sd = hypot(hypot(errors.length_ln_sd, errors.length_sd_mm / length_mm), scale);
        let diameter_mm = coverage / (density / 100.0 * length_mm);
        let seen_sd = hypot(hypot(covered_sd, length_sd), errors.count_ln_sd);
        // Cover and length err together where the shaft was told by its usual diameter: what was known before holds still,
        // but for what the scale and the count are off by.
        let known_sd = table.hair.diameter_ln_sd;
        let diameter_sd = hypot(seen_sd * known_sd / hypot(seen_sd, known_sd), hypot(scale, errors.count_ln_sd));
        Some(Stubble {
            density_per_cm2: Interval::log_normal(density, hypot(hypot(2.0 * scale, errors.count_ln_sd), spread)),
            diameter_mm: Interval::log_normal(diameter_mm, diameter_sd),
            length_mm: Interval::log_normal(length_mm, length_sd),
            coverage: Interval::log_normal(coverage, covered_sd),
            shaft: shaft?,
        })
    }

    /// Share of the darkening that roots and shadows have.
    fn beside(&self, length_mm: f64, table: &StubbleTable) -> f64 {
        let errors = &table.error;
        let roots = errors.root_mm / (length_mm + errors.root_mm);
        // The longer a hair, the further its shadow falls beside it, where it counts as skin.
        let near = errors.shadow_near_mm / (errors.shadow_near_mm + length_mm);
        let one_sided = (self.unevenness / data::camera().geometry.usual_unevenness).min(1.5);
        roots + errors.shadow_share * near * one_sided
    }

    /// Mean length of all hairs from those that stand alone.
    ///
    /// A hair touches no other with a probability of about exp(-2 n L l) (n hairs per area of mean length L, l its own):
    /// with lengths that vary by a fifth, those that do are shorter by 0.2^2 * 2 n L^2 of their length.
    fn length_mm(&self, px_per_mm: f64, root_mm: f64) -> f64 {
        let seen = median(&self.singles.iter().map(|s| s.length_px).collect::<Vec<_>>()) / px_per_mm;
        let alone = (seen - root_mm).max(0.5 * seen);
        alone * (1.0 + 0.08 * self.hairs / (100.0 * self.area_cm2) * alone * alone)
    }

    /// Standard deviation of ln of the mean count, from blocks of the field.
    fn spread(&self) -> f64 {
        let blocks: Vec<f64> = (0..kind::BLOCKS).map(|b| self.kinds.iter().map(|k| k.blocks[b]).sum::<f64>()).collect();
        let (mean, sd) = mean_sd(&blocks);
        sd / (mean.max(1e-9) * (blocks.len() as f64).sqrt())
    }
}
