//! What has been put into a client's skin, and how it heals in him.

use super::super::client::{ClientKind, Work};
use super::super::mistake::Mistake;
use super::super::options::{RecipeOptions, SimulateOptions};
use super::{anew, has, lasting, sessions};
use crate::data;
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::healing::{Draw, DrawOptions, NORMALS, Session, Treatment};
use crate::matching::{Candidate, Part};
use crate::math::Random;
use crate::pigment::{Dilution, HEALED_DAY, Pigment, reference};
use crate::skin::{Client, SkinModel};

/// The treatment that a client has had.
///
/// How it heals is drawn after what is left open, so that it is the same whatever recipe or sessions are named: one client.
pub(super) fn work(
    options: &SimulateOptions,
    kind: ClientKind,
    skin: SkinModel,
    surface_light: f64,
) -> Result<Work, Diagnostic> {
    let mut random = lasting(options, "work");
    let usual = Usual::draw(options, kind, &mut random);
    let work = |pigments, treatment, day, random: &mut Random| Work {
        pigments,
        sessions: options.sessions.clone(),
        treatment,
        draw: healing(skin, surface_light, random),
        day,
    };
    if let Some(last) = options.sessions.last() {
        let treatment = Treatment::of_past(&sessions::past(&options.sessions)?).expect("there is a last session");
        let early = has(options, Mistake::TooEarly);
        let day = options.days_since.unwrap_or(if early { usual.since } else { HEALED_DAY });
        return Ok(work(last.pigments.clone(), treatment, day, &mut random));
    }
    let recipe = options.recipe.as_ref();
    let (mix, pigments) = mix(recipe, &usual)?;
    let density = recipe.and_then(|r| r.density_per_cm2).unwrap_or(usual.density_per_cm2);
    let done = if recipe.is_some() || kind == ClientKind::OldSmp { None } else { Some(1 + random.below(3)) };
    let treatment = Treatment {
        before: Vec::new(),
        concentrate: mix.concentrate,
        fraction: mix.dilution.fraction(),
        sessions: done.map_or_else(|| vec![sitting(0.0, density)], |done| planned(done, density)),
        healed_diameter_mm: recipe.and_then(|r| r.dot_mm),
    };
    Ok(work(pigments, treatment, recipe.map_or(usual.since, |r| r.day), &mut random))
}

/// What a treatment is that nobody names.
struct Usual {
    pigment: &'static Pigment,
    dilution: Dilution,
    /// Days since the last session.
    since: f64,
    density_per_cm2: f64,
}

impl Usual {
    fn draw(options: &SimulateOptions, kind: ClientKind, random: &mut Random) -> Self {
        // Drawn by chance are shades that do not scatter, which most work is done with; named may be any.
        let shades: Vec<&'static Pigment> = reference().pigments.iter().filter(|p| !p.scatters()).collect();
        let pigment = *random.pick(&shades);
        let dilution = *random.pick(&pigment.dilution_steps());
        let too_early = has(options, Mistake::TooEarly) && kind != ClientKind::OldSmp;
        let early = anew(options, "too-early", random).between(3.0, 12.0);
        let since = match kind {
            ClientKind::OldSmp => random.between(700.0, 2200.0),
            _ => random.between(28.0, 120.0),
        };
        let since = if too_early { early } else { since };
        Self { pigment, dilution, since, density_per_cm2: random.between(120.0, 190.0) }
    }
}

/// The mix of a recipe, or the usual one, and the ids and parts of its pigments.
fn mix(recipe: Option<&RecipeOptions>, usual: &Usual) -> Result<(Candidate<'static>, Vec<(String, f64)>), Diagnostic> {
    let parts: Vec<Part<'static>> = match recipe {
        Some(recipe) => parts(&recipe.pigments)?,
        None => vec![Part { pigment: usual.pigment, parts: 1.0 }],
    };
    let dilution = recipe.map_or(usual.dilution, |r| r.dilution);
    let mix = Candidate::new(parts, dilution).map_err(|e| e.diagnostic())?;
    let pigments = mix.parts.iter().map(|p| (p.pigment.id.clone(), p.parts)).collect();
    Ok((mix, pigments))
}

/// Pigments of the reference catalogue by their ids.
///
/// Errors: one that it does not have.
pub(super) fn parts(pigments: &[(String, f64)]) -> Result<Vec<Part<'static>>, Diagnostic> {
    pigments.iter().map(|(id, parts)| Ok(Part { pigment: named(id)?, parts: *parts })).collect()
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

/// So many sessions of the usual plan, with these dots after the last of all.
fn planned(done: usize, density_per_cm2: f64) -> Vec<Session> {
    let plan = data::healing().plan;
    let mut before = 0.0;
    let each = plan.cumulative_density.iter().take(done).enumerate().map(|(i, share)| {
        let new = density_per_cm2 * (share - before);
        before = *share;
        sitting(f64::from(plan.spacing_days) * i as f64, new)
    });
    each.collect()
}

const fn sitting(day: f64, density_per_cm2: f64) -> Session {
    Session { day, density_per_cm2, strength: 1.0 }
}

/// How pigment heals in this skin; its surface light is the client's.
fn healing(skin: SkinModel, surface_light: f64, random: &mut Random) -> Draw {
    let normals: Vec<f64> = (0..NORMALS).map(|_| random.normal().clamp(-2.0, 2.0)).collect();
    let client = Client { model: skin, covariance: [[0.0; 3]; 3], residual_rms: 0.0 };
    let options = DrawOptions { depth_mm: None, polarised: false, dot_model_spread: 1.0 };
    let mut draw = Draw::at(&normals, &client, &data::healing(), &options);
    draw.surface_light = surface_light;
    draw
}
