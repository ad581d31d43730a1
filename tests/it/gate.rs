//! The photo gate: each mistake refused by its name, good photographs accepted, what is forced marked.

use healtone::chart::definition;
use healtone::consult::{MeasureOptions, Measurement, measure};
use healtone::measure::{Rect, Region};
use healtone::simulate::{Mistake, Photograph, Shot, SimulateOptions, photograph};

/// A photograph in a treatment room with one mistake or none.
fn taken(seed: u64, mistake: Option<Mistake>) -> Photograph {
    let options = SimulateOptions {
        megapixels: 1.5,
        mistakes: mistake.into_iter().collect(),
        chart: (mistake != Some(Mistake::NoChart)).then(|| "colorchecker-mini".to_owned()),
        ..SimulateOptions::new(seed)
    };
    photograph(&Shot::draw(&options).unwrap()).unwrap()
}

fn region(rect: Rect) -> Option<Region> {
    format!("{},{},{},{}", rect.x, rect.y, rect.w, rect.h).parse().ok()
}

/// Measured as a technician does who marks the regions.
fn measured(photo: &Photograph, change: impl Fn(&mut MeasureOptions)) -> Measurement {
    let truth = &photo.truth;
    let mut options = MeasureOptions {
        chart: truth.chart.as_ref().map(|c| definition(&c.id).unwrap().clone()),
        skin: region(truth.skin.rect),
        hair: truth.hair.as_ref().and_then(|h| region(h.rect)),
        ..MeasureOptions::default()
    };
    change(&mut options);
    measure(&photo.bytes, &options).unwrap()
}

fn codes(m: &Measurement) -> Vec<&'static str> {
    m.refused.iter().map(|d| d.code).collect()
}

#[test]
fn every_mistake_is_refused_by_its_name() {
    for (mistake, code) in [
        (Mistake::NoChart, "chart-not-found"),
        (Mistake::WrongChart, "chart-wrong-type"),
        (Mistake::ChartCovered, "chart-covered"),
        (Mistake::ShadowOnChart, "chart-shadowed"),
        (Mistake::GlareOnChart, "chart-glare"),
        (Mistake::Overexposed, "chart-clipped"),
        (Mistake::TooDark, "too-dark"),
        (Mistake::Blurred, "blurred"),
        (Mistake::UnevenLight, "uneven-light"),
        (Mistake::MixedLight, "mixed-light"),
        (Mistake::Tungsten, "colour-cast"),
        (Mistake::Tilted, "chart-tilted"),
        (Mistake::ChartTooFar, "chart-too-far"),
    ] {
        let refused = measured(&taken(14, Some(mistake)), |_| {}).refused;
        assert!(refused.iter().any(|d| d.code == code), "{}: {refused:?}", mistake.name());
        assert!(refused.iter().all(|d| !d.remedy.is_empty() && d.message.ends_with('.')), "{refused:?}");
    }
}

#[test]
fn good_photographs_are_accepted() {
    for seed in 20..26 {
        let m = measured(&taken(seed, None), |_| {});
        assert!(m.refused.is_empty() && m.skin.is_some(), "seed {seed}: {:?}", m.refused);
    }
}

#[test]
fn regions_that_cannot_be_measured_are_refused() {
    let photo = taken(20, None);
    let skin = photo.truth.skin.rect;
    let with = |rect: Rect| measured(&photo, |options| options.skin = region(rect));
    assert_eq!(codes(&with(Rect { w: 10, h: 10, ..skin })), ["region-too-small"]);
    let small = codes(&with(Rect { w: 25, h: 25, ..skin }));
    assert_eq!(small, ["region-too-small"], "25 pixels are less than 6 mm");
    let [p1, _, p24, _] = photo.truth.chart.as_ref().unwrap().corners;
    let middle = Rect { x: (0.5 * (p1.x + p24.x)) as u32 - 30, y: (0.5 * (p1.y + p24.y)) as u32 - 30, w: 60, h: 60 };
    assert!(codes(&with(middle)).contains(&"region-not-skin"), "{:?}", with(middle).refused);
}

#[test]
fn what_is_forced_is_measured_and_marked() {
    let photo = taken(9, Some(Mistake::Tilted));
    let m = measured(&photo, |options| options.force = true);
    assert!(m.refused.is_empty() && m.forced.iter().any(|d| d.code == "chart-tilted"), "{:?}", m.forced);
    assert!(m.skin.is_some() && m.calibration.is_some());
    let refused = measured(&photo, |_| {});
    assert!(refused.skin.is_some(), "what was found is told even where it is refused");
}
