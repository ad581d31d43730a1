//! The next step of a case: its pictures first, its own file last.

use super::lock::Lock;
use super::names::{is_picture_of, picture_files, step_file};
use super::read::{not_a_case, step_files};
use super::{Case, CaseStep, HEAD, step};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::read::names_in;
use crate::store::temporary::remove_leftovers;
use crate::store::write::{cannot_write, refuse_to_replace, write_new_here};
use std::fs;

/// Adds a step and its pictures (name and bytes) to a case as it was read; the step gets the next number.
///
/// What killed writes have left in the folder is removed.
///
/// Errors: somebody is changing the case, or has since it was read; a folder that is gone; a step or pictures that could
/// not be read again; rights, a full disk. Then the case is as it was, and no file is left.
pub fn add_step(case: &mut Case, step: CaseStep, pictures: &[(&str, &[u8])]) -> Result<(), Diagnostic> {
    let number = case.steps.len() + 1;
    let step = CaseStep { number, pictures: picture_files(number, pictures)?, ..step };
    let text = step::text(&step)?;
    if !case.folder.join(HEAD).is_file() {
        return Err(not_a_case(&case.folder));
    }
    let mut lock = Lock::take(&case.folder)?;
    check_unchanged(case)?;
    remove_leftovers(&case.folder);
    remove_pictures(case, &lock.noted());
    for name in &step.pictures {
        refuse_to_replace(&case.folder.join(name), "Move it out of the folder of the case.")?;
    }
    if !step.pictures.is_empty() {
        lock.note(&step.pictures).map_err(|e| cannot_write(&case.folder, &e))?;
    }
    let written = write(case, &step, &text, pictures);
    lock.forget();
    written?;
    case.steps.push(step);
    Ok(())
}

fn write(case: &Case, step: &CaseStep, text: &str, pictures: &[(&str, &[u8])]) -> Result<(), Diagnostic> {
    let mut files = step.pictures.iter().zip(pictures);
    let path = case.folder.join(step_file(step.number, step.kind));
    let written = files
        .try_for_each(|(name, (_, bytes))| write_new_here(&case.folder.join(name), bytes))
        .and_then(|()| write_new_here(&path, text.as_bytes()));
    // A step that is there, although the disk did not confirm it, keeps its pictures.
    if written.is_err() && !path.exists() {
        remove_pictures(case, &step.pictures);
    }
    written
}

/// Removes the pictures of a write that did not come to its step, all of which were not there before it.
fn remove_pictures(case: &Case, noted: &[String]) {
    let next = case.steps.len() + 1;
    for name in noted.iter().filter(|name| is_picture_of(next, name)) {
        // Where it cannot be removed, the next write of one of its name says so.
        let _ = fs::remove_file(case.folder.join(name));
    }
}

/// Steps are computed from those before: one that was written meanwhile was not taken into account.
fn check_unchanged(case: &Case) -> Result<(), Diagnostic> {
    let names = names_in(&case.folder)?;
    let there = step_files(&names);
    let known = case.steps.iter().map(|step| (step.number, step.kind));
    if there.iter().map(|(number, kind, _)| (*number, *kind)).eq(known) {
        return Ok(());
    }
    let (now, before) = (there.len(), case.steps.len());
    let message = format!(
        "The case {} was changed by another process since it was read: it has {now} step(s) now, and had {before}.",
        case.folder.display()
    );
    Err(Diagnostic::error(Kind::Access, "case-changed", message, "Run the command again, from what is there now."))
}

#[cfg(test)]
mod tests {
    use super::super::{StepKind, create_case, read_case};
    use super::*;
    use std::path::PathBuf;
    use std::thread;

    fn step(kind: StepKind) -> CaseStep {
        CaseStep { report: "as printed".into(), ..CaseStep::new(kind, "2026-12-01") }
    }

    /// A case of one step, below a folder of this test's own.
    fn case(name: &str) -> (PathBuf, Case) {
        let root = std::env::temp_dir().join(format!("healtone-add-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let case = create_case(&root.join("K-1"), "2026-12-01", step(StepKind::Consultation), &[]).unwrap();
        (root, case)
    }

    #[test]
    fn of_many_who_add_the_next_step_at_once_one_does() {
        let (root, mut case) = case("race");
        for round in 2..12 {
            let add = |kind: StepKind| {
                let mut own = case.clone();
                add_step(&mut own, step(kind), &[("front.jpg", kind.name().as_bytes())]).map(|()| kind)
            };
            let results: Vec<Result<StepKind, Diagnostic>> = thread::scope(|scope| {
                let threads = StepKind::ALL.map(|kind| scope.spawn(move || add(kind)));
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let (added, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
            assert_eq!(added.len(), 1, "{refused:?}");
            for fault in refused.into_iter().filter_map(Result::err) {
                assert!(["case-busy", "case-changed"].contains(&fault.code), "{fault}");
            }
            case = read_case(&case.folder).unwrap();
            let last = case.steps.last().unwrap();
            assert_eq!((case.steps.len(), Ok(last.kind)), (round, added[0].clone()));
            let picture = fs::read(case.folder.join(&last.pictures[0])).unwrap();
            assert_eq!(picture, last.kind.name().as_bytes(), "each with its own picture");
        }
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn pictures_of_a_killed_write_go_and_what_others_put_there_stays() {
        let (root, mut case) = case("orphans");
        let file = |name: &str| case.folder.join(name);
        let (mine, lost, kept) = (file("002-mine.jpg"), file("002-lost.jpg"), file("001-kept.jpg"));
        for path in [&mine, &lost, &kept] {
            fs::write(path, b"x").unwrap();
        }
        // As a process leaves it that is killed between picture and step.
        let killed = ["002-lost.jpg", "001-kept.jpg", "../K-1/002-mine.jpg"].map(str::to_owned);
        Lock::take(&case.folder).unwrap().note(&killed).unwrap();
        let fault = add_step(&mut case, step(StepKind::Plan), &[("mine.jpg", b"y")]).unwrap_err();
        assert_eq!((fault.code, fs::read(&mine).unwrap()), ("already-there", b"x".to_vec()));
        assert!(!lost.exists() && kept.exists(), "what was noted for step 2");
        add_step(&mut case, step(StepKind::Plan), &[("lost.jpg", b"y")]).unwrap();
        assert_eq!(case.steps[1].pictures, ["002-lost.jpg"]);
        assert_eq!(read_case(&case.folder).unwrap(), case);
        assert!(Lock::take(&case.folder).unwrap().noted().is_empty());
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_case_that_has_changed_or_is_gone_is_left_as_it_is() {
        let (root, mut case) = case("changed");
        let before = case.clone();
        let names = || names_in(&before.folder).unwrap();
        add_step(&mut case, step(StepKind::Session), &[]).unwrap();
        let there = names();
        let fault = add_step(&mut before.clone(), step(StepKind::Plan), &[("front.jpg", b"x")]).unwrap_err();
        assert_eq!((fault.code, names()), ("case-changed", there));
        fs::remove_dir_all(&case.folder).unwrap();
        let fault = add_step(&mut case, step(StepKind::Plan), &[]).unwrap_err();
        assert!(fault.code == "cannot-read" && !case.folder.exists(), "what is gone is not made again: {fault}");
        assert_eq!(case.steps.len(), 2);
        fs::remove_dir_all(root).unwrap();
    }
}
