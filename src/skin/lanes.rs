//! Four wavelength bands side by side, and 5x5 matrices of them: fixed arrays, no heap, no pivoting.
//!
//! The compiler turns the innermost loops over the four bands into vector instructions. The systems solved here are
//! I - X with X of norm below one or I + (a positive operator): elimination without pivoting is safe.
#![allow(clippy::needless_range_loop, reason = "loops by index over arrays of known length are unrolled")]

use pulp::{Arch, Simd, WithSimd};
use std::ops::{Add, Div, Mul, Sub};
use std::sync::LazyLock;

/// Bands worked on at once.
pub(super) const LANES: usize = 4;

/// Streams of the quadrature: 2 below the critical angle, 3 above.
pub(super) const STREAMS: usize = 5;

/// A computation on lanes that is compiled for each kind of processor: `compute` and all that it calls are inlined.
pub(super) trait Kernel {
    type Output;
    /// `FMA`: the processor multiplies and adds in one step, which rounds once where the two round twice.
    fn compute<const FMA: bool>(self) -> Self::Output;
}

struct Compiled<K>(K);

impl<K: Kernel> WithSimd for Compiled<K> {
    type Output = K::Output;
    #[inline(always)]
    fn with_simd<S: Simd>(self, _simd: S) -> K::Output {
        if S::IS_SCALAR { self.0.compute::<false>() } else { self.0.compute::<true>() }
    }
}

/// Runs a kernel with the widest vectors that this processor has. The same operations in the same order on all, so that
/// results differ between processors in their last bits at most.
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    static ARCH: LazyLock<Arch> = LazyLock::new(Arch::new);
    ARCH.dispatch(Compiled(kernel))
}

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

    #[inline(always)]
    pub(super) fn from_fn(f: impl FnMut(usize) -> f64) -> Self {
        Self(std::array::from_fn(f))
    }

    /// `self + a b`.
    #[inline(always)]
    fn plus<const FMA: bool>(self, a: Self, b: Self) -> Self {
        if FMA { Self::from_fn(|k| a.0[k].mul_add(b.0[k], self.0[k])) } else { self + a * b }
    }

    /// `self - a b`.
    #[inline(always)]
    fn minus<const FMA: bool>(self, a: Self, b: Self) -> Self {
        if FMA { Self::from_fn(|k| (-a.0[k]).mul_add(b.0[k], self.0[k])) } else { self - a * b }
    }

    #[inline(always)]
    pub(super) fn max(self) -> f64 {
        self.0.into_iter().fold(f64::NEG_INFINITY, f64::max)
    }

    #[inline(always)]
    pub(super) fn map(self, f: impl FnMut(f64) -> f64) -> Self {
        Self(self.0.map(f))
    }
}

macro_rules! lane_wise {
    ($trait:ident, $method:ident, $assign:tt) => {
        impl $trait for Lane {
            type Output = Self;
            #[inline(always)]
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
#[inline(always)]
pub(super) fn product<const FMA: bool, const N: usize>(a: &[Row; N], b: &Matrix) -> [Row; N] {
    let mut c = [[Lane::ZERO; STREAMS]; N];
    for (a, c) in a.iter().zip(&mut c) {
        let mut sums = [Lane::ZERO; STREAMS];
        for k in 0..STREAMS {
            for j in 0..STREAMS {
                sums[j] = sums[j].plus::<FMA>(a[k], b[k][j]);
            }
        }
        *c = sums;
    }
    c
}

/// A row times a column.
#[inline(always)]
pub(super) fn dot<const FMA: bool>(row: &Row, column: &Row) -> Lane {
    row.iter().zip(column).fold(Lane::ZERO, |sum, (a, b)| sum.plus::<FMA>(*a, *b))
}

/// a + b.
#[inline(always)]
pub(super) fn sum(a: &Matrix, b: &Matrix) -> Matrix {
    matrix(|i, j| a[i][j] + b[i][j])
}

/// a - b.
#[inline(always)]
pub(super) fn difference(a: &Matrix, b: &Matrix) -> Matrix {
    matrix(|i, j| a[i][j] - b[i][j])
}

/// x := m^-1 x, for as many columns as `x` has: Gauss-Jordan elimination without pivoting; `m` is used up.
#[inline(always)]
pub(super) fn solve<const FMA: bool, const N: usize>(m: &mut Matrix, x: &mut [[Lane; N]; STREAMS]) {
    // Written out, so that all loops have a length that the compiler knows.
    eliminate::<FMA, N, 0>(m, x);
    eliminate::<FMA, N, 1>(m, x);
    eliminate::<FMA, N, 2>(m, x);
    eliminate::<FMA, N, 3>(m, x);
    eliminate::<FMA, N, 4>(m, x);
}

/// Makes column P of `m` that of the identity.
#[inline(always)]
fn eliminate<const FMA: bool, const N: usize, const P: usize>(m: &mut Matrix, x: &mut [[Lane; N]; STREAMS]) {
    let reciprocal = Lane::ONE / m[P][P];
    for j in P + 1..STREAMS {
        m[P][j] = m[P][j] * reciprocal;
    }
    for j in 0..N {
        x[P][j] = x[P][j] * reciprocal;
    }
    for i in 0..STREAMS {
        if i != P {
            let factor = m[i][P];
            for j in P + 1..STREAMS {
                m[i][j] = m[i][j].minus::<FMA>(factor, m[P][j]);
            }
            for j in 0..N {
                x[i][j] = x[i][j].minus::<FMA>(factor, x[P][j]);
            }
        }
    }
}

/// m^-1, written over `m`: Gauss-Jordan elimination without pivoting, the inverse growing where the identity would.
#[inline(always)]
pub(super) fn inverse<const FMA: bool>(mut m: Matrix) -> Matrix {
    pivot::<FMA, 0>(&mut m);
    pivot::<FMA, 1>(&mut m);
    pivot::<FMA, 2>(&mut m);
    pivot::<FMA, 3>(&mut m);
    pivot::<FMA, 4>(&mut m);
    m
}

/// Exchanges the unknown P for the right side P.
#[inline(always)]
fn pivot<const FMA: bool, const P: usize>(m: &mut Matrix) {
    let reciprocal = Lane::ONE / m[P][P];
    m[P][P] = Lane::ONE;
    for j in 0..STREAMS {
        m[P][j] = m[P][j] * reciprocal;
    }
    for i in 0..STREAMS {
        if i != P {
            let factor = m[i][P];
            m[i][P] = Lane::ZERO;
            for j in 0..STREAMS {
                m[i][j] = m[i][j].minus::<FMA>(factor, m[P][j]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far_from_dividend<const FMA: bool>(m: &Matrix, dividend: &Matrix) -> f64 {
        let mut quotient = *dividend;
        solve::<FMA, STREAMS>(&mut m.clone(), &mut quotient);
        let miss = difference(&product::<FMA, STREAMS>(m, &quotient), dividend);
        miss.iter().flatten().flat_map(|lane| lane.0).fold(0.0, |a: f64, v| a.max(v.abs()))
    }

    #[test]
    fn the_divisor_times_a_quotient_is_the_dividend_and_an_inverse_is_the_quotient_of_one() {
        let m = matrix(|i, j| Lane::from_fn(|k| if i == j { 2.0 } else { 0.1 * (i + 2 * j + 3 * k) as f64 / 4.0 }));
        let x = matrix(|i, j| Lane::from_fn(|k| (7 * i + 3 * j + k) as f64 % 5.0 - 2.0));
        for dividend in [x, m] {
            assert!(far_from_dividend::<false>(&m, &dividend) < 1e-13);
            assert!(far_from_dividend::<true>(&m, &dividend) < 1e-13);
        }
        let mut quotient = IDENTITY;
        solve::<true, STREAMS>(&mut m.clone(), &mut quotient);
        for inverse in [inverse::<false>(m), inverse::<true>(m)] {
            let miss = difference(&inverse, &quotient);
            assert!(miss.iter().flatten().flat_map(|lane| lane.0).all(|v| v.abs() < 1e-14));
        }
    }
}
