//! A plot of what a calibration believes of the camera, for a person who wants to know why.

use crate::camera::{Calibration, FIRST_SENSOR_BAND, SENSOR_BANDS};
use crate::color::WAVELENGTHS_NM;
use crate::math::NINETY;
use std::fmt::Write;

/// Size of the picture and of a panel's inside.
const SIZE: (f64, f64) = (960.0, 360.0);
const PANEL: (f64, f64) = (270.0, 260.0);
const TOP: f64 = 50.0;
const LEFT: [f64; 3] = [50.0, 370.0, 680.0];
/// Where the legend begins: above the deep red, where no camera sees much.
const LEGEND: f64 = LEFT[0] + 200.0;
/// Channels: name, colour, dashes. Told apart in grey by the dashes.
const CHANNELS: [(&str, &str, &str); 3] =
    [("red", "#b03030", "none"), ("green", "#2f7d32", "8 4"), ("blue", "#2b4fa0", "2 3")];

/// An SVG of three panels: effective sensitivities with their 90 % bands, the tone curve that was undone, and the
/// leave-one-out residual of each patch. `None` for methods that estimate no sensor.
#[must_use]
pub fn camera_plot(calibration: &Calibration) -> Option<String> {
    let sensor = calibration.sensor()?;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#f2f2f2\"/>\n",
        SIZE.0, SIZE.1
    );
    frame(&mut out, 0, "Sensitivity with 90 % bands", "400-730 nm; light and camera matrix included");
    sensitivities(&mut out, &sensor.sensitivity(), &sensor.sensitivity_sd());
    frame(&mut out, 1, "Tone curve", "declared light (0-1); upwards: light at the sensor");
    let points: Vec<(f64, f64)> = sensor.tone_points().iter().map(|[y, x]| (*y, *x)).collect();
    line(&mut out, 1, &[(0.0, 0.0), (1.0, 1.0)], "#888888", "3 3");
    line(&mut out, 1, &points, "#222222", "none");
    let scale = sensor.noise_scale();
    frame(&mut out, 2, "Chart residual, leave-one-out, dE00", &format!("patch 1-24; noise scale {scale:.1}"));
    residuals(&mut out, calibration.patch_de00());
    out.push_str("</svg>\n");
    Some(out)
}

fn sensitivities(out: &mut String, mean: &[[f64; SENSOR_BANDS]; 3], sd: &[[f64; SENSOR_BANDS]; 3]) {
    let edges =
        |sign: f64| mean.iter().flatten().zip(sd.iter().flatten()).map(move |(mean, sd)| mean + sign * NINETY * sd);
    let most = edges(1.0).fold(0.01, f64::max) * 1.05;
    let least = edges(-1.0).fold(0.0, f64::min) * 1.05;
    let up = |v: f64| (v - least) / (most - least);
    let across = |band: usize| {
        let nm = WAVELENGTHS_NM[FIRST_SENSOR_BAND + band];
        (nm - WAVELENGTHS_NM[FIRST_SENSOR_BAND]) / 330.0
    };
    for (c, (name, colour, dashes)) in CHANNELS.iter().enumerate() {
        let edge = |sign: f64| (0..SENSOR_BANDS).map(move |b| (across(b), up(mean[c][b] + sign * NINETY * sd[c][b])));
        let ring: Vec<(f64, f64)> = edge(1.0).chain(edge(-1.0).collect::<Vec<_>>().into_iter().rev()).collect();
        let _ = writeln!(out, "<polygon points=\"{}\" fill=\"{colour}\" fill-opacity=\"0.18\"/>", places(0, &ring));
        let middle: Vec<(f64, f64)> = (0..SENSOR_BANDS).map(|b| (across(b), up(mean[c][b]))).collect();
        line(out, 0, &middle, colour, dashes);
        let y = TOP + 16.0 + 16.0 * c as f64;
        let _ = writeln!(
            out,
            "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>\
             <text x=\"{}\" y=\"{}\">{name}</text>",
            LEGEND,
            y - 4.0,
            LEGEND + 26.0,
            y - 4.0,
            LEGEND + 32.0,
            y
        );
    }
    line(out, 0, &[(0.0, up(0.0)), (1.0, up(0.0))], "#888888", "1 3");
}

fn residuals(out: &mut String, patches: &[Option<f64>; 24]) {
    let most = patches.iter().flatten().copied().fold(3.0, f64::max) * 1.1;
    let width = PANEL.0 / 24.0;
    for (i, de00) in patches.iter().enumerate() {
        let x = LEFT[2] + width * i as f64;
        match de00 {
            None => {
                let _ = writeln!(out, "<text x=\"{:.1}\" y=\"{:.1}\">-</text>", x + 2.0, TOP + PANEL.1 - 4.0);
            }
            Some(de00) => {
                let height = PANEL.1 * de00 / most;
                let _ = writeln!(
                    out,
                    "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"#555555\"/>",
                    x + 1.0,
                    TOP + PANEL.1 - height,
                    width - 2.0
                );
            }
        }
    }
    for tick in [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().filter(|t| *t < most) {
        let y = tick / most;
        line(out, 2, &[(0.0, y), (1.0, y)], "#bbbbbb", "2 3");
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{:.1}\">{tick:.0}</text>",
            LEFT[2] - 16.0,
            TOP + PANEL.1 * (1.0 - y) + 4.0
        );
    }
}

fn frame(out: &mut String, panel: usize, title: &str, below: &str) {
    let x = LEFT[panel];
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{}\" font-weight=\"bold\">{title}</text>\
         <rect x=\"{x}\" y=\"{TOP}\" width=\"{}\" height=\"{}\" fill=\"#ffffff\" stroke=\"#888888\"/>\
         <text x=\"{x}\" y=\"{}\">{below}</text>",
        TOP - 14.0,
        PANEL.0,
        PANEL.1,
        TOP + PANEL.1 + 20.0
    );
}

fn line(out: &mut String, panel: usize, points: &[(f64, f64)], colour: &str, dashes: &str) {
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>",
        places(panel, points)
    );
}

/// Places in a panel from shares of its sides.
fn places(panel: usize, points: &[(f64, f64)]) -> String {
    let place = |(x, y): &(f64, f64)| {
        format!("{:.1},{:.1}", LEFT[panel] + PANEL.0 * x, TOP + PANEL.1 * (1.0 - y.clamp(0.0, 1.0)))
    };
    points.iter().map(place).collect::<Vec<_>>().join(" ")
}
