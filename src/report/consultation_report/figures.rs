//! Numbers of the page: each is the one that the JSON document has, with fewer digits.

use crate::color::{Contrast, Estimate, LabD65, lab_array};
use crate::math::NINETY;
use crate::report::json::rounded;

/// A number with so many digits shown, of which the document keeps more.
pub(super) fn figure(value: f64, kept: u32, shown: usize) -> String {
    let text = format!("{:.shown$}", rounded(value, kept));
    // What rounds to zero from below is zero.
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// A colour or a difference of colours with three digits after the point in the document.
pub(super) fn de00(value: f64) -> String {
    figure(value, 3, 1)
}

/// A probability in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * rounded(share, 4))
}

/// Three numbers, each with half its 90 % interval.
#[derive(Debug, Clone, Copy)]
pub(super) struct Triple {
    /// As the document has them.
    pub(super) values: [f64; 3],
    /// From the standard deviations that the document has.
    pub(super) halves: [f64; 3],
}

impl Triple {
    /// A colour, whose standard deviations stand in the document.
    pub(super) fn colour(lab: &Estimate<LabD65>) -> Self {
        Self::of(lab_array(lab.mean), lab.sd())
    }

    /// A difference whose covariance stands in the document.
    pub(super) fn difference(contrast: &Estimate<Contrast>) -> Self {
        let variance = |k: usize| rounded(contrast.cov[k][k], 5);
        Self {
            values: contrast.mean.array().map(|v| rounded(v, 4)),
            halves: [0, 1, 2].map(|k| NINETY * variance(k).max(0.0).sqrt()),
        }
    }

    /// Numbers with their standard deviations, which stand in the document.
    pub(super) fn of(values: [f64; 3], sd: [f64; 3]) -> Self {
        Self { values: values.map(|v| rounded(v, 4)), halves: sd.map(|sd| NINETY * rounded(sd, 4)) }
    }

    /// `52.6 ± 2.0`, for one of the three.
    pub(super) fn shown(&self, axis: usize) -> String {
        format!("{} ± {}", figure(self.values[axis], 4, 1), figure(self.halves[axis], 4, 1))
    }

    /// The three as cells of a row.
    pub(super) fn cells(&self) -> String {
        [0, 1, 2].map(|axis| format!("<td>{}</td>", self.shown(axis))).concat()
    }
}

#[cfg(test)]
mod tests {
    use super::{figure, percent};

    #[test]
    fn figures_come_from_the_document() {
        assert_eq!(figure(51.250_04, 4, 1), format!("{:.1}", 51.25), "rounded to the document's digits first");
        assert_eq!([figure(-0.04, 4, 1), figure(-0.06, 4, 1)], ["0.0", "-0.1"]);
        assert_eq!(percent(0.015_625), "2 %");
    }
}
