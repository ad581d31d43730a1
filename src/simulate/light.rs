//! How much light falls on a place.

use super::geometry::{Vector, add, dot, unit};
use super::scene::{Lamp, Scene, ShadowEdge};
use super::zones::smooth;
use crate::math::{cos, exp, pow, sin};

/// Light of each lamp on a surface at a place, over what both together are in the middle of the picture.
///
/// ```text
/// E_k = share_k [ambient + (1 - ambient) (dome (1 + n.l)/2 + (1 - dome) max(0, n.l))/norm] e^(gradient x/frame) e^(falloff.(x, y))
/// ```
///
/// `norm` makes a surface that faces the camera get the lamp's share, so that a lamp from the side does not darken the
/// picture.
pub(super) fn irradiance(scene: &Scene, place: Vector, normal: Vector) -> [f64; 2] {
    // Places are judged by where they are seen, so that what lies behind is lit as what lies before it.
    let x = place[0] / place[2] * scene.distance_mm;
    let y = place[1] / place[2] * scene.distance_mm;
    let falloff = exp(scene.falloff[0] * x + scene.falloff[1] * y);
    let mut light = [0.0; 2];
    for (lit, lamp) in light.iter_mut().zip(&scene.lamps) {
        let across = exp(lamp.gradient * x / scene.frame_mm);
        *lit = lamp.share * falloff * across * shape(lamp, normal) / shape(lamp, [0.0, 0.0, -1.0]);
    }
    if let Some(edge) = &scene.shadow {
        light[0] *= 1.0 - edge.depth * dark(edge, x, y);
    }
    light
}

fn shape(lamp: &Lamp, normal: Vector) -> f64 {
    let facing = dot(normal, lamp.direction);
    let dome = lamp.dome * 0.5 * (1.0 + facing) + (1.0 - lamp.dome) * facing.max(0.0);
    lamp.ambient + (1.0 - lamp.ambient) * dome
}

fn dark(edge: &ShadowEdge, x: f64, y: f64) -> f64 {
    let beyond = (x - edge.through_mm[0]) * cos(edge.towards) + (y - edge.through_mm[1]) * sin(edge.towards);
    smooth(beyond / edge.softness_mm + 0.5)
}

/// Surface light of skin at a place, share of white, for each lamp.
///
/// ```text
/// g_k = even + highlight (1 - ambient_k) (n.h)^sharpness,   h half-way between lamp and camera
/// ```
///
/// Source of the highlight: Blinn, SIGGRAPH 1977, doi:10.1145/563858.563893.
pub(super) fn gloss(scene: &Scene, place: Vector, normal: Vector, roughness: f64) -> [f64; 2] {
    let sheen = &scene.sheen;
    let to_camera = unit(place.map(|x| -x));
    let mut light = [0.0; 2];
    for (lit, lamp) in light.iter_mut().zip(&scene.lamps) {
        let half = unit(add(lamp.direction, to_camera, 1.0));
        let highlight = pow(dot(normal, half).max(0.0), sheen.sharpness);
        *lit = sheen.even + sheen.highlight * (1.0 - lamp.ambient) * highlight * exp(0.35 * roughness);
    }
    light
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::{Setting, Shot, SimulateOptions};

    #[test]
    fn even_light_is_even_and_facing_surfaces_get_the_lamps_shares() {
        let even = Shot::draw(&SimulateOptions { setting: Setting::Even, ..SimulateOptions::new(3) }).unwrap().scene;
        for (place, normal) in [([0.0, 0.0, 400.0], [0.0, 0.0, -1.0]), ([90.0, -60.0, 430.0], unit([0.6, -0.3, -0.7]))]
        {
            let total: f64 = irradiance(&even, place, normal).iter().sum();
            approx::assert_abs_diff_eq!(total, 1.0, epsilon = 1e-12);
            assert_eq!(gloss(&even, place, normal, 0.3), [0.0, 0.0]);
        }
        for seed in 0..20 {
            let scene =
                Shot::draw(&SimulateOptions { setting: Setting::Hard, ..SimulateOptions::new(seed) }).unwrap().scene;
            let open = Scene { shadow: None, ..scene.clone() };
            let total: f64 = irradiance(&open, [0.0, 0.0, 400.0], [0.0, 0.0, -1.0]).iter().sum();
            approx::assert_abs_diff_eq!(total, 1.0, epsilon = 1e-9);
            let shaded: f64 = irradiance(&scene, [0.0, 0.0, 400.0], [0.0, 0.0, -1.0]).iter().sum();
            assert!(shaded <= total + 1e-12 && shaded > 0.2);
        }
    }
}
