//! How results look: recorded, so that a change of a word or a column is a choice.

use healtone::consult::{
    LabWhite, PredictOptions, Readings, TreatmentOptions, consult, measurement_from_readings, predict,
};
use healtone::pigment::{Pigment, reference};
use healtone::report::{Text, catalogue, json};

const PLAIN: Text = Text { swatches: false };

fn readings(skin: [f64; 3], hair: [f64; 3]) -> healtone::consult::Consultation {
    let (shaft, white) = (Some([26.0, 3.0, 10.0]), LabWhite::D65Two);
    let readings = Readings { skin, hair: Some(hair), shaft, old_work: None, white, sd: 0.3, surface_light: None };
    let pigments: Vec<&Pigment> = reference().pigments.iter().filter(|p| p.id.contains("carbon")).collect();
    let catalogues = vec![("reference".to_owned(), "0".repeat(64))];
    let options = TreatmentOptions { area_cm2: Some(80.0), ..TreatmentOptions::default() };
    consult(measurement_from_readings(&readings), &pigments, catalogues, &options).unwrap()
}

#[test]
fn a_match_in_text() {
    insta::assert_snapshot!(PLAIN.consultation(&readings([64.0, 10.0, 16.5], [61.8, 8.0, 14.6])));
}

#[test]
fn a_match_claims_the_first_mix_only_where_it_meets_the_tolerance() {
    let mut c = readings([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]);
    assert!(PLAIN.consultation(&c).contains("the first mix is expected"));
    c.tolerance_de00 = Some(0.1);
    let text = PLAIN.consultation(&c);
    assert!(!text.contains("the first mix is expected") && text.contains("another risks less"), "{text}");
}

#[test]
fn no_match_in_text() {
    insta::assert_snapshot!(PLAIN.consultation(&readings([45.0, 11.0, 17.0], [52.0, 7.0, 12.0])));
}

#[test]
fn a_match_in_json() {
    let c = readings([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]);
    insta::assert_snapshot!(serde_json::to_string_pretty(&json::consultation(&c)).unwrap());
}

#[test]
fn a_prediction_in_text() {
    let skin = healtone::color::Estimate { mean: healtone::color::LabD65::new(38.0, 10.0, 14.0), cov: [[0.0; 3]; 3] };
    let skin = healtone::measure::skin_from_instrument(skin, 0.012, &mut Vec::new());
    let options = PredictOptions {
        dilution: "1+12".parse().unwrap(),
        density_per_cm2: None,
        dot_mm: None,
        depth_mm: Some(0.3),
        days: vec![0.0, 28.0, 1095.0],
        seed: 1,
        healing: healtone::data::healing(),
    };
    let soft = reference().pigment("generic-soft-20").unwrap();
    insta::assert_snapshot!(PLAIN.prediction(&predict(soft, skin, &options).unwrap()));
}

#[test]
fn pigments_in_text() {
    let shown = catalogue::show(reference().pigment("generic-warm-50").unwrap());
    insta::assert_snapshot!(format!("{}\n{shown}", catalogue::list(reference().pigments.iter())));
}

#[test]
fn swatches_are_blocks_beside_their_numbers() {
    let text = Text { swatches: true }.consultation(&readings([64.0, 10.0, 16.5], [61.8, 8.0, 14.6]));
    let skin = text.lines().find(|line| line.starts_with("Skin")).unwrap();
    assert!(skin.contains("\u{1b}[48;2;") && skin.contains("L* 64.0"), "{skin:?}");
    let plain: String = text.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect();
    assert!(plain.lines().all(|line| line.chars().count() <= 84), "a swatch adds at most its own width");
}
