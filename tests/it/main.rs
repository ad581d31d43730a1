//! Integration tests, in one binary.
#![allow(clippy::print_stderr, reason = "tests say what they skip")]
#![allow(clippy::float_cmp, reason = "tests compare with values that must be met exactly")]

mod color;
mod pigment;
mod shared;
mod skin;
mod stack;
