//! What a chart is: 24 spectra and a size.

use super::ChartError;
use super::spectra::patch_spectra;
use crate::color::{D65, LabD65, Spectrum, Viewing, ciede2000};
use crate::data::{ChartColours, SourceKind};
use crate::diagnostic::{Diagnostic, nearest};
use palette::convert::IntoColorUnclamped;
use std::sync::OnceLock;

/// Patches of a chart.
pub const PATCHES: usize = 24;
/// Patches in a row.
pub const COLUMNS: usize = 6;
/// Rows of patches.
pub const ROWS: usize = 4;

/// A chart: its spectra, from which its colours under any light follow, and its size.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartDefinition {
    /// Stable, kebab-case.
    pub id: String,
    /// For people.
    pub name: String,
    /// Reflectance of the patches, row by row from dark skin.
    pub spectra: [Spectrum; PATCHES],
    /// The patches that have the colours of skin, dark and light, counted from 1.
    pub skin_patches: [usize; 2],
    /// Side of a patch over the distance of patch centres.
    pub patch_share: f64,
    /// Distance of patch centres along and across the rows in mm; `None` where it is not known well enough.
    pub pitch_mm: Option<[f64; 2]>,
    /// Who says so, of a chart that is not built in (those have their sources in `calibration/sources.toml`).
    pub source: Option<ChartSource>,
}

/// Where the colours of a user's own chart come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartSource {
    /// Who states them, and by what instrument.
    pub name: String,
    /// How they came to be.
    pub kind: SourceKind,
    /// Day on which they were, `2026-10-02`: charts fade.
    pub date: String,
}

/// Chroma (D65) up to which a patch is a grey.
const MOST_GREY_CHROMA: f64 = 5.0;

/// Whether a patch is a grey: C*ab (D65) of at most 5.
#[must_use]
pub fn is_grey(spectrum: &Spectrum) -> bool {
    chroma(&D65::lab(spectrum)) <= MOST_GREY_CHROMA
}

/// Mean dE00 up to which charts are laid out alike.
const MOST_ALIKE_DE00: f64 = 5.0;

/// C*ab.
pub(super) fn chroma(lab: &LabD65) -> f64 {
    (lab.a * lab.a + lab.b * lab.b).sqrt()
}

impl ChartDefinition {
    /// The grey patches, counted from 1, the lightest first.
    #[must_use]
    pub fn greys(&self) -> Vec<usize> {
        let mut greys: Vec<usize> = (1..=PATCHES).filter(|index| is_grey(&self.spectra[index - 1])).collect();
        let light = |index: &usize| D65::xyz(&self.spectra[index - 1]).y;
        greys.sort_by(|a, b| light(b).total_cmp(&light(a)));
        greys
    }

    /// Whether patches of other colours lie in the places of another chart's: the generations of a chart are laid out
    /// alike, in whatever size.
    #[must_use]
    pub fn layout_differs(&self, other: &Self) -> bool {
        let between = self.lab().into_iter().zip(other.lab()).map(|(a, b)| ciede2000(a, b));
        between.sum::<f64>() / PATCHES as f64 > MOST_ALIKE_DE00
    }

    /// Lab (D65) of the patches.
    #[must_use]
    pub fn lab(&self) -> [LabD65; PATCHES] {
        self.spectra.each_ref().map(D65::lab)
    }

    /// Linear sRGB of the patches under D65; outside 0-1 where sRGB does not reach.
    #[must_use]
    pub fn linear_srgb(&self) -> [[f64; 3]; PATCHES] {
        self.spectra.each_ref().map(|spectrum| {
            let rgb: palette::LinSrgb<f64> = D65::xyz(spectrum).into_color_unclamped();
            [rgb.red, rgb.green, rgb.blue]
        })
    }
}

/// All charts that are built in, the default first.
#[must_use]
pub fn definitions() -> &'static [ChartDefinition] {
    static ALL: OnceLock<Vec<ChartDefinition>> = OnceLock::new();
    ALL.get_or_init(|| {
        let colours = [
            ChartColours::BabelcolorAverage,
            ChartColours::Before2014,
            ChartColours::After2014,
            ChartColours::Spydercheckr24,
        ];
        let spectra = colours.map(|c| (c, patch_spectra(c)));
        let of = |colours| spectra.iter().find(|(c, _)| *c == colours).expect("every set is made above").1;
        let families = crate::data::chart_families().into_iter();
        let variants = families.flat_map(|family| {
            let size = (family.patch_share, family.pitch_mm, family.skin_patches);
            family.variant.into_iter().map(move |variant| (size, variant))
        });
        type Size = (f64, Option<[f64; 2]>, [usize; 2]);
        let define = |((patch_share, pitch_mm, skin_patches), variant): (Size, crate::data::ChartVariant)| {
            let spectra = of(variant.colours);
            ChartDefinition {
                id: variant.id,
                name: variant.name,
                spectra,
                skin_patches,
                patch_share,
                pitch_mm,
                source: None,
            }
        };
        variants.map(define).collect()
    })
}

/// The chart of an id.
///
/// # Errors
/// An id that names none, with the one that may have been meant.
pub fn definition(id: &str) -> Result<&'static ChartDefinition, ChartError> {
    let found = definitions().iter().find(|chart| chart.id == id);
    found.ok_or_else(|| ChartError::Unknown {
        id: id.to_owned(),
        nearest: nearest(id, definitions().iter().map(|chart| chart.id.as_str())),
    })
}

/// The chart that is taken when none is named.
#[must_use]
pub fn default_definition() -> &'static ChartDefinition {
    &definitions()[0]
}

/// The warning that belongs to every result for which the user did not name a chart.
#[must_use]
pub fn generation_assumed(definition: &ChartDefinition) -> Diagnostic {
    Diagnostic::warning(
        "chart-generation-assumed",
        format!(
            "No chart was named, so {} is assumed; an older one shifts colours by about 0.9 dE00.",
            definition.name
        ),
        "Name it with --chart; its date of making is printed on its back. Its size, too, is not known until then.",
    )
}
