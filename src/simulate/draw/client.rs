//! Who is photographed.

use super::super::client::{ClientKind, Hair, HairColour, VirtualClient, draw_bare};
use super::super::conflict;
use super::super::mistake::Mistake;
use super::super::options::SimulateOptions;
use super::work::work;
use super::{anew, has, lasting};
use crate::diagnostic::Diagnostic;
use crate::skin::Inversion;

/// The same client in every photograph of him, whatever else is asked for; only redness and what is too early are the
/// photograph's.
pub(super) fn client(options: &SimulateOptions) -> Result<VirtualClient, Diagnostic> {
    let mut random = lasting(options, "client");
    let drawn = match random.below(20) {
        0..=7 => ClientKind::Shaved,
        8..=11 => ClientKind::Stubble,
        12..=14 => ClientKind::Thinning,
        15 => ClientKind::Grown,
        16 => ClientKind::Scar,
        17 => ClientKind::OldSmp,
        _ => ClientKind::Treated,
    };
    let must_have_work = options.names_work() || has(options, Mistake::TooEarly);
    let kind = options.client.unwrap_or(if must_have_work { ClientKind::Treated } else { drawn });
    let mut random = lasting(options, "skin");
    let bare = options.bare.unwrap_or_else(|| draw_bare(options.skin_l, &mut random));
    let surface_light = random.between(0.012, 0.028);
    let inversion = Inversion { surface_rho: surface_light, ..Inversion::default() };
    let fitted =
        inversion.fit(&bare).map_err(|e| conflict("impossible-skin", e.to_string(), "Give another skin.".into()))?;
    let mottling = [random.between(0.03, 0.08), random.between(0.06, 0.16)];
    let rubbed = anew(options, "redness", &random).between(2.0, 3.2);
    let redness = if has(options, Mistake::Redness) { rubbed } else { 1.0 };
    let mut random = lasting(options, "hair");
    let common = [HairColour::Black, HairColour::DarkBrown, HairColour::Brown, HairColour::Grey];
    let colour = options
        .hair
        .unwrap_or_else(|| if random.chance(0.8) { *random.pick(&common) } else { *random.pick(&HairColour::ALL) });
    let hair = Hair::draw(colour, kind, &mut random);
    let work = if kind.has_work() { vec![work(options, kind, fitted.model, surface_light)?] } else { Vec::new() };
    let skin = fitted.model;
    Ok(VirtualClient { kind, bare, skin, surface_light, mottling, redness, hair, work })
}
