//! Digests: what a text, a photo or the data of this version is named by.

use super::FILES;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;

/// The digest that bytes are named by.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

/// One digest of all embedded files: results of two versions of the tool with the same digest were computed from the same
/// data.
///
/// ```
/// assert_eq!(healtone::data::digest().len(), 64);
/// ```
#[must_use]
pub fn digest() -> &'static str {
    static DIGEST: LazyLock<String> = LazyLock::new(|| digest_of(FILES));
    &DIGEST
}

/// Of names and texts in the order of names, each led by its length, so that nothing moves from one into the next unseen.
fn digest_of(files: &[(&str, &str)]) -> String {
    let mut files = files.to_vec();
    files.sort_unstable();
    let mut digest = Sha256::new();
    for part in files.iter().flat_map(|(name, text)| [name, text]) {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    hex(digest.finalize())
}

fn hex(digest: impl IntoIterator<Item = u8>) -> String {
    digest.into_iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all that is written");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_sha_256() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), of_abc);
    }

    #[test]
    fn the_digest_of_files_hangs_on_every_name_and_text_and_on_no_order() {
        let digest = digest_of(&[("a", "12"), ("b", "3")]);
        assert_eq!(digest_of(&[("b", "3"), ("a", "12")]), digest);
        for other in [[("a", "1"), ("b", "23")], [("a", "12"), ("c", "3")], [("a1", "2"), ("b", "3")]] {
            assert_ne!(digest_of(&other), digest, "{other:?}");
        }
    }
}
