//! User files: photos, catalogues, stacks of layers; besides the terminal the only place that touches the disk.

mod read;
mod sensor;
mod stack;
mod write;

pub use read::{read_bytes, read_text, toml_files};
pub use sensor::{parse_sensor, read_sensor};
pub use stack::parse_stack;
pub use write::write_bytes;
