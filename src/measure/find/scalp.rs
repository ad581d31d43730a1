//! Which cells have the colour of skin.

use super::cells::{Cell, Grid};
use crate::color::{D65, Lab, LabD65};
use crate::math::{atan2, hypot};
use crate::skin;
use kmeans_colors::get_kmeans;

/// Colours that the picture is sorted into.
const CLUSTERS: usize = 6;
/// Rounds of the clustering; the crate's own stopping rule lets opposite moves cancel, so it gets none.
const ROUNDS: usize = 40;
const SEED: u64 = 1;
/// How much darker and lighter than a skin-coloured cluster scalp may be, L*: in the shade, under dark hair; in shine, under
/// white hair.
const DARKER: f64 = 26.0;
const LIGHTER: f64 = 12.0;
/// How much of the cluster's saturation it keeps: hair and shine are grey.
const LEAST_KEPT: f64 = 0.55;
const MOST_KEPT: f64 = 1.3;
/// How far its hue may be from the cluster's, radians: 17 degrees.
const HUE: f64 = 0.3;
/// Share of blown-out samples from which a cell is not looked at.
const GLARE: f64 = 0.02;
/// Least chroma of skin: 0.1 % of 7,600 measured skins (ISSA, even subjects) have less than 8.
const LEAST_CHROMA: f64 = 7.0;
/// Least red for its yellow, and yellow for its red: hue 17-80 degrees, a margin for the camera included.
const LEAST_RED: f64 = 0.18;
const LEAST_YELLOW: f64 = 0.3;
/// Share of the cells from which a skin-coloured cluster may be the scalp.
const SIZABLE: f64 = 0.05;

/// Which cells have the colour of scalp: that of a cluster of bodies (`kmeans_colors`, seeded) that measured skins have, or
/// what shade, shine and hair make of it.
pub(super) fn scalp(grid: &Grid) -> Vec<bool> {
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
        .filter(|(centre, count)| *count as f64 > SIZABLE * bodies.len() as f64 && is_skin_colored(**centre))
        .map(|(centre, _)| *centre)
        .collect();
    let is_scalp = |body: LabD65| body.a > 0.0 && centres.iter().any(|skin| may_come_of(*skin, body));
    let scalp = |cell: &Cell| cell.glare < GLARE && cell.body.is_some_and(is_scalp);
    grid.cells.iter().map(scalp).collect()
}

/// Whether a colour is one that measured skins have.
fn is_skin_colored(lab: LabD65) -> bool {
    has_least_color(lab) && skin::spectrum_from_lab(lab).skin_like
}

/// Whether shade, shine or hair may make a colour out of that of a skin.
pub(super) fn may_come_of(skin: LabD65, body: LabD65) -> bool {
    // Chroma over L* + 16 depends on the ratios of X, Y, Z alone: shade leaves it as it is.
    let saturation = |color: LabD65| hypot(color.a, color.b) / (color.l + 16.0);
    let hue = |color: LabD65| atan2(color.b, color.a);
    (-DARKER..LIGHTER).contains(&(body.l - skin.l))
        && (LEAST_KEPT..MOST_KEPT).contains(&(saturation(body) / saturation(skin)))
        && (hue(body) - hue(skin)).abs() < HUE
}

/// Whether a colour has what every skin has: chroma, red and yellow.
fn has_least_color(lab: LabD65) -> bool {
    hypot(lab.a, lab.b) > LEAST_CHROMA && lab.a > LEAST_RED * lab.b && lab.b > LEAST_YELLOW * lab.a
}
