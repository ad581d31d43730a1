//! Spectra in tables: which column is which wavelength, and by what scale.

/// The scale of a reflectance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// A perfect white is 1.
    Fraction,
    /// A perfect white is 100.
    Percent,
}

impl Scale {
    /// Factor that makes percent of it.
    pub(super) const fn to_percent(self) -> f64 {
        match self {
            Self::Fraction => 100.0,
            Self::Percent => 1.0,
        }
    }
}

/// Wavelengths that a spectrum may have, nm.
pub(super) const NM: std::ops::RangeInclusive<f64> = 200.0..=2600.0;

/// Wavelength and scale of a column by its name: `nm380`, `SPECTRAL_NM380`, `380_NM`, `SPECTRAL_DEC_380`, `R 380 nm
/// (%)`, or a bare `380`; the scale is `None` where the name does not say it.
pub(super) fn wavelength_of(name: &str) -> Option<(f64, Option<Scale>)> {
    let lower = name.trim().to_lowercase();
    let start = lower.find(|c: char| c.is_ascii_digit())?;
    let digits = lower[start..].find(|c: char| !(c.is_ascii_digit() || c == '.')).map_or(lower.len(), |i| start + i);
    let nm: f64 = lower[start..digits].trim_end_matches('.').parse().ok()?;
    let mut scale = None;
    let rest = format!("{} {}", &lower[..start], &lower[digits..]).replace('%', " percent ");
    for word in rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match word {
            "dec" | "fraction" | "decimal" => scale = Some(Scale::Fraction),
            "pct" | "percent" => scale = Some(Scale::Percent),
            "nm" | "spectral" | "spec" | "spectrum" | "r" | "wl" | "wavelength" | "reflectance" | "lambda" => {}
            _ => return None,
        }
    }
    NM.contains(&nm).then_some((nm, scale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wavelengths_are_read_from_the_names_of_columns() {
        for name in ["nm380", "SPECTRAL_380", "SPECTRAL_NM380", "SPECTRAL_NM_380", "380_NM", "SPEC_380", "380", "380.0"]
        {
            assert_eq!(wavelength_of(name), Some((380.0, None)), "{name}");
        }
        assert_eq!(wavelength_of("SPECTRAL_PCT380"), Some((380.0, Some(Scale::Percent))));
        assert_eq!(wavelength_of("SPECTRAL_DEC_380"), Some((380.0, Some(Scale::Fraction))));
        assert_eq!(wavelength_of("R 380 nm (%)"), Some((380.0, Some(Scale::Percent))));
        for name in ["LAB_L", "D50", "nm", "nm99", "M400", "PC400_K", "LAB_DE_2000", "nm380x", "1+400"] {
            assert_eq!(wavelength_of(name), None, "{name}");
        }
    }
}
