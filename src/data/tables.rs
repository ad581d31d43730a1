//! The typed tables under `calibration/`: what each TOML file holds, one to one.

use serde::Deserialize;

/// One file under `calibration/` and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSource {
    /// Path from the top level of the repository.
    pub path: String,
    /// `measured`, `supplier`, `literature`, `computed` or `assumed`.
    pub kind: SourceKind,
    /// Author, year, identifier.
    pub citation: String,
    /// Terms under which the figures may be passed on.
    pub licence: String,
    /// When it was published or made.
    pub date: String,
    /// Units of the columns or keys.
    pub units: String,
}

/// How a figure came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// With an instrument, on the thing itself.
    Measured,
    /// Stated by the maker.
    Supplier,
    /// Published by somebody else.
    Literature,
    /// Calculated from published figures.
    Computed,
    /// Believed, for want of anything better.
    Assumed,
}

impl SourceKind {
    /// Every kind, from the firmest to the weakest.
    pub const ALL: [Self; 5] = [Self::Measured, Self::Supplier, Self::Literature, Self::Computed, Self::Assumed];

    /// The name used in files and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Supplier => "supplier",
            Self::Literature => "literature",
            Self::Computed => "computed",
            Self::Assumed => "assumed",
        }
    }
}

/// `calibration/sources.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcesTable {
    /// One entry a file.
    pub file: Vec<DataSource>,
}

/// Reads an embedded TOML file into its type.
///
/// Panics when the file does not fit the type: it is part of the program, and a test reads each.
pub(super) fn parse<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(super::text(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The list of data files and their sources.
#[must_use]
pub fn sources() -> SourcesTable {
    parse("calibration/sources.toml")
}

/// `calibration/camera.toml`: what the first calibration assumes, and how far it may be trusted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CameraTable {
    /// Priors and weights of the fit.
    pub tone_matrix: ToneMatrixTable,
    /// Priors and noise of the default calibration.
    pub sensor_posterior: SensorPosteriorTable,
    /// Standard deviations of what is read through it.
    pub uncertainty: CameraUncertaintyTable,
    /// How places face the light, and shine.
    pub geometry: GeometryTable,
}

/// What no chart can tell: shading and gloss.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeometryTable {
    /// Sd of ln of the light on the scalp over that on the chart, under light from everywhere.
    pub light_sd: f64,
    /// The same for each unit of unevenness of the light on the scalp.
    pub light_share: f64,
    /// Sd of the surface light that the chart does not share, share of white, under light from everywhere.
    pub gloss_sd: f64,
    /// The same for each unit of unevenness.
    pub gloss_share: f64,
    /// Sd of its difference between two places for each unit of unevenness.
    pub gloss_difference_share: f64,
    /// Sd per axis of what lamps of different colours do to the difference between two places for each unit of unevenness,
    /// dE*ab.
    pub light_colour_share: f64,
    /// Sd of what the estimated course of the light leaves between two places, ln.
    pub light_misfit_sd: f64,
    /// The same for each unit of unevenness.
    pub light_misfit_share: f64,
    /// Unevenness of soft light from several sides.
    pub soft_unevenness: f64,
    /// Unevenness where it could not be seen: sd of ln of the light over the scalp.
    pub usual_unevenness: f64,
    /// Sd of ln of the light between two places of the scalp, per mm between them, where its course could not be seen.
    pub light_sd_per_mm: f64,
    /// Distance between two regions where the chart gives no scale.
    pub usual_distance_mm: f64,
    /// Distance from which on it counts as no further: the chart may be another than the one named, and its scale wrong.
    pub distance_max_mm: f64,
}

/// Priors and weights of the tone-matrix fit.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToneMatrixTable {
    /// Prior sd of the common gamma about 1.
    pub gamma_sd: f64,
    /// Prior sd of each channel's offset, share of white.
    pub offset_sd: f64,
    /// Prior sd of the light plane, natural log across half the chart.
    pub plane_sd: f64,
    /// How many times the residuals of the two skin patches count.
    pub skin_patch_weight: f64,
    /// Pseudo-Huber threshold in standard deviations.
    pub huber: f64,
    /// Least standard deviation of a residual, Lab units.
    pub least_residual_sd: f64,
}

/// Priors and noise of the sensor posterior.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensorPosteriorTable {
    /// Scale of the camera's own 3x3 about its start.
    pub matrix_sd: f64,
    /// Knots of the inverse tone curve in ln of the declared light.
    pub tone_knots: Vec<f64>,
    /// Prior sd of each of its values.
    pub tone_sd: f64,
    /// Prior sd of their second differences.
    pub tone_bend_sd: f64,
    /// Prior sd of ln of the gains about their own mean.
    pub gain_sd: f64,
    /// Prior sd of the light plane, natural log across half the chart.
    pub plane_sd: f64,
    /// Prior sd of the terms in ln luminance.
    pub luminance_sd: f64,
    /// Prior sd of the term in ln of the light around a place.
    pub surround_sd: f64,
    /// Noise of each channel, natural log.
    pub channel_sd: f64,
    /// Noise common to the channels of a patch.
    pub patch_sd: f64,
    /// The same in raw files.
    pub raw_patch_sd: f64,
    /// Noise common to neighbouring patches.
    pub spatial_sd: f64,
    /// The same in raw files.
    pub raw_spatial_sd: f64,
    /// How far that reaches, chart half-sides.
    pub spatial_range: f64,
    /// Constant noise of the encoded light, share of white.
    pub floor_sd: f64,
    /// Smallest factor on all of these.
    pub scale_min: f64,
    /// Largest factor on all of these.
    pub scale_max: f64,
    /// Power of the factor that intervals use where it is above 1.
    pub interval_power: f64,
    /// Of a patch's channel noise (variance), what a region of skin has.
    pub region_share: f64,
    /// The same in raw files.
    pub raw_region_share: f64,
    /// Of that, what two places of one scalp do not share (variance).
    pub own_channel_share: f64,
    /// Of the noise common to a patch, what they do not share (variance).
    pub own_patch_share: f64,
    /// Pseudo-Huber threshold in standard deviations.
    pub huber: f64,
}

/// Standard deviations of colours read through the first calibration.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CameraUncertaintyTable {
    /// Of an absolute colour per axis.
    pub absolute_lab_sd: [f64; 3],
    /// Of a contrast per axis.
    pub contrast_sd: [f64; 3],
    /// Chart residual above which both grow in proportion.
    pub at_residual_de00: f64,
    /// Of an absolute colour balanced on greys alone.
    pub grey_card_lab_sd: [f64; 3],
    /// Of a contrast balanced on greys alone.
    pub grey_card_contrast_sd: [f64; 3],
    /// Of an absolute colour without any calibration.
    pub uncalibrated_lab_sd: [f64; 3],
    /// Of a contrast without any calibration.
    pub uncalibrated_contrast_sd: [f64; 3],
}

/// The assumptions of the first calibration.
#[must_use]
pub fn camera() -> CameraTable {
    parse("calibration/camera.toml")
}

/// `calibration/limits.toml`: what is too much or too little.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsTable {
    /// For photos.
    pub photo: PhotoLimits,
    /// For catalogues and other user files of text.
    pub text: TextLimits,
    /// For colours of other programs.
    pub import: ImportLimits,
    /// For a chart that was found.
    pub chart: ChartLimits,
    /// For the regions that are measured, and how the chart lies beside them.
    pub region: RegionLimits,
}

/// When a chart that was found is not fit to be measured by.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartLimits {
    /// Fewest usable patches.
    pub usable_min: usize,
    /// Most patches that are covered, uneven or out of the picture.
    pub hidden_max: usize,
    /// Most patches in a shadow.
    pub shadow_max: usize,
    /// Most patches in a reflection.
    pub glare_max: usize,
    /// Most patches with a channel blown out.
    pub clipped_max: usize,
    /// Least light of the white patch in its weakest channel, share of full scale.
    pub white_min: f64,
    /// Largest ratio of the white patch's channels.
    pub cast_max: f64,
    /// Falloff of the light across the chart that is warned about, EV.
    pub falloff_warn_ev: f64,
    /// Largest falloff, EV.
    pub falloff_max_ev: f64,
    /// Largest change of the light's colour across the chart, EV.
    pub colour_drift_max_ev: f64,
    /// Largest standard deviation of the blur, mm.
    pub blur_max_mm: f64,
    /// The same in patch pitches, where no mm are known.
    pub blur_max_pitches: f64,
    /// Largest mean leave-one-out residual, dE00.
    pub residual_max_de00: f64,
}

/// When a region is not fit to be measured, or the chart lies badly to it.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionLimits {
    /// Least area, pixels.
    pub area_min_px: u64,
    /// Least area, mm2, where the scale is known.
    pub area_min_mm2: f64,
    /// Share of clipped and shining pixels that is warned about.
    pub glare_warn_share: f64,
    /// Largest share of them.
    pub glare_max_share: f64,
    /// How far the skin's coefficients may lie outside of those of measured skins, share of their range.
    pub strangeness_max: f64,
    /// Largest angle between chart and picture, degrees.
    pub tilt_max_deg: f64,
    /// Largest distance from the chart's edge, in lengths of the chart.
    pub distance_max_lengths: f64,
}

/// Limits on files of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextLimits {
    /// Largest catalogue, stack or step of a case, in bytes.
    pub file_max_bytes: usize,
}

/// Limits on files of instruments and swatches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportLimits {
    /// Largest file, in bytes.
    pub file_max_bytes: usize,
    /// Most samples in a file.
    pub samples_max: usize,
}

/// Limits on a photo, checked before it is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoLimits {
    /// Most pixels of a picture.
    pub pixels_max: u64,
    /// Most pixels along a side.
    pub side_max_px: u32,
    /// Fewest pixels along a side.
    pub side_min_px: u32,
    /// Largest file, in bytes.
    pub file_max_bytes: usize,
    /// Largest TIFF file, in bytes.
    pub tiff_max_bytes: usize,
    /// Largest colour profile or block of camera data, in bytes.
    pub metadata_max_bytes: usize,
    /// Largest decoded picture, in bytes.
    pub decoded_max_bytes: u64,
}

/// The limits.
#[must_use]
pub fn limits() -> LimitsTable {
    parse("calibration/limits.toml")
}

/// One of `calibration/charts/*.toml`: charts of one size and layout.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartFamily {
    /// Side of a patch over the distance of patch centres.
    pub patch_share: f64,
    /// Distance of patch centres along and across the rows in mm; none where it is not known well enough.
    pub pitch_mm: Option<[f64; 2]>,
    /// Which patches have the colours of skin, dark and light; those of the ColorChecker unless they are named.
    #[serde(default = "classic_skin")]
    pub skin_patches: [usize; 2],
    /// The charts of this size that differ in their colours.
    pub variant: Vec<ChartVariant>,
}

fn classic_skin() -> [usize; 2] {
    [1, 2]
}

/// A chart of a family.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChartVariant {
    /// Stable, kebab-case.
    pub id: String,
    /// For people.
    pub name: String,
    /// Where its 24 spectra come from.
    pub colours: ChartColours,
}

/// Where the 24 spectra of a chart come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChartColours {
    /// Measured: the mean of 30 charts made before November 2014.
    BabelcolorAverage,
    /// Computed from the Lab published for charts made before November 2014.
    #[serde(rename = "before-2014")]
    Before2014,
    /// Computed from the Lab published for charts made after November 2014.
    #[serde(rename = "after-2014")]
    After2014,
    /// Computed from Lab measured on a SpyderCheckr 24.
    #[serde(rename = "spydercheckr-24")]
    Spydercheckr24,
}

/// All chart families, the default chart first.
#[must_use]
pub fn chart_families() -> Vec<ChartFamily> {
    let families = ["classic", "mini", "passport", "nano", "spydercheckr24"];
    families.map(|name| parse(&format!("calibration/charts/{name}.toml"))).into()
}

/// `calibration/sensor/prior.csv`: the channel (0 red, 1 green, 2 blue), then the mean and each component at one band.
///
/// Panics when the file is not such a table: it is part of the program, and a test reads it.
#[must_use]
pub fn sensor_prior() -> Vec<(usize, Vec<f64>)> {
    const PATH: &str = "calibration/sensor/prior.csv";
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(super::text(PATH).as_bytes());
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.unwrap_or_else(|e| panic!("{PATH}: {e}"));
        let channel =
            ["R", "G", "B"].iter().position(|c| *c == &record[1]).unwrap_or_else(|| panic!("{PATH}: channel"));
        let cells = record.iter().skip(2).map(|cell| cell.parse().unwrap_or_else(|e| panic!("{PATH}: {cell:?}: {e}")));
        (channel, cells.collect())
    };
    reader.records().map(row).collect()
}
