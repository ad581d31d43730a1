//! What the page asks, each answered by the function that a command calls.

use super::answer;
use super::shelf::Shelf;
use super::watch;
use crate::cli::{Asked, Desk, Fields, Kept};
use crate::consult::{Consultation, Measurement, TreatmentOptions};
use crate::diagnostic::{Diagnostic, Kind};
use crate::photo::Photo;
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
    consulted: Latest<Answered>,
    /// What was asked last: a page that is loaded again goes on there.
    asked: Mutex<Option<Fields>>,
    turns: Arc<Semaphore>,
}

/// A consultation, and what it was asked with.
struct Answered {
    consultation: Consultation,
    options: TreatmentOptions,
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

    fn photo(&self, asked: &Fields) -> Result<Arc<[u8]>, Faults> {
        asked.get(PHOTO).and_then(|digest| self.shelf.photo(digest)).ok_or_else(|| vec![photo_gone()])
    }

    fn measure(&self, asked: &Fields) -> Result<Arc<Measurement>, Faults> {
        let places = only(asked, |name| !AFTER_MEASURING.contains(&name));
        self.measured.or(&places, || self.desk.measure(&*self.photo(&places)?, &options(&places)?))
    }

    fn consult(&self, asked: &Fields) -> Result<Arc<Answered>, Faults> {
        self.consulted.or(asked, || {
            let measurement = self.measure(asked)?;
            let (consultation, options) = self.desk.consult((*measurement).clone(), &options(asked)?)?;
            Ok(Answered { consultation, options })
        })
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

/// The newest picture of the watched folder, by name and time; with `take` it becomes the photo.
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
        *clerk.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(fields.clone());
        Ok(answer::document(&json::page::measured(&*clerk.measure(&fields)?)))
    })
    .await
}

/// What is recommended.
pub(super) async fn consult(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, fields| {
        Ok(answer::document(&json::page::consulted(&clerk.consult(&fields)?.consultation)))
    })
    .await
}

/// Keeps the consultation as the beginning of a case.
pub(super) async fn keep(State(clerk): State<Arc<Clerk>>, body: Bytes) -> Response {
    asked(clerk, body, |clerk, mut fields| {
        let code = fields.remove(CODE).unwrap_or_default();
        let with_photo = fields.remove(KEEP_PHOTO).is_some_and(|keep| keep == "yes");
        let answered = clerk.consult(&fields)?;
        let photo = if with_photo { Some(clerk.photo(&fields)?) } else { None };
        let kept = Kept { code: code.trim(), photo: photo.as_deref() };
        let folder = clerk.desk.keep(&kept, &answered.consultation, &answered.options)?;
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

fn gave_up() -> Diagnostic {
    Diagnostic::error(
        Kind::Access,
        "gave-up",
        "This could not be worked out: a fault of the tool.",
        "Try another photo, and tell the makers what you did.",
    )
}
