//! One colour under several lights: what matches in daylight need not match under a lamp.

use super::{A, D50, D65, Lab, LabD65, Spectrum, Viewing, Xyz, ciede2000, lab_array, lab_from};
use palette::white_point::{Any, WhitePoint};

/// White of CIE LED-B3, 2 degrees: a white LED of 4100 K as rooms have them.
///
/// Source: CIE 015:2018, x .3756, y .3723.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedB3;

impl WhitePoint<f64> for LedB3 {
    fn get_xyz() -> Xyz<Any, f64> {
        let (x, y) = (0.3756, 0.3723);
        Xyz::new(x / y, 1.0, (1.0 - x - y) / y)
    }
}

/// L*, a*, b* of one reflectance under a light, 2 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnderLight {
    /// The light, as the CIE names it.
    pub light: &'static str,
    /// L*, a*, b* relative to this light's white.
    pub lab: [f64; 3],
}

/// Lights that a match is looked at under beside daylight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ViewLight {
    /// D50, the light of print.
    D50,
    /// A, an incandescent lamp.
    A,
    /// LED-B3, a white LED of rooms.
    LedB3,
}

impl ViewLight {
    /// The name used in arguments and results.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::D50 => "d50",
            Self::A => "a",
            Self::LedB3 => "led-b3",
        }
    }

    /// dE00 between two reflectances under this light, 2 degrees, relative to its white.
    ///
    /// CIEDE2000 was fitted to differences seen by daylight (D65); by another light it is taken as it is.
    #[must_use]
    pub fn de00(self, one: &Spectrum, other: &Spectrum) -> f64 {
        fn between<W: Viewing>(one: &Spectrum, other: &Spectrum) -> f64 {
            let [one, other]: [LabD65; 2] = [one, other].map(|r| lab_from(lab_array::<W>(W::lab(r))));
            ciede2000(one, other)
        }
        match self {
            Self::D50 => between::<D50>(one, other),
            Self::A => between::<A>(one, other),
            Self::LedB3 => between::<LedB3>(one, other),
        }
    }
}

/// A reflectance under daylight, the light of print, an incandescent lamp and a white LED.
///
/// ```
/// use healtone::color::{Spectrum, under_lights};
/// let reddish = under_lights(&Spectrum::from_fn(|nm| if nm < 600.0 { 0.3 } else { 0.5 }));
/// let [d65, _, lamp, _] = reddish;
/// assert!(lamp.light == "A" && lamp.lab[0] > d65.lab[0], "reds are lighter by a lamp");
/// ```
#[must_use]
pub fn under_lights(reflectance: &Spectrum) -> [UnderLight; 4] {
    fn under<W: Viewing>(reflectance: &Spectrum) -> UnderLight {
        let lab: Lab<W, f64> = W::lab(reflectance);
        UnderLight { light: W::LIGHT, lab: lab_array(lab) }
    }
    [under::<D65>(reflectance), under::<D50>(reflectance), under::<A>(reflectance), under::<LedB3>(reflectance)]
}
