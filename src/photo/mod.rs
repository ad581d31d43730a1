//! From the bytes of a file to an upright picture that stays encoded.
//!
//! A 12 megapixel picture in floating-point numbers takes 144 MB; as the codes it came in it takes 36, and a table
//! turns a code into light where it is asked for. Files are judged by their content, never by their name, and under
//! limits (`calibration/limits.toml`) before anything is decoded. Metadata other than orientation and colour profile is
//! never read.

mod container;
mod decode;
mod error;
mod orient;
mod profile;
mod reduced;
mod surround;

pub use error::PhotoError;
pub use profile::Encoding;
pub use reduced::Reduced;
pub use surround::Surround;

use crate::data::sha256_hex;
use crate::math::{Matrix3, Point};
use profile::Profile;
use std::sync::{Arc, OnceLock};

/// Codes of three interleaved channels, row by row.
#[derive(Debug, Clone, PartialEq)]
enum Codes {
    Eight(Vec<u8>),
    Sixteen(Vec<u16>),
}

/// An upright picture in the codes of its file.
///
/// Transparency is dropped, not blended: a photo has none. A grey picture has three equal channels.
#[derive(Debug, Clone, PartialEq)]
pub struct Photo {
    width: u32,
    height: u32,
    codes: Arc<Codes>,
    profile: Profile,
    /// Light of each code, channel by channel.
    tables: [Vec<f64>; 3],
    sha256: String,
    surround: OnceLock<Surround>,
}

/// How the name of a file with this content ends; `None` where it is no picture that is read.
#[must_use]
pub fn file_ending(bytes: &[u8]) -> Option<&'static str> {
    Some(container::survey(bytes).ok()?.format.ending())
}

impl Photo {
    /// Decodes a JPEG, PNG, TIFF (8 or 16 bit) or WebP file.
    ///
    /// EXIF orientation is applied and the declared colour profile honoured; a file that declares none is sRGB.
    ///
    /// # Errors
    /// A file that is no picture, is cut short or damaged, exceeds a limit, or declares a profile that is not made of
    /// curves and a matrix.
    pub fn decode(bytes: &[u8]) -> Result<Self, PhotoError> {
        let survey = container::survey(bytes)?;
        decode::check_survey(bytes, &survey)?;
        let (decoded, sha256) = rayon::join(|| decode::decode(bytes, &survey), || sha256_hex(bytes));
        let decode::Decoded { size: (width, height), codes, profile } = decoded?;
        let side = |n: usize| u32::try_from(n).expect("sides are at most 16,384");
        let (width, height) = (side(width), side(height));
        Ok(Self::of_codes((width, height), Arc::new(codes), profile, sha256))
    }

    /// The same picture with its codes taken as light, whatever the file declares: some converters write linear files
    /// that say nothing.
    #[must_use]
    pub fn taken_as_linear(&self) -> Self {
        let profile = Profile { to_linear_srgb: self.profile.to_linear_srgb, ..Profile::linear() };
        Self::of_codes((self.width, self.height), Arc::clone(&self.codes), profile, self.sha256.clone())
    }

    /// A part of the picture: `[x, y, width, height]` in pixels. Panics where it does not lie inside.
    #[must_use]
    pub fn cropped(&self, [x, y, width, height]: [u32; 4]) -> Self {
        assert!(x + width <= self.width && y + height <= self.height, "a part outside of the picture");
        let codes = match &*self.codes {
            Codes::Eight(codes) => Codes::Eight(part(codes, self.width, [x, y, width, height])),
            Codes::Sixteen(codes) => Codes::Sixteen(part(codes, self.width, [x, y, width, height])),
        };
        Self::of_codes((width, height), Arc::new(codes), self.profile.clone(), self.sha256.clone())
    }

    fn of_codes((width, height): (u32, u32), codes: Arc<Codes>, profile: Profile, sha256: String) -> Self {
        let last = match *codes {
            Codes::Eight(_) => 255_u32,
            Codes::Sixteen(_) => 65_535,
        };
        let table = |c: usize| (0..=last).map(|code| profile.curves[c].at(f64::from(code) / f64::from(last))).collect();
        let tables = if profile.curves[0] == profile.curves[1] && profile.curves[0] == profile.curves[2] {
            let shared: Vec<f64> = table(0);
            [shared.clone(), shared.clone(), shared]
        } else {
            [table(0), table(1), table(2)]
        };
        Self { width, height, codes, profile, tables, sha256, surround: OnceLock::new() }
    }

    /// Width of the upright picture in pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height of the upright picture in pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// How the file declares its codes to be encoded; sRGB where it declares nothing.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.profile.encoding
    }

    /// SHA-256 of the bytes of the file in hexadecimal: how results name a photo.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The codes of a pixel, each 0-1. Panics outside the picture.
    #[must_use]
    pub fn code(&self, x: u32, y: u32) -> [f64; 3] {
        let (codes, last) = self.raw(x, y);
        codes.map(|code| f64::from(code) / f64::from(last))
    }

    /// The code at a point, each 0-1, linear between the four pixels around it; `None` outside of their centres.
    #[must_use]
    pub fn code_at(&self, at: Point) -> Option<[f64; 3]> {
        let (x, y) = (at.x - 0.5, at.y - 0.5);
        let inside = x >= 0.0 && y >= 0.0 && x < f64::from(self.width - 1) && y < f64::from(self.height - 1);
        inside.then(|| {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "inside the picture")]
            let (i, j) = (x as u32, y as u32);
            let (fx, fy) = (x - f64::from(i), y - f64::from(j));
            let corners = [(i, j), (i + 1, j), (i, j + 1), (i + 1, j + 1)].map(|(i, j)| self.code(i, j));
            [0, 1, 2].map(|c| {
                let [a, b, below_a, below_b] = corners.map(|code| code[c]);
                let (upper, lower) = (a + fx * (b - a), below_a + fx * (below_b - below_a));
                upper + fy * (lower - upper)
            })
        })
    }

    /// Light of a pixel, 0-1: the declared curve undone, in the primaries of the file. Panics outside the picture.
    #[must_use]
    pub fn linear(&self, x: u32, y: u32) -> [f64; 3] {
        let (codes, _) = self.raw(x, y);
        [0, 1, 2].map(|c| self.tables[c][usize::from(codes[c])])
    }

    /// Light of codes (each 0-1) as this picture encodes them.
    #[must_use]
    pub fn linear_of_code(&self, code: [f64; 3]) -> [f64; 3] {
        [0, 1, 2].map(|c| self.profile.curves[c].at(code[c]))
    }

    /// Whether each channel of a pixel is at an end of its scale: a code of at most 2 or at least 253 of 255.
    #[must_use]
    pub fn clipped(&self, x: u32, y: u32) -> [bool; 3] {
        let (codes, last) = self.raw(x, y);
        let unit = last / 255;
        codes.map(|code| code <= 2 * unit || code >= 253 * unit)
    }

    /// How light it is around each place; computed when it is first asked for.
    #[must_use]
    pub fn surround(&self) -> &Surround {
        self.surround.get_or_init(|| Surround::of(self))
    }

    /// The matrix from light in this picture's primaries to linear sRGB (D65).
    #[must_use]
    pub fn to_linear_srgb(&self) -> Matrix3 {
        self.profile.to_linear_srgb
    }

    /// The codes of a pixel as stored, and the largest code.
    fn raw(&self, x: u32, y: u32) -> ([u16; 3], u16) {
        assert!(x < self.width && y < self.height, "pixel {x}, {y} of a picture of {} x {}", self.width, self.height);
        let at = 3 * (y as usize * self.width as usize + x as usize);
        match &*self.codes {
            Codes::Eight(codes) => ([0, 1, 2].map(|c| u16::from(codes[at + c])), 255),
            Codes::Sixteen(codes) => ([0, 1, 2].map(|c| codes[at + c]), 65_535),
        }
    }
}

/// Rows of a part of a picture of three channels.
fn part<T: Copy>(codes: &[T], stride: u32, [x, y, width, height]: [u32; 4]) -> Vec<T> {
    let rows = (y..y + height).map(|row| 3 * (row as usize * stride as usize + x as usize));
    rows.flat_map(|start| &codes[start..start + 3 * width as usize]).copied().collect()
}
