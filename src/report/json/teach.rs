//! Graded answers as `healtone.grade/1`.

use super::{TOOL, round};
use crate::teach::{CaseGrade, Grade, Key, QuestionGrade};
use serde_json::{Value, json};

/// `healtone.grade/1`: every sheet that was graded with one key.
#[must_use]
pub fn grades(grades: &[Grade], key: &Key) -> Value {
    json!({
        "schema": "healtone.grade/1",
        "tool": TOOL,
        "quiz": key.quiz,
        "key_tool": key.tool,
        "grades": grades.iter().map(grade).collect::<Vec<_>>(),
    })
}

fn grade(grade: &Grade) -> Value {
    json!({
        "trainee": grade.trainee,
        "earned": round(grade.earned(), 2),
        "possible": round(grade.possible(), 2),
        "share": round(grade.share(), 4),
        "pass_share": round(grade.pass_share, 4),
        "passed": grade.is_passed(),
        "cases": grade.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

fn case(case: &CaseGrade) -> Value {
    json!({
        "case": case.case,
        "photo": question(&case.photo),
        "recipe": question(&case.recipe),
        "figures": case.figures.map(|f| json!({
            "healed_de00": round(f.healed_de00, 3),
            "best_de00": round(f.best_de00, 3),
            "excess_de00": round(f.excess_de00(), 3),
            "dilution_steps": round(f.steps, 3),
            "darker_l": round(f.darker_l, 3),
            "within_limits": f.within_limits,
        })),
    })
}

fn question(graded: &QuestionGrade) -> Value {
    json!({"earned": round(graded.earned, 2), "possible": round(graded.possible, 2), "why": graded.reasons})
}
