//! x
pub mod color;
pub mod data;
pub mod diagnostic;
pub mod math;
