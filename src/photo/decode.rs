//! Decoding under limits, behind a fence.

use super::container::{Declared, Format, Survey};
use super::orient::upright;
use super::profile::Profile;
use super::{Codes, PhotoError};
use crate::data::PhotoLimits;
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, tiff::TiffDecoder, webp::WebPDecoder};
use image::error::LimitErrorKind;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageError, Limits};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

/// An upright picture, still encoded, and how.
pub(super) struct Decoded {
    pub(super) size: (usize, usize),
    pub(super) codes: Codes,
    pub(super) profile: Profile,
}

pub(super) fn limits() -> &'static PhotoLimits {
    static LIMITS: OnceLock<PhotoLimits> = OnceLock::new();
    LIMITS.get_or_init(|| crate::data::limits().photo)
}

/// Refuses a picture by its width and height.
pub(super) fn check_size((width, height): (u32, u32)) -> Result<(), PhotoError> {
    let limits = limits();
    if width.max(height) > limits.side_max_px || u64::from(width) * u64::from(height) > limits.pixels_max {
        return Err(PhotoError::TooManyPixels { width, height });
    }
    if width.min(height) < limits.side_min_px {
        return Err(PhotoError::TooSmall { width, height });
    }
    Ok(())
}

/// Refuses a file by what its walk found.
pub(super) fn check_survey(bytes: &[u8], survey: &Survey) -> Result<(), PhotoError> {
    let limits = limits();
    let most = if survey.format == Format::Tiff { limits.tiff_max_bytes } else { limits.file_max_bytes };
    if bytes.len() > most {
        return Err(PhotoError::FileTooLarge { bytes: bytes.len(), limit: most });
    }
    let limit = limits.metadata_max_bytes;
    for (what, bytes) in [("colour profile", survey.profile_bytes), ("camera data", survey.exif_bytes)] {
        if bytes > limit {
            return Err(PhotoError::MetadataTooLarge { what, bytes, limit });
        }
    }
    survey.size.map_or(Ok(()), check_size)
}

/// Decodes a surveyed file. A decoder that panics on a hostile file is an error like any other.
pub(super) fn decode(bytes: &[u8], survey: &Survey) -> Result<Decoded, PhotoError> {
    let fenced = catch_unwind(AssertUnwindSafe(|| {
        let cursor = Cursor::new(bytes);
        match survey.format {
            Format::Jpeg => read(JpegDecoder::new(cursor).map_err(failed)?, survey),
            Format::Png => {
                // What this decoder counts against its limit is everything but the picture itself.
                let mut beside = Limits::no_limits();
                beside.max_alloc = Some(8 * limits().metadata_max_bytes as u64);
                read(PngDecoder::with_limits(cursor, beside).map_err(failed)?, survey)
            }
            Format::Tiff => read(TiffDecoder::new(cursor).map_err(failed)?, survey),
            Format::WebP => read(WebPDecoder::new(cursor).map_err(failed)?, survey),
        }
    }));
    fenced.unwrap_or_else(|_| Err(PhotoError::Damaged { detail: "the decoder gave up".into() }))
}

fn read<D: ImageDecoder>(mut decoder: D, survey: &Survey) -> Result<Decoded, PhotoError> {
    check_size(decoder.dimensions())?;
    if decoder.total_bytes() > limits().decoded_max_bytes {
        return Err(PhotoError::TooMuchMemory);
    }
    if matches!(decoder.original_color_type(), ExtendedColorType::Cmyk8 | ExtendedColorType::Cmyk16) {
        let remedy = "Export the photo again as JPEG in sRGB.";
        return Err(PhotoError::Unread { what: "a CMYK picture, made for printing", remedy });
    }
    let profile = profile_of(&mut decoder, survey)?;
    let orientation = decoder.orientation().map_err(failed)?;
    let mut limits_of_image = Limits::no_limits();
    limits_of_image.max_image_width = Some(limits().side_max_px);
    limits_of_image.max_image_height = Some(limits().side_max_px);
    limits_of_image.max_alloc = Some(2 * limits().decoded_max_bytes);
    decoder.set_limits(limits_of_image).map_err(failed)?;
    let (width, height) = decoder.dimensions();
    let size = (width as usize, height as usize);
    let picture = DynamicImage::from_decoder(decoder).map_err(failed)?;
    let (codes, size) = match three_channels(picture)? {
        Codes::Eight(codes) => {
            let (codes, size) = upright(codes, size, orientation);
            (Codes::Eight(codes), size)
        }
        Codes::Sixteen(codes) => {
            let (codes, size) = upright(codes, size, orientation);
            (Codes::Sixteen(codes), size)
        }
    };
    Ok(Decoded { size, codes, profile })
}

fn profile_of<D: ImageDecoder>(decoder: &mut D, survey: &Survey) -> Result<Profile, PhotoError> {
    let icc = decoder.icc_profile().map_err(failed)?.filter(|icc| !icc.is_empty());
    match icc {
        Some(icc) if icc.len() > limits().metadata_max_bytes => Err(PhotoError::MetadataTooLarge {
            what: "colour profile",
            bytes: icc.len(),
            limit: limits().metadata_max_bytes,
        }),
        Some(icc) => Profile::parse(&icc, !decoder.color_type().has_color()),
        // Declared, but the decoder could not hand it over: reading the picture as sRGB would be a silent error.
        None if survey.profile_bytes > 0 => Err(PhotoError::Profile { reason: "cannot be read" }),
        None => match survey.declared {
            Declared::Nothing | Declared::Srgb => Ok(Profile::srgb()),
            Declared::DisplayP3 => Ok(Profile::display_p3()),
            Declared::Linear => Ok(Profile::linear()),
            Declared::Other => Err(PhotoError::Profile { reason: "is for video or high dynamic range" }),
        },
    }
}

/// Three channels of 8 or 16 bits; transparency is dropped, grey is repeated.
fn three_channels(picture: DynamicImage) -> Result<Codes, PhotoError> {
    Ok(match picture {
        DynamicImage::ImageRgb8(p) => Codes::Eight(p.into_raw()),
        DynamicImage::ImageRgba8(p) => Codes::Eight(without_alpha(p.into_raw())),
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageLumaA8(_) => Codes::Eight(picture.into_rgb8().into_raw()),
        DynamicImage::ImageRgb16(p) => Codes::Sixteen(p.into_raw()),
        DynamicImage::ImageRgba16(p) => Codes::Sixteen(without_alpha(p.into_raw())),
        DynamicImage::ImageLuma16(_) | DynamicImage::ImageLumaA16(_) => Codes::Sixteen(picture.into_rgb16().into_raw()),
        _ => {
            let remedy = "Export the photo as 16-bit TIFF or as JPEG.";
            return Err(PhotoError::Unread { what: "a picture of floating-point numbers", remedy });
        }
    })
}

fn without_alpha<T: Copy>(mut codes: Vec<T>) -> Vec<T> {
    let pixels = codes.len() / 4;
    for i in 0..pixels {
        codes.copy_within(4 * i..4 * i + 3, 3 * i);
    }
    codes.truncate(3 * pixels);
    codes
}

fn failed(error: ImageError) -> PhotoError {
    match error {
        ImageError::Limits(limit) if matches!(limit.kind(), LimitErrorKind::InsufficientMemory) => {
            PhotoError::TooMuchMemory
        }
        ImageError::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => PhotoError::Truncated,
        other => {
            // One line, and no longer than a technician will read.
            let detail: String = other.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            PhotoError::Damaged { detail: detail.chars().take(120).collect() }
        }
    }
}
