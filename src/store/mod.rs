//! User files: photos, catalogues, stacks of layers, quizzes, the studio's own, clients' cases; besides the terminal the only place that touches the disk.

mod answers;
mod case;
mod chart;
mod fields;
mod folders;
mod hand;
mod healing;
mod key;
mod marking;
mod photos;
mod read;
mod record;
pub mod schema;
mod sensor;
mod skin;
mod stack;
mod studio;
mod table;
mod temporary;
mod write;

pub use answers::{ANSWERS_SCHEMA, Expected, parse_answers};
pub use case::{
    CASE_EXPORT_SCHEMA, CASE_SCHEMA, CASE_STEP_SCHEMA, Case, CaseContents, CaseStep, CasesIn, StepKind, add_step,
    case_code, case_contents, cases_in, create_case, delete_case, export_case, read_case,
};
pub use chart::{CHART_SCHEMA, is_chart_file, parse_chart};
pub use fields::parse_fields;
pub use hand::{HAND_SCHEMA, hand_text, parse_hand};
pub use healing::{HealingPriors, parse_healing};
pub use key::{key_text, parse_key};
pub use marking::parse_marking;
pub use photos::{NewestPhoto, PhotoFile, PhotoFiles, newest_photo, photo_files};
pub use read::{read_bytes, read_text, toml_files};
pub use record::{parse_record, record_state};
pub use sensor::{parse_sensor, read_sensor};
pub use stack::parse_stack;
pub use studio::{Placed, STUDIO_EXAMPLE, STUDIO_SCHEMA, Studio, parse_studio, studio_path};
pub use write::{write_bytes, write_new, write_set};
