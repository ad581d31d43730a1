//! Who is photographed.

use super::super::client::{ClientKind, Hair, HairColour, VirtualClient, Work, draw_bare};
use super::super::conflict;
use super::super::mistake::Mistake;
use super::super::options::{RecipeOptions, SimulateOptions};
use super::{has, part};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::healing::{Draw, DrawOptions, NORMALS, Session, Treatment};
use crate::matching::{Candidate, Part};
use crate::pigment::{Dilution, Pigment, reference};
use crate::skin::{Client, Inversion, SkinModel};

pub(super) fn client(options: &SimulateOptions) -> Result<VirtualClient, Diagnostic> {
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
fn work(options: &SimulateOptions, kind: ClientKind, skin: SkinModel) -> Result<Work, Diagnostic> {
    let mut random = part(options, "work");
    let table = data::healing();
    // Drawn by chance are shades that do not scatter, which most work is done with; named may be any.
    let usual: Vec<&Pigment> = reference().pigments.iter().filter(|p| !p.scatters()).collect();
    let drawn = *random.pick(&usual);
    let recipe = options.recipe.as_ref();
    let parts: Vec<Part<'_>> = match recipe {
        Some(recipe) => {
            let part = |(id, parts): &(String, f64)| Ok(Part { pigment: named(id)?, parts: *parts });
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
        vec![Session { day: 0.0, density_per_cm2: density, strength: 1.0 }]
    } else {
        let done = 1 + random.below(3);
        sessions(&table.plan.cumulative_density, done, f64::from(table.plan.spacing_days), density)
    };
    let treatment = Treatment {
        before: Vec::new(),
        concentrate: mix.concentrate,
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
        Session { day: spacing_days * i as f64, density_per_cm2: new, strength: 1.0 }
    });
    each.collect()
}

fn named(id: &str) -> Result<&'static Pigment, Diagnostic> {
    reference().pigment(id).ok_or_else(|| {
        let known: Vec<&str> = reference().pigments.iter().map(|p| p.id.as_str()).collect();
        let hint = nearest(id, known.iter().copied()).map_or_else(String::new, |hint| format!("Did you mean {hint}? "));
        Diagnostic::error(
            Kind::Argument,
            "unknown-pigment",
            format!("There is no pigment {id:?} in the reference catalogue."),
            format!("{hint}Known are {}.", known.join(", ")),
        )
    })
}
