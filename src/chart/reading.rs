//! What was read from a chart, and when it is not believed.

use super::colours::{ColourFit, Samples, Target, brightness, fit, thorough_fit};
use super::definition::{COLUMNS, ChartDefinition, PATCHES, ROWS};
use super::place::grid_point;
use super::sample::{PatchSample, sample_all};
use super::shade::{Shadow, shadow};
use super::sharpness::blur_in_pitches;
use super::{ChartError, LeftOut};
use crate::math::{Groups, Homography, Point, atan2};
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
    /// How far the chart is turned out of the plane of the picture, degrees, from how it is foreshortened; `None` where its
    /// proportions are not known well enough.
    pub tilt_deg: Option<f64>,
    /// Standard deviation of the blur of the patches' edges, pixels; `None` where no edge is clear.
    pub blur_px: Option<f64>,
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

impl ChartReading {
    /// Pixels per millimetre at the chart, were it as large as this one; `None` where the size of that is not known.
    #[must_use]
    pub fn px_per_mm_as(&self, chart: &ChartDefinition) -> Option<f64> {
        px_per_mm(chart, &self.corners)
    }
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
/// Fewest patches by which a chart can be told.
const FEWEST: usize = 15;
/// Most of them that are not the chart's colour, whatever lies over them.
const MOST_STRANGE: usize = 10;
/// Difference in code between the quarters of a patch that is an edge, not a gradient.
const UNEVEN: f64 = 0.06;
/// The same for a patch whose mean colour no longer tells anything.
const TORN: f64 = 0.25;
/// Shortest row of patches, outer edge to outer edge, in pixels.
const NARROWEST_PX: f64 = 60.0;
/// Least light of the brightest patch; 2 % is five stops under white.
const DARKEST: f64 = 0.02;
/// Light of the brightest patch under which clipped patches are black, not blown out.
const DIM: f64 = 0.2;
/// From here on a patch is not the chart's, in dE00 and in multiples of the median patch.
const STRANGE: (f64, f64) = (12.0, 3.5);

impl ChartReading {
    /// Distance of patch centres along a row, pixels.
    #[must_use]
    pub fn pitch_px(&self) -> f64 {
        pitch_px(&self.corners)
    }
}

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
    let told_by = enough_to_tell(&samples, &left_out)?;
    let (mut fit, mut margin) = judge(&samples, &told_by, target).ok_or(ChartError::NotFound)?;
    if let Some(shadow) = shadow_on(&fit, &samples, &told_by, target) {
        for patch in &shadow.patches {
            left_out[*patch] = Some(LeftOut::Shadow);
        }
        // Which chart it is and which way up, the patches in the shadow tell as well as the others.
        let evened = brightened(&samples, &shadow);
        (fit, margin) = judge(&evened, &told_by, target).ok_or(ChartError::NotFound)?;
    }
    second_look(&fit, &mut left_out);
    check_colours(&fit, &left_out, margin).map_err(|error| match error {
        ChartError::PoorFit { .. } => shining_frame(photo, grid).unwrap_or(error),
        other => other,
    })?;
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
        tilt_deg: tilt_deg(chart, grid),
        blur_px: blur_in_pitches(photo, grid).map(|sd| sd * pitch_px(&corners)),
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

/// Place of a patch, counted from 0, on the chart: patch centres span -1 to 1 in x (along a row) and y (down).
#[must_use]
pub fn chart_xy(patch: usize) -> [f64; 2] {
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

/// Which patches tell what chart it is: the flat ones; where glare or a soft shadow makes many uneven, also those whose
/// mean colour still says something. `None` in the answer marks those that tell.
fn enough_to_tell(
    samples: &[Option<PatchSample>],
    left_out: &[Option<LeftOut>],
) -> Result<Vec<Option<LeftOut>>, ChartError> {
    let of = |why| named(left_out, &[why]);
    let brightest = samples.iter().flatten().flat_map(|s| s.linear).fold(0.0, f64::max);
    if brightest < DARKEST {
        return Err(ChartError::TooDark);
    }
    let flat = left_out.iter().filter(|why| why.is_none()).count();
    let (outside, clipped, uneven) = (of(LeftOut::Outside), of(LeftOut::Clipped), of(LeftOut::NotFlat));
    if flat >= FEWEST && uneven.len() <= PATCHES / 3 {
        return Ok(left_out.to_vec());
    }
    let torn = |sample: &Option<PatchSample>| sample.as_ref().is_none_or(|s| s.unevenness > TORN);
    let told_by: Vec<Option<LeftOut>> = std::iter::zip(samples, left_out)
        .map(|(sample, why)| why.filter(|why| *why != LeftOut::NotFlat || torn(sample)))
        .collect();
    if told_by.iter().filter(|why| why.is_none()).count() >= FEWEST {
        return Ok(told_by);
    }
    Err(match clipped.len().max(outside.len()) {
        most if uneven.len() > most => ChartError::NotFlat { patches: uneven },
        most if clipped.len() < most => ChartError::Covered { patches: outside },
        _ if brightest < DIM => ChartError::TooDark,
        _ => ChartError::Clipped { patches: clipped },
    })
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

/// The shadow on the chart, unless a few strange patches among others that fit well are all there is to explain.
fn shadow_on(
    fit: &ColourFit,
    samples: &[Option<PatchSample>],
    told_by: &[Option<LeftOut>],
    target: &Target,
) -> Option<Shadow> {
    let mut after = told_by.to_vec();
    second_look(fit, &mut after);
    let covered = named(&after, &[LeftOut::Covered, LeftOut::Glare]).len() >= 3 && fit.mean < 0.5 * POOR_FIT;
    if covered {
        return None;
    }
    shadow(&brightness(&usable(samples, told_by), target), &target.luminance())
}

/// The patches in a shadow as bright as they would be without.
fn brightened(samples: &[Option<PatchSample>], shadow: &Shadow) -> Vec<Option<PatchSample>> {
    let mut samples = samples.to_vec();
    for patch in &shadow.patches {
        if let Some(sample) = &mut samples[*patch] {
            sample.linear = sample.linear.map(|v| v / shadow.left);
            sample.code = sample.code.map(|v| v / shadow.left);
        }
    }
    samples
}

/// What can lie over a patch that is not the chart's colour.
const STRANGE_KINDS: [LeftOut; 3] = [LeftOut::Covered, LeftOut::Shadow, LeftOut::Glare];

/// What the patches tell about each other. A patch that lies in a shadow across the chart was named already.
fn second_look(fit: &ColourFit, left_out: &mut [Option<LeftOut>]) {
    let present: Vec<f64> = fit.de00.iter().flatten().copied().collect();
    let limit = STRANGE.0.max(STRANGE.1 * crate::math::median(&present));
    for (i, why) in left_out.iter_mut().enumerate() {
        let off = fit.de00[i].is_some_and(|d| d > limit);
        let shines = fit.surplus[i].is_some_and(is_glare);
        match why {
            None if off && shines => *why = Some(LeftOut::Glare),
            Some(LeftOut::NotFlat) if shines => *why = Some(LeftOut::Glare),
            None if off => {
                let dark = fit.brightness[i].is_some_and(|b| b < 0.75);
                *why = Some(if dark { LeftOut::Shadow } else { LeftOut::Covered });
            }
            _ => {}
        }
    }
}

/// That a reflection over the chart is why it does not fit, if it is: the frame between the patches is of one colour, so
/// where it is much lighter than elsewhere, and evenly more so, it mirrors something.
fn shining_frame(photo: &Photo, grid: &Homography) -> Option<ChartError> {
    const SHINES: f64 = 0.1;
    const EVENLY: f64 = 0.8;
    // Where four patches meet.
    let crossing = |row: usize, column: usize| {
        let at = grid.map(Point::new(column as f64 + 0.5, row as f64 + 0.5));
        Some(photo.linear_of_code(photo.code_at(at)?).into_iter().sum::<f64>() / 3.0)
    };
    let mut light = [[0.0; COLUMNS - 1]; ROWS - 1];
    for (row, column) in crossings() {
        light[row][column] = crossing(row, column)?;
    }
    if roughness(&light) > EVENLY {
        return None;
    }
    let all = || light.iter().flatten().copied();
    let (least, most) = (all().fold(f64::INFINITY, f64::min), all().fold(0.0, f64::max));
    let shines = |row: usize, column: usize| light[row][column] - least > SHINES.max(0.25 * (most - least));
    let beside = |patch: &usize| {
        let (row, column) = ((patch - 1) / COLUMNS, (patch - 1) % COLUMNS);
        crossings().any(|(r, c)| (r == row || r + 1 == row) && (c == column || c + 1 == column) && shines(r, c))
    };
    let patches: Vec<usize> = (1..=PATCHES).filter(beside).collect();
    (patches.len() > 4).then_some(ChartError::Glare { patches })
}

fn crossings() -> impl Iterator<Item = (usize, usize)> {
    (0..ROWS - 1).flat_map(|row| (0..COLUMNS - 1).map(move |column| (row, column)))
}

/// Mean square of the difference of neighbours over the variance: near 0 for what changes evenly, 2 for what does not
/// (the ratio of von Neumann 1941, 10.1214/aoms/1177731677, along both axes).
fn roughness(light: &[[f64; COLUMNS - 1]; ROWS - 1]) -> f64 {
    let count = ((ROWS - 1) * (COLUMNS - 1)) as f64;
    let mean = light.iter().flatten().sum::<f64>() / count;
    let variance = light.iter().flatten().map(|v| (v - mean) * (v - mean)).sum::<f64>() / count;
    let right = crossings().filter(|(_, c)| c + 2 < COLUMNS).map(|(r, c)| light[r][c + 1] - light[r][c]);
    let below = crossings().filter(|(r, _)| r + 2 < ROWS).map(|(r, c)| light[r + 1][c] - light[r][c]);
    let squares: Vec<f64> = right.chain(below).map(|d| d * d).collect();
    squares.iter().sum::<f64>() / squares.len() as f64 / variance.max(1e-12)
}

/// Whether what is too much of a patch is white light, as much of it as shows.
fn is_glare(surplus: [f64; 3]) -> bool {
    const LEAST: f64 = 0.03;
    let (least, most) = (surplus.into_iter().fold(f64::MAX, f64::min), surplus.into_iter().fold(f64::MIN, f64::max));
    least > LEAST && least > 0.5 * most
}

fn check_colours(fit: &ColourFit, left_out: &[Option<LeftOut>], margin: f64) -> Result<(), ChartError> {
    if fit.mean > POOR_FIT {
        return Err(ChartError::PoorFit { de00: fit.mean });
    }
    // What covers a chart lies in one place or two; strange patches here and there are another chart. The poorer the
    // others fit, the fewer may be strange. Patches in a shadow across the chart were brightened and fit.
    let fits = |i: &usize| fit.de00[*i - 1].is_some_and(|d| d <= STRANGE.0);
    let strange: Vec<usize> = named(left_out, &STRANGE_KINDS).into_iter().filter(|i| !fits(i)).collect();
    let doubt = fit.mean + 0.5 * strange.len() as f64 + 0.7 * groups(left_out, &strange) as f64;
    if !strange.is_empty() && (doubt > MOST_DOUBT || strange.len() > MOST_STRANGE) {
        let shining = named(left_out, &[LeftOut::Glare]);
        if 2 * shining.len() > strange.len() {
            return Err(ChartError::Glare { patches: shining });
        }
        let present: Vec<f64> = fit.de00.iter().flatten().copied().collect();
        return Err(ChartError::PoorFit { de00: present.iter().sum::<f64>() / present.len() as f64 });
    }
    if margin < least_margin(fit.mean) {
        return Err(ChartError::Uncertain { de00: fit.mean, margin: margin.max(0.0) });
    }
    Ok(())
}

/// In how many places, apart from each other, patches (counted from 1) are not the chart's colour; uneven ones between
/// them join them.
fn groups(left_out: &[Option<LeftOut>], strange: &[usize]) -> usize {
    let off = |i: &usize| strange.contains(&(i + 1)) || left_out[*i] == Some(LeftOut::NotFlat);
    let mut groups = Groups::of(PATCHES);
    for i in (0..PATCHES).filter(off) {
        let (right, below) =
            ((i % COLUMNS + 1 < COLUMNS).then_some(i + 1), (i + COLUMNS < PATCHES).then_some(i + COLUMNS));
        right.into_iter().chain(below).filter(off).for_each(|j| groups.join(i, j));
    }
    strange.iter().map(|i| groups.of_member(i - 1)).collect::<std::collections::BTreeSet<_>>().len()
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

/// Distance of patch centres along a row, pixels.
fn pitch_px(&[p1, p6, p24, p19]: &[Point; 4]) -> f64 {
    0.1 * (p1.distance(p6) + p19.distance(p24))
}

/// The angle whose cosine is the foreshortening in the middle of the chart: the ratio of the axes of the ellipse that a
/// circle on the chart is seen as. Without the focal length of the camera, which way it leans cannot be told.
fn tilt_deg(chart: &ChartDefinition, grid: &Homography) -> Option<f64> {
    let [along_mm, across_mm] = chart.pitch_mm?;
    let at = |u: f64, v: f64| grid.map(Point::new(2.5 + u, 1.5 + v));
    let (right, left, below, above) = (at(0.5, 0.0), at(-0.5, 0.0), at(0.0, 0.5), at(0.0, -0.5));
    let a = [(right.x - left.x) / along_mm, (right.y - left.y) / along_mm];
    let b = [(below.x - above.x) / across_mm, (below.y - above.y) / across_mm];
    // Singular values of [a b]: s1^2 + s2^2 and s1 s2.
    let squares = a[0] * a[0] + a[1] * a[1] + b[0] * b[0] + b[1] * b[1];
    let product = (a[0] * b[1] - a[1] * b[0]).abs();
    let gap = (squares * squares - 4.0 * product * product).max(0.0).sqrt();
    let ratio = ((squares - gap) / (squares + gap)).max(0.0).sqrt();
    Some(atan2((1.0 - ratio * ratio).max(0.0).sqrt(), ratio).to_degrees())
}

fn px_per_mm(chart: &ChartDefinition, &[p1, p6, p24, p19]: &[Point; 4]) -> Option<f64> {
    let [along_mm, across_mm] = chart.pitch_mm?;
    let along = 0.5 * (p1.distance(p6) + p19.distance(p24)) / 5.0;
    let across = 0.5 * (p1.distance(p19) + p6.distance(p24)) / 3.0;
    Some(0.5 * (along / along_mm + across / across_mm))
}
