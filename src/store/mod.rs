//! User files: photos, catalogues, stacks of layers, quizzes; besides the terminal the only place that touches the disk.

mod answers;
mod chart;
mod healing;
mod key;
mod marking;
mod photos;
mod read;
mod sensor;
mod stack;
mod table;
mod write;

pub use answers::{ANSWERS_SCHEMA, Expected, parse_answers};
pub use chart::{CHART_SCHEMA, parse_chart};
pub use healing::parse_healing;
pub use key::{key_text, parse_key};
pub use marking::parse_marking;
pub use photos::{PhotoFile, PhotoFiles, photo_files};
pub use read::{read_bytes, read_text, toml_files};
pub use sensor::{parse_sensor, read_sensor};
pub use stack::parse_stack;
pub use write::{write_bytes, write_set};
