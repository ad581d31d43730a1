//! Why a file is not taken as a photo.

use crate::diagnostic::{Diagnostic, Kind};

/// Why a file is not taken as a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PhotoError {
    /// The bytes are not a picture of a kind that is read; what they look like instead.
    NotAPicture {
        /// Ends the sentence "it ...": "begins like text".
        looks: &'static str,
    },
    /// A kind of picture that is known, but not read.
    Unread {
        /// Its name, with an article.
        what: &'static str,
        /// What to do instead.
        remedy: &'static str,
    },
    /// The file ends before its picture does.
    Truncated,
    /// The picture in the file does not decode.
    Damaged {
        /// What the decoder found, if it said.
        detail: String,
    },
    /// The file has too many bytes.
    FileTooLarge {
        /// Its size.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// The picture has too many pixels.
    TooManyPixels {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The picture has too few pixels to show anything.
    TooSmall {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The decoded picture or what stands beside it would take too much memory.
    TooMuchMemory,
    /// A colour profile or a block of camera data is too large.
    MetadataTooLarge {
        /// Which block.
        what: &'static str,
        /// Its size.
        bytes: usize,
        /// The most that is read.
        limit: usize,
    },
    /// The declared colour profile cannot be honoured.
    Profile {
        /// Why, ending the sentence "the picture's colour profile ...".
        reason: &'static str,
    },
}

impl PhotoError {
    /// The error as a diagnostic: what is wrong and what to do about it.
    #[must_use]
    pub fn diagnostic(&self) -> Diagnostic {
        const EXPORT: &str = "Export the photo again as JPEG.";
        let unfit = |code, message: String, remedy: &str| Diagnostic::error(Kind::Unfit, code, message, remedy);
        let limit = |code, message: String, remedy: &str| Diagnostic::error(Kind::Limit, code, message, remedy);
        match self {
            Self::NotAPicture { looks } => {
                let message = format!("This is not a JPEG, PNG, TIFF or WebP picture (it {looks}).");
                unfit("photo-not-a-picture", message, EXPORT)
            }
            Self::Unread { what, remedy } => {
                unfit("photo-format", format!("This is {what}, which is not read."), remedy)
            }
            Self::Truncated => unfit(
                "photo-truncated",
                "The file ends before the picture does.".into(),
                "Copy it again from the camera; the transfer was cut short.",
            ),
            Self::Damaged { detail } => {
                let message = format!("The picture in the file is damaged and does not decode ({detail}).");
                unfit("photo-damaged", message, "Copy it again from the camera, or export it again as JPEG.")
            }
            Self::FileTooLarge { bytes, limit: most } => limit(
                "photo-file-size",
                format!("The file has {:.1} MB; at most {} MB are read.", *bytes as f64 / 1e6, most / 1_000_000),
                EXPORT,
            ),
            Self::TooManyPixels { width, height } => limit(
                "photo-pixels",
                format!("The picture has {width} x {height} pixels; at most 64 megapixels and 16,384 a side are read."),
                "Export it smaller; 12 megapixels are plenty.",
            ),
            Self::TooSmall { width, height } => unfit(
                "photo-too-small",
                format!("The picture has {width} x {height} pixels, too few to show a scalp and a chart."),
                "Use the original photo, not a thumbnail.",
            ),
            Self::TooMuchMemory => limit(
                "photo-memory",
                "The picture would take too much memory to decode.".into(),
                "Export it with 8 bits a channel, or smaller.",
            ),
            Self::MetadataTooLarge { what, bytes, limit: most } => limit(
                "photo-metadata",
                format!("The {what} in the file takes {bytes} bytes; at most {most} are read."),
                "Export the photo again as JPEG in sRGB, without extra data.",
            ),
            Self::Profile { reason } => unfit(
                "photo-profile",
                format!("The picture's colour profile {reason}."),
                "Export the photo again in sRGB or Display P3.",
            ),
        }
    }
}

impl std::fmt::Display for PhotoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.diagnostic().fmt(f)
    }
}

impl std::error::Error for PhotoError {}
