//! What a page asks of a consultation: the options of `consult`, in the same words and checked the same way.

use super::arguments::{DotArgs, ModeArg, TreatmentArgs};
use super::values::{number, parse_corners, parse_diameter, parse_needle};
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::math::Point;
use crate::measure::Region;
use clap::ValueEnum;
use std::collections::BTreeMap;

/// Names and values of options, as a page sends them.
pub type Fields = BTreeMap<String, String>;

/// The options of a consultation that a page may set; those that name files are not among them.
#[derive(Debug, Default)]
pub struct Asked {
    pub(super) chart: Option<String>,
    pub(super) corners: Option<[Point; 4]>,
    pub(super) chart_near: Option<Region>,
    pub(super) skin: Option<Region>,
    pub(super) hair: Option<Region>,
    pub(super) old_work: Option<Region>,
    pub(super) polarised: bool,
    pub(super) force: bool,
    pub(super) have: Vec<String>,
    pub(super) treatment: TreatmentArgs,
}

/// The options, as `consult` names them.
const NAMES: [&str; 17] = [
    "chart",
    "corners",
    "chart-near",
    "skin",
    "hair",
    "old-work",
    "polarised",
    "force",
    "have",
    "mode",
    "shaved-hours",
    "density",
    "dot-mm",
    "needle",
    "area-cm2",
    "batch-ml",
    "seed",
];

impl Asked {
    /// Reads options; one without a value is left to the studio's file or the tool.
    ///
    /// Errors: an option that does not exist, or a value that `consult` would refuse.
    pub fn of(fields: &Fields) -> Result<Self, Diagnostic> {
        let mut asked = Self::default();
        for (name, value) in fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
            asked.set(name, value).map_err(|why| refused(name, why))?;
        }
        Ok(asked)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let treatment = &mut self.treatment;
        match name {
            "chart" => self.chart = Some(value.to_owned()),
            "corners" => self.corners = Some(parse_corners(value)?),
            "chart-near" => self.chart_near = Some(value.parse()?),
            "skin" => self.skin = Some(value.parse()?),
            "hair" => self.hair = Some(value.parse()?),
            "old-work" => self.old_work = Some(value.parse()?),
            "polarised" => self.polarised = yes(value)?,
            "force" => self.force = yes(value)?,
            "have" => self.have = value.split(',').map(|id| id.trim().to_owned()).collect(),
            "mode" => treatment.mode = ModeArg::from_str(value, false)?,
            "shaved-hours" => treatment.shaved_hours = Some(number::<0, 20_000>(value)?),
            "density" => treatment.dots.density = Some(number::<1, 2000>(value)?),
            "dot-mm" => treatment.dots.dot_mm = Some(parse_diameter(value)?),
            "needle" => treatment.needle = Some(parse_needle(value)?),
            "area-cm2" => treatment.area_cm2 = Some(number::<1, 2000>(value)?),
            "batch-ml" => treatment.batch_ml = Some(number::<1, 100>(value)?),
            "seed" => treatment.dots.seed = value.parse().map_err(|_| format!("{value:?} is no whole number"))?,
            _ => return Err(no_option(name)),
        }
        Ok(())
    }
}

impl Default for TreatmentArgs {
    fn default() -> Self {
        Self {
            mode: ModeArg::Shaved,
            shaved_hours: None,
            dots: DotArgs { density: None, dot_mm: None, seed: 1, healing: None },
            needle: None,
            area_cm2: None,
            view_light: Vec::new(),
            batch_ml: None,
        }
    }
}

fn yes(value: &str) -> Result<bool, String> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("{value:?} is neither yes nor no")),
    }
}

fn no_option(name: &str) -> String {
    nearest(name, NAMES).map_or_else(|| "there is no such option".to_owned(), |near| format!("did you mean {near}?"))
}

fn refused(name: &str, why: String) -> Diagnostic {
    Diagnostic::error(Kind::Argument, "option-refused", format!("{name}: {why}."), "Correct it and try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn options_are_read_as_consult_reads_them() {
        let asked = Asked::of(&fields(&[
            ("skin", "10,20,30,40"),
            ("needle", "3RL0.25"),
            ("have", "a, b"),
            ("polarised", "yes"),
            ("density", " "),
        ]));
        let asked = asked.unwrap();
        assert!(asked.skin.is_some() && asked.treatment.needle.is_some() && asked.polarised);
        assert_eq!((asked.have, asked.treatment.dots.density), (vec!["a".to_owned(), "b".to_owned()], None));
    }

    #[test]
    fn what_consult_would_refuse_is_refused() {
        for (name, value) in [
            ("skin", "1,2,3"),
            ("density", "5000"),
            ("needle", "99"),
            ("mode", "beard"),
            ("force", "1"),
            ("healing", "mine.toml"),
            ("case", "K-0417"),
        ] {
            assert!(Asked::of(&fields(&[(name, value)])).is_err(), "{name} {value}");
        }
        assert!(Asked::of(&fields(&[("denisty", "150")])).unwrap_err().message.contains("did you mean density"));
    }

    #[test]
    fn every_name_is_an_option() {
        let mut asked = Asked::default();
        for name in NAMES {
            assert_ne!(asked.set(name, "?"), Err(no_option(name)), "{name}");
        }
    }
}
