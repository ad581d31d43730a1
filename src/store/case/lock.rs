//! One process at a time changes a case.

use super::names::LOCK;
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::write::cannot_write;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

/// The right to change a case. The system takes it back when the process ends, however it ends.
///
/// In the file that is locked stand, while a step is written, the names of its pictures: so pictures that a killed write
/// has left can be told from everything else.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock of a case.
    ///
    /// Errors: somebody has it; a folder that may not be written to, or lies on a disk without locks.
    pub(super) fn take(folder: &Path) -> Result<Self, Diagnostic> {
        let path = folder.join(LOCK);
        let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
        let file = opened.map_err(|e| cannot_write(&path, &e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(busy(folder)),
            Err(TryLockError::Error(e)) => Err(cannot_lock(folder, &e)),
        }
    }

    /// The files that a killed write has noted; nothing where what it noted cannot be read.
    pub(super) fn noted(&mut self) -> Vec<String> {
        let mut text = String::new();
        let read = self.0.rewind().and_then(|()| self.0.read_to_string(&mut text));
        if read.is_ok() { text.lines().map(str::to_owned).collect() } else { Vec::new() }
    }

    /// Notes the files that are about to be written, for good before the first of them is.
    pub(super) fn note(&mut self, files: &[String]) -> io::Result<()> {
        self.0.set_len(0)?;
        self.0.rewind()?;
        self.0.write_all(files.join("\n").as_bytes())?;
        self.0.sync_all()
    }

    /// Forgets them. A note that stays does no harm: files that a step names are not taken for leftovers.
    pub(super) fn forget(&mut self) {
        let _ = self.0.set_len(0);
    }
}

fn busy(folder: &Path) -> Diagnostic {
    let message = format!("The case {} is being changed by another process.", folder.display());
    Diagnostic::error(Kind::Access, "case-busy", message, "Wait until that is done, and run the command again.")
}

fn cannot_lock(folder: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("The disk of {} cannot keep two writers apart: {error}.", folder.display());
    Diagnostic::error(Kind::Access, "case-without-lock", message, "Keep cases on a disk of this computer.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn one_has_the_lock_and_what_it_notes_outlives_it() {
        let folder = std::env::temp_dir().join(format!("healtone-lock-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let mut lock = Lock::take(&folder).unwrap();
        assert_eq!(lock.noted(), Vec::<String>::new());
        lock.note(&["a-long-name.jpg".to_owned(), "b.jpg".to_owned()]).unwrap();
        assert_eq!(Lock::take(&folder).unwrap_err().code, "case-busy");
        drop(lock);
        let mut next = Lock::take(&folder).unwrap();
        assert_eq!(next.noted(), ["a-long-name.jpg", "b.jpg"]);
        next.note(&["c.jpg".to_owned()]).unwrap();
        assert_eq!(next.noted(), ["c.jpg"]);
        next.forget();
        assert!(next.noted().is_empty());
        assert_eq!(Lock::take(&folder.join("none")).unwrap_err().code, "cannot-write");
        fs::remove_dir_all(folder).unwrap();
    }
}
