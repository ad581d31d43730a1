//! A client's case: a folder whose name is a code, with `case.toml`, a JSON file for each step, and pictures where they
//! were asked for.
//!
//! ```text
//! K-0417/
//!   case.toml                   # schema, code, created, tool
//!   001-consultation.json       # what was done, with what, and its result
//!   001-front.jpg               # a picture of step 1
//!   002-follow-up.json
//! ```
//!
//! Whatever ends the tool or fills the disk while it writes, the case is as it was before or as it shall be: a case comes
//! into being and goes as a whole, by the renaming of its folder, and a step with its own file, which is written last.
//! One process at a time changes a case, and none replaces a step. Hidden names are no part of a case.

mod add;
mod code;
mod create;
mod delete;
mod export;
mod head;
mod lock;
mod names;
mod read;
mod step;

pub use add::add_step;
pub use code::case_code;
pub use create::create_case;
pub use delete::{CaseContents, case_contents, delete_case};
pub use export::export_case;
pub use read::{CasesIn, cases_in, read_case};

use crate::data;
use serde_json::Value;
use std::path::PathBuf;

/// The version of `case.toml`.
pub const CASE_SCHEMA: &str = "healtone.case/1";
/// The version of a step's file.
pub const CASE_STEP_SCHEMA: &str = "healtone.case-step/1";
/// The version of a whole case in one document.
pub const CASE_EXPORT_SCHEMA: &str = "healtone.case-export/1";

/// The file that makes a folder a case.
const HEAD: &str = "case.toml";
/// Version of the tool.
const TOOL: &str = env!("CARGO_PKG_VERSION");

/// What is done with a client in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// A consultation: photo or readings to a recommendation.
    Consultation,
    /// A session: what was mixed and put into the skin.
    Session,
    /// A healed photo, and what it says.
    FollowUp,
    /// A plan for what is still to do.
    Plan,
}

impl StepKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Consultation, Self::Session, Self::FollowUp, Self::Plan];

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Session => "session",
            Self::FollowUp => "follow-up",
            Self::Plan => "plan",
        }
    }
}

/// One step of a case.
///
/// ```
/// use healtone::store::{CaseStep, StepKind};
/// let step = CaseStep { day: Some(28.0), ..CaseStep::new(StepKind::FollowUp, "2026-12-01") };
/// assert_eq!((step.tool.as_str(), step.calibration.as_str()), (env!("CARGO_PKG_VERSION"), healtone::data::digest()));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CaseStep {
    /// Its number in the case, from 1; given when it is written, whatever stood here.
    pub number: usize,
    /// What was done.
    pub kind: StepKind,
    /// The day on which it was done, `2026-12-01`.
    pub date: String,
    /// Version of the tool.
    pub tool: String,
    /// The catalogues in use: name and digest.
    pub catalogues: Vec<(String, String)>,
    /// Digest of the tool's own data, [`data::digest`].
    pub calibration: String,
    /// The day that it is about, counted as the command counts it; `None` where it is about none.
    pub day: Option<f64>,
    /// The result as the command printed it.
    pub report: Value,
    /// What later steps are computed from; every number is kept to its last digit.
    pub state: Value,
    /// Names of its picture files within the case; given when it is written, whatever stood here.
    pub pictures: Vec<String>,
}

impl CaseStep {
    /// A step of this version of the tool, still without catalogues, day, report and state.
    #[must_use]
    pub fn new(kind: StepKind, date: impl Into<String>) -> Self {
        Self {
            number: 0,
            kind,
            date: date.into(),
            tool: TOOL.to_owned(),
            catalogues: Vec::new(),
            calibration: data::digest().to_owned(),
            day: None,
            report: Value::Null,
            state: Value::Null,
            pictures: Vec::new(),
        }
    }
}

/// A client's case.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Where it lies.
    pub folder: PathBuf,
    /// The client's code, which is also the folder's name.
    pub code: String,
    /// The day of its first step, `2026-12-01`.
    pub created: String,
    /// Version of the tool that created it.
    pub tool: String,
    /// Its steps, numbered from 1 without a gap.
    pub steps: Vec<CaseStep>,
}
