//! Places of one photo found again in another of the same scalp, against where they truly are.

use healtone::data;
use healtone::math::{Homography, Point};
use healtone::measure::{PlacesToFind, Rect, Registration, SightOfScalp, register};
use healtone::photo::Photo;
use healtone::simulate::{ClientKind, Grounds, SessionOptions, Shot, SimulateOptions, Truth, photograph};

/// A photograph, decoded, with what is true of it.
struct Taken {
    photo: Photo,
    truth: Truth,
    grounds: Grounds,
    to_chart: Homography,
}

fn taken(options: &SimulateOptions) -> Taken {
    let shot = Shot::draw(options).unwrap();
    let picture = photograph(&shot).unwrap();
    let corners = picture.truth.chart.as_ref().unwrap().corners;
    let [a, b, c, d] = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| Point::new(x, y));
    Taken {
        photo: Photo::decode(&picture.bytes).unwrap(),
        grounds: shot.grounds().unwrap(),
        to_chart: Homography::fit(&corners, &[a, b, c, d]).unwrap(),
        truth: picture.truth,
    }
}

fn found(old: &Taken, new: &Taken) -> Option<Registration> {
    let sight = |t: &'_ Taken| -> (Photo, Homography) { (t.photo.clone(), t.to_chart) };
    let ((old_photo, old_chart), (new_photo, new_chart)) = (sight(old), sight(new));
    let around: Vec<Rect> =
        [Some(&old.truth.skin), old.truth.hair.as_ref()].into_iter().flatten().map(|r| r.rect).collect();
    let places = PlacesToFind { around: &around, changed: old.truth.treated.as_ref().map(|r| r.rect) };
    register(
        &SightOfScalp { photo: &old_photo, to_chart: &old_chart },
        &SightOfScalp { photo: &new_photo, to_chart: &new_chart },
        &places,
        new.truth.chart.as_ref().map(|c| c.px_per_mm),
        &data::regions().registration,
    )
}

/// How far from the truth a map puts places of a region, mm on the scalp.
fn errors(old: &Taken, new: &Taken, rect: Rect, map: impl Fn(Point) -> Point) -> Vec<f64> {
    let shares = [(0.1, 0.1), (0.9, 0.1), (0.5, 0.5), (0.1, 0.9), (0.9, 0.9)];
    let points = shares
        .map(|(x, y)| Point::new(f64::from(rect.x) + x * f64::from(rect.w), f64::from(rect.y) + y * f64::from(rect.h)));
    let error = |p: Point| Some(map(p).distance(new.grounds.seen_at(old.grounds.scalp_at(p)?)) / new.truth.px_per_mm);
    points.into_iter().filter_map(error).collect()
}

fn session(day: f64) -> SessionOptions {
    SessionOptions {
        day,
        density_per_cm2: 45.0,
        pigments: vec![("generic-carbon-dark".to_owned(), 1.0)],
        dilution: healtone::pigment::Dilution::of_parts(1.0, 6.0).unwrap(),
        dot_mm: None,
    }
}

fn client(seed: u64, shot: u64, sessions: u64, megapixels: f64) -> SimulateOptions {
    SimulateOptions {
        shot,
        megapixels,
        client: Some(if sessions > 0 { ClientKind::Treated } else { ClientKind::Shaved }),
        sessions: (0..sessions).map(|s| session(28.0 * s as f64)).collect(),
        ..SimulateOptions::new(seed)
    }
}

