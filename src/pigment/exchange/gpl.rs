//! Palettes of GIMP: red, green, blue and a name on a line.

use super::finish::swatches;
use super::format::Format;
use super::sample::Sample;
use super::text::{Text, shown};
use super::{Import, ImportOptions, assemble};
use crate::diagnostic::Diagnostic;

/// Reads a palette.
pub(super) fn read(text: Text<'_>, options: &ImportOptions, notes: Vec<Diagnostic>) -> Result<Import, Diagnostic> {
    let mut samples = Vec::new();
    let mut start = 0;
    for (i, line) in text.text.split_inclusive('\n').enumerate() {
        let span = start..start + line.trim_end().len();
        start += line.len();
        let line = line.trim();
        let is_header =
            i == 0 || line.starts_with("Name:") || line.starts_with("Columns:") || line.starts_with("Channels:");
        if is_header || line.is_empty() || line.starts_with('#') {
            continue;
        }
        if samples.len() >= options.samples_max {
            return Err(assemble::too_many(text.file, options.samples_max));
        }
        let code = |word: &str| word.parse::<u8>().ok().map(f64::from);
        let mut rest = line;
        let mut next = || {
            let (word, left) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            rest = left.trim_start();
            code(word)
        };
        let rgb = [next(), next(), next()];
        let [Some(r), Some(g), Some(b)] = rgb else {
            let message = format!("\"{}\" is no colour of a palette.", shown(line));
            return Err(text.fault(
                "bad-swatch",
                &span,
                message,
                "Write three whole numbers from 0 to 255 and a name.",
            ));
        };
        let name = if rest.is_empty() { (samples.len() + 1).to_string() } else { rest.to_owned() };
        samples.push(Sample { name, lab: None, spectrum: None, rgb: Some([r, g, b]) });
    }
    swatches(text.file, Format::Gpl, samples, notes)
}
