//! What is handed out: `quiz.toml`, the cases in words and figures, and `answers.toml`, to be filled in.

use crate::data::HealingTable;
use crate::measure::Rect;
use crate::pigment::{Dilution, Pigment};
use crate::simulate::Mistake;
use crate::teach::{Quiz, SheetCase};
use std::fmt::Write;

/// Width of the prose, with its comment sign.
const WIDTH: usize = 80;

/// The sheet: what a trainee needs to know, and nothing that the photos should tell.
#[must_use]
pub fn sheet(quiz: &Quiz, pigments: &[&Pigment], healing: &HealingTable) -> String {
    let mut out = String::new();
    for paragraph in prose(healing) {
        comment(&mut out, &paragraph);
        out.push_str("#\n");
    }
    comment(&mut out, &format!("Mistakes: {}.", Mistake::ALL.map(Mistake::name).join(", ")));
    let _ = write!(out, "\nschema = \"healtone.quiz/1\"\nquiz = \"{}\"\nmode = \"shaved\"\n", quiz.key.quiz);
    for case in &quiz.cases {
        write_case(&mut out, case);
    }
    out.push_str("\n# The pigments that may be used, and the dilutions that their makers allow.\n");
    for pigment in pigments {
        let _ = write!(out, "[[pigment]]\nid = \"{}\"\nname = \"{}\"\n", pigment.id, pigment.name);
        let _ = writeln!(out, "dilutions = \"{}\"\n", range(pigment));
    }
    out
}

fn prose(healing: &HealingTable) -> Vec<String> {
    let median = |value: f64| value.to_string();
    vec![
        "A quiz. Each case is a photo of a virtual client; fill in answers.toml.".to_owned(),
        "Question 1: is the photo fit to recommend from? Answer photo = \"fit\", or the name of a mistake that was made. \
         From an unfit photo nothing is recommended: leave question 2 open."
            .to_owned(),
        "Question 2: which pigment in which dilution heals to the stubble of the donor area (mode shaved: the field of dots \
         beside bare skin should differ from it as the stubble does)? Answer one pigment and its dilution, a mix of two, or \
         verdict = \"no-match\" where none heals near enough for a client with this skin."
            .to_owned(),
        format!(
            "Judged is the field on day 28, all dots set in one session, with a median hand and median healing: {} nl left \
             per dot, {} of the pigment retained, the deposit {} mm wide, {} mm high, its top {} mm deep.",
            median(healing.dot_volume.median),
            median(healing.retention.median),
            median(healing.diameter.median),
            median(healing.height.median),
            median(healing.depth.median)
        ),
        "Dilutions: \"1+12\" is one part of pigment and twelve of diluent; 7.7%, fraction 0.077, 12:1 diluent:pigment and \
         1:12 pigment:diluent are read too."
            .to_owned(),
    ]
}

fn write_case(out: &mut String, case: &SheetCase) {
    let rect = |r: Rect| format!("\"{},{},{},{}\"", r.x, r.y, r.w, r.h);
    let _ = write!(
        out,
        "\n[[case]]\ncase = {}\nphoto = \"{}\"\nchart = \"{}\"\nskin = {} # x,y,w,h in pixels\n",
        case.number,
        case.photo,
        case.chart,
        rect(case.skin_rect)
    );
    if let Some(hair) = case.hair_rect {
        let _ = writeln!(out, "hair = {}", rect(hair));
    }
    match case.days_since_session {
        None => out.push_str("occasion = \"first consultation\"\n"),
        Some(days) => {
            let _ = writeln!(out, "occasion = \"follow-up, {days:.0} days after the session\"");
        }
    }
    let _ = writeln!(out, "density_per_cm2 = {}\nhealed_dot_mm = {}", case.density_per_cm2, case.dot_mm);
}

/// Darkest to lightest dilution that is allowed.
fn range(pigment: &Pigment) -> String {
    let text = |fraction: f64| Dilution::of_fraction(fraction).map_or_else(|_| "?".to_owned(), |d| d.to_string());
    let limits = pigment.dilution.as_ref();
    limits.map_or_else(
        || "as it comes".to_owned(),
        |limits| format!("{} to {}", text(limits.max_fraction), text(limits.min_fraction)),
    )
}

/// An answer sheet with nothing filled in.
#[must_use]
pub fn blank_answers(quiz: &Quiz, pigments: &[&Pigment]) -> String {
    let mut out = String::new();
    comment(
        &mut out,
        "Answers. Fill in your name; take the # from the lines that you answer, and leave the others. The questions and the \
         pigments stand in quiz.toml.",
    );
    let id = |pigment: Option<&&Pigment>| pigment.map_or_else(|| "its-id".to_owned(), |p| p.id.clone());
    let dilutable: Vec<&&Pigment> = pigments.iter().filter(|p| p.dilution.is_some()).collect();
    let (one, other) = (id(dilutable.first().copied()), id(dilutable.last().copied()));
    out.push_str("#\n# Of two pigments, in parts by volume, instead of the line `pigment`:\n");
    let _ = writeln!(out, "#     mix = {{ {one} = 3, {other} = 1 }}");
    out.push_str("# Instead of pigment and dilution, where none heals near enough:\n#     verdict = \"no-match\"\n");
    let _ = write!(out, "\nschema = \"healtone.answers/1\"\nquiz = \"{}\"\ntrainee = \"\"\n", quiz.key.quiz);
    for case in &quiz.cases {
        let _ = write!(out, "\n[[answer]]\ncase = {}\n", case.number);
        let _ = write!(out, "# photo = \"fit\"\n# pigment = \"{one}\"\n# dilution = \"1+12\"\n");
    }
    out
}

/// Prose behind comment signs.
fn comment(out: &mut String, text: &str) {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(out, "{line}");
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{line}");
}
