//! Every figure under `calibration/` says how it came to be and who says so.

use std::path::PathBuf;

/// Words that say how a figure came to be; `data::SourceKind` has them as names.
const KINDS: [&str; 5] = ["measured", "supplier", "literature", "computed", "assumed"];

fn names_a_kind(text: &str) -> bool {
    let text = text.to_lowercase();
    KINDS.iter().any(|kind| text.contains(kind))
}

fn holds_a_figure(value: &toml::Value) -> bool {
    match value {
        toml::Value::Integer(_) | toml::Value::Float(_) => true,
        toml::Value::Array(list) => list.iter().any(holds_a_figure),
        toml::Value::Table(table) => table.values().any(holds_a_figure),
        _ => false,
    }
}

/// The lines of a TOML file that hold a figure of which neither a `kind` and `source` beside it, nor a comment above it or
/// at its table's or the file's head ("Kind: ..."), says how it came to be.
fn without_provenance(text: &str) -> Vec<String> {
    let head: String = text.lines().take_while(|line| line.starts_with('#')).collect();
    if head.to_lowercase().contains("kind: ") {
        return Vec::new();
    }
    let mut bare = Vec::new();
    for table in text.split("\n[") {
        let says_itself = ["kind = ", "source = "].iter().all(|key| table.lines().any(|line| line.starts_with(key)));
        let first: String = table.lines().skip(1).take_while(|line| line.starts_with('#')).collect();
        let table_says = says_itself || first.to_lowercase().contains("kind: ");
        let (mut comment, mut in_comment) = (String::new(), true);
        for line in table.lines() {
            if let Some(words) = line.strip_prefix('#') {
                // A comment begins anew after the keys that the one before it was above.
                comment = if in_comment { comment + words } else { words.to_owned() };
                in_comment = true;
                continue;
            }
            let figure = toml::from_str::<toml::Table>(line).is_ok_and(|t| t.values().any(holds_a_figure));
            if figure && !(table_says || names_a_kind(&comment) || names_a_kind(line)) {
                bare.push(line.to_owned());
            }
            in_comment = false;
        }
    }
    bare
}

#[test]
fn every_figure_of_the_calibration_names_its_kind_and_source() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut bare = Vec::new();
    for source in healtone::data::sources().file {
        let path = root.join(&source.path);
        // Tables of columns have one source for all, in calibration/sources.toml, which another test reads.
        if path.extension().is_some_and(|e| e == "toml") && !source.path.ends_with("sources.toml") {
            let text = std::fs::read_to_string(&path).unwrap();
            bare.extend(without_provenance(&text).into_iter().map(|line| format!("{}: {line}", source.path)));
        }
    }
    assert!(bare.is_empty(), "figures without kind or source:\n{}", bare.join("\n"));
}

#[test]
fn a_figure_without_kind_or_source_is_found() {
    let with = "# Listed.\n\n[a]\nmedian = 1.5\nkind = \"assumed\"\nsource = \"the hand\"\n\n[b]\n# Assumed.\nx = 1\ny = [2.0]\n";
    assert!(without_provenance(with).is_empty(), "{:?}", without_provenance(with));
    assert_eq!(without_provenance(&with.replace("kind = \"assumed\"\n", "")), ["median = 1.5"]);
    assert_eq!(without_provenance(&with.replace("source = \"the hand\"\n", "")), ["median = 1.5"]);
    assert_eq!(without_provenance(&with.replace("# Assumed.\n", "# Yes.\n")), ["x = 1", "y = [2.0]"]);
}
