//! A client's code: a name for a folder that does not say who the client is.

use crate::diagnostic::{Diagnostic, Kind};
use crate::store::table::shown;

/// Longest code, in letters.
const LONGEST: usize = 32;

/// What codes look like.
pub(super) const FORM: &str =
    "A code has 1 to 32 letters without accents, digits, - and _, and at least one digit, as K-0417.";

/// Whether a text may be the code of a case.
pub(super) fn is_code(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    (1..=LONGEST).contains(&text.len())
        && text.bytes().all(allowed)
        && text.bytes().any(|b| b.is_ascii_digit())
        && !is_device(text)
}

/// Names that Windows keeps for its devices: a case must be one wherever it is copied to.
fn is_device(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let port = upper.strip_prefix("COM").or_else(|| upper.strip_prefix("LPT"));
    port.is_some_and(|number| number.len() == 1)
}

/// A text that is to be the code of a case.
///
/// Errors: it is none, and why.
///
/// ```
/// use healtone::store::case_code;
/// assert_eq!(case_code("K-0417")?, "K-0417");
/// assert!(case_code("../K-0417").is_err() && case_code("Anna").is_err());
/// # Ok::<(), healtone::diagnostic::Diagnostic>(())
/// ```
pub fn case_code(text: &str) -> Result<&str, Diagnostic> {
    if is_code(text) { Ok(text) } else { Err(no_code(text)) }
}

/// Why a text is no code.
pub(super) fn no_code(text: &str) -> Diagnostic {
    let message = if text.is_empty() {
        "The folder of a case is named by the client's code, and this path ends in no name.".to_owned()
    } else if is_device(text) {
        format!("\"{}\" cannot be a client's code: Windows keeps the name for itself.", shown(text))
    } else if text.bytes().any(|b| b.is_ascii_digit()) {
        format!("\"{}\" cannot be a client's code, by which the folder of a case is named.", shown(text))
    } else {
        format!("\"{}\" may be somebody's name: a case is filed under a code, with a digit in it.", shown(text))
    };
    Diagnostic::error(Kind::Argument, "case-code", message, FORM)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_a_digit_and_nothing_that_a_file_system_minds() {
        for code in ["K-0417", "7", "a_b-9", "COM12", "0123456789abcdefghijABCDEFGHIJ_-"] {
            assert!(is_code(code), "{code}");
        }
        let long = "1".repeat(LONGEST + 1);
        for (text, words) in [
            ("", "ends in no name"),
            ("Anna", "may be somebody's name"),
            ("Anna Maier", "may be somebody's name"),
            ("K 0417", "cannot be a client's code"),
            ("K.0417", "cannot be a client's code"),
            ("K-0417\u{fc}", "cannot be a client's code"),
            (long.as_str(), "cannot be a client's code"),
            ("com1", "Windows keeps"),
        ] {
            assert!(!is_code(text), "{text}");
            let fault = no_code(text);
            assert!(fault.message.contains(words) && fault.remedy.contains("K-0417"), "{fault}");
        }
    }
}
