//! What the page asks, each answered by the function that a command calls.

use super::answer;
use super::shelf::Shelf;
use super::watch;
use crate::cli::{Asked, Consulted, Desk, Fields, Kept};
use crate::consult::{Measurement, PictureWish, Prospect};
use crate::diagnostic::{Diagnostic, Kind};
use crate::math::Point;
use crate::photo::Photo;
use crate::report::consultation_report::{self, Extras};
use crate::report::{self, json};
use crate::store;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Jobs worked on at once: each of them uses every core.
const AT_ONCE: usize = 2;

/// Who answers: the desk, the photos on it, and what was worked out last.
pub(super) struct Clerk {
    desk: Desk,
    shelf: Shelf,
    watched: Option<PathBuf>,
    /// The latest measurement and consultation, by what they were asked with.
    measured: Latest<Measurement>,
    consulted: Latest<Consulted>,
    /// What was asked last: a page that is loaded again goes on there.
    asked: Mutex<Option<Fields>>,
    turns: Arc<Semaphore>,
}

type Faults = Vec<Diagnostic>;

impl Clerk {
    pub(super) fn new(desk: Desk, watched: Option<PathBuf>) -> Self {
        Self {
            desk,
            shelf: Shelf::default(),
            watched,
            measured: Latest::default(),
            consulted: Latest::default(),
            asked: Mutex::default(),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    fn remember(&self, asked: &Fields) {
        *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(asked.clone());
    }

    fn photo(&self, asked: &Fields) -> Result<Arc<[u8]>, Faults> {
        asked.get(PHOTO).and_then(|digest| self.shelf.photo(digest)).ok_or_else(|| vec![photo_gone()])
    }

    fn measure(&self, asked: &Fields) -> Result<Arc<Measurement>, Faults> {
        let places = only(asked, |name| !AFTER_MEASURING.contains(&name));
        self.measured.or(&places, || self.desk.measure(&self.photo(&places)?, &options(&places)?))
    }

    fn consult(&self, asked: &Fields) -> Result<Arc<Consulted>, Faults> {
        self.consulted.or(asked, || self.desk.consult((*self.measure(asked)?).clone(), &options(asked)?))
    }
}

/// What was worked out last, and with what; asked again the same way it is there at once.
struct Latest<T>(Mutex<Option<(Fields, Arc<T>)>>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Latest<T> {
    fn or(&self, asked: &Fields, work_out: impl FnOnce() -> Result<T, Faults>) -> Result<Arc<T>, Faults> {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*latest {
            Some((with, result)) if with == asked => Ok(Arc::clone(result)),
            _ => {
                let result = Arc::new(work_out()?);
                *latest = Some((asked.clone(), Arc::clone(&result)));
                Ok(result)
            }
        }
    }
}

/// Names of what is asked beside the options of `consult`.
const PHOTO: &str = "photo";
const CODE: &str = "code";
const KEEP_PHOTO: &str = "keep-photo";
const RANK: &str = "rank";
const AREA: &str = "area";

/// Options that do not change what is measured.
const AFTER_MEASURING: [&str; 9] =
    ["have", "mode", "shaved-hours", "density", "dot-mm", "needle", "area-cm2", "batch-ml", "seed"];

fn only(asked: &Fields, wanted: impl Fn(&str) -> bool) -> Fields {
    asked.iter().filter(|(name, _)| wanted(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn options(asked: &Fields) -> Result<Asked, Faults> {
    Asked::of(&only(asked, |name| name != PHOTO)).map_err(|fault| vec![fault])
}

/// Does a job off the threads that listen, in its turn.
async fn in_turn(clerk: Arc<Clerk>, job: impl FnOnce(&Clerk) -> Result<Response, Faults> + Send + 'static) -> Response {
    let turn = Arc::clone(&clerk.turns).acquire_owned().await;
    let done = tokio::task::spawn_blocking(move || job(&clerk)).await;
    drop(turn);
    match done {
        Ok(Ok(response)) => response,
        Ok(Err(faults)) => answer::faults(&faults),
        Err(_) => answer::faults(&[gave_up()]),
    }
}

/// The same for a job that is asked with fields.
async fn asked(
    clerk: Arc<Clerk>,
    body: Bytes,
    job: impl FnOnce(&Clerk, Fields) -> Result<Response, Faults> + Send + 'static,
) -> Response {
    in_turn(clerk, move |clerk| job(clerk, store::parse_fields(&body).map_err(|fault| vec![fault])?)).await
}

/// What there is to choose from.
pub(super) async fn desk(State(clerk): State<Arc<Clerk>>) -> Response {
    let desk = &clerk.desk;
    let pigments: Vec<_> = desk.pigments().collect();
    let before = clerk.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
    answer::document(&json::page::desk(&json::page::DeskFacts {
        studio: desk.studio(),
        own_chart: desk.own_chart(),
        pigments: &pigments,
        watches: clerk.watched.is_some(),
        cases: &desk.cases().display().to_string(),
        asked: before.as_ref().filter(|asked| clerk.photo(asked).is_ok()),
    }))
}

/// Takes a photo in; it is looked at when it is measured.
pub(super) async fn photo(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    in_turn(clerk, move |clerk| Ok(answer::document(&json::page::photo(&clerk.shelf.put(&body))))).await
}

/// The newest picture of the watched folder, by name and by what changes while it is written.
pub(super) async fn newest(State(clerk): State<Arc<Clerk>>) -> Response {
    in_turn(clerk, |clerk| {
        let folder = clerk.watched.as_deref().ok_or_else(|| vec![watch::not_watching()])?;
        let newest = store::newest_photo(folder).map_err(|fault| vec![fault])?;
        let facts = newest.as_ref().map(|photo| (photo.name.as_str(), photo.stamp.as_str()));
        Ok(answer::document(&json::page::newest(facts)))
    })
    .await
}

/// Takes the newest picture of the watched folder in, as a photo that was sent.
pub(super) async fn take(State(clerk): State<Arc<Clerk>>) -> Response {
    in_turn(clerk, |clerk| {
        let folder = clerk.watched.as_deref().ok_or_else(|| vec![watch::not_watching()])?;
        let bytes = watch::newest(folder).map_err(|fault| vec![fault])?;
        Ok(answer::document(&json::page::photo(&clerk.shelf.put(&bytes))))
    })
    .await
}

/// The photo as the tool sees it: upright, made anew from its pixels, with nothing else that was in the file.
pub(super) async fn view(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, fields| {
        let photo = Photo::decode(&clerk.photo(&fields)?).map_err(|e| vec![e.diagnostic()])?;
        Ok(answer::jpeg(report::upright_picture(&photo)))
    })
    .await
}

/// What is measured in the photo.
pub(super) async fn measure(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, fields| {
        clerk.remember(&fields);
        Ok(answer::document(&json::page::measured(&*clerk.measure(&fields)?)))
    })
    .await
}

/// What is recommended.
pub(super) async fn consult(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, fields| {
        clerk.remember(&fields);
        Ok(answer::document(&json::page::consulted(&clerk.consult(&fields)?.consultation)))
    })
    .await
}

/// How a recommendation heals, day by day.
pub(super) async fn healing(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, mut fields| {
        let rank = rank(&mut fields)?;
        let consulted = clerk.consult(&fields)?;
        let days = prospect(&consulted)?.days(rank, &SLIDER_DAYS).map_err(|fault| vec![fault])?;
        Ok(answer::document(&json::page::healing(&days)))
    })
    .await
}

/// The area to be treated as it is, and healed with a recommendation on a few days.
pub(super) async fn pictures(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, mut fields| {
        let (rank, area) = (rank(&mut fields)?, area(&mut fields)?);
        let consulted = clerk.consult(&fields)?;
        let measurement = &consulted.consultation.measurement;
        let bare = measurement.skin.as_ref().and_then(|skin| skin.rect);
        let area = area.or_else(|| bare.map(|rect| rect.corners().to_vec())).unwrap_or_default();
        let photo = Photo::decode(&clerk.photo(&fields)?).map_err(|e| vec![e.diagnostic()])?;
        let wish =
            PictureWish { area, days: PICTURE_DAYS.to_vec(), longer_px: PICTURE_PX, seed: consulted.options.seed };
        let pictures = prospect(&consulted)?.pictures(&photo, measurement, rank, &wish).map_err(|fault| vec![fault])?;
        Ok(answer::document(&json::page::pictures(&pictures)))
    })
    .await
}

/// The report to print, and what is filed beside it.
pub(super) async fn report(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, fields| {
        let consulted = clerk.consult(&fields)?;
        let extras = Extras { seed: Some(consulted.options.seed), ..Extras::default() };
        Ok(answer::document(&json::page::report(&consulted.consultation, &extras)))
    })
    .await
}

/// The report's looks, for where it stands within the page.
pub(super) async fn report_style() -> Response {
    answer::style(consultation_report::STYLE)
}

/// Days that the slider is told; between them it runs straight.
const SLIDER_DAYS: [f64; 20] = [
    0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 28.0, 42.0, 60.0, 90.0, 180.0, 365.0, 547.0, 730.0, 1095.0, 1460.0,
    1825.0,
];
/// Days that pictures are made of; between them one fades into the next.
const PICTURE_DAYS: [f64; 6] = [0.0, 7.0, 28.0, 365.0, 1095.0, 1825.0];
/// Longer side of those pictures, pixels.
const PICTURE_PX: u32 = 900;

/// The rank asked for; the first where none is.
fn rank(fields: &mut Fields) -> Result<usize, Faults> {
    fields.remove(RANK).map_or(Ok(1), |rank| rank.parse().map_err(|_| vec![not_understood(RANK, &rank)]))
}

fn prospect(consulted: &Consulted) -> Result<&Prospect, Faults> {
    consulted.prospect.as_ref().ok_or_else(|| vec![nothing_recommended()])
}

/// Corners of the area as the page writes them, `x,y,x,y,...`; `None` where it draws none.
fn area(fields: &mut Fields) -> Result<Option<Vec<Point>>, Faults> {
    let Some(text) = fields.remove(AREA).filter(|text| !text.is_empty()) else { return Ok(None) };
    let numbers: Option<Vec<f64>> = text.split(',').map(|number| number.trim().parse().ok()).collect();
    let pairs = numbers.filter(|numbers| numbers.len() % 2 == 0).ok_or_else(|| vec![not_understood(AREA, &text)])?;
    Ok(Some(pairs.chunks_exact(2).map(|xy| Point::new(xy[0], xy[1])).collect()))
}

/// Keeps the consultation as the beginning of a case.
pub(super) async fn keep(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, mut fields| {
        let code = fields.remove(CODE).unwrap_or_default();
        let with_photo = fields.remove(KEEP_PHOTO).is_some_and(|keep| keep == "yes");
        let consulted = clerk.consult(&fields)?;
        let photo = if with_photo { Some(clerk.photo(&fields)?) } else { None };
        let kept = Kept { code: code.trim(), photo: photo.as_deref() };
        let folder = clerk.desk.keep(&kept, &consulted)?;
        Ok(answer::document(&json::page::kept(&folder.display().to_string())))
    })
    .await
}

fn photo_gone() -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "photo-gone",
        "The photo is no longer in memory.",
        "Choose it again; photos are kept only while they are worked with.",
    )
}

fn not_understood(name: &str, value: &str) -> Diagnostic {
    let message = format!("{name}: {value:?} is not understood.");
    Diagnostic::error(Kind::Argument, "option-refused", message, "Load the page again.")
}

fn nothing_recommended() -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "nothing-recommended",
        "Nothing is recommended for this photo, so there is nothing to show.",
        "Do first what the refusal asks for.",
    )
}

fn gave_up() -> Diagnostic {
    Diagnostic::error(
        Kind::Access,
        "gave-up",
        "This could not be worked out: a fault of the tool.",
        "Try another photo, and tell the makers what you did.",
    )
}
