//! Calibrations on charts seen by cameras that are known exactly.

use healtone::camera::{Calibration, Method, chart_faults};
use healtone::chart::{self, ChartDefinition, ChartReading, LeftOut, PatchReading};
use healtone::color::{D65, LabD65, Spectrum, Viewing, Xyz, ciede2000};
use healtone::math::{Matrix3, Point, exp, inverse3, pow, transform3};
use healtone::measure::Reader;
use healtone::photo::{Encoding, Photo};
use std::sync::LazyLock;

/// Where the sample photo shows its chart; the light of its patches is replaced by each test.
static READING: LazyLock<ChartReading> = LazyLock::new(|| {
    let photo = Photo::decode(include_bytes!("../photos/consultation.jpg")).unwrap();
    chart::find(&photo, definition()).unwrap()
});

fn definition() -> &'static ChartDefinition {
    chart::definition("colorchecker-classic-babelcolor-average").unwrap()
}

/// Linear sRGB to XYZ, mixed a little: no camera's channels are exactly those of a screen.
const TO_XYZ: Matrix3 = [[0.43, 0.34, 0.18], [0.24, 0.68, 0.08], [0.03, 0.10, 0.96]];

/// A camera whose channels are mixtures of the observer's, with a tone curve, flare and a light that falls off.
#[derive(Clone, Copy)]
struct Camera {
    gamma: f64,
    flare: f64,
    plane: [f64; 2],
}

impl Camera {
    fn sees(&self, spectrum: &Spectrum, at: [f64; 2]) -> [f64; 3] {
        let xyz: Xyz<D65, f64> = D65::xyz(spectrum);
        let shade = 0.9 * exp(self.plane[0] * at[0] + self.plane[1] * at[1]);
        let light = transform3(&inverse3(&TO_XYZ).unwrap(), [xyz.x, xyz.y, xyz.z]);
        light.map(|v| pow((v * shade).max(1e-6), 1.0 / self.gamma) + self.flare)
    }

    fn reads(&self) -> ChartReading {
        let mut reading = READING.clone();
        for patch in &mut reading.patches {
            patch.linear = self.sees(&definition().spectra[patch.index - 1], patch.chart_xy);
            patch.clipped = [false; 3];
            patch.left_out = None;
        }
        reading
    }
}

const PLAIN: Camera = Camera { gamma: 1.0, flare: 0.0, plane: [0.0, 0.0] };

/// A skin beside the chart, as the calibration sees it and as it is.
fn skin_error(camera: &Camera, calibration: &Calibration) -> f64 {
    let skin = healtone::skin::basis_spectrum([1.0, 0.2, 0.1]);
    let at = READING.to_chart.inverse().unwrap().map(Point::new(-1.5, 0.2));
    let seen: LabD65 = calibration.lab(calibration.light(camera.sees(&skin, [-1.5, 0.2])), at);
    ciede2000(seen, D65::lab(&skin))
}

#[test]
fn a_camera_of_the_models_own_kind_is_found_again() {
    for (camera, most_residual, most_skin) in [
        // Cyan lies outside of what the channels can hold, and is floored.
        (PLAIN, 0.2, 0.1),
        (Camera { gamma: 1.12, ..PLAIN }, 0.3, 0.4),
        (Camera { flare: 0.004, ..PLAIN }, 0.3, 0.4),
        // The plane's prior is stiff on purpose, so a slope is followed most of the way.
        (Camera { plane: [0.02, -0.01], ..PLAIN }, 0.6, 0.8),
    ] {
        let calibration = Calibration::tone_matrix(&camera.reads(), definition());
        let residuals = calibration.residuals().unwrap();
        let skin = skin_error(&camera, &calibration);
        assert!(residuals.in_sample < most_residual, "gamma {}: {residuals:?}", camera.gamma);
        assert!(skin < most_skin, "gamma {}, flare {}: skin off by {skin:.2}", camera.gamma, camera.flare);
    }
}

#[test]
fn leaving_one_out_is_never_kinder_than_looking() {
    let first = Calibration::tone_matrix(&READING, definition());
    let posterior = Calibration::from_chart(&READING, definition(), Encoding::Srgb).unwrap();
    assert_eq!(posterior.method(), Method::SensorPosterior);
    for m in [&first, &posterior] {
        let r = m.residuals().unwrap();
        assert!(r.in_sample < r.loo_mean && r.loo_mean < r.loo_max, "{r:?}");
    }
    assert_eq!(first.patch_de00().iter().flatten().count(), 23, "patch 18 of the sample is clipped");
    assert_eq!(posterior.patch_de00().iter().flatten().count(), 24, "but only in one channel");
}

#[test]
fn patches_left_out_do_not_count() {
    let camera = Camera { gamma: 1.05, ..PLAIN };
    let mut spoiled = camera.reads();
    spoiled.patches[0].linear = [0.9, 0.1, 0.9];
    spoiled.patches[0].left_out = Some(LeftOut::Shadow);
    let first = Calibration::tone_matrix(&spoiled, definition());
    let posterior = Calibration::from_chart(&spoiled, definition(), Encoding::Srgb).unwrap();
    assert!(skin_error(&camera, &first) < 0.5);
    for calibration in [first, posterior] {
        assert!(calibration.patch_de00()[0].is_none() && calibration.patch_de00()[1].is_some());
    }
}

/// Codes of what the gate finds wrong.
fn faults(reading: &ChartReading) -> Vec<&'static str> {
    let calibration = Calibration::from_chart(reading, definition(), Encoding::Srgb);
    let faults =
        chart_faults(reading, definition(), calibration.as_ref(), Encoding::Srgb, &healtone::data::limits().chart);
    faults.iter().map(|fault| fault.code).collect()
}

/// Both methods see that the light's colour changes from corner to corner by 0.87 EV (red against green) and that it does
/// not where it does not.
#[test]
fn light_of_two_colours_is_seen_by_either_method() {
    let mut reading = PLAIN.reads();
    let drift = |reading: &ChartReading| {
        let posterior = Calibration::from_chart(reading, definition(), Encoding::Srgb).unwrap();
        [posterior, Calibration::tone_matrix(reading, definition())].map(|c| c.colour_drift_ev().unwrap())
    };
    assert!(drift(&reading).iter().all(|ev| *ev < 0.05), "{:?}", drift(&reading));
    for p in &mut reading.patches {
        p.linear[0] *= exp(0.15 * (p.chart_xy[0] + p.chart_xy[1]));
    }
    assert!(drift(&reading).iter().all(|ev| (0.3..1.1).contains(ev)), "{:?}", drift(&reading));
    eprintln!("{:?}", drift(&reading));
}

#[test]
fn unfit_readings_are_refused_for_their_reason() {
    let changed = |change: &dyn Fn(&mut PatchReading)| {
        let mut reading = PLAIN.reads();
        reading.patches.iter_mut().for_each(change);
        faults(&reading)
    };
    assert!(changed(&|_| {}).is_empty());
    assert_eq!(changed(&|p| p.linear = p.linear.map(|v| 0.02 * v)), ["too-dark"]);
    assert_eq!(changed(&|p| p.linear[2] *= 0.2), ["colour-cast"]);
    let left_out = |why, count| changed(&|p: &mut PatchReading| p.left_out = (p.index <= count).then_some(why));
    assert_eq!(left_out(LeftOut::Covered, 10), ["chart-covered"]);
    assert_eq!(left_out(LeftOut::NotFlat, 3), ["chart-covered"]);
    assert_eq!(left_out(LeftOut::Shadow, 3), ["chart-shadowed"]);
    assert_eq!(left_out(LeftOut::Glare, 3), ["chart-glare"]);
    assert!(left_out(LeftOut::Covered, 1).is_empty(), "a single patch is left out");
    assert_eq!(left_out(LeftOut::Clipped, 10), ["too-few-patches"]);
    let blown = |p: &mut PatchReading| {
        if p.index > 18 && p.index < 23 {
            (p.linear, p.clipped) = ([1.0; 3], [true; 3]);
        }
    };
    assert_eq!(changed(&blown), ["chart-clipped"]);
    let falling = |p: &mut PatchReading| p.linear = p.linear.map(|v| v * exp(0.4 * p.chart_xy[0]));
    assert_eq!(changed(&falling), ["uneven-light"]);
    let two_lamps = |p: &mut PatchReading| {
        let share = 0.15 * (p.chart_xy[0] + p.chart_xy[1]);
        p.linear = [p.linear[0] * exp(share), p.linear[1], p.linear[2] * exp(-share)];
    };
    assert_eq!(changed(&two_lamps), ["mixed-light"]);

    let mut blurred = PLAIN.reads();
    blurred.blur_px = Some(0.06 * blurred.pitch_px());
    blurred.px_per_mm = None;
    assert_eq!(faults(&blurred), ["blurred"]);
    blurred.px_per_mm = Some(0.06 * blurred.pitch_px());
    assert_eq!(faults(&blurred), ["blurred"], "blurred by a millimetre");

    let mut wrong = PLAIN.reads();
    let lights: Vec<[f64; 3]> = wrong.patches.iter().map(|p| p.linear).collect();
    for (i, patch) in wrong.patches.iter_mut().take(18).enumerate() {
        patch.linear = lights[(7 * i + 5) % 18];
    }
    let said = faults(&wrong);
    assert!(!said.is_empty(), "another chart is not to be measured by");
}

#[test]
fn intervals_grow_with_the_residual_and_with_the_way_from_the_chart() {
    let clean = Calibration::tone_matrix(&PLAIN.reads(), definition());
    let mut noisy = PLAIN.reads();
    for patch in &mut noisy.patches {
        let wobble = exp(0.12 * (((patch.index * 7) % 5) as f64 / 2.0 - 1.0));
        patch.linear = [patch.linear[0] * wobble, patch.linear[1], patch.linear[2] / wobble];
    }
    let noisy = Calibration::tone_matrix(&noisy, definition());
    assert!(noisy.absolute_sd()[0] > 1.5 * clean.absolute_sd()[0]);
    assert!(noisy.contrast_sd()[0] > 1.5 * clean.contrast_sd()[0]);
    let [p1, _, p24, _] = READING.corners;
    let far = Point::new(3.0 * p1.x - 2.0 * p24.x, 3.0 * p1.y - 2.0 * p24.y);
    assert!(clean.shading_sd(far, None) > 2.0 * clean.shading_sd(p1, None));
    assert!(clean.shading_sd(far, Some(far)) < 1e-12, "neighbours share their light");
}

/// A camera of the prior's own kind, seen without noise: sensor, matrix and curve are told apart well enough that skin
/// is read to half a dE00, and to the same bits twice.
#[test]
fn the_posterior_reads_skin_through_a_drawn_camera() {
    use healtone::simulate::{ClientKind, Setting, Shot, SimulateOptions, ToneFamily, photograph};
    let mut sum = 0.0;
    let seeds = [3, 4, 5, 6, 7, 8];
    for seed in seeds {
        let options = SimulateOptions {
            megapixels: 0.5,
            client: Some(ClientKind::Shaved),
            setting: Setting::Even,
            tone: Some(ToneFamily::Filmic),
            chart: Some("colorchecker-mini-babelcolor-average".into()),
            ..SimulateOptions::new(seed)
        };
        let picture = photograph(&Shot::draw(&options).unwrap()).unwrap();
        let (photo, truth) = (Photo::decode(&picture.bytes).unwrap(), &picture.truth);
        let chart = chart::definition("colorchecker-mini-babelcolor-average").unwrap();
        let reading = chart::read_at(&photo, chart, truth.chart.as_ref().unwrap().corners).unwrap();
        let read = || {
            let calibration = Calibration::from_chart(&reading, chart, photo.encoding()).unwrap();
            assert_eq!(calibration.method(), Method::SensorPosterior, "seed {seed}");
            let mut warnings = Vec::new();
            Reader::new(&photo, &calibration).skin(truth.skin.rect, &mut warnings).unwrap().lab
        };
        let lab = read();
        assert_eq!(lab, read());
        sum += ciede2000(lab.mean, truth.skin.lab);
    }
    let mean = sum / seeds.len() as f64;
    assert!(mean < 0.8, "skin off by {mean:.2} dE00 on average");
}

/// Crossed polarisers take the shine off skin and field: neither interval allows for any.
#[test]
fn polarised_photos_have_no_gloss_in_their_intervals() {
    let photo = Photo::decode(include_bytes!("../photos/consultation.jpg")).unwrap();
    let calibration = Calibration::from_chart(&READING, definition(), Encoding::Srgb).unwrap();
    let (skin, hair) = ("155,1023,930,496".parse::<healtone::measure::Region>(), "279,1643,1674,558".parse());
    let rect = |r: healtone::measure::Region| r.resolve("--skin", photo.width(), photo.height()).unwrap();
    let (skin, hair) = (rect(skin.unwrap()), rect(hair.unwrap()));
    let sd = |surface_rho: f64| {
        let mut warnings = Vec::new();
        let reader = Reader { surface_rho, ..Reader::new(&photo, &calibration) };
        let bare = reader.skin(skin, &mut warnings).unwrap();
        let field = reader.field(hair, &bare, &mut warnings).unwrap();
        [bare.lab.sd()[0], field.lab.sd()[0], field.contrast.sd()[0]]
    };
    for (matte, shiny) in sd(0.0).into_iter().zip(sd(0.012)) {
        assert!(matte < shiny, "{matte} {shiny}");
    }
}
