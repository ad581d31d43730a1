//! What a user asks of a simulated photograph; the seed draws the rest.

use super::{ClientKind, HairColour, Mistake, Sensor, ToneFamily};
use crate::color::Spectrum;
use crate::pigment::{Dilution, HEALED_DAY};

/// How hard the scene is for a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Setting {
    /// Even diffuse light, no gloss, no noise, chart facing the camera: for tests.
    Even,
    /// A treatment room: light falling off, some gloss, a chart held by hand.
    #[default]
    Room,
    /// Mixed light, a shadow's edge, strong falloff, shine, tilt.
    Hard,
}

/// A treatment that the client has had.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipeOptions {
    /// Ids of the pigments in the reference catalogue, one or two, and their parts by volume.
    pub pigments: Vec<(String, f64)>,
    /// Its dilution.
    pub dilution: Dilution,
    /// Days since the last session.
    pub day: f64,
    /// Dots per cm2 in all; the default of `calibration/healing.toml` otherwise.
    pub density_per_cm2: Option<f64>,
    /// Diameter of the healed deposit, mm; drawn otherwise.
    pub dot_mm: Option<f64>,
}

/// One session that was done, with what was in the cup.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionOptions {
    /// Days from the first session, which has 0.
    pub day: f64,
    /// Dots set in it, per cm2.
    pub density_per_cm2: f64,
    /// Ids of the pigments in the reference catalogue, one or two, and their parts by volume.
    pub pigments: Vec<(String, f64)>,
    /// The dilution of the mix.
    pub dilution: Dilution,
    /// Diameter of the healed deposit, mm; drawn otherwise.
    pub dot_mm: Option<f64>,
}

/// What a user asks for; what is `None` is drawn from the seed.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulateOptions {
    /// Of everything that is drawn.
    pub seed: u64,
    /// Which photograph of the seed's client, 0 the first: scene, light and mistakes are drawn anew for each, the client,
    /// his healing and the technician's phone and chart stay.
    pub shot: u64,
    /// Size of the picture in megapixels, 4:3.
    pub megapixels: f64,
    /// What kind of client.
    pub client: Option<ClientKind>,
    /// Reflectance of the bare skin, as measured with a contact probe; drawn otherwise.
    pub bare: Option<Spectrum>,
    /// Lightness L* of the bare skin, where the rest is drawn.
    pub skin_l: Option<f64>,
    /// Colour of the hair.
    pub hair: Option<HairColour>,
    /// A treatment that has been done.
    pub recipe: Option<RecipeOptions>,
    /// In its place the sessions that were done, in order, each with a mix of its own.
    pub sessions: Vec<SessionOptions>,
    /// Days since the last of these sessions; healed otherwise, or as early as the mistake has it.
    pub days_since: Option<f64>,
    /// Name of a CIE light, as in `calibration/cie/lights.csv`.
    pub light: Option<String>,
    /// The camera's sensor; drawn otherwise.
    pub sensor: Option<Sensor>,
    /// Family of its tone curve.
    pub tone: Option<ToneFamily>,
    /// Whether it maps tones differently from place to place.
    pub local_tone: Option<bool>,
    /// Whether it changes colours by their hue.
    pub look: Option<bool>,
    /// A 16-bit linear TIFF instead of a JPEG.
    pub tiff_linear: bool,
    /// Quality of the JPEG, 1-100.
    pub quality: Option<u8>,
    /// Whether the JPEG is in Display P3 instead of sRGB.
    pub display_p3: Option<bool>,
    /// How hard the scene is.
    pub setting: Setting,
    /// Id of the chart in the picture.
    pub chart: Option<String>,
    /// What is done wrong.
    pub mistakes: Vec<Mistake>,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 3] = [Self::Even, Self::Room, Self::Hard];

    /// The name used on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Even => "even",
            Self::Room => "room",
            Self::Hard => "hard",
        }
    }
}

impl SimulateOptions {
    /// A 3 megapixel photograph in a treatment room, everything else drawn from the seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            shot: 0,
            megapixels: 3.0,
            client: None,
            bare: None,
            skin_l: None,
            hair: None,
            recipe: None,
            sessions: Vec::new(),
            days_since: None,
            light: None,
            sensor: None,
            tone: None,
            local_tone: None,
            look: None,
            tiff_linear: false,
            quality: None,
            display_p3: None,
            setting: Setting::Room,
            chart: None,
            mistakes: Vec::new(),
        }
    }

    /// Days since the last session where the client is said to have had one.
    #[must_use]
    pub fn follow_up_day(&self) -> Option<f64> {
        let healed = self.days_since.unwrap_or(HEALED_DAY);
        self.recipe.as_ref().map(|recipe| recipe.day).or_else(|| (!self.sessions.is_empty()).then_some(healed))
    }

    /// Whether a treatment has been named, as one recipe or session by session.
    pub(super) const fn names_work(&self) -> bool {
        self.recipe.is_some() || !self.sessions.is_empty()
    }
}
