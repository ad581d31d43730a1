//! Quizzes as text: the sheet that is handed out, the blank answers, and what was earned and why.

mod grade;
mod sheet;

pub use grade::{csv, grade};
pub use sheet::{blank_answers, sheet};

/// Marks as they are written: whole ones without a point.
fn marks(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    rounded.to_string()
}
