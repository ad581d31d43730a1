//! From what a user asks for and a seed to one photograph to be.

mod camera;
mod client;
mod scene;
mod sessions;
mod work;

use super::mistake::Mistake;
use super::options::SimulateOptions;
use super::tone::ToneFamily;
use super::{Shot, conflict};
use crate::diagnostic::Diagnostic;
use crate::math::Random;

/// Lights that photographs are taken under unless one is named: daylights, fluorescent tubes, LEDs.
pub const LIGHTS: [&str; 10] = ["D50", "D55", "D65", "FL2", "FL7", "FL3.15", "LED-B3", "LED-B4", "LED-B5", "LED-V2"];
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
        let client = client::client(options)?;
        let scene = scene::scene(options)?;
        let file = camera::file(options);
        let camera = camera::camera(options, &scene, file)?;
        Ok(Self {
            seed: options.seed,
            number: options.shot,
            width,
            height,
            client,
            scene,
            camera,
            file,
            mistakes: options.mistakes.clone(),
            series: options.shot > 0 || !options.sessions.is_empty(),
        })
    }
}

fn has(options: &SimulateOptions, mistake: Mistake) -> bool {
    options.mistakes.contains(&mistake)
}

/// A part of the photograph's seed of its own, so that naming one thing does not change the others.
fn part(options: &SimulateOptions, name: &str) -> Random {
    part_of(seed_of_shot(options.seed, options.shot), name)
}

/// The same of what stays from one photograph of a client to the next.
fn lasting(options: &SimulateOptions, name: &str) -> Random {
    part_of(options.seed, name)
}

/// A stream for what changes from one photograph to the next: in the first one that of the client himself goes on.
fn anew(options: &SimulateOptions, name: &str, of_client: &Random) -> Random {
    if options.shot == 0 { of_client.clone() } else { part(options, name) }
}

fn part_of(seed: u64, name: &str) -> Random {
    let salt = name.bytes().fold(0_u64, |sum, b| sum.wrapping_mul(131).wrapping_add(u64::from(b)));
    Random::part(seed, salt)
}

/// The seed of what is drawn anew for each photograph; in the first one it is the client's.
pub(super) fn seed_of_shot(seed: u64, shot: u64) -> u64 {
    if shot == 0 { seed } else { Random::part(seed ^ 0x5407, shot).bits() }
}

/// The first photograph of the same client, with nothing done wrong: where his head and the technician's phone come from.
/// `None` where this is the first.
fn first_shot(options: &SimulateOptions) -> Option<SimulateOptions> {
    (options.shot > 0).then(|| SimulateOptions { shot: 0, mistakes: Vec::new(), ..options.clone() })
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
    let about_chart = [
        Mistake::ChartCovered,
        Mistake::WrongChart,
        Mistake::GlareOnChart,
        Mistake::ShadowOnChart,
        Mistake::Tilted,
        Mistake::ChartTooFar,
    ];
    if let Some(other) = about_chart.into_iter().find(|m| no_chart && has(options, *m)) {
        return Err(conflict(
            "contradicting-mistakes",
            format!("A picture without a chart cannot have the mistake {}.", other.name()),
            "Leave one of them out.".into(),
        ));
    }
    let untreated = options.client.is_some_and(|kind| !kind.has_work());
    if untreated && (options.names_work() || has(options, Mistake::TooEarly)) {
        return Err(conflict(
            "contradicting-client",
            "A recipe, a session or a follow-up needs a client with pigment in the skin.".into(),
            "Choose the client treated or old-smp, or leave the client open.".into(),
        ));
    }
    sessions::check(options)?;
    if options.recipe.as_ref().is_some_and(|r| !(1..=2).contains(&r.pigments.len())) {
        return Err(conflict(
            "pigment-count",
            "A mix holds one pigment or two.".into(),
            "Name one pigment, or two with their parts.".into(),
        ));
    }
    let pairs = [(Mistake::TooDark, Mistake::Overexposed), (Mistake::Tungsten, Mistake::MixedLight)];
    if let Some((one, other)) = pairs.into_iter().find(|(a, b)| has(options, *a) && has(options, *b)) {
        return Err(conflict(
            "contradicting-mistakes",
            format!("A picture cannot have both mistakes, {} and {}.", one.name(), other.name()),
            "Leave one of them out.".into(),
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
