//! A photo to point at: upright, reduced, made anew from its pixels.

use crate::photo::Photo;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// Longer side of the picture at most, pixels: a corner can be placed in it to a tenth of a pixel of a 12 MP photo.
const LONGER: u32 = 2400;
/// Quality at which no blocks are seen beside a patch's edge.
const QUALITY: u8 = 90;

/// A JPEG of the photo, at most 2,400 pixels wide or high, in the codes of its file; whatever else the file holds (profile,
/// place, camera) is not in it.
#[must_use]
pub fn upright_picture(photo: &Photo) -> Vec<u8> {
    let factor = photo.width().max(photo.height()).div_ceil(LONGER).max(1);
    let reduced = photo.reduced(factor as usize);
    let side = |n: usize| u32::try_from(n).expect("a side of a photo is at most 16,384");
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .write_image(&reduced.codes, side(reduced.width), side(reduced.height), ExtendedColorType::Rgb8)
        .expect("a picture in memory can be written to memory");
    bytes
}
