//! Two versions of a catalogue, or two lots, side by side.

use super::preview::{PreviewOptions, ShownSkin, preview};
use crate::color::ciede2000;
use crate::diagnostic::Diagnostic;
use crate::pigment::{Catalogue, Dilution, Drawdown, Pigment};

/// What differs between two catalogues.
#[derive(Debug, Clone)]
pub struct CatalogueDiff {
    /// Ids that only the new one has.
    pub added: Vec<String>,
    /// Ids that only the old one has.
    pub removed: Vec<String>,
    /// Shades that both have.
    pub shades: Vec<ShadeDiff>,
    /// What is accepted, dE00.
    pub tolerance_de00: f64,
    /// Names of the skins of [`HealedDiff::de00`].
    pub skins: Vec<String>,
    /// Shades that cannot be computed.
    pub warnings: Vec<Diagnostic>,
}

impl CatalogueDiff {
    /// Whether no shade is gone and none differs by more than is accepted.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.removed.is_empty() && self.shades.iter().all(|s| s.largest_de00() <= self.tolerance_de00)
    }
}

/// One shade in both.
#[derive(Debug, Clone)]
pub struct ShadeDiff {
    /// Its id.
    pub id: String,
    /// Lots, where they are stated.
    pub lots: [Option<String>; 2],
    /// Stated figures that differ: what, old and new.
    pub figures: Vec<(&'static str, String, String)>,
    /// Measured films of the same fraction, thickness and backing.
    pub films: Vec<FilmDiff>,
    /// Films that only one of the two has.
    pub unpaired_films: usize,
    /// Healed fields as computed, by dilution.
    pub healed: Vec<HealedDiff>,
}

impl ShadeDiff {
    /// The largest difference of its films and healed fields, dE00.
    #[must_use]
    pub fn largest_de00(&self) -> f64 {
        let healed = self.healed.iter().flat_map(|h| h.de00.iter().copied());
        self.films.iter().map(|film| film.de00).chain(healed).fold(0.0, f64::max)
    }
}

/// One film, measured of both.
#[derive(Debug, Clone, PartialEq)]
pub struct FilmDiff {
    /// Volume fraction of concentrate.
    pub fraction: f64,
    /// Wet thickness, um.
    pub film_um: f64,
    /// New minus old, dE00 under D50 for 2 degrees.
    pub de00: f64,
    /// New minus old in L*.
    pub dl: f64,
}

/// The healed field at one dilution.
#[derive(Debug, Clone, PartialEq)]
pub struct HealedDiff {
    /// The dilution.
    pub dilution: Dilution,
    /// New against old, dE00 on each skin.
    pub de00: Vec<f64>,
}

/// Compares two catalogues shade by shade.
///
/// | argument | unit | meaning |
/// |---|---|---|
/// | `old`, `new` | | the catalogues; shades are paired by id |
/// | `skins` | | skins on which healed fields are compared |
/// | `tolerance_de00` | dE00 | what is accepted of films and healed fields |
///
/// Films are compared as measured; healed fields are computed from what both state of solids and colourants, with everything
/// about healing at its mean, so that the difference is the pigments' alone.
#[must_use]
pub fn compare(
    [old, new]: [&Catalogue; 2],
    skins: &[ShownSkin],
    tolerance_de00: f64,
    options: &PreviewOptions,
) -> CatalogueDiff {
    let ids = |of: &Catalogue, other: &Catalogue| -> Vec<String> {
        of.pigments.iter().filter(|p| other.pigment(&p.id).is_none()).map(|p| p.id.clone()).collect()
    };
    let mut warnings = Vec::new();
    let pairs = new.pigments.iter().filter_map(|p| Some([old.pigment(&p.id)?, p]));
    let shades = pairs.map(|pair| shade(pair, skins, options, &mut warnings)).collect();
    CatalogueDiff {
        added: ids(new, old),
        removed: ids(old, new),
        shades,
        tolerance_de00,
        skins: skins.iter().map(|skin| skin.name.clone()).collect(),
        warnings,
    }
}

fn shade(
    pair: [&Pigment; 2],
    skins: &[ShownSkin],
    options: &PreviewOptions,
    warnings: &mut Vec<Diagnostic>,
) -> ShadeDiff {
    let [old, new] = pair;
    let (films, unpaired_films) = films(&old.drawdowns, &new.drawdowns);
    ShadeDiff {
        id: new.id.clone(),
        lots: pair.map(|p| p.lot.as_ref().map(|lot| lot.lot.clone())),
        figures: figures(old, new),
        films,
        unpaired_films,
        healed: if is_same_content(old, new) { Vec::new() } else { healed(pair, skins, options, warnings) },
    }
}

/// Whether what healed fields are computed from is the same.
fn is_same_content(old: &Pigment, new: &Pigment) -> bool {
    old.colorants == new.colorants
        && old.solids_g_per_l.to_bits() == new.solids_g_per_l.to_bits()
        && old.healing == new.healing
}

fn healed(
    pair: [&Pigment; 2],
    skins: &[ShownSkin],
    options: &PreviewOptions,
    warnings: &mut Vec<Diagnostic>,
) -> Vec<HealedDiff> {
    // Both at the dilutions of the new one, as a technician who has its bottle would mix them.
    let dilutions = pair[1].dilution_steps();
    let mut old = pair[0].clone();
    old.dilution.clone_from(&pair[1].dilution);
    old.form = pair[1].form;
    let options = PreviewOptions { dilutions: dilutions.clone(), ..options.clone() };
    let [old, new] = [&old, pair[1]].map(|pigment| preview(&[pigment], skins.to_vec(), &options));
    if !new.warnings.is_empty() || !old.warnings.is_empty() {
        warnings.extend(new.warnings.into_iter().chain(old.warnings).take(1));
        return Vec::new();
    }
    let steps = old.shown.iter().zip(&new.shown);
    steps
        .map(|(old, new)| HealedDiff {
            dilution: new.dilution,
            de00: old
                .on
                .iter()
                .zip(&new.on)
                .map(|(a, b)| ciede2000(a.healed.field.mean, b.healed.field.mean))
                .collect(),
        })
        .collect()
}

/// Films of both that were made alike, each taken once, and how many are left over.
fn films(old: &[Drawdown], new: &[Drawdown]) -> (Vec<FilmDiff>, usize) {
    let mut left: Vec<&Drawdown> = old.iter().collect();
    let mut pairs = Vec::new();
    for film in new {
        if let Some(at) = left.iter().position(|other| is_alike(other, film)) {
            pairs.extend(film_diff(left.remove(at), film));
        }
    }
    let unpaired = left.len() + new.len() - (old.len() - left.len());
    (pairs, unpaired)
}

/// Cards of one sort differ by less, dE00.
const BACKING_DE00: f64 = 1.0;

fn is_alike(a: &Drawdown, b: &Drawdown) -> bool {
    let cards = a.backing.reading.lab().zip(b.backing.reading.lab());
    (a.fraction - b.fraction).abs() < 1e-6
        && (a.film_um - b.film_um).abs() < 1e-6
        && a.geometry == b.geometry
        && cards.is_some_and(|(a, b)| ciede2000(a, b) < BACKING_DE00)
}

fn film_diff(old: &Drawdown, new: &Drawdown) -> Option<FilmDiff> {
    let (before, after) = (old.reading.lab()?, new.reading.lab()?);
    let (fraction, film_um) = (new.fraction, new.film_um);
    Some(FilmDiff { fraction, film_um, de00: ciede2000(before, after), dl: after.l - before.l })
}

/// Figures on the label that differ.
fn figures(old: &Pigment, new: &Pigment) -> Vec<(&'static str, String, String)> {
    let colorants = |p: &Pigment| {
        let one =
            |c: &crate::pigment::ColorantShare| format!("CI {} {:.1} % {} um", c.ci, 100.0 * c.share, c.diameter_um);
        p.colorants.iter().map(one).collect::<Vec<_>>().join(" + ")
    };
    let limits = |p: &Pigment| {
        p.dilution.as_ref().map_or_else(String::new, |d| format!("{}-{} {}", d.min_fraction, d.max_fraction, d.diluent))
    };
    let of = |p: &Pigment| {
        [
            ("form", p.form.name().to_owned()),
            ("solids, g/l", p.solids_g_per_l.to_string()),
            ("drops per ml", p.drops_per_ml.to_string()),
            ("colourants", colorants(p)),
            ("dilution", limits(p)),
        ]
    };
    let both = of(old).into_iter().zip(of(new));
    both.filter(|((_, old), (_, new))| old != new).map(|((name, old), (_, new))| (name, old, new)).collect()
}
