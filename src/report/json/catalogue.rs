//! Catalogues shown and compared.

use super::{TOOL, diagnostics, lab, round, triple};
use crate::consult::{CatalogueDiff, FreshAndHealed, Gamut, HairReach, Preview, ShadeDiff, ShownShade};
use crate::math::Interval;
use crate::report::PigmentFit;
use serde_json::{Value, json};

/// `healtone.preview/1`: shades on skins, and what the set reaches on one of them.
#[must_use]
pub fn preview(p: &Preview, reach: &Gamut, catalogues: &[(String, String)]) -> Value {
    let names = catalogues.iter().map(|(file, sha256)| json!({"name": file, "sha256": sha256}));
    json!({
        "schema": "healtone.preview/1",
        "tool": TOOL,
        "catalogues": names.collect::<Vec<_>>(),
        "density_per_cm2": p.density_per_cm2,
        "skins": p.skins.iter().map(|s| json!({"name": s.name, "lab_d65": lab(s.reading.lab.mean)})).collect::<Vec<_>>(),
        "shades": p.shown.iter().map(|shade| shown(shade, p)).collect::<Vec<_>>(),
        "gamut": gamut(reach),
        "warnings": diagnostics(&p.warnings),
    })
}

fn shown(shade: &ShownShade, p: &Preview) -> Value {
    let on = shade.on.iter().zip(&p.skins).map(|(on, skin)| on_skin(on, &skin.name));
    json!({
        "pigment": shade.pigment,
        "dilution": shade.dilution.to_string(),
        "pigment_fraction": round(shade.dilution.fraction(), 6),
        "on": on.collect::<Vec<_>>(),
    })
}

fn on_skin(on: &FreshAndHealed, skin: &str) -> Value {
    json!({
        "skin": skin,
        "fresh_lab_d65": lab(on.fresh.field.mean),
        "healed_lab_d65": lab(on.healed.field.mean),
        "healed_sd": triple(on.healed.field.sd()),
        "healed_dlab": triple(on.healed.contrast.mean.array()),
    })
}

fn gamut(g: &Gamut) -> Value {
    let shade = |s: &crate::consult::ShadeReach| {
        let steps = s.steps.iter().map(|(d, c)| json!({"dilution": d.to_string(), "dlab": triple(c.array())}));
        json!({"pigment": s.pigment, "steps": steps.collect::<Vec<_>>()})
    };
    json!({
        "skin_lab_d65": lab(g.skin.lab.mean),
        "tolerance_de00": round(g.tolerance_de00, 4),
        "mixes": g.mixes,
        "shades": g.shades.iter().map(shade).collect::<Vec<_>>(),
        "hair": g.hair.iter().map(|hair| reach(hair, g)).collect::<Vec<_>>(),
    })
}

fn reach(hair: &HairReach, g: &Gamut) -> Value {
    let (parts, dilution) = &hair.nearest;
    json!({
        "hair": hair.hair.name(),
        "coverage": hair.cover,
        "dlab": triple(hair.contrast.array()),
        "nearest": {
            "pigments": parts.iter().map(|(id, parts)| json!({"id": id, "parts": parts})).collect::<Vec<_>>(),
            "dilution": dilution.to_string(),
        },
        "off_dlab": triple(hair.off.array()),
        "de00": round(hair.de00, 4),
        "reached": g.reaches(hair),
    })
}

/// `healtone.catalogue-diff/1`: what differs between two catalogues.
#[must_use]
pub fn catalogue_diff(d: &CatalogueDiff) -> Value {
    json!({
        "schema": "healtone.catalogue-diff/1",
        "tool": TOOL,
        "tolerance_de00": d.tolerance_de00,
        "within": d.is_within(),
        "added": d.added,
        "removed": d.removed,
        "skins": d.skins,
        "shades": d.shades.iter().map(shade_diff).collect::<Vec<_>>(),
        "warnings": diagnostics(&d.warnings),
    })
}

fn shade_diff(s: &ShadeDiff) -> Value {
    let figures = s.figures.iter().map(|(what, old, new)| json!({"what": what, "old": old, "new": new}));
    let films = s
        .films
        .iter()
        .map(|f| json!({"fraction": f.fraction, "film_um": f.film_um, "de00": round(f.de00, 4), "dl": round(f.dl, 4)}));
    let healed = s.healed.iter().map(|h| {
        json!({"dilution": h.dilution.to_string(), "de00": h.de00.iter().map(|v| round(*v, 4)).collect::<Vec<_>>()})
    });
    json!({
        "id": s.id,
        "lots": s.lots,
        "figures": figures.collect::<Vec<_>>(),
        "films": films.collect::<Vec<_>>(),
        "unpaired_films": s.unpaired_films,
        "healed": healed.collect::<Vec<_>>(),
        "largest_de00": round(s.largest_de00(), 4),
    })
}

/// `healtone.fit/1`: what measured films and healed records say of pigments.
#[must_use]
pub fn fit(fits: &[PigmentFit]) -> Value {
    json!({"schema": "healtone.fit/1", "tool": TOOL, "pigments": fits.iter().map(one_fit).collect::<Vec<_>>()})
}

fn one_fit(one: &PigmentFit) -> Value {
    let films = one.films.as_ref().map(|(films, fit)| {
        let each = films.iter().zip(&fit.residual_de_ab);
        let each = each.map(|((fraction, film_um), left)| {
            json!({"fraction": fraction, "film_um": film_um, "residual_de_ab": round(*left, 4)})
        });
        json!({
            "absorption": factor(fit.absorption),
            "scattering": factor(fit.scattering),
            "thickness": factor(fit.thickness),
            "films": each.collect::<Vec<_>>(),
        })
    });
    let healed = one.healed.as_ref().map(|fit| {
        json!({
            "dose": factor(fit.dose),
            "pigment_alone": factor(fit.pigment_alone),
            "used": fit.used,
            "left_out": fit.left_out,
        })
    });
    json!({"id": one.pigment, "films": films, "healed": healed})
}

/// A factor on what is computed, with its 90 % interval.
fn factor(i: Interval) -> Value {
    json!({"value": round(i.value, 4), "low": round(i.low, 4), "high": round(i.high, 4)})
}
