//! Samples as they stand in a file to samples as they are meant: white, scale, order of wavelengths, ranges.

use super::ImportOptions;
use super::assemble::Raw;
use super::format::Format;
use super::sample::{Import, ImportSource, ReadSpectrum, Sample, StatedLab};
use super::spectral::Scale;
use super::text::{Text, note, shown};
use super::white::White;
use crate::color::{A, D50, D65, D65Degree10, Geometry, Lab, Observer, Xyz, ciede2000, lab_array, lab_from};
use crate::diagnostic::{Diagnostic, Kind};
use palette::convert::IntoColorUnclamped;

/// What a file states beside its samples.
pub(super) struct Stated {
    pub(super) format: Format,
    pub(super) geometry: Option<Geometry>,
    pub(super) instrument: Option<String>,
}

/// Lab that a surface can have, with room for what instruments are off by.
const LIGHTNESS: std::ops::RangeInclusive<f64> = -1.0..=125.0;
const CHROMA: std::ops::RangeInclusive<f64> = -200.0..=200.0;
/// Reflectance in percent: paper that fluoresces has up to 130, dark samples read a little below 0.
const PERCENT: std::ops::RangeInclusive<f64> = -5.0..=200.0;
/// A scale is told from the Lab beside a spectrum when by it the two differ by less than the first, mean dE00, and by
/// the other scale by more than the second. White taken wrongly for another costs some 5; a factor of 100 costs 20 and
/// more on anything but black.
const SAME_DE00: f64 = 10.0;
const OTHER_DE00: f64 = 20.0;
/// From this on a Lab and its spectrum are not of one measurement.
const DIFFER_DE00: f64 = 3.0;

/// Settles what is left open by the rows.
///
/// Errors: no sample, or none with a colour; a scale that nothing tells; a value out of range; a white that contradicts
/// the user's word.
pub(super) fn settle(
    text: Text<'_>,
    mut raws: Vec<Raw>,
    stated: Stated,
    header_scale: Option<Scale>,
    options: &ImportOptions,
    mut notes: Vec<Diagnostic>,
) -> Result<Import, Diagnostic> {
    for raw in &mut raws {
        raw.white = settled_white(&raw.white, options.white.as_ref(), text.file)?;
    }
    let scale = scale_of(text, &raws, header_scale, options, &mut notes)?;
    let read = raws.iter().enumerate().map(|(i, raw)| sample(text, raw, i, scale, &mut notes));
    let samples: Vec<Sample> = read.collect::<Result<_, _>>()?;
    let has_color = |s: &Sample| s.lab.is_some() || s.spectrum.is_some() || s.rgb.is_some();
    if !samples.iter().any(has_color) {
        let whole = text.end();
        return Err(if raws.iter().any(|raw| raw.xyz.is_some()) {
            text.fault("white-unstated", &whole, XYZ_WITHOUT_WHITE, "Say them with --white d50-2, or as they are.")
        } else {
            text.fault("no-color", &whole, "There is no sample with a colour.", "Export Lab or spectra.")
        });
    }
    warn_of_white(&samples, &mut notes);
    warn_of_rgb(&samples, &mut notes);
    warn_of_difference(&samples, &mut notes);
    let white = common_white(&raws);
    let Stated { format, geometry, instrument } = stated;
    Ok(Import { source: ImportSource { format, white, geometry, instrument }, samples, warnings: notes })
}

const XYZ_WITHOUT_WHITE: &str =
    "XYZ become Lab only by their light and observer, and these are not stated or not known.";

/// The white that is stated, or else the user's word for it.
fn settled_white(stated: &White, said: Option<&White>, file: &str) -> Result<White, Diagnostic> {
    let Some(said) = said else { return Ok(stated.clone()) };
    let contradicts = (stated.illuminant.is_some() && stated.illuminant != said.illuminant)
        || (stated.observer.is_some() && stated.observer != said.observer);
    if contradicts {
        let stated_as = if stated.is_stated() { stated.name() } else { format!("{stated:?}") };
        return Err(Diagnostic::error(
            Kind::Argument,
            "white-contradicts",
            format!("{file} states {stated_as}, and --white says {}.", said.name()),
            "Leave out --white: it is for files that state none.",
        ));
    }
    Ok(said.clone())
}

fn common_white(raws: &[Raw]) -> White {
    let is_measured = |raw: &&Raw| raw.lab.is_some() || raw.xyz.is_some() || !raw.points.is_empty();
    let mut measured = raws.iter().filter(is_measured).peekable();
    let first = measured.peek().map_or_else(White::default, |raw| raw.white.clone());
    if measured.all(|raw| raw.white == first) { first } else { White::default() }
}

/// The scale of spectra whose columns do not name it: the user's word, the header's, or the Lab beside them.
fn scale_of(
    text: Text<'_>,
    raws: &[Raw],
    header: Option<Scale>,
    options: &ImportOptions,
    notes: &mut Vec<Diagnostic>,
) -> Result<Option<Scale>, Diagnostic> {
    let Some(open) = raws.iter().find(|raw| !raw.points.is_empty() && raw.scale.is_none()) else { return Ok(None) };
    if let Some(scale) = options.scale.or(header) {
        return Ok(Some(scale));
    }
    let [as_fraction, as_percent] = [Scale::Fraction, Scale::Percent].map(|scale| mean_difference(raws, scale));
    let told = |same: Option<f64>, other: Option<f64>| {
        same.is_some_and(|same| same < SAME_DE00) && other.is_some_and(|other| other > OTHER_DE00)
    };
    let (scale, name, de00) = if told(as_fraction, as_percent) {
        (Scale::Fraction, "fractions, white is 1", as_fraction)
    } else if told(as_percent, as_fraction) {
        (Scale::Percent, "percent, white is 100", as_percent)
    } else {
        return Err(text.fault(
            "spectral-scale-unstated",
            &open.span,
            "The names of the spectral columns do not say whether white is 1 or 100, and no Lab beside them tells it.",
            "Say it: --scale fraction where white is 1, --scale percent where white is 100.",
        ));
    };
    note(
        notes,
        Diagnostic::warning(
            "spectral-scale-by-lab",
            format!(
                "The spectral columns do not state their scale. Read as {name}, they give the Lab that stands beside \
                 them (mean dE00 {:.1}); by the other scale they do not.",
                de00.unwrap_or_default()
            ),
            "Say the scale with --scale if that is wrong.",
        ),
    );
    Ok(Some(scale))
}

/// Mean dE00 between Lab and spectrum by a scale, for samples that have both; `None` without any.
fn mean_difference(raws: &[Raw], scale: Scale) -> Option<f64> {
    let differences: Vec<f64> = raws
        .iter()
        .filter(|raw| raw.scale.is_none() && raw.points.len() >= 2)
        .filter_map(|raw| {
            let spectrum = sorted(&raw.points, scale).0;
            let white = if raw.white.is_stated() { raw.white.clone() } else { White::d50() };
            Some(de00(raw.lab?, spectrum.lab_under(&white)?))
        })
        .collect();
    (!differences.is_empty()).then(|| differences.iter().sum::<f64>() / differences.len() as f64)
}

fn de00(one: [f64; 3], other: [f64; 3]) -> f64 {
    ciede2000::<D50>(lab_from(one), lab_from(other))
}

/// Points by rising wavelength, those of one wavelength averaged; whether any were.
fn sorted(points: &[(f64, f64)], scale: Scale) -> (ReadSpectrum, bool) {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut nm, mut percent) = (Vec::<f64>::new(), Vec::new());
    let mut rest = &points[..];
    while let Some((at, _)) = rest.first() {
        let same = rest.iter().take_while(|point| (point.0 - at).abs() < 1e-6).count();
        let mean = rest[..same].iter().map(|point| point.1).sum::<f64>() / same as f64;
        nm.push(*at);
        percent.push(mean * scale.to_percent());
        rest = &rest[same..];
    }
    let averaged = nm.len() < points.len();
    (ReadSpectrum { nm, percent }, averaged)
}

fn sample(
    text: Text<'_>,
    raw: &Raw,
    index: usize,
    scale: Option<Scale>,
    notes: &mut Vec<Diagnostic>,
) -> Result<Sample, Diagnostic> {
    let name: String = raw.name.chars().filter(|c| !c.is_control()).collect();
    let name = if name.is_empty() { (index + 1).to_string() } else { name };
    let out_of_range = |what: String, remedy: &str| {
        let message = format!("{what} of \"{}\" is out of range.", shown(&name));
        text.fault("out-of-range", &raw.span, message, remedy)
    };
    let lab = raw.lab.or_else(|| raw.xyz.and_then(|xyz| lab_of_xyz(xyz, &raw.white)));
    if let Some([l, a, b]) = lab
        && !(LIGHTNESS.contains(&l) && CHROMA.contains(&a) && CHROMA.contains(&b))
    {
        let remedy = "L* runs from 0 to 100; see whether the columns are the right ones and no decimal mark is lost.";
        return Err(out_of_range(format!("Lab {l}, {a}, {b}"), remedy));
    }
    if let Some(rgb) = raw.rgb.filter(|rgb| rgb.iter().any(|v| !(0.0..=255.0).contains(v))) {
        return Err(out_of_range(format!("RGB {rgb:?}"), "Red, green and blue run from 0 to 255."));
    }
    let spectrum = match (raw.points.len(), raw.scale.or(scale)) {
        (0, _) | (_, None) => None,
        (_, Some(scale)) => {
            let (spectrum, averaged) = sorted(&raw.points, scale);
            if averaged {
                note(notes, averaged_points(&name));
            }
            if let Some((nm, p)) = spectrum.nm.iter().zip(&spectrum.percent).find(|(_, p)| !PERCENT.contains(p)) {
                let remedy = "Reflectance is 0 to 100 %, or 0 to 1 as a fraction; see which the file has, and say it \
                              with --scale.";
                return Err(out_of_range(format!("Reflectance {p} % at {nm} nm"), remedy));
            }
            if spectrum.nm.len() < 2 {
                return Err(out_of_range("A spectrum of one wavelength".to_owned(), "Export the whole spectrum."));
            }
            if !spectrum.covers_the_visible() {
                note(notes, short_spectrum(&name, &spectrum));
            }
            Some(spectrum)
        }
    };
    let lab = lab.map(|value| StatedLab { white: raw.white.clone(), value });
    Ok(Sample { name, lab, spectrum, rgb: raw.rgb })
}

fn averaged_points(name: &str) -> Diagnostic {
    let message = format!("The spectrum of \"{}\" has a wavelength more than once; the mean was taken.", shown(name));
    Diagnostic::warning("wavelength-twice", message, "See whether two measurements were mixed.")
}

fn short_spectrum(name: &str, spectrum: &ReadSpectrum) -> Diagnostic {
    let (first, last) = (spectrum.nm[0], spectrum.nm[spectrum.nm.len() - 1]);
    Diagnostic::warning(
        "short-spectrum",
        format!("The spectrum of \"{}\" runs from {first} to {last} nm only.", shown(name)),
        "A catalogue asks for 400 to 700 nm; outside of what was measured the end values are held.",
    )
}

/// Lab of tristimulus values with Y = 100 for white, under a white that is known here.
fn lab_of_xyz(xyz: [f64; 3], white: &White) -> Option<[f64; 3]> {
    let [x, y, z] = xyz.map(|v| v / 100.0);
    match (white.illuminant.as_deref()?, white.observer?) {
        ("D50", Observer::Cie1931) => {
            let lab: Lab<D50, f64> = Xyz::<D50, f64>::new(x, y, z).into_color_unclamped();
            Some(lab_array(lab))
        }
        ("D65", Observer::Cie1931) => {
            let lab: Lab<D65, f64> = Xyz::<D65, f64>::new(x, y, z).into_color_unclamped();
            Some(lab_array(lab))
        }
        ("A", Observer::Cie1931) => {
            let lab: Lab<A, f64> = Xyz::<A, f64>::new(x, y, z).into_color_unclamped();
            Some(lab_array(lab))
        }
        ("D65", Observer::Cie1964) => {
            let lab: Lab<D65Degree10, f64> = Xyz::<D65Degree10, f64>::new(x, y, z).into_color_unclamped();
            Some(lab_array(lab))
        }
        _ => None,
    }
}

fn warn_of_white(samples: &[Sample], notes: &mut Vec<Diagnostic>) {
    let open = samples.iter().filter(|s| s.lab.as_ref().is_some_and(|lab| !lab.white.is_stated())).count();
    if open > 0 {
        note(
            notes,
            Diagnostic::warning(
                "white-unstated",
                format!("Light and observer of {open} Lab value(s) are not stated, so they are not taken for any."),
                "Look them up in the instrument's settings and say them, as in --white d50-2.",
            ),
        );
    }
}

fn warn_of_rgb(samples: &[Sample], notes: &mut Vec<Diagnostic>) {
    let only = samples.iter().filter(|s| s.rgb.is_some() && s.lab.is_none() && s.spectrum.is_none()).count();
    if only > 0 {
        note(
            notes,
            Diagnostic::warning(
                "rgb-only",
                format!("{only} sample(s) have only red, green and blue for a screen, which are no measurement."),
                "Use them as names of shades; for a catalogue measure the film.",
            ),
        );
    }
}

fn warn_of_difference(samples: &[Sample], notes: &mut Vec<Diagnostic>) {
    let differing = samples.iter().filter_map(|s| {
        let (lab, spectrum) = (s.lab.as_ref()?, s.spectrum.as_ref()?);
        let de = de00(lab.value, spectrum.lab_under(&lab.white)?);
        (de > DIFFER_DE00).then_some((de, &s.name))
    });
    let worst = differing.max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((de, name)) = worst {
        note(
            notes,
            Diagnostic::warning(
                "lab-differs",
                format!("Lab and spectrum of \"{}\" are not of one colour (dE00 {de:.1}).", shown(name)),
                "See whether the stated light and observer are those of the Lab.",
            ),
        );
    }
}

/// Samples of a swatch file, which has neither text nor spectra.
pub(super) fn swatches(
    file: &str,
    format: Format,
    samples: Vec<Sample>,
    mut notes: Vec<Diagnostic>,
) -> Result<Import, Diagnostic> {
    if samples.is_empty() {
        let message = format!("{file} holds only amounts for a device, such as CMYK, or no colour at all.");
        let remedy = "Export Lab or RGB swatches, or better the instrument's measurements.";
        return Err(Diagnostic::error(Kind::Unfit, "no-color", message, remedy));
    }
    let text = Text { file, text: "" };
    for s in &samples {
        let lab = s.lab.as_ref().map(|lab| lab.value);
        let raw = Raw { name: s.name.clone(), lab, rgb: s.rgb, ..Raw::default() };
        sample(text, &raw, 0, None, &mut notes).map_err(|fault| Diagnostic { place: None, ..fault })?;
    }
    if samples.iter().any(|s| s.lab.is_some()) {
        note(
            &mut notes,
            Diagnostic::warning(
                "white-by-convention",
                "The file states no light; Lab swatches of Adobe's programs are for D50 and 2 degrees, and were read so.",
                "Check with whoever made them if the exact shade matters.",
            ),
        );
    }
    warn_of_rgb(&samples, &mut notes);
    let white = if samples.iter().any(|s| s.lab.is_some()) { White::d50() } else { White::default() };
    Ok(Import { source: ImportSource { format, white, geometry: None, instrument: None }, samples, warnings: notes })
}
