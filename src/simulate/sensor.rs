//! What a camera's sensor makes of a spectrum.

use crate::color::{Observer, PerBand, Spectrum, ViewingWeights, WAVELENGTHS_NM};
use crate::data::Columns;
use crate::diagnostic::{Diagnostic, Kind, nearest};
use crate::math::{Random, exp};

/// Spectral sensitivity of three channels on the grid, each in units of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensor {
    /// What it is called in `truth.json`.
    pub name: String,
    /// Who made it, as the file of a measured one says; `None` where nobody did.
    pub maker: Option<String>,
    /// Sensitivity of the channels, band by band.
    pub sensitivity: [PerBand; 3],
}

impl Sensor {
    /// A sensor like those of cameras, drawn from a seed.
    ///
    /// ```text
    /// m_c = bell(l; peak, left, right) + bump,   all under a filter that opens at 400-420 and closes at 660-690 nm
    /// ```
    ///
    /// Peaks near 600, 535 and 460 nm, red with a small second bump in the blue, each varied by its own draw. Assumed:
    /// shapes as of the 34 measured cameras of the ASWF camera data set (2025), copied from none of them.
    #[must_use]
    pub fn parametric(seed: u64) -> Self {
        let mut random = Random::part(seed, 0x5e_a507);
        let mut near = |middle: f64, sd: f64| middle + sd * random.normal().clamp(-2.5, 2.5);
        let red = [near(598.0, 4.0), near(22.0, 3.0), near(42.0, 4.0)];
        let green = [near(533.0, 4.0), near(38.0, 3.0), near(40.0, 3.0)];
        let blue = [near(458.0, 4.0), near(26.0, 3.0), near(34.0, 3.0)];
        let bump = near(0.06, 0.02).max(0.0);
        let (opens, closes) = (near(410.0, 4.0), near(675.0, 5.0));
        let filter = |nm: f64| 1.0 / ((1.0 + exp((opens - nm) / 4.0)) * (1.0 + exp((nm - closes) / 6.0)));
        let of = |shape: &dyn Fn(f64) -> f64| WAVELENGTHS_NM.map(|nm| shape(nm) * filter(nm));
        Self {
            name: format!("parametric-{seed}"),
            maker: None,
            sensitivity: [
                of(&|nm| bell(nm, red) + bump * bell(nm, [450.0, 30.0, 30.0])),
                of(&|nm| bell(nm, green)),
                of(&|nm| bell(nm, blue)),
            ],
        }
    }

    /// The CIE 1931 observer: a camera without metamerism, for tests.
    #[must_use]
    pub fn observer() -> Self {
        // The weights of an equal-energy light are the colour-matching functions on the grid.
        let weights = ViewingWeights::of_power(&[360.0, 830.0], &[1.0, 1.0], Observer::Cie1931);
        Self { name: "observer".into(), maker: None, sensitivity: weights.bands }
    }

    /// What the channels make of a spectrum under a light.
    ///
    /// ```text
    /// q_c = sum_l m_c(l) E(l) R(l)
    /// ```
    #[must_use]
    pub fn response(&self, light: &PerBand, reflectance: &PerBand) -> [f64; 3] {
        let sum = |m: &PerBand| m.iter().zip(light).zip(reflectance).map(|((m, e), r)| m * e * r).sum();
        self.sensitivity.each_ref().map(sum)
    }

    /// The same for a white, R = 1.
    #[must_use]
    pub fn white(&self, light: &PerBand) -> [f64; 3] {
        self.response(light, Spectrum::constant(1.0).values())
    }
}

/// A bell with a side of its own each way.
fn bell(nm: f64, [peak, left, right]: [f64; 3]) -> f64 {
    let x = (nm - peak) / if nm < peak { left } else { right };
    exp(-0.5 * x * x)
}

/// Relative power of a CIE light on the grid, its mean over the bands 1.
///
/// # Errors
/// A name that the table of lights does not have, with the one that may have been meant.
pub fn light_power(name: &str) -> Result<PerBand, Diagnostic> {
    let table = Columns::read("calibration/cie/lights.csv");
    let lights: Vec<&str> = table.names().filter(|n| *n != "wavelength_nm").collect();
    if !lights.contains(&name) {
        let known = lights.join(", ");
        let remedy = nearest(name, lights.iter().copied())
            .map_or_else(|| format!("Known are {known}."), |hint| format!("Did you mean {hint}? Known are {known}."));
        return Err(Diagnostic::error(
            Kind::Argument,
            "unknown-light",
            format!("There is no light called {name:?}."),
            remedy,
        ));
    }
    let power: Vec<f64> = table.column(name).iter().map(|p| if p.is_nan() { 0.0 } else { *p }).collect();
    Ok(tabulated_power(table.column("wavelength_nm"), &power))
}

/// Relative power on the grid of a light given by a table, its mean over the bands 1.
#[must_use]
pub fn tabulated_power(nm: &[f64], power: &[f64]) -> PerBand {
    let bands = band_means(nm, power);
    let mean = bands.iter().sum::<f64>() / bands.len() as f64;
    bands.map(|p| p / mean)
}

/// Means over the bands of a 5 nm table, triangles 10 nm wide at half height: the narrow lines of lamps stay whole.
fn band_means(nm: &[f64], values: &[f64]) -> PerBand {
    let at = |at: f64| crate::math::interpolate(nm, values, at);
    WAVELENGTHS_NM.map(|centre| 0.25 * at(centre - 5.0) + 0.5 * at(centre) + 0.25 * at(centre + 5.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{D65, Viewing, lab_array};

    #[test]
    fn the_observer_under_d65_sees_what_the_tables_say() {
        let light = light_power("D65").unwrap();
        let observer = Sensor::observer();
        let white = observer.white(&light);
        for (patch, spectrum) in crate::chart::default_definition().spectra.iter().enumerate() {
            let seen = observer.response(&light, spectrum.values());
            let xyz = D65::xyz(spectrum);
            for (k, expected) in [xyz.x, xyz.y, xyz.z].into_iter().enumerate() {
                let scale = [0.950_47, 1.0, 1.088_83][k];
                let ours = seen[k] / white[k] * scale;
                assert!(
                    (ours - expected).abs() < 4e-4,
                    "patch {patch}, {k}: {ours} {expected} {:?}",
                    lab_array(D65::lab(spectrum))
                );
            }
        }
    }

    #[test]
    fn drawn_sensors_differ_and_part_the_colours() {
        let (one, other) = (Sensor::parametric(1), Sensor::parametric(2));
        assert_ne!(one.sensitivity, other.sensitivity);
        assert_eq!(one, Sensor::parametric(1));
        // Bands at 600, 530 and 460 nm.
        for (channel, band) in [(0, 22), (1, 15), (2, 8)] {
            for other in (0..3).filter(|c| *c != channel) {
                assert!(one.sensitivity[channel][band] > 2.0 * one.sensitivity[other][band], "{channel} {other}");
            }
        }
    }

    #[test]
    fn lights_are_known_by_name() {
        assert_eq!(light_power("D56").unwrap_err().code, "unknown-light");
        assert!(light_power("LED-B6").unwrap_err().remedy.contains("LED-B"));
        let lamp = light_power("A").unwrap();
        assert!(lamp[35] > 5.0 * lamp[2] && (lamp.iter().sum::<f64>() - 36.0).abs() < 1e-9);
    }
}
