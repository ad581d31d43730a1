//! From readings and photos to answers: laws that hold whatever the numbers.

use healtone::consult::{
    Consultation, LabWhite, MeasureOptions, Readings, TreatmentOptions, consult, measure, measurement_from_readings,
};
use healtone::matching::Verdict;
use healtone::pigment::{Pigment, reference};

fn pigments() -> Vec<&'static Pigment> {
    reference().pigments.iter().collect()
}

fn matched(skin: [f64; 3], hair: [f64; 3], sd: f64) -> Consultation {
    let readings = Readings {
        skin,
        hair: Some(hair),
        shaft: None,
        old_work: None,
        white: LabWhite::D65Two,
        sd,
        surface_light: None,
    };
    consult(measurement_from_readings(&readings), &pigments(), Vec::new(), &TreatmentOptions::default()).unwrap()
}

#[test]
fn the_sample_photo_is_answered_with_a_match() {
    let photo = include_bytes!("../photos/consultation.jpg");
    let m = measure(photo, &MeasureOptions::default()).unwrap();
    let c = consult(m, &pigments(), Vec::new(), &TreatmentOptions::default()).unwrap();
    assert_eq!(c.verdict, Some(Verdict::Match));
    assert!(c.recommendations.len() >= 3);
    let first = &c.recommendations[0];
    assert!(!first.recipe.pigments.is_empty(), "a first consultation never begins with stopping");
    let healed = first.predicted.iter().find(|d| (d.day - 28.0).abs() < 0.5).unwrap();
    assert!(healed.de00.unwrap().median <= c.tolerance_de00.unwrap());
    let budget = &c.error_budget.as_ref().unwrap().terms;
    assert!(budget.len() >= 5);
    assert!(budget.windows(2).all(|t| t[0].de00 >= t[1].de00), "largest first");
    assert!(budget.iter().all(|t| t.de00.is_finite() && t.de00 >= 0.0 && !t.shrink.is_empty()));
    assert!(budget.iter().any(|t| t.term == "chart generation" && t.de00 > 0.0));
}

#[test]
fn readings_give_the_same_kind_of_answer() {
    let c = matched([64.0, 10.0, 16.5], [61.8, 8.0, 14.6], 0.3);
    assert_eq!(c.verdict, Some(Verdict::Match), "{:?}", c.recommendations[0].why);
    assert!(c.measurement.photo.is_none() && c.measurement.chart.is_none() && c.measurement.calibration.is_none());
    assert_eq!(c.plan.len(), 3);
    let shares: Vec<f64> = c.plan.iter().map(|s| s.session.density_per_cm2 / 150.0).collect();
    for (share, wanted) in shares.iter().zip([0.3, 0.7, 1.0]) {
        assert!((share - wanted).abs() < 1e-12, "{shares:?}");
    }
    let dots: f64 = c.plan.iter().map(|s| s.session.dots).sum();
    assert!((dots - 150.0 * 100.0).abs() < 1e-6, "{dots} dots for 100 cm2 of 150 dots/cm2");
}

#[test]
fn hair_lighter_than_the_skin_has_no_match_and_the_gap_is_named() {
    let c = matched([45.0, 11.0, 17.0], [52.0, 7.0, 12.0], 0.3);
    assert_eq!(c.verdict, Some(Verdict::NoMatch));
    assert!(c.recommendations.len() >= 3, "the whole result is still there");
    assert!(c.recommendations[0].why.iter().any(|w| w.contains("too dark")), "{:?}", c.recommendations[0].why);
}

#[test]
fn a_darker_target_takes_more_pigment() {
    let absorbed = |c: &Consultation| {
        let r = &c.recommendations[0].recipe;
        let solids = reference().pigment(&r.pigments[0].id).unwrap().solids_g_per_l;
        r.dilution.fraction() * solids
    };
    let light = matched([64.0, 10.0, 16.5], [62.6, 8.6, 15.3], 0.2);
    let dark = matched([64.0, 10.0, 16.5], [60.8, 7.2, 13.9], 0.2);
    assert!(absorbed(&dark) > 1.3 * absorbed(&light), "{} against {}", absorbed(&dark), absorbed(&light));
}

#[test]
fn cups_hold_what_their_text_says() {
    let c = matched([64.0, 10.0, 16.5], [61.8, 8.0, 14.6], 0.3);
    for r in &c.recommendations {
        let pigment: f64 = r.recipe.pigments.iter().map(|p| p.ml).sum();
        let sum = pigment + r.recipe.diluent_ml;
        assert!((sum - r.recipe.batch_ml).abs() < 1e-9, "{sum} ml against {}", r.recipe.batch_ml);
        let mixed = pigment / sum;
        assert!((mixed / r.recipe.dilution.fraction() - 1.0).abs() < 0.06, "{mixed} for {}", r.recipe.text());
        assert!(r.recipe.rounding_de00 < 0.3, "rounding costs {} dE00", r.recipe.rounding_de00);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let json =
        || healtone::report::json::consultation(&matched([58.0, 11.0, 17.0], [55.5, 9.0, 15.0], 0.4)).to_string();
    assert_eq!(json(), json());
}

#[test]
fn white_points_of_readings_are_converted_through_a_skin_spectrum() {
    use healtone::color::{D50, D65, Viewing, lab_array};
    let skin = healtone::skin::basis_spectrum([0.5, 0.1, -0.1]);
    let (d50, d65) = (D50::lab(&skin), D65::lab(&skin));
    let back = LabWhite::D50Two.to_d65(lab_array(d50));
    assert!(healtone::color::ciede2000(back, d65) < 1e-4, "{back:?} against {d65:?}");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_region_reader_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<healtone::measure::Region>();
    }

    #[test]
    fn regions_are_what_they_print(x in 0_u32..4000, y in 0_u32..3000, w in 1_u32..500, h in 1_u32..500) {
        let region: healtone::measure::Region = format!("{x},{y},{w},{h}").parse().unwrap();
        let printed = region.to_string();
        proptest::prop_assert_eq!(printed.parse::<healtone::measure::Region>().unwrap(), region);
        let inside = region.resolve("--skin", 4500, 3500).unwrap();
        proptest::prop_assert_eq!((inside.x, inside.y, inside.w, inside.h), (x, y, w, h));
    }
}
