//! One colour under several lights: what matches in daylight need not match under a lamp.

use super::{A, D50, D65, Lab, Spectrum, Viewing, Xyz, lab_array};
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
