//! Hairs counted in simulated close-ups of known truth.

use healtone::camera::Calibration;
use healtone::chart::definition;
use healtone::consult::{MeasureOptions, Measurement, measure};
use healtone::diagnostic::Diagnostic;
use healtone::measure::{ScalpLight, Stubble, stubble};
use healtone::photo::Photo;
use healtone::simulate::{
    ClientKind, HairColour, Mistake, Setting, Shot, SimulateOptions, ToneFamily, Truth, photograph,
};

/// A close-up of the field and the skin beside it, so that many are made in the time of one consultation photo: no chart,
/// so its tone curve is the declared one and the scale is told.
fn close_up(options: SimulateOptions, px_per_mm: f64, change: impl Fn(&mut Shot)) -> (Photo, Truth) {
    const WIDTH_MM: f64 = 62.0;
    let width = WIDTH_MM * px_per_mm;
    let options = SimulateOptions {
        megapixels: 0.75e-6 * width * width,
        tone: Some(ToneFamily::Srgb),
        local_tone: Some(false),
        look: Some(false),
        mistakes: [&options.mistakes[..], &[Mistake::NoChart]].concat(),
        ..options
    };
    let mut shot = Shot::draw(&options).unwrap();
    shot.scene.frame_mm = WIDTH_MM;
    shot.scene.head.centre_mm = [0.0; 2];
    shot.scene.clutter = 0;
    change(&mut shot);
    let picture = photograph(&shot).unwrap();
    (Photo::decode(&picture.bytes).unwrap(), picture.truth)
}

fn counted(photo: &Photo, truth: &Truth, told_px_per_mm: f64) -> Result<Stubble, Diagnostic> {
    let calibration = Calibration::uncalibrated(photo.to_linear_srgb());
    let regions = (truth.skin.rect, truth.hair.as_ref().unwrap().rect);
    let light = ScalpLight::seen(photo, &calibration, regions, None, Some(told_px_per_mm));
    stubble(photo, &calibration, regions, told_px_per_mm, &light)
}

fn client(seed: u64, kind: ClientKind, hair: HairColour, skin_l: f64, setting: Setting) -> SimulateOptions {
    SimulateOptions {
        client: Some(kind),
        hair: Some(hair),
        skin_l: Some(skin_l),
        setting,
        quality: Some(94),
        ..SimulateOptions::new(seed)
    }
}

/// The number to reach: density within 15 % and coverage within 20 % of the truth from 15 px/mm on. Without a chart the
/// colours in a room are not those that were declared, so there only the interval of the coverage is held to.
#[test]
fn hairs_are_counted_and_their_cover_measured() {
    use ClientKind::{Shaved, Stubble as Grown};
    use HairColour::{Black, Blond, Brown, DarkBrown};
    use Setting::{Even, Room};
    let cases = [
        (1, Shaved, Black, 70.0, Even, 15.5),
        (2, Shaved, DarkBrown, 62.0, Room, 16.0),
        (3, Shaved, Black, 45.0, Room, 20.0),
        (4, Shaved, Brown, 68.0, Room, 18.0),
        (5, Grown, Black, 62.0, Even, 16.0),
        (6, Grown, DarkBrown, 68.0, Room, 18.0),
        (7, Grown, Brown, 60.0, Room, 22.0),
        (8, Grown, Black, 38.0, Room, 20.0),
        (9, Grown, Blond, 68.0, Room, 22.0),
        (10, Shaved, Black, 34.0, Even, 18.0),
    ];
    let (mut held, mut within, mut all) = ([0; 4], [0; 2], 0);
    for (seed, kind, hair, skin_l, setting, px_per_mm) in cases {
        let (photo, truth) = close_up(client(seed, kind, hair, skin_l, setting), px_per_mm, |_| ());
        let s = match counted(&photo, &truth, truth.px_per_mm) {
            Ok(s) => s,
            Err(reason) => {
                assert!(["stubble-faint", "stubble-uneven"].contains(&reason.code), "seed {seed}: {}", reason.code);
                eprintln!("{seed} {} {} L{skin_l} {px_per_mm}: {}", kind.name(), hair.name(), reason.code);
                continue;
            }
        };
        all += 1;
        let (hairs, field) = (truth.hairs.counted.unwrap(), truth.hair.as_ref().unwrap());
        let pairs = [
            (s.density_per_cm2, hairs.density_per_cm2),
            (s.coverage, field.hair_coverage),
            (s.diameter_mm, hairs.diameter_mm),
            (s.length_mm, hairs.length_mm),
        ];
        let ratios = pairs.map(|(got, truth)| got.value / truth);
        eprintln!("{seed} {} {} L{skin_l} {px_per_mm}: {ratios:.2?}", kind.name(), hair.name());
        for (held, (got, truth)) in held.iter_mut().zip(pairs) {
            *held += usize::from(got.holds(truth));
        }
        within[0] += usize::from((ratios[0] - 1.0).abs() <= 0.15);
        within[1] += usize::from(setting == Room || (ratios[1] - 1.0).abs() <= 0.20);
        assert!((ratios[0] - 1.0).abs() < 0.25, "seed {seed}: {ratios:?}");
    }
    eprintln!("within {within:?}, held {held:?} of {all}");
    assert!(all >= 6, "only {all} of {} are counted", cases.len());
    // One may miss: of 26 photographs that nothing was tuned on four miss by density, three by cover.
    assert!(within.iter().all(|n| *n + 1 >= all), "density, coverage within their limits: {within:?} of {all}");
    assert!(held.iter().all(|n| *n + 2 >= all), "inside 90 % intervals: {held:?} of {all}");
}

#[test]
fn more_hairs_are_more_and_cover_more() {
    let at = |density: f64| {
        let options = client(21, ClientKind::Shaved, HairColour::Black, 64.0, Setting::Even);
        let (photo, truth) = close_up(options, 16.0, |shot| shot.client.hair.density_per_cm2 = density);
        counted(&photo, &truth, truth.px_per_mm).unwrap()
    };
    let (few, more) = (at(90.0), at(180.0));
    let ratio = |of: fn(&Stubble) -> f64| of(&more) / of(&few);
    let (hairs, cover) = (ratio(|s| s.density_per_cm2.value), ratio(|s| s.coverage.value));
    assert!((hairs / 2.0 - 1.0).abs() < 0.15 && (cover / 2.0 - 1.0).abs() < 0.2, "{hairs} {cover}");
    assert!((ratio(|s| s.diameter_mm.value) - 1.0).abs() < 0.15, "the hairs are the same");
}

#[test]
fn where_there_is_no_hair_none_is_found() {
    let (photo, truth) = close_up(client(31, ClientKind::Shaved, HairColour::Black, 60.0, Setting::Room), 16.0, |_| ());
    let calibration = Calibration::uncalibrated(photo.to_linear_srgb());
    let skin = truth.skin.rect;
    let reason = stubble(&photo, &calibration, (skin, skin), truth.px_per_mm, &ScalpLight::assumed(None)).unwrap_err();
    assert_eq!(reason.code, "stubble-faint");
}

#[test]
fn what_cannot_be_told_apart_is_not_counted_and_says_why() {
    let refused = |kind, mistakes: Vec<Mistake>, px_per_mm| {
        let options = SimulateOptions { mistakes, ..client(41, kind, HairColour::Black, 62.0, Setting::Room) };
        let (photo, truth) = close_up(options, px_per_mm, |_| ());
        let reason = counted(&photo, &truth, truth.px_per_mm).unwrap_err();
        assert!(!reason.remedy.is_empty());
        reason.code
    };
    assert_eq!(refused(ClientKind::Shaved, vec![], 9.0), "stubble-not-resolved");
    let blurred = refused(ClientKind::Shaved, vec![Mistake::Blurred], 16.0);
    assert!(["stubble-not-resolved", "stubble-faint"].contains(&blurred), "{blurred}");
    let grown = refused(ClientKind::Grown, vec![], 16.0);
    assert!(["stubble-too-long", "stubble-too-dense", "stubble-uneven"].contains(&grown), "{grown}");
}

/// Without a named chart there is no scale and nothing is counted. With it there is a count or a reason; the colours stand
/// either way. As another chart than it is, the picture is too coarse.
#[test]
fn hairs_of_the_sample_are_counted_or_it_says_why() {
    let photo = include_bytes!("../photos/consultation.jpg");
    let with = |chart: Option<&str>| {
        let options =
            MeasureOptions { chart: chart.map(|id| definition(id).unwrap().clone()), ..MeasureOptions::default() };
        measure(photo, &options).unwrap()
    };
    let reasons = |m: &Measurement| m.warnings.iter().filter(|w| w.code.starts_with("stubble-")).count();
    let unnamed = with(None);
    assert!(unnamed.stubble.is_none() && reasons(&unnamed) == 0);
    for chart in ["colorchecker-mini-babelcolor-average", "colorchecker-classic-babelcolor-average"] {
        let named = with(Some(chart));
        assert!(named.hair.is_some() && named.refused.is_empty());
        assert_eq!(reasons(&named), usize::from(named.stubble.is_none()), "{chart}: {:?}", named.warnings);
    }
}
