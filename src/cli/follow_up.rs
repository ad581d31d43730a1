//! `follow-up` and `plan`, and what a case keeps of a consultation.

use super::arguments::{CatalogueChoice, CatalogueFiles, OutputArgs};
use super::consult::{read_photo, write_chart_picture};
use super::output::{self, Failure, NO_MATCH, code};
use super::studio::{AtHand, StudioChoice, today};
use super::values::{
    number, parse_corners, parse_darker, parse_diameter, parse_dilution, parse_lab, parse_pigment, parse_sd,
};
use crate::consult::{
    self, CaseRecord, Consultation, Decision, DoneOtherwise, FollowUp, LabWhite, Look, MeasureOptions, Measurement,
    Readings, TreatmentOptions,
};
use crate::diagnostic::{Diagnostic, Kind};
use crate::matching::Verdict;
use crate::measure::Region;
use crate::pigment::{Dilution, Pigment};
use crate::store::{self, Case, CaseStep, StepKind};
use crate::{data, report};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(super) const FOLLOW_UP_EXAMPLES: &str = "Examples:
  healtone follow-up --case K-0417 healed.jpg --day 30 --skin 300,700,160,120 --field 700,640,200,160 --hair 1200,700,160,120
  healtone follow-up --case K-0417 --day 30 --skin-lab 62,11,16 --field-lab 61.2,10.4,15.6 --hair-lab 59.5,9,14
The session is taken to be done as planned; --mix, --dilution, --density and
--session-day say what was done otherwise.";

#[derive(Debug, Args)]
pub(super) struct CaseKeeping {
    /// Keep this consultation as the beginning of a case: a folder whose name is the client's code
    #[arg(long, value_name = "DIR")]
    pub(super) case: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct FollowUpArgs {
    /// The client's case
    #[arg(long, value_name = "DIR")]
    case: PathBuf,
    /// Photo of the healed work with a chart in it
    #[arg(value_name = "PHOTO", required_unless_present = "field_lab", conflicts_with_all = ["skin_lab", "field_lab", "hair_lab"])]
    photo: Option<PathBuf>,
    /// Days since the most recent session
    #[arg(long, value_name = "N", value_parser = number::<0, 36500>)]
    day: f64,
    #[command(flatten)]
    places: PlaceArgs,
    #[command(flatten)]
    readings: ReadingArgs,
    #[command(flatten)]
    done: DoneArgs,
    /// Width of a healed dot at half its contrast as it looks in a sharp close-up, mm: tells how deep dots lie
    #[arg(long, value_name = "W", value_parser = parse_diameter)]
    dot_width_mm: Option<f64>,
    /// L* of a dot's middle minus L* of the field around it in that close-up
    #[arg(long, value_name = "dL", requires = "dot_width_mm", value_parser = parse_darker, allow_hyphen_values = true)]
    dot_middle_dl: Option<f64>,
    /// Keep the photo in the case
    #[arg(long, requires = "photo")]
    keep_photo: bool,
    /// Go on where the photo would be refused; the result is marked
    #[arg(long)]
    force: bool,
    /// Write the photo with the chart's lattice and the regions drawn on it
    #[arg(long, value_name = "FILE.png", requires = "photo")]
    debug_chart: Option<PathBuf>,
    /// Healing priors of your own, as for consult
    #[arg(long, value_name = "FILE")]
    healing: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueFiles,
    #[command(flatten)]
    studio: StudioChoice,
    #[command(flatten)]
    output: OutputArgs,
}

/// Where in the photo.
#[derive(Debug, Args)]
struct PlaceArgs {
    /// Bare skin, x,y,w,h in pixels of the upright picture or all in percent
    #[arg(long, value_name = "R")]
    skin: Option<Region>,
    /// The treated field, likewise
    #[arg(long, value_name = "R")]
    field: Option<Region>,
    /// The stubble to be imitated, likewise: the target is then seen again, in the same light
    #[arg(long, value_name = "R")]
    hair: Option<Region>,
    /// Hours since that stubble was shaved
    #[arg(long, value_name = "N", value_parser = number::<0, 20_000>)]
    shaved_hours: Option<f64>,
    /// Places that are not given are those of the last photo: found again by the scalp where the case keeps that photo, else
    /// as if head and chart lay as they did
    #[arg(long)]
    same_places: bool,
    /// The chart in the photo, as for consult
    #[arg(long, value_name = "ID|FILE")]
    chart: Option<String>,
    /// Part of the picture that the chart is looked for in, as a region
    #[arg(long, value_name = "R", conflicts_with = "corners")]
    chart_near: Option<Region>,
    /// Centres of patches 1, 6, 24 and 19 in pixels: x,y,x,y,x,y,x,y
    #[arg(long, value_name = "CORNERS", value_parser = parse_corners, allow_hyphen_values = true)]
    corners: Option<[crate::math::Point; 4]>,
}

/// Readings of an instrument instead of a photo.
#[derive(Debug, Args)]
struct ReadingArgs {
    /// Instead of a photo: bare skin by an instrument, L*,a*,b* (D65, 2 degrees)
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true, requires = "field_lab")]
    skin_lab: Option<[f64; 3]>,
    /// The treated field, likewise
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true, requires = "skin_lab")]
    field_lab: Option<[f64; 3]>,
    /// The stubble, likewise
    #[arg(long, value_name = "L,a,b", value_parser = parse_lab, allow_hyphen_values = true, requires = "skin_lab")]
    hair_lab: Option<[f64; 3]>,
    /// Standard deviation of each reading per axis
    #[arg(long, value_name = "N", default_value = "0.5", value_parser = parse_sd)]
    skin_sd: f64,
}

/// What was done other than planned.
#[derive(Debug, Args)]
struct DoneArgs {
    /// Sessions done by now [default: one more where the last step of the case plans one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=20))]
    sessions: Option<u8>,
    /// What was in the cup of the last session; of a mix of two, each with its parts: ID=3
    #[arg(long, value_name = "ID[=PARTS]", value_parser = parse_pigment)]
    mix: Vec<(String, f64)>,
    /// Its dilution, e.g. 1+12
    #[arg(long, value_name = "DILUTION", value_parser = parse_dilution)]
    dilution: Option<Dilution>,
    /// Dots per cm2 that it set
    #[arg(long, value_name = "N", value_parser = number::<1, 2000>)]
    density: Option<f64>,
    /// Its day, counted from the first session
    #[arg(long, value_name = "N", value_parser = number::<0, 36500>)]
    session_day: Option<f64>,
}

#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// The client's case
    #[arg(long, value_name = "DIR")]
    case: PathBuf,
    /// Volume of a cup in ml [default: 5]
    #[arg(long, value_name = "N", value_parser = number::<1, 100>)]
    batch_ml: Option<f64>,
    /// Healing priors of your own, as for consult
    #[arg(long, value_name = "FILE")]
    healing: Option<PathBuf>,
    #[command(flatten)]
    catalogue: CatalogueChoice,
    #[command(flatten)]
    studio: StudioChoice,
    #[command(flatten)]
    output: OutputArgs,
}

/// A case as read, and what it says.
struct OpenCase {
    case: Case,
    record: CaseRecord,
}

impl OpenCase {
    fn read(folder: &Path) -> Result<Self, Failure> {
        let case = store::read_case(folder)?;
        let last = case.steps.last().expect("a case has a first step");
        let record = store::parse_record(&last.state, &format!("step {} of {}", last.number, case.code))?;
        Ok(Self { case, record })
    }

    /// The photo in which the places on record were, where it was kept.
    ///
    /// Errors: a kept photo that cannot be read.
    fn photo_of_places(&self) -> Result<Option<Vec<u8>>, Diagnostic> {
        let same = |step: &&CaseStep| {
            store::parse_record(&step.state, "step").is_ok_and(|record| record.places == self.record.places)
        };
        // Steps without a photo carry the places of the one before on.
        let Some(step) = self.case.steps.iter().rev().take_while(same).last() else { return Ok(None) };
        for name in &step.pictures {
            let bytes = read_photo(&self.case.folder.join(name))?;
            if self.record.photos.contains(&data::sha256_hex(&bytes)) {
                return Ok(Some(bytes));
            }
        }
        Ok(None)
    }

    /// Notes where the tool or the catalogues are not those that the case began with.
    fn changed(&self, catalogues: &[(String, String)]) -> Vec<Diagnostic> {
        let first = &self.case.steps[0];
        let digests = |list: &[(String, String)]| list.iter().map(|(_, digest)| digest.clone()).collect::<Vec<_>>();
        let mut notes = Vec::new();
        if first.calibration != data::digest() {
            notes.push(Diagnostic::warning(
                "tool-data-changed",
                format!("The case began with the data of version {}; this version has others.", first.tool),
                "Figures of earlier steps may differ a little from what they would be today.",
            ));
        }
        if digests(&first.catalogues) != digests(catalogues) {
            notes.push(Diagnostic::warning(
                "catalogue-changed",
                "The catalogues are not those that the case began with.",
                "Give the same with --catalogue, or make sure that the pigments used are still described as they were.",
            ));
        }
        notes
    }
}

/// Keeps a consultation as the first step of a case.
pub(super) fn keep(
    folder: &Path,
    consultation: &Consultation,
    options: &TreatmentOptions,
    photo: Option<(&Path, &[u8])>,
) -> Result<(), Failure> {
    let dot_mm = consultation
        .recommendations
        .first()
        .filter(|_| options.dot_mm.is_some() || options.needle.is_some())
        .map(|r| r.diameter_mm);
    let Some(record) = CaseRecord::of_consultation(consultation, options, dot_mm) else { return Ok(()) };
    let step = CaseStep {
        catalogues: consultation.catalogues.clone(),
        report: report::json::consultation(consultation),
        state: store::record_state(&record),
        ..CaseStep::new(StepKind::Consultation, today().to_string())
    };
    let pictures: Vec<(&str, &[u8])> = photo.iter().map(|(path, bytes)| (extension(path), *bytes)).collect();
    store::create_case(folder, &today().to_string(), step, &pictures)?;
    Ok(())
}

/// What a kept photo is called in its step.
fn extension(path: &Path) -> &'static str {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "png" => "photo.png",
        "tif" | "tiff" => "photo.tif",
        "webp" => "photo.webp",
        _ => "photo.jpg",
    }
}

pub(super) fn follow_up(args: &FollowUpArgs) -> Result<ExitCode, Failure> {
    let mut open = OpenCase::read(&args.case)?;
    let mut at_hand = AtHand::read(&args.studio)?;
    let catalogues = at_hand.catalogues(&args.catalogue.catalogue)?;
    let pigments: Vec<&Pigment> = catalogues.pigments().collect();
    let options = options(&open.record, &mut at_hand, args.healing.as_deref())?;
    let mut warnings = open.changed(&catalogues.names());
    do_sessions(&mut open, &args.done)?;
    let progress = open.record.progress(&pigments)?;
    let photo = args.photo.as_deref().map(|path| Ok::<_, Diagnostic>((path, read_photo(path)?))).transpose()?;
    let mut measurement =
        measured(args, photo.as_ref().map(|(_, bytes)| bytes.as_slice()), &open, &mut at_hand, &options)?;
    measurement.studio = at_hand.used();
    output::complain(&measurement.refused);
    if let Some(refused) = measurement.refused.first() {
        let ended = code(refused.kind);
        let print = |document| output::print_json(&document, ended);
        return if args.output.json { print(report::json::measurement(&measurement)) } else { Ok(ended.into()) };
    }
    open.record.check_new(&measurement)?;
    warnings.extend(measurement.warnings.iter().cloned());
    let look = Look {
        day: args.day,
        dot_width_mm: args.dot_width_mm,
        dot_middle_dl: args.dot_middle_dl,
        shaved_hours: args.places.shaved_hours,
    };
    let learn = || consult::follow_up(&open.record.client, &progress, measurement, look, &options);
    let seen = output::with_progress("learning", learn)?;
    open.record.take(&seen);
    let document = report::json::follow_up(&seen, &open.record, &warnings);
    let step = CaseStep {
        catalogues: catalogues.names(),
        day: Some(args.day),
        report: document.clone(),
        state: store::record_state(&open.record),
        ..CaseStep::new(StepKind::FollowUp, today().to_string())
    };
    let kept = photo.as_ref().filter(|_| args.keep_photo);
    let pictures: Vec<(&str, &[u8])> = kept.iter().map(|(path, bytes)| (extension(path), bytes.as_slice())).collect();
    store::add_step(&mut open.case, step, &pictures)?;
    if seen.evidence.is_some() {
        learn_hand(&open, &pigments, &options, &at_hand)?;
    }
    print_follow_up(args, &seen, &open.record, &warnings, &document)
}

fn print_follow_up(
    args: &FollowUpArgs,
    seen: &FollowUp,
    record: &CaseRecord,
    warnings: &[Diagnostic],
    document: &serde_json::Value,
) -> Result<ExitCode, Failure> {
    if args.output.json {
        return output::print_json(document, 0);
    }
    output::print(&output::text().follow_up(seen, record, warnings), 0)
}

/// Keeps what the case says of the hand, where the studio keeps one: against the tool's own priors, or what is in the hand
/// already would count twice.
fn learn_hand(
    open: &OpenCase,
    pigments: &[&Pigment],
    options: &TreatmentOptions,
    at_hand: &AtHand,
) -> Result<(), Failure> {
    let progress = open.record.progress(pigments)?;
    let own = TreatmentOptions { healing: data::healing(), ..options.clone() };
    let Some(last) = open.record.done.last() else { return Ok(()) };
    let record = consult::hand_record(&open.record.client, &progress, &open.case.code, &last.product(), &own);
    record.map_or(Ok(()), |record| at_hand.keep_of_hand(record).map(|_| ()))
}

/// Takes sessions as done until there are as many as were.
fn do_sessions(open: &mut OpenCase, args: &DoneArgs) -> Result<(), Failure> {
    let done = open.record.done.len();
    let after_a_plan = open.case.steps.last().is_some_and(|step| step.kind != StepKind::FollowUp);
    let usual = if after_a_plan && !open.record.planned.is_empty() { done + 1 } else { done };
    let wanted = args.sessions.map_or(usual, usize::from);
    let otherwise = DoneOtherwise {
        pigments: args.mix.clone(),
        dilution: args.dilution,
        density_per_cm2: args.density,
        day: args.session_day,
    };
    if wanted < done || (wanted == done && !otherwise.is_as_planned()) {
        return Err(Diagnostic::error(
            Kind::Argument,
            "session-on-record",
            format!("{done} session(s) of this client are on record already, as they were done."),
            "Give --sessions with the next one, or leave out what was done otherwise.",
        )
        .into());
    }
    let as_planned = DoneOtherwise::NONE;
    while open.record.done.len() < wanted {
        let last = open.record.done.len() + 1 == wanted;
        open.record.do_next(if last { &otherwise } else { &as_planned })?;
    }
    Ok(())
}

fn measured(
    args: &FollowUpArgs,
    photo: Option<&[u8]>,
    open: &OpenCase,
    at_hand: &mut AtHand,
    options: &TreatmentOptions,
) -> Result<Measurement, Failure> {
    let surface_light = Some(options.healing.surface_light.median);
    let Some(bytes) = photo else {
        let readings = &args.readings;
        let (Some(skin), Some(field)) = (readings.skin_lab, readings.field_lab) else {
            unreachable!("clap asks for both")
        };
        return Ok(consult::measurement_from_readings(&Readings {
            skin,
            hair: readings.hair_lab,
            shaft: None,
            old_work: Some(field),
            white: LabWhite::D65Two,
            sd: readings.skin_sd,
            surface_light,
        }));
    };
    let places = &args.places;
    let with = MeasureOptions {
        chart: at_hand.chart(places.chart.as_deref())?,
        corners: places.corners,
        chart_near: places.chart_near,
        skin: places.skin,
        hair: places.hair,
        old_work: places.field,
        given_only: true,
        places: open.record.places.filter(|_| places.same_places),
        earlier: if places.same_places { open.photo_of_places()? } else { None },
        polarised: open.record.terms.polarised,
        surface_light,
        force: args.force,
    };
    let measurement = output::with_progress("measuring", || consult::measure(bytes, &with))?;
    if let Some(path) = &args.debug_chart {
        write_chart_picture(path, bytes, &measurement)?;
    }
    Ok(measurement)
}

/// What a case is planned and learnt with.
fn options(record: &CaseRecord, at_hand: &mut AtHand, healing: Option<&Path>) -> Result<TreatmentOptions, Failure> {
    let usual = TreatmentOptions::default();
    let terms = &record.terms;
    let target = consult::TargetWish { mode: terms.mode, ..usual.target };
    Ok(TreatmentOptions {
        target,
        density_per_cm2: Some(record.client.density_per_cm2),
        dot_mm: terms.dot_mm,
        area_cm2: terms.area_cm2,
        polarised: terms.polarised,
        seed: terms.seed,
        healing: at_hand.healing(healing)?,
        ..TreatmentOptions::default()
    })
}

pub(super) fn plan(args: &PlanArgs) -> Result<ExitCode, Failure> {
    let mut open = OpenCase::read(&args.case)?;
    let mut at_hand = AtHand::read(&args.studio)?;
    let catalogues = at_hand.catalogues(&args.catalogue.files.catalogue)?;
    let mut options = options(&open.record, &mut at_hand, args.healing.as_deref())?;
    options.mixing = super::consult::mixing(args.batch_ml, &mut at_hand);
    let stock = at_hand.stock(&catalogues, &args.catalogue)?;
    options.mixing.bottles = stock.bottles;
    let mut warnings = open.changed(&catalogues.names());
    warnings.extend(stock.warnings);
    warnings.extend(not_seen(&open.record));
    let all: Vec<&Pigment> = catalogues.pigments().collect();
    let progress = open.record.progress(&all)?;
    let search = || consult::next(&open.record.client, &progress, &stock.pigments, &options);
    let next = output::with_progress("planning", search)?;
    open.record.plan(&next);
    let used = at_hand.used();
    let document = report::json::next(&next, &open.record, used.as_ref(), &warnings);
    let step = CaseStep {
        catalogues: catalogues.names(),
        day: Some(open.record.today),
        report: document.clone(),
        state: store::record_state(&open.record),
        ..CaseStep::new(StepKind::Plan, today().to_string())
    };
    store::add_step(&mut open.case, step, &[])?;
    let unmatched = next.decision == Decision::Treat && next.verdict == Verdict::NoMatch;
    let ended = if unmatched { NO_MATCH } else { 0 };
    if args.output.json {
        return output::print_json(&document, ended);
    }
    output::print(&output::text().next(&next, &open.record, used.as_ref(), &warnings), ended)
}

/// Says where what is in the skin was not seen healed.
fn not_seen(record: &CaseRecord) -> Option<Diagnostic> {
    if record.last_is_seen() {
        return None;
    }
    let (message, remedy) = if record.done.is_empty() {
        (
            "No session is on record: this is the plan from the consultation.".to_owned(),
            "Photograph the healed first session and give it to `healtone follow-up`.",
        )
    } else {
        (
            format!("Session {} was not seen healed: the plan rests on what was expected of it.", record.done.len()),
            "Photograph it from day 28 on, and give the photo to `healtone follow-up`.",
        )
    };
    Some(Diagnostic::warning("not-seen-healed", message, remedy))
}
