//! Reading a case, with every fault at once.

use super::head::Head;
use super::names::{Entry, entry};
use super::step::{self, limit};
use super::{Case, CaseStep, HEAD, StepKind};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::read::{cannot_read, names_in, read_text};
use std::fs;
use std::path::Path;

/// What lies in a folder of cases.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CasesIn {
    /// The cases that can be read, sorted by code.
    pub cases: Vec<Case>,
    /// Every fault of those that cannot.
    pub faults: Vec<Diagnostic>,
}

/// The cases directly below a folder. A folder that is a link is not followed, and a hidden one not looked into.
///
/// Errors: a folder that cannot be read. Faults of single cases are among what is returned.
pub fn cases_in(folder: &Path) -> Result<CasesIn, Diagnostic> {
    let mut found = CasesIn::default();
    for name in names_in(folder)? {
        let path = folder.join(&name);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|about| about.is_dir());
        if !is_folder || name.starts_with('.') {
            continue;
        }
        match names_in(&path) {
            Ok(names) if !looks_like_a_case(&names) => {}
            Ok(_) => match read_case(&path) {
                Ok(case) => found.cases.push(case),
                // Deleted while it was read.
                Err(_) if !path.exists() => {}
                Err(faults) => found.faults.extend(faults),
            },
            Err(_) if !path.exists() => {}
            // It may be one.
            Err(fault) => found.faults.push(fault),
        }
    }
    found.cases.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(found)
}

/// Reads a case.
///
/// # Errors
/// A folder that cannot be read or is no case; otherwise every fault, each with its file: `case.toml` missing or faulty, a
/// folder that is not called by its code, steps that cannot be read (with line and column), a gap between them, two of one
/// number, pictures that are not there.
pub fn read_case(folder: &Path) -> Result<Case, Vec<Diagnostic>> {
    if folder.is_file() {
        return Err(vec![not_a_case(folder)]);
    }
    let names = names_in(folder).map_err(|fault| vec![fault])?;
    if !looks_like_a_case(&names) {
        return Err(vec![not_a_case(folder)]);
    }
    let mut faults = Vec::new();
    let head = keep(read_head(folder, &names), &mut faults);
    for name in names.iter().filter(|name| entry(name) == Entry::Misnamed) {
        faults.push(misnamed(folder, name));
    }
    let files = step_files(&names);
    faults.extend(out_of_sequence(folder, &files));
    let read = |(number, kind, name): &(usize, StepKind, &str)| read_step(folder, name, (*number, *kind), &names);
    let steps: Vec<CaseStep> = files.iter().filter_map(|file| keep(read(file), &mut faults)).collect();
    match head {
        Some(Head { code, created, tool }) if faults.is_empty() => {
            Ok(Case { folder: folder.to_owned(), code, created, tool, steps })
        }
        _ => Err(faults),
    }
}

/// The value, or nothing, and its faults beside those that were found before.
fn keep<T>(result: Result<T, Vec<Diagnostic>>, faults: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|more| faults.extend(more)).ok()
}

/// Whether names in a folder say that it is a case, a damaged one too.
pub(super) fn looks_like_a_case(names: &[String]) -> bool {
    names.iter().any(|name| matches!(entry(name), Entry::Head | Entry::Step(..)))
}

/// The files of steps among names, by number and kind.
pub(super) fn step_files(names: &[String]) -> Vec<(usize, StepKind, &str)> {
    let step = |name| match entry(name) {
        Entry::Step(number, kind) => Some((number, kind, name)),
        _ => None,
    };
    let mut files: Vec<(usize, StepKind, &str)> = names.iter().map(String::as_str).filter_map(step).collect();
    // A stable sort: of one number, those of kinds in the order of names.
    files.sort_by_key(|(number, ..)| *number);
    files
}

fn read_head(folder: &Path, names: &[String]) -> Result<Head, Vec<Diagnostic>> {
    let path = folder.join(HEAD);
    if !names.iter().any(|name| name == HEAD) {
        let message = format!("{} is missing.", path.display());
        return Err(vec![unfit("case-head-missing", message, "Put it back from a copy.".to_owned())]);
    }
    let text = read_text(&path, limit() as u64).map_err(|fault| vec![fault])?;
    let head = Head::parse(&path.display().to_string(), &text)?;
    match other_name(folder, &head.code) {
        Some(fault) => Err(vec![fault]),
        None => Ok(head),
    }
}

/// A folder under another name may be another client's in somebody's mind.
fn other_name(folder: &Path, code: &str) -> Option<Diagnostic> {
    let whole = fs::canonicalize(folder).ok()?;
    let name = whole.file_name()?.to_string_lossy();
    // Some disks do not tell large letters from small ones.
    if name.eq_ignore_ascii_case(code) {
        return None;
    }
    let message =
        format!("{} says that this is the case {code}, but the folder is called {name}.", folder.join(HEAD).display());
    Some(unfit("case-other-name", message, format!("Look whose case it is, and call the folder {code} again.")))
}

fn read_step(
    folder: &Path,
    name: &str,
    named: (usize, StepKind),
    names: &[String],
) -> Result<CaseStep, Vec<Diagnostic>> {
    let path = folder.join(name);
    let text = read_text(&path, limit() as u64).map_err(|fault| vec![fault])?;
    let step = step::parse(&path.display().to_string(), &text, named)?;
    let missing: Vec<Diagnostic> =
        step.pictures.iter().filter(|name| !names.contains(name)).map(|name| lost_picture(&path, name)).collect();
    if missing.is_empty() { Ok(step) } else { Err(missing) }
}

/// Gaps, and numbers that are used twice, of files in order.
fn out_of_sequence(folder: &Path, files: &[(usize, StepKind, &str)]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut last: Option<(usize, &str)> = None;
    for &(number, _, name) in files {
        let before = last.map_or(0, |(number, _)| number);
        match last {
            Some((_, other)) if number == before => faults.push(same_number(folder, other, name)),
            _ if number > before + 1 => faults.push(gap(folder, before + 1, number - 1)),
            _ => {}
        }
        last = Some((number, name));
    }
    if files.is_empty() {
        faults.push(gap(folder, 1, 1));
    }
    faults
}

fn gap(folder: &Path, first: usize, last: usize) -> Diagnostic {
    let which = if first == last { format!("Step {first}") } else { format!("Steps {first} to {last}") };
    let are = if first == last { "is" } else { "are" };
    let message = format!("{which} of the case {} {are} missing.", folder.display());
    unfit("case-step-missing", message, "Put back what is missing, from a copy.".to_owned())
}

fn same_number(folder: &Path, one: &str, other: &str) -> Diagnostic {
    let message = format!("{one} and {other} in {} have the same number.", folder.display());
    unfit("case-step-twice", message, "Move the one that does not belong there out of the folder.".to_owned())
}

fn misnamed(folder: &Path, name: &str) -> Diagnostic {
    let kinds = StepKind::ALL.map(StepKind::name).join(", ");
    let message = format!("{} is not named as a step is.", folder.join(name).display());
    let remedy =
        format!("Name it by its number in three digits and its kind ({kinds}), as 002-follow-up.json, or move it.");
    unfit("case-step-name", message, remedy)
}

fn lost_picture(step: &Path, name: &str) -> Diagnostic {
    let message = format!("{} names the picture {name}, which is not there.", step.display());
    unfit("case-picture-missing", message, "Put it back, or take its name out of `pictures` in that file.".to_owned())
}

/// Why a folder is no case.
pub(super) fn not_a_case(folder: &Path) -> Diagnostic {
    let name = folder.display();
    let message = match fs::metadata(folder) {
        Err(e) => return cannot_read(folder, &e),
        Ok(about) if about.is_dir() => format!("The folder {name} is no case: it holds no {HEAD} of one."),
        Ok(_) => format!("{name} is a file, not the folder of a case."),
    };
    unfit(
        "not-a-case",
        message,
        "Name the folder of a client; `healtone case list DIR` shows those in a folder.".to_owned(),
    )
}

fn unfit(code: &'static str, message: String, remedy: String) -> Diagnostic {
    Diagnostic::error(Kind::Unfit, code, message, remedy)
}
