//! What a better photo would gain: the interval of the contrast with one thing changed at a time, the largest gain first.

use super::measurement::{MeasureOptions, Measurement};
use crate::color::Contrast;
use crate::math::Matrix3;
use crate::measure::{FieldReading, Reader, ScalpLight, SkinReading};

/// What would make the contrast surer, and by how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Advice {
    /// Stable name.
    pub code: &'static str,
    /// What to do, in words of a technician.
    pub change: &'static str,
    /// Half of the contrast's 90 % interval, dE*ab an axis (root mean square of the three), with this change alone.
    pub half_interval: f64,
}

/// What the contrast is known to, and what would make it surer.
#[derive(Debug, Clone, PartialEq)]
pub struct NextPhoto {
    /// Half of the contrast's 90 % interval, dE*ab an axis (root mean square of the three); the chart's age is in it, where
    /// it was not named.
    pub half_interval: f64,
    /// The changes that gain something, the largest gain first.
    pub advice: Vec<Advice>,
    /// Half of the interval with all of them.
    pub with_all: f64,
}

/// Half the width of a 90 % interval of a normal, in sd.
const NINETY: f64 = 1.645;
/// Share of the interval that a change must gain to be worth a word, and the least gain, dE*ab.
const WORTH_A_WORD: (f64, f64) = (0.05, 0.03);
/// Times the area of a region twice as wide and high: the variance of its mean falls by as much.
const LARGER_REGION: f64 = 4.0;

/// The parts of a contrast's variance that another photo could change.
#[derive(Debug, Clone, Copy)]
struct Parts {
    camera: Matrix3,
    geometry: Matrix3,
    skin_spread: Matrix3,
    field_spread: Matrix3,
    generation: Matrix3,
}

impl Parts {
    fn half_interval(&self) -> f64 {
        let parts = [self.camera, self.geometry, self.skin_spread, self.field_spread, self.generation];
        let trace: f64 = parts.iter().map(|m| m[0][0] + m[1][1] + m[2][2]).sum();
        NINETY * (trace / 3.0).sqrt()
    }
}

/// A change, and what it makes of the parts.
struct Change<'a> {
    code: &'static str,
    change: &'static str,
    made: &'a dyn Fn(Parts) -> Parts,
}

/// Works out what other light, other regions and a named chart would gain; `None` for readings without a photo.
pub(super) fn next_photo(reader: &Reader<'_>, m: &Measurement, options: &MeasureOptions) -> Option<NextPhoto> {
    let (skin, field) = (m.skin.as_ref()?, m.hair.as_ref()?);
    let shift = m.chart.as_ref().and_then(|c| c.generation_shift).filter(|_| options.chart.is_none());
    let now = parts(shift, skin, field);
    let soft = reader.light.in_soft_light();
    let in_light = |light: ScalpLight, polarised| reader.geometry_cov_in(field, &light, polarised);
    let growth = reader.calibration.contrast_growth();
    let changes = [
        Change {
            code: "soft-light",
            change: "soft light: two steps back from the window or lamp, or a second lamp from the other side",
            made: &|parts| Parts { geometry: in_light(soft, options.polarised), ..parts },
        },
        Change {
            code: "polarised",
            change: "crossed polarisers on lamp and lens, with --polarised",
            made: &|parts| Parts { geometry: in_light(reader.light, true), ..parts },
        },
        Change {
            code: "larger-stubble",
            change: "a region of stubble twice as wide and high, with --hair",
            made: &|parts| Parts { field_spread: scaled(parts.field_spread, 1.0 / LARGER_REGION), ..parts },
        },
        Change {
            code: "larger-skin",
            change: "a region of bare skin twice as wide and high, with --skin",
            made: &|parts| Parts { skin_spread: scaled(parts.skin_spread, 1.0 / LARGER_REGION), ..parts },
        },
        Change {
            code: "name-chart",
            change: "the chart named with --chart: the date on its back",
            made: &|parts| Parts { generation: [[0.0; 3]; 3], ..parts },
        },
        Change {
            code: "clean-chart",
            change: "an unfaded chart, flat, evenly lit, nothing blown out",
            made: &|parts| Parts { camera: scaled(parts.camera, 1.0 / (growth * growth)), ..parts },
        },
    ];
    let half_interval = now.half_interval();
    let (share, least) = WORTH_A_WORD;
    let gains =
        |change: &&Change<'_>| half_interval - (change.made)(now).half_interval() > (share * half_interval).max(least);
    let worth: Vec<&Change<'_>> = changes.iter().filter(gains).collect();
    let mut advice: Vec<Advice> = worth
        .iter()
        .map(|c| Advice { code: c.code, change: c.change, half_interval: (c.made)(now).half_interval() })
        .collect();
    advice.sort_by(|a, b| a.half_interval.total_cmp(&b.half_interval));
    let polarised = options.polarised || advice.iter().any(|a| a.code == "polarised");
    let mut with_all = worth.iter().fold(now, |parts, change| (change.made)(parts));
    if advice.iter().any(|a| a.code == "soft-light") {
        with_all.geometry = in_light(soft, polarised);
    }
    Some(NextPhoto { half_interval, advice, with_all: with_all.half_interval() })
}

fn parts(shift: Option<Contrast>, skin: &SkinReading, field: &FieldReading) -> Parts {
    // Nobody knows the chart's age: what another would change is taken for the end of a 90 % interval.
    let generation = shift.map_or([[0.0; 3]; 3], |shift| {
        let shift = shift.array();
        shift.map(|a| shift.map(|b| a * b / (NINETY * NINETY)))
    });
    let (whole, spread, geometry) = (field.contrast.cov, field.spread_cov, field.geometry_cov);
    let less = |a: Matrix3, b: Matrix3| [0, 1, 2].map(|i| [0, 1, 2].map(|j| a[i][j] - b[i][j]));
    Parts {
        camera: less(less(whole, spread), geometry),
        geometry,
        skin_spread: skin.spread_cov,
        field_spread: less(spread, skin.spread_cov),
        generation,
    }
}

fn scaled(m: Matrix3, by: f64) -> Matrix3 {
    m.map(|row| row.map(|v| by * v))
}
