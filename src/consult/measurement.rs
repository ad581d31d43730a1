//! A photo to a measurement: decode, chart, calibration, regions, contrast.

use super::StudioUse;
use super::advice::{NextPhoto, next_photo};
use super::calibrate::calibrate;
use super::case::PlacesRecord;
use super::encoding::ChartPlace;
use super::places::{self, EarlierPlaces, PlacesFound};
use crate::camera::Calibration;
use crate::chart::{self, ChartDefinition, ChartReading, ChartSource};
use crate::color::{Contrast, Geometry, LabD65};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind};
use crate::math::{Homography, Matrix3, Point};
use crate::measure::{
    self, FieldReading, Reader, Rect, Region, RegionFault, ScalpLight, SkinReading, Stubble, find_regions,
    region_faults,
};
use crate::photo::Photo;

/// What a photo is measured with.
#[derive(Debug, Clone, Default)]
pub struct MeasureOptions {
    /// The chart in the photo; `None` assumes the current ColorChecker Classic, with a warning.
    pub chart: Option<ChartDefinition>,
    /// Centres of patches 1, 6, 24 and 19, where the chart is marked by hand.
    pub corners: Option<[Point; 4]>,
    /// Part of the picture that the chart is looked for in, unless its corners are marked.
    pub chart_near: Option<Region>,
    /// Bare skin; found where it is not given.
    pub skin: Option<Region>,
    /// Stubble; found where it is not given.
    pub hair: Option<Region>,
    /// Old work on the place to be treated; at a follow-up the treated field.
    pub old_work: Option<Region>,
    /// Regions that are not given are not looked for: beside healed work stubble cannot be told from dots.
    pub given_only: bool,
    /// Regions of an earlier photo of the same scalp, for those that are not given.
    pub places: Option<PlacesRecord>,
    /// That photo, as a file: its scalp is found again in this one. Without it the chart must lie where it lay.
    pub earlier: Option<Vec<u8>>,
    /// Photo taken through crossed polarisers: no surface light.
    pub polarised: bool,
    /// Share of white that the skin's surface reflects into a reading; `None` for the median of the tool's prior.
    pub surface_light: Option<f64>,
    /// Go on where the photo would be refused; the result is marked.
    pub force: bool,
}

/// The picture, without the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoSummary {
    /// Upright width in pixels.
    pub width: u32,
    /// Upright height in pixels.
    pub height: u32,
    /// Name of the declared encoding.
    pub encoding: &'static str,
    /// Digest of the file.
    pub sha256: String,
}

impl PhotoSummary {
    pub(super) fn of(photo: &Photo) -> Self {
        Self {
            width: photo.width(),
            height: photo.height(),
            encoding: photo.encoding().name(),
            sha256: photo.sha256().to_owned(),
        }
    }
}

/// The chart as found, and the calibration that it gave.
#[derive(Debug, Clone)]
pub struct ChartSummary {
    /// The reading.
    pub reading: ChartReading,
    /// Change of the contrast field minus skin if the chart were of the other generation; `None` without a field.
    pub generation_shift: Option<Contrast>,
    /// Who states its colours, of a chart that is not built in.
    pub source: Option<ChartSource>,
}

/// Everything that was measured in a photo, or given as readings.
#[derive(Debug, Clone)]
pub struct Measurement {
    /// The picture; `None` for readings, or when it could not be decoded.
    pub photo: Option<PhotoSummary>,
    /// The chart; `None` where none was found.
    pub chart: Option<ChartSummary>,
    /// The calibration; `None` without a picture.
    pub calibration: Option<Calibration>,
    /// Bare skin; `None` where none was found.
    pub skin: Option<SkinReading>,
    /// The field of stubble; `None` where none was found.
    pub hair: Option<FieldReading>,
    /// The field of old work, where it was marked.
    pub old_work: Option<FieldReading>,
    /// Covariance of what the contrasts of stubble and of old work are off by alike, where both were read.
    pub shared_cov: Option<Matrix3>,
    /// Its hairs in mm; `None` where the chart's size is unknown or hairs could not be counted (a warning says why).
    pub stubble: Option<Stubble>,
    /// How the light on the two differs, where both were read in a photo.
    pub light: Option<ScalpLight>,
    /// How surely the contrast is known, and what would make it surer; `None` where there is no field in a photo.
    pub next_photo: Option<NextPhoto>,
    /// The hair itself, where it was given.
    pub shaft: Option<LabD65>,
    /// How skin and field were lit and seen.
    pub geometry: Geometry,
    /// How places of an earlier photo were found, where they were taken over.
    pub places: Option<PlacesFound>,
    /// What the reader must know.
    pub warnings: Vec<Diagnostic>,
    /// Why it is not fit for a recommendation; empty when it is.
    pub refused: Vec<Diagnostic>,
    /// What would have been refused, had it not been forced.
    pub forced: Vec<Diagnostic>,
    /// What came from a studio file; `None` without one.
    pub studio: Option<StudioUse>,
}

impl Measurement {
    pub(super) const fn empty(geometry: Geometry) -> Self {
        Self {
            photo: None,
            chart: None,
            calibration: None,
            skin: None,
            hair: None,
            old_work: None,
            shared_cov: None,
            stubble: None,
            light: None,
            next_photo: None,
            shaft: None,
            geometry,
            places: None,
            warnings: Vec::new(),
            refused: Vec::new(),
            forced: Vec::new(),
            studio: None,
        }
    }

    /// The colour of the hair itself, given or seen.
    #[must_use]
    pub fn hair_itself(&self) -> Option<LabD65> {
        self.shaft.or_else(|| self.stubble.as_ref().map(|stubble| stubble.shaft.mean))
    }

    /// Refuses, or notes that it was forced.
    pub(super) fn fault(&mut self, fault: Diagnostic, force: bool) {
        if force { self.forced.push(fault) } else { self.refused.push(fault) }
    }
}

/// Measures a photo.
///
/// A photo that is unfit gives a measurement with what was found and `refused` filled. Errors: only what the command
/// line got wrong (a region or a corner outside the picture).
pub fn measure(bytes: &[u8], options: &MeasureOptions) -> Result<Measurement, Diagnostic> {
    let definition = options.chart.as_ref().unwrap_or_else(|| chart::default_definition());
    let mut m = Measurement::empty(Geometry::Camera);
    let photo = match Photo::decode(bytes) {
        Ok(photo) => photo,
        Err(e) => {
            m.refused.push(e.diagnostic());
            return Ok(m);
        }
    };
    m.photo = Some(PhotoSummary::of(&photo));
    let resolve = |region: &Option<Region>, option: &str| {
        region.map(|r| r.resolve(option, photo.width(), photo.height())).transpose()
    };
    let (skin, hair) = (resolve(&options.skin, "--skin")?, resolve(&options.hair, "--hair")?);
    let old_work = resolve(&options.old_work, "--old-work")?;
    check_corners(options.corners.as_ref(), &photo)?;
    let near = resolve(&options.chart_near, "--chart-near")?.map_or(ChartPlace::Anywhere, ChartPlace::Near);
    let place = options.corners.map_or(near, ChartPlace::At);

    let (photo, calibration) = calibrate(&mut m, photo, (definition, place), options);
    let Some(calibration) = calibration else { return Ok(m) };
    let missing = [skin, hair, old_work].iter().any(Option::is_none);
    let earlier = if missing { EarlierPlaces::find(&mut m, &photo, options) } else { None };
    let placed = |given: Option<Rect>, of: fn(&PlacesRecord) -> Option<Rect>| {
        given.or_else(|| earlier.as_ref().and_then(|earlier| earlier.of(of)))
    };
    let (bare, hair) = (placed(skin, |p| p.skin), placed(hair, |p| p.stubble));
    let old_work = placed(old_work, |p| p.field);
    let treated = skin.is_none() && bare.zip(old_work).is_some_and(|(bare, field)| bare.overlaps(field));
    m.warnings.extend(treated.then(places::in_the_field));
    let skin = bare.filter(|_| !treated);
    let usual = || data::healing().surface_light.median;
    let surface_rho = if options.polarised { 0.0 } else { options.surface_light.unwrap_or_else(usual) };
    read_regions(&mut m, &photo, &calibration, (skin, hair), surface_rho, options);
    if options.chart.is_none() && m.chart.is_some() {
        m.warnings.push(chart::generation_assumed(definition));
    }
    if let Some(rect) = old_work {
        read_old_work(&mut m, &photo, &calibration, rect, surface_rho, options.force);
    }
    m.calibration = Some(calibration);
    Ok(m)
}

fn check_corners(corners: Option<&[Point; 4]>, photo: &Photo) -> Result<(), Diagnostic> {
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let inside = |p: &Point| (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y);
    match corners.and_then(|c| c.iter().find(|p| !inside(p))) {
        None => Ok(()),
        Some(p) => Err(Diagnostic::error(
            Kind::Argument,
            "corner-outside",
            format!(
                "The chart corner {},{} given by --corners lies outside the picture of {width} x {height} pixels.",
                p.x, p.y
            ),
            "Give the centres of patches 1, 6, 24 and 19 in pixels of the upright picture.",
        )),
    }
}

fn read_regions(
    m: &mut Measurement,
    photo: &Photo,
    calibration: &Calibration,
    (skin, hair): (Option<Rect>, Option<Rect>),
    surface_rho: f64,
    options: &MeasureOptions,
) {
    let force = options.force;
    let to_chart = m.chart.as_ref().map(|c| c.reading.to_chart);
    let px_per_mm = m.chart.as_ref().and_then(|c| c.reading.px_per_mm);
    let found = if !options.given_only && (skin.is_none() || hair.is_none()) {
        find_regions(photo, calibration, to_chart.as_ref())
    } else {
        measure::FoundRegions::default()
    };
    let (skin, hair) = (skin.or(found.skin), hair.or(found.hair));
    let Some(skin_rect) = skin else {
        m.warnings.push(Diagnostic::warning(
            "no-skin-found",
            "No region of bare skin was found in the picture.",
            "Mark it with --skin x,y,w,h.",
        ));
        return;
    };
    let usual = Reader { px_per_mm, surface_rho, ..Reader::new(photo, calibration) };
    let light = hair.map(|hair| ScalpLight::seen(photo, calibration, (skin_rect, hair), to_chart.as_ref(), px_per_mm));
    let reader = Reader { light: light.unwrap_or(usual.light), ..usual };
    match reader.skin(skin_rect, &mut m.warnings) {
        Ok(reading) => {
            let chart = m.chart.as_ref().map(|c| &c.reading);
            let faults = chart.map(|c| region_faults(c, &reading, hair, &data::limits().region));
            let faults = faults.unwrap_or_default();
            if !faults.iter().any(|fault| matches!(fault, RegionFault::NotSkin { .. })) {
                m.warnings.extend(measure::not_like_skin(&reading));
            }
            faults.iter().for_each(|fault| m.fault(fault.diagnostic(), force));
            m.skin = Some(reading);
        }
        Err(fault) => return m.fault(fault.diagnostic(), force),
    }
    let Some(hair_rect) = hair else {
        m.warnings.push(Diagnostic::warning(
            "no-stubble-found",
            "No region of stubble was found in the picture.",
            "Mark it with --hair x,y,w,h.",
        ));
        return;
    };
    let Some(skin) = m.skin.clone() else { return };
    match reader.field(hair_rect, &skin, &mut m.warnings) {
        Ok(reading) => {
            // A forced measurement believes the declared colours, greys balanced or not: no chart of any generation has a
            // say in it.
            if let Some(chart) = m.chart.as_mut().filter(|_| calibration.residuals().is_some()) {
                chart.generation_shift = generation_shift(&reader, &chart.reading, skin_rect, &reading);
            }
            m.light = light;
            m.hair = Some(reading);
            m.next_photo = next_photo(&reader, m, options);
            read_hairs(m, (photo, calibration), (skin_rect, hair_rect), &reader.light);
        }
        Err(fault) => m.fault(fault.diagnostic(), force),
    }
}

/// Reads the field of old work against the same bare skin.
fn read_old_work(
    m: &mut Measurement,
    photo: &Photo,
    calibration: &Calibration,
    rect: Rect,
    surface_rho: f64,
    force: bool,
) {
    let Some((skin, skin_rect)) = m.skin.clone().and_then(|skin| skin.rect.map(|rect| (skin, rect))) else { return };
    let chart = m.chart.as_ref().map(|c| &c.reading);
    let (to_chart, px_per_mm) = (chart.map(|c| c.to_chart), chart.and_then(|c| c.px_per_mm));
    let light = ScalpLight::seen(photo, calibration, (skin_rect, rect), to_chart.as_ref(), px_per_mm);
    let reader = Reader { px_per_mm, surface_rho, light, ..Reader::new(photo, calibration) };
    match reader.field(rect, &skin, &mut m.warnings) {
        Ok(reading) => {
            m.shared_cov = m.hair.as_ref().and_then(|stubble| shared(&reader, to_chart.as_ref(), stubble, &reading));
            m.old_work = Some(reading);
        }
        Err(fault) => m.fault(fault.of("old work").diagnostic(), force),
    }
}

/// What the contrasts of two fields against the same bare skin are off by alike: what is left of both when the one is
/// read against the other.
///
/// ```text
/// cov(b) = (cov(one) + cov(other) - cov(one - other))/2
/// ```
fn shared(
    reader: &Reader<'_>,
    to_chart: Option<&Homography>,
    one: &FieldReading,
    other: &FieldReading,
) -> Option<Matrix3> {
    let (first, second) = (one.rect?, other.rect?);
    let light = ScalpLight::seen(reader.photo, reader.calibration, (first, second), to_chart, reader.px_per_mm);
    let reader = Reader { light, ..*reader };
    // Read for its covariance only: its warnings were given, or are of no interest.
    let ground = reader.skin(first, &mut Vec::new()).ok()?;
    let apart = reader.field(second, &ground, &mut Vec::new()).ok()?.contrast.cov;
    let (a, b) = (&one.contrast.cov, &other.contrast.cov);
    Some(shared_part([0, 1, 2].map(|i| [0, 1, 2].map(|j| 0.5 * (a[i][j] + b[i][j] - apart[i][j]))), a, b))
}

/// As much of it as there can be: never more in any direction than nine tenths of what either is off by in all.
fn shared_part(shared: Matrix3, one: &Matrix3, other: &Matrix3) -> Matrix3 {
    const MOST: f64 = 0.9;
    let most = [0, 1, 2].map(|k| MOST * one[k][k].min(other[k][k]));
    let sd = [0, 1, 2].map(|k| shared[k][k].clamp(0.0, most[k]).sqrt());
    [0, 1, 2].map(|i| {
        [0, 1, 2].map(|j| {
            let correlation = shared[i][j] / (shared[i][i] * shared[j][j]).max(1e-12).sqrt();
            if i == j { sd[i] * sd[i] } else { correlation.clamp(-MOST, MOST) * sd[i] * sd[j] }
        })
    })
}

/// Counts the hairs where the chart is a ruler; what hinders it is a warning, since the colours stand without it.
fn read_hairs(
    m: &mut Measurement,
    (photo, calibration): (&Photo, &Calibration),
    regions: (Rect, Rect),
    light: &ScalpLight,
) {
    let Some(px_per_mm) = m.chart.as_ref().and_then(|c| c.reading.px_per_mm) else { return };
    match measure::stubble(photo, calibration, regions, px_per_mm, light) {
        Ok(stubble) => m.stubble = Some(stubble),
        Err(reason) => m.warnings.push(reason),
    }
}

/// How the contrast moves when the chart is taken to be of the other generation.
fn generation_shift(reader: &Reader<'_>, reading: &ChartReading, skin: Rect, field: &FieldReading) -> Option<Contrast> {
    let other = chart::definition(&other_generation(&reading.id)).ok()?;
    let calibration = Calibration::from_chart(reading, other, reader.photo.encoding()).ok()?;
    let reader = Reader { calibration: &calibration, ..*reader };
    let mut warnings = Vec::new();
    let skin = reader.skin(skin, &mut warnings).ok()?;
    let moved = reader.field(field.rect?, &skin, &mut warnings).ok()?.contrast.mean.array();
    let was = field.contrast.mean.array();
    Some(Contrast { dl: moved[0] - was[0], da: moved[1] - was[1], db: moved[2] - was[2] })
}

/// The generation that a chart is most easily mistaken for: before for after November 2014, after for any other.
fn other_generation(id: &str) -> String {
    let after = id.strip_suffix("-pre2014").or_else(|| id.strip_suffix("-babelcolor-average"));
    after.map_or_else(|| format!("{id}-pre2014"), str::to_owned)
}
