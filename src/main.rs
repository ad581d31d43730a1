//! The `healtone` command: arguments in, text or JSON and an exit code out.

fn main() -> std::process::ExitCode {
    healtone::cli::run()
}
