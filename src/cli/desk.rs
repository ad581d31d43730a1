//! What consultations on a page are made with: the studio's file, catalogues and bottles as they were when it was opened.

use super::arguments::{CatalogueChoice, DotArgs, TreatmentArgs};
use super::asked::Asked;
use super::catalogue::Catalogues;
use super::chart::built_in;
use super::consult::treatment;
use super::follow_up;
use super::output::Failure;
use super::studio::AtHand;
use crate::consult::{self, Consultation, MeasureOptions, Measurement, Prospect, TreatmentOptions};
use crate::diagnostic::{Diagnostic, Kind};
use crate::photo;
use crate::pigment::Pigment;
use crate::store;
use std::path::{Path, PathBuf};

/// What a technician has at hand, for as many consultations as there are.
pub struct Desk {
    at_hand: AtHand,
    catalogues: Catalogues,
    choice: CatalogueChoice,
    healing: Option<PathBuf>,
    cases: PathBuf,
}

/// A consultation, what can still be asked of it, and what it was asked with.
#[derive(Debug)]
pub struct Consulted {
    /// The consultation.
    pub consultation: Consultation,
    /// Other days, and pictures; `None` where nothing is recommended.
    pub prospect: Option<Prospect>,
    /// What it was asked with.
    pub options: TreatmentOptions,
}

/// What is kept of a consultation.
#[derive(Debug)]
pub struct Kept<'a> {
    /// The client's code.
    pub code: &'a str,
    /// The photo's bytes, where it is kept too.
    pub photo: Option<&'a [u8]>,
}

impl Desk {
    #[cfg(feature = "web")]
    pub(super) fn of(
        mut at_hand: AtHand,
        choice: CatalogueChoice,
        healing: Option<PathBuf>,
        cases: PathBuf,
    ) -> Result<Self, Failure> {
        let catalogues = at_hand.catalogues(&choice.files.catalogue)?;
        let desk = Self { at_hand, catalogues, choice, healing, cases };
        // Whatever is wrong with them is said now, not with a client in the chair.
        let mut at_hand = desk.at_hand.clone();
        at_hand.chart(None)?;
        at_hand.stock(&desk.catalogues, &desk.choice)?;
        at_hand.healing(desk.healing.as_deref())?;
        Ok(desk)
    }

    /// Every pigment of the catalogues.
    pub fn pigments(&self) -> impl Iterator<Item = &Pigment> {
        self.catalogues.pigments()
    }

    /// The chart that the studio's file names, or none.
    #[must_use]
    pub fn own_chart(&self) -> Option<String> {
        self.at_hand.chart_name()
    }

    /// The folder that cases are kept in.
    #[must_use]
    pub fn cases(&self) -> &Path {
        &self.cases
    }

    /// What the studio is called, where its file says so.
    #[must_use]
    pub fn studio(&self) -> Option<String> {
        self.at_hand.used().and_then(|studio| studio.name)
    }

    /// A photo, measured.
    ///
    /// Errors: what `measure` ends with instead of a result.
    pub fn measure(&self, photo: &[u8], asked: &Asked) -> Result<Measurement, Vec<Diagnostic>> {
        let mut at_hand = self.at_hand.clone();
        let chart = match &asked.chart {
            Some(id) => Some(built_in(id).map_err(one)?.clone()),
            None => at_hand.chart(None).map_err(Failure::faults)?,
        };
        let healing = at_hand.healing(self.healing.as_deref()).map_err(Failure::faults)?;
        let options = MeasureOptions {
            chart,
            corners: asked.corners,
            chart_near: asked.chart_near,
            skin: asked.skin,
            hair: asked.hair,
            old_work: asked.old_work,
            polarised: asked.polarised,
            surface_light: Some(healing.surface_light.median),
            force: asked.force,
            ..MeasureOptions::default()
        };
        let measurement = consult::measure(photo, &options).map_err(one)?;
        Ok(Measurement { studio: at_hand.used_to_measure(), ..measurement })
    }

    /// A consultation on what was measured.
    ///
    /// Errors: what `consult` ends with instead of a result.
    pub fn consult(&self, mut measurement: Measurement, asked: &Asked) -> Result<Consulted, Vec<Diagnostic>> {
        let mut at_hand = self.at_hand.clone();
        let dots = DotArgs { healing: self.healing.clone(), ..asked.treatment.dots.clone() };
        let args = TreatmentArgs { dots, ..asked.treatment.clone() };
        let mut options = treatment(&args, asked.polarised, &mut at_hand).map_err(Failure::faults)?;
        let choice = CatalogueChoice {
            have: if asked.have.is_empty() { self.choice.have.clone() } else { asked.have.clone() },
            ..self.choice.clone()
        };
        let stock = at_hand.stock(&self.catalogues, &choice).map_err(Failure::faults)?;
        options.mixing.bottles = stock.bottles;
        measurement.warnings.extend(stock.warnings);
        let names = self.catalogues.names();
        let (consultation, prospect) =
            consult::consult_with_prospect(measurement, &stock.pigments, names, &options).map_err(one)?;
        Ok(Consulted { consultation: Consultation { studio: at_hand.used(), ..consultation }, prospect, options })
    }

    /// Keeps a consultation as the beginning of a case; the folder that it lies in.
    ///
    /// Errors: a code that is no code or is taken, a refused consultation, a folder that cannot be written.
    pub fn keep(&self, kept: &Kept<'_>, consulted: &Consulted) -> Result<PathBuf, Vec<Diagnostic>> {
        let Consulted { consultation, options, .. } = consulted;
        if consultation.verdict.is_none() {
            return Err(vec![nothing_to_keep()]);
        }
        let folder = self.cases.join(store::case_code(kept.code).map_err(one)?);
        let name = kept.photo.and_then(photo::file_ending).map(|ending| format!("photo.{ending}"));
        let photo = name.as_ref().map(Path::new).zip(kept.photo);
        follow_up::keep(&folder, consultation, options, photo).map_err(Failure::faults)?;
        Ok(folder)
    }
}

fn one(fault: Diagnostic) -> Vec<Diagnostic> {
    vec![fault]
}

fn nothing_to_keep() -> Diagnostic {
    Diagnostic::error(
        Kind::Unfit,
        "nothing-to-keep",
        "The photo was refused, so there is no consultation to keep.",
        "Do first what the refusal asks for.",
    )
}
