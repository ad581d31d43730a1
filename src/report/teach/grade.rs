//! A graded answer sheet as text of 80 columns, and the marks of several as CSV.

use super::super::wrap::wrapped;
use super::marks;
use crate::teach::{CaseGrade, Grade, Key, QuestionGrade};
use std::fmt::Write;

/// What was earned, and why.
#[must_use]
pub fn grade(grade: &Grade, key: &Key) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "Trainee   {}", grade.trainee);
    let _ = writeln!(out, "Quiz      {}, {} cases, made by healtone {}", key.quiz, key.cases.len(), key.tool);
    let passed = if grade.is_passed() { "passed" } else { "not passed" };
    let _ = writeln!(
        out,
        "Marks     {} of {} ({:.0} %): {passed}, {:.0} % pass",
        marks(grade.earned()),
        marks(grade.possible()),
        100.0 * grade.share(),
        100.0 * grade.pass_share
    );
    for case in &grade.cases {
        let (earned, possible) = (case.photo.earned + case.recipe.earned, case.photo.possible + case.recipe.possible);
        let _ = writeln!(out, "\nCase {}: {} of {}", case.case, marks(earned), marks(possible));
        question(&mut out, "Photo", &case.photo);
        question(&mut out, "Recipe", &case.recipe);
    }
    out.push_str("\nGraded on the true skin, day 28, with a median hand and median healing.\n");
    out
}

fn question(out: &mut String, name: &str, graded: &QuestionGrade) {
    let earned = format!("{} of {}", marks(graded.earned), marks(graded.possible));
    let mut reasons = graded.reasons.iter();
    let first = reasons.next().map_or("", String::as_str);
    wrapped(out, &format!("  {name:<8}{earned:<8}"), first);
    for reason in reasons {
        wrapped(out, "                  ", reason);
    }
}

/// One line a case and one of totals for each sheet: trainee, case, marks, figures.
#[must_use]
pub fn csv(grades: &[Grade], key: &Key) -> String {
    let mut out = String::from(
        "trainee,quiz,case,photo_marks,photo_possible,recipe_marks,recipe_possible,healed_de00,best_de00,dilution_steps,\
         darker_l,passed\n",
    );
    for grade in grades {
        let trainee = cell(&grade.trainee);
        for case in &grade.cases {
            let _ = writeln!(out, "{trainee},{},{},{},{},", key.quiz, case.case, questions(case), figures(case));
        }
        let sum = |of: fn(&CaseGrade) -> f64| marks(grade.cases.iter().map(of).sum());
        let _ = writeln!(
            out,
            "{trainee},{},total,{},{},{},{},,,,,{}",
            key.quiz,
            sum(|c| c.photo.earned),
            sum(|c| c.photo.possible),
            sum(|c| c.recipe.earned),
            sum(|c| c.recipe.possible),
            if grade.is_passed() { "yes" } else { "no" }
        );
    }
    out
}

fn questions(case: &CaseGrade) -> String {
    [case.photo.earned, case.photo.possible, case.recipe.earned, case.recipe.possible].map(marks).join(",")
}

/// Figures of the mix that was answered; empty where there was none.
fn figures(case: &CaseGrade) -> String {
    case.figures.map_or_else(
        || ",,,".to_owned(),
        |f| format!("{:.2},{:.2},{:+.2},{:+.2}", f.healed_de00, f.best_de00, f.steps, f.darker_l),
    )
}

/// A name as a cell: in quotes where it must be, and never a formula of a spreadsheet.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cells_and_no_formulas() {
        assert_eq!(cell("A. Example"), "A. Example");
        assert_eq!(cell("Example, \"A\""), "\"Example, \"\"A\"\"\"");
        assert_eq!(cell("=HYPERLINK(1,2)"), "\"'=HYPERLINK(1,2)\"");
    }
}
