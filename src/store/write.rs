//! Writing files so that a reader never meets half of one: a temporary file beside the target, flushed to the disk, then
//! renamed over it.

use crate::diagnostic::{Diagnostic, Kind};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Writes a file whole or not at all; one that is already there is replaced. Missing folders above it are made.
///
/// Errors: a path that is a folder or names no file, rights, a full disk. What was there before is then unchanged, and no
/// temporary file is left.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    if path.is_dir() || path.file_name().is_none() {
        return Err(cannot_write(path, &ErrorKind::IsADirectory.into()));
    }
    // A bare file name has the empty path as its parent: the current folder, which is there.
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| cannot_write(path, &e))?;
    }
    let temporary = beside(path);
    let written = write_temporary(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if let Err(e) = written {
        // The fault is told below; a temporary file that was never made cannot be removed either.
        let _ = fs::remove_file(&temporary);
        return Err(cannot_write(path, &e));
    }
    Ok(())
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

/// Writes a file that is not there yet.
///
/// Errors: as [`write_bytes`]; a file that is already there.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Diagnostic> {
    refuse_to_replace(path, "Change that one, or name another file.")?;
    write_bytes(path, bytes)
}

fn refuse_to_replace(path: &Path, remedy: &str) -> Result<(), Diagnostic> {
    // A link that leads nowhere is something that somebody put there too.
    if path.exists() || path.is_symlink() {
        let message = format!("{} is already there.", path.display());
        return Err(Diagnostic::error(Kind::Access, "already-there", message, remedy));
    }
    Ok(())
}

/// A hidden name in the same folder, so that the rename stays on one disk; different for every call of every process.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(".healtone-{}-{count}.part", std::process::id()))
}

fn write_temporary(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    // Renaming first and losing power then would leave an empty file in the place of a good one.
    file.sync_all()
}

fn cannot_write(path: &Path, error: &io::Error) -> Diagnostic {
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
