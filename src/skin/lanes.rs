//! Four wavelength bands side by side, and 5x5 matrices of them: fixed arrays, no heap, no pivoting.
//!
//! The compiler turns the innermost loops over the four bands into vector instructions. The systems solved here are
//! I - X with X of norm below one or I + (a positive operator): elimination without pivoting is safe.

use std::ops::{Add, AddAssign, Div, Mul, Sub, SubAssign};

/// Bands worked on at once.
pub(super) const LANES: usize = 4;

/// Streams of the quadrature: 2 below the critical angle, 3 above.
pub(super) const STREAMS: usize = 5;

/// One number for each of four bands.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(32))]
pub(super) struct Lane(pub(super) [f64; LANES]);

impl Lane {
    pub(super) const ZERO: Self = Self([0.0; LANES]);
    pub(super) const ONE: Self = Self([1.0; LANES]);

    pub(super) const fn splat(value: f64) -> Self {
        Self([value; LANES])
    }

    #[inline]
    pub(super) fn from_fn(f: impl FnMut(usize) -> f64) -> Self {
        Self(std::array::from_fn(f))
    }

    #[inline]
    pub(super) fn max(self) -> f64 {
        self.0.into_iter().fold(f64::NEG_INFINITY, f64::max)
    }

    #[inline]
    pub(super) fn map(self, f: impl FnMut(f64) -> f64) -> Self {
        Self(self.0.map(f))
    }
}

macro_rules! lane_wise {
    ($trait:ident, $method:ident, $assign:tt) => {
        impl $trait for Lane {
            type Output = Self;
            #[inline]
            fn $method(self, other: Self) -> Self {
                let mut out = self;
                for (a, b) in out.0.iter_mut().zip(other.0) {
                    *a $assign b;
                }
                out
            }
        }
    };
}

lane_wise!(Add, add, +=);
lane_wise!(Sub, sub, -=);
lane_wise!(Mul, mul, *=);
lane_wise!(Div, div, /=);

impl AddAssign for Lane {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Lane {
    #[inline]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// A row vector over the streams.
pub(super) type Row = [Lane; STREAMS];

/// A 5x5 matrix; rows: stream going out, columns: stream coming in.
pub(super) type Matrix = [Row; STREAMS];

pub(super) const ZERO: Matrix = [[Lane::ZERO; STREAMS]; STREAMS];

pub(super) const IDENTITY: Matrix = {
    let mut m = ZERO;
    let mut i = 0;
    while i < STREAMS {
        m[i][i] = Lane::ONE;
        i += 1;
    }
    m
};

/// A matrix from its elements.
#[inline(always)]
pub(super) fn matrix(f: impl Fn(usize, usize) -> Lane) -> Matrix {
    let mut m = ZERO;
    for (i, row) in m.iter_mut().enumerate() {
        for (j, v) in row.iter_mut().enumerate() {
            *v = f(i, j);
        }
    }
    m
}

/// a b, for as many rows as `a` has.
#[inline]
pub(super) fn product<const N: usize>(a: &[Row; N], b: &Matrix) -> [Row; N] {
    let mut c = [[Lane::ZERO; STREAMS]; N];
    for (row, out) in a.iter().zip(&mut c) {
        for (factor, b_row) in row.iter().zip(b) {
            for (sum, term) in out.iter_mut().zip(b_row) {
                *sum += *factor * *term;
            }
        }
    }
    c
}

/// A row times a column.
#[inline]
pub(super) fn dot(row: &Row, column: &Row) -> Lane {
    row.iter().zip(column).fold(Lane::ZERO, |sum, (a, b)| sum + *a * *b)
}

/// a + b.
#[inline]
pub(super) fn sum(a: &Matrix, b: &Matrix) -> Matrix {
    matrix(|i, j| a[i][j] + b[i][j])
}

/// a - b.
#[inline]
pub(super) fn difference(a: &Matrix, b: &Matrix) -> Matrix {
    matrix(|i, j| a[i][j] - b[i][j])
}

/// x := x m^-1, for as many rows as `x` has: elimination by columns, without pivoting; `m` is used up.
pub(super) fn divide<const N: usize>(x: &mut [Row; N], m: &mut Matrix) {
    let mut reciprocal = [Lane::ONE; STREAMS];
    for p in 0..STREAMS {
        reciprocal[p] = Lane::ONE / m[p][p];
        for j in p + 1..STREAMS {
            let factor = m[p][j] * reciprocal[p];
            for row in &mut m[p + 1..] {
                row[j] -= row[p] * factor;
            }
            for row in x.iter_mut() {
                row[j] -= row[p] * factor;
            }
        }
    }
    for p in (0..STREAMS).rev() {
        for row in x.iter_mut() {
            row[p] = row[p] * reciprocal[p];
            for j in 0..p {
                row[j] -= row[p] * m[p][j];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_times_the_divisor_is_the_dividend() {
        let m = matrix(|i, j| Lane::from_fn(|k| if i == j { 2.0 } else { 0.1 * (i + 2 * j + 3 * k) as f64 / 4.0 }));
        let x = matrix(|i, j| Lane::from_fn(|k| (7 * i + 3 * j + k) as f64 % 5.0 - 2.0));
        let largest = |m: Matrix| m.iter().flatten().flat_map(|lane| lane.0).fold(0.0, |a: f64, v| a.max(v.abs()));
        for dividend in [x, m] {
            let mut quotient = dividend;
            divide(&mut quotient, &mut m.clone());
            assert!(largest(difference(&product(&quotient, &m), &dividend)) < 1e-13);
        }
    }
}
