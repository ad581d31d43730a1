//! Reading user files under a size limit, with the reason in words when it fails.

use crate::diagnostic::{Diagnostic, Kind};
use std::fs::{DirEntry, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// The bytes of a file, or of standard input for `-`, at most `limit` of them.
///
/// Errors: a file that is missing, not readable, a folder, or larger than the limit.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
    };
    read.map_err(|e| cannot_read(path, &e))?;
    if bytes.len() as u64 > limit {
        return Err(Diagnostic::error(
            Kind::Limit,
            "file-too-large",
            format!("{} is larger than {} MB.", path.display(), limit / 1_000_000),
            "Export it smaller, or check that it is the right file.",
        ));
    }
    Ok(bytes)
}

/// The text of a UTF-8 file, at most `limit` bytes of it.
///
/// Errors: as [`read_bytes`], and text that is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, Diagnostic> {
    String::from_utf8(read_bytes(path, limit)?).map_err(|_| {
        Diagnostic::error(
            Kind::Unfit,
            "not-utf8",
            format!("{} is not a text file in UTF-8.", path.display()),
            "Save it as UTF-8 text.",
        )
    })
}

/// A file itself, or the `.toml` files in a folder, sorted by name.
///
/// Errors: a folder that cannot be read or holds no such file.
pub fn toml_files(path: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|e| cannot_read(path, &e))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "toml") && p.is_file())
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Diagnostic::error(
            Kind::Unfit,
            "no-catalogue",
            format!("The folder {} holds no .toml file.", path.display()),
            "Name a catalogue file, or a folder that holds one.",
        ));
    }
    Ok(files)
}

/// Where in a text a JSON reader met what it could not read.
pub(super) fn json_offset(text: &str, error: &serde_json::Error) -> usize {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (line_start + error.column().saturating_sub(1)).min(text.len())
}

/// What a folder holds, hidden names included, sorted.
pub(super) fn names_in(folder: &Path) -> Result<Vec<String>, Diagnostic> {
    let entries = std::fs::read_dir(folder).map_err(|e| cannot_read(folder, &e))?;
    let name = |entry: std::io::Result<DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> =
        entries.map(name).collect::<std::io::Result<_>>().map_err(|e| cannot_read(folder, &e))?;
    names.sort();
    Ok(names)
}

pub(super) fn cannot_read(path: &Path, error: &std::io::Error) -> Diagnostic {
    let name = path.display();
    let (message, remedy) = match error.kind() {
        ErrorKind::NotFound => (format!("{name} does not exist."), "Check the path."),
        ErrorKind::PermissionDenied => {
            (format!("{name} may not be read by this user."), "Change its rights, or copy it to a folder of your own.")
        }
        ErrorKind::IsADirectory => (format!("{name} is a folder."), "Name a file in it."),
        _ => (format!("{name} could not be read: {error}."), "Try again, or copy the file to this computer first."),
    };
    Diagnostic::error(Kind::Access, "cannot-read", message, remedy)
}
