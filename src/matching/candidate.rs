//! What could be mixed: every shade at every practical dilution, and blends of two.

use crate::color::PerBand;
use crate::healing::{Coefficients, Concentrate, Stated};
use crate::math::ln;
use crate::pigment::{Blend, Dilution, Form, MassOptics, OpticsError, Pigment};

/// One pigment of a mix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part<'a> {
    /// The pigment.
    pub pigment: &'a Pigment,
    /// Parts by volume of its concentrate.
    pub parts: f64,
}

/// A mix of one or two pigments, diluted; no parts at all means to stop.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'a> {
    /// The pigments.
    pub parts: Vec<Part<'a>>,
    /// The dilution of the mix.
    pub dilution: Dilution,
    /// The undiluted mix, averaged by volume.
    pub concentrate: Concentrate,
    /// Whether a pigment in it is one whose colour hangs on what it scatters, [`Pigment::scatters`].
    pub scatters: bool,
}

impl<'a> Candidate<'a> {
    /// A mix.
    ///
    /// Errors: a pigment whose colourants have no published optics.
    pub fn new(parts: Vec<Part<'a>>, dilution: Dilution) -> Result<Self, OpticsError> {
        let pairs: Vec<(&Pigment, f64)> = parts.iter().map(|p| (p.pigment, p.parts)).collect();
        let blend = Blend::of(&pairs)?;
        let g_per_mm3 = blend.solids_g_per_l * 1e-6;
        let per_mm = |all: &PerBand, less: &PerBand| -> PerBand {
            std::array::from_fn(|i| (all[i] - less[i]).max(0.0) * g_per_mm3)
        };
        let coefficients = |all: &MassOptics, less: &MassOptics| Coefficients {
            mua_per_mm: per_mm(&all.absorption_mm2_per_g, &less.absorption_mm2_per_g),
            musp_per_mm: per_mm(&all.reduced_scattering_mm2_per_g, &less.reduced_scattering_mm2_per_g),
        };
        let [clumped, clumped_lasting] = &blend.clumped;
        let concentrate = Concentrate {
            lasting: coefficients(&blend.lasting, &MassOptics::NONE),
            drifting: coefficients(&blend.optics, &blend.lasting),
            clumped: [coefficients(clumped_lasting, &MassOptics::NONE), coefficients(clumped, clumped_lasting)],
            stated: stated(&parts),
        };
        let scatters = parts.iter().any(|part| part.pigment.scatters());
        Ok(Self { parts, dilution, concentrate, scatters })
    }

    /// No further treatment.
    #[must_use]
    pub const fn stop() -> Self {
        Self { parts: Vec::new(), dilution: Dilution::UNDILUTED, concentrate: Concentrate::NONE, scatters: false }
    }

    /// Whether it is to stop.
    #[must_use]
    pub const fn is_stop(&self) -> bool {
        self.parts.is_empty()
    }

    /// The practical dilutions within the limits of all its pigments.
    #[must_use]
    pub fn dilutions(&self) -> Vec<Dilution> {
        let mut parts = self.parts.iter();
        let mut allowed = parts.next().map(|part| part.pigment.dilution_steps()).unwrap_or_default();
        for part in parts {
            let others = part.pigment.dilution_steps();
            allowed.retain(|d| others.contains(d));
        }
        allowed
    }

    /// The least amount of a pigment that goes into a cup of this volume, ml; endless where nothing is mixed.
    #[must_use]
    pub fn least_ml(&self, batch_ml: f64) -> f64 {
        let all: f64 = self.parts.iter().map(|part| part.parts).sum();
        let least = self.parts.iter().map(|part| part.parts / all).fold(f64::INFINITY, f64::min);
        batch_ml * self.dilution.fraction() * least
    }

    /// Whether it holds the same pigments in the same parts, at whatever dilution.
    #[must_use]
    pub fn is_same_mix(&self, other: &Self) -> bool {
        let same = |(a, b): (&Part<'_>, &Part<'_>)| a.pigment.id == b.pigment.id && a.parts.total_cmp(&b.parts).is_eq();
        self.parts.len() == other.parts.len() && self.parts.iter().zip(&other.parts).all(same)
    }

    /// The same mix at another dilution.
    #[must_use]
    pub fn at(&self, dilution: Dilution) -> Self {
        Self { dilution, ..self.clone() }
    }
}

/// What the catalogue states of how these heal, by the solids that each brings.
fn stated(parts: &[Part<'_>]) -> Stated {
    let solids = |part: &Part<'_>| part.parts * part.pigment.solids_g_per_l;
    let all: f64 = parts.iter().map(solids).sum();
    let mut stated = Stated::default();
    for part in parts {
        let share = solids(part) / all;
        let own = &part.pigment.healing;
        for (into, prior) in [
            (&mut stated.retention, &own.retention),
            (&mut stated.slow_half_life, &own.slow_half_life),
            (&mut stated.hue_drift, &own.hue_drift),
            (&mut stated.absorption, &own.catalogue_absorption),
            (&mut stated.scattering, &own.catalogue_scattering),
        ] {
            if let Some(prior) = prior {
                into.add(share, prior.median, prior.spread);
            }
        }
    }
    stated
}

/// Whether two pigments absorb so differently by wavelength that a blend can do what neither does alone.
fn differ_in_hue(one: &Pigment, other: &Pigment) -> bool {
    let tilt = |p: &Pigment| ln(p.blue_over_red().unwrap_or(1.0));
    (tilt(one) - tilt(other)).abs() > LEAST_TILT
}

/// Difference of ln(absorption at 450 / at 650 nm) below which two pigments have one hue.
const LEAST_TILT: f64 = 0.15;

/// Parts in which two pigments are blended.
const BLENDS: [(f64, f64); 3] = [(3.0, 1.0), (1.0, 1.0), (1.0, 3.0)];

/// Every pigment at every practical dilution within its limits.
///
/// Errors: a pigment whose colourants have no published optics.
pub fn singles<'a>(pigments: &[&'a Pigment]) -> Result<Vec<Candidate<'a>>, OpticsError> {
    let mut all = Vec::new();
    for pigment in pigments {
        let mix = Candidate::new(vec![Part { pigment, parts: 1.0 }], Dilution::UNDILUTED)?;
        all.extend(mix.dilutions().into_iter().map(|dilution| mix.at(dilution)));
    }
    Ok(all)
}

/// Two pigments together at every practical dilution within the limits of both, where they differ in hue.
///
/// Errors: a pigment whose colourants have no published optics.
pub fn blends<'a>(pigments: &[&'a Pigment]) -> Result<Vec<Candidate<'a>>, OpticsError> {
    let mut all = Vec::new();
    let concentrates: Vec<&&'a Pigment> = pigments.iter().filter(|p| p.form == Form::Concentrate).collect();
    for (i, one) in concentrates.iter().enumerate() {
        for other in concentrates[i + 1..].iter().filter(|other| differ_in_hue(one, other)) {
            for (a, b) in BLENDS {
                let parts = vec![Part { pigment: one, parts: a }, Part { pigment: other, parts: b }];
                let mix = Candidate::new(parts, Dilution::UNDILUTED)?;
                all.extend(mix.dilutions().into_iter().map(|dilution| mix.at(dilution)));
            }
        }
    }
    Ok(all)
}

/// Shades of one hue that are blended at most: they differ in strength, which dilution makes up for.
const MOST_OF_A_HUE: usize = 3;

/// Of many shades, those worth blending: the first few of each hue, in the order given; a shade may be given twice.
#[must_use]
pub fn worth_blending<'a>(pigments: &[&'a Pigment]) -> Vec<&'a Pigment> {
    let mut chosen: Vec<&'a Pigment> = Vec::new();
    for pigment in pigments.iter().filter(|p| p.form == Form::Concentrate) {
        let alike = |p: &&&Pigment| p.scatters() == pigment.scatters() && !differ_in_hue(p, pigment);
        let known = chosen.iter().any(|p| p.id == pigment.id);
        if !known && chosen.iter().filter(alike).count() < MOST_OF_A_HUE {
            chosen.push(pigment);
        }
    }
    chosen
}
