//! Colour science for scalp micropigmentation (SMP).
//!
//! A photograph with a colour chart beside the scalp becomes spectra and CIELAB colours of skin and stubble; for each
//! pigment of a catalogue the library predicts how its dots heal and soften in that skin over years, as samples rather
//! than as one number, and recommends a shade and a dilution, or says that nothing matches.
//!
//! ```
//! use healtone::consult::{LabWhite, Readings, TreatmentOptions, consult, measurement_from_readings};
//! use healtone::{matching::Verdict, pigment::reference};
//!
//! let readings = Readings {
//!     skin: [64.0, 10.0, 16.5],
//!     hair: Some([61.8, 8.0, 14.6]),
//!     shaft: None, old_work: None,
//!     white: LabWhite::D65Two,
//!     sd: 0.3,
//!     surface_light: None,
//! };
//! let pigments: Vec<_> = reference().pigments.iter().collect();
//! let answer = consult(measurement_from_readings(&readings), &pigments, Vec::new(), &TreatmentOptions::default())?;
//! assert_eq!(answer.verdict, Some(Verdict::Match));
//! println!("{}", answer.recommendations[0].recipe.text());
//! # Ok::<(), healtone::diagnostic::Diagnostic>(())
//! ```
//!
//! # Modules, in their one order
//! A module uses only modules above it; a test enforces that.
//!
//! | module | responsibility |
//! |---|---|
//! | [`math`], [`diagnostic`], [`data`] | numerics; faults as data; embedded tables |
//! | [`color`] | one wavelength grid, typed Lab, CIEDE2000, spectrum to XYZ |
//! | [`photo`], [`chart`], [`camera`] | bytes to picture; the chart in it; what camera and light did |
//! | [`skin`], [`measure`] | layered optics and the client's skin; regions to colours and contrast |
//! | [`pigment`], [`healing`], [`matching`] | catalogues; dots over time as samples; ranking, verdict, plan |
//! | [`learning`] | healed photos to what they say of client and hand |
//! | [`render`], [`simulate`] | dots, hair and skin as pixels; virtual clients and photographs with known truth |
//! | [`consult`], [`teach`], [`report`] | one function per job; cases and grading; text and JSON |
//! | [`store`], [`cli`], `web` | files; the terminal; the page on the loopback address (feature `web`) |
//!
//! # Invariants
//! Only `store` and `cli` touch files; the clock tells `cli` the date and `store` which leftovers of killed writes are old,
//! and nothing else; only `web` opens a socket, on the loopback address. Random numbers are seeded. A white point stands in the type of every Lab colour, an interval beside every
//! measured or predicted one, a source beside every figure under `calibration/`.
//!
//! # Out of scope
//! Whether a pigment is safe or legal; Fitzpatrick types from photos; faces.
#![cfg_attr(test, allow(clippy::float_cmp, reason = "tests compare with values that must be met exactly"))]

pub mod camera;
pub mod chart;
pub mod cli;
pub mod color;
pub mod consult;
pub mod data;
pub mod diagnostic;
pub mod healing;
pub mod learning;
pub mod matching;
pub mod math;
pub mod measure;
pub mod photo;
pub mod pigment;
pub mod render;
pub mod report;
pub mod simulate;
pub mod skin;
pub mod store;
pub mod teach;
#[cfg(feature = "web")]
pub mod web;

/// What changed from version to version.
#[cfg(doc)]
pub mod changelog {
    #![doc = include_str!("docs/changelog.md")]
}

/// How to measure by a chart that is not built in.
#[cfg(doc)]
pub mod own_chart {
    #![doc = include_str!("docs/own-chart.md")]
}
