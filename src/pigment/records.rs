//! What else a catalogue may hold of a pigment: measured films, healed work, the lot, its standing.

use crate::color::{D50, Geometry, Lab, LabD65, Spectrum, Viewing, on_grid};
use crate::data::SourceKind;
use std::fmt;

/// Day after a treatment from which on its field is called healed.
pub const HEALED_DAY: f64 = 28.0;

/// What its maker states of a pigment's healing in the place of the usual prior: median x/: spread.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedPrior {
    /// Median, in the unit of the prior of that name in `calibration/healing.toml`.
    pub median: f64,
    /// Factor of one standard deviation in the logarithm; 1 is fixed.
    pub spread: f64,
    /// How the figures came to be.
    pub kind: SourceKind,
    /// Who says so.
    pub source: String,
}

/// What a catalogue states of how a pigment heals.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatedHealing {
    /// Share of the pigment mass left at day 28.
    pub retention: Option<StatedPrior>,
    /// Half-life of the mass after day 28, years.
    pub slow_half_life: Option<StatedPrior>,
    /// Half-life of colourants other than carbon over that of carbon.
    pub hue_drift: Option<StatedPrior>,
    /// Factor on the computed absorption of a gram.
    pub catalogue_absorption: Option<StatedPrior>,
    /// Factor on the computed scattering of a gram.
    pub catalogue_scattering: Option<StatedPrior>,
}

impl StatedHealing {
    /// What is stated, by the names of the priors.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &StatedPrior)> {
        let all = [
            ("retention", &self.retention),
            ("slow_half_life", &self.slow_half_life),
            ("hue_drift", &self.hue_drift),
            ("catalogue_absorption", &self.catalogue_absorption),
            ("catalogue_scattering", &self.catalogue_scattering),
        ];
        all.into_iter().filter_map(|(name, prior)| Some((name, prior.as_ref()?)))
    }
}

/// A measured spectrum as it was sampled.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledSpectrum {
    /// Wavelength of the first value, nm.
    pub start_nm: f64,
    /// Distance between values, nm.
    pub step_nm: f64,
    /// Reflectance in percent.
    pub values_percent: Vec<f64>,
}

impl SampledSpectrum {
    /// The reflectance on the grid of the tool, interpolated linearly and held constant beyond the ends.
    #[must_use]
    pub fn reflectance(&self) -> Spectrum {
        let nm = (0_u32..).map(|i| self.start_nm + self.step_nm * f64::from(i));
        let nm: Vec<f64> = nm.take(self.values_percent.len()).collect();
        let values: Vec<f64> = self.values_percent.iter().map(|percent| percent / 100.0).collect();
        Spectrum::new(on_grid(&nm, &values))
    }
}

/// A colour as an instrument gave it; at least one of the two is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Lab, CIE 1931 2 degrees, D50.
    pub lab_d50: Option<Lab<D50, f64>>,
    /// The spectrum.
    pub spectrum: Option<SampledSpectrum>,
}

impl Reading {
    /// Its Lab: as the instrument gave it, else that of its spectrum; `None` where it holds neither.
    #[must_use]
    pub fn lab(&self) -> Option<Lab<D50, f64>> {
        self.lab_d50.or_else(|| self.spectrum.as_ref().map(|s| D50::lab(&s.reflectance())))
    }
}

/// What a film was drawn on.
#[derive(Debug, Clone, PartialEq)]
pub struct Backing {
    /// What it is called, such as "white card".
    pub name: Option<String>,
    /// Its own colour.
    pub reading: Reading,
}

/// One step of a measured ladder of films.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawdown {
    /// Volume fraction of concentrate in the film.
    pub fraction: f64,
    /// Thickness of the wet film, um.
    pub film_um: f64,
    /// What it was drawn on.
    pub backing: Backing,
    /// Its colour.
    pub reading: Reading,
    /// The instrument.
    pub instrument: Option<String>,
    /// How the instrument lights and sees.
    pub geometry: Geometry,
    /// How many readings were averaged.
    pub n: Option<u32>,
    /// Standard deviation of those readings in L*, a*, b*.
    pub sd_lab: Option<[f64; 3]>,
}

/// Healed work that was measured; at least one of field and dot is there.
#[derive(Debug, Clone, PartialEq)]
pub struct HealedRecord {
    /// Volume fraction of concentrate in the cup.
    pub fraction: f64,
    /// Code of the needle.
    pub needle: Option<String>,
    /// Depth of the work, mm.
    pub depth_mm: Option<f64>,
    /// Diameter of a healed dot, mm.
    pub dot_mm: Option<f64>,
    /// Dots to a square centimetre.
    pub density_per_cm2: Option<f64>,
    /// How many sessions it took.
    pub sessions: Option<u32>,
    /// Days since the last of them.
    pub day: f64,
    /// Bare skin beside it.
    pub skin_lab: LabD65,
    /// The field of dots as a whole.
    pub field_lab: Option<LabD65>,
    /// A single dot.
    pub dot_lab: Option<LabD65>,
    /// How it was lit and seen; `None` when it is not stated.
    pub geometry: Option<Geometry>,
    /// How many readings were averaged.
    pub n: Option<u32>,
    /// Standard deviation of those readings in L*, a*, b*.
    pub sd_lab: Option<[f64; 3]>,
}

/// The lot that a pigment's figures are of, as the label states it; `None` and empty mean: not stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Lot or batch number.
    pub lot: String,
    /// When it was made.
    pub made: Option<Date>,
    /// When it expires.
    pub expires: Option<Date>,
    /// How many months it may be used once opened.
    pub after_opening_months: Option<u32>,
    /// Whether the label says that it is sterile.
    pub sterile: Option<bool>,
    /// Where its safety data sheet is.
    pub sds: Option<String>,
    /// Its certificates, by name.
    pub certificates: Vec<String>,
}

impl Lot {
    /// Whether the stated date has passed on this day; `None` when no date is stated.
    #[must_use]
    pub fn is_expired_on(&self, day: Date) -> Option<bool> {
        self.expires.map(|expires| expires.last_day() < day.last_day())
    }
}

/// What is stated about a pigment in one jurisdiction; the tool repeats it and vouches for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regulation {
    /// Where.
    pub jurisdiction: String,
    /// The day of the statement.
    pub on: Date,
    /// What is stated, in the words of who stated it; "not stated" is a value.
    pub status: String,
}

/// A date as labels and data sheets give it: a year, a month or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, 1-12.
    pub month: Option<u8>,
    /// Day, 1-31; only with a month.
    pub day: Option<u8>,
}

impl Date {
    /// Reads `2026`, `2026-11` or `2026-11-22`; `None` for anything else, and for days that do not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let widths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let digits = parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        if !digits || !matches!(widths[..], [4] | [4, 2] | [4, 2, 2]) {
            return None;
        }
        let two = |i: usize| parts.get(i).map(|part| part.parse().ok()).unwrap_or_default();
        Self { year: parts[0].parse().ok()?, month: two(1), day: two(2) }.checked()
    }

    /// The date if it exists.
    #[must_use]
    pub fn checked(self) -> Option<Self> {
        let month = self.month.is_none_or(|m| (1..=12).contains(&m));
        let day = match (self.month, self.day) {
            (Some(m), Some(d)) if month => (1..=days_in(self.year, m)).contains(&d),
            (None, Some(_)) => false,
            _ => true,
        };
        (self.year >= 1900 && month && day).then_some(self)
    }

    /// The last day that it covers, as (year, month, day): a label with a month means the month's end.
    #[must_use]
    pub fn last_day(self) -> (u16, u8, u8) {
        let month = self.month.unwrap_or(12);
        (self.year, month, self.day.unwrap_or_else(|| days_in(self.year, month)))
    }

    /// The day so many months after its last day; where the month is shorter, the month's end.
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = self.last_day();
        let month = u64::from(month) - 1 + u64::from(months);
        let year = u16::try_from(u64::from(year) + month / 12).unwrap_or(u16::MAX);
        let month = u8::try_from(month % 12 + 1).expect("1 to 12");
        Self { year, month: Some(month), day: Some(day.min(days_in(year, month))) }
    }

    /// The day so many days later; `None` unless the date names a day.
    ///
    /// ```
    /// use healtone::pigment::Date;
    /// let first = Date::parse("2027-12-31").unwrap();
    /// assert_eq!(first.days_later(60).unwrap().to_string(), "2028-02-29");
    /// ```
    #[must_use]
    pub fn days_later(self, days: u32) -> Option<Self> {
        let (mut year, mut month) = (self.year, self.month?);
        let mut day = u32::from(self.day?).checked_add(days)?;
        // Month by month: a plan is some months long.
        while day > u32::from(days_in(year, month)) {
            day -= u32::from(days_in(year, month));
            (year, month) = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month + 1) };
        }
        Some(Self { year, month: Some(month), day: u8::try_from(day).ok() })
    }

    /// The first day that it covers, as (year, month, day).
    #[must_use]
    pub fn first_day(self) -> (u16, u8, u8) {
        (self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_labels_give_them() {
        for text in ["2026", "2026-11", "2026-11-22", "2024-02-29", "2000-02-29"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            "26-11",
            "2026-13",
            "2026-00",
            "2026-02-29",
            "1900-02-29",
            "2026-11-31",
            "2026-1-2",
            "2026-11-22-1",
            "+026",
            "11/2026",
            "1875",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(Date::parse("2027-02").unwrap().last_day(), (2027, 2, 28));
        assert_eq!(Date::parse("2027").unwrap().first_day(), (2027, 1, 1));
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        let later = |from: &str, days| Date::parse(from).unwrap().days_later(days).map(|date| date.to_string());
        for (from, days, to) in [
            ("2026-12-01", 0, "2026-12-01"),
            ("2026-12-01", 30, "2026-12-31"),
            ("2026-12-04", 28, "2027-01-01"),
            ("2027-02-01", 28, "2027-03-01"),
            ("2028-02-01", 28, "2028-02-29"),
            ("2028-01-31", 30, "2028-03-01"),
            ("2000-02-28", 1, "2000-02-29"),
            ("2100-02-28", 1, "2100-03-01"),
            ("2026-01-01", 146_097, "2426-01-01"),
        ] {
            assert_eq!(later(from, days).as_deref(), Some(to), "{from} + {days}");
        }
        assert_eq!([later("2026-12", 1), later("2026", 1), later("2026-12-01", u32::MAX)], [None, None, None]);
    }

    #[test]
    fn a_lot_expires_after_the_last_day_on_its_label() {
        let lot = |expires: Option<&str>| Lot {
            lot: "7".into(),
            made: None,
            expires: expires.and_then(Date::parse),
            after_opening_months: None,
            sterile: None,
            sds: None,
            certificates: Vec::new(),
        };
        let on = |lot: Lot, day| lot.is_expired_on(Date::parse(day).unwrap());
        assert_eq!(on(lot(Some("2026-11")), "2026-11-30"), Some(false));
        assert_eq!(on(lot(Some("2026-11")), "2026-12-01"), Some(true));
        assert_eq!(on(lot(None), "2026-12-01"), None);
    }

    #[test]
    fn a_sampled_spectrum_lands_on_the_grid_as_reflectance() {
        let ramp = SampledSpectrum {
            start_nm: 400.0,
            step_nm: 5.0,
            values_percent: (0..=60).map(f64::from).collect(), // 0 % at 400 nm, 60 % at 700 nm
        };
        let values = *ramp.reflectance().values();
        assert_eq!((values[0], values[2], values[35]), (0.0, 0.0, 0.6));
        approx::assert_relative_eq!(values[17], 0.30, max_relative = 1e-12);
    }
}
