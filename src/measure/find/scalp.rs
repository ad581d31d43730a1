//! Which cells have the colour of skin.

use super::cells::{Cell, Grid};
use crate::color::{D65, Lab, LabD65};
use crate::data::ScalpLimits;
use crate::math::{atan2, hypot};
use crate::skin;
use kmeans_colors::get_kmeans;

/// Colours that the picture is sorted into.
const CLUSTERS: usize = 6;
/// Rounds of the clustering; the crate's own stopping rule lets opposite moves cancel, so it gets none.
const ROUNDS: usize = 40;
const SEED: u64 = 1;

/// Which cells have the colour of scalp: that of a cluster of bodies (`kmeans_colors`, seeded) that measured skins have, or
/// what shade, shine and hair make of it.
pub(super) fn scalp(grid: &Grid) -> Vec<bool> {
    let limits = &grid.limits.scalp;
    let bodies: Vec<Lab<D65, f64>> = grid.cells.iter().filter_map(|c| c.body).collect();
    if bodies.is_empty() {
        return vec![false; grid.cells.len()];
    }
    let clusters = get_kmeans(CLUSTERS, ROUNDS, 0.0, false, &bodies, SEED);
    let mut members = [0_usize; 256];
    clusters.indices.iter().for_each(|i| members[usize::from(*i)] += 1);
    let centres: Vec<LabD65> = clusters
        .centroids
        .iter()
        .zip(members)
        .filter(|(centre, count)| {
            *count as f64 > limits.sizable * bodies.len() as f64 && is_skin_colored(**centre, limits)
        })
        .map(|(centre, _)| *centre)
        .collect();
    let is_scalp = |body: LabD65| body.a > 0.0 && centres.iter().any(|skin| may_come_of(*skin, body, limits));
    let scalp = |cell: &Cell| cell.glare < limits.glare && cell.body.is_some_and(is_scalp);
    grid.cells.iter().map(scalp).collect()
}

/// Whether a colour is one that measured skins have.
fn is_skin_colored(lab: LabD65, limits: &ScalpLimits) -> bool {
    has_least_color(lab, limits) && skin::spectrum_from_lab(lab).skin_like
}

/// Whether shade, shine or hair may make a colour out of that of a skin.
pub(super) fn may_come_of(skin: LabD65, body: LabD65, limits: &ScalpLimits) -> bool {
    // Chroma over L* + 16 depends on the ratios of X, Y, Z alone: shade leaves it as it is.
    let saturation = |color: LabD65| hypot(color.a, color.b) / (color.l + 16.0);
    let hue = |color: LabD65| atan2(color.b, color.a);
    (-limits.darker..limits.lighter).contains(&(body.l - skin.l))
        && (limits.least_saturation..limits.most_saturation).contains(&(saturation(body) / saturation(skin)))
        && (hue(body) - hue(skin)).abs() < limits.hue
}

/// Whether a colour has what every skin has: chroma, red and yellow.
fn has_least_color(lab: LabD65, limits: &ScalpLimits) -> bool {
    hypot(lab.a, lab.b) > limits.least_chroma && lab.a > limits.least_red * lab.b && lab.b > limits.least_yellow * lab.a
}
