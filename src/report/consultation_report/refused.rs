//! The report of a consultation that was refused: why, and what to do.

use super::{Extras, client, known, measured, record, words};
use crate::consult::Consultation;
use crate::report::wording::PROMISE;
use std::fmt::Write;

pub(super) fn page(c: &Consultation, extras: &Extras) -> String {
    let mut out = client::head(c);
    out.push_str(
        "<section class=\"sheet\">\n<h2 class=\"unseen\">The answer</h2>\n<div class=\"answer\">\n<p><strong>REFUSED: what was \
         measured is not fit for a recommendation.</strong></p>\n</div>\n<h2>Why, and what to do</h2>\n<ol>\n",
    );
    for fault in &c.measurement.refused {
        let _ = writeln!(out, "<li>{} <b>{}</b></li>", words(&fault.message), words(&fault.remedy));
    }
    out.push_str("</ol>\n<p>How the photo is taken, in drawings: healtone consult --how-to how-to.html</p>\n");
    if c.measurement.skin.is_some() || extras.scalp_picture.is_some() {
        out.push_str("<h2>What was measured all the same</h2>\n");
        out.push_str(&measured::colours(c, extras));
    } else if c.measurement.calibration.is_some() {
        out.push_str("<h2>What was found</h2>\n");
    } else {
        out.push_str("<h2>For the file</h2>\n");
    }
    out.push_str(&measured::chart(&c.measurement));
    out.push_str(&known::notes(&c.measurement));
    out.push_str(&record::section(c, extras));
    let _ = writeln!(out, "<p>{PROMISE}</p>");
    out.push_str("</section>\n");
    out
}
