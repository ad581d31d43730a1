//! The `healtone` command.

fn main() {}
