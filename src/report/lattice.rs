//! The frames of a chart's patches as they lie in the picture.

use crate::chart::ChartReading;
use crate::math::{Homography, Point};

/// Half a patch's frame, chart coordinates: patch centres are 2/5 and 2/3 apart.
const HALF: (f64, f64) = (0.15, 0.25);
/// The second frame of patch 1, of the first.
const WITHIN: f64 = 0.6;

/// What is drawn of a patch.
pub(super) struct PatchFrames {
    /// Frames: one, of patch 1 two; corners in pixels, going around.
    pub(super) frames: Vec<[Point; 4]>,
    /// Whether a cross is drawn over it: the patch was left out.
    pub(super) is_crossed: bool,
}

/// The patches of a chart that was found; `None` where its place in the picture cannot be turned around.
pub(super) fn lattice(reading: &ChartReading) -> Option<Vec<PatchFrames>> {
    let to_picture = reading.to_chart.inverse()?;
    let frames = |patch: &crate::chart::PatchReading| PatchFrames {
        frames: [1.0, WITHIN]
            .iter()
            .take(1 + usize::from(patch.index == 1))
            .map(|s| frame(&to_picture, patch.chart_xy, *s))
            .collect(),
        is_crossed: patch.left_out.is_some(),
    };
    Some(reading.patches.iter().map(frames).collect())
}

fn frame(to_picture: &Homography, [x, y]: [f64; 2], size: f64) -> [Point; 4] {
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        .map(|(across, down)| to_picture.map(Point::new(x + across * size * HALF.0, y + down * size * HALF.1)))
}
