//! `truth.json`: what was put into a simulated photograph.

use super::{TOOL, lab, point, rect, round, triple};
use crate::color::{D65, LabD65, Spectrum, Viewing, WAVELENGTHS_NM};
use crate::healing::{Draw, contrast_on};
use crate::simulate::{
    Camera, ChartTruth, FileKind, Lamp, PlacedChart, RegionTruth, Scene, Shot, ToneCurve, Truth, VirtualClient, Work,
};
use crate::skin::SkinModel;
use serde_json::{Value, json};

/// `healtone.truth/1`: everything that is true of the photograph of this name.
#[must_use]
pub fn truth(t: &Truth, photo: &str) -> Value {
    let shot = &t.shot;
    let mut document = json!({
        "schema": "healtone.truth/1",
        "tool": TOOL,
        "seed": shot.seed,
        "photo": photo,
        "width": shot.width,
        "height": shot.height,
        "mistakes": shot.mistakes.iter().map(|m| m.name()).collect::<Vec<_>>(),
        "px_per_mm": round(t.px_per_mm, 4),
        "chart": t.chart.as_ref().map(chart),
        "regions": {
            "skin": region(&t.skin),
            "hair": t.hair.as_ref().map(region),
            "treated": t.treated.as_ref().map(region),
        },
        "contrast": t.contrast().map(|c| json!({"dlab": triple(c.array()), "unit": "dE*ab"})),
        "treated_contrast": t.treated_contrast().map(|c| json!({"dlab": triple(c.array()), "unit": "dE*ab"})),
        "client": client(&shot.client, t),
        "scene": scene(&shot.scene),
        "camera": camera(&shot.camera),
        "file": file(shot),
    });
    if shot.number > 0 {
        document["shot"] = json!(shot.number);
    }
    document
}

/// The grid once, then only values: 24 patches and more share it.
fn spectrum(s: &Spectrum) -> Value {
    let values: Vec<Value> = s.values().iter().map(|v| round(*v, 6)).collect();
    json!({
        "start_nm": WAVELENGTHS_NM[0], "step_nm": WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0], "specular": "included",
        "values": values,
    })
}

fn chart(c: &ChartTruth) -> Value {
    let [p1, p6, p24, p19] = c.corners.map(point);
    let patches: Vec<Value> = c
        .patches
        .iter()
        .enumerate()
        .map(|(i, s)| {
            let colour: LabD65 = D65::lab(s);
            json!({"index": i + 1, "lab_d65": lab(colour), "spectrum": spectrum(s)})
        })
        .collect();
    json!({
        "id": c.id,
        "other_colours": c.other,
        "corners": {"patch1": p1, "patch6": p6, "patch24": p24, "patch19": p19},
        "turn_deg": round(c.turn_deg, 3),
        "px_per_mm": round(c.px_per_mm, 4),
        "patches": patches,
    })
}

fn region(r: &RegionTruth) -> Value {
    json!({
        "rect": rect(r.rect),
        "geometry": "sci",
        "lab_d65": lab(r.lab),
        "spectrum": spectrum(&r.spectrum),
        "hair_coverage": round(r.hair_coverage, 5),
        "light": round(r.light, 5),
        "gloss": round(r.gloss, 5),
        "sensor": r.sensor.map(|v| round(v, 6)),
    })
}

fn client(c: &VirtualClient, t: &Truth) -> Value {
    let hair = &c.hair;
    json!({
        "kind": c.kind.name(),
        "bare": spectrum(&c.bare),
        "bare_on_the_day": spectrum(&t.bare),
        "surface_light": round(c.surface_light, 5),
        "skin": skin(&c.skin),
        "redness": round(c.redness, 4),
        "mottling_ln_sd": {"melanin": round(c.mottling[0], 4), "blood": round(c.mottling[1], 4)},
        "hair": {
            "colour": hair.colour.name(),
            "shaft_lab_d65": lab(t.hairs.shaft_lab),
            "shaft": spectrum(&t.hairs.shaft),
            "eumelanin": round(hair.fibre.eumelanin, 5),
            "pheomelanin": round(hair.fibre.pheomelanin, 5),
            "gloss": round(hair.fibre.gloss, 5),
            "white_share": round(hair.white_share, 4),
            "density_per_cm2": round(hair.density_per_cm2, 2),
            "diameter_mm": round(hair.diameter_mm, 5),
            "length_mm": round(hair.length_mm, 4),
            "counted": t.hairs.counted.map(|c| json!({
                "density_per_cm2": round(c.density_per_cm2, 2),
                "diameter_mm": round(c.diameter_mm, 5),
                "seen_length_mm": round(c.length_mm, 4),
            })),
        },
        "work": c.work.iter().map(|w| work(w, &c.bare)).collect::<Vec<_>>(),
    })
}

fn skin(s: &SkinModel) -> Value {
    json!({
        "melanin": round(s.melanin, 7), "blood": round(s.blood, 7), "scattering": round(s.scattering, 6),
        "so2": round(s.so2, 4), "epidermis_mm": round(s.epidermis_mm, 4), "n": round(s.n, 4), "g": round(s.g, 4),
    })
}

fn work(w: &Work, bare: &Spectrum) -> Value {
    let mut document = json!({
        "pigments": pigments(&w.pigments),
        "pigment_fraction": round(w.treatment.fraction, 7),
        "sessions": sessions(w),
        "healed_diameter_mm": w.treatment.healed_diameter_mm,
        "day": round(w.day, 2),
        "healing": draw(&w.draw),
    });
    if !w.sessions.is_empty() {
        let contrast = contrast_on(bare, &w.draw, &w.treatment, w.day);
        document["contrast"] = json!({"dlab": triple(contrast.array()), "unit": "dE*ab"});
    }
    document
}

fn pigments(mix: &[(String, f64)]) -> Vec<Value> {
    mix.iter().map(|(id, parts)| json!({"id": id, "parts": parts})).collect()
}

/// Sessions with their mixes, where each has one of its own; without, where the mix of the work was in all of them.
fn sessions(w: &Work) -> Vec<Value> {
    let when = |day: f64, density: f64| json!({"day": round(day, 2), "density_per_cm2": round(density, 3)});
    if w.sessions.is_empty() {
        return w.treatment.sessions.iter().map(|s| when(s.day, s.density_per_cm2)).collect();
    }
    let told = w.sessions.iter().map(|s| {
        let mut session = when(s.day, s.density_per_cm2);
        session["pigments"] = pigments(&s.pigments).into();
        session["dilution"] = s.dilution.to_string().into();
        session["pigment_fraction"] = round(s.dilution.fraction(), 7);
        session
    });
    told.collect()
}

fn draw(d: &Draw) -> Value {
    json!({
        "dot_volume_nl": round(d.dot_volume_nl, 5),
        "session_factor": d.session_factor.map(|v| round(v, 5)),
        "retention": round(d.retention, 5),
        "half_life_years": round(d.half_life_years, 5),
        "diameter_factor": round(d.diameter_factor, 5),
        "growth": round(d.growth, 5),
        "height_mm": round(d.height_mm, 5),
        "depth_mm": round(d.depth_mm, 5),
        "absorption_factor": round(d.absorption_factor, 5),
        "scattering_factor": round(d.scattering_factor, 5),
        "redness": round(d.redness, 5),
        "redness_time": round(d.redness_time, 5),
        "drifting_half_life_years": round(d.drifting_half_life_years, 5),
    })
}

fn scene(s: &Scene) -> Value {
    json!({
        "distance_mm": round(s.distance_mm, 2),
        "frame_mm": round(s.frame_mm, 2),
        "head": {
            "radius_mm": round(s.head.radius_mm, 3), "centre_mm": s.head.centre_mm.map(|v| round(v, 3)),
            "roll_deg": round(s.head.roll.to_degrees(), 3),
        },
        "lamps": s.lamps.iter().map(lamp).collect::<Vec<_>>(),
        "falloff_ln_per_mm": s.falloff.map(|v| round(v, 7)),
        "shadow": s.shadow.map(|edge| json!({
            "through_mm": edge.through_mm.map(|v| round(v, 2)), "towards_deg": round(edge.towards.to_degrees(), 2),
            "depth": round(edge.depth, 4), "softness_mm": round(edge.softness_mm, 2),
        })),
        "sheen": {
            "even": round(s.sheen.even, 5), "highlight": round(s.sheen.highlight, 5),
            "sharpness": round(s.sheen.sharpness, 2),
        },
        "chart": s.chart.as_ref().map(placed),
        "clutter": s.clutter,
    })
}

fn placed(c: &PlacedChart) -> Value {
    json!({
        "pitch_mm": c.pitch_mm.map(|v| round(v, 3)),
        "centre_mm": c.centre_mm.map(|v| round(v, 3)),
        "tilt_deg": c.tilt.map(|v| round(v.to_degrees(), 3)),
        "batch_ln_sd": round(c.batch_sd, 4),
        "hand": c.hand.map(|h| json!({"edge": h.edge, "along": round(h.along, 3), "reach": round(h.reach, 3)})),
        "glare": c.glare.map(|(at, strength, radius)| json!({
            "at": at.map(|v| round(v, 3)), "strength": round(strength, 4), "radius": round(radius, 4),
        })),
    })
}

fn lamp(l: &Lamp) -> Value {
    json!({
        "light": l.light, "share": round(l.share, 4), "ambient": round(l.ambient, 4), "dome": round(l.dome, 4),
        "direction": l.direction.map(|v| round(v, 4)), "gradient": round(l.gradient, 4),
    })
}

fn camera(c: &Camera) -> Value {
    let channel = |k: usize| c.sensor.sensitivity[k].iter().map(|v| round(*v, 6)).collect::<Vec<Value>>();
    json!({
        "sensor": c.sensor.name,
        "sensitivity": {
            "start_nm": WAVELENGTHS_NM[0], "step_nm": WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0],
            "red": channel(0), "green": channel(1), "blue": channel(2),
        },
        "exposure": round(c.exposure, 5),
        "balanced_for": c.balanced_for,
        "balance_error_ln": c.balance_error.map(|v| round(v, 5)),
        "matrix": c.matrix.as_ref().map(|m| json!({
            "made_for": m.made_for, "saturation": round(m.saturation, 4),
            "rows": m.matrix.map(|row| row.map(|v| round(v, 6))),
        })),
        "tone": tone(&c.tone),
        "local_tone": c.local_tone.map(|l| json!({"strength": round(l.strength, 5), "radius": round(l.radius, 5)})),
        "look": c.look.map(|l| json!({
            "strength": l.strength.map(|v| round(v, 5)), "turn_rad": l.turn.map(|v| round(v, 5)),
        })),
        "veil": round(c.veil, 5),
        "blur_mm": round(c.blur_mm, 4),
        "noise": {
            "read": round(c.noise.read, 6),
            // Without shot noise full scale stands for no number of electrons.
            "electrons": if c.noise.electrons.is_finite() { round(c.noise.electrons, 1) } else { Value::Null },
        },
    })
}

/// The curve by its name, its parameters and 33 points of it.
fn tone(t: &ToneCurve) -> Value {
    let points: Vec<Value> = (0..=32)
        .map(|i| {
            let x = f64::from(i) / 32.0;
            json!([round(x * x, 6), round(t.at(x * x), 6)])
        })
        .collect();
    let parameters = match t {
        ToneCurve::Srgb => json!({}),
        ToneCurve::Power { gamma } => json!({"gamma": round(*gamma, 5)}),
        ToneCurve::Filmic { contrast, pivot } => json!({"contrast": round(*contrast, 5), "pivot": round(*pivot, 5)}),
        ToneCurve::Spline { knots } => json!({"knots": knots.map(|v| round(v, 5))}),
    };
    json!({"family": t.family().name(), "parameters": parameters, "light_to_light": points})
}

fn file(shot: &Shot) -> Value {
    match shot.file {
        FileKind::Jpeg { quality, display_p3, orientation } => json!({
            "kind": "jpeg", "quality": quality, "encoding": if display_p3 { "display-p3" } else { "srgb" },
            "orientation": orientation,
        }),
        FileKind::TiffLinear => json!({"kind": "tiff-linear", "encoding": "linear"}),
    }
}
