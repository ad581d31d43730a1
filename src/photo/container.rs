//! What a file is by its content, and what stands in it, without decoding anything.
//!
//! The walk over segments and chunks is what keeps hostile files cheap: sizes are known before a decoder sees a byte,
//! and a file that was cut short is told from a whole one (a JPEG decoder fills the missing part with grey).

use super::PhotoError;

/// A kind of picture that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
    Tiff,
    WebP,
}

impl Format {
    /// How the names of such files end.
    pub(super) const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::WebP => "webp",
        }
    }
}

/// What a walk over the file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Survey {
    pub(super) format: Format,
    /// Width and height, where the container tells without decoding.
    pub(super) size: Option<(u32, u32)>,
    /// Bytes of the colour profile as stored; zero where there is none.
    pub(super) profile_bytes: usize,
    /// Bytes of camera data (EXIF) as stored.
    pub(super) exif_bytes: usize,
    /// Colour declared by other means than a profile.
    pub(super) declared: Declared,
}

/// Colour declared by a PNG without a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    Nothing,
    Srgb,
    DisplayP3,
    Linear,
    /// High dynamic range or video primaries.
    Other,
}

impl Survey {
    fn new(format: Format) -> Self {
        Self { format, size: None, profile_bytes: 0, exif_bytes: 0, declared: Declared::Nothing }
    }
}

/// Walks over the file.
pub(super) fn survey(bytes: &[u8]) -> Result<Survey, PhotoError> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => png(bytes),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp(bytes),
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => tiff(bytes),
        _ => Err(unknown(bytes)),
    }
}

fn unknown(bytes: &[u8]) -> PhotoError {
    const EXPORT: &str = "Export the photo as JPEG.";
    const RAW: &str = "Develop it in the camera maker's software and export it as 16-bit TIFF.";
    let unread = |what, remedy| PhotoError::Unread { what, remedy };
    let looks = match bytes {
        [] => "is empty",
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', ..] => return unread("an AVIF picture", EXPORT),
        [_, _, _, _, b'f', b't', b'y', b'p', b'c', b'r', b'x', ..] => return unread("a raw camera file (CR3)", RAW),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e' | b'v', ..]
        | [_, _, _, _, b'f', b't', b'y', b'p', b'm', b'i' | b's', b'f', ..] => {
            return unread(
                "a HEIC picture",
                "Set the phone to \"most compatible\" pictures, or export the photo as JPEG.",
            );
        }
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "begins like a film",
        [b'G', b'I', b'F', b'8', ..] => return unread("a GIF picture", EXPORT),
        [b'B', b'M', ..] => return unread("a BMP picture", EXPORT),
        [b'8', b'B', b'P', b'S', ..] => return unread("a Photoshop file", EXPORT),
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', ..] => return unread("a JPEG XL picture", EXPORT),
        [b'F', b'U', b'J', b'I', ..] | [b'I', b'I', b'R' | b'U', ..] => return unread("a raw camera file", RAW),
        [b'%', b'P', b'D', b'F', ..] => "begins like a PDF document",
        [b'P', b'K', 3, 4, ..] => "begins like a ZIP archive",
        // Truncated before the signature is complete.
        [0xff, 0xd8] | [0x89, b'P', b'N', b'G', ..] => return PhotoError::Truncated,
        _ if text_like(bytes) => "begins like text",
        _ => "begins like no known picture",
    };
    PhotoError::NotAPicture { looks }
}

fn text_like(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    let plain = |b: &u8| matches!(b, b'\t' | b'\n' | b'\r' | 0x20..=0x7e | 0xc2..=0xf4 | 0x80..=0xbf);
    let letters = head.iter().filter(|b| b.is_ascii_graphic() || **b == b' ').count();
    head.iter().all(plain) && 2 * letters > head.len()
}

fn u16_be(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn u32_be(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Walks over a JPEG file to its end-of-image marker; without one the file was cut short.
fn jpeg(bytes: &[u8]) -> Result<Survey, PhotoError> {
    let mut survey = Survey::new(Format::Jpeg);
    let mut at = 2;
    let mut scans = 0;
    loop {
        let marker;
        (marker, at) = next_marker(bytes, at).ok_or(PhotoError::Truncated)?;
        match marker {
            0x00 | 0x01 | 0xd0..=0xd8 => continue,
            0xd9 => break,
            _ => {}
        }
        let length = u16_be(bytes, at).ok_or(PhotoError::Truncated)?;
        let segment = bytes.get(at + 2..at + length.max(2)).ok_or(PhotoError::Truncated)?;
        match marker {
            0xe1 if segment.starts_with(b"Exif\0") => survey.exif_bytes += segment.len(),
            0xe2 if segment.starts_with(b"ICC_PROFILE\0") => survey.profile_bytes += segment.len(),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let size = jpeg_frame(segment)?;
                super::decode::check_size(size)?;
                survey.size = Some(size);
            }
            0xda => scans += 1,
            _ => {}
        }
        at += length.max(2);
    }
    match survey.size {
        Some((width, height)) if scans > 0 => {
            // Each block of 64 pixels takes at least one bit, so a far smaller file cannot be whole.
            let enough = bytes.len() as u64 >= u64::from(width) * u64::from(height) / 512;
            enough.then_some(survey).ok_or(PhotoError::Truncated)
        }
        _ => Err(PhotoError::Truncated),
    }
}

/// The marker at or after a place, skipping picture data, and the place behind it.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == 0xff)?;
        match *bytes.get(at + 1)? {
            0xff => at += 1,
            0x00 => at += 2,
            marker => return Some((marker, at + 2)),
        }
    }
}

fn jpeg_frame(segment: &[u8]) -> Result<(u32, u32), PhotoError> {
    let [_, h1, h2, w1, w2, components, ..] = *segment else { return Err(PhotoError::Truncated) };
    if components == 4 {
        let remedy = "Export the photo again as JPEG in sRGB.";
        return Err(PhotoError::Unread { what: "a CMYK picture, made for printing", remedy });
    }
    Ok((u32::from(u16::from_be_bytes([w1, w2])), u32::from(u16::from_be_bytes([h1, h2]))))
}

/// Walks over the chunks of a PNG file to its end.
fn png(bytes: &[u8]) -> Result<Survey, PhotoError> {
    let mut survey = Survey::new(Format::Png);
    let mut at = 8;
    loop {
        let length = u32_be(bytes, at).ok_or(PhotoError::Truncated)? as usize;
        let kind = bytes.get(at + 4..at + 8).ok_or(PhotoError::Truncated)?;
        if kind == b"IHDR" {
            survey.size = u32_be(bytes, at + 8).zip(u32_be(bytes, at + 12));
            // The header alone decides on the limits: a bomb need not be whole.
            super::decode::check_size(survey.size.ok_or(PhotoError::Truncated)?)?;
        }
        let data = at.checked_add(8 + length).and_then(|end| bytes.get(at + 8..end)).ok_or(PhotoError::Truncated)?;
        match kind {
            b"IEND" if bytes.len() < at + 12 => return Err(PhotoError::Truncated),
            b"IEND" => return Ok(survey),
            b"iCCP" => survey.profile_bytes = length,
            b"eXIf" => survey.exif_bytes = length,
            b"acTL" => {
                return Err(PhotoError::Unread {
                    what: "an animated PNG",
                    remedy: "Export one picture of it as JPEG.",
                });
            }
            b"cICP" => survey.declared = cicp(data),
            b"sRGB" if survey.declared != Declared::Other => survey.declared = Declared::Srgb,
            b"gAMA" if survey.declared == Declared::Nothing && data == 100_000_u32.to_be_bytes() => {
                survey.declared = Declared::Linear;
            }
            _ => {}
        }
        at += 12 + length;
    }
}

/// Code points of ITU-T H.273: primaries 1 are those of sRGB, 12 of Display P3; transfer 13 is sRGB's, 8 linear.
fn cicp(data: &[u8]) -> Declared {
    match data {
        [1, 13, ..] => Declared::Srgb,
        [12, 13, ..] => Declared::DisplayP3,
        [1, 8, ..] => Declared::Linear,
        _ => Declared::Other,
    }
}

/// Walks over the chunks of a WebP file.
fn webp(bytes: &[u8]) -> Result<Survey, PhotoError> {
    let mut survey = Survey::new(Format::WebP);
    let end = u32_le(bytes, 4).and_then(|n| usize::try_from(n).ok()).map_or(usize::MAX, |n| n.saturating_add(8));
    if end > bytes.len() {
        return Err(PhotoError::Truncated);
    }
    let mut at = 12;
    while let (Some(kind), Some(length)) = (bytes.get(at..at + 4), u32_le(bytes, at + 4)) {
        match kind {
            b"ICCP" => survey.profile_bytes = length as usize,
            b"EXIF" => survey.exif_bytes = length as usize,
            b"ANIM" => {
                return Err(PhotoError::Unread {
                    what: "an animated WebP",
                    remedy: "Export one picture of it as JPEG.",
                });
            }
            _ => {}
        }
        at = at.saturating_add(8 + (length as usize).next_multiple_of(2));
        if at >= end {
            break;
        }
    }
    Ok(survey)
}

/// Looks through the first directory of a TIFF file: many raw files are TIFF files whose first picture is a thumbnail.
fn tiff(bytes: &[u8]) -> Result<Survey, PhotoError> {
    const RAW: &str = "Develop it in the camera maker's software and export it as 16-bit TIFF.";
    let raw = PhotoError::Unread { what: "a raw camera file", remedy: RAW };
    let mut survey = Survey::new(Format::Tiff);
    let little = bytes[0] == b'I';
    if bytes[2] == 43 || bytes[3] == 43 {
        return Err(PhotoError::Unread { what: "a BigTIFF file", remedy: "Export the photo as plain TIFF or JPEG." });
    }
    if bytes.get(8..10) == Some(b"CR") {
        return Err(raw);
    }
    let long = |at| if little { u32_le(bytes, at) } else { u32_be(bytes, at) };
    let short = |at: usize| {
        let pair: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let directory = long(4).ok_or(PhotoError::Truncated)? as usize;
    let entries = short(directory).ok_or(PhotoError::Truncated)?;
    for entry in (0..usize::from(entries)).map(|i| directory + 2 + 12 * i) {
        let (Some(tag), Some(count), Some(value)) = (short(entry), long(entry + 4), long(entry + 8)) else {
            return Err(PhotoError::Truncated);
        };
        match tag {
            // DNGVersion; or NewSubfileType: the first picture is a reduced one.
            50_706 => return Err(raw),
            254 if value & 1 == 1 => return Err(raw),
            34_675 => survey.profile_bytes = count as usize,
            _ => {}
        }
    }
    Ok(survey)
}
