//! Photoshop's swatches: version 1 without names, and mostly version 2 with them behind it.

use super::ase::device_left_out;
use super::binary::Bytes;
use super::finish::swatches;
use super::format::Format;
use super::sample::{Sample, StatedLab};
use super::text::note;
use super::white::White;
use super::{Import, ImportOptions, assemble};
use crate::diagnostic::Diagnostic;

/// Reads a swatch file; where both versions are there, the one with names counts.
pub(super) fn read(bytes: &[u8], file: &str, options: &ImportOptions) -> Result<Import, Diagnostic> {
    let mut bytes = Bytes { file, rest: bytes };
    let mut notes = Vec::new();
    let mut samples = section(&mut bytes, options, &mut notes)?;
    if !bytes.rest.is_empty() {
        samples = section(&mut bytes, options, &mut notes)?;
    }
    swatches(file, Format::Aco, samples, notes)
}

fn section(
    bytes: &mut Bytes<'_>,
    options: &ImportOptions,
    notes: &mut Vec<Diagnostic>,
) -> Result<Vec<Sample>, Diagnostic> {
    let version = bytes.u16()?;
    if !matches!(version, 1 | 2) {
        return Err(bytes.fault("unknown-format", "is no Photoshop swatch file of version 1 or 2."));
    }
    let count = usize::from(bytes.u16()?);
    if count > options.samples_max {
        return Err(assemble::too_many(bytes.file, options.samples_max));
    }
    let mut samples = Vec::new();
    for i in 0..count {
        let space = bytes.u16()?;
        let words = [bytes.u16()?, bytes.u16()?, bytes.u16()?, bytes.u16()?];
        let name = if version == 2 {
            let letters = bytes.u32()?;
            bytes.utf16(letters)?
        } else {
            String::new()
        };
        let name = if name.is_empty() { (i + 1).to_string() } else { name };
        match color(space, words) {
            (None, None) => note(notes, device_left_out()),
            (lab, rgb) => samples.push(Sample { name, lab, spectrum: None, rgb }),
        }
    }
    Ok(samples)
}

/// Lab or RGB of the four words of a colour; neither for an amount of ink.
fn color(space: u16, words: [u16; 4]) -> (Option<StatedLab>, Option<[f64; 3]>) {
    let [x, y, z, _] = words;
    let share = |word: u16| f64::from(word) / 65_535.0;
    match space {
        0 => (None, Some([x, y, z].map(|word| 255.0 * share(word)))),
        1 => (None, Some(rgb_of_hsb(360.0 * share(x), share(y), share(z)))),
        7 => {
            let signed = |word: u16| f64::from(i16::from_be_bytes(word.to_be_bytes())) / 100.0;
            let value = [f64::from(x) / 100.0, signed(y), signed(z)];
            (Some(StatedLab { white: White::d50(), value }), None)
        }
        _ => (None, None),
    }
}

/// Red, green and blue, 0-255, of hue in degrees, saturation and brightness: the hexcone of A. R. Smith, 1978.
fn rgb_of_hsb(hue: f64, saturation: f64, brightness: f64) -> [f64; 3] {
    [5.0, 3.0, 1.0].map(|n: f64| {
        let k = (n + hue / 60.0) % 6.0;
        255.0 * brightness * (1.0 - saturation * k.min(4.0 - k).clamp(0.0, 1.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hues_become_the_colours_of_their_names() {
        let rounded = |hue| rgb_of_hsb(hue, 1.0, 1.0).map(|v| v.round());
        assert_eq!(rounded(0.0), [255.0, 0.0, 0.0]);
        assert_eq!(rounded(60.0), [255.0, 255.0, 0.0]);
        assert_eq!(rounded(240.0), [0.0, 0.0, 255.0]);
        assert_eq!(rgb_of_hsb(77.0, 0.0, 0.5), [127.5; 3]);
    }
}
