//! Simulated photographs: what is in the pixels is what the truth says.

use crate::shared::shared;
use crate::tool::{folder, healtone, made, unbroken};
use healtone::color::{ciede2000, lab_array};
use healtone::report::json;
use healtone::simulate::{
    ClientKind, HairColour, Mistake, RecipeOptions, Sensor, Setting, Shot, SimulateOptions, ToneFamily, photograph,
};
use serde_json::Value;

fn options(seed: u64) -> SimulateOptions {
    SimulateOptions { megapixels: 0.5, ..SimulateOptions::new(seed) }
}

fn taken(options: &SimulateOptions) -> healtone::simulate::Photograph {
    photograph(&Shot::draw(options).unwrap()).unwrap()
}

/// A reader that shares nothing with the writer: the `image` crate decodes, the text of truth.json says where to look
/// and what should be there, `palette` turns tristimulus values into Lab and compares.
mod independent {
    use palette::color_difference::Ciede2000;
    use palette::{FromColor, Lab, Xyz, white_point::D65};
    use serde_json::Value;

    pub(super) struct Picture(image::ImageBuffer<image::Rgb<u16>, Vec<u16>>);

    impl Picture {
        pub(super) fn read(bytes: &[u8]) -> Self {
            Self(image::load_from_memory(bytes).unwrap().into_rgb16())
        }

        /// Mean of the pixels in a rectangle: tristimulus values, white at `white`.
        pub(super) fn lab(&self, [x, y, w, h]: [f64; 4], white: f64) -> Lab<D65, f64> {
            let mut sum = [0.0; 3];
            let mut count = 0.0;
            for row in y as u32..(y + h) as u32 {
                for column in x as u32..(x + w) as u32 {
                    for (total, v) in sum.iter_mut().zip(self.0.get_pixel(column, row).0) {
                        *total += f64::from(v) / 65535.0;
                    }
                    count += 1.0;
                }
            }
            let [x, y, z] = sum.map(|v: f64| v / count / white);
            Lab::from_color(Xyz::<D65, f64>::new(0.950_47 * x, y, 1.088_83 * z))
        }
    }

    pub(super) fn apart(seen: Lab<D65, f64>, truth: &Value) -> f64 {
        let v = |i: usize| truth[i].as_f64().unwrap();
        seen.difference(Lab::new(v(0), v(1), v(2)))
    }
}

#[test]
fn a_reader_of_its_own_finds_the_true_colours_in_a_linear_picture() {
    for (seed, kind) in
        [(3, ClientKind::Shaved), (4, ClientKind::Treated), (5, ClientKind::Grown), (6, ClientKind::Scar)]
    {
        let picture = taken(&SimulateOptions {
            client: Some(kind),
            hair: Some(HairColour::Black),
            light: Some("D65".into()),
            sensor: Some(Sensor::observer()),
            setting: Setting::Even,
            tiff_linear: true,
            ..options(seed)
        });
        let truth: Value = serde_json::from_str(&json::truth(&picture.truth, "photo.tif").to_string()).unwrap();
        let pixels = independent::Picture::read(&picture.bytes);
        let white = truth["camera"]["exposure"].as_f64().unwrap();
        let corner = |name: &str| {
            let p = &truth["chart"]["corners"][name];
            [p[0].as_f64().unwrap(), p[1].as_f64().unwrap()]
        };
        let [one, six, last, nineteen] = ["patch1", "patch6", "patch24", "patch19"].map(corner);
        for index in 0..24_usize {
            // Square to the camera and not tilted: patch centres lie evenly between the corners.
            let (s, t) = ((index % 6) as f64 / 5.0, (index / 6) as f64 / 3.0);
            let at =
                |k: usize| (1.0 - t) * ((1.0 - s) * one[k] + s * six[k]) + t * ((1.0 - s) * nineteen[k] + s * last[k]);
            let seen = pixels.lab([at(0) - 4.0, at(1) - 4.0, 8.0, 8.0], white);
            let apart = independent::apart(seen, &truth["chart"]["patches"][index]["lab_d65"]);
            assert!(apart < 0.3, "{kind:?} patch {}: {apart} dE00, {seen:?}", index + 1);
        }
        for name in ["skin", "hair", "treated"] {
            let region = &truth["regions"][name];
            if region.is_null() {
                assert!(name == "treated" && !kind.has_work(), "{kind:?} has no {name}");
                continue;
            }
            let rect: Vec<f64> = region["rect"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
            let seen = pixels.lab([rect[0], rect[1], rect[2], rect[3]], white);
            let apart = independent::apart(seen, &region["lab_d65"]);
            assert!(apart < 0.3, "{kind:?} {name}: {apart} dE00, {seen:?} {}", region["lab_d65"]);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_does_not() {
    let (one, again, other) = (taken(&options(8)), taken(&options(8)), taken(&options(9)));
    assert!(one.bytes == again.bytes, "the picture");
    assert_eq!(json::truth(&one.truth, "p").to_string(), json::truth(&again.truth, "p").to_string());
    assert!(one.bytes != other.bytes);
}

#[test]
fn naming_one_thing_leaves_the_rest_as_it_was_drawn() {
    let free = Shot::draw(&options(12)).unwrap();
    let lit = Shot::draw(&SimulateOptions { light: Some("FL7".into()), ..options(12) }).unwrap();
    assert_eq!(free.client, lit.client);
    assert_eq!(free.scene.chart, lit.scene.chart);
    assert_eq!(lit.scene.lamps[0].light, "FL7");
    let curved = Shot::draw(&SimulateOptions { tone: Some(ToneFamily::Power), ..options(12) }).unwrap();
    assert_eq!((&free.scene, free.camera.exposure), (&curved.scene, curved.camera.exposure));
}

#[test]
fn matrices_are_never_made_for_the_light_of_the_scene() {
    for seed in 0..60 {
        let shot = Shot::draw(&options(seed)).unwrap();
        assert_ne!(shot.camera.matrix.unwrap().made_for, shot.scene.lamps[0].light, "seed {seed}");
    }
}

/// The finder knows nothing of the simulator: where it finds the chart is where the truth says it is.
#[test]
fn charts_are_found_where_the_truth_has_them() {
    let mut found = 0;
    for seed in 1..=10 {
        let picture = taken(&SimulateOptions { megapixels: 1.0, ..options(seed) });
        let truth = picture.truth.chart.as_ref().unwrap();
        let photo = healtone::photo::Photo::decode(&picture.bytes).unwrap();
        let Ok(reading) = healtone::chart::find(&photo, healtone::chart::definition(&truth.id).unwrap()) else {
            continue;
        };
        let pitch = truth.corners[0].distance(truth.corners[1]) / 5.0;
        for (seen, meant) in reading.corners.iter().zip(truth.corners) {
            assert!(seen.distance(meant) < 0.1 * pitch, "seed {seed}: {:?} {:?}", reading.corners, truth.corners);
        }
        found += 1;
    }
    assert!(found >= 9, "{found} of 10 charts were found");
}

#[test]
fn every_kind_of_client_has_its_regions_and_stubble_is_darker_than_skin() {
    for (seed, kind) in (40..).zip(ClientKind::ALL) {
        let truth =
            taken(&SimulateOptions { client: Some(kind), hair: Some(HairColour::Black), ..options(seed) }).truth;
        let (skin, hair) = (&truth.skin, truth.hair.as_ref().unwrap());
        assert_eq!(truth.treated.is_some(), kind.has_work(), "{kind:?}");
        assert_eq!(skin.hair_coverage, 0.0, "{kind:?}");
        let contrast = truth.contrast().unwrap();
        assert!(contrast.dl < -0.8, "{kind:?}: {contrast:?}");
        let dense = if kind == ClientKind::Grown { 0.5 } else { 0.005 };
        assert!(hair.hair_coverage > dense, "{kind:?}: {}", hair.hair_coverage);
        if let Some(contrast) = truth.treated_contrast() {
            assert!(contrast.dl < 0.2, "{kind:?}: {contrast:?}");
        }
    }
}

#[test]
fn skins_run_from_fair_to_deep_and_hair_to_white() {
    for l in [22.0, 45.0, 72.0] {
        let truth = taken(&SimulateOptions { skin_l: Some(l), client: Some(ClientKind::Shaved), ..options(2) }).truth;
        let seen = truth.skin.lab.l;
        assert!((seen - l).abs() < 1.6, "{seen} for {l}");
    }
    let white = SimulateOptions {
        hair: Some(HairColour::White),
        client: Some(ClientKind::Grown),
        skin_l: Some(40.0),
        ..options(3)
    };
    assert!(taken(&white).truth.contrast().unwrap().dl > 5.0, "white hair is lighter than deep skin");
}

/// What was strewn as single dots is on average what the dot model says of the field.
#[test]
fn strewn_dots_average_to_the_dot_model() {
    let recipe = RecipeOptions {
        pigments: vec![("generic-carbon-mid".into(), 1.0)],
        dilution: "1+4".parse().unwrap(),
        day: 40.0,
        density_per_cm2: Some(180.0),
        dot_mm: Some(0.25),
    };
    let options = SimulateOptions {
        recipe: Some(recipe),
        client: Some(ClientKind::Treated),
        setting: Setting::Even,
        skin_l: Some(60.0),
        ..options(21)
    };
    let mut shot = Shot::draw(&options).unwrap();
    // Skin that is alike everywhere, so that nothing but the dots tells the two places apart.
    shot.client.mottling = [1e-3; 2];
    let truth = photograph(&shot).unwrap().truth;
    let work = &shot.client.work[0];
    let prepared = work.draw.prepare(&shot.client.skin);
    let model = prepared.reflectance_of(&[work.draw.layer(&work.treatment, work.day)]);
    let (field, bare) = (truth.treated.as_ref().unwrap(), &truth.skin);
    for band in [8, 17, 27] {
        let expected = 1.0 - model[band] / prepared.bare()[band];
        let seen = 1.0 - field.spectrum.values()[band] / bare.spectrum.values()[band];
        assert!((seen / expected - 1.0).abs() < 0.08, "band {band}: {seen} of {expected}");
    }
}

#[test]
fn mistakes_are_in_the_picture() {
    let with =
        |mistake: Mistake| taken(&SimulateOptions { mistakes: vec![mistake], setting: Setting::Room, ..options(30) });
    let plain = taken(&options(30));
    let mean = |p: &healtone::simulate::Photograph| {
        let photo = healtone::photo::Photo::decode(&p.bytes).unwrap();
        let mut sum = [0.0; 3];
        for y in (0..photo.height()).step_by(5) {
            for x in (0..photo.width()).step_by(5) {
                (0..3).for_each(|c| sum[c] += photo.linear(x, y)[c]);
            }
        }
        sum
    };
    for mistake in Mistake::ALL {
        let picture = with(mistake);
        assert!(picture.bytes != plain.bytes, "{mistake:?}");
        assert_eq!(picture.truth.mistakes(), [mistake]);
        assert_eq!(picture.truth.chart.is_none(), mistake == Mistake::NoChart);
    }
    let dark = mean(&with(Mistake::TooDark));
    assert!(dark[1] < 0.2 * mean(&plain)[1]);
    let warm = mean(&with(Mistake::Tungsten));
    assert!(warm[0] > 2.5 * warm[2], "{warm:?}");
    let red = with(Mistake::Redness).truth;
    assert!(red.skin.lab.a > plain.truth.skin.lab.a + 1.5);
    let far = with(Mistake::ChartTooFar).truth;
    assert!(far.chart.unwrap().px_per_mm < 0.6 * far.px_per_mm);
    assert!(with(Mistake::WrongChart).truth.chart.unwrap().other);
    let early = with(Mistake::TooEarly).truth;
    assert!(early.shot.client.work[0].day < 28.0 && early.treated.is_some());
}

#[test]
fn wishes_that_contradict_are_refused() {
    let code = |options: SimulateOptions| Shot::draw(&options).unwrap_err().code;
    assert_eq!(code(SimulateOptions { light: Some("D56".into()), ..options(1) }), "unknown-light");
    assert_eq!(code(SimulateOptions { chart: Some("colorchecker-min".into()), ..options(1) }), "chart-unknown");
    assert_eq!(code(SimulateOptions { megapixels: 900.0, ..options(1) }), "picture-size");
    assert_eq!(
        code(SimulateOptions { mistakes: vec![Mistake::NoChart, Mistake::Tilted], ..options(1) }),
        "contradicting-mistakes"
    );
    assert_eq!(
        code(SimulateOptions { client: Some(ClientKind::Shaved), mistakes: vec![Mistake::TooEarly], ..options(1) }),
        "contradicting-client"
    );
    assert_eq!(
        code(SimulateOptions { tiff_linear: true, tone: Some(ToneFamily::Filmic), ..options(1) }),
        "contradicting-tone"
    );
}

#[test]
fn every_measured_camera_can_be_read() {
    let Some(folder) = shared("sensor/cameras") else { return };
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let sensor = healtone::store::read_sensor(&path).unwrap();
        for channel in &sensor.sensitivity {
            assert!(channel.iter().all(|v| *v >= 0.0) && channel.iter().sum::<f64>() > 0.0, "{}", sensor.name);
        }
        read += 1;
    }
    assert_eq!(read, 34);
}

/// The light of a region over the chart's, and its gloss, are what separates a perfect camera from the truth.
#[test]
fn shading_and_gloss_are_told_for_each_region() {
    let room = taken(&SimulateOptions {
        light: Some("D65".into()),
        sensor: Some(Sensor::observer()),
        tiff_linear: true,
        ..options(17)
    });
    let truth = &room.truth;
    assert_eq!(truth.shot.scene.lamps.len(), 1, "seed 17 has one lamp; choose another seed");
    let skin = &truth.skin;
    let gain = |c: usize| {
        truth.shot.camera.exposure
            * healtone::math::exp([truth.shot.camera.balance_error[0], 0.0, truth.shot.camera.balance_error[1]][c])
    };
    let seen: [f64; 3] = std::array::from_fn(|c| skin.sensor[c] / gain(c) / skin.light - skin.gloss);
    let xyz = healtone::color::Xyz::<healtone::color::D65, f64>::new(0.950_47 * seen[0], seen[1], 1.088_83 * seen[2]);
    let lab: healtone::color::LabD65 = palette::convert::FromColorUnclamped::from_color_unclamped(xyz);
    let apart = ciede2000(lab, skin.lab);
    assert!(apart < 0.3, "{apart}: {:?} {:?}", lab_array(lab), lab_array(skin.lab));
}

#[test]
fn the_command_writes_pictures_and_their_truth() {
    let root = folder("simulated");
    let out = root.to_str().unwrap();
    let args = ["simulate", "--seed", "5", "--count", "2", "--mp", "0.2", "--client", "treated", "--out", out];
    let (code, printed, err) = healtone(&args);
    assert_eq!((code, err.as_str()), (0, ""), "{printed}");
    assert!(printed.contains("treated client") && printed.contains("contrast"), "{printed}");
    for seed in [5, 6] {
        let file = |name: &str| std::fs::read(root.join(format!("seed-{seed}/{name}"))).unwrap();
        let truth: Value = serde_json::from_slice(&file("truth.json")).unwrap();
        assert_eq!((&truth["schema"], &truth["seed"]), (&"healtone.truth/1".into(), &seed.into()));
        assert_eq!(truth["client"]["bare"]["values"].as_array().unwrap().len(), 36);
        for key in ["chart", "regions", "contrast", "treated_contrast", "scene", "camera", "file"] {
            assert!(!truth[key].is_null(), "{key}");
        }
        assert_eq!(truth["client"]["work"][0]["sessions"].as_array().map(Vec::is_empty), Some(false));
        let (code, measured, err) =
            healtone(&["measure", root.join(format!("seed-{seed}/photo.jpg")).to_str().unwrap()]);
        assert!(code == 0 || code == 1, "{measured}{err}");
    }
}

#[test]
fn the_command_says_what_it_cannot_do() {
    let file = made("not-a-folder", b"x");
    let camera = made("no-camera.json", b"{}");
    let out = folder("never").to_str().unwrap().to_owned();
    for (arguments, code, words) in [
        (vec!["--seed", "1", "--out", &out, "--light", "D66"], 2, "no light called"),
        (vec!["--seed", "1", "--out", &out, "--mistake", "glare"], 2, "glare-on-chart"),
        (vec!["--seed", "1", "--out", &out, "--client", "bald"], 2, "shaved"),
        (vec!["--seed", "1", "--out", &out, "--mp", "900"], 2, "outside"),
        (
            vec!["--seed", "1", "--out", &out, "--pigment", "generic-soft-55", "--dilution", "1+6"],
            2,
            "mean generic-soft-50?",
        ),
        (vec!["--seed", "1", "--out", &out, "--camera", "absent.json"], 5, "does not exist"),
        (vec!["--seed", "1", "--out", &out, "--camera", &camera], 1, "sensitivities of a camera"),
        (vec!["--seed", "1", "--mp", "0.1", "--out", &file], 5, "not-a-folder"),
        (vec!["--out", &out], 2, "--seed"),
    ] {
        let (ended, printed, err) = healtone(&[&["simulate"], arguments.as_slice()].concat());
        assert_eq!(ended, code, "{arguments:?}: {printed}{err}");
        assert!(unbroken(&err).contains(words) && printed.is_empty(), "{arguments:?}: {words:?} is missing in {err}");
    }
    assert!(!std::path::Path::new(&out).exists(), "nothing was written");
}
