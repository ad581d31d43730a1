//! What is not known, one by one, and how the answer hangs on each.

use super::draw::STATED;
use super::{Draw, DrawOptions, NORMALS, Treatment, contrast_on};
use crate::color::{Contrast, Spectrum};
use crate::data::{HealingParameter, HealingTable};
use crate::skin::Client;

/// What a group of uncertain parameters is called in the error budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Melanin, blood and scattering of this skin.
    SkinInversion,
    /// Fluid left per dot and its variation between sessions.
    DoseAndHand,
    /// Retention, slow loss, healed diameter and its growth, drift of the hue, redness.
    Healing,
    /// Depth and height of the deposit, and the error of the layer that stands for the dots.
    DepthAndDotModel,
    /// Mass absorption and scattering of the pigment.
    CatalogueData,
    /// Surface reflection of the skin, which the optics must not see.
    SurfaceLight,
}

impl Cause {
    /// Every cause, in a fixed order.
    pub const ALL: [Self; 6] = [
        Self::SkinInversion,
        Self::DoseAndHand,
        Self::Healing,
        Self::DepthAndDotModel,
        Self::CatalogueData,
        Self::SurfaceLight,
    ];

    /// The standard normals of a draw that belong to it.
    #[must_use]
    pub fn normals(self) -> Vec<usize> {
        let own = PARAMETERS.iter().filter(|parameter| parameter.cause == self);
        own.flat_map(|parameter| parameter.normals).copied().collect()
    }
}

/// One thing that is not known.
#[derive(Debug)]
pub struct Parameter {
    /// What it is, with its unit.
    pub name: &'static str,
    /// The group it belongs to.
    pub cause: Cause,
    /// The standard normals of a draw that are its own.
    normals: &'static [usize],
    /// Its prior, where it is a figure of the healing table.
    prior: Option<fn(&HealingTable) -> &HealingParameter>,
}

impl Parameter {
    const fn healing(
        name: &'static str,
        cause: Cause,
        normals: &'static [usize],
        prior: fn(&HealingTable) -> &HealingParameter,
    ) -> Self {
        Self { name, cause, normals, prior: Some(prior) }
    }

    const fn other(name: &'static str, cause: Cause, normals: &'static [usize]) -> Self {
        Self { name, cause, normals, prior: None }
    }

    /// One standard deviation below and above the median, where it is a figure of the healing table.
    #[must_use]
    pub fn range(&self, table: &HealingTable) -> Option<[f64; 2]> {
        let prior = self.prior?(table);
        Some([prior.median / prior.spread, prior.median * prior.spread])
    }
}

/// Every parameter that varies between draws; 16 to 18 of the normals are the target's.
pub const PARAMETERS: [Parameter; 19] = [
    Parameter::healing("fluid left per dot, nl", Cause::DoseAndHand, &[0], |t| &t.dot_volume),
    Parameter::healing("a session's dose", Cause::DoseAndHand, &[5, 6, 7], |t| &t.session_jitter),
    Parameter::healing("depth, mm", Cause::DepthAndDotModel, &[1], |t| &t.depth),
    Parameter::healing("height of the deposit, mm", Cause::DepthAndDotModel, &[11], |t| &t.height),
    Parameter::other("model of the dots", Cause::DepthAndDotModel, &[15]),
    Parameter::healing("pigment left at day 28", Cause::Healing, &[2], |t| &t.retention),
    Parameter::healing("healed diameter, mm", Cause::Healing, &[3], |t| &t.diameter),
    Parameter::healing("half-life after, years", Cause::Healing, &[8], |t| &t.slow_half_life),
    Parameter::healing("growth in 5 years", Cause::Healing, &[9], |t| &t.growth),
    Parameter::healing("hue drift, half-lives", Cause::Healing, &[20], |t| &t.hue_drift),
    Parameter::healing("clumping, x grain", Cause::Healing, &[23], |t| &t.clumping),
    Parameter::healing("redness, x blood", Cause::Healing, &[21], |t| &t.redness),
    Parameter::healing("redness lasts, days", Cause::Healing, &[22], |t| &t.redness_time),
    Parameter::healing("absorption per gram", Cause::CatalogueData, &[4], |t| &t.catalogue_absorption),
    Parameter::healing("scattering per gram", Cause::CatalogueData, &[19], |t| &t.catalogue_scattering),
    Parameter::other("skin: melanin", Cause::SkinInversion, &[10]),
    Parameter::other("skin: blood", Cause::SkinInversion, &[12]),
    Parameter::other("skin: scattering", Cause::SkinInversion, &[13]),
    Parameter::healing("surface light", Cause::SurfaceLight, &[14], |t| &t.surface_light),
];

/// How the field's contrast changes with one parameter alone.
#[derive(Debug, Clone, Copy)]
pub struct Sensitivity {
    /// The parameter.
    pub parameter: &'static Parameter,
    /// One standard deviation below and above its median, where it has a unit.
    pub range: Option<[f64; 2]>,
    /// What the contrast changes by at the one and at the other, everything else at its median.
    pub change: [Contrast; 2],
}

impl Sensitivity {
    /// The larger of the two changes, dE*ab.
    #[must_use]
    pub fn de_ab(&self) -> f64 {
        self.change[0].de_ab().max(self.change[1].de_ab())
    }
}

/// How the contrast on a day changes with each parameter, the largest first; those that do nothing are left out.
#[must_use]
pub fn sensitivity(
    bare: &Spectrum,
    client: &Client,
    table: &HealingTable,
    options: &DrawOptions,
    treatment: &Treatment,
    day: f64,
) -> Vec<Sensitivity> {
    let at = |parameter: &Parameter, z: f64| {
        let mut normals = [0.0; NORMALS];
        parameter.normals.iter().for_each(|i| normals[*i] = z);
        contrast_on(bare, &Draw::at(&normals, client, table, options), treatment, day)
    };
    let median = at(&PARAMETERS[0], 0.0);
    let stated = &treatment.concentrate.stated;
    let stated = [stated.retention, stated.slow_half_life, stated.hue_drift, stated.absorption, stated.scattering];
    // Of what is stated of the pigment, the usual range says nothing.
    let is_usual = |normal: &usize| STATED.iter().zip(&stated).all(|(own, factor)| own != normal || factor.is_usual());
    let one = |parameter: &'static Parameter| Sensitivity {
        parameter,
        range: parameter.range(table).filter(|_| parameter.normals.iter().all(is_usual)),
        change: [-1.0, 1.0].map(|z| at(parameter, z).beyond(median)),
    };
    let mut all: Vec<Sensitivity> = PARAMETERS.iter().map(one).filter(|s| s.de_ab() > 0.0).collect();
    all.sort_by(|a, b| b.de_ab().total_cmp(&a.de_ab()));
    all
}
