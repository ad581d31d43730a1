//! Which colours of shaved hair a set of pigments can imitate on a skin, and which it cannot.

use super::preview::PreviewOptions;
use crate::color::{Contrast, D65, Spectrum, Viewing, ciede2000};
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::healing::{Draw, DrawOptions, HEALED_DAY, NORMALS, Outlook, Treatment};
use crate::matching::{Candidate, blends, singles, tolerance_de00, worth_blending};
use crate::measure::SkinReading;
use crate::pigment::{Dilution, Pigment};
use crate::simulate::{Hair, HairColour, stubble_from_afar};

/// Shares of the area that stubble covers: thin, usual, dense.
pub const COVERS: [f64; 3] = [0.03, 0.06, 0.12];
/// Share of the roots that is seen through the skin.
const ROOTS_SEEN: f64 = 0.3;

/// What a set of pigments reaches on one skin, with everything about healing at its median.
#[derive(Debug, Clone)]
pub struct Gamut {
    /// The skin.
    pub skin: SkinReading,
    /// What is accepted on it, dE00 of the field.
    pub tolerance_de00: f64,
    /// Healed fields minus bare skin of every shade alone, its dilutions from dark to light.
    pub shades: Vec<ShadeReach>,
    /// How many mixes were tried, blends of two among them.
    pub mixes: usize,
    /// Stubble of every colour and cover.
    pub hair: Vec<HairReach>,
}

/// One shade over its dilutions.
#[derive(Debug, Clone)]
pub struct ShadeReach {
    /// The pigment's id.
    pub pigment: String,
    /// Dilution and healed field minus bare skin.
    pub steps: Vec<(Dilution, Contrast)>,
}

/// Stubble to be imitated, and the mix that comes nearest.
#[derive(Debug, Clone)]
pub struct HairReach {
    /// Its colour.
    pub hair: HairColour,
    /// Share of the area that it covers.
    pub cover: f64,
    /// The field of stubble minus bare skin.
    pub contrast: Contrast,
    /// The nearest mix: pigments with their parts, and dilution.
    pub nearest: (Vec<(String, f64)>, Dilution),
    /// Its healed field minus the stubble.
    pub off: Contrast,
    /// The same, dE00.
    pub de00: f64,
}

impl Gamut {
    /// Whether the nearest mix is within what is accepted.
    #[must_use]
    pub fn reaches(&self, hair: &HairReach) -> bool {
        hair.de00 <= self.tolerance_de00
    }
}

/// What pigments reach on a skin; shades that cannot be computed are left out, [`super::preview()`] names them.
///
/// Errors: no pigment is left.
pub fn gamut(pigments: &[&Pigment], skin: SkinReading, options: &PreviewOptions) -> Result<Gamut, Diagnostic> {
    let known: Vec<&Pigment> = pigments.iter().copied().filter(|p| p.mass_optics().is_ok()).collect();
    if known.is_empty() {
        return Err(Diagnostic::error(
            crate::diagnostic::Kind::Unfit,
            "no-shade-computed",
            "None of the pigments has published optics.",
            "Name a catalogue with at least one pigment of carbon black, iron oxide or titanium dioxide.",
        ));
    }
    let outlook = median_outlook(&skin, options);
    let density_per_cm2 = options.density_per_cm2.unwrap_or(options.healing.plan.default_density_per_cm2);
    let field = |mix: &Candidate<'_>| {
        let treatment = Treatment {
            healed_diameter_mm: options.dot_mm,
            ..Treatment::single(mix.concentrate, mix.dilution.fraction(), density_per_cm2)
        };
        outlook.contrasts(&treatment, HEALED_DAY)[0]
    };
    let of = |error: crate::pigment::OpticsError| error.diagnostic();
    let single = singles(&known).map_err(of)?;
    let mut shades: Vec<ShadeReach> = Vec::new();
    for mix in &single {
        let id = &mix.parts[0].pigment.id;
        if shades.last().is_none_or(|shade| shade.pigment != *id) {
            shades.push(ShadeReach { pigment: id.clone(), steps: Vec::new() });
        }
        shades.last_mut().expect("one was pushed").steps.push((mix.dilution, field(mix)));
    }
    let every: Vec<Candidate<'_>> = single.into_iter().chain(blends(&worth_blending(&known)).map_err(of)?).collect();
    let reached: Vec<(&Candidate<'_>, Contrast)> = every.iter().map(|mix| (mix, field(mix))).collect();
    let bare = &skin.spectrum.spectrum;
    let hair = HairColour::ALL.iter().flat_map(|colour| COVERS.map(|cover| (*colour, cover)));
    let hair = hair.map(|(colour, cover)| nearest(bare, &skin, (colour, cover), &reached)).collect();
    let tolerance = tolerance_de00(skin.lab.mean, &data::matching().tolerance);
    Ok(Gamut { tolerance_de00: tolerance, shades, mixes: every.len(), hair, skin })
}

fn median_outlook(skin: &SkinReading, options: &PreviewOptions) -> Outlook {
    let dot_model_spread = data::matching().uncertainty.dot_model_spread;
    let draw_options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread };
    let median = Draw::at(&[0.0; NORMALS], &skin.client, &options.healing, &draw_options);
    Outlook::new(skin.spectrum.spectrum, vec![median])
}

fn nearest(
    bare: &Spectrum,
    skin: &SkinReading,
    (hair, cover): (HairColour, f64),
    reached: &[(&Candidate<'_>, Contrast)],
) -> HairReach {
    let field = stubble_from_afar(bare, &skin.client.model, &Hair::typical(hair), cover, ROOTS_SEEN);
    let stubble = D65::lab(&field.expect("hair of people on skin of people"));
    let bare_lab = D65::lab(bare);
    let contrast = Contrast::between(stubble, bare_lab);
    let apart = |field: &Contrast| ciede2000(stubble, field.on(bare_lab));
    let best = reached.iter().map(|(mix, field)| (mix, field, apart(field)));
    let (mix, field, de00) = best.min_by(|a, b| a.2.total_cmp(&b.2)).expect("some shade was computed");
    let parts = mix.parts.iter().map(|part| (part.pigment.id.clone(), part.parts)).collect();
    HairReach { hair, cover, contrast, nearest: (parts, mix.dilution), off: field.beyond(contrast), de00 }
}
