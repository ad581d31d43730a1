//! Tables of text with a header row, by commas, semicolons or tabs.

use super::assemble::{Assembler, COLUMNS_MAX, Cell, too_many_columns};
use super::finish::Stated;
use super::format::Format;
use super::text::Text;
use super::white::White;
use super::{Import, ImportOptions};
use crate::diagnostic::Diagnostic;
use std::ops::Range;

/// Reads a table.
pub(super) fn read(text: Text<'_>, options: &ImportOptions, notes: Vec<Diagnostic>) -> Result<Import, Diagnostic> {
    let mut reader = ::csv::ReaderBuilder::new()
        .delimiter(delimiter(text)?)
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.text.as_bytes());
    let mut assembler = Assembler::new(text, Format::Csv, options, notes);
    let mut record = ::csv::StringRecord::new();
    let mut header: Option<usize> = None;
    loop {
        let more = reader.read_record(&mut record).map_err(|e| {
            let message = format!("The table cannot be read: {e}.");
            text.fault("bad-table", &text.end(), message, "Export it again as CSV in UTF-8.")
        })?;
        if !more {
            break;
        }
        if record.len() > COLUMNS_MAX {
            return Err(too_many_columns(text.file));
        }
        let start = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(usize::MAX));
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let mut cells = cells(text, &record, start.min(text.text.len())..end.min(text.text.len()));
        if cells.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        match header {
            None => {
                let filled = cells.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |last| last + 1);
                cells.truncate(filled);
                take_header(text, &mut assembler, &cells)?;
                header = Some(cells.len());
            }
            Some(width) => {
                fit(text, &mut cells, width)?;
                assembler.row(&cells)?;
            }
        }
    }
    if header.is_none() {
        return Err(text.fault("no-data", &text.end(), "There is no table in the file.", "Export it again."));
    }
    assembler.finish(Stated { format: Format::Csv, geometry: None, instrument: None }, None)
}

fn take_header(text: Text<'_>, assembler: &mut Assembler<'_>, cells: &[Cell]) -> Result<(), Diagnostic> {
    if let Some(unit) = cells.iter().find(|cell| is_radiant(&cell.text)) {
        return Err(super::cgats::emissive(text, &unit.span));
    }
    assembler.columns(cells)?;
    // Names such as "L* (D50/2)" or "lab_d50_2deg_L" state the white.
    let mut white = White::default();
    let of_lab = cells.iter().filter(|cell| !cell.text.to_lowercase().contains("nm"));
    assembler.white =
        if of_lab.fold(true, |agrees, cell| agrees & white.take(&cell.text)) { white } else { White::default() };
    Ok(())
}

fn is_radiant(name: &str) -> bool {
    let lower = name.to_lowercase();
    ["cd/m", "radiance", "w/sr", "emission", "emissive"].iter().any(|word| lower.contains(word))
}

/// Makes a row as long as the header; empty cells may be missing at its end or stand beyond it.
fn fit(text: Text<'_>, cells: &mut Vec<Cell>, width: usize) -> Result<(), Diagnostic> {
    if let Some(extra) = cells.iter().skip(width).find(|cell| !cell.text.is_empty()) {
        let message = format!("This row has {} cells for {width} columns.", cells.len());
        return Err(text.fault(
            "row-length",
            &extra.span,
            message,
            "Put cells that contain the separator in quotes; with decimal commas the separator is a semicolon.",
        ));
    }
    let end = cells.last().map_or(0..0, |last| last.span.end..last.span.end);
    cells.resize_with(width, || Cell { text: String::new(), span: end.clone() });
    Ok(())
}

/// The cells of a record with their places, found again one behind the other in its lines.
fn cells(text: Text<'_>, record: &::csv::StringRecord, span: Range<usize>) -> Vec<Cell> {
    let lines = text.text.get(span.clone()).unwrap_or_default();
    let mut at = 0;
    record
        .iter()
        .map(|cell| {
            let cell = cell.trim();
            let found = lines.get(at..).and_then(|rest| rest.find(cell)).map_or(at, |i| at + i);
            at = found + cell.len();
            Cell { text: cell.to_owned(), span: span.start + found..span.start + at.min(lines.len()).max(found) }
        })
        .collect()
}

/// The separator that the first line with a table has most of, outside of quotes.
fn delimiter(text: Text<'_>) -> Result<u8, Diagnostic> {
    let header = text.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let header = header.unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b';', 0), (b'\t', 0), (b',', 0)];
    for byte in header.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(separator, _)| !quoted && *separator == byte) {
            *count += 1;
        }
    }
    let (separator, count) = counts.into_iter().rev().max_by_key(|(_, count)| *count).unwrap_or((b',', 0));
    if count == 0 {
        return Err(text.fault(
            "unknown-format",
            &(0..header.len()),
            "This is neither CGATS, CxF3, a palette nor a table with columns.",
            "Export it as CGATS, CxF3, or CSV with a header row such as name;L;a;b.",
        ));
    }
    Ok(separator)
}
