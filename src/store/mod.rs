//! User files: photos, catalogues, stacks; the only place besides the terminal that touches the disk.

mod read;

pub use read::{read_bytes, read_text, toml_files};
