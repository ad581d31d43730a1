//! What was read from a chart, and when it is not believed.

use super::colours::{ColourFit, Samples, Target, brightness, fit, thorough_fit};
use super::definition::{COLUMNS, ChartDefinition, PATCHES, ROWS};
use super::place::grid_point;
use super::sample::{PatchSample, sample_all};
use super::shade::shadowed;
use super::{ChartError, LeftOut};
use crate::math::{Homography, Point, atan2};
use crate::photo::{Photo, Surround};

/// A chart in a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartReading {
    /// The chart it was read as.
    pub id: String,
    /// Centres of patches 1, 6, 24 and 19 in pixels of the upright picture.
    pub corners: [Point; 4],
    /// How the chart's upright is turned in the picture, clockwise: 0, 90, 180 or 270 degrees.
    pub turn_deg: u16,
    /// Whether the picture shows the chart mirrored, as front cameras do.
    pub mirrored: bool,
    /// Pixels per millimetre at the chart; `None` where the chart's size is not known well enough.
    pub px_per_mm: Option<f64>,
    /// Mean dE00 of a linear fit of the usable patches to the chart's colours: says that it is this chart and this way
    /// up, not how well the photo measures.
    pub fit_de00: f64,
    /// How much worse, in dE00, the best other way to lay the chart over the picture fits.
    pub runner_up_margin: f64,
    /// The 24 patches in chart order.
    pub patches: Vec<PatchReading>,
    /// From the picture to chart coordinates: patch centres span -1 to 1 in x (along a row) and y (down).
    pub to_chart: Homography,
    /// How light it is around each place of the picture.
    pub surround: Surround,
}

/// One patch of a chart in a photo.
#[derive(Debug, Clone, PartialEq)]
pub struct PatchReading {
    /// 1-24, row by row from dark skin.
    pub index: usize,
    /// Its centre in pixels of the upright picture.
    pub centre: Point,
    /// Its place on the chart, each -1 to 1.
    pub chart_xy: [f64; 2],
    /// Trimmed mean light, 0-1, in the primaries of the file.
    pub linear: [f64; 3],
    /// Robust standard deviation of the light of its pixels.
    pub sd: [f64; 3],
    /// Pixels that were read; zero outside of the picture.
    pub pixels: usize,
    /// Whether more than a few in a hundred pixels are at an end of the scale, channel by channel. A channel that is
    /// not clipped is good even where another is.
    pub clipped: [bool; 3],
    /// Why the patch is not to be used, if it is not.
    pub left_out: Option<LeftOut>,
}

/// Largest mean dE00 at which something is still this chart.
const POOR_FIT: f64 = 12.0;
/// Most doubt with strange patches: mean dE00 of the others, half for each strange one, more for each place apart.
const MOST_DOUBT: f64 = 9.5;
/// Fewest patches that make a reading.
const FEWEST: usize = 15;
/// Most patches with an edge across them.
const MOST_UNEVEN: usize = 3;
/// Difference in code between the quarters of a patch that is an edge, not a gradient.
const UNEVEN: f64 = 0.06;
/// Shortest row of patches, outer edge to outer edge, in pixels.
const NARROWEST_PX: f64 = 60.0;
/// Least light of the brightest patch; 2 % is five stops under white.
const DARKEST: f64 = 0.02;
/// From here on a patch is not the chart's, in dE00 and in multiples of the median patch.
const STRANGE: (f64, f64) = (12.0, 3.5);

/// Reads a chart whose grid (columns 0-5, rows 0-3 to picture) is known.
pub(super) fn read(
    photo: &Photo,
    chart: &ChartDefinition,
    target: &Target,
    grid: &Homography,
) -> Result<ChartReading, ChartError> {
    let centres: Vec<Point> = (0..PATCHES).map(|patch| grid.map(grid_point(patch))).collect();
    let corner = |patch: usize| centres[patch - 1];
    let corners = [corner(1), corner(6), corner(24), corner(19)];
    check_size(chart, &corners)?;
    let samples = sample_all(photo, chart, grid);
    let mut left_out: Vec<Option<LeftOut>> = samples.iter().map(first_look).collect();
    check_first_look(&samples, &left_out)?;
    let (mut fit, mut margin) = judge(&samples, &left_out, target).ok_or(ChartError::NotFound)?;
    let dark = if covered_explains(&fit, &left_out) {
        Vec::new()
    } else {
        shadowed(&brightness(&usable(&samples, &left_out), target), &target.luminance())
    };
    if !dark.is_empty() {
        for patch in dark {
            left_out[patch] = Some(LeftOut::Shadow);
        }
        check_hidden(&left_out)?;
        (fit, margin) = judge(&samples, &left_out, target).ok_or(ChartError::NotFound)?;
    }
    second_look(&fit, &mut left_out);
    check_colours(&fit, &left_out, margin)?;
    let from: Vec<Point> = (0..PATCHES)
        .map(|patch| {
            let [x, y] = chart_xy(patch);
            Point::new(x, y)
        })
        .collect();
    let to_chart = Homography::fit(&centres, &from).ok_or(ChartError::Corners)?;
    let (turn_deg, mirrored) = pose(&corners);
    let patches = samples
        .into_iter()
        .enumerate()
        .map(|(patch, sample)| patch_reading(patch, centres[patch], sample, left_out[patch]))
        .collect();
    Ok(ChartReading {
        id: chart.id.clone(),
        corners,
        turn_deg,
        mirrored,
        px_per_mm: px_per_mm(chart, &corners),
        fit_de00: fit.mean,
        runner_up_margin: margin,
        patches,
        to_chart,
        surround: photo.surround().clone(),
    })
}

fn patch_reading(patch: usize, centre: Point, sample: Option<PatchSample>, left_out: Option<LeftOut>) -> PatchReading {
    let (linear, sd, pixels, clipped) = sample.map_or(([0.0; 3], [0.0; 3], 0, [false; 3]), |sample| {
        (sample.linear, sample.sd, sample.pixels, sample.clipped)
    });
    PatchReading { index: patch + 1, centre, chart_xy: chart_xy(patch), linear, sd, pixels, clipped, left_out }
}

/// Place of a patch (counted from 0) on the chart.
fn chart_xy(patch: usize) -> [f64; 2] {
    let Point { x, y } = grid_point(patch);
    [2.0 * x / (COLUMNS - 1) as f64 - 1.0, 2.0 * y / (ROWS - 1) as f64 - 1.0]
}

fn check_size(chart: &ChartDefinition, corners: &[Point; 4]) -> Result<(), ChartError> {
    let [p1, p6, p24, p19] = corners;
    let pitch = 0.1 * (p1.distance(*p6) + p19.distance(*p24));
    let width_px = pitch * (5.0 + chart.patch_share);
    let height_px = (p1.distance(*p19) + p6.distance(*p24)) / 6.0 * (3.0 + chart.patch_share);
    if width_px.max(height_px) < NARROWEST_PX || width_px.min(height_px) < 0.3 * NARROWEST_PX {
        return Err(ChartError::TooSmall { width_px });
    }
    Ok(())
}

/// What a patch alone tells.
fn first_look(sample: &Option<PatchSample>) -> Option<LeftOut> {
    let Some(sample) = sample else { return Some(LeftOut::Outside) };
    if sample.clipped.iter().filter(|c| **c).count() >= 2 {
        Some(LeftOut::Clipped)
    } else if sample.unevenness > UNEVEN {
        Some(LeftOut::NotFlat)
    } else {
        None
    }
}

fn named(left_out: &[Option<LeftOut>], reasons: &[LeftOut]) -> Vec<usize> {
    let is = |why: &Option<LeftOut>| why.is_some_and(|why| reasons.contains(&why));
    left_out.iter().enumerate().filter(|(_, why)| is(why)).map(|(i, _)| i + 1).collect()
}

fn check_first_look(samples: &[Option<PatchSample>], left_out: &[Option<LeftOut>]) -> Result<(), ChartError> {
    let usable = left_out.iter().filter(|why| why.is_none()).count();
    let brightest = samples.iter().flatten().flat_map(|s| s.linear).fold(0.0, f64::max);
    if brightest < DARKEST {
        return Err(ChartError::TooDark);
    }
    let (outside, clipped, uneven) = (
        named(left_out, &[LeftOut::Outside]),
        named(left_out, &[LeftOut::Clipped]),
        named(left_out, &[LeftOut::NotFlat]),
    );
    if uneven.len() > PATCHES / 3 || (usable < FEWEST && uneven.len() > MOST_UNEVEN) {
        return Err(ChartError::NotFlat { patches: uneven });
    }
    if usable < FEWEST {
        return Err(if clipped.len() >= outside.len() {
            ChartError::Clipped { patches: clipped }
        } else {
            ChartError::Covered { patches: outside }
        });
    }
    Ok(())
}

/// Light of the patches that are not left out.
fn usable(samples: &[Option<PatchSample>], left_out: &[Option<LeftOut>]) -> Samples {
    std::array::from_fn(|i| samples[i].as_ref().filter(|_| left_out[i].is_none()).map(|s| s.linear))
}

/// The colour fit of the usable patches as they are laid, and how much worse the other orders on this grid score.
fn judge(samples: &[Option<PatchSample>], left_out: &[Option<LeftOut>], target: &Target) -> Option<(ColourFit, f64)> {
    let code: Samples = std::array::from_fn(|i| samples[i].as_ref().filter(|_| left_out[i].is_none()).map(|s| s.code));
    // Light as declared, and codes taken for light, in case the file held light without saying so.
    let both = [usable(samples, left_out), code];
    let best = |order: fn(usize, usize) -> usize| {
        let fits = both.map(|samples| {
            let ordered: Samples = std::array::from_fn(|i| samples[order(i % COLUMNS, i / COLUMNS)]);
            fit(&ordered, target)
        });
        fits.into_iter().flatten().min_by(|a, b| a.score.total_cmp(&b.score))
    };
    let own = both.iter().filter_map(|samples| thorough_fit(samples, target));
    let own = own.min_by(|a, b| a.score.total_cmp(&b.score))?;
    let others = [
        best(|x, y| COLUMNS * y + COLUMNS - 1 - x),
        best(|x, y| COLUMNS * (ROWS - 1 - y) + x),
        best(|x, y| COLUMNS * (ROWS - 1 - y) + COLUMNS - 1 - x),
    ];
    let next = others.into_iter().flatten().map(|fit| fit.score).fold(f64::INFINITY, f64::min);
    let margin = (next - own.score).min(99.0);
    Some((own, margin))
}

/// Whether a few strange patches among others that fit well are all there is to explain: then no shadow is looked for.
fn covered_explains(fit: &ColourFit, left_out: &[Option<LeftOut>]) -> bool {
    let mut after = left_out.to_vec();
    second_look(fit, &mut after);
    named(&after, &[LeftOut::Covered, LeftOut::Shadow]).len() >= 3 && fit.mean < 0.5 * POOR_FIT
}

/// What the patches tell about each other.
fn second_look(fit: &ColourFit, left_out: &mut [Option<LeftOut>]) {
    let present: Vec<f64> = fit.de00.iter().flatten().copied().collect();
    let limit = STRANGE.0.max(STRANGE.1 * crate::math::median(&present));
    for (i, why) in left_out.iter_mut().enumerate() {
        if why.is_none() && fit.de00[i].is_some_and(|d| d > limit) {
            let dark = fit.brightness[i].is_some_and(|b| b < 0.75);
            *why = Some(if dark { LeftOut::Shadow } else { LeftOut::Covered });
        }
    }
}

fn check_colours(fit: &ColourFit, left_out: &[Option<LeftOut>], margin: f64) -> Result<(), ChartError> {
    if fit.mean > POOR_FIT {
        return Err(ChartError::PoorFit { de00: fit.mean });
    }
    check_hidden(left_out)?;
    // What covers a chart lies in one place or two; strange patches here and there are another chart. The poorer the
    // others fit, the fewer may be strange.
    let strange = named(left_out, &[LeftOut::Covered, LeftOut::Shadow]);
    let doubt = fit.mean + 0.5 * strange.len() as f64 + 0.7 * groups(left_out) as f64;
    if !strange.is_empty() && doubt > MOST_DOUBT {
        let present: Vec<f64> = fit.de00.iter().flatten().copied().collect();
        return Err(ChartError::PoorFit { de00: present.iter().sum::<f64>() / present.len() as f64 });
    }
    if margin < least_margin(fit.mean) {
        return Err(ChartError::Uncertain { de00: fit.mean, margin: margin.max(0.0) });
    }
    Ok(())
}

/// In how many places, apart from each other, patches are not the chart's colour.
fn groups(left_out: &[Option<LeftOut>]) -> usize {
    let off = |i: usize| matches!(left_out[i], Some(LeftOut::Covered | LeftOut::Shadow | LeftOut::NotFlat));
    let mut group: Vec<usize> = (0..PATCHES).collect();
    // The smallest index spreads to neighbours; six columns and four rows are crossed within as many rounds as patches.
    for _ in 0..PATCHES {
        for i in (0..PATCHES).filter(|i| off(*i)) {
            let (x, y) = (i % COLUMNS, i / COLUMNS);
            for j in [(x + 1 < COLUMNS).then_some(i + 1), (y + 1 < ROWS).then_some(i + COLUMNS)].into_iter().flatten() {
                if off(j) {
                    let least = group[i].min(group[j]);
                    (group[i], group[j]) = (least, least);
                }
            }
        }
    }
    let strange = |i: &usize| matches!(left_out[*i], Some(LeftOut::Covered | LeftOut::Shadow));
    (0..PATCHES).filter(strange).map(|i| group[i]).collect::<std::collections::BTreeSet<_>>().len()
}

/// Refuses a chart of which too much is hidden, in shadow or out of the picture.
fn check_hidden(left_out: &[Option<LeftOut>]) -> Result<(), ChartError> {
    let strange = named(left_out, &[LeftOut::Covered, LeftOut::Shadow, LeftOut::Outside, LeftOut::NotFlat]);
    let usable = left_out.iter().filter(|why| why.is_none()).count();
    let uneven = named(left_out, &[LeftOut::NotFlat]);
    if 3 * strange.len() < PATCHES && usable >= FEWEST && uneven.len() <= MOST_UNEVEN {
        return Ok(());
    }
    let (shadowed, clipped) = (named(left_out, &[LeftOut::Shadow]), named(left_out, &[LeftOut::Clipped]));
    Err(if clipped.len() > strange.len() {
        ChartError::Clipped { patches: clipped }
    } else if 2 * shadowed.len() > strange.len() {
        ChartError::Shadowed { patches: shadowed }
    } else {
        ChartError::Covered { patches: strange }
    })
}

/// How much worse the next way to lay the chart must be: the poorer the fit, the more.
pub(super) fn least_margin(de00: f64) -> f64 {
    2.0 + 0.4 * de00
}

/// The turn of the chart's upright, clockwise in quarter turns, and whether it is mirrored.
fn pose(&[p1, p6, p24, p19]: &[Point; 4]) -> (u16, bool) {
    // Sums over both sides, so that perspective cancels.
    let right = Point::new(p6.x - p1.x + p24.x - p19.x, p6.y - p1.y + p24.y - p19.y);
    let down = Point::new(p19.x - p1.x + p24.x - p6.x, p19.y - p1.y + p24.y - p6.y);
    let mirrored = right.x * down.y - right.y * down.x < 0.0;
    // Mirroring swaps left and right, so down tells the turn in both cases.
    let degrees = atan2(-down.x, down.y).to_degrees();
    let turn = match degrees {
        d if d.abs() <= 45.0 => 0,
        d if d.abs() > 135.0 => 180,
        d if d > 0.0 => 90,
        _ => 270,
    };
    (turn, mirrored)
}

fn px_per_mm(chart: &ChartDefinition, &[p1, p6, p24, p19]: &[Point; 4]) -> Option<f64> {
    let [along_mm, across_mm] = chart.pitch_mm?;
    let along = 0.5 * (p1.distance(p6) + p19.distance(p24)) / 5.0;
    let across = 0.5 * (p1.distance(p19) + p6.distance(p24)) / 3.0;
    Some(0.5 * (along / along_mm + across / across_mm))
}
