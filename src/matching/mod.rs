//! From a target contrast and a catalogue to ranked recipes, a verdict, a session plan and an error budget.

mod budget;
mod candidate;
mod limits;
mod look;
mod loss;
mod plan;
mod race;
mod rank;
mod recipe;
mod staged;
mod stubble;
mod target;
mod yardstick;

pub use budget::{BudgetInputs, BudgetTerm, ErrorBudget, error_budget};
pub use candidate::{Candidate, Part, blends, singles, worth_blending};
pub use limits::{BestAbsorber, Saturation, best_absorber, saturation};
pub use look::{WorthOfALook, worth_of_a_look};
pub use loss::{DayFit, LossTerms, day_fit, tolerance_de00};
pub use plan::{PlanOptions, PlannedSession, plan, treatment};
pub use rank::{Ranked, Ranking, Risk, Verdict, rank};
pub use recipe::{Mixing, Recipe, RecipePart, recipe};
pub use staged::{StagedSession, staged};
pub use target::{Basis, Mode, SeenField, Target, TargetOptions, TargetParts};
