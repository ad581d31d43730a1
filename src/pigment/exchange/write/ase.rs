//! Adobe Swatch Exchange with colours in Lab.

use super::Exported;
use crate::color::lab_array;

pub(super) fn bytes(colours: &[Exported]) -> Vec<u8> {
    let mut out = b"ASEF\0\x01\0\0".to_vec();
    out.extend(u32::try_from(colours.len()).unwrap_or(u32::MAX).to_be_bytes());
    for colour in colours {
        let block = block(colour);
        out.extend([0, 1]);
        out.extend(u32::try_from(block.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend(block);
    }
    out
}

fn block(colour: &Exported) -> Vec<u8> {
    // The length of a name has 16 bits and counts the zero behind it.
    let mut name: Vec<u16> = colour.name.encode_utf16().take(usize::from(u16::MAX) - 1).collect();
    name.push(0);
    let mut out = u16::try_from(name.len()).unwrap_or(u16::MAX).to_be_bytes().to_vec();
    out.extend(name.iter().flat_map(|unit| unit.to_be_bytes()));
    out.extend(b"LAB ");
    let [l, a, b] = lab_array(colour.lab);
    #[expect(clippy::cast_possible_truncation, reason = "the format has single precision")]
    out.extend([l / 100.0, a, b].map(|v| v as f32).into_iter().flat_map(f32::to_be_bytes));
    out.extend([0, 2]); // an ordinary colour, neither global nor spot
    out
}
