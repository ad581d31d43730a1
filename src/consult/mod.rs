//! One pure function per job: a photo to a measurement, a measurement or readings to a consultation, a pigment to a
//! prediction. Options in, outcome out; no files, no clock, no terminal.

mod advice;
mod calibrate;
mod case;
mod compare;
mod consultation;
mod encoding;
mod follow_up;
mod gamut;
mod healed;
mod how_to;
mod many;
mod measurement;
mod next;
mod places;
mod predict;
mod preview;
mod prospect;
mod readings;
mod recommend;
mod studio;
mod target;
mod why;

pub use advice::{Advice, NextPhoto};
pub use case::{CaseRecord, CaseTerms, DoneOtherwise, PlacesRecord, SeenRecord, SessionRecord};
pub use compare::{CatalogueDiff, FilmDiff, HealedDiff, ShadeDiff, compare};
pub use consultation::{
    ByLights, Consultation, DaySummary, Density, DensitySource, Quantiles, Recommendation, SessionRecipe,
    TreatmentOptions, VIEWED_FROM_M,
};
pub use follow_up::{FollowUp, Look, follow_up, hand_record};
pub use gamut::{COVERS, Gamut, HairReach, ShadeReach, gamut};
pub use healed::{HealedPicture, HealedPictures, Picture, PictureWish};
pub use how_to::{HowToPhotograph, KnownChart, Trouble, how_to_photograph};
pub use many::measure_or_refuse;
pub use measurement::{ChartSummary, MeasureOptions, Measurement, PhotoSummary, measure};
pub use next::{ClientRecord, Decision, InSkin, Next, Progress, next};
pub use places::PlacesFound;
pub use predict::{CausesOfChange, PredictOptions, Prediction, predict};
pub use preview::{FreshAndHealed, Preview, PreviewOptions, ShownShade, ShownSkin, preview};
pub use prospect::Prospect;
pub use readings::{LabWhite, Readings, measurement_from_readings};
pub use recommend::{consult, consult_with_prospect};
pub use studio::StudioUse;
pub use target::TargetWish;

/// Days after the last session that are predicted unless others are asked for.
pub const DEFAULT_DAYS: [f64; 6] = [0.0, 7.0, 28.0, 365.0, 1095.0, 1825.0];

/// Days after the treatment that `predict` shows unless others are asked for: scab, healed, settled, years.
pub const TIMELINE_DAYS: [f64; 8] = [0.0, 7.0, 28.0, 90.0, 180.0, 365.0, 1095.0, 1825.0];
