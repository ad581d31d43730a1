//! The scalp with the regions that were read, small enough to stand within a page.

use super::chart_picture::Sheet;
use crate::consult::Measurement;
use crate::measure::Rect;
use crate::photo::Photo;
use image::codecs::jpeg::JpegEncoder;

/// Longer side at most, pixels.
const LONGER: u32 = 720;
/// Scalp around the regions, as a share of them.
const AROUND: f64 = 0.1;
/// In a page a third is added to it.
const MOST_BYTES: usize = 90_000;
/// Tried in turn until the picture is small enough.
const QUALITIES: [u8; 4] = [85, 70, 50, 30];

/// A JPEG of the part of the photo with bare skin and stubble, the two framed, stubble with a diagonal: made from pixels,
/// so nothing else of the file is in it. `None` where no region was read.
#[must_use]
pub fn scalp_picture(photo: &Photo, measurement: &Measurement) -> Option<Vec<u8>> {
    let skin = measurement.skin.as_ref().and_then(|s| s.rect);
    let hair = measurement.hair.as_ref().and_then(|h| h.rect);
    let part = around(&[skin, hair].into_iter().flatten().collect::<Vec<_>>(), (photo.width(), photo.height()))?;
    let cropped = photo.cropped([part.x, part.y, part.w, part.h]);
    let factor = part.w.max(part.h).div_ceil(LONGER).max(1);
    let mut sheet = Sheet::of(&cropped, factor)?;
    for (diagonals, region) in [skin, hair].into_iter().enumerate() {
        if let Some(rect) = region {
            sheet.region(Rect { x: rect.x - part.x, y: rect.y - part.y, ..rect }, diagonals);
        }
    }
    QUALITIES.iter().find_map(|quality| {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, *quality).encode_image(&sheet.picture).ok()?;
        (bytes.len() <= MOST_BYTES).then_some(bytes)
    })
}

/// What holds the regions and some scalp around them, within a picture of this size.
fn around(regions: &[Rect], (width, height): (u32, u32)) -> Option<Rect> {
    let left = regions.iter().map(|r| r.x).min()?;
    let top = regions.iter().map(|r| r.y).min()?;
    let right = regions.iter().map(|r| r.x + r.w).max()?;
    let bottom = regions.iter().map(|r| r.y + r.h).max()?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a side of a picture")]
    let margin = (AROUND * f64::from((right - left).max(bottom - top))) as u32;
    let (x, y) = (left.saturating_sub(margin), top.saturating_sub(margin));
    Some(Rect { x, y, w: (right + margin).min(width) - x, h: (bottom + margin).min(height) - y })
}
