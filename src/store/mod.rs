//! The files that users write: stacks of layers so far.

mod stack;

pub use stack::parse_stack;
