//! Bytes taken one group after the other, big end first, and a fault where they end too early.

use crate::diagnostic::{Diagnostic, Kind};

/// What is left of a file.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'b> {
    pub(super) file: &'b str,
    pub(super) rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], Diagnostic> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.ends_early())?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Diagnostic> {
        self.take(N).map(|bytes| bytes.try_into().expect("as many as were taken"))
    }

    pub(super) fn u16(&mut self) -> Result<u16, Diagnostic> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<usize, Diagnostic> {
        self.array().map(|bytes| usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX))
    }

    pub(super) fn f32(&mut self) -> Result<f64, Diagnostic> {
        let value = f64::from(self.array().map(f32::from_be_bytes)?);
        if value.is_finite() { Ok(value) } else { Err(self.fault("not-finite", "holds a number that is not finite.")) }
    }

    /// So many UTF-16 letters, without the zero that ends them; halves of a pair are replaced.
    pub(super) fn utf16(&mut self, letters: usize) -> Result<String, Diagnostic> {
        let bytes = self.take(letters.saturating_mul(2))?;
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        Ok(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned())
    }

    pub(super) fn ends_early(&self) -> Diagnostic {
        self.fault("cut-off", "ends in the middle of a colour.")
    }

    pub(super) fn fault(&self, code: &'static str, what: &str) -> Diagnostic {
        Diagnostic::error(Kind::Unfit, code, format!("{} {what}", self.file), "Export it again, and copy it whole.")
    }
}
