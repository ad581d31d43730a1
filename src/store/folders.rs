//! Folders: made, and flushed to the disk. A new name in a folder survives a loss of power only once the folder itself is
//! flushed.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The folder that a path lies in: of a bare name the current one.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder and those above it that are missing, each for good.
pub(super) fn make_folders(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && !f.exists()).collect();
    fs::create_dir_all(folder)?;
    missing.iter().rev().try_for_each(|made| flush_folder(folder_of(made)))
}

/// Flushes the names in a folder to the disk.
///
/// Where the system cannot do that nothing more can be done: a folder that may be written to but not listed is not opened,
/// and some disks, mostly of the network, flush no folder.
pub(super) fn flush_folder(folder: &Path) -> io::Result<()> {
    match open_folder(folder).and_then(|opened| opened.map_or(Ok(()), |folder| folder.sync_all())) {
        Err(e)
            if matches!(e.kind(), ErrorKind::PermissionDenied | ErrorKind::InvalidInput | ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        flushed => flushed,
    }
}

#[cfg(unix)]
fn open_folder(folder: &Path) -> io::Result<Option<File>> {
    File::open(folder).map(Some)
}

#[cfg(windows)]
fn open_folder(folder: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;
    /// Without it Windows opens files only.
    const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;
    // Only what is open for writing can be flushed.
    fs::OpenOptions::new().write(true).custom_flags(FILE_FLAG_BACKUP_SEMANTICS).open(folder).map(Some)
}

#[cfg(not(any(unix, windows)))]
fn open_folder(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_made_once_and_can_be_flushed() {
        let root = std::env::temp_dir().join(format!("healtone-folders-{}", std::process::id()));
        let deep = root.join("a/b");
        make_folders(&deep).unwrap();
        make_folders(&deep).unwrap();
        assert!(deep.is_dir());
        flush_folder(&deep).unwrap();
        fs::write(deep.join("file"), b"x").unwrap();
        assert!(make_folders(&deep.join("file/c")).is_err(), "not below a file");
        assert!(flush_folder(&root.join("none")).is_err(), "what is not there is told");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_bare_name_lies_in_the_current_folder() {
        assert_eq!(folder_of(Path::new("photo.jpg")), Path::new("."));
        assert_eq!(folder_of(Path::new("a/photo.jpg")), Path::new("a"));
        make_folders(folder_of(Path::new("photo.jpg"))).unwrap();
    }
}
