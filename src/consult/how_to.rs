//! What is to be known before the photo is taken, gathered from the tables and the faults that judge it afterwards: the
//! page cannot say anything else than the tool does.

use crate::camera::CameraError;
use crate::chart::{self, ChartError};
use crate::color::swatch;
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::photo::Photo;
use crate::simulate::Mistake;

/// What a phone's usual picture measures: 12 megapixels, four to three.
const PHONE_WIDTH_PX: f64 = 4032.0;
const PHONE_MEGAPIXELS: u32 = 12;
/// From here on a shaved hair, about 0.07 mm thick, is more than a pixel wide.
const HAIR_PX_PER_MM: f64 = 15.0;
/// Share of these pixels that still serves.
const NEARLY: f64 = 0.9;
/// Share of the picture's width that the chart should fill.
const CHART_SHARE: f64 = 1.0 / 3.0;
/// The fault of a region in glare, which only a reader of regions can make; a test compares it with the reader's own.
const GLARE: (&str, &str) = ("glare-in-region", "Mark a matte part, or take the photo with softer light.");

/// What a technician must know to take a photo that can be measured.
#[derive(Debug, Clone, PartialEq)]
pub struct HowToPhotograph {
    /// The charts that are known, by their short names.
    pub charts: Vec<KnownChart>,
    /// Screen colours of the default chart's patches, row by row.
    pub patches: Vec<[u8; 3]>,
    /// Megapixels of the camera that the figures are for.
    pub megapixels: u32,
    /// Pixels per mm from which on single hairs are seen.
    pub hair_px_per_mm: f64,
    /// Width of the picture on the scalp at so many pixels per mm.
    pub frame_cm: f64,
    /// Why photos are refused, and what to do.
    pub refusals: Vec<Trouble>,
    /// What makes a photo misleading without the tool being sure to see it.
    pub unseen: Vec<Trouble>,
}

/// A size of chart.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownChart {
    /// For people, without its maker's line: "Mini".
    pub name: String,
    /// What `--chart` calls the one that is made today.
    pub id: String,
    /// Pixels per mm where its patches fill a third of the picture; `None` where its size is not known.
    pub px_per_mm: Option<f64>,
}

/// Something that goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What is seen, in plain words.
    pub sign: String,
    /// The codes that the tool refuses it by; none for what it need not see.
    pub codes: Vec<&'static str>,
    /// What to do about it.
    pub remedy: String,
}

impl HowToPhotograph {
    /// The charts small enough that single hairs are seen where they fill a third of the picture, or nearly.
    #[must_use]
    pub fn close_up_charts(&self) -> Vec<&KnownChart> {
        let nearly = NEARLY * self.hair_px_per_mm;
        self.charts.iter().filter(|c| c.px_per_mm.is_some_and(|px| px >= nearly)).collect()
    }
}

/// What a technician must know to take a photo that can be measured.
#[must_use]
pub fn how_to_photograph() -> HowToPhotograph {
    HowToPhotograph {
        charts: data::chart_families().iter().map(known).collect(),
        patches: chart::default_definition().lab().map(|lab| swatch(lab).rgb).into(),
        megapixels: PHONE_MEGAPIXELS,
        hair_px_per_mm: HAIR_PX_PER_MM,
        frame_cm: PHONE_WIDTH_PX / HAIR_PX_PER_MM / 10.0,
        refusals: refusals(),
        unseen: unseen(),
    }
}

/// A family of charts by the name of its first: "ColorChecker Mini, made after November 2014" is the Mini.
fn known(family: &data::ChartFamily) -> KnownChart {
    let (id, full) = family.variant.first().map_or(("", ""), |v| (v.id.as_str(), v.name.as_str()));
    let name = full.split(',').next().unwrap_or_default().trim_start_matches("ColorChecker ").to_owned();
    let patches_mm = family.pitch_mm.map(|[along, _]| along * chart::COLUMNS as f64);
    KnownChart { name, id: id.to_owned(), px_per_mm: patches_mm.map(|mm| CHART_SHARE * PHONE_WIDTH_PX / mm) }
}

/// The faults themselves tell code and remedy. What their messages count does not matter here.
fn refusals() -> Vec<Trouble> {
    let gate = data::camera().gate;
    let of = |sign: String, faults: &[Diagnostic]| Trouble {
        sign,
        codes: faults.iter().map(|f| f.code).collect(),
        remedy: faults.first().map_or_else(String::new, |f| f.remedy.clone()),
    };
    let chart = |sign: &str, errors: &[ChartError]| {
        of(sign.to_owned(), &errors.iter().map(ChartError::diagnostic).collect::<Vec<_>>())
    };
    let (few, dark, wrong) = (
        CameraError::TooFewPatches { usable: 0, least: gate.least_patches },
        CameraError::TooDark { white: 0.0, least: gate.least_white },
        CameraError::PoorFit { loo_mean: 0.0, most: gate.most_loo_de00 },
    );
    vec![
        chart(
            "No chart found, or unsure which way up",
            &[ChartError::NotFound, ChartError::Uncertain { de00: 0.0, margin: 0.0 }],
        ),
        chart("Chart too small or not sharp", &[ChartError::TooSmall { width_px: 0.0 }, ChartError::Blurred]),
        chart("Something lies on the chart", &[ChartError::Covered { patches: Vec::new() }]),
        chart("A shadow lies on the chart", &[ChartError::Shadowed { patches: Vec::new() }]),
        chart("White is blown out", &[ChartError::Clipped { patches: Vec::new() }]),
        of(format!("Fewer than {} of {} patches can be used", gate.least_patches, chart::PATCHES), &[few.diagnostic()]),
        of("Too dark".to_owned(), &[dark.diagnostic(), ChartError::TooDark.diagnostic()]),
        of(
            "Another chart, a faded one, or two kinds of light".to_owned(),
            &[wrong.diagnostic(), ChartError::PoorFit { de00: 0.0 }.diagnostic()],
        ),
        Trouble { sign: "The scalp shines".to_owned(), codes: vec![GLARE.0], remedy: GLARE.1.to_owned() },
        of("A kind of file that is not read".to_owned(), &unread()),
    ]
}

/// What the tool says of a phone's HEIC file, which is the one that technicians meet.
fn unread() -> Vec<Diagnostic> {
    Photo::decode(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").err().map(|e| e.diagnostic()).into_iter().collect()
}

fn unseen() -> Vec<Trouble> {
    [
        ("Redness", Mistake::Redness),
        ("Not healed yet", Mistake::TooEarly),
        ("Chart tilted", Mistake::Tilted),
        ("A patch shines", Mistake::GlareOnChart),
        ("Yellow lamp light", Mistake::Tungsten),
    ]
    .map(|(sign, mistake)| Trouble { sign: sign.to_owned(), codes: Vec::new(), remedy: mistake.remedy().to_owned() })
    .into()
}
