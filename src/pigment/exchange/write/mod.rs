//! Drawdowns of a catalogue in the formats of other programs.

mod ase;
mod cgats;
mod csv;
mod gpl;

use crate::color::{D50, D65, Geometry, Lab, LabD65, Spectrum, Viewing, WAVELENGTHS_NM, lab_array};
use crate::pigment::{Drawdown, Pigment, Reading, SampledSpectrum};
use palette::convert::IntoColorUnclamped;

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// CGATS.17 text: Lab and spectra, to the digit.
    Cgats,
    /// A table with a header row: Lab and spectra, to the digit.
    Csv,
    /// Adobe Swatch Exchange: Lab in single precision.
    Ase,
    /// GIMP palette: 8-bit sRGB, a picture of the colours and no more.
    Gpl,
}

/// What names of computed films begin with.
const COMPUTED: &str = "computed: ";

/// A colour to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Exported {
    /// Its name: pigment, fraction, film, backing.
    pub name: String,
    /// Lab for D50 and 2 degrees.
    pub lab: Lab<D50, f64>,
    /// The spectrum, where there is one.
    pub spectrum: Option<SampledSpectrum>,
    /// How it was lit and seen.
    pub geometry: Option<Geometry>,
    /// Whether it was computed from optics and not measured.
    pub computed: bool,
}

impl Exported {
    /// A measured film.
    #[must_use]
    pub fn measured(pigment: &Pigment, drawdown: &Drawdown) -> Self {
        let backing = drawdown.backing.name.as_deref().unwrap_or("unnamed backing");
        Self {
            name: drawdown_name(&pigment.id, drawdown.fraction, drawdown.film_um, backing),
            lab: lab_of(&drawdown.reading),
            spectrum: drawdown.reading.spectrum.clone(),
            geometry: Some(drawdown.geometry),
            computed: false,
        }
    }

    /// A film that nobody measured, by its reflectance, surface light included; its name says so.
    #[must_use]
    pub fn computed(pigment: &Pigment, fraction: f64, film_um: f64, backing: &str, reflectance: &Spectrum) -> Self {
        let values_percent = reflectance.values().map(|r| 100.0 * r).to_vec();
        let step_nm = WAVELENGTHS_NM[1] - WAVELENGTHS_NM[0];
        Self {
            name: format!("{COMPUTED}{}", drawdown_name(&pigment.id, fraction, film_um, backing)),
            lab: D50::lab(reflectance),
            spectrum: Some(SampledSpectrum { start_nm: WAVELENGTHS_NM[0], step_nm, values_percent }),
            geometry: Some(Geometry::Sci),
            computed: true,
        }
    }

    /// Whether a name is that of a film that was computed.
    #[must_use]
    pub fn is_name_of_computed(name: &str) -> bool {
        name.starts_with(COMPUTED)
    }

    /// The colour as daylight shows it, for screens: from the spectrum, or else from Lab adapted by Bradford's matrix.
    fn lab_d65(&self) -> LabD65 {
        self.spectrum.as_ref().map_or_else(|| adapted(self.lab), |spectrum| D65::lab(&spectrum.reflectance()))
    }
}

/// Bradford adaptation from D50 to D65 (Lindbloom; ICC.1:2022 annex E, inverse).
fn adapted(lab: Lab<D50, f64>) -> LabD65 {
    const D50_TO_D65: [[f64; 3]; 3] = [
        [0.955_576_6, -0.023_039_3, 0.063_163_6],
        [-0.028_289_5, 1.009_941_6, 0.021_007_7],
        [0.012_298_2, -0.020_483_0, 1.329_909_8],
    ];
    let xyz: crate::color::Xyz<D50, f64> = lab.into_color_unclamped();
    let [x, y, z] = crate::math::transform3(&D50_TO_D65, [xyz.x, xyz.y, xyz.z]);
    crate::color::Xyz::<D65, f64>::new(x, y, z).into_color_unclamped()
}

fn lab_of(reading: &Reading) -> Lab<D50, f64> {
    let of_spectrum = || reading.spectrum.as_ref().map(|spectrum| D50::lab(&spectrum.reflectance()));
    reading.lab_d50.or_else(of_spectrum).expect("a reading has Lab, spectrum or both")
}

/// Every measured film of a pigment.
#[must_use]
pub fn measured(pigment: &Pigment) -> Vec<Exported> {
    pigment.drawdowns.iter().map(|drawdown| Exported::measured(pigment, drawdown)).collect()
}

/// The name of a film, which [`super::DrawdownFields::of_name`] reads again.
///
/// ```
/// use healtone::pigment::exchange::drawdown_name;
/// assert_eq!(drawdown_name("carbon", 0.05, 50.0, "white card"), "carbon fraction 0.05 film 50 um on white card");
/// ```
#[must_use]
pub fn drawdown_name(id: &str, fraction: f64, film_um: f64, backing: &str) -> String {
    format!("{id} fraction {fraction} film {film_um} um on {backing}")
}

/// Writes colours in a format; numbers with all the digits that they have, where the format can hold them.
#[must_use]
pub fn write(format: ExportFormat, colours: &[Exported]) -> Vec<u8> {
    match format {
        ExportFormat::Cgats => cgats::text(colours).into_bytes(),
        ExportFormat::Csv => csv::text(colours).into_bytes(),
        ExportFormat::Ase => ase::bytes(colours),
        ExportFormat::Gpl => gpl::text(colours).into_bytes(),
    }
}

/// Wavelengths and percent of a spectrum.
fn points(spectrum: &SampledSpectrum) -> impl Iterator<Item = (f64, f64)> {
    let nm = (0_u32..).map(|i| spectrum.start_nm + spectrum.step_nm * f64::from(i));
    nm.zip(spectrum.values_percent.iter().copied())
}

/// L*, a* and b* as text.
fn lab_words(colour: &Exported) -> [String; 3] {
    // Minus zero prints as -0.
    lab_array(colour.lab).map(|v| (v + 0.0).to_string())
}

/// A name without letters that no text file can hold on its line.
fn one_line(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
