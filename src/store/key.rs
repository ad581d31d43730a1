//! The key of a quiz: `quiz-key.json`, written once and read at every grading.

use super::read::json_offset;
use super::skin::SkinDocument;
use crate::color::{BANDS, Contrast, Spectrum, WAVELENGTHS_NM};
use crate::diagnostic::{Diagnostic, Kind};
use crate::pigment::Dilution;
use crate::simulate::Mistake;
use crate::teach::{CaseKey, Key, RightAnswer, Trial};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

/// The version of the format.
pub(super) const KEY_SCHEMA: &str = "healtone.key/1";
/// Right answers that are listed for a person to read; often dozens of blends tie.
const MOST_SHOWN: usize = 12;

/// The text of a key. Beside what grading needs stand the right answers, for reading by a person: `trials` holds one a
/// case, `None` where the photo is unfit.
#[must_use]
pub fn key_text(key: &Key, trials: &[Option<Trial<'_>>], tie_de00: f64) -> String {
    let cases: Vec<Value> = key.cases.iter().zip(trials).map(|(c, t)| case(c, t.as_ref(), tie_de00)).collect();
    let document = json!({
        "schema": KEY_SCHEMA,
        "tool": key.tool,
        "quiz": key.quiz,
        "seed": key.seed,
        "catalogue": key.catalogue,
        "cases": cases,
    });
    format!("{document:#}\n")
}

fn case(case: &CaseKey, trial: Option<&Trial<'_>>, tie_de00: f64) -> Value {
    json!({
        "case": case.number,
        "mistakes": case.mistakes.iter().map(|m| m.name()).collect::<Vec<_>>(),
        "bare": {
            "start_nm": WAVELENGTHS_NM[0], "step_nm": WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0],
            "specular": "included", "values": case.bare.values().to_vec(),
        },
        "skin": SkinDocument::of(&case.skin),
        "target_contrast": case.target.map(Contrast::array),
        "density_per_cm2": case.density_per_cm2,
        "dot_mm": case.dot_mm,
        "right": right(trial, tie_de00),
    })
}

/// What is right, in figures rounded for reading.
fn right(trial: Option<&Trial<'_>>, tie_de00: f64) -> Value {
    let Some(trial) = trial else { return json!({"verdict": "unfit"}) };
    let two = |de00: f64| (de00 * 100.0).round() / 100.0;
    let mix = |right: &RightAnswer<'_>| {
        let text = |d: Dilution| d.to_string();
        json!({
            "mix": right.name(), "dilution": text(right.best.mix.dilution), "healed_de00": two(right.best.healed.de00),
            "darkest": text(right.darkest), "lightest": text(right.lightest),
        })
    };
    json!({
        "verdict": if trial.is_match() { "match" } else { "no-match" },
        "best_de00": two(trial.best().healed.de00),
        "accepted_de00": two(trial.tolerance_de00()),
        "mixes": trial.right_answers(tie_de00).iter().take(MOST_SHOWN).map(mix).collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyDocument {
    schema: String,
    tool: String,
    quiz: String,
    seed: u64,
    catalogue: String,
    cases: Vec<CaseDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseDocument {
    case: usize,
    mistakes: Vec<String>,
    bare: BareDocument,
    skin: SkinDocument,
    target_contrast: Option<[f64; 3]>,
    density_per_cm2: f64,
    dot_mm: f64,
    #[serde(default, rename = "right")]
    _right: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BareDocument {
    #[serde(rename = "start_nm")]
    _start_nm: IgnoredAny,
    #[serde(rename = "step_nm")]
    _step_nm: IgnoredAny,
    #[serde(rename = "specular")]
    _specular: IgnoredAny,
    values: Vec<f64>,
}

/// Reads the text of a key; `file` is what to call it in messages.
///
/// # Errors
/// A text that is not such a document, with its place; or every case whose figures no photo can have.
pub fn parse_key(file: &str, text: &str) -> Result<Key, Vec<Diagnostic>> {
    let document: KeyDocument = serde_json::from_str(text).map_err(|e| vec![unreadable(file, text, &e)])?;
    if document.schema != KEY_SCHEMA {
        let message = format!("{file} is no key of a quiz: its schema is not {KEY_SCHEMA}.");
        return Err(vec![Diagnostic::error(Kind::Unfit, "key-schema", message, REMEDY)]);
    }
    let mut faults = Vec::new();
    let mut cases: Vec<CaseKey> = Vec::new();
    for case in document.cases {
        let number = case.case;
        if cases.iter().any(|c| c.number == number) {
            faults.push(unsound(file, number, "it stands there twice"));
        }
        match sound(case) {
            Ok(case) => cases.push(case),
            Err(why) => faults.push(unsound(file, number, &why)),
        }
    }
    if cases.is_empty() && faults.is_empty() {
        faults.push(Diagnostic::error(Kind::Unfit, "key-empty", format!("{file} holds no case."), REMEDY));
    }
    let (tool, quiz, seed, catalogue) = (document.tool, document.quiz, document.seed, document.catalogue);
    if faults.is_empty() { Ok(Key { tool, quiz, seed, catalogue, cases }) } else { Err(faults) }
}

/// A key is written by the tool and kept: nobody mends one by hand.
const REMEDY: &str = "Name the quiz-key.json that was written with the quiz, unchanged.";

fn unreadable(file: &str, text: &str, error: &serde_json::Error) -> Diagnostic {
    let at = json_offset(text, error);
    Diagnostic::error(Kind::Unfit, "key-unreadable", format!("This is no key of a quiz: {error}."), REMEDY).at(
        file,
        text,
        at..at,
    )
}

fn unsound(file: &str, number: usize, why: &str) -> Diagnostic {
    Diagnostic::error(Kind::Unfit, "key-unsound", format!("Case {number} of {file} cannot be graded: {why}."), REMEDY)
}

/// A case whose figures are such that everything can be computed from them.
fn sound(case: CaseDocument) -> Result<CaseKey, String> {
    let mistake = |name: &String| name.parse::<Mistake>().map_err(|fault| fault.message);
    let mistakes = case.mistakes.iter().map(mistake).collect::<Result<Vec<Mistake>, String>>()?;
    let values: [f64; BANDS] = case.bare.values.try_into().map_err(|_| format!("bare has not {BANDS} values"))?;
    if !values.iter().all(|v| (1e-4..=1.5).contains(v)) {
        return Err("bare is no reflectance".to_owned());
    }
    let skin = case.skin.skin().map_err(|e| format!("its skin is impossible: {e}"))?;
    let target = case.target_contrast.map(|[dl, da, db]| Contrast { dl, da, db });
    if target.is_none() && mistakes.is_empty() {
        return Err("target_contrast is missing".to_owned());
    }
    if target.is_some_and(|t| t.de_ab() > 100.0) {
        return Err("target_contrast is no contrast".to_owned());
    }
    let (density_per_cm2, dot_mm) = (case.density_per_cm2, case.dot_mm);
    if !(1.0..=2000.0).contains(&density_per_cm2) || !(0.02..=2.0).contains(&dot_mm) {
        return Err("density_per_cm2 or dot_mm is out of range".to_owned());
    }
    Ok(CaseKey { number: case.case, mistakes, bare: Spectrum::new(values), skin, target, density_per_cm2, dot_mm })
}
