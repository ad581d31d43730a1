//! Adobe Swatch Exchange: blocks of colours, in groups or not.

use super::binary::Bytes;
use super::finish::swatches;
use super::format::Format;
use super::sample::{Sample, StatedLab};
use super::text::note;
use super::white::White;
use super::{Import, ImportOptions, assemble};
use crate::diagnostic::Diagnostic;

const COLOR: u16 = 1;
const GROUP: u16 = 0xc001;
const GROUP_END: u16 = 0xc002;

/// Reads a swatch file. A name within a group stands behind the group's: `Accents / Red`.
pub(super) fn read(bytes: &[u8], file: &str, options: &ImportOptions) -> Result<Import, Diagnostic> {
    let mut bytes = Bytes { file, rest: bytes };
    if bytes.take(4)? != b"ASEF" {
        return Err(bytes.fault("unknown-format", "is no Adobe swatch file."));
    }
    bytes.take(4)?; // the version
    let blocks = bytes.u32()?;
    let (mut samples, mut notes, mut group) = (Vec::new(), Vec::new(), String::new());
    for _ in 0..blocks {
        let kind = bytes.u16()?;
        let length = bytes.u32()?;
        let mut block = Bytes { file, rest: bytes.take(length)? };
        match kind {
            GROUP => group = name(&mut block)?,
            GROUP_END => group.clear(),
            COLOR => {
                if samples.len() >= options.samples_max {
                    return Err(assemble::too_many(file, options.samples_max));
                }
                match color(&mut block)? {
                    Some(mut sample) => {
                        if !group.is_empty() {
                            sample.name = format!("{group} / {}", sample.name);
                        }
                        samples.push(sample);
                    }
                    None => note(&mut notes, device_left_out()),
                }
            }
            _ => {}
        }
    }
    swatches(file, Format::Ase, samples, notes)
}

fn name(block: &mut Bytes<'_>) -> Result<String, Diagnostic> {
    let letters = block.u16()?;
    block.utf16(usize::from(letters))
}

/// A colour; `None` for an amount of ink.
fn color(block: &mut Bytes<'_>) -> Result<Option<Sample>, Diagnostic> {
    let name = name(block)?;
    let model = block.take(4)?;
    let mut three = || -> Result<[f64; 3], Diagnostic> { Ok([block.f32()?, block.f32()?, block.f32()?]) };
    Ok(match model {
        b"LAB " => {
            let [l, a, b] = three()?;
            let lab = StatedLab { white: White::d50(), value: [100.0 * l, a, b] };
            Some(Sample { name, lab: Some(lab), spectrum: None, rgb: None })
        }
        b"RGB " => {
            let rgb = three()?.map(|share| 255.0 * share);
            Some(Sample { name, lab: None, spectrum: None, rgb: Some(rgb) })
        }
        _ => None,
    })
}

/// Some colours were amounts for a device.
pub(super) fn device_left_out() -> Diagnostic {
    Diagnostic::warning(
        "device-colors-left-out",
        "Colours that are amounts for a device, such as CMYK or grey, were left out: they are no colours by themselves.",
        "Export those as Lab.",
    )
}
