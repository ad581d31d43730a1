//! Photos that are being looked at: in memory, a few at a time, gone with the process.

use crate::data::sha256_hex;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Photos kept at a time: the one before can still be returned to.
const MOST: usize = 2;

/// The latest photos, by their digests.
#[derive(Debug, Default)]
pub(super) struct Shelf(Mutex<VecDeque<(String, Arc<[u8]>)>>);

impl Shelf {
    /// Puts a photo in; what it is asked for by.
    pub(super) fn put(&self, bytes: &[u8]) -> String {
        let digest = sha256_hex(bytes);
        let mut photos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        photos.retain(|(known, _)| *known != digest);
        photos.push_back((digest.clone(), bytes.into()));
        while photos.len() > MOST {
            photos.pop_front();
        }
        digest
    }

    /// The bytes of a photo, while it is kept.
    pub(super) fn photo(&self, digest: &str) -> Option<Arc<[u8]>> {
        let photos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        photos.iter().find(|(known, _)| known == digest).map(|(_, bytes)| Arc::clone(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_photos_are_kept_and_no_others() {
        let shelf = Shelf::default();
        let [first, second] = [b"one", b"two"].map(|bytes| shelf.put(bytes));
        assert_eq!(shelf.put(b"one"), first);
        let third = shelf.put(b"three");
        assert!(shelf.photo(&second).is_none(), "the one not seen for longest goes");
        assert_eq!(shelf.photo(&first).as_deref(), Some(b"one".as_slice()));
        assert_eq!(shelf.photo(&third).as_deref(), Some(b"three".as_slice()));
    }
}
