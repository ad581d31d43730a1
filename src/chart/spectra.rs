//! The spectra of the patches: measured for one generation of the chart, computed from published Lab for the others.

use super::definition::PATCHES;
use crate::color::{D50, D65, Lab, Spectrum, Viewing, ciede2000, lab_array, lab_from};
use crate::data::{ChartColours, Columns};
use crate::math::exp;
use nalgebra::{Matrix3, Matrix3x4, Vector3, Vector4};

const SPECTRA: &str = "calibration/charts/babelcolor-average-spectra.csv";
const SPYDERCHECKR: &str = "calibration/charts/spydercheckr24-lab-d65.csv";
const PUBLISHED: &str = "calibration/charts/classic-lab-d50.csv";

/// The 24 spectra of a set.
pub(super) fn patch_spectra(colours: ChartColours) -> [Spectrum; PATCHES] {
    let measured = measured();
    let generation = match colours {
        ChartColours::BabelcolorAverage => return measured,
        ChartColours::Spydercheckr24 => return spydercheckr(&measured),
        ChartColours::Before2014 => "before_2014",
        ChartColours::After2014 => "after_2014",
    };
    let published = published_lab_d50(generation);
    std::array::from_fn(|i| reproducing::<D50>(&measured[i], published[i]))
}

/// Most that paint reflects.
const MOST_REFLECTANCE: f64 = 0.95;
/// How near a computed spectrum must come to the Lab that it is to have.
const PAINT_MISS_DE00: f64 = 0.2;

/// The patches of a SpyderCheckr 24 have nearly the colours of the ColorChecker's in another order.
fn spydercheckr(measured: &[Spectrum; PATCHES]) -> [Spectrum; PATCHES] {
    let table = Columns::read(SPYDERCHECKR);
    let columns = ["l", "a", "b"].map(|c| table.column(c));
    std::array::from_fn(|i| like_nearest::<D65>(measured, [0, 1, 2].map(|c| columns[c][i])))
}

/// The spectrum of the ColorChecker's patch that is nearest, bent to a Lab of its own.
fn like_nearest<W: Viewing>(measured: &[Spectrum; PATCHES], own: [f64; 3]) -> Spectrum {
    let distance = |s: &Spectrum| ciede2000::<W>(W::lab(s), lab_from(own));
    let nearest = measured.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    let bent = reproducing::<W>(nearest.expect("a chart has patches"), own);
    // Where the eye sees next to nothing, beyond 700 nm, the bend may run away.
    Spectrum::new(bent.values().map(|r| r.min(MOST_REFLECTANCE)))
}

/// A spectrum that paint may have where only its Lab was measured: that of the ColorChecker's nearest patch, times the
/// exponential of a smooth cubic that reproduces the Lab.
///
/// ```text
/// S' = S exp(sum_k c_k P_k)
/// ```
///
/// `None` where no reflectance up to 0.95 comes to within 0.2 dE00 of it: a colour brighter or purer than paint.
///
/// ```
/// use healtone::chart::paint_of;
/// use healtone::color::{D50, Lab, Viewing};
/// let skin = paint_of(Lab::<D50, f64>::new(65.0, 18.0, 18.5)).unwrap();
/// assert!((D50::lab(&skin).l - 65.0).abs() < 0.01);
/// assert!(paint_of(Lab::<D50, f64>::new(60.0, 110.0, -90.0)).is_none());
/// ```
#[must_use]
pub fn paint_of<W: Viewing>(lab: Lab<W, f64>) -> Option<Spectrum> {
    let spectrum = like_nearest::<W>(&measured(), lab_array(lab));
    let miss = ciede2000::<W>(W::lab(&spectrum), lab);
    let is_paint = spectrum.values().iter().all(|r| r.is_finite() && *r >= 0.0);
    (is_paint && miss < PAINT_MISS_DE00).then_some(spectrum)
}

fn measured() -> [Spectrum; PATCHES] {
    let table = Columns::read(SPECTRA);
    std::array::from_fn(|i| {
        let column = table.column(&format!("patch_{}", i + 1));
        Spectrum::new(column.try_into().expect("the table stands on the grid"))
    })
}

/// Lab (D50, 2 degrees) published for a generation: `before_2014`, `after_2014` or `babelcolor_average`.
pub(super) fn published_lab_d50(generation: &str) -> [[f64; 3]; PATCHES] {
    let table = Columns::read(PUBLISHED);
    let columns = ["l", "a", "b"].map(|c| table.column(&format!("{generation}_{c}")));
    std::array::from_fn(|i| [0, 1, 2].map(|c| columns[c][i]))
}

/// Legendre polynomials of order 0-3 on 400-730 nm; shorter wavelengths keep the value at 400.
fn legendre(nm: f64) -> Vector4<f64> {
    let x = ((nm - 565.0) / 165.0).clamp(-1.0, 1.0);
    Vector4::new(1.0, x, 1.5 * x * x - 0.5, 2.5 * x * x * x - 1.5 * x)
}

/// A spectrum times the exponential of a cubic.
fn bent(spectrum: &Spectrum, c: &Vector4<f64>) -> Spectrum {
    let factor = Spectrum::from_fn(|nm| exp(c.dot(&legendre(nm))));
    spectrum.zip(factor.values(), |s, f| s * f)
}

/// The spectrum that has a published Lab and differs least from a measured one.
///
/// ```text
/// S' = S exp(sum_k c_k P_k),   minimise sum_k (w_k c_k)^2   subject to   Lab(S') = Lab published,   w = .3, 1, 1, 3
/// ```
///
/// Each step solves the problem with Lab linearised: c = W^-2 J' (J W^-2 J')^-1 (J c + published - Lab). Scaling the
/// whole spectrum is cheap, bending it twice is dear: pigments changed, physics did not.
fn reproducing<W: Viewing>(spectrum: &Spectrum, published: [f64; 3]) -> Spectrum {
    let freedom = Vector4::new(0.3, 1.0, 1.0, 3.0).map(|w: f64| 1.0 / (w * w));
    let lab = |c: &Vector4<f64>| {
        let lab: Lab<W, f64> = W::lab(&bent(spectrum, c));
        Vector3::from(lab_array(lab))
    };
    let target = Vector3::from(published);
    let mut c = Vector4::zeros();
    for _ in 0..12 {
        let here = lab(&c);
        let mut jacobian = Matrix3x4::zeros();
        for k in 0..4 {
            let mut stepped = c;
            stepped[k] += 1e-5;
            jacobian.set_column(k, &((lab(&stepped) - here) / 1e-5));
        }
        let weighted = Matrix3x4::from_fn(|i, k| jacobian[(i, k)] * freedom[k]);
        let normal: Matrix3<f64> = weighted * jacobian.transpose();
        let Some(inverse) = normal.try_inverse() else { break };
        c = weighted.transpose() * (inverse * (jacobian * c + target - here));
    }
    bent(spectrum, &c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_spectra_have_the_published_lab_and_are_reflectances() {
        for (colours, generation) in
            [(ChartColours::Before2014, "before_2014"), (ChartColours::After2014, "after_2014")]
        {
            let spectra = patch_spectra(colours);
            for (i, (spectrum, published)) in spectra.iter().zip(published_lab_d50(generation)).enumerate() {
                let lab: Lab<D50, f64> = D50::lab(spectrum);
                for (ours, theirs) in lab_array(lab).iter().zip(published) {
                    assert!((ours - theirs).abs() < 1e-3, "{generation} patch {}: {lab:?}, {published:?}", i + 1);
                }
                assert!(spectrum.values().iter().all(|r| (0.0..1.0).contains(r)), "{generation} patch {}", i + 1);
            }
        }
    }

    #[test]
    fn the_spydercheckrs_spectra_have_its_lab_and_are_reflectances() {
        let table = Columns::read(SPYDERCHECKR);
        for (i, spectrum) in patch_spectra(ChartColours::Spydercheckr24).iter().enumerate() {
            let lab: Lab<D65, f64> = D65::lab(spectrum);
            for (ours, column) in lab_array(lab).iter().zip(["l", "a", "b"]) {
                assert!((ours - table.column(column)[i]).abs() < 0.05, "patch {}: {lab:?}", i + 1);
            }
            assert!(spectrum.values().iter().all(|r| (0.0..1.0).contains(r)), "patch {}", i + 1);
        }
    }

    /// The spectra are rounded to three digits and the published Lab was averaged over charts, not computed from them.
    #[test]
    fn measured_spectra_have_nearly_the_lab_published_with_them() {
        let mut sum = 0.0;
        for (i, (spectrum, published)) in measured().iter().zip(published_lab_d50("babelcolor_average")).enumerate() {
            let difference = ciede2000(D50::lab(spectrum), lab_from(published));
            assert!(difference < 0.6, "patch {}: {difference}", i + 1);
            sum += difference;
        }
        assert!(sum / 24.0 < 0.3, "mean {}", sum / 24.0);
    }
}
