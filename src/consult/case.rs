//! What a case knows of a client: what was measured, planned, done and seen, step by step.

use super::target::digest;
use super::{ClientRecord, Consultation, FollowUp, Measurement, Next, Progress, SessionRecipe, TreatmentOptions};
use crate::color::{Contrast, Estimate};
use crate::diagnostic::{Diagnostic, Kind};
use crate::healing::{HEALED_DAY, PastSession};
use crate::learning::{DotsSeen, Evidence, SeenTogether};
use crate::matching::{Candidate, Mode, Part};
use crate::math::Homography;
use crate::measure::Rect;
use crate::pigment::{Dilution, Pigment};

/// One sitting with its cup, as planned or as done; its pigments by name.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRecord {
    /// Days from the first session.
    pub day: f64,
    /// Dots set in it, per cm2.
    pub density_per_cm2: f64,
    /// Ids of the pigments and their parts by volume.
    pub pigments: Vec<(String, f64)>,
    /// The dilution of the mix.
    pub dilution: Dilution,
}

/// What one follow-up saw of healed work.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenRecord {
    /// Sessions done by then.
    pub sessions: usize,
    /// Days since the last of them.
    pub day: f64,
    /// Treated field minus bare skin.
    pub field: Estimate<Contrast>,
    /// The stubble in the same photo.
    pub together: Option<SeenTogether>,
    /// Dots, close up.
    pub dots: Option<DotsSeen>,
}

/// Where regions lay in a photo, and the chart that tells where they lie in the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlacesRecord {
    /// Pixels to chart coordinates.
    pub to_chart: Homography,
    /// Bare skin.
    pub skin: Option<Rect>,
    /// The treated field.
    pub field: Option<Rect>,
    /// Stubble.
    pub stubble: Option<Rect>,
}

/// What stays the same through a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CaseTerms {
    /// What is to be imitated.
    pub mode: Mode,
    /// Photos through crossed polarisers.
    pub polarised: bool,
    /// Seed of the draws.
    pub seed: u32,
    /// Diameter of the healed deposit where it is known, mm.
    pub dot_mm: Option<f64>,
    /// Area, cm2, where it was given.
    pub area_cm2: Option<f64>,
}

/// Everything that a case's steps say.
#[derive(Debug, Clone)]
pub struct CaseRecord {
    /// What is known of the client before any of the work has healed.
    pub client: ClientRecord,
    /// What stays the same.
    pub terms: CaseTerms,
    /// The sessions that were planned last and are not done yet.
    pub planned: Vec<SessionRecord>,
    /// The sessions that were done, oldest first.
    pub done: Vec<SessionRecord>,
    /// What was seen, oldest first.
    pub seen: Vec<SeenRecord>,
    /// Day of the latest photo, from the first session.
    pub today: f64,
    /// Digests of the photos so far: the same photo says nothing new.
    pub photos: Vec<String>,
    /// Where regions lay in the latest photo.
    pub places: Option<PlacesRecord>,
}

/// What was done other than planned.
#[derive(Debug, Clone)]
pub struct DoneOtherwise {
    /// The mix.
    pub pigments: Vec<(String, f64)>,
    /// Its dilution.
    pub dilution: Option<Dilution>,
    /// Dots per cm2 set.
    pub density_per_cm2: Option<f64>,
    /// Its day, from the first session.
    pub day: Option<f64>,
}

impl DoneOtherwise {
    /// Everything as planned.
    pub const NONE: Self = Self { pigments: Vec::new(), dilution: None, density_per_cm2: None, day: None };

    /// Whether all was done as planned.
    #[must_use]
    pub const fn is_as_planned(&self) -> bool {
        self.pigments.is_empty() && self.dilution.is_none() && self.density_per_cm2.is_none() && self.day.is_none()
    }
}

impl CaseRecord {
    /// A case that begins with a consultation; `None` where it was refused.
    #[must_use]
    pub fn of_consultation(c: &Consultation, options: &TreatmentOptions, dot_mm: Option<f64>) -> Option<Self> {
        let client = ClientRecord {
            skin: c.measurement.skin.clone()?,
            target: c.target?,
            old_work: c.measurement.old_work.as_ref().map(|old| old.contrast),
            density_per_cm2: c.density?.per_cm2,
        };
        let terms = CaseTerms {
            mode: options.target.mode,
            polarised: options.polarised,
            seed: options.seed,
            dot_mm,
            area_cm2: options.area_cm2,
        };
        let places = places(&c.measurement, None);
        let planned = c.plan.iter().map(SessionRecord::of).collect();
        let photos = digest(&c.measurement).into_iter().collect();
        Some(Self { client, terms, planned, done: Vec::new(), seen: Vec::new(), today: 0.0, photos, places })
    }

    /// Takes the next planned session as done, as planned or otherwise.
    ///
    /// Errors: nothing planned and not everything told; a day before the last session's.
    pub fn do_next(&mut self, otherwise: &DoneOtherwise) -> Result<&SessionRecord, Diagnostic> {
        let planned = if self.planned.is_empty() { None } else { Some(self.planned.remove(0)) };
        let last = self.done.last().map(|s| s.day);
        let pick = |own: Option<f64>, of: fn(&SessionRecord) -> f64| own.or_else(|| planned.as_ref().map(of));
        let pigments = if otherwise.pigments.is_empty() {
            planned.as_ref().map(|p| p.pigments.clone()).unwrap_or_default()
        } else {
            otherwise.pigments.clone()
        };
        let dilution = otherwise.dilution.or_else(|| planned.as_ref().map(|p| p.dilution));
        let day = pick(otherwise.day, |p| p.day).or_else(|| self.done.is_empty().then_some(0.0));
        let density = pick(otherwise.density_per_cm2, |p| p.density_per_cm2);
        let (Some(dilution), Some(density_per_cm2), Some(day), false) = (dilution, density, day, pigments.is_empty())
        else {
            return Err(nothing_planned());
        };
        if last.is_some_and(|last| day <= last) {
            return Err(before_the_last(day, last.unwrap_or_default()));
        }
        self.done.push(SessionRecord { day, density_per_cm2, pigments, dilution });
        Ok(self.done.last().expect("it was pushed"))
    }

    /// Refuses a photo that was taken in before.
    pub fn check_new(&self, measurement: &Measurement) -> Result<(), Diagnostic> {
        match digest(measurement).filter(|digest| self.photos.contains(digest)) {
            None => Ok(()),
            Some(_) => Err(Diagnostic::error(
                Kind::Unfit,
                "photo-on-record",
                "This photo is in the case already: seen twice it would count twice.",
                "Take another, or look at what was said of it with `healtone case show`.",
            )),
        }
    }

    /// Takes in what a follow-up saw.
    pub fn take(&mut self, follow_up: &FollowUp) {
        let last = self.done.last().map_or(0.0, |s| s.day);
        self.today = self.today.max(last + follow_up.day);
        if let Some(evidence) = &follow_up.evidence {
            self.seen.push(SeenRecord {
                sessions: follow_up.sessions,
                day: follow_up.day,
                field: follow_up.seen,
                together: evidence.together,
                dots: evidence.dots,
            });
        }
        self.photos.extend(digest(&follow_up.measurement));
        let field = follow_up.measurement.old_work.as_ref().and_then(|field| field.rect);
        self.places = places(&follow_up.measurement, field).or(self.places);
    }

    /// Takes in a plan.
    pub fn plan(&mut self, next: &Next) {
        self.planned = next.plan.iter().map(SessionRecord::of).collect();
    }

    /// What was done and seen, with the pigments of these catalogues.
    ///
    /// Errors: a pigment that none of them has.
    pub fn progress(&self, pigments: &[&Pigment]) -> Result<Progress, Diagnostic> {
        let done = self.done.iter().map(|s| self.past(s, pigments)).collect::<Result<Vec<PastSession>, _>>()?;
        let seen = self.seen.iter().map(|seen| Evidence {
            done: done[..seen.sessions.min(done.len())].to_vec(),
            day: seen.day,
            field: seen.field.mean,
            field_cov: seen.field.cov,
            together: seen.together,
            dots: seen.dots,
        });
        Ok(Progress { seen: seen.collect(), today: self.today, done })
    }

    fn past(&self, session: &SessionRecord, pigments: &[&Pigment]) -> Result<PastSession, Diagnostic> {
        let part = |(id, parts): &(String, f64)| {
            let pigment = pigments.iter().copied().find(|p| p.id == *id).ok_or_else(|| not_in_catalogue(id))?;
            Ok(Part { pigment, parts: *parts })
        };
        let parts = session.pigments.iter().map(part).collect::<Result<Vec<_>, Diagnostic>>()?;
        let mix = Candidate::new(parts, session.dilution).map_err(|e| e.diagnostic())?;
        Ok(PastSession {
            day: session.day,
            density_per_cm2: session.density_per_cm2,
            concentrate: mix.concentrate,
            fraction: session.dilution.fraction(),
            healed_diameter_mm: self.terms.dot_mm,
        })
    }

    /// Days from the first session to a day counted from the most recent one.
    #[must_use]
    pub fn day_from_first(&self, day: f64) -> f64 {
        self.done.last().map_or(0.0, |s| s.day) + day
    }

    /// Whether the last session was photographed healed.
    #[must_use]
    pub fn last_is_seen(&self) -> bool {
        self.seen.last().is_some_and(|seen| seen.sessions == self.done.len() && seen.day >= HEALED_DAY)
    }
}

impl SessionRecord {
    fn of(planned: &SessionRecipe) -> Self {
        Self {
            day: planned.session.day,
            density_per_cm2: planned.session.new_per_cm2,
            pigments: planned.recipe.pigments.iter().map(|p| (p.id.clone(), p.parts)).collect(),
            dilution: planned.recipe.dilution,
        }
    }

    /// The pigments of the mix, whatever their parts: what records of a hand are told apart by.
    #[must_use]
    pub fn product(&self) -> String {
        let mut ids: Vec<&str> = self.pigments.iter().map(|(id, _)| id.as_str()).collect();
        ids.sort_unstable();
        ids.join("+")
    }

    /// The mix and its dilution, as it is written.
    #[must_use]
    pub fn mix(&self) -> String {
        let part = |(id, parts): &(String, f64)| {
            if self.pigments.len() > 1 { format!("{parts:.0} {id}") } else { id.clone() }
        };
        let parts: Vec<String> = self.pigments.iter().map(part).collect();
        format!("{} {}", parts.join(" + "), self.dilution)
    }
}

fn places(m: &Measurement, field: Option<Rect>) -> Option<PlacesRecord> {
    Some(PlacesRecord {
        to_chart: m.chart.as_ref()?.reading.to_chart,
        skin: m.skin.as_ref().and_then(|skin| skin.rect),
        stubble: m.hair.as_ref().and_then(|hair| hair.rect),
        field,
    })
}

fn nothing_planned() -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "nothing-planned",
        "The case has no further session planned, and not all of what was done is told.",
        "Run `healtone plan --case` first, or tell --mix, --dilution, --density and --session-day.",
    )
}

fn before_the_last(day: f64, last: f64) -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "session-before-the-last",
        format!("Session day {day:.0} is not after the last one, on day {last:.0}."),
        "Count --session-day from the first session of this client.",
    )
}

fn not_in_catalogue(id: &str) -> Diagnostic {
    Diagnostic::error(
        Kind::Argument,
        "unknown-pigment",
        format!("The case was treated with {id:?}, which is in none of the catalogues given."),
        "Give the catalogue it came from with --catalogue.",
    )
}
