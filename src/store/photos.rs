//! The photos in a folder, by the endings of their names.

use super::read::cannot_read;
use crate::diagnostic::{Diagnostic, Kind};
use std::path::{Path, PathBuf};

/// Endings of the kinds of picture that are read, in lower case.
pub(super) const ENDINGS: [&str; 6] = ["jpg", "jpeg", "png", "tif", "tiff", "webp"];

/// A photo in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhotoFile {
    /// Its path from the folder, with `/` on every system.
    pub name: String,
    /// Where to read it.
    pub path: PathBuf,
}

/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhotoFiles {
    /// The photos, sorted by name.
    pub photos: Vec<PhotoFile>,
    /// How many other files there are. Hidden ones do not count: systems leave them, some named like photos.
    pub others: usize,
}

/// The photos in a folder, and in the folders below it where `recursive`. A folder that is a link is not followed: it
/// may lead around in a circle.
///
/// Errors: a folder that cannot be read or holds no photo.
pub fn photo_files(folder: &Path, recursive: bool) -> Result<PhotoFiles, Diagnostic> {
    if folder.is_file() {
        return Err(not_a_folder(folder));
    }
    let mut found = PhotoFiles::default();
    let mut folders = vec![PathBuf::new()];
    let mut left_out = 0_usize;
    while let Some(below) = folders.pop() {
        let path = folder.join(&below);
        let fault = |e: &std::io::Error| cannot_read(&path, e);
        for entry in std::fs::read_dir(&path).map_err(|e| fault(&e))? {
            let entry = entry.map_err(|e| fault(&e))?;
            let relative = below.join(entry.file_name());
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type().map_err(|e| fault(&e))?.is_dir() {
                if recursive { folders.push(relative) } else { left_out += 1 }
            } else if is_photo(&relative) && entry.path().is_file() {
                found.photos.push(PhotoFile { name: with_slashes(&relative), path: entry.path() });
            } else {
                found.others += 1;
            }
        }
    }
    found.photos.sort();
    if found.photos.is_empty() {
        return Err(no_photos(folder, left_out));
    }
    Ok(found)
}

/// Whether a file's name ends like that of a picture which is read.
pub(super) fn is_photo(path: &Path) -> bool {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

fn with_slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn not_a_folder(path: &Path) -> Diagnostic {
    let message = format!("{} is a file, not a folder.", path.display());
    Diagnostic::error(Kind::Access, "not-a-folder", message, "Name a folder; `healtone measure` reads a single photo.")
}

fn no_photos(folder: &Path, folders: usize) -> Diagnostic {
    let remedy = if folders > 0 {
        format!("Name one of its {folders} folder(s), or add --recursive to read them all.")
    } else {
        format!("Name a folder that holds photos: files that end in {}.", ENDINGS.join(", "))
    };
    Diagnostic::error(Kind::Unfit, "no-photos", format!("The folder {} holds no photo.", folder.display()), remedy)
}

/// A picture in a folder, and what changes when it is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewestPhoto {
    /// Its name.
    pub name: String,
    /// Where to read it.
    pub path: PathBuf,
    /// When it was last written to, and how long it is: the same twice where it has arrived whole.
    pub stamp: String,
}

/// The picture of a folder that was written to last; `None` where there is none. Folders below it are left out.
///
/// Errors: a folder that cannot be read.
pub fn newest_photo(folder: &Path) -> Result<Option<NewestPhoto>, Diagnostic> {
    let fault = |e: &std::io::Error| cannot_read(folder, e);
    let mut newest: Option<(std::time::SystemTime, String, PathBuf, u64)> = None;
    for entry in std::fs::read_dir(folder).map_err(|e| fault(&e))? {
        let entry = entry.map_err(|e| fault(&e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // One that has gone since is none.
        let Ok(facts) = std::fs::metadata(entry.path()) else { continue };
        let Some(written) = facts.modified().ok().filter(|_| facts.is_file()) else { continue };
        if name.starts_with('.') || !is_photo(Path::new(&name)) {
            continue;
        }
        if newest.as_ref().is_none_or(|(then, known, ..)| (*then, known.as_str()) < (written, name.as_str())) {
            newest = Some((written, name, entry.path(), facts.len()));
        }
    }
    Ok(newest.map(|(written, name, path, length)| {
        let since = written.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        NewestPhoto { name, path, stamp: format!("{since}-{length}") }
    }))
}
