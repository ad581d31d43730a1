//! Colours on an sRGB screen: swatches, with a flag where the screen cannot show them, and the light of pictures.

use super::LabD65;
use palette::convert::IntoColorUnclamped;
use palette::encoding::{FromLinear, IntoLinear, Linear, Srgb as Encoding};
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

/// Light of a colour in the channels of an sRGB screen, linear: 0-1 within its gamut, beyond where it cannot show it.
///
/// Source: IEC 61966-2-1:1999.
///
/// ```
/// use healtone::color::{lab_of_screen, screen_light, LabD65};
/// let skin = LabD65::new(62.0, 11.0, 16.0);
/// let again = lab_of_screen(screen_light(skin));
/// assert!((again.l - 62.0).abs() < 1e-3 && (again.a - 11.0).abs() < 1e-3, "{again:?}");
/// ```
#[must_use]
pub fn screen_light(lab: LabD65) -> [f64; 3] {
    let encoded: Rgb<Encoding, f64> = lab.into_color_unclamped();
    let linear = encoded.into_linear();
    [linear.red, linear.green, linear.blue]
}

/// The colour of such light.
#[must_use]
pub fn lab_of_screen([red, green, blue]: [f64; 3]) -> LabD65 {
    let linear: Rgb<Linear<Encoding>, f64> = Rgb::new(red, green, blue);
    linear.into_color_unclamped()
}

/// The code of light in one channel, 0-255; beyond the scale that of its end.
#[must_use]
pub fn screen_code(light: f64) -> u8 {
    #[allow(clippy::cast_possible_truncation, reason = "codes are far coarser")]
    let light = light as f32;
    <Encoding as FromLinear<f32, u8>>::from_linear(light)
}

/// The light of a code.
#[must_use]
pub fn light_of_code(code: u8) -> f64 {
    <Encoding as IntoLinear<f64, u8>>::into_linear(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        for code in 0..=255_u8 {
            let c = f64::from(code) / 255.0;
            let light = if c <= 0.04045 { c / 12.92 } else { crate::math::pow((c + 0.055) / 1.055, 2.4) };
            assert!((light_of_code(code) - light).abs() < 1e-6, "{code}");
            assert_eq!(screen_code(light), code);
        }
        assert_eq!([screen_code(-0.2), screen_code(1.3)], [0, 255]);
    }

    #[test]
    fn greys_are_grey_and_vivid_cyan_is_flagged() {
        assert_eq!(swatch(LabD65::new(100.0, 0.0, 0.0)), Swatch { rgb: [255, 255, 255], in_gamut: true });
        let [r, g, b] = swatch(LabD65::new(50.0, 0.0, 0.0)).rgb;
        assert!(r == g && g == b && (118..=120).contains(&r), "{r} {g} {b}"); // sRGB 119 is L* 50.03
        assert!(!swatch(LabD65::new(80.0, -70.0, -10.0)).in_gamut);
        assert_eq!(swatch(LabD65::new(0.0, 0.0, 0.0)).rgb, [0, 0, 0]);
    }
}
