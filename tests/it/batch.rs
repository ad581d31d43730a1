//! Many photos: every one a line in its place, whatever is wrong with it.

use crate::tool::{command, folder, healtone, json};
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

const SAMPLE: &str = "tests/photos/consultation.jpg";

fn sample() -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(SAMPLE)).unwrap()
}

/// A folder of one sound photo, everything that can be wrong with a file, and what is no photo.
fn mixed(name: &str) -> PathBuf {
    let folder = folder(name);
    fs::create_dir_all(folder.join("below")).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("Good.JPG", &sample());
    write("cut.jpeg", &sample()[..200_000]);
    write("empty.png", b"");
    write("text.jpg", b"hello, this is no picture\n");
    write("notes.txt", b"not a photo");
    write("._Good.JPG", b"what one system leaves for another");
    write("below/no-chart.png", &grey_png());
    File::create(folder.join("huge.tif")).unwrap().set_len(200_000_001).unwrap();
    folder
}

fn grey_png() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    let grey = image::RgbImage::from_pixel(640, 480, image::Rgb([120, 110, 100]));
    grey.write_to(&mut png, image::ImageFormat::Png).unwrap();
    png.into_inner()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn every_photo_is_a_line_in_the_order_of_names() {
    let folder = mixed("batch-lines");
    let (code, out, err) = healtone(&["batch", text(&folder), "--jsonl", "--recursive"]);
    assert_eq!((code, err.as_str()), (1, "1 file(s) of other kinds skipped\n"), "{out}");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found: Vec<(&str, Option<&str>)> =
        lines.iter().map(|m| (m["file"].as_str().unwrap(), m["refused"][0]["code"].as_str())).collect();
    let expected = [
        ("Good.JPG", None),
        ("below/no-chart.png", Some("chart-not-found")),
        ("cut.jpeg", Some("photo-truncated")),
        ("empty.png", Some("photo-not-a-picture")),
        ("huge.tif", Some("file-too-large")),
        ("text.jpg", Some("photo-not-a-picture")),
    ];
    assert_eq!(found, expected);
    let (_, alone) = json(&["measure", SAMPLE, "--json"]);
    let keys = |m: &Value| m.as_object().unwrap().keys().filter(|k| *k != "file").cloned().collect::<Vec<_>>();
    for line in &lines {
        assert_eq!(keys(line), keys(&alone), "a measurement and its file");
        assert!(
            line["refused"].as_array().unwrap().iter().all(|r| r["remedy"].as_str().is_some_and(|s| !s.is_empty()))
        );
    }
    let mut good = lines[0].clone();
    good.as_object_mut().unwrap().shift_remove("file");
    assert_eq!(good, alone, "as it is measured alone");
}

#[test]
fn however_many_threads_the_bytes_are_the_same() {
    let folder = mixed("batch-threads");
    for i in 0..3 {
        fs::write(folder.join(format!("again-{i}.jpg")), sample()).unwrap();
    }
    let run = |threads: &str| {
        let mut command = command();
        command.args(["batch", text(&folder), "--jsonl"]).env("RAYON_NUM_THREADS", threads);
        command.output().unwrap().stdout
    };
    let once = run("1");
    assert!(!once.is_empty() && once == run("3") && once == run("3"));
}

#[test]
fn the_table_fits_and_is_summed_up() {
    let folder = mixed("batch-table");
    fs::write(folder.join(format!("{}.jpg", "long-name-".repeat(12))), b"x").unwrap();
    let (code, out, _) = healtone(&["batch", text(&folder)]);
    assert_eq!(code, 1);
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[1], ["Good.JPG", "accepted", "52.6", "11.4", "20.2", "1.5"], "{out}");
    assert_eq!(rows[2], ["cut.jpeg", "refused", "photo-truncated"], "{out}");
    let summary = "6 photo(s): 1 accepted, 5 refused: 1 file-too-large, 3 photo-not-a-picture, 1\nphoto-truncated\n";
    assert!(out.contains(summary) && out.ends_with("refused one.\n"), "{out}");
    let below = folder.join("below");
    let (code, out, err) = healtone(&["batch", text(&below), "--force"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("forced") && out.ends_with("1 photo(s): 0 accepted, 1 forced, 0 refused\n"), "{out}");
}

#[test]
fn the_readme_shows_the_table_that_it_prints() {
    let folder = folder("batch-readme");
    fs::create_dir_all(&folder).unwrap();
    let files = [("B-good.JPG", &sample()[..]), ("a-text.jpg", b"hello"), ("truncated.jpeg", &sample()[..200_000])];
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
    let (_, out, _) = healtone(&["batch", text(&folder)]);
    let readme = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(readme.contains(&format!("```text\n{out}```")), "{out}");
}

#[test]
fn the_exit_code_tells_of_refusals_folders_and_arguments() {
    let sound = folder("batch-sound");
    fs::create_dir_all(&sound).unwrap();
    fs::write(sound.join("a.jpg"), sample()).unwrap();
    let only_below = folder("batch-only-below");
    fs::create_dir_all(only_below.join("below")).unwrap();
    let sound = text(&sound);
    let cases: [(&[&str], i32, &str); 8] = [
        (&["batch", sound, "--jsonl"], 0, ""),
        (&["batch", sound, "--skin", "2%,44%,42%,8%", "--hair", "6%,57%,40%,16%", "--polarised"], 0, ""),
        (&["batch", "no-such-folder"], 5, "does not exist"),
        (&["batch", SAMPLE], 5, "is a file, not a folder"),
        (&["batch", text(&only_below)], 1, "--recursive"),
        (&["batch", sound, "--chart", "colorchecker-clasic"], 2, "colorchecker-classic"),
        (&["batch", sound, "--skin", "10,10,200,200"], 2, "in percent"),
        (&["batch"], 2, "DIR"),
    ];
    for (args, wanted, message) in cases {
        let (code, out, err) = healtone(args);
        assert_eq!(code, wanted, "{args:?}: {err}{out}");
        assert!(err.contains(message) && !err.contains("panicked"), "{args:?}: {err}");
    }
    let (_, help, _) = healtone(&["batch", "--help"]);
    assert!(help.contains("Examples:") && help.lines().all(|line| line.chars().count() <= 80), "{help}");
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let folder = mixed("batch-closed");
    let program = assert_cmd::cargo::cargo_bin("healtone");
    let mut child = std::process::Command::new(program)
        .envs(["XDG_CONFIG_HOME", "HOME", "APPDATA"].map(|name| (name, env!("CARGO_TARGET_TMPDIR"))))
        .args(["batch", text(&folder), "--jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    let err = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.code().is_some_and(|code| code <= 1) && !err.contains("panicked"), "{err}");
}
