//! The photographs and the 26 things that are done to them.

use super::chart_photos::noise;
use healtone::math::{Homography, Point, cos, pow, sin};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

/// A photograph no more than 1600 pixels long.
pub(crate) struct Base {
    pub(crate) name: String,
    picture: RgbImage,
    /// Centres of patches 1, 6, 24 and 19.
    corners: [Point; 4],
}

type Made = (RgbImage, [Point; 4]);

/// Something that is done to a photograph.
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    /// Whether the chart is 200 pixels wide or more.
    pub(crate) large: bool,
    make: fn(&Base) -> Made,
}

impl Variant {
    pub(crate) fn of(&self, base: &Base) -> Made {
        (self.make)(base)
    }
}

const fn large(name: &'static str, make: fn(&Base) -> Made) -> Variant {
    Variant { name, large: true, make }
}

const fn small(name: &'static str, make: fn(&Base) -> Made) -> Variant {
    Variant { name, large: false, make }
}

pub(crate) const VARIANTS: [Variant; 26] = [
    large("as it is", |b| (b.picture.clone(), b.corners)),
    large("turned 90", |b| turned(b, 90.0)),
    large("turned 180", |b| turned(b, 180.0)),
    large("turned 270", |b| turned(b, 270.0)),
    large("turned 20", |b| turned(b, 20.0)),
    large("turned 45", |b| turned(b, 45.0)),
    large("mirrored", mirrored),
    large("perspective, side 25 %", |b| leaning(b, [(0.0, 0.0), (1.0, 0.125), (1.0, 0.875), (0.0, 1.0)])),
    large("perspective, side 50 %", |b| leaning(b, [(0.0, 0.0), (1.0, 0.25), (1.0, 0.75), (0.0, 1.0)])),
    large("perspective, top 50 %", |b| leaning(b, [(0.25, 0.0), (0.75, 0.0), (1.0, 1.0), (0.0, 1.0)])),
    large("JPEG q60", |b| through_jpeg(b, 60)),
    large("JPEG q30", |b| through_jpeg(b, 30)),
    large("noise of 10 codes", |b| noisy(b, 10.0)),
    large("noise of 25 codes", |b| noisy(b, 25.0)),
    large("blur of a tenth of a pitch", blurred),
    large("-2 EV", |b| exposed(b, -2.0)),
    large("-3.5 EV", |b| exposed(b, -3.5)),
    large("+1 EV", |b| exposed(b, 1.0)),
    large("tungsten cast", |b| in_light(b, |_, _, c| [1.45, 0.95, 0.42][c])),
    large("shade of 1.5 EV, a slope", |b| in_light(b, |x, _, _| pow(2.0, -1.5 * (0.5 + 0.5 * x).clamp(0.0, 1.0)))),
    large("shadow of 1.5 EV, an edge", |b| {
        in_light(b, |x, y, _| if x + 0.3 * y > 0.15 { pow(2.0, -1.5) } else { 1.0 })
    }),
    large("one patch hidden", |b| hidden(b, &[16])),
    large("four corner patches hidden", |b| hidden(b, &[1, 6, 19, 24])),
    large("200 px wide in 1600", |b| in_the_distance(b, 200.0)),
    small("120 px wide in 1600", |b| in_the_distance(b, 120.0)),
    small("80 px wide in 1600", |b| in_the_distance(b, 80.0)),
];

impl Base {
    pub(crate) fn new(name: &str, picture: &RgbImage, corners: [Point; 4]) -> Self {
        let scale = (1600.0 / f64::from(picture.width().max(picture.height()))).min(1.0);
        let side = |n: u32| (scale * f64::from(n)).round() as u32;
        let size = (side(picture.width()), side(picture.height()));
        let picture = imageops::resize(picture, size.0, size.1, FilterType::Triangle);
        let corners = corners.map(|p| Point::new(scale * p.x, scale * p.y));
        Self { name: name.to_owned(), picture, corners }
    }

    fn size(&self) -> (f64, f64) {
        (f64::from(self.picture.width()), f64::from(self.picture.height()))
    }

    /// Distance of patch centres along a row, pixels.
    fn pitch(&self) -> f64 {
        let [p1, p6, p24, p19] = self.corners;
        0.1 * (p1.distance(p6) + p19.distance(p24))
    }

    /// From the picture to chart coordinates, -1 to 1.
    fn to_chart(&self) -> Homography {
        let to = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| Point::new(x, y));
        Homography::fit(&self.corners, &to).expect("the corners span a chart")
    }
}

fn frame(width: f64, height: f64) -> [Point; 4] {
    [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)].map(|(x, y)| Point::new(x, y))
}

/// The picture with its corners moved; each pixel the mean of four points, grey around.
fn moved(base: &Base, to: [Point; 4], size: (u32, u32)) -> Made {
    let (width, height) = base.size();
    let map = Homography::fit(&frame(width, height), &to).expect("a frame");
    let back = map.inverse().expect("a frame");
    let picture = RgbImage::from_fn(size.0, size.1, |x, y| {
        let mut sum = [0.0; 3];
        for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let at = back.map(Point::new(f64::from(x) + dx, f64::from(y) + dy));
            let code = interpolated(&base.picture, at).unwrap_or([90.0, 88.0, 85.0]);
            (0..3).for_each(|c| sum[c] += 0.25 * code[c]);
        }
        Rgb(sum.map(|v| v.round() as u8))
    });
    (picture, base.corners.map(|p| map.map(p)))
}

fn interpolated(picture: &RgbImage, at: Point) -> Option<[f64; 3]> {
    let (x, y) = (at.x - 0.5, at.y - 0.5);
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    if x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5 {
        return None;
    }
    let (x, y) = (x.clamp(0.0, width - 1.001), y.clamp(0.0, height - 1.001));
    let (i, j, fx, fy) = (x as u32, y as u32, x.fract(), y.fract());
    let code = |i: u32, j: u32, c: usize| f64::from(picture.get_pixel(i, j)[c]);
    Some([0, 1, 2].map(|c| {
        let row = |j: u32| code(i, j, c) + fx * (code(i + 1, j, c) - code(i, j, c));
        row(j) + fy * (row(j + 1) - row(j))
    }))
}

fn turned(base: &Base, degrees: f64) -> Made {
    let (width, height) = base.size();
    let (sine, cosine) = (sin(degrees.to_radians()), cos(degrees.to_radians()));
    let around = |p: Point| {
        let (x, y) = (p.x - 0.5 * width, p.y - 0.5 * height);
        Point::new(cosine * x - sine * y, sine * x + cosine * y)
    };
    let turned = frame(width, height).map(around);
    let extent = |pick: fn(&Point) -> f64| turned.iter().map(pick).fold(0.0, f64::max);
    let (half_w, half_h) = (extent(|p| p.x), extent(|p| p.y));
    let to = turned.map(|p| Point::new(p.x + half_w, p.y + half_h));
    moved(base, to, ((2.0 * half_w).round() as u32, (2.0 * half_h).round() as u32))
}

fn mirrored(base: &Base) -> Made {
    let (width, _) = base.size();
    (imageops::flip_horizontal(&base.picture), base.corners.map(|p| Point::new(width - p.x, p.y)))
}

fn leaning(base: &Base, to: [(f64, f64); 4]) -> Made {
    let (width, height) = base.size();
    moved(base, to.map(|(x, y)| Point::new(x * width, y * height)), base.picture.dimensions())
}

fn through_jpeg(base: &Base, quality: u8) -> Made {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&base.picture).expect("a picture can be encoded");
    (image::load_from_memory(&bytes).expect("it was just encoded").to_rgb8(), base.corners)
}

fn noisy(base: &Base, sd: f64) -> Made {
    let mut picture = base.picture.clone();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        for c in 0..3 {
            pixel[c] = (f64::from(pixel[c]) + sd * noise(x, y, c)).round().clamp(0.0, 255.0) as u8;
        }
    }
    (picture, base.corners)
}

fn blurred(base: &Base) -> Made {
    (imageops::blur(&base.picture, (0.1 * base.pitch()) as f32), base.corners)
}

fn exposed(base: &Base, stops: f64) -> Made {
    changed(base, |_, _| [pow(2.0, stops); 3])
}

/// Light that depends on the place on the chart (-1 to 1) and the channel.
fn in_light(base: &Base, light: fn(f64, f64, usize) -> f64) -> Made {
    let to_chart = base.to_chart();
    changed(base, |x, y| {
        let at = to_chart.map(Point::new(x, y));
        [0, 1, 2].map(|c| light(at.x, at.y, c))
    })
}

/// Light multiplied by a factor, as a camera with the curve of sRGB would write it.
fn changed(base: &Base, factor: impl Fn(f64, f64) -> [f64; 3]) -> Made {
    let linear: Vec<f64> = (0..=255).map(light_of).collect();
    let mut picture = base.picture.clone();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let factor = factor(f64::from(x) + 0.5, f64::from(y) + 0.5);
        for c in 0..3 {
            let light = (linear[usize::from(pixel[c])] * factor[c]).clamp(0.0, 1.0);
            pixel[c] = code_of(light);
        }
    }
    (picture, base.corners)
}

/// Light of a code of sRGB.
fn light_of(code: u8) -> f64 {
    palette::Srgb::new(code, 0, 0).into_format::<f64>().into_linear().red
}

fn code_of(light: f64) -> u8 {
    palette::Srgb::<f64>::from_linear(palette::LinSrgb::new(light, 0.0, 0.0)).into_format::<u8>().red
}

/// Patches (counted from 1) under something of the colour of cardboard.
fn hidden(base: &Base, patches: &[usize]) -> Made {
    let to_chart = base.to_chart();
    let mut picture = base.picture.clone();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let at = to_chart.map(Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5));
        let (column, row) = (2.5 * (at.x + 1.0), 1.5 * (at.y + 1.0));
        let on = |patch: &usize| {
            let (i, j) = (((patch - 1) % 6) as f64, ((patch - 1) / 6) as f64);
            (column - i).abs() < 0.5 && (row - j).abs() < 0.5
        };
        if patches.iter().any(on) {
            *pixel = Rgb([150, 120, 90]);
        }
    }
    (picture, base.corners)
}

/// The photograph made so small that its chart is that wide, on a picture of 1600 x 1200 with a blurred surround.
fn in_the_distance(base: &Base, chart_px: f64) -> Made {
    let (width, height) = base.size();
    let scale = chart_px / (5.85 * base.pitch());
    let size = ((scale * width).round() as u32, (scale * height).round() as u32);
    let small = imageops::resize(&base.picture, size.0, size.1, FilterType::Triangle);
    let mut picture = surround();
    imageops::replace(&mut picture, &small, 500, 300);
    let (sx, sy) = (f64::from(size.0) / width, f64::from(size.1) / height);
    (picture, base.corners.map(|p| Point::new(500.0 + sx * p.x, 300.0 + sy * p.y)))
}

/// A room out of focus: soft blobs of light and shade.
fn surround() -> RgbImage {
    RgbImage::from_fn(1600, 1200, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        let wave = |k: f64, phase: f64| sin(x / (61.0 + 37.0 * k) + phase) * cos(y / (83.0 + 29.0 * k) - phase);
        Rgb([0.0, 1.0, 2.0].map(|c| (110.0 + 34.0 * wave(c, 0.4) + 22.0 * wave(2.0 - c, 1.9)).round() as u8))
    })
}
