//! Clients' cases are whole whatever ends a write: the process killed, files that cannot grow, a full disk.

use crate::case::{clients, files, paths, step};
use crate::tool::folder;
use healtone::diagnostic::Diagnostic;
use healtone::math::Random;
use healtone::store::{Case, CaseStep, StepKind, add_step, cases_in, create_case, delete_case, read_case};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// The folder that a child process works in.
const FOLDER: &str = "HEALTONE_CASE_FOLDER";

/// What a writer that is killed writes: of one number always the same, in bytes that are not all alike, and large, so that
/// writing takes its time.
fn written(code: &str, number: usize) -> (CaseStep, Vec<u8>) {
    let byte = |i: usize| (i * i + 31 * number + code.len()) as u8;
    let kind = StepKind::ALL[number % StepKind::ALL.len()];
    let step = CaseStep { report: json!([code, number, "x".repeat(2_500_000)]), ..step(kind, "2026-12-01") };
    (step, (0..200_000).map(byte).collect())
}

/// Steps of one case.
const MOST_STEPS: usize = 3;

/// Writes a line for the parent, on a line of its own whatever the test harness has printed.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

fn numbered(number: usize) -> String {
    format!("K-{number:04}")
}

/// Goes on with the last case of a folder, step by step; begins the next once it has all of them, and then deletes the one
/// before. What is done is told to `say`.
fn write_on(root: &Path, steps: usize, say: fn(&str)) {
    let mut last: Option<Case> = if root.exists() { cases_in(root).unwrap().cases.pop() } else { None };
    let mut begun: usize = last.as_ref().map_or(0, |case| case.code["K-".len()..].parse().unwrap());
    say("begun");
    for _ in 0..steps {
        match last.as_mut().filter(|case| case.steps.len() < MOST_STEPS) {
            Some(case) => {
                let (step, picture) = written(&case.code, case.steps.len() + 1);
                add_step(case, step, &[("front.jpg", &picture)]).unwrap();
            }
            None => {
                begun += 1;
                let code = numbered(begun);
                let (step, picture) = written(&code, 1);
                last = Some(create_case(&root.join(code), "2026-12-01", step, &[("front.jpg", &picture)]).unwrap());
            }
        }
        let case = last.as_ref().unwrap();
        say(&format!("done {} {}", case.code, case.steps.len()));
        let before = numbered(begun.saturating_sub(1));
        if root.join(&before).exists() {
            say(&format!("deleting {before}"));
            delete_case(&root.join(&before)).unwrap();
            say(&format!("deleted {before}"));
        }
    }
}

/// Every case of a folder, each of its steps and pictures as it was to be: steps of each by its code.
fn check_written(root: &Path) -> BTreeMap<String, usize> {
    if !root.exists() {
        return BTreeMap::new();
    }
    let found = cases_in(root).unwrap();
    assert!(found.faults.is_empty(), "{:?}", found.faults);
    let check = |case: Case| {
        for read in &case.steps {
            let (step, picture) = written(&case.code, read.number);
            assert_eq!(read.pictures, [format!("{:03}-front.jpg", read.number)]);
            assert_eq!(*read, CaseStep { number: read.number, pictures: read.pictures.clone(), ..step });
            assert!(fs::read(case.folder.join(&read.pictures[0])).unwrap() == picture, "a picture of {}", case.code);
        }
        (case.code, case.steps.len())
    };
    found.cases.into_iter().map(check).collect()
}

/// Runs one of the ignored tests here in a process of its own.
fn child(test: &str) -> Vec<String> {
    let own = std::env::current_exe().unwrap().to_str().unwrap().to_owned();
    [&own, "--ignored", "--exact", &format!("case_whole::{test}"), "--nocapture", "--test-threads=1"]
        .map(str::to_owned)
        .to_vec()
}

/// The folder that the parent of a child names; for who runs it alone one of its own.
fn folder_of_child(name: &str) -> PathBuf {
    std::env::var_os(FOLDER).map_or_else(|| folder(name), PathBuf::from)
}

#[test]
#[ignore = "written to be killed, by the next test"]
fn child_writes_cases() {
    let root = folder_of_child("case-child");
    // As many as nobody waits for; alone, some.
    write_on(&root, if std::env::var_os(FOLDER).is_some() { 100_000 } else { 10 }, say);
    assert_eq!(check_written(&root), BTreeMap::from([(numbered(4), 1)]));
}

/// A child that has begun, and what it says.
fn begun(root: &Path) -> (Child, BufReader<ChildStdout>) {
    let [own, args @ ..] = &child("child_writes_cases")[..] else { unreachable!("a program comes first") };
    let mut child =
        Command::new(own).args(args).env(FOLDER, root).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut says = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while line != "begun\n" {
        line.clear();
        assert!(says.read_line(&mut line).unwrap() > 0, "the child ended before it began");
    }
    (child, says)
}

/// How many things killed writes have left hidden below a folder.
fn leftovers(root: &Path) -> usize {
    paths(root).iter().filter(|path| path.extension().is_some_and(|e| e == "part")).count()
}

/// Waits until a file comes that others are to see, but not for long.
fn wait_for_a_file(root: &Path) {
    let (before, began) = (paths(root), Instant::now());
    let is_seen = |path: &Path| path.iter().all(|name| !name.to_string_lossy().starts_with('.'));
    let is_new = |path: &PathBuf| !before.contains(path) && is_seen(path.strip_prefix(root).unwrap());
    while !paths(root).iter().any(is_new) && began.elapsed() < Duration::from_millis(300) {}
}

/// What there must be after a death, by what was there before and what the dead one has said: of each case its steps. A case
/// of which it said that it was deleting it may be there or not.
fn promised(before: BTreeMap<String, usize>, said: &[String]) -> (BTreeMap<String, usize>, Option<String>) {
    let (mut promised, mut going) = (before, None);
    for line in said {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["done", code, number] => {
                promised.insert(code.to_owned(), number.parse().unwrap());
            }
            ["deleting", code] => going = Some(code.to_owned()),
            ["deleted", code] => {
                promised.remove(code);
                going = None;
            }
            _ => {}
        }
    }
    (promised, going)
}

#[test]
fn killed_at_200_moments_every_case_is_the_old_one_or_the_new_one() {
    let began = Instant::now();
    let mut random = Random::new(417);
    let (mut root, mut before) = (PathBuf::new(), BTreeMap::new());
    let (mut steps, mut torn) = (0, 0);
    for round in 0..200 {
        // A folder lives through many deaths, so that writers also meet what those before them have left.
        if round % 20 == 0 {
            root = folder(&format!("case-killed-{}", round / 20));
            before = BTreeMap::new();
        }
        let left_before = leftovers(&root);
        let (mut child, says) = begun(&root);
        std::thread::sleep(Duration::from_secs_f64(random.between(0.0, 0.040)));
        if round % 3 == 2 {
            // The moment at which it would be half, if it were not put in its place whole.
            wait_for_a_file(&root);
        }
        child.kill().unwrap();
        let ended = child.wait_with_output().unwrap();
        assert!(!ended.status.success() && ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
        let said: Vec<String> = says.lines().map(Result::unwrap).collect();
        steps += said.iter().filter(|line| line.starts_with("done ")).count();
        let (mut promised, going) = promised(before, &said);
        let after = check_written(&root);
        if let Some(code) = going.filter(|code| !after.contains_key(code)) {
            promised.remove(&code);
        }
        let kept = promised.iter().all(|(code, number)| after.get(code).is_some_and(|there| there >= number));
        let more = after.values().sum::<usize>() - promised.values().sum::<usize>();
        assert!(kept && more <= 1, "what was done, and at most one step that was not yet said: {promised:?} {after:?}");
        torn += usize::from(leftovers(&root) > left_before);
        before = after;
    }
    let seconds = began.elapsed().as_secs_f64();
    eprintln!("{steps} steps in {seconds:.1} s; {torn} of 200 deaths left something hidden");
    assert!(
        steps >= 10 && torn >= 10,
        "it was killed while it wrote: {steps} steps, {torn} deaths that left something"
    );
    // Whoever comes after them can go on, and delete.
    write_on(&root, 2, |_| ());
    for code in check_written(&root).into_keys() {
        delete_case(&root.join(code)).unwrap();
    }
    assert_eq!(check_written(&root), BTreeMap::new());
}

/// Tries to add a step and to create a case, and says what became of either.
fn try_to_write(root: &Path) {
    let mut case = read_case(&root.join("K-1")).unwrap();
    let outcome = |result: Result<(), Diagnostic>| result.map_or_else(|fault| fault.code, |()| "written");
    let step = || CaseStep { report: json!("x".repeat(30_000)), ..step(StepKind::Plan, "2026-12-01") };
    let picture = vec![7; 10_000];
    say(&format!("add {}", outcome(add_step(&mut case, step(), &[("one.jpg", &picture), ("two.jpg", &picture)]))));
    let created = create_case(&root.join("K-2"), "2026-12-01", step(), &[("one.jpg", &picture)]);
    say(&format!("create {}", outcome(created.map(|_| ()))));
}

#[test]
#[ignore = "run with a limit on the size of files, by the next test"]
fn child_tries_to_write() {
    let root = folder_of_child("case-limit-child");
    if std::env::var_os(FOLDER).is_none() {
        create_case(&root.join("K-1"), "2026-12-01", step(StepKind::Consultation, "2026-12-01"), &[]).unwrap();
    }
    try_to_write(&root);
    let cases = cases_in(&root).unwrap();
    assert!(cases.faults.is_empty() && !cases.cases.is_empty(), "{:?}", cases.faults);
}

/// Runs a program whose files may have so many blocks of 512 bytes: writing on fails then, as on a full disk.
#[cfg(unix)]
fn with_blocks(blocks: u32, root: &Path, program: &[String]) -> (Option<i32>, String, String) {
    // Without the trap the signal would end the process.
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &script, "sh"])
        .args(program)
        .current_dir(root)
        .env(FOLDER, root)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[cfg(unix)]
#[test]
fn where_files_cannot_grow_the_case_stays_as_it_was() {
    let mut outcomes = BTreeSet::new();
    // Nothing; the note of the pictures; part of the first picture; both, and part of the step; everything.
    for (blocks, wanted) in
        [(0, "cannot-write"), (1, "cannot-write"), (8, "cannot-write"), (40, "cannot-write"), (100, "written")]
    {
        let root = folder(&format!("case-limit-{blocks}"));
        create_case(&root.join("K-1"), "2026-12-01", step(StepKind::Consultation, "2026-12-01"), &[("a.jpg", b"a")])
            .unwrap();
        let before = files(&root);
        let (code, out, err) = with_blocks(blocks, &root, &child("child_tries_to_write"));
        assert_eq!(code, Some(0), "{blocks}: {out}{err}");
        for tried in ["add", "create"] {
            assert!(out.contains(&format!("\n{tried} {wanted}\n")), "{blocks}: {out}");
        }
        outcomes.insert(wanted);
        assert_eq!(leftovers(&root), 0, "{blocks}: {:?}", files(&root).keys());
        if wanted == "written" {
            let steps: Vec<usize> = cases_in(&root).unwrap().cases.iter().map(|case| case.steps.len()).collect();
            assert_eq!(steps, [2, 1]);
        } else {
            assert_eq!(files(&root), before, "{blocks}");
            assert!(!root.join("K-2").exists());
        }
    }
    assert_eq!(outcomes.len(), 2, "the limit is what refuses");
}

#[cfg(unix)]
#[test]
fn the_tool_says_that_an_export_could_not_be_written() {
    let root = clients("case-limit-tool");
    let before = files(&root);
    let tool = |args: &[&str]| {
        [&[env!("CARGO_BIN_EXE_healtone")], args].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let (code, out, err) = with_blocks(1, &root, &tool(&["case", "export", "K-0417", "--out", "K-0417.json"]));
    assert_eq!((code, out.as_str()), (Some(5), ""), "{err}");
    assert!(err.starts_with("error[cannot-write]: K-0417.json is larger than a file may be"), "{err}");
    assert_eq!(files(&root), before, "and leaves nothing");
    // What makes room needs none.
    let (code, out, err) = with_blocks(0, &root, &tool(&["case", "delete", "K-0417", "--yes"]));
    assert_eq!((code, out.as_str()), (Some(0), "K-0417: 4 file(s) deleted\n"), "{err}");
}

/// On a disk that is really full: writes into it until nothing fits.
fn fill_the_disk(root: &Path) {
    let mut case =
        create_case(&root.join("K-1"), "2026-12-01", step(StepKind::Consultation, "2026-12-01"), &[]).unwrap();
    let mut size = 4000;
    let fault = loop {
        let before = (files(root), case.clone());
        let picture = vec![7; size];
        if let Err(fault) =
            add_step(&mut case, step(StepKind::Plan, "2026-12-01"), &[("a.jpg", b"a"), ("b.jpg", &picture)])
        {
            assert_eq!((files(root), case.clone()), before, "as it was");
            break fault;
        }
        assert!(size < 10_000_000, "a disk that is never full");
        size *= 2;
    };
    assert!(fault.code == "cannot-write" && fault.message.contains("does not fit on the disk"), "{fault}");
    let before = files(root);
    let picture = vec![7; size];
    let fault =
        create_case(&root.join("K-2"), "2026-12-01", step(StepKind::Plan, "2026-12-01"), &[("b.jpg", &picture)])
            .unwrap_err();
    assert!(fault.message.contains("does not fit on the disk"), "{fault}");
    assert_eq!((files(root), leftovers(root)), (before, 0));
    assert_eq!(read_case(&case.folder).unwrap(), case);
    assert!(case.steps.len() > 1, "something did fit");
    delete_case(&case.folder).unwrap();
    assert_eq!(fs::read_dir(root).unwrap().count(), 0);
}

#[test]
#[ignore = "run on a small disk of its own, by the next test"]
fn child_fills_the_disk() {
    let Some(root) = std::env::var_os(FOLDER) else {
        eprintln!("skipped: only its parent has a disk to fill");
        return;
    };
    fill_the_disk(Path::new(&root));
    say("filled");
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_the_case_stays_as_it_was() {
    let root = folder("case-full");
    fs::create_dir(&root).unwrap();
    // A disk of 256 KB that only this process and its children see.
    let on_small_disk = |program: &[String]| {
        let script = "mount -t tmpfs -o size=256k none \"$HEALTONE_CASE_FOLDER\" && exec \"$@\"";
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]).args(program);
        command.env(FOLDER, &root).output()
    };
    if !on_small_disk(&["true".to_owned()]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: this user may not mount a small disk of its own");
        return;
    }
    let output = on_small_disk(&child("child_fills_the_disk")).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success() && out.contains("\nfilled\n"), "{out}{err}");
}
