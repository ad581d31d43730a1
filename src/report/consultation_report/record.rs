//! What the report was made with, so that it can be made again.

use super::{Extras, name, words};
use crate::consult::Consultation;
use crate::data;
use crate::report::studio::used;
use std::fmt::Write;

/// Versions and digests.
pub(super) fn section(c: &Consultation, extras: &Extras) -> String {
    let mut out = String::from("<h3>Made with</h3>\n<dl class=\"record\">\n");
    let mut fact = |what: &str, value: &str| {
        let _ = writeln!(out, "<div><dt>{what}</dt><dd>{value}</dd></div>");
    };
    fact("Tool", &format!("healtone {}", env!("CARGO_PKG_VERSION")));
    fact("Model data", &digest(data::digest()));
    match &c.measurement.photo {
        Some(photo) => fact(
            "Photo",
            &format!("{} x {} pixels, {}, {}", photo.width, photo.height, photo.encoding, digest(&photo.sha256)),
        ),
        None if c.measurement.calibration.is_none() && c.measurement.refused.is_empty() => {
            fact("Photo", "none: readings of an instrument");
        }
        None => fact("Photo", "could not be read"),
    }
    for (catalogue, sha256) in &c.catalogues {
        fact("Catalogue", &format!("{}, {}", name(catalogue), digest(sha256)));
    }
    if let Some(studio) = &c.studio {
        let line = used(studio);
        if let Some(line) = line.strip_prefix("Studio") {
            fact("Studio", &words(line));
        }
        fact("Studio file", &digest(&studio.sha256));
    }
    if let Some(seed) = extras.seed {
        fact("Seed", &seed.to_string());
    }
    let _ = writeln!(out, "</dl>\n<p>The numbers are also in the CSV and JSON files of the same name.</p>");
    out
}

fn digest(sha256: &str) -> String {
    format!("sha256 <code>{}</code>", words(sha256))
}
