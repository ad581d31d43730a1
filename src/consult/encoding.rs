//! Whether a file's codes are what it declares, or light already.

use crate::camera::{Calibration, CameraError, Method};
use crate::chart::{self, ChartDefinition, ChartError, ChartReading};
use crate::math::{Point, ln};
use crate::measure::Rect;
use crate::photo::{Encoding, Photo};

/// Chart residual (mean, left out in turn, dE00) above which the declared encoding is doubted; and below which a chart
/// that could not be used as declared is believed to be linear.
const DOUBTFUL_DE00: f64 = 2.0;
/// How much surer the chart must be of linear codes, ln.
const CLEARLY: f64 = 10.0;
/// Residual of linear codes, share of the declared ones', where no evidence can be compared.
const FAR_BETTER: f64 = 0.5;

/// Where the chart is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum ChartPlace {
    Anywhere,
    /// In a part of the picture.
    Near(Rect),
    /// Centres of patches 1, 6, 24 and 19.
    At([Point; 4]),
}

impl ChartPlace {
    pub(super) fn find(self, photo: &Photo, definition: &ChartDefinition) -> Result<ChartReading, ChartError> {
        match self {
            Self::Anywhere => chart::find(photo, definition),
            Self::Near(r) => chart::find_near(photo, definition, [r.x, r.y, r.w, r.h]),
            Self::At(corners) => chart::read_at(photo, definition, corners),
        }
    }
}

/// A photo with its chart, as far as both could be read.
pub(super) struct ReadChart {
    pub(super) photo: Photo,
    pub(super) found: Result<Found, ChartError>,
}

/// A chart, and what could be made of it.
pub(super) struct Found {
    pub(super) reading: ChartReading,
    pub(super) calibration: Result<Calibration, CameraError>,
}

impl ReadChart {
    /// Finds the chart, or reads it where it was marked, and calibrates.
    pub(super) fn of(photo: Photo, definition: &ChartDefinition, place: ChartPlace) -> Self {
        let found = place.find(&photo, definition).map(|reading| {
            let calibration = Calibration::from_chart(&reading, definition, photo.encoding());
            Found { reading, calibration }
        });
        Self { photo, found }
    }

    /// The same with the codes taken as light, where the chart says clearly that they are.
    pub(super) fn or_linear(self, definition: &ChartDefinition, place: ChartPlace) -> Self {
        if !self.is_doubtful() {
            return self;
        }
        let place = self.found.as_ref().map_or(place, |found| ChartPlace::At(found.reading.corners));
        let linear = Self::of(self.photo.taken_as_linear(), definition, place);
        if linear.is_clearly_better_than(&self) { linear } else { self }
    }

    /// The reading and the calibration, where there are both.
    fn calibrated(&self) -> Option<(&ChartReading, &Calibration)> {
        let found = self.found.as_ref().ok()?;
        Some((&found.reading, found.calibration.as_ref().ok()?))
    }

    fn is_doubtful(&self) -> bool {
        let fits = |c: &Calibration| c.method() == Method::SensorPosterior && loo_mean(c) <= DOUBTFUL_DE00;
        self.photo.encoding() != Encoding::Linear && !self.calibrated().is_some_and(|(_, c)| fits(c))
    }

    fn is_clearly_better_than(&self, declared: &Self) -> bool {
        let Some((reading, linear)) = self.calibrated() else { return false };
        let Some(evidence) = linear.ln_evidence() else { return false };
        let usable = |c: &Calibration| loo_mean(c) <= crate::data::limits().chart.residual_max_de00;
        let Some((as_declared, other)) = declared.calibrated().filter(|(_, c)| usable(c)) else {
            return loo_mean(linear) <= DOUBTFUL_DE00;
        };
        match other.ln_evidence().filter(|_| used(reading).eq(used(as_declared))) {
            Some(other) => evidence > other + ln_stretch(reading, &declared.photo) + CLEARLY,
            None => loo_mean(linear) < FAR_BETTER * loo_mean(other),
        }
    }
}

fn loo_mean(calibration: &Calibration) -> f64 {
    calibration.residuals().map_or(f64::INFINITY, |r| r.loo_mean)
}

/// The channels of patches that a calibration uses.
fn used(reading: &ChartReading) -> impl Iterator<Item = (usize, usize)> + '_ {
    let patches = reading.patches.iter().filter(|p| p.left_out.is_none());
    patches.flat_map(|p| (0..3).filter(|c| !p.clipped[*c]).map(|c| (p.index, c)))
}

/// What turns the probability of ln light as declared into that of the ln codes: sum of ln(d ln y / d ln code).
fn ln_stretch(codes: &ChartReading, declared: &Photo) -> f64 {
    const STEP: f64 = 1e-3;
    let slope = |(index, c): (usize, usize)| {
        let at = codes.patches[index - 1].linear[c].clamp(STEP, 1.0 - STEP);
        let light = |code: f64| declared.linear_of_code([code; 3])[c].max(1e-9);
        (ln(light(at * (1.0 + STEP))) - ln(light(at * (1.0 - STEP)))) / (2.0 * STEP)
    };
    used(codes).map(|place| ln(slope(place).max(1e-3))).sum()
}
