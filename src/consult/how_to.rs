//! What is to be known before the photo is taken, gathered from the tables and the faults that judge it afterwards: the
//! page cannot say anything else than the tool does.

use crate::camera::CameraError;
use crate::chart::{self, ChartError};
use crate::color::swatch;
use crate::data;
use crate::diagnostic::Diagnostic;
use crate::measure::RegionFault;
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
    let limits = data::limits().chart;
    let of = |sign: &str, faults: &[Diagnostic]| Trouble {
        sign: sign.to_owned(),
        codes: faults.iter().map(|f| f.code).collect(),
        remedy: faults.first().map_or_else(String::new, |f| f.remedy.clone()),
    };
    let chart = |sign: &str, error: ChartError| of(sign, &[error.diagnostic()]);
    let camera = |sign: &str, error: CameraError| of(sign, &[error.diagnostic()]);
    let region = |sign: &str, fault: RegionFault| of(sign, &[fault.diagnostic()]);
    let (none, few) = (Vec::new, CameraError::TooFewPatches { usable: 0, least: limits.usable_min });
    let unsure = ChartError::Uncertain { de00: 0.0, margin: 0.0 };
    let wrong = [
        ChartError::PoorFit { de00: 0.0 }.diagnostic(),
        CameraError::PoorFit { loo_mean: 0.0, most: 0.0 }.diagnostic(),
    ];
    vec![
        of("No chart found, or unsure which way up", &[ChartError::NotFound.diagnostic(), unsure.diagnostic()]),
        of("Another chart, or a faded one", &wrong),
        chart("Chart too small", ChartError::TooSmall { width_px: 0.0 }),
        of("Something lies on the chart", &[ChartError::Covered { patches: none() }.diagnostic(), few.diagnostic()]),
        chart("A shadow lies on the chart", ChartError::Shadowed { patches: none() }),
        chart("The chart shines", ChartError::Glare { patches: none() }),
        region("Chart tilted", RegionFault::Tilted { tilt_deg: 0.0, most: 0.0 }),
        region("Chart too far from the scalp", RegionFault::TooFar { lengths: 0.0, most: 0.0 }),
        chart("White is blown out", ChartError::Clipped { patches: none() }),
        camera("Too dark", CameraError::TooDark { white: 0.0, least: limits.white_min }),
        camera("Not sharp", CameraError::Blurred { blur: 0.0, most: 0.0, in_mm: true }),
        camera("One side darker than the other", CameraError::UnevenLight { falloff_ev: 0.0, most: 0.0 }),
        camera("Two kinds of light", CameraError::MixedLight { drift_ev: 0.0, most: 0.0 }),
        camera("Yellow lamp light", CameraError::Cast { ratio: 0.0, most: 0.0 }),
        region("The scalp shines", RegionFault::Glare { region: "skin", share: 0.0 }),
        region(
            "Too little of the scalp",
            RegionFault::TooSmall { region: "skin", area: 0.0, least: 0.0, in_mm2: true },
        ),
        region("What was marked is no skin", RegionFault::OnChart { region: "skin" }),
        of("A kind of file that is not read", &unread()),
    ]
}

/// What the tool says of a phone's HEIC file, which is the one that technicians meet.
fn unread() -> Vec<Diagnostic> {
    Photo::decode(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").err().map(|e| e.diagnostic()).into_iter().collect()
}

fn unseen() -> Vec<Trouble> {
    [("Redness", Mistake::Redness), ("Not healed yet", Mistake::TooEarly)]
        .map(|(sign, mistake)| Trouble {
            sign: sign.to_owned(),
            codes: Vec::new(),
            remedy: mistake.remedy().to_owned(),
        })
        .into()
}
