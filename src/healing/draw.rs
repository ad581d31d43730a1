//! One possible client, hand and healing: a point in the space of everything that is not known.

use crate::data::{HealingParameter, HealingTable};
use crate::math::{NormalDraws, exp, ln};
use crate::skin::{Client, Deposit, PigmentDepths, Prepared, SkinModel, mixed_layer};

use super::pigment_draw::{PigmentDraw, SessionDots};
use super::{Course, PastSession, Treatment, days_from_first, diameter_mm};
use crate::color::PerBand;

/// Standard normals that make a draw; those of the target are 16 to 18.
pub const NORMALS: usize = 24;

/// The normals of what may be stated of a pigment: retention, half-life, hue drift, absorption, scattering.
pub(super) const STATED: [usize; 5] = [2, 8, 20, 4, 19];

/// Sessions whose dose varies on its own; later ones share the variation of the last.
const JITTERED: usize = 3;

/// No depth, height or diameter of a draw is longer, however wide its prior.
const LONGEST_MM: f64 = 10.0;

/// One possible client, hand and healing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draw {
    /// The skin.
    pub skin: SkinModel,
    /// Fluid left per dot, nl.
    pub dot_volume_nl: f64,
    /// Factor on the dose of each session.
    pub session_factor: [f64; JITTERED],
    /// Share of mass left at day 28.
    pub retention: f64,
    /// Half-life of what is left, years.
    pub half_life_years: f64,
    /// Half-life of what is left of colourants other than carbon, years.
    pub drifting_half_life_years: f64,
    /// Factor by which grains grow in five years.
    pub clumping: f64,
    /// Factor on the healed diameter.
    pub diameter_factor: f64,
    /// Share by which the diameter grows in five years.
    pub growth: f64,
    /// Height of the deposit, mm.
    pub height_mm: f64,
    /// Depth of its top, mm.
    pub depth_mm: f64,
    /// Factor on the blood fraction on day 0.
    pub redness: f64,
    /// Time constant of the redness, days.
    pub redness_time: f64,
    /// Factor on the catalogue's mass absorption.
    pub absorption_factor: f64,
    /// Factor on the catalogue's mass scattering.
    pub scattering_factor: f64,
    /// Surface reflection in the skin's reading, share of white.
    pub surface_light: f64,
    /// Factor on the effective optical depth of the dots: error of the dot model.
    pub dot_model_factor: f64,
    /// Standard normals for the target's own uncertainty.
    pub target: [f64; 3],
    /// Absorption of work that was in the skin before.
    pub(super) old_work: Option<PerBand>,
    /// Standard normals of what may be stated of a pigment: retention, half-life, hue drift, absorption, scattering.
    pub(super) stated: [f64; 5],
    /// Median diameter and time constants, the same in every draw.
    pub(super) fixed: Fixed,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fixed {
    diameter_mm: f64,
    fresh_diameter: f64,
    pub(super) retention_time: f64,
}

impl Draw {
    /// The draw at a point of standard normals; all zero is the median of everything.
    ///
    /// Panics when `normals` does not hold [`NORMALS`] values.
    #[must_use]
    pub fn at(normals: &[f64], client: &Client, table: &HealingTable, options: &DrawOptions) -> Self {
        assert_eq!(normals.len(), NORMALS, "a draw takes {NORMALS} standard normals");
        let factor = |parameter: &HealingParameter, z: f64| exp(ln(parameter.spread) * z);
        let value = |parameter: &HealingParameter, z: f64| parameter.median * factor(parameter, z);
        let jitter = |i: usize| value(&table.session_jitter, normals[5 + i]);
        let half_life_years = value(&table.slow_half_life, normals[8]);
        let skin = client.draw([normals[10], normals[12], normals[13]]);
        Self {
            dot_volume_nl: value(&table.dot_volume, normals[0]),
            depth_mm: options
                .depth_mm
                .unwrap_or_else(|| value(&table.depth, normals[1]))
                .clamp(skin.epidermis_mm, LONGEST_MM.max(skin.epidermis_mm)),
            retention: value(&table.retention, normals[2]).min(1.0),
            clumping: value(&table.clumping, normals[23]),
            diameter_factor: factor(&table.diameter, normals[3]),
            redness: value(&table.redness, normals[21]).max(1.0),
            redness_time: value(&table.redness_time, normals[22]),
            absorption_factor: value(&table.catalogue_absorption, normals[4]),
            scattering_factor: value(&table.catalogue_scattering, normals[19]),
            session_factor: [jitter(0), jitter(1), jitter(2)],
            half_life_years,
            drifting_half_life_years: half_life_years * value(&table.hue_drift, normals[20]),
            growth: value(&table.growth, normals[9]),
            height_mm: value(&table.height, normals[11]).min(LONGEST_MM),
            surface_light: if options.polarised { 0.0 } else { value(&table.surface_light, normals[14]) },
            dot_model_factor: exp(ln(options.dot_model_spread) * normals[15]),
            target: [normals[16], normals[17], normals[18]],
            skin,
            old_work: None,
            stated: STATED.map(|i| normals[i]),
            fixed: Fixed {
                diameter_mm: table.diameter.median,
                fresh_diameter: table.fresh_diameter.median,
                retention_time: table.retention_time.median,
            },
        }
    }

    /// The deposits of a treatment `day` days after its last session, oldest first: coverage, diameter, height and optical
    /// depths.
    #[must_use]
    pub fn deposits(&self, treatment: &Treatment, day: f64) -> Vec<Deposit> {
        let course = treatment.course();
        let mut deposits: Vec<Deposit> =
            self.past_dots(&course, day).map(|(dots, pigment)| pigment.deposit(&dots)).collect();
        if deposits.is_empty() || treatment.fraction > 0.0 {
            let pigment = PigmentDraw::of(self, &treatment.concentrate, treatment.fraction);
            deposits.extend(self.session_dots(&course, day).map(|dots| pigment.deposit(&dots)));
        }
        deposits
    }

    /// The dots of each session to come, `day` days after the last, whatever pigment is in them.
    pub(super) fn session_dots<'c>(
        &self,
        course: &Course<'c>,
        day: f64,
    ) -> impl Iterator<Item = SessionDots> + use<'_, 'c> {
        let (before, healed_diameter_mm) = (course.before.len(), course.healed_diameter_mm);
        let last = days_from_first(course.sessions, day);
        course.sessions.iter().enumerate().map(move |(i, session)| {
            self.dots_of(before + i, last - session.day, session.strength, session.density_per_cm2, healed_diameter_mm)
        })
    }

    /// The dots that were set before, at the same time, each with its pigment.
    pub(super) fn past_dots<'c>(
        &self,
        course: &Course<'c>,
        day: f64,
    ) -> impl Iterator<Item = (SessionDots, PigmentDraw<'c>)> + use<'_, 'c> {
        let last = days_from_first(course.sessions, day);
        course.before.iter().enumerate().map(move |(i, past): (usize, &'c PastSession)| {
            let dots = self.dots_of(i, last - past.day, 1.0, past.density_per_cm2, past.healed_diameter_mm);
            (dots, PigmentDraw::of(self, &past.concentrate, past.fraction))
        })
    }

    /// The dots of a session, counted from the first of all, at an age.
    fn dots_of(
        &self,
        index: usize,
        age: f64,
        strength: f64,
        density_per_cm2: f64,
        healed_diameter_mm: Option<f64>,
    ) -> SessionDots {
        let healed_mm = healed_diameter_mm.unwrap_or(self.fixed.diameter_mm) * self.diameter_factor;
        let Fixed { fresh_diameter, retention_time, .. } = self.fixed;
        let diameter = diameter_mm(age, healed_mm, fresh_diameter, retention_time, self.growth).min(LONGEST_MM);
        let dose_nl = strength * self.session_factor[index.min(JITTERED - 1)] * self.dot_volume_nl;
        SessionDots::new(self, diameter, dose_nl, age, density_per_cm2)
    }

    /// Optical depths of the uniform layer that stands for the dots, with old work where there is some.
    #[must_use]
    pub fn layer(&self, treatment: &Treatment, day: f64) -> PigmentDepths {
        let new = mixed_layer(&[&self.deposits(treatment, day)]).times(self.dot_model_factor);
        new.with(&self.old_layer(days_from_first(&treatment.sessions, day)))
    }

    /// Pigment that a dot keeps when healed, times what absorbs it: the product that a field tells of, over that of the
    /// medians of a table.
    #[must_use]
    pub fn dose(&self, table: &HealingTable) -> f64 {
        let [volume, retention, absorption] =
            [&table.dot_volume, &table.retention, &table.catalogue_absorption].map(|parameter| parameter.median);
        self.dot_volume_nl * self.retention * self.absorption_factor / (volume * retention * absorption)
    }

    /// The skin on a day: more blood while it is red.
    #[must_use]
    pub fn skin_on(&self, day: f64) -> SkinModel {
        self.skin.reddened(1.0 + if self.is_red(day) { self.more_blood(day) } else { 0.0 })
    }

    /// Blood beyond what the skin has at other times, share of it.
    fn more_blood(&self, day: f64) -> f64 {
        (self.redness - 1.0) * exp(-day / self.redness_time)
    }

    /// A skin with this draw's place for pigment in it.
    ///
    /// Panics never: draws keep every quantity in its domain.
    #[must_use]
    pub fn prepare(&self, skin: &SkinModel) -> Prepared {
        skin.prepare(self.depth_mm, self.height_mm).expect("a draw's skin and lengths lie in their domains")
    }

    /// Whether the skin is still red, by more than blood varies within a day anyhow: later days share one table.
    #[must_use]
    pub fn is_red(&self, day: f64) -> bool {
        self.more_blood(day) > 0.02
    }
}

/// What is known or chosen beforehand and so does not vary between draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawOptions {
    /// Depth of the deposit's top where it is known, mm.
    pub depth_mm: Option<f64>,
    /// Cross-polarised photo: no surface light.
    pub polarised: bool,
    /// Factor of one standard deviation on the effect of dots.
    pub dot_model_spread: f64,
}

/// `count` draws for a client, seeded.
#[must_use]
pub fn draws(count: usize, seed: u32, client: &Client, table: &HealingTable, options: &DrawOptions) -> Vec<Draw> {
    NormalDraws::new(count, NORMALS, seed).rows().map(|z| Draw::at(z, client, table, options)).collect()
}
