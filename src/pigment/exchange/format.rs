//! The formats, and how a file's content tells which it has.

use crate::diagnostic::{Diagnostic, Kind};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CGATS.17, IT8 and their kin: text with `BEGIN_DATA`.
    Cgats,
    /// Color Exchange Format 3 (ISO 17972-1), XML.
    Cxf3,
    /// A table of text with a header row.
    Csv,
    /// Adobe Swatch Exchange.
    Ase,
    /// Adobe Photoshop colour swatches.
    Aco,
    /// Palette of GIMP.
    Gpl,
}

impl Format {
    /// The name used in files and arguments.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cgats => "cgats",
            Self::Cxf3 => "cxf3",
            Self::Csv => "csv",
            Self::Ase => "ase",
            Self::Aco => "aco",
            Self::Gpl => "gpl",
        }
    }

    /// The name for people, with its article.
    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Cgats => "a CGATS text",
            Self::Cxf3 => "a CxF3 file",
            Self::Csv => "a CSV table",
            Self::Ase => "an Adobe swatch file (ASE)",
            Self::Aco => "a Photoshop swatch file (ACO)",
            Self::Gpl => "a GIMP palette",
        }
    }
}

/// The format of a file by its content; names lie.
pub(super) fn detect(bytes: &[u8], file: &str) -> Result<Format, Diagnostic> {
    if bytes.is_empty() {
        return Err(unknown(file, "is empty.", "Export it again."));
    }
    if bytes.starts_with(b"ASEF") {
        return Ok(Format::Ase);
    }
    if is_aco(bytes) {
        return Ok(Format::Aco);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(unknown(file, "is a spreadsheet or an archive.", "Save the sheet as CSV and import that."));
    }
    if bytes.starts_with(b"%PDF") {
        return Err(unknown(file, "is a PDF.", "Ask for the measurements as CGATS, CxF3 or CSV."));
    }
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !is_wide && bytes.contains(&0) {
        return Err(unknown(file, "is no text and no swatch file that is known.", "Export it as CGATS, CxF3 or CSV."));
    }
    let (text, _) = super::text::decode(bytes, file)?;
    let start = text.trim_start();
    Ok(if start.starts_with('<') {
        Format::Cxf3
    } else if start.starts_with("GIMP Palette") {
        Format::Gpl
    } else if is_cgats(start) {
        Format::Cgats
    } else {
        Format::Csv
    })
}

/// A count of ten-byte colours behind a version of 1 or 2 is no text.
fn is_aco(bytes: &[u8]) -> bool {
    matches!(bytes, [0, 1 | 2, ..])
}

fn is_cgats(text: &str) -> bool {
    const BLOCKS: [&str; 4] = ["BEGIN_DATA_FORMAT", "BEGIN_DATA", "END_DATA_FORMAT", "END_DATA"];
    const NAMES: [&str; 6] = ["CGATS", "IT8.", "ISO28178", "LGOROWLENGTH", "CTI1", "CTI3"];
    NAMES.iter().any(|name| text.starts_with(name))
        || text.lines().any(|line| {
            let word = line.split_whitespace().next().unwrap_or_default();
            BLOCKS.iter().any(|block| word.eq_ignore_ascii_case(block))
                || [".INCLUDE", "$INCLUDE"].iter().any(|include| word.eq_ignore_ascii_case(include))
        })
}

fn unknown(file: &str, what: &str, remedy: &str) -> Diagnostic {
    Diagnostic::error(Kind::Unfit, "unknown-format", format!("{file} {what}"), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_tells_the_format_whatever_the_name() {
        let format = |bytes: &[u8]| detect(bytes, "colours.doc").map_err(|d| d.code);
        assert_eq!(format(b"ASEF\0\x01\0\0"), Ok(Format::Ase));
        assert_eq!(format(b"\0\x01\0\0"), Ok(Format::Aco));
        assert_eq!(format(b"\xef\xbb\xbf <?xml version=\"1.0\"?><x/>"), Ok(Format::Cxf3));
        assert_eq!(format(b"GIMP Palette\n"), Ok(Format::Gpl));
        assert_eq!(format(b"\"by hand\"\rbegin_data_format\r"), Ok(Format::Cgats));
        assert_eq!(format(b"IT8.7/2\n"), Ok(Format::Cgats));
        assert_eq!(format(b"name,L,a,b\n"), Ok(Format::Csv));
        for bytes in [&b""[..], b"PK\x03\x04", b"%PDF-1.4", b"a\0b"] {
            assert_eq!(format(bytes), Err("unknown-format"));
        }
    }
}
