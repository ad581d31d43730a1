//! Real photographs with a chart, where its corner patches are, and how far off an answer is.

use crate::shared::{csv_rows, shared};
use healtone::math::Point;
use healtone::photo::Photo;
use image::{DynamicImage, ImageFormat, RgbImage};

/// Largest miss that is right, in pitches.
pub(crate) const RIGHT: f64 = 0.25;

/// A photograph and the centres of patches 1, 6, 24 and 19; `None` for one that cannot be seen.
pub(crate) struct RealPhoto {
    pub(crate) file: String,
    pub(crate) picture: RgbImage,
    pub(crate) corners: [Option<Point>; 4],
}

/// A picture as a photo.
pub(crate) fn photo(picture: &RgbImage) -> Photo {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, ImageFormat::Tiff).unwrap();
    Photo::decode(&bytes.into_inner()).unwrap()
}

/// The photographs of the development data; `None` without it.
pub(crate) fn real_photos() -> Option<Vec<RealPhoto>> {
    let list = shared("photos/corners.csv")?;
    let text = std::fs::read_to_string(&list).unwrap();
    let point = |cell: &str| {
        let numbers: Vec<f64> = cell.split_whitespace().filter_map(|n| n.parse().ok()).collect();
        (numbers.len() == 2).then(|| Point::new(numbers[0], numbers[1]))
    };
    let photos = csv_rows(&text).into_iter().map(|row| RealPhoto {
        file: row[0].to_owned(),
        picture: image::open(list.with_file_name(row[0])).unwrap().to_rgb8(),
        corners: corrected(row[0], [3, 4, 5, 6].map(|i| point(row[i]))),
    });
    Some(photos.collect())
}

/// Patch centres that are wrong in the file, looked at by eye: patches 1 and 24 lay half a pitch off.
fn corrected(file: &str, known: [Option<Point>; 4]) -> [Option<Point>; 4] {
    if file.contains("203518") {
        return [(1476.7, 1436.0), (1611.0, 1263.3), (1723.3, 1324.0), (1589.3, 1504.0)]
            .map(|(x, y)| Some(Point::new(x, y)));
    }
    known
}

/// Largest distance of a known corner, in the smaller pitch of the chart as it was found.
pub(crate) fn miss(found: &[Point; 4], known: &[Option<Point>; 4]) -> f64 {
    let [p1, p6, p24, p19] = *found;
    let along = p1.distance(p6).min(p19.distance(p24)) / 5.0;
    let across = p1.distance(p19).min(p6.distance(p24)) / 3.0;
    let far = found.iter().zip(known).filter_map(|(at, known)| Some(at.distance((*known)?)));
    far.fold(0.0, f64::max) / along.min(across)
}

/// Nearly normal noise from hashed bits, the same on every machine.
pub(crate) fn noise(x: u32, y: u32, c: usize) -> f64 {
    let mut state = u64::from(x) << 40 ^ u64::from(y) << 16 ^ c as u64;
    let mut sum = 0.0;
    for _ in 0..6 {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        sum += (state >> 40) as f64 / f64::from(1 << 24);
    }
    (sum - 3.0) * std::f64::consts::SQRT_2
}
