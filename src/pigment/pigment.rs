//! One pigment of a catalogue, as validated values.

use super::Dilution;
use super::colorants::colorant;
use super::error::OpticsError;
use super::optics::{MassOptics, largest_tabulated_um};
use super::records::{Drawdown, HealedRecord, Lot, Regulation, StatedHealing};
use crate::color::PerBand;
use crate::data::SourceKind;

/// Grams per litre in grams per mm3.
const G_PER_MM3: f64 = 1e-6;

/// Above this ratio of reduced scattering to absorption a shade counts as scattering. Carbon of 0.2 um has 0.18, which
/// moves the colour of a solid layer by no more than 0.2 in L*, a* or b*; shades beyond a quarter have not been checked.
const SCATTERING_RATIO: f64 = 0.25;

/// How a pigment is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// To be diluted before use.
    Concentrate,
    /// Not to be diluted.
    ReadyToUse,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 2] = [Self::Concentrate, Self::ReadyToUse];

    /// The name used in files and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Concentrate => "concentrate",
            Self::ReadyToUse => "ready-to-use",
        }
    }
}

/// How far a concentrate may be diluted, and with what.
#[derive(Debug, Clone, PartialEq)]
pub struct DilutionLimits {
    /// The weakest volume fraction of concentrate.
    pub min_fraction: f64,
    /// The strongest volume fraction of concentrate.
    pub max_fraction: f64,
    /// The diluent that the maker names.
    pub diluent: String,
}

/// One colourant and its share of a pigment's solids.
#[derive(Debug, Clone, PartialEq)]
pub struct ColorantShare {
    /// Colour Index number, without "CI".
    pub ci: String,
    /// Generic name, as the catalogue has it.
    pub name: String,
    /// CAS registry number.
    pub cas: String,
    /// Share of the solids by mass, above 0 and at most 1.
    pub share: f64,
    /// Diameter of the particles, um.
    pub diameter_um: f64,
    /// How the diameter is known.
    pub diameter_kind: SourceKind,
}

/// How each figure of a pigment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureKinds {
    /// The solids.
    pub solids: SourceKind,
    /// The size of a drop.
    pub drops: SourceKind,
    /// The dilution limits.
    pub dilution: SourceKind,
    /// Which colourants in which shares.
    pub colorants: SourceKind,
}

/// One pigment: a bottle that can be bought, or a generic shade.
#[derive(Debug, Clone, PartialEq)]
pub struct Pigment {
    /// Stable name, kebab-case.
    pub id: String,
    /// Name of the shade.
    pub name: String,
    /// Who makes it.
    pub brand: String,
    /// What a reader should know, in prose.
    pub notes: Option<String>,
    /// How it is sold.
    pub form: Form,
    /// Dry colourant in the bottle, g/l.
    pub solids_g_per_l: f64,
    /// Drops from the bottle to a millilitre.
    pub drops_per_ml: f64,
    /// How far it may be diluted: there for every concentrate, absent for what is ready to use.
    pub dilution: Option<DilutionLimits>,
    /// What its solids are; shares sum to 1.
    pub colorants: Vec<ColorantShare>,
    /// How the figures above are known.
    pub kinds: FigureKinds,
    /// How it heals, where that is stated.
    pub healing: StatedHealing,
    /// Measured films of it.
    pub drawdowns: Vec<Drawdown>,
    /// Measured healed work with it.
    pub healed: Vec<HealedRecord>,
    /// The lot that the figures are of.
    pub lot: Option<Lot>,
    /// What is stated about its standing, place by place.
    pub regulation: Vec<Regulation>,
}

impl Pigment {
    /// The optics of a gram of its solids, colourants weighted by their shares.
    ///
    /// Errors: a colourant without published optics or with a particle size beyond its table.
    pub fn mass_optics(&self) -> Result<MassOptics, OpticsError> {
        self.optics_of(|_| true, 1.0)
    }

    /// What of [`Self::mass_optics`] is due to colourants that last. Errors: likewise.
    pub fn lasting_optics(&self) -> Result<MassOptics, OpticsError> {
        self.optics_of(lasts, 1.0)
    }

    /// The colourants that are asked for, with grains so many times as large, or as large as their tables go.
    fn optics_of(&self, asked: fn(&ColorantShare) -> bool, growth: f64) -> Result<MassOptics, OpticsError> {
        // Shares sum to 1, or nearly.
        let all: f64 = self.colorants.iter().map(|c| c.share).sum();
        let part = |c: &ColorantShare| {
            let largest_um = largest_tabulated_um(&c.ci).unwrap_or(f64::INFINITY);
            let diameter_um = if growth > 1.0 { (c.diameter_um * growth).min(largest_um) } else { c.diameter_um };
            Ok(MassOptics::of(&c.ci, diameter_um)?.times(c.share / all))
        };
        let parts = self.colorants.iter().filter(|c| asked(c)).map(part);
        let parts: Vec<MassOptics> = parts.collect::<Result<_, OpticsError>>()?;
        Ok(parts.iter().fold(MassOptics::NONE, |sum, part| sum.plus(part)))
    }

    /// Absorption of a gram of its solids, mm2/g. Errors: as [`Self::mass_optics`].
    pub fn mass_absorption_mm2_per_g(&self) -> Result<PerBand, OpticsError> {
        Ok(self.mass_optics()?.absorption_mm2_per_g)
    }

    /// Reduced scattering of a gram of its solids, mm2/g. Errors: as [`Self::mass_optics`].
    pub fn mass_reduced_scattering_mm2_per_g(&self) -> Result<PerBand, OpticsError> {
        Ok(self.mass_optics()?.reduced_scattering_mm2_per_g)
    }

    /// Whether its colour hangs on what it scatters: its reduced scattering exceeds a quarter of its absorption somewhere
    /// in 450-650 nm, or is not known. Such a shade must not be recommended without saying so, because Mie's figures for
    /// the scattering of lone spheres are less sure than those for absorption.
    #[must_use]
    pub fn scatters(&self) -> bool {
        self.mass_optics().map_or(true, |optics| optics.scattering_ratio() > SCATTERING_RATIO)
    }

    /// Dry colourant in the bottle, g/mm3.
    #[must_use]
    pub fn solids_g_per_mm3(&self) -> f64 {
        self.solids_g_per_l * G_PER_MM3
    }

    /// Absorption at 450 nm over that at 650 nm: 1 is grey, more is warmer; `None` where its optics are not known.
    #[must_use]
    pub fn blue_over_red(&self) -> Option<f64> {
        let mac = self.mass_absorption_mm2_per_g().ok()?;
        Some(mac[BAND_450] / mac[BAND_650])
    }

    /// The practical dilutions of it, darkest first; only the pigment as it is for what is ready to use.
    #[must_use]
    pub fn dilution_steps(&self) -> Vec<Dilution> {
        Dilution::steps(self.dilution.as_ref())
    }
}

/// Places of 450 and 650 nm on the grid.
const BAND_450: usize = 7;
const BAND_650: usize = 27;

/// Concentrates poured together: what one pigment with the same effect would hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Blend {
    /// Dry colourant, g/l.
    pub solids_g_per_l: f64,
    /// Optics of a gram of those solids.
    pub optics: MassOptics,
    /// What of them is due to colourants that last.
    pub lasting: MassOptics,
    /// The same two with grains clumped to twice their diameter.
    pub clumped: [MassOptics; 2],
}

fn lasts(colorant_share: &ColorantShare) -> bool {
    colorant(&colorant_share.ci).is_some_and(|entry| entry.lasting)
}

impl Blend {
    /// The blend of pigments by parts of volume: optics are weighted by the solids that each part brings.
    ///
    /// Errors: as [`Pigment::mass_optics`]. Panics when the parts are not positive in sum.
    pub fn of(parts: &[(&Pigment, f64)]) -> Result<Self, OpticsError> {
        let volume: f64 = parts.iter().map(|(_, part)| part).sum();
        let mixed = |optics: fn(&Pigment) -> Result<MassOptics, OpticsError>| {
            let weigh = |(pigment, part): &(&Pigment, f64)| Ok((pigment.solids_g_per_l * part, optics(pigment)?));
            let masses: Vec<(f64, MassOptics)> = parts.iter().map(weigh).collect::<Result<_, OpticsError>>()?;
            Ok(MassOptics::mixture(&masses))
        };
        let solids: f64 = parts.iter().map(|(pigment, part)| pigment.solids_g_per_l * part).sum();
        Ok(Self {
            solids_g_per_l: solids / volume,
            optics: mixed(Pigment::mass_optics)?,
            lasting: mixed(Pigment::lasting_optics)?,
            clumped: [mixed(|p| p.optics_of(|_| true, 2.0))?, mixed(|p| p.optics_of(lasts, 2.0))?],
        })
    }
}
