//! The declared encoding of a picture: tone curve and primaries.

use super::PhotoError;
use crate::math::{Matrix3, inverse3, pow, product3};
use moxcms::{ColorProfile, DataColorSpace, ParsingOptions, ToneReprCurve};

/// How the codes of a picture are declared to be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// sRGB, declared or assumed for want of a declaration.
    Srgb,
    /// Display P3: sRGB's curve on wider primaries.
    DisplayP3,
    /// Adobe RGB (1998).
    AdobeRgb,
    /// Any other profile made of curves and a matrix.
    Icc,
    /// No curve: codes are proportional to light.
    Linear,
}

impl Encoding {
    /// The name used in results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Srgb => "srgb",
            Self::DisplayP3 => "display-p3",
            Self::AdobeRgb => "adobe-rgb",
            Self::Icc => "icc",
            Self::Linear => "linear",
        }
    }
}

/// A curve from code (0-1) to light (0-1).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Curve {
    /// IEC 61966-2-1, and with other primaries Display P3.
    Srgb,
    /// y = x^g; one is linear.
    Power(f64),
    /// Even steps from code 0 to code 1, linear between them.
    Table(Vec<f64>),
    /// ICC parametric curve, all seven parameters: y = (a x + b)^g + e from x = d on, c x + f below.
    Parametric([f64; 7]),
}

impl Curve {
    pub(super) fn at(&self, code: f64) -> f64 {
        let x = code.clamp(0.0, 1.0);
        let light = match self {
            Self::Srgb if x <= 0.040_45 => x / 12.92,
            Self::Srgb => pow((x + 0.055) / 1.055, 2.4),
            Self::Power(g) => pow(x, *g),
            Self::Table(values) => {
                let position = x * (values.len() - 1) as f64;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to the last index")]
                let below = (position as usize).min(values.len() - 2);
                values[below] + (position - below as f64) * (values[below + 1] - values[below])
            }
            Self::Parametric([g, a, b, c, d, e, f]) => {
                if x >= *d {
                    pow((a * x + b).max(0.0), *g) + e
                } else {
                    c * x + f
                }
            }
        };
        light.clamp(0.0, 1.0)
    }

    fn of(curve: &ToneReprCurve) -> Option<Self> {
        Some(match curve {
            ToneReprCurve::Lut(table) if table.is_empty() => Self::Power(1.0),
            ToneReprCurve::Lut(table) if table.len() == 1 => Self::Power(f64::from(table[0]) / 256.0),
            ToneReprCurve::Lut(table) => Self::Table(table.iter().map(|v| f64::from(*v) / 65535.0).collect()),
            ToneReprCurve::Parametric(p) => {
                let p: Vec<f64> = p.iter().map(|v| f64::from(*v)).collect();
                match *p {
                    [g] => Self::Power(g),
                    [g, a, b] => Self::Parametric([g, a, b, 0.0, -b / a, 0.0, 0.0]),
                    [g, a, b, c] => Self::Parametric([g, a, b, 0.0, -b / a, c, c]),
                    [g, a, b, c, d] => Self::Parametric([g, a, b, c, d, 0.0, 0.0]),
                    [g, a, b, c, d, e, f] => Self::Parametric([g, a, b, c, d, e, f]),
                    _ => return None,
                }
            }
        })
    }

    /// Rising from about nothing to about one without a jump into the unknown.
    fn usable(&self) -> bool {
        let values: Vec<f64> = (0..=32).map(|i| self.at(f64::from(i) / 32.0)).collect();
        values.iter().all(|v| v.is_finite())
            && values.windows(2).all(|w| w[1] >= w[0])
            && values[0] < 0.1
            && values[32] > 0.9
    }

    /// Whether two curves are the same to half a step of an 8-bit picture.
    fn like(&self, other: &Self) -> bool {
        (0..=64).map(|i| f64::from(i) / 64.0).all(|x| (self.at(x) - other.at(x)).abs() < 2.5e-3)
    }
}

/// Curves of the three channels and the way to linear sRGB.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Profile {
    pub(super) encoding: Encoding,
    pub(super) curves: [Curve; 3],
    pub(super) to_linear_srgb: Matrix3,
}

const IDENTITY: Matrix3 = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
/// Colorants of sRGB relative to D50 as its ICC profiles hold them (rows X, Y, Z). Source: IEC 61966-2-1 primaries,
/// Bradford-adapted to the ICC's D50, rounded to s15Fixed16.
const SRGB_D50: Matrix3 =
    [[0.436_07, 0.385_15, 0.143_07], [0.222_49, 0.716_87, 0.060_61], [0.013_92, 0.097_08, 0.714_10]];
/// The same of Display P3 (Apple's profile).
const DISPLAY_P3_D50: Matrix3 =
    [[0.515_12, 0.291_98, 0.157_10], [0.241_20, 0.692_25, 0.066_57], [-0.001_05, 0.041_89, 0.784_07]];
/// The same of Adobe RGB (1998).
const ADOBE_RGB_D50: Matrix3 =
    [[0.609_74, 0.205_28, 0.149_19], [0.311_11, 0.625_67, 0.063_22], [0.019_47, 0.060_87, 0.744_57]];
/// Adobe RGB (1998), 4.3.4.2: the exponent is 563/256.
const ADOBE_GAMMA: f64 = 563.0 / 256.0;

impl Profile {
    pub(super) fn srgb() -> Self {
        Self { encoding: Encoding::Srgb, curves: [Curve::Srgb, Curve::Srgb, Curve::Srgb], to_linear_srgb: IDENTITY }
    }

    pub(super) fn linear() -> Self {
        let line = || Curve::Power(1.0);
        Self { encoding: Encoding::Linear, curves: [line(), line(), line()], to_linear_srgb: IDENTITY }
    }

    pub(super) fn display_p3() -> Self {
        let to_linear_srgb = way_to_srgb(&DISPLAY_P3_D50);
        Self { encoding: Encoding::DisplayP3, to_linear_srgb, ..Self::srgb() }
    }

    /// The profile in a file's ICC block.
    pub(super) fn parse(icc: &[u8], grey_picture: bool) -> Result<Self, PhotoError> {
        const UNREADABLE: PhotoError = PhotoError::Profile { reason: "cannot be read" };
        let options = ParsingOptions { max_profile_size: icc.len() + 1, ..ParsingOptions::default() };
        let parsed = ColorProfile::new_from_slice_with_options(icc, options).map_err(|_| UNREADABLE)?;
        let curve = |curve: &Option<ToneReprCurve>| {
            curve.as_ref().and_then(Curve::of).filter(Curve::usable).ok_or(PhotoError::Profile {
                reason: "holds tables instead of curves and a matrix, or its curves are broken",
            })
        };
        match parsed.color_space {
            DataColorSpace::Gray if grey_picture => {
                let grey = curve(&parsed.gray_trc)?;
                Ok(Self::of([grey.clone(), grey.clone(), grey], IDENTITY))
            }
            DataColorSpace::Gray => {
                Err(PhotoError::Profile { reason: "is for grey pictures, but this one has colour" })
            }
            DataColorSpace::Rgb => {
                let curves = [curve(&parsed.red_trc)?, curve(&parsed.green_trc)?, curve(&parsed.blue_trc)?];
                let colorants = parsed.colorant_matrix().v;
                let white: f64 = colorants[1].iter().sum();
                if inverse3(&colorants).is_none() || !(0.8..1.2).contains(&white) {
                    return Err(PhotoError::Profile { reason: "has no usable primaries" });
                }
                Ok(Self::of(curves, colorants))
            }
            DataColorSpace::Cmyk => Err(PhotoError::Profile { reason: "is for printing (CMYK)" }),
            _ => Err(PhotoError::Profile { reason: "is for another colour space than RGB" }),
        }
    }

    /// A profile from its curves and D50 colorants, recognising the common ones.
    fn of(curves: [Curve; 3], colorants: Matrix3) -> Self {
        let all_like = |model: &Curve| curves.iter().all(|c| c.like(model));
        let near = |model: &Matrix3| (0..9).all(|i| (colorants[i / 3][i % 3] - model[i / 3][i % 3]).abs() < 2e-3);
        let grey = colorants == IDENTITY;
        let encoding = if all_like(&Curve::Power(1.0)) {
            Encoding::Linear
        } else if all_like(&Curve::Srgb) && (grey || near(&SRGB_D50)) {
            return Self::srgb();
        } else if all_like(&Curve::Srgb) && near(&DISPLAY_P3_D50) {
            return Self::display_p3();
        } else if all_like(&Curve::Power(ADOBE_GAMMA)) && near(&ADOBE_RGB_D50) {
            Encoding::AdobeRgb
        } else {
            Encoding::Icc
        };
        let to_linear_srgb = if grey { IDENTITY } else { way_to_srgb(&colorants) };
        Self { encoding, curves, to_linear_srgb }
    }
}

/// From primaries given by their D50 colorants to linear sRGB: both live in the D50 connection space of the ICC, so
/// that no further adaptation is needed.
fn way_to_srgb(colorants: &Matrix3) -> Matrix3 {
    product3(&inverse3(&SRGB_D50).expect("sRGB's primaries span the space"), colorants)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_made_by_the_library_are_recognised() {
        let named = [
            (ColorProfile::new_srgb(), Encoding::Srgb),
            (ColorProfile::new_display_p3(), Encoding::DisplayP3),
            (ColorProfile::new_adobe_rgb(), Encoding::AdobeRgb),
            (ColorProfile::new_pro_photo_rgb(), Encoding::Icc),
            (ColorProfile::new_aces_cg_linear(), Encoding::Linear),
        ];
        for (profile, encoding) in named {
            let parsed = Profile::parse(&profile.encode().unwrap(), false).unwrap();
            assert_eq!(parsed.encoding, encoding);
            for row in parsed.to_linear_srgb {
                approx::assert_abs_diff_eq!(row.iter().sum::<f64>(), 1.0, epsilon = 2e-3);
            }
        }
    }

    #[test]
    fn profiles_that_cannot_be_honoured_are_refused() {
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
        assert_eq!(Profile::parse(&grey, true).unwrap().encoding, Encoding::Icc);
        assert!(Profile::parse(&grey, false).is_err());
        assert!(Profile::parse(b"no profile at all", false).is_err());
        let lab = ColorProfile::new_lab().encode().unwrap();
        assert!(matches!(Profile::parse(&lab, false), Err(PhotoError::Profile { .. })));
    }
}
