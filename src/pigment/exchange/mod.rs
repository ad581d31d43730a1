//! Colours of other programs: instruments' exports and designers' swatches in, both out again.
//!
//! What a file does not state is not made up: a Lab without a named light is "unstated", a spectrum whose scale is
//! nowhere named is refused, and what was emitted or is only an amount of ink is no colour of a surface.
//!
//! ```
//! use healtone::pigment::exchange::{ImportOptions, import};
//!
//! let text = "CGATS.17\nWEIGHTING_FUNCTION \"ILLUMINANT, D50\"\nWEIGHTING_FUNCTION \"OBSERVER, 2 degree\"\n\
//!     BEGIN_DATA_FORMAT\nSAMPLE_NAME LAB_L LAB_A LAB_B\nEND_DATA_FORMAT\n\
//!     BEGIN_DATA\n\"Carbon 1+9\"\t43,5\t0,6\t-1,2\nEND_DATA\n";
//! let read = import(text.as_bytes(), "ladder.txt", &ImportOptions::default()).unwrap();
//! let lab = read.samples[0].lab.as_ref().unwrap();
//! assert_eq!((lab.white.name(), lab.value), ("d50-2".to_owned(), [43.5, 0.6, -1.2]));
//! assert!(read.warnings.iter().any(|w| w.code == "decimal-comma"));
//! ```

mod aco;
mod ase;
mod assemble;
mod binary;
mod cgats;
mod csv;
mod cxf;
mod drawdown;
mod finish;
mod format;
mod gpl;
mod numbers;
mod roles;
mod sample;
mod spectral;
mod text;
mod white;
mod write;

pub use drawdown::{DrawdownFields, drawdown_toml};
pub use format::Format;
pub use roles::Column;
pub use sample::{Import, ImportSource, ReadSpectrum, Sample, StatedLab};
pub use spectral::Scale;
pub use white::White;
pub use write::{ExportFormat, Exported, drawdown_name, measured, write};

use crate::diagnostic::{Diagnostic, Kind};

/// What the user says of a file beside its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportOptions {
    /// The format; told from the content unless it is named.
    pub format: Option<Format>,
    /// Which column holds what, where its name does not say so.
    pub columns: Vec<(Column, String)>,
    /// The scale of spectra, where the file does not state it.
    pub scale: Option<Scale>,
    /// Light and observer, where the file does not state them.
    pub white: Option<White>,
    /// More samples than this are refused.
    pub samples_max: usize,
}

impl Default for ImportOptions {
    /// Nothing is said, and the customary limit holds.
    fn default() -> Self {
        let samples_max = crate::data::limits().import.samples_max;
        Self { format: None, columns: Vec::new(), scale: None, white: None, samples_max }
    }
}

/// Reads the colours of a file of another program.
///
/// The format is told from the content, not from the name; `file_name` only stands in messages. The caller has seen to
/// the size of the file.
///
/// # Errors
/// A format that is not known; a text with a fault, at its line and column; a file without the colour of a surface
/// (`no-color`, `emissive`, `transmissive`); more samples than the limit.
pub fn import(bytes: &[u8], file_name: &str, options: &ImportOptions) -> Result<Import, Diagnostic> {
    let format = options.format.map_or_else(|| format::detect(bytes, file_name), Ok)?;
    let is_table = matches!(format, Format::Cgats | Format::Csv);
    if !options.columns.is_empty() && !is_table {
        let message = format!("{file_name} is {}, which has no columns to name.", format.title());
        return Err(Diagnostic::error(Kind::Argument, "no-columns", message, "Leave out --columns."));
    }
    match format {
        Format::Ase => ase::read(bytes, file_name, options),
        Format::Aco => aco::read(bytes, file_name, options),
        Format::Cgats | Format::Cxf3 | Format::Csv | Format::Gpl => {
            let (decoded, notes) = text::decode(bytes, file_name)?;
            let text = text::Text { file: file_name, text: &decoded };
            match format {
                Format::Cgats => cgats::read(text, options, notes),
                Format::Cxf3 => cxf::read(text, options, notes),
                Format::Gpl => gpl::read(text, options, notes),
                _ => csv::read(text, options, notes),
            }
        }
    }
}
