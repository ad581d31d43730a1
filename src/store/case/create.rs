//! A new case: built in a hidden folder, there as a whole once that has its name.

use super::code::{is_code, no_code};
use super::head::Head;
use super::names::{picture_files, step_file};
use super::read::looks_like_a_case;
use super::{Case, CaseStep, HEAD, step};
use crate::diagnostic::{Diagnostic, Kind};
use crate::pigment::Date;
use crate::store::folders::{flush_folder, folder_of, make_folders};
use crate::store::read::names_in;
use crate::store::table::shown;
use crate::store::temporary::{make_beside, remove_leftovers};
use crate::store::write::{already_there, cannot_write, unconfirmed, write_within};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Creates a case with its first step and that step's pictures (name and bytes). The folder is named by the client's code;
/// those above it are made where they are missing.
///
/// Errors: a name that is no code; a folder that is there and not empty; a date, step or pictures that could not be read
/// again; rights, a full disk. Then there is no case, and nothing is left.
///
/// ```
/// use healtone::store::{CaseStep, StepKind, create_case, delete_case, read_case};
/// let folder = std::env::temp_dir().join(format!("healtone-{}/K-0417", std::process::id()));
/// let step = CaseStep { report: 1.into(), ..CaseStep::new(StepKind::Consultation, "2026-12-01") };
/// let case = create_case(&folder, "2026-12-01", step, &[("front.jpg", b"...")])?;
/// assert_eq!(case.steps[0].pictures, ["001-front.jpg"]);
/// assert_eq!(read_case(&folder).unwrap(), case);
/// # delete_case(&folder)?;
/// # std::fs::remove_dir(folder.parent().unwrap()).unwrap();
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
pub fn create_case(
    folder: &Path,
    date: &str,
    first_step: CaseStep,
    pictures: &[(&str, &[u8])],
) -> Result<Case, Diagnostic> {
    let code = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !is_code(&code) {
        return Err(no_code(&code));
    }
    check_day(date)?;
    let step = CaseStep { number: 1, pictures: picture_files(1, pictures)?, ..first_step };
    let head = Head::new(&code, date);
    let (head_text, step_text) = (head.text(), step::text(&step)?);
    let step_name = step_file(1, step.kind);
    let mut files: Vec<(&str, &[u8])> = vec![(HEAD, head_text.as_bytes()), (&step_name, step_text.as_bytes())];
    files.extend(step.pictures.iter().zip(pictures).map(|(file, (_, bytes))| (file.as_str(), *bytes)));
    must_be_free(folder)?;
    build(folder, &files)?;
    Ok(Case { folder: folder.to_owned(), code, created: head.created, tool: head.tool, steps: vec![step] })
}

fn check_day(date: &str) -> Result<(), Diagnostic> {
    if Date::parse(date).is_some_and(|date| date.day.is_some()) {
        return Ok(());
    }
    let message = format!("\"{}\" is no day on which a case can begin.", shown(date));
    Err(Diagnostic::error(Kind::Argument, "case-date", message, "Write it as 2026-12-01."))
}

/// Errors: anything but an empty folder.
fn must_be_free(folder: &Path) -> Result<(), Diagnostic> {
    match fs::symlink_metadata(folder) {
        // Not there, or nowhere that a folder can be: writing says which.
        Err(_) => return Ok(()),
        Ok(about) if about.is_dir() => {}
        Ok(_) => return Err(already_there(folder, "Choose another code, or another folder for your cases.")),
    }
    let names = names_in(folder)?;
    if looks_like_a_case(&names) {
        let message = format!("{} is a case already.", folder.display());
        let remedy = "Add the next step to it, or choose another code.";
        return Err(Diagnostic::error(Kind::Access, "already-there", message, remedy));
    }
    if names.is_empty() {
        return Ok(());
    }
    Err(already_there(folder, "It holds other files: choose another code, or another folder for your cases."))
}

/// Writes the files of a case and puts them in place.
fn build(folder: &Path, files: &[(&str, &[u8])]) -> Result<(), Diagnostic> {
    let above = folder_of(folder);
    let fault = |e: &io::Error| cannot_write(folder, e);
    make_folders(above).map_err(|e| fault(&e))?;
    remove_leftovers(above);
    let (part, ()) = make_beside(folder, |name| fs::create_dir(name)).map_err(|e| fault(&e))?;
    let built = fill(&part, files).and_then(|()| put(&part, folder));
    if let Err(e) = built {
        // What is told is the fault itself; what stays nobody takes for a case.
        let _ = fs::remove_dir_all(&part);
        must_be_free(folder)?;
        return Err(fault(&e));
    }
    flush_folder(above).map_err(|e| unconfirmed(folder, &e))
}

fn fill(part: &Path, files: &[(&str, &[u8])]) -> io::Result<()> {
    for (name, bytes) in files {
        write_within(&part.join(name), bytes)?;
    }
    flush_folder(part)
}

/// Gives the folder its name, where nothing is or an empty folder; no other is replaced.
fn put(part: &Path, folder: &Path) -> io::Result<()> {
    match fs::remove_dir(folder) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(e),
        _ => fs::rename(part, folder),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{StepKind, read_case};
    use super::*;
    use std::thread;

    #[test]
    fn of_many_who_create_a_case_at_once_one_does() {
        let root = std::env::temp_dir().join(format!("healtone-create-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for round in 0..10 {
            let folder = root.join(format!("K-{round}"));
            // An empty folder in its place makes it no easier to replace what another has put there.
            make_folders(if round % 2 == 0 { &folder } else { &root }).unwrap();
            let create = |kind| create_case(&folder, "2026-12-01", CaseStep::new(kind, "2026-12-01"), &[]);
            let results: Vec<Result<Case, Diagnostic>> = thread::scope(|scope| {
                let threads = StepKind::ALL.map(|kind| scope.spawn(move || create(kind)));
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let (created, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
            assert_eq!(created, [Ok(read_case(&folder).unwrap())]);
            for fault in refused.into_iter().filter_map(Result::err) {
                assert_eq!(fault.code, "already-there", "{fault}");
            }
        }
        assert_eq!(names_in(&root).unwrap().len(), 10, "nothing hidden is left");
        fs::remove_dir_all(root).unwrap();
    }
}
