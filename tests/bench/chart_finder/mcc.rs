//! OpenCV's mcc, asked through Python.

use super::Answer;
use super::chart_photos::{RIGHT, miss};
use healtone::math::Point;
use std::process::Command;

/// Prints, per file, the 24 patch centres that mcc answers with, in chart order; or an empty line.
const SCRIPT: &str = r#"
import sys, cv2
for name in sys.argv[1:]:
    detector = cv2.mcc.CCheckerDetector_create()
    line = ""
    if detector.process(cv2.imread(name), cv2.mcc.MCC24, 1):
        quads = detector.getBestColorChecker().getColorCharts().reshape(24, 4, 2)
        line = " ".join(f"{x:.2f} {y:.2f}" for x, y in quads.mean(axis=1))
    print(line, flush=True)
"#;

/// What mcc makes of each picture.
pub(crate) fn answers(python: &str, files: &[(String, [Point; 4])]) -> Vec<Answer> {
    let output = Command::new(python)
        .arg("-c")
        .arg(SCRIPT)
        .args(files.iter().map(|(file, _)| file))
        .output()
        .expect("the Python named by --mcc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("it prints text");
    text.lines().zip(files).map(|(line, (_, known))| answer(line, known)).collect()
}

fn answer(line: &str, known: &[Point; 4]) -> Answer {
    let numbers: Vec<f64> = line.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    if numbers.len() < 48 {
        return Answer::Nothing;
    }
    let corners = [1, 6, 24, 19].map(|patch: usize| Point::new(numbers[2 * patch - 2], numbers[2 * patch - 1]));
    if miss(&corners, &known.map(Some)) < RIGHT { Answer::Right } else { Answer::Wrong }
}
