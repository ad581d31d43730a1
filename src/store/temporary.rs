//! Hidden names for what is not whole yet or about to go, and what killed processes leave under them.

use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const HEAD: &str = ".healtone-";
const TAIL: &str = ".part";

/// Names that are tried: a process finds at most those that killed ones with its number have left.
const MOST_TRIES: usize = 10_000;

/// No write takes longer: what is older was left by a process that is no more.
const DEAD_AFTER: Duration = Duration::from_secs(60 * 60);

/// Makes something under a hidden name beside a path, so that a rename stays on one disk. The name is different for every
/// call of every process; `make` refuses what is already there.
pub(super) fn make_beside<T>(path: &Path, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(PathBuf, T)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut taken = ErrorKind::AlreadyExists.into();
    for _ in 0..MOST_TRIES {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = path.with_file_name(format!("{HEAD}{}-{count}{TAIL}", std::process::id()));
        match make(&name) {
            // Process numbers come again.
            Err(e) if e.kind() == ErrorKind::AlreadyExists => taken = e,
            made => return made.map(|made| (name, made)),
        }
    }
    Err(taken)
}

/// Whether a file's name is one of these.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(HEAD) && name.ends_with(TAIL)
}

/// Removes what dead processes have left in a folder. Readers ignore what cannot be removed, and the next write tries again.
pub(super) fn remove_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_temporary(&entry.file_name().to_string_lossy()) && is_dead(&entry) {
            let _ = remove(&entry.path());
        }
    }
}

fn is_dead(entry: &DirEntry) -> bool {
    let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_some_and(|age| age > DEAD_AFTER)
}

/// Removes a file, or a folder with all that is in it.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{File, OpenOptions};
    use std::time::SystemTime;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("healtone-temporary-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        folder
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone() {
        let root = folder("taken");
        let new = |path: &Path| OpenOptions::new().write(true).create_new(true).open(path);
        let (first, _) = make_beside(&root.join("file"), new).unwrap();
        let name = first.file_name().unwrap().to_str().unwrap();
        assert!(is_temporary(name) && !is_temporary("file.part"), "{name}");
        // The numbers that this process would use next were used by one that had its number before.
        let next: u32 = name.trim_end_matches(TAIL).rsplit('-').next().unwrap().parse::<u32>().unwrap() + 1;
        for count in next..next + 20 {
            fs::write(root.join(format!("{HEAD}{}-{count}{TAIL}", std::process::id())), b"left").unwrap();
        }
        let (second, _) = make_beside(&root.join("file"), new).unwrap();
        assert_eq!(fs::read(&second).unwrap(), b"");
        assert_eq!(fs::read_dir(&root).unwrap().count(), 22);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn only_what_is_old_and_hidden_is_removed() {
        let root = folder("old");
        let part = |name: &str| root.join(format!("{HEAD}{name}{TAIL}"));
        fs::create_dir(part("1-0")).unwrap();
        for path in [part("1-0").join("case.toml"), part("1-1"), part("1-2"), root.join("001-consultation.json")] {
            fs::write(path, b"x").unwrap();
        }
        let old = SystemTime::now() - DEAD_AFTER - Duration::from_secs(60);
        for path in [part("1-1"), root.join("001-consultation.json")] {
            OpenOptions::new().write(true).open(path).unwrap().set_modified(old).unwrap();
        }
        if cfg!(unix) {
            File::open(part("1-0")).unwrap().set_modified(old).unwrap();
        }
        remove_leftovers(&root);
        assert!(!part("1-1").exists() && part("1-2").exists() && root.join("001-consultation.json").exists());
        assert_eq!(part("1-0").exists(), !cfg!(unix));
        remove_leftovers(&root.join("none"));
        fs::remove_dir_all(root).unwrap();
    }
}
