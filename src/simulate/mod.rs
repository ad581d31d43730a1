//! Virtual clients, cameras and photographs with known truth.
//!
//! No public photograph carries measured colours of skin and hair beside a chart. Here is one made to order: a client
//! drawn from what skins and hair there are, a scene, a camera that does what cameras do, and everything that is true of
//! the picture beside it. Reproducible by seed, to the byte.
//!
//! ```
//! use healtone::simulate::{ClientKind, Shot, SimulateOptions, photograph};
//! let options = SimulateOptions { megapixels: 0.2, client: Some(ClientKind::Shaved), ..SimulateOptions::new(7) };
//! let picture = photograph(&Shot::draw(&options)?)?;
//! assert!(picture.truth.contrast().unwrap().dl < 0.0, "stubble is darker than the skin");
//! # Ok::<(), healtone::diagnostic::Diagnostic>(())
//! ```
//!
//! What it leaves out: interreflection between head and chart, depth of field, demosaicing, sharpening, chromatic
//! aberration, fluorescence, and any part of a head but its scalp.

mod backdrop;
mod camera;
mod client;
mod develop;
mod draw;
mod expose;
mod file;
mod from_afar;
mod geometry;
mod grounds;
mod growth;
mod light;
mod mistake;
mod options;
mod scene;
mod sensor;
mod tone;
mod truth;
mod zones;

pub use camera::{Camera, ColourMatrix, LocalTone, Look, Noise};
pub use client::{ClientKind, Hair, HairColour, VirtualClient, WHITE_FIBRE, Work, draw_bare};
pub use draw::LIGHTS;
pub use file::FileKind;
pub use from_afar::stubble_from_afar;
pub use grounds::{GroundKind, Grounds};
pub use mistake::Mistake;
pub use options::{RecipeOptions, SessionOptions, Setting, SimulateOptions};
pub use scene::{Hand, Head, Lamp, PlacedChart, Scene, ShadowEdge, Sheen};
pub use sensor::{Sensor, light_power, tabulated_power};
pub use tone::{ToneCurve, ToneFamily};
pub use truth::{ChartTruth, CountedHairs, HairTruth, RegionTruth, Truth};

use crate::diagnostic::{Diagnostic, Kind};
use expose::{Exposure, RegionName, Seen};

/// One photograph to be: the client, what the camera sees, the camera, the file. The same shot gives the same bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// Of the client, and so of the textures of his skin and where his hairs and dots are.
    pub seed: u64,
    /// Which photograph of this client, 0 the first.
    pub number: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whose scalp.
    pub client: VirtualClient,
    /// Light, chart, head, background.
    pub scene: Scene,
    /// The camera.
    pub camera: Camera,
    /// The file it writes.
    pub file: FileKind,
    /// What is done wrong on purpose; what it changes stands in the other fields.
    pub mistakes: Vec<Mistake>,
    /// Whether it is one of a series of the same client, for follow-ups to compare: regions of a treated client are squares
    /// of 20 mm and more; spots are foreshortened where the scalp slants away, and what lies under the skin takes none of
    /// its surface light, so that a field's mean is the predicted one. Others stay as they were before there were series.
    pub series: bool,
}

impl Shot {
    /// The seed of what no two photographs share: the noise.
    fn own_seed(&self) -> u64 {
        draw::seed_of_shot(self.seed, self.number)
    }
}

/// A photograph and what is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Photograph {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its usual extension, `jpg` or `tif`.
    pub extension: &'static str,
    /// What was put into it.
    pub truth: Truth,
}

/// Takes the photograph.
///
/// # Errors
/// A shot that cannot be: an unknown light or chart, a skin or hair outside what the optics know.
pub fn photograph(shot: &Shot) -> Result<Photograph, Diagnostic> {
    let mut exposure = expose::expose(shot)?;
    let truth = Truth::of(shot, &exposure)?;
    let bytes = developed(shot, &mut exposure)?;
    Ok(Photograph { bytes, extension: shot.file.extension(), truth })
}

/// The file alone, whatever it shows: also where no head is in the picture, and so nothing is true of it.
///
/// # Errors
/// A shot that cannot be, as for [`photograph`].
pub fn file_alone(shot: &Shot) -> Result<Vec<u8>, Diagnostic> {
    developed(shot, &mut expose::expose(shot)?)
}

fn developed(shot: &Shot, exposure: &mut Exposure) -> Result<Vec<u8>, Diagnostic> {
    let values = std::mem::take(&mut exposure.values);
    let codes = develop::develop(shot, values, exposure.view.px_per_mm(shot.scene.distance_mm));
    file::encode(&codes, shot.width, shot.height, shot.file)
}

/// A wish that cannot be met.
fn conflict(code: &'static str, message: String, remedy: String) -> Diagnostic {
    Diagnostic::error(Kind::Argument, code, message, remedy)
}
