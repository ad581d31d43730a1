//! Regions of a photo to colours: bare skin, the field of stubble, and the contrast between them.

mod find;
mod gate;
mod read;
mod reader;
mod region;
mod registration;
mod scalp_light;
mod spectral;
mod stubble;

pub use find::{FoundRegions, find_regions};
pub use gate::{RegionFault, not_like_skin, region_faults};
pub use reader::Reader;
pub use region::{Rect, Region};
pub(crate) use registration::px_per_chart;
pub use registration::{PlacesToFind, Registration, SightOfScalp, register};
pub use scalp_light::ScalpLight;
pub use stubble::{Stubble, stubble};

use crate::camera::SensorReading;
use crate::color::{Contrast, Estimate, LabD65, Spectrum};
use crate::diagnostic::Diagnostic;
use crate::math::{Homography, Matrix3, Point};
use crate::skin::{self, BasisFit, Client, Inversion};

/// Bare skin as measured.
#[derive(Debug, Clone)]
pub struct SkinReading {
    /// Where; `None` for readings that come from an instrument.
    pub rect: Option<Rect>,
    /// Colour, geometry of the camera unless the reading came from an instrument.
    pub lab: Estimate<LabD65>,
    /// The most probable reflectance spectrum of this colour among measured skins.
    pub spectrum: BasisFit,
    /// The optics of this skin: melanin, blood, scattering.
    pub client: Client,
    /// Part of the variance that comes from the region's own unevenness, L*, a*, b*.
    pub spread_cov: Matrix3,
    /// Part of the variance that comes from how it faces the light, and shines.
    pub geometry_cov: Matrix3,
    /// What the sensor saw, where it was estimated.
    pub seen: Option<SensorReading>,
}

/// The stubble field as measured.
#[derive(Debug, Clone)]
pub struct FieldReading {
    /// Where; `None` for readings that come from an instrument.
    pub rect: Option<Rect>,
    /// Plain mean colour of the field.
    pub lab: Estimate<LabD65>,
    /// The most probable reflectance spectrum of this colour.
    pub spectrum: Spectrum,
    /// Field minus adjacent bare skin, dE*ab, with the errors that both share taken out.
    pub contrast: Estimate<Contrast>,
    /// Part of the contrast's variance that comes from the regions' own unevenness.
    pub spread_cov: Matrix3,
    /// Part of the contrast's variance that comes from how both face the light, and shine.
    pub geometry_cov: Matrix3,
}

const NONE: Matrix3 = [[0.0; 3]; 3];

/// Bare skin from an instrument's reading; `surface_rho` is the share of white that its surface reflects into it.
#[must_use]
pub fn skin_from_instrument(lab: Estimate<LabD65>, surface_rho: f64, warnings: &mut Vec<Diagnostic>) -> SkinReading {
    let reading = skin_reading(None, lab, skin::spectrum_from_lab(lab.mean), surface_rho);
    warnings.extend(gate::not_like_skin(&reading));
    reading
}

fn skin_reading(rect: Option<Rect>, lab: Estimate<LabD65>, spectrum: BasisFit, surface_rho: f64) -> SkinReading {
    let client = invert(&spectrum.spectrum, surface_rho);
    SkinReading { rect, lab, spectrum, client, spread_cov: NONE, geometry_cov: NONE, seen: None }
}

/// Melanin, blood and scattering of a bare skin.
fn invert(bare: &Spectrum, surface_rho: f64) -> Client {
    let inversion = Inversion { surface_rho, ..Inversion::default() };
    inversion.fit(bare).expect("what is fixed of a skin by default lies in its domain")
}

/// The field from an instrument's reading; both readings' errors are independent.
#[must_use]
pub fn field_from_instrument(lab: Estimate<LabD65>, skin: &SkinReading) -> FieldReading {
    let cov = [0, 1, 2].map(|i| [0, 1, 2].map(|j| lab.cov[i][j] + skin.lab.cov[i][j]));
    let contrast = Estimate { mean: Contrast::between(lab.mean, skin.lab.mean), cov };
    let spectrum = skin::spectrum_from_lab(lab.mean).spectrum;
    FieldReading { rect: None, lab, spectrum, contrast, spread_cov: NONE, geometry_cov: NONE }
}

/// Whether a region lies over the chart or its frame, or reaches over them.
#[must_use]
pub fn covers_chart(rect: Rect, to_chart: &Homography) -> bool {
    let chart_in_it = to_chart.inverse().is_some_and(|back| {
        let middle = back.map(Point::default());
        let (x, y) = (middle.x - f64::from(rect.x), middle.y - f64::from(rect.y));
        (0.0..f64::from(rect.w)).contains(&x) && (0.0..f64::from(rect.h)).contains(&y)
    });
    // Its outermost patches and a narrow frame: what lies beside that is scalp.
    let on_it = |p: Point| p.x.abs() < 1.3 && p.y.abs() < 1.5;
    chart_in_it || rect.corners().into_iter().chain([rect.centre()]).any(|p| on_it(to_chart.map(p)))
}

/// Whether a place in chart coordinates lies on the chart or its frame.
fn near_chart(p: Point) -> bool {
    p.x.abs() < 1.5 && p.y.abs() < 1.8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_over_the_chart_are_told_from_those_beside_it() {
        // A chart whose patch centres span 100 to 300 across and 100 to 200 down.
        let to_chart = Homography::from_rows([[0.01, 0.0, -2.0], [0.0, 0.02, -3.0], [0.0, 0.0, 1.0]]);
        let at = |x, y, w, h| covers_chart(Rect { x, y, w, h }, &to_chart);
        assert!(at(180, 140, 20, 20) && at(0, 0, 90, 90) && at(0, 0, 1000, 1000) && !at(0, 0, 60, 60));
        assert!(!at(340, 100, 60, 60) && !at(100, 240, 60, 60));
    }
}
