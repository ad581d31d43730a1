//! The client's photo with a recommendation healed in it, and the timeline of a recommendation.

use crate::tool::{folder, healtone};
use healtone::color::{ciede2000, lab_of_screen, screen_light};
use healtone::consult::{
    Consultation, DEFAULT_DAYS, HealedPictures, LabWhite, MeasureOptions, PictureWish, Prospect, Readings,
    TreatmentOptions, consult_with_prospect, measure, measurement_from_readings,
};
use healtone::math::Point;
use healtone::photo::Photo;
use healtone::pigment::{Pigment, reference};
use healtone::report::picture_png;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/photos/consultation.jpg");

struct Sample {
    photo: Photo,
    consultation: Consultation,
    prospect: Prospect,
}

fn sample() -> Sample {
    let bytes = std::fs::read(SAMPLE).unwrap();
    let measurement = measure(&bytes, &MeasureOptions::default()).unwrap();
    let pigments: Vec<&Pigment> = reference().pigments.iter().collect();
    let asked = consult_with_prospect(measurement, &pigments, Vec::new(), &TreatmentOptions::default()).unwrap();
    Sample { photo: Photo::decode(&bytes).unwrap(), consultation: asked.0, prospect: asked.1.unwrap() }
}

impl Sample {
    fn skin(&self) -> Vec<Point> {
        self.consultation.measurement.skin.as_ref().unwrap().rect.unwrap().corners().to_vec()
    }

    fn pictures(&self, wish: &PictureWish) -> HealedPictures {
        self.prospect.pictures(&self.photo, &self.consultation.measurement, 1, wish).unwrap()
    }

    fn fault(&self, wish: &PictureWish) -> &'static str {
        let fault = self.prospect.pictures(&self.photo, &self.consultation.measurement, 1, wish).unwrap_err();
        assert!(!fault.message.is_empty() && !fault.remedy.is_empty());
        fault.code
    }

    fn wish(&self) -> PictureWish {
        PictureWish { area: self.skin(), days: vec![0.0, 28.0, 1825.0], longer_px: 900, seed: 3 }
    }
}

#[test]
fn the_timeline_is_what_the_consultation_predicts() {
    let sample = sample();
    assert_eq!(sample.prospect.ranks(), sample.consultation.recommendations.len());
    for recommendation in &sample.consultation.recommendations {
        let days = sample.prospect.days(recommendation.rank, &DEFAULT_DAYS).unwrap();
        for (asked, predicted) in days.iter().zip(&recommendation.predicted) {
            assert_eq!(asked.day, predicted.day);
            assert_eq!((asked.field.mean, asked.field.cov), (predicted.field.mean, predicted.field.cov));
            assert_eq!((asked.dot.mean, asked.de00), (predicted.dot.mean, predicted.de00));
        }
    }
    let code = |rank: usize, day: f64| sample.prospect.days(rank, &[day]).unwrap_err().code;
    assert_eq!([code(0, 1.0), code(99, 1.0)], ["unknown-rank"; 2]);
    assert_eq!([code(1, -1.0), code(1, f64::NAN), code(1, 1e9)], ["day-outside"; 3]);
}

#[test]
fn a_prospect_can_be_kept_and_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Prospect>();
}

#[test]
fn on_the_sample_photo_the_mean_is_that_of_the_field_and_only_the_area_changes() {
    let sample = sample();
    let pictures = sample.pictures(&sample.wish());
    let skin = sample.consultation.measurement.skin.as_ref().unwrap().lab.mean;
    assert!(ciede2000(pictures.before.full_field, skin) < 1.0, "the middle of the region is about its mean");
    assert!(pictures.width_and_height_agree() && pictures.dots > 50, "{} dots", pictures.dots);
    let before = &pictures.before;
    for day in &pictures.days {
        // What the area is off from the mean of the measured skin, the field in it is off too.
        let [wanted, seen] = [(skin, day.field), (before.full_field, day.picture.full_field)]
            .map(|(bare, field)| [field.l - bare.l, field.a - bare.a, field.b - bare.b]);
        let off = wanted.iter().zip(seen).map(|(w, s)| (w - s).abs()).fold(0.0, f64::max);
        assert!(off < 0.15, "day {}: {wanted:?} {seen:?}", day.day);
        assert!(ciede2000(day.picture.full_field, day.picture.full_field_shown) < 0.05, "rounded to codes");
        assert_ne!(day.picture.codes, before.codes);
    }
    let area = healtone::render::Outline::new(sample.skin());
    let factor = f64::from(pictures.rect.w) / f64::from(before.width);
    for (i, codes) in pictures.days[0].picture.codes.chunks_exact(3).enumerate() {
        let (x, y) = (i % before.width as usize, i / before.width as usize);
        let at = |origin: u32, px: usize| f64::from(origin) + factor * (px as f64 + 0.5);
        if area.depth(Point::new(at(pictures.rect.x, x), at(pictures.rect.y, y))) == 0.0 {
            assert_eq!(codes, &before.codes[3 * i..3 * i + 3], "outside of the area at {x}, {y}");
        }
    }
}

/// Checks that hold of every set of pictures.
trait Whole {
    fn width_and_height_agree(&self) -> bool;
}

impl Whole for HealedPictures {
    fn width_and_height_agree(&self) -> bool {
        let size = (self.before.width, self.before.height);
        let whole = |p: &healtone::consult::Picture| {
            (p.width, p.height) == size && p.codes.len() == 3 * (size.0 * size.1) as usize
        };
        whole(&self.before) && self.days.iter().all(|day| whole(&day.picture)) && size.0.max(size.1) <= 900
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_other_dots() {
    let sample = sample();
    let of = |seed: u32| sample.pictures(&PictureWish { seed, ..sample.wish() });
    let (one, again, other) = (of(3), of(3), of(4));
    assert!(one == again);
    assert_eq!(one.before, other.before);
    assert_ne!(one.days[1].picture.codes, other.days[1].picture.codes);
    assert_eq!(picture_png(&one.days[1].picture), picture_png(&again.days[1].picture));
}

#[test]
fn areas_that_cannot_be_shown_are_refused_in_words() {
    let sample = sample();
    let area = |corners: &[(f64, f64)]| {
        let area = corners.iter().map(|(x, y)| Point::new(*x, *y)).collect();
        sample.fault(&PictureWish { area, ..sample.wish() })
    };
    assert_eq!(area(&[]), "area-corners");
    assert_eq!(area(&[(100.0, 100.0), (300.0, 300.0)]), "area-corners");
    assert_eq!(area(&vec![(100.0, 100.0); 501]), "area-corners");
    assert_eq!(area(&[(100.0, 100.0), (300.0, 100.0), (200.0, 1e9)]), "area-outside");
    assert_eq!(area(&[(100.0, 100.0), (300.0, 100.0), (f64::NAN, 200.0)]), "area-outside");
    assert_eq!(area(&[(100.0, 100.0), (300.0, 100.0), (300.0, 110.0)]), "area-too-small");
    assert_eq!(area(&[(100.0, 100.0); 4]), "area-too-small");
    let wish = sample.wish();
    assert_eq!(sample.fault(&PictureWish { longer_px: 0, ..wish.clone() }), "picture-size");
    assert_eq!(sample.fault(&PictureWish { longer_px: u32::MAX, ..wish.clone() }), "picture-size");
    assert_eq!(sample.fault(&PictureWish { days: vec![1.0; 101], ..wish.clone() }), "too-many-days");
    assert_eq!(sample.fault(&PictureWish { days: vec![f64::INFINITY], ..wish.clone() }), "day-outside");
    let mut without = sample.consultation.measurement.clone();
    without.chart = None;
    assert_eq!(sample.prospect.pictures(&sample.photo, &without, 1, &wish).unwrap_err().code, "no-scale");
    without.skin = None;
    assert_eq!(sample.prospect.pictures(&sample.photo, &without, 1, &wish).unwrap_err().code, "no-photo-to-show");
}

#[test]
fn the_size_of_a_chart_that_nobody_named_is_assumed_and_that_is_said() {
    let sample = sample();
    let pictures = sample.pictures(&sample.wish());
    assert!(pictures.warnings.iter().any(|w| w.code == "dots-to-assumed-scale"), "{:?}", pictures.warnings);
}

#[test]
fn the_command_writes_the_pictures_and_says_so() {
    let to = folder("healed-pictures");
    let path = to.to_str().unwrap();
    let (_, _, told) = healtone(&["consult", SAMPLE, "--preview", path]);
    assert!(told.contains("before.png and 6 days") && told.contains("not a promise"), "{told}");
    let size = |name: &str| image::image_dimensions(to.join(name)).unwrap();
    assert_eq!(size("before.png"), size("day-0028.png"));
    assert_eq!(std::fs::read_dir(&to).unwrap().count(), 7);
    let (code, _, told) = healtone(&["consult", SAMPLE, "--preview", path, "--area", "0,0,5,5"]);
    assert!(code == 2 && told.contains("at least 6 mm wide"), "{code} {told}");
}

/// Fair, medium and deep; skin and stubble.
const CLIENTS: [([f64; 3], [f64; 3]); 3] = [
    ([68.0, 9.0, 15.0], [64.5, 7.5, 13.2]),
    ([55.0, 12.0, 18.5], [52.0, 10.2, 16.0]),
    ([36.0, 11.0, 14.0], [33.8, 9.0, 11.6]),
];

/// Every client in the light and texture of the sample photo.
#[test]
fn the_mean_of_the_full_part_is_the_predicted_field_on_every_skin_at_every_density_and_day() {
    let sample = sample();
    let (mut worst, mut worst_shown) = (0.0_f64, 0.0_f64);
    for (skin, hair) in CLIENTS {
        for density in [40.0, 90.0, 150.0, 250.0, 400.0] {
            let (asked, prospect) = of_readings(skin, hair, density);
            let wish = PictureWish { area: sample.skin(), days: DEFAULT_DAYS.to_vec(), ..sample.wish() };
            let pictures = prospect.pictures(&sample.photo, &sample.consultation.measurement, 1, &wish).unwrap();
            let [bare, before] =
                [asked.measurement.skin.unwrap().lab.mean, pictures.before.full_field].map(screen_light);
            for (day, predicted) in pictures.days.iter().zip(&asked.recommendations[0].predicted) {
                assert_eq!(day.field, predicted.field.mean);
                let field = screen_light(day.field);
                let wanted = lab_of_screen([0, 1, 2].map(|c| before[c] * field[c] / bare[c]));
                worst = worst.max(ciede2000(wanted, day.picture.full_field));
                worst_shown = worst_shown.max(ciede2000(wanted, day.picture.full_field_shown));
            }
        }
    }
    eprintln!("worst {worst:.3} dE00, in codes {worst_shown:.3}");
    assert!(worst < 0.1 && worst_shown < 0.1, "{worst} {worst_shown}");
}

fn of_readings(skin: [f64; 3], hair: [f64; 3], density: f64) -> (Consultation, Prospect) {
    let readings = Readings {
        skin,
        hair: Some(hair),
        shaft: None,
        old_work: None,
        white: LabWhite::D65Two,
        sd: 0.4,
        surface_light: None,
    };
    let options = TreatmentOptions { density_per_cm2: Some(density), ..TreatmentOptions::default() };
    let pigments: Vec<&Pigment> = reference().pigments.iter().collect();
    let measurement = measurement_from_readings(&readings);
    let (asked, prospect) = consult_with_prospect(measurement, &pigments, Vec::new(), &options).unwrap();
    (asked, prospect.unwrap())
}

fn whole_head() -> Vec<Point> {
    [(100.0, 800.0), (2000.0, 800.0), (2000.0, 2200.0), (100.0, 2200.0)].map(|(x, y)| Point::new(x, y)).to_vec()
}

#[test]
fn a_large_area_is_reduced_and_its_dots_fade_over_the_years() {
    let sample = sample();
    let wish = PictureWish { area: whole_head(), days: vec![28.0, 1825.0], longer_px: 600, seed: 1 };
    let pictures = sample.pictures(&wish);
    assert!(pictures.before.width <= 600 && pictures.rect.w > 1900, "{:?}", pictures.rect);
    let unevenness = |codes: &[u8]| {
        let pairs = codes.chunks_exact(3).zip(pictures.before.codes.chunks_exact(3));
        let changes: Vec<f64> = pairs.filter(|(a, b)| a != b).map(|(a, b)| f64::from(a[0]) - f64::from(b[0])).collect();
        let mean = changes.iter().sum::<f64>() / changes.len() as f64;
        changes.iter().map(|c| (c - mean).abs()).sum::<f64>() / changes.len() as f64
    };
    let [healed, old] = [0, 1].map(|i| unevenness(&pictures.days[i].picture.codes));
    assert!(old < 0.9 * healed, "{healed} {old}");
}
