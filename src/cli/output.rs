//! What goes to stdout, what to stderr, and which code the process ends with.

use crate::diagnostic::{Diagnostic, Kind};
use crate::report::Text;
use anstream::{AutoStream, ColorChoice};
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

/// The exit code for faults of this kind.
pub(super) const fn code(kind: Kind) -> u8 {
    match kind {
        Kind::Unfit => 1,
        Kind::Argument => 2,
        Kind::Limit => 4,
        Kind::Access => 5,
    }
}

/// Exit code of a result whose verdict is that nothing matches.
pub(super) const NO_MATCH: u8 = 3;

/// Faults that leave no result to print.
#[derive(Debug)]
pub(super) struct Failure(Vec<Diagnostic>);

impl From<Diagnostic> for Failure {
    fn from(fault: Diagnostic) -> Self {
        Self(vec![fault])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self(faults)
    }
}

impl Failure {
    /// The faults.
    pub(super) fn faults(self) -> Vec<Diagnostic> {
        self.0
    }

    /// Prints the faults and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        complain(&self.0);
        ExitCode::from(self.0.first().map_or(1, |d| code(d.kind)))
    }
}

/// Prints faults on stderr: what, where, what to do.
pub(super) fn complain(faults: &[Diagnostic]) {
    for fault in faults {
        eprint!("{}", crate::report::diagnostics::plain(fault));
    }
}

/// Shows the faults of a text, each with its line and a caret; the failure that is left says how many they are.
pub(super) fn unfit(code: &'static str, path: &Path, of: &str, faults: &[Diagnostic]) -> Failure {
    show_faults(of, faults);
    let message = format!("{} has {} fault(s).", path.display(), faults.len());
    Diagnostic::error(Kind::Unfit, code, message, "Correct what is named above.").into()
}

/// Shows the faults of a text, each with its line and a caret.
pub(super) fn show_faults(of: &str, faults: &[Diagnostic]) {
    eprintln!("{}", crate::report::diagnostics::render(faults, |_| Some(of), text().swatches));
}

/// How text is written: swatches only where the terminal shows colours.
pub(super) fn text() -> Text {
    Text { swatches: AutoStream::choice(&std::io::stdout()) != ColorChoice::Never }
}

/// Prints a result. A reader that has seen enough (a closed pipe) is no fault.
pub(super) fn print(result: &str, ended: u8) -> Result<ExitCode, Failure> {
    print_part(result)?;
    Ok(ExitCode::from(ended))
}

/// Prints a result that need not be text.
pub(super) fn print_bytes(result: &[u8]) -> Result<ExitCode, Failure> {
    write_part(result)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a part of a result; whether there is somebody who reads on.
pub(super) fn print_part(part: &str) -> Result<bool, Diagnostic> {
    write_part(part.as_bytes())
}

fn write_part(part: &[u8]) -> Result<bool, Diagnostic> {
    let mut out = std::io::stdout().lock();
    match out.write_all(part).and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
        Err(e) => Err(Diagnostic::error(
            Kind::Access,
            "cannot-write",
            format!("The result could not be written: {e}."),
            "Check the disk or the program that reads it.",
        )),
    }
}

/// Prints a JSON document.
pub(super) fn print_json(document: &Value, ended: u8) -> Result<ExitCode, Failure> {
    print(&json_text(document), ended)
}

/// A document as it is printed.
pub(super) fn json_text(document: &Value) -> String {
    let text = serde_json::to_string_pretty(document).expect("a document of strings and numbers can be written");
    format!("{text}\n")
}

/// Runs a job; on a terminal a spinner says so once it takes longer than half a second.
pub(super) fn with_progress<T>(message: &'static str, job: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return job();
    }
    let (done, finished) = mpsc::channel::<()>();
    let spinner = std::thread::spawn(move || {
        if finished.recv_timeout(Duration::from_millis(500)).is_err_and(|e| e == mpsc::RecvTimeoutError::Timeout) {
            let bar = indicatif::ProgressBar::new_spinner().with_message(message);
            bar.enable_steady_tick(Duration::from_millis(100));
            let _ = finished.recv();
            bar.finish_and_clear();
        }
    });
    let result = job();
    drop(done);
    let _ = spinner.join();
    result
}

/// A bar for a job of many parts, on a terminal and once it has taken more than half a second.
pub(super) fn progress_bar(parts: u64, of: &'static str) -> indicatif::ProgressBar {
    if parts < 2 || !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let style = indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}, {eta} left")
        .expect("the template is a literal");
    indicatif::ProgressBar::new(parts).with_style(style).with_message(of)
}
