//! The report of a consultation: what the client takes home and the studio files, on at most three sheets of paper. What
//! will be done and how it will look comes first, what a technician must know after it.
//!
//! The page loads nothing and says so in its content security policy. [`body`] with [`STYLE`] as a stylesheet stands within
//! another page too: it has no styles or scripts of its own, and all its rules are about `.report`.

mod client;
mod figures;
mod healing_plot;
mod known;
mod measured;
mod mixes;
mod record;
mod refused;
mod style;
mod swatches;
mod table;

pub use style::STYLE;
pub use table::csv;

use super::markup::{bytes_in_base64, escaped, one_line};
use crate::consult::Consultation;
use crate::pigment::Date;
use sha2::{Digest, Sha256};

/// The page's title and first heading.
const TITLE: &str = "Consultation report";

/// What a report may hold beside the consultation.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// The day of the first session, which dates the plan and the cards.
    pub first_session: Option<Date>,
    /// Seed of the draws.
    pub seed: Option<u32>,
    /// The scalp with the two regions, a JPEG as [`scalp_picture`](super::scalp_picture) makes it.
    pub scalp_picture: Option<Vec<u8>>,
}

/// The report as one file of HTML, well-formed as XML too.
///
/// ```
/// use healtone::consult::{LabWhite, Readings, TreatmentOptions, consult, measurement_from_readings};
/// use healtone::{pigment::reference, report::consultation_report};
///
/// let (skin, hair) = ([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]);
/// let white = LabWhite::D65Two;
/// let readings = Readings { skin, hair: Some(hair), shaft: None, old_work: None, white, sd: 0.3, surface_light: None };
/// let pigments: Vec<_> = reference().pigments.iter().collect();
/// let answer = consult(measurement_from_readings(&readings), &pigments, Vec::new(), &TreatmentOptions::default())?;
/// let page = consultation_report::html(&answer, &consultation_report::Extras::default());
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("MATCH: the first mix"));
/// assert!(!page.contains("http:"), "it loads nothing");
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
#[must_use]
pub fn html(c: &Consultation, extras: &Extras) -> String {
    let style = format!("{}{STYLE}", style::SHEET);
    let digest = bytes_in_base64(&Sha256::digest(style.as_bytes()));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src \
         'sha256-{digest}'\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <title>{TITLE}</title>\n<style>{style}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
        body(c, extras)
    )
}

/// The report within another page, which needs [`STYLE`]: one element of class `report`.
#[must_use]
pub fn body(c: &Consultation, extras: &Extras) -> String {
    let content = if c.verdict.is_some() {
        [client::page(c, extras), mixes::sections(c, extras), known::sections(c, extras)].concat()
    } else {
        refused::page(c, extras)
    };
    format!("<article class=\"report\">\n{content}</article>\n")
}

/// A name that others gave, as it may stand between tags whatever it holds.
fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", escaped(&one_line(text)))
}

/// A sentence of the tool's own, in which names of others may be quoted.
fn words(text: &str) -> String {
    escaped(&one_line(text))
}
