//! What a better photo would gain: the interval of the contrast with one thing changed at a time, the largest gain first.

use super::measurement::{MeasureOptions, Measurement};
use crate::color::Contrast;
use crate::math::{Matrix3, NINETY};
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

/// Share of the interval that a change must gain to be worth a word, and the least gain, dE*ab.
const WORTH_A_WORD: (f64, f64) = (0.05, 0.03);
/// Times the area of a region twice as wide and high: the variance of its mean falls by as much.
const LARGER_REGION: f64 = 4.0;

/// What a photo is taken and measured with, as far as another could differ.
#[derive(Debug, Clone, Copy)]
struct Conditions {
    light: ScalpLight,
    polarised: bool,
    /// Areas of the regions, times what they are now.
    stubble_area: f64,
    skin_area: f64,
    chart_named: bool,
    chart_fits: bool,
}

/// A change of conditions: its name, what to do, what it makes of them.
type Change = (&'static str, &'static str, fn(Conditions) -> Conditions);

const CHANGES: [Change; 6] = [
    ("soft-light", "soft light: two steps back from the window or lamp, or a second lamp from the other side", |now| {
        Conditions { light: now.light.in_soft_light(), ..now }
    }),
    ("polarised", "crossed polarisers on lamp and lens, with --polarised", |now| Conditions { polarised: true, ..now }),
    ("larger-stubble", "a region of stubble twice as wide and high, with --hair", |now| Conditions {
        stubble_area: LARGER_REGION,
        ..now
    }),
    ("larger-skin", "a region of bare skin twice as wide and high, with --skin", |now| Conditions {
        skin_area: LARGER_REGION,
        ..now
    }),
    ("name-chart", "the chart named with --chart: the date on its back", |now| Conditions { chart_named: true, ..now }),
    ("clean-chart", "an unfaded chart, flat, evenly lit, nothing blown out", |now| Conditions {
        chart_fits: true,
        ..now
    }),
];

/// A contrast's variance in parts that conditions change, and what changes them.
struct Known<'a> {
    reader: &'a Reader<'a>,
    field: &'a FieldReading,
    skin: &'a SkinReading,
    /// Change of the contrast if the chart were of the other generation.
    generation_shift: Option<Contrast>,
}

impl Known<'_> {
    /// Half of the contrast's 90 % interval under such conditions.
    fn half_interval(&self, under: &Conditions) -> f64 {
        let field = self.field;
        let (spread, skin_spread) = (trace(&field.spread_cov), trace(&self.skin.spread_cov));
        let camera = trace(&field.contrast.cov) - spread - trace(&field.geometry_cov);
        let growth = if under.chart_fits { self.reader.calibration.contrast_growth() } else { 1.0 };
        // Nobody knows the age of a chart without a name: what another would change is the end of a 90 % interval.
        let shift = self.generation_shift.filter(|_| !under.chart_named).map_or(0.0, |shift| shift.de_ab() / NINETY);
        let variance = camera / (growth * growth)
            + trace(&self.reader.geometry_cov_in(field, &under.light, under.polarised))
            + (spread - skin_spread) / under.stubble_area
            + skin_spread / under.skin_area
            + shift * shift;
        NINETY * (variance / 3.0).sqrt()
    }
}

fn trace(m: &Matrix3) -> f64 {
    m[0][0] + m[1][1] + m[2][2]
}

/// Works out what other light, other regions and a named chart would gain; `None` where there is no field, or no
/// calibration by a chart.
pub(super) fn next_photo(reader: &Reader<'_>, m: &Measurement, options: &MeasureOptions) -> Option<NextPhoto> {
    reader.calibration.residuals()?;
    let generation_shift = m.chart.as_ref().and_then(|c| c.generation_shift);
    let known = Known { reader, field: m.hair.as_ref()?, skin: m.skin.as_ref()?, generation_shift };
    let now = Conditions {
        light: reader.light,
        polarised: options.polarised,
        stubble_area: 1.0,
        skin_area: 1.0,
        chart_named: options.chart.is_some(),
        chart_fits: false,
    };
    let half_interval = known.half_interval(&now);
    let (share, least) = WORTH_A_WORD;
    let (mut advice, mut with_all) = (Vec::new(), now);
    for (code, change, made) in CHANGES {
        let alone = known.half_interval(&made(now));
        if half_interval - alone > (share * half_interval).max(least) {
            advice.push(Advice { code, change, half_interval: alone });
            with_all = made(with_all);
        }
    }
    advice.sort_by(|a, b| a.half_interval.total_cmp(&b.half_interval));
    Some(NextPhoto { half_interval, advice, with_all: known.half_interval(&with_all) })
}
