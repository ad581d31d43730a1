//! From the sensor to the codes of a file: veil, blur, noise, matrix, look, tone, encoding.

use super::Shot;
use super::camera::LocalTone;
use super::file::{Codes, FileKind};
use crate::math::{Matrix3, Random, exp, pow, transform3};
use palette::convert::IntoColorUnclamped;
use rayon::prelude::*;

/// Develops what the sensor holds (linear, balanced) into codes.
pub(super) fn develop(shot: &Shot, mut values: Vec<f32>, px_per_mm: f64) -> Codes {
    let (width, height) = (shot.width as usize, shot.height as usize);
    veil(&mut values, shot.camera.veil);
    blur(&mut values, width, height, shot.camera.blur_mm * px_per_mm);
    noise(&mut values, width, shot);
    match shot.file {
        FileKind::TiffLinear => Codes::Sixteen(values.par_iter().map(|v| code(f64::from(*v), 65535.0)).collect()),
        FileKind::Jpeg { display_p3, .. } => {
            let matrix = shot.camera.matrix.as_ref().map(|m| m.matrix);
            values.par_chunks_mut(3).for_each(|pixel| {
                // The sensor's full scale cuts off before the matrix.
                let q = [0, 1, 2].map(|c| f64::from(pixel[c]).clamp(0.0, 1.0));
                let rgb = matrix.map_or(q, |m| transform3(&m, q));
                let rgb = shot.camera.look.map_or(rgb, |look| look.of(rgb));
                (0..3).for_each(|c| pixel[c] = to_f32(rgb[c]));
            });
            if let Some(local) = shot.camera.local_tone {
                local_tone(&mut values, width, height, local);
            }
            Codes::Eight(encoded(&values, shot, display_p3))
        }
    }
}

/// Steps of the table of tone curve and encoding.
const STEPS: usize = 1 << 14;

/// Tone curve, wider primaries where wanted, the curve of sRGB; rounded to codes.
fn encoded(values: &[f32], shot: &Shot, display_p3: bool) -> Vec<u8> {
    let tone = &shot.camera.tone;
    // Evenly spaced in the square root of light, where the curve is steepest.
    let table: Vec<f64> = (0..=STEPS)
        .map(|i| {
            let root = i as f64 / STEPS as f64;
            tone.at(root * root)
        })
        .collect();
    let encoding: Vec<f64> = (0..=STEPS)
        .map(|i| {
            let root = i as f64 / STEPS as f64;
            srgb(root * root)
        })
        .collect();
    let wider = display_p3.then(srgb_to_display_p3);
    values
        .par_chunks(3)
        .flat_map_iter(|pixel| {
            let toned = [0, 1, 2].map(|c| looked_up(&table, f64::from(pixel[c])));
            let rgb = wider.map_or(toned, |m| transform3(&m, toned));
            rgb.map(|v| code8(looked_up(&encoding, v)))
        })
        .collect()
}

fn looked_up(table: &[f64], light: f64) -> f64 {
    let position = light.clamp(0.0, 1.0).sqrt() * STEPS as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to STEPS")]
    let below = (position as usize).min(STEPS - 1);
    table[below] + (position - below as f64) * (table[below + 1] - table[below])
}

/// The encoding of IEC 61966-2-1.
fn srgb(light: f64) -> f64 {
    if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * pow(light, 1.0 / 2.4) - 0.055 }
}

/// From linear sRGB to linear Display P3; both have the white of D65.
pub(super) fn srgb_to_display_p3() -> Matrix3 {
    type P3 = palette::rgb::Rgb<palette::encoding::Linear<palette::encoding::DisplayP3>, f64>;
    let column = |rgb: [f64; 3]| {
        let xyz: palette::Xyz<palette::white_point::D65, f64> =
            palette::LinSrgb::<f64>::new(rgb[0], rgb[1], rgb[2]).into_color_unclamped();
        let p3: P3 = xyz.into_color_unclamped();
        [p3.red, p3.green, p3.blue]
    };
    let columns = [column([1.0, 0.0, 0.0]), column([0.0, 1.0, 0.0]), column([0.0, 0.0, 1.0])];
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| columns[j][i]))
}

/// Adds a share of the picture's mean everywhere, as lenses do.
fn veil(values: &mut [f32], share: f64) {
    if share <= 0.0 {
        return;
    }
    let mut sum = [0.0; 3];
    for pixel in values.chunks_exact(3) {
        (0..3).for_each(|c| sum[c] += f64::from(pixel[c]).clamp(0.0, 1.0));
    }
    let pixels = values.len() as f64 / 3.0;
    let added = sum.map(|s| to_f32(share * s / pixels));
    values.par_chunks_mut(3).for_each(|pixel| (0..3).for_each(|c| pixel[c] += added[c]));
}

/// Noise of each pixel, by a stream of its row.
fn noise(values: &mut [f32], width: usize, shot: &Shot) {
    let noise = shot.camera.noise;
    if noise.read <= 0.0 && noise.electrons.is_infinite() {
        return;
    }
    let seed = shot.own_seed();
    values.par_chunks_mut(3 * width).enumerate().for_each(|(row, values)| {
        let mut random = Random::part(seed ^ 0x4015e, row as u64);
        for value in values {
            let x = f64::from(*value);
            let variance = noise.read * noise.read + x.max(0.0) / noise.electrons;
            *value = to_f32(x + variance.sqrt() * random.normal());
        }
    });
}

/// A Gaussian blur of a standard deviation in pixels, along rows and then along columns.
fn blur(values: &mut Vec<f32>, width: usize, height: usize, sd: f64) {
    if sd < 0.05 {
        return;
    }
    let kernel = kernel(sd);
    *values = transposed(&blurred_rows(values, width, &kernel), width, height);
    *values = transposed(&blurred_rows(values, height, &kernel), height, width);
}

/// One half of the kernel, its middle first; the whole sums to 1.
fn kernel(sd: f64) -> Vec<f32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen pixels")]
    let reach = (3.2 * sd).ceil() as usize;
    let half: Vec<f64> = (0..=reach).map(|i| exp(-0.5 * (i as f64 / sd) * (i as f64 / sd))).collect();
    let sum = half[0] + 2.0 * half[1..].iter().sum::<f64>();
    half.iter().map(|v| to_f32(v / sum)).collect()
}

fn blurred_rows(values: &[f32], width: usize, kernel: &[f32]) -> Vec<f32> {
    let mut out = vec![0.0_f32; values.len()];
    out.par_chunks_mut(3 * width).zip(values.par_chunks(3 * width)).for_each(|(out, row)| {
        // A margin of repeated ends, so that the inner loop has no edges.
        let margin = kernel.len() - 1;
        let mut padded = Vec::with_capacity(row.len() + 6 * margin);
        (0..margin).for_each(|_| padded.extend_from_slice(&row[..3]));
        padded.extend_from_slice(row);
        (0..margin).for_each(|_| padded.extend_from_slice(&row[row.len() - 3..]));
        let middle = 3 * margin;
        for (i, value) in out.iter_mut().enumerate() {
            *value = kernel[0] * padded[middle + i];
        }
        for (k, weight) in kernel.iter().enumerate().skip(1) {
            let (before, after) = (&padded[middle - 3 * k..], &padded[middle + 3 * k..]);
            for ((value, a), b) in out.iter_mut().zip(before).zip(after) {
                *value += weight * (a + b);
            }
        }
    });
    out
}

/// Rows become columns; pixels stay whole.
fn transposed(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    let mut out = vec![0.0_f32; values.len()];
    out.par_chunks_mut(3 * height).enumerate().for_each(|(x, column)| {
        for (y, pixel) in column.chunks_exact_mut(3).enumerate() {
            pixel.copy_from_slice(&values[3 * (y * width + x)..][..3]);
        }
    });
    out
}

/// Middle grey, which local tone mapping leaves as it is.
const MIDDLE_GREY: f64 = 0.18;

fn local_tone(values: &mut [f32], width: usize, height: usize, local: LocalTone) {
    let base = Neighbourhood::new(values, width, height, local.radius);
    values.par_chunks_mut(3 * width).enumerate().for_each(|(y, row)| {
        for (x, pixel) in row.chunks_exact_mut(3).enumerate() {
            let gain = to_f32(pow(base.at(x, y) / MIDDLE_GREY, -local.strength));
            pixel.iter_mut().for_each(|v| *v *= gain);
        }
    });
}

/// Mean luminance around each pixel, on a coarse grid.
struct Neighbourhood {
    step: usize,
    across: usize,
    down: usize,
    values: Vec<f64>,
}

impl Neighbourhood {
    fn new(values: &[f32], width: usize, height: usize, radius: f64) -> Self {
        let step = (width / 128).max(1);
        let (across, down) = (width.div_ceil(step), height.div_ceil(step));
        let cell = |i: usize| {
            let (x, y) = (i % across * step, i / across * step);
            let mut sum = (0.0, 0.0);
            for y in y..(y + step).min(height) {
                for x in x..(x + step).min(width) {
                    let p = &values[3 * (y * width + x)..][..3];
                    let luminance = 0.2126 * f64::from(p[0]) + 0.7152 * f64::from(p[1]) + 0.0722 * f64::from(p[2]);
                    sum = (sum.0 + luminance.clamp(0.0, 1.0), sum.1 + 1.0);
                }
            }
            sum.0 / sum.1
        };
        let fine: Vec<f64> = (0..across * down).into_par_iter().map(cell).collect();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few cells")]
        let reach = ((radius * across as f64) as usize).max(1);
        let rows = smoothed(&fine, across, reach);
        let columns: Vec<f64> = (0..across * down).map(|i| rows[i % down * across + i / down]).collect();
        let smooth = smoothed(&columns, down, reach);
        let values = (0..across * down).map(|i| smooth[i % across * down + i / across].max(0.003)).collect();
        Self { step, across, down, values }
    }

    fn at(&self, x: usize, y: usize) -> f64 {
        let place = |v: usize, count: usize| {
            let position = ((v as f64 + 0.5) / self.step as f64 - 0.5).clamp(0.0, (count - 1) as f64);
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
            let below = (position as usize).min(count.saturating_sub(2));
            (below, position - below as f64)
        };
        let ((i, s), (j, t)) = (place(x, self.across), place(y, self.down));
        let v = |di: usize, dj: usize| {
            self.values[(j + dj).min(self.down - 1) * self.across + (i + di).min(self.across - 1)]
        };
        (1.0 - t) * ((1.0 - s) * v(0, 0) + s * v(1, 0)) + t * ((1.0 - s) * v(0, 1) + s * v(1, 1))
    }
}

/// Three running means along the rows of a grid: nearly a Gaussian.
fn smoothed(values: &[f64], width: usize, reach: usize) -> Vec<f64> {
    (0..3).fold(values.to_vec(), |values, _| {
        values
            .chunks(width)
            .flat_map(|row| {
                (0..width).map(|i| {
                    let near = &row[i.saturating_sub(reach)..(i + reach + 1).min(width)];
                    near.iter().sum::<f64>() / near.len() as f64
                })
            })
            .collect()
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the codes")]
fn code(v: f64, most: f64) -> u16 {
    (v.clamp(0.0, 1.0) * most + 0.5) as u16
}

fn code8(v: f64) -> u8 {
    u8::try_from(code(v, 255.0)).expect("at most 255")
}

#[allow(clippy::cast_possible_truncation, reason = "rounding a sensor value to 24 bits")]
fn to_f32(v: f64) -> f32 {
    v as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blur_keeps_the_mean_and_spreads_a_point() {
        let (width, height) = (41, 33);
        let mut values = vec![0.0_f32; 3 * width * height];
        values[3 * (16 * width + 20)] = 1.0;
        blur(&mut values, width, height, 2.0);
        let red: Vec<f64> = values.chunks(3).map(|p| f64::from(p[0])).collect();
        approx::assert_abs_diff_eq!(red.iter().sum::<f64>(), 1.0, epsilon = 1e-5);
        let peak = red[16 * width + 20];
        approx::assert_abs_diff_eq!(peak, 1.0 / (std::f64::consts::TAU * 4.0), epsilon = 5e-4);
        approx::assert_abs_diff_eq!(red[16 * width + 22] / peak, exp(-0.5), epsilon = 2e-3);
        assert!(values.chunks(3).all(|p| p[1] == 0.0 && p[2] == 0.0));
    }

    #[test]
    fn local_tone_mapping_lifts_dark_halves() {
        let (width, height) = (256, 64);
        let mut values: Vec<f32> =
            (0..width * height).flat_map(|i| [if i % width < 128 { 0.05 } else { 0.6 }; 3]).collect();
        local_tone(&mut values, width, height, LocalTone { strength: 0.1, radius: 0.05 });
        let at = |x: usize| f64::from(values[3 * (32 * width + x)]);
        approx::assert_abs_diff_eq!(at(5), 0.05 * pow(0.05 / 0.18, -0.1), epsilon = 1e-4);
        approx::assert_abs_diff_eq!(at(250), 0.6 * pow(0.6 / 0.18, -0.1), epsilon = 1e-3);
    }

    #[test]
    fn the_encoding_undoes_the_declared_curve() {
        let table: Vec<f64> = (0..=STEPS)
            .map(|i| {
                let root = i as f64 / STEPS as f64;
                srgb(root * root)
            })
            .collect();
        for i in 0..=500 {
            let x = f64::from(i) / 500.0;
            approx::assert_abs_diff_eq!(looked_up(&table, x), srgb(x), epsilon = 2e-5);
        }
        // IEC 61966-2-1 and SMPTE RP 431-2 primaries: rows keep white.
        for row in srgb_to_display_p3() {
            approx::assert_abs_diff_eq!(row.iter().sum::<f64>(), 1.0, epsilon = 1e-3);
        }
    }
}
