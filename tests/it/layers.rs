//! Rules about the code itself: the order of modules, where files are read, where data comes from.

use std::fs;
use std::path::{Path, PathBuf};

/// The one total order: a module uses only modules to the left of it.
const ORDER: [&str; 21] = [
    "math",
    "diagnostic",
    "data",
    "color",
    "photo",
    "chart",
    "camera",
    "skin",
    "measure",
    "pigment",
    "healing",
    "matching",
    "learning",
    "render",
    "simulate",
    "consult",
    "teach",
    "report",
    "store",
    "cli",
    "web",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) || extension.is_empty() {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Code without comments, doc tests and unit tests, which may name any module.
fn code(path: &Path) -> String {
    // Unit tests may use all modules, also where they lie in a file of their own.
    if path.file_name().is_some_and(|name| name == "tests.rs") {
        return String::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Names that follow `crate::` in a file, grouped imports included.
fn used(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let group = rest.strip_prefix('{').map(|inner| inner.split('}').next().unwrap_or_default());
        let parts = group.map_or_else(|| vec![rest], |inner| inner.split(',').collect());
        for part in parts {
            let name: String = part.trim().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn a_module_uses_only_earlier_modules() {
    let place = |name: &str| ORDER.iter().position(|m| *m == name);
    let mut upward = Vec::new();
    for module in ORDER.iter().filter(|m| root().join("src").join(m).is_dir()) {
        for file in files_below(&root().join("src").join(module), "rs") {
            for name in used(&code(&file)) {
                match place(&name) {
                    Some(other) if Some(other) > place(module) => {
                        upward.push(format!("{}: {module} may not use {name}", file.display()));
                    }
                    Some(_) => {}
                    None => upward.push(format!("{}: {name} is no module of the order", file.display())),
                }
            }
        }
    }
    assert!(upward.is_empty(), "{}", upward.join("\n"));
}

#[test]
fn every_source_file_belongs_to_a_module_of_the_order() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(["lib.rs", "main.rs", "docs"].contains(&name.as_str()) || ORDER.contains(&name.as_str()), "src/{name}");
    }
}

#[test]
fn files_clocks_and_sockets_stay_at_the_edge() {
    for module in ORDER.iter().filter(|m| !["store", "cli", "web"].contains(m)) {
        let folder = root().join("src").join(module);
        if !folder.is_dir() {
            continue;
        }
        for file in files_below(&folder, "rs") {
            let code = code(&file);
            for forbidden in
                ["std::fs", "std::net", "std::env", "SystemTime", "Instant::now", "include_str!", "include_bytes!"]
            {
                let allowed = *module == "data" && forbidden.starts_with("include");
                assert!(allowed || !code.contains(forbidden), "{}: {forbidden}", file.display());
            }
        }
    }
}

#[test]
fn every_data_file_is_listed_with_its_source_and_embedded() {
    let relative = |path: PathBuf| path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    let there: Vec<String> = files_below(&root().join("calibration"), "").into_iter().map(relative).collect();
    let mut listed: Vec<String> = healtone::data::sources().file.into_iter().map(|f| f.path).collect();
    listed.sort();
    assert_eq!(listed, there, "calibration/sources.toml and calibration/ differ");
    for path in there {
        assert!(healtone::data::FILES.iter().any(|(name, _)| *name == path), "{path} is not embedded");
    }
    for source in healtone::data::sources().file {
        assert!(
            [&source.citation, &source.licence, &source.date, &source.units].iter().all(|s| !s.is_empty()),
            "{}",
            source.path
        );
    }
}
