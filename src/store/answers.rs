//! Answer sheets: `answers.toml`, read with every fault at once.

use super::table::{Codes, Reader, Value, did_you_mean, shown};
use crate::diagnostic::Diagnostic;
use crate::pigment::{Dilution, Form, Pigment};
use crate::simulate::Mistake;
use crate::teach::{Answer, AnswerSheet, AnsweredPart, Key, PhotoAnswer, RecipeAnswer};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The version of the format.
pub const ANSWERS_SCHEMA: &str = "healtone.answers/1";

const CODES: Codes = Codes {
    syntax: "answers-syntax",
    unknown_key: "answers-unknown-key",
    missing_key: "answers-missing-key",
    wrong_type: "answers-wrong-type",
    value: "answers-value",
    too_many: "answers-too-many",
};

const TOP_KEYS: &[&str] = &["schema", "quiz", "trainee", "answer"];
const ANSWER_KEYS: &[&str] = &["case", "photo", "pigment", "mix", "dilution", "verdict"];

/// Most entries of a sheet: far beyond any quiz.
const MOST_ANSWERS: usize = 500;
/// Pigments in one mix.
const MOST_PARTS: usize = 2;
/// Parts by volume of one pigment in a mix.
pub(super) const PARTS: std::ops::RangeInclusive<f64> = 0.01..=100.0;
/// A name that fits on a line of the report.
const LONGEST_NAME: usize = 60;

/// What an answer sheet is read against.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The quiz that is answered.
    pub key: &'a Key,
    /// The pigments that may be used.
    pub pigments: &'a [&'a Pigment],
}

/// Reads the text of an answer sheet; `file` is what to call it in messages.
///
/// ```text
/// schema = "healtone.answers/1"
/// quiz = "3f2a91bc0d11"                # optional; when given, it must be the quiz that is graded
/// trainee = "A. Example"
/// [[answer]]
/// case = 1
/// photo = "fit"                        # or the name of a mistake
/// pigment = "generic-carbon-mid"       # or mix = { generic-carbon-mid = 3, generic-warm-25 = 1 }
/// dilution = "1+13"                    # may be left out for what is ready to use
/// [[answer]]
/// case = 2
/// photo = "fit"
/// verdict = "no-match"                 # instead of pigment and dilution
/// ```
///
/// Cases without an entry, and questions left out of one, are open.
///
/// # Errors
/// All faults that can be told apart, each with its place: syntax, unknown and missing keys, wrong types, cases, pigments
/// and mistakes that do not exist, two answers to one case, a recipe beside a verdict, dilutions that may mean two things.
pub fn parse_answers(file: &str, text: &str, expected: Expected<'_>) -> Result<AnswerSheet, Vec<Diagnostic>> {
    Reader::read(file, text, &CODES, |reader, document| sheet(reader, document, expected))
}

fn sheet(reader: &mut Reader<'_>, document: &DeTable<'_>, expected: Expected<'_>) -> Option<AnswerSheet> {
    reader.keys(document, TOP_KEYS, "An answer sheet");
    let end = reader.end();
    let remedy = format!("Write schema = \"{ANSWERS_SCHEMA}\".");
    if let Some(value) = reader.required(document, "schema", &end, &remedy) {
        reader.choice("schema", value, &[(ANSWERS_SCHEMA, ())]);
    }
    if let Some(value) = document.get("quiz") {
        quiz(reader, value, &expected.key.quiz);
    }
    let trainee = reader
        .required(document, "trainee", &end, "Write trainee = \"your name\".")
        .and_then(|value| reader.text("trainee", value, LONGEST_NAME).map(str::to_owned));
    let remedy = "Write [[answer]] and below it case, photo, pigment and dilution.";
    let list = reader.required(document, "answer", &end, remedy)?;
    let list = reader.list("answer", list, MOST_ANSWERS, remedy)?;
    let mut answers: Vec<Answer> = Vec::new();
    for value in list {
        if let Some(one) = answer(reader, value, expected, &answers) {
            answers.push(one);
        }
    }
    Some(AnswerSheet { trainee: trainee?, answers })
}

fn quiz(reader: &mut Reader<'_>, value: &Value<'_>, wanted: &str) {
    if let Some(given) = reader.text("quiz", value, usize::MAX).filter(|given| *given != wanted) {
        let message = format!("These are answers to the quiz {}; the key is of the quiz {wanted}.", shown(given));
        reader.value_fault(value.span(), message, "Grade them with the key of their own quiz.");
    }
}

fn answer(reader: &mut Reader<'_>, value: &Value<'_>, expected: Expected<'_>, before: &[Answer]) -> Option<Answer> {
    let table = reader.table("answer", value)?;
    reader.keys(table, ANSWER_KEYS, "An answer");
    let case = case(reader, table, &value.span(), expected.key, before);
    let photo = table.get("photo").and_then(|value| {
        let fit = std::iter::once(("fit", PhotoAnswer::Fit));
        let unfit = Mistake::ALL.iter().map(|m| (m.name(), PhotoAnswer::Unfit(*m)));
        reader.choice("photo", value, &fit.chain(unfit).collect::<Vec<_>>())
    });
    let recipe = recipe(reader, table, &value.span(), expected.pigments);
    Some(Answer { case: case?, photo, recipe })
}

fn case(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    of: &Range<usize>,
    key: &Key,
    before: &[Answer],
) -> Option<usize> {
    let value = reader.required(table, "case", of, "Add the number of the case, as in case = 1.")?;
    let number = reader.number("case", value, &(0.0..=1e6))?;
    let Some(case) = key.cases.iter().map(|c| c.number).find(|n| (*n as f64 - number).abs() < 1e-9) else {
        let numbers: Vec<String> = key.cases.iter().map(|c| c.number.to_string()).collect();
        let message = format!("The quiz has no case {number}.");
        reader.value_fault(value.span(), message, format!("Its cases are {}.", numbers.join(", ")));
        return None;
    };
    if before.iter().any(|a| a.case == case) {
        reader.value_fault(value.span(), format!("Case {case} is answered twice."), "Keep one of the two.");
        return None;
    }
    Some(case)
}

fn recipe(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    of: &Range<usize>,
    pigments: &[&Pigment],
) -> Option<RecipeAnswer> {
    if let Some(value) = table.get("verdict") {
        let verdict = reader.choice("verdict", value, &[("no-match", RecipeAnswerWord::NoMatch)]);
        if let Some(key) = ["pigment", "mix", "dilution"].into_iter().find(|key| table.contains_key(*key)) {
            let message = format!("`verdict` and `{key}` stand side by side.");
            reader.value_fault(value.span(), message, "Keep the recipe, or the verdict that there is none.");
            return None;
        }
        return verdict.map(|RecipeAnswerWord::NoMatch| RecipeAnswer::NoMatch);
    }
    let parts = match (table.get("pigment"), table.get("mix")) {
        (Some(_), Some(mix)) => {
            let remedy = "Keep `pigment` for one shade, or `mix` for two.";
            reader.value_fault(mix.span(), "`pigment` and `mix` stand side by side.", remedy);
            return None;
        }
        (Some(value), None) => pigment(reader, value, pigments).map(|p| vec![(p, 1.0)]),
        (None, Some(value)) => mix(reader, value, pigments),
        (None, None) => {
            if let Some(value) = table.get("dilution") {
                reader.value_fault(value.span(), "There is a dilution, but no pigment.", "Add pigment = \"its id\".");
            }
            return None;
        }
    };
    let dilution = match table.get("dilution") {
        Some(value) => dilution(reader, value),
        None if parts.as_ref().is_some_and(|parts| parts.iter().all(|(p, _)| p.form == Form::ReadyToUse)) => {
            Some(Dilution::UNDILUTED)
        }
        None => {
            let remedy = "Add dilution = \"1+12\" (parts of pigment + diluent), or 7.7% or another clear notation.";
            reader.required(table, "dilution", of, remedy);
            None
        }
    };
    let part = |(pigment, parts): (&Pigment, f64)| AnsweredPart { pigment: pigment.id.clone(), parts };
    Some(RecipeAnswer::Mix { parts: parts?.into_iter().map(part).collect(), dilution: dilution? })
}

/// The words of `verdict`.
#[derive(Clone, Copy)]
enum RecipeAnswerWord {
    NoMatch,
}

fn pigment<'p>(reader: &mut Reader<'_>, value: &Value<'_>, pigments: &[&'p Pigment]) -> Option<&'p Pigment> {
    let id = reader.text("pigment", value, usize::MAX)?;
    known(reader, id, value.span(), pigments)
}

fn known<'p>(reader: &mut Reader<'_>, id: &str, span: Range<usize>, pigments: &[&'p Pigment]) -> Option<&'p Pigment> {
    let found = pigments.iter().copied().find(|p| p.id == id);
    if found.is_none() {
        let ids: Vec<&str> = pigments.iter().map(|p| p.id.as_str()).collect();
        let message = format!("\"{}\" is not among the pigments of the sheet.", shown(id));
        reader.value_fault(span, message, did_you_mean(id, &ids));
    }
    found
}

fn mix<'p>(reader: &mut Reader<'_>, value: &Value<'_>, pigments: &[&'p Pigment]) -> Option<Vec<(&'p Pigment, f64)>> {
    let Some(table) = value.get_ref().as_table() else {
        let remedy = "Write mix = { generic-carbon-mid = 3, generic-warm-25 = 1 }, in parts by volume.";
        reader.wrong_type("mix", value, "a table", remedy);
        return None;
    };
    if table.len() != MOST_PARTS {
        let message = format!("`mix` has {} pigments.", table.len());
        reader.value_fault(value.span(), message, "Name two; a single one stands in `pigment`.");
        return None;
    }
    // Both are read before the first fault ends it.
    let parts: Vec<Option<(&Pigment, f64)>> = table
        .iter()
        .map(|(key, value)| {
            let pigment = known(reader, key.get_ref(), key.span(), pigments);
            let parts = reader.number(key.get_ref(), value, &PARTS);
            pigment.zip(parts)
        })
        .collect();
    parts.into_iter().collect()
}

/// A dilution in any notation; a lone number is refused with what it may mean.
fn dilution(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Dilution> {
    let text = match value.get_ref() {
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => reader.text("dilution", value, LONGEST_NAME)?,
    };
    text.parse::<Dilution>().map_err(|error| reader.add(error.diagnostic(), value.span())).ok()
}
