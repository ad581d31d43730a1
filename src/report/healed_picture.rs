//! Healed pictures as files.

use crate::consult::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};

/// A PNG of a picture: its codes as they are. `None` where they are not as many as its size says.
#[must_use]
pub fn picture_png(picture: &Picture) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    encode(picture, PngEncoder::new(&mut bytes))?;
    Some(bytes)
}

/// A JPEG of a picture, for a page: a third of the bytes and more is saved; quality 1-100.
#[must_use]
pub fn picture_jpeg(picture: &Picture, quality: u8) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    encode(picture, JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100)))?;
    Some(bytes)
}

fn encode(picture: &Picture, encoder: impl ImageEncoder) -> Option<()> {
    let Picture { width, height, codes, .. } = picture;
    let whole = codes.len() as u64 == 3 * u64::from(*width) * u64::from(*height);
    whole.then(|| encoder.write_image(codes, *width, *height, ExtendedColorType::Rgb8).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::LabD65;

    #[test]
    fn a_png_holds_the_codes_and_a_jpeg_about_them() {
        let codes: Vec<u8> = (0..40_u8).flat_map(|i| [200 - i, 150 - i, 120]).collect();
        let lab = LabD65::new(60.0, 10.0, 15.0);
        let picture =
            Picture { width: 8, height: 5, codes, full_field: lab, full_field_shown: lab, clipped_share: 0.0 };
        let png = image::load_from_memory(&picture_png(&picture).unwrap()).unwrap().to_rgb8();
        assert_eq!((png.dimensions(), png.into_raw()), ((8, 5), picture.codes.clone()));
        let jpeg = image::load_from_memory(&picture_jpeg(&picture, 92).unwrap()).unwrap().to_rgb8().into_raw();
        assert!(jpeg.iter().zip(&picture.codes).all(|(a, b)| a.abs_diff(*b) < 30));
        let cut = Picture { codes: vec![0; 7], ..picture };
        assert!(picture_png(&cut).is_none() && picture_jpeg(&cut, 92).is_none());
    }
}
