//! What the healed field should look like: a contrast against the bare skin beside it.

use super::stubble::{Growth, hair_as_stubble};
use crate::color::{Contrast, Estimate, LabD65, Spectrum};
use crate::data::{MatchingTable, TargetTable};
use crate::math::{Matrix3, pow, powi};
use crate::measure::FieldReading;
use crate::skin::SkinModel;

/// What is to be imitated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// A shaved head: the stubble of the donor area.
    #[default]
    Shaved,
    /// Dense hair: dots at the foot of hair that is worn longer.
    Density,
    /// A scar: the field around it, on the scar's own skin.
    Scar,
}

impl Mode {
    /// The name used in results and arguments.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shaved => "shaved",
            Self::Density => "density",
            Self::Scar => "scar",
        }
    }
}

/// How the target was come by from what was seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Basis {
    /// The stubble as it was seen.
    AsSeen,
    /// The stubble as seen so many hours after shaving, at other hours.
    Moved {
        /// Hours since shaving when it was seen; assumed where nobody told.
        from_hours: f64,
        /// Whether the client told them.
        told: bool,
        /// Hours since shaving of the target.
        to_hours: f64,
    },
    /// Hair that is grown, as it would look so many hours after shaving.
    Grown {
        /// Hours since shaving of the target.
        to_hours: f64,
    },
}

/// What one photo, or one set of readings, says of the field beside bare skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SeenField {
    /// Field minus bare skin, dE*ab.
    pub contrast: Contrast,
    /// Covariance from the camera or instrument.
    pub reading: Matrix3,
    /// Covariance from the unevenness of the regions.
    pub spread: Matrix3,
    /// Covariance from how both face the light, and shine.
    pub geometry: Matrix3,
}

impl SeenField {
    /// What a field that was read says.
    #[must_use]
    pub fn of(field: &FieldReading) -> Self {
        let (whole, spread, geometry) = (&field.contrast.cov, field.spread_cov, field.geometry_cov);
        let reading = matrix(|i, j| whole[i][j] - spread[i][j] - geometry[i][j]);
        Self { contrast: field.contrast.mean, reading, spread, geometry }
    }
}

/// Where the covariance of a target comes from; they add up to it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TargetParts {
    /// Camera or instrument.
    pub reading: Matrix3,
    /// Unevenness of the regions.
    pub spread: Matrix3,
    /// How both face the light, and shine.
    pub geometry: Matrix3,
    /// Side of the light, and hours since shaving.
    pub stubble: Matrix3,
}

/// What the healed field should look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Target {
    /// What is to be imitated.
    pub mode: Mode,
    /// How it was come by.
    pub basis: Basis,
    /// Field minus bare skin, dE*ab, with everything uncertain about it: camera, region, stubble.
    pub contrast: Estimate<Contrast>,
    /// Where its covariance comes from.
    pub parts: TargetParts,
    /// The bare skin that the contrast is against.
    pub skin: LabD65,
    /// Reflectance of the field, for other lights; that of the first photo.
    pub spectrum: Spectrum,
}

/// What a target is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TargetOptions {
    /// What is to be imitated.
    pub mode: Mode,
    /// Hours since shaving when the photos were taken, as the client tells them.
    pub shaved_hours: Option<f64>,
    /// Whether the hair was seen to be grown.
    pub grown: bool,
}

impl Target {
    /// A contrast that is to be met as it is, known as well as it was read.
    #[must_use]
    pub fn of_reading(contrast: Estimate<Contrast>, skin: LabD65, spectrum: Spectrum) -> Self {
        let parts = TargetParts { reading: contrast.cov, ..TargetParts::default() };
        Self { mode: Mode::Shaved, basis: Basis::AsSeen, contrast, parts, skin, spectrum }
    }

    /// The target of a client from what one or more photos show.
    ///
    /// ```text
    /// contrast = mean of the photos x length(to)/length(from),   length(h) = left + growth h/24
    /// s^2 = (n0 s0^2 + sum (c_i - mean)^2)/(n0 + n - 1)          of the light's side, over n photos
    /// ```
    ///
    /// | argument | meaning |
    /// |---|---|
    /// | `photos` | contrast and covariances of each photo, one or more |
    /// | `skin` | the bare skin's spectrum and optics, and its colour |
    /// | `hair` | spectrum of the region of hair: that of the hair itself where it is grown |
    ///
    /// The darkening of shaved hair grows with the length that shows, so that hours since shaving scale the contrast,
    /// whatever the hair's colour. Of grown hair only the colour is used, as it looks where it covers some of the skin.
    /// Figures with their sources: `calibration/matching.toml`. Source of the form: this project.
    ///
    /// Panics without a photo.
    #[must_use]
    pub fn of_client(
        photos: &[SeenField],
        skin: ((&Spectrum, &SkinModel), LabD65),
        hair: &Spectrum,
        options: &TargetOptions,
        table: &MatchingTable,
    ) -> Self {
        let (skin, skin_lab) = skin;
        let growth = Growth::of(table);
        let (seen, side_sd) = pooled(photos, &table.target);
        let basis = basis(options, &table.target);
        let (mean, scale, hours_cov, spectrum) = match basis {
            Basis::AsSeen => {
                let ln_sd = growth.ln_sd_of_hours(table.target.shaved_hours, hours_sd(false, table));
                (seen.contrast, 1.0, along(seen.contrast, ln_sd), *hair)
            }
            Basis::Moved { from_hours, told, to_hours } => {
                let moved = growth.moved(from_hours, hours_sd(told, table), to_hours);
                let mean = seen.contrast.times(moved.factor);
                let spectrum =
                    skin.0.zip(hair.values(), |skin, hair| skin * pow((hair / skin).max(1e-6), moved.factor));
                (mean, moved.factor, along(mean, moved.ln_sd), spectrum)
            }
            Basis::Grown { to_hours } => {
                let (stubble, spectrum) = hair_as_stubble(skin, hair, to_hours, table);
                // What the hair's own reading is off by counts as far as hair covers the skin.
                (stubble.mean, growth.cover(to_hours).factor, stubble.cov, spectrum)
            }
        };
        let scaled = |cov: Matrix3| cov.map(|row| row.map(|v| v * scale * scale));
        let stubble = matrix(|i, j| hours_cov[i][j] + if i == j { side_sd[i] * side_sd[i] } else { 0.0 });
        let parts = TargetParts {
            reading: scaled(seen.reading),
            spread: scaled(seen.spread),
            geometry: scaled(seen.geometry),
            stubble,
        };
        let cov =
            matrix(|i, j| [parts.reading, parts.spread, parts.geometry, parts.stubble].iter().map(|m| m[i][j]).sum());
        Self { mode: options.mode, basis, contrast: Estimate { mean, cov }, parts, skin: skin_lab, spectrum }
    }

    /// The same target, its contrast known as it is now: from more photos, say.
    #[must_use]
    pub fn known_as(&self, contrast: Estimate<Contrast>) -> Self {
        let parts = TargetParts { reading: contrast.cov, ..TargetParts::default() };
        Self { contrast, parts, ..*self }
    }

    /// The target colour of the field on this skin.
    #[must_use]
    pub fn field(&self) -> LabD65 {
        self.contrast.mean.on(self.skin)
    }

    /// The target for one draw: its contrast moved by its own uncertainty.
    #[must_use]
    pub fn drawn(&self, normals: [f64; 3]) -> LabD65 {
        self.contrast.drawn(normals).on(self.skin)
    }
}

/// Which stubble is asked for, and from what it is worked out.
fn basis(options: &TargetOptions, table: &TargetTable) -> Basis {
    let to_hours = if options.mode == Mode::Density { table.density_hours } else { table.shaved_hours };
    if options.grown || options.shaved_hours.is_some_and(|hours| hours >= table.grown_hours) {
        return Basis::Grown { to_hours };
    }
    match options.shaved_hours {
        Some(from_hours) => Basis::Moved { from_hours, told: true, to_hours },
        // A client comes as he is used to go.
        None if options.mode == Mode::Density => Basis::Moved { from_hours: table.shaved_hours, told: false, to_hours },
        None => Basis::AsSeen,
    }
}

/// Covariance of a contrast that is off by a factor.
fn along(contrast: Contrast, ln_sd: f64) -> Matrix3 {
    let c = contrast.array();
    matrix(|i, j| ln_sd * ln_sd * c[i] * c[j])
}

const fn hours_sd(told: bool, table: &MatchingTable) -> f64 {
    if told { table.target.told_sd_hours } else { table.target.untold_sd_hours }
}

/// The mean of some photos, and the standard deviation of that mean with the side of the light.
///
/// Camera, light and chart are mostly the same in all of them, so that what they are off by is not averaged away; the
/// regions' own unevenness is.
fn pooled(photos: &[SeenField], table: &TargetTable) -> (SeenField, [f64; 3]) {
    let n = photos.len() as f64;
    let mean = |of: &dyn Fn(&SeenField) -> f64| photos.iter().map(of).sum::<f64>() / n;
    let matrices = |of: fn(&SeenField) -> &Matrix3, over: f64| matrix(|i, j| mean(&|p| of(p)[i][j]) / over);
    let [dl, da, db] = [0, 1, 2].map(|k| mean(&|p| p.contrast.array()[k]));
    let contrast = Contrast { dl, da, db };
    let seen = SeenField {
        contrast,
        reading: matrices(|p| &p.reading, 1.0),
        spread: matrices(|p| &p.spread, n),
        geometry: matrices(|p| &p.geometry, n),
    };
    let sd = [0, 1, 2].map(|k| {
        let apart: f64 = photos.iter().map(|p| powi(p.contrast.array()[k] - contrast.array()[k], 2)).sum();
        let (counts, before) = (table.azimuth_counts, table.azimuth_sd[k]);
        ((counts * before * before + apart) / (counts + n - 1.0) / n).sqrt()
    });
    (seen, sd)
}

fn matrix(at: impl Fn(usize, usize) -> f64) -> Matrix3 {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| at(i, j)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{D65, Viewing};
    use crate::data;
    use approx::assert_abs_diff_eq;

    fn seen(dl: f64) -> SeenField {
        let some = matrix(|i, j| if i == j { 0.04 } else { 0.0 });
        SeenField { contrast: Contrast { dl, da: 0.8 * dl, db: 0.7 * dl }, reading: some, spread: some, geometry: some }
    }

    fn flat(reflectance: f64) -> Spectrum {
        Spectrum::from_fn(|_| reflectance)
    }

    fn target(photos: &[SeenField], hair: f64, options: TargetOptions) -> Target {
        let skin = flat(0.35);
        Target::of_client(
            photos,
            ((&skin, &SkinModel::default()), D65::lab(&skin)),
            &flat(hair),
            &options,
            &data::matching(),
        )
    }

    #[test]
    fn stubble_of_days_is_moved_to_what_the_client_wears() {
        let at = |shaved_hours| target(&[seen(-2.0)], 0.3, TargetOptions { shaved_hours, ..TargetOptions::default() });
        let [untold, usual, days] = [None, Some(12.0), Some(48.0)].map(at);
        assert_eq!((untold.basis, untold.contrast.mean), (Basis::AsSeen, seen(-2.0).contrast));
        assert_abs_diff_eq!(usual.contrast.mean.dl, -2.0, epsilon = 1e-12);
        assert!(days.contrast.mean.dl > -1.1, "two days' growth was photographed: {:?}", days.contrast.mean);
        assert!(usual.parts.stubble[0][0] < untold.parts.stubble[0][0], "hours that are told are surer");
        let relative = |t: &Target| t.parts.stubble[0][0].sqrt() / t.contrast.mean.dl.abs();
        assert!(relative(&days) > relative(&usual), "the further it is moved, the less sure");
    }

    #[test]
    fn under_longer_hair_dots_are_darker() {
        let density = TargetOptions { mode: Mode::Density, ..TargetOptions::default() };
        let dl = |options| target(&[seen(-2.0)], 0.3, options).contrast.mean.dl;
        assert!((1.4..2.2).contains(&(dl(density) / dl(TargetOptions::default()))));
    }

    #[test]
    fn of_grown_hair_only_the_colour_counts() {
        let grown = TargetOptions { shaved_hours: Some(700.0), ..TargetOptions::default() };
        let dl = |hair: f64| target(&[seen(-25.0)], hair, grown).contrast.mean.dl;
        let (black, blond, white) = (dl(0.04), dl(0.2), dl(0.6));
        assert!((-4.0..-1.5).contains(&black), "{black}");
        assert!(black < blond && blond < 0.0 && white > 0.0, "{blond} {white}");
    }

    #[test]
    fn photos_from_several_sides_make_the_target_surer_unless_they_differ() {
        let sd = |photos: &[SeenField]| target(photos, 0.3, TargetOptions::default()).contrast.cov[0][0].sqrt();
        let one = sd(&[seen(-2.0)]);
        assert!(sd(&[seen(-2.0), seen(-2.0)]) < one);
        assert!(sd(&[seen(-1.0), seen(-3.0)]) > one, "they are two dE apart");
        let mean = target(&[seen(-1.0), seen(-3.0)], 0.3, TargetOptions::default()).contrast.mean.dl;
        assert_abs_diff_eq!(mean, -2.0, epsilon = 1e-12);
    }

    #[test]
    fn the_parts_add_up() {
        for options in
            [TargetOptions::default(), TargetOptions { shaved_hours: Some(40.0), ..TargetOptions::default() }]
        {
            let t = target(&[seen(-2.0), seen(-2.5)], 0.3, options);
            let p = t.parts;
            for i in 0..3 {
                for j in 0..3 {
                    let sum = p.reading[i][j] + p.spread[i][j] + p.geometry[i][j] + p.stubble[i][j];
                    assert_abs_diff_eq!(sum, t.contrast.cov[i][j], epsilon = 1e-12);
                }
            }
        }
    }
}
