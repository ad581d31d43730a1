//! What came of reading a file.

use super::format::Format;
use super::white::White;
use crate::color::{
    A, D50, D65, D65Degree10, Geometry, Lab, Observer, Spectrum, Viewing, lab_array, lab_from, lab_of_samples, on_grid,
};
use crate::diagnostic::Diagnostic;
use crate::pigment::SampledSpectrum;

/// The colours of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// What the file is and states of its measurements.
    pub source: ImportSource,
    /// Its colours in their order.
    pub samples: Vec<Sample>,
    /// What their reader must know.
    pub warnings: Vec<Diagnostic>,
}

/// What a file is and states of its measurements; `None` is not stated.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSource {
    /// The format, told from the content.
    pub format: Format,
    /// Light and observer of its Lab values, where all have the same.
    pub white: White,
    /// How the samples were lit and seen.
    pub geometry: Option<Geometry>,
    /// The instrument.
    pub instrument: Option<String>,
}

/// One colour of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its name; its number in the file where it has none.
    pub name: String,
    /// Lab as the file has it, or from its XYZ.
    pub lab: Option<StatedLab>,
    /// Reflectance as it was sampled.
    pub spectrum: Option<ReadSpectrum>,
    /// Encoded red, green and blue for a screen, 0-255: a picture of a colour, no measurement.
    pub rgb: Option<[f64; 3]>,
}

impl Sample {
    /// Lab for D50 and 2 degrees: as stated for that white, or else integrated from the spectrum.
    #[must_use]
    pub fn lab_d50(&self) -> Option<Lab<D50, f64>> {
        let stated = self.lab.as_ref().filter(|lab| lab.white == White::d50()).map(|lab| lab_from(lab.value));
        stated.or_else(|| self.spectrum.as_ref().map(ReadSpectrum::lab))
    }
}

/// A Lab with the white point that the file states for it.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedLab {
    /// Light and observer.
    pub white: White,
    /// L*, a*, b*.
    pub value: [f64; 3],
}

/// A reflectance at wavelengths in rising order, each once.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadSpectrum {
    /// Wavelengths, nm; two or more.
    pub nm: Vec<f64>,
    /// Reflectance in percent of a perfect white.
    pub percent: Vec<f64>,
}

impl ReadSpectrum {
    /// The spectrum as start, step and values, where its wavelengths are evenly spaced.
    ///
    /// ```
    /// use healtone::pigment::exchange::ReadSpectrum;
    /// let even = ReadSpectrum { nm: vec![400.0, 410.0, 420.0], percent: vec![4.0, 4.1, 4.2] };
    /// assert_eq!(even.sampled().unwrap().step_nm, 10.0);
    /// assert_eq!(ReadSpectrum { nm: vec![400.0, 410.0, 430.0], ..even }.sampled(), None);
    /// ```
    #[must_use]
    pub fn sampled(&self) -> Option<SampledSpectrum> {
        let [first, second, ..] = self.nm[..] else { return None };
        let step = second - first;
        let even = self.nm.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 1e-6);
        even.then(|| SampledSpectrum { start_nm: first, step_nm: step, values_percent: self.percent.clone() })
    }

    /// The reflectance on the grid of the tool, interpolated linearly and held constant beyond the ends.
    #[must_use]
    pub fn reflectance(&self) -> Spectrum {
        let share: Vec<f64> = self.percent.iter().map(|percent| percent / 100.0).collect();
        Spectrum::new(on_grid(&self.nm, &share))
    }

    /// Lab under the light and observer of a white point type, integrated by 1 nm ([`lab_of_samples`]).
    #[must_use]
    pub fn lab<W: Viewing>(&self) -> Lab<W, f64> {
        let share: Vec<f64> = self.percent.iter().map(|percent| percent / 100.0).collect();
        lab_of_samples(&self.nm, &share)
    }

    /// Lab under a white that is known here; `None` for another light.
    #[must_use]
    pub fn lab_under(&self, white: &White) -> Option<[f64; 3]> {
        match (white.illuminant.as_deref()?, white.observer?) {
            ("D50", Observer::Cie1931) => Some(lab_array(self.lab::<D50>())),
            ("D65", Observer::Cie1931) => Some(lab_array(self.lab::<D65>())),
            ("A", Observer::Cie1931) => Some(lab_array(self.lab::<A>())),
            ("D65", Observer::Cie1964) => Some(lab_array(self.lab::<D65Degree10>())),
            _ => None,
        }
    }

    /// Whether it reaches from 400 nm or less to 700 nm or more, as a catalogue asks.
    #[must_use]
    pub fn covers_the_visible(&self) -> bool {
        self.nm.first().is_some_and(|nm| *nm <= 400.0) && self.nm.last().is_some_and(|nm| *nm >= 700.0)
    }
}
