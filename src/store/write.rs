//! Writing files so that a reader never meets half of one: a temporary file beside the target, flushed to the disk, then
//! put in its place, and the folder flushed as well.

use super::folders::{flush_folder, folder_of, make_folders};
use super::temporary::make_beside;
use crate::diagnostic::{Diagnostic, Kind};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes a file whole or not at all; one that is already there is replaced. Missing folders above it are made.
///
/// Errors: a path that is a folder or names no file, rights, a full disk. What was there before is then unchanged, and no
/// temporary file is left. A disk that takes the file but fails to flush its folder: then the file is there, and the
/// message says so.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    make_room(path)?;
    write(path, bytes, |temporary| fs::rename(temporary, path).map_err(|e| cannot_write(path, &e)))
}

/// Writes files that belong together below a folder, by their paths from there with `/`. Never over an earlier set: a
/// file of it that the new one does not have would be taken for one of its own.
///
/// Errors: as [`write_bytes`]; a folder or file of the set's top level that is already there.
pub fn write_set(root: &Path, files: &[(String, Vec<u8>)]) -> Result<(), Diagnostic> {
    for (path, _) in files {
        let top = root.join(path.split('/').next().unwrap_or_default());
        refuse_to_replace(&top, "Choose another folder, or delete it first.")?;
    }
    files
        .iter()
        .try_for_each(|(path, bytes)| write_bytes(&path.split('/').fold(root.to_owned(), |p, n| p.join(n)), bytes))
}

/// Writes a file that is not there yet. Of several who write it at once one does, and the others are told.
///
/// Errors: as [`write_bytes`]; a file that is already there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    make_room(path)?;
    write_new_here(path, bytes)
}

/// The same in a folder that must be there: one that is gone was taken away by somebody, and is not made again.
pub(super) fn write_new_here(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    refuse_to_replace(path, NAME_ANOTHER)?;
    write(path, bytes, |temporary| place_new(temporary, path, |from, to| fs::hard_link(from, to)))
}

/// Makes the folders above a file.
fn make_room(path: &Path) -> Result<(), Diagnostic> {
    make_folders(folder_of(path)).map_err(|e| cannot_write(path, &e))
}

const NAME_ANOTHER: &str = "Change that one, or name another file.";

/// Puts a temporary file in a place that must be free: a link, unlike a rename, replaces nothing.
fn place_new(
    temporary: &Path,
    path: &Path,
    link: impl FnOnce(&Path, &Path) -> io::Result<()>,
) -> Result<(), Diagnostic> {
    match link(temporary, path) {
        Ok(()) => {
            // The file is there under its name; a second, hidden one does no harm.
            let _ = fs::remove_file(temporary);
            Ok(())
        }
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Err(already_there(path, NAME_ANOTHER)),
        // A disk without links, such as a memory stick: between look and rename another may still come.
        Err(_) => {
            refuse_to_replace(path, NAME_ANOTHER)?;
            fs::rename(temporary, path).map_err(|e| cannot_write(path, &e))
        }
    }
}

/// Writes a temporary file beside a path and has it put in its place.
fn write(path: &Path, bytes: &[u8], place: impl FnOnce(&Path) -> Result<(), Diagnostic>) -> Result<(), Diagnostic> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(cannot_write(path, &ErrorKind::IsADirectory.into()));
    }
    let temporary = write_temporary(path, bytes).map_err(|e| cannot_write(path, &e))?;
    if let Err(fault) = place(&temporary) {
        // What is told is the fault itself.
        let _ = fs::remove_file(&temporary);
        return Err(fault);
    }
    flush_folder(folder_of(path)).map_err(|e| unconfirmed(path, &e))
}

/// The name of a temporary file beside a path that holds these bytes; where that fails none is left.
fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    let (temporary, mut file) = make_beside(path, create_new)?;
    let written = fill(&mut file, bytes);
    if written.is_err() {
        drop(file);
        let _ = fs::remove_file(&temporary);
    }
    written.map(|()| temporary)
}

/// Writes a file in a folder that nobody knows of yet, without a temporary one.
pub(super) fn write_within(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fill(&mut create_new(path)?, bytes)
}

fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn fill(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)?;
    // Renaming first and losing power then would leave an empty file in the place of a good one.
    file.sync_all()
}

pub(super) fn refuse_to_replace(path: &Path, remedy: &str) -> Result<(), Diagnostic> {
    // A link that leads nowhere is something that somebody put there too.
    if path.exists() || path.is_symlink() { Err(already_there(path, remedy)) } else { Ok(()) }
}

pub(super) fn already_there(path: &Path, remedy: &str) -> Diagnostic {
    Diagnostic::error(Kind::Access, "already-there", format!("{} is already there.", path.display()), remedy)
}

/// The file is in its place, but a loss of power may still take it away.
pub(super) fn unconfirmed(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        Kind::Access,
        "cannot-write",
        format!("{} was written, but the disk does not confirm that it will keep it: {error}.", path.display()),
        "Check the disk, and then whether the file is there.",
    )
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Diagnostic {
    let name = path.display();
    let (message, remedy) = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            (format!("{name} may not be written by this user."), "Choose a folder of your own.")
        }
        ErrorKind::IsADirectory => (format!("{name} is a folder, not a file."), "Name a file in it."),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            (format!("{name} cannot be made: part of its path is a file."), "Choose another folder.")
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            (format!("{name} does not fit on the disk."), "Make room, or choose another disk.")
        }
        ErrorKind::FileTooLarge => {
            (format!("{name} is larger than a file may be on this disk."), "Choose another disk.")
        }
        _ => (format!("{name} could not be written: {error}."), "Check the path, or choose another folder."),
    };
    Diagnostic::error(Kind::Access, "cannot-write", message, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of this test's own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("healtone-write-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_made_with_their_folders_and_replaced_whole() {
        let root = folder("whole");
        let path = root.join("a/b/c.txt");
        write_bytes(&path, b"one and a half").unwrap();
        write_bytes(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(&root.join("a/b")), ["c.txt"], "nothing temporary is left");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_set_is_never_written_over_another() {
        let root = folder("set");
        let set = [("a/one.txt".to_owned(), b"1".to_vec()), ("b/c/two.txt".to_owned(), b"2".to_vec())];
        write_set(&root, &set).unwrap();
        assert_eq!(fs::read(root.join("b/c/two.txt")).unwrap(), b"2");
        let fault = write_set(&root, &set[1..]).unwrap_err();
        assert_eq!((fault.kind, fault.code), (Kind::Access, "already-there"));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_new_file_is_written_once() {
        let root = folder("new");
        write_new(&root.join("a/one.txt"), b"1").unwrap();
        let fault = write_new(&root.join("a/one.txt"), b"2").unwrap_err();
        assert_eq!((fault.kind, fault.code), (Kind::Access, "already-there"));
        assert_eq!(fs::read(root.join("a/one.txt")).unwrap(), b"1");
        assert_eq!(names(&root.join("a")), ["one.txt"], "nothing temporary is left");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn of_many_who_write_a_new_file_at_once_one_does() {
        let root = folder("race");
        for round in 0..20 {
            let path = root.join(format!("{round}.txt"));
            let write = |i: u8| write_new(&path, &[i; 100]).is_ok();
            let wrote: Vec<u8> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..4).map(|i| scope.spawn(move || (i, write(i)))).collect();
                threads.into_iter().map(|t| t.join().unwrap()).filter(|(_, did)| *did).map(|(i, _)| i).collect()
            });
            assert_eq!(wrote.len(), 1, "{wrote:?}");
            assert_eq!(fs::read(&path).unwrap(), [wrote[0]; 100]);
        }
        assert_eq!(names(&root).len(), 20, "nothing temporary is left");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn on_a_disk_without_links_new_files_are_renamed() {
        let root = folder("no-links");
        let no_links = |_: &Path, _: &Path| Err(ErrorKind::Unsupported.into());
        let path = root.join("one.txt");
        make_folders(&root).unwrap();
        let put = |bytes: &[u8]| write(&path, bytes, |temporary| place_new(temporary, &path, no_links));
        put(b"1").unwrap();
        assert_eq!(put(b"2").unwrap_err().code, "already-there");
        assert_eq!((names(&root), fs::read(&path).unwrap()), (vec!["one.txt".to_owned()], b"1".to_vec()));
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn what_cannot_be_written_is_told_and_leaves_nothing() {
        let root = folder("refused");
        write_bytes(&root.join("file"), b"x").unwrap();
        for (path, words) in [(root.clone(), "is a folder"), (root.join("file/below"), "part of its path is a file")] {
            let fault = write_bytes(&path, b"y").unwrap_err();
            assert_eq!((fault.kind, fault.code), (Kind::Access, "cannot-write"));
            assert!(fault.message.contains(words) && !fault.remedy.is_empty(), "{fault}");
        }
        assert_eq!(write_bytes(Path::new(".."), b"y").unwrap_err().code, "cannot-write");
        assert_eq!(names(&root), ["file"]);
        assert_eq!(fs::read(root.join("file")).unwrap(), b"x");
        fs::remove_dir_all(root).unwrap();
    }
}
