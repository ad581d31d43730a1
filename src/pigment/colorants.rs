//! Colourants by Colour Index number, name or CAS number.

use crate::data::{self, ColorantEntry};
use std::sync::LazyLock;

static KNOWN: LazyLock<Vec<ColorantEntry>> = LazyLock::new(|| data::colorants().colorant);

/// Every colourant that the tool knows by name.
#[must_use]
pub fn known_colorants() -> &'static [ColorantEntry] {
    &KNOWN
}

/// The colourant of a Colour Index number, written without "CI".
#[must_use]
pub fn colorant(ci: &str) -> Option<&'static ColorantEntry> {
    KNOWN.iter().find(|entry| entry.ci == ci)
}

impl ColorantEntry {
    /// Whether `name` is one of its names; case and spacing do not matter.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        let name = plain(name);
        self.name == name || self.other_names.contains(&name)
    }

    /// Whether `cas` is one of its CAS numbers.
    #[must_use]
    pub fn has_cas(&self, cas: &str) -> bool {
        self.cas == cas || self.other_cas.iter().any(|other| other == cas)
    }
}

/// A name in lower case with single spaces.
fn plain(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a CAS number has the right form and check digit.
///
/// ```
/// use healtone::pigment::is_cas_number;
/// assert!(is_cas_number("1333-86-4"));
/// assert!(!is_cas_number("1333-86-5"));
/// ```
#[must_use]
pub fn is_cas_number(cas: &str) -> bool {
    let parts: Vec<&str> = cas.split('-').collect();
    let [first, second, check] = parts[..] else { return false };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !(2..=7).contains(&first.len()) || second.len() != 2 || check.len() != 1 || !parts.iter().all(|p| digits(p)) {
        return false;
    }
    let body = first.bytes().chain(second.bytes()).rev();
    let sum: u32 = body.zip(1..).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    sum % 10 == u32::from(check.as_bytes()[0] - b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_sound() {
        for entry in known_colorants() {
            assert!(entry.ci.len() == 5 && entry.ci.bytes().all(|b| b.is_ascii_digit()), "{}", entry.ci);
            for cas in std::iter::once(&entry.cas).chain(&entry.other_cas) {
                assert!(is_cas_number(cas), "{cas} of {}", entry.name);
                assert_eq!(known_colorants().iter().filter(|e| e.has_cas(cas)).count(), 1, "{cas} is given twice");
            }
            assert_eq!(known_colorants().iter().filter(|e| e.ci == entry.ci).count(), 1, "{} is given twice", entry.ci);
            for name in std::iter::once(&entry.name).chain(&entry.other_names) {
                assert_eq!(*name, plain(name), "names are kept in lower case");
            }
        }
    }

    #[test]
    fn names_are_compared_loosely_and_numbers_strictly() {
        let carbon = colorant("77266").unwrap();
        assert!(carbon.is_called(" Carbon  BLACK") && carbon.is_called("Pigment Black 7"));
        assert!(!carbon.is_called("black iron oxide"));
        assert!(colorant("77226").is_none(), "a misprint met in the wild");
        for bad in ["", "1333864", "1333-86-", "1-33-4", "13a3-86-4", "1333-86-44", "1333-86-4-1"] {
            assert!(!is_cas_number(bad), "{bad}");
        }
    }
}
