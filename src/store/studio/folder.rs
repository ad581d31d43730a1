//! Where a studio's file is looked for.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The file's name.
const FILE: &str = "studio.toml";

/// The platforms whose customs differ.
#[derive(Debug, Clone, Copy)]
enum Platform {
    Windows,
    MacOs,
    Other,
}

/// `studio.toml` in this user's configuration folder, whether it is there or not; `None` where the environment names no
/// such folder.
///
/// ```
/// if let Some(path) = healtone::store::studio_path() {
///     assert!(path.ends_with("healtone/studio.toml"));
/// }
/// ```
#[must_use]
pub fn studio_path() -> Option<PathBuf> {
    let platform = if cfg!(windows) {
        Platform::Windows
    } else if cfg!(target_os = "macos") {
        Platform::MacOs
    } else {
        Platform::Other
    };
    Some(configuration_folder(platform, |name| env::var_os(name))?.join("healtone").join(FILE))
}

fn configuration_folder(platform: Platform, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    // A relative path would depend on where the tool is called from; the XDG rules tell to ignore it.
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.has_root());
    let below_home = |path: &str| folder("HOME").map(|home| home.join(Path::new(path)));
    match platform {
        Platform::Windows => folder("APPDATA"),
        Platform::MacOs => below_home("Library/Application Support"),
        Platform::Other => folder("XDG_CONFIG_HOME").or_else(|| below_home(".config")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(platform: Platform, variables: &[(&str, &str)]) -> Option<PathBuf> {
        configuration_folder(platform, |name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn each_platform_has_its_customary_folder() {
        let home = ("HOME", "/home/ann");
        let at = |path: &str| Some(PathBuf::from(path));
        assert_eq!(folder(Platform::Other, &[home]), at("/home/ann/.config"));
        assert_eq!(folder(Platform::Other, &[home, ("XDG_CONFIG_HOME", "/etc/ann")]), at("/etc/ann"));
        assert_eq!(folder(Platform::Other, &[home, ("XDG_CONFIG_HOME", "here")]), at("/home/ann/.config"));
        assert_eq!(folder(Platform::Other, &[home, ("XDG_CONFIG_HOME", "")]), at("/home/ann/.config"));
        assert_eq!(folder(Platform::MacOs, &[home]), at("/home/ann/Library/Application Support"));
        assert_eq!(folder(Platform::Windows, &[home, ("APPDATA", "/Users/ann/AppData")]), at("/Users/ann/AppData"));
        for platform in [Platform::Windows, Platform::MacOs, Platform::Other] {
            assert_eq!(folder(platform, &[]), None);
        }
    }
}
