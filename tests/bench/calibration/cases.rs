//! The fixed list of photographs: who, under which light, through which camera.

use crate::shared::{csv_rows, shared};
use crate::{build, cameras, lights, skin};
use healtone::camera::SensorPrior;
use healtone::color::{D65, PerBand, Spectrum, Viewing};
use healtone::diagnostic::Diagnostic;
use healtone::math::Random;
use healtone::simulate::{
    ClientKind, ColourMatrix, HairColour, LIGHTS, Sensor, Shot, SimulateOptions, ToneFamily, draw_bare,
};
use healtone::skin::{SkinBasis, basis_spectrum, spectrum_from_lab};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Bands of lightness that skins are grouped by: lower ends; the last is open.
pub(crate) const BANDS_L: [f64; 5] = [20.0, 35.0, 48.0, 58.0, 68.0];

/// How far the camera is from what a calibration would like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difficulty {
    /// 16-bit linear file of the balanced sensor.
    Linear,
    /// sRGB, the matrix the best for this chart under this light.
    OptimalMatrix,
    /// sRGB, a matrix made for another light, colours strengthened.
    OtherMatrix,
    /// The same with a tone curve of another family.
    OtherTone,
    /// The same with tone mapping by neighbourhood.
    LocalTone,
    /// The same with colours changed by their hue and light strewn by the lens.
    Look,
}

impl Difficulty {
    pub(crate) const ALL: [Self; 6] =
        [Self::Linear, Self::OptimalMatrix, Self::OtherMatrix, Self::OtherTone, Self::LocalTone, Self::Look];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::OptimalMatrix => "sRGB, chart-optimal matrix",
            Self::OtherMatrix => "sRGB, other matrix",
            Self::OtherTone => "phone: + other tone family",
            Self::LocalTone => "phone: + local tone mapping",
            Self::Look => "phone: + look and veil",
        }
    }
}

/// How the scene is lit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// One light that falls off by 0-15 %, no shading, no gloss: what is left is the camera's.
    Even,
    /// A treatment room: shading of the head, gloss, sometimes a second light.
    Room,
}

/// One photograph to be.
pub(crate) struct Case {
    pub(crate) band: usize,
    pub(crate) light: usize,
    pub(crate) difficulty: Difficulty,
    pub(crate) shot: Shot,
}

/// What the list is made of.
pub(crate) struct Material {
    skins: Vec<Vec<Spectrum>>,
    sensors: Vec<Sensor>,
    pub(crate) said: String,
    /// Priors without a maker's cameras and without a light, by both.
    priors: BTreeMap<(String, usize), SensorPrior>,
    /// Components of skin fitted on the other half of the people.
    basis: SkinBasis,
}

impl Material {
    /// Measured cameras and skins of the development data; drawn ones where they are absent.
    pub(crate) fn gather(per_band: usize) -> Self {
        let measured = cameras::cameras();
        let cameras = if measured.is_some() { "measured" } else { "drawn" };
        let sensors = measured.unwrap_or_else(|| (0..34).map(Sensor::parametric).collect());
        let archive = archive();
        let (tried, others): (Vec<_>, Vec<_>) = archive.into_iter().partition(|m| m.half() == 0);
        let basis = if others.is_empty() { SkinBasis::shipped().clone() } else { skin::basis(&others) };
        let (skins, drawn) = skins(per_band, &tried);
        let said = format!(
            "{} {cameras} cameras; {per_band} skins a band, {drawn} of {} drawn, the others of people on whom the \
             left-out components of skin were not fitted",
            sensors.len(),
            5 * per_band
        );
        let priors = priors(&sensors);
        Self { skins, sensors, said, priors, basis }
    }

    /// What a calibration may know that has never seen this case's maker, light or people.
    pub(crate) fn left_out(&self, case: &Case) -> Option<(&SensorPrior, &SkinBasis)> {
        let maker = case.shot.camera.sensor.maker.clone()?;
        Some((self.priors.get(&(maker, case.light))?, &self.basis))
    }

    /// Every photograph of a difficulty. Light, camera and hair run through their lists beside the skins.
    pub(crate) fn cases(&self, stage: Stage, difficulty: Difficulty) -> Result<Vec<Case>, Diagnostic> {
        let mut cases = Vec::new();
        for (band, skins) in self.skins.iter().enumerate() {
            for (k, bare) in skins.iter().enumerate() {
                let index = band * skins.len() + k;
                let light = (k + 3 * band) % LIGHTS.len();
                let sensor = self.sensors[(7 * index + k / LIGHTS.len()) % self.sensors.len()].clone();
                let shot = shot(index, *bare, LIGHTS[light], sensor, (stage, difficulty))?;
                cases.push(Case { band, light, difficulty, shot });
            }
        }
        Ok(cases)
    }
}

fn shot(
    index: usize,
    bare: Spectrum,
    light: &str,
    sensor: Sensor,
    (stage, difficulty): (Stage, Difficulty),
) -> Result<Shot, Diagnostic> {
    let families = [ToneFamily::Power, ToneFamily::Filmic, ToneFamily::Spline];
    let hair = [HairColour::Black, HairColour::DarkBrown, HairColour::Brown];
    let tone = match difficulty {
        Difficulty::Linear | Difficulty::OptimalMatrix | Difficulty::OtherMatrix => ToneFamily::Srgb,
        Difficulty::OtherTone | Difficulty::LocalTone | Difficulty::Look => families[index % 3],
    };
    let options = SimulateOptions {
        megapixels: 0.5,
        client: Some(if index.is_multiple_of(4) { ClientKind::Stubble } else { ClientKind::Shaved }),
        bare: Some(bare),
        hair: Some(hair[index % 3]),
        light: Some(light.to_owned()),
        sensor: Some(sensor.clone()),
        tone: Some(tone),
        local_tone: Some(matches!(difficulty, Difficulty::LocalTone | Difficulty::Look)),
        look: Some(difficulty == Difficulty::Look),
        tiff_linear: difficulty == Difficulty::Linear,
        chart: Some("colorchecker-mini-babelcolor-average".to_owned()),
        ..SimulateOptions::new(1000 + index as u64)
    };
    let mut shot = Shot::draw(&options)?;
    if stage == Stage::Even {
        shot.scene.lamps.truncate(1);
        shot.scene.lamps[0].share = 1.0;
        shot.scene.lamps[0].ambient = 1.0;
        shot.scene.sheen.even = 0.0;
        shot.scene.sheen.highlight = 0.0;
    }
    if difficulty != Difficulty::Look {
        shot.camera.veil = 0.0;
    }
    if difficulty == Difficulty::OptimalMatrix {
        shot.camera.matrix = Some(ColourMatrix::made_for(light, &sensor, 1.0)?);
    }
    Ok(shot)
}

/// A prior for every maker and light, without the cameras of the one and without the other.
fn priors(sensors: &[Sensor]) -> BTreeMap<(String, usize), SensorPrior> {
    let all = lights::lights();
    let makers: Vec<String> = sensors.iter().filter_map(|s| s.maker.clone()).collect();
    let pairs: Vec<(String, usize)> =
        makers.into_iter().flat_map(|m| (0..LIGHTS.len()).map(move |l| (m.clone(), l))).collect();
    let without = |(maker, light): &(String, usize)| {
        let sensors: Vec<Sensor> = sensors.iter().filter(|s| s.maker.as_ref() != Some(maker)).cloned().collect();
        let lights: Vec<_> = all.iter().filter(|(name, _)| name != LIGHTS[*light]).cloned().collect();
        build::prior(&sensors, &lights, SensorPrior::shipped().components.len())
    };
    let mut unique = pairs;
    unique.sort();
    unique.dedup();
    unique.par_iter().map(|pair| (pair.clone(), without(pair))).collect()
}

/// Skins of each band, evenly from those measured; drawn where there are too few. Also how many are drawn.
fn skins(per_band: usize, measured: &[skin::Measured]) -> (Vec<Vec<Spectrum>>, usize) {
    let mut bands: Vec<Vec<Spectrum>> = vec![Vec::new(); BANDS_L.len()];
    for skin in measured.iter().map(|m| completed(m.reflectance)) {
        let l = D65::lab(&skin).l;
        if let Some(band) = BANDS_L.iter().rposition(|least| l >= *least) {
            bands[band].push(skin);
        }
    }
    let mut drawn = 0;
    let mut random = Random::new(77);
    let bands = bands.into_iter().enumerate().map(|(band, measured)| {
        let step = (measured.len() / per_band).max(1);
        let mut chosen: Vec<Spectrum> = measured.into_iter().step_by(step).take(per_band).collect();
        let most = BANDS_L.get(band + 1).copied().unwrap_or(74.0);
        while chosen.len() < per_band {
            chosen.push(draw_bare(Some(random.between(BANDS_L[band], most)), &mut random));
            drawn += 1;
        }
        chosen
    });
    let bands = bands.collect();
    (bands, drawn)
}

/// The International Skin Spectra Archive, subjects with an even number; empty where it is absent.
fn archive() -> Vec<skin::Measured> {
    let Some(file) = shared("skin/issa_even_subjects.csv") else { return Vec::new() };
    skin::archive(&csv_rows(&std::fs::read_to_string(file).expect("the archive can be read")))
}

/// Bands that an instrument lacks continue as in skin of the same colour.
fn completed(readings: [Option<f64>; 36]) -> Spectrum {
    let first = readings.iter().position(Option::is_some).unwrap_or(0);
    let last = readings.iter().rposition(Option::is_some).unwrap_or(35);
    let held: PerBand = std::array::from_fn(|i| readings[i.clamp(first, last)].unwrap_or(0.3));
    let like = basis_spectrum(spectrum_from_lab(D65::lab(&Spectrum::new(held))).coefficients);
    let like = like.values();
    Spectrum::new(std::array::from_fn(|i| {
        let end = i.clamp(first, last);
        held[end] * like[i] / like[end]
    }))
}
