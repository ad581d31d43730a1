//! What is before the camera.

use super::super::geometry::unit;
use super::super::mistake::Mistake;
use super::super::options::{Setting, SimulateOptions};
use super::super::scene::{Hand, Head, Lamp, PlacedChart, Scene, ShadowEdge, Sheen};
use super::super::sensor::light_power;
use super::camera::matrix_light;
use super::{LIGHTS, first_shot, has, lasting, part};
use crate::chart;
use crate::diagnostic::Diagnostic;
use crate::math::{Random, ln};

/// Least distance from the middle of the head to the chart, and from there to the other edge of the picture.
const HEAD_TO_CHART_MM: f64 = 46.0;
const HEAD_TO_EDGE_MM: f64 = 52.0;

/// What is before the camera; the head is the client's in every photograph of him.
pub(super) fn scene(options: &SimulateOptions) -> Result<Scene, Diagnostic> {
    let scene = drawn(options)?;
    let Some(first) = first_shot(options) else { return Ok(scene) };
    let radius_mm = drawn(&first)?.head.radius_mm;
    Ok(Scene { head: Head { radius_mm, ..scene.head }, ..scene })
}

fn drawn(options: &SimulateOptions) -> Result<Scene, Diagnostic> {
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
        shadow: shadow(options, frame_mm, [chart_x, chart_y], chart.pitch_mm),
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
    let owned = chart_drawn(&mut lasting(options, "chart"));
    let definition = chart::definition(options.chart.as_ref().unwrap_or(&owned)).map_err(|e| e.diagnostic())?;
    let mut random = part(options, "chart");
    // How it is held is drawn after which one it is.
    let _ = chart_drawn(&mut random);
    let even = options.setting == Setting::Even;
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

/// The chart that a technician owns.
fn chart_drawn(random: &mut Random) -> String {
    let family = ["colorchecker-mini", "colorchecker-mini", "colorchecker-passport", "colorchecker-classic"];
    let variant = ["", "", "-pre2014", "-babelcolor-average"];
    format!("{}{}", random.pick(&family), random.pick(&variant))
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

/// The light of the first lamp.
pub(super) fn main_light(options: &SimulateOptions) -> &str {
    pick_main_light(options, &mut part(options, "light"))
}

fn pick_main_light<'a>(options: &'a SimulateOptions, random: &mut Random) -> &'a str {
    // A phone's matrix is never made for the light of the scene.
    let made_for = first_shot(options).map(|first| matrix_light(&first, main_light(&first)));
    let lights: Vec<&str> = LIGHTS.into_iter().filter(|light| Some(*light) != made_for).collect();
    let drawn = *random.pick(&lights);
    if has(options, Mistake::Tungsten) { "A" } else { options.light.as_deref().unwrap_or(drawn) }
}

fn lamps(options: &SimulateOptions) -> Result<Vec<Lamp>, Diagnostic> {
    let mut random = part(options, "light");
    let first = pick_main_light(options, &mut random);
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
    if has(options, Mistake::MixedLight) {
        let share = random.between(0.4, 0.6);
        let second = if first == "A" { "D65" } else { "A" };
        let gradient = random.between(1.6, 2.6) * if random.chance(0.5) { 1.0 } else { -1.0 };
        lamps[0] = Lamp { share: 1.0 - share, gradient: -gradient, ..lamps[0].clone() };
        lamps.push(Lamp { gradient, ..lamp(second, share, &mut random) });
    } else if random.chance(chance) && !has(options, Mistake::Tungsten) {
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
        _ if has(options, Mistake::UnevenLight) => 0.0,
        Setting::Even => return [0.0, 0.0],
        Setting::Room => 0.15,
        Setting::Hard => 0.35,
    };
    let across = if has(options, Mistake::UnevenLight) {
        random.between(2.6, 3.4) * std::f64::consts::LN_2
    } else {
        ln(1.0 + random.between(0.0, most))
    };
    let slope = across / frame_mm;
    let towards = random.between(0.0, std::f64::consts::TAU);
    [slope * crate::math::cos(towards), slope * crate::math::sin(towards)]
}

fn shadow(options: &SimulateOptions, frame_mm: f64, chart_mm: [f64; 2], pitch_mm: [f64; 2]) -> Option<ShadowEdge> {
    let mut random = part(options, "shadow");
    if has(options, Mistake::ShadowOnChart) {
        return Some(ShadowEdge {
            through_mm: [0, 1].map(|k| chart_mm[k] + pitch_mm[k] * random.between(-0.8, 0.8)),
            towards: random.between(0.0, std::f64::consts::TAU),
            depth: random.between(0.65, 0.85),
            softness_mm: random.between(1.0, 6.0),
        });
    }
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
