//! Turning a picture upright.

use image::metadata::Orientation;
use rayon::prelude::*;

/// A picture of three channels turned upright, with its new width and height.
pub(super) fn upright<T: Copy + Send + Sync>(
    pixels: Vec<T>,
    (width, height): (usize, usize),
    orientation: Orientation,
) -> (Vec<T>, (usize, usize)) {
    use Orientation as O;
    if orientation == O::NoTransforms || pixels.is_empty() {
        return (pixels, (width, height));
    }
    let swapped = matches!(orientation, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH);
    let (new_width, new_height) = if swapped { (height, width) } else { (width, height) };
    // Where the pixel at (x, y) of the upright picture is stored.
    let stored = |x: usize, y: usize| match orientation {
        O::NoTransforms => (x, y),
        O::FlipHorizontal => (width - 1 - x, y),
        O::Rotate180 => (width - 1 - x, height - 1 - y),
        O::FlipVertical => (x, height - 1 - y),
        O::Rotate90FlipH => (y, x),
        O::Rotate90 => (y, height - 1 - x),
        O::Rotate270FlipH => (width - 1 - y, height - 1 - x),
        O::Rotate270 => (width - 1 - y, x),
    };
    let mut out = vec![pixels[0]; pixels.len()];
    // Bands of rows and blocks of columns, so that a turn by 90 degrees reads what the cache still holds.
    const BLOCK: usize = 32;
    out.par_chunks_mut(3 * new_width * BLOCK).enumerate().for_each(|(band, rows)| {
        for left in (0..new_width).step_by(BLOCK) {
            for (row, line) in rows.chunks_exact_mut(3 * new_width).enumerate() {
                for x in left..(left + BLOCK).min(new_width) {
                    let (sx, sy) = stored(x, band * BLOCK + row);
                    let from = 3 * (sy * width + sx);
                    line[3 * x..3 * x + 3].copy_from_slice(&pixels[from..from + 3]);
                }
            }
        }
    });
    (out, (new_width, new_height))
}
