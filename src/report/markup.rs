//! Text within HTML and SVG.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Text as it may stand between tags.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A catalogue's text without line breaks and other control characters, which it may hold.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Bytes as pages hold them, digests and pictures.
pub(super) fn bytes_in_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn names_stay_on_a_line() {
        assert_eq!(one_line(" Grey\r\n\u{1b}[31m one "), "Grey [31m one");
    }
}
