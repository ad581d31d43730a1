//! What file a camera writes.

use crate::diagnostic::{Diagnostic, Kind};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::tiff::TiffEncoder;
use image::{ExtendedColorType, ImageEncoder};
use moxcms::{ColorProfile, ToneReprCurve};

/// What file a camera writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// 8-bit JPEG.
    Jpeg {
        /// 1-100.
        quality: u8,
        /// Display P3 instead of sRGB.
        display_p3: bool,
        /// How the picture lies in the file: EXIF orientation 1, 3, 6 or 8.
        orientation: u8,
    },
    /// 16-bit linear TIFF of the balanced sensor, no matrix, no curve.
    TiffLinear,
}

impl FileKind {
    /// The usual extension.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg { .. } => "jpg",
            Self::TiffLinear => "tif",
        }
    }
}

/// An upright picture, ready to be written: three interleaved channels, row by row.
pub(super) enum Codes {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

/// The bytes of the file. The same picture gives the same bytes: no clock is read.
pub(super) fn encode(codes: &Codes, width: u32, height: u32, kind: FileKind) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = Vec::new();
    match (codes, kind) {
        (Codes::Eight(codes), FileKind::Jpeg { quality, display_p3, orientation }) => {
            let (turned, width, height) = laid(codes, width, height, orientation);
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
            encoder.set_exif_metadata(exif(orientation)).map_err(|e| failed(&e.to_string()))?;
            if display_p3 {
                let profile = profile_bytes(&ColorProfile::new_display_p3())?;
                encoder.set_icc_profile(profile).map_err(|e| failed(&e.to_string()))?;
            }
            encoder.write_image(&turned, width, height, ExtendedColorType::Rgb8).map_err(|e| failed(&e.to_string()))?;
        }
        (Codes::Sixteen(codes), FileKind::TiffLinear) => {
            let mut encoder = TiffEncoder::new(std::io::Cursor::new(&mut bytes));
            let linear = ToneReprCurve::Lut(Vec::new());
            let mut profile = ColorProfile::new_srgb();
            profile.red_trc = Some(linear.clone());
            profile.green_trc = Some(linear.clone());
            profile.blue_trc = Some(linear);
            encoder.set_icc_profile(profile_bytes(&profile)?).map_err(|e| failed(&e.to_string()))?;
            let raw: Vec<u8> = codes.iter().flat_map(|code| code.to_ne_bytes()).collect();
            encoder.write_image(&raw, width, height, ExtendedColorType::Rgb16).map_err(|e| failed(&e.to_string()))?;
        }
        _ => unreachable!("the camera develops what its file holds"),
    }
    Ok(bytes)
}

/// Where a profile holds the time of its making, ICC.1:2022 table 17, and the time that stands in ours: 2026-01-01.
const MADE_AT: std::ops::Range<usize> = 24..36;
const MADE: [u8; 12] = [0x07, 0xea, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];

fn profile_bytes(profile: &ColorProfile) -> Result<Vec<u8>, Diagnostic> {
    let mut bytes = profile.encode().map_err(|e| failed(&e.to_string()))?;
    // The library writes the time of day into every profile: the same picture must have the same bytes.
    bytes[MADE_AT].copy_from_slice(&MADE);
    Ok(bytes)
}

fn failed(reason: &str) -> Diagnostic {
    Diagnostic::error(
        Kind::Limit,
        "cannot-encode",
        format!("The picture could not be encoded: {reason}."),
        "Make it smaller with --mp.",
    )
}

/// The picture as it lies in a file of an orientation: what a viewer turns back.
fn laid(codes: &[u8], width: u32, height: u32, orientation: u8) -> (Vec<u8>, u32, u32) {
    let (w, h) = (width as usize, height as usize);
    let (across, down) = if matches!(orientation, 6 | 8) { (h, w) } else { (w, h) };
    let mut turned = Vec::with_capacity(codes.len());
    for y in 0..down {
        for x in 0..across {
            let (from_x, from_y) = match orientation {
                3 => (w - 1 - x, h - 1 - y),
                6 => (w - 1 - y, x),
                8 => (y, h - 1 - x),
                _ => (x, y),
            };
            let at = 3 * (from_y * w + from_x);
            turned.extend_from_slice(&codes[at..at + 3]);
        }
    }
    let side = |v: usize| u32::try_from(v).expect("sides are those of the picture");
    (turned, side(across), side(down))
}

/// An EXIF block as a phone writes it: make, model, orientation, program. Little-endian TIFF, one directory.
fn exif(orientation: u8) -> Vec<u8> {
    let texts: [(u16, &[u8]); 3] = [(271, b"healtone\0"), (272, b"virtual camera\0"), (305, b"healtone simulate\0")];
    let entries = 4_u16;
    let mut directory = Vec::new();
    let mut heap = Vec::new();
    let heap_at = 8 + 2 + 12 * u32::from(entries) + 4;
    let mut entry = |tag: u16, kind: u16, count: u32, value: u32| {
        directory.extend_from_slice(&tag.to_le_bytes());
        directory.extend_from_slice(&kind.to_le_bytes());
        directory.extend_from_slice(&count.to_le_bytes());
        directory.extend_from_slice(&value.to_le_bytes());
    };
    let length = |text: &[u8]| u32::try_from(text.len()).expect("a few letters");
    for (tag, text) in &texts[..2] {
        entry(*tag, 2, length(text), heap_at + length(&heap));
        heap.extend_from_slice(text);
    }
    entry(274, 3, 1, u32::from(orientation));
    entry(305, 2, length(texts[2].1), heap_at + length(&heap));
    heap.extend_from_slice(texts[2].1);
    let mut block = b"II\x2a\0\x08\0\0\0".to_vec();
    block.extend_from_slice(&entries.to_le_bytes());
    block.extend_from_slice(&directory);
    block.extend_from_slice(&[0; 4]);
    block.extend_from_slice(&heap);
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::{Encoding, Photo};

    fn picture() -> (Vec<u8>, u32, u32) {
        let codes = (0..40_u8).flat_map(|y| (0..64_u8).flat_map(move |x| [3 * x, 5 * y, 90])).collect();
        (codes, 64, 40)
    }

    #[test]
    fn every_orientation_is_read_back_upright() {
        let (codes, width, height) = picture();
        for orientation in [1, 3, 6, 8] {
            let kind = FileKind::Jpeg { quality: 98, display_p3: false, orientation };
            let bytes = encode(&Codes::Eight(codes.clone()), width, height, kind).unwrap();
            let photo = Photo::decode(&bytes).unwrap();
            assert_eq!((photo.width(), photo.height(), photo.encoding()), (width, height, Encoding::Srgb));
            for (x, y) in [(5, 5), (60, 3), (30, 36)] {
                let seen = photo.code(x, y);
                let meant = [0, 1, 2].map(|c| f64::from(codes[3 * (y as usize * 64 + x as usize) + c]) / 255.0);
                for (a, b) in seen.iter().zip(meant) {
                    assert!((a - b).abs() < 0.03, "{orientation}: {seen:?} {meant:?}");
                }
            }
        }
    }

    #[test]
    fn profiles_are_honoured_and_the_same_bytes_come_twice() {
        let (codes, width, height) = picture();
        let wide = FileKind::Jpeg { quality: 90, display_p3: true, orientation: 1 };
        let bytes = encode(&Codes::Eight(codes.clone()), width, height, wide).unwrap();
        assert_eq!(Photo::decode(&bytes).unwrap().encoding(), Encoding::DisplayP3);
        assert_eq!(profile_bytes(&ColorProfile::new_srgb()).unwrap()[MADE_AT], MADE);
        assert_eq!(bytes, encode(&Codes::Eight(codes), width, height, wide).unwrap());
        let sixteen = (0..64_u16 * 40 * 3).map(|i| i * 8).collect();
        let bytes = encode(&Codes::Sixteen(sixteen), width, height, FileKind::TiffLinear).unwrap();
        let photo = Photo::decode(&bytes).unwrap();
        assert_eq!(photo.encoding(), Encoding::Linear);
        approx::assert_abs_diff_eq!(photo.linear(1, 0)[0], 24.0 / 65535.0, epsilon = 1e-9);
    }
}
