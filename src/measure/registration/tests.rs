//! The search on maps made for it: known shifts, turns and masks.

use super::map::GreyMap;
use super::motion::{Motion, Offset};
use super::search::{Candidate, Template, candidates, climbed, spread_out};
use super::similarity::Similarity;
use super::{PlacesToFind, Rect, SightOfScalp, register};
use crate::data;
use crate::math::{Homography, Point};
use crate::photo::Photo;
use crate::render::Texture;

const OVERLAP: f64 = 0.6;

/// A map of scalp seen through a similarity: the value at a place is the texture where the similarity comes from.
fn seen_through(back: &Similarity, hidden: impl Fn(Point) -> bool) -> GreyMap {
    let texture = Texture::new(5, 5.0);
    let mut map = GreyMap { cell_mm: 1.0, across: 90, down: 70, values: Vec::new(), seen: Vec::new() };
    for k in 0..map.across * map.down {
        let place = Point::new((k % map.across) as f64 + 0.5, (k / map.across) as f64 + 0.5);
        let from = back.map(place);
        #[allow(clippy::cast_possible_truncation, reason = "a grey value")]
        let value = texture.at(from.x, from.y) as f32;
        map.values.push(if hidden(place) { 0.0 } else { value });
        map.seen.push(if hidden(place) { 0.0 } else { 1.0 });
    }
    map
}

fn plain() -> GreyMap {
    seen_through(&Similarity { turn: 0.0, scale: 1.0, from: Point::default(), to: Point::default() }, |_| false)
}

fn in_the_middle(p: Point) -> bool {
    (30.0..60.0).contains(&p.x) && (20.0..45.0).contains(&p.y)
}

fn best(template: &Template, map: &GreyMap) -> Candidate {
    let all = candidates(template, map, &[-0.14, -0.07, 0.0, 0.07, 0.14], &[0.95, 1.0, 1.05], OVERLAP);
    climbed(template, map, spread_out(&all, 6.0, 1)[0], OVERLAP).unwrap()
}

#[test]
fn a_known_shift_turn_and_scale_are_found() {
    let template = Template::of(&plain(), in_the_middle).unwrap();
    for (turn, scale, dx, dy) in [(0.0, 1.0, 9.0, -6.0), (0.12, 1.04, -7.0, 5.0), (-0.1, 0.95, 3.0, 8.0)] {
        let to = Point::new(template.from.x + dx, template.from.y + dy);
        let back = Similarity { turn: -turn, scale: 1.0 / scale, from: to, to: template.from };
        let found = best(&template, &seen_through(&back, |_| false));
        assert!(found.at.to.distance(to) < 0.3, "{found:?} is not at {to:?}");
        assert!((found.at.turn - turn).abs() < 0.02 && (found.at.scale - scale).abs() < 0.02, "{found:?}");
        assert!(found.correlation > 0.9, "{found:?}");
    }
}

#[test]
fn what_is_hidden_has_no_say_and_too_little_is_no_place() {
    let template = Template::of(&plain(), in_the_middle).unwrap();
    let same = Similarity { turn: 0.0, scale: 1.0, from: template.from, to: template.from };
    let back = Similarity { from: Point::default(), to: Point::default(), ..same };
    let a_third = seen_through(&back, |p| p.x > 50.0);
    let most = seen_through(&back, |p| p.x > 40.0);
    assert!(template.correlation(&a_third, &same, OVERLAP).unwrap() > 0.999);
    assert_eq!(template.correlation(&most, &same, OVERLAP), None);
    assert!(best(&template, &a_third).at.to.distance(template.from) < 0.1);
    assert!(Template::of(&seen_through(&back, in_the_middle), in_the_middle).is_none(), "nothing of it is seen");
}

#[test]
fn shading_and_contrast_are_taken_out() {
    let map = plain();
    let mut lit = map.clone();
    for (k, v) in lit.values.iter_mut().enumerate() {
        let column = f32::from(u16::try_from(k % map.across).unwrap());
        *v = 10.0 * *v * (1.0 + 0.01 * column) + 100.0 + column;
    }
    let mut strong = map;
    strong.values.iter_mut().for_each(|v| *v *= 10.0);
    let (one, other) = (strong.flattened(4), lit.flattened(4));
    let apart = one.values.iter().zip(&other.values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart < 0.5, "{apart}");
    let template = Template::of(&one, in_the_middle).unwrap();
    let same = Similarity { turn: 0.0, scale: 1.0, from: template.from, to: template.from };
    assert!(template.correlation(&other, &same, OVERLAP).unwrap() > 0.99);
}

#[test]
fn a_bend_is_fitted_to_offsets() {
    let start = Similarity { turn: 0.2, scale: 1.0, from: Point::default(), to: Point::new(5.0, 5.0) };
    let motion = Motion::of(start, Point::new(30.0, 30.0), 30.0);
    let bend = |p: Point| {
        let (x, y) = ((p.x - 30.0) / 30.0, (p.y - 30.0) / 30.0);
        Point::new(0.5 + 0.3 * x + 0.4 * x * x, -0.2 + 0.5 * x * y)
    };
    let places = (0..49).map(|k| Point::new(f64::from(k % 7) * 10.0, f64::from(k / 7) * 10.0));
    let offsets: Vec<Offset> = places.map(|at| Offset { at, by: bend(at), correlation: 0.8 }).collect();
    let fitted = motion.fitted(&offsets, 6).unwrap();
    for o in &offsets {
        assert!(fitted.misses(&motion, o) < 0.02, "{o:?}");
        let there = start.map(Point::new(o.at.x + o.by.x, o.at.y + o.by.y));
        assert!(fitted.map(o.at).distance(there) < 0.02);
    }
    assert!(motion.fitted(&offsets[..3], 3).is_none(), "three offsets tell no map that could be doubted");
}

#[test]
fn blank_pictures_and_odd_charts_give_nothing_sure() {
    let blank = |width: u32, height: u32| {
        let picture = image::RgbImage::from_pixel(width, height, image::Rgb([120, 100, 90]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        Photo::decode(&bytes.into_inner()).unwrap()
    };
    let chart = |scale: f64, x: f64| Homography::from_rows([[scale, 0.0, x], [0.0, scale, 0.0], [0.0, 0.0, 1.0]]);
    let around = [Rect { x: 40, y: 30, w: 60, h: 40 }];
    for (width, height) in [(400, 300), (33, 32)] {
        for (scale, x) in [(0.02, -6.0), (1e-9, 0.0), (0.0, 0.0), (30.0, 0.0), (f64::NAN, 0.0)] {
            for px_per_mm in [None, Some(2.0), Some(1e-6), Some(1e6)] {
                let (photo, to_chart) = (blank(width, height), chart(scale, x));
                let sight = SightOfScalp { photo: &photo, to_chart: &to_chart };
                let places = PlacesToFind { around: &around, changed: Some(around[0]) };
                let found = register(&sight, &sight, &places, px_per_mm, &data::regions().registration);
                assert!(found.is_none_or(|r| !r.sure), "{scale} {px_per_mm:?}");
            }
        }
    }
}
