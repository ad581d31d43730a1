//! From what a user asks for and a seed to one photograph to be.

use super::camera::{Camera, ColourMatrix, LocalTone, Look, Noise};
use super::client::{ClientKind, Hair, HairColour, VirtualClient, Work, draw_bare};
use super::file::FileKind;
use super::geometry::unit;
use super::mistake::Mistake;
use super::options::{RecipeOptions, Setting, SimulateOptions};
use super::scene::{Hand, Head, Lamp, PlacedChart, Scene, ShadowEdge, Sheen};
use super::sensor::{Sensor, light_power};
use super::tone::{ToneCurve, ToneFamily};
use super::{Shot, conflict};
use crate::chart;
use crate::data;
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::healing::{Draw, DrawOptions, NORMALS, Session, Treatment};
use crate::matching::{Candidate, Part};
use crate::math::{Random, exp, ln};
use crate::pigment::{Dilution, Pigment, reference};
use crate::skin::{Client, Inversion};

/// Lights that photographs are taken under unless one is named: daylights, fluorescent tubes, LEDs.
pub const LIGHTS: [&str; 10] = ["D50", "D55", "D65", "FL2", "FL7", "FL3.15", "LED-B3", "LED-B4", "LED-B5", "LED-V2"];
/// Lights that makers fit colour matrices for. Cameras blend several by the warmth of the scene: the matrix of a light bulb
/// is not used in daylight.
const MATRIX_LIGHTS: [&str; 5] = ["D75", "D65", "D50", "FL2", "LED-B3"];
/// Megapixels that can be asked for.
const SIZES: std::ops::RangeInclusive<f64> = 0.1..=50.0;

impl Shot {
    /// Draws what the options leave open from their seed.
    ///
    /// # Errors
    /// An unknown light, chart or pigment; a size out of range; wishes that contradict each other.
    pub fn draw(options: &SimulateOptions) -> Result<Self, Diagnostic> {
        let (width, height) = size(options.megapixels)?;
        check(options)?;
        let client = client(options)?;
        let scene = scene(options)?;
        let file = file(options);
        let camera = camera(options, &scene, file)?;
        Ok(Self { seed: options.seed, width, height, client, scene, camera, file, mistakes: options.mistakes.clone() })
    }
}

fn has(options: &SimulateOptions, mistake: Mistake) -> bool {
    options.mistakes.contains(&mistake)
}

/// A part of the seed of its own, so that naming one thing does not change the others.
fn part(options: &SimulateOptions, name: &str) -> Random {
    let salt = name.bytes().fold(0_u64, |sum, b| sum.wrapping_mul(131).wrapping_add(u64::from(b)));
    Random::part(options.seed, salt)
}

fn size(megapixels: f64) -> Result<(u32, u32), Diagnostic> {
    if !SIZES.contains(&megapixels) {
        return Err(conflict(
            "picture-size",
            format!("A picture of {megapixels} megapixels cannot be made."),
            format!("Ask for {} to {} megapixels.", SIZES.start(), SIZES.end()),
        ));
    }
    let unit = (megapixels * 1e6 / 12.0).sqrt();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some thousand pixels")]
    let unit = (unit / 2.0).round() as u32 * 2;
    Ok((4 * unit, 3 * unit))
}

fn check(options: &SimulateOptions) -> Result<(), Diagnostic> {
    let no_chart = has(options, Mistake::NoChart);
    let about_chart =
        [Mistake::ChartCovered, Mistake::WrongChart, Mistake::GlareOnChart, Mistake::Tilted, Mistake::ChartTooFar];
    if let Some(other) = about_chart.into_iter().find(|m| no_chart && has(options, *m)) {
        return Err(conflict(
            "contradicting-mistakes",
            format!("A picture without a chart cannot have the mistake {}.", other.name()),
            "Leave one of them out.".into(),
        ));
    }
    let untreated = options.client.is_some_and(|kind| !kind.has_work());
    if untreated && (options.recipe.is_some() || has(options, Mistake::TooEarly)) {
        return Err(conflict(
            "contradicting-client",
            "A recipe or a follow-up needs a client with pigment in the skin.".into(),
            "Choose the client treated or old-smp, or leave the client open.".into(),
        ));
    }
    if options.recipe.as_ref().is_some_and(|r| !(1..=2).contains(&r.pigments.len())) {
        return Err(conflict(
            "pigment-count",
            "A mix holds one pigment or two.".into(),
            "Name one pigment, or two with their parts.".into(),
        ));
    }
    if has(options, Mistake::Tungsten) && options.light.as_ref().is_some_and(|light| light != "A") {
        return Err(conflict(
            "contradicting-light",
            "An incandescent lamp is the light A, but another light was named.".into(),
            "Leave the light or the mistake out.".into(),
        ));
    }
    if options.tiff_linear && options.tone.is_some_and(|tone| tone != ToneFamily::Srgb) {
        return Err(conflict(
            "contradicting-tone",
            "A linear file has no tone curve.".into(),
            "Leave the tone curve out, or write a JPEG.".into(),
        ));
    }
    Ok(())
}

fn client(options: &SimulateOptions) -> Result<VirtualClient, Diagnostic> {
    let mut random = part(options, "client");
    let drawn = match random.below(20) {
        0..=7 => ClientKind::Shaved,
        8..=11 => ClientKind::Stubble,
        12..=14 => ClientKind::Thinning,
        15 => ClientKind::Grown,
        16 => ClientKind::Scar,
        17 => ClientKind::OldSmp,
        _ => ClientKind::Treated,
    };
    let must_have_work = options.recipe.is_some() || has(options, Mistake::TooEarly);
    let kind = options.client.unwrap_or(if must_have_work { ClientKind::Treated } else { drawn });
    let mut random = part(options, "skin");
    let bare = options.bare.unwrap_or_else(|| draw_bare(options.skin_l, &mut random));
    let surface_light = random.between(0.012, 0.028);
    let inversion = Inversion { surface_rho: surface_light, ..Inversion::default() };
    let fitted =
        inversion.fit(&bare).map_err(|e| conflict("impossible-skin", e.to_string(), "Give another skin.".into()))?;
    let mottling = [random.between(0.03, 0.08), random.between(0.06, 0.16)];
    let redness = if has(options, Mistake::Redness) { random.between(2.0, 3.2) } else { 1.0 };
    let mut random = part(options, "hair");
    let common = [HairColour::Black, HairColour::DarkBrown, HairColour::Brown, HairColour::Grey];
    let colour = options
        .hair
        .unwrap_or_else(|| if random.chance(0.8) { *random.pick(&common) } else { *random.pick(&HairColour::ALL) });
    let hair = Hair::draw(colour, kind, &mut random);
    let work = if kind.has_work() { vec![work(options, kind, fitted.model)?] } else { Vec::new() };
    let skin = fitted.model;
    Ok(VirtualClient { kind, bare, skin, surface_light, mottling, redness, hair, work })
}

/// The treatment that a client has had.
fn work(options: &SimulateOptions, kind: ClientKind, skin: crate::skin::SkinModel) -> Result<Work, Diagnostic> {
    let mut random = part(options, "work");
    let table = data::healing();
    let usable: Vec<&Pigment> = reference().pigments.iter().filter(|p| !p.scatters()).collect();
    let drawn = *random.pick(&usable);
    let recipe = options.recipe.as_ref();
    let parts: Vec<Part<'_>> = match recipe {
        Some(recipe) => {
            let part = |(id, parts): &(String, f64)| Ok(Part { pigment: named(id, &usable)?, parts: *parts });
            recipe.pigments.iter().map(part).collect::<Result<_, Diagnostic>>()?
        }
        None => vec![Part { pigment: drawn, parts: 1.0 }],
    };
    let steps = drawn.dilution_steps();
    let drawn: Dilution = *random.pick(&steps);
    let dilution = recipe.map_or(drawn, |r| r.dilution);
    let since = match kind {
        ClientKind::OldSmp => random.between(700.0, 2200.0),
        _ if has(options, Mistake::TooEarly) => random.between(3.0, 12.0),
        _ => random.between(28.0, 120.0),
    };
    let drawn = random.between(120.0, 190.0);
    let density = recipe.and_then(|r| r.density_per_cm2).unwrap_or(drawn);
    let mix = Candidate::new(parts, dilution).map_err(|e| e.diagnostic())?;
    let pigments = mix.parts.iter().map(|p| (p.pigment.id.clone(), p.parts)).collect();
    let sessions = if recipe.is_some() || kind == ClientKind::OldSmp {
        vec![Session { day: 0.0, density_per_cm2: density }]
    } else {
        let done = 1 + random.below(3);
        sessions(&table.plan.cumulative_density, done, f64::from(table.plan.spacing_days), density)
    };
    let treatment = Treatment {
        concentrate_mua_per_mm: mix.concentrate_mua_per_mm,
        fraction: dilution.fraction(),
        sessions,
        healed_diameter_mm: recipe.and_then(|r| r.dot_mm),
    };
    let normals: Vec<f64> = (0..NORMALS).map(|_| random.normal().clamp(-2.0, 2.0)).collect();
    let client = Client { model: skin, covariance: [[0.0; 3]; 3], residual_rms: 0.0 };
    let draw_options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.0 };
    let draw = Draw::at(&normals, &client, &table, &draw_options);
    Ok(Work { pigments, treatment, draw, day: recipe.map_or(since, |r: &RecipeOptions| r.day) })
}

fn sessions(cumulative: &[f64], done: usize, spacing_days: f64, density_per_cm2: f64) -> Vec<Session> {
    let mut before = 0.0;
    let each = cumulative.iter().take(done).enumerate().map(|(i, share)| {
        let new = density_per_cm2 * (share - before);
        before = *share;
        Session { day: spacing_days * i as f64, density_per_cm2: new }
    });
    each.collect()
}

fn named<'a>(id: &str, pigments: &[&'a Pigment]) -> Result<&'a Pigment, Diagnostic> {
    pigments.iter().copied().find(|p| p.id == id).ok_or_else(|| {
        let known: Vec<&str> = pigments.iter().map(|p| p.id.as_str()).collect();
        let hint = nearest(id, known.iter().copied()).map_or_else(String::new, |hint| format!("Did you mean {hint}? "));
        Diagnostic::error(
            Kind::Argument,
            "unknown-pigment",
            format!("There is no pigment {id:?} whose dots can be rendered."),
            format!("{hint}Known are {}.", known.join(", ")),
        )
    })
}

/// Least distance from the middle of the head to the chart, and from there to the other edge of the picture.
const HEAD_TO_CHART_MM: f64 = 46.0;
const HEAD_TO_EDGE_MM: f64 = 52.0;

fn scene(options: &SimulateOptions) -> Result<Scene, Diagnostic> {
    let mut random = part(options, "scene");
    let even = options.setting == Setting::Even;
    let distance_mm = random.between(330.0, 560.0);
    let chart = placed_chart(options)?;
    // Half sides of the turned card as it lies in the picture.
    let no_chart = has(options, Mistake::NoChart);
    let [across, down] = if no_chart { [36.0, 30.0] } else { extent(&chart) };
    let needed_width = HEAD_TO_EDGE_MM + HEAD_TO_CHART_MM + 2.0 * across + 9.0;
    let needed_height = (2.0 * down + 14.0).max(88.0);
    let frame_mm = needed_width.max(needed_height * 4.0 / 3.0) * random.between(1.0, 1.08);
    let frame_height = 0.75 * frame_mm;
    let side = if random.chance(0.7) { 1.0 } else { -1.0 };
    let head_x = side * (HEAD_TO_EDGE_MM - 0.5 * frame_mm);
    let head_y = random.between(-4.0, 4.0);
    let nearest_x = HEAD_TO_CHART_MM + across;
    let slack = (frame_mm - HEAD_TO_EDGE_MM - nearest_x - across - 8.0).max(0.0);
    let chart_x = head_x + side * (nearest_x + slack * random.uniform());
    let play = (0.5 * frame_height - down - 6.0).clamp(0.0, 30.0);
    let chart_y = random.between(-play, play);
    let behind = if has(options, Mistake::ChartTooFar) {
        distance_mm * random.between(1.6, 2.4)
    } else if even {
        0.0
    } else {
        random.between(-3.0, 14.0)
    };
    let radius_mm = random.between(84.0, 102.0);
    let roll = if even { 0.0 } else { random.between(-0.10, 0.10) };
    Ok(Scene {
        distance_mm,
        frame_mm,
        head: Head { radius_mm, centre_mm: [head_x, head_y], roll },
        lamps: lamps(options)?,
        falloff: falloff(options, frame_mm),
        shadow: shadow(options, frame_mm),
        sheen: sheen(options),
        chart: (!no_chart)
            .then(|| held_from_outside(PlacedChart { centre_mm: [chart_x, chart_y, behind], ..chart }, side)),
        clutter: match options.setting {
            Setting::Even => 0,
            Setting::Room => random.below(5),
            Setting::Hard => 4 + random.below(7),
        },
        background: random.bits() % 1_000_000,
    })
}

/// The chart, not yet in its place.
fn placed_chart(options: &SimulateOptions) -> Result<PlacedChart, Diagnostic> {
    let mut random = part(options, "chart");
    let even = options.setting == Setting::Even;
    let family = ["colorchecker-mini", "colorchecker-mini", "colorchecker-passport", "colorchecker-classic"];
    let variant = ["", "", "-pre2014", "-babelcolor-average"];
    let drawn = format!("{}{}", random.pick(&family), random.pick(&variant));
    let definition = chart::definition(options.chart.as_ref().unwrap_or(&drawn)).map_err(|e| e.diagnostic())?;
    let quarter = [0.0, 0.0, 0.0, 90.0, 180.0, 270.0];
    let turn = *random.pick(&quarter);
    let off = random.between(-7.0, 7.0);
    let most_tilt: f64 = match options.setting {
        Setting::Even => 0.0,
        Setting::Room => 6.0,
        Setting::Hard => 12.0,
    };
    let mut tilt = [random.between(-1.0, 1.0), random.between(-1.0, 1.0)].map(|share| (share * most_tilt).to_radians());
    if has(options, Mistake::Tilted) {
        let far = random.between(34.0_f64, 46.0).to_radians() * if random.chance(0.5) { 1.0 } else { -1.0 };
        tilt[random.below(2)] = far;
    }
    let held = random.chance(0.6);
    let reach = random.between(0.42, 0.6);
    let covered = has(options, Mistake::ChartCovered);
    let glare =
        ([random.between(-0.6, 0.6), random.between(-0.6, 0.6)], random.between(0.5, 1.2), random.between(0.12, 0.22));
    Ok(PlacedChart {
        id: definition.id.clone(),
        pitch_mm: definition.pitch_mm.unwrap_or(NANO_PITCH_MM),
        centre_mm: [0.0; 3],
        turn_deg: if even { 0.0 } else { turn + off },
        tilt,
        batch_sd: if even { 0.0 } else { 0.008 },
        other: has(options, Mistake::WrongChart),
        hand: (covered || (held && !even)).then_some(Hand {
            edge: 1,
            along: random.between(-0.5, 0.5),
            reach: if covered { reach } else { 0.015 },
        }),
        glare: has(options, Mistake::GlareOnChart).then_some(glare),
    })
}

/// A hand comes from below and from the side away from the head.
fn held_from_outside(mut chart: PlacedChart, side: f64) -> PlacedChart {
    let turn = chart.turn_deg.to_radians();
    let (c, s) = (crate::math::cos(turn), crate::math::sin(turn));
    let from = |edge: &u8| {
        let [x, y] = Hand { edge: *edge, along: 0.0, reach: 0.0 }.outward();
        0.6 * side * (c * x - s * y) + (s * x + c * y)
    };
    if let Some(hand) = &mut chart.hand {
        hand.edge = (0..4).max_by(|a, b| from(a).total_cmp(&from(b))).unwrap_or(1);
    }
    chart
}

/// Distance of patch centres of the smallest chart, whose size is stated nowhere. Assumed.
const NANO_PITCH_MM: [f64; 2] = [6.0, 5.4];

fn extent(chart: &PlacedChart) -> [f64; 2] {
    let turn = chart.turn_deg.to_radians();
    let (c, s) = (crate::math::cos(turn).abs(), crate::math::sin(turn).abs());
    let half = [3.15 * chart.pitch_mm[0], 2.2 * chart.pitch_mm[1]];
    [c * half[0] + s * half[1], s * half[0] + c * half[1]]
}

fn lamps(options: &SimulateOptions) -> Result<Vec<Lamp>, Diagnostic> {
    let mut random = part(options, "light");
    let drawn = *random.pick(&LIGHTS);
    let first = if has(options, Mistake::Tungsten) { "A" } else { options.light.as_deref().unwrap_or(drawn) };
    light_power(first)?;
    let direction = |random: &mut Random| unit([random.between(-0.8, 0.8), -random.between(0.1, 0.9), -1.0]);
    let lamp = |light: &str, share: f64, random: &mut Random| {
        let (ambient, dome) = match options.setting {
            Setting::Even => (1.0, 1.0),
            Setting::Room => (random.between(0.35, 0.75), random.between(0.5, 0.95)),
            Setting::Hard => (random.between(0.15, 0.45), random.between(0.2, 0.8)),
        };
        Lamp { light: light.to_owned(), share, ambient, dome, direction: direction(random), gradient: 0.0 }
    };
    let mut lamps = vec![lamp(first, 1.0, &mut random)];
    let (chance, least, most, slope) = match options.setting {
        Setting::Even => (0.0, 0.0, 0.0, 0.0),
        Setting::Room => (0.3, 0.05, 0.2, 0.4),
        Setting::Hard => (0.7, 0.15, 0.45, 1.0),
    };
    if random.chance(chance) && !has(options, Mistake::Tungsten) {
        let share = random.between(least, most);
        let others: Vec<&str> = LIGHTS.into_iter().filter(|l| *l != first).collect();
        let second = *random.pick(&others);
        lamps[0].share = 1.0 - share;
        lamps.push(Lamp { gradient: random.between(-slope, slope), ..lamp(second, share, &mut random) });
    }
    Ok(lamps)
}

/// Light falling off across the width of the picture: 0-15 %, in hard light up to 35 %, in any direction.
fn falloff(options: &SimulateOptions, frame_mm: f64) -> [f64; 2] {
    let mut random = part(options, "falloff");
    let most = match options.setting {
        Setting::Even => return [0.0, 0.0],
        Setting::Room => 0.15,
        Setting::Hard => 0.35,
    };
    let slope = ln(1.0 + random.between(0.0, most)) / frame_mm;
    let towards = random.between(0.0, std::f64::consts::TAU);
    [slope * crate::math::cos(towards), slope * crate::math::sin(towards)]
}

fn shadow(options: &SimulateOptions, frame_mm: f64) -> Option<ShadowEdge> {
    let mut random = part(options, "shadow");
    let wanted = options.setting == Setting::Hard && random.chance(0.4);
    wanted.then(|| ShadowEdge {
        through_mm: [frame_mm * random.between(-0.3, 0.3), frame_mm * random.between(-0.2, 0.2)],
        towards: random.between(0.0, std::f64::consts::TAU),
        depth: random.between(0.25, 0.6),
        softness_mm: random.between(3.0, 25.0),
    })
}

fn sheen(options: &SimulateOptions) -> Sheen {
    let mut random = part(options, "sheen");
    let (even, highlight) = match options.setting {
        Setting::Even => (0.0, 0.0),
        Setting::Room => (random.between(0.0, 0.006), random.between(0.0, 0.04)),
        Setting::Hard => (random.between(0.0, 0.02), random.between(0.1, 0.5)),
    };
    Sheen { even, highlight, sharpness: random.between(18.0, 70.0) }
}

fn file(options: &SimulateOptions) -> FileKind {
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

fn camera(options: &SimulateOptions, scene: &Scene, file: FileKind) -> Result<Camera, Diagnostic> {
    let mut random = part(options, "camera");
    let even = options.setting == Setting::Even;
    let sensor = options.sensor.clone().unwrap_or_else(|| Sensor::parametric(options.seed));
    let developed = file != FileKind::TiffLinear;
    let scene_light = scene.lamps.first().map_or("D65", |lamp| lamp.light.as_str());
    let others: Vec<&str> = MATRIX_LIGHTS.into_iter().filter(|light| *light != scene_light).collect();
    let made_for = *random.pick(&others);
    let saturation = if even { 1.0 } else { random.between(1.0, 1.2) };
    let matrix = developed.then(|| ColourMatrix::made_for(made_for, &sensor, saturation)).transpose()?;
    let drawn = *random.pick(&[ToneFamily::Power, ToneFamily::Filmic, ToneFamily::Spline]);
    let family = if developed { options.tone.unwrap_or(drawn) } else { ToneFamily::Srgb };
    let tone = ToneCurve::draw(family, &mut part(options, "tone"));
    let local = LocalTone { strength: random.between(0.03, 0.10), radius: random.between(0.04, 0.10) };
    let maps_locally = options.local_tone.unwrap_or(random.chance(0.5) && !even);
    let exposure = if even { 0.85 } else { random.between(0.66, 0.90) };
    let dark = random.between(3.6, 4.6);
    let exposure =
        if has(options, Mistake::TooDark) { exposure * exp(-dark * std::f64::consts::LN_2) } else { exposure };
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
