//! The camera and the file that it writes.

use super::super::camera::{Camera, ColourMatrix, LocalTone, Look, Noise};
use super::super::file::FileKind;
use super::super::mistake::Mistake;
use super::super::options::{Setting, SimulateOptions};
use super::super::scene::Scene;
use super::super::sensor::Sensor;
use super::super::tone::{ToneCurve, ToneFamily};
use super::scene::main_light;
use super::{first_shot, has, part};
use crate::diagnostic::Diagnostic;
use crate::math::{Random, exp};

/// Lights that makers fit colour matrices for. Cameras blend several by the warmth of the scene: the matrix of a light bulb
/// is not used in daylight.
const MATRIX_LIGHTS: [&str; 5] = ["D75", "D65", "D50", "FL2", "LED-B3"];

/// The file of the phone; how it was held is the photograph's own.
pub(super) fn file(options: &SimulateOptions) -> FileKind {
    let (file, phone) = (file_drawn(options), first_shot(options).map(|first| file_drawn(&first)));
    match (file, phone) {
        (FileKind::Jpeg { orientation, .. }, Some(FileKind::Jpeg { quality, display_p3, .. })) => {
            FileKind::Jpeg { quality, display_p3, orientation }
        }
        _ => file,
    }
}

fn file_drawn(options: &SimulateOptions) -> FileKind {
    let mut random = part(options, "file");
    let even = options.setting == Setting::Even;
    let quality = if even { 95 } else { *random.pick(&[88, 90, 92, 94, 96]) };
    let display_p3 = random.chance(0.3);
    let orientation = *random.pick(&[1, 1, 1, 6, 8, 3]);
    if options.tiff_linear {
        return FileKind::TiffLinear;
    }
    FileKind::Jpeg {
        quality: options.quality.unwrap_or(quality),
        display_p3: options.display_p3.unwrap_or(display_p3),
        orientation: if even { 1 } else { orientation },
    }
}

/// The technician's phone as it took this photograph: sensor, colours, tone curve and lens are those of the first one.
pub(super) fn camera(options: &SimulateOptions, scene: &Scene, file: FileKind) -> Result<Camera, Diagnostic> {
    let scene_light = scene.lamps.first().map_or("D65", |lamp| lamp.light.as_str());
    let taken = drawn(options, scene_light, file)?;
    let Some(first) = first_shot(options) else { return Ok(taken) };
    let phone = drawn(&first, main_light(&first), file)?;
    Ok(Camera {
        exposure: taken.exposure,
        balanced_for: taken.balanced_for,
        balance_error: taken.balance_error,
        blur_mm: taken.blur_mm,
        noise: taken.noise,
        ..phone
    })
}

/// The light that a phone's matrix is made for, by the light of its first photograph.
pub(super) fn matrix_light(options: &SimulateOptions, scene_light: &str) -> &'static str {
    pick_matrix_light(scene_light, &mut part(options, "camera"))
}

fn pick_matrix_light(scene_light: &str, random: &mut Random) -> &'static str {
    let others: Vec<&'static str> = MATRIX_LIGHTS.into_iter().filter(|light| *light != scene_light).collect();
    random.pick::<&str>(&others)
}

fn drawn(options: &SimulateOptions, scene_light: &str, file: FileKind) -> Result<Camera, Diagnostic> {
    let mut random = part(options, "camera");
    let even = options.setting == Setting::Even;
    let sensor = options.sensor.clone().unwrap_or_else(|| Sensor::parametric(options.seed));
    let developed = file != FileKind::TiffLinear;
    let made_for = pick_matrix_light(scene_light, &mut random);
    let saturation = if even { 1.0 } else { random.between(1.0, 1.2) };
    let matrix = developed.then(|| ColourMatrix::made_for(made_for, &sensor, saturation)).transpose()?;
    let usual = *random.pick(&[ToneFamily::Power, ToneFamily::Filmic, ToneFamily::Spline]);
    let family = if developed { options.tone.unwrap_or(usual) } else { ToneFamily::Srgb };
    let tone = ToneCurve::draw(family, &mut part(options, "tone"));
    let local = LocalTone { strength: random.between(0.03, 0.10), radius: random.between(0.04, 0.10) };
    let maps_locally = options.local_tone.unwrap_or(random.chance(0.5) && !even);
    let exposure = if even { 0.85 } else { random.between(0.66, 0.90) };
    let dark = random.between(3.6, 4.6);
    let stops = match () {
        () if has(options, Mistake::TooDark) => -dark,
        () if has(options, Mistake::Overexposed) => part(options, "overexposed").between(1.4, 2.2),
        () => 0.0,
    };
    let exposure = exposure * exp(stops * std::f64::consts::LN_2);
    let error = [0.03 * random.normal(), 0.03 * random.normal()];
    let blur_mm = random.between(0.05, 0.08);
    let blurred = random.between(1.0, 1.8);
    Ok(Camera {
        exposure,
        balanced_for: has(options, Mistake::Tungsten).then(|| "D65".to_owned()),
        balance_error: if even { [0.0; 2] } else { error },
        matrix,
        tone,
        local_tone: (maps_locally && developed).then_some(local),
        look: look(options).filter(|_| developed),
        veil: if even { 0.0 } else { part(options, "lens").between(0.001, 0.008) },
        blur_mm: match (has(options, Mistake::Blurred), even) {
            (true, _) => blurred,
            (false, true) => 0.0,
            (false, false) => blur_mm,
        },
        noise: if even { Noise::NONE } else { Noise { read: 0.0015, electrons: random.between(3000.0, 12000.0) } },
        sensor,
    })
}

/// Changes of a few per cent and degrees, as between the renderings of phones. Assumed.
fn look(options: &SimulateOptions) -> Option<Look> {
    let mut random = part(options, "look");
    let wanted = options.look.unwrap_or(random.chance(0.5) && options.setting != Setting::Even);
    let mut four = |sd: f64| std::array::from_fn(|_| sd * random.normal().clamp(-2.0, 2.0));
    let look = Look { strength: four(0.03), turn: four(0.02) };
    wanted.then_some(look)
}
