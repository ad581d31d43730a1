//! One of many photos: what is wrong with it is its own affair.

use super::{MeasureOptions, Measurement, measure};
use crate::color::Geometry;
use crate::diagnostic::{Diagnostic, Kind};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Measures a photo of many, or what could be read of it: every fault is a refusal, and a panic too.
#[must_use]
pub fn measure_or_refuse(bytes: Result<Vec<u8>, Diagnostic>, options: &MeasureOptions) -> Measurement {
    fenced(|| measure(&bytes?, options))
}

fn fenced(job: impl FnOnce() -> Result<Measurement, Diagnostic>) -> Measurement {
    let outcome = catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| Err(gave_up()));
    outcome.unwrap_or_else(|fault| Measurement { refused: vec![fault], ..Measurement::empty(Geometry::Camera) })
}

fn gave_up() -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "gave-up",
        "This photo met a fault of the program.",
        "Export the photo again as JPEG, or take it again; please report the photo that does this.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_and_a_fault_are_refusals() {
        let gone = fenced(|| panic!("a fault of the program"));
        assert_eq!(gone.refused[0].code, "gave-up");
        let unread = Diagnostic::error(Kind::Access, "cannot-read", "It is not there.", "Look for it.");
        let refused = measure_or_refuse(Err(unread.clone()), &MeasureOptions::default());
        assert_eq!((refused.refused, refused.photo), (vec![unread], None));
        let empty = measure_or_refuse(Ok(Vec::new()), &MeasureOptions::default());
        assert_eq!(empty.refused[0].code, "photo-not-a-picture");
    }
}
