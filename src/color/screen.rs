//! Screen swatches: a hint of a colour, never a measurement, with a flag where the screen cannot show it.

use super::LabD65;
use palette::convert::IntoColorUnclamped;
use palette::encoding::Srgb as Encoding;
use palette::rgb::Rgb;

/// A colour for an sRGB screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swatch {
    /// Encoded sRGB, 0-255.
    pub rgb: [u8; 3],
    /// Whether the colour lies inside sRGB; outside, the nearest clipped colour is shown.
    pub in_gamut: bool,
}

/// The screen colour of a Lab colour.
#[must_use]
pub fn swatch(lab: LabD65) -> Swatch {
    let encoded: Rgb<Encoding, f64> = lab.into_color_unclamped();
    let linear = encoded.into_linear();
    let inside = |v: f64| (-5e-4..=1.0 + 5e-4).contains(&v);
    let in_gamut = inside(linear.red) && inside(linear.green) && inside(linear.blue);
    let code: Rgb<Encoding, u8> = encoded.into_format();
    Swatch { rgb: [code.red, code.green, code.blue], in_gamut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greys_are_grey_and_vivid_cyan_is_flagged() {
        assert_eq!(swatch(LabD65::new(100.0, 0.0, 0.0)), Swatch { rgb: [255, 255, 255], in_gamut: true });
        let [r, g, b] = swatch(LabD65::new(50.0, 0.0, 0.0)).rgb;
        assert!(r == g && g == b && (118..=120).contains(&r), "{r} {g} {b}"); // sRGB 119 is L* 50.03
        assert!(!swatch(LabD65::new(80.0, -70.0, -10.0)).in_gamut);
        assert_eq!(swatch(LabD65::new(0.0, 0.0, 0.0)).rgb, [0, 0, 0]);
    }
}
