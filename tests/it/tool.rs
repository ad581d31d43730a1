//! The tool as a program: arguments in, exit code and both streams out.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The tool in the project's folder for a user whose configuration lies in this one, by the customs of every platform.
pub(crate) fn command_of(configuration: &Path) -> Command {
    let mut command = Command::cargo_bin("healtone").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command.envs(["XDG_CONFIG_HOME", "HOME", "APPDATA"].map(|name| (name, configuration)));
    command
}

/// The tool for a user without a studio: what whoever runs the tests has set up is none of their affair.
pub(crate) fn command() -> Command {
    command_of(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("nobody"))
}

/// Runs the tool in the project's folder: exit code, standard output, standard error.
pub(crate) fn healtone(args: &[&str]) -> (i32, String, String) {
    run(command(), args)
}

/// The same for a tool as set up.
pub(crate) fn run(mut command: Command, args: &[&str]) -> (i32, String, String) {
    let output = command.args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The same for a command that prints JSON.
pub(crate) fn json(args: &[&str]) -> (i32, Value) {
    let (code, out, err) = healtone(args);
    (code, serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}")))
}

/// A file made for one test, in the folder that cargo keeps for that.
pub(crate) fn made(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// An empty folder of one test's own.
pub(crate) fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    path
}

/// A text on one line, wherever it was broken to fit a terminal.
pub(crate) fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A command of the documentation: its arguments, and the lines that it is said to print.
pub(crate) type Shown = (Vec<String>, Vec<String>);

/// The commands of a page, `$ healtone ...`, continued by a backslash.
pub(crate) fn shown_commands(page: &str) -> Vec<Shown> {
    let blocks = page.split("```console\n$ healtone ").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    let one = |block: &str| {
        let joined = block.replace(" \\\n", " ");
        let mut lines = joined.lines();
        let args = lines.next().unwrap().split_whitespace().map(str::to_owned).collect();
        (args, lines.map(str::to_owned).collect())
    };
    blocks.map(one).collect()
}

/// Runs the commands of a page in a folder, which must print the lines shown, in their order; `[...]` stands for others.
pub(crate) fn assert_printed(folder: &Path, commands: &[Shown], ended: &[i32]) {
    for (args, shown) in commands {
        let mut tool = command_of(folder);
        tool.current_dir(folder);
        let (code, out, err) = run(tool, &args.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(ended.contains(&code), "{args:?}: {code} {err}");
        let mut printed = out.lines();
        for line in shown.iter().filter(|line| *line != "[...]") {
            assert!(printed.any(|p| p == line), "{args:?} does not print {line:?} there:\n{out}");
        }
    }
}
