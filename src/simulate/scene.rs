//! What is before the camera: head, chart, lights, background.

/// What is before the camera. Lengths in mm; x to the right, y down, z away from the camera.
#[derive(Debug, Clone, PartialEq)]
pub struct Scene {
    /// Distance from the camera to the nearest part of the head.
    pub distance_mm: f64,
    /// Width of the picture at that distance.
    pub frame_mm: f64,
    /// The head.
    pub head: Head,
    /// One lamp or two.
    pub lamps: Vec<Lamp>,
    /// Change of the light, ln per mm, to the right and down.
    pub falloff: [f64; 2],
    /// The edge of a shadow.
    pub shadow: Option<ShadowEdge>,
    /// Surface light of the skin that the chart does not share.
    pub sheen: Sheen,
    /// The chart.
    pub chart: Option<PlacedChart>,
    /// Things that lie around.
    pub clutter: usize,
    /// Which of the backgrounds, and of the clutter's places.
    pub background: u64,
}

/// A head: a sphere, of which the side towards the camera is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// Radius.
    pub radius_mm: f64,
    /// Where its middle is seen, from the middle of the picture.
    pub centre_mm: [f64; 2],
    /// Turn in the picture, radians clockwise.
    pub roll: f64,
}

/// A lamp or window.
#[derive(Debug, Clone, PartialEq)]
pub struct Lamp {
    /// Name of the CIE light, as in `calibration/cie/lights.csv`.
    pub light: String,
    /// Its share of the light in the middle of the picture.
    pub share: f64,
    /// Share of its light that comes from everywhere.
    pub ambient: f64,
    /// Share of the rest that comes from a dome about its direction.
    pub dome: f64,
    /// Where it is, a unit vector from the scene.
    pub direction: [f64; 3],
    /// Change of its share across the width of the picture, ln.
    pub gradient: f64,
}

/// The edge of a shadow, a straight line across the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShadowEdge {
    /// A point of the line.
    pub through_mm: [f64; 2],
    /// Direction in which it is darker, radians clockwise from the right.
    pub towards: f64,
    /// Share of the first lamp's light that is lost.
    pub depth: f64,
    /// Width of the edge.
    pub softness_mm: f64,
}

/// Surface light of skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheen {
    /// Everywhere, share of white.
    pub even: f64,
    /// At the middle of the highlight, share of white.
    pub highlight: f64,
    /// Exponent of the highlight (Blinn 1977).
    pub sharpness: f64,
}

/// A chart in the scene.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedChart {
    /// Id of its definition.
    pub id: String,
    /// Distance of patch centres along and across the rows.
    pub pitch_mm: [f64; 2],
    /// Its middle: right and down from the middle of the picture, and behind the nearest part of the head.
    pub centre_mm: [f64; 3],
    /// Turn of its rows in the picture, degrees clockwise.
    pub turn_deg: f64,
    /// Tilt about its rows and about its columns, radians.
    pub tilt: [f64; 2],
    /// Standard deviation of ln R between specimens of the chart.
    pub batch_sd: f64,
    /// Whether its colours are those of another chart, laid out alike.
    pub other: bool,
    /// The hand that holds it; `None` where it stands by itself.
    pub hand: Option<Hand>,
    /// Glare upon it: place as shares of its half sides, strength as share of white, radius as share of its length.
    pub glare: Option<([f64; 2], f64, f64)>,
}

/// Thumb and finger of a hand over the edge of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hand {
    /// Which edge: 0 the end of the rows, then clockwise: the last row, the beginning of the rows, the first row.
    pub edge: u8,
    /// Where along the edge, share of half its length.
    pub along: f64,
    /// How far the thumb reaches over the card, share of its extent; 0 touches the edge.
    pub reach: f64,
}

impl Hand {
    /// Outward direction of the edge in the card's own axes.
    #[must_use]
    pub const fn outward(&self) -> [f64; 2] {
        match self.edge {
            0 => [1.0, 0.0],
            1 => [0.0, 1.0],
            2 => [-1.0, 0.0],
            _ => [0.0, -1.0],
        }
    }
}

impl Scene {
    /// Focal length in pixels for a picture of a width.
    #[must_use]
    pub fn focal_px(&self, width: u32) -> f64 {
        f64::from(width) * self.distance_mm / self.frame_mm
    }
}
