//! The sample photo bent, shrunk, blurred and spoilt: found right, or refused, never wrong.

use crate::chart_photos::{miss, noise, photo};
use healtone::chart::{self, ChartError, ChartReading, LeftOut};
use healtone::math::{Homography, Point};
use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use std::path::Path;

/// The sample photo at 1600 x 1200 pixels and its patch centres 1, 6, 24, 19.
fn base() -> (RgbImage, [Point; 4]) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/photos");
    let picture = image::open(here.join("consultation.jpg")).unwrap().to_rgb8();
    let text = std::fs::read_to_string(here.join("consultation.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let corner = |i: usize, k: usize| 0.4 * json["patch_centre_corners"][i][k].as_f64().unwrap();
    let known = std::array::from_fn(|i| Point::new(corner(i, 0), corner(i, 1)));
    (imageops::resize(&picture, 1600, 1200, FilterType::Triangle), known)
}

fn find(picture: &RgbImage) -> Result<ChartReading, ChartError> {
    chart::find(&photo(picture), chart::definition("colorchecker-classic-babelcolor-average").unwrap())
}

fn assert_right(what: &str, picture: &RgbImage, known: &[Point; 4]) {
    let reading = find(picture).unwrap_or_else(|error| panic!("{what}: {error}"));
    let miss = miss(&reading.corners, &known.map(Some));
    assert!(miss < 0.1 && !reading.mirrored, "{what}: off by {miss} pitches");
}

fn corners(width: f64, height: f64) -> [Point; 4] {
    [Point::new(0.0, 0.0), Point::new(width, 0.0), Point::new(width, height), Point::new(0.0, height)]
}

/// The picture with its corners moved, mean of four samples a pixel, grey around.
fn warped(picture: &RgbImage, known: &[Point; 4], to: [Point; 4], size: (u32, u32)) -> (RgbImage, [Point; 4]) {
    let (width, height) = picture.dimensions();
    let map = Homography::fit(&corners(f64::from(width), f64::from(height)), &to).unwrap();
    let back = map.inverse().unwrap();
    let out = RgbImage::from_fn(size.0, size.1, |x, y| {
        let mut sum = [0_u32; 3];
        for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let at = back.map(Point::new(f64::from(x) + dx, f64::from(y) + dy));
            let inside = at.x >= 0.0 && at.y >= 0.0 && at.x < f64::from(width) && at.y < f64::from(height);
            let code = if inside { picture.get_pixel(at.x as u32, at.y as u32).0 } else { [90, 85, 80] };
            for (total, code) in sum.iter_mut().zip(code) {
                *total += u32::from(code);
            }
        }
        Rgb(sum.map(|total| (total / 4) as u8))
    });
    (out, known.map(|p| map.map(p)))
}

#[test]
fn any_turn_is_found() {
    let (picture, known) = base();
    for degrees in [13.0_f64, 45.0, 77.0, 121.0, 200.0, 290.0] {
        let (sine, cosine) = (healtone::math::sin(degrees.to_radians()), healtone::math::cos(degrees.to_radians()));
        let to = corners(1600.0, 1200.0).map(|p| {
            let (x, y) = (p.x - 800.0, p.y - 600.0);
            Point::new(cosine * x - sine * y + 1000.0, sine * x + cosine * y + 1000.0)
        });
        let (picture, known) = warped(&picture, &known, to, (2000, 2000));
        assert_right(&format!("{degrees} degrees"), &picture, &known);
    }
}

#[test]
fn strong_perspective_is_found() {
    let (picture, known) = base();
    for (what, to) in [
        ("far side half as high", [(0.0, 0.0), (1.0, 0.25), (1.0, 0.75), (0.0, 1.0)]),
        ("top half as wide", [(0.25, 0.0), (0.75, 0.0), (1.0, 1.0), (0.0, 1.0)]),
        ("squeezed", [(0.0, 0.0), (0.4, 0.0), (0.4, 1.0), (0.0, 1.0)]),
        ("sheared", [(0.0, 0.0), (0.7, 0.2), (0.9, 1.0), (0.2, 0.8)]),
    ] {
        let to = to.map(|(x, y)| Point::new(1600.0 * x, 1200.0 * y));
        let (picture, known) = warped(&picture, &known, to, (1600, 1200));
        assert_right(what, &picture, &known);
    }
}

#[test]
fn small_charts_are_found() {
    let (picture, known) = base();
    for width in [200.0, 120.0, 80.0] {
        let scale = width / (5.876 * 0.2 * known[0].distance(known[1]));
        let to = corners(1600.0 * scale, 1200.0 * scale).map(|p| Point::new(p.x + 400.0, p.y + 300.0));
        let (small_w, small_h) = ((1600.0 * scale) as u32, (1200.0 * scale) as u32);
        let shrunk = imageops::resize(&picture, small_w, small_h, FilterType::Triangle);
        let mut canvas = imageops::blur(&picture, 4.0);
        // What is behind must not show a chart of its own.
        canvas.enumerate_pixels_mut().filter(|(x, ..)| *x > 800).for_each(|(.., pixel)| *pixel = Rgb([120, 130, 125]));
        imageops::replace(&mut canvas, &shrunk, 400, 300);
        let map = Homography::fit(&corners(1600.0, 1200.0), &to).unwrap();
        assert_right(&format!("{width} pixels wide"), &canvas, &known.map(|p| map.map(p)));
    }
}

#[test]
fn noise_dim_light_and_strange_light_are_no_obstacle() {
    let (picture, known) = base();
    let mapped = |change: &dyn Fn(u32, u32, usize, f64) -> f64| {
        let mut picture = picture.clone();
        for (x, y, pixel) in picture.enumerate_pixels_mut() {
            for c in 0..3 {
                pixel[c] = change(x, y, c, f64::from(pixel[c])).round().clamp(0.0, 255.0) as u8;
            }
        }
        picture
    };
    assert_right("noise of 25 codes", &mapped(&|x, y, c, code| code + 25.0 * noise(x, y, c)), &known);
    assert_right("three and a half stops dark", &mapped(&|_, _, _, code| 0.35 * code), &known);
    assert_right("tungsten", &mapped(&|_, _, c, code| code * [1.1, 0.9, 0.62][c]), &known);
}

#[test]
fn blur_is_borne_or_named() {
    let (picture, known) = base();
    let pitch = 0.2 * known[0].distance(known[1]);
    assert_right("blurred by a twentieth of a pitch", &imageops::blur(&picture, (0.05 * pitch) as f32), &known);
    for share in [0.15, 0.25, 0.4] {
        if let Ok(reading) = find(&imageops::blur(&picture, (share * pitch) as f32)) {
            assert!(miss(&reading.corners, &known.map(Some)) < 0.1, "blurred by {share} of a pitch");
        }
    }
}

#[test]
fn a_hard_shadow_across_the_chart_is_named() {
    let (mut picture, known) = base();
    let to_grid = Homography::fit(&known, &corners(5.0, 3.0)).unwrap();
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let at = to_grid.map(Point::new(f64::from(x), f64::from(y)));
        if at.x + 0.5 * at.y > 3.1 {
            // 1.5 stops in light are a factor of 0.62 in the codes of sRGB.
            *pixel = Rgb(pixel.0.map(|code| (0.62 * f64::from(code)) as u8));
        }
    }
    let reading = find(&picture).unwrap();
    assert!(miss(&reading.corners, &known.map(Some)) < 0.1, "the chart is where it is");
    let dark = |patch: &usize| reading.patches[patch - 1].left_out == Some(LeftOut::Shadow);
    assert!([5, 6, 11, 12, 17, 18, 22, 23, 24].iter().all(dark), "{:?}", reading.patches);
}
