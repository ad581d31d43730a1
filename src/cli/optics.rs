//! `optics`.

use super::arguments::OpticsArgs;
use super::output::{self, Failure};
use crate::{data, report, store};
use std::fmt::Write;
use std::process::ExitCode;

pub(super) fn optics(args: &OpticsArgs) -> Result<ExitCode, Failure> {
    let limit = data::limits().text.file_max_bytes as u64;
    let text = store::read_text(&args.stack, limit)?;
    let stack = store::parse_stack(&args.stack.display().to_string(), &text)?;
    let reflectance = stack.reflectance().map_err(|e| e.diagnostic())?;
    if args.output.json {
        return output::print_json(&report::json::optics(&stack.wavelength_nm, &reflectance), 0);
    }
    let mut csv = String::from("wavelength_nm,reflectance\n");
    for (nm, r) in stack.wavelength_nm.iter().zip(&reflectance) {
        let _ = writeln!(csv, "{nm},{r:.6}");
    }
    output::print(&csv, 0)
}
