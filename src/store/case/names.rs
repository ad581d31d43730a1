//! What the files of a case are called, and what they are told to be by that.

use super::{HEAD, StepKind};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::photos::{ENDINGS, is_photo};
use crate::store::table::shown;
use crate::store::temporary::is_temporary;
use std::path::Path;

/// The file that is locked while a case is changed.
pub(super) const LOCK: &str = ".healtone-lock";

/// What systems leave in every folder that somebody looks at.
const OF_SYSTEMS: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// Longest name of a picture, before its step's number.
const LONGEST_PICTURE: usize = 64;

/// What a name in the folder of a case stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// `case.toml`.
    Head,
    /// A step.
    Step(usize, StepKind),
    /// A file that looks like a step but is not named as one.
    Misnamed,
    /// A picture of a step; of a killed write, of none.
    Picture,
    /// The lock, what a killed write left, what systems leave.
    Leftover,
    /// Nothing that belongs to a case.
    Foreign,
}

/// `002-follow-up.json`.
pub(super) fn step_file(number: usize, kind: StepKind) -> String {
    format!("{number:03}-{}.json", kind.name())
}

/// `002-front.jpg`.
pub(super) fn picture_file(number: usize, name: &str) -> String {
    format!("{number:03}-{name}")
}

/// What a file of this name is.
pub(super) fn entry(name: &str) -> Entry {
    if name == HEAD {
        return Entry::Head;
    }
    if name == LOCK || is_temporary(name) || OF_SYSTEMS.contains(&name) {
        return Entry::Leftover;
    }
    if let Some((number, rest)) = numbered(name) {
        let kind = StepKind::ALL.into_iter().find(|kind| rest.strip_suffix(".json") == Some(kind.name()));
        if let Some(kind) = kind {
            return Entry::Step(number, kind);
        }
        if is_picture(rest) {
            return Entry::Picture;
        }
    }
    if looks_like_a_step(name) { Entry::Misnamed } else { Entry::Foreign }
}

/// Whether a file of this name can be a picture of the step of this number.
pub(super) fn is_picture_of(number: usize, name: &str) -> bool {
    numbered(name).is_some_and(|(of, rest)| of == number && is_picture(rest))
}

/// The number that a name begins with, and what follows it.
fn numbered(name: &str) -> Option<(usize, &str)> {
    let (digits, rest) = name.split_once('-')?;
    let number = digits.parse().ok()?;
    (number > 0 && digits == format!("{number:03}")).then_some((number, rest))
}

fn looks_like_a_step(name: &str) -> bool {
    let led = name.split_once('-').is_some_and(|(digits, _)| digits.bytes().all(|b| b.is_ascii_digit()));
    led && name.ends_with(".json") && !name.starts_with('-')
}

fn is_picture(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    (1..=LONGEST_PICTURE).contains(&name.len())
        && name.bytes().all(allowed)
        && !name.starts_with('.')
        && is_photo(Path::new(name))
}

/// The file names of pictures of a step.
///
/// Errors: a name that no file may have everywhere, two that are one on some systems.
pub(super) fn picture_files(number: usize, pictures: &[(&str, &[u8])]) -> Result<Vec<String>, Diagnostic> {
    let fault = |message| Diagnostic::error(Kind::Argument, "case-picture-name", message, picture_remedy());
    let mut files: Vec<String> = Vec::new();
    for (name, _) in pictures {
        if !is_picture(name) {
            return Err(fault(format!("\"{}\" cannot be the name of a picture in a case.", shown(name))));
        }
        let file = picture_file(number, name);
        if files.iter().any(|other| other.eq_ignore_ascii_case(&file)) {
            return Err(fault(format!("Two pictures of this step are called {name}.")));
        }
        files.push(file);
    }
    Ok(files)
}

fn picture_remedy() -> String {
    format!(
        "Give each a name of its own from letters without accents, digits, -, _ and ., of at most {LONGEST_PICTURE}, that \
         ends in {}, as front.jpg.",
        ENDINGS.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_files_are() {
        for kind in StepKind::ALL {
            for number in [1, 12, 999, 1000] {
                assert_eq!(entry(&step_file(number, kind)), Entry::Step(number, kind));
            }
        }
        for (name, wanted) in [
            ("case.toml", Entry::Head),
            ("001-front.jpg", Entry::Picture),
            ("012-top.of-head.JPEG", Entry::Picture),
            (".healtone-lock", Entry::Leftover),
            (".healtone-12-0.part", Entry::Leftover),
            (".DS_Store", Entry::Leftover),
            ("2-follow-up.json", Entry::Misnamed),
            ("000-plan.json", Entry::Misnamed),
            ("002-folow-up.json", Entry::Misnamed),
            ("0002-plan.json", Entry::Misnamed),
            ("99999999999999999999999-plan.json", Entry::Misnamed),
            ("-plan.json", Entry::Foreign),
            ("plan.json", Entry::Foreign),
            ("+02-plan.json", Entry::Foreign),
            ("front.jpg", Entry::Foreign),
            ("001-front.txt", Entry::Foreign),
            ("001-.jpg", Entry::Foreign),
            ("001-fr\u{f6}nt.jpg", Entry::Foreign),
            ("notes", Entry::Foreign),
            ("", Entry::Foreign),
        ] {
            assert_eq!(entry(name), wanted, "{name}");
        }
        assert!(is_picture_of(1, "001-front.jpg"));
        assert!(!is_picture_of(2, "001-front.jpg") && !is_picture_of(1, "001-../front.jpg"));
    }

    #[test]
    fn pictures_are_named_so_that_every_system_keeps_them_apart() {
        let named = |names: &[&str]| picture_files(3, &names.iter().map(|n| (*n, &b"x"[..])).collect::<Vec<_>>());
        assert_eq!(named(&["front.jpg", "side.png"]).unwrap(), ["003-front.jpg", "003-side.png"]);
        for names in [&["a/b.jpg"][..], &["..jpg"], &["front"], &["front.jpg", "Front.jpg"], &["Mei\u{df}ner.jpg"]] {
            let fault = named(names).unwrap_err();
            assert!(fault.code == "case-picture-name" && fault.remedy.contains("front.jpg"), "{fault}");
        }
    }
}
