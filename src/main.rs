//! The `healtone` command: arguments in, text or JSON and an exit code out.

use healtone::cli::OpenPage;

#[cfg(feature = "web")]
const PAGE: Option<OpenPage> = Some(healtone::web::open);
#[cfg(not(feature = "web"))]
const PAGE: Option<OpenPage> = None;

fn main() -> std::process::ExitCode {
    healtone::cli::run(PAGE)
}
