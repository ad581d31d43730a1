//! Photos: orientation, profiles, formats, limits, hostile files.

use crate::shared::shared;
use healtone::diagnostic::Kind;
use healtone::photo::{Encoding, Photo, PhotoError};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ExtendedColorType, ImageBuffer, ImageEncoder, ImageFormat, Rgb, RgbImage};
use moxcms::ColorProfile;
use proptest::prelude::*;
use std::io::Cursor;

/// A picture with four different quarters and nothing symmetric about it.
fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(match (2 * x < width, 2 * y < height) {
            (true, true) => [200, 40, 40],
            (false, true) => [40, 200, 40],
            (true, false) => [40, 40, 200],
            (false, false) => [230, 230, 90],
        })
    })
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// A JPEG with a segment put in right after its start.
fn with_segment(jpeg: &[u8], marker: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 2).unwrap();
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, marker]);
    bytes.extend(length.to_be_bytes());
    bytes.extend(payload);
    bytes.extend(&jpeg[2..]);
    bytes
}

/// The smallest EXIF block that says which way is up.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block
}

fn at(photo: &Photo, x: f64, y: f64) -> [f64; 3] {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the picture's side")]
    let pixel = |share: f64, side: u32| (share * f64::from(side)) as u32;
    photo.code(pixel(x, photo.width()), pixel(y, photo.height()))
}

#[test]
fn the_eight_orientations_give_one_picture() {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    let upright = quarters(96, 64);
    // EXIF 2.3, 4.6.4 A: how the stored picture must be turned to stand upright; here it is stored turned the other way.
    let stored: [RgbImage; 8] = [
        upright.clone(),
        flip_horizontal(&upright),
        rotate180(&upright),
        flip_vertical(&upright),
        flip_horizontal(&rotate90(&upright)),
        rotate270(&upright),
        flip_horizontal(&rotate270(&upright)),
        rotate90(&upright),
    ];
    for (orientation, stored) in (1_u8..).zip(&stored) {
        let photo = Photo::decode(&with_segment(&jpeg(stored), 0xe1, &exif(orientation))).unwrap();
        assert_eq!((photo.width(), photo.height()), (96, 64), "orientation {orientation}");
        for (x, y) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let expected = upright.get_pixel((x * 96.0) as u32, (y * 64.0) as u32);
            for (seen, expected) in at(&photo, x, y).iter().zip(expected.0) {
                assert!((seen * 255.0 - f64::from(expected)).abs() < 6.0, "orientation {orientation} at {x}, {y}");
            }
        }
    }
}

#[test]
fn a_display_p3_profile_is_honoured() {
    let mut payload = b"ICC_PROFILE\0\x01\x01".to_vec();
    payload.extend(ColorProfile::new_display_p3().encode().unwrap());
    let plain = jpeg(&quarters(64, 64));
    let photo = Photo::decode(&with_segment(&plain, 0xe2, &payload)).unwrap();
    assert_eq!((photo.encoding(), photo.encoding().name()), (Encoding::DisplayP3, "display-p3"));
    // Display P3's pure red in linear sRGB, from the published primaries of both (SMPTE EG 432-1, IEC 61966-2-1).
    let red = healtone::math::transform3(&photo.to_linear_srgb(), [1.0, 0.0, 0.0]);
    for (ours, published) in red.iter().zip([1.2249, -0.0420, -0.0197]) {
        assert!((ours - published).abs() < 2e-3, "{red:?}");
    }
    let srgb = Photo::decode(&plain).unwrap();
    assert_eq!(srgb.encoding(), Encoding::Srgb);
    assert_eq!(photo.linear(5, 5), srgb.linear(5, 5), "both use one curve");
    let mut broken = b"ICC_PROFILE\0\x01\x01".to_vec();
    broken.extend([7; 200]);
    assert!(matches!(Photo::decode(&with_segment(&plain, 0xe2, &broken)), Err(PhotoError::Profile { .. })));
}

#[test]
fn all_formats_and_depths_give_one_picture() {
    let eight = quarters(80, 48);
    let sixteen = ImageBuffer::from_fn(80, 48, |x, y| Rgb(eight.get_pixel(x, y).0.map(|c| u16::from(c) * 257)));
    let (eight, sixteen) = (DynamicImage::ImageRgb8(eight), DynamicImage::ImageRgb16(sixteen));
    let reference = Photo::decode(&encoded(&eight, ImageFormat::Png)).unwrap();
    let alpha = DynamicImage::ImageRgba8(eight.to_rgba8());
    for (what, picture, format) in [
        ("PNG 16", &sixteen, ImageFormat::Png),
        ("TIFF 8", &eight, ImageFormat::Tiff),
        ("TIFF 16", &sixteen, ImageFormat::Tiff),
        ("WebP", &eight, ImageFormat::WebP),
        ("PNG with alpha", &alpha, ImageFormat::Png),
    ] {
        let photo = Photo::decode(&encoded(picture, format)).unwrap();
        for (x, y) in [(3, 3), (70, 3), (3, 40), (70, 40)] {
            for c in 0..3 {
                assert!((photo.linear(x, y)[c] - reference.linear(x, y)[c]).abs() < 1e-12, "{what} at {x}, {y}");
            }
        }
        let (small, expected) = (photo.reduced(4), reference.reduced(4));
        assert_eq!(small, expected, "{what}");
    }
    let grey = DynamicImage::ImageLuma8(eight.to_luma8());
    let [r, g, b] = Photo::decode(&encoded(&grey, ImageFormat::Png)).unwrap().code(3, 3);
    assert!(r == g && g == b);
}

#[test]
fn light_is_the_declared_curve_undone_and_clipping_is_per_channel() {
    let ramp = RgbImage::from_fn(256, 32, |x, _| Rgb([u8::try_from(x).unwrap(), 128, 255]));
    let photo = Photo::decode(&encoded(&DynamicImage::ImageRgb8(ramp), ImageFormat::Png)).unwrap();
    // IEC 61966-2-1: code 128 of 255 is 0.21586 of the light, code 10 is 10 / 255 / 12.92.
    assert!((photo.linear(128, 0)[0] - 0.215_86).abs() < 1e-5);
    assert!((photo.linear(10, 0)[0] - 10.0 / 255.0 / 12.92).abs() < 1e-12);
    assert_eq!(photo.linear_of_code(photo.code(200, 3)), photo.linear(200, 3));
    assert_eq!(photo.clipped(2, 0), [true, false, true]);
    assert_eq!(photo.clipped(3, 0), [false, false, true]);
    assert_eq!(photo.clipped(253, 0), [true, false, true]);
    assert_eq!(photo.clipped(252, 0), [false, false, true]);
}

#[test]
fn a_reduced_copy_is_the_mean_of_its_squares() {
    let picture = RgbImage::from_fn(65, 50, |x, y| Rgb([(x * 3) as u8, (y * 4) as u8, ((x * 7 + y * 13) % 256) as u8]));
    let photo = Photo::decode(&encoded(&DynamicImage::ImageRgb8(picture.clone()), ImageFormat::Png)).unwrap();
    let small = photo.reduced(3);
    assert_eq!((small.width, small.height, small.codes.len()), (21, 16, 3 * 21 * 16));
    let mut sum = 0_u32;
    for (x, y) in (30..33).flat_map(|x| (12..15).map(move |y| (x, y))) {
        sum += u32::from(picture.get_pixel(x, y)[2]);
    }
    assert_eq!(u32::from(small.codes[3 * (4 * 21 + 10) + 2]), (sum + 4) / 9);
}

#[test]
fn the_digest_is_that_of_the_file() {
    let bytes = jpeg(&quarters(64, 64));
    let photo = Photo::decode(&bytes).unwrap();
    assert_eq!(photo.sha256().len(), 64);
    assert_eq!(photo, Photo::decode(&bytes).unwrap(), "the same bytes give the same photo");
    assert_ne!(photo.sha256(), Photo::decode(&with_segment(&bytes, 0xfe, b"a comment")).unwrap().sha256());
}

#[test]
fn files_that_are_no_photo_say_what_they_look_like() {
    let told = |bytes: &[u8]| Photo::decode(bytes).unwrap_err().to_string();
    assert_eq!(
        told(b"Dear client,\nyour appointment is on Tuesday."),
        "This is not a JPEG, PNG, TIFF or WebP picture (it begins like text). Export the photo again as JPEG."
    );
    assert!(told(b"").contains("it is empty"));
    assert!(told(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").contains("HEIC"));
    assert!(told(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1").contains("AVIF"));
    assert!(told(b"%PDF-1.7\n").contains("PDF"));
    assert!(told(b"II\x2a\0\x10\0\0\0CR\x02\0aaaaaaaaaaaaaaaa").contains("raw camera file"));
    assert!(told(&[0xff, 0xd8]).contains("ends before"));
}

#[test]
fn a_file_cut_short_anywhere_is_refused_not_greyed() {
    let mut noisy = quarters(64, 64);
    for (i, pixel) in noisy.pixels_mut().enumerate() {
        pixel[0] = pixel[0].wrapping_add((i * i % 23) as u8);
    }
    let picture = DynamicImage::ImageRgb8(noisy.clone());
    let tiff = encoded(&picture, ImageFormat::Tiff);
    let files = [jpeg(&noisy), encoded(&picture, ImageFormat::Png), tiff, encoded(&picture, ImageFormat::WebP)];
    for (i, file) in files.iter().enumerate() {
        assert!(Photo::decode(file).is_ok());
        for end in (0..file.len() - 1).step_by(97).chain([file.len() - 2]) {
            assert!(Photo::decode(&file[..end]).is_err(), "file {i} cut at {end} of {}", file.len());
        }
    }
}

#[test]
fn limits_are_met_before_anything_is_decoded() {
    let whole = jpeg(&quarters(64, 64));
    let many = {
        let mut bytes = whole.clone();
        let frame = bytes.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
        bytes[frame + 5..frame + 9].copy_from_slice(&[0x40, 0, 0x40, 0]);
        bytes
    };
    let mut large = whole.clone();
    large.resize(40_000_001, 0);
    // Segments hold 64 kB each: sixteen of them are too many.
    let exif: Vec<u8> = b"Exif\0\0".iter().copied().chain(std::iter::repeat_n(0, 65_000)).collect();
    let talkative = (0..16).fold(whole.clone(), |bytes, _| with_segment(&bytes, 0xe1, &exif));
    for (what, bytes) in [("pixels", many), ("bytes", large), ("metadata", talkative)] {
        let error = Photo::decode(&bytes).unwrap_err();
        assert_eq!(error.diagnostic().kind, Kind::Limit, "{what}: {error}");
    }
    let small = Photo::decode(&jpeg(&quarters(16, 16))).unwrap_err();
    assert_eq!((small.diagnostic().kind, small), (Kind::Unfit, PhotoError::TooSmall { width: 16, height: 16 }));
}

#[test]
fn hostile_files_are_refused_quickly() {
    let Some(folder) = shared("bad-images") else { return };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flat_map(|d| std::fs::read_dir(d.unwrap().path()).unwrap()) {
        files.push(entry.unwrap().path());
    }
    assert!(files.len() >= 20);
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let start = std::time::Instant::now();
        let error = Photo::decode(&bytes).expect_err(&file.display().to_string());
        assert!(start.elapsed().as_millis() < 500, "{}: {:?}", file.display(), start.elapsed());
        assert!(!error.diagnostic().remedy.is_empty());
    }
}

#[test]
fn real_photos_decode() {
    for (file, width, height, encoding) in [
        ("photos/JTvD__example_imgs_color_checker__1_.jpg", 1530, 2040, Encoding::Srgb),
        ("photos/ccd_IMG_1967_notebook.png", 1055, 709, Encoding::Srgb),
        ("rendered/fair-stubble-srgb.jpg", 4000, 3000, Encoding::Srgb),
    ] {
        let Some(path) = shared(file) else { continue };
        let photo = Photo::decode(&std::fs::read(path).unwrap()).unwrap();
        assert_eq!((photo.width(), photo.height(), photo.encoding()), (width, height, encoding), "{file}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(start in 0_usize..6, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let starts: [&[u8]; 6] = [b"", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"II*\0\x08\0\0\0",
            b"MM\0*\0\0\0\x08", b"RIFF\x40\0\0\0WEBPVP8 "];
        let _ = Photo::decode(&[starts[start], &bytes].concat());
    }

    #[test]
    fn damaged_files_never_panic(place in 0.0..1.0_f64, value in any::<u8>(), format in 0_usize..4) {
        let picture = quarters(48, 40);
        let dynamic = DynamicImage::ImageRgb8(picture.clone());
        let mut bytes = match format {
            0 => jpeg(&picture),
            1 => encoded(&dynamic, ImageFormat::Png),
            2 => encoded(&dynamic, ImageFormat::Tiff),
            _ => encoded(&dynamic, ImageFormat::WebP),
        };
        let place = ((bytes.len() - 1) as f64 * place) as usize;
        bytes[place] = value;
        if let Ok(photo) = Photo::decode(&bytes) {
            prop_assert!(photo.linear(0, 0).iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
}
