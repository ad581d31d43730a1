//! Clients' cases on the disk: told with every fault, listed, exported and deleted.

use crate::tool::{command, folder, run, unbroken};
use healtone::store::{CaseStep, StepKind, add_step, create_case, export_case, read_case};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

pub(crate) fn step(kind: StepKind, date: &str) -> CaseStep {
    CaseStep {
        calibration: "0c".repeat(32),
        catalogues: vec![("pigments/reference.toml".to_owned(), "5a".repeat(32))],
        report: json!({"schema": "healtone.consultation/1", "verdict": "match"}),
        state: json!({"mean": [1.0 / 3.0]}),
        ..CaseStep::new(kind, date)
    }
}

/// Two cases, the first of two steps with a picture, in a folder of one test's own.
pub(crate) fn clients(name: &str) -> PathBuf {
    let root = folder(name);
    let consultation = step(StepKind::Consultation, "2026-12-01");
    let mut case =
        create_case(&root.join("K-0417"), "2026-12-01", consultation, &[("front.jpg", b"a picture")]).unwrap();
    let follow_up = CaseStep { day: Some(28.0), ..step(StepKind::FollowUp, "2026-12-29") };
    add_step(&mut case, follow_up, &[]).unwrap();
    create_case(&root.join("B_7"), "2027-01-04", step(StepKind::Consultation, "2027-01-04"), &[]).unwrap();
    root
}

/// Runs the tool in a folder. Paths in messages are the same on every system.
fn healtone_in(root: &Path, args: &[&str]) -> (i32, String, String) {
    let mut tool = command();
    tool.current_dir(root);
    let (code, out, err) = run(tool, args);
    (code, out, err.replace('\\', "/"))
}

/// What is printed, without what changes from version to version.
fn settled(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

/// Every file below a folder, with its length and a digest; the lock is no part of a case.
pub(crate) fn files(root: &Path) -> BTreeMap<PathBuf, (usize, u64)> {
    let digest = |bytes: &[u8]| {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        (bytes.len(), hasher.finish())
    };
    let files = paths(root).into_iter().filter(|path| path.is_file() && !path.ends_with(".healtone-lock"));
    files.map(|path| (path.clone(), digest(&fs::read(path).unwrap()))).collect()
}

/// Everything below a folder, what vanishes while one looks left out.
pub(crate) fn paths(root: &Path) -> BTreeSet<PathBuf> {
    let here = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    here.flat_map(|path| paths(&path).into_iter().chain([path])).collect()
}

#[test]
fn cases_are_listed_and_shown() {
    let root = clients("case-list");
    fs::create_dir(root.join("no-case")).unwrap();
    fs::write(root.join("notes.txt"), b"x").unwrap();
    fs::create_dir(root.join(".healtone-1-0.part")).unwrap();
    fs::write(root.join(".healtone-1-0.part/case.toml"), b"half").unwrap();
    let printed = |args: &[&str]| {
        let (code, out, err) = healtone_in(&root, args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}: {out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80) || args.contains(&"--json"), "{out}");
        settled(&out)
    };
    insta::assert_snapshot!("case_list", printed(&["case", "list"]));
    insta::assert_snapshot!("case_show", printed(&["case", "show", "K-0417"]));
    insta::assert_snapshot!("case_list_json", printed(&["case", "list", "--json"]));
    insta::assert_snapshot!("case_show_json", printed(&["case", "show", "K-0417/", "--json"]));
    let (code, out, _) = healtone_in(&root.join("K-0417"), &["case", "show", "."]);
    assert!(code == 0 && out.starts_with("Case      K-0417,"), "from within: {out}");
    let (code, out, _) = healtone_in(&root, &["case", "list", "no-case"]);
    assert_eq!((code, out.as_str()), (0, "No case lies in no-case.\n"));
}

#[test]
fn cases_that_cannot_be_read_are_named_beside_the_others() {
    let root = clients("case-list-faulty");
    fs::write(root.join("B_7/001-consultation.json"), b"{").unwrap();
    let (code, out, err) = healtone_in(&root, &["case", "list"]);
    assert!(code == 1 && out.contains("K-0417") && !out.contains("B_7"), "{out}");
    assert!(unbroken(&err).contains("B_7/001-consultation.json:1:1: This is no step of a case"), "{err}");
    let (code, out, _) = healtone_in(&root, &["case", "list", "--json"]);
    let list: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &list["unreadable"][0]["code"]), (1, &"case-step-unreadable".into()));
    assert_eq!(list["cases"].as_array().unwrap().len(), 1);
    fs::remove_file(root.join("K-0417/case.toml")).unwrap();
    let (code, out, err) = healtone_in(&root, &["case", "list"]);
    assert!(
        code == 1 && out.starts_with("No case that can be read") && err.contains("case-head-missing"),
        "{err}{out}"
    );
}

#[test]
fn a_case_is_exported_whole() {
    let root = clients("case-export");
    let (code, out, err) = healtone_in(&root, &["case", "export", "K-0417"]);
    assert_eq!((code, err.as_str()), (0, ""));
    insta::assert_snapshot!("case_export", settled(&out));
    let (code, said, _) = healtone_in(&root, &["case", "export", "K-0417", "--out", "K-0417.json"]);
    assert_eq!((code, said.as_str()), (0, "K-0417: 2 step(s) written to K-0417.json\n"));
    assert_eq!(fs::read_to_string(root.join("K-0417.json")).unwrap(), out);
    let (code, _, err) = healtone_in(&root, &["case", "export", "B_7", "--out", "K-0417.json"]);
    assert!(code == 5 && err.contains("already-there"), "{err}");
    assert_eq!(fs::read_to_string(root.join("K-0417.json")).unwrap(), out, "what was there stays");
    let picture = &export_case(&read_case(&root.join("K-0417")).unwrap()).unwrap()["steps"][0]["pictures"][0];
    assert_eq!((&picture["name"], &picture["bytes"]), (&"001-front.jpg".into(), &9.into()));
}

#[test]
fn a_case_is_deleted_only_when_that_is_confirmed_and_nothing_else_is_in_it() {
    let root = clients("case-delete");
    let before = files(&root);
    let (code, out, err) = healtone_in(&root, &["case", "delete", "K-0417"]);
    assert_eq!((code, out.as_str()), (2, ""));
    insta::assert_snapshot!("case_delete_unconfirmed", err);
    for (path, named) in
        [("K-0417/notes.txt", "notes.txt"), ("K-0417/scans", "scans"), ("K-0417/001-scan.pdf", "001-scan.pdf")]
    {
        if named == "scans" { fs::create_dir(root.join(path)) } else { fs::write(root.join(path), b"x") }.unwrap();
        let (code, _, err) = healtone_in(&root, &["case", "delete", "K-0417", "--yes"]);
        assert!(code == 1 && err.contains("case-other-files") && err.contains(named), "{err}");
        if named == "scans" { fs::remove_dir(root.join(path)) } else { fs::remove_file(root.join(path)) }.unwrap();
    }
    for (args, wanted) in [(["case", "delete", "none", "--yes"], 5), (["case", "delete", ".", "--yes"], 1)] {
        assert_eq!(healtone_in(&root, &args).0, wanted, "{args:?}");
    }
    assert_eq!(files(&root), before);
    // Damaged cases go as well, and what systems and killed writes leave in them.
    fs::write(root.join("K-0417/001-consultation.json"), b"{").unwrap();
    for left in [".DS_Store", ".healtone-12-3.part", "003-orphan.jpg"] {
        fs::write(root.join("K-0417").join(left), b"x").unwrap();
    }
    let (code, out, err) = healtone_in(&root, &["case", "delete", "K-0417", "--yes"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "K-0417: 5 file(s) deleted\n", ""));
    let left: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["B_7"], "nothing hidden is left either");
    assert_eq!(healtone_in(&root.join("B_7"), &["case", "delete", ".", "--yes"]).1, "B_7: 2 file(s) deleted\n");
    assert_eq!(fs::read_dir(&root).unwrap().count(), 0);
}

#[test]
fn folders_that_are_no_case_are_refused() {
    let root = clients("case-refused");
    fs::create_dir(root.join("other")).unwrap();
    fs::write(root.join("other/case.toml"), b"title = \"of another program\"\n").unwrap();
    for (args, wanted, words) in [
        (["case", "show", "none"], 5, "none does not exist."),
        (["case", "show", "."], 1, "is no case"),
        (["case", "show", "B_7/case.toml"], 1, "is a file, not the folder of a case."),
        (["case", "delete", "other"], 1, "is no case"),
        (["case", "export", "other"], 1, "case-missing-key"),
        (["case", "list", "none"], 5, "none does not exist."),
    ] {
        let (code, out, err) = healtone_in(&root, &args);
        assert_eq!((code, out.as_str()), (wanted, ""), "{args:?}: {err}");
        assert!(unbroken(&err).contains(words), "{args:?}: {err}");
    }
}

#[test]
fn the_readme_shows_the_case_as_it_is_printed() {
    let root = clients("case-readme");
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    for args in [&["case", "list"][..], &["case", "show", "K-0417"]] {
        let (_, out, _) = healtone_in(&root, args);
        assert!(readme.contains(&format!("```text\n{out}```")), "{out}");
    }
}

#[test]
fn every_fault_of_a_case_is_told_at_once() {
    let root = folder("case-faults");
    let case = root.join("K-0417");
    let mut written = create_case(&case, "2026-12-01", step(StepKind::Consultation, "2026-12-01"), &[]).unwrap();
    add_step(&mut written, step(StepKind::Session, "2026-12-02"), &[("cup.jpg", b"x")]).unwrap();
    add_step(&mut written, step(StepKind::FollowUp, "2026-12-30"), &[]).unwrap();
    let path = |name: &str| case.join(name);
    fs::write(path("case.toml"), "schema = \"healtone.case/2\"\ncode = \"Anna\"\ncreated = 2026-12-01\n").unwrap();
    let text = fs::read_to_string(path("001-consultation.json")).unwrap();
    fs::write(path("001-consultation.json"), &text[..200]).unwrap();
    fs::remove_file(path("002-cup.jpg")).unwrap();
    fs::copy(path("002-session.json"), path("002-plan.json")).unwrap();
    fs::rename(path("003-follow-up.json"), path("006-follow-up.json")).unwrap();
    fs::write(path("7-plan.json"), &text).unwrap();
    fs::write(path("008-plan.json"), text.replace("case-step/1", "case-step/9")).unwrap();
    fs::write(path(".healtone-1-0.part"), b"what a killed write has left").unwrap();
    let (code, out, err) = healtone_in(&root, &["case", "show", "K-0417"]);
    assert_eq!((code, out.as_str()), (1, ""));
    insta::assert_snapshot!("case_faults", settled(&err));
    fs::write(
        path("case.toml"),
        "schema = \"healtone.case/1\"\ncode = \"K-0418\"\ncreated = 2026-12-01\ntool = \"1\"\n",
    )
    .unwrap();
    let faults = read_case(&case).unwrap_err();
    assert!(faults.iter().any(|fault| fault.code == "case-other-name"), "{faults:?}");
}

#[test]
fn what_is_no_code_or_is_taken_gets_no_case() {
    let root = folder("case-new");
    let first = || step(StepKind::Consultation, "2026-12-01");
    let create = |path: &Path| create_case(path, "2026-12-01", first(), &[("front.jpg", b"x")]);
    for name in ["Anna", "", "K 0417"] {
        assert_eq!(create(&root.join(name)).unwrap_err().code, "case-code", "{name}");
    }
    assert!(!root.exists(), "not even the folder for them");
    assert_eq!(create_case(&root.join("K-1"), "today", first(), &[]).unwrap_err().code, "case-date");
    // Folders above it are made, an empty one of its name is taken.
    fs::create_dir_all(root.join("2026/K-1")).unwrap();
    let case = create(&root.join("2026/K-1")).unwrap();
    assert_eq!((case.code.as_str(), read_case(&case.folder).unwrap()), ("K-1", case.clone()));
    let fault = create(&case.folder).unwrap_err();
    assert!(fault.code == "already-there" && fault.remedy.contains("next step"), "{fault}");
    fs::create_dir(root.join("K-2")).unwrap();
    fs::write(root.join("K-2/notes.txt"), b"x").unwrap();
    fs::write(root.join("K-3"), b"x").unwrap();
    for name in ["K-2", "K-3"] {
        assert_eq!(create(&root.join(name)).unwrap_err().code, "already-there", "{name}");
    }
    assert_eq!(create(&root.join("K-3/K-4")).unwrap_err().code, "cannot-write");
    let found = files(&root);
    let names: Vec<String> =
        found.keys().map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/")).collect();
    assert_eq!(
        names,
        ["2026/K-1/001-consultation.json", "2026/K-1/001-front.jpg", "2026/K-1/case.toml", "K-2/notes.txt", "K-3"]
    );
}
