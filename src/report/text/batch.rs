//! Many photos: a line for each, and how many there were of what.

use super::super::wrap::wrapped;
use crate::consult::Measurement;
use std::collections::BTreeMap;

/// Columns for a file's name.
const NAME: usize = 36;

/// What became of the photos.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    accepted: usize,
    forced: usize,
    refused: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// One photo.
    #[must_use]
    pub fn of(m: &Measurement) -> Self {
        match m.refused.first() {
            Some(fault) => Self { refused: BTreeMap::from([(fault.code, 1)]), ..Self::default() },
            None if m.forced.is_empty() => Self { accepted: 1, ..Self::default() },
            None => Self { forced: 1, ..Self::default() },
        }
    }

    /// How many were refused.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.refused.values().sum()
    }

    /// "4 photo(s): 2 accepted, 2 refused: 1 chart-not-found, 1 photo-truncated", and where to learn what to do.
    #[must_use]
    pub fn text(&self) -> String {
        let forced = if self.forced > 0 { format!(", {} forced", self.forced) } else { String::new() };
        let refused: Vec<String> = self.refused.iter().map(|(code, count)| format!("{count} {code}")).collect();
        let all = self.accepted + self.forced + self.refused();
        let reasons = if refused.is_empty() { String::new() } else { format!(": {}", refused.join(", ")) };
        let text = format!("{all} photo(s): {} accepted{forced}, {} refused{reasons}", self.accepted, self.refused());
        let mut out = String::new();
        wrapped(&mut out, "", &text);
        if !self.refused.is_empty() {
            out.push_str("`healtone measure FILE` says what to do about a refused one.\n");
        }
        out
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.accepted += more.accepted;
        self.forced += more.forced;
        for (code, count) in more.refused {
            *self.refused.entry(code).or_default() += count;
        }
    }
}

/// The names of the columns.
#[must_use]
pub fn heading() -> String {
    format!("{:<NAME$} verdict   skin L*    a*    b*   chart dE00\n", "file")
}

/// A photo's line: what was read, or why it is refused.
#[must_use]
pub fn row(file: &str, m: &Measurement) -> String {
    let file = shortened(file);
    if let Some(fault) = m.refused.first() {
        return format!("{file:<NAME$} refused   {}\n", fault.code);
    }
    let verdict = if m.forced.is_empty() { "accepted" } else { "forced" };
    let skin = m.skin.as_ref().map_or_else(
        || format!("{:>7}{:>6}{:>6}", "-", "-", "-"),
        |s| format!("{:>7.1}{:>6.1}{:>6.1}", s.lab.mean.l, s.lab.mean.a, s.lab.mean.b),
    );
    let residual = m.calibration.as_ref().and_then(crate::camera::Calibration::residuals);
    let residual = residual.map_or_else(|| "-".to_owned(), |r| format!("{:.1}", r.loo_mean));
    format!("{file:<NAME$} {verdict:<9}{skin}{residual:>13}\n")
}

/// A name that fits its column: of a long one the end, which tells files apart. What a terminal would obey is left out.
fn shortened(file: &str) -> String {
    let letters: Vec<char> = file.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    if letters.len() <= NAME {
        return letters.into_iter().collect();
    }
    "...".chars().chain(letters[letters.len() + 3 - NAME..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_their_column_and_steer_no_terminal() {
        assert_eq!(shortened("a.jpg"), "a.jpg");
        assert_eq!(shortened("\u{1b}[31m.jpg"), "?[31m.jpg");
        let long = shortened(&format!("{}/IMG_0001.jpg", "folder/".repeat(9)));
        assert!(long.starts_with("...") && long.ends_with("/IMG_0001.jpg") && long.chars().count() == NAME, "{long}");
    }
}
