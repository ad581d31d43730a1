//! Deleting a case: out of sight at once, then removed file by file.

use super::lock::Lock;
use super::names::{Entry, entry};
use super::read::not_a_case;
use super::step::limit;
use super::{CASE_SCHEMA, HEAD};
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::folders::{flush_folder, folder_of};
use crate::store::read::{cannot_read, names_in, read_text};
use crate::store::temporary::{make_beside, remove, remove_leftovers};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Most names in one message.
const MOST_NAMED: usize = 10;

/// What the folder of a case holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseContents {
    /// The case: the folder's name.
    pub code: String,
    /// Its files, sorted; without hidden ones.
    pub files: Vec<String>,
}

/// What [`delete_case`] would delete.
///
/// Errors: as those of [`delete_case`] that show before anything is done.
pub fn case_contents(folder: &Path) -> Result<CaseContents, Diagnostic> {
    if !is_a_case(folder)? {
        return Err(not_a_case(folder));
    }
    let whole = whole_path(folder)?;
    let (mut files, mut foreign) = (Vec::new(), Vec::new());
    for name in names_in(folder)? {
        let about = fs::symlink_metadata(folder.join(&name)).map_err(|e| cannot_read(&folder.join(&name), &e))?;
        match entry(&name) {
            Entry::Leftover => {}
            Entry::Head | Entry::Step(..) | Entry::Picture if about.is_file() => files.push(name),
            _ => foreign.push(name),
        }
    }
    if !foreign.is_empty() {
        return Err(holds_other_files(folder, &foreign));
    }
    let code = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(CaseContents { code, files })
}

/// Deletes a case, a damaged one too, and tells what it held.
///
/// Errors: a folder that is no case, or holds files that are no part of one; a case that somebody is changing; rights. Then
/// nothing was deleted, unless the message says where the rest lies.
pub fn delete_case(folder: &Path) -> Result<CaseContents, Diagnostic> {
    // Once before the lock, which is a file too and not made in a folder that is no case.
    case_contents(folder)?;
    let lock = Lock::take(folder)?;
    let contents = case_contents(folder)?;
    let whole = whole_path(folder)?;
    let above = folder_of(&whole);
    remove_leftovers(above);
    // Windows renames no folder in which a file is open.
    let lock = if cfg!(windows) {
        drop(lock);
        None
    } else {
        Some(lock)
    };
    let hidden = make_beside(&whole, |to| rename_to_free(&whole, to)).map_err(|e| cannot_delete(folder, &e))?.0;
    drop(lock);
    let removed = flush_folder(above).and_then(|()| remove_files(&hidden)).and_then(|()| flush_folder(above));
    removed.map_err(|e| half_deleted(folder, &hidden, &e))?;
    Ok(contents)
}

/// Whether `case.toml` is one of a case, a damaged one too.
fn is_a_case(folder: &Path) -> Result<bool, Diagnostic> {
    let path = folder.join(HEAD);
    if !path.is_file() {
        return Ok(false);
    }
    let format = CASE_SCHEMA.split('/').next().unwrap_or_default();
    Ok(read_text(&path, limit() as u64)?.contains(format))
}

/// Of `.` and of a link the folder itself.
fn whole_path(folder: &Path) -> Result<PathBuf, Diagnostic> {
    fs::canonicalize(folder).map_err(|e| cannot_read(folder, &e))
}

fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Removes what belongs to a case, and the folder if nothing else has come into it.
fn remove_files(folder: &Path) -> io::Result<()> {
    for found in fs::read_dir(folder)? {
        let found = found?;
        if !matches!(entry(&found.file_name().to_string_lossy()), Entry::Foreign | Entry::Misnamed) {
            remove(&found.path())?;
        }
    }
    fs::remove_dir(folder)
}

fn holds_other_files(folder: &Path, foreign: &[String]) -> Diagnostic {
    let mut named = foreign.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    if foreign.len() > MOST_NAMED {
        named += &format!(" and {} more", foreign.len() - MOST_NAMED);
    }
    let message = format!("{} holds what is no part of a case: {named}.", folder.display());
    let remedy = "Move that elsewhere, or delete it yourself; then delete the case.";
    Diagnostic::error(Kind::Unfit, "case-other-files", message, remedy)
}

fn cannot_delete(folder: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} could not be deleted: {error}.", folder.display());
    let remedy = "Close what has its files open, and check whether this user may change the folder that it lies in.";
    Diagnostic::error(Kind::Access, "cannot-delete", message, remedy)
}

fn half_deleted(folder: &Path, hidden: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} is gone, but not all of its files could be deleted: {error}.", folder.display());
    Diagnostic::error(Kind::Access, "cannot-delete", message, format!("Delete what is left in {}.", hidden.display()))
}
