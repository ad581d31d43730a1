//! Smaller copies of a picture, for looking rather than measuring.

use super::{Codes, Photo};
use crate::math::transform3;
use rayon::prelude::*;

/// A smaller copy: 8-bit codes averaged over squares of pixels, three channels interleaved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reduced {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Pixels of the picture along one side of a pixel here.
    pub factor: usize,
    /// Codes 0-255, row by row.
    pub codes: Vec<u8>,
}

impl Photo {
    /// A copy in which each pixel is the mean code of `factor` x `factor` pixels; what is left at the right and lower
    /// edge is dropped.
    ///
    /// Codes are averaged, not light: this is for finding edges. Panics for a factor of zero.
    #[must_use]
    pub fn reduced(&self, factor: usize) -> Reduced {
        let (width, height) = (self.width as usize / factor, self.height as usize / factor);
        let codes = match &*self.codes {
            Codes::Eight(codes) if factor == 1 => codes.clone(),
            Codes::Eight(codes) => averaged(codes, self.width as usize, (width, height), factor, 1),
            Codes::Sixteen(codes) => averaged(codes, self.width as usize, (width, height), factor, 257),
        };
        Reduced { width, height, factor, codes }
    }
}

impl Photo {
    /// Light of a part of the picture, `[x, y, width, height]` in pixels, in linear sRGB, each the mean over a square of
    /// `factor` x `factor` pixels, row by row; what is left at the right and lower edge is dropped.
    ///
    /// Panics where the part does not lie inside, and for a factor of zero.
    #[must_use]
    pub fn screen_light(&self, [x, y, width, height]: [u32; 4], factor: u32) -> Vec<[f64; 3]> {
        let to_screen = self.to_linear_srgb();
        let (across, down) = (width / factor, height / factor);
        let pixels = f64::from(factor) * f64::from(factor);
        let mean = |column: u32, row: u32| {
            let mut sum = [0.0; 3];
            let (left, top) = (x + column * factor, y + row * factor);
            for (y, x) in (top..top + factor).flat_map(|y| (left..left + factor).map(move |x| (y, x))) {
                let light = self.linear(x, y);
                (0..3).for_each(|c| sum[c] += light[c]);
            }
            transform3(&to_screen, sum.map(|sum| sum / pixels))
        };
        (0..down).into_par_iter().flat_map_iter(|row| (0..across).map(move |column| mean(column, row))).collect()
    }
}

fn averaged<T: Copy + Into<u32> + Sync>(
    codes: &[T],
    stride: usize,
    (width, height): (usize, usize),
    factor: usize,
    unit: u32,
) -> Vec<u8> {
    let mut out = vec![0; 3 * width * height];
    if out.is_empty() {
        return out;
    }
    let divisor = u32::try_from(factor * factor).expect("a factor is far below 65,536") * unit;
    out.par_chunks_mut(3 * width).enumerate().for_each(|(row, line)| {
        let mut sums = vec![0_u32; 3 * width];
        for y in row * factor..(row + 1) * factor {
            let source = &codes[3 * stride * y..3 * (stride * y + width * factor)];
            for (sum, block) in sums.chunks_exact_mut(3).zip(source.chunks_exact(3 * factor)) {
                for pixel in block.chunks_exact(3) {
                    sum[0] += pixel[0].into();
                    sum[1] += pixel[1].into();
                    sum[2] += pixel[2].into();
                }
            }
        }
        for (code, sum) in line.iter_mut().zip(&sums) {
            *code = u8::try_from((sum + divisor / 2) / divisor).unwrap_or(u8::MAX);
        }
    });
    out
}
