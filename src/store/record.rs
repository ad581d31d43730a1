//! What a case's steps are computed from, as JSON: every number to its last digit.

use super::skin::SkinDocument;
use crate::color::{BANDS, Contrast, Estimate, LabD65, Spectrum, lab_array, lab_from};
use crate::consult::{CaseRecord, CaseTerms, ClientRecord, PlacesRecord, SeenRecord, SessionRecord};
use crate::diagnostic::{Diagnostic, Kind};
use crate::learning::{DotsSeen, SeenTogether};
use crate::matching::{Basis, Mode, Target};
use crate::math::{Homography, Matrix3};
use crate::measure::{Rect, SkinReading};
use crate::pigment::Dilution;
use crate::skin::{BasisFit, Client};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the format.
pub(super) const SCHEMA: &str = "healtone.case-state/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    schema: String,
    skin: SkinState,
    target: TargetState,
    old_work: Option<ContrastState>,
    density_per_cm2: f64,
    mode: String,
    polarised: bool,
    seed: u32,
    dot_mm: Option<f64>,
    area_cm2: Option<f64>,
    planned: Vec<SessionState>,
    done: Vec<SessionState>,
    seen: Vec<SeenState>,
    today: f64,
    photos: Vec<String>,
    places: Option<PlacesState>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SkinState {
    lab_d65: [f64; 3],
    cov: Matrix3,
    spectrum: Vec<f64>,
    coefficients: [f64; 3],
    skin_like: bool,
    residual_de_ab: f64,
    model: SkinDocument,
    ln_covariance: Matrix3,
    residual_rms: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetState {
    contrast: ContrastState,
    skin_lab_d65: [f64; 3],
    spectrum: Vec<f64>,
    basis: String,
    from_hours: Option<f64>,
    to_hours: Option<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContrastState {
    dlab: [f64; 3],
    cov: Matrix3,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionState {
    day: f64,
    density_per_cm2: f64,
    pigments: Vec<(String, f64)>,
    pigment_fraction: f64,
    diluent_parts: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeenState {
    sessions: usize,
    day: f64,
    field: ContrastState,
    stubble: Option<ContrastState>,
    shared_cov: Option<Matrix3>,
    dots: Option<DotsState>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DotsState {
    width_mm: f64,
    width_ln_sd: f64,
    middle_dl: Option<f64>,
    middle_sd: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesState {
    to_chart: [[f64; 3]; 3],
    skin: Option<[u32; 4]>,
    field: Option<[u32; 4]>,
    stubble: Option<[u32; 4]>,
}

/// The state of a case, to be kept with its latest step.
#[must_use]
pub fn record_state(record: &CaseRecord) -> Value {
    let client = &record.client;
    let terms = &record.terms;
    let state = State {
        schema: SCHEMA.to_owned(),
        skin: skin_state(&client.skin),
        target: target_state(&client.target),
        old_work: client.old_work.map(ContrastState::of),
        density_per_cm2: client.density_per_cm2,
        mode: terms.mode.name().to_owned(),
        polarised: terms.polarised,
        seed: terms.seed,
        dot_mm: terms.dot_mm,
        area_cm2: terms.area_cm2,
        planned: record.planned.iter().map(session_state).collect(),
        done: record.done.iter().map(session_state).collect(),
        seen: record.seen.iter().map(seen_state).collect(),
        today: record.today,
        photos: record.photos.clone(),
        places: record.places.map(places_state),
    };
    serde_json::to_value(state).expect("strings and numbers can be written")
}

/// The record that a step's state holds; `file` is what to call it in messages.
///
/// Errors: a state of another version, or one that was changed by hand and makes no sense.
pub fn parse_record(state: &Value, file: &str) -> Result<CaseRecord, Diagnostic> {
    let state: State = serde_json::from_value(state.clone()).map_err(|e| unreadable(file, &e.to_string()))?;
    if state.schema != SCHEMA {
        return Err(unreadable(file, &format!("its state is {:?}, and this version reads {SCHEMA:?}", state.schema)));
    }
    let sense = |what: &str| unreadable(file, &format!("{what} makes no sense"));
    let modes = [Mode::Shaved, Mode::Density, Mode::Scar];
    let mode = modes.into_iter().find(|mode| mode.name() == state.mode).ok_or_else(|| sense("the mode"))?;
    let sessions = |list: &[SessionState]| list.iter().map(session).collect::<Option<Vec<SessionRecord>>>();
    let skin = skin(&state.skin).ok_or_else(|| sense("the skin"))?;
    let target = target(&state.target, mode).ok_or_else(|| sense("the target"))?;
    Ok(CaseRecord {
        client: ClientRecord {
            skin,
            target,
            old_work: state.old_work.map(ContrastState::estimate),
            density_per_cm2: state.density_per_cm2,
        },
        terms: CaseTerms {
            mode,
            polarised: state.polarised,
            seed: state.seed,
            dot_mm: state.dot_mm,
            area_cm2: state.area_cm2,
        },
        planned: sessions(&state.planned).ok_or_else(|| sense("a planned session"))?,
        done: sessions(&state.done).ok_or_else(|| sense("a session that was done"))?,
        seen: state.seen.into_iter().map(seen).collect(),
        today: state.today,
        photos: state.photos,
        places: state.places.map(|p| places(&p)),
    })
}

fn unreadable(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "case-state",
        format!("{file} cannot be gone on from: {why}."),
        "Steps are not meant to be changed by hand: restore it from a copy, or start a new case with `healtone consult --case`.",
    )
}

impl ContrastState {
    fn of(estimate: Estimate<Contrast>) -> Self {
        Self { dlab: estimate.mean.array(), cov: estimate.cov }
    }

    const fn estimate(self) -> Estimate<Contrast> {
        let [dl, da, db] = self.dlab;
        Estimate { mean: Contrast { dl, da, db }, cov: self.cov }
    }
}

fn skin_state(skin: &SkinReading) -> SkinState {
    SkinState {
        lab_d65: lab_array(skin.lab.mean),
        cov: skin.lab.cov,
        spectrum: skin.spectrum.spectrum.values().to_vec(),
        coefficients: skin.spectrum.coefficients,
        skin_like: skin.spectrum.skin_like,
        residual_de_ab: skin.spectrum.residual_de_ab,
        model: SkinDocument::of(&skin.client.model),
        ln_covariance: skin.client.covariance,
        residual_rms: skin.client.residual_rms,
    }
}

fn spectrum(values: &[f64]) -> Option<Spectrum> {
    let values: [f64; BANDS] = values.try_into().ok()?;
    values.iter().all(|v| (0.0..=1.5).contains(v)).then(|| Spectrum::new(values))
}

fn skin(state: &SkinState) -> Option<SkinReading> {
    let model = state.model.skin().ok()?;
    let none = [[0.0; 3]; 3];
    Some(SkinReading {
        rect: None,
        lab: Estimate { mean: lab_from(state.lab_d65), cov: state.cov },
        spectrum: BasisFit {
            spectrum: spectrum(&state.spectrum)?,
            coefficients: state.coefficients,
            skin_like: state.skin_like,
            residual_de_ab: state.residual_de_ab,
        },
        client: Client { model, covariance: state.ln_covariance, residual_rms: state.residual_rms },
        spread_cov: none,
        geometry_cov: none,
        seen: None,
    })
}

fn target_state(target: &Target) -> TargetState {
    let (basis, from_hours, to_hours) = match target.basis {
        Basis::AsSeen => ("as-seen", None, None),
        Basis::Moved { from_hours, told: true, to_hours } => ("moved", Some(from_hours), Some(to_hours)),
        Basis::Moved { from_hours, told: false, to_hours } => ("moved-untold", Some(from_hours), Some(to_hours)),
        Basis::Grown { to_hours } => ("grown-hair", None, Some(to_hours)),
    };
    TargetState {
        contrast: ContrastState::of(target.contrast),
        skin_lab_d65: lab_array(target.skin),
        spectrum: target.spectrum.values().to_vec(),
        basis: basis.to_owned(),
        from_hours,
        to_hours,
    }
}

fn target(state: &TargetState, mode: Mode) -> Option<Target> {
    let basis = match (state.basis.as_str(), state.from_hours, state.to_hours) {
        ("as-seen", None, None) => Basis::AsSeen,
        ("moved", Some(from_hours), Some(to_hours)) => Basis::Moved { from_hours, told: true, to_hours },
        ("moved-untold", Some(from_hours), Some(to_hours)) => Basis::Moved { from_hours, told: false, to_hours },
        ("grown-hair", None, Some(to_hours)) => Basis::Grown { to_hours },
        _ => return None,
    };
    let [dl, da, db] = state.contrast.dlab;
    let contrast = Estimate { mean: Contrast { dl, da, db }, cov: state.contrast.cov };
    let skin: LabD65 = lab_from(state.skin_lab_d65);
    Some(Target { mode, basis, ..Target::of_reading(contrast, skin, spectrum(&state.spectrum)?) })
}

fn session_state(session: &SessionRecord) -> SessionState {
    SessionState {
        day: session.day,
        density_per_cm2: session.density_per_cm2,
        pigments: session.pigments.clone(),
        pigment_fraction: session.dilution.fraction(),
        diluent_parts: session.dilution.diluent_parts(),
    }
}

fn session(state: &SessionState) -> Option<SessionRecord> {
    let whole = state.day >= 0.0 && state.density_per_cm2 >= 0.0 && !state.pigments.is_empty();
    whole.then_some(())?;
    Some(SessionRecord {
        day: state.day,
        density_per_cm2: state.density_per_cm2,
        pigments: state.pigments.clone(),
        dilution: Dilution::of_parts(1.0, state.diluent_parts).ok()?,
    })
}

fn seen_state(seen: &SeenRecord) -> SeenState {
    SeenState {
        sessions: seen.sessions,
        day: seen.day,
        field: ContrastState::of(seen.field),
        stubble: seen.together.map(|t| ContrastState { dlab: t.stubble.array(), cov: t.stubble_cov }),
        shared_cov: seen.together.map(|t| t.shared_cov),
        dots: seen.dots.map(|d| DotsState {
            width_mm: d.width_mm,
            width_ln_sd: d.width_ln_sd,
            middle_dl: d.middle_dl,
            middle_sd: d.middle_sd,
        }),
    }
}

fn seen(state: SeenState) -> SeenRecord {
    let together = state.stubble.zip(state.shared_cov).map(|(stubble, shared_cov)| {
        let stubble = stubble.estimate();
        SeenTogether { stubble: stubble.mean, stubble_cov: stubble.cov, shared_cov }
    });
    SeenRecord {
        sessions: state.sessions,
        day: state.day,
        field: state.field.estimate(),
        together,
        dots: state.dots.map(|d| DotsSeen {
            width_mm: d.width_mm,
            width_ln_sd: d.width_ln_sd,
            middle_dl: d.middle_dl,
            middle_sd: d.middle_sd,
        }),
    }
}

fn places_state(places: PlacesRecord) -> PlacesState {
    let rect = |r: Rect| [r.x, r.y, r.w, r.h];
    PlacesState {
        to_chart: places.to_chart.rows(),
        skin: places.skin.map(rect),
        field: places.field.map(rect),
        stubble: places.stubble.map(rect),
    }
}

fn places(state: &PlacesState) -> PlacesRecord {
    let rect = |[x, y, w, h]: [u32; 4]| Rect { x, y, w, h };
    PlacesRecord {
        to_chart: Homography::from_rows(state.to_chart),
        skin: state.skin.map(rect),
        field: state.field.map(rect),
        stubble: state.stubble.map(rect),
    }
}
